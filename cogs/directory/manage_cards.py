"""Looking after the directory, on screen."""

from collections.abc import Sequence

import discord

from bot.directory.editing import Term
from bot.directory.importing import Trial
from bot.directory.service import Imported
from bot.texts import _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain


def trial(found: Trial) -> discord.ui.LayoutView:
    """What importing a file would do, and what must be put right first."""
    taken = [_("{column} → {field}", column=plain(name), field=field) for name, field in found.columns if field]
    left = [plain(name) for name, field in found.columns if field is None and name]
    pieces: list[Piece] = [
        text(shortened(f"### {_('Nothing is imported yet')}\n{_('Columns:')}\n{bullets(taken)}", 1_500)),
    ]
    if left:
        pieces.append(text(shortened(_("Left out: {columns}", columns=", ".join(left)), 500)))
    pieces.append(line())
    if found.token is None:
        lines = [
            _(
                "row {row}, {column}: {reason}",
                row=one.row,
                column=one.column or _("the file"),
                reason=plain(str(one.reason)),
            )
            for one in found.problems
        ]
        problems = ngettext("{n} thing isn't understood:", "{n} things aren't understood:", found.wrong)
        pieces.append(text(shortened(f"{problems}\n{bullets(lines)}", 1_500)))
        pieces.append(text(_("Please put these right in your file and attach it again.")))
        return card(*pieces)
    added = ngettext("{n} entry would be added", "{n} entries would be added", found.would.added)
    changed = ngettext("{n} changed", "{n} changed", found.would.changed)
    pieces.append(text(f"{added}, {changed}."))
    pieces.append(
        row(
            button(_("Import; hidden until each agrees"), "directory:import", found.token, "no",
                   style=discord.ButtonStyle.primary),
            button(_("Import; everyone has agreed"), "directory:import", found.token, "yes"),
        )
    )  # fmt: skip
    pieces.append(
        text("-# " + _("Choose the second only if each of them said yes to being listed. It is kept for 15 minutes."))
    )
    return card(*pieces)


def imported(done: Imported, *, consented: bool) -> discord.ui.LayoutView:
    added = ngettext("{n} entry added", "{n} entries added", done.added)
    changed = ngettext("{n} changed", "{n} changed", done.changed)
    note = "" if consented else "\n" + _("They are hidden until each agrees, in /profile view.")
    return card(text(f"{added}, {changed}.{note}"))


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
