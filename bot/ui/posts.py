"""Taking back what Heronry has posted (``bot.reflection.sharing.Posts``), and pinning it
(``bot.welcome.service.Pins``)."""

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

    async def pin(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        if not self._client.connected:
            return False
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.get_partial_message(message_id).pin()
        except (discord.NotFound, discord.Forbidden):
            return True  # it was deleted meanwhile, or may not be pinned
        except discord.HTTPException as error:
            log.warning("a message couldn't be pinned (code %s)", error.code)
            return error.status < 500 and error.status != 429  # too many pins, say: nothing that another try mends
        except (aiohttp.ClientError, OSError) as error:
            log.warning("a message couldn't be pinned yet: %s", type(error).__name__)
            return False
        return True
