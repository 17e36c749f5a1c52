"""The tour: a few pages, other ones for whoever looks."""

from collections.abc import Callable, Sequence

import discord

from bot.community.settings import FEATURES
from bot.community.standing import Standing
from bot.schedule.local import stamp
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, bullets, card, line, pages, text
from bot.ui.replies import plain
from bot.welcome.entries import Tour
from cogs.welcome.cards import three_things

LINES: dict[str, Message] = {
    "directory": N_("/who finds somebody who can help, /directory browse shows what people know"),
    "reminders": N_("/remind sends you a reminder of anything, at the time you say"),
    "meetings": N_("/meetings list has the dates ahead, with who comes and your calendar"),
    "checkins": N_("Check-ins ask how the group is doing; what you answer is counted without your name"),
    "reflection": N_("/reflect start is a place to write for yourself; nobody else can read it"),
    "support": N_("/support ask passes a question on to people who listen"),
    "resources": N_("/resources find has links and files that others shared"),
    "workshops": N_("/workshops list has workshops in small groups, and your place in them"),
    "pairing": N_("/pairing join puts you together with someone for a chat now and then"),
    "projects": N_("/projects list has what the group works on; follow one, or see which want your help"),
    "announcements": N_("/topics lets you choose what you hear of, and how"),
    "funding": N_("/funding list has funding calls by their deadlines, and reminds you of those you mark"),
    "digest": N_("/digest subscribe tells you once a week or a month what is new"),
}
"""Each feature in one line with its command; one without a line is named by its title."""


def page(tour: Tour, at: int, runs: Sequence[str], missing: Sequence[str]) -> discord.ui.LayoutView:
    """One page. ``runs`` are the commands that a facilitator has, ``missing`` the permissions that Heronry lacks."""
    made = _pages(tour, runs, missing)
    last = len(made) - 1
    shown = min(max(at, 0), last)
    turning: list[Piece] = []
    if last:
        counted = ngettext("Page {page} of {n}", "Page {page} of {n}", last + 1, page=shown + 1)
        turning = [line(), pages("welcome:page", page=shown, last=last), text(f"-# {counted}")]
    return card(text(made[shown]()), *turning)


def _pages(tour: Tour, runs: Sequence[str], missing: Sequence[str]) -> list[Callable[[], str]]:
    if tour.standing < Standing.MEMBER:
        return [lambda: _about(tour), _for_everyone]
    made = [lambda: _first(tour), lambda: _features(tour), _for_everyone]
    if tour.standing >= Standing.FACILITATOR:
        made.append(lambda: _running(runs))
    if tour.standing >= Standing.ADMINISTRATOR:
        made.append(lambda: _setting_up(tour, missing))
    return made


def _about(tour: Tour) -> str:
    """For whoever isn't a member: what this is, and how to become one."""
    what = _(
        "This is a group of people around research who support one another: they meet, share what they know, and "
        "listen. Heronry is its helper: what it answers you is for you alone, and it writes to nobody unasked."
    )
    words = f"\n{plain(tour.words)}" if tour.words else ""
    asked = f"<@&{tour.facilitators_role_id}>" if tour.facilitators_role_id else _("an administrator of this server")
    role = _("To take part you need the members’ role. Ask one of {people} for it, in any channel.", people=asked)
    return f"### {_('Welcome')}\n{what}{words}\n\n{role}"


def _for_everyone() -> str:
    lines = [
        _("/support now: who is there for you right now, at any hour"),
        _("/privacy summary: what Heronry holds about you, to take with you or to delete"),
        _("/preferences: your time zone and quiet hours, and which messages you want, none unless you say so"),
        _("/help: all that you can use"),
    ]
    return f"### {_('For everyone, at any time')}\n{bullets(lines)}"


def _first(tour: Tour) -> str:
    """Three things first; what is done already says so."""
    lines: list[str] = []
    if "directory" in tour.offers:
        entry = _("Let others find you: /profile edit makes your directory entry.")
        lines.append(_done(entry, done=tour.listed))
    if "meetings" in tour.offers:
        lines.append(_meeting(tour))
    if "directory" in tour.offers:
        lines.append(_("Ask for what you need, in your own words: /who"))
    lines += three_things(tour.offers - {"directory", "meetings"})[: 3 - len(lines)]
    numbered = "\n".join(f"{number}. {one}" for number, one in enumerate(lines, 1))
    words = f"{plain(tour.words)}\n\n" if tour.words else ""
    return f"### {_('Three things first')}\n{words}{numbered}"


def _meeting(tour: Tour) -> str:
    if tour.meeting is None:
        return _("See when the group meets: /meetings list has the dates, as soon as there are some.")
    when = stamp(tour.meeting.at, "f")
    asks = _("Say whether you come to {title}, {when}: /meetings list", title=plain(tour.meeting.title), when=when)
    return _done(asks, done=tour.meeting.answered)


def _done(words: str, *, done: bool) -> str:
    return "✓ " + _("Done: {what}", what=f"~~{words}~~") if done else words


def _features(tour: Tour) -> str:
    lines = [str(LINES.get(one.name, one.title)) for one in FEATURES if one.name in tour.offers - {"welcome"}]
    return f"### {_('What there is')}\n{bullets(lines)}"


def _running(runs: Sequence[str]) -> str:
    said = _("You look after this group. These are yours to run; members don't see them:")
    return f"### {_('For facilitators')}\n{said}\n{bullets(runs)}"


def _setting_up(tour: Tour, missing: Sequence[str]) -> str:
    gaps = [str(one) for one in tour.gaps]
    if missing:
        gaps.append(
            _("Heronry lacks on this server: {permissions} (/settings says what for)", permissions=", ".join(missing))
        )
    said = _("/setup and /settings say how Heronry works here; /settings shows the record of changes.")
    state = _("What is still open:") + f"\n{bullets(gaps)}" if gaps else _("Everything is set up.")
    return f"### {_('For administrators')}\n{said}\n{state}"
