"""The greeting, and how facilitators set it."""

from collections.abc import Sequence

import discord

from bot.community.standing import Standing
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import bullets, button, card, row, text
from bot.ui.replies import plain
from bot.welcome.entries import Greeting, Overview

THINGS: tuple[tuple[str | None, Standing, Message], ...] = (
    ("directory", Standing.MEMBER, N_("Say what you could help others with, and what you look for: /profile edit")),
    ("meetings", Standing.MEMBER, N_("See when we meet next, and say whether you come: /meetings list")),
    ("directory", Standing.NEWCOMER, N_("Ask who can help you, in your own words: /who")),
    ("resources", Standing.MEMBER, N_("Look through what others have shared: /resources find")),
    (None, Standing.NEWCOMER, N_("Know where help is when things are hard: /support now")),
    (
        None,
        Standing.NEWCOMER,
        N_("See what Heronry knows about you, which is yours to take or delete: /privacy summary"),
    ),
    (None, Standing.NEWCOMER, N_("See what else there is: /help")),
)
"""What is worth doing first, with the feature that it belongs to, and from which standing on; the first that there
are count."""
FIRST = 3


def first_things(offers: frozenset[str], standing: Standing, most: int = FIRST) -> list[str]:
    """What somebody can do first, where these features are switched on."""
    usable = [words for feature, least, words in THINGS if standing >= least and (feature is None or feature in offers)]
    return [str(words) for words in usable[:most]]


def whom_to_ask(facilitators_role_id: int | None) -> str:
    """Who gives the members' role."""
    if facilitators_role_id is None:
        return _("an administrator of this server")
    return _("one of {role}", role=f"<@&{facilitators_role_id}>")


def _things(what: Greeting) -> list[str]:
    """Three that whoever comes can do as they are: nobody's first step should be refused."""
    if what.all_are_members:
        return first_things(what.offers, Standing.MEMBER)
    asked = whom_to_ask(what.facilitators_role_id)
    role = _("Ask {people} for the members’ role, in any channel: with it you can take part.", people=asked)
    return [role, *first_things(what.offers, Standing.NEWCOMER, FIRST - 1)]


def greeting(what: Greeting) -> discord.ui.LayoutView:
    """The card in the channel; it names people and pings nobody."""
    names = " ".join(f"<@{one}>" for one in what.people)
    if names:
        head = ngettext("Welcome, {names}!", "Welcome, all of you: {names}!", len(what.people), names=names)
    else:
        head = _("Welcome, everyone who has just come!") if what.arrived else _("New here? Welcome!")
    words = [text(plain(what.words))] if what.words else []
    things = _("Three things worth doing first, whenever you like:")
    start = button(_("Start"), "welcome:start", style=discord.ButtonStyle.primary)
    return card(
        text(f"### {head}"),
        *words,
        text(f"{things}\n{_numbered(_things(what))}"),
        row(start),
        text("-# " + _("Start shows you round, in private. There is nothing you have to do.")),
    )


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def manage(what: Overview, warnings: list[str], said: str = "") -> discord.ui.LayoutView:
    """How it is set; ``warnings`` are what Discord would not do as things stand."""
    on = _("Newcomers are greeted in the channel where Discord says that they have joined: one card, no ping, no "
           "direct message.")  # fmt: skip
    off = _("Newcomers aren't greeted. A Start button in a channel works all the same.")
    words = _("In your own words:") + f"\n{plain(what.words)}" if what.words else _("No words of your own yet.")
    state = _("Stop greeting") if what.greets else _("Greet newcomers")
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
