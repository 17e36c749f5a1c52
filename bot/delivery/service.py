"""The outbox's use cases: putting things into it, taking them out again, and showing people what waits for them."""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Person
from bot.delivery import repository
from bot.delivery.claims import plain
from bot.delivery.kinds import Delivery, Draft, Kind, NotSent, State, why
from bot.delivery.models import DeliveryRow
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_, Message

MODEL = "delivery"
SHOWN_AT_ONCE = 5
"""Kept messages shown with one press; each may be a card of its own."""
KEPT = timedelta(days=90)
"""How long a delivery that has ended stays in the outbox, its key with it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that could not come by direct message: its kind, and what it says now."""

    kind: str
    delivery: Delivery
    result: object


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a delivery stands, and the message that it became, once it is sent."""

    state: State
    channel_id: int | None
    message_id: int | None
    why: Message | None

    @property
    def settles(self) -> bool:
        """Whether its reader has it, may have it, or there was nothing to say: it need not be told again."""
        return self.state in (State.SENT, State.UNCERTAIN) or (self.state is State.OBSOLETE and self.why is None)


class Outbox:
    """What is to be sent later (``ReadModel``: whom something waits for is known in memory)."""

    model = MODEL

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.kinds: dict[str, Kind] = {}
        self._waiting: dict[int, Counter[int]] = {}

    def register(self, *kinds: Kind) -> None:
        """Take in what a feature sends. Raises ``ValueError`` when two share a name."""
        for kind in kinds:
            if kind.name in self.kinds:
                raise ValueError(f"two kinds of delivery are called {kind.name}")
            self.kinds[kind.name] = kind

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Read for whom something waits (``ReadModel``)."""
        if guild_id is None:
            self._waiting.clear()
        else:
            self._waiting.pop(guild_id, None)
        for row in await repository.waiting(session, guild_id):
            assert row.member_id is not None, "only what is for a person waits"
            self._waiting.setdefault(row.guild_id, Counter())[row.member_id] += 1

    # -- for features, in their own transactions -----------------------------------------

    async def put(self, session: AsyncSession, guild_id: int, *drafts: Draft) -> None:
        """Have these sent when they are due, in the transaction that causes them.

        A key that is known already is re-timed while nothing has become of it (or after it was cancelled),
        and left alone once something has: nothing is sent twice for one key.
        """
        await repository.put(session, [_values(guild_id, draft) for draft in drafts])
        if any(draft.visit for draft in drafts):
            await bump(session, guild_id, MODEL)

    async def cancel(self, session: AsyncSession, guild_id: int, kind: str, subject_id: int) -> None:
        """Send nothing more about a subject. What is too much for one transaction follows bit by bit; meanwhile
        the kind's ``prepare`` has to say that it no longer applies."""
        newest = await repository.newest_id(session)
        done = await repository.cancel(session, guild_id, kind, subject_id, newest, self._clock.now())
        if done == repository.CHUNK:
            await repository.cancel_later(session, guild_id, kind, subject_id, newest)

    async def cancel_of(self, session: AsyncSession, guild_id: int, kind: str, subject_id: int, detail: str) -> None:
        """Send nothing more of those of a subject's deliveries that have this ``detail``; they are few."""
        newest, now = await repository.newest_id(session), self._clock.now()
        await repository.cancel(session, guild_id, kind, subject_id, newest, now, detail=detail)

    async def pending(self, session: AsyncSession, guild_id: int, kind: str, subject_id: int) -> list[Delivery]:
        """What is still to be sent about a subject, the oldest first."""
        return [plain(row) for row in await repository.pending(session, guild_id, kind, subject_id)]

    async def superseded(self, session: AsyncSession, delivery: Delivery) -> bool:
        """Whether a newer one of its kind about its subject is for the same channel or person: an older one may have
        been in some process's hands when it would have been cancelled."""
        return await repository.has_newer(session, delivery)

    async def correct(
        self, session: AsyncSession, guild_id: int, kind: str, as_of: Mapping[int, object], by: str
    ) -> None:
        """Let what was posted of a kind say how things stand now, by deliveries of the kind ``by``, which ``edits``.

        ``as_of`` has each subject's state, such as a number that goes up: one state is brought to a message once.
        """
        now = self._clock.now()
        rows = await repository.begun(session, guild_id, kind, as_of, now)
        for subject_id in {row.subject_id for row in rows}:
            await self.cancel(session, guild_id, by, subject_id)
        drafts = [
            Draft(f"{row.key}:as-of:{as_of[row.subject_id]}", by, row.subject_id, now, row.channel_id, row.member_id,
                  detail=str(row.id))
            for row in rows
        ]  # fmt: skip
        if drafts:
            await self.put(session, guild_id, *drafts)

    async def take_back(
        self, session: AsyncSession, guild_id: int, kind: str, subject_id: int, as_of: object, by: str
    ) -> None:
        """Send nothing more about a subject, and let deliveries of the kind ``by`` delete what has gone out, or may
        have. The prepares of both kinds have to know by then: the one that it no longer applies, the other
        ``Act.DELETE``."""
        newest = await repository.newest_id(session)
        now, done = self._clock.now(), repository.CHUNK
        while done == repository.CHUNK:
            done = await repository.cancel(session, guild_id, kind, subject_id, newest, now, untried=True)
        await self.drop_waiting(session, guild_id, kind, subject_id)
        await self.correct(session, guild_id, kind, {subject_id: as_of}, by)

    async def follow_up(
        self, session: AsyncSession, guild_id: int, kind: str, subject_id: int, channels: Collection[int], by: str
    ) -> bool:
        """Do something more to what was posted in these channels, by deliveries of the kind ``by``, which ``edits``;
        once to each message. Whether nothing that is due may yet be posted there."""
        rows = [
            row for row in await repository.about(session, guild_id, kind, subject_id) if row.channel_id in channels
        ]
        known = {row.key for row in await repository.about(session, guild_id, by, subject_id)}
        now = self._clock.now()
        drafts = [
            Draft(f"{row.key}:{by}", by, subject_id, now, row.channel_id, detail=str(row.id))
            for row in rows
            if row.state == State.SENT and f"{row.key}:{by}" not in known
        ]
        if drafts:
            await self.put(session, guild_id, *drafts)
        return all(row.state not in (State.PENDING, State.SENDING) for row in rows if row.due_at <= now)

    async def drop_waiting(self, session: AsyncSession, guild_id: int, kind: str, subject_id: int) -> None:
        """Show nothing more about a subject at somebody's next visit."""
        await repository.drop_waiting(session, guild_id, kind, subject_id, self._clock.now())
        await bump(session, guild_id, MODEL)

    async def whereabouts(self, session: AsyncSession, guild_id: int, key: str) -> Whereabouts | None:
        """What has become of one delivery; None when it was never put, or is forgotten."""
        row = await repository.by_key(session, guild_id, key)
        return Whereabouts(State(row.state), row.sent_in, row.message_id, why(row.reason)) if row else None

    async def unheard(self, session: AsyncSession, guild_id: int, kinds: Collection[str], subject_id: int) -> list[int]:
        """Who hasn't had what was to be said about a subject: it waits for their next visit. Never why."""
        rows = await repository.waiting(session, guild_id)
        found = {one.member_id for one in rows if one.kind in kinds and one.subject_id == subject_id}
        return sorted(one for one in found if one is not None)

    async def reached(self, session: AsyncSession, guild_id: int, kind: str, subject_id: int) -> dict[int, list[bool]]:
        """Whether each person has, or may have, what was put for them about a subject, the oldest first."""
        found: dict[int, list[bool]] = {}
        for row in await repository.about(session, guild_id, kind, subject_id):
            if row.member_id is not None and row.state != State.CANCELLED:
                heard = row.state in (State.SENT, State.SENDING, State.UNCERTAIN)
                found.setdefault(row.member_id, []).append(heard)
        return found

    # -- for people ----------------------------------------------------------------------

    def waiting(self, guild_id: int, member_id: int) -> int:
        """How many messages wait for a person's next visit."""
        return self._waiting.get(guild_id, Counter())[member_id]

    async def take_waiting(self, person: Person) -> list[Kept]:
        """The first few that wait, which count as delivered from now on. Those that no longer apply go quietly; what
        can't be told just now goes on waiting."""
        async with self._database.read() as session:
            rows = (await repository.waiting(session, person.guild_id, person.member_id))[:SHOWN_AT_ONCE]
        found = [one for row in rows if (one := await self._kept(row)) is not None]
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            # Whoever pressed twice sees each once.
            still = {row.id: row for row in await repository.waiting(session, person.guild_id, person.member_id)}
            shown = [one for one in found if one.delivery.id in still]
            for one in shown:
                row = still[one.delivery.id]
                row.state, row.settled_at = State.SENT, self._clock.now()
            await bump(session, person.guild_id, MODEL)
        return [one for one in shown if one.result is not None]

    async def _kept(self, row: DeliveryRow) -> Kept | None:
        """What a delivery says now, its result None where there is nothing to say any more; None where that can't be
        told just now."""
        kind = self.kinds.get(row.kind)
        try:
            return Kept(row.kind, plain(row), await kind.prepare(plain(row)) if kind else None)
        except NotSent as told:
            return None if told.again else Kept(row.kind, plain(row), None)

    @property
    def private(self) -> list[str]:
        """The kinds that are nobody's business but the person's."""
        return [kind.name for kind in self.kinds.values() if kind.private]

    def title(self, kind: str) -> Message:
        """What facilitators call a kind."""
        known = self.kinds.get(kind)
        return known.title if known else N_("Something of another version")

    async def upcoming(self, limit: int) -> list[tuple[datetime, Delivery]]:
        """What waits to be sent, in any server, and from when it may be: the soonest first. For the demo, whose
        clock goes from one to the next."""
        async with self._database.read() as session:
            return [(row.ready_at, plain(row)) for row in await repository.upcoming(session, limit)]

    # -- housekeeping --------------------------------------------------------------------

    async def purge(self) -> None:
        """Delete what ended long ago, a bit at a time."""
        before, done = self._clock.now() - KEPT, repository.CHUNK
        while done == repository.CHUNK:
            async with self._database.begin() as session:
                done = await repository.purge(session, before)


async def after_restore(session: AsyncSession, taken_at: datetime, now: datetime) -> str | None:
    """What was due since the backup may have been sent already: it is *uncertain* from now on, and facilitators
    are told. A line for whoever restores; None when there is nothing of the kind."""
    count = await repository.restored(session, now)
    since = f"{taken_at:%d %B %Y, %H:%M} UTC"
    return (
        f"Deliveries due since {since}: {count}; they count as perhaps sent, and facilitators hear of it."
        if count
        else None
    )


def _values(guild_id: int, draft: Draft) -> dict[str, object]:
    assert (draft.channel_id is None) != (draft.member_id is None), "a channel or a person"
    return {
        "guild_id": guild_id,
        "key": draft.key,
        "kind": draft.kind,
        "subject_id": draft.subject_id,
        "detail": draft.detail,
        "channel_id": draft.channel_id,
        "member_id": draft.member_id,
        "due_at": draft.due_at,
        "ready_at": draft.due_at,
        "state": State.WAITING if draft.visit else State.PENDING,
        "reason": None,
        "settled_at": None,
        "attempts": 0,
        "fence": 0,
        # Far from the small numbers that Discord gives to components itself.
        "marker": 2**20 + secrets.randbelow(2**31 - 2**20),
    }
