"""What is held about a person, on screen."""

from collections.abc import Sequence

import discord

from bot.community.privacy import Holding
from bot.texts import Message, _
from bot.ui.cards import bullets, button, card, line, row, text


def summary(held: Sequence[Holding]) -> discord.ui.LayoutView:
    """What is held, feature by feature, and what can be done about it."""
    if not held:
        return card(text(_heading() + _("Nothing. Heronry holds nothing about you on this server.")))
    return card(
        text(_heading() + "\n".join(_listed(held))),
        line(),
        text("-# " + _("/privacy export gives you all of it as a file; /privacy erase removes it.")),
    )


def confirm_erasure(held: Sequence[Holding]) -> discord.ui.LayoutView:
    """What would go, and the two ways on."""
    if not held:
        return summary(held)
    return card(
        text(f"### {_('Erase all of this?')}\n" + "\n".join(_listed(held))),
        text(_("It can't be brought back. Get a copy first with /privacy export if you'd like one.")),
        line(),
        row(
            button(_("Erase everything"), "privacy:erase", style=discord.ButtonStyle.danger),
            button(_("Keep it"), "privacy:keep"),
        ),
    )


def erased(survivors: Sequence[Message]) -> discord.ui.LayoutView:
    """That it is done, and what stays and why."""
    lines = [_("Done. What Heronry held about you on this server is erased.")]
    if survivors:
        lines += [_("What stays, and why:"), bullets(str(message) for message in survivors)]
    backups = _(
        "Backups are kept for 30 days, then deleted. If one has to be restored before that, "
        "Heronry erases you from it again."
    )
    lines.append(f"-# {backups}")
    return card(text("\n".join(lines)))


def kept() -> discord.ui.LayoutView:
    return card(text(_("Nothing was erased.")))


def _heading() -> str:
    return f"### {_('What Heronry holds about you here')}\n"


def _listed(held: Sequence[Holding]) -> list[str]:
    return [f"**{holding.title}**\n" + bullets(str(line) for line in holding.lines) for holding in held]
