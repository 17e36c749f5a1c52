"""Looking after the directory, on screen."""

from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.directory.importer import Problem
from bot.directory.importing import Trial
from bot.directory.service import Imported
from bot.directory.terms import Term
from bot.directory.unclaimed import Claims
from bot.errors import Gone
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, menu, pages, row, shortened, text
from bot.ui.replies import plain
from bot.ui.router import custom_id

FIELDS: dict[str, Message] = {
    "member_id": N_("Discord number"),
    "display_name": N_("name"),
    "pronouns": N_("pronouns"),
    "role": N_("role"),
    "career_stage": N_("career stage"),
    "settings": N_("where they work"),
    "skills": N_("skills"),
    "interests": N_("interests"),
    "bio": N_("about them"),
    "open_to": N_("open to"),
}
LEFT_OUT = "-"


def trial(found: Trial) -> discord.ui.LayoutView:
    """What importing a file would do, what must be put right first, and what its columns were taken for."""
    taken = [_("{column} → {field}", column=plain(name), field=FIELDS[field]) for name, field in found.columns if field]
    left = [plain(name) for name, field in found.columns if field is None and name]
    heading = _("The directory has changed meanwhile; nothing is imported yet") if found.moved else _(
        "Nothing is imported yet"
    )  # fmt: skip
    pieces: list[Piece] = [text(shortened(f"### {heading}\n{_('Columns:')}\n{bullets(taken)}", 1_500))]
    if left:
        pieces.append(text(shortened(_("Left out: {columns}", columns=", ".join(left)), 500)))
    pieces += [_columns(found), line()]
    if found.ready:
        return card(*pieces, text(_counts(found.would, _would)), *_confirmation(found.token))
    if found.problems:
        problems = ngettext("{n} thing isn't understood:", "{n} things aren't understood:", found.wrong)
        pieces.append(text(shortened(f"{problems}\n{bullets(map(_problem, found.problems))}", 1_500)))
    else:
        pieces.append(text(_("There are no rows under the first one.")))
    pieces.append(text(_("Please put these right in your file and attach it again, or correct a column above.")))
    return card(*pieces)


def _problem(one: Problem) -> str:
    column = FIELDS[one.column] if one.column in FIELDS else one.column or _("the file")
    return _("row {row}, {column}: {reason}", row=one.row, column=column, reason=plain(str(one.reason)))


def _columns(found: Trial) -> discord.ui.ActionRow[Any]:
    options = [
        discord.SelectOption(label=name[:100], value=str(index), description=str(FIELDS[field]) if field else None)
        for index, (name, field) in enumerate(found.columns)
        if name
    ]
    return menu("directory:column", found.token, hint=_("Correct what a column holds"), options=options)


def _confirmation(token: str) -> list[Piece]:
    return [
        row(
            button(_("Import; hidden until each agrees"), "directory:import", token, "no",
                   style=discord.ButtonStyle.primary),
            button(_("Import; everyone has agreed"), "directory:import", token, "yes"),
        ),
        text("-# " + _("Choose the second only if each of them said yes to being listed. It is kept for 15 minutes.")),
    ]  # fmt: skip


def column(token: str, columns: Sequence[tuple[str, str | None]], index: int) -> discord.ui.LayoutView:
    """What a column may hold."""
    if not 0 <= index < len(columns):
        raise Gone
    name, field = columns[index]
    options = [discord.SelectOption(label=str(title), value=one, default=one == field) for one, title in FIELDS.items()]
    options.append(discord.SelectOption(label=_("leave it out"), value=LEFT_OUT, default=field is None))
    return card(
        text(f"### {_('What does “{column}” hold?', column=plain(name))}"),
        menu("directory:field", token, index, hint=_("Choose what it holds"), options=options),
    )


def imported(done: Imported, consented: bool) -> discord.ui.LayoutView:
    notes = [] if consented else [_("They are hidden until each agrees, in /profile view.")]
    if done.waiting:
        notes.append(
            _("Those without a Discord number wait for their people: /manage-directory claims posts the button.")
        )
    return card(text("\n".join([_counts(done, _did), *notes])))


def _counts(counted: Imported, said: Callable[[Imported], str]) -> str:
    waiting = ngettext(
        "{n} without a Discord number, hidden until someone claims it",
        "{n} without a Discord number, hidden until someone claims them",
        counted.waiting,
    )
    changed = ngettext("{n} changed", "{n} changed", counted.changed)
    return ", ".join([said(counted), changed, *([waiting] if counted.waiting else [])]) + "."


def _would(counted: Imported) -> str:
    return ngettext("{n} entry would be added", "{n} entries would be added", counted.added)


def _did(counted: Imported) -> str:
    return ngettext("{n} entry added", "{n} entries added", counted.added)


def claims(found: Claims) -> discord.ui.LayoutView:
    """Rows of a list that wait for their people, each with what can be done about it."""
    heading = f"### {_('Rows that wait for their people')}\n"
    if not found.total and not found.claimed:
        return card(text(heading + _("None. Rows of an imported list without a Discord number would stand here.")))
    said = ngettext("{n} row waits.", "{n} rows wait.", found.total)
    shown = _("Nobody else sees them. Say whose each is, or post the button for people to find their own.")
    pieces: list[Piece] = [
        text(f"{heading}{said} {shown}"),
        row(button(_("Post the button in this channel"), "directory:post-claims", style=discord.ButtonStyle.primary)),
    ]
    for one in found.waiting:
        label = " · ".join(part for part in (f"**{plain(one.name)}**", plain(one.role)) if part)
        whose = discord.ui.UserSelect[Any](
            custom_id=custom_id("directory:match", one.id, found.page), placeholder=_("Whose is it?")
        )
        pieces += [line(), beside(label, button(_("Discard"), "directory:discard", one.id, found.page))]
        pieces.append(discord.ui.ActionRow(whose))
    if found.pages > 1:
        pieces += [line(), pages("directory:claims", page=found.page, last=found.pages - 1)]
    if found.claimed:
        lines = [f"{plain(name)} · <@{member_id}>" for name, member_id in found.claimed]
        pieces += [line(), text(f"{_('Claimed lately:')}\n{bullets(lines)}")]
    return card(*pieces)


def claim_here() -> discord.ui.LayoutView:
    """What is posted: an invitation that names nobody."""
    return card(
        text(
            f"### {_('Are you on our list?')}\n"
            + _(
                "The group keeps a list of what people can help with, by name. If you are on it, find your row here, "
                "look it over, and decide whether to be listed. Until you agree, nobody else sees it."
            )
        ),
        row(button(_("Find my row"), "directory:claim", style=discord.ButtonStyle.primary)),
    )


def posted() -> discord.ui.LayoutView:
    return card(text(_("It is posted. Who claims which row is shown by /manage-directory claims.")))


def terms(found: Sequence[Term], shown: int) -> discord.ui.LayoutView:
    """Words that the vocabulary lacks, each with what can be done about it."""
    heading = f"### {_('Words for skills that Heronry doesn’t know')}\n"
    if not found:
        return card(text(heading + _("None. Everything that people wrote is understood.")))
    pieces: list[Piece] = [
        text(
            heading
            + _("They are kept as people wrote them. You can put one under a skill that there is, for everyone.")
        )
    ]
    for term in found[:shown]:
        people = ngettext("{n} person", "{n} people", term.people)
        nearest = [
            button(_("It means {skill}", skill=name)[:80], "directory:term", term.name[:40], name[:40])
            for name in term.nearest[:2]
            if len(name) <= 40
        ]
        pieces += [
            line(),
            text(f"**{plain(term.name)}** · {people}"),
            row(*nearest, button(_("Leave it as it is"), "directory:term", term.name[:40], "")),
        ]
    more = len(found) - shown
    if more > 0:
        pieces += [line(), text("-# " + ngettext("And {n} more after these.", "And {n} more after these.", more))]
    return card(*pieces)
