"""Which commands someone is offered: contexts, default permissions, and what the server's own settings say."""

from __future__ import annotations

from typing import Any, cast

from sandbox import permissions as can
from sandbox.errors import ApiError, bad_request, unknown
from sandbox.model import Application, Channel, Command, Guild, Member
from sandbox.payloads import people
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.wire import JSON, entries
from sandbox.world import World

routes = Routes()

IN_SERVER, IN_BOT_DM = 0, 1
ROLE, USER, CHANNEL = 1, 2, 3
"""Types of a command permission."""
MOST_PERMISSIONS = 100
PERMISSIONS = "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions"


@routes.get("/guilds/{guild_id}/application-command-index", people_only=True)
def guild_index(call: Call) -> JSON:
    """What this person may type in this server, in a channel where commands are allowed."""
    guild = call.guild()
    applications = [app for app in call.world.state.applications.values() if app.user_id in guild.members]
    return _index(call, applications, guild)


@routes.get("/users/@me/application-command-index", people_only=True)
def direct_index(call: Call) -> JSON:
    """What this person may type in a DM with any bot they share a server with."""
    shared = call.world.memberships.get(call.user.id, set())
    applications = [
        app for app in call.world.state.applications.values() if shared & call.world.memberships.get(app.user_id, set())
    ]
    return _index(call, applications, None)


def _index(call: Call, applications: list[Application], guild: Guild | None) -> JSON:
    usable = [
        people.command(command)
        for application in applications
        for command in application.commands.values()
        if may_use(call.world, command, call.user.id, guild)
    ]
    shown = [people.partial_application(call.world, app) for app in applications]
    return {"applications": shown, "application_commands": usable}


def may_use(world: World, command: Command, user_id: int, guild: Guild | None, channel: Channel | None = None) -> bool:
    """Whether Discord offers a command to someone, anywhere or in one channel."""
    contexts = cast("list[Any] | None", command.payload.get("contexts"))
    if guild is None:
        allowed = command.payload.get("dm_permission", True) if contexts is None else IN_BOT_DM in contexts
        return command.guild_id is None and bool(allowed)
    if command.guild_id not in {None, guild.id} or (contexts is not None and IN_SERVER not in contexts):
        return False
    granted = world.guild_permissions(guild, user_id)
    if granted & can.ADMINISTRATOR:
        return True
    settled = _settled(guild, command, guild.members[user_id], channel)
    return _by_default(command, granted) if settled is None else settled


def may_use_in(world: World, command: Command, user_id: int, channel: Channel) -> bool:
    """The same, for one channel: it also needs USE_APPLICATION_COMMANDS there."""
    if not world.permissions(user_id, channel) & can.USE_APPLICATION_COMMANDS:
        return False
    return may_use(world, command, user_id, world.guild_of(channel), channel)


def _by_default(command: Command, granted: int) -> bool:
    """`default_member_permissions`: none for everyone, 0 for administrators alone, else all of its bits."""
    bits = command.payload.get("default_member_permissions")
    return bits is None or (int(bits) != 0 and granted & int(bits) == int(bits))


def _settled(guild: Guild, command: Command, member: Member, channel: Channel | None) -> bool | None:
    """What Server Settings > Integrations says, for the command or else its application; None if nothing.

    https://discord.com/developers/docs/interactions/application-commands#permissions: a denied channel is final;
    then a person's own entry, one of their roles allowed, one of them denied, and at last @everyone.
    """
    listed = guild.command_permissions.get(command.id) or guild.command_permissions.get(command.application_id, [])
    said = {(int(one["type"]), int(one["id"])): bool(one["permission"]) for one in listed}
    if channel is not None:
        place = channel.parent_id if channel.thread else channel.id
        if not said.get((CHANNEL, place or 0), said.get((CHANNEL, guild.id - 1), True)):
            return False
    if (own := said.get((USER, member.user_id))) is not None:
        return own
    roles = [said[ROLE, id] for id in member.roles if (ROLE, id) in said]
    return any(roles) if roles else said.get((ROLE, guild.id))


@routes.get("/applications/{application_id}/guilds/{guild_id}/commands/permissions")
def list_permissions(call: Call) -> list[JSON]:
    guild = call.guild()
    application = call.application()
    own = {application.id, *application.commands}
    return [_shown(application, guild, id) for id in guild.command_permissions if id in own]


@routes.get(PERMISSIONS)
def get_permissions(call: Call) -> JSON:
    guild, application, id = _target(call)
    if id not in guild.command_permissions:
        raise ApiError(404, 10066, "Unknown application command permissions", innocent=True)
    return _shown(application, guild, id)


@routes.put(PERMISSIONS, people_only=True)
def set_permissions(call: Call) -> JSON:
    """A person's doing alone, who needs MANAGE_GUILD and MANAGE_ROLES: no bot can, on Discord either."""
    guild, application, id = _target(call)
    call.world.require_in_guild(call.actor, guild, can.MANAGE_GUILD | can.MANAGE_ROLES)
    listed = entries(call.body, "permissions")
    if len(listed) > MOST_PERMISSIONS:
        raise bad_request(50035, "Invalid Form Body: permissions: at most 100")
    guild.command_permissions[id] = [
        {"id": str(one["id"]), "type": int(one["type"]), "permission": bool(one["permission"])} for one in listed
    ]
    shown = _shown(application, guild, id)
    call.service.hub.to_application(application, guild.id, "APPLICATION_COMMAND_PERMISSIONS_UPDATE", shown)
    return shown


def _target(call: Call) -> tuple[Guild, Application, int]:
    """The server, and the command or (by its own id) the whole application meant."""
    guild, id = call.guild(), call.id("command_id")
    application = call.world.state.applications.get(call.id("application_id"))
    if application is None or (id != application.id and id not in application.commands):
        raise unknown("application command")
    return guild, application, id


def _shown(application: Application, guild: Guild, id: int) -> JSON:
    ids = {"id": id, "application_id": application.id, "guild_id": guild.id}
    return {key: str(value) for key, value in ids.items()} | {"permissions": guild.command_permissions[id]}
