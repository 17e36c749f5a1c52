"""Taking back what Heronry has posted (``bot.reflection.sharing.Posts``)."""

import logging

import aiohttp
import discord

from bot.ui.client import Heronry

log = logging.getLogger(__name__)


class OwnPosts:
    """Messages of Heronry's own."""

    def __init__(self, client: Heronry) -> None:
        self._client = client

    async def delete(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        if not self._client.connected:
            return False
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.get_partial_message(message_id).delete()
        except discord.NotFound:
            return True  # the message, or its whole channel
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("a message couldn't be taken back yet: %s", type(error).__name__)
            return False
        return True
