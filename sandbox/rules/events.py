"""Scheduled events: https://discord.com/developers/docs/resources/guild-scheduled-event."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from sandbox.rules.fields import (
    Check,
    bad,
    boolean,
    choice,
    image_data,
    integer,
    items,
    missing,
    parse_time,
    record,
    snowflake,
    text,
    timestamp,
)
from sandbox.rules.problems import JSON, Problem, refusal

MAX_OPEN = 100
STAGE, VOICE, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
YEARLY, MONTHLY, WEEKLY, DAILY = 0, 1, 2, 3
_NEXT_STATUS = {SCHEDULED: (ACTIVE, CANCELLED), ACTIVE: (COMPLETED,)}

# https://discord.com/developers/docs/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object
_DAILY_SETS = ({0, 1, 2, 3, 4}, {1, 2, 3, 4, 5}, {6, 0, 1, 2, 3}, {4, 5}, {5, 6}, {6, 0})
_NOT_SETTABLE = ("count", "end", "by_year_day")
_FREQUENCY_OF = {
    "by_weekday": (DAILY, WEEKLY),
    "by_n_weekday": (MONTHLY,),
    "by_month": (YEARLY,),
    "by_month_day": (YEARLY,),
}


def _wrong(field: str, message: str) -> Problem:
    return Problem((field,), "GUILD_SCHEDULED_EVENT_RECURRENCE_RULE_INVALID", message)


def _system_limitations(rule: JSON) -> Iterable[Problem]:
    """The part of recurrence Discord can show: the "System limitations" of the documentation."""
    for field in _NOT_SETTABLE:
        if rule.get(field) is not None:
            yield _wrong(field, f"{field} cannot be set")
    frequency = rule["frequency"]
    if rule.get("interval", 1) not in ((1, 2, None) if frequency == WEEKLY else (1, None)):
        yield _wrong("interval", "interval can only be 1, or 2 for weekly events")
    for field, frequencies in _FREQUENCY_OF.items():
        if rule.get(field) and frequency not in frequencies:
            yield _wrong(field, f"{field} cannot be used with this frequency")
    if rule.get("by_weekday") and rule.get("by_n_weekday"):
        yield _wrong("by_n_weekday", "by_weekday and by_n_weekday are mutually exclusive")
    yield from _days(rule)


def _days(rule: JSON) -> Iterable[Problem]:
    days: list[int] = rule.get("by_weekday") or []
    if rule["frequency"] == DAILY and days and set(days) not in _DAILY_SETS:
        yield _wrong("by_weekday", "by_weekday must be a known set of days for daily events")
    if rule["frequency"] == WEEKLY and len(days) > 1:
        yield _wrong("by_weekday", "by_weekday must have a length of 1 for weekly events")
    for field in ("by_n_weekday", "by_month", "by_month_day"):
        if len(rule.get(field) or ()) > 1:
            yield _wrong(field, f"{field} must have a length of 1")
    if bool(rule.get("by_month")) != bool(rule.get("by_month_day")):
        yield _wrong("by_month", "by_month and by_month_day must both be provided")


_WEEKDAY = choice(*range(7))
_RECURRENCE = record(
    required={"start": timestamp, "frequency": choice(YEARLY, MONTHLY, WEEKLY, DAILY)},
    optional={
        "interval": integer(1),
        "by_weekday": items(_WEEKDAY, high=7, unique=True),
        "by_n_weekday": items(record(required={"n": integer(1, 5), "day": _WEEKDAY}), high=7),
        "by_month": items(integer(1, 12), high=12, unique=True),
        "by_month_day": items(integer(1, 31), high=31, unique=True),
    },
    also=[_system_limitations],
)
_NAME, _LOCATION = text(1, 100), record(optional={"location": text(0, 100)})
_REQUIRED: dict[str, Check] = {
    "name": _NAME,
    "privacy_level": choice(2),
    "scheduled_start_time": timestamp,
    "entity_type": choice(STAGE, VOICE, EXTERNAL),
}
_OPTIONAL: dict[str, Check] = {
    "description": text(0, 1000),
    "scheduled_end_time": timestamp,
    "channel_id": snowflake,
    "entity_metadata": _LOCATION,
    "image": image_data,
    "recurrence_rule": _RECURRENCE,
    "status": choice(SCHEDULED, ACTIVE, COMPLETED, CANCELLED),
    "broadcast_to_directory_channels": boolean,
}


def _place(body: JSON) -> Iterable[Problem]:
    """What an event of each entity type needs, and what it cannot have."""
    if body["entity_type"] != EXTERNAL:
        if body.get("channel_id") is None:
            yield from missing("channel_id")
        return
    if body.get("channel_id") is not None:
        message = "External events cannot have a channel"
        yield from bad("GUILD_SCHEDULED_EVENT_CHANNEL_UNSUPPORTED", message, "channel_id")
    if body.get("scheduled_end_time") is None:
        yield from missing("scheduled_end_time")
    metadata = cast("JSON", body.get("entity_metadata") or {})
    if not (metadata.get("location") or "").strip():
        yield from missing("entity_metadata", "location")


def _metadata(body: JSON) -> Iterable[Problem]:
    if body["entity_type"] != EXTERNAL and body.get("entity_metadata") is not None:
        message = "Entity metadata is not supported for this type of event"
        yield from bad("GUILD_SCHEDULED_EVENT_ENTITY_METADATA_UNSUPPORTED", message, "entity_metadata")


def _order(body: JSON) -> Iterable[Problem]:
    start, end = parse_time(body["scheduled_start_time"]), parse_time(body.get("scheduled_end_time"))
    if start and end and end <= start:
        message = "Cannot schedule event to end before it starts"
        yield from bad("GUILD_SCHEDULED_EVENT_SCHEDULE_END_BEFORE_START", message, "scheduled_end_time")


_EVENT = record(required=_REQUIRED, optional=_OPTIONAL, also=[_place, _metadata, _order])
_PATCH = record(given=_REQUIRED, optional=_OPTIONAL)
_PATCHED = record(required=_REQUIRED, also=[_place, _order])


def event(payload: object, *, now: datetime, open_events: int = 0) -> list[Problem]:
    """`POST /guilds/{id}/scheduled-events`; `open_events` counts the server's scheduled and active ones."""
    if found := _EVENT(payload) or _past(cast("JSON", payload), now):
        return found
    if open_events >= MAX_OPEN:
        return [refusal(30038, f"Maximum number of uncompleted guild scheduled events reached ({MAX_OPEN})")]
    return []


def edit_event(payload: object, current: JSON, *, now: datetime) -> list[Problem]:
    """`PATCH /guilds/{id}/scheduled-events/{id}`; `current` is the event as it stands.

    `entity_metadata` is silently discarded for voice and stage events.
    """
    if found := _PATCH(payload):
        return found
    body = cast("JSON", payload)
    if current["status"] in (COMPLETED, CANCELLED):
        return [refusal(180000, "Cannot update a finished event")]
    found = [*_PATCHED({**current, **body}), *_past(body, now), *_status(body, current)]
    if current["status"] != SCHEDULED and body.get("scheduled_start_time"):
        code = "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID_START_BY_STATUS"
        found += bad(code, "Cannot change the start time of an event that has begun", "scheduled_start_time")
    return found


def _past(body: JSON, now: datetime) -> list[Problem]:
    found: list[Problem] = []
    for field in ("scheduled_start_time", "scheduled_end_time"):
        moment = parse_time(body.get(field))
        if moment and moment <= now:
            found += bad("GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past.", field)
    return found


def _status(body: JSON, current: JSON) -> Iterable[Problem]:
    status = body.get("status")
    if status is not None and status != current["status"] and status not in _NEXT_STATUS[current["status"]]:
        message = "Invalid guild scheduled event status transition"
        yield from bad("GUILD_SCHEDULED_EVENT_INVALID_STATUS_TRANSITION", message, "status")
