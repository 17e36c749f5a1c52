"""Asking Discord whether someone is still on a server, and who they are there now."""

import logging
from collections.abc import Collection

import aiohttp
import discord

from bot.community.standing import Someone
from bot.delivery.kinds import NotSent, Reason
from bot.ui.checks import known
from bot.ui.client import Heronry

log = logging.getLogger(__name__)

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
"""Discord's codes for someone who isn't on the server, and for a number that is nobody's."""


class Members:
    """Membership as Discord tells it (``MembershipCheck``, ``People``); one request for each person asked about."""

    def __init__(self, client: Heronry) -> None:
        self._client = client

    def servers(self) -> Collection[int]:
        if not self._client.connected:
            return ()
        return {guild.id for guild in self._client.guilds if not guild.unavailable}

    async def is_member(self, guild_id: int, member_id: int) -> bool | None:
        try:
            return await self.someone(guild_id, member_id) is not None
        except NotSent:
            return None

    async def someone(self, guild_id: int, member_id: int) -> Someone | None:
        guild = self._client.get_guild(guild_id) if self._client.connected else None
        if guild is None:
            raise NotSent(Reason.SERVER_GONE, again=True)
        try:
            return known(await guild.fetch_member(member_id))
        except discord.NotFound as missing:
            if missing.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                return None
            # Any other 404 is about the server: gone, or Heronry is.
            raise NotSent(Reason.SERVER_GONE, again=True) from None
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.debug("who someone is on a server couldn't be told: %s", type(error).__name__)
            raise NotSent(Reason.REFUSED, again=True) from None
