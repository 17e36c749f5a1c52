"""The forms of shared resources."""

from typing import Any

import discord

from bot.community.links import LONGEST_URL
from bot.resources.entries import LONGEST_NOTE, LONGEST_TITLE, Resource, Wish
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form


def sharing(interaction: Interaction, url: str) -> discord.ui.Modal:
    """A link from a message, to be shared: nothing else of the message is in it."""
    return _form(interaction, _("Share as a resource"), "resources:shared", Wish("", url), with_link=True)


def editing(interaction: Interaction, one: Resource) -> discord.ui.Modal:
    """What is said of a resource, to be changed."""
    wish = Wish(one.title, one.url, one.note, ", ".join(one.tags))
    return _form(interaction, _("Edit a resource"), "resources:edited", wish, one.id, with_link=bool(one.url))


def _form(
    interaction: Interaction, title: str, name: str, wish: Wish, *arguments: object, with_link: bool
) -> discord.ui.Modal:  # fmt: skip
    labels = [
        _text(_("Title"), _("What it is, in a few words."), "title", wish.title, LONGEST_TITLE, required=True),
        _text(_("Tags"), _("Separated by commas: NVivo, focus groups"), "tags", wish.tags, 400),
        _text(_("Why it helps"), _("Optional; in your own words."), "note", wish.note, LONGEST_NOTE, long=True),
    ]
    if with_link:
        hint = _("It begins with https://")
        labels.insert(1, _text(_("Link"), hint, "link", wish.url, LONGEST_URL, required=True))
    return form(interaction, title, name, *labels, arguments=arguments)


def _text(
    label: str, hint: str, name: str, value: str, longest: int, *, required: bool = False, long: bool = False
) -> discord.ui.Label[Any]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    field = discord.ui.TextInput[Any](
        custom_id=name, default=value or None, required=required, max_length=longest, style=style
    )
    return discord.ui.Label(text=label, description=hint, component=field)


def read(filled: Filled) -> Wish:
    return Wish(filled.text("title"), filled.text("link"), filled.text("note"), filled.text("tags"))
