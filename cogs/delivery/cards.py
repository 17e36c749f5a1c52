"""What became of what was to be sent, on screen."""

import discord

from bot.delivery.problems import Overview, Problem
from bot.delivery.reports import Report, Trouble
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text

ENDS: dict[str, Message] = {
    "missed": N_("missed"),
    "failed": N_("not sent"),
    "uncertain": N_("perhaps sent"),
}


def overview(found: Overview) -> discord.ui.LayoutView:
    """How a server's deliveries stand, and each problem with what can be done about it."""
    pieces: list[Piece] = [text(f"### {_('Deliveries')}\n" + bullets(_counted(found)))]
    if not found.problems:
        pieces.append(text(_("Everything that was due has arrived, as far as anybody can tell.")))
    for problem in found.problems:
        pieces += [
            line(),
            text(_problem(problem)),
            row(
                button(_("Send it again"), "delivery:again", problem.id, disabled=not problem.can_send_again),
                button(_("Leave it"), "delivery:dismiss", problem.id),
            ),
        ]
    return card(*pieces)


def _counted(found: Overview) -> list[str]:
    return [
        ngettext("{n} is waiting for its time", "{n} are waiting for their time", found.pending),
        ngettext("{n} was sent in the last 90 days", "{n} were sent in the last 90 days", found.sent),
        ngettext("{n} had a problem", "{n} had problems", found.troubled),
    ]


def _problem(problem: Problem) -> str:
    due = f"<t:{int(problem.due_at.timestamp())}:f>"
    where = f"<#{problem.channel_id}>" if problem.channel_id else _("direct message")
    head = f"**{problem.title}** · {where} · {due} · {ENDS[problem.state]}"
    return f"{head}\n{problem.why}" if problem.why else head


def report(found: Report) -> discord.ui.LayoutView:
    """The notice to facilitators."""
    lines = bullets(map(_trouble, found.troubles))
    return card(
        text(shortened(f"### {_('Some things could not be delivered')}\n{lines}", 3_800)),
        text("-# " + _("/manage-deliveries shows each, and lets you send it again.")),
    )


def _trouble(trouble: Trouble) -> str:
    where = f"<#{trouble.channel_id}>" if trouble.channel_id else _("direct messages")
    head = f"{trouble.title} · {where} · {ENDS[trouble.state]}: {trouble.count}"
    return f"{head}. {trouble.why}" if trouble.why else head


def something_waits(count: int) -> discord.ui.LayoutView:
    """That something couldn't come by direct message, and is here instead."""
    return card(
        text(ngettext("Something is waiting for you here.", "{n} things are waiting for you here.", count)),
        row(button(_("Show me"), "delivery:show", style=discord.ButtonStyle.primary)),
        text("-# " + _("Only you see this. It didn't come as a direct message; /preferences lets you choose.")),
    )


def nothing_waits() -> discord.ui.LayoutView:
    return card(text(_("Nothing is waiting for you any more.")))
