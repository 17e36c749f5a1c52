"""A person's own client: their account over REST, and a gateway connection that remembers what came."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable
from typing import Any, Self, TypeVar, cast

import aiohttp
import orjson

from sandbox.wire import JSON

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds to wait for something before saying that it did not happen."""


class Refused(AssertionError):
    """The sandbox said no: `status`, `code` and Discord's wording."""

    def __init__(self, method: str, path: str, status: int, body: JSON) -> None:
        self.status = status
        self.code = int(body.get("code") or 0)
        self.body = body
        super().__init__(f"{method} {path} was refused: {status} {orjson.dumps(body).decode()}")


class Event:
    """One dispatch: `name` and `data`."""

    __slots__ = ("data", "name")

    def __init__(self, name: str, data: JSON) -> None:
        self.name = name
        self.data = data


class Client:
    """Connected from `connect` to `leave`. `events` grows for as long as it lives: it serves a test."""

    def __init__(self, url: str, token: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._token = token
        self._session = session
        self.events: list[Event] = []
        self._news = asyncio.Event()
        self._ended: str | None = None
        self.ready: JSON = {}

    @classmethod
    async def connect(cls, url: str, token: str) -> Self:
        """Logs in. Raises Refused for an unknown token."""
        session = aiohttp.ClientSession(headers={"Authorization": token})
        client = cls(url, token, session)
        try:
            await client.request("GET", "/users/@me")
            client._socket = await session.ws_connect(f"{url}/gateway?v=10&encoding=json", max_msg_size=0)
            client._reader = asyncio.create_task(client._read())
            client.ready = (await client.event(lambda event: event.name == "READY")).data
        except BaseException:
            await client.leave()
            raise
        return client

    _socket: aiohttp.ClientWebSocketResponse | None = None
    _reader: asyncio.Task[None] | None = None

    async def leave(self) -> None:
        """Closes the connection."""
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        if self._socket is not None:
            await self._socket.close()
        await self._session.close()

    async def request(self, method: str, path: str, json: Any = None, files: dict[str, bytes] | None = None) -> Any:
        """A REST request as this person. Raises Refused for anything but success."""
        options: JSON = {}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", orjson.dumps(json).decode(), content_type="application/json")
            for index, (name, data) in enumerate(files.items()):
                file = io.BytesIO(data)
                form.add_field(f"files[{index}]", file, filename=name, content_type="application/octet-stream")
            options["data"] = form
        elif json is not None:
            options["data"] = orjson.dumps(json)
            options["headers"] = {"Content-Type": "application/json"}
        async with self._session.request(method, f"{self.url}/api/v10{path}", **options) as response:
            raw = await response.read()
            body: Any = orjson.loads(raw) if raw and response.content_type == "application/json" else {}
            if response.status >= 300:
                raise Refused(method, path, response.status, body)
            return body

    async def _read(self) -> None:
        socket = cast("aiohttp.ClientWebSocketResponse", self._socket)
        beat: asyncio.Task[None] | None = None
        try:
            async for message in socket:
                frame = orjson.loads(message.data)
                if frame["op"] == 10:
                    await socket.send_json({"op": 2, "d": {"token": self._token, "properties": {}}})
                    beat = asyncio.create_task(_beat(socket, frame["d"]["heartbeat_interval"] / 1000))
                elif frame["op"] == 0:
                    self._receive(Event(frame["t"], frame["d"]))
        finally:
            if beat is not None:
                beat.cancel()
            self._ended = f"the gateway closed the connection ({socket.close_code})"
            self._news.set()

    def _receive(self, event: Event) -> None:
        """Notes an event; a subclass keeps its own picture up to date first."""
        self.events.append(event)
        self._news.set()

    async def event(self, wanted: Callable[[Event], bool], since: int = 0, within: float = PATIENCE) -> Event:
        """The first event that fits, from number `since` on, past or to come. Raises AssertionError in the end."""

        def find() -> Event | None:
            return next((event for event in self.events[since:] if wanted(event)), None)

        return await self.until(find, "an event that fits", within)

    async def until(self, look: Callable[[], T | None], what: str, within: float = PATIENCE) -> T:
        """Looks again after each event until `look` finds something."""
        try:
            async with asyncio.timeout(within):
                async for found in self._looking(look):
                    if found is not None:
                        return found
        except TimeoutError:
            pass
        latest = ", ".join(event.name for event in self.events[-8:])
        raise AssertionError(f"did not see {what}{f'; {self._ended}' if self._ended else ''}; latest: {latest}")

    async def _looking(self, look: Callable[[], T | None]) -> AsyncIterator[T | None]:
        while True:
            self._news.clear()
            yield look()
            if self._ended is not None:
                return
            await self._news.wait()


async def _beat(socket: aiohttp.ClientWebSocketResponse, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await socket.send_json({"op": 1, "d": None})
