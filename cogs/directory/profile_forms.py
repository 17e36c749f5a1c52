"""The forms of one's own entry, filled in with what it says."""

from typing import Any

import discord

from bot.community.backgrounds import STAGES, CareerStage, Setting
from bot.directory.entries import Openness, Profile
from bot.directory.importer import MAX_LENGTHS
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import form
from cogs.directory.cards import LEVELS, OPENNESS, SETTINGS

Label = discord.ui.Label[Any]


def about(interaction: Interaction, profile: Profile | None) -> discord.ui.Modal:
    """Name, pronouns, role, stage and settings."""
    stage = discord.ui.Select[Any](
        custom_id="stage",
        required=False,
        options=[
            discord.SelectOption(
                label=str(STAGES[one]), value=one, default=profile is not None and profile.career_stage is one
            )
            for one in CareerStage
        ],
    )
    settings = discord.ui.CheckboxGroup[Any](custom_id="settings", required=False)
    for one in Setting:
        settings.add_option(
            label=str(SETTINGS[one]), value=one, default=profile is not None and one in profile.settings
        )
    return form(
        interaction,
        _("About you"),
        "directory:about-saved",
        _line(_("Name"), "name", profile and profile.display_name, "display_name", required=True),
        _line(_("Pronouns"), "pronouns", profile and profile.pronouns, "pronouns"),
        _line(_("Role"), "role", profile and profile.role, "role", _("Such as: Community engagement coordinator")),
        Label(text=_("Career stage"), component=stage),
        Label(text=_("Where you work"), component=settings),
    )


def skills(interaction: Interaction, profile: Profile) -> discord.ui.Modal:
    """All skills, one a line with its level."""
    said = "\n".join(f"{skill.name}: {skill.level}" for skill in profile.skills)
    field = discord.ui.TextInput[Any](
        custom_id="skills", style=discord.TextStyle.paragraph, default=said[:4_000] or None, required=False
    )
    levels = ", ".join(level.value for level in LEVELS)
    return form(
        interaction,
        _("What you know"),
        "directory:skills-saved",
        Label(
            text=_("One skill a line, with its level"),
            description=_("Like “NVivo: can teach”. Levels: {levels}", levels=levels),
            component=field,
        ),
    )


def story(interaction: Interaction, profile: Profile) -> discord.ui.Modal:
    """Interests and a few words about oneself."""
    return form(
        interaction,
        _("Interests and story"),
        "directory:story-saved",
        _paragraph(_("Interests"), "interests", profile.interests, _("Topics, places, groups you work with")),
        _paragraph(
            _("About you, in your own words"), "bio", profile.bio, _("Only what you're happy for people to know")
        ),
    )


def openness(interaction: Interaction, profile: Profile) -> discord.ui.Modal:
    """What one may be asked for, who finds one, and the agreement. Nothing is ticked that wasn't chosen before."""
    open_to = discord.ui.CheckboxGroup[Any](custom_id="open_to", required=False)
    for one in Openness:
        open_to.add_option(label=str(OPENNESS[one]), value=one, default=one in profile.open_to)
    newcomers = discord.ui.CheckboxGroup[Any](custom_id="newcomers", required=False)
    newcomers.add_option(label=_("Newcomers may find me"), value="yes", default=profile.findable_by_newcomers)
    agrees = discord.ui.CheckboxGroup[Any](custom_id="agrees", required=False)
    agrees.add_option(label=_("I agree to be listed"), value="yes")
    return form(
        interaction,
        _("Open to, and who finds you"),
        "directory:openness-saved",
        Label(text=_("What may people ask you for?"), component=open_to),
        Label(
            text=_("People who are new here"),
            description=_("They see your name and the skill asked about; contact only if you accept."),
            component=newcomers,
        ),
        Label(
            text=_("Being listed"),
            description=_("Members can then find and read your entry. Left empty, it is hidden."),
            component=agrees,
        ),
    )


def _line(
    label: str, name: str, value: str | None, field: str, hint: str | None = None, *, required: bool = False
) -> Label:
    made = discord.ui.TextInput[Any](
        custom_id=name, default=value or None, required=required, max_length=MAX_LENGTHS[field]
    )
    return Label(text=label, description=hint, component=made)


def _paragraph(label: str, name: str, value: str, hint: str) -> Label:
    field = discord.ui.TextInput[Any](
        custom_id=name, style=discord.TextStyle.paragraph, default=value or None, required=False,
        max_length=MAX_LENGTHS[name],
    )  # fmt: skip
    return Label(text=label, description=hint, component=field)


def claim(interaction: Interaction) -> discord.ui.Modal:
    """The name that a row of the group's list stands under; people know theirs, nobody is shown the others'."""
    name = discord.ui.TextInput[Any](
        custom_id="name", max_length=MAX_LENGTHS["display_name"], default=interaction.user.display_name[:80]
    )
    return form(
        interaction,
        _("Find my row"),
        "directory:claimed",
        Label(
            text=_("Your name, as the list has it"),
            description=_("First and last. Whoever keeps the list sees which row you found."),
            component=name,
        ),
    )
