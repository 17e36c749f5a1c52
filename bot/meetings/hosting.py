"""What facilitators and speakers do around a date: who speaks, what is asked, how many came, what was noted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, Standing, require
from bot.errors import InvalidInput, NotAllowed
from bot.meetings import repository
from bot.meetings.entries import MOST_PLACES, Meeting, MeetingGone, Series, SpeakerState, State, Year, checked
from bot.meetings.models import QuestionRow
from bot.meetings.notices import Notices
from bot.meetings.rows import meeting_of, series_of
from bot.schedule.leads import read_leads
from bot.schedule.local import local_time, moment_of
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, Place
from bot.texts import N_

LONGEST_QUESTION = 500
MOST_QUESTIONS = 5
"""One person's, to one date."""
QUESTIONS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the speaker, and who asks it."""

    author_id: int
    text: str


class HostingService:
    """Around one date."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, notices: Notices, keyring: Keyring
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._notices = notices
        self._keyring = keyring

    # -- where and when the group hears of it -------------------------------------------------

    async def tell(self, person: Person, meeting_id: int, *, channel_id: int | None, leads: str) -> Series:
        """Say in which channel a date's whole series is announced from now on, and (``leads``, as typed; empty leaves
        them) how long before it is reminded of. What is planned already follows.

        Raises ``MeetingGone``, ``InvalidInput``.
        """
        now, wanted = self._clock.now(), read_leads(leads)
        async with self._database.begin() as session:
            _row, series = await self._facilitated(session, person, meeting_id)
            series.channel_id = channel_id or series.channel_id
            series.leads = list(wanted) if leads.strip() else series.leads
            series.version += 1
            for one in await repository.of_series(session, series.id):
                if one.state == State.ACTIVE and one.at > now:
                    one.changed_at = now  # a reminder whose time has passed isn't caught up on
                    await self._notices.replan(session, one, series)
        return series_of(series)

    # -- the speaker --------------------------------------------------------------------------

    async def propose_speaker(self, person: Person, meeting_id: int, name: str, member_id: int | None) -> Meeting:
        """Name who speaks. Somebody on the server is asked first, and stands as the speaker once they agree; an
        empty name takes the speaker off. Raises ``MeetingGone``, ``InvalidInput``."""
        async with self._database.begin() as session:
            row, series = await self._facilitated(session, person, meeting_id)
            row.speaker, row.speaker_id = checked("speaker", " ".join(name.split())), member_id
            row.sequence += 1
            row.speaker_state = SpeakerState.NONE
            if member_id is not None:
                row.speaker_state = SpeakerState.ASKED
                await self._notices.invite(session, row, member_id)
            elif row.speaker:
                row.speaker_state = SpeakerState.GUEST
            await self._notices.renew(session, row)
        return meeting_of(row, series)

    async def reply_to_invitation(self, person: Person, meeting_id: int, *, agrees: bool) -> Meeting:
        """Agree to speak, or not. Raises ``NotAllowed`` for anybody else."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            found = await repository.date(session, person.guild_id, meeting_id)
            if found is None or found[0].state != State.ACTIVE:
                raise MeetingGone
            row, series = found
            if row.speaker_id != person.member_id:
                raise NotAllowed(N_("Somebody else is asked to speak at this meeting by now."))
            row.speaker_state = SpeakerState.AGREED if agrees else SpeakerState.DECLINED
            row.sequence += 1
            if not agrees:
                row.speaker, row.speaker_id = "", None
            await self._notices.renew(session, row)
        return meeting_of(row, series)

    # -- questions ----------------------------------------------------------------------------

    async def ask(self, person: Person, meeting_id: int, text: str, *, topic: bool = False) -> None:
        """Put a question to the speaker; sealed, seen by the speaker and facilitators with the asker's name. A
        ``topic`` is something to talk about instead, for the facilitators.

        Raises ``MeetingGone``, ``InvalidInput``, ``NoKey`` when private texts are off.
        """
        text = text.strip()
        if not text or len(text) > LONGEST_QUESTION:
            raise InvalidInput(N_("A question has from 1 to {limit} characters.", limit=LONGEST_QUESTION))
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            found = await repository.date(session, person.guild_id, meeting_id)
            if found is None or found[0].state != State.ACTIVE or found[0].at <= self._clock.now():
                raise MeetingGone
            asked = [
                one
                for one in await repository.questions(session, meeting_id, topics=topic)
                if one.author_id == person.member_id
            ]
            if len(asked) >= MOST_QUESTIONS:
                raise InvalidInput(N_("You have asked {most} questions for this meeting already.", most=MOST_QUESTIONS))
            row = QuestionRow(
                guild_id=person.guild_id, occurrence_id=meeting_id, author_id=person.member_id,
                text=self._keyring.seal("", Place("meeting_questions.text", person.member_id, 0)),
                asked_at=self._clock.now(), topic=topic,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            row.text = self._keyring.seal(text, _place(row))

    async def questions(self, person: Person, meeting_id: int) -> list[Question]:
        """What was asked beforehand, for the speaker and facilitators. Raises ``NotAllowed``, ``MeetingGone``."""
        async with self._database.read() as session:
            found = await repository.date(session, person.guild_id, meeting_id)
            if found is None:
                raise MeetingGone
            speaks = (found[0].speaker_id, found[0].speaker_state) == (person.member_id, SpeakerState.AGREED)
            if person.standing < Standing.FACILITATOR and not speaks:
                raise NotAllowed(N_("The questions are for the speaker and the facilitators."))
            rows = await repository.questions(session, meeting_id)
        return [Question(row.author_id, text) for row in rows if (text := self.opened(row)) is not None]

    def opened(self, row: QuestionRow) -> str | None:
        """A question's text; None when it can't be opened."""
        try:
            return self._keyring.open(row.text, _place(row))
        except CannotOpen:
            return None

    # -- afterwards ---------------------------------------------------------------------------

    async def count(self, person: Person, meeting_id: int, attended: int) -> Meeting:
        """Put down how many came. Raises ``MeetingGone``, ``InvalidInput`` before it has begun."""
        if not 0 <= attended <= MOST_PLACES * 10:
            raise InvalidInput(N_("Please give the number of people who came."))
        async with self._database.begin() as session:
            row, series = await self._facilitated(session, person, meeting_id, behind=True)
            row.attended = attended
        return meeting_of(row, series)

    async def note(self, person: Person, meeting_id: int, notes: str) -> Meeting:
        """Put down minutes and links; everyone finds them at the meeting. Raises ``MeetingGone``, ``InvalidInput``."""
        async with self._database.begin() as session:
            row, series = await self._facilitated(session, person, meeting_id, behind=True)
            row.notes = checked("notes", notes)
        return meeting_of(row, series)

    async def find_notes(self, person: Person, words: str) -> list[Meeting]:
        """Past meetings whose title, speaker or notes hold all the words, latest first."""
        wanted = words.casefold().split()
        async with self._database.read() as session:
            found = await repository.dates(
                session, person.guild_id, datetime(2000, 1, 1, tzinfo=UTC),
                self._clock.now(),
            )  # fmt: skip
        meetings = [meeting_of(*pair) for pair in found]
        return [
            one
            for one in reversed(meetings)
            if one.notes and all(w in f"{one.details.title} {one.speaker.name} {one.notes}".casefold() for w in wanted)
        ]

    async def year(self, person: Person, year: int | None = None) -> Year:
        """A year's meetings in the community's time: those behind, and those ahead."""
        zone, now = self._community.community(person.guild_id).zone, self._clock.now()
        year = year or local_time(now, zone).year
        if not 2000 <= year <= 2100:
            raise InvalidInput(N_("Please give a year such as {year}.", year=now.year))
        start, end = (moment_of(datetime.fromisoformat(f"{y}-01-01"), zone).at for y in (year, year + 1))
        async with self._database.read() as session:
            found = await repository.dates(session, person.guild_id, start, end)
        meetings = [meeting_of(*pair) for pair in found]
        return Year(
            year, tuple(one for one in meetings if one.at > now), tuple(one for one in meetings if one.at <= now)
        )

    async def purge(self) -> None:
        """Forget the questions of meetings long past."""
        async with self._database.begin() as session:
            await repository.drop_questions(session, self._clock.now() - QUESTIONS_KEPT)

    async def _facilitated(
        self, session: AsyncSession, person: Person, meeting_id: int, *, behind: bool = False
    ) -> repository.Date:
        """A date that a facilitator may change; ``behind`` asks for one that has begun."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await lock_community(session, person.guild_id)
        found = await repository.date(session, person.guild_id, meeting_id)
        if found is None or found[0].state != State.ACTIVE:
            raise MeetingGone
        if behind and found[0].at > self._clock.now():
            raise InvalidInput(N_("That meeting hasn't begun yet."))
        return found


def _place(row: QuestionRow) -> Place:
    return Place("meeting_questions.text", row.author_id, row.id)
