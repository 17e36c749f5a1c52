"""Who someone is, and whether this door is open to them: the same check at every door."""

from collections.abc import Callable
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, Someone
from bot.errors import NotAllowed
from bot.texts import N_, speak

Interaction = discord.Interaction[discord.Client]
AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu
C = TypeVar("C", bound=AnyCommand)

DEFAULT_BITS = {
    Audience.EVERYONE: None,
    Audience.MEMBER: None,  # members are known by a role, which Discord's defaults can't name
    Audience.FACILITATOR: discord.Permissions(manage_events=True),
    Audience.ADMINISTRATOR: discord.Permissions(manage_guild=True),
}
"""Who sees a command before an administrator changes it under Integrations; the run-time check decides."""


def declare(
    audience: Audience, feature: str | None = None, *, anywhere: bool = False, early: bool = False
) -> Callable[[C], C]:
    """Say once whom a command or group is for: Discord's default bits, and what the run-time check reads.

    ``anywhere`` is for help that must be there whatever else is not: it works in direct messages and where nothing
    is set up, and asks for neither community nor person. A group is offered in direct messages if it says so;
    of its commands those work there that say so themselves. ``early`` is for what has something to say before the
    server is set up, although it is a feature's.
    """

    def mark(command: C) -> C:
        command.extras.update(audience=audience, feature=feature, anywhere=anywhere, early=early)
        command.default_permissions = DEFAULT_BITS[audience]
        command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=anywhere)
        command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
        return command

    return mark


def declared(command: AnyCommand) -> tuple[Audience, str | None]:
    """A command's declaration, or that of the group it stands in. Raises ``LookupError`` without one."""
    top = command
    while isinstance(top, app_commands.Command | app_commands.Group) and top.parent is not None:
        top = top.parent
    for place in (command, top):
        if "audience" in place.extras:
            return place.extras["audience"], place.extras["feature"]
    raise LookupError(f"/{command.qualified_name} doesn't declare whom it is for")


def works_anywhere(command: AnyCommand) -> bool:
    """Whether a command asks for nothing and nobody: no server, no settings, no person."""
    return command.extras.get("anywhere", False)


def works_early(command: AnyCommand) -> bool:
    """Whether a command works before its server is set up."""
    return command.extras.get("early", False)


def someone_of(interaction: Interaction) -> Someone:
    """The person behind an interaction. Raises ``NotAllowed`` outside a server."""
    user = interaction.user
    if interaction.guild_id is None or not isinstance(user, discord.Member):
        raise NotAllowed(N_("This works on a server only. Please use it in one of your group's channels."))
    return _someone(user, interaction.guild_id, interaction.permissions)


def admit(
    community: CommunityService,
    interaction: Interaction,
    audience: Audience,
    feature: str | None,
    *,
    early: bool = False,
) -> Person:
    """Speak the person's language from here on, and let them in or raise ``NotAllowed``."""
    speak(str(interaction.locale))
    return _admitted(community, interaction, someone_of(interaction), audience, feature, early=early)


async def admit_to(
    community: CommunityService, interaction: Interaction, guild_id: int, audience: Audience, feature: str | None
) -> Person:
    """As ``admit``, also from direct messages: to a community that they still belong to."""
    speak(str(interaction.locale))
    direct = interaction.guild_id is None
    someone = await someone_in(interaction.client, interaction.user.id, guild_id) if direct else someone_of(interaction)
    return _admitted(community, interaction, someone, audience, feature)


async def someone_in(client: discord.Client, member_id: int, guild_id: int) -> Someone:
    """Whoever writes a direct message, as the community knows them now. Raises ``NotAllowed``."""
    guild = client.get_guild(guild_id)
    if guild is None:
        raise NotAllowed(N_("Heronry isn't on that server any more, so there is nothing it can do there."))
    try:
        member = await guild.fetch_member(member_id)
    except discord.NotFound:
        raise NotAllowed(N_("You aren't on that server any more, so there is nothing Heronry can do there.")) from None
    return known(member)


def known(member: discord.Member) -> Someone:
    """A member of a server, as Discord has just told."""
    return _someone(member, member.guild.id, member.guild_permissions)


def _someone(member: discord.Member, guild_id: int, permissions: discord.Permissions) -> Someone:
    return Someone(
        guild_id=guild_id,
        member_id=member.id,
        role_ids=frozenset(role_id for role_id in member._roles),  # pyright: ignore[reportPrivateUsage]
        administers=permissions.manage_guild or permissions.administrator,
    )


def _admitted(
    community: CommunityService,
    interaction: Interaction,
    someone: Someone,
    audience: Audience,
    feature: str | None,
    *,
    early: bool = False,
) -> Person:
    chosen = community.preferences(someone.guild_id, someone.member_id)
    speak(chosen.locale or str(interaction.locale))
    person = community.admit(someone, audience, feature, early=early)
    interaction.extras["person"] = person
    return person


def greet(community: CommunityService, interaction: Interaction) -> None:
    """Speak the language of whoever is here, from memory alone, and ask nothing else of them."""
    chosen = community.preferences(interaction.guild_id or 0, interaction.user.id)
    speak(chosen.locale or str(interaction.locale))


def person_of(interaction: Interaction) -> Person:
    """Who was let in."""
    return interaction.extras["person"]
