"""Who someone is, where they can go, whom they know, and what is on their screen."""

from __future__ import annotations

from typing import Self, TypedDict, Unpack, cast
from urllib.parse import quote

import aiohttp

from sandbox.driver.client import Client, Event
from sandbox.driver.shown import Shown
from sandbox.wire import JSON

TEXT = 0


class Where(TypedDict, total=False):
    """A place by names or ids: where there is a choice of servers name one; without a channel, the first text
    channel it is; `dm` names whom a private message goes to."""

    guild: str | int | None
    channel: str | int | None
    dm: str | int | None


class Account(Client):
    """Someone connected, before they do anything."""

    def __init__(self, url: str, token: str, session: aiohttp.ClientSession) -> None:
        super().__init__(url, token, session)
        self.messages: dict[int, Shown] = {}
        """What is on the screen, ephemeral messages too."""

    @classmethod
    async def named(cls, url: str, name: str) -> Self:
        """Someone of the sandbox by display name or username. Raises LookupError."""
        async with aiohttp.ClientSession() as session, session.get(f"{url}/sandbox/people") as response:
            people = cast("list[JSON]", await response.json())
        for one in people:
            if name in {one["name"], one["display_name"]}:
                return await cls.connect(url, str(one["token"]))
        raise LookupError(f"there is nobody called {name!r} in this sandbox")

    @property
    def id(self) -> int:
        return int(self.ready["user"]["id"])

    @property
    def name(self) -> str:
        user = self.ready["user"]
        return str(user["global_name"] or user["username"])

    def _receive(self, event: Event) -> None:
        data = event.data
        if event.name in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
            self.messages[int(data["id"])] = Shown(data)
        elif event.name == "MESSAGE_DELETE":
            self.messages.pop(int(data["id"]), None)
        elif event.name in {"GUILD_CREATE", "GUILD_DELETE"}:
            others = [guild for guild in self.ready["guilds"] if guild["id"] != data["id"]]
            self.ready["guilds"] = [*others, data] if event.name == "GUILD_CREATE" else others
        super()._receive(event)

    def guild(self, wanted: str | int | None = None) -> JSON:
        """One of this person's servers. Raises LookupError."""
        for guild in self.ready["guilds"]:
            if wanted is None or str(wanted) in {guild["id"], guild["name"]}:
                return cast("JSON", guild)
        raise LookupError(f"{self.name} is in no server {wanted!r}")

    async def place(self, **where: Unpack[Where]) -> JSON:
        """The channel meant. Raises LookupError if this person sees no such channel."""
        channel, dm = where.get("channel"), where.get("dm")
        if dm is not None:
            return await self.request("POST", "/users/@me/channels", {"recipient_id": str(await self.find(dm))})
        guild_id = self.guild(where.get("guild"))["id"]
        channels = cast("list[JSON]", await self.request("GET", f"/guilds/{guild_id}/channels"))
        for one in channels:
            if (channel is None and one["type"] == TEXT) or str(channel) in {one["id"], one["name"]}:
                return one
        if str(channel).isdecimal():
            return await self.request("GET", f"/channels/{channel}")
        raise LookupError(f"{self.name} sees no channel {channel!r}")

    async def find(self, who: str | int | Account) -> int:
        """The id of someone by name, id or as they are. Raises LookupError."""
        if isinstance(who, Account):
            return who.id
        if str(who).isdecimal():
            return int(who)
        for guild in self.ready["guilds"]:
            search = f"/guilds/{guild['id']}/members/search?limit=100&query={quote(str(who))}"
            for member in await self.request("GET", search):
                user = member["user"]
                if who in {member["nick"], user["global_name"], user["username"]}:
                    return int(user["id"])
        raise LookupError(f"{self.name} knows nobody called {who!r}")
