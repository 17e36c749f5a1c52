"""One websocket: HELLO, IDENTIFY or RESUME, heartbeats, and the events of its session."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass
from typing import Any, cast

import orjson
from aiohttp import ClientConnectionResetError, WSMessage, WSMsgType, web

from sandbox.faults import Faults
from sandbox.gateway.codes import Close, Intent, Op
from sandbox.gateway.compression import Compress
from sandbox.gateway.greeting import greet, member_chunks, presence
from sandbox.gateway.hub import Hub
from sandbox.gateway.session import Session
from sandbox.journal import Journal
from sandbox.wire import JSON
from sandbox.world import Actor, World

HEARTBEAT_MS = 41_250
LONGEST_FRAME = 4_096
"""Bytes a client may send at once; more is a decode error (4002)."""
FRAMES_A_MINUTE = 120
UNREAD_BYTES = 32 << 20
"""Bytes waiting for a client that does not read; beyond, its connection is cut (it may resume)."""
FAREWELL_SECONDS = 2.0
ACK_SECONDS = 0.01
"""A network's way there and back. An answer quicker than any network's looks late to discord.py, which notes
when it sent a heartbeat only after it was sent, and warns."""


class Refused(Exception):
    """The connection ends with a documented close code."""

    def __init__(self, code: Close, detail: str = "") -> None:
        super().__init__(detail or code.reason)
        self.code = code


@dataclass(slots=True)
class Setting:
    """What every connection shares."""

    world: World
    hub: Hub
    journal: Journal
    faults: Faults
    url: str
    limits: bool = True


class Connection:
    def __init__(self, setting: Setting, socket: web.WebSocketResponse, transport: Any, compress: Compress | None):
        self._setting = setting
        self._socket = socket
        self._transport: asyncio.Transport | None = transport
        self._compress = compress
        self._outbox: deque[bytes] = deque()
        self._unread = 0
        self._wake = asyncio.Event()
        self._ending: int | None = None
        self._received: deque[float] = deque(maxlen=FRAMES_A_MINUTE)
        self._pulse: asyncio.TimerHandle | None = None
        self.session: Session | None = None

    def push(self, frame: bytes) -> None:
        """Queues a frame; cuts off a client that has stopped reading."""
        if self._setting.faults.silent:
            return
        self._outbox.append(frame)
        self._unread += len(frame)
        if self._unread > UNREAD_BYTES:
            self.cut()
        self._wake.set()

    def send(self, op: Op, data: Any) -> None:
        self.push(orjson.dumps({"op": op, "d": data, "s": None, "t": None}))

    def end(self, code: int) -> None:
        """Closes with `code` once what is queued has gone out."""
        self._ending = code
        self._wake.set()

    def cut(self) -> None:
        """Drops the connection without a word."""
        self._outbox.clear()
        self._unread = 0
        if self._transport is not None:
            self._transport.abort()

    async def run(self) -> None:
        """Serves the connection until either side ends it."""
        writer = asyncio.create_task(self._write())
        try:
            self.send(Op.HELLO, {"heartbeat_interval": HEARTBEAT_MS, "_trace": ["sandbox"]})
            self._await_heartbeat()
            async for message in self._socket:
                if not self._take(message):
                    break
            await self._farewell(writer)
        finally:
            writer.cancel()
            if self._pulse:
                self._pulse.cancel()
            self._leave()

    async def _farewell(self, writer: asyncio.Task[None]) -> None:
        """Lets the writer say why, if it was this side that ended it."""
        if self._ending is not None and not self._socket.closed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(writer), FAREWELL_SECONDS)

    async def _write(self) -> None:
        with contextlib.suppress(ClientConnectionResetError, ConnectionError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._outbox:
                    frame = self._outbox.popleft()
                    await self._put(frame)
                    self._unread -= len(frame)
                if self._ending is not None:
                    reason = Close(self._ending).reason if self._ending in list(Close) else ""
                    await self._socket.close(code=self._ending, message=reason.encode())
                    return

    async def _put(self, frame: bytes) -> None:
        if self._compress:
            await self._socket.send_bytes(self._compress(frame))
        else:
            await self._socket.send_str(frame.decode())

    def _take(self, message: WSMessage) -> bool:
        """Handles one frame; False when the connection is to end."""
        if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
            return False
        try:
            self._pace()
            self._handle(_decoded(message.data))
        except Refused as refused:
            self._refuse(refused)
        return self._ending is None

    def _refuse(self, refused: Refused) -> None:
        who = self.session.actor.name if self.session else "?"
        self._setting.journal.violation(
            who, "GATEWAY", "/gateway", int(refused.code), refused.code.name.lower(), str(refused)
        )
        if self.session is not None:
            self._setting.hub.forget(self.session)
        self.end(int(refused.code))

    def _pace(self) -> None:
        now = asyncio.get_running_loop().time()
        full = len(self._received) == FRAMES_A_MINUTE and now - self._received[0] < 60
        if full and self._setting.limits:
            raise Refused(Close.RATE_LIMITED)
        self._received.append(now)

    def _handle(self, frame: JSON) -> None:
        op, data = frame.get("op"), frame.get("d")
        if op == Op.HEARTBEAT:
            self._await_heartbeat()
            asyncio.get_running_loop().call_later(ACK_SECONDS, self.send, Op.HEARTBEAT_ACK, None)
        elif op == Op.IDENTIFY:
            self._identify(_object(data))
        elif op == Op.RESUME:
            self._resume(_object(data))
        elif self.session is None:
            raise Refused(Close.NOT_AUTHENTICATED)
        elif op == Op.REQUEST_GUILD_MEMBERS:
            self._members(self.session, _object(data))
        elif op == Op.PRESENCE_UPDATE:
            self._announce(str(_object(data).get("status") or "online"))
        elif op == Op.VOICE_STATE_UPDATE:
            who = self.session.actor.name
            self._setting.journal.violation(who, "GATEWAY", "/gateway", 501, "unbuilt", "voice is not built")
        else:
            raise Refused(Close.UNKNOWN_OPCODE, f"opcode {op!r}")

    def _identify(self, data: JSON) -> None:
        if self.session is not None:
            raise Refused(Close.ALREADY_AUTHENTICATED)
        actor = self._setting.world.gateway_actor(str(data.get("token") or ""))
        if actor is None:
            raise Refused(Close.AUTHENTICATION_FAILED)
        status = str(_object(data.get("presence") or {}).get("status") or "online")
        if actor.application is None:
            session = self._setting.hub.open(actor, Intent.EVERYTHING, (0, 1))
        else:
            session = self._setting.hub.open(actor, _intents(actor, data), _shard(data))
        self._join(session)
        greet(self._setting.world, self._setting.hub, session, self._setting.url)
        self._announce(status)

    def _resume(self, data: JSON) -> None:
        if self.session is not None:
            raise Refused(Close.ALREADY_AUTHENTICATED)
        actor = self._setting.world.gateway_actor(str(data.get("token") or ""))
        if actor is None:
            raise Refused(Close.AUTHENTICATION_FAILED)
        session = self._setting.hub.sessions.get(str(data.get("session_id")))
        if self._setting.faults.resumes_to_refuse:
            self._setting.faults.resumes_to_refuse -= 1
            session = None
        if session is None or session.actor.user.id != actor.user.id:
            self.send(Op.INVALID_SESSION, False)
            return
        sequence = data.get("seq")
        if not isinstance(sequence, int) or sequence > session.sequence:
            raise Refused(Close.INVALID_SEQ)
        missed = session.missed(sequence)
        if missed is None:
            self._setting.hub.forget(session)
            self.send(Op.INVALID_SESSION, False)
            return
        self._join(session)
        for frame in missed:
            self.push(frame)
        self._setting.hub.to_session(session, "RESUMED", {"_trace": ["sandbox"]})

    def _join(self, session: Session) -> None:
        if isinstance(session.outlet, Connection):
            session.outlet.session = None
            session.outlet.end(Close.SESSION_TIMED_OUT)
        session.outlet, session.left_at, self.session = self, None, session

    def _leave(self) -> None:
        session = self.session
        if session is None or session.outlet is not self:
            return
        session.outlet, session.left_at = None, self._setting.world.clock.pulse.now()
        if self._ending is None and self._socket.close_code in {1000, 1001}:
            self._setting.hub.forget(session)  # a client that says goodbye does not come back to this session
        self._tell_presence(session, "offline")

    def _members(self, session: Session, data: JSON) -> None:
        asked = str(data.get("guild_id"))
        guild = self._setting.world.state.guilds.get(int(asked)) if asked.isdecimal() else None
        if guild is None or session.actor.user.id not in guild.members:
            return
        everyone = data.get("user_ids") is None and not data.get("query")
        if everyone and not session.wants(Intent.GUILD_MEMBERS):
            raise Refused(Close.DISALLOWED_INTENTS, "the whole member list needs the GUILD_MEMBERS intent")
        if data.get("presences") and not session.wants(Intent.GUILD_PRESENCES):
            raise Refused(Close.DISALLOWED_INTENTS, "presences need the GUILD_PRESENCES intent")
        try:
            for chunk in member_chunks(self._setting.world, self._setting.hub, guild, data):
                self._setting.hub.to_session(session, "GUILD_MEMBERS_CHUNK", chunk)
        except ValueError as error:
            raise Refused(Close.DECODE_ERROR, str(error)) from error

    def _announce(self, status: str) -> None:
        if self.session is not None:
            self._tell_presence(self.session, status)

    def _tell_presence(self, session: Session, status: str) -> None:
        user_id = session.actor.user.id
        for guild in self._setting.world.guilds_of(user_id):
            self._setting.hub.to_guild(
                guild, "PRESENCE_UPDATE", {**presence(user_id, status), "guild_id": str(guild.id)}
            )

    def _await_heartbeat(self) -> None:
        if self._pulse:
            self._pulse.cancel()
        patience = HEARTBEAT_MS / 1000 * 1.5
        self._pulse = asyncio.get_running_loop().call_later(patience, self.end, int(Close.SESSION_TIMED_OUT))


def _decoded(data: str | bytes) -> JSON:
    if len(data) > LONGEST_FRAME:
        raise Refused(Close.DECODE_ERROR, f"a frame of {len(data)} bytes; {LONGEST_FRAME} at most")
    try:
        frame = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Refused(Close.DECODE_ERROR, str(error)) from error
    return _object(frame)


def _object(data: object) -> JSON:
    if not isinstance(data, dict):
        raise Refused(Close.DECODE_ERROR, "not a JSON object")
    return cast("JSON", data)


def _intents(actor: Actor, data: JSON) -> int:
    intents, application = data.get("intents"), actor.application
    if not isinstance(intents, int) or intents & ~Intent.KNOWN or intents < 0:
        raise Refused(Close.INVALID_INTENTS, f"intents {intents!r}")
    allowed = {
        Intent.GUILD_MEMBERS: application and application.members_intent,
        Intent.GUILD_PRESENCES: application and application.presences_intent,
        Intent.MESSAGE_CONTENT: application and application.content_intent,
    }
    if any(intents & bit and not on for bit, on in allowed.items()):
        raise Refused(Close.DISALLOWED_INTENTS)
    return intents


def _shard(data: JSON) -> tuple[int, int]:
    match data.get("shard", [0, 1]):
        case [int(index), int(count)] if 0 <= index < count:
            return (index, count)
        case shard:
            raise Refused(Close.INVALID_SHARD, f"shard {shard!r}")
