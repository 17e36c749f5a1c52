"""The `resolved` part of an interaction: the objects behind the ids someone chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sandbox import permissions as can
from sandbox.model import Channel, Guild
from sandbox.payloads import people, places
from sandbox.service import Service
from sandbox.wire import JSON, entries

USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT = 6, 7, 8, 9, 11
"""Command option types that name something."""
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT, FILE_UPLOAD = 5, 6, 7, 8, 19
"""Components that do."""
SELECTS = {
    USER_SELECT: USER,
    ROLE_SELECT: ROLE,
    MENTIONABLE_SELECT: MENTIONABLE,
    CHANNEL_SELECT: CHANNEL,
    FILE_UPLOAD: ATTACHMENT,
}
USER_COMMAND, MESSAGE_COMMAND = 2, 3


class Resolver:
    """Collects what is named; `resolved` stays empty if nothing is."""

    def __init__(self, service: Service, channel: Channel, guild: Guild | None) -> None:
        self._service = service
        self._channel = channel
        self._guild = guild
        self.resolved: JSON = {}

    def options(self, options: Iterable[JSON]) -> None:
        """Every option of a command that names something."""
        for option in flattened(options):
            if option.get("type") in {USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT} and "value" in option:
                self.add(int(option["type"]), [option["value"]])

    def target(self, command_type: int, target_id: int) -> None:
        """What a context menu command was used on."""
        if command_type == USER_COMMAND:
            self.add(USER, [target_id])
        elif command_type == MESSAGE_COMMAND and (message := self._channel.messages.get(target_id)):
            self._put("messages", target_id, self._service.messages.full(message))

    def add(self, kind: int, values: Iterable[Any]) -> None:
        for value in values:
            if not str(value).isdecimal():
                continue
            id = int(value)
            if kind in {USER, MENTIONABLE}:
                self._user(id)
            if kind in {ROLE, MENTIONABLE}:
                self._role(id)
            if kind == CHANNEL:
                self._named_channel(id)
            if kind == ATTACHMENT and (file := self._service.world.state.attachments.get(id)):
                self._put("attachments", id, self._service.messages.attachment(file))

    def _put(self, group: str, id: int, shown: JSON) -> None:
        self.resolved.setdefault(group, {})[str(id)] = shown

    def _user(self, id: int) -> None:
        user = self._service.world.state.users.get(id)
        if user is None:
            return
        self._put("users", id, people.user(user))
        member = self._guild.members.get(id) if self._guild else None
        if self._guild and member:
            granted = self._service.world.permissions(id, self._channel)
            shown = people.member(member, self._guild)
            self._put("members", id, shown | {"permissions": people.permission_bits(granted)})

    def _role(self, id: int) -> None:
        if self._guild and (role := self._guild.roles.get(id)):
            self._put("roles", id, people.role(role))

    def _named_channel(self, id: int) -> None:
        channel = self._service.world.state.channels.get(id)
        if channel and self._guild and channel.guild_id == self._guild.id:
            self._put("channels", id, partial_channel(self._service, channel, None))


def partial_channel(service: Service, channel: Channel, user_id: int | None) -> JSON:
    """A channel in an interaction: with the permissions its user has there."""
    shown = places.channel(service.world, channel, user_id)
    granted = service.world.permissions(user_id, channel) if user_id else can.ALL
    return shown | {"permissions": people.permission_bits(granted)}


def flattened(options: Iterable[JSON]) -> Iterator[JSON]:
    """Every option, also those within a subcommand."""
    for option in options:
        yield option
        yield from flattened(entries(option, "options"))
