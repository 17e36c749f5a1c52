"""Who is connected, and which of them gets an event."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator

import orjson

from sandbox.gateway.codes import Intent, needed_intent
from sandbox.gateway.session import Session
from sandbox.journal import Journal
from sandbox.model import Application, Channel, Guild, Message
from sandbox.payloads.messages import Messages, without_content
from sandbox.wire import JSON
from sandbox.world import Actor, World

KEPT_FOR = 120.0
"""Seconds a session waits for its RESUME."""


class Hub:
    def __init__(self, world: World, journal: Journal, messages: Messages) -> None:
        self._world = world
        self._journal = journal
        self._messages = messages
        self.sessions: dict[str, Session] = {}
        self._of_user: dict[int, list[Session]] = {}

    def open(self, actor: Actor, intents: int, shard: tuple[int, int]) -> Session:
        self._forget_stale()
        session = Session(secrets.token_hex(16), actor, intents, shard)
        self.sessions[session.id] = session
        self._of_user.setdefault(actor.user.id, []).append(session)
        return session

    def forget(self, session: Session) -> None:
        if self.sessions.pop(session.id, None) is not None:
            self._of_user[session.actor.user.id].remove(session)

    def clear(self) -> None:
        self.sessions.clear()
        self._of_user.clear()

    def _forget_stale(self) -> None:
        now = self._world.clock.pulse.now()
        for session in list(self.sessions.values()):
            if session.left_at is not None and now - session.left_at > KEPT_FOR:
                self.forget(session)

    def sessions_of(self, user_id: int) -> list[Session]:
        return list(self._of_user.get(user_id, ()))

    def online(self, user_id: int) -> bool:
        return any(session.outlet for session in self._of_user.get(user_id, ()))

    def to_user(self, user_id: int, name: str, data: JSON) -> None:
        """To all of one user's sessions, in a DM's or a personal matter."""
        intent = needed_intent(name, in_guild=False)
        sessions = (s for s in self._of_user.get(user_id, ()) if s.covers(None) and s.wants(intent))
        self._send(sessions, name, lambda _session: data)

    def to_session(self, session: Session, name: str, data: JSON) -> None:
        self._send((session,), name, lambda _session: data)

    def to_application(self, application: Application, guild_id: int | None, name: str, data: JSON) -> None:
        """An interaction, to the shard that has the server."""
        sessions = (s for s in self._of_user.get(application.user_id, ()) if s.covers(guild_id))
        self._send(sessions, name, lambda _session: data)

    def to_guild(self, guild: Guild, name: str, data: JSON, *, also: int | None = None) -> None:
        """To everyone in a server who has the intent; `also` gets it whatever their intents."""
        intent = needed_intent(name, in_guild=True)
        sessions = (s for s in self._in(guild) if s.wants(intent) or s.actor.user.id == also)
        self._send(sessions, name, lambda _session: data)

    def to_channel(self, channel: Channel, name: str, data: JSON) -> None:
        """To everyone who may see the channel and has the intent."""
        intent = needed_intent(name, in_guild=channel.guild_id is not None)
        sessions = (s for s in self._watching(channel) if s.wants(intent))
        self._send(sessions, name, lambda _session: data)

    def channel(self, name: str, channel: Channel, data: JSON) -> None:
        """CHANNEL_CREATE, _UPDATE or _DELETE: to every bot; to people as they see it come, change and go."""
        guild = self._world.guild_of(channel)
        if guild is None:
            return
        gone: JSON = {"id": str(channel.id), "guild_id": str(guild.id), "type": channel.type}
        for session in self._in(guild):
            if not session.is_person or self._world.sees(session.actor.user.id, channel):
                if session.wants(Intent.GUILDS):
                    self.to_session(session, name, data)
            elif name == "CHANNEL_UPDATE":
                self.to_session(session, "CHANNEL_DELETE", gone)

    def message(self, name: str, message: Message, channel: Channel, *, nonce: object = None) -> None:
        """MESSAGE_CREATE or MESSAGE_UPDATE: as each may see it, an ephemeral one to its one person alone."""
        data = self._messages.dispatched(message, channel)
        if nonce is not None:
            data["nonce"] = nonce
        if message.viewer_id is not None:
            people = (s for s in self._of_user.get(message.viewer_id, ()) if s.is_person)
            self._send(people, name, lambda _session: data)
            return
        bare = without_content(data)
        free = {message.author_id, *message.mentions}
        intent = needed_intent(name, in_guild=channel.guild_id is not None)

        def seen_by(session: Session) -> JSON:
            open_to_all = channel.guild_id is None or session.actor.user.id in free
            return data if open_to_all or session.reads_content() else bare

        self._send((s for s in self._watching(channel) if s.wants(intent)), name, seen_by)

    def message_deleted(self, message: Message, channel: Channel) -> None:
        data: JSON = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
        if message.viewer_id is None:
            self.to_channel(channel, "MESSAGE_DELETE", data)
        else:
            self.to_user(message.viewer_id, "MESSAGE_DELETE", data)

    def _in(self, guild: Guild) -> Iterator[Session]:
        for session in list(self.sessions.values()):
            if session.actor.user.id in guild.members and session.covers(guild.id):
                yield session

    def _watching(self, channel: Channel) -> Iterator[Session]:
        guild = self._world.guild_of(channel)
        if guild is None:
            for user_id in channel.recipients:
                yield from (s for s in self._of_user.get(user_id, ()) if s.covers(None))
            return
        for session in self._in(guild):
            if self._world.sees(session.actor.user.id, channel):
                yield session

    def _send(self, sessions: Iterable[Session], name: str, payload: Callable[[Session], JSON]) -> None:
        encoded: dict[int, bytes] = {}
        for session in sessions:
            data = payload(session)
            if id(data) not in encoded:
                encoded[id(data)] = orjson.dumps(data)
            self._journal.event(session.actor.name, name, told=encoded[id(data)])
            session.dispatch(name, encoded[id(data)])
