"""Reflections while they are written: what stands before the first word, between the steps, and at the end."""

from typing import Any

import discord

from bot.reflection.entries import Draft, Launch
from bot.reflection.guides import Guide
from bot.schedule.local import stamp
from bot.texts import _
from bot.ui.cards import Piece, beside, button, card, line, menu, row, shortened, text
from bot.ui.replies import plain

PRIMARY = discord.ButtonStyle.primary


def launch(what: Launch, support: str) -> discord.ui.LayoutView:
    """The model, what to leave out, who can read it, and where help is: before anything is written."""
    pieces: list[Piece] = [text(_heading(what)), text(_cautions(support))]
    if what.agreed:
        begin = button(
            _("Begin writing"), "reflection:write", what.guild_id, what.guide.id, what.meeting_id, style=PRIMARY
        )
    else:
        pieces.append(text(_agreement()))
        begin = button(
            _("Agree, and begin"), "reflection:agree", what.guild_id, what.guide.id, what.meeting_id, style=PRIMARY
        )
    pieces.append(row(begin))
    options = [_option(guide, chosen=guide.id == what.guide.id) for guide in what.guides]
    hint = _("Another way of reflecting")
    pieces.append(menu("reflection:choose", what.guild_id, what.meeting_id, hint=hint, options=options))
    if what.drafts:
        pieces += [line(), text(f"**{_('Unfinished')}**")]
        pieces += [_unfinished(what.guild_id, draft) for draft in what.drafts]
    return card(*pieces)


def _heading(what: Launch) -> str:
    guide = what.guide
    lines = [f"### {plain(str(guide.title))}", plain(str(guide.use))]
    if what.about:
        lines.append(_("About: {meeting}", meeting=plain(what.about)))
    if guide.note:
        lines.append(str(guide.note))
    if len(guide.steps) > 1:
        lines.append(_("In {n} short forms; each is saved as you send it.", n=len(guide.steps)))
    if guide.source:
        lines.append(f"-# {_('After {source}', source=plain(guide.source))}")
    return "\n".join(lines)


def _cautions(support: str) -> str:
    leave_out = _(
        "**Please leave out what could tell who somebody else is**: names, places, dates, roles. Taking out names "
        "alone is seldom enough. Such notes aren’t privileged: a court may ask for them."
    )
    private = _("Only you can read it here. It is kept encrypted, and is yours to take away or delete.")
    return f"{leave_out}\n{private}\n-# {support}"


def _agreement() -> str:
    return _(
        "**Before the first time**: do you agree that Heronry keeps what you write here, until you delete it? It can "
        "tell much about you. Discord sees what is typed into a form, and whoever holds the server’s key could read "
        "it. You can take this back at any time: /privacy erase deletes it all."
    )


def _option(guide: Guide, *, chosen: bool) -> discord.SelectOption:
    return discord.SelectOption(
        label=shortened(str(guide.title), 100),
        value=guide.id,
        description=shortened(str(guide.use), 100) or None,
        default=chosen,
    )


def _unfinished(guild_id: int, draft: Draft) -> discord.ui.Section[Any]:
    said = _(
        "{model}, {done} of {steps} written; kept until {until}",
        model=plain(draft.model),
        done=draft.done,
        steps=draft.steps,
        until=stamp(draft.until, "f"),
    )
    return beside(f"- {said}", button(_("Pick it up"), "reflection:pick-up", guild_id, draft.id))


def next_step(guild_id: int, draft: Draft, support: str) -> discord.ui.LayoutView:
    """A step is saved: go on, keep it as it is, or drop it."""
    saved = _(
        "Step {done} of {steps} is saved. If you stop here, it is kept until {until}: /reflect start shows it.",
        done=draft.done,
        steps=draft.steps,
        until=stamp(draft.until, "f"),
    )
    go_on = button(_("Go on"), "reflection:next", guild_id, draft.id, draft.done, style=PRIMARY)
    finish = button(_("Keep it as it is"), "reflection:finish", guild_id, draft.id)
    drop = button(_("Throw it away"), "reflection:drop", guild_id, draft.id)
    buttons = [go_on, finish, drop] if draft.answers else [go_on, drop]
    return card(text(f"### {plain(draft.model)}\n{saved}"), row(*buttons), text(f"-# {support}"))


def orphaned(guild_id: int, draft: Draft) -> discord.ui.LayoutView:
    """A draft whose model was removed meanwhile: what is written can be kept."""
    gone = _("The group doesn’t use this model any more, so it can’t be gone on with. What you wrote can be kept.")
    finish = button(_("Keep it as it is"), "reflection:finish", guild_id, draft.id, style=PRIMARY)
    drop = button(_("Throw it away"), "reflection:drop", guild_id, draft.id)
    return card(text(f"### {plain(draft.model)}\n{gone}"), row(finish, drop))


def dropped() -> discord.ui.LayoutView:
    return card(text(_("Thrown away. Nothing of it is kept.")))
