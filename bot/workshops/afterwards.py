"""On the day and afterwards: who came, how it was, and a note for those who came."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotAllowed
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, NoKey
from bot.texts import N_
from bot.workshops import feedback, group_repository, repository
from bot.workshops.entries import Attendance, Mine, Role, Standing, State, Workshop
from bot.workshops.feedback import Answer, Answered, FeedbackClosed, FeedbackState, Summary
from bot.workshops.models import PlaceRow, WorkshopFeedbackRow, WorkshopRow
from bot.workshops.notices import Notices
from bot.workshops.rows import mine_of, missed, workshop_of

log = logging.getLogger(__name__)

EARLY, LATE = timedelta(minutes=30), timedelta(days=1)
"""How long before its start, and after its end, somebody can still say that they are (were) there."""
OPEN_FOR = timedelta(days=7)
RECENT = timedelta(days=60)
KEPT = timedelta(days=396)
"""How long what came of it is kept: longer than the year whose pictures are counted."""
NOT_SIGNED_UP = N_("You aren't signed up for this one. If you came all the same, a facilitator can put you down.")


class AfterwardsService:
    """Who came, and how it was."""

    def __init__(self, database: Database, clock: Clock, notices: Notices, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices
        self._keyring = keyring

    # -- attendance ---------------------------------------------------------------------------

    async def arrive(self, person: Person, workshop_id: int) -> Mine:
        """Say that one is there. Whoever waited and simply came counts too, and whoever leads a group. Raises
        ``WorkshopGone``, ``InvalidInput`` too early or too late, ``NotAllowed`` for whoever isn't signed up."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._held(session, person, workshop_id)
            if self._clock.now() > workshop_of(row).ends_at + LATE:
                raise InvalidInput(N_("That workshop is over. A facilitator can still put you down as having come."))
            mine = await repository.place(session, row.guild_id, row.id, person.member_id)
            if mine is None:
                if person.member_id not in await group_repository.leading(session, row.guild_id, row.id):
                    raise NotAllowed(NOT_SIGNED_UP)
                mine = self._without_place(session, row, person.member_id)
            mine.attended = True
            await session.flush()
            return mine_of(row, await repository.places(session, row.id), person.member_id)

    async def put_down(self, person: Person, workshop_id: int, member_id: int, *, came: bool) -> Mine:
        """Put down whether somebody came, as a facilitator. Raises ``WorkshopGone``, ``InvalidInput`` too early."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._held(session, person, workshop_id)
            mine = await repository.place(session, person.guild_id, workshop_id, member_id)
            if mine is None:
                mine = self._without_place(session, row, member_id)
            mine.attended = came
            await session.flush()
            return mine_of(row, await repository.places(session, row.id), member_id)

    def _without_place(self, session: AsyncSession, row: WorkshopRow, member_id: int) -> PlaceRow:
        """Somebody who came without having signed up."""
        made = PlaceRow(
            workshop_id=row.id, member_id=member_id, guild_id=row.guild_id, role=Role.PARTICIPANT,
            standing=Standing.LAPSED, since=self._clock.now(), until=None, stage="", topics=[], needs=None,
        )  # fmt: skip
        session.add(made)
        return made

    async def attendance(self, person: Person, workshop_id: int) -> Attendance:
        """What a note of attendance says. Raises ``WorkshopGone``, ``NotAllowed`` for whoever wasn't there,
        ``InvalidInput`` while it goes on."""
        async with self._database.read() as session:
            row = await self._held(session, person, workshop_id)
            mine = await repository.place(session, person.guild_id, workshop_id, person.member_id)
            led = person.member_id in await group_repository.leading(session, row.guild_id, row.id)
        if workshop_of(row).ends_at > self._clock.now():
            raise InvalidInput(N_("A note of attendance is there once the workshop is over."))
        if mine is None or not mine.attended:
            raise NotAllowed(
                N_("You aren't down as having come. If you did, ask a facilitator: /manage-workshops attendance.")
            )
        return Attendance(workshop_of(row), Role(mine.role), led=led)

    async def attended(self, person: Person) -> list[Workshop]:
        """The workshops of the last weeks that the person came to, latest first."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.workshops(session, person.guild_id, now - RECENT, now)
            places = await repository.places_of(session, person.guild_id, person.member_id)
        came = {one.workshop_id for one in places if one.attended}
        return [workshop_of(row) for row in rows if row.id in came][::-1]

    async def _held(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        """A workshop that has begun, or is about to."""
        require(person.standing, Audience.MEMBER, set_up=True)
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state != State.ACTIVE:
            raise missed(row)
        if self._clock.now() < row.at - EARLY:
            raise InvalidInput(N_("That workshop hasn't begun yet."))
        return row

    # -- how it was ---------------------------------------------------------------------------

    async def require_open(self, person: Person, workshop_id: int) -> None:
        """Before somebody writes anything. Raises ``FeedbackClosed``, ``Answered``, ``NotAllowed``."""
        async with self._database.read() as session:
            await self._answerable(session, person, workshop_id)

    async def answer(self, person: Person, workshop_id: int, answer: Answer) -> datetime:
        """Count an answer; from then on nobody can tell whose it was. Until when it stays open.

        Raises as ``require_open``, and ``InvalidInput`` when there is nothing to count.
        """
        answer = feedback.checked(answer)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row, who = await self._answerable(session, person, workshop_id)
            tally = feedback.tally_of(self._keyring, row)
            tally.add(answer)
            feedback.keep(self._keyring, row, tally, who | {person.member_id})
        return row.closes_at

    async def _answerable(
        self, session: AsyncSession, person: Person, workshop_id: int
    ) -> tuple[WorkshopFeedbackRow, set[int]]:
        require(person.standing, Audience.MEMBER, set_up=True)
        row = await repository.feedback(session, person.guild_id, workshop_id)
        if row is None or row.state != FeedbackState.OPEN or row.closes_at <= self._clock.now():
            raise FeedbackClosed
        mine = await repository.place(session, person.guild_id, workshop_id, person.member_id)
        if mine is None or not _was_there(mine):
            raise NotAllowed(N_("This is for those who came to the workshop."))
        try:
            who = feedback.who_answered(self._keyring, row)
        except (CannotOpen, NoKey):
            raise FeedbackClosed from None
        if person.member_id in who:
            raise Answered
        return row, who

    async def summary(self, person: Person, workshop_id: int) -> Summary:
        """What came of it, for facilitators, the same however often they look; nothing while it is open.

        Raises ``WorkshopGone`` where nobody was asked.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            row = await repository.feedback(session, person.guild_id, workshop_id)
        if row is None:
            raise InvalidInput(N_("How a workshop was is asked when it is over; then this is where you see it."))
        lines = tuple[str, ...]()
        try:
            lines = tuple(feedback.lines_of(self._keyring, row))
        except (CannotOpen, NoKey):
            log.warning("lines about a workshop don't open with the keys there are")
        counts = tuple(tuple(one) for one in row.counts) if row.counts else None
        return Summary(row.closes_at, FeedbackState(row.state), counts, lines)

    async def has_answered(self, session: AsyncSession, guild_id: int, member_id: int) -> list[datetime]:
        """Until when each open round of feedback runs that the person has answered; none that can't be opened."""
        found: list[datetime] = []
        for row in await repository.open_feedback(session, guild_id):
            try:
                found += [row.closes_at] if member_id in feedback.who_answered(self._keyring, row) else []
            except (CannotOpen, NoKey):
                continue
        return found

    async def tick(self) -> None:
        """Ask how it was once a workshop is over; close what has been open for a week."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.workshops(session, None, now - timedelta(days=3), now)
            over = [row for row in rows if workshop_of(row).ends_at <= now]
            asking = [one for one in over if await repository.feedback(session, one.guild_id, one.id) is None]
            closing = [one for one in await repository.open_feedback(session) if one.closes_at <= now]
        for one in asking if self._keyring else ():
            await self._begin(one.guild_id, one.id)
        closed = [await self._close(one.guild_id, one.workshop_id) for one in closing]
        if any(closed):
            await self._database.truncate_log()  # it still holds the blocks as they were

    async def _begin(self, guild_id: int, workshop_id: int) -> None:
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.workshop(session, guild_id, workshop_id)
            if row is None or await repository.feedback(session, guild_id, workshop_id) is not None:
                return
            closes_at = workshop_of(row).ends_at + OPEN_FOR
            begun = [(one - OPEN_FOR).date() for one in await repository.feedback_begun(session, guild_id)]
            asks = feedback.BUDGET.allows(begun, (closes_at - OPEN_FOR).date())
            opened = WorkshopFeedbackRow(
                workshop_id=row.id, guild_id=guild_id, state=FeedbackState.OPEN if asks else FeedbackState.UNASKED,
                closes_at=closes_at, answers=None, answered=None, counts=None, lines=None,
            )  # fmt: skip
            session.add(opened)
            if not asks:
                return
            feedback.keep(self._keyring, opened, feedback.Tally(), ())
            people = [one.member_id for one in await repository.places(session, row.id) if _was_there(one)]
            await self._notices.ask_back(session, row, people)

    async def _close(self, guild_id: int, workshop_id: int) -> bool:
        """Make the picture, once, and say whether it was; where the answers don't open they stay, until the key is
        back."""
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.feedback(session, guild_id, workshop_id)
            if row is None or row.state != FeedbackState.OPEN:
                return False
            try:
                feedback.close(self._keyring, row)
            except (CannotOpen, NoKey):
                log.error("what was said of a workshop can't be closed: it doesn't open with the keys there are")
                return False
        return True

    async def purge(self) -> None:
        """Access needs are forgotten once the workshop is over; what was said of it a year and a month later."""
        async with self._database.begin() as session:
            await repository.forget_needs(session, self._clock.now() - LATE)
            await repository.drop_feedback(session, self._clock.now() - KEPT)


def _was_there(row: PlaceRow) -> bool:
    """Who came; where nobody said so, whoever had a place."""
    return bool(row.attended) or (row.attended is None and row.standing == Standing.HOLDS)


async def after_restore(session: AsyncSession, taken_at: datetime, now: datetime) -> str | None:
    """What was open in the backup and should have closed since may have left a picture: a second one, with other
    noise, would tell more than was promised. It closes without."""
    late = [row for row in await repository.open_feedback(session) if row.closes_at <= now]
    for row in late:
        row.state, row.answers, row.answered = FeedbackState.LOST, None, None
    return f"Workshops whose feedback ended since the backup, and has no picture: {len(late)}." if late else None
