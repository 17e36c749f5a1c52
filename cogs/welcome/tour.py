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
from cogs.welcome.cards import FIRST, first_things, whom_to_ask

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
        return [lambda: _about(tour), lambda: _open_to_newcomers(tour)]
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
    asked = whom_to_ask(tour.facilitators_role_id)
    role = _("To take part you need the members’ role. Ask {people} for it, in any channel.", people=asked)
    return f"### {_('Welcome')}\n{what}{words}\n\n{role}"


def _open_to_newcomers(tour: Tour) -> str:
    """What they can use already, before somebody gives them the role."""
    directory = [
        _("/who: ask who can help, in your own words, such as “who knows NVivo?”"),
        _("/directory browse: the skills of people who are glad to be found by newcomers"),
    ]
    lines = directory if "directory" in tour.offers else []
    return f"### {_('What you can use already')}\n{bullets([*lines, *_lines_for_everyone()])}"


def _for_everyone() -> str:
    return f"### {_('For everyone, at any time')}\n{bullets(_lines_for_everyone())}"


def _lines_for_everyone() -> list[str]:
    return [
        _("/support now: who is there for you right now, at any hour"),
        _("/privacy summary: what Heronry holds about you, to take with you or to delete"),
        _("/preferences: your time zone and quiet hours, and which messages you want: none, unless you say so"),
        _("/help: all that you can use"),
    ]


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
    lines += first_things(tour.offers - {"directory", "meetings"}, tour.standing, FIRST - len(lines))
    numbered = "\n".join(f"{number}. {one}" for number, one in enumerate(lines, 1))
    words = f"{plain(tour.words)}\n\n" if tour.words else ""
    return f"### {_('Three things first')}\n{words}{numbered}"


def _meeting(tour: Tour) -> str:
    if tour.meeting is None:
        return _("See when the group meets: /meetings list has the dates, as soon as there are some.")
    when = stamp(tour.meeting.at)
    asks = _(
        "Say whether you come to {title} on {when}, with /meetings list", title=plain(tour.meeting.title), when=when
    )
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
    gaps = [str(one) for one in tour.gaps] + _lacking(missing)
    said = _("/setup and /settings say how Heronry works here; /settings shows the record of changes.")
    state = _("What is still open:") + f"\n{bullets(gaps)}" if gaps else _("Everything is set up.")
    return f"### {_('For administrators')}\n{said}\n{state}"


def _lacking(missing: Sequence[str]) -> list[str]:
    lacks = _("Heronry lacks on this server: {permissions} (/settings says what for)", permissions=", ".join(missing))
    return [lacks] if missing else []


# -- before there is anything to be shown ---------------------------------------------------------


def before_set_up(standing: Standing, missing: Sequence[str], owner_id: int | None) -> discord.ui.LayoutView:
    """What comes next: for administrators what to do, for everyone else whom to ask."""
    administers = standing >= Standing.ADMINISTRATOR
    return card(text(_setting_up_first(missing) if administers else _not_ready(owner_id)))


def _setting_up_first(missing: Sequence[str]) -> str:
    said = _("Heronry isn’t set up on this server yet, and does nothing here by itself. It takes a few minutes:")
    steps = [
        _("/setup asks who members and facilitators are, where notices go, and for time zone and language."),
        _("/settings says what is still to be allowed in Discord, and switches off the parts that you don’t want."),
        _("/manage-welcome greets newcomers, and posts a Start button for those who are here already."),
        _("/start, once more, shows what there is by then."),
    ]
    numbered = "\n".join(f"{number}. {one}" for number, one in enumerate(steps, 1))
    lacks = "\n" + bullets(_lacking(missing)) if missing else ""
    return f"### {_('Welcome to Heronry')}\n{said}\n{numbered}{lacks}"


def _not_ready(owner_id: int | None) -> str:
    said = _("Heronry isn’t set up on this server yet, so there is little to see so far.")
    asked = _("{owner}, who owns this server,", owner=f"<@{owner_id}>") if owner_id else _("An administrator")
    who = _("{who} can do that with /setup; it takes a few minutes. Feel free to ask.", who=asked)
    already = _("What works already: /support now, for when you need somebody; /privacy and /preferences.")
    return f"### {_('Nearly there')}\n{said}\n{who}\n\n{already}"
