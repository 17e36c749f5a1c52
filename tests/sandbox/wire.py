"""Bare clients of the sandbox: a request and what came back, a gateway frame by frame."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
import zstandard

from sandbox import Sandbox

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        return self.body["code"]


class Bot:
    """Requests with a bot's token; `refused` asserts that a request was refused and counted."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession, authorization: str) -> None:
        self.sandbox = sandbox
        self._session = session
        self._authorization = authorization

    async def request(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        headers = {"Authorization": self._authorization} if self._authorization else {}
        if body is not None:
            options["data"] = orjson.dumps(body)
            headers["Content-Type"] = "application/json"
        url = self.sandbox.api_url + path
        async with self._session.request(method, url, headers=headers, **options) as response:
            raw = await response.read()
            return Answer(response.status, orjson.loads(raw) if raw else None, dict(response.headers))

    async def get(self, path: str) -> Any:
        return await self.done("GET", path)

    async def done(self, method: str, path: str, body: Any = None) -> Any:
        """A request that must succeed."""
        answer = await self.request(method, path, body)
        assert answer.status < 300, answer
        return answer.body

    async def refused(self, method: str, path: str, body: Any, status: int, code: int) -> Answer:
        """A request that must be refused, and counted as a violation, with this status and code."""
        before = self.sandbox.service.journal.violation_count
        answer = await self.request(method, path, body)
        assert (answer.status, answer.code) == (status, code), answer
        assert self.sandbox.service.journal.violation_count == before + 1
        assert self.sandbox.violations[-1].code == code
        return answer

    async def turned_down(self, method: str, path: str, body: Any, status: int, code: int) -> Answer:
        """The same for what happens to a well-behaved client too: refused and not counted."""
        before = self.sandbox.service.journal.violation_count
        answer = await self.request(method, path, body)
        assert (answer.status, answer.code) == (status, code), answer
        assert self.sandbox.service.journal.violation_count == before
        return answer


class Control:
    """The sandbox's own routes."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self._url = f"{sandbox.url}/sandbox"
        self._session = session

    async def request(self, method: str, path: str, body: Any = None, data: bytes | None = None) -> Answer:
        raw = data if body is None else orjson.dumps(body)
        async with self._session.request(method, self._url + path, data=raw) as response:
            return Answer(response.status, orjson.loads(await response.read()), dict(response.headers))


class Socket:
    """A gateway connection by hand. `compress` is None, `zlib-stream` or `zstd-stream`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, compress: str | None) -> None:
        self.socket = socket
        self._inflate = decompressor(compress)

    @classmethod
    async def open(cls, sandbox: Sandbox, session: aiohttp.ClientSession, query: str = "v=10&encoding=json") -> Socket:
        compress = query.partition("compress=")[2] or None
        return cls(await session.ws_connect(f"{sandbox.gateway_url}?{query}", max_msg_size=0), compress)

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def receive(self) -> Json:
        message = await self.socket.receive(timeout=5)
        assert message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}, message
        data = message.data if isinstance(message.data, bytes) else message.data.encode()
        return orjson.loads(self._inflate(data))

    async def until(self, name: str) -> Json:
        """The data of the next event of a name; others are passed over."""
        while (frame := await self.receive())["t"] != name:
            pass
        return frame["d"]

    async def until_op(self, op: int) -> Json:
        while (frame := await self.receive())["op"] != op:
            pass
        return frame

    async def closes(self) -> int | None:
        """The code with which the other side closes."""
        while (message := await self.socket.receive(timeout=5)).type is not aiohttp.WSMsgType.CLOSE:
            assert message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}, message
        return message.data

    async def identify(self, token: str, intents: int = 1, **more: Any) -> Json:
        """Logs in; returns READY's data."""
        await self.send(2, {"token": token, "intents": intents, "properties": {}, **more})
        return await self.until("READY")


def decompressor(compress: str | None) -> Callable[[bytes], bytes]:
    if compress == "zlib-stream":
        return zlib.decompressobj().decompress
    if compress == "zstd-stream":
        return zstandard.ZstdDecompressor().decompressobj().decompress
    return lambda data: data
