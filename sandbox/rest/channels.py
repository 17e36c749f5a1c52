"""Channels: making, changing and removing them, and who may do what there."""

from __future__ import annotations

import re
from typing import Any

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import invalid_field, missing_permissions, unknown
from sandbox.model import FORUMS, Channel, ChannelType, Guild, Overwrite
from sandbox.payloads import places
from sandbox.rest.call import Call, Reply
from sandbox.rest.router import Routes
from sandbox.rest.threads import delete_thread, edit_thread
from sandbox.rest.webhooks import remove_webhook
from sandbox.wire import JSON, entries, optional_id

routes = Routes()

HYPHENATED = FORUMS | {ChannelType.TEXT, ChannelType.ANNOUNCEMENT}
KEPT_AS_GIVEN = {
    "bitrate",
    "user_limit",
    "rtc_region",
    "default_auto_archive_duration",
    "default_reaction_emoji",
    "default_sort_order",
    "default_forum_layout",
    "default_thread_rate_limit_per_user",
}


@routes.get("/channels/{channel_id}")
def get_channel(call: Call) -> JSON:
    return places.channel(call.world, call.channel(), call.user.id)


@routes.post("/guilds/{guild_id}/channels")
def create_channel(call: Call) -> Reply:
    guild = call.guild(can.MANAGE_CHANNELS)
    existing = [places.channel(call.world, one) for one in call.world.channels_of(guild) if not one.thread]
    call.check(rules.channel(call.payload, existing=existing))
    body = call.body
    channel = Channel(
        id=call.world.ids.next(),
        type=int(body.get("type") or 0),
        guild_id=guild.id,
        position=int(body["position"]) if body.get("position") is not None else len(existing),
    )
    _apply(call, guild, channel, {key: value for key, value in body.items() if value is not None})
    if "permission_overwrites" not in body and channel.parent_id:
        channel.overwrites = dict(call.world.channel(channel.parent_id).overwrites)
    call.world.state.channels[channel.id] = channel
    guild.channels.append(channel.id)
    shown = places.channel(call.world, channel)
    call.service.hub.channel("CHANNEL_CREATE", channel, shown)
    return Reply(201, shown)


@routes.patch("/channels/{channel_id}")
def edit_channel(call: Call) -> JSON:
    """Channels need MANAGE_CHANNELS there, their overwrites MANAGE_ROLES besides; threads are their own matter."""
    channel = call.channel()
    if channel.thread:
        return edit_thread(call, channel, channel.thread)
    guild = call.world.guild_of(channel)
    if guild is None:
        raise missing_permissions()
    call.world.require(call.actor, channel, can.MANAGE_CHANNELS)
    call.check(rules.edit_channel(call.payload, places.channel(call.world, channel)))
    _apply(call, guild, channel, call.body)
    shown = places.channel(call.world, channel)
    call.service.hub.channel("CHANNEL_UPDATE", channel, shown)
    return shown


def _apply(call: Call, guild: Guild, channel: Channel, body: JSON) -> None:
    _require_category(call, guild, body)
    if "permission_overwrites" in body:
        _set_overwrites(call, guild, channel, entries(body, "permission_overwrites"))
    channel.type = int(body.get("type", channel.type))
    channel.name = _as_named(str(body.get("name") or channel.name), channel.type)
    if "topic" in body:
        channel.topic = body["topic"]
    if "parent_id" in body:
        channel.parent_id = optional_id(body["parent_id"])
    if body.get("position") is not None:
        channel.position = int(body["position"])
    channel.nsfw = bool(body.get("nsfw", channel.nsfw))
    channel.slowmode = int(body.get("rate_limit_per_user", channel.slowmode) or 0)
    if "available_tags" in body:
        channel.tags = [_tag(call, tag) for tag in entries(body, "available_tags")]
    channel.extra |= {key: body[key] for key in KEPT_AS_GIVEN & body.keys()}


def _as_named(name: str, kind: int) -> str:
    """Discord writes the names of channels with messages or posts small, with hyphens for spaces."""
    return re.sub(r"\s+", "-", name.strip().lower()) if kind in HYPHENATED else name


def _require_category(call: Call, guild: Guild, body: JSON) -> None:
    parent_id = optional_id(body.get("parent_id"))
    parent = call.world.state.channels.get(parent_id or 0)
    known = parent is not None and parent.guild_id == guild.id and parent.type == ChannelType.CATEGORY
    if parent_id is not None and not known:
        raise invalid_field("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category")


def _tag(call: Call, tag: JSON) -> JSON:
    return {
        "id": str(tag.get("id") or call.world.ids.next()),
        "name": tag["name"],
        "moderated": bool(tag.get("moderated")),
        "emoji_id": tag.get("emoji_id"),
        "emoji_name": tag.get("emoji_name"),
    }


def _set_overwrites(call: Call, guild: Guild, channel: Channel, listed: list[JSON]) -> None:
    if channel.id in call.world.state.channels:
        call.world.require(call.actor, channel, can.MANAGE_ROLES)
    changed: dict[int, Overwrite] = {}
    for entry in listed:
        id = int(entry["id"])
        kind = int(entry.get("type") or (0 if id in guild.roles else 1))
        overwrite = Overwrite(id, kind, _bits(entry.get("allow")), _bits(entry.get("deny")))
        if channel.overwrites.get(id) != overwrite:
            _require_own(call, guild, channel, overwrite)
        changed[id] = overwrite
    channel.overwrites = changed


def _bits(value: Any) -> int:
    return int(value or 0)


def _require_own(call: Call, guild: Guild, channel: Channel, overwrite: Overwrite) -> None:
    """Nobody hands out or denies what they may not do themselves; MANAGE_ROLES is for administrators alone."""
    known = channel.id in call.world.state.channels
    granted = call.world.guild_permissions(guild, call.user.id)
    if known:
        granted |= call.world.permissions(call.user.id, channel)
    touched = overwrite.allow | overwrite.deny
    if touched & ~granted or (touched & can.MANAGE_ROLES and not granted & can.ADMINISTRATOR):
        raise missing_permissions()


@routes.delete("/channels/{channel_id}")
def delete_channel(call: Call) -> JSON:
    """Removes a channel or thread; a DM is only closed for the one who asks."""
    channel = call.channel()
    guild = call.world.guild_of(channel)
    if guild is None:
        return places.channel(call.world, channel, call.user.id)
    if channel.thread:
        return delete_thread(call, channel)
    call.world.require(call.actor, channel, can.MANAGE_CHANNELS)
    shown = places.channel(call.world, channel)
    call.service.hub.channel("CHANNEL_DELETE", channel, shown)
    for thread in list(call.world.threads_of(channel)):
        call.world.forget_channel(thread)
    for one in call.world.channels_of(guild):
        if one.parent_id == channel.id:
            one.parent_id = None
    for webhook in [one for one in guild.webhooks.values() if one.channel_id == channel.id]:
        remove_webhook(call, guild, webhook)
    call.world.forget_channel(channel)
    if guild.system_channel_id == channel.id:
        guild.system_channel_id = None
    return shown


@routes.patch("/guilds/{guild_id}/channels")
def move_channels(call: Call) -> None:
    guild = call.guild(can.MANAGE_CHANNELS)
    call.check(rules.channel_positions(call.payload))
    for entry in call.items:
        if call.world.channel(int(entry["id"])).guild_id != guild.id:
            raise unknown("channel")
        _require_category(call, guild, entry)
    for entry in call.items:
        channel = call.world.channel(int(entry["id"]))
        if entry.get("position") is not None:
            channel.position = int(entry["position"])
        if "parent_id" in entry:
            channel.parent_id = optional_id(entry["parent_id"])
        if entry.get("lock_permissions") and channel.parent_id:
            channel.overwrites = dict(call.world.channel(channel.parent_id).overwrites)
        call.service.hub.channel("CHANNEL_UPDATE", channel, places.channel(call.world, channel))


@routes.put("/channels/{channel_id}/permissions/{overwrite_id}")
def put_overwrite(call: Call) -> None:
    channel, guild = _with_roles(call)
    call.check(rules.overwrite(call.payload))
    id = call.id("overwrite_id")
    body = call.body
    overwrite = Overwrite(id, int(body["type"]), _bits(body.get("allow")), _bits(body.get("deny")))
    known = id in guild.roles if overwrite.type == 0 else id in call.world.state.users
    if not known:
        raise unknown("overwrite")
    _require_own(call, guild, channel, overwrite)
    channel.overwrites[id] = overwrite
    call.service.hub.channel("CHANNEL_UPDATE", channel, places.channel(call.world, channel))


@routes.delete("/channels/{channel_id}/permissions/{overwrite_id}")
def delete_overwrite(call: Call) -> None:
    channel, guild = _with_roles(call)
    overwrite = channel.overwrites.get(call.id("overwrite_id"))
    if overwrite is None:
        raise unknown("overwrite")
    _require_own(call, guild, channel, overwrite)
    del channel.overwrites[overwrite.id]
    call.service.hub.channel("CHANNEL_UPDATE", channel, places.channel(call.world, channel))


def _with_roles(call: Call) -> tuple[Channel, Guild]:
    channel = call.channel(can.MANAGE_ROLES)
    guild = call.world.guild_of(channel)
    if guild is None or channel.thread or channel.type == ChannelType.DM:
        raise missing_permissions()
    return channel, guild
