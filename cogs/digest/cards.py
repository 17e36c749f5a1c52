"""The digest as people read it, and what they are asked about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.community.news import Item
from bot.digest.entries import Digest, InChannel, Mine, Rhythm, Section
from bot.schedule.local import stamp
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain, read_through

LINES = 5
"""Of one feature, at most; of what can be read nowhere else, as many as there is room for."""
LONGEST = 3_200
"""Characters of all sections: a message has at most 4,000, and its frame needs some."""
WORDS = 90
"""Characters of what people wrote that a line shows."""
WHOLE = (600, 300, 150)
"""The same, of what can be read nowhere else: as much as there is room for."""
RHYTHMS: dict[Rhythm, Message] = {
    Rhythm.WEEKLY: N_("every Monday at 9:00"),
    Rhythm.MONTHLY: N_("on the first Monday of each month at 9:00"),
}


def digest(what: Digest, *pieces: Piece) -> discord.ui.LayoutView:
    """What is new and what comes; ``pieces`` go below it."""
    head = _(
        "New since {since}, and what is coming until {ahead}.",
        since=stamp(what.span.since, "D"),
        ahead=stamp(what.span.ahead, "D"),
    )
    sections = _fitting(what.sections)
    body = [text(one) for one in sections] or [text(_("Nothing new, and nothing that comes: enjoy the quiet."))]
    return card(text(f"### {_('What is new, and what comes next')}\n{head}"), *body, *pieces)


def _fitting(sections: tuple[Section, ...]) -> list[str]:
    """Every section with as many lines as all of them together have room for."""
    shown: list[str] = []
    for room in _rooms(sections):
        shown = [_section(one, room) for one in sections]
        if sum(map(len, shown)) <= LONGEST:
            break
    return shown


def _rooms(sections: tuple[Section, ...]) -> Iterator["_Room"]:
    """Ever less room: first for lists, since a command shows the rest of them."""
    whole = (one for one in sections if _is_whole(one))
    every = max((len(one.changed) + len(one.coming) + len(one.fresh) for one in whole), default=1)
    yield from (_Room(most, words, every) for words in WHOLE for most in range(LINES, LINES // 2, -1))
    yield from (_Room(most, WORDS, every) for most in range(LINES // 2, 0, -1))
    yield from (_Room(1, WORDS, most) for most in range(every - 1, 0, -1))


@dataclass(frozen=True, slots=True)
class _Room:
    """Lines of a section; characters and lines of what can be read nowhere else."""

    lines: int
    words: int
    whole: int


def _is_whole(section: Section) -> bool:
    return any(one.whole for one in section.fresh)


def _section(section: Section, room: _Room) -> str:
    """What is other than it was goes first, for whoever has planned with it; then what comes, for it can be missed."""
    lines = [_fresh(one, room.words) for one in section.changed]
    lines += [f"{_at(one.at)}{_words(one, room.words)}" for one in section.coming]
    lines += [_fresh(one, room.words) for one in section.fresh]
    most = room.whole if _is_whole(section) else room.lines
    if len(lines) <= most:
        more = []
    elif _is_whole(section):
        more = [
            ngettext("and {n} that is older, and has no room here. Following by direct message brings each whole.",
                     "and {n} that are older, and have no room here. Following by direct message brings each whole.",
                     len(lines) - most)
        ]  # fmt: skip
    else:
        more = [_("and {n} more: {command}", n=len(lines) - most, command=section.command)]
    return f"**{section.title}** · {section.command}\n{bullets(lines[:most] + more)}"


def _fresh(item: Item, longest: int) -> str:
    if item.at is None and item.note is None:
        return _("New: {what}", what=_words(item, longest))
    return f"{_words(item, longest)} · {_when(item.at)}" if item.at else _words(item, longest)


def _words(item: Item, longest: int) -> str:
    """``longest`` is of what can be read nowhere else."""
    words = " ".join(item.words.split())
    said = read_through(words, longest) if item.whole else plain(shortened(words, WORDS))
    linked = f"[{said}](<{item.link}>)" if item.link and len(item.link) <= 200 and ")" not in item.link else said
    return f"{linked} ({item.note})" if item.note else linked


def _at(at: datetime | None) -> str:
    return f"{_when(at)}: " if at else ""


def _when(at: datetime | None) -> str:
    return stamp(at) if at else ""


# -- how it comes ---------------------------------------------------------------------------------


def own(what: Digest) -> discord.ui.LayoutView:
    """By direct message, with one press to stop it."""
    stop = button(_("Stop the digest"), "digest:stop", what.guild_id)
    return digest(what, line(), row(stop), text("-# " + _("You asked for this. /digest subscribe changes how often.")))


def at_once(what: Digest) -> discord.ui.LayoutView:
    """To whoever has asked for it just now."""
    return digest(what, text("-# " + _("/digest subscribe brings it to you by itself, weekly or monthly.")))


def in_channel(what: Digest) -> discord.ui.LayoutView:
    """In a channel, where whoever reads it can ask for it."""
    return digest(what, line(), row(button(_("Send it to me too"), "digest:offer")))


# -- asking for it --------------------------------------------------------------------------------


def offer(mine: Mine) -> discord.ui.LayoutView:
    """What subscribing means, before anything is pressed."""
    means = _(
        "By direct message, at 9:00 where you are: what is new here since the last one, and what comes before the "
        "next. With nothing to tell, nothing is sent. One press in it stops it."
    )
    buttons = (
        button(_("Every Monday, and message me"), "digest:subscribe", "weekly", style=discord.ButtonStyle.primary),
        button(_("Once a month, and message me"), "digest:subscribe", "monthly"),
    )
    standing = [text(_now(mine))] if mine.rhythm else []
    stop = [row(button(_("Stop the digest"), "digest:end"))] if mine.rhythm else []
    return card(text(f"### {_('The digest')}\n{means}"), *standing, row(*buttons), *stop)


def subscribed(mine: Mine) -> discord.ui.LayoutView:
    return card(text(f"### {_('The digest')}\n{_now(mine)}"), row(button(_("Stop the digest"), "digest:end")))


def _now(mine: Mine) -> str:
    assert mine.rhythm is not None, "only who gets it is told how"
    assert mine.next_at is not None, "there is always another Monday"
    comes = _("You get it {rhythm}, the next time {when}.", rhythm=RHYTHMS[mine.rhythm], when=stamp(mine.next_at))
    refused = _("You said in /preferences that you want no such messages, so none comes; press a rhythm to say yes.")
    return comes if mine.by_message else refused


def stopped(*, had: bool) -> discord.ui.LayoutView:
    if not had:
        return card(text(_("You don't get the digest. /digest subscribe brings it, /digest now shows it.")))
    return card(text(_("You won't get the digest any more. /digest subscribe brings it back, /digest now shows it.")))


# -- for facilitators -----------------------------------------------------------------------------


def posting(what: InChannel | None, warnings: list[str]) -> discord.ui.LayoutView:
    """Where it is posted, and what Discord would not do as things stand."""
    title = f"### {_('The digest in a channel')}"
    if what is None:
        none = _("It is posted nowhere. /manage-digest with a channel posts it there; members get it by /digest too.")
        return card(text(f"{title}\n{none}"))
    posted = _(
        "It is posted in {channel} {rhythm}, the next time {when}; with nothing to tell, not at all.",
        channel=f"<#{what.channel_id}>",
        rhythm=RHYTHMS[what.rhythm],
        when=stamp(what.next_at),
    )
    seen = _("Whoever reads that channel sees what members see by their commands: titles and dates, no names.")
    notes = [text(bullets(warnings))] if warnings else []
    return card(text(f"{title}\n{posted}"), *notes, row(button(_("Stop posting it"), "digest:off")), text(f"-# {seen}"))
