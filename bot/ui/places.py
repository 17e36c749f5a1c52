"""Channels that people choose for what is said later: whether they, and Heronry, may write there."""

import discord

from bot.errors import NotAllowed
from bot.texts import N_, _
from bot.ui.checks import Interaction

Channel = discord.TextChannel | discord.Thread


def require_may_post(interaction: Interaction, channel: Channel) -> None:
    """A facilitator can't have the bot write where they couldn't. Raises ``NotAllowed``."""
    assert isinstance(interaction.user, discord.Member), "it is used on servers alone"
    theirs = channel.permissions_for(interaction.user)
    if not (theirs.view_channel and theirs.send_messages):
        raise NotAllowed(N_("You can't write in that channel yourself. Please choose one where you can."))


def cannot_write(interaction: Interaction, channel_id: int) -> list[str]:
    """That Heronry can't write in a channel as things stand, in words; empty when it can."""
    if interaction.guild is None:
        return []
    channel = interaction.guild.get_channel_or_thread(channel_id)
    if channel is None:
        gone = _("Heronry can't see <#{id}> any more: it was deleted, hidden or archived. Choose another one, or "
                 "bring it back.", id=channel_id)  # fmt: skip
        return [gone]
    if channel.permissions_for(interaction.guild.me).send_messages:
        return []
    return [_("Heronry can't write in {channel} yet. Allow it Send Messages there.", channel=channel.mention)]


def cannot_attach(interaction: Interaction, channel_id: int) -> list[str]:
    """That Heronry can't show a picture in a channel as things stand, in words; empty when it can, or may not write
    there either."""
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    if channel is None or interaction.guild is None:
        return []
    may = channel.permissions_for(interaction.guild.me)
    if may.attach_files or not may.send_messages:
        return []
    return [_("Heronry can't show a picture in {channel} yet. Allow it Attach Files there.", channel=channel.mention)]


def cannot_ping(interaction: Interaction, role_id: int | None, channel_id: int) -> list[str]:
    """That Heronry can't ping a role in a channel as things stand, in words; empty when it can, or there is none."""
    guild = interaction.guild
    role = guild.get_role(role_id or 0) if guild else None
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None or role is None or role.mentionable:
        return []
    if channel.permissions_for(channel.guild.me).mention_everyone:
        return []
    if role.is_default():
        return [_("{role} can't be pinged in {channel} yet: allow Heronry Mention Everyone there.",
                  role=role.mention, channel=channel.mention)]  # fmt: skip
    return [_("{role} can't be pinged yet: in the role's settings, allow anyone to mention it.", role=role.mention)]
