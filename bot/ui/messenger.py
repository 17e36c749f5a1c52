"""Sends what the outbox holds, and recognises what was sent.

Each message is a card whose outermost component bears the delivery's marker as its ``id``: Discord gives
it back whenever the message is read, so that a message can be found again long after its nonce is forgotten.
"""

import asyncio
import inspect
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import discord

from bot.community.service import CommunityService
from bot.delivery.kinds import Act, CannotLook, Delivery, NotSent, Reason, Unclear
from bot.delivery.sending import Letter
from bot.texts import speaking

log = logging.getLogger(__name__)

SKEW = timedelta(minutes=10)
"""How far this machine's clock may be from Discord's when a channel is searched."""
PAGES = 50
"""Pages of 100 messages searched at most; beyond them a message counts as one that nobody can tell of."""

_MARK = "__heronry_delivered__"
R = TypeVar("R", bound=Callable[..., Any])

GONE = {
    10003: Reason.CHANNEL_GONE,
    10004: Reason.SERVER_GONE,
    10013: Reason.PERSON_GONE,
    50001: Reason.NO_PERMISSION,
    50007: Reason.DIRECT_CLOSED,
    50013: Reason.NO_PERMISSION,
    50024: Reason.CHANNEL_GONE,
    50278: Reason.DIRECT_CLOSED,
    160005: Reason.NO_PERMISSION,
}
"""Discord's error codes that another try won't change (Discord's documentation, JSON error codes)."""
OPENED_TOO_FAST = 40003
MESSAGE_GONE = 10008
PUBLISHED_ALREADY = 40033


@dataclass(frozen=True, slots=True)
class Message:
    """What a delivery looks like: a card, whom it may ping (nobody unless said), and a file that the card shows."""

    card: discord.ui.LayoutView
    pings: discord.AllowedMentions | None = None
    file: discord.File | None = None

    @property
    def files(self) -> list[discord.File]:
        return [self.file] if self.file else []


Renderer = Callable[[Delivery, Any], Message]


def delivered(kind: str) -> Callable[[R], R]:
    """Mark a cog's method as rendering a kind: it takes the ``Delivery`` and the feature's result."""

    def mark(method: R) -> R:
        setattr(method, _MARK, kind)
        return method

    return mark


class DiscordMessenger:
    """The outbox's way to Discord (``Messenger``)."""

    def __init__(self, client: discord.Client, community: CommunityService) -> None:
        self._client = client
        self._community = community
        self._renderers: dict[str, Renderer] = {}

    def add(self, cog: object) -> None:
        """Take in what a cog renders. Raises ``ValueError`` when two render the same kind."""
        for _, method in inspect.getmembers(cog, inspect.ismethod):
            kind: str | None = getattr(method, _MARK, None)
            if kind is None:
                continue
            if kind in self._renderers:
                raise ValueError(f"two methods render {kind}")
            self._renderers[kind] = method

    @property
    def ready(self) -> bool:
        return self._client.is_ready()

    def render(self, delivery: Delivery, result: object) -> Message:
        """A delivery as it looks, in the language of its reader: the person's, or the community's."""
        with speaking(self._locale(delivery)):
            return self._renderers[delivery.kind](delivery, result)

    def _locale(self, delivery: Delivery) -> str:
        community = self._community.community(delivery.guild_id)
        if delivery.member_id is None:
            return community.locale
        return self._community.preferences(delivery.guild_id, delivery.member_id).locale or community.locale

    async def open_direct(self, member_id: int) -> int:
        try:
            channel = await self._client.create_dm(discord.Object(member_id))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise _told(error) from error
        return channel.id

    async def send(self, letter: Letter, within: timedelta) -> int:
        delivery = letter.delivery
        if delivery.channel_id is not None:
            self._require_postable(delivery.guild_id, delivery.channel_id)
        message = self._rendered(letter)
        channel = self._client.get_partial_messageable(letter.channel_id, guild_id=delivery.guild_id)
        async with self._asking(within):
            sent = await channel.send(
                view=message.card,
                files=message.files,
                nonce=letter.nonce,
                allowed_mentions=message.pings or discord.AllowedMentions.none(),
            )
        return sent.id

    async def edit(self, letter: Letter, message_id: int, within: timedelta) -> bool:
        delivery = letter.delivery
        if delivery.channel_id is not None:
            permissions = self._permissions(delivery.guild_id, delivery.channel_id)
            if permissions is not None and not permissions.view_channel:
                raise NotSent(Reason.NO_PERMISSION)
        channel = self._client.get_partial_messageable(letter.channel_id, guild_id=delivery.guild_id)
        posted = channel.get_partial_message(message_id)
        message = None if isinstance(letter.result, Act) else self._rendered(letter)
        try:
            async with self._asking(within):
                if message is not None:
                    await posted.edit(
                        view=message.card,
                        attachments=message.files,  # without any, a picture that it had goes
                        allowed_mentions=discord.AllowedMentions.none(),
                    )
                else:
                    await (posted.delete() if letter.result is Act.DELETE else posted.publish())
        except NotSent as refused:
            cause = refused.__cause__
            code = cause.code if isinstance(cause, discord.HTTPException) else None
            if code == MESSAGE_GONE:
                return False
            if code == PUBLISHED_ALREADY and letter.result is Act.PUBLISH:
                return True
            raise
        return True

    @asynccontextmanager
    async def _asking(self, within: timedelta) -> AsyncGenerator[None]:
        """A request to Discord that is given up ``within`` a time. Raises ``NotSent`` and ``Unclear``."""
        try:
            async with asyncio.timeout(max(0.0, within.total_seconds())):
                yield
        except TimeoutError:
            # A request that is cancelled while it waits out a global limit leaves discord.py holding all others.
            self._client.http._global_over.set()  # pyright: ignore[reportPrivateUsage]
            raise Unclear from None
        except (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError) as error:
            raise _told(error) from error

    def _rendered(self, letter: Letter) -> Message:
        if letter.delivery.kind not in self._renderers:
            raise NotSent(Reason.UNKNOWN_KIND)
        try:
            message = self.render(letter.delivery, letter.result)
            outermost = message.card.children[0]
            outermost.id = letter.marker
        except Exception as error:
            log.error("a %s could not be rendered", letter.delivery.kind, exc_info=error)
            raise NotSent(Reason.UNPREPARED) from error
        message.card.stop()  # presses are routed by custom_id; discord.py need not remember what was sent
        return message

    def _require_postable(self, guild_id: int, channel_id: int) -> None:
        """Spare Discord what it would refuse. Raises ``NotSent``."""
        permissions = self._permissions(guild_id, channel_id)
        if permissions is None:
            return  # a thread that isn't remembered: Discord will say
        writes = permissions.send_messages or permissions.send_messages_in_threads
        if not (permissions.view_channel and writes):
            raise NotSent(Reason.NO_PERMISSION)

    def _permissions(self, guild_id: int, channel_id: int) -> discord.Permissions | None:
        """What the bot may do in a channel; None for one that isn't known. Raises ``NotSent``."""
        guild = self._client.get_guild(guild_id)
        if guild is None:
            raise NotSent(Reason.SERVER_GONE)
        if guild.unavailable:
            raise NotSent(Reason.SERVER_GONE, again=True)
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:
            return None
        permissions = channel.permissions_for(guild.me)
        if isinstance(channel, discord.Thread):
            permissions.update(send_messages=permissions.send_messages_in_threads)
        else:
            permissions.update(send_messages_in_threads=False)
        return permissions

    async def find(self, letter: Letter, since: datetime) -> int | None:
        delivery = letter.delivery
        if delivery.channel_id is not None:
            permissions = self._permissions(delivery.guild_id, delivery.channel_id)
            if permissions is not None and not permissions.view_channel:
                raise CannotLook
            if permissions is not None and not permissions.read_message_history:
                raise CannotLook
        me = self._client.user
        assert me is not None, "it is asked for once connected"
        channel = self._client.get_partial_messageable(letter.channel_id, guild_id=delivery.guild_id)
        looked = 0
        try:
            async for message in channel.history(after=since - SKEW, limit=PAGES * 100, oldest_first=True):
                looked += 1
                if message.author.id == me.id and _bears(message, letter.marker):
                    return message.id
        except (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError) as error:
            told = _told(error)
            if isinstance(told, NotSent) and told.reason is Reason.NO_PERMISSION:
                raise CannotLook from error
            raise Unclear if isinstance(told, NotSent) and told.again else told from error
        if looked >= PAGES * 100:
            raise CannotLook
        return None


def _bears(message: discord.Message, marker: int) -> bool:
    return any(getattr(part, "id", None) == marker for part in message.components)


def _told(error: Exception) -> NotSent | Unclear:
    """What an error says of the message: certainly not sent, for good or for now, or that nobody knows."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSent(Reason.REFUSED, again=True)  # no connection was made, so nothing was asked
    if not isinstance(error, discord.HTTPException):
        return Unclear()
    if error.code == OPENED_TOO_FAST:
        return NotSent(Reason.REFUSED, again=True, opening=True)
    if error.code in GONE:
        return NotSent(GONE[error.code])
    if error.status in (401, 429):
        return NotSent(Reason.REFUSED, again=True)
    if error.status >= 500:
        return Unclear()  # it may have been applied before something behind it failed
    if error.status == 404:
        return NotSent(Reason.CHANNEL_GONE)
    log.error("Discord refused a message: %s (code %s)", error.status, error.code)
    return NotSent(Reason.REFUSED)
