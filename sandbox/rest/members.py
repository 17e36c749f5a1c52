"""Members: nicknames, roles, time-outs, kicks and bans; and people's joining, leaving and inviting of bots."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import ApiError, bad_request, forbidden, missing_permissions, unknown
from sandbox.membership import install, join, leave
from sandbox.model import Guild, Member
from sandbox.payloads import people
from sandbox.rest.call import Call, Reply
from sandbox.rest.roles import require_assignable, tell_member
from sandbox.rest.router import Routes
from sandbox.wire import JSON, seconds_of, values

routes = Routes()


@routes.patch("/guilds/{guild_id}/members/@me")
def edit_own_member(call: Call) -> JSON:
    guild = call.guild()
    call.check(rules.member(call.payload, now=_now(call)))
    member = guild.members[call.user.id]
    if "nick" in call.body:
        call.world.require_in_guild(call.actor, guild, can.CHANGE_NICKNAME)
        member.nick = call.body["nick"] or None
    return tell_member(call, guild, member)


@routes.patch("/guilds/{guild_id}/members/{user_id}")
def edit_member(call: Call) -> JSON:
    guild = call.guild()
    member = call.member(guild)
    call.check(rules.member(call.payload, now=_now(call)))
    body = call.body
    roles = list(dict.fromkeys(int(id) for id in values(body, "roles")))
    _require_all(call, guild, member, roles)
    if "nick" in body:
        member.nick = body["nick"] or None
    if "communication_disabled_until" in body:
        until = body["communication_disabled_until"]
        member.timed_out_until = seconds_of(str(until)) if until else None
    if body.get("roles") is not None:
        member.roles = roles
    return tell_member(call, guild, member)


def _require_all(call: Call, guild: Guild, member: Member, roles: list[int]) -> None:
    """Everything a change of a member asks for, before any of it is done."""
    body = call.body
    if "nick" in body:
        _require_over(call, guild, member, can.MANAGE_NICKNAMES)
    if "communication_disabled_until" in body:
        _require_over(call, guild, member, can.MODERATE_MEMBERS)
        if call.world.guild_permissions(guild, member.user_id) & can.ADMINISTRATOR:
            raise missing_permissions()
    if body.get("roles") is not None:
        _require_roles(call, guild, member, roles)


def _require_roles(call: Call, guild: Guild, member: Member, wanted: list[int]) -> None:
    """Only what changes must be below the caller's highest role."""
    call.world.require_in_guild(call.actor, guild, can.MANAGE_ROLES)
    top = can.top_position(guild, guild.members[call.user.id])
    for id in set(wanted) ^ set(member.roles):
        require_assignable(guild, id)
        if can.rank(guild, id) >= top:
            raise missing_permissions()


def _require_over(call: Call, guild: Guild, member: Member, needed: int) -> None:
    """The permission, and a higher place in the order of roles than the member concerned."""
    call.world.require_in_guild(call.actor, guild, needed)
    own = guild.members[call.user.id]
    if member is not own and can.top_position(guild, member) >= can.top_position(guild, own):
        raise missing_permissions()


def _now(call: Call) -> datetime:
    return datetime.fromtimestamp(call.service.clock.now(), UTC)


@routes.delete("/guilds/{guild_id}/members/{user_id}")
def kick(call: Call) -> None:
    guild = call.guild()
    member = call.member(guild)
    _require_over(call, guild, member, can.KICK_MEMBERS)
    leave(call.service, guild, member.user_id)


@routes.get("/guilds/{guild_id}/bans")
def list_bans(call: Call) -> list[JSON]:
    call.check(rules.listing(call.query, most=1000))
    guild = call.guild(can.BAN_MEMBERS)
    after, limit = call.query_id("after") or 0, call.query_number("limit", 1000)
    return [_ban(call, id, guild.bans[id]) for id in sorted(guild.bans) if id > after][:limit]


@routes.get("/guilds/{guild_id}/bans/{user_id}")
def get_ban(call: Call) -> JSON:
    guild = call.guild(can.BAN_MEMBERS)
    user_id = call.id("user_id")
    if user_id not in guild.bans:
        raise unknown("ban", innocent=True)
    return _ban(call, user_id, guild.bans[user_id])


def _ban(call: Call, user_id: int, reason: str | None) -> JSON:
    return {"user": people.user(call.world.user(user_id)), "reason": reason}


@routes.put("/guilds/{guild_id}/bans/{user_id}")
def ban(call: Call) -> None:
    guild = call.guild(can.BAN_MEMBERS)
    call.check(rules.ban(call.payload))
    user = call.world.user(call.id("user_id"))
    if member := guild.members.get(user.id):
        _require_over(call, guild, member, can.BAN_MEMBERS)
        leave(call.service, guild, user.id)
    guild.bans[user.id] = None
    data = {"guild_id": str(guild.id), "user": people.user(user)}
    call.service.hub.to_guild(guild, "GUILD_BAN_ADD", data)


@routes.delete("/guilds/{guild_id}/bans/{user_id}")
def lift_ban(call: Call) -> None:
    guild = call.guild(can.BAN_MEMBERS)
    user = call.world.user(call.id("user_id"))
    if user.id not in guild.bans:
        raise unknown("ban", innocent=True)
    del guild.bans[user.id]
    data = {"guild_id": str(guild.id), "user": people.user(user)}
    call.service.hub.to_guild(guild, "GUILD_BAN_REMOVE", data)


@routes.delete("/users/@me/guilds/{guild_id}")
def leave_guild(call: Call) -> None:
    guild = call.guild()
    if guild.owner_id == call.user.id:
        raise bad_request(50055, "Invalid Guild")
    leave(call.service, guild, call.user.id)


@routes.put("/guilds/{guild_id}/members/@me", people_only=True)
def join_guild(call: Call) -> Reply:
    """A person joins; every server of the sandbox is open to all but those it has banned."""
    guild = call.world.guild(call.id("guild_id"))
    if call.user.id in guild.bans:
        raise forbidden(40007, "The user is banned from this guild.")
    member = guild.members.get(call.user.id)
    if member is None:
        member = join(call.service, guild, call.user, [])
    return Reply(201, people.full_member(call.world, member, guild))


@routes.post("/oauth2/authorize", people_only=True)
def invite_bot(call: Call) -> JSON:
    """What the button of an invitation link does: `client_id` in the query, `guild_id` and `permissions` in the
    body. Needs MANAGE_GUILD, as on Discord."""
    application = call.world.state.applications.get(call.query_id("client_id") or 0)
    if application is None:
        raise unknown("application")
    guild = call.world.guild_for(call.body_id("guild_id"), call.actor)
    call.world.require_in_guild(call.actor, guild, can.MANAGE_GUILD)
    wanted = int(call.body.get("permissions") or 0)
    if wanted & ~call.world.guild_permissions(guild, call.user.id):
        raise missing_permissions()
    if application.user_id in guild.members:
        raise ApiError(400, 30016, "The bot is in this server already", innocent=True)
    install(call.service, guild, application, wanted)
    return {"location": f"{call.service.url}/"}
