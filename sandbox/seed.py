"""A world from a seed file. The same file always makes the same world, ids and tokens included."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar, cast

from sandbox import permissions as can
from sandbox import snowflake
from sandbox.model import (
    Application,
    Channel,
    ChannelType,
    Guild,
    Member,
    Message,
    Overwrite,
    Role,
    State,
    User,
)
from sandbox.wire import JSON, entries, seconds_of, section, values

FOUNDED = seconds_of("2024-01-01T09:00:00+00:00")
"""Seeded things without a time of their own came to be then."""


class SeedError(ValueError):
    """The seed names something that is not in it, or misses something it must have."""


@dataclass(slots=True)
class _Seeding:
    state: State = field(default_factory=State)
    spare: Iterator[int] = field(default_factory=lambda: count(snowflake.at(FOUNDED)))

    def id(self, entry: JSON) -> int:
        return int(entry["id"]) if entry.get("id") is not None else next(self.spare)


def load(seed: JSON) -> State:
    """The state a seed describes (docs/sandbox.md has the format). Raises SeedError."""
    seeding = _Seeding()
    try:
        if unknown := seed.keys() - {"applications", "users", "guilds"}:
            raise SeedError(f"a seed has applications, users and guilds, but no {', '.join(sorted(unknown))}")
        for entry in entries(seed, "applications"):
            _application(seeding, entry)
        for entry in entries(seed, "users"):
            _user(seeding, entry)
        for entry in entries(seed, "guilds"):
            _guild(seeding, entry)
    except (KeyError, TypeError, AttributeError) as error:
        raise SeedError(f"the seed misses or misnames {error}") from error
    return seeding.state


def _user(seeding: _Seeding, entry: JSON) -> User:
    id = seeding.id(entry)
    user = User(
        id=id,
        username=str(entry["username"]),
        global_name=cast("str | None", entry.get("global_name")),
        token=str(entry.get("token") or f"person-{hashlib.sha256(str(id).encode()).hexdigest()[:24]}"),
        note=str(entry.get("note") or ""),
        locale=str(entry.get("locale") or "en-GB"),
        dms_open=bool(entry.get("dms_open", True)),
    )
    seeding.state.users[id] = user
    return user


def _application(seeding: _Seeding, entry: JSON) -> None:
    id = seeding.id(entry)
    bot = section(entry, "bot_user")
    bot_user = User(id=int(bot.get("id") or id), username=str(bot.get("username") or entry["name"]), bot=True, token="")
    intents = section(entry, "intents")
    seeding.state.users[bot_user.id] = bot_user
    owner_id = cast("str | None", entry.get("owner_id"))
    seeding.state.applications[id] = Application(
        id=id,
        name=str(entry["name"]),
        token=str(entry["token"]),
        user_id=bot_user.id,
        owner_id=int(owner_id) if owner_id else None,
        description=str(entry.get("description") or ""),
        members_intent=bool(intents.get("members")),
        content_intent=bool(intents.get("message_content")),
        presences_intent=bool(intents.get("presences")),
    )


def _guild(seeding: _Seeding, entry: JSON) -> None:
    guild = Guild(
        id=seeding.id(entry),
        name=str(entry["name"]),
        owner_id=int(entry["owner_id"]),
        description=cast("str | None", entry.get("description")),
        locale=str(entry.get("preferred_locale") or "en-GB"),
    )
    seeding.state.guilds[guild.id] = guild
    roles = _roles(seeding, guild, entry)
    for member in entries(entry, "members"):
        _member(seeding, guild, roles, member)
    if guild.owner_id not in guild.members:
        raise SeedError(f"the owner of {guild.name!r} is not among its members")
    channels = _channels(seeding, guild, roles, entry)
    system = cast("str | None", entry.get("system_channel"))
    guild.system_channel_id = _named(channels, system, "channel").id if system else _first_text(guild, seeding)
    for message in entries(entry, "messages"):
        _message(seeding, channels, message)
    for channel in channels.values():
        channel.messages = dict(sorted(channel.messages.items()))
        channel.last_message_id = next(reversed(channel.messages), None)


def _roles(seeding: _Seeding, guild: Guild, entry: JSON) -> dict[str, Role]:
    """Highest first, as Discord shows them; @everyone may be given by that name, an application's own by its."""
    given = entries(entry, "roles")
    everyone = next((role for role in given if role["name"] == "@everyone"), None)
    granted = int(everyone.get("permissions", can.EVERYONE)) if everyone else can.EVERYONE
    guild.roles[guild.id] = Role(guild.id, "@everyone", granted)
    listed = [role for role in given if role["name"] != "@everyone"]
    for position, role in zip(range(len(listed), 0, -1), listed, strict=True):
        id = seeding.id(role)
        managed_by = cast("str | None", role.get("application_id"))
        guild.roles[id] = Role(
            id=id,
            name=str(role["name"]),
            permissions=int(role.get("permissions") or 0),
            position=position,
            color=int(role.get("color") or 0),
            hoist=bool(role.get("hoist")),
            mentionable=bool(role.get("mentionable")),
            application_id=int(managed_by) if managed_by else None,
        )
    return {role.name: role for role in guild.roles.values()}


def _member(seeding: _Seeding, guild: Guild, roles: dict[str, Role], entry: JSON) -> None:
    user_id = int(entry["user_id"])
    if user_id not in seeding.state.users:
        raise SeedError(f"member {user_id} of {guild.name!r} is not among the users")
    member = Member(
        user_id=user_id,
        roles=[_named(roles, name, "role").id for name in values(entry, "roles")],
        joined_at=seconds_of(str(entry["joined_at"])) if entry.get("joined_at") else FOUNDED,
        nick=cast("str | None", entry.get("nick")),
        kind=str(entry.get("kind") or "member"),
    )
    application = next((app for app in seeding.state.applications.values() if app.user_id == user_id), None)
    if application:
        member.roles.append(_own_role(seeding, guild, application, entry))
    guild.members[user_id] = member


def _own_role(seeding: _Seeding, guild: Guild, application: Application, entry: JSON) -> int:
    """The managed role that an invited bot brings along, at the bottom unless the seed lists it."""
    own = next((role for role in guild.roles.values() if role.application_id == application.id), None)
    if own is None:
        own = Role(next(seeding.spare), application.name, 0, position=1, application_id=application.id)
        for role in guild.roles.values():
            role.position += role.position > 0
        guild.roles[own.id] = own
    if "permissions" in entry:
        own.permissions = int(entry["permissions"])
    return own.id


CHANNEL_NAMES = {kind.name.lower(): kind for kind in ChannelType}


def _channels(seeding: _Seeding, guild: Guild, roles: dict[str, Role], entry: JSON) -> dict[str, Channel]:
    named: dict[str, Channel] = {}
    for position, item in enumerate(entries(entry, "channels")):
        kind = item.get("type", 0)
        parent = cast("str | None", item.get("parent"))
        channel = Channel(
            id=seeding.id(item),
            type=int(CHANNEL_NAMES[kind]) if isinstance(kind, str) else int(kind),
            name=str(item["name"]),
            guild_id=guild.id,
            topic=cast("str | None", item.get("topic")),
            position=position,
            parent_id=_named(named, parent, "category").id if parent else None,
        )
        inherited = named[parent].overwrites if parent else {}
        channel.overwrites = {o.target: o.overwrite for o in _overwrites(roles, item)} or dict(inherited)
        seeding.state.channels[channel.id] = named[channel.name] = channel
        guild.channels.append(channel.id)
    return named


@dataclass(slots=True)
class _Overwrite:
    target: int
    overwrite: Overwrite


def _overwrites(roles: dict[str, Role], item: JSON) -> Iterator[_Overwrite]:
    """`[{"role": name} or {"user_id": id}, with "allow" and "deny" as bits]`."""
    for entry in entries(item, "overwrites"):
        role = cast("str | None", entry.get("role"))
        target = _named(roles, role, "role").id if role else int(entry["user_id"])
        allow, deny = int(entry.get("allow") or 0), int(entry.get("deny") or 0)
        yield _Overwrite(target, Overwrite(target, 0 if role else 1, allow, deny))


def _message(seeding: _Seeding, channels: dict[str, Channel], entry: JSON) -> None:
    channel = _named(channels, str(entry["channel"]), "channel")
    moment = seconds_of(str(entry["at"])) if entry.get("at") else None
    id = next(seeding.spare) if moment is None else snowflake.at(moment)
    while id in channel.messages:
        id += 1
    channel.messages[id] = Message(id, channel.id, int(entry["author_id"]), str(entry["content"]))


def _first_text(guild: Guild, seeding: _Seeding) -> int | None:
    channels = (seeding.state.channels[id] for id in guild.channels)
    return next((channel.id for channel in channels if channel.type == ChannelType.TEXT), None)


T = TypeVar("T")


def _named(things: dict[str, T], name: str, kind: str) -> T:
    if name not in things:
        raise SeedError(f"there is no {kind} named {name!r}")
    return things[name]
