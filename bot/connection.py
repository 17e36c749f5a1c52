"""Staying connected to Discord until the bot is to stop, and stopping in good order."""

import asyncio
import logging
import signal
from datetime import timedelta

import aiohttp
import discord

from bot.config import Settings
from bot.delivery.runner import Runner
from bot.errors import StartupError
from bot.ui.addresses import reach_gateway
from bot.ui.client import Heronry

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=3)
"""How long a stop waits for people's answers, for the connection's end, and for periodic work: each, so that
all of it takes less than 10 seconds."""

FATAL_CLOSES = {
    4004: "Discord refused the token while connecting; check DISCORD_TOKEN.",
    4010: "Discord refused the shard number; this is a mistake in Heronry, please report it.",
    4011: "Discord says there are too many servers for one shard; this is a mistake in Heronry, please report it.",
    4012: "Discord no longer speaks this version of its gateway; update Heronry.",
    4013: "Discord refused the intents as invalid; this is a mistake in Heronry, please report it.",
    4014: "Discord refused the intents as not allowed; Heronry needs no privileged ones, so update it or report it.",
}
"""The gateway's close codes after which reconnecting is useless (Discord's documentation, Gateway close events)."""


def stop_on_signals() -> asyncio.Event:
    """What is set once the process is asked to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def connected(client: Heronry, runner: Runner, settings: Settings, stop: asyncio.Event) -> None:
    """Stay connected until ``stop``. Raises ``StartupError`` for what reconnecting can't mend."""
    await reach_gateway(settings.discord_gateway_url)
    running = asyncio.create_task(client.start(settings.discord_token.get_secret_value()))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            log.info("stopping")
        else:
            await _explained(running, settings)
    finally:
        stopping.cancel()
        await asyncio.gather(client.finish_work(PATIENCE), runner.stop(PATIENCE))
        closing = asyncio.create_task(client.close())
        await asyncio.wait({closing}, timeout=PATIENCE.total_seconds())
        running.cancel()
        closing.cancel()
        await asyncio.gather(running, closing, return_exceptions=True)


async def _explained(running: "asyncio.Task[None]", settings: Settings) -> None:
    """The result of a connection that ended by itself, in one line for whoever hosts it."""
    try:
        await running
    except discord.LoginFailure:
        raise StartupError("Discord doesn't know this token; check DISCORD_TOKEN.", exit_code=2) from None
    except discord.PrivilegedIntentsRequired:
        raise StartupError(FATAL_CLOSES[4014]) from None
    except discord.ConnectionClosed as closed:
        raise StartupError(
            FATAL_CLOSES.get(closed.code, f"Discord closed the connection (code {closed.code}).")
        ) from None
    except (KeyError, TypeError, ValueError):
        raise StartupError(f"What answers at {settings.discord_api_url} isn't Discord, nor like it.") from None
    except discord.HTTPException as refused:
        raise StartupError(f"Discord refused to let Heronry start: {refused.status} {refused.text[:200]}") from None
    except (aiohttp.ClientError, OSError, discord.GatewayNotFound):
        raise StartupError(
            f"Discord can't be reached at {settings.discord_api_url}; is the network there, and the address right?"
        ) from None
