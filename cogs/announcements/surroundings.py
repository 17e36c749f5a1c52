"""What Discord says of where an announcement goes: whom it can ping, what it can publish, what it can't do there."""

from collections.abc import Iterable

import aiohttp
import discord

from bot.announcements.entries import Draft, Ping
from bot.errors import InvalidInput, NotAllowed
from bot.texts import N_, _
from bot.ui.checks import Interaction
from bot.ui.places import cannot_attach, cannot_ping, cannot_write, require_may_post
from cogs.announcements.draft_cards import Reach, Surroundings


async def surroundings(interaction: Interaction, draft: Draft) -> Surroundings:
    """Asked anew each time: roles, channels and how many people there are change."""
    guild, one = interaction.guild, draft.announcement
    assert guild is not None, "it is used on servers alone"
    counts = await _counts(guild) if one.channels else {}
    reach = [Reach("everyone", "@everyone", guild.member_count)] if one.channels else []
    known = [role for id in draft.roles if (role := guild.get_role(id)) is not None]
    reach += [Reach(str(role.id), f"@{role.name}", counts.get(role.id)) for role in known if one.channels]
    warnings = [line for id in one.channels for line in cannot_write(interaction, id)]
    if draft.picture is not None:
        warnings += [line for id in one.channels for line in cannot_attach(interaction, id)]
    if one.ping.role_id is not None and guild.get_role(one.ping.role_id) is None:
        warnings.append(_("The role that it pings isn't there any more. Choose again whom it pings."))
    pinged = guild.id if one.ping.everyone else one.ping.role_id
    warnings += [line for id in one.channels for line in cannot_ping(interaction, pinged, id)]
    return Surroundings(reach, [id for id in one.channels if _is_news(guild, id)], warnings)


def require_may_post_in(interaction: Interaction, channels: Iterable[int]) -> None:
    """A facilitator can't have the bot write where they couldn't. Raises ``NotAllowed``; ``InvalidInput`` for a channel
    that Heronry doesn't see."""
    for one in channels:
        channel = interaction.guild.get_channel(one) if interaction.guild else None
        if not isinstance(channel, discord.TextChannel):
            raise InvalidInput(N_("Heronry doesn't see that channel. Allow it View Channel and Send Messages there."))
        require_may_post(interaction, channel)


def require_may_ping(interaction: Interaction, channels: Iterable[int], ping: Ping) -> None:
    """A facilitator can't have the bot ping those whom they couldn't. Raises ``NotAllowed``."""
    guild, member = interaction.guild, interaction.user
    if not ping or guild is None or not isinstance(member, discord.Member):
        return
    role = guild.get_role(ping.role_id or 0)
    if role is not None and role.mentionable:
        return
    for one in channels:
        channel = guild.get_channel(one)
        if channel is not None and not channel.permissions_for(member).mention_everyone:
            raise NotAllowed(
                N_("You can't ping them there yourself: that takes Discord's permission to mention everyone.")
            )


async def _counts(guild: discord.Guild) -> dict[int, int]:
    """How many people have each role; empty when Discord doesn't say."""
    try:
        return {role.id: count for role, count in (await guild.role_member_counts()).items()}
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        return {}


def _is_news(guild: discord.Guild, channel_id: int) -> bool:
    channel = guild.get_channel(channel_id)
    return isinstance(channel, discord.TextChannel) and channel.is_news()
