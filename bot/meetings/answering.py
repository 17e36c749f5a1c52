"""Who comes: answers that change at will, places and the line for them, and how each person wants to be reminded."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import waitlist
from bot.community.service import CommunityService
from bot.community.standing import Person
from bot.community.waitlist import InLine, settle, takes_place
from bot.errors import InvalidInput, NotFound
from bot.meetings import repository
from bot.meetings.entries import DIRECT_LEADS, Answer, Meeting, MeetingGone, Standing, State
from bot.meetings.models import AnswerRow, ChoiceRow, OccurrenceRow, SeriesRow
from bot.meetings.notices import Notices
from bot.meetings.rows import counts_of, details_of, link_of, meeting_of
from bot.schedule.leads import read_leads
from bot.schedule.local import moment_of
from bot.schedule.series import recurrence_of
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring
from bot.texts import N_

NO_OFFER = N_("That place isn't held for you any more. Answer “Going” again to get in line.")


class AnswersService:
    """Who comes to which date."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, notices: Notices, keyring: Keyring
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._notices = notices
        self._keyring = keyring

    # -- answering ----------------------------------------------------------------------------

    async def answer(self, person: Person, meeting_id: int, answer: Answer) -> Standing:
        """Say whether one comes. When it is full, one is put in line. Raises ``MeetingGone``."""
        now = self._clock.now()
        async with self._database.begin() as session:
            row, series = await self._open_date(session, person, meeting_id)
            answers = list(await repository.answers(session, row.id))
            mine = next((one for one in answers if one.member_id == person.member_id), None)
            if mine is None:
                mine = _new_answer(row, person, now)
                session.add(mine)
                answers.append(mine)
            if mine.answer != answer:
                others = [one for one in answers if one is not mine]
                mine.answer, mine.since, mine.until = answer, now, None
                capacity = details_of(series, row.overrides).capacity
                going = answer is Answer.GOING
                mine.standing = _place(others, capacity) if going else None
                await session.flush()
                await self._settle(session, row, series)
            await session.flush()
            answers = list(await repository.answers(session, row.id))
            return self._standing(row, series, answers, person)

    async def accept(self, person: Person, meeting_id: int) -> Standing:
        """Take the place that is held for one. Raises ``NotFound`` when it isn't (any more)."""
        now = self._clock.now()
        async with self._database.begin() as session:
            row, series = await self._open_date(session, person, meeting_id)
            answers = await repository.answers(session, row.id)
            mine = next((one for one in answers if one.member_id == person.member_id), None)
            if mine is not None and mine.standing == waitlist.Standing.HOLDS:
                return self._standing(row, series, answers, person)  # pressed twice
            if mine is None or mine.standing != waitlist.Standing.OFFERED or mine.until is None or mine.until <= now:
                raise NotFound(NO_OFFER)
            mine.standing, mine.until = waitlist.Standing.HOLDS, None
            return self._standing(row, series, answers, person)

    async def mute(self, person: Person, meeting_id: int) -> Standing:
        """Be reminded of this date no more, whatever one answers. Raises ``MeetingGone``."""
        now = self._clock.now()
        async with self._database.begin() as session:
            row, series = await self._open_date(session, person, meeting_id)
            answers = list(await repository.answers(session, row.id))
            mine = next((one for one in answers if one.member_id == person.member_id), None)
            if mine is None:
                mine = _new_answer(row, person, now)
                session.add(mine)
                answers.append(mine)
            mine.muted = True
            return self._standing(row, series, answers, person)

    async def snooze(self, person: Person, meeting_id: int, when: str) -> datetime:
        """Be reminded of this date once more; when. Raises ``MeetingGone``, ``InvalidInput``."""
        now = self._clock.now()
        found = recurrence_of(when, self._community.zone_of(person), now)
        at = moment_of(found.first, found.zone).at
        async with self._database.begin() as session:
            row, series = await self._open_date(session, person, meeting_id)
            if at >= meeting_of(row, series).ends_at:
                raise InvalidInput(N_("By then the meeting is over. Please choose an earlier time."))
            await self._notices.again(session, row, person.member_id, at)
        return at

    # -- reading ------------------------------------------------------------------------------

    async def standing(self, person: Person, meeting_id: int) -> Standing:
        """One date, and where the person stands with it. Raises ``MeetingGone``."""
        async with self._database.read() as session:
            found = await repository.date(session, person.guild_id, meeting_id)
            if found is None or found[1].state == State.DRAFT:
                raise MeetingGone
            answers = await repository.answers(session, meeting_id)
        return self._standing(*found, answers, person)

    async def mine(self, person: Person) -> list[Standing]:
        """The dates ahead that the person has answered, soonest first."""
        now = self._clock.now()
        found: list[Standing] = []
        async with self._database.read() as session:
            answered = {one.occurrence_id for one in await repository.answers_of(
                session, person.guild_id, person.member_id
            )}  # fmt: skip
            for row, series in await repository.dates(session, person.guild_id, now - timedelta(hours=24)):
                if row.id in answered and meeting_of(row, series).ends_at > now:
                    answers = await repository.answers(session, row.id)
                    found.append(self._standing(row, series, answers, person))
        return found

    async def leads(self, person: Person) -> tuple[str, ...]:
        """When the person is reminded by direct message, once they have said yes to it."""
        async with self._database.read() as session:
            row = await repository.choice(session, person.guild_id, person.member_id)
        return DIRECT_LEADS if row is None else tuple(row.leads)

    async def choose_leads(self, person: Person, text: str) -> tuple[str, ...]:
        """Say when to be reminded, as typed; empty means never. Raises ``InvalidInput``."""
        leads = read_leads(text)
        async with self._database.begin() as session:
            row = ChoiceRow(guild_id=person.guild_id, member_id=person.member_id, leads=list(leads))
            await session.merge(row)
        return leads

    # -- places -------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Let offers lapse, and offer what is free to the next in line."""
        async with self._database.read() as session:
            dates = await repository.in_line(session, self._clock.now())
        for occurrence_id in dates:
            async with self._database.begin() as session:
                row = await session.get(OccurrenceRow, occurrence_id)
                if row is None or row.state != State.ACTIVE:
                    continue
                await lock_community(session, row.guild_id)
                series = await repository.series(session, row.guild_id, row.series_id)
                if series is not None:
                    await self._settle(session, row, series)

    async def _settle(self, session: AsyncSession, row: OccurrenceRow, series: SeriesRow) -> None:
        answers = {one.member_id: one for one in await repository.answers(session, row.id)}
        capacity = details_of(series, row.overrides).capacity
        step = settle(_line(list(answers.values())), capacity, self._clock.now(), row.at)
        for member_id in step.lapsed:
            answers[member_id].answer, answers[member_id].standing = Answer.MAYBE, None
        for member_id, until in step.offered:
            answers[member_id].standing, answers[member_id].until = waitlist.Standing.OFFERED, until
        await self._notices.offer(session, row, step.offered)

    async def _open_date(self, session: AsyncSession, person: Person, meeting_id: int) -> repository.Date:
        """A date that isn't over; locks the community. Raises ``MeetingGone``."""
        await lock_community(session, person.guild_id)
        found = await repository.date(session, person.guild_id, meeting_id)
        if found is None or found[0].state != State.ACTIVE or meeting_of(*found).ends_at <= self._clock.now():
            raise MeetingGone
        return found

    def _standing(
        self, row: OccurrenceRow, series: SeriesRow, answers: Sequence[AnswerRow], person: Person
    ) -> Standing:
        meeting: Meeting = meeting_of(row, series)
        mine = next((one for one in answers if one.member_id == person.member_id), None)
        counts = counts_of(answers)
        if mine is None:
            return Standing(meeting, counts)
        line = [one.member_id for one in answers if one.standing == waitlist.Standing.WAITS]
        return Standing(
            meeting=meeting,
            counts=counts,
            answer=Answer(mine.answer) if mine.answer else None,
            place=line.index(person.member_id) + 1 if person.member_id in line else None,
            offered_until=mine.until if mine.standing == waitlist.Standing.OFFERED else None,
            muted=mine.muted,
            link=link_of(series, self._keyring) if mine.standing == waitlist.Standing.HOLDS else "",
        )


def _new_answer(row: OccurrenceRow, person: Person, now: datetime) -> AnswerRow:
    return AnswerRow(
        occurrence_id=row.id, member_id=person.member_id, guild_id=row.guild_id, answer="", standing=None, since=now,
        until=None, muted=False,
    )  # fmt: skip


def _line(answers: Sequence[AnswerRow]) -> list[InLine]:
    return [
        InLine(one.member_id, waitlist.Standing(one.standing), one.since, one.until)
        for one in answers
        if one.standing is not None
    ]


def _place(others: Sequence[AnswerRow], capacity: int | None) -> str:
    free = takes_place(_line(others), capacity)
    return waitlist.Standing.HOLDS if free else waitlist.Standing.WAITS
