"""What is sent later, from the outbox to the screen, over real sockets."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord.ext import commands

from bot import app
from bot.clock import SetClock
from bot.delivery import repository
from bot.delivery.kinds import Delivery, Draft, Kind, State
from bot.texts import N_
from bot.ui.cards import card, text
from bot.ui.client import Heronry
from bot.ui.messenger import Message, delivered
from bot.ui.replies import plain
from sandbox.driver import Person
from tests.acceptance.house import FACILITATOR, MEMBER, SAMPLE, House

NOTE = "test:note"
GENERAL = SAMPLE.channels["general"].id


class Notes(commands.Cog):
    """Renders the tests' own kind of delivery."""

    @delivered(NOTE)
    def note(self, _delivery: Delivery, said: str) -> Message:
        roles: list[Any] = [discord.Object(SAMPLE.roles["Members"].id)] if said.startswith("ping") else []
        return Message(card(text(said)), discord.AllowedMentions(roles=roles, users=False, everyone=False))


@dataclass
class Office:
    """A house whose outbox has a kind for tests; ``says`` by subject."""

    home: House
    clock: SetClock
    says: dict[int, str] = field(default_factory=dict[int, str])
    n: int = 0

    async def prepare(self, delivery: Delivery) -> str | None:
        return self.says.get(delivery.subject_id)

    async def put(self, said: str, **where: Any) -> None:
        """Something to be sent at once."""
        built = self.home.services
        assert built is not None
        self.n += 1
        self.says[self.n] = said
        draft = Draft(f"note:{self.n}", NOTE, self.n, self.clock.now(), **(where or {"channel_id": GENERAL}))
        async with built.database.begin() as session:
            await built.outbox.put(session, SAMPLE.guild_id, draft)

    async def arrivals(self, person: Person, said: str, channel: int = GENERAL) -> int:
        """How many messages with these words a person sees in a channel."""
        return sum(said in message.text for message in await person.reads(channel=channel))


@pytest.fixture
async def office(empty_house: House, monkeypatch: pytest.MonkeyPatch) -> Office:
    build = app.build_client

    def with_notes(*arguments: Any) -> Heronry:
        made = build(*arguments)
        made.messenger.add(Notes())
        return made

    monkeypatch.setattr(app, "build_client", with_notes)
    clock = SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))
    empty_house.clock = clock
    await empty_house.start()
    made = Office(empty_house, clock)
    assert empty_house.services is not None
    empty_house.services.outbox.register(Kind(NOTE, N_("Notes"), made.prepare, timedelta(hours=1)))
    return made


async def test_it_arrives_in_the_channel_and_pings_nobody_unless_told(office: Office) -> None:
    member = await office.home.person(MEMBER)
    role = SAMPLE.roles["Members"].id
    await office.put(f"quiet <@&{role}> @everyone <@{member.id}>")
    quiet = await member.sees("quiet")
    assert quiet.pings == set()
    await office.put(f"ping <@&{role}> @everyone")
    assert (await member.sees("ping <")).pings <= {role}


async def test_it_arrives_as_a_direct_message(office: Office) -> None:
    member = await office.home.person(MEMBER)
    await office.put("between us", member_id=member.id)
    seen = await member.sees("between us")
    assert "guild_id" not in seen.payload or seen.payload["guild_id"] is None


@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "drop", "when": "after"},
        {"kind": "drop", "when": "before"},
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429, "retry_after": 0.2},
        {"kind": "status", "status": 500},
    ],
    ids=lambda trouble: "-".join(str(value) for value in trouble.values()),
)
async def test_whatever_breaks_on_the_way_it_arrives_once(office: Office, trouble: dict[str, Any]) -> None:
    member = await office.home.person(MEMBER)
    office.home.sandbox.cause(method="POST", path="/channels/*/messages", who="Heronry", **trouble)
    await office.put("once and only once")
    for _ in range(40):
        office.clock.move_by(timedelta(seconds=5))
        assert office.home.services is not None
        await office.home.runner.tick()
        if await office.arrivals(member, "once and only once"):
            break
    await office.put("the next")
    await member.sees("the next")
    assert await office.arrivals(member, "once and only once") == 1


async def test_facilitators_hear_of_what_could_not_be_sent_and_why(office: Office) -> None:
    facilitator = await office.home.person(FACILITATOR)
    await office.put("lost", channel_id=SAMPLE.guild_id + 12_345)
    await office.home.runner.tick()
    assert office.home.services is not None
    await office.home.services.reports.tick()
    notice = await facilitator.sees("could not be delivered")
    assert "isn't there any more" in notice.text
    shown = await facilitator.types("/manage-deliveries")
    assert "isn't there any more" in shown.text
    shown = await facilitator.presses(shown, "Send it again")
    await office.home.runner.tick()
    shown = await facilitator.types("/manage-deliveries")
    shown = await facilitator.presses(shown, "Leave it")
    assert "Everything that was due has arrived" in shown.text


async def test_closed_direct_messages_are_kept_for_the_next_visit(office: Office) -> None:
    member = await office.home.person(MEMBER)
    built = office.home.services
    assert built is not None
    built.outbox.kinds[NOTE] = Kind(NOTE, N_("Notes"), office.prepare, timedelta(hours=1), keep=True)
    await member.request("PATCH", "/users/@me/settings", {"default_guilds_restricted": [str(SAMPLE.guild_id)]})
    await office.put("kept for you", member_id=member.id)
    await office.home.runner.tick()
    await member.types("/help")
    waiting = await member.sees("waiting for you here")
    assert waiting.ephemeral
    await member.presses(waiting, "Show me")
    shown = await member.sees("kept for you")
    assert shown.ephemeral
    assert built.outbox.waiting(SAMPLE.guild_id, member.id) == 0
    async with built.database.read() as session:
        rows = await repository.of_person(session, SAMPLE.guild_id, member.id)
    assert [row.state for row in rows if row.kind == NOTE] == [State.SENT]


async def test_text_that_looks_like_markdown_or_a_mention_is_shown_as_it_is(office: Office) -> None:
    member = await office.home.person(MEMBER)
    said = "x" * 3_000 + plain(" @everyone **bold** <@&1>")
    await office.put(said)
    assert (await member.sees("xxx")).pings == set()


async def test_a_card_that_is_too_long_fails_with_a_reason(office: Office) -> None:
    facilitator = await office.home.person(FACILITATOR)
    await office.put("x" * 6_000)
    await office.home.runner.tick()
    shown = await facilitator.types("/manage-deliveries")
    assert "Discord refused it" in shown.text
    office.home.sandbox.service.journal.forget_violations()
