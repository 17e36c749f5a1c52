"""Questions without a name: what is said before one is written, and what the rota and facilitators see."""

from collections.abc import Sequence

import discord

from bot.schedule.local import stamp
from bot.support.entries import Own, Question, Unsigned, Worry
from bot.texts import _
from bot.ui.cards import Piece, beside, button, card, line, row, shortened, text
from bot.ui.replies import plain
from cogs.support.cards import quoted

PRIMARY = discord.ButtonStyle.primary
LISTED = 5
"""Of each kind on one card: a message holds 40 components."""


def before(mine: Sequence[Own]) -> discord.ui.LayoutView:
    """What protection means here, before anything is written; and what one has asked, with the answers."""
    promise = _(
        "**Please read this before you write.** The rota sees your question under a name made up for today, and so may "
        "the group. Who asked is kept encrypted for 30 days, then destroyed. Until then an administrator can look it "
        "up, against abuse alone: it goes on record, and you see it here. Discord sees what you type, and whoever "
        "holds the server’s key could open it. Your words may tell who you are."
    )
    pieces: list[Piece] = [text(f"### {_('Ask without a name')}\n{promise}")]
    pieces.append(row(button(_("Write it"), "support:unsigned", style=PRIMARY)))
    for one in mine[:LISTED]:
        pieces += [line(), text(_own(one))]
    waits = _("Answers don’t come by message, since a message would show whose it is: look here again.")
    return card(*pieces, text(f"-# {waits}"))


def _own(one: Own) -> str:
    answer = plain(one.answer) if one.answer else _("There is no answer yet.")
    said = f"{quoted(shortened(one.text, 200))}\n{answer}"
    if one.opened_at is not None:
        said += "\n" + _("An administrator looked up who asked, {when}.", when=stamp(one.opened_at, "D"))
    return said


def asked() -> discord.ui.LayoutView:
    return card(text(_("It is on its way, without your name. Look here for the answer: /support ask-unsigned")))


def question(what: Unsigned) -> discord.ui.LayoutView:
    """As the rota sees it."""
    title = _("Somebody asks, called {name} today", name=plain(what.pseudonym))
    pieces: list[Piece] = [text(f"### {title}\n{quoted(what.text)}")]
    if what.answered:
        return card(*pieces, text(_("Answered. Whoever asked finds it when they look.")))
    buttons = [button(_("Answer"), "support:unsigned-answer", what.guild_id, what.question_id, style=PRIMARY)]
    if not what.relayed:
        buttons.append(button(_("Pass on to the group"), "support:unsigned-relay", what.guild_id, what.question_id))
    buttons += [
        button(_("Take no more today"), "support:unsigned-mute", what.guild_id, what.question_id),
        button(_("Abuse: who asked?"), "support:unsigned-who", what.guild_id, what.question_id),
    ]
    note = _("Please don’t try to find out who it is. An administrator can, against abuse alone and on record.")
    return card(*pieces, row(*buttons), text(f"-# {note}"))


def muted() -> str:
    return _("It is closed, and nothing more is taken under that name today. Whoever it is isn’t told why.")


def opened(member_id: int) -> str:
    return _("It was asked by {person}. That you looked is on record.", person=f"<@{member_id}>")


def switch(on: bool) -> discord.ui.LayoutView:
    """The platform's question, and what protection really means, before it is switched on."""
    state = _("They are **on**.") if on else _("They are **off**.")
    policy = _(
        "Discord’s Developer Policy has forbidden “any form of masking account identities” (its text of 2022). Whether "
        "this is such a form is for you to judge: please read the policy as it stands today before you switch it on, "
        "and again each year."
    )
    means = _(
        "What protection means here: the rota and the group don’t see who asks. Heronry keeps the link encrypted for "
        "30 days, then destroys it. Until then an administrator can open it, on record and seen by whoever asked; "
        "whoever holds the server’s key could; and Discord has seen the form. In a small group, words give people away."
    )
    if on:
        press = button(_("Switch them off"), "support:unsigned-switch", "off", style=PRIMARY)
    else:
        press = button(_("I have read the policy: switch them on"), "support:unsigned-switch", "on")
    return card(text(f"### {_('Questions without a name')}\n{state}"), text(f"{policy}\n\n{means}"), row(press))


def open_matters(
    worries: Sequence[Worry], questions: Sequence[Question], unsigned: Sequence[Unsigned]
) -> discord.ui.LayoutView:
    """What waits for the rota, the oldest first, each with a button that shows it here."""
    pieces: list[Piece] = [text(f"### {_('What is open')}")]
    for worry in worries[:LISTED]:
        show = button(_("Show"), "support:show-worry", worry.guild_id, worry.worry_id)
        pieces.append(beside(f"- {_('A worry about a message')}", show))
    for one in questions[:LISTED]:
        show = button(_("Show"), "support:show-question", one.guild_id, one.question_id)
        pieces.append(beside(f"- {plain(shortened(one.text, 80))}", show))
    for each in unsigned[:LISTED]:
        show = button(_("Show"), "support:show-unsigned", each.guild_id, each.question_id)
        pieces.append(beside(f"- {plain(shortened(each.text, 80))}", show))
    if not (worries or questions or unsigned):
        pieces.append(text(_("Nothing is open.")))
    elif max(map(len, (worries, questions, unsigned))) > LISTED:
        pieces.append(text(f"-# {_('The oldest {n} of each are shown.', n=LISTED)}"))
    return card(*pieces)
