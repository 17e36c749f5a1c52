"""Joining and leaving a server, for people and bots alike."""

from __future__ import annotations

from sandbox.gateway.greeting import guild_create
from sandbox.model import Application, Guild, Member, Message, Role, User
from sandbox.payloads import people
from sandbox.posting import publish
from sandbox.service import Service
from sandbox.wire import JSON

JOIN_MESSAGE = 7


def join(service: Service, guild: Guild, user: User, roles: list[int]) -> Member:
    """Adds a member; the server hears of it, and its system channel shows Discord's join message."""
    member = Member(user.id, roles, service.clock.now())
    data: JSON = {"guild_id": str(guild.id)}
    guild.members[user.id] = member
    service.world.memberships.setdefault(user.id, set()).add(guild.id)
    for session in service.hub.sessions_of(user.id):
        if session.covers(guild.id):
            service.hub.to_session(session, "GUILD_CREATE", guild_create(service.world, guild, session, service.hub))
    service.hub.to_guild(guild, "GUILD_MEMBER_ADD", people.full_member(service.world, member, guild) | data)
    channel = service.world.state.channels.get(guild.system_channel_id or 0)
    if channel is not None:
        id = service.world.ids.next()
        publish(service, channel, Message(id, channel.id, user.id, type=JOIN_MESSAGE))
    return member


def install(service: Service, guild: Guild, application: Application, permissions: int) -> Member:
    """Invites a bot: with a managed role of its own, at the bottom, that has the permissions asked for."""
    role = Role(service.world.ids.next(), application.name, permissions, 1, application_id=application.id)
    for other in guild.roles.values():
        other.position += other.position > 0
    guild.roles[role.id] = role
    data = {"guild_id": str(guild.id), "role": people.role(role)}
    service.hub.to_guild(guild, "GUILD_ROLE_CREATE", data)
    return join(service, guild, service.world.user(application.user_id), [role.id])


def leave(service: Service, guild: Guild, user_id: int) -> None:
    """Takes a member out: of the server and its threads; a bot's role and its commands there go along."""
    guild.members.pop(user_id)
    service.world.memberships[user_id].discard(guild.id)
    for channel in service.world.channels_of(guild):
        if channel.thread:
            channel.thread.members.pop(user_id, None)
    for session in service.hub.sessions_of(user_id):
        if session.covers(guild.id):
            service.hub.to_session(session, "GUILD_DELETE", {"id": str(guild.id)})
    shown = people.user(service.world.user(user_id))
    service.hub.to_guild(guild, "GUILD_MEMBER_REMOVE", {"guild_id": str(guild.id), "user": shown})
    application = service.world.application_of(user_id)
    if application:
        _uninstall(service, guild, application)


def _uninstall(service: Service, guild: Guild, application: Application) -> None:
    for command in [one for one in application.commands.values() if one.guild_id == guild.id]:
        del application.commands[command.id]
    for role in [one for one in guild.roles.values() if one.application_id == application.id]:
        remove_role(service, guild, role.id)


def remove_role(service: Service, guild: Guild, role_id: int) -> None:
    """Takes a role out of the server, its members' hands and the channels' overwrites."""
    del guild.roles[role_id]
    for member in guild.members.values():
        if role_id in member.roles:
            member.roles.remove(role_id)
    for channel in service.world.channels_of(guild):
        channel.overwrites.pop(role_id, None)
    data = {"guild_id": str(guild.id), "role_id": str(role_id)}
    service.hub.to_guild(guild, "GUILD_ROLE_DELETE", data)
