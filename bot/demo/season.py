"""The season: what has happened in the sample community, told in chapters, by the services that people use.

What happened stands in ``community.toml``; here each feature does it. A new feature adds a section there, a function
here, and that function to ``CHAPTERS``, after those it rests on.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.app import Services
from bot.community.standing import Person, Standing
from bot.demo.community import Sample
from bot.directory.entries import Level, Sight
from bot.introductions.service import AnswerBy
from bot.meetings.entries import Answer, Preview, Wish
from bot.reminders.entries import Reminder, Where

Chapter = Callable[[Services, Sample], Awaitable[None]]


async def directory(built: Services, sample: Sample) -> None:
    """The spreadsheet is brought in; then people look after their own entries."""
    await built.directory.import_entries(sample.guild_id, sample.profiles, consented=True)
    entries, zone = built.entries, sample.settings.zone
    for one in sample.told["entries"]:
        person = someone(sample, one["person"])
        for field, sight in one.get("show", {}).items():
            await entries.show(person, field, Sight(sight))
        for skill, level in one.get("skills", {}).items():
            await entries.add_skill(person, skill, Level(level))
        if weeks := one.get("paused_weeks"):
            until = built.clock.now() + timedelta(weeks=weeks)
            await entries.pause(person, f"{until:%Y-%m-%d}", zone)


async def introductions(built: Services, sample: Sample) -> None:
    """Somebody asks to be introduced, and hasn't been answered yet."""
    for one in sample.told["introductions"]:
        asker, asked = someone(sample, one["asker"]), sample.people[one["asked"]]
        await built.introductions.ask(asker, asked.id, one["about"], one["note"], AnswerBy.VISIT)


async def reminders(built: Services, sample: Sample) -> None:
    """The group's, kept by a facilitator, and people's own."""
    for one in sample.group_reminders:
        facilitator = someone(sample, one.author, Standing.FACILITATOR)
        where = Where(sample.channels[one.channel].id)
        made = await built.reminders.draft(facilitator, one.when, one.what, where)
        assert isinstance(made, Reminder), f"{one.when} has two readings"
        await built.reminders.keep(facilitator, made.id)
    for own in sample.own_reminders:
        await built.reminders.remind(someone(sample, own.person), own.when, own.what)


async def meetings(built: Services, sample: Sample) -> None:
    """Series, scheduled as a facilitator would type them, and who comes to their next dates."""
    for one in sample.told["meetings"]:
        facilitator = someone(sample, one["author"], Standing.FACILITATOR)
        wish = Wish(
            one["title"], one["when"], sample.channels[one["channel"]].id, length=one["length"], room=one["room"],
            link=one.get("link", ""), capacity=one.get("places"),
        )  # fmt: skip
        made = await built.meetings.draft(facilitator, wish)
        assert isinstance(made, Preview), f"{one['when']} has two readings"
        number = made.series.id
        texts = {"description": one["description"], "agenda": one.get("agenda", "")}
        await built.meetings.describe(facilitator, number, texts)
        await built.meetings.keep(facilitator, number)
        coming = [date for date in await built.meetings.coming(facilitator) if date.series_id == number]
        for name in one["going"]:
            await built.answers.answer(someone(sample, name), coming[0].id, Answer.GOING)


CHAPTERS: tuple[Chapter, ...] = (directory, introductions, meetings, reminders)
"""In the order in which they happened."""


def someone(sample: Sample, name: str, standing: Standing = Standing.MEMBER) -> Person:
    """A person of the sample, as services know people."""
    return Person(sample.guild_id, sample.people[name].id, standing)
