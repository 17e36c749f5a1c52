"""The forms of announcements and topics."""

from typing import Any

import discord

from bot.announcements.entries import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Announcement,
    Topic,
    Wish,
)
from bot.community.media import LONGEST_ALT
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form


def compose(interaction: Interaction, channel_id: int, title: str = "", words: str = "") -> discord.ui.Modal:
    """An announcement, from nothing or from a message's words."""
    picture = discord.ui.FileUpload[Any](custom_id="picture", required=False, max_values=1)
    return form(
        interaction,
        _("Write an announcement"),
        "announcements:composed",
        *_words(title, words),
        discord.ui.Label(text=_("Picture"), description=_("JPEG, PNG or WebP, at most 4 MB"), component=picture),
        _text(_("What the picture shows"), _("For those who can't see it"), "alt", "", LONGEST_ALT),
        _when(),
        arguments=(channel_id,),
    )


def reword(interaction: Interaction, one: Announcement, name: str) -> discord.ui.Modal:
    """Other words for a draft, or for one that is scheduled or out."""
    return form(interaction, _("Change an announcement"), name, *_words(one.title, one.text), arguments=(one.id,))


def when(interaction: Interaction, announcement_id: int) -> discord.ui.Modal:
    return form(interaction, _("When it is sent"), "announcements:timed", _when(), arguments=(announcement_id,))


def topic(interaction: Interaction, one: Topic | None) -> discord.ui.Modal:
    """A topic: a new one, or one to be changed."""
    kind = discord.SelectDefaultValueType.role
    chosen = [discord.SelectDefaultValue(id=one.role_id, type=kind)] if one and one.role_id else []
    role = discord.ui.RoleSelect[Any](custom_id="role", required=False, default_values=chosen)
    return form(
        interaction,
        _("Topic"),
        "announcements:topic-saved",
        _text(_("Name"), None, "name", one.name if one else "", LONGEST_NAME, required=True),
        _text(_("What it is about"), _("In a line"), "about", one.about if one else "", LONGEST_ABOUT),
        discord.ui.Label(text=_("Role"), description=_("Given to those who choose it; may be pinged"), component=role),
        arguments=(one.id if one else 0,),
    )


def read(filled: Filled) -> Wish:
    return Wish(filled.text("title"), filled.text("text"), filled.text("when"))


def _words(title: str, words: str) -> tuple[discord.ui.Label[Any], ...]:
    return (
        _text(_("Title"), None, "title", title, LONGEST_TITLE, required=True),
        _text(_("Text"), _("Bold, lists and links work as in any message."), "text", words, LONGEST_TEXT, required=True,
              long=True),
    )  # fmt: skip


def _when() -> discord.ui.Label[Any]:
    return _text(_("When"), _("Empty: at once. Such as: tomorrow 9am; every Monday 9:00, 6 times"), "when", "", 200)


def _text(
    label: str, hint: str | None, name: str, value: str, longest: int, *, required: bool = False, long: bool = False
) -> discord.ui.Label[Any]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    field = discord.ui.TextInput[Any](
        custom_id=name, default=value or None, required=required, max_length=longest, style=style
    )
    return discord.ui.Label(text=label, description=hint, component=field)
