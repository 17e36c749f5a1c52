"""Servers: what they are, who is in them, their roles and channels (reading; changes are in their own modules)."""

from __future__ import annotations

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import invalid_field, missing_access, unknown
from sandbox.payloads import people, places
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.wire import JSON, optional_id
from sandbox.world import World

routes = Routes()


@routes.get("/guilds/{guild_id}")
def get_guild(call: Call) -> JSON:
    guild = call.guild()
    shown = places.guild(guild)
    if call.query_flag("with_counts"):
        shown["approximate_member_count"] = len(guild.members)
        shown["approximate_presence_count"] = sum(call.service.hub.online(id) for id in guild.members)
    return shown


@routes.patch("/guilds/{guild_id}")
def edit_guild(call: Call) -> JSON:
    guild = call.guild(can.MANAGE_GUILD)
    call.check(rules.guild(call.payload))
    body = call.body
    system_channel_id = optional_id(body.get("system_channel_id"))
    if system_channel_id is not None and system_channel_id not in guild.channels:
        raise invalid_field("system_channel_id", "CHANNEL_INVALID", "Not a channel of this server")
    guild.name = str(body.get("name") or guild.name)
    if "description" in body:
        guild.description = body["description"]
    if "preferred_locale" in body:
        guild.locale = str(body["preferred_locale"] or "en-US")
    if "system_channel_id" in body:
        guild.system_channel_id = system_channel_id
    shown = places.guild(guild)
    call.service.hub.to_guild(guild, "GUILD_UPDATE", shown)
    return shown


@routes.get("/guilds/{guild_id}/channels")
def list_channels(call: Call) -> list[JSON]:
    """Every channel for a bot; for a person those they may see."""
    guild = call.guild()
    is_bot = call.actor.application is not None
    return [
        places.channel(call.world, channel)
        for channel in call.world.channels_of(guild)
        if channel.thread is None and (is_bot or call.world.sees(call.user.id, channel))
    ]


@routes.get("/guilds/{guild_id}/roles")
def list_roles(call: Call) -> list[JSON]:
    return people.roles(call.guild())


@routes.get("/guilds/{guild_id}/roles/{role_id}")
def get_role(call: Call) -> JSON:
    role = call.guild().roles.get(call.id("role_id"))
    if role is None:
        raise unknown("role")
    return people.role(role)


@routes.get("/guilds/{guild_id}/roles/member-counts")
def role_counts(call: Call) -> JSON:
    guild = call.guild()
    counts = dict.fromkeys((id for id in guild.roles if id != guild.id), 0)
    for member in guild.members.values():
        for role_id in member.roles:
            counts[role_id] += 1
    return {str(id): count for id, count in counts.items()}


@routes.get("/guilds/{guild_id}/members")
def list_members(call: Call) -> list[JSON]:
    """By id, paged by `after`; a bot needs the members intent switched on."""
    call.check(rules.listing(call.query, most=1000))
    guild = call.guild()
    application = call.actor.application
    if application is not None and not application.members_intent:
        raise missing_access()
    after, limit = call.query_id("after") or 0, call.query_number("limit", 1)
    ids = sorted(id for id in guild.members if id > after)[:limit]
    return [people.full_member(call.world, guild.members[id], guild) for id in ids]


@routes.get("/guilds/{guild_id}/members/search")
def search_members(call: Call) -> list[JSON]:
    call.check(rules.listing(call.query, most=1000))
    guild = call.guild()
    prefix = call.query.get("query", "").lower()
    limit = call.query_number("limit", 1)
    found = [one for one in guild.members.values() if _named(call.world, one.user_id, one.nick, prefix)]
    return [people.full_member(call.world, one, guild) for one in found[:limit]]


def _named(world: World, user_id: int, nick: str | None, prefix: str) -> bool:
    user = world.state.users[user_id]
    return any(name.lower().startswith(prefix) for name in (nick, user.username, user.global_name) if name)


@routes.get("/guilds/{guild_id}/members/{user_id}")
def get_member(call: Call) -> JSON:
    guild = call.guild()
    return people.full_member(call.world, call.member(guild), guild)
