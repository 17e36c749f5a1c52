"""Which Discord to talk to: its own, or any compatible server, such as the sandbox."""

import asyncio

import aiohttp
import discord
import discord.gateway
import discord.http
from yarl import URL

from bot.errors import StartupError


def point_to(api: str, gateway: str, cdn: str) -> None:
    """Make discord.py use these addresses; call it before login. They hold for the whole process."""
    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    discord.Asset.BASE = cdn  # pyright: ignore[reportAttributeAccessIssue] - annotated as a constant


async def reach_gateway(gateway: str) -> None:
    """Look once whether the gateway is there: discord.py would try for ever without saying so.

    Raises ``StartupError`` when it isn't.
    """
    try:
        async with asyncio.timeout(10), aiohttp.ClientSession() as session, session.ws_connect(gateway):
            pass
    except (aiohttp.ClientError, OSError, ValueError):
        raise StartupError(
            f"Discord's gateway can't be reached at {gateway}; is the network there, and the address right?"
        ) from None
