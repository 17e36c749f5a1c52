"""``/who`` and ``/profile``: finding people who can help, and seeing what one's own entry says."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.directory.service import DirectoryService
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.client import Gone
from bot.ui.replies import replace, reply, unplain
from bot.ui.router import pressed
from cogs.directory import cards

FEATURE = "directory"


class Directory(commands.Cog):
    """The skills directory."""

    profile = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="profile", description=locale_str("Your own directory entry"))
    )

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-directory", description=locale_str("Look after the directory"))
    )

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    @declare(Audience.EVERYONE, FEATURE)
    @app_commands.command(description=locale_str("Find people who can help, by what they know"))
    @app_commands.describe(query=locale_str("What you'd like help with, such as: who knows NVivo?"))
    async def who(self, interaction: Interaction, query: str) -> None:
        found = self._directory.find(person_of(interaction), query)
        await reply(interaction, cards.answer(found))

    @who.autocomplete("query")
    async def complete(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        names = self._directory.complete(person_of(interaction), typed)
        # Discord takes at most 100 characters; a longer one cut short would say something else.
        return [app_commands.Choice(name=name, value=name) for name in names if len(name) <= 100]

    @profile.command(name="view", description=locale_str("See what the directory says about you"))
    async def view(self, interaction: Interaction) -> None:
        await reply(interaction, cards.own_entry(await self._directory.own_entry(person_of(interaction))))

    @manage.command(name="overview", description=locale_str("How many people are in the directory"))
    async def overview(self, interaction: Interaction) -> None:
        await reply(interaction, cards.overview(await self._directory.overview(person_of(interaction))))

    @pressed("directory:entry", Audience.MEMBER, FEATURE)
    async def show_entry(self, interaction: Interaction, member_id: int) -> None:
        person = person_of(interaction)
        entry = self._directory.entry(person, member_id)
        await reply(interaction, cards.entry(entry, own=member_id == person.member_id))

    @pressed("directory:page", Audience.EVERYONE, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        found = self._directory.find(person_of(interaction), _question_on(interaction.message), page)
        await replace(interaction, cards.answer(found))

    @pressed("directory:agree", Audience.MEMBER, FEATURE)
    async def agree(self, interaction: Interaction) -> None:
        entry = await self._directory.agree(person_of(interaction))
        await replace(interaction, cards.entry(entry, own=True))

    @pressed("directory:newcomers", Audience.MEMBER, FEATURE)
    async def let_newcomers_find(self, interaction: Interaction, wanted: str) -> None:
        entry = await self._directory.let_newcomers_find(person_of(interaction), wanted == "on")
        await replace(interaction, cards.entry(entry, own=True))


def _question_on(message: discord.Message | None) -> str:
    """The question an answer's heading shows. Raises ``Gone`` for a message that isn't an answer."""
    view: Any = discord.ui.LayoutView.from_message(message) if message else None
    heading = view.find_item(cards.QUERY_ID) if view else None
    if not isinstance(heading, discord.ui.TextDisplay):
        raise Gone
    return unplain(cards.asked(heading.content))
