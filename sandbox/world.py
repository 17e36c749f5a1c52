"""The sandbox's world: its records, looked up and asked who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox import permissions as can
from sandbox import snowflake
from sandbox.clock import Clock
from sandbox.errors import missing_access, missing_permissions, unknown
from sandbox.model import (
    THREADS,
    Application,
    Channel,
    ChannelType,
    Guild,
    Interaction,
    Member,
    Message,
    Modal,
    State,
    User,
)
from sandbox.snowflake import Snowflakes


@dataclass(slots=True, frozen=True)
class Actor:
    """Who makes a request: a person, or a bot with its application."""

    user: User
    application: Application | None = None

    @property
    def name(self) -> str:
        return self.application.name if self.application else self.user.global_name or self.user.username


@dataclass(slots=True)
class Live:
    """What a restart of Discord's clients forgets: interactions under way, modals, recent nonces, new DMs."""

    interactions: dict[int, Interaction] = field(default_factory=dict[int, Interaction])
    tokens: dict[str, Interaction] = field(default_factory=dict[str, Interaction])
    modals: dict[int, Modal] = field(default_factory=dict[int, Modal])
    nonces: dict[tuple[int, int, str], tuple[float, int]] = field(
        default_factory=dict[tuple[int, int, str], tuple[float, int]]
    )
    opened: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    """Per bot, when it opened new DM channels."""

    def forget_before(self, moment: float) -> None:
        """Drops interactions and modals older than `moment`; they stand in the order they were made."""
        while self.interactions and (oldest := next(iter(self.interactions.values()))).created_at < moment:
            del self.interactions[oldest.id]
            del self.tokens[oldest.token]
        while self.modals and snowflake.moment(next(iter(self.modals))) < moment:
            del self.modals[next(iter(self.modals))]


class World:
    """Every look-up raises `ApiError` (404 or 403) as Discord would."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock.now)
        self.replace(State())

    def replace(self, state: State) -> None:
        """Puts another state in the place of this one; what is live is forgotten."""
        self._actors = _by_token(state)
        self.state = state
        self.live = Live()
        self.direct: dict[frozenset[int], Channel] = {}
        self.memberships: dict[int, set[int]] = {}
        self.webhook_guilds: dict[int, int] = {}
        for channel in state.channels.values():
            self.ids.skip_past(channel.last_message_id or channel.id)
            if channel.type == ChannelType.DM:
                self.direct[frozenset(channel.recipients)] = channel
        for guild in state.guilds.values():
            self.webhook_guilds.update(dict.fromkeys(guild.webhooks, guild.id))
            for user_id in guild.members:
                self.memberships.setdefault(user_id, set()).add(guild.id)

    def actor(self, authorization: str) -> Actor | None:
        """Whom an Authorization header names."""
        return self._actors.get(authorization)

    def gateway_actor(self, token: str) -> Actor | None:
        """Whom an IDENTIFY names: bots leave the prefix out there."""
        return self._actors.get(f"Bot {token.removeprefix('Bot ')}") or self._actors.get(token)

    def user(self, id: int) -> User:
        user = self.state.users.get(id)
        if user is None:
            raise unknown("user")
        return user

    def application_of(self, user_id: int) -> Application | None:
        return next((app for app in self.state.applications.values() if app.user_id == user_id), None)

    def guild(self, id: int) -> Guild:
        guild = self.state.guilds.get(id)
        if guild is None:
            raise unknown("guild")
        return guild

    def guild_for(self, id: int, actor: Actor) -> Guild:
        """A server the actor is in; Discord answers 10004 for any other."""
        guild = self.guild(id)
        if actor.user.id not in guild.members:
            raise unknown("guild")
        return guild

    def guilds_of(self, user_id: int) -> Iterator[Guild]:
        return (self.state.guilds[id] for id in sorted(self.memberships.get(user_id, ())))

    def member(self, guild: Guild, user_id: int) -> Member:
        member = guild.members.get(user_id)
        if member is None:
            raise unknown("member" if user_id in self.state.users else "user")
        return member

    def channel(self, id: int) -> Channel:
        channel = self.state.channels.get(id)
        if channel is None:
            raise unknown("channel")
        return channel

    def forget_channel(self, channel: Channel) -> None:
        """Takes a server's channel or thread out of the world, with the files of its messages."""
        self.state.guilds[channel.guild_id or 0].channels.remove(channel.id)
        del self.state.channels[channel.id]
        for message in channel.messages.values():
            self.forget_files(message)

    def forget_files(self, message: Message) -> None:
        for id in message.attachments:
            self.state.attachments.pop(id, None)

    def guild_of(self, channel: Channel) -> Guild | None:
        return None if channel.guild_id is None else self.state.guilds[channel.guild_id]

    def channels_of(self, guild: Guild) -> Iterator[Channel]:
        return (self.state.channels[id] for id in guild.channels)

    def threads_of(self, parent: Channel) -> Iterator[Channel]:
        guild = self.guild_of(parent)
        channels = self.channels_of(guild) if guild else iter(())
        return (channel for channel in channels if channel.thread and channel.parent_id == parent.id)

    def permissions(self, user_id: int, channel: Channel) -> int:
        """What someone may do in a channel, thread or DM; 0 if they cannot see it."""
        guild = self.guild_of(channel)
        if guild is None:
            return can.IN_DIRECT_MESSAGES if user_id in channel.recipients else 0
        member = guild.members.get(user_id)
        if member is None:
            return 0
        if channel.type not in THREADS:
            return can.in_channel(guild, member, channel, self.clock.now())
        parent = self.state.channels[channel.parent_id or 0]
        granted = can.in_channel(guild, member, parent, self.clock.now())
        if channel.type == ChannelType.PRIVATE_THREAD and not granted & can.MANAGE_THREADS:
            joined = channel.thread is not None and user_id in channel.thread.members
            return granted if joined else 0
        return granted

    def guild_permissions(self, guild: Guild, user_id: int) -> int:
        member = guild.members.get(user_id)
        return can.in_guild(guild, member, self.clock.now()) if member else 0

    def sees(self, user_id: int, channel: Channel) -> bool:
        return bool(self.permissions(user_id, channel) & can.VIEW_CHANNEL)

    def require(self, actor: Actor, channel: Channel, needed: int = 0) -> int:
        """The actor's permissions in a channel, having all of `needed`: else 50001 or 50013."""
        granted = self.permissions(actor.user.id, channel)
        if not granted & can.VIEW_CHANNEL:
            raise missing_access()
        if granted & needed != needed:
            raise missing_permissions()
        return granted

    def require_in_guild(self, actor: Actor, guild: Guild, needed: int) -> int:
        granted = self.guild_permissions(guild, actor.user.id)
        if granted & needed != needed:
            raise missing_permissions()
        return granted

    def visible_channel(self, id: int, actor: Actor, needed: int = 0) -> Channel:
        channel = self.channel(id)
        self.require(actor, channel, needed)
        return channel

    def message(self, channel: Channel, id: int) -> Message:
        """A message everyone in the channel sees: ephemeral ones are unknown to all routes but their own."""
        message = channel.messages.get(id)
        if message is None or message.viewer_id is not None:
            raise unknown("message")
        return message

    def direct_channel(self, one: int, other: int) -> Channel:
        """The DM channel of two people, made if there is none."""
        pair = frozenset({one, other})
        channel = self.direct.get(pair)
        if channel is None:
            channel = Channel(self.ids.next(), ChannelType.DM, recipients=[one, other])
            self.direct[pair] = self.state.channels[channel.id] = channel
        return channel


def _by_token(state: State) -> dict[str, Actor]:
    """Everyone by Authorization header. Raises KeyError for an application without its user."""
    people = {user.token: Actor(user) for user in state.users.values() if user.token and not user.bot}
    bots = {f"Bot {one.token}": Actor(state.users[one.user_id], one) for one in state.applications.values()}
    return people | bots
