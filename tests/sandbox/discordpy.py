"""A tiny real discord.py bot, pointed at a sandbox."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import discord
import discord.gateway
import discord.http
import pytest
import yarl
from discord import app_commands

from sandbox import Sandbox
from tests.sandbox.worlds import TOKEN


class Ask(discord.ui.Modal, title="Ask away"):
    question: discord.ui.Label[Ask] = discord.ui.Label(
        text="Your question", component=discord.ui.TextInput(max_length=200)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        field = self.question.component
        assert isinstance(field, discord.ui.TextInput)
        await interaction.response.send_message(f"You asked: {field.value}", ephemeral=True)


class Panel(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Count", custom_id="panel:count")
    async def count(self, interaction: discord.Interaction, _button: discord.ui.Button[Panel]) -> None:
        assert interaction.message is not None
        number = int(interaction.message.content.rpartition(" ")[2]) + 1
        await interaction.response.edit_message(content=f"Pressed {number}")

    @discord.ui.button(label="Ask", custom_id="panel:ask")
    async def ask(self, interaction: discord.Interaction, _button: discord.ui.Button[Panel]) -> None:
        await interaction.response.send_modal(Ask())

    @discord.ui.select(custom_id="panel:pick", placeholder="Pick one", options=[
        discord.SelectOption(label="Red", value="r"), discord.SelectOption(label="Blue", value="b"),
    ])  # fmt: skip
    async def pick(self, interaction: discord.Interaction, select: discord.ui.Select[Panel]) -> None:
        await interaction.response.send_message(f"Picked {select.values[0]}")


class TinyBot(discord.Client):
    """`happened` sets an asyncio.Event per gateway event it saw; `seen` keeps the messages."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.became_ready = asyncio.Event()
        self.resumed = asyncio.Event()
        self.seen: asyncio.Queue[discord.Message] = asyncio.Queue()

    async def setup_hook(self) -> None:
        add_commands(self.tree)
        self.add_view(Panel())
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.became_ready.set()

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def on_message(self, message: discord.Message) -> None:
        self.seen.put_nowait(message)


def add_commands(tree: app_commands.CommandTree[TinyBot]) -> None:
    async def colours(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=name) for name in ("red", "green") if current in name]

    @tree.command(description="Say it back")
    @app_commands.autocomplete(text=colours)
    async def echo(interaction: discord.Interaction, text: str) -> None:
        await interaction.response.send_message(text, ephemeral=True)

    @tree.command(description="Buttons")
    async def panel(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Pressed 0", view=Panel())

    @tree.command(description="Takes its time")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("Done")

    @tree.command(description="Says nothing")
    async def mute(_interaction: discord.Interaction) -> None:
        pass

    @tree.command(description="For facilitators")
    @app_commands.default_permissions(manage_events=True)
    async def manage(interaction: discord.Interaction, who: discord.Member) -> None:
        await interaction.response.send_message(f"Managing {who.display_name}")

    @tree.context_menu(name="Quote")
    async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}")


@contextlib.asynccontextmanager
async def running(
    sandbox: Sandbox, token: str = TOKEN, intents: discord.Intents | None = None
) -> AsyncGenerator[TinyBot]:
    """The bot, logged in and ready, until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord.http.Route, "BASE", sandbox.api_url)
        patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway_url))
        patch.setattr(discord.Asset, "BASE", sandbox.cdn_url)
        bot = TinyBot(intents or discord.Intents.default())
        task = asyncio.create_task(bot.start(token))
        try:
            ready = asyncio.create_task(bot.became_ready.wait())
            await asyncio.wait({ready, task}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
            if task.done():
                ready.cancel()
                await task
            yield bot
        finally:
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)
