"""Funding calls on screen."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import discord

from bot.community.backgrounds import STAGES
from bot.funding.deadlines import Deadline, told
from bot.funding.entries import ORGANISATIONS, PHASES, REGIONS, Call, Listed, Stance, State, Wanted
from bot.funding.money import in_words
from bot.funding.posting import Several
from bot.funding.service import Shown
from bot.funding.together import Search
from bot.schedule.local import stamp
from bot.texts import Message, _, ngettext
from bot.ui.cards import Piece, beside, button, card, line, pages, row, shortened, text
from bot.ui.replies import plain

MINE_SHOWN = 8
"""Of what one follows: a message holds at most 40 components."""


def listed(what: Listed, wanted: Wanted) -> discord.ui.LayoutView:
    """A page of open calls, each with a button that opens it."""
    if not what.total:
        return card(text(_nothing(what)))
    pieces: list[Piece] = [text(f"### {_('Funding calls that are open')}\n-# {_counted(what)}")]
    pieces += [beside(_in_short(one, what.now), _opening(one)) for one in what.shown]
    if what.last:
        arguments = (wanted.stage, wanted.organisation, wanted.region, int(wanted.for_me))
        pieces.append(pages("funding:list", *arguments, page=what.page, last=what.last))
    return card(*pieces)


def _nothing(what: Listed) -> str:
    if what.hidden:
        return _("Nothing but what you have muted fits. /funding mine shows those.")
    return _("No call that is open fits. Fewer conditions may find some; facilitators put new ones in.")


def _counted(what: Listed) -> str:
    said = ngettext("{n} call", "{n} calls", what.total)
    if not what.hidden:
        return said
    hidden = ngettext("{n} that you have muted is left out", "{n} that you have muted are left out", what.hidden)
    return f"{said} · {hidden}"


def _in_short(one: Call, now: datetime) -> str:
    lines = [f"**{plain(one.about.title)}**", plain(one.about.funder)]
    most = one.about.ceiling or one.about.amount
    if most:
        lines.append(plain(in_words(most)))
    lines.append("-# " + _next(one, now))
    return "\n".join(lines)


def _next(one: Call, now: datetime) -> str:
    coming = [(deadline.at, name, deadline) for name, deadline in one.dates.each if deadline.at > now]
    if not coming:
        return _("No deadline")
    at, name, deadline = min(coming)
    label = _("Internal deadline") if name == "internal" else _("Deadline")
    return f"{label}: {told(deadline)}, {stamp(at, 'R')}"


def _opening(one: Call) -> discord.ui.Button[Any]:
    return button(_("Open"), "funding:open", one.guild_id, one.id)


def call(what: Shown) -> discord.ui.LayoutView:
    """A call whole, with how the person stands to it."""
    one = what.call
    pieces: list[Piece] = [text(told_whole(one, what.now)), line(), text("\n".join(_standing(what)))]
    pieces.append(row(*_choices(what)))
    others = [
        button(_("Calendar file"), "funding:file", one.guild_id, one.id, disabled=not one.dates.each),
        button(_("Look for people to apply with"), "funding:look", one.guild_id, one.id,
               disabled=one.state is not State.OPEN),
    ]  # fmt: skip
    pieces.append(row(*others, *_link(one)))
    if what.mine.stance and not what.mine.muted and not what.by_message:
        pieces.append(
            beside(
                _("You get no direct messages about deadlines; reminders wait until you next use Heronry."),
                button(_("Message me"), "funding:agree", one.guild_id, one.id),
            )
        )
    return card(*pieces)


def posted(one: Call, now: datetime) -> discord.ui.LayoutView:
    """A call as everyone in a channel sees it; each opens it for themselves."""
    closed = one.state is not State.OPEN or one.dates.closed(now)
    said = _("This call is closed.") if closed else _("Open it to be reminded of its deadlines, which nobody else "
                                                      "sees, or to look for people to apply with.")  # fmt: skip
    return card(text(told_whole(one, now)), row(_opening(one), *_link(one)), text(f"-# {said}"))


def several(what: Several) -> discord.ui.LayoutView:
    """Many calls that have come in at once, or have other deadlines: each can be opened, as it stands then."""
    parts = ((_("New funding calls"), what.fresh), (_("Other deadlines"), what.moved))
    pieces: list[Piece] = []
    for title, calls in parts:
        if calls:
            pieces.append(text(f"### {title}"))
            pieces += [beside(f"**{plain(one.about.title)}**\n{plain(one.about.funder)}", _opening(one))
                       for one in calls]  # fmt: skip
    if left := what.total - len(what.fresh) - len(what.moved):
        pieces.append(text("-# " + ngettext("And {n} more: /funding list.", "And {n} more: /funding list.", left)))
    return card(*pieces)


def _link(one: Call) -> list[discord.ui.Button[Any]]:
    return [discord.ui.Button(label=_("Open the link"), url=one.about.link)] if one.about.link else []


def told_whole(one: Call, now: datetime) -> str:
    """Everything that is said of a call."""
    return "\n".join(_told(one, now))


def _told(one: Call, now: datetime) -> Iterator[str]:
    about, dates, terms = one.about, one.dates, one.terms
    yield f"### {plain(about.title)}"
    phase = f" · {PHASES[terms.phase]}" if terms.phase else ""
    yield plain(about.funder) + phase
    if about.amount:
        yield _("Amount: {words}", words=plain(in_words(about.amount)))
    if about.ceiling:
        yield _("Each grant: {words}", words=plain(in_words(about.ceiling)))
    if dates.sponsor:
        yield _("Deadline: {when}", when=when(dates.sponsor, now))
    if dates.internal:
        yield _("Internal deadline: {when}", when=when(dates.internal, now))
    if not dates.each:
        yield _("No deadline")
    if dates.contact:
        yield _("Contact: {who}", who=plain(dates.contact))
    for label, ticked, names in (
        (_("Career stages"), terms.stages, STAGES), (_("Organisations"), terms.organisations, ORGANISATIONS),
        (_("Places"), terms.regions, REGIONS),
    ):  # fmt: skip
        if ticked:
            yield f"{label}: {_names(ticked, names)}"
    if terms.eligibility:
        yield _("Who can apply: {words}", words=plain(terms.eligibility))


def _names(ticked: frozenset[str], names: dict[str, Message]) -> str:
    return ", ".join(str(words) for value, words in names.items() if value in ticked)


def when(deadline: Deadline, now: datetime) -> str:
    """A deadline in the funder's zone and in the reader's own."""
    passed = f" · {_('it has passed')}" if deadline.at <= now else f" · {stamp(deadline.at, 'R')}"
    yours = _("your time: {when}", when=stamp(deadline.at))
    return f"{told(deadline)} · {yours}{passed}"


def _standing(what: Shown) -> Iterator[str]:
    if what.call.state is State.ARCHIVED or what.call.dates.closed(what.now):
        yield _("This call is closed; /funding list shows those that are open.")
        if what.mine.stance and not what.mine.muted:
            yield _("If it is given more time, you hear of it.")
    elif what.mine.muted:
        yield _("You have muted it: you hear nothing of it, and lists leave it out.")
    elif what.mine.stance is Stance.APPLYING:
        yield _("You are applying. You are reminded before each deadline; nobody else sees this.")
    elif what.mine.stance is Stance.INTERESTED:
        yield _("You are interested. You are reminded before each deadline; nobody else sees this.")
    else:
        yield _("Say that you are interested, and you are reminded before each deadline. Nobody else sees it.")


def _choices(what: Shown) -> list[discord.ui.Button[Any]]:
    one, mine = what.call, what.mine
    closed = one.state is not State.OPEN
    made = [
        button(words, "funding:choose", one.guild_id, one.id, stance, disabled=closed,
               style=discord.ButtonStyle.primary)
        for stance, words in ((Stance.INTERESTED, _("I’m interested")), (Stance.APPLYING, _("I’m applying")))
        if mine.stance is not stance or mine.muted
    ]  # fmt: skip
    if mine.stance:
        made.append(button(_("No longer"), "funding:choose", one.guild_id, one.id, "none"))
    if closed and not mine.stance and not mine.muted:
        return made
    if mine.muted:
        made.append(button(_("Hear of it again"), "funding:mute", one.guild_id, one.id, "no"))
    else:
        made.append(button(_("Mute this one"), "funding:mute", one.guild_id, one.id, "yes"))
    return made


def mine(calls: Sequence[Shown]) -> discord.ui.LayoutView:
    """What somebody follows or has muted, the next deadline first."""
    if not calls:
        return card(text(_("You follow no funding call. /funding list shows those that are open.")))
    pieces: list[Piece] = [text(f"### {_('Your funding calls')}")]
    for what in calls[:MINE_SHOWN]:
        pieces.append(beside(f"{_in_short(what.call, what.now)}\n{_in_a_word(what)}", _opening(what.call)))
    if len(calls) > MINE_SHOWN:
        more = ngettext("And {n} more, which closes later or has closed.",
                        "And {n} more, which close later or have closed.", len(calls) - MINE_SHOWN)  # fmt: skip
        pieces.append(text(f"-# {more}"))
    return card(*pieces)


def _in_a_word(what: Shown) -> str:
    closed = f" · {_('closed')}" if what.call.state is State.ARCHIVED else ""
    if what.mine.muted:
        return _("Muted") + closed
    return (_("You are applying") if what.mine.stance is Stance.APPLYING else _("You are interested")) + closed


def looking(what: Search) -> discord.ui.LayoutView:
    """What happens now; it says the same whoever was asked."""
    said = _(
        "Up to three people who list {skills} and are open to collaboration are asked, without your name. As soon as "
        "one says yes, you each hear who the other is. You hear nothing of anybody else.",
        skills=plain(", ".join(what.skills)),
    )
    until = _("It ends {when}; if nobody can, you hear that too.", when=stamp(what.until, "R"))
    comes = (
        _("You hear by direct message.")
        if what.by_message
        else _("You hear at your next visit. To hear by direct message, tick “When someone asks to be introduced to "
               "me” in /preferences.")
    )  # fmt: skip
    return card(text(f"### {plain(shortened(what.call.about.title, 150))}\n{said}\n{comes}\n-# {until}"))
