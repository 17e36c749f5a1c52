"""The gateway's door: `ws://.../gateway?v=10&encoding=json&compress=...`."""

from __future__ import annotations

from aiohttp import web

from sandbox.gateway.codes import Close, Op
from sandbox.gateway.compression import STREAMS
from sandbox.gateway.connection import Connection, Setting

VERSIONS = {"9", "10"}
MOST_CONNECTIONS = 2_000
LARGEST_FRAME = 64 << 10
"""Bytes; aiohttp itself closes the connection (1009) on more."""


class Gateway:
    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._connections: set[Connection] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Upgrades and serves one connection. 503 when too many are open."""
        if len(self._connections) >= MOST_CONNECTIONS:
            return web.Response(status=503, text="too many connections")
        socket = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_FRAME, timeout=1.0)
        await socket.prepare(request)
        query = request.query
        compress = query.get("compress")
        if query.get("v", "10") not in VERSIONS:
            await socket.close(code=Close.INVALID_API_VERSION, message=b"Invalid API version.")
            return socket
        if query.get("encoding", "json") != "json" or (compress and compress not in STREAMS):
            await socket.close(code=Close.DECODE_ERROR, message=b"Only encoding=json, and zlib-stream or zstd-stream.")
            return socket
        connection = Connection(self._setting, socket, request.transport, STREAMS[compress]() if compress else None)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
        return socket

    def close(self, code: int, who: str = "*") -> int:
        """Closes identified connections (of `who` alone, if named) with `code`; says how many."""
        struck = self._identified(who)
        for connection in struck:
            connection.end(code)
        return len(struck)

    def reconnect(self, who: str = "*") -> int:
        """Asks connections to reconnect, as Discord does before it restarts a gateway."""
        struck = self._identified(who)
        for connection in struck:
            connection.send(Op.RECONNECT, None)
        return len(struck)

    def invalidate(self, who: str = "*", *, resumable: bool) -> int:
        """Sends INVALID_SESSION; unless `resumable`, the session is gone."""
        struck = self._identified(who)
        for connection in struck:
            if not resumable and connection.session:
                self._setting.hub.forget(connection.session)
            connection.send(Op.INVALID_SESSION, resumable)
        return len(struck)

    def cut_all(self) -> None:
        """Drops every connection at once."""
        for connection in list(self._connections):
            connection.cut()

    def _identified(self, who: str) -> list[Connection]:
        return [c for c in list(self._connections) if c.session and who in {"*", c.session.actor.name}]
