"""The forms of projects."""

from typing import Any

import discord

from bot.projects.entries import LIMITS, MOST_TEAM, STATUSES, Project
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form

Label = discord.ui.Label[Any]


def about(interaction: Interaction, one: Project | None, lead_id: int | None = None) -> discord.ui.Modal:
    """What a project is: a new one, with who leads it, or one that is there."""
    status = discord.ui.Select[Any](
        custom_id="status", required=False,
        options=[
            discord.SelectOption(label=_(words.msgid), value=value, default=one is not None and one.status is value)
            for value, words in STATUSES.items()
        ],
    )  # fmt: skip
    labels = [
        _text("title", _("Title"), "", one.title if one else "", required=True),
        _text("short", _("Short name"), _("For lists, such as an acronym."), one.short if one else ""),
        _text("summary", _("Summary"), _("What it is about, in plain words."), one.summary if one else "", long=True),
        _text("partners", _("Partners"), _("Separated by commas."), one.partners if one else ""),
        Label(text=_("How far it is"), component=status),
    ]
    if one is not None:
        return form(interaction, _("What it is"), "projects:about-saved", *labels, arguments=(one.id,))
    return form(interaction, _("Add a project"), "projects:added", *labels, arguments=(lead_id or 0,))


def more(interaction: Interaction, one: Project) -> discord.ui.Modal:
    """Its themes, places, links and the help it wants."""
    commas, https = _("Separated by commas."), _("One in a line, such as: Our film: https://…")
    links = "\n".join(f"{link.label}: {link.url}" for link in one.links)
    return form(
        interaction, _("Themes, links, help"), "projects:more-saved",
        _text("themes", _("Themes"), commas, ", ".join(one.themes)),
        _text("places", _("Places"), commas, ", ".join(one.places)),
        _text("links", _("Links: pages, podcasts, films"), https, links, long=True),
        _text("wanted", _("Skills that are wanted"), commas, ", ".join(one.wanted)),
        _text("note", _("About the help that is wanted"), _("When, how much, paid or not."), one.note, long=True),
        arguments=(one.id,),
    )  # fmt: skip


def people(interaction: Interaction, one: Project, *, facilitates: bool) -> discord.ui.Modal:
    """Who is in it; who leads it is for facilitators to say."""
    team = discord.ui.UserSelect[Any](
        custom_id="team", required=False, min_values=0, max_values=MOST_TEAM, default_values=_people(*one.team)
    )
    labels = [Label(text=_("Team"), description=_("Please ask them first."), component=team)]
    if facilitates:
        lead = discord.ui.UserSelect[Any](
            custom_id="lead", required=False, min_values=0, max_values=1,
            default_values=_people(*([one.lead_id] if one.lead_id is not None else [])),
        )  # fmt: skip
        labels.insert(0, Label(text=_("Who leads it"), component=lead))
    return form(interaction, _("Who is in it"), "projects:people-saved", *labels, arguments=(one.id,))


def _people(*ids: int) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.user) for one in ids]


def _text(
    name: str, label: str, hint: str, value: str, *, required: bool = False, long: bool = False
) -> Label:  # fmt: skip
    field = discord.ui.TextInput[Any](
        custom_id=name, default=value or None, required=required, max_length=LIMITS[name],
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
    )  # fmt: skip
    return Label(text=label, description=hint or None, component=field)


def read_about(filled: Filled) -> dict[str, str]:
    return {
        name: filled.text(name) for name in ("title", "short", "summary", "partners")
    } | {"status": filled.choice("status") or ""}  # fmt: skip


def read_more(filled: Filled) -> dict[str, str]:
    return {name: filled.text(name) for name in ("themes", "places", "links", "wanted", "note")}
