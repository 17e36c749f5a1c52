"""Scheduled events, and who is interested in them."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import bad_request, missing_permissions, unknown
from sandbox.model import ChannelType, Guild, ScheduledEvent
from sandbox.payloads import people, places
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.upkeep import watch_event
from sandbox.wire import JSON, optional_id, seconds_of, section

routes = Routes()

ALL_EVENTS = "/guilds/{guild_id}/scheduled-events"
ONE_EVENT = ALL_EVENTS + "/{event_id}"
INTERESTED = 1
STAGE = 1
STAGE_MODERATOR = can.MANAGE_CHANNELS | can.MUTE_MEMBERS | can.MOVE_MEMBERS
"""What Discord asks for on a stage before an event can be held there."""
ENTERED = {STAGE: ChannelType.STAGE, 2: ChannelType.VOICE}
"""The channel that an event of a type takes place in."""
OPEN = {1, 2}
"""Scheduled and active."""


@routes.get(ALL_EVENTS)
def list_events(call: Call) -> list[JSON]:
    guild = call.guild()
    counted = call.query_flag("with_user_count")
    return [_shown(call, one, counted) for one in guild.events.values() if one.status in OPEN and _sees(call, one)]


def _shown(call: Call, event: ScheduledEvent, counted: bool) -> JSON:
    return places.scheduled_event(call.world, event, counted=counted)


def _sees(call: Call, event: ScheduledEvent) -> bool:
    channel = call.world.state.channels.get(event.channel_id or 0)
    return channel is None or call.world.sees(call.user.id, channel)


@routes.post(ALL_EVENTS)
def create_event(call: Call) -> JSON:
    guild = call.guild(can.CREATE_EVENTS)
    opened = sum(1 for one in guild.events.values() if one.status in OPEN)
    call.check(rules.event(call.payload, now=_now(call), open_events=opened))
    _require_place(call, guild, int(call.body["entity_type"]))
    body = call.body
    event = ScheduledEvent(
        id=call.world.ids.next(),
        guild_id=guild.id,
        creator_id=call.user.id,
        name=str(body["name"]),
        starts_at=seconds_of(str(body["scheduled_start_time"])),
        entity_type=int(body["entity_type"]),
    )
    _apply(call, event)
    guild.events[event.id] = event
    watch_event(call.service, event)
    shown = places.scheduled_event(call.world, event)
    call.service.hub.to_guild(guild, "GUILD_SCHEDULED_EVENT_CREATE", shown)
    return shown


def _apply(call: Call, event: ScheduledEvent) -> None:
    body = call.body
    event.name = str(body.get("name") or event.name)
    event.entity_type = int(body.get("entity_type") or event.entity_type)
    if body.get("scheduled_start_time"):
        event.starts_at = seconds_of(str(body["scheduled_start_time"]))
    if "scheduled_end_time" in body:
        ends = body["scheduled_end_time"]
        event.ends_at = seconds_of(str(ends)) if ends else None
    if "description" in body:
        event.description = body["description"] or None
    if "entity_metadata" in body:
        event.location = section(body, "entity_metadata").get("location")
    if "channel_id" in body:
        event.channel_id = optional_id(body["channel_id"])
    if "recurrence_rule" in body:
        event.recurrence = _recurrence(body["recurrence_rule"])
    event.status = int(body.get("status") or event.status)


def _require_place(call: Call, guild: Guild, entity_type: int) -> None:
    """A channel named in the request must be the server's, of the event's type, and the caller see and enter it."""
    channel_id = optional_id(call.body.get("channel_id"))
    if channel_id is None:
        return
    moderates = STAGE_MODERATOR if entity_type == STAGE else 0
    channel = call.world.visible_channel(channel_id, call.actor, can.CONNECT | moderates)
    if channel.guild_id != guild.id:
        raise unknown("channel", innocent=False)
    if channel.type != ENTERED.get(entity_type):
        raise bad_request(50024, "Cannot execute action on this channel type")


def _recurrence(rule: JSON | None) -> JSON | None:
    """A recurrence rule with the fields that Discord adds."""
    if rule is None:
        return None
    optional = ("end", "by_weekday", "by_n_weekday", "by_month", "by_month_day", "by_year_day", "count")
    return dict.fromkeys(optional) | rule


@routes.get(ONE_EVENT)
def get_event(call: Call) -> JSON:
    return _shown(call, _event(call, call.guild()), call.query_flag("with_user_count"))


@routes.patch(ONE_EVENT)
def edit_event(call: Call) -> JSON:
    guild = call.guild()
    event = _event(call, guild)
    _require_over(call, guild, event)
    call.check(rules.edit_event(call.payload, places.scheduled_event(call.world, event), now=_now(call)))
    _require_place(call, guild, int(call.body.get("entity_type") or event.entity_type))
    _apply(call, event)
    watch_event(call.service, event)
    shown = places.scheduled_event(call.world, event)
    call.service.hub.to_guild(guild, "GUILD_SCHEDULED_EVENT_UPDATE", shown)
    return shown


@routes.delete(ONE_EVENT)
def delete_event(call: Call) -> None:
    guild = call.guild()
    event = _event(call, guild)
    _require_over(call, guild, event)
    del guild.events[event.id]
    shown = places.scheduled_event(call.world, event)
    call.service.hub.to_guild(guild, "GUILD_SCHEDULED_EVENT_DELETE", shown)


def _event(call: Call, guild: Guild) -> ScheduledEvent:
    event = guild.events.get(call.id("event_id"))
    if event is None or not _sees(call, event):
        raise unknown("guild scheduled event")
    return event


def _require_over(call: Call, guild: Guild, event: ScheduledEvent) -> None:
    """One's own events need CREATE_EVENTS, others' MANAGE_EVENTS."""
    granted = call.world.guild_permissions(guild, call.user.id)
    own = event.creator_id == call.user.id and granted & can.CREATE_EVENTS
    if not own and not granted & can.MANAGE_EVENTS:
        raise missing_permissions()


def _now(call: Call) -> datetime:
    return datetime.fromtimestamp(call.service.clock.now(), UTC)


@routes.get(ONE_EVENT + "/users")
def interested(call: Call) -> list[JSON]:
    call.check(rules.listing(call.query, most=100))
    guild = call.guild()
    event = _event(call, guild)
    after, before = call.query_id("after") or 0, call.query_id("before")
    ids = [id for id in sorted(event.interested) if id > after and (before is None or id < before)]
    shown: list[JSON] = []
    for id in ids[: call.query_number("limit", 100)]:
        entry: JSON = {"guild_scheduled_event_id": str(event.id), "user_id": str(id), "response": INTERESTED}
        entry["user"] = people.user(call.world.user(id))
        if call.query_flag("with_member") and (member := guild.members.get(id)):
            entry["member"] = people.full_member(call.world, member, guild)
        shown.append(entry)
    return shown


@routes.put(ONE_EVENT + "/users/@me", people_only=True)
def be_interested(call: Call) -> JSON:
    guild = call.guild()
    event = _event(call, guild)
    if call.user.id not in event.interested:
        event.interested.append(call.user.id)
        _tell(call, guild, event, "GUILD_SCHEDULED_EVENT_USER_ADD")
    return {"guild_scheduled_event_id": str(event.id), "user_id": str(call.user.id), "response": INTERESTED}


@routes.delete(ONE_EVENT + "/users/@me", people_only=True)
def lose_interest(call: Call) -> None:
    guild = call.guild()
    event = _event(call, guild)
    if call.user.id in event.interested:
        event.interested.remove(call.user.id)
        _tell(call, guild, event, "GUILD_SCHEDULED_EVENT_USER_REMOVE")


def _tell(call: Call, guild: Guild, event: ScheduledEvent, name: str) -> None:
    ids = {"guild_scheduled_event_id": event.id, "user_id": call.user.id, "guild_id": guild.id}
    call.service.hub.to_guild(guild, name, {key: str(id) for key, id in ids.items()})
