"""Reminders over real databases: said once, at the right local hour, for as long as they were asked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.clock import SetClock
from bot.community.settings import Preferences
from bot.community.standing import Person, Standing
from bot.delivery.kinds import State as Sent
from bot.delivery.models import DeliveryRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.errors import InvalidInput, NotAllowed
from bot.reminders.entries import Asked, Due, Gone, GroupsGone, Reminder, State, Where
from bot.reminders.models import ReminderRow
from bot.reminders.service import MOST_OWN
from bot.services import Services
from bot.storage.sealed import Keyring, NoKey
from tests.services.passing import live_until
from tests.services.people import ADA, BEN, GUILD, person
from tests.services.post import PostOffice

ME, OTHER = person(ADA), person(BEN)
FACILITATOR = person(9, Standing.FACILITATOR)
CHANNEL, ROLE = 500, 600
DAY = timedelta(days=1)


class Diary:
    """The services with a runner; ``passes`` lets time go by as the bot lives through it."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.reminders = built.reminders
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def passes(self, span: timedelta, step: timedelta = DAY) -> None:
        await live_until(self.built, self.clock, self.clock.now() + span, self._lives, step)

    async def _lives(self) -> None:
        await self.reminders.tick()
        await self.runner.tick()

    @property
    def said(self) -> list[tuple[str, datetime]]:
        """What was said, and for when."""
        found: list[tuple[str, datetime]] = []
        for letter in self.post.letters:
            assert isinstance(letter.result, Due)
            found.append((letter.result.reminder.text, letter.result.due_at))
        return found


@pytest.fixture
async def diary(built: Services, clock: SetClock) -> Diary:
    owner = person(1, Standing.ADMINISTRATOR)
    await built.community.change(owner, lambda before: replace(before, members_role_id=GUILD))
    return Diary(built, clock)


async def one(diary: Diary, when: str = "in 2 hours", what: str = "call Ben") -> Reminder:
    made = await diary.reminders.remind(ME, when, what)
    assert isinstance(made, Reminder)
    return made


async def group(diary: Diary, when: str, what: str = "seminar", role: int | None = None) -> Reminder:
    made = await diary.reminders.draft(FACILITATOR, when, what, Where(CHANNEL, role))
    assert isinstance(made, Reminder)
    return await diary.reminders.keep(FACILITATOR, made.id)


async def test_ones_own_comes_once_by_direct_message_and_is_over(diary: Diary) -> None:
    made = await one(diary)
    assert made.next_at == diary.clock.now() + timedelta(hours=2)
    await diary.passes(timedelta(hours=5))
    assert diary.said == [("call Ben", made.next_at)]
    assert [letter.delivery.member_id for letter in diary.post.letters] == [ADA]
    assert await diary.reminders.mine(ME) == []
    await diary.passes(10 * DAY, DAY)
    async with diary.built.database.read() as session:
        assert list(await session.scalars(select(ReminderRow))) == [], "forgotten a week later"


async def test_it_is_read_in_the_persons_own_zone(diary: Diary) -> None:
    await diary.built.community.choose(ME, lambda _: Preferences(zone="America/Sao_Paulo"))
    made = await one(diary, "tomorrow 9am")
    assert made.next_at == datetime(2026, 11, 4, 12, tzinfo=UTC)


async def test_a_series_keeps_its_local_hour_over_clock_changes_and_years(diary: Diary) -> None:
    await group(diary, "every other month, first Tuesday, 14:00")
    for _ in range(24):
        [seminar] = await diary.reminders.of_group(FACILITATOR)
        assert seminar.next_at is not None
        await diary.passes(seminar.next_at - diary.clock.now(), timedelta(days=20))
    dates = [at for _text, at in diary.said]
    assert len(dates) == 24
    assert dates[:4] == [
        datetime(2026, 11, 3, 14, tzinfo=UTC), datetime(2027, 1, 5, 14, tzinfo=UTC),
        datetime(2027, 3, 2, 14, tzinfo=UTC), datetime(2027, 5, 4, 13, tzinfo=UTC),
    ]  # fmt: skip
    assert len(set(dates)) == len(dates)


async def test_a_daily_series_stands_in_the_outbox_a_little_ahead_and_never_runs_dry(diary: Diary) -> None:
    await group(diary, "every day 9am 10 times")
    async with diary.built.database.read() as session:
        assert 2 <= len(list(await session.scalars(select(DeliveryRow)))) <= 4
    await diary.passes(15 * DAY, timedelta(hours=3))
    assert len(diary.said) == 10
    assert await diary.reminders.of_group(FACILITATOR) == []


async def test_after_an_outage_nothing_is_dropped_in_silence(diary: Diary) -> None:
    await group(diary, "every day 9am 10 times")
    diary.clock.move_by(5 * DAY)
    await diary.passes(6 * DAY, timedelta(hours=3))
    async with diary.built.database.read() as session:
        states = sorted(row.state for row in await session.scalars(select(DeliveryRow)))
    assert states.count(Sent.MISSED) + states.count(Sent.SENT) >= 10
    assert states.count(Sent.MISSED) >= 4


async def test_what_is_deleted_paused_or_switched_off_is_not_said(diary: Diary) -> None:
    mine, seminar = await one(diary), await group(diary, "every day 15:00")
    await diary.reminders.delete(ME, mine.id)
    await diary.reminders.pause(FACILITATOR, seminar.id)
    await diary.passes(2 * DAY)
    assert diary.said == []
    await diary.reminders.keep(FACILITATOR, seminar.id)
    await diary.passes(DAY)
    assert len(diary.said) == 1
    owner = person(1, Standing.ADMINISTRATOR)
    await diary.built.community.change(owner, lambda before: before.with_features_off(frozenset({"reminders"})))
    await diary.passes(2 * DAY)
    assert len(diary.said) == 1


async def test_a_changed_one_is_said_as_it_is_now_and_when_it_is_now(diary: Diary) -> None:
    made = await one(diary)
    changed = await diary.reminders.edit(ME, made.id, when="tomorrow 9am", what="call Cam")
    assert changed.id == made.id
    await diary.passes(2 * DAY)
    assert diary.said == [("call Cam", datetime(2026, 11, 4, 9, tzinfo=UTC))]


async def test_snoozed_it_comes_once_more_and_the_series_goes_on(diary: Diary) -> None:
    made = await one(diary, "every day 9am 3 times")
    await diary.passes(timedelta(hours=20))
    at = await diary.reminders.snooze(ME, made.id, "in 1 hour")
    await diary.reminders.snooze(ME, made.id, "in 1 hour")
    await diary.passes(5 * DAY)
    assert [when for _text, when in diary.said].count(at) == 1
    assert len(diary.said) == 4
    with pytest.raises(InvalidInput):
        await diary.reminders.snooze(ME, made.id, "every day")


async def test_a_single_one_can_be_snoozed_after_it_came(diary: Diary) -> None:
    made = await one(diary)
    await diary.passes(timedelta(hours=3))
    await diary.reminders.snooze(ME, made.id, "tomorrow 9am")
    await diary.passes(2 * DAY)
    assert len(diary.said) == 2


async def test_what_has_two_readings_is_kept_until_it_is_chosen(diary: Diary) -> None:
    asked = await diary.reminders.remind(ME, "every second Tuesday 10:00", "write up")
    assert isinstance(asked, Asked)
    await diary.passes(timedelta(hours=1))
    assert diary.said == []
    chosen = await diary.reminders.choose(ME, asked.reminder_id, asked.question.choices[0].text)
    assert (chosen.text, chosen.recurrence.rule) == ("write up", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    again = await diary.reminders.remind(ME, "every second Tuesday 10:00", "another")
    assert isinstance(again, Asked)
    await diary.passes(2 * DAY)
    with pytest.raises(Gone):
        await diary.reminders.choose(ME, again.reminder_id, again.question.choices[0].text)


async def test_nobody_touches_anothers_and_members_none_of_the_groups(diary: Diary) -> None:
    made, seminar = await one(diary), await group(diary, "tomorrow 9am")
    for attempt in (
        diary.reminders.edit(OTHER, made.id, what="x"), diary.reminders.delete(OTHER, made.id),
        diary.reminders.snooze(OTHER, made.id, "in 1 hour"), diary.reminders.delete(OTHER, seminar.id),
        diary.reminders.edit(ME, seminar.id, what="x"),
    ):  # fmt: skip
        with pytest.raises(Gone):
            await attempt
    elsewhere = Person(GUILD + 1, ADA, Standing.FACILITATOR)
    with pytest.raises(Gone):
        await diary.reminders.delete(elsewhere, made.id)
    with pytest.raises(GroupsGone):
        await diary.reminders.remove(elsewhere, seminar.id)
    with pytest.raises(GroupsGone):
        await diary.reminders.remove(FACILITATOR, made.id)
    for refused in (diary.reminders.of_group(ME), diary.reminders.remove(ME, seminar.id),
                    diary.reminders.draft(ME, "tomorrow", "x", Where(1))):  # fmt: skip
        with pytest.raises(NotAllowed):
            await refused


@pytest.mark.parametrize("what", ["", "   ", "x" * 6_000])
async def test_texts_that_cannot_be_used_are_refused(diary: Diary, what: str) -> None:
    with pytest.raises(InvalidInput):
        await diary.reminders.remind(ME, "tomorrow", what)


async def test_everyone_is_never_pinged_and_there_are_not_endlessly_many(diary: Diary) -> None:
    with pytest.raises(InvalidInput):
        await diary.reminders.draft(FACILITATOR, "tomorrow", "x", Where(CHANNEL, GUILD))
    for _ in range(MOST_OWN):
        await one(diary)
    with pytest.raises(InvalidInput):
        await one(diary)


async def test_new_rules_of_time_zones_move_what_is_planned(diary: Diary) -> None:
    made = await group(diary, "tomorrow 9am")
    assert made.next_at is not None
    async with diary.built.database.begin() as session:
        # As if it had been planned by rules that put the zone an hour off.
        wrong = {"due_at": made.next_at + timedelta(hours=1), "ready_at": made.next_at + timedelta(hours=1)}
        await session.execute(update(DeliveryRow).values(wrong))
        await session.execute(update(ReminderRow).values(planned_with="1999a"))
    await diary.passes(2 * DAY)
    assert diary.said == [("seminar", made.next_at)]


async def test_ones_own_words_are_sealed_and_without_a_key_refused(diary: Diary, tmp_path: Path) -> None:
    await one(diary, what="a very private matter")
    async with diary.built.database.read() as session:
        [row] = await session.scalars(select(ReminderRow))
    assert row.text is None
    assert row.private_text is not None
    assert b"private matter" not in row.private_text.data
    diary.reminders._keyring = Keyring({})  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(NoKey):
        await one(diary)


async def test_erased_with_the_person_and_the_groups_go_on_without_the_name(diary: Diary) -> None:
    facilitator = person(ADA, Standing.FACILITATOR)
    await one(diary)
    draft = await diary.reminders.draft(facilitator, "in 1 hour", "seminar", Where(CHANNEL))
    assert isinstance(draft, Reminder)
    await diary.reminders.keep(facilitator, draft.id)
    survivors = await diary.built.privacy.erase(GUILD, ADA)
    assert any("without your name" in str(line) for line in survivors)
    await diary.passes(DAY)
    assert [text for text, _ in diary.said] == ["seminar"]
    [left] = await diary.reminders.of_group(FACILITATOR) or [None]
    assert left is None
    async with diary.built.database.read() as session:
        assert [(row.author_id, row.state) for row in await session.scalars(select(ReminderRow))] == [
            (None, State.ENDED)
        ]
