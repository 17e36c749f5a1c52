"""Newcomers as they meet Heronry: greeted where they arrive, shown round in private, and nobody pinged."""

import asyncio
import re
from datetime import timedelta

import pytest

from sandbox import membership
from sandbox.driver import Form, Person, Shown
from sandbox.payloads import people
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

WAIT = timedelta(seconds=20)
STAY = (MEMBER, FACILITATOR, ADMINISTRATOR, "Tomasz Wilk", "Delroy Ashton")
"""The last two are on the rota: whoever leaves while its thread is opened would be asked into it in vain."""
OTHERS = [one.display_name for one in SAMPLE.profiles if one.display_name not in STAY]


@pytest.fixture
async def home(empty_house: House, still: None) -> House:
    await empty_house.start()
    return empty_house


async def comes_back(home: House, *names: str) -> None:
    """They leave, and join anew: Discord says so in the system channel. Waits until Heronry has heard of each."""
    assert home.services is not None
    welcome, service = home.services.welcome, home.sandbox.service
    guild = service.world.guild(SAMPLE.guild_id)
    heard, arrived = asyncio.Queue[int](), welcome.arrived

    async def noted(guild_id: int, member_id: int, channel_id: int) -> None:
        await arrived(guild_id, member_id, channel_id)
        heard.put_nowait(member_id)

    welcome.arrived = noted  # pyright: ignore[reportAttributeAccessIssue]
    for name in names:
        user = service.world.user(SAMPLE.people[name].id)
        membership.leave(service, guild, user.id)
        membership.join(service, guild, user, [])
    for _name in names:
        await asyncio.wait_for(heard.get(), 10)
    welcome.arrived = arrived


def greetings(home: House, channel: str = "welcome") -> list[str]:
    """The cards with a Start button in a channel, the oldest first."""
    there = home.sandbox.service.world.state.channels[SAMPLE.channels[channel].id]
    return [str(one.components) for one in there.messages.values() if "welcome:start" in str(one.components)]


async def test_a_newcomer_is_greeted_once_and_shown_round(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    await comes_back(home, NEWCOMER)
    await home.later(WAIT)
    card = await newcomer.sees("Three things worth doing first")
    assert f"<@{newcomer.id}>" in card.text
    assert "stayed for the tea" in card.text
    assert f"1. Ask one of <@&{SAMPLE.settings.facilitators_role_id}> for the members’ role" in card.text
    assert card.pings == set()
    page = await newcomer.presses(card, "Start")
    assert page.ephemeral
    assert f"<@&{SAMPLE.settings.facilitators_role_id}>" in page.text, "whom to ask for the role"
    assert "/who" not in page.text
    page = await newcomer.presses(page, "Next")
    assert "/who" in page.text
    assert "/support now" in page.text
    offered = set(re.findall(r"(?<![\w<])/([a-z-]+)", card.text + page.text))
    usable = (await newcomer.types("/help")).text
    assert [one for one in offered if f"/{one}**" not in usable] == [], "nobody's first step is refused"
    assert page.button("Next").disabled
    await comes_back(home, NEWCOMER)
    await home.later(timedelta(minutes=30))
    assert len(greetings(home)) == 1
    assert [
        one for one in newcomer.messages.values() if one.payload.get("guild_id") is None and not one.ephemeral
    ] == []


async def test_many_at_once_are_greeted_together_and_not_those_who_left(home: House) -> None:
    service = home.sandbox.service
    await comes_back(home, *OTHERS[:3])
    membership.leave(service, service.world.guild(SAMPLE.guild_id), SAMPLE.people[OTHERS[0]].id)
    await home.later(WAIT)
    await comes_back(home, *OTHERS[3:15])
    await home.later(timedelta(minutes=5))
    [first] = greetings(home)
    assert str(SAMPLE.people[OTHERS[0]].id) not in first
    assert str(SAMPLE.people[OTHERS[1]].id) in first
    await home.later(timedelta(minutes=6))
    [_first, second] = greetings(home)
    assert "everyone who has just come" in second
    assert "<@" not in second.replace("<@&", ""), "nobody is named but whom to ask"


async def test_a_facilitator_sets_it_and_posts_a_start_button(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    shown = await facilitator.types("/manage-welcome", channel="general")
    form = await facilitator.presses(shown, "Own words")
    assert isinstance(form, Form)
    kept = await facilitator.fills_in(form, {"Your words": "**Tea** @everyone"})
    assert r"\*\*Tea\*\*" in kept.text
    posted = await facilitator.presses(kept, "Post a Start button here")
    assert "pin it yourself" in posted.text
    await home.later(timedelta(seconds=1))
    card = await member.sees("New here? Welcome!")
    assert card.pings == set()
    assert "Three things first" in (await member.presses(card, "Start")).text
    off = await facilitator.presses(posted, "Stop greeting")
    assert "aren't greeted" in off.text
    await comes_back(home, NEWCOMER)
    await home.later(timedelta(minutes=1))
    assert greetings(home) == []


async def test_a_start_button_is_pinned_where_heronry_may(home: House) -> None:
    service = home.sandbox.service
    guild = service.world.guild(SAMPLE.guild_id)
    for role in guild.roles.values():
        if role.application_id is not None:
            role.permissions |= 1 << 51
            event = {"guild_id": str(guild.id), "role": people.role(role)}
            service.hub.to_guild(guild, "GUILD_ROLE_UPDATE", event)
    facilitator = await home.person(FACILITATOR)
    shown = await facilitator.types("/manage-welcome", channel="general")
    assert "Heronry pins it" in (await facilitator.presses(shown, "Post a Start button here")).text
    await home.later(timedelta(seconds=1))
    await home.later(timedelta(seconds=6))
    there = service.world.state.channels[SAMPLE.channels["general"].id]
    pinned = [one for one in there.messages.values() if one.pinned_at is not None]
    assert len(pinned) == 1
    assert "welcome:start" in str(pinned[0].components)


async def test_the_tour_ticks_what_is_done_and_grows_with_the_role(home: House) -> None:
    member, facilitator, admin = [await home.person(name) for name in (MEMBER, FACILITATOR, ADMINISTRATOR)]
    first = await member.types("/start")
    assert "Done: ~~Let others find you" in first.text
    assert "/who" in first.text
    features = await member.presses(first, "Next")
    offered = await member.commands()
    named = {name for name in re.findall(r"(?<![\w<])/([a-z-]+)", first.text + features.text) if name != "support"}
    assert named <= set(offered), "every command that is named is there"
    assert "/pairing join" in features.text
    assert "/digest subscribe" in features.text
    last = await _to_the_end(facilitator, await facilitator.types("/start"))
    assert "/manage-meetings" in last.text
    last = await _to_the_end(admin, await admin.types("/start"))
    assert "For administrators" in last.text


async def _to_the_end(person: Person, shown: Shown) -> Shown:
    while not shown.button("Next").disabled:
        shown = await person.presses(shown, "Next")
    return shown
