"""Discord's scheduled events, for whoever keeps them in step (``bot.meetings.native.Events``)."""

import logging
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import aiohttp
import discord

from bot.meetings.native import Event
from bot.ui.client import Heronry

log = logging.getLogger(__name__)

OPEN = (discord.EventStatus.scheduled, discord.EventStatus.active)


class ScheduledEvents:
    """The events of the servers that the client is on; one request for each call."""

    def __init__(self, client: Heronry) -> None:
        self._client = client

    def servers(self) -> Collection[int]:
        if not self._client.connected:
            return ()
        return [
            guild.id
            for guild in self._client.guilds
            if not guild.unavailable and guild.me.guild_permissions.create_events
        ]

    async def all(self, guild_id: int) -> dict[int, Event] | None:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return None
        try:
            found = await guild.fetch_scheduled_events(with_counts=False)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.debug("a server's events couldn't be read: %s", type(error).__name__)
            return None
        return {one.id: _plain(one) for one in found if one.status in OPEN}

    async def create(self, guild_id: int, event: Event) -> int | None:
        guild = self._client.get_guild(guild_id)
        if guild is None or not may_hold(guild, event.voice_id):
            return None
        try:
            made = await guild.create_scheduled_event(
                privacy_level=discord.PrivacyLevel.guild_only, **_fields(guild, event)
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError, ValueError, TypeError) as error:
            log.info("an event couldn't be made: %s", error)
            return None
        return made.id

    async def edit(self, guild_id: int, event_id: int, event: Event) -> bool:
        guild = self._client.get_guild(guild_id)
        if guild is None or not may_hold(guild, event.voice_id):
            return False
        try:
            found = await guild.fetch_scheduled_event(event_id, with_counts=False)
            await found.edit(**_fields(guild, event))
        except (discord.HTTPException, aiohttp.ClientError, OSError, ValueError, TypeError) as error:
            log.info("an event couldn't be changed: %s", error)
            return False
        return True

    async def delete(self, guild_id: int, event_id: int) -> None:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return
        try:
            found = await guild.fetch_scheduled_event(event_id, with_counts=False)
            await found.delete()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("an event couldn't be removed: %s", error)


def may_hold(guild: discord.Guild, channel_id: int | None) -> bool:
    """Whether Discord would let Heronry hold an event in a channel: on a stage, only its moderators may."""
    channel = guild.get_channel(channel_id or 0)
    if not isinstance(channel, discord.StageChannel):
        return True
    may = channel.permissions_for(guild.me)
    return may.manage_channels and may.mute_members and may.move_members


def _fields(guild: discord.Guild, event: Event) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": event.name, "start_time": event.starts_at, "end_time": event.ends_at, "description": event.description,
    }  # fmt: skip
    channel = guild.get_channel(event.voice_id or 0)
    if isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        kind = discord.EntityType.stage_instance if isinstance(channel, discord.StageChannel) else None
        return fields | {"channel": channel, "entity_type": kind or discord.EntityType.voice}
    return fields | {"location": event.place, "entity_type": discord.EntityType.external}


def _plain(event: discord.ScheduledEvent) -> Event:
    return Event(
        name=event.name,
        starts_at=event.start_time,
        ends_at=event.end_time or event.start_time + timedelta(hours=1),
        description=event.description or "",
        voice_id=event.channel_id,
        place=event.location or "",
    )
