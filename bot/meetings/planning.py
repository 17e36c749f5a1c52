"""A series' dates, made from its rule some time ahead, and given their moments."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.meetings import repository
from bot.meetings.entries import State
from bot.meetings.models import OccurrenceRow, SeriesRow
from bot.meetings.rows import recurrence_of
from bot.schedule.local import Occurrence, moment_of, tzdata_version

AHEAD = timedelta(days=400)
"""How far ahead dates are made: the year that people look at, and a month."""
MOST, LEAST = 60, 6
"""Dates of one series ahead: a daily one needs no year of them, and a rare one should show its next few."""
OFTEN = timedelta(days=1)


class Forgets(Protocol):
    """What takes back that a date's reminders were planned."""

    async def forget(self, session: AsyncSession, row: OccurrenceRow) -> None: ...


async def extend(session: AsyncSession, series: SeriesRow, now: datetime) -> None:
    """Make the dates ahead that aren't there yet; end a series that has none left."""
    known = {row.slot: row for row in await repository.of_series(session, series.id)}
    _refit(series, known.values(), now)
    ahead = sum(row.at > now for row in known.values())
    coming = recurrence_of(series).occurrences(series.planned_until or now)
    more = False
    for occurrence in coming:
        more = ahead >= MOST or (ahead >= LEAST and occurrence.at > now + AHEAD)
        if more:
            break
        series.planned_until = occurrence.at
        if occurrence.local.isoformat() not in known:
            session.add(_new_date(series, occurrence, now))
        ahead += 1
    if not more and ahead == 0:
        series.state = State.ENDED
    series.plan_at = now + OFTEN
    await session.flush()


def _refit(series: SeriesRow, rows: Iterable[OccurrenceRow], now: datetime) -> None:
    """Dates whose zone has got other rules keep their wall time."""
    version = tzdata_version()
    if series.planned_with == version:
        return
    series.planned_with = version
    for row in rows:
        if row.at > now:
            row.at = moment_of(datetime.fromisoformat(row.local), series.zone).at


def _new_date(series: SeriesRow, occurrence: Occurrence, now: datetime) -> OccurrenceRow:
    wall = occurrence.local.isoformat()
    return OccurrenceRow(
        guild_id=series.guild_id, series_id=series.id, slot=wall, local=wall, at=occurrence.at, overrides={},
        state=State.ACTIVE, sequence=0, changed_at=now, moved_at=None, speaker="", speaker_id=None, speaker_state="",
        attended=None, notes="", event_id=None, event_written=None, event_asked="",
    )  # fmt: skip


async def fit(
    session: AsyncSession, notices: Forgets, row: OccurrenceRow, local: datetime, at: datetime, now: datetime
) -> None:
    """Give a date another time; what was planned for the old one is taken back."""
    if at != row.at:
        row.moved_at = now
    row.local, row.at = local.isoformat(), at
    row.sequence, row.changed_at = row.sequence + 1, now
    await notices.forget(session, row)
