"""Around a workshop: questions in advance, who came, how it was, and the roster; over real databases."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.errors import InvalidInput, NotAllowed, UserError
from bot.storage.sealed import CannotOpen, Keyring, new_key
from bot.workshops import feedback
from bot.workshops.afterwards import after_restore
from bot.workshops.entries import Question, Role, Standing, Workshop
from bot.workshops.feedback import Answer, Answered, FeedbackClosed, FeedbackState
from bot.workshops.models import WorkshopFeedbackRow
from bot.workshops.notices import FEEDBACK
from tests.services.people import ADA, GUILD
from tests.services.studio import AT, DAY, FACILITATOR, HOUR, START, Studio, member


async def test_questions_close_two_days_before_and_their_authors_are_forgotten(studio: Studio) -> None:
    workshop, asking = await studio.kept(), studio.built.workshop_questions
    await asking.ask(member(1), workshop.id, " How do I say no? ", signed=False)
    await asking.ask(member(2), workshop.id, "What is a fellowship?", signed=True)
    with pytest.raises(NotAllowed):
        await asking.questions(member(1), workshop.id)
    assert await asking.questions(FACILITATOR, workshop.id) == [
        Question("How do I say no?", ADA + 1, signed=False), Question("What is a fellowship?", ADA + 2, signed=True),
    ]  # fmt: skip
    for text in ("", "x" * 501):
        with pytest.raises(InvalidInput):
            await asking.ask(member(1), workshop.id, text, signed=False)
    for n in range(4):
        await asking.ask(member(1), workshop.id, f"And {n}?", signed=False)
    with pytest.raises(InvalidInput, match="questions for this workshop"):
        await asking.ask(member(1), workshop.id, "And then?", signed=False)
    studio.clock.move_to(workshop.questions_until)
    with pytest.raises(InvalidInput, match="closed"):
        await asking.ask(member(3), workshop.id, "Too late?", signed=False)
    studio.clock.move_to(AT + 2 * DAY)
    await asking.purge()
    found = await asking.questions(FACILITATOR, workshop.id)
    assert len(found) == 6
    assert {one.author_id for one in found} == {None}
    studio.clock.move_to(AT + 31 * DAY)
    await asking.purge()
    assert await asking.questions(FACILITATOR, workshop.id) == []


async def test_a_persons_questions_are_exported_and_erased_and_nobody_elses(studio: Studio) -> None:
    workshop, asking = await studio.kept(), studio.built.workshop_questions
    await asking.ask(member(1), workshop.id, "Mine?", signed=False)
    await asking.ask(member(2), workshop.id, "Theirs?", signed=False)
    document = await studio.built.privacy.export(GUILD, ADA + 1)
    assert b"Mine?" in document
    assert b"Theirs?" not in document
    await studio.built.privacy.erase(GUILD, ADA + 1)
    assert [one.text for one in await asking.questions(FACILITATOR, workshop.id)] == ["Theirs?"]


async def test_a_button_says_who_came_and_a_note_gives_the_hours(studio: Studio) -> None:
    workshop, afterwards = await studio.kept(places=1), studio.built.afterwards
    for n in (1, 2):
        await studio.joins(n, workshop)
    with pytest.raises(InvalidInput, match="begun"):
        await afterwards.arrive(member(1), workshop.id)
    studio.clock.move_to(AT)
    for n in (1, 2):
        assert (await afterwards.arrive(member(n), workshop.id)).attended, "whoever waited and simply came counts too"
    with pytest.raises(NotAllowed, match="signed up"):
        await afterwards.arrive(member(3), workshop.id)
    with pytest.raises(InvalidInput, match="over"):
        await afterwards.attendance(member(1), workshop.id)
    studio.clock.move_to(workshop.ends_at)
    note = await afterwards.attendance(member(1), workshop.id)
    assert (note.workshop.minutes, note.role) == (120, Role.PARTICIPANT)
    with pytest.raises(NotAllowed, match="down as having come"):
        await afterwards.attendance(member(3), workshop.id)
    with pytest.raises(NotAllowed):
        await afterwards.put_down(member(1), workshop.id, ADA + 3, came=True)
    put_down = await afterwards.put_down(FACILITATOR, workshop.id, ADA + 3, came=True)
    assert (put_down.attended, put_down.standing) == (True, Standing.LAPSED)
    await afterwards.attendance(member(3), workshop.id)
    await afterwards.put_down(FACILITATOR, workshop.id, ADA + 1, came=False)
    with pytest.raises(NotAllowed):
        await afterwards.attendance(member(1), workshop.id)


async def test_a_reflection_can_be_about_a_workshop_one_came_to_and_no_other(studio: Studio) -> None:
    workshop, built = await studio.kept(), studio.built
    for n in (1, 2):
        await studio.joins(n, workshop)
    studio.clock.move_to(AT)
    await built.afterwards.arrive(member(1), workshop.id)
    assert [(one.id, one.title) for one in await built.reflection.meetings(member(1))] == [(-workshop.id, "Careers")]
    assert (await built.reflection.launch(member(1), "", -workshop.id)).about == "Careers"
    assert (await built.reflection.launch(member(2), "", -workshop.id)).about == ""


async def held(studio: Studio, people: int) -> Workshop:
    """A workshop that is just over, to which so many came."""
    workshop = await studio.kept(places=20)
    for n in range(people):
        await studio.joins(n, workshop)
    await studio.passes(workshop.ends_at + HOUR)
    return workshop


async def test_how_it_was_is_asked_for_a_week_and_shown_once_by_the_small_number_rules(studio: Studio) -> None:
    workshop, afterwards = await held(studio, 9), studio.built.afterwards
    assert studio.told(FEEDBACK) == list(range(9))
    for n in range(9):
        await afterwards.answer(member(n), workshop.id, Answer("yes", "partly", None, f"line {n}"))
    with pytest.raises(Answered):
        await afterwards.answer(member(0), workshop.id, Answer("no"))
    with pytest.raises(NotAllowed, match="who came"):
        await afterwards.answer(member(12), workshop.id, Answer("no"))
    open_still = await afterwards.summary(FACILITATOR, workshop.id)
    assert (open_still.counts, open_still.lines) == (None, ())
    await studio.passes(workshop.ends_at + 8 * DAY)
    shown = await afterwards.summary(FACILITATOR, workshop.id)
    assert shown.state is FeedbackState.CLOSED
    assert shown.counts is not None
    assert [len(one) for one in shown.counts] == [4, 4, 4]
    assert sorted(shown.lines) == [f"line {n}" for n in range(9)]
    assert await afterwards.summary(FACILITATOR, workshop.id) == shown, "the same whoever looks, however often"
    with pytest.raises(FeedbackClosed):
        await afterwards.require_open(member(8), workshop.id)
    with pytest.raises(NotAllowed):
        await afterwards.summary(member(1), workshop.id)


async def test_below_eight_answers_nothing_is_shown(studio: Studio) -> None:
    workshop, afterwards = await held(studio, 9), studio.built.afterwards
    for n in range(7):
        await afterwards.answer(member(n), workshop.id, Answer("yes", line="said"))
    with pytest.raises(InvalidInput, match="nothing to count"):
        await afterwards.answer(member(7), workshop.id, Answer(line=" "))
    await studio.passes(workshop.ends_at + 8 * DAY)
    shown = await afterwards.summary(FACILITATOR, workshop.id)
    assert (shown.counts, shown.lines) == (None, ())


@pytest.mark.long
async def test_after_four_pictures_in_a_year_nobody_is_asked_and_those_that_showed_nothing_dont_count(
    studio: Studio,
) -> None:
    afterwards, when = studio.built.afterwards, datetime(2027, 2, 1, 14, tzinfo=UTC)
    held_: list[Workshop] = []
    for n, people in enumerate((8, 1, 8, 8, 8, 8)):
        at = when + 14 * DAY * n
        workshop = await studio.kept(places=20, when=f"{at:%d %B %Y} 14:00", closes="")
        held_.append(workshop)
        for one in range(people):
            await studio.joins(one, workshop)
        await studio.passes(workshop.ends_at + HOUR)
        for one in range(people if n < 5 else 0):
            await afterwards.answer(member(one), workshop.id, Answer("yes"))
        await studio.passes(workshop.ends_at + 8 * DAY)
    states = [(await afterwards.summary(FACILITATOR, one.id)) for one in held_]
    assert [one.counts is not None for one in states] == [True, False, True, True, True, False]
    assert [one.state for one in states][-1] is FeedbackState.UNASKED
    with pytest.raises(FeedbackClosed):
        await afterwards.require_open(member(1), held_[-1].id)
    assert Counter(studio.told(FEEDBACK))[1] == 4, "the sixth asks nobody"
    studio.clock.move_to(held_[-1].ends_at + 410 * DAY)
    await afterwards.purge()
    with pytest.raises(InvalidInput):
        await afterwards.summary(FACILITATOR, held_[0].id)


async def test_that_somebody_has_answered_is_all_that_can_be_found(studio: Studio) -> None:
    workshop = await held(studio, 2)
    await studio.built.afterwards.answer(member(1), workshop.id, Answer("no", line="a secret"))
    document = await studio.built.privacy.export(GUILD, ADA + 1)
    assert b"a secret" not in document
    survivors = await studio.built.privacy.erase(GUILD, ADA + 1)
    assert any("nobody answers twice" in str(one) for one in survivors)


async def test_a_restored_backup_makes_no_second_picture(studio: Studio) -> None:
    workshop = await held(studio, 1)
    async with studio.built.database.begin() as session:
        assert await after_restore(session, START, studio.clock.now()) is None
        said = await after_restore(session, START, workshop.ends_at + 9 * DAY)
    assert said is not None
    assert (await studio.built.afterwards.summary(FACILITATOR, workshop.id)).state is FeedbackState.LOST


def test_a_row_of_answers_moved_elsewhere_does_not_open() -> None:
    keyring, row = Keyring.parse(new_key()), WorkshopFeedbackRow(workshop_id=1, guild_id=GUILD)
    feedback.keep(keyring, row, feedback.Tally(), (ADA,))
    row.workshop_id = 2
    with pytest.raises(CannotOpen):
        feedback.tally_of(keyring, row)


async def test_the_roster_keeps_access_needs_unless_asked_and_holds_no_formula(studio: Studio) -> None:
    workshop, roster = await studio.kept(topics="=cmd, Grants"), studio.built.roster
    await studio.joins(1, workshop, stage="PhD student", topics=["=cmd"], needs="=SUM(A1) and a ramp")
    await studio.joins(2, workshop, Role.MENTOR, topics=["Grants"])
    with pytest.raises(NotAllowed):
        await roster.export(member(1), workshop.id)
    plain = rows(await roster.export(FACILITATOR, workshop.id))
    assert plain[0] == ["name", "discord_id", "role", "standing", "career stage", "topics", "came"]
    assert plain[1][1:] == [str(ADA + 1), "participant", "holds", "PhD student", "'=cmd", ""]
    full = rows(await roster.export(FACILITATOR, workshop.id, with_needs=True))
    assert [one[-1] for one in full] == ["access needs", "'=SUM(A1) and a ramp", ""]
    studio.clock.move_to(AT + 2 * DAY)
    await studio.built.afterwards.purge()
    assert rows(await roster.export(FACILITATOR, workshop.id, with_needs=True))[1][-1] == "", "no longer needed"
    assert (await roster.roster(FACILITATOR, workshop.id))[0].needs == ""


def rows(document: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(document.decode("utf-8-sig"))))


async def test_access_needs_are_sealed_and_leave_with_whoever_withdraws(studio: Studio) -> None:
    workshop = await studio.kept()
    await studio.joins(1, workshop, needs="a ramp")
    assert b"a ramp" in await studio.built.privacy.export(GUILD, ADA + 1)
    with pytest.raises(UserError, match="too long"):
        await studio.joins(1, workshop, needs="x" * 501)
    await studio.built.workshop_places.withdraw(member(1), workshop.id)
    assert b"a ramp" not in await studio.built.privacy.export(GUILD, ADA + 1)
