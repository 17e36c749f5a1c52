"""Bringing in lists of funding calls, over a database."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.funding.entries import About, Stance, State, Terms, Wanted
from bot.funding.managing import TypedDates
from bot.funding.notices import Moved
from bot.services import Services
from tests.services.funding_desk import FACILITATOR, Desk
from tests.services.people import ADA, CAM, OTHER_GUILD, person

TABLE = b"""Title;Funder;Deadline;Time;Zone;Career stages;Stage
One;A trust;2027-03-01;17:00;brussels time;Senior, PhD student;Outline
Two;A trust;1 March 2026;;;;
one;a Trust;2027-03-01;17:00;brussels time;;
'=Three;A trust;;;;;
Four;A trust;;;;Wizard;
Five;;;;;;
;;;;;;
"""


@pytest.fixture
async def desk(built: Services, clock: SetClock) -> Desk:
    made = Desk(built, clock)
    await made.begins(ADA)
    return made


async def test_a_list_is_read_by_line_and_kept_only_when_confirmed(desk: Desk) -> None:
    trial = desk.built.funding_import.try_out(FACILITATOR, TABLE)
    assert [(one.line, one.about.title, one.passed) for one in trial.ready] == [
        (2, "One", False), (3, "Two", True), (5, "=Three", False),
    ]  # fmt: skip
    assert [one.line for one in trial.duplicates] == [4]
    assert [one.line for one in trial.problems] == [6, 7]
    assert "Wizard" in str(trial.problems[0].why)
    assert desk.built.funding_calls.all(FACILITATOR) == []
    done = await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    assert (done.added, done.archived, done.there) == (3, 1, 0)
    [one, three] = (await desk.built.funding.listed(person(ADA), Wanted())).shown
    assert one.dates.sponsor is not None
    assert one.dates.sponsor.at == datetime(2027, 3, 1, 16, tzinfo=UTC)
    assert one.terms.stages == {"Senior", "PhD student"}
    assert three.about.title == "=Three"
    with pytest.raises(NotFound):
        await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    assert desk.built.funding_import.try_out(FACILITATOR, TABLE).ready == (), "all of it is there"


async def test_what_came_in_meanwhile_is_not_put_in_twice(desk: Desk) -> None:
    trial = desk.built.funding_import.try_out(FACILITATOR, TABLE)
    await desk.has(About("One", "A trust"), TypedDates("1 April 2027"))
    done = await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    assert (done.added, done.there) == (2, 1)


async def test_a_file_that_is_none_or_too_old_is_refused(desk: Desk) -> None:
    imports = desk.built.funding_import
    for data in (b"", b"PK\x03\x04", b"\0\0", b"name,who\nx,y\n", b"x" * 1_000_001):
        with pytest.raises(InvalidInput):
            imports.try_out(FACILITATOR, data)
    many = b"title,funder\n" + b"".join(b"Call %d,A trust\n" % n for n in range(501))
    with pytest.raises(InvalidInput):
        imports.try_out(FACILITATOR, many)
    with pytest.raises(NotAllowed):
        imports.try_out(person(ADA), TABLE)
    trial = imports.try_out(FACILITATOR, TABLE)
    with pytest.raises(NotFound):
        await imports.confirm(person(CAM, Standing.FACILITATOR, OTHER_GUILD), trial.token)
    desk.clock.move_by(timedelta(minutes=16))
    with pytest.raises(NotFound):
        await imports.confirm(FACILITATOR, trial.token)
    assert desk.built.funding.every(State.OPEN) == []


async def brings_in(desk: Desk, table: str | bytes) -> tuple[int, int, int]:
    """How many calls a list adds, changes and leaves alone."""
    data = table if isinstance(table, bytes) else table.encode()
    trial = desk.built.funding_import.try_out(FACILITATOR, data)
    done = await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    return done.added, done.changed, done.there


async def test_what_excel_saves_in_this_country_is_understood(desk: Desk) -> None:
    table = (
        "sep=;\r\nTitle;Funder;Deadline;Time;Internal deadline;Ceiling;Contact’s desk\r\n"
        "Café talks;A trust;03/11/2027;17:00;27/10/2027 00:00:00;up to £40K per project;x\r\n"
        "Benches;A trust;31/02/2027;;;;\r\n"
    )
    for encoding in ("cp1252", "utf-8-sig", "utf-16"):
        trial = desk.built.funding_import.try_out(FACILITATOR, table.encode(encoding))
        assert trial.left_out == ("Contact’s desk",)
        [wrong] = trial.problems
        assert wrong.line == 4
        assert "There is no such day" in str(wrong.why)
        [one] = trial.ready
        assert (one.line, one.about.title, one.about.ceiling) == (3, "Café talks", "up to £40K per project")
        assert one.dates.sponsor is not None
        assert one.dates.sponsor.on == "2027-11-03T17:00"
        assert one.dates.internal is not None
        assert one.dates.internal.on == "2027-10-27"


async def test_a_call_that_is_there_is_changed_by_its_line_and_its_followers_hear(desk: Desk) -> None:
    call = await desk.has(
        About("Walks", "A trust", "https://www.example.org", "£1,000"),
        TypedDates("1 March 2027 17:00", "brussels", "1 February 2027"), Terms("Anyone", frozenset({"Senior"})),
    )  # fmt: skip
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    table = 'title,funder,deadline,amount,ceiling,link,stage\nWALKS,a trust,8 March 2027 17:00,"£2,000",,,outline\n'
    trial = desk.built.funding_import.try_out(FACILITATOR, table.encode())
    assert trial.ready == ()
    [change] = trial.changes
    assert (change.line, change.fields, change.closes) == (2, ("sponsor", "amount", "phase"), False)
    assert await brings_in(desk, table) == (0, 1, 0)
    now = desk.built.funding.call(person(ADA), call.id)
    assert (now.about.title, now.about.amount, now.about.link) == ("Walks", "£2,000", "https://www.example.org")
    assert now.dates.sponsor is not None
    assert now.dates.sponsor.stored == "2027-03-08T17:00|Europe/Brussels", "its zone is kept where none is named"
    assert now.dates.internal == call.dates.internal
    assert (now.terms.eligibility, now.terms.stages, now.terms.phase) == ("Anyone", {"Senior"}, "outline")
    await desk.runner.tick()
    [told] = desk.heard(ADA)
    assert isinstance(told, Moved)
    again = desk.built.funding_import.try_out(FACILITATOR, table.encode())
    assert (again.ready, again.changes) == ((), ())
    assert len(again.duplicates) == 1


async def test_a_line_whose_deadline_has_passed_closes_the_call_and_one_changed_meanwhile_is_left(desk: Desk) -> None:
    first, second = await desk.has(About("Walks", "A trust")), await desk.has(About("Talks", "A trust"))
    table = "title,funder,deadline\nWalks,A trust,1 March 2026\nTalks,A trust,2 March 2028\n"
    trial = desk.built.funding_import.try_out(FACILITATOR, table.encode())
    assert [(one.line, one.closes) for one in trial.changes] == [(2, True), (3, False)]
    await desk.built.funding_calls.date(FACILITATOR, second.id, TypedDates("1 April 2028"))
    done = await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    assert (done.added, done.changed, done.there) == (0, 1, 1)
    assert desk.built.funding.call(person(ADA), first.id).state is State.ARCHIVED


async def test_two_rounds_of_a_call_are_told_apart_by_their_deadlines(desk: Desk) -> None:
    rounds = "title,funder,deadline\nWalks,A trust,1 March 2027\nWalks,A trust,1 September 2027\n"
    assert await brings_in(desk, rounds) == (2, 0, 0)
    assert desk.built.funding_import.try_out(FACILITATOR, rounds.encode()).changes == ()
    turned = "title,funder,deadline\nWalks,A trust,8 September 2027\nWalks,A trust,1 March 2027\n"
    [change] = desk.built.funding_import.try_out(FACILITATOR, turned.encode()).changes
    assert change.call.dates.sponsor is not None
    assert change.call.dates.sponsor.on == "2027-09-01"
    more = rounds + "Walks,A trust,1 March 2028\n"
    assert [one.line for one in desk.built.funding_import.try_out(FACILITATOR, more.encode()).ready] == [4]
