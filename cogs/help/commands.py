"""``/help``: what the person may use, and nothing else."""

from collections.abc import Iterator

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.service import CommunityService
from bot.community.settings import Community
from bot.community.standing import Audience, Person
from bot.texts import _
from bot.ui.cards import bullets, card, line, text
from bot.ui.checks import Interaction, declare, declared, person_of
from bot.ui.replies import reply


class Help(commands.Cog):
    """The commands there are for the person who asks."""

    def __init__(self, community: CommunityService) -> None:
        self._community = community

    @declare(Audience.EVERYONE)
    @app_commands.command(description=locale_str("What Heronry can do for you"))
    async def help(self, interaction: Interaction) -> None:
        await reply(interaction, self._card(interaction, person_of(interaction)))

    def _card(self, interaction: Interaction, person: Person) -> discord.ui.LayoutView:
        lines = bullets(_usable(interaction, person, self._community.community(person.guild_id)))
        hint = _("Type / and the first letters, and Discord shows you the rest. Answers are private to you.")
        return card(text(f"### {_('What Heronry can do for you')}\n{lines}"), line(), text(f"-# {hint}"))


def _usable(interaction: Interaction, person: Person, community: Community) -> Iterator[str]:
    client = interaction.client
    assert isinstance(client, commands.AutoShardedBot)
    found = [command for command in client.tree.walk_commands() if isinstance(command, app_commands.Command)]
    for command in sorted(found, key=lambda command: command.qualified_name):
        audience, feature = declared(command)
        if person.standing >= audience and community.offers(feature):
            yield f"**/{command.qualified_name}** · {_(command.description)}"
