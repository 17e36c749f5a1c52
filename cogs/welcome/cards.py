"""The greeting, and how facilitators set it."""

from collections.abc import Sequence

import discord

from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import bullets, button, card, row, text
from bot.ui.replies import plain
from bot.welcome.entries import Greeting, Overview

THINGS: tuple[tuple[str | None, Message], ...] = (
    ("directory", N_("Say what you could help others with, and what you look for: /profile edit")),
    ("meetings", N_("See when we meet next, and say whether you come: /meetings list")),
    ("directory", N_("Ask who can help you, in your own words: /who")),
    ("resources", N_("Look through what others have shared: /resources find")),
    (None, N_("Know where help is when things are hard: /support now")),
    (None, N_("See what Heronry knows about you, which is yours to take or delete: /privacy summary")),
    (None, N_("See what else there is: /help")),
)
"""What is worth doing first, with the feature that it belongs to; the first three that there are count."""
FIRST = 3


def three_things(offers: frozenset[str]) -> list[str]:
    """What is worth doing first, where these features are switched on."""
    return [str(words) for feature, words in THINGS if feature is None or feature in offers][:FIRST]


def greeting(what: Greeting) -> discord.ui.LayoutView:
    """The card in the channel; it names people and pings nobody."""
    names = " ".join(f"<@{one}>" for one in what.people)
    if names:
        head = ngettext("Welcome, {names}!", "Welcome, all of you: {names}!", len(what.people), names=names)
    else:
        head = _("Welcome, everyone who has just come!") if what.arrived else _("New here? Welcome!")
    words = [text(plain(what.words))] if what.words else []
    things = _("Three things worth doing first, whenever you like:")
    role = "" if what.all_are_members else "\n" + _("Some need the members’ role; Start says whom to ask for it.")
    start = button(_("Start"), "welcome:start", style=discord.ButtonStyle.primary)
    return card(
        text(f"### {head}"),
        *words,
        text(f"{things}\n{_numbered(three_things(what.offers))}{role}"),
        row(start),
        text("-# " + _("Start shows you round, in private. There is nothing you have to do.")),
    )


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def manage(what: Overview, warnings: list[str], said: str = "") -> discord.ui.LayoutView:
    """How it is set; ``warnings`` are what Discord would not do as things stand."""
    on = _("Newcomers are greeted where Discord says that they have come: one card, no ping, no direct message.")
    off = _("Newcomers aren't greeted. A Start button in a channel works all the same.")
    words = _("In your own words:") + f"\n{plain(what.words)}" if what.words else _("No words of your own yet.")
    state = _("Greet no more") if what.greets else _("Greet newcomers")
    buttons = (
        button(state, "welcome:greet", "off" if what.greets else "on"),
        button(_("Own words"), "welcome:words"),
        button(_("Post a Start button here"), "welcome:post"),
    )
    notes = [text(bullets(warnings))] if warnings else []
    done = [text(said)] if said else []
    return card(
        text(f"### {_('Welcome')}\n{on if what.greets else off}"), text(words), *notes, *done, row(*buttons),
        text("-# " + _("Those who come within ten minutes of a greeting are greeted together, in one card.")),
    )  # fmt: skip
