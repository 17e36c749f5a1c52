"""``/setup`` and ``/settings``: what an administrator decides for a server."""

from collections.abc import Iterator

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.service import CommunityService
from bot.community.settings import Community
from bot.community.standing import Audience
from bot.texts import _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.modals import Filled
from bot.ui.permissions import NEEDED, missing_in
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.community import cards, forms


class CommunitySettings(commands.Cog):
    """A server's settings."""

    def __init__(self, community: CommunityService) -> None:
        self._community = community

    @declare(Audience.ADMINISTRATOR)
    @app_commands.command(description=locale_str("Set Heronry up on this server; it takes a minute"))
    async def setup(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.setup(interaction, self._of(interaction)))

    @declare(Audience.ADMINISTRATOR)
    @app_commands.command(description=locale_str("See and change this server's settings"))
    async def settings(self, interaction: Interaction) -> None:
        community = self._of(interaction)
        await reply(interaction, cards.settings(community, list(_advice(interaction, community))))

    @pressed("community:change", Audience.ADMINISTRATOR)
    async def change(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.setup(interaction, self._of(interaction)))

    @submitted("community:setup", Audience.ADMINISTRATOR)
    async def save(self, interaction: Interaction, filled: Filled) -> None:
        saved = await self._community.change(person_of(interaction), lambda before: forms.read_setup(filled, before))
        await reply(interaction, cards.settings(saved, list(_advice(interaction, saved))))

    @pressed("community:features", Audience.ADMINISTRATOR)
    async def features(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.features(interaction, self._of(interaction)))

    @submitted("community:features-saved", Audience.ADMINISTRATOR)
    async def save_features(self, interaction: Interaction, filled: Filled) -> None:
        off = forms.read_features(filled)
        saved = await self._community.change(person_of(interaction), lambda before: before.with_features_off(off))
        await replace(interaction, cards.settings(saved, list(_advice(interaction, saved))))

    @pressed("community:record", Audience.ADMINISTRATOR)
    async def record(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        await reply(interaction, cards.record(await self._community.audit(person), person.guild_id))

    def _of(self, interaction: Interaction) -> Community:
        return self._community.community(person_of(interaction).guild_id)


def _advice(interaction: Interaction, community: Community) -> Iterator[str]:
    """What an administrator still has to do in Discord itself, in words."""
    guild = interaction.guild
    if guild is None:
        return
    if not community.set_up:
        yield _(
            "Press Change and choose the roles; until then only /help, /start, /support now, "
            "/preferences and /privacy work."
        )
    elif guild.get_role(community.members_role_id or 0) is None:
        yield _("The members' role isn't there any more, so nobody counts as a member. Press Change and choose one.")
    role = guild.get_role(community.facilitators_role_id or 0)
    if role is None:
        yield _("Choose a facilitators' role, so that more people than the administrators look after the group.")
    elif not (role.permissions.manage_events or role.permissions.administrator):
        yield _(
            "Facilitators don't see their commands yet: the role {role} lacks Manage Events. Either give it "
            "that, or open Server Settings → Integrations → Heronry and allow the role for each /manage command.",
            role=role.mention,
        )
    missing = [str(need.name) for need in NEEDED if need.bit in missing_in(guild.me.guild_permissions)]
    if missing:
        yield _("Heronry lacks permissions: {names}. Invite it again to give them.", names=", ".join(missing))
    channel = guild.get_channel(community.notices_channel_id or 0)
    if isinstance(channel, discord.TextChannel) and not channel.permissions_for(guild.me).send_messages:
        yield _(
            "Heronry can't see {channel}, or can't write in it. Allow it there, or press Change and choose another.",
            channel=channel.mention,
        )
    elif channel is None and community.notices_channel_id:
        yield _("The channel for notices isn't there any more, or Heronry can't see it. Press Change and choose one.")
