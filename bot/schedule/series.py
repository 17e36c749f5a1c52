"""What people type of when, as a series (of one, perhaps)."""

from datetime import datetime

from bot.schedule.local import local_time, moment_of
from bot.schedule.recurrence import Recurrence
from bot.schedule.words import Once, Repeating, Unclear, read


def recurrence_of(when: str, zone: str, now: datetime) -> Recurrence:
    """What was typed, as a series (of one, perhaps). Raises as ``bot.schedule.words.read`` does."""
    return series_of(read(when, zone, now), zone)


def read_or_ask(when: str, zone: str, now: datetime) -> tuple[Recurrence, Unclear | None]:
    """What was typed, or the question it raises with something to hold its place meanwhile.

    Raises as ``bot.schedule.words.read`` does for everything else.
    """
    try:
        return recurrence_of(when, zone, now), None
    except Unclear as unclear:
        return Recurrence(now.replace(tzinfo=None), zone), unclear


def series_of(found: Once | Repeating, zone: str) -> Recurrence:
    """A moment or a series, as a series in the zone."""
    if isinstance(found, Repeating):
        return found.recurrence
    local = local_time(found.at, zone)
    # The second of two equal wall times can't be said in wall time.
    exact = moment_of(local, zone).at == found.at
    return Recurrence(local, zone) if exact else Recurrence(found.at.replace(tzinfo=None), "UTC")
