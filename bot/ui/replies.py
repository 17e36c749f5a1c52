"""Answering an interaction: privately unless it is meant for the room, and never with a ping."""

import re

import discord

from bot.errors import Gone, NotAllowed
from bot.texts import N_
from bot.ui.checks import Interaction

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_~|<@\[\]])")
"""What Discord's markdown is made of within a line; elsewhere than at its start, other punctuation means nothing."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """``text`` shown letter by letter: no markdown, no mention, no link. ``unplain`` gives it back."""
    return _PUNCTUATION.sub(r"\\\1", text)


def brief(content: str, limit: int) -> str:
    """``plain``, in at most ``limit`` characters with what escaping adds."""
    return cut(plain(content), limit)


def cut(escaped: str, limit: int) -> str:
    """What ``plain`` gave, in at most ``limit`` characters."""
    if len(escaped) <= limit:
        return escaped
    kept = escaped[: limit - 1]
    torn = (len(kept) - len(kept.rstrip("\\"))) % 2  # a backslash whose character fell to the cut
    return kept[: len(kept) - torn].rstrip() + "…"


def read_through(content: str, limit: int) -> str:
    """One line of somebody's words for reading: web addresses stay links, and everything else that Discord would make
    something of is shown letter by letter. At most ``limit`` characters of ``content``, never half an address."""
    kept = content if len(content) <= limit else content[: limit - 1]
    torn = next((found for found in _ADDRESS.finditer(content) if found.start() < len(kept) < found.end()), None)
    kept = kept[: torn.start()] if torn else kept
    shown, done = list[str](), 0
    for found in _ADDRESS.finditer(kept):
        shown += [_MARKS.sub(r"\\\1", kept[done : found.start()]), found[0]]
        done = found.end()
    shown.append(_MARKS.sub(r"\\\1", kept[done:]))
    # Apart from the last word, which may be an address.
    return "".join(shown) if kept == content else f"{''.join(shown).rstrip()} …"


def unplain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


async def reply(
    interaction: Interaction,
    what: str | discord.ui.LayoutView,
    *,
    ephemeral: bool = True,
    file: discord.File | None = None,
) -> None:
    """Answer with a text or a card, first or as a follow-up, whichever is due."""
    files = [file] if file else []
    first = not interaction.response.is_done()
    if isinstance(what, str):
        if first:
            await interaction.response.send_message(what, ephemeral=ephemeral, files=files)
        else:
            await interaction.followup.send(what, ephemeral=ephemeral, files=files)
        return
    _detach(what)
    if first:
        await interaction.response.send_message(view=what, ephemeral=ephemeral, files=files)
    else:
        await interaction.followup.send(view=what, ephemeral=ephemeral, files=files)


def chosen(interaction: Interaction) -> str:
    """The one thing chosen in a menu: a value, or an id. Raises ``Gone`` when it was pressed without a choice."""
    values: list[str] = (interaction.data or {}).get("values") or []  # pyright: ignore[reportAssignmentType]
    if not values:
        raise Gone
    return values[0]


def all_chosen(interaction: Interaction) -> list[str]:
    """Everything chosen in a menu of several, which may be nothing: values, or ids."""
    return list((interaction.data or {}).get("values") or [])  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]


async def replace(interaction: Interaction, card: discord.ui.LayoutView) -> None:
    """Put ``card`` in the place of the message whose button was pressed."""
    _detach(card)
    if interaction.response.is_done():
        await interaction.edit_original_response(view=card)
    else:
        await interaction.response.edit_message(view=card)


async def post(interaction: Interaction, card: discord.ui.LayoutView) -> None:
    """Say something to everyone where the interaction is, pinging nobody. Raises ``NotAllowed`` where the person, or
    Heronry, may not write."""
    channel = interaction.channel
    if channel is None or not (interaction.permissions.send_messages and interaction.app_permissions.send_messages):
        raise NotAllowed(N_("It can't be posted in this channel: you, or Heronry, may not write here."))
    _detach(card)
    place = interaction.client.get_partial_messageable(channel.id, guild_id=interaction.guild_id)
    # One press is one message, however often the request has to be made.
    await place.send(view=card, nonce=str(interaction.id), allowed_mentions=discord.AllowedMentions.none())


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    """Show a form; it must be the first answer."""
    _detach(form)
    await interaction.response.send_modal(form)


def _detach(view: discord.ui.LayoutView | discord.ui.Modal) -> None:
    # The router answers by custom_id, so discord.py need not remember what was sent:
    # a finished view is neither stored nor dispatched to.
    view.stop()
