"""Questions in advance on their way to the groups, on screen."""

from typing import Any

import discord

from bot.texts import _, ngettext
from bot.ui.cards import Piece, button, card, menu, pages, row, shortened, text
from bot.ui.checks import Interaction
from bot.ui.modals import form
from bot.ui.replies import plain
from bot.workshops.entries import LONGEST_QUESTION
from bot.workshops.lists import EVERY, Item, Lists

SHOWN = 12
"""Questions on one page."""


def lists(found: Lists, page: int = 0) -> discord.ui.LayoutView:
    """All questions, where each goes, and what can be done."""
    title = f"### {_('Asked in advance')}\n"
    number, last = found.workshop.id, max(0, (len(found.items) - 1) // SHOWN)
    page = max(0, min(page, last))
    here = found.items[page * SHOWN : (page + 1) * SHOWN]
    if not here:
        return card(text(title + _("None yet.")))
    lines = [
        f"{n}. {plain(shortened(one.text, 160))}\n-# {_goes(one)} · {_whose(one)}"
        for n, one in enumerate(here, start=page * SHOWN + 1)
    ]
    hint = _("A group sees a question once you have passed it on, and a name only where it is signed. Please don’t "
             "name who asked an unsigned one. Who asked is forgotten a day after the workshop.")  # fmt: skip
    pieces: list[Piece] = [text(title + shortened("\n".join(lines), 3_200)), text(f"-# {hint}")]
    options = [discord.SelectOption(label=shortened(one.text, 100), value=str(one.id)) for one in here]
    pieces.append(menu("lists:choose", number, hint=_("Choose one, to pass it on or move it"), options=options))
    made = [button(_("Put some into one"), "lists:merge", number, page, disabled=len(found.items) < 2)]
    if any(one.waits for one in found.items):
        made.insert(0, button(_("Pass all on, to every group"), "lists:pass-all", number))
    pieces.append(row(*made))
    if last:
        pieces.append(pages("lists:page", number, page=page, last=last))
    return card(*pieces)


def _goes(one: Item) -> str:
    if one.goes_to is None:
        return _("not passed on")
    if one.waits:
        return _("to group {number}, which nobody is in any more", number=one.goes_to)
    return _("to every group") if one.goes_to == EVERY else _("to group {number}", number=one.goes_to)


def _whose(one: Item) -> str:
    if one.merged:
        return ngettext("made of {n} question", "made of {n} questions", len(one.merged))
    if one.author_id is None:
        return _("who asked is forgotten")
    name = f"<@{one.author_id}>"
    return _("signed: {name}", name=name) if one.signed else _("not signed: {name}, for your eyes alone", name=name)


def question(found: Lists, one: Item) -> discord.ui.LayoutView:
    """One question, and what can be done with it."""
    number, passed = found.workshop.id, one.goes_to is not None
    lines = [
        plain(one.text),
        *(f"> {plain(shortened(said, 300))}" for said in one.merged),
        f"-# {_goes(one)} · {_whose(one)}",
    ]
    buttons = [
        button(_("To every group"), "lists:pass", number, one.id, EVERY, style=discord.ButtonStyle.primary),
        button(_("To one group"), "lists:to-one", number, one.id),
        button(_("Keep it back"), "lists:hold", number, one.id, disabled=not passed),
        button(_("One place up"), "lists:earlier", number, one.id, disabled=not passed),
    ]
    if one.merged:
        buttons.append(button(_("Take it apart"), "lists:apart", number, one.id))
    return card(text(shortened("\n".join(lines), 3_600)), row(*buttons))


def to_one(interaction: Interaction, workshop_id: int, question_id: int) -> discord.ui.Modal:
    """Which group it goes to."""
    field = discord.ui.TextInput[Any](custom_id="group", max_length=3)
    label = discord.ui.Label[Any](text=_("To which group"), description=_("Its number"), component=field)
    return form(interaction, _("To one group"), "lists:to-one-said", label, arguments=(workshop_id, question_id))


def merging(interaction: Interaction, found: Lists, page: int) -> discord.ui.Modal:
    """Which questions become one, and how it is put; those from a page on."""
    here = found.items[page * SHOWN :][:25]
    options = [discord.SelectOption(label=shortened(one.text, 100), value=str(one.id)) for one in here]
    chosen = discord.ui.Select[Any](custom_id="questions", min_values=1, max_values=len(options), options=options)
    said = discord.ui.TextInput[Any](custom_id="text", style=discord.TextStyle.paragraph, max_length=LONGEST_QUESTION)
    hint = _("In your words, so that nobody’s are known by their style. Whoever signed stays beside it.")
    return form(
        interaction, _("Put some into one"), "lists:merged",
        discord.ui.Label[Any](text=_("Those that ask the same"), component=chosen),
        discord.ui.Label[Any](text=_("As one question"), description=hint, component=said),
        arguments=(found.workshop.id,),
    )  # fmt: skip
