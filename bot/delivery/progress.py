"""How far something that goes to many has come, and how long it will take."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import repository
from bot.delivery.kinds import State, why
from bot.delivery.pace import Limits, Openings
from bot.delivery.service import Whereabouts


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of everything about one subject: in each channel, and of the direct messages how many."""

    channels: tuple[Whereabouts, ...]
    people: Mapping[State, int]


async def progress(session: AsyncSession, guild_id: int, kind: str, subject_id: int) -> Progress:
    """Where the deliveries of a kind about a subject stand, for as long as the outbox remembers them."""
    rows = await repository.about(session, guild_id, kind, subject_id)
    return Progress(
        channels=tuple(
            Whereabouts(State(row.state), row.sent_in or row.channel_id, row.message_id, why(row.reason))
            for row in rows
            if row.channel_id is not None
        ),
        people=Counter(State(row.state) for row in rows if row.member_id is not None),
    )


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many people would get a direct message, how many of them need a channel opened first, and how long that
    takes from the moment it begins; quiet hours and absences apart."""

    people: int
    new: int
    takes: timedelta


async def estimate(
    session: AsyncSession, guild_id: int, people: Collection[int], now: datetime, limits: Limits | None = None
) -> Estimate:
    """What the engine's pace makes of direct messages to ``people``, with those who wait for theirs already."""
    limits = limits or Limits()
    known = await repository.have_direct(session, guild_id)
    new = set(people) - known
    # Those of other servers may have their channel already: better told too long than too short.
    before = {
        (place, one) for place, one in await repository.awaited(session, now) if place != guild_id or one not in known
    }
    queued = len(before | {(guild_id, one) for one in new}) if new else 0
    opening = ceil(queued / limits.openings) * Openings.WITHIN
    sending = timedelta(seconds=ceil(len(people) / limits.per_second))
    return Estimate(len(people), len(new), max(opening, sending))
