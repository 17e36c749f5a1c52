"""The season: what has happened in the sample community, told in chapters, by the services that people use.

What happened stands in ``community.toml``; here each feature does it. A new feature adds a section there, a function
here, and that function to ``CHAPTERS``, after those it rests on.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.announcements.entries import Wish as Announced
from bot.checkins import answers
from bot.checkins.answers import Tally
from bot.checkins.entries import RoundState, Schedule
from bot.checkins.service import new_round
from bot.community.standing import Person, Standing
from bot.demo.community import Sample
from bot.digest.entries import Rhythm
from bot.directory.entries import Level, Sight
from bot.following.entries import Way
from bot.funding.entries import About, Stance, Terms
from bot.funding.managing import TypedDates
from bot.introductions.service import AnswerBy
from bot.meetings.entries import Answer, Preview, Wish
from bot.pairing.entries import Schedule as Rounds
from bot.reflection.entries import Reflection
from bot.reminders.entries import Reminder, Where
from bot.resources.entries import Wish as Link
from bot.services import Services
from bot.support.entries import Wish as Passing
from bot.workshops.entries import Role, SignUp, Workshop
from bot.workshops.entries import Wish as Planned
from bot.workshops.group_entries import Shape
from bot.workshops.lists import EVERY

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


async def check_ins(built: Services, sample: Sample) -> None:
    """A rhythm, and a check-in that has ended, so that there is a picture to see."""
    told = sample.check_ins
    facilitator = Person(sample.guild_id, sample.people[told.author].id, Standing.FACILITATOR)
    channel_id = sample.channels[told.channel].id
    made = await built.checkin_settings.draft(facilitator, told.when, channel_id, told.words)
    assert isinstance(made, Schedule), f"{told.when} has two readings"
    await built.checkin_settings.keep(facilitator, made.id)
    opened_at, tally = built.clock.now() - timedelta(weeks=told.weeks_ago), Tally()
    for one in told.answers:
        tally.add(one)
    async with built.database.begin() as session:
        ended = new_round(sample.guild_id, opened_at, channel_id=channel_id, prompt=told.words)
        session.add(ended)
        await session.flush()
        ended.collects, ended.opened_on = True, opened_at.date()
        answers.keep(built.keyring, ended, tally, ())
        answers.close(built.keyring, ended)
        ended.state = RoundState.CLOSED


async def support(built: Services, sample: Sample) -> None:
    """The reflective space has an agreement and a rota, and somebody asks through it."""
    told = sample.told["support"]
    facilitator = someone(sample, told["author"], Standing.FACILITATOR)
    rota = [sample.people[name].id for name in told["rota"]]
    second, desk = sample.people[told["second"]].id, sample.channels[told["desk"]].id
    await built.support.save_rota(facilitator, rota, second, told["hours"], desk)
    space = sample.channels[told["space"]].id
    written = await built.agreeing.write_agreement(facilitator, told["agreement"], space, None)
    for name in told["accepted"]:
        await built.agreeing.accept(someone(sample, name), written.version)
    for one in told["questions"]:
        await built.asking.ask(someone(sample, one["person"]), one["text"], Passing(one["wish"]), one["person"])


async def reflections(built: Services, sample: Sample) -> None:
    """A model of the group's own, a space to show things in, and somebody's book: its newest entry is shown in part."""
    told = sample.told["reflection"]
    facilitator = someone(sample, told["author"], Standing.FACILITATOR)
    await built.guides.choose_space(facilitator, sample.channels[told["space"]].id)
    model = told["model"]
    await built.guides.add(facilitator, model["title"], model["use"], model["questions"])
    for one in told["entries"]:
        person, today = someone(sample, one["person"]), built.clock.now().date()
        await built.reflection.agree(person)
        said = await built.reflection.write(
            person, one["model"], 0, {place: str(text) for place, text in enumerate(one["written"])}
        )
        assert isinstance(said, Reflection), f"{one['title']} has several steps"
        day = f"{today - timedelta(days=one['days_ago']):%Y-%m-%d}"
        said = await built.book.describe(
            person, said.id, said.version, title=one["title"], day=day, tags=one["tags"], hours=one["hours"],
            participatory=one["participatory"],
        )  # fmt: skip
        if "action" in one:
            due = f"{today + timedelta(days=one['due_in_days']):%Y-%m-%d}"
            said = await built.book.act(person, said.id, said.version, action=one["action"], due=due, remind=False)
        if "share" in one:
            await built.sharing.share(person, said.id, said.version, one["share"])


async def workshops(built: Services, sample: Sample) -> None:
    """One that is fairly drawn later, and one whose groups are published: with people who signed up, mentors, and a
    question in advance."""
    for one in sample.told["workshops"]:
        facilitator, now = someone(sample, one["author"], Standing.FACILITATOR), built.clock.now()
        at = now + timedelta(days=one["in_days"])
        wish = Planned(
            one["title"], f"{at:%d %B %Y} 14:00", sample.channels[one["channel"]].id, one["places"], one["mentors"],
            giving=one["giving"], topics=one["topics"], room=one["room"], description=one["description"],
        )  # fmt: skip
        made = await built.workshops.draft(facilitator, wish)
        assert isinstance(made, Workshop), "two in the afternoon comes once"
        await built.workshops.keep(facilitator, made.id)
        for role in Role:
            for place, name in enumerate(one[f"{role}_names"]):
                said = SignUp(topics=[made.topics[place % len(made.topics)]])
                await built.workshop_places.sign_up(someone(sample, name), made.id, role, said)
        asked = one["question"]
        await built.workshop_questions.ask(someone(sample, asked["person"]), made.id, asked["text"], signed=False)
        if "groups" in one:
            await _grouped(built, sample, facilitator, made.id, one["groups"])


async def _grouped(
    built: Services, sample: Sample, facilitator: Person, workshop_id: int, told: Mapping[str, Any]
) -> None:
    """Groups, made and published, with what was asked passed on to all of them."""
    await built.question_lists.pass_on(facilitator, workshop_id, None, EVERY)
    least, most = told["sizes"]
    leads = [sample.people[name].id for name in told["leads"]]
    await built.groups.propose(facilitator, workshop_id, Shape(least, most, seed=told["seed"]), leads)
    roomy = await built.groups.set_rooms(facilitator, workshop_id, told["rooms"])
    await built.groups.publish(facilitator, workshop_id, roomy.revision)


async def pairing(built: Services, sample: Sample) -> None:
    """A rhythm, people who take part, and somebody's private list. The next round shows what comes of it."""
    told = sample.told["pairing"]
    facilitator = someone(sample, told["author"], Standing.FACILITATOR)
    made = await built.pairing_settings.draft(facilitator, told["when"])
    assert isinstance(made, Rounds), f"{told['when']} has two readings"
    await built.pairing_settings.keep(facilitator, made.id)
    for names, by_message in ((told["with_messages"], True), (told["without_messages"], False)):
        for name in names:
            await built.pairing.join(someone(sample, name), by_message=by_message)
    kept = told["list"]
    avoid, supervisors = ([sample.people[name].id for name in kept[which]] for which in ("avoid", "supervisors"))
    await built.avoiding.choose(someone(sample, kept["person"]), avoid, supervisors)


async def resources(built: Services, sample: Sample) -> None:
    """Links that a facilitator has shared, which everyone finds, and one of a member's that waits."""
    facilitators = sample.settings.facilitators_role_id
    for one in sample.told["resources"]:
        is_facilitator = any(role.id == facilitators and one["person"] in role.people for role in sample.roles.values())
        standing = Standing.FACILITATOR if is_facilitator else Standing.MEMBER
        link = Link(one["title"], one["link"], one["note"], one["tags"])
        await built.resources.add_link(someone(sample, one["person"], standing), link)


async def projects(built: Services, sample: Sample) -> None:
    """What the group works on, who is in it, what help it wants; and who follows it."""
    for one in sample.told["projects"]:
        facilitator = someone(sample, one["author"], Standing.FACILITATOR)
        lead_id = sample.people[one["lead"]].id
        made = await built.project_editing.add(facilitator, lead_id, one)
        lead = someone(sample, one["lead"])
        await built.project_editing.edit_more(lead, made.id, one)
        await built.project_editing.edit_team(lead, made.id, [sample.people[name].id for name in one["team"]])
        for name in one.get("followers", ()):
            await built.following.follow(someone(sample, name), made.subject, Way.DIGEST)


async def funding(built: Services, sample: Sample) -> None:
    """Calls that facilitators have put in, and members who follow them; those to come are posted in a channel."""
    for one in sample.told["funding"]:
        facilitator, today = someone(sample, one["author"], Standing.FACILITATOR), built.clock.now().date()
        about = About(*(one[name] for name in ("title", "funder", "link", "amount", "ceiling")))
        call = await built.funding_calls.begin(facilitator, about)
        if "in_days" in one:
            sponsor = f"{today + timedelta(days=one['in_days']):%Y-%m-%d} {one.get('time', '')}"
            ours = one.get("internal_in_days")
            internal = f"{today + timedelta(days=ours):%Y-%m-%d}" if ours else ""
            typed = TypedDates(sponsor, one.get("zone", ""), internal, "", one.get("contact", ""))
            await built.funding_calls.date(facilitator, call.id, typed)
        stages, organisations, regions = (frozenset[str](one[name]) for name in ("stages", "organisations", "regions"))
        await built.funding_calls.limit(
            facilitator, call.id, Terms(one["eligibility"], stages, organisations, regions, one["phase"])
        )
        await built.funding_calls.keep(facilitator, call.id)
        for stance in Stance:
            for name in one[stance]:
                await built.funding.choose(someone(sample, name), call.id, stance)
    told = sample.told["funding_posts"]
    facilitator = someone(sample, told["author"], Standing.FACILITATOR)
    await built.funding_posting.post_in(facilitator, sample.channels[told["channel"]].id)


async def announcements(built: Services, sample: Sample) -> None:
    """Topics, and who follows them; one announcement that has gone out, and one for later."""
    subjects: dict[str, str] = {}
    for one in sample.told["topics"]:
        facilitator = someone(sample, one["author"], Standing.FACILITATOR)
        topic = await built.announcement_topics.save(facilitator, None, one["name"], one["about"], None)
        subjects[topic.name] = topic.subject
        for way, names in ((Way.MESSAGE, one["by_message"]), (Way.DIGEST, one["in_the_digest"])):
            for name in names:
                await built.announcement_topics.follow(someone(sample, name), topic.id, way)
    for one in sample.told["announcements"]:
        facilitator = someone(sample, one["author"], Standing.FACILITATOR)
        wish = Announced(one["title"], one["text"], one.get("when", ""))
        draft = await built.announcement_drafts.compose(facilitator, wish, None, [sample.channels[one["channel"]].id])
        number = draft.announcement.id
        followed = [subjects[name] for name in one["topics"]]
        await built.announcement_drafts.address(facilitator, number, subjects=followed)
        await built.announcement_drafts.send(facilitator, number)


async def digest(built: Services, sample: Sample) -> None:
    """A channel gets it every week, and so does one member, by direct message."""
    told = sample.told["digest"]
    facilitator = someone(sample, told["author"], Standing.FACILITATOR)
    await built.digest.post_in(facilitator, sample.channels[told["channel"]].id, Rhythm(told["rhythm"]))
    await built.digest.subscribe(someone(sample, told["subscriber"]), Rhythm(told["rhythm"]))


async def welcome(built: Services, sample: Sample) -> None:
    """Newcomers are greeted, in the group's own words."""
    told = sample.told["welcome"]
    facilitator = someone(sample, told["author"], Standing.FACILITATOR)
    await built.welcome.say(facilitator, told["words"])
    await built.welcome.switch(facilitator, on=True)


CHAPTERS: tuple[Chapter, ...] = (
    directory, introductions, meetings, reminders, check_ins, reflections, support, workshops, pairing, resources,
    projects,
    funding,
    announcements,
    digest,
    welcome,
)  # fmt: skip
"""In the order in which they happened."""


def someone(sample: Sample, name: str, standing: Standing = Standing.MEMBER) -> Person:
    """A person of the sample, as services know people."""
    return Person(sample.guild_id, sample.people[name].id, standing)
