"""``/directory browse``: looking around in what people here know."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.directory.browsing import Counted
from bot.directory.service import DirectoryService
from bot.texts import _, ngettext
from bot.ui.cards import card, menu, text
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import MOST
from bot.ui.replies import chosen, replace, reply
from bot.ui.router import pressed
from cogs.directory import cards
from cogs.directory.commands import FEATURE


class Browse(commands.Cog):
    """The directory by category."""

    directory = declare(Audience.EVERYONE, FEATURE)(
        app_commands.Group(name="directory", description=locale_str("Look around in what people here know"))
    )

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    @directory.command(name="browse", description=locale_str("See what people here know, by category"))
    async def browse(self, interaction: Interaction) -> None:
        found = self._directory.categories(person_of(interaction))
        await reply(interaction, _menu(_("What people here know"), _("Choose a category"), "directory:category", found))

    @pressed("directory:category", Audience.EVERYONE, FEATURE)
    async def category(self, interaction: Interaction) -> None:
        category = chosen(interaction)
        found = self._directory.skills_in(person_of(interaction), category)
        await replace(interaction, _menu(category.capitalize(), _("Choose a skill"), "directory:skill", found))

    @pressed("directory:skill", Audience.EVERYONE, FEATURE)
    async def skill(self, interaction: Interaction) -> None:
        await replace(interaction, cards.answer(self._directory.find(person_of(interaction), chosen(interaction))))


def _menu(title: str, hint: str, name: str, found: Sequence[Counted]) -> discord.ui.LayoutView:
    if not found:
        return card(text(_("There is nothing to show here yet.")))
    options = [
        discord.SelectOption(
            label=one.name[:100], value=one.name[:100], description=ngettext("{n} person", "{n} people", one.people)
        )
        for one in found[:MOST]
    ]
    more = len(found) - MOST
    note = ngettext("And {n} more; /who finds them.", "And {n} more; /who finds them.", more) if more > 0 else hint
    return card(text(f"### {title}\n{note}"), menu(name, hint=hint, options=options))
