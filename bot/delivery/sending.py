"""One delivery, from the claim to its end: resolve, check, prepare, send, or say why not."""

import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.delivery.claims import Claimed, Posted, Settled
from bot.delivery.kinds import CannotLook, Delivery, Kind, NotSent, Reason, State, Unclear, Unsure, WhenAway
from bot.delivery.pace import Limits, Openings, Pacer

log = logging.getLogger(__name__)

FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=2), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the messenger sends: the feature's result, and what lets a message be recognised.

    ``marker`` comes back when the message is read; the nonce is forgotten by Discord after a while.
    """

    delivery: Delivery
    channel_id: int
    marker: int
    result: object = None

    @property
    def nonce(self) -> str:
        """At most 25 characters, the same at each try."""
        return f"{self.marker:x}.{self.delivery.id:x}"[:25]


class Messenger(Protocol):
    """Who speaks to Discord (``bot.ui.messenger``)."""

    @property
    def ready(self) -> bool:
        """Whether it can send now."""
        ...

    async def open_direct(self, member_id: int) -> int:
        """The channel of direct messages with a person. Raises ``NotSent``, or ``Unclear`` for a broken connection."""
        ...

    async def send(self, letter: Letter, within: timedelta) -> int:
        """Send, and give the message's id. Raises ``NotSent``; ``Unclear`` when nobody can tell, or not ``within``."""
        ...

    async def edit(self, letter: Letter, message_id: int, within: timedelta) -> bool:
        """Let a message say this instead; False when it isn't there any more. Raises as ``send`` does."""
        ...

    async def find(self, letter: Letter, since: datetime) -> int | None:
        """The id of the message with this marker, sent ``since`` (real time); None when there is none.

        Raises ``CannotLook`` where history may not be read, ``NotSent`` when the place is gone, ``Unclear``.
        """
        ...


class Lost(Exception):
    """The lease lapsed meanwhile: another process has this delivery now."""


class Sender:
    """Takes a claimed delivery to its end."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        community: CommunityService,
        messenger: Messenger,
        *,
        clock: Clock,
        real: Clock,
        limits: Limits,
    ) -> None:
        self._kinds = kinds
        self._community = community
        self._messenger = messenger
        self._clock, self._real = clock, real
        self._limits = limits
        self.pacer = Pacer(limits.per_second, limits.counted)
        self.openings = Openings(limits.openings)

    async def deliver(self, claimed: Claimed, book: "Book") -> Settled:
        """Send it, or find out why not. Raises ``Lost`` when it isn't ours any more."""
        try:
            return await self._deliver(claimed, book)
        except NotSent as refused:
            return self._refused(claimed, refused)
        except Unclear:
            return self.unclear(claimed)

    def unclear(self, claimed: Claimed) -> Settled:
        """To be resolved a little later: nobody can tell yet."""
        return self._settled(claimed, State.PENDING, ready_at=self._retry_at(claimed))

    async def _deliver(self, claimed: Claimed, book: "Book") -> Settled:
        kind = self._kinds.get(claimed.delivery.kind)
        if kind is None:
            raise NotSent(Reason.UNKNOWN_KIND)
        if kind.edits:
            return await self._edit(claimed, kind, book)
        # Within the window the nonce keeps a second try from becoming a second message; past its half the
        # try itself might outlast it.
        again = claimed.unresolved and self._left(claimed.begun_at) > self._limits.nonce / 2
        if claimed.unresolved and not again:
            ended = await self._resolve(claimed, kind)
            if ended is not None:
                return ended
        held = self._held_back(claimed, kind)
        result = None if held else await self._prepare(claimed.delivery, kind)
        if held or result is None:
            ended = await self._resolve(claimed, kind) if again else None
            return ended or held or self._settled(claimed, State.OBSOLETE)
        channel_id = await self._channel(claimed, book)
        return await self._send(claimed, Letter(claimed.delivery, channel_id, claimed.marker, result), book, again)

    async def _send(self, claimed: Claimed, letter: Letter, book: "Book", again: bool) -> Settled:
        async with self.pacer.turn():
            begun = claimed.begun_at
            if not again and (claimed.unresolved or self._left(begun) < self._limits.nonce / 2):
                begun = self._real.now()
                await book.restart(claimed, begun)
            if not book.holds(claimed):
                raise Lost
            message_id = await self._messenger.send(letter, self._left(begun))
        return self._sent(claimed, letter.channel_id, message_id)

    async def _edit(self, claimed: Claimed, kind: Kind, book: "Book") -> Settled:
        """Bring a posted message up to date. To do so twice is as good as once, so nobody need know how a try ended."""
        posted = await book.posted(claimed.delivery)
        if posted is not None and posted.under_way:
            raise NotSent(Reason.REFUSED, again=True)  # it may say what has changed meanwhile, or not
        held = self._held_back(claimed, kind)
        result = None if held or posted is None else await self._prepare(claimed.delivery, kind)
        if posted is None or result is None:
            return held or self._settled(claimed, State.OBSOLETE)
        async with self.pacer.turn():
            if not book.holds(claimed):
                raise Lost
            letter = Letter(claimed.delivery, posted.channel_id, posted.marker, result)
            there = await self._messenger.edit(letter, posted.message_id, self._limits.nonce)
        if not there:
            return self._settled(claimed, State.OBSOLETE)
        return self._sent(claimed, posted.channel_id, posted.message_id)

    def _left(self, begun: datetime) -> timedelta:
        """What is left of the nonce's window; none at all when a clock was set back meanwhile."""
        gone = self._real.now() - begun
        return self._limits.nonce - gone if gone >= timedelta() else timedelta()

    # -- what became of an earlier try ------------------------------------------------

    async def _resolve(self, claimed: Claimed, kind: Kind) -> Settled | None:
        """The end of a delivery whose earlier try is known now; None when it was certainly not sent."""
        try:
            found = await self._find(claimed)
        except CannotLook:
            if kind.unsure is Unsure.REPEAT:
                return None
            return self._settled(claimed, State.UNCERTAIN, reason=Reason.NO_HISTORY)
        return self._sent(claimed, *found) if found else None

    async def _find(self, claimed: Claimed) -> tuple[int, int] | None:
        channel_id = claimed.delivery.channel_id or claimed.direct_channel_id
        if channel_id is None:
            return None  # without a channel nothing can have been written in it
        since = min(claimed.begun_at, self._real.now())
        async with self.pacer.turn():
            message_id = await self._messenger.find(Letter(claimed.delivery, channel_id, claimed.marker), since)
        return (channel_id, message_id) if message_id else None

    # -- whether, and what ------------------------------------------------------------

    def _held_back(self, claimed: Claimed, kind: Kind) -> Settled | None:
        """Why it isn't sent now: too late, not agreed to, away, or quiet hours."""
        delivery, now = claimed.delivery, self._clock.now()
        last = delivery.due_at + kind.useful_for
        if now > last:
            return self._kept_or(claimed, kind, State.MISSED, Reason.TOO_LATE)
        if delivery.member_id is None:
            return None
        chosen = self._community.preferences(delivery.guild_id, delivery.member_id)
        if kind.purpose is not None and kind.purpose not in chosen.consents:
            return self._kept_or(claimed, kind, State.OBSOLETE, Reason.NOT_AGREED)
        until: datetime | None = None
        if kind.away is not WhenAway.SEND and chosen.away_until is not None and chosen.away_until > now:
            if kind.away is WhenAway.SKIP:
                return self._settled(claimed, State.OBSOLETE, reason=Reason.AWAY)
            until = chosen.away_until
        if kind.quiet:
            zone = self._community.community(delivery.guild_id).zone
            until = chosen.quiet_end(until or now, default_zone=zone) or until
        if until is None:
            return None
        if until > last:
            return self._kept_or(claimed, kind, State.OBSOLETE, Reason.AWAY)
        return self._settled(claimed, State.PENDING, ready_at=until, begun_at=None, attempts=0)

    def _kept_or(self, claimed: Claimed, kind: Kind, state: State, reason: Reason) -> Settled:
        keep = kind.keep and claimed.delivery.member_id is not None
        return self._settled(claimed, State.WAITING if keep else state, reason=reason)

    async def _prepare(self, delivery: Delivery, kind: Kind) -> object | None:
        try:
            return await kind.prepare(delivery)
        except NotSent:
            raise
        except Exception as error:
            # Whatever a feature did wrong with one delivery, the others still go out.
            code = secrets.token_hex(3)
            log.error("a %s could not be prepared, reference %s", kind.name, code, exc_info=error)
            raise NotSent(Reason.UNPREPARED) from error

    async def _channel(self, claimed: Claimed, book: "Book") -> int:
        delivery = claimed.delivery
        known = delivery.channel_id or claimed.direct_channel_id
        if known is not None:
            return known
        assert delivery.member_id is not None, "a delivery goes to a channel or to a person"
        try:
            async with self.pacer.turn():
                opened = await self._messenger.open_direct(delivery.member_id)
        except Unclear:
            raise NotSent(Reason.REFUSED, again=True) from None  # opening says nothing to anybody
        await book.opened(delivery.guild_id, delivery.member_id, opened)
        return opened

    # -- ends -------------------------------------------------------------------------

    def _refused(self, claimed: Claimed, refused: NotSent) -> Settled:
        if refused.opening:
            self.openings.too_fast(self._clock.now())
        if refused.again:
            # An earlier try that nobody could tell the end of isn't settled by this one's refusal.
            fresh = {} if claimed.unresolved else {"begun_at": None}
            return self._settled(claimed, State.PENDING, ready_at=self._retry_at(claimed), **fresh)
        kind = self._kinds.get(claimed.delivery.kind)
        if kind is not None and refused.reason is Reason.DIRECT_CLOSED:
            return self._kept_or(claimed, kind, State.FAILED, refused.reason)
        return self._settled(claimed, State.FAILED, reason=refused.reason)

    def _retry_at(self, claimed: Claimed) -> datetime:
        # Doubled each time, and spread, so that what failed together doesn't come back together.
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(claimed.attempts - 1, 20))
        return self._clock.now() + wait * random.uniform(0.5, 1.5)  # noqa: S311 - no secret

    def _sent(self, claimed: Claimed, channel_id: int, message_id: int) -> Settled:
        return self._settled(claimed, State.SENT, sent_in=channel_id, message_id=message_id)

    def _settled(self, claimed: Claimed, state: State, **values: Any) -> Settled:
        ended = {} if state is State.PENDING else {"settled_at": self._clock.now()}
        written = {"state": state, "leased_until": None, "leased_by": None} | ended | values
        return Settled(claimed.delivery.id, claimed.delivery.guild_id, claimed.fence, written)


@dataclass(frozen=True, slots=True)
class Book:
    """What the sender may write down and look up on its way, and whether the claim still holds (``Runner``)."""

    restart: Callable[[Claimed, datetime], Awaitable[None]]
    opened: Callable[[int, int, int], Awaitable[None]]
    holds: Callable[[Claimed], bool]
    posted: Callable[[Delivery], Awaitable[Posted | None]]
