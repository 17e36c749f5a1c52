"""``/help``: what the person may use, and nothing else."""

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.service import CommunityService
from bot.community.settings import Community
from bot.community.standing import Audience, Person
from bot.texts import _
from bot.ui.cards import Piece, bullets, card, line, menu, text
from bot.ui.checks import Interaction, declare, declared, person_of, works_early
from bot.ui.replies import chosen, replace, reply
from bot.ui.router import pressed


class Help(commands.Cog):
    """The commands there are for the person who asks."""

    def __init__(self, community: CommunityService) -> None:
        self._community = community

    @declare(Audience.EVERYONE)
    @app_commands.command(description=locale_str("What Heronry can do for you"))
    async def help(self, interaction: Interaction) -> None:
        await reply(interaction, self._card(interaction, person_of(interaction)))

    @pressed("help:about", Audience.EVERYONE)
    async def about(self, interaction: Interaction) -> None:
        await replace(interaction, self._card(interaction, person_of(interaction), chosen(interaction)))

    def _card(self, interaction: Interaction, person: Person, about: str = "") -> discord.ui.LayoutView:
        usable = list(_usable(interaction, person, self._community.community(person.guild_id)))
        groups = {command.root_parent.name: command.root_parent for command in usable if command.root_parent}
        said = {
            root.name: f"**/{root.name}** · {_(root.description)}"
            for root in (command.root_parent or command for command in usable)
        }
        pieces: list[Piece] = [text(f"### {_('What Heronry can do for you')}\n{bullets(said.values())}")]
        named = [one for one in usable if one.root_parent and one.root_parent.name == about]
        if named:
            lines = [f"**/{one.qualified_name}** · {_(one.description)}" for one in named]
            pieces = [text(f"### /{about}\n{bullets(lines)}")]
        hint = _("Type / and the first letters, and Discord shows you the rest. Answers are private to you.")
        return card(*pieces, line(), text(f"-# {hint}"), *_menu(list(groups)))


def _menu(groups: list[str]) -> list[Piece]:
    """Where each group's commands are described: all of them at once wouldn't fit one message."""
    options = [discord.SelectOption(label=f"/{name}", value=name) for name in groups]
    return [menu("help:about", hint=_("More about"), options=options)] if options else []


def _usable(
    interaction: Interaction, person: Person, community: Community
) -> Iterator[app_commands.Command[Any, ..., Any]]:
    client = interaction.client
    assert isinstance(client, commands.AutoShardedBot)
    found = [command for command in client.tree.walk_commands() if isinstance(command, app_commands.Command)]
    for command in sorted(found, key=lambda command: command.qualified_name):
        audience, feature = declared(command)
        if person.standing >= audience and community.offers(feature, early=works_early(command)):
            yield command
