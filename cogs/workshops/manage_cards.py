"""What facilitators see of a workshop: how it was."""

from collections.abc import Sequence

import discord

from bot.community.small_numbers import THRESHOLD, usually_within
from bot.schedule.local import stamp
from bot.texts import _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain
from bot.workshops.feedback import BUDGET, QUESTIONS, FeedbackState, Summary
from bot.workshops.importing import Trial
from bot.workshops.service import Resized

MOST_NAMED = 30
"""People in a line; a message has room for more."""


def resized(found: Resized) -> str:
    """What became of it that there are more or fewer places now."""
    workshop = found.workshop
    said = [_("Nobody who has a place loses it.")]
    if found.over:
        said.append(ngettext("{n} more is taken than there are: none is given until enough people withdraw.",
                             "{n} more are taken than there are: none is given until enough people withdraw.",
                             found.over))  # fmt: skip
    if found.mentors_over:
        said.append(ngettext("{n} more mentor has one than there are places for mentors.",
                             "{n} more mentors have one than there are places for mentors.",
                             found.mentors_over))  # fmt: skip
    if workshop.awaits_draw:
        said.append(_("Places are drawn {when}.", when=stamp(workshop.closes_at)))
    elif found.offered:
        said.append(ngettext("{n} place is offered to the next in line.",
                             "{n} places are offered to the next in line.", found.offered))  # fmt: skip
    return " ".join(said)


def roster(unheard: Sequence[int]) -> str:
    """What is said beside the file: whom a facilitator may want to tell something in person."""
    said = _("Who signed up. The file stays with Discord until you dismiss this.")
    if not unheard:
        return said
    people = ", ".join(f"<@{one}>" for one in unheard[:MOST_NAMED]) + ("…" if len(unheard) > MOST_NAMED else "")
    waits = _("News of it waits for the next visit of these, such as an offer or a change: {people}", people=people)
    return f"{said}\n{waits}"


def trial(found: Trial) -> discord.ui.LayoutView:
    """What bringing a list in would do, and which of its rows aren't taken."""
    heading = _("Something has changed meanwhile; nobody is signed up yet") if found.moved else _(
        "Nobody is signed up yet"
    )  # fmt: skip
    pieces: list[Piece] = [
        text(f"### {heading}\n**{plain(found.workshop.title)}** · {stamp(found.workshop.at)}\n{_would(found)}")
    ]
    if found.problems:
        wrong = ngettext("{n} row isn’t taken:", "{n} rows aren’t taken:", found.wrong)
        rows = bullets(_("row {row}: {why}", row=one.row, why=plain(str(one.reason))) for one in found.problems)
        pieces += [line(), text(shortened(f"{wrong}\n{rows}", 2_000))]
    if found.left:
        pieces.append(text("-# " + _("Not read: {columns}", columns=plain(shortened(", ".join(found.left), 300)))))
    if not found.new:
        return card(*pieces, text(_("So there is nobody to sign up.")))
    sign_up = ngettext("Sign up {n} person", "Sign up {n} people", found.new)
    hint = _("Nobody hears of it unless they said yes to messages about workshops. The list is kept for 15 minutes.")
    confirm = button(sign_up, "workshops:import", found.token, style=discord.ButtonStyle.primary)
    return card(*pieces, row(confirm), text(f"-# {hint}"))


def _would(found: Trial) -> str:
    said = [
        (found.holds, ngettext("{n} has a place", "{n} have a place", found.holds)),
        (found.waits, ngettext("{n} stands in line", "{n} stand in line", found.waits)),
        (found.applied, ngettext("{n} takes part in the draw", "{n} take part in the draw", found.applied)),
        (found.already, ngettext("{n} is signed up already", "{n} are signed up already", found.already)),
    ]
    return " · ".join(words for n, words in said if n) or _("No row names anybody new.")


def brought_in(found: Trial) -> discord.ui.LayoutView:
    return card(text(f"### {_('Signed up')}\n**{plain(found.workshop.title)}**\n{_would(found)}"))


def summary(found: Summary) -> discord.ui.LayoutView:
    """How it was, as far as it may be shown."""
    title = f"### {_('How it was')}\n"
    if found.state is FeedbackState.OPEN:
        return card(text(title + _("It can be answered until {when}; then you see it.", when=stamp(found.closes_at))))
    if found.state is FeedbackState.LOST:
        return card(text(title + _("A backup was restored meanwhile, so there is nothing to show.")))
    if found.state is FeedbackState.UNASKED:
        often = _("Nobody was asked: {n} workshops in 52 weeks is the most, so that all their numbers together don’t "
                  "tell how somebody answered.", n=BUDGET.pictures)  # fmt: skip
        return card(text(title + often))
    if found.counts is None:
        few = _("Fewer than {n} people answered, so nothing is shown and everything was deleted.", n=THRESHOLD)
        return card(text(title + few))
    words = [_("yes"), _("partly"), _("no"), _("didn’t say")]
    lines = [
        f"**{_(asked.msgid)}**\n" + " · ".join(f"{word}: {n}" for word, n in zip(words, counts, strict=True))
        for asked, counts in zip(QUESTIONS.values(), found.counts, strict=True)
    ]
    noise = _("Each number is changed a little by chance, usually by {n} at most.", n=usually_within())
    pieces = [text(title + "\n".join(lines)), text(f"-# {noise}")]
    if found.lines:
        said = shortened(bullets(plain(one) for one in found.lines), 3_000)
        return card(*pieces, line(), text(f"**{_('In their words')}**\n{said}"))
    return card(*pieces)
