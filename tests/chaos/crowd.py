"""A community with very many followers, and an eye on every message of Heronry's: what came where, what went again.

The bot is a process of its own and can be killed the moment that something has happened on the server, before the
answer is on its way: it arrived, and nobody wrote that down.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.community.models import ConsentRow
from bot.community.standing import Person as Someone
from bot.community.standing import Standing
from bot.following.entries import PURPOSE, Way
from bot.following.models import FollowRow
from bot.services import services
from bot.storage.database import Database
from bot.ui.permissions import needed
from sandbox import limits
from sandbox.driver import Form, Person, Shown
from sandbox.model import Channel, Message
from sandbox.rest import users
from tests.acceptance.house import FACILITATOR, SAMPLE, TOKEN
from tests.chaos.storm import ChaosProcess, Storm, storm

log = logging.getLogger(__name__)

TOPIC, TITLE = "CORE", "Poster day is near"
GENERAL = SAMPLE.channels["general"].id
FIRST = SAMPLE.guild_id + 2_000_000
MINUTE = 1.0
"""Seconds of a minute in which ten conversations may be begun."""
SHORTER = 0.8
"""How much of it Discord's own minute is: what is sent evenly may arrive in a heap."""


@dataclass
class Crowd:
    """Those who follow, the facilitator who announces, and what has come to whom."""

    weather: Storm
    facilitator: Person
    many: int
    came: Counter[int] = field(default_factory=Counter[int])
    """How often something came, by its channel: the server's, or one of direct messages."""
    gone: Counter[int] = field(default_factory=Counter[int])
    bot: ChaosProcess | None = None
    _strikes: Callable[[], bool] | None = None
    _struck: asyncio.Event = field(default_factory=asyncio.Event)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Count what the bot writes and deletes from now on, where it happens."""
        hub = self.weather.sandbox.service.hub
        says, deletes = hub.message, hub.message_deleted

        def said(name: str, message: Message, channel: Channel, *, nonce: object = None) -> None:
            says(name, message, channel, nonce=nonce)
            if name == "MESSAGE_CREATE" and _is_ours(message):
                self.came[channel.id] += 1
                self._strike()

        def deleted(message: Message, channel: Channel) -> None:
            deletes(message, channel)
            if _is_ours(message):
                self.gone[channel.id] += 1
                self._strike()

        patch.setattr(hub, "message", said)
        patch.setattr(hub, "message_deleted", deleted)

    async def starts(self) -> None:
        self.bot = self.weather.process()
        await self.bot.start()

    async def killed_once(self, enough: Callable[[], bool], within: float) -> None:
        """Kill the bot the moment that there is enough of what it causes, and start it again."""
        assert self.bot is not None
        self._struck.clear()
        self._strikes = enough
        async with asyncio.timeout(within):
            await self._struck.wait()
        await self.bot.ends()
        log.info("killed with %d messages there and %d deleted", self.came.total(), self.gone.total())
        await self.starts()

    async def goes_on(self, beyond: int, within: float) -> None:
        """Wait until more than so many have it."""
        async with asyncio.timeout(within):
            while self.came.total() <= beyond:  # noqa: ASYNC110 - another process causes it
                await asyncio.sleep(0.02)

    def _strike(self) -> None:
        if self._strikes is not None and self._strikes() and self.bot is not None:
            self._strikes = None
            self.bot.strike()
            self._struck.set()

    async def announces(self) -> Shown:
        """The facilitator writes, looks at what it means, and sends it; the answer. What it would mean is logged."""
        form = await self.facilitator.types("/manage-announcements compose", channel_="general")
        assert isinstance(form, Form)
        await self.facilitator.fills_in(form, {"Title": TITLE, "Text": "Six projects, **£40K** each"})
        plan = await self.facilitator.sees("Before it goes out")
        [menu] = [one for one in plan.selects if one.custom_id.startswith("announcements:subjects")]
        plan = await self.facilitator.chooses(plan, menu.custom_id, [TOPIC])
        assert f"{self.many} people by direct message" in plan.text.replace(",", ""), plan.text
        assert "the last one gets it after about" in plan.text, "the time it takes is said before it is sent"
        log.info("said beforehand: %s", " / ".join(plan.text.splitlines()))
        return await self.facilitator.presses(plan, "Send it now")

    @property
    def standing(self) -> Counter[int]:
        """What stands on the server now, by channel."""
        channels = self.weather.sandbox.service.world.state.channels
        return Counter({
            id: count for id, one in channels.items()
            if (count := sum(_is_ours(message) for message in one.messages.values()))
        })  # fmt: skip

    @property
    def refused_openings(self) -> int:
        """How often Discord found that conversations were begun too fast, as far as the journal reaches."""
        entries = self.weather.sandbox.service.journal.entries()
        return sum(
            one["kind"] == "request" and one["path"] == "/users/@me/channels" and one["status"] >= 400
            for one in entries
        )  # fmt: skip


def _is_ours(message: Message) -> bool:
    return message.viewer_id is None and TITLE in str(message.components)


def _world(many: int) -> dict[str, Any]:
    world: dict[str, Any] = SAMPLE.world_seed(TOKEN, needed().value)
    [guild] = world["guilds"]
    for n in range(many):
        world["users"].append({"id": str(FIRST + n), "username": f"follower.{n}", "global_name": f"Follower {n}"})
        guild["members"].append({"user_id": str(FIRST + n), "roles": ["Members"]})
    return world


async def _prepared(weather: Storm, many: int) -> None:
    """The community is set up, and the crowd follows a topic by message: each by themselves would take a while."""
    async with services(weather.settings, SystemClock(), held=True) as built:
        owner = Someone(SAMPLE.guild_id, SAMPLE.owner.id, Standing.ADMINISTRATOR)
        await built.community.set_up(owner, SAMPLE.settings)
        topic = await built.announcement_topics.save(owner, None, TOPIC, "", None)
        await _follow(built.database, topic.subject, many)


async def _follow(database: Database, subject: str, many: int) -> None:
    now = SystemClock().now()
    async with database.begin() as session:
        for n in range(many):
            who = {"guild_id": SAMPLE.guild_id, "member_id": FIRST + n}
            session.add(FollowRow(**who, subject=subject, way=Way.MESSAGE, since=now))
            session.add(ConsentRow(**who, purpose=PURPOSE, given_at=now))


@asynccontextmanager
async def crowd(folder: Path, seed: int, many: int, patch: pytest.MonkeyPatch) -> AsyncGenerator[Crowd]:
    """The server, the crowd, the facilitator at their Discord, and the bot running as a process of its own."""
    patch.setattr(users, "NEW_DIRECT_WINDOW", MINUTE * SHORTER)
    patch.setitem(limits.KNOWN, ("POST", "/users/@me/channels"), (10, MINUTE * SHORTER))
    async with storm(folder, seed, world=_world(many)) as weather:
        weather.minute = MINUTE
        await _prepared(weather, many)
        made = Crowd(weather, await weather.sandbox.person(FACILITATOR), many)
        made.watch(patch)
        await made.starts()
        try:
            yield made
        finally:
            if made.bot is not None:
                await made.bot.terminate()
