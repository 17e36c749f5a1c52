"""hikari, a second Discord library, must be convinced too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import hikari

from sandbox import Sandbox
from tests.sandbox.stories import hails
from tests.sandbox.worlds import BOT_ID, TOKEN


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncGenerator[hikari.GatewayBot]:
    """A bot with a command, a button and a modal, registered and connected."""
    bot = hikari.GatewayBot(TOKEN, banner=None, logs=None, suppress_optimization_warning=True, rest_url=sandbox.api_url)

    @bot.listen()
    async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
        await answer(bot, event.interaction)

    await bot.start(check_for_updates=False)
    try:
        command = bot.rest.slash_command_builder("hail", "Says hello")
        await bot.rest.set_application_commands(BOT_ID, [command])
        yield bot
    finally:
        await bot.close()


async def answer(bot: hikari.GatewayBot, interaction: hikari.PartialInteraction) -> None:
    reply = hikari.ResponseType.MESSAGE_CREATE
    if isinstance(interaction, hikari.CommandInteraction):
        row = bot.rest.build_message_action_row()
        row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "hail:more", label="More")
        await interaction.create_initial_response(reply, "Hail!", component=row, flags=hikari.MessageFlag.EPHEMERAL)
    elif isinstance(interaction, hikari.ComponentInteraction):
        row = bot.rest.build_modal_action_row().add_text_input("name", "Your name")
        await interaction.create_modal_response("Who is it?", "hail:name", component=row)
    elif isinstance(interaction, hikari.ModalInteraction):
        field = interaction.components[0].components[0]
        assert isinstance(field, hikari.TextInputComponent)
        await interaction.create_initial_response(reply, f"Hail, {field.value}!")


async def test_command_button_and_modal(sandbox: Sandbox) -> None:
    async with running(sandbox):
        await hails(sandbox)


async def test_resumes(sandbox: Sandbox) -> None:
    async with running(sandbox) as bot:
        ben = await sandbox.person("Ben")
        resumed = asyncio.ensure_future(bot.wait_for(hikari.ShardResumedEvent, timeout=10))
        heard = asyncio.ensure_future(bot.wait_for(hikari.GuildMessageCreateEvent, timeout=10))
        await asyncio.sleep(0)
        sandbox.cause(kind="close", code=4000, who="Tester")
        await ben.writes("Said meanwhile")
        await resumed
        assert (await heard).author_id == ben.id
    sandbox.assert_no_violations()
