"""Registering application commands. Who is offered them is in `offers.py`."""

from __future__ import annotations

from typing import cast

from sandbox import rules
from sandbox.errors import unknown
from sandbox.model import Application, Command
from sandbox.payloads import people
from sandbox.rest.call import Call, Reply
from sandbox.rest.router import Routes
from sandbox.wire import JSON

routes = Routes()

GLOBAL = "/applications/{application_id}/commands"
IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
IN_BOT_DM = 1
IN_SERVER = 0


@routes.get(GLOBAL)
@routes.get(IN_GUILD)
def list_commands(call: Call) -> list[JSON]:
    localised = call.query_flag("with_localizations")
    return [people.command(one, localised=localised) for one in _scope(call.application(), _guild_id(call))]


@routes.put(GLOBAL)
@routes.put(IN_GUILD)
def replace_commands(call: Call) -> list[JSON]:
    """Bulk overwrite: commands of the same type and name keep their ids."""
    application, guild_id = call.application(), _guild_id(call)
    call.check(rules.commands(call.payload, guild=guild_id is not None))
    payloads = cast("list[JSON]", call.payload or [])
    old = _scope(application, guild_id)
    kept = [_put(call, application, guild_id, payload, old) for payload in payloads]
    for one in old:
        if one not in kept:
            del application.commands[one.id]
    _tell(call, application, guild_id)
    return [people.command(one) for one in kept]


@routes.post(GLOBAL)
@routes.post(IN_GUILD)
def create_command(call: Call) -> Reply:
    """201 for a new one, 200 for one that replaces its namesake."""
    application, guild_id = call.application(), _guild_id(call)
    old = _scope(application, guild_id)
    existing = [one.payload for one in old]
    call.check(rules.command(call.payload, existing=existing, guild=guild_id is not None))
    command = _put(call, application, guild_id, call.body, old)
    _tell(call, application, guild_id)
    return Reply(200 if command in old else 201, people.command(command))


@routes.get(GLOBAL + "/{command_id}")
@routes.get(IN_GUILD + "/{command_id}")
def get_command(call: Call) -> JSON:
    return people.command(_command(call))


@routes.patch(GLOBAL + "/{command_id}")
@routes.patch(IN_GUILD + "/{command_id}")
def edit_command(call: Call) -> JSON:
    command = _command(call)
    call.check(rules.edit_command(call.payload, command.payload, guild=command.guild_id is not None))
    command.payload = _filled(command.payload | call.body, command.guild_id)
    command.version = call.world.ids.next()
    _tell(call, call.application(), command.guild_id)
    return people.command(command)


@routes.delete(GLOBAL + "/{command_id}")
@routes.delete(IN_GUILD + "/{command_id}")
def delete_command(call: Call) -> None:
    command = _command(call)
    application = call.application()
    del application.commands[command.id]
    _tell(call, application, command.guild_id)


def _guild_id(call: Call) -> int | None:
    if "guild_id" not in call.parameters:
        return None
    guild = call.world.state.guilds.get(call.id("guild_id"))
    if guild is None or call.user.id not in guild.members:
        raise unknown("guild")
    return guild.id


def _scope(application: Application, guild_id: int | None) -> list[Command]:
    return [one for one in application.commands.values() if one.guild_id == guild_id]


def _command(call: Call) -> Command:
    command = call.application().commands.get(call.id("command_id"))
    if command is None or command.guild_id != _guild_id(call):
        raise unknown("application command")
    return command


def _put(call: Call, application: Application, guild_id: int | None, payload: JSON, old: list[Command]) -> Command:
    filled = _filled(payload, guild_id)
    name = (filled["type"], filled["name"])
    command = next((one for one in old if (one.payload["type"], one.payload["name"]) == name), None)
    if command is None:
        id = call.world.ids.next()
        command = application.commands[id] = Command(id, application.id, guild_id, id, filled)
    elif command.payload != filled:
        command.payload, command.version = filled, call.world.ids.next()
    return command


def _filled(payload: JSON, guild_id: int | None) -> JSON:
    """A command with Discord's defaults."""
    bits = payload.get("default_member_permissions")
    command: JSON = {
        "type": payload.get("type") or 1,
        "name": payload["name"],
        "name_localizations": payload.get("name_localizations"),
        "description": payload.get("description") or "",
        "description_localizations": payload.get("description_localizations"),
        "default_member_permissions": None if bits is None else str(bits),
        "nsfw": bool(payload.get("nsfw")),
        "integration_types": payload.get("integration_types") or [0],
    }
    if guild_id is None:
        command["dm_permission"] = payload.get("dm_permission") is not False
        command["contexts"] = payload.get("contexts")
    if payload.get("options"):
        command["options"] = payload["options"]
    return command


def _tell(call: Call, application: Application, guild_id: int | None) -> None:
    """People's clients learn that what may be typed has changed."""
    for guild in call.world.guilds_of(application.user_id):
        if guild_id in {None, guild.id}:
            data = {"guild_id": str(guild.id), "version": str(call.world.ids.next())}
            call.service.hub.to_guild(guild, "GUILD_APPLICATION_COMMAND_INDEX_UPDATE", data)
