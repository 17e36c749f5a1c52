"""A person who types, presses, fills in and sees."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, cast
from urllib.parse import quote

import aiohttp

from sandbox.driver.client import PATIENCE, Client, Event, Refused
from sandbox.driver.entry import command_data, form_data, option_types, subcommand
from sandbox.driver.shown import Form, Select, Shown
from sandbox.wire import JSON, section

__all__ = ["DidNotRespond", "Person", "Refused"]
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
BUTTON = 2
TEXT = 0


class DidNotRespond(AssertionError):
    """The application did not respond in time: what the person reads is just that."""


class Person(Client):
    """One account, connected. `guild`, `channel` and `dm` are names or ids: where there is a choice of servers
    name one; without a channel, the first text channel it is; `dm` names whom a private message goes to."""

    _nonces = itertools.count(1)

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

    # Where

    def guild(self, wanted: str | int | None = None) -> JSON:
        """One of this person's servers. Raises LookupError."""
        for guild in self.ready["guilds"]:
            if wanted is None or str(wanted) in {guild["id"], guild["name"]}:
                return cast("JSON", guild)
        raise LookupError(f"{self.name} is in no server {wanted!r}")

    async def place(self, guild: str | int | None, channel: str | int | None, dm: str | int | None) -> JSON:
        """The channel meant. Raises LookupError if this person sees no such channel."""
        if dm is not None:
            return await self.request("POST", "/users/@me/channels", {"recipient_id": str(await self.find(dm))})
        guild_id = self.guild(guild)["id"]
        channels = cast("list[JSON]", await self.request("GET", f"/guilds/{guild_id}/channels"))
        for one in channels:
            if (channel is None and one["type"] == TEXT) or str(channel) in {one["id"], one["name"]}:
                return one
        if str(channel).isdecimal():
            return await self.request("GET", f"/channels/{channel}")
        raise LookupError(f"{self.name} sees no channel {channel!r}")

    async def find(self, who: str | int | Person) -> int:
        """The id of someone by name, id or as they are. Raises LookupError."""
        if isinstance(who, Person):
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

    # Doing

    async def writes(
        self,
        text: str,
        *,
        guild: str | int | None = None,
        channel: str | int | None = None,
        dm: str | int | None = None,
        files: dict[str, bytes] | None = None,
    ) -> Shown:
        """Sends a message."""
        place = await self.place(guild, channel, dm)
        return Shown(await self.request("POST", f"/channels/{place['id']}/messages", {"content": text}, files))

    async def reads(
        self, *, guild: str | int | None = None, channel: str | int | None = None, dm: str | int | None = None
    ) -> list[Shown]:
        """A channel's latest messages, oldest first."""
        place = await self.place(guild, channel, dm)
        found = cast("list[JSON]", await self.request("GET", f"/channels/{place['id']}/messages?limit=100"))
        return [Shown(one) for one in reversed(found)]

    async def commands(self, *, guild: str | int | None = None, in_dm: bool = False) -> dict[str, JSON]:
        """What this person is offered when typing `/` (and in context menus), by name."""
        scope = "/users/@me" if in_dm else f"/guilds/{self.guild(guild)['id']}"
        index = await self.request("GET", f"{scope}/application-command-index")
        return {str(one["name"]): one for one in index["application_commands"]}

    async def types(
        self,
        command: str,
        *,
        guild: str | int | None = None,
        channel: str | int | None = None,
        dm: str | int | None = None,
        files: dict[str, bytes] | None = None,
        **options: Any,
    ) -> Shown:
        """Uses a command (`"/meeting plan"`) and returns its answer. Raises DidNotRespond, Refused, LookupError."""
        place = await self.place(guild, channel, dm)
        found, path = await self._command(command, place)
        data = command_data(found, path, await self._values(found, path, options, place))
        return await self._interact(COMMAND, place, found["application_id"], data, command, files=files)

    async def uses(self, command: str, on: Shown | Person | str, *, guild: str | int | None = None) -> Shown:
        """Uses a context menu command on a message or a person."""
        channel = on.channel_id if isinstance(on, Shown) else None
        place = await self.place(guild, channel, None)
        found, _ = await self._command(command, place)
        target = on.id if isinstance(on, Shown) else await self.find(on)
        data: JSON = {"id": found["id"], "name": found["name"], "type": found["type"], "target_id": str(target)}
        return await self._interact(COMMAND, place, found["application_id"], data, command)

    async def completions(
        self,
        command: str,
        *,
        guild: str | int | None = None,
        channel: str | int | None = None,
        dm: str | int | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        """What is offered while typing the last of `options`: names to values. Raises DidNotRespond."""
        place = await self.place(guild, channel, dm)
        found, path = await self._command(command, place)
        focused = next(reversed(options))
        data = command_data(found, path, options, focused=focused)
        start, nonce = await self._send(AUTOCOMPLETE, place, found["application_id"], data)

        def look() -> Event | None:
            self._raise_if_failed(start, nonce, command)
            return self._about(start, nonce, "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE")

        event = await self.until(look, f"completions of {command}")
        return {str(choice["name"]): choice["value"] for choice in event.data["choices"]}

    async def presses(self, shown: Shown, button: str) -> Shown:
        """Presses a button by label or custom_id; returns the new or changed message, or the form."""
        pressed = shown.button(button)
        assert not pressed.disabled, f"the button {button!r} is greyed out"
        assert pressed.custom_id is not None, f"the button {button!r} is a link"
        data: JSON = {"component_type": BUTTON, "custom_id": pressed.custom_id}
        return await self._on_message(shown, data, f"the button {button!r}")

    async def chooses(self, shown: Shown, menu: str, choices: Sequence[str | int | Person]) -> Shown:
        """Chooses from a menu (by placeholder or custom_id), by label or value, or by people's names."""
        select = shown.select(menu)
        values = await self._chosen(select, choices)
        data: JSON = {"component_type": select.type, "custom_id": select.custom_id, "values": values}
        return await self._on_message(shown, data, f"the menu {menu!r}")

    async def fills_in(self, form: Shown, values: Mapping[str, Any], files: dict[str, bytes] | None = None) -> Shown:
        """Submits a form, fields by label; those left out keep what they were prefilled with."""
        assert isinstance(form, Form), f"this is no form but {form!r}"
        data = form_data(form, values)
        place: JSON = {"id": form.payload["channel_id"], "guild_id": form.payload.get("guild_id")}
        application_id = form.payload["application"]["id"]
        what = f"the form {form.title!r}"
        return await self._interact(MODAL_SUBMIT, place, application_id, data, what, changes=form.opener, files=files)

    async def sees(
        self, wanted: str | Callable[[Shown], bool], *, after: Shown | None = None, within: float = PATIENCE
    ) -> Shown:
        """Waits for a message on the screen with a text in it, or that fits (newer than `after`)."""

        def fits(shown: Shown) -> bool:
            return wanted(shown) if callable(wanted) else wanted in shown.text

        def look() -> Shown | None:
            newest_first = sorted(self.messages.values(), key=lambda shown: -shown.id)
            return next((one for one in newest_first if (not after or one.id > after.id) and fits(one)), None)

        return await self.until(look, f"a message with {wanted!r}", within)

    # How

    async def _command(self, typed: str, place: JSON) -> tuple[JSON, list[str]]:
        name, *path = typed.removeprefix("/").split(" ") if typed.startswith("/") else [typed]
        guild_id = place.get("guild_id")
        offered = await self.commands(guild=guild_id, in_dm=guild_id is None)
        if name not in offered:
            raise LookupError(f"{self.name} is offered no {typed!r}; there are {sorted(offered)}")
        return offered[name], path

    async def _values(self, command: JSON, path: list[str], options: JSON, place: JSON) -> JSON:
        """Names of people, roles and channels as ids."""
        types = option_types(subcommand(command, path))
        return {name: await self._value(types.get(name, 3), value, place) for name, value in options.items()}

    async def _value(self, kind: int, value: Any, place: JSON) -> Any:
        if kind == 6 or isinstance(value, Person):
            return str(await self.find(value))
        if kind in {7, 8, 9} and not str(value).isdecimal():
            group = "channels" if kind == 7 else "roles"
            for one in await self.request("GET", f"/guilds/{place['guild_id']}/{group}"):
                if one["name"] == value:
                    return one["id"]
            raise LookupError(f"{self.name} sees none of the {group} called {value!r}")
        return value

    async def _chosen(self, select: Select, choices: Sequence[str | int | Person]) -> list[str]:
        if select.options:
            return [select.options.get(str(choice), str(choice)) for choice in choices]
        return [str(await self.find(choice)) for choice in choices]

    async def _on_message(self, shown: Shown, data: JSON, what: str) -> Shown:
        guild_id = shown.payload.get("guild_id")
        place: JSON = {"id": shown.payload["channel_id"], "guild_id": guild_id}
        application_id = shown.payload.get("application_id") or shown.payload["author"]["id"]
        return await self._interact(COMPONENT, place, application_id, data, what, message=shown, changes=shown)

    async def _send(
        self,
        kind: int,
        place: JSON,
        application_id: str,
        data: JSON,
        message: Shown | None = None,
        files: dict[str, bytes] | None = None,
    ) -> tuple[int, str]:
        """Posts the interaction; returns from which event on to look, and its nonce."""
        start, nonce = len(self.events), f"{self.id}-{next(self._nonces)}"
        body: JSON = {
            "type": kind,
            "application_id": application_id,
            "channel_id": place["id"],
            "session_id": self.ready["session_id"],
            "nonce": nonce,
            "data": data,
        }
        if place.get("guild_id"):
            body["guild_id"] = place["guild_id"]
        if message is not None:
            body |= {"message_id": str(message.id), "message_flags": message.payload.get("flags", 0)}
        await self.request("POST", "/interactions", body, files)
        return start, nonce

    async def _interact(
        self,
        kind: int,
        place: JSON,
        application_id: str,
        data: JSON,
        what: str,
        message: Shown | None = None,
        changes: Shown | None = None,
        files: dict[str, bytes] | None = None,
    ) -> Shown:
        """Interacts, and waits for what comes of it: a form, a message, or a change of the message `changes`."""
        start, nonce = await self._send(kind, place, application_id, data, message, files)

        def look() -> Shown | None:
            self._raise_if_failed(start, nonce, what)
            if form := self._about(start, nonce, "INTERACTION_MODAL_CREATE"):
                return Form(form.data | {"guild_id": place.get("guild_id")}, changes)
            success = self._about(start, nonce, "INTERACTION_SUCCESS")
            return self._outcome(start, success.data["id"], changes) if success else None

        return await self.until(look, f"the answer to {what}")

    def _outcome(self, start: int, interaction_id: str, pressed: Shown | None) -> Shown | None:
        """The latest message that the interaction made or changed, once it is no longer "thinking"."""
        for event in reversed(self.events[start:]):
            if event.name == "MESSAGE_DELETE" and pressed and event.data["id"] == str(pressed.id):
                return Shown(pressed.payload, deleted=True)
            if event.name not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
                continue
            made = section(event.data, "interaction_metadata").get("id") == interaction_id
            if made or (pressed and event.data["id"] == str(pressed.id)):
                shown = Shown(event.data)
                return None if shown.loading else shown
        return None

    def _about(self, start: int, nonce: str, name: str) -> Event | None:
        events = self.events[start:]
        return next((one for one in events if one.name == name and one.data.get("nonce") == nonce), None)

    def _raise_if_failed(self, start: int, nonce: str, what: str) -> None:
        if self._about(start, nonce, "INTERACTION_FAILURE"):
            raise DidNotRespond(f"the application did not respond to {what} within 3 seconds")
