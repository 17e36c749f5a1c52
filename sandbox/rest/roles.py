"""Roles: making, changing, ordering, giving and taking them."""

from __future__ import annotations

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import bad_request, missing_permissions, unknown
from sandbox.membership import remove_role
from sandbox.model import Guild, Member, Role
from sandbox.payloads import people
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.wire import JSON, section

routes = Routes()


@routes.post("/guilds/{guild_id}/roles")
def create_role(call: Call) -> JSON:
    """At the bottom, above @everyone alone, with no more permissions than its maker has."""
    guild = call.guild(can.MANAGE_ROLES)
    call.check(rules.role(call.payload, existing=len(guild.roles)))
    role = Role(call.world.ids.next(), "new role", guild.roles[guild.id].permissions, position=1)
    _apply(call, guild, role)
    for other in guild.roles.values():
        other.position += other.position > 0
    guild.roles[role.id] = role
    shown = people.role(role)
    call.service.hub.to_guild(guild, "GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": shown})
    return shown


@routes.patch("/guilds/{guild_id}/roles/{role_id}")
def edit_role(call: Call) -> JSON:
    guild = call.guild(can.MANAGE_ROLES)
    role = _below(call, guild)
    call.check(rules.role(call.payload))
    _apply(call, guild, role)
    return _announce(call, guild, role)


def _apply(call: Call, guild: Guild, role: Role) -> None:
    body = call.body
    if body.get("permissions") is not None:
        wanted = int(body["permissions"])
        if wanted & ~role.permissions & ~call.world.guild_permissions(guild, call.user.id):
            raise missing_permissions()
        role.permissions = wanted
    if role.id != guild.id:
        role.name = str(body.get("name") or role.name)
    if body.keys() & {"color", "colors"}:
        role.color = int(section(body, "colors").get("primary_color") or body.get("color") or 0)
    role.hoist = bool(body.get("hoist", role.hoist))
    role.mentionable = bool(body.get("mentionable", role.mentionable))


def _announce(call: Call, guild: Guild, role: Role) -> JSON:
    shown = people.role(role)
    call.service.hub.to_guild(guild, "GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": shown})
    return shown


@routes.delete("/guilds/{guild_id}/roles/{role_id}")
def delete_role(call: Call) -> None:
    guild = call.guild(can.MANAGE_ROLES)
    role = _below(call, guild)
    if role.id == guild.id or role.application_id is not None:
        raise bad_request(50028, "Invalid role")
    remove_role(call.service, guild, role.id)


@routes.patch("/guilds/{guild_id}/roles")
def move_roles(call: Call) -> list[JSON]:
    guild = call.guild(can.MANAGE_ROLES)
    call.check(rules.role_positions(call.payload))
    top = can.top_position(guild, guild.members[call.user.id])
    moves = {int(entry["id"]): int(entry["position"]) for entry in call.items if entry.get("position") is not None}
    for id, position in moves.items():
        if id not in guild.roles:
            raise unknown("role")
        if id == guild.id or can.rank(guild, id) >= top or (position, -id) >= top:
            raise missing_permissions()
    for id, position in moves.items():
        guild.roles[id].position = position
        _announce(call, guild, guild.roles[id])
    return people.roles(guild)


def _below(call: Call, guild: Guild) -> Role:
    """The role in the path, which must stand below the caller's highest."""
    role = guild.roles.get(call.id("role_id"))
    if role is None:
        raise unknown("role")
    if role.id != guild.id and can.rank(guild, role.id) >= can.top_position(guild, guild.members[call.user.id]):
        raise missing_permissions()
    return role


@routes.put("/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def give_role(call: Call) -> None:
    guild, member, role = _to_give(call)
    if role.id not in member.roles:
        member.roles.append(role.id)
        tell_member(call, guild, member)


@routes.delete("/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def take_role(call: Call) -> None:
    guild, member, role = _to_give(call)
    if role.id in member.roles:
        member.roles.remove(role.id)
        tell_member(call, guild, member)


def _to_give(call: Call) -> tuple[Guild, Member, Role]:
    guild = call.guild(can.MANAGE_ROLES)
    member, role = call.member(guild), _below(call, guild)
    require_assignable(guild, role.id)
    return guild, member, role


def require_assignable(guild: Guild, role_id: int) -> None:
    """50028 for @everyone and for roles that belong to an application."""
    role = guild.roles.get(role_id)
    if role is None:
        raise unknown("role")
    if role.id == guild.id or role.application_id is not None:
        raise bad_request(50028, "Invalid role")


def tell_member(call: Call, guild: Guild, member: Member) -> JSON:
    """GUILD_MEMBER_UPDATE: to those with the members intent, and to the member whatever theirs."""
    shown = people.full_member(call.world, member, guild)
    data = shown | {"guild_id": str(guild.id)}
    call.service.hub.to_guild(guild, "GUILD_MEMBER_UPDATE", data, also=member.user_id)
    return shown
