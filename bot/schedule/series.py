"""What people type of when, as a series (of one, perhaps)."""

from datetime import datetime

from bot.schedule.local import local_time, moment_of
from bot.schedule.recurrence import Recurrence
from bot.schedule.words import Once, Repeating, read


def recurrence_of(when: str, zone: str, now: datetime) -> Recurrence:
    """What was typed, as a series (of one, perhaps). Raises as ``bot.schedule.words.read`` does."""
    return series_of(read(when, zone, now), zone)


def series_of(found: Once | Repeating, zone: str) -> Recurrence:
    """A moment or a series, as a series in the zone."""
    if isinstance(found, Repeating):
        return found.recurrence
    local = local_time(found.at, zone)
    # The second of two equal wall times can't be said in wall time.
    exact = moment_of(local, zone).at == found.at
    return Recurrence(local, zone) if exact else Recurrence(found.at.replace(tzinfo=None), "UTC")
