"""What a session is told first: READY, GUILD_CREATE; and members on request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from sandbox.gateway.codes import Intent
from sandbox.gateway.hub import Hub
from sandbox.gateway.session import Session
from sandbox.model import Channel, Guild, Member
from sandbox.payloads import people, places
from sandbox.wire import JSON, timestamp
from sandbox.world import World

CHUNK = 1_000
"""Members a GUILD_MEMBERS_CHUNK holds at most."""
NAMED_AT_MOST = 100
"""Members one may ask for by prefix or by id at once."""


def ready(world: World, session: Session, resume_url: str) -> JSON:
    user = session.actor.user
    guilds = [guild for guild in world.guilds_of(user.id) if session.covers(guild.id)]
    data: JSON = {
        "v": 10,
        "user": people.own_user(user),
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": resume_url,
        "user_settings": {},
        "relationships": [],
        "presences": [],
        "private_channels": [],
        "geo_ordered_rtc_regions": [],
        "_trace": ["sandbox"],
    }
    application = session.actor.application
    if application is None:
        directs = (channel for pair, channel in world.direct.items() if user.id in pair)
        data["guilds"] = [guild_create(world, guild, session) for guild in guilds]
        data["private_channels"] = [places.channel(world, channel, user.id) for channel in directs]
        return data
    data["guilds"] = [{"id": str(guild.id), "unavailable": True} for guild in guilds]
    data["application"] = {"id": str(application.id), "flags": people.application_flags(application)}
    data["shard"] = list(session.shard)
    return data


def greet(world: World, hub: Hub, session: Session, resume_url: str) -> None:
    """READY, and for a bot each of its servers."""
    hub.to_session(session, "READY", ready(world, session, resume_url))
    if session.is_person or not session.wants(Intent.GUILDS):
        return
    for guild in world.guilds_of(session.actor.user.id):
        if session.covers(guild.id):
            hub.to_session(session, "GUILD_CREATE", guild_create(world, guild, session, hub))


def guild_create(world: World, guild: Guild, session: Session, hub: Hub | None = None) -> JSON:
    """A server with all that comes along once. Other members than the bot's own come only with the presence
    intent, as for Discord's servers; hidden channels are kept from people, though not from bots."""
    user_id = session.actor.user.id
    shown = [one for one in world.channels_of(guild) if one.thread is None and _shows(world, session, one)]
    threads = (one for one in world.channels_of(guild) if one.thread and not one.thread.archived)
    everyone = not session.is_person and session.wants(Intent.GUILD_PRESENCES)
    members = list(guild.members.values()) if everyone else [guild.members[user_id]]
    online = [one for one in members if everyone and hub and hub.online(one.user_id)]
    return {
        **places.guild(guild),
        "joined_at": timestamp(guild.members[user_id].joined_at),
        "large": len(guild.members) > 250,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [people.full_member(world, one, guild) for one in members],
        "channels": [places.channel(world, one) for one in shown],
        "threads": [places.channel(world, one, user_id) for one in threads if world.sees(user_id, one)],
        "presences": [presence(one.user_id) for one in online],
        "stage_instances": [],
        "soundboard_sounds": [],
        "guild_scheduled_events": [
            places.scheduled_event(world, one) for one in guild.events.values() if one.status in {1, 2}
        ],
    }


def _shows(world: World, session: Session, channel: Channel) -> bool:
    return not session.is_person or world.sees(session.actor.user.id, channel)


def presence(user_id: int, status: str = "online") -> JSON:
    return {"user": {"id": str(user_id)}, "status": status, "activities": [], "client_status": {"web": status}}


def member_chunks(world: World, hub: Hub, guild: Guild, request: JSON) -> Iterator[JSON]:
    """GUILD_MEMBERS_CHUNK payloads for a REQUEST_GUILD_MEMBERS: by ids, by prefix of the name, or all.

    Raises ValueError for ids or a limit that are none.
    """
    asked_ids = request.get("user_ids")
    not_found: list[str] = []
    if asked_ids is not None:
        ids = cast("list[Any]", asked_ids) if isinstance(asked_ids, list) else [asked_ids]
        wanted = [int(str(id)) for id in ids[:NAMED_AT_MOST]]
        found = [guild.members[id] for id in wanted if id in guild.members]
        not_found = [str(id) for id in wanted if id not in guild.members]
    else:
        found = _by_prefix(world, guild, str(request.get("query") or ""), max(0, int(str(request.get("limit") or 0))))
    pieces = [found[i : i + CHUNK] for i in range(0, len(found), CHUNK)] or [[]]
    for index, piece in enumerate(pieces):
        chunk: JSON = {
            "guild_id": str(guild.id),
            "members": [people.full_member(world, one, guild) for one in piece],
            "chunk_index": index,
            "chunk_count": len(pieces),
        }
        if not_found and index == 0:
            chunk["not_found"] = not_found
        if request.get("presences"):
            chunk["presences"] = [presence(one.user_id) for one in piece if hub.online(one.user_id)]
        if request.get("nonce"):
            chunk["nonce"] = request["nonce"]
        yield chunk


def _by_prefix(world: World, guild: Guild, prefix: str, limit: int) -> list[Member]:
    members = list(guild.members.values())
    if not prefix:
        return members[:limit] if limit else members
    prefix = prefix.lower()
    named = [one for one in members if _starts(world, one, prefix)]
    return named[: min(limit or NAMED_AT_MOST, NAMED_AT_MOST)]


def _starts(world: World, one: Member, prefix: str) -> bool:
    user = world.state.users[one.user_id]
    return any(name.lower().startswith(prefix) for name in (one.nick, user.global_name, user.username) if name)
