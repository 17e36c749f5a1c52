"""The forms of announcements and topics."""

from typing import Any

import discord

from bot.announcements.entries import (
    LONGEST,
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_TITLE,
    Announcement,
    NewPicture,
    Topic,
    Wish,
)
from bot.community.media import LONGEST_ALT, Media, refuse_too_large
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form, tick_list, upload

LONGEST_INPUT = 4_000
"""Characters that a form's field takes: more than an announcement may have, so that what is too long can be pasted
and cut, and comes back when it isn't."""


def compose(interaction: Interaction, channel_id: int, title: str = "", words: str = "") -> discord.ui.Modal:
    """An announcement, from nothing or from a message's words."""
    return form(
        interaction,
        _("Write an announcement"),
        "announcements:composed",
        *_words(title, words),
        discord.ui.Label(text=_("Picture"), description=_("JPEG, PNG or WebP, at most 4 MB"), component=_file()),
        _text(_("What the picture shows"), _("For those who can't see it"), "alt", "", LONGEST_ALT),
        _when(),
        arguments=(channel_id,),
    )


def reword(interaction: Interaction, one: Announcement, picture: Media | None, name: str) -> discord.ui.Modal:
    """Other words, or another picture, for a draft or for one that is scheduled or out."""
    hint = _("Takes the place of the one there is; JPEG, PNG or WebP") if picture else _("JPEG, PNG or WebP")
    labels = [
        *_words(one.title, one.text),
        discord.ui.Label(text=_("Another picture") if picture else _("Picture"), description=hint, component=_file()),
        _text(_("What the picture shows"), _("For those who can't see it"), "alt", picture.alt if picture else "",
              LONGEST_ALT),
    ]  # fmt: skip
    if picture:
        labels.append(tick_list("gone", _("Without a picture"), [("gone", _("Take the picture away"))], ()))
    return form(interaction, _("Change an announcement"), name, *labels, arguments=(one.id,))


def _file() -> discord.ui.FileUpload[Any]:
    return discord.ui.FileUpload(custom_id="picture", required=False, max_values=1)


async def picture(interaction: Interaction, filled: Filled) -> NewPicture:
    """What a form says of the picture. What takes a while begins here, so that it is acknowledged first. Raises
    ``InvalidInput`` for one that is too large, before it is fetched."""
    file, alt = upload(interaction, filled, "picture"), filled.text("alt")
    if file is not None:
        refuse_too_large(file.size)
    await interaction.response.defer(ephemeral=True, thinking=True)
    if file is not None:
        return NewPicture(await file.read(), file.filename, alt)
    return NewPicture(alt=alt, gone=bool(filled.choices("gone")))


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
        discord.ui.Label(
            text=_("Role"),
            description=_("Given to whoever chooses to follow by role; it can be pinged"),
            component=role,
        ),
        arguments=(one.id if one else 0,),
    )


def read(filled: Filled) -> Wish:
    return Wish(filled.text("title"), filled.text("text"), filled.text("when"))


def _words(title: str, words: str) -> tuple[discord.ui.Label[Any], ...]:
    hint = _("Bold, lists and links work. At most {most} characters with the title", most=f"{LONGEST:,}")
    return (
        _text(_("Title"), None, "title", title, LONGEST_TITLE, required=True),
        _text(_("Text"), hint, "text", words, LONGEST_INPUT, required=True, long=True),
    )


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
