"""Peer support as people see it: the agreement, what they passed on, and what came back."""

import discord

from bot.schedule.local import stamp
from bot.support.entries import Agreement, Answered, Relayed, Rota, Seen
from bot.texts import _
from bot.ui.cards import Piece, button, card, line, row, text
from bot.ui.replies import plain

ROOM = 2_400
"""Characters that an agreement may take up as it is shown: a message holds 4,000, and what stands around needs some."""


def quoted(said: str) -> str:
    """What somebody wrote, letter by letter, as a quotation."""
    return "\n".join(f"> {each}" for each in plain(said).splitlines())


def people(ids: tuple[int, ...]) -> str:
    return ", ".join(f"<@{one}>" for one in ids)


def agreement(what: Agreement, *, note: str = "", to_all: bool = False) -> discord.ui.LayoutView:
    """The agreement, with who looks after the space, when, and who else can read it."""
    pieces: list[Piece] = []
    if note:
        pieces += [text(note), line()]
    pieces += [
        text(f"### {_('Our agreement for this space')}\n{formatted(what.text)}"),
        line(),
        text(around(what.rota)),
    ]
    if what.holds and not to_all:
        when = stamp(what.accepted_at, "D") if what.accepted_at else ""
        pieces.append(text("-# " + _("You accepted this on {day}.", day=when)))
    else:
        accept = button(_("I agree to this"), "support:accept", what.version, style=discord.ButtonStyle.primary)
        pieces.append(row(accept))
    return card(*pieces)


def formatted(written: str) -> str:
    # Lists stay lists; everything else is shown letter by letter.
    lines = (each.strip() for each in written.splitlines())
    return "\n".join(f"- {plain(each[2:])}" if each.startswith("- ") else plain(each) for each in lines)


def around(rota: Rota) -> str:
    """Who looks after the space, when, who else can read it, and what it is not."""
    who = people(rota.members) if rota.members else _("nobody yet")
    hours = plain(rota.space.hours) if rota.space.hours else _("now and then")
    lines = [
        _("Looked after by: {people}", people=who),
        _("Looked into: {hours}", hours=hours),
        _(
            "Who else can read here: everyone in the channel, the server's administrators, and Discord. Private "
            "threads can be read by administrators and by those with Manage Threads."
        ),
        _("It isn't watched all the time, and it is **not an emergency service**. If it can't wait: `/support now`."),
    ]
    return "\n".join(f"- {each}" for each in lines)


def accepted(*, role_given: bool) -> str:
    """The note above the agreement once it is accepted."""
    thanks = _("Thank you. It is noted that you agree.")
    if role_given:
        return thanks
    return thanks + " " + _(
        "The role that comes with it couldn't be given just now. Facilitators have been told; you needn't do anything."
    )  # fmt: skip


def passed_on(help_line: str) -> discord.ui.LayoutView:
    """What happens now with a worry, and where there is help that needn't wait."""
    said = _(
        "It was passed on. Nothing was posted, and whoever wrote the message hears nothing of it. You will hear once "
        "it has been seen."
    )
    danger = _("If somebody is in danger now, please don't wait for an answer: call the emergency services.")
    return card(
        text(f"### {_('Thank you for looking out for someone')}\n{said}"),
        text(f"-# {danger}\n-# {help_line}"),
    )


def seen(what: Seen) -> discord.ui.LayoutView:
    return card(
        text(_("What you passed on {when} has been seen. Thank you. What happens next stays between the people "
               "concerned.", when=stamp(what.made_at, "D")))
    )  # fmt: skip


def asked() -> discord.ui.LayoutView:
    return card(
        text(
            f"### {_('It is on its way')}\n"
            + _("Those on the rota get your question, and know that it is yours. The answer comes to you alone.")
        )
    )


def sent() -> discord.ui.LayoutView:
    return card(text(_("Sent.")))


def answered(what: Answered) -> discord.ui.LayoutView:
    """The rota's answer, with a way to go on."""
    return card(
        text(f"### {_('An answer from the rota')}\n{quoted(what.about)}\n{plain(what.text)}"),
        row(button(_("Write back"), "support:write", what.guild_id, what.question_id)),
    )


def relayed(what: Relayed) -> discord.ui.LayoutView:
    """A question as the group sees it."""
    by = _("Asked by {person}, through the rota", person=f"<@{what.asker_id}>") if what.asker_id else _(
        "Asked through the rota"
    )  # fmt: skip
    return card(text(f"### {by}\n{quoted(what.text)}"), text("-# " + _("Answer here; the rota passes it on.")))
