"""Discord's private threads, for whoever keeps one (``bot.support.desk.Threads``); who could read in one; and public
threads for discussion."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

import aiohttp
import discord

from bot.errors import NotAllowed
from bot.support.desk import Entry, Trouble
from bot.texts import N_
from bot.ui.client import Heronry
from bot.ui.members import UNKNOWN_MEMBER, UNKNOWN_USER

log = logging.getLogger(__name__)

MISSING_ACCESS = 50001
WEEK = 10_080
"""Minutes after which Discord archives a thread in which nothing is said: the longest it has."""
FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError)
"""The last is what aiohttp says of a session that a stop has closed."""


class PrivateThreads:
    """The private threads of the servers that the client is on."""

    def __init__(self, client: Heronry) -> None:
        self._client = client

    def servers(self) -> Collection[int]:
        if not self._client.connected:
            return ()
        return [guild.id for guild in self._client.guilds if not guild.unavailable]

    async def open(self, guild_id: int, parent_id: int, name: str) -> int | Trouble:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return Trouble.LATER
        parent = guild.get_channel(parent_id)
        if not isinstance(parent, discord.TextChannel):
            return Trouble.PARENT_GONE
        may = parent.permissions_for(guild.me)
        if not (may.view_channel and may.create_private_threads and may.send_messages_in_threads):
            return Trouble.NOT_ALLOWED
        try:
            found = await _own(guild, parent, name, archived=may.read_message_history)
            if found is not None:
                return found.id
            made = await parent.create_thread(
                name=name, type=discord.ChannelType.private_thread, invitable=False, auto_archive_duration=WEEK
            )
        except discord.Forbidden:
            return Trouble.NOT_ALLOWED
        except FAILURES as error:
            log.info("a private thread couldn't be made: %s", type(error).__name__)
            return Trouble.LATER
        return made.id

    async def usable(self, guild_id: int, thread_id: int) -> bool | None:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return None
        try:
            thread = await _thread(guild, thread_id)
            if thread is None:
                return False
            if thread.archived:
                if thread.locked:
                    return False
                await thread.edit(archived=False)
        except (discord.NotFound, discord.Forbidden):
            return False
        except FAILURES as error:
            log.info("whether a private thread is there couldn't be told: %s", type(error).__name__)
            return None
        return True

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> Entry:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return Entry.LATER
        try:
            thread = await _thread(guild, thread_id)
            if thread is None or not _seen_by(thread, guild.me):
                return Entry.LATER  # what Discord says to Heronry itself would be taken for what it says of the member
            await _reopened(thread)
        except FAILURES:
            return Entry.LATER
        try:
            # Asked first, so that nothing is tried again and again that Discord refuses.
            member = await guild.fetch_member(member_id)
            if not _seen_by(thread, member):
                return Entry.CANNOT_SEE
            await thread.add_user(member)
        except discord.HTTPException as refused:
            if refused.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                return Entry.NOT_HERE
            return Entry.CANNOT_SEE if refused.code == MISSING_ACCESS else Entry.LATER
        except FAILURES:
            return Entry.LATER
        return Entry.IN

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return False
        try:
            thread = await _thread(guild, thread_id)
            if thread is not None:
                await _reopened(thread)
                await thread.remove_user(discord.Object(member_id))
        except discord.NotFound:
            return True  # they weren't in it any more
        except FAILURES as error:
            log.info("someone couldn't be taken out of a private thread: %s", type(error).__name__)
            return False
        return True


async def _thread(guild: discord.Guild, thread_id: int) -> discord.Thread | None:
    known = guild.get_thread(thread_id)
    if known is not None:
        return known
    found = await guild.fetch_channel(thread_id)
    return found if isinstance(found, discord.Thread) else None


def _seen_by(thread: discord.Thread, member: discord.Member) -> bool:
    """Whether somebody may see the channel in which a thread is."""
    return thread.parent is not None and thread.parent.permissions_for(member).view_channel


async def _reopened(thread: discord.Thread) -> None:
    """Open a thread that Discord has archived, or else nobody can be let in or taken out."""
    if thread.archived and not thread.locked:
        await thread.edit(archived=False)


async def _own(
    guild: discord.Guild, parent: discord.TextChannel, name: str, *, archived: bool
) -> discord.Thread | None:
    """Heronry's own private thread of a name, which a request whose answer was lost may have made."""

    def fits(one: discord.Thread) -> bool:
        mine = one.owner_id == guild.me.id and one.is_private()
        return mine and one.parent_id == parent.id and one.name == name

    for one in await guild.active_threads():
        if fits(one):
            return one
    if archived:
        async for one in parent.archived_threads(private=True, joined=True, limit=100):
            if fits(one):
                return one
    return None


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone, and whether they could read any private thread of a channel, whoever is in it. ``name`` is empty for
    someone who isn't on the server."""

    name: str
    could_read: bool


async def reader(guild: discord.Guild | None, channel_id: int | None, member_id: int) -> Reader:
    """What a member could read in a channel's private threads, by Administrator or Manage Threads.

    Where Discord doesn't say, it is taken that they could.
    """
    if guild is None:
        return Reader("", could_read=True)
    try:
        member = await guild.fetch_member(member_id)
    except discord.NotFound:
        return Reader("", could_read=False)
    except FAILURES:
        return Reader("", could_read=True)
    channel = guild.get_channel(channel_id or 0)
    held = channel.permissions_for(member) if channel is not None else member.guild_permissions
    return Reader(member.display_name, held.administrator or held.manage_threads)


async def open_discussion(channel: discord.TextChannel, name: str) -> int:
    """Heronry's own public thread of a name in a channel, made if it isn't there. Raises ``NotAllowed``, saying what
    is missing, where it can't make one."""
    may = channel.permissions_for(channel.guild.me)
    if not (may.view_channel and may.create_public_threads and may.send_messages_in_threads):
        raise NotAllowed(
            N_("In {channel}, allow Heronry Create Public Threads and Send Messages in Threads; then try again.",
               channel=channel.mention)
        )  # fmt: skip
    # A request whose answer was lost may have made it already.
    for one in await channel.guild.active_threads():
        if one.owner_id == channel.guild.me.id and one.parent_id == channel.id and one.name == name:
            return one.id
    made = await channel.create_thread(
        name=name, type=discord.ChannelType.public_thread, auto_archive_duration=WEEK
    )  # fmt: skip
    return made.id
