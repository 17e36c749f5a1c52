"""What is planned, posted and on its way, when a meeting changes: it follows, whichever process it comes from."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery.kinds import State
from bot.delivery.models import DeliveryRow
from bot.errors import InvalidInput, NotAllowed
from bot.meetings.entries import Answer, Notice
from bot.meetings.entries import State as Held
from bot.meetings.notices import ANNOUNCEMENT, CHANGED, RENEWED, Notices
from bot.meetings.service import MeetingsService
from tests.services.diary import CHANNEL, DAY, FACILITATOR, HOUR, Diary
from tests.services.office import breaks
from tests.services.people import ADA, BEN, person

OTHER = 510
ONCE = "7 July 2026 14:00"


async def rows(diary: Diary, kind: str) -> list[DeliveryRow]:
    async with diary.built.database.read() as session:
        query = select(DeliveryRow).where(DeliveryRow.kind == kind).order_by(DeliveryRow.id)
        return list(await session.scalars(query))


def edited(diary: Diary) -> list[Notice]:
    return [one.result for one in diary.post.edited if isinstance(one.result, Notice)]


def elsewhere(diary: Diary) -> MeetingsService:
    """The meetings as another process changes them."""
    built = diary.built
    kinds = dict(built.outbox.kinds)
    built.outbox.kinds.clear()  # that process has its own
    others = Notices(built.database, built.clock, built.community, built.outbox, built.keyring)
    built.outbox.kinds.update(kinds)
    return MeetingsService(built.database, built.clock, built.community, others, built.keyring)


async def test_a_posted_announcement_follows_each_change(diary: Diary) -> None:
    meeting = await diary.kept(ONCE)
    await diary.passes(diary.clock.now() + HOUR)
    [announced] = diary.said(ANNOUNCEMENT)
    assert announced.meeting.at == meeting.at
    moved = await diary.built.meetings.move(FACILITATOR, meeting.id, "8 July 2026 15:00", following=False)
    await diary.passes(diary.clock.now() + HOUR)
    await diary.built.meetings.edit(FACILITATOR, meeting.id, moved.version, {"agenda": "Tea"}, following=False)
    await diary.built.hosting.propose_speaker(FACILITATOR, meeting.id, "A guest", None)
    await diary.passes(diary.clock.now() + HOUR)
    await diary.built.meetings.cancel(FACILITATOR, meeting.id, following=False)
    await diary.passes(diary.clock.now() + HOUR)
    seen = [(one.meeting.at == moved.at, one.meeting.speaker.name, one.meeting.state) for one in edited(diary)]
    assert seen == [(True, "", Held.ACTIVE), (True, "A guest", Held.ACTIVE), (True, "A guest", Held.CANCELLED)]
    assert {row.state for row in await rows(diary, RENEWED)} == {State.SENT, State.CANCELLED}
    assert len(diary.said(ANNOUNCEMENT)) == 1


async def test_an_announcement_that_is_gone_or_not_posted_yet_needs_nothing(diary: Diary) -> None:
    early = await diary.kept("1 October 2026 14:00")
    await diary.built.meetings.move(FACILITATOR, early.id, "2 October 2026 14:00", following=False)
    assert await rows(diary, RENEWED) == []
    meeting = await diary.kept(ONCE)
    await diary.passes(diary.clock.now() + HOUR)
    [row] = await rows(diary, ANNOUNCEMENT)
    assert row.message_id is not None
    diary.post.deleted.add(row.message_id)
    await diary.built.meetings.move(FACILITATOR, meeting.id, "8 July 2026 15:00", following=False)
    await diary.passes(diary.clock.now() + HOUR)
    assert [row.state for row in await rows(diary, RENEWED)] == [State.OBSOLETE]
    assert (await diary.built.problems.overview(FACILITATOR)).troubled == 0


async def test_an_announcement_on_its_way_is_waited_for_and_a_broken_edit_made_again(diary: Diary) -> None:
    meeting = await diary.kept(ONCE)
    diary.post.after.append(breaks)
    await diary.runner.tick()  # posted, but nobody knows
    await diary.built.meetings.move(FACILITATOR, meeting.id, "8 July 2026 15:00", following=False)
    diary.post.after.append(breaks)
    await diary.passes(diary.clock.now() + timedelta(minutes=5), timedelta(seconds=20))
    assert {one.meeting.at for one in edited(diary)} == {meeting.at + DAY + HOUR}
    [posted] = await rows(diary, ANNOUNCEMENT)
    assert posted.state == State.SENT
    assert [row.state for row in await rows(diary, RENEWED)] == [State.SENT]


async def test_a_change_in_a_process_hands_is_told_once_with_the_next(diary: Diary) -> None:
    meeting = await diary.kept(ONCE)
    await diary.built.answers.answer(person(ADA), meeting.id, Answer.GOING)
    await diary.passes(diary.clock.now() + HOUR)
    await diary.built.meetings.move(FACILITATOR, meeting.id, "8 July 2026 15:00", following=False)
    async with diary.built.database.begin() as session:
        [told] = (await session.scalars(select(DeliveryRow).where(DeliveryRow.kind == CHANGED))).all()
        told.state, told.leased_until, told.begun_at = State.SENDING, None, None  # killed just before it was sent
    await diary.built.meetings.cancel(FACILITATOR, meeting.id, following=False)
    async with diary.built.database.begin() as session:
        (await session.get_one(DeliveryRow, told.id)).state = State.PENDING  # as the next start does
    await diary.passes(diary.clock.now() + HOUR)
    assert [one.meeting.state for one in diary.said(CHANGED)] == [Held.CANCELLED]


async def test_a_date_moved_away_and_back_by_another_process_is_reminded_of(diary: Diary) -> None:
    meeting = await diary.kept(ONCE, leads="1 hour")
    await diary.passes(diary.clock.now() + HOUR)
    other = elsewhere(diary)
    await other.move(FACILITATOR, meeting.id, "8 July 2026 15:00", following=False)
    async with diary.built.database.begin() as session:
        await diary.built.outbox.cancel(session, meeting.guild_id, "meeting:soon", meeting.id)
    await diary.built.notices.tick()
    await other.move(FACILITATOR, meeting.id, ONCE, following=False)
    await diary.passes(meeting.at + HOUR)
    assert [one.meeting.at for one in diary.said("meeting:soon")] == [meeting.at]


async def test_reminder_times_and_channel_of_a_series_change_with_what_is_planned(diary: Diary) -> None:
    meeting = await diary.kept("every Tuesday at 14:00 from 7 July 2026", leads="1 day, 2 hours")
    await diary.passes(diary.clock.now() + HOUR)
    series = await diary.built.hosting.tell(FACILITATOR, meeting.id, channel_id=OTHER, leads="3 days, 2 hours")
    assert (series.channel_id, series.leads) == (OTHER, ("3d", "2h"))
    await diary.passes(meeting.at + HOUR)
    said = [letter for letter in diary.post.letters if letter.delivery.subject_id == meeting.id]
    leads = [(one.delivery.detail.partition("|")[0], one.delivery.channel_id) for one in said]
    assert leads == [("announced", CHANNEL), ("announced", OTHER), ("3d", OTHER), ("2h", OTHER)]
    await diary.built.hosting.tell(FACILITATOR, meeting.id + 1, channel_id=None, leads="never")
    await diary.passes(meeting.at + 8 * DAY)
    after = [one.delivery.detail for one in diary.post.letters if one.delivery.subject_id == meeting.id + 1]
    assert {one.partition("|")[0] for one in after} == {"announced", "after"}


async def test_a_late_reminder_stays_due_and_a_new_time_that_has_passed_is_left_out(diary: Diary) -> None:
    meeting = await diary.kept(ONCE, leads="1 day")
    await diary.passes(meeting.at - DAY - HOUR)
    diary.clock.move_to(meeting.at - DAY + HOUR)  # nothing was sent meanwhile
    await diary.built.hosting.tell(FACILITATOR, meeting.id, channel_id=OTHER, leads="2 days, 1 day")
    await diary.passes(meeting.at - DAY + 2 * HOUR)
    late = [one for one in diary.post.letters if one.delivery.kind == "meeting:reminder"]
    assert [(one.delivery.channel_id, one.delivery.detail[:2]) for one in late] == [(OTHER, "1d")]


async def test_only_facilitators_say_when_and_in_words_that_can_be_read(diary: Diary) -> None:
    meeting = await diary.kept(ONCE)
    with pytest.raises(NotAllowed):
        await diary.built.hosting.tell(person(BEN), meeting.id, channel_id=OTHER, leads="")
    with pytest.raises(InvalidInput, match="couldn't read"):
        await diary.built.hosting.tell(FACILITATOR, meeting.id, channel_id=None, leads="often")
