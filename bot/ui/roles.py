"""Giving someone a role that comes with what they did, and taking it off again."""

import logging

import aiohttp
import discord

from bot.ui.checks import Interaction

log = logging.getLogger(__name__)


def cannot_give(guild: discord.Guild | None, role_id: int | None) -> bool:
    """Whether Heronry can't give a role as things stand; it can where there is none to give."""
    if role_id is None or guild is None:
        return False
    role = guild.get_role(role_id)
    may = guild.me.guild_permissions
    return role is None or role.is_default() or role.managed or role >= guild.me.top_role or not may.manage_roles


def opens_doors(guild: discord.Guild | None, role_id: int) -> bool:
    """Whether a role allows more than everybody may anyway, on the server or in one of its channels: not one that
    anybody gets by a press."""
    role = guild.get_role(role_id) if guild else None
    if guild is None or role is None:
        return False
    if role.permissions.value & ~guild.default_role.permissions.value:
        return True
    return any(channel.overwrites_for(role).pair()[0].value for channel in guild.channels)


async def give_role(
    interaction: Interaction, role_id: int | None, reason: str = "They accepted the space's agreement"
) -> bool:
    """Give whoever pressed a role, if they haven't it yet; whether they have it now, or there is none to give.

    ``reason`` is shown in the server's own log.
    """
    member, guild = interaction.user, interaction.guild
    if role_id is None:
        return True
    if guild is None or not isinstance(member, discord.Member):
        return False
    if member.get_role(role_id) is not None:
        return True
    if cannot_give(guild, role_id):
        return False
    try:
        await member.add_roles(discord.Object(role_id), reason=reason)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("a role couldn't be given: %s", type(error).__name__)
        return False
    return True


async def take_role(interaction: Interaction, role_id: int | None, reason: str) -> bool:
    """Take a role off whoever pressed; whether they are without it now."""
    member = interaction.user
    if role_id is None or not isinstance(member, discord.Member) or member.get_role(role_id) is None:
        return True
    if cannot_give(interaction.guild, role_id):
        return False
    try:
        await member.remove_roles(discord.Object(role_id), reason=reason)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("a role couldn't be taken off: %s", type(error).__name__)
        return False
    return True
