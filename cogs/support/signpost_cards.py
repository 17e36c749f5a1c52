"""Places to turn to, as anyone sees them, and as facilitators look after them."""

from collections.abc import Sequence
from datetime import date

import discord
from yarl import URL

from bot.community.signposts import EVERYONE, NATIONS, Signpost, Sort
from bot.support.signposting import Shown
from bot.texts import N_, Message, _, day
from bot.ui.cards import Piece, bullets, card, line, shortened, text
from bot.ui.replies import plain

TITLES: dict[Sort, Message] = {
    Sort.OWN: N_("Where we work"),
    Sort.EMERGENCY: N_("If it can't wait"),
    Sort.LISTENING: N_("Someone to talk to"),
    Sort.INFORMATION: N_("To find your way"),
    Sort.PROFESSION: N_("For people in your line of work"),
}
MOST = 3_700
"""Characters of the entries on one card: a message holds 4,000, and its other lines need some."""
OLDEST_SHOWN = 15


def now(entries: Sequence[Signpost]) -> discord.ui.LayoutView:
    """Everything there is, the nearest first; nothing is asked, and nothing is noted."""
    said = "\n".join(_group(sort, [one for one in entries if one.sort is sort]) for sort in Sort)
    return card(
        text(f"### {_('You are not alone with this')}\n{shortened(said.strip(), MOST)}"),
        line(),
        text("-# " + _("Only you see this, and nobody hears that you looked. Heronry is not an emergency service.")),
    )


def _group(sort: Sort, entries: Sequence[Signpost]) -> str:
    return f"**{TITLES[sort]}**\n{bullets(map(_one, entries))}\n" if entries else ""


def _one(entry: Signpost) -> str:
    ways = [
        _("call {phone}", phone=f"**{plain(entry.phone)}**") if entry.phone else "",
        _("text {text}", text=f"**{plain(entry.text)}**") if entry.text else "",
        _link(entry.link),
    ]
    nations = ", ".join(entry.nations) if set(entry.nations) != set(NATIONS) else ""
    parts = [", ".join(way for way in ways if way), plain(entry.hours), plain(entry.about), nations]
    return f"{plain(entry.name)}: " + " · ".join(part for part in parts if part)


def _link(link: str) -> str:
    return f"[{plain((URL(link).host or link).removeprefix('www.'))}]({link})" if link else ""


def ages(shown: Shown) -> discord.ui.LayoutView:
    """Every entry with the day on which it was last checked."""
    said = shortened(bullets(_age(one, shown.today) for one in shown.entries), MOST)
    pieces: list[Piece] = [text(f"### {_('Places to turn to')}\n{said}"), line()]
    if shown.mistake:
        pieces.append(text(_("The file has a mistake, so what was there before is shown: {mistake}",
                             mistake=plain(shown.mistake))))  # fmt: skip
    pieces.append(text("-# " + _ask_the_host()))
    return card(*pieces)


def _age(entry: Signpost, today: date) -> str:
    whom = "" if EVERYONE in entry.audiences else f" ({', '.join(map(plain, entry.audiences))})"
    if entry.last_checked is None:
        told = _("nobody has checked it yet")
    elif entry.stale(today):
        told = _("checked {day}: please look again", day=day(entry.last_checked))
    else:
        told = _("checked {day}", day=day(entry.last_checked))
    return f"{plain(entry.name)}{whom}: {told}"


def stale(shown: Shown) -> discord.ui.LayoutView:
    """The notice to facilitators, at most once a month."""
    said = bullets(_age(one, shown.today) for one in shown.stale[:OLDEST_SHOWN])
    return card(
        text(f"### {_('Please look at these places to turn to')}\n{said}"),
        text(_("People may call these numbers on a bad day. Please look each up.") + f"\n-# {_ask_the_host()}"),
    )


def _ask_the_host() -> str:
    return _("They stand in a file that whoever looks after Heronry can change; it notes the day of each check.")
