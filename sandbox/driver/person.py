"""A person who types, presses, fills in and sees."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack, cast

import aiohttp

from sandbox.driver.account import Account, Where
from sandbox.driver.client import PATIENCE, Event, Refused
from sandbox.driver.entry import command_data, form_data, option_types, subcommand
from sandbox.driver.shown import Form, Select, Shown
from sandbox.wire import JSON, section

__all__ = ["DidNotRespond", "Person", "Refused"]
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
BUTTON = 2


class DidNotRespond(AssertionError):
    """The application did not respond in time: what the person reads is just that."""


@dataclass(frozen=True, slots=True)
class Act:
    """One interaction: its type, where, with which application, and what is sent; `message` bears the component."""

    kind: int
    place: JSON
    application_id: str
    data: JSON
    message: Shown | None = None
    files: dict[str, bytes] | None = None


class Person(Account):
    """One account, connected. `guild`, `channel` and `dm` say where, as in `Where`."""

    _nonces = itertools.count(1)

    async def writes(self, text: str, *, files: dict[str, bytes] | None = None, **where: Unpack[Where]) -> Shown:
        """Sends a message."""
        place = await self.place(**where)
        return Shown(await self.request("POST", f"/channels/{place['id']}/messages", {"content": text}, files))

    async def reads(self, **where: Unpack[Where]) -> list[Shown]:
        """A channel's latest messages, oldest first."""
        place = await self.place(**where)
        found = cast("list[JSON]", await self.request("GET", f"/channels/{place['id']}/messages?limit=100"))
        return [Shown(one) for one in reversed(found)]

    async def downloads(self, shown: Shown) -> bytes:
        """The file that a message brings. Raises AssertionError when it brings none, or several."""
        attachments: list[JSON] = shown.payload["attachments"]
        assert len(attachments) == 1, f"{len(attachments)} files"
        async with aiohttp.ClientSession() as session, session.get(attachments[0]["url"]) as response:
            return await response.read()

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
        """Uses a command (`"/meeting plan"`) and returns its answer. Raises DidNotRespond, Refused, LookupError.

        An option that is called like one of the words that say where ends in an underscore: `channel_="general"`.
        """
        place = await self.place(guild=guild, channel=channel, dm=dm)
        found, path = await self._command(command, place)
        data = command_data(found, path, await self._values(found, path, options, place))
        return await self._interact(Act(COMMAND, place, found["application_id"], data, files=files), command)

    async def uses(self, command: str, on: Shown | Person | str, *, guild: str | int | None = None) -> Shown:
        """Uses a context menu command on a message or a person."""
        channel = on.channel_id if isinstance(on, Shown) else None
        place = await self.place(guild=guild, channel=channel)
        found, _ = await self._command(command, place)
        target = on.id if isinstance(on, Shown) else await self.find(on)
        data: JSON = {"id": found["id"], "name": found["name"], "type": found["type"], "target_id": str(target)}
        return await self._interact(Act(COMMAND, place, found["application_id"], data), command)

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
        place = await self.place(guild=guild, channel=channel, dm=dm)
        found, path = await self._command(command, place)
        focused = next(reversed(options))
        data = command_data(found, path, options, focused=focused)
        start, nonce = await self._send(Act(AUTOCOMPLETE, place, found["application_id"], data))

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
        act = Act(MODAL_SUBMIT, place, form.payload["application"]["id"], data, files=files)
        return await self._interact(act, f"the form {form.title!r}", form.opener)

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
        named = {name.removesuffix("_"): value for name, value in options.items()}
        return {name: await self._value(types.get(name, 3), value, place) for name, value in named.items()}

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
        return await self._interact(Act(COMPONENT, place, application_id, data, message=shown), what, shown)

    async def _send(self, act: Act) -> tuple[int, str]:
        """Posts the interaction; returns from which event on to look, and its nonce."""
        start, nonce = len(self.events), f"{self.id}-{next(self._nonces)}"
        body: JSON = {
            "type": act.kind,
            "application_id": act.application_id,
            "channel_id": act.place["id"],
            "session_id": self.ready["session_id"],
            "nonce": nonce,
            "data": act.data,
        }
        if act.place.get("guild_id"):
            body["guild_id"] = act.place["guild_id"]
        if act.message is not None:
            body |= {"message_id": str(act.message.id), "message_flags": act.message.payload.get("flags", 0)}
        await self.request("POST", "/interactions", body, act.files)
        return start, nonce

    async def _interact(self, act: Act, what: str, changes: Shown | None = None) -> Shown:
        """Interacts, and waits for what comes of it: a form, a message, or a change of the message `changes`."""
        start, nonce = await self._send(act)

        def look() -> Shown | None:
            self._raise_if_failed(start, nonce, what)
            if form := self._about(start, nonce, "INTERACTION_MODAL_CREATE"):
                return Form(form.data | {"guild_id": act.place.get("guild_id")}, changes)
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
