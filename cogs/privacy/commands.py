"""``/privacy``: what is held about a person, all of it in a file, all of it gone."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.privacy import PrivacyService
from bot.community.standing import Audience
from bot.texts import _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.replies import replace, reply
from bot.ui.router import pressed
from cogs.privacy import cards


class Privacy(commands.Cog):
    """What Heronry holds about the person who asks."""

    privacy = declare(Audience.EVERYONE)(
        app_commands.Group(name="privacy", description=locale_str("What Heronry holds about you"))
    )

    def __init__(self, privacy: PrivacyService) -> None:
        self._privacy = privacy

    @privacy.command(name="summary", description=locale_str("See what Heronry holds about you here"))
    async def summary(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        await reply(interaction, cards.summary(await self._privacy.summary(person.guild_id, person.member_id)))

    @privacy.command(name="export", description=locale_str("Get everything Heronry holds about you, as a file"))
    async def export(self, interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        person = person_of(interaction)
        document = await self._privacy.export(person.guild_id, person.member_id)
        file = discord.File(io.BytesIO(document), filename="heronry-about-you.json")
        note = _(
            "Everything Heronry holds about you on this server. The file itself stays with Discord "
            "until you dismiss this message."
        )
        await reply(interaction, note, file=file)

    @privacy.command(name="erase", description=locale_str("Erase everything Heronry holds about you here"))
    async def erase(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        held = await self._privacy.summary(person.guild_id, person.member_id)
        await reply(interaction, cards.confirm_erasure(held))

    @pressed("privacy:erase", Audience.EVERYONE)
    async def really_erase(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        survivors = await self._privacy.erase(person.guild_id, person.member_id)
        await replace(interaction, cards.erased(survivors))

    @pressed("privacy:keep", Audience.EVERYONE)
    async def keep(self, interaction: Interaction) -> None:
        await replace(interaction, cards.kept())
