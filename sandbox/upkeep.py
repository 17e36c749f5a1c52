"""What Discord does by itself as time passes: quiet threads archive, scheduled events begin, end and lapse.

https://discord.com/developers/docs/resources/guild-scheduled-event#guild-scheduled-event-status-update-automation
and https://discord.com/developers/docs/topics/threads#active--archived-threads. Each watch sets one timer; when it
rings, what stands then decides: an edit or a message meanwhile has only moved the moment.
"""

from __future__ import annotations

from sandbox.model import Channel, ScheduledEvent
from sandbox.payloads import places
from sandbox.service import Service
from sandbox.snowflake import moment

SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
ELSEWHERE = 3
"""The entity type of an event outside Discord."""
LAPSED = 3 * 3600.0
"""Seconds after its start at which an event that nobody began is cancelled. Discord says "a few hours"."""


def watch_all(service: Service) -> None:
    """After a start or a load: whatever has something coming."""
    for guild in service.world.state.guilds.values():
        for event in guild.events.values():
            watch_event(service, event)
    for channel in service.world.state.channels.values():
        if channel.thread:
            watch_thread(service, channel)


def watch_event(service: Service, event: ScheduledEvent) -> None:
    turn = _next_turn(event)
    if turn is not None:
        service.clock.later(max(0.0, turn[0] - service.clock.now()), lambda: _turn(service, event))


def _next_turn(event: ScheduledEvent) -> tuple[float, int] | None:
    """When an event changes by itself, and its status then. An active one in a voice channel ends when people
    leave it: as nobody can be in voice here, it is left to whoever began it."""
    if event.status == SCHEDULED:
        elsewhere = event.entity_type == ELSEWHERE
        return (event.starts_at, ACTIVE) if elsewhere else (event.starts_at + LAPSED, CANCELLED)
    if event.status == ACTIVE and event.ends_at is not None and event.entity_type == ELSEWHERE:
        return event.ends_at, COMPLETED
    return None


def _turn(service: Service, event: ScheduledEvent) -> None:
    guild = service.world.state.guilds.get(event.guild_id)
    turn = _next_turn(event)
    if guild is None or guild.events.get(event.id) is not event or turn is None or turn[0] > service.clock.now():
        return
    event.status = turn[1]
    shown = places.scheduled_event(service.world, event)
    service.hub.to_guild(guild, "GUILD_SCHEDULED_EVENT_UPDATE", shown)
    watch_event(service, event)


def watch_thread(service: Service, thread: Channel) -> None:
    due = _quiet_at(thread)
    if due is not None:
        service.clock.later(max(0.0, due - service.clock.now()), lambda: _archive(service, thread))


def _quiet_at(thread: Channel) -> float | None:
    """When an open thread will have been quiet for long enough."""
    state = thread.thread
    if state is None or state.archived:
        return None
    latest = max(state.archived_at, moment(thread.last_message_id or 0))
    return latest + state.archive_minutes * 60


def _archive(service: Service, thread: Channel) -> None:
    due, state = _quiet_at(thread), thread.thread
    if service.world.state.channels.get(thread.id) is not thread or due is None or state is None:
        return
    if due > service.clock.now():
        watch_thread(service, thread)
        return
    state.archived, state.archived_at = True, service.clock.now()
    service.hub.to_channel(thread, "THREAD_UPDATE", places.channel(service.world, thread))
