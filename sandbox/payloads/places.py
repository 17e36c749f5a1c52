"""Channels, threads, servers, scheduled events, webhooks."""

from __future__ import annotations

from sandbox.model import FORUMS, THREADS, Channel, ChannelType, Guild, Overwrite, ScheduledEvent, Webhook
from sandbox.payloads import people
from sandbox.wire import JSON, optional_timestamp, timestamp
from sandbox.world import World

DEFAULT_ARCHIVE_MINUTES = 4320


def overwrite(one: Overwrite) -> JSON:
    return {"id": str(one.id), "type": one.type, "allow": str(one.allow), "deny": str(one.deny)}


def channel(world: World, one: Channel, viewer_id: int | None = None) -> JSON:
    """Any channel; `viewer_id` decides whose name a DM bears and adds a thread's own membership."""
    if one.type == ChannelType.DM:
        return _direct(world, one, viewer_id)
    if one.type in THREADS:
        return _thread(one, viewer_id)
    shown: JSON = {
        "id": str(one.id),
        "type": one.type,
        "guild_id": str(one.guild_id),
        "name": one.name,
        "position": one.position,
        "parent_id": str(one.parent_id) if one.parent_id else None,
        "permission_overwrites": [overwrite(item) for item in one.overwrites.values()],
        "flags": 0,
        "nsfw": one.nsfw,
    }
    if one.type != ChannelType.CATEGORY:
        shown["rate_limit_per_user"] = one.slowmode
        shown["last_message_id"] = str(one.last_message_id) if one.last_message_id else None
        shown["topic"] = one.topic
    if one.type in {ChannelType.TEXT, ChannelType.ANNOUNCEMENT} | FORUMS:
        shown["last_pin_timestamp"] = optional_timestamp(one.last_pin_at)
        shown["default_auto_archive_duration"] = DEFAULT_ARCHIVE_MINUTES
    if one.type in {ChannelType.VOICE, ChannelType.STAGE}:
        shown |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if one.type in FORUMS:
        shown |= {
            "available_tags": one.tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return shown | one.extra


def _direct(world: World, one: Channel, viewer_id: int | None) -> JSON:
    others = [id for id in one.recipients if id != viewer_id]
    return {
        "id": str(one.id),
        "type": int(ChannelType.DM),
        "flags": 0,
        "last_message_id": str(one.last_message_id) if one.last_message_id else None,
        "last_pin_timestamp": optional_timestamp(one.last_pin_at),
        "recipients": [people.user(world.user(id)) for id in others],
    }


def _thread(one: Channel, viewer_id: int | None) -> JSON:
    state = one.thread
    if state is None:
        raise ValueError(f"channel {one.id} is of a thread's type without a thread's state")
    shown: JSON = {
        "id": str(one.id),
        "type": one.type,
        "guild_id": str(one.guild_id),
        "parent_id": str(one.parent_id),
        "name": one.name,
        "owner_id": str(state.owner_id),
        "flags": 0,
        "last_message_id": str(one.last_message_id) if one.last_message_id else None,
        "last_pin_timestamp": optional_timestamp(one.last_pin_at),
        "rate_limit_per_user": one.slowmode,
        "message_count": state.message_count,
        "total_message_sent": state.message_count,
        "member_count": min(len(state.members), 50),
        "applied_tags": [str(id) for id in state.applied_tags],
        "thread_metadata": {
            "archived": state.archived,
            "locked": state.locked,
            "auto_archive_duration": state.archive_minutes,
            "archive_timestamp": timestamp(state.archived_at),
            "create_timestamp": timestamp(state.created_at),
            **({"invitable": state.invitable} if one.type == ChannelType.PRIVATE_THREAD else {}),
        },
    }
    if viewer_id is not None and viewer_id in state.members:
        shown["member"] = thread_member(one, viewer_id)
    return shown


def thread_member(thread: Channel, user_id: int) -> JSON:
    joined = thread.thread.members[user_id] if thread.thread else 0.0
    return {"id": str(thread.id), "user_id": str(user_id), "join_timestamp": timestamp(joined), "flags": 0}


def guild(one: Guild) -> JSON:
    """A server as REST shows it."""
    text = str(one.system_channel_id) if one.system_channel_id else None
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "description": one.description,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "owner_id": str(one.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": text,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": one.locale,
        "rules_channel_id": text if one.community else None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": text if one.community else None,
        "hub_type": None,
        "incidents_data": None,
        "inventory_settings": None,
        "latest_onboarding_question_id": None,
        "nsfw": False,
        "nsfw_level": 0,
        "features": ["COMMUNITY", "NEWS"] if one.community else [],
        "emojis": [],
        "stickers": [],
        "roles": people.roles(one),
    }


def scheduled_event(world: World, one: ScheduledEvent, *, counted: bool = True) -> JSON:
    return {
        "id": str(one.id),
        "guild_id": str(one.guild_id),
        "channel_id": str(one.channel_id) if one.channel_id else None,
        "creator_id": str(one.creator_id),
        "creator": people.user(world.user(one.creator_id)),
        "name": one.name,
        "description": one.description,
        "image": None,
        "scheduled_start_time": timestamp(one.starts_at),
        "scheduled_end_time": optional_timestamp(one.ends_at),
        "privacy_level": 2,
        "status": one.status,
        "entity_type": one.entity_type,
        "entity_id": None,
        "entity_metadata": {"location": one.location} if one.location else None,
        "recurrence_rule": one.recurrence,
        "auto_start": False,
        "guild_scheduled_event_exceptions": [],
        **({"user_count": len(one.interested)} if counted else {}),
    }


def webhook(world: World, one: Webhook) -> JSON:
    shown: JSON = {
        "id": str(one.id),
        "type": one.type,
        "guild_id": str(one.guild_id),
        "channel_id": str(one.channel_id),
        "name": one.name,
        "avatar": one.avatar,
        "application_id": str(one.application_id) if one.application_id else None,
        "user": people.user(world.user(one.creator_id)),
    }
    if one.token:
        shown["token"] = one.token
    if one.type == 2 and one.source_channel_id:
        source = world.channel(one.source_channel_id)
        origin = world.guild_of(source)
        shown["source_channel"] = {"id": str(source.id), "name": source.name}
        shown["source_guild"] = {"id": str(origin.id), "name": origin.name, "icon": None} if origin else None
    return shown
