"""The forms of a community's settings."""

from typing import Any

import discord

from bot.community.settings import FEATURES, Area, Community
from bot.texts import _, available, name_of
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form, tick_list


def setup(interaction: Interaction, community: Community) -> discord.ui.Modal:
    """Roles, the channel for notices, zone and language, with what is set already filled in."""
    everyone = community.members_role_id == community.guild_id
    return form(
        interaction,
        _("Set up Heronry"),
        "community:setup",
        discord.ui.Label(
            text=_("Members' role"),
            description=_("Who belongs to the group. Left empty: everyone on this server."),
            component=_roles("members", None if everyone else community.members_role_id),
        ),
        discord.ui.Label(
            text=_("Facilitators' role"),
            description=_("Who looks after the group. Administrators always may."),
            component=_roles("facilitators", community.facilitators_role_id),
        ),
        discord.ui.Label(
            text=_("Channel for notices"),
            description=_("Where facilitators hear when something needs them."),
            component=_channel("notices", community.notices_channel_id),
        ),
        discord.ui.Label(
            text=_("Time zone"),
            description=_("For example Europe/London"),
            component=discord.ui.TextInput(custom_id="zone", default=community.zone, max_length=60),
        ),
        discord.ui.Label(text=_("Language"), component=languages("locale", community.locale)),
    )


def features(interaction: Interaction, community: Community) -> discord.ui.Modal:
    """Which parts of Heronry are switched on."""
    on = {feature.name for feature in FEATURES if feature.name not in community.features_off}
    titles = {Area.PEOPLE: _("Switched on: people and support"), Area.EVENTS: _("Switched on: events, work and news")}
    lists = [
        tick_list(
            f"features-{area}",
            title,
            [(feature.name, str(feature.title)) for feature in FEATURES if feature.area is area],
            on,
        )
        for area, title in titles.items()
    ]
    return form(interaction, _("Features"), "community:features-saved", *lists)


def read_features(filled: Filled) -> frozenset[str]:
    """The features that are to be off."""
    on = {name for area in Area for name in filled.choices(f"features-{area}")}
    return frozenset(feature.name for feature in FEATURES if feature.name not in on)


def languages(custom_id: str, chosen: str | None) -> discord.ui.Select[Any]:
    """A choice among the languages there are."""
    options = [
        discord.SelectOption(label=name_of(locale), value=locale, default=locale == chosen) for locale in available()
    ]
    return discord.ui.Select(custom_id=custom_id, options=options, required=chosen is not None)


def _roles(custom_id: str, chosen: int | None) -> discord.ui.RoleSelect[Any]:
    kind = discord.SelectDefaultValueType.role
    defaults = [discord.SelectDefaultValue(id=chosen, type=kind)] if chosen else []
    return discord.ui.RoleSelect(custom_id=custom_id, required=False, default_values=defaults)


def _channel(custom_id: str, chosen: int | None) -> discord.ui.ChannelSelect[Any]:
    kind = discord.SelectDefaultValueType.channel
    defaults = [discord.SelectDefaultValue(id=chosen, type=kind)] if chosen else []
    return discord.ui.ChannelSelect(
        custom_id=custom_id,
        channel_types=[discord.ChannelType.text],
        required=False,
        default_values=defaults,
    )


def read_setup(filled: Filled, before: Community) -> Community:
    """What the set-up form says. Raises ``InvalidInput`` for a zone that isn't one."""
    return before.with_setup(
        members_role_id=filled.id("members"),
        facilitators_role_id=filled.id("facilitators"),
        notices_channel_id=filled.id("notices"),
        zone=filled.text("zone"),
        locale=filled.choice("locale"),
    )
