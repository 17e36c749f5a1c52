"""The forms of meetings."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.meetings.entries import LIMITS, Meeting
from bot.meetings.hosting import LONGEST_QUESTION
from bot.schedule.leads import duration_in_words, lead_in_words
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import form

Label = discord.ui.Label[Any]


def leads(interaction: Interaction, chosen: Sequence[str]) -> discord.ui.Modal:
    """How long before a meeting one wants to hear of it."""
    said = ", ".join(lead_in_words(one) for one in chosen)
    field = discord.ui.TextInput[Any](custom_id="leads", default=said[:100] or None, required=False, max_length=100)
    return form(
        interaction, _("When to remind me"), "meetings:leads-saved",
        Label(text=_("How long before"), description=_("Like: 7 days, 1 day, 1 hour, at start. Empty: never."),
              component=field),
    )  # fmt: skip


def question(interaction: Interaction, meeting: int) -> discord.ui.Modal:
    """A question to the speaker."""
    field = discord.ui.TextInput[Any](
        custom_id="question", style=discord.TextStyle.paragraph, max_length=LONGEST_QUESTION
    )
    return form(
        interaction, _("Ask the speaker"), "meetings:asked",
        Label(text=_("Your question"), description=_("The speaker and the facilitators see it, with your name."),
              component=field),
        arguments=(meeting,),
    )  # fmt: skip


def describe(interaction: Interaction, series: int) -> discord.ui.Modal:
    """What a draft still lacks."""
    return form(
        interaction, _("More about the meeting"), "meetings:described",
        _area(_("Description"), "description", ""),
        _area(_("Agenda"), "agenda", ""),
        _line(_("Until (a day; empty: no end)"), "until", "", 60),
        arguments=(series,),
    )  # fmt: skip


def edit(interaction: Interaction, meeting: Meeting, which: str) -> discord.ui.Modal:
    """What a date says, filled in."""
    details = meeting.details
    return form(
        interaction, _("Change the meeting"), "meetings:edited",
        _line(_("Title"), "title", details.title, LIMITS["title"], required=True),
        _area(_("Description"), "description", details.description),
        _area(_("Agenda"), "agenda", details.agenda),
        _line(_("Where"), "room", details.room, LIMITS["room"]),
        _line(_("Length"), "length", duration_in_words(details.minutes), 20),
        arguments=(meeting.id, meeting.version, which),
    )  # fmt: skip


def notes(interaction: Interaction, meeting: Meeting) -> discord.ui.Modal:
    """Minutes and links."""
    return form(
        interaction, _("Notes"), "meetings:noted",
        _area(_("Minutes and links"), "notes", meeting.notes),
        arguments=(meeting.id,),
    )  # fmt: skip


def attendance(interaction: Interaction, meeting: Meeting) -> discord.ui.Modal:
    said = "" if meeting.attended is None else str(meeting.attended)
    return form(
        interaction, _("Attendance"), "meetings:counted",
        _line(_("How many people came"), "attended", said, 4, required=True),
        arguments=(meeting.id,),
    )  # fmt: skip


def _line(label: str, name: str, said: str, limit: int, *, required: bool = False) -> Label:
    field = discord.ui.TextInput[Any](
        custom_id=name, default=said or None, required=required, max_length=limit
    )  # fmt: skip
    return Label(text=label, component=field)


def _area(label: str, name: str, said: str) -> Label:
    # Discord takes 4,000; what is too long for a meeting is answered with how long it is, and not cut.
    field = discord.ui.TextInput[Any](
        custom_id=name, style=discord.TextStyle.paragraph, default=said or None, required=False, max_length=4_000
    )
    return Label(text=label, component=field)
