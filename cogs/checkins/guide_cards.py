"""A community's own models for reflections, and its reflective space, as facilitators see them."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.reflection.guides import LONGEST_HINT, LONGEST_LABEL, LONGEST_TITLE, LONGEST_USE, MOST_PROMPTS, Guide
from bot.reflection.guiding import Chosen
from bot.texts import _, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, row, text
from bot.ui.checks import Interaction
from bot.ui.modals import form
from bot.ui.replies import plain


def guides(chosen: Chosen) -> discord.ui.LayoutView:
    """The group's own models, each with a button to remove it."""
    about = _(
        "Members choose from ten well-known models in /reflect start, and from these. What they write is theirs alone: "
        "facilitators see none of it."
    )
    pieces: list[Piece] = [text(f"### {_('The group’s own models')}\n{about}")]
    for guide in chosen.guides:
        remove = button(_("Remove"), "checkins:remove-model", guide.id)
        pieces.append(beside(_listed(guide), remove))
    if not chosen.guides:
        pieces.append(text(_("There are none yet.")))
    add = button(_("Add one"), "checkins:add-model", style=discord.ButtonStyle.primary)
    where = f"<#{chosen.space_id}>" if chosen.space_id else _("nowhere yet; choose it with /manage-checkins space")
    said = _("Reflections that people choose to show appear: {where}", where=where)
    return card(*pieces, row(add), line(), text(f"-# {said}"))


def _listed(guide: Guide) -> str:
    number = sum(map(len, guide.steps))
    count = ngettext("{n} question", "{n} questions", number)
    use = f" · {plain(str(guide.use))}" if guide.use else ""
    return f"- **{plain(str(guide.title))}**{use} · {count}"


def form_of_one(interaction: Interaction) -> discord.ui.Modal:
    """A new model: its name, what it is good for, its questions."""
    prompts = discord.ui.TextInput[Any](
        custom_id="prompts",
        style=discord.TextStyle.paragraph,
        max_length=(LONGEST_LABEL + LONGEST_HINT + 10) * (MOST_PROMPTS + 5),
        placeholder=_("What surprised you? | Something that went otherwise than you thought"),
    )
    return form(
        interaction,
        _("A model of the group’s own"),
        "checkins:model-added",
        _line(_("Name"), "title", LONGEST_TITLE, required=True),
        _line(_("What it is good for"), "use", LONGEST_USE, required=False),
        discord.ui.Label(
            text=_("Questions, one a line, {most} at most", most=MOST_PROMPTS),
            description=_("After a | you may write a hint. A question may have {n} characters.", n=LONGEST_LABEL),
            component=prompts,
        ),
    )


def _line(label: str, name: str, limit: int, *, required: bool) -> discord.ui.Label[Any]:
    field = discord.ui.TextInput[Any](custom_id=name, max_length=limit, required=required)
    return discord.ui.Label(text=label, component=field)


def space(chosen: Chosen, warnings: Sequence[str]) -> discord.ui.LayoutView:
    """Where reflections are shown from now on."""
    said = _(
        "People who want to may now show parts of a reflection in {channel}, with their name. Nothing is shown by "
        "itself; what was shown elsewhere stays there.",
        channel=f"<#{chosen.space_id}>",
    )
    pieces: list[Piece] = [text(said)]
    if warnings:
        pieces += [line(), text(f"**{_('Please look at this')}**\n{bullets(warnings)}")]
    return card(*pieces)
