"""How much later Heronry answers ``/who`` than a bare discord.py bot that knows nothing.

Both are logged in to one sandbox, in one process, and are asked in turn by the same person over the
wire, so that the machine's moods strike both alike: the ratio counts, not the milliseconds.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from pathlib import Path

import discord
from discord import app_commands

from bot.app import run
from bot.demo.community import load
from bot.demo.run import seed, settings_for
from bot.ui.client import Heronry
from bot.ui.permissions import needed
from sandbox.app import Options, Sandbox
from sandbox.driver import Person

ROUNDS = 200
BARE_ID, BARE_TOKEN, TOKEN = 1_279_702_380_000_000_777, "bare-token", "heronry-token"
QUESTION = "who knows NVivo?"


class Bare(discord.Client):
    """The least bot there is: one command, one constant answer."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        self.connected = asyncio.Event()
        tree = app_commands.CommandTree(self)

        @tree.command(description="Answers at once")
        async def bare(interaction: discord.Interaction, query: str) -> None:  # pyright: ignore[reportUnusedFunction]
            await interaction.response.send_message(f"You asked: {query}", ephemeral=True)

        self.tree = tree

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.connected.set()


async def asked(person: Person, command: str) -> float:
    """Seconds from asking to seeing the answer."""
    start = time.perf_counter()
    await person.types(command, query=QUESTION)
    return time.perf_counter() - start


async def measure() -> None:
    sample = load()
    world = sample.world_seed(TOKEN, needed().value)
    world["applications"].append({"id": str(BARE_ID), "name": "Bare", "token": BARE_TOKEN})
    world["guilds"][0]["members"].append({"user_id": str(BARE_ID), "permissions": "0", "kind": "bot"})
    Heronry.SERVERS_ARRIVE_WITHIN = 0.05
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox(world, Options(port=0, limits=False)) as sandbox:
            settings = settings_for(sandbox, Path(folder), TOKEN)
            stop, ready = asyncio.Event(), asyncio.Event()
            heronry = asyncio.create_task(
                run(settings, stop=stop, prepare=lambda built: seed(built, sample), ready=ready.set)
            )
            await ready.wait()
            bare = Bare()
            running = asyncio.create_task(bare.start(BARE_TOKEN))
            await bare.connected.wait()
            person = await sandbox.person("Winston Cole")
            times: dict[str, list[float]] = {"/who": [], "/bare": []}
            for _ in range(ROUNDS):
                for command, taken in times.items():
                    taken.append(await asked(person, command))
            stop.set()
            await heronry
            await bare.close()
            await running
    report(times)


def report(times: dict[str, list[float]]) -> None:
    ratios = [who / bare for who, bare in zip(times["/who"], times["/bare"], strict=True)]
    for name, taken in times.items():
        quick = statistics.quantiles(taken, n=20)
        print(f"{name:6} median {statistics.median(taken) * 1000:6.2f} ms, 95th percentile {quick[-1] * 1000:6.2f} ms")
    print(f"ratio, pair by pair: median {statistics.median(ratios):.2f} over {ROUNDS} rounds")


def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(measure())
