"""The space for acceptance tests: what people do there, and the house before they have agreed on anything."""

from datetime import timedelta
from typing import Any

from bot.clock import SetClock
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import FACILITATOR, MEMBER, SAMPLE, House

SPACE = SAMPLE.channels["reflective-space"].id
FIRST, SECOND, OUTSIDE = "Tomasz Wilk", "Rhiannon Probert", "Delroy Ashton"
AUTHOR = "Luca Benvenuti"
WORDS = "he sounded so tired of it all, *please* look"
QUESTION = "How do I tell my supervisor that it is too much"
MENU = "I'm worried about this message"


async def works(home: House, clock: SetClock) -> None:
    """A little time passes, and the bot does what falls due."""
    assert home.services is not None
    clock.move_by(timedelta(seconds=5))
    await home.services.desk.tick(home.services.threads)
    await home.runner.tick()


async def rota(home: House, clock: SetClock, *names: str, second: str | None = None, **fields: Any) -> Shown:
    facilitator = await home.person(FACILITATOR)
    form = await facilitator.presses(await facilitator.types("/manage-support rota"), "Change")
    filled: dict[str, Any] = {
        "Who is on the rota": [await facilitator.find(one) for one in names],
        "Second contact, outside the rota": [await facilitator.find(second)] if second else [],
        "When they look in": "weekdays 9 to 5",
    }
    saved = await facilitator.fills_in(form, filled | fields)
    await works(home, clock)
    return saved


async def agreed(home: House, role: str | None = None) -> Shown:
    """A facilitator writes the agreement, for the reflective space."""
    facilitator = await home.person(FACILITATOR)
    proposal = await facilitator.types("/manage-support agreement")
    form = await facilitator.presses(proposal, "Change")
    fields: dict[str, Any] = {"The space's channel": [SPACE]}
    if role:
        fields["Role for whoever accepts it"] = [SAMPLE.roles[role].id]
    return await facilitator.fills_in(form, fields)


async def worried(home: House, clock: SetClock, about: Shown, leave_out: str | None = None) -> Shown:
    member = await home.person(MEMBER)
    form = await member.uses(MENU, about)
    assert isinstance(form, Form), form
    fields: dict[str, Any] = {"Anything to add, if you like": WORDS}
    if leave_out:
        fields["Who must not hear of it"] = [await member.find(leave_out)]
    answer = await member.fills_in(form, fields)
    await works(home, clock)
    return answer


async def message(home: House) -> Shown:
    return await (await home.person(AUTHOR)).writes("I can't go on like this", channel=SPACE)


async def ask(home: House, clock: SetClock, wish: str = "Yes, without my name", text: str = QUESTION) -> Shown:
    member = await home.person(MEMBER)
    form = await member.types("/support ask")
    assert isinstance(form, Form), form
    answer = await member.fills_in(form, {"Your question": text, "May it be passed on to the group?": wish})
    await works(home, clock)
    return answer


async def everything_seen(home: House, person: Person) -> str:
    """All that someone ever got on their screen, and all that they can read anywhere now."""
    channels = await person.request("GET", f"/guilds/{SAMPLE.guild_id}/channels")
    threads = await person.request("GET", f"/guilds/{SAMPLE.guild_id}/threads/active")
    read: list[str] = [str(event.data) for event in person.events if "INTERACTION" not in event.name]
    for place in [*channels, *threads["threads"]]:
        if place["type"] in (0, 5, 11, 12):
            read += [str(one.payload) for one in await person.reads(channel=int(place["id"]))]
    return "\n".join(read)
