"""``/who``: finding people who can help."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.directory.service import DirectoryService
from bot.directory.wanted import WantedService
from bot.errors import Gone
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.replies import replace, reply, unplain
from bot.ui.router import pressed
from cogs.directory import cards

FEATURE = "directory"


class Directory(commands.Cog):
    """The skills directory."""

    def __init__(self, directory: DirectoryService, wanted: WantedService) -> None:
        self._directory = directory
        self._wanted = wanted

    @declare(Audience.EVERYONE, FEATURE)
    @app_commands.command(description=locale_str("Find people who can help, by what they know"))
    @app_commands.describe(query=locale_str("What you'd like help with, such as: who knows NVivo?"))
    async def who(self, interaction: Interaction, query: str) -> None:
        found = self._directory.find(person_of(interaction), query)
        await reply(interaction, cards.answer(found))
        if not found.matches:
            await self._wanted.note(person_of(interaction), found.understood.skills)

    @who.autocomplete("query")
    async def complete(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices(self._directory.complete(person_of(interaction), typed))

    @pressed("directory:entry", Audience.MEMBER, FEATURE, direct=True)
    async def show_entry(self, interaction: Interaction, member_id: int) -> None:
        person = person_of(interaction)
        entry = self._directory.entry(person, member_id)
        await reply(interaction, cards.entry(entry))

    @pressed("directory:page", Audience.EVERYONE, FEATURE, direct=True)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        found = self._directory.find(person_of(interaction), question_on(interaction.message), page)
        await replace(interaction, cards.answer(found))


def choices(names: list[str]) -> list[app_commands.Choice[str]]:
    """What is offered while typing: Discord takes at most 25, of at most 100 characters; a longer one cut short would
    say something else."""
    return [app_commands.Choice(name=name, value=name) for name in names if len(name) <= 100][:25]


def question_on(message: discord.Message | None) -> str:
    """The question an answer's heading shows. Raises ``Gone`` for a message that isn't an answer."""
    view: Any = discord.ui.LayoutView.from_message(message) if message else None
    heading = view.find_item(cards.QUERY_ID) if view else None
    if not isinstance(heading, discord.ui.TextDisplay):
        raise Gone
    return unplain(cards.asked(heading.content))
