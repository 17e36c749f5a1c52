"""How a phrase comes into each private field, by what people do.

For a new private column, write what somebody does to fill it, under ``@plants("table.column")``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.checkins.entries import Answer
from bot.clock import SetClock
from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from bot.services import Services
from bot.storage.rotation import sealed_columns
from bot.tables import metadata
from bot.workshops import feedback
from bot.workshops.feedback import FeedbackState
from bot.workshops.models import WorkshopFeedbackRow
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import FACILITATOR, MEMBER, SAMPLE, House

PATTERN = "first Tuesday every other month at 14:00 from 2 March 2027"


@dataclass
class Garden:
    """The house, its clock, and what was planted: phrases by field."""

    home: House
    clock: SetClock
    phrases: dict[str, str] = field(default_factory=dict[str, str])
    prompt: Shown | None = None

    @property
    def services(self) -> Services:
        assert self.home.services is not None
        return self.home.services

    async def later(self, span: timedelta) -> None:
        """Time passes, and the bot does what falls due."""
        self.clock.move_by(span)
        services = self.services
        for tick in (
            services.checkin_settings.tick, services.checkins.tick, services.reminders.tick, services.meetings.tick,
            services.answers.tick, services.notices.tick, services.introductions.tick, self.home.runner.tick,
        ):  # fmt: skip
            await tick()

    async def kept(self, name: str) -> list[str]:
        """What is sealed in a column, opened at the place that it declares."""
        [column] = [one for one in sealed_columns(metadata) if one.field == name]
        async with self.services.database.read() as session:
            rows = [dict(row) for row in (await session.execute(select(column.table))).mappings()]
        return [
            self.services.keyring.open(row[column.name], column.place(row))
            for row in rows
            if row[column.name] is not None
        ]

    async def member(self) -> Person:
        return await self.home.person(MEMBER)

    async def facilitator(self) -> Person:
        return await self.home.person(FACILITATOR)


Plant = Callable[..., Awaitable[None]]
PLANTS: dict[tuple[str, ...], Plant] = {}
"""What is done, by the fields that it fills, in the order in which it is done."""


def plants(*fields: str) -> Callable[[Plant], Plant]:
    """It is called with the garden and a phrase for each of ``fields``."""

    def note(plant: Plant) -> Plant:
        PLANTS[fields] = plant
        return plant

    return note


@plants("reminders.private_text")
async def reminder(garden: Garden, phrase: str) -> None:
    member = await garden.member()
    await member.types("/remind", when="in 40 days", what="something else")
    form = await member.presses(await member.types("/reminders list"), "Change")
    assert isinstance(form, Form)
    await member.fills_in(form, {"What": phrase})


@plants("introductions.note")
async def introduction(garden: Garden, phrase: str) -> None:
    await asks_for_an_introduction(await garden.member(), phrase)


async def asks_for_an_introduction(person: Person, note: str) -> Shown:
    found = await person.types("/who", query="who knows NVivo?")
    custom_id = next(one.custom_id for one in found.buttons if one.label == "Ask for an introduction")
    assert custom_id is not None
    form = await person.presses(found, custom_id)
    assert isinstance(form, Form)
    chosen = {"Your message": note, "Where should the answer come?": ["When I next use Heronry"]}
    return await person.fills_in(form, chosen)


@plants("meeting_series.link")
async def link(garden: Garden, phrase: str) -> None:
    facilitator = await garden.facilitator()
    draft = await facilitator.types(
        "/manage-meetings schedule", title="Reading aloud", when=PATTERN, channel_="general",
        link=f"https://video.example/{phrase}",
    )  # fmt: skip
    await facilitator.presses(draft, "Keep it")


@plants("meeting_questions.text")
async def question(garden: Garden, phrase: str) -> None:
    facilitator, member = await garden.facilitator(), await garden.member()
    speaker = Somebody(SAMPLE.guild_id, member.id, Standing.MEMBER)
    await garden.services.community.choose(speaker, lambda chosen: replace(chosen, consents=frozenset({"meetings"})))
    first = await offered(facilitator, "/manage-meetings speaker")
    await facilitator.types("/manage-meetings speaker", meeting=first, person=member)
    await garden.later(timedelta(minutes=5))
    await member.presses(await member.sees("would speak"), "I’ll speak")
    await asks_the_speaker(facilitator, phrase)


async def offered(person: Person, command: str) -> str:
    return next(iter((await person.completions(command, meeting="Reading")).values()))


async def asks_the_speaker(person: Person, text: str) -> Shown:
    shown = await person.types("/meetings show", meeting=await offered(person, "/meetings show"))
    form = await person.presses(shown, "Ask the speaker")
    assert isinstance(form, Form)
    return await person.fills_in(form, {"Your question": text})


@plants("checkin_rounds.answers")
async def check_in(garden: Garden, phrase: str) -> None:
    member = await garden.member()
    await garden.later(timedelta(minutes=26))
    garden.prompt = await member.sees("Before you press")
    await checks_in(member, garden.prompt, phrase)


async def checks_in(person: Person, prompt: Shown, line: str) -> Shown:
    form = await person.presses(prompt, "Short check-in")
    assert isinstance(form, Form)
    said: dict[str, Any] = {"A line, if you like": line, "Your line": ["Facilitators may see my line, without my name"]}
    return await person.fills_in(form, {"Your energy": ["3"], **said})


@plants("checkin_rounds.lines")
async def lines(garden: Garden, phrase: str) -> None:
    assert garden.prompt is not None
    await checks_in(await garden.facilitator(), garden.prompt, phrase)
    round_id = int(next(one.custom_id for one in garden.prompt.buttons if one.custom_id).split(":")[-1])
    for n in range(9):
        who = Somebody(SAMPLE.guild_id, 10**17 + n, Standing.MEMBER)
        await garden.services.checkins.answer(who, round_id, Answer(5, 4, f"line {n}", share=True))
    await garden.later(timedelta(days=7))


@plants("reflection_drafts.content", "reflection_entries.content")
async def reflection(garden: Garden, draft: str, entry: str) -> None:
    member = await garden.member()
    await reflects(member, "gibbs", draft)
    await reflects(member, "era", entry)


async def reflects(person: Person, model: str, text: str) -> Shown:
    launch = await person.types("/reflect start", model=model)
    if any(button.label == "Agree, and begin" for button in launch.buttons):
        launch = await person.presses(launch, "Agree, and begin")
    form = await person.presses(launch, "Begin writing")
    assert isinstance(form, Form)
    return await person.fills_in(form, {form.fields[0].label: text})


@plants("reflection_shares.content")
async def shared(garden: Garden, phrase: str) -> None:
    """In a channel that isn't looked through: there it is meant to be seen."""
    member, facilitator = await garden.member(), await garden.facilitator()
    await facilitator.types("/manage-checkins space", channel_="methods-help")
    entry = await reflects(member, "era", phrase)
    form = await member.presses(entry, "Show to the group")
    assert isinstance(form, Form)
    await member.presses(await member.fills_in(form, {"Which parts?": ["0"]}), "Show it")


@plants("support_worries.body")
async def worry(garden: Garden, phrase: str) -> None:
    member, facilitator = await garden.member(), await garden.facilitator()
    form = await member.uses("I'm worried about this message", await facilitator.writes("tired", channel="general"))
    assert isinstance(form, Form)
    await member.fills_in(form, {"Anything to add, if you like": phrase})
    await passed_on(garden)


@plants("support_questions.body")
async def asked(garden: Garden, phrase: str) -> None:
    member = await garden.member()
    await garden.home.person(SAMPLE.told["support"]["rota"][0])  # who is there to see it arrive
    form = await member.types("/support ask")
    assert isinstance(form, Form)
    await member.fills_in(
        form, {"Your question": phrase, "May it be passed on to the group?": "No, it is for the rota alone"}
    )
    await passed_on(garden)


@plants("support_notes.body")
async def answered(garden: Garden, phrase: str) -> None:
    on_the_rota = await garden.home.person(SAMPLE.told["support"]["rota"][0])
    question = await on_the_rota.sees(lambda shown: any(button.label == "Answer" for button in shown.buttons))
    form = await on_the_rota.presses(question, "Answer")
    assert isinstance(form, Form)
    await on_the_rota.fills_in(form, {"Your answer": phrase})
    await passed_on(garden)


@plants("support_unsigned.body", "support_unsigned.answer")
async def unsigned(garden: Garden, question: str, answer: str) -> None:
    member, facilitator = await garden.member(), await garden.facilitator()
    on_the_rota = await garden.home.person(SAMPLE.told["support"]["rota"][0])
    shown = await facilitator.types("/manage-support unsigned")
    await facilitator.presses(shown, "I have read the policy: switch them on")
    form = await member.presses(await member.types("/support ask-unsigned"), "Write it")
    assert isinstance(form, Form)
    await member.fills_in(form, {"Your question": question})
    await passed_on(garden)
    asked = await on_the_rota.sees("called")
    form = await on_the_rota.presses(asked, "Answer")
    assert isinstance(form, Form)
    await on_the_rota.fills_in(form, {"Your answer": answer})


@plants("workshop_places.needs", "workshop_questions.text")
async def workshop(garden: Garden, needs: str, question: str) -> None:
    facilitator, member = await garden.facilitator(), await garden.member()
    draft = await facilitator.types(
        "/manage-workshops create", title="Careers aloud", when="3 August 2027 10:00", channel_="general",
        places=20, mentors=2,
    )  # fmt: skip
    await facilitator.presses(draft, "Keep it")
    asked = await member.types("/workshops ask", workshop=str(await careers(garden)))
    assert isinstance(asked, Form)
    await member.fills_in(asked, {"Your question": question})
    form = await member.presses(await shown_workshop(garden), "Take part")
    assert isinstance(form, Form)
    await member.fills_in(form, {"Access needs": needs})


async def careers(garden: Garden) -> int:
    """The number of the workshop that was planned here."""
    offered = await (await garden.member()).completions("/workshops ask", workshop="Careers aloud")
    return int(next(iter(offered.values())))


async def shown_workshop(garden: Garden) -> Shown:
    member = await garden.member()
    listed = await member.types("/workshops list")
    number = await careers(garden)
    return await member.presses(listed, f"workshops:show:{number}")


@plants("workshop_feedback.answers")
async def said_of_a_workshop(garden: Garden, phrase: str) -> None:
    """It is as if the workshop were over: what else is planted here is tied to dates before that."""
    built, number, member = garden.services, await careers(garden), await garden.member()
    row = WorkshopFeedbackRow(
        workshop_id=number, guild_id=SAMPLE.guild_id, state=FeedbackState.OPEN,
        closes_at=garden.clock.now() + timedelta(days=300),
    )  # fmt: skip
    async with built.database.begin() as session:
        feedback.keep(built.keyring, row, feedback.Tally(), ())
        session.add(row)
    who = Somebody(SAMPLE.guild_id, member.id, Standing.MEMBER)
    await built.afterwards.answer(who, number, feedback.Answer("yes", line=phrase))


@plants("workshop_feedback.lines")
async def lines_of_a_workshop(garden: Garden, phrase: str) -> None:
    built, number = garden.services, await careers(garden)
    async with built.database.begin() as session:
        row = await session.get(WorkshopFeedbackRow, number)
        assert row is not None
        tally = feedback.tally_of(built.keyring, row)
        for n in range(9):
            tally.add(feedback.Answer("yes", line=phrase if n == 0 else f"line {n}"))
        feedback.keep(built.keyring, row, tally, ())
        feedback.close(built.keyring, row)


async def passed_on(garden: Garden) -> None:
    garden.clock.move_by(timedelta(seconds=5))
    await garden.services.desk.tick(garden.services.threads)
    await garden.home.runner.tick()


SHOWN_ELSEWHERE = {
    "checkin_rounds.answered": "ids of people, which stand in other tables as well: no phrase",
    "support_unsigned.author": "the number of whoever asked, which stands in other tables as well: no phrase",
    "apart_lists.kept": "ids of people, chosen from a menu: no phrase",
    "workshop_feedback.answered": "ids of people, which stand in other tables as well: no phrase",
    "workshop_questions.author": "a person's id, in digits: no phrase",
    "support_worries.record": "who did what and when, in Heronry's own words: no phrase",
}
"""Private columns that no phrase can be planted in, and why."""
