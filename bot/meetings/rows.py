"""Meetings between their rows and plain values."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.community import waitlist
from bot.meetings.entries import Answer, Counts, Details, Meeting, Series, Speaker, SpeakerState, State
from bot.meetings.models import AnswerRow, OccurrenceRow, SeriesRow
from bot.schedule.recurrence import Recurrence
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place

DETAILS = ("title", "description", "agenda", "room", "voice_id", "minutes", "capacity")


def details_of(row: SeriesRow, overrides: dict[str, Any] | None = None) -> Details:
    """What a series says, with what one of its dates says otherwise."""
    said = {name: getattr(row, name) for name in DETAILS} | (overrides or {})
    return Details(**said)


def recurrence_of(row: SeriesRow) -> Recurrence:
    return Recurrence(datetime.fromisoformat(row.first), row.zone, row.rule)


def series_of(row: SeriesRow) -> Series:
    return Series(
        id=row.id, guild_id=row.guild_id, details=details_of(row), recurrence=recurrence_of(row),
        channel_id=row.channel_id, role_id=row.role_id, leads=tuple(row.leads), has_link=row.link is not None,
        state=State(row.state),
    )  # fmt: skip


def meeting_of(row: OccurrenceRow, series: SeriesRow) -> Meeting:
    return Meeting(
        id=row.id,
        series_id=series.id,
        guild_id=row.guild_id,
        details=details_of(series, row.overrides),
        local=datetime.fromisoformat(row.local),
        zone=series.zone,
        at=row.at,
        state=State(row.state),
        sequence=row.sequence,
        version=series.version,
        changed_at=row.changed_at,
        channel_id=series.channel_id,
        has_link=series.link is not None,
        repeats=bool(series.rule),
        speaker=Speaker(row.speaker, row.speaker_id, SpeakerState(row.speaker_state)),
        attended=row.attended,
        notes=row.notes,
    )


def link_of(row: SeriesRow, keyring: Keyring) -> str:
    """The attendees' link; empty when there is none, or the key isn't there: the meeting itself goes on."""
    try:
        return "" if row.link is None else keyring.open(row.link, link_place(row))
    except (CannotOpen, NoKey):
        return ""


def link_place(row: SeriesRow) -> Place:
    return Place("meeting_series.link", row.guild_id, row.id)


def counts_of(answers: Sequence[AnswerRow]) -> Counts:
    """Who said what; an offered place counts as one that is waited for."""
    said = [one.answer for one in answers]
    waiting = sum(one.standing in (waitlist.Standing.WAITS, waitlist.Standing.OFFERED) for one in answers)
    return Counts(said.count(Answer.GOING) - waiting, said.count(Answer.MAYBE), said.count(Answer.CANT), waiting)
