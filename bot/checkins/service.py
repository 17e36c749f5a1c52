"""Check-ins' use cases: a round opens, is answered, closes, and leaves a picture that says nothing of anyone.

``scheduling.py`` holds what facilitators set.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkins import answers, repository
from bot.checkins.entries import (
    AFTER_MEETING,
    BUDGET,
    FOLLOW_UP,
    OPEN_FOR,
    Answer,
    Answered,
    Closed,
    Picture,
    Prompt,
    Pulse,
    RoundState,
    Thanks,
    checked,
)
from bot.checkins.models import CheckInRoundRow
from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.small_numbers import THRESHOLD, YEAR
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind, WhenAway
from bot.delivery.service import Outbox
from bot.errors import UserError
from bot.schedule.local import local_time
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, NoKey
from bot.texts import N_

log = logging.getLogger(__name__)

FEATURE = "checkins"
PURPOSE = "check-ins"
SPACE, PERSONAL = "checkin:space", "checkin:personal"
AGAIN = "again"
KEPT = YEAR + timedelta(weeks=6)
"""How long a picture is kept: longer than the year by which the next ones are allowed."""
Opened = TypeVar("Opened")


class Ending(Protocol):
    """A meeting, and when it ends."""

    @property
    def id(self) -> int: ...
    @property
    def ends_at(self) -> datetime: ...


class Locked(UserError):
    """The round's answers don't open with the keys there are."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The answers so far can't be opened, because Heronry's key for private texts has been changed or "
                "lost. Nothing was written over, and your answer was not sent. Please tell whoever looks after Heronry."
            )
        )


class CheckInsService:
    """Rounds: asked, answered, closed, looked at."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, keyring: Keyring
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._keyring = keyring
        outbox.register(
            Kind(SPACE, N_("Check-ins in a channel"), self.prepare, useful_for=AFTER_MEETING),
            # Who is away is passed over, and nobody hears of it: neither they nor the facilitators.
            Kind(
                PERSONAL, N_("Check-ins after a meeting"), self.prepare, useful_for=AFTER_MEETING,
                purpose=PURPOSE, away=WhenAway.SKIP, private=True,
            ),
        )  # fmt: skip

    # -- for members ------------------------------------------------------------------------

    async def require_open(self, person: Person, round_id: int) -> int:
        """Before somebody writes anything: from how many on it is shown.

        Raises ``Closed``, ``Answered`` or ``Locked`` when an answer would be in vain.
        """
        async with self._database.read() as session:
            row = await self._open_row(session, person, round_id)
            self._refuse_a_second(row, person.member_id)
        return row.threshold

    async def answer(self, person: Person, round_id: int, answer: Answer) -> Thanks:
        """Count an answer; from then on nobody can tell whose it was.

        Raises as ``require_open``, and ``InvalidInput`` when there is nothing to count.
        """
        answer = checked(answer)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._open_row(session, person, round_id)
            who = self._refuse_a_second(row, person.member_id)
            tally = self._opened(lambda: answers.tally_of(self._keyring, row))
            tally.add(answer)
            answers.keep(self._keyring, row, tally, who | {person.member_id})
        return Thanks(row.closes_at, "" if answer.share else answer.line)

    async def skip(self, person: Person, round_id: int) -> None:
        """Not this time: the person isn't asked again about this round. Raises as ``require_open``."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._open_row(session, person, round_id)
            who = self._refuse_a_second(row, person.member_id)
            tally = self._opened(lambda: answers.tally_of(self._keyring, row))
            answers.keep(self._keyring, row, tally, who | {person.member_id})

    async def has_answered(self, session: AsyncSession, guild_id: int, member_id: int) -> list[datetime]:
        """Until when each open round runs that the person has answered, or passed; none that can't be opened."""
        found: list[datetime] = []
        for row in await repository.open_rounds(session, guild_id):
            try:
                found += [row.closes_at] if member_id in answers.who_answered(self._keyring, row) else []
            except (CannotOpen, NoKey):
                continue
        return found

    async def _open_row(self, session: AsyncSession, person: Person, round_id: int) -> CheckInRoundRow:
        require(person.standing, Audience.MEMBER, set_up=True)
        row = await repository.round_of(session, person.guild_id, round_id)
        now = self._clock.now()
        if row is None or row.state != RoundState.OPEN or not row.collects or row.closes_at <= now:
            raise Closed
        return row

    def _refuse_a_second(self, row: CheckInRoundRow, member_id: int) -> set[int]:
        """Who has answered so far. Raises ``Answered`` when the person is among them."""
        who = self._opened(lambda: answers.who_answered(self._keyring, row))
        if member_id in who:
            raise Answered
        return who

    def _opened(self, look: Callable[[], Opened]) -> Opened:
        try:
            return look()
        except (CannotOpen, NoKey):
            raise Locked from None

    # -- for facilitators -------------------------------------------------------------------

    async def pulse(self, person: Person, page: int = 0) -> Pulse:
        """The picture of a closed round, the newest first; the same whoever looks, however often.

        Raises ``NotAllowed`` for anyone but facilitators.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        page = max(0, page)
        async with self._database.read() as session:
            row, pages = await repository.closed(session, person.guild_id, page)
            if row is None and pages:
                page = pages - 1
                row, pages = await repository.closed(session, person.guild_id, page)
        return Pulse(self._picture(row) if row else None, page, pages)

    def _picture(self, row: CheckInRoundRow) -> Picture:
        assert row.opened_on is not None, "what has closed was opened"
        lines, locked = tuple[str, ...](), False
        try:
            lines = answers.lines_of(self._keyring, row)
        except (CannotOpen, NoKey):
            locked = True
        energy, support = answers.counts(row.energy), answers.counts(row.support)
        return Picture(row.opened_on, row.threshold, energy, support, lines, locked, row.state == RoundState.LOST)

    # -- meetings ---------------------------------------------------------------------------

    async def is_behind(self, session: AsyncSession, guild_id: int, ending: Sequence[Ending]) -> bool:
        """Whether ``follow`` would change anything."""
        rows = await repository.after_meetings(session, guild_id)
        return any(_differences(rows, ending, self._clock.now()))

    async def follow(self, session: AsyncSession, guild_id: int, ending: Sequence[Ending]) -> None:
        """Plan a round a day after each of these meetings' ends; drop those planned for others, which were moved or
        cancelled. Once people have been asked, it stays as it is; so it does when that time has passed already."""
        rows = await repository.after_meetings(session, guild_id)
        new, moved, gone = _differences(rows, ending, self._clock.now())
        session.add_all([new_round(guild_id, opens_at, occurrence_id=id) for id, opens_at in new])
        for row, opens_at in moved:
            row.opens_at, row.closes_at = opens_at, opens_at + OPEN_FOR
        for row in gone:
            await session.delete(row)

    # -- when the time comes ----------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Prompt | None:
        """What is asked, as things stand now; None once it is over, or the person has answered."""
        async with self._database.read() as session:
            row = await repository.round_of(session, delivery.guild_id, delivery.subject_id)
        again = delivery.detail == AGAIN
        if row is None or row.state != RoundState.OPEN or row.closes_at <= self._clock.now():
            return None
        if not self._community.community(row.guild_id).offers(FEATURE) or (again and not row.collects):
            return None
        if again and delivery.member_id is not None and self._has_answered(row, delivery.member_id):
            return None
        return Prompt(
            guild_id=row.guild_id,
            round_id=row.id,
            text=row.prompt,
            closes_at=row.closes_at,
            threshold=row.threshold,
            collects=row.collects,
            again=again,
            personal=delivery.member_id is not None,
        )

    def _has_answered(self, row: CheckInRoundRow, member_id: int) -> bool:
        try:
            return member_id in answers.who_answered(self._keyring, row)
        except (CannotOpen, NoKey):
            return True  # nobody is asked again for what couldn't be taken

    async def tick(self) -> None:
        """Open the rounds after meetings whose time has come, close those whose time is over, forget old ones."""
        now = self._clock.now()
        async with self._database.read() as session:
            opening = await repository.to_open(session, now)
            closing = await repository.to_close(session, now)
        for guild_id, round_id in opening:
            async with self._database.begin() as session:
                await lock_community(session, guild_id)
                row = await repository.round_of(session, guild_id, round_id)
                if row is not None and row.state == RoundState.PLANNED and row.opens_at <= now:
                    await self.open(session, row)
        closed = [await self._close(*one) for one in closing]
        if any(closed):
            await self._database.truncate_log()  # it still holds the blocks as they were
        async with self._database.begin() as session:
            await repository.delete_closed(session, now - KEPT)

    async def open(self, session: AsyncSession, row: CheckInRoundRow) -> None:
        """Open a round, in its community's locked transaction, and have it asked.

        It takes answers if the year's pictures allow one more; or else it only invites to think for oneself.
        """
        community = self._community.community(row.guild_id)
        if not community.offers(FEATURE):
            await session.delete(row)
            return
        today = local_time(row.opens_at, community.zone).date()
        begun = await repository.begun(session, row.guild_id)
        settings = await repository.settings(session, row.guild_id)
        row.collects = bool(self._keyring) and BUDGET.allows(begun, today)
        row.threshold = settings.threshold if settings else THRESHOLD
        # One that would have ended by now may have been held, and its picture seen, before a backup was restored.
        late = row.closes_at <= self._clock.now()
        row.state, row.opened_on = RoundState.LOST if late else RoundState.OPEN, today
        if row.collects and not late:
            answers.begin(self._keyring, row)
        await self._outbox.put(session, row.guild_id, *self._drafts(row))

    def _drafts(self, row: CheckInRoundRow) -> list[Draft]:
        """The question and, once, the reminder of it: in the channel, or to each who said yes to it."""
        first = Draft(f"checkin:{row.id}", SPACE, row.id, row.opens_at, channel_id=row.channel_id)
        asked = [first]
        if row.channel_id is None:
            people = self._community.who_agreed(row.guild_id, PURPOSE)
            asked = [replace(first, key=f"{first.key}:{member}", kind=PERSONAL, member_id=member) for member in people]
        if not row.collects:
            return asked
        follow_up = row.opens_at + FOLLOW_UP
        return asked + [replace(one, key=f"{one.key}:{AGAIN}", due_at=follow_up, detail=AGAIN) for one in asked]

    async def _close(self, guild_id: int, round_id: int) -> bool:
        """Make the picture, once; False when the answers don't open: they stay, until the key is back."""
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.round_of(session, guild_id, round_id)
            if row is None or row.state != RoundState.OPEN:
                return True
            try:
                answers.close(self._keyring, row)
            except (CannotOpen, NoKey):
                log.error("a check-in can't be closed: its answers don't open with the keys there are")
                return False
            row.state = RoundState.CLOSED
        return True


def _differences(
    rows: Sequence[CheckInRoundRow], ending: Sequence[Ending], now: datetime
) -> tuple[list[tuple[int, datetime]], list[tuple[CheckInRoundRow, datetime]], list[CheckInRoundRow]]:
    """Between the rounds there are and the meetings that end: new ones, those moved, and those that are gone."""
    known = {row.occurrence_id for row in rows}
    planned = [row for row in rows if row.state == RoundState.PLANNED]
    opening = {one.id: one.ends_at + AFTER_MEETING for one in ending}
    new = [(id, at) for id, at in opening.items() if id not in known and at + AFTER_MEETING > now]
    there = [(row, opening[row.occurrence_id]) for row in planned if row.occurrence_id in opening]
    gone = [row for row in planned if row.occurrence_id not in opening]
    return new, [(row, at) for row, at in there if row.opens_at != at], gone


def new_round(
    guild_id: int, opens_at: datetime, *, channel_id: int | None = None, occurrence_id: int | None = None,
    prompt: str = "",
) -> CheckInRoundRow:  # fmt: skip
    """A round that is planned, for a channel or after a meeting."""
    return CheckInRoundRow(
        guild_id=guild_id, channel_id=channel_id, occurrence_id=occurrence_id, prompt=prompt,
        state=RoundState.PLANNED, opens_at=opens_at, closes_at=opens_at + OPEN_FOR, collects=False, threshold=THRESHOLD,
    )  # fmt: skip


async def after_restore(session: AsyncSession, taken_at: datetime, now: datetime) -> str | None:
    """A round that was open in the backup and should have closed since may have left a picture: a second one, with
    other noise, would tell more than was promised. It closes without. A line for whoever restores."""
    count = await repository.close_unseen(session, now)
    return f"Check-ins that ended since the backup, and have no picture any more: {count}." if count else None
