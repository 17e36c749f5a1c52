"""What facilitators see of an announcement before it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.announcements.entries import MOST_CHANNELS, MOST_SUBJECTS, Announcement, Draft, Followed
from bot.schedule.recurrence import preview
from bot.schedule.wording import described, in_a_preview
from bot.texts import _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import brief
from bot.ui.router import custom_id

NOBODY = "nobody"
IN_A_MENU, MOST_MENUS = 25, 8
"""Options that Discord shows in one; a message holds 40 components, and a menu is two."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an announcement could ping: ``value`` as the menu has it, a name, and how many people that is (None when
    Discord doesn't say)."""

    value: str
    name: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What Discord says of where a draft would go: whom it could ping, its channels that can be published from, and
    what stands in the way."""

    reach: Sequence[Reach]
    publishable: Sequence[int]
    warnings: Sequence[str]


def drafted(draft: Draft, around: Surroundings, now: datetime) -> discord.ui.LayoutView:
    """Where a draft goes, when, to how many, and the buttons that change and send it."""
    one = draft.announcement
    pieces: list[Piece] = [text(f"### {_('Before it goes out')}\n" + "\n".join(_plan(draft, around)))]
    pieces.append(text(_dates(one, now)))
    if around.warnings:
        pieces += [line(), text(f"**{_('Please look at this')}**\n{bullets(around.warnings)}")]
    pieces.append(discord.ui.ActionRow(_channels(one)))
    pieces += [discord.ui.ActionRow(_subjects(draft, part)) for part in range(len(_parts(draft)))]
    pieces.append(discord.ui.ActionRow(_pinging(one, around.reach)))
    return card(*pieces, *_buttons(one, around))


def _plan(draft: Draft, around: Surroundings) -> list[str]:
    one = draft.announcement
    lines = [_("Channels: {channels}", channels=" ".join(f"<#{id}>" for id in one.channels) or _("none"))]
    if one.subjects:
        names = brief(", ".join(one.subjects.values()), 300)
        lines.append(_("Followers of: {names}", names=names))
        people = draft.estimate.people
        lines.append(ngettext("{n} person by direct message", "{n} people by direct message", people))
        if draft.by_role:
            lines.append(ngettext("{n} has a role, and hears of it only if that is pinged",
                                  "{n} have a role, and hear of it only if that is pinged", draft.by_role))  # fmt: skip
        if draft.estimate.new:
            lines.append(
                _(
                    "Heronry has never written to {n} of them. It may begin only a few such conversations a minute, so "
                    "the last one gets it after about {takes}.",
                    n=draft.estimate.new,
                    takes=_span(draft.estimate.takes),
                )
            )
    lines.append(_("Pings: {who}", who=_pinged(one, around.reach)))
    if one.publish:
        lines.append(
            _("Published to the servers that follow {channels}", channels=" ".join(f"<#{id}>" for id in one.publish))
        )
    return lines


def _span(takes: timedelta) -> str:
    minutes = max(1, round(takes.total_seconds() / 60))
    if minutes < 120:
        return ngettext("{n} minute", "{n} minutes", minutes)
    hours = round(minutes / 60)
    return ngettext("{n} hour", "{n} hours", hours)


def _pinged(one: Announcement, reach: Sequence[Reach]) -> str:
    chosen = next((each for each in reach if each.value == _value(one)), None)
    if not one.ping:
        return _("nobody")
    return _reached(chosen) if chosen else _("a role that isn't there any more")


def _reached(one: Reach) -> str:
    if one.people is None:
        return _("{name}, and Discord doesn't say how many people that is", name=one.name)
    people = ngettext("{n} person", "{n} people", one.people)
    return f"{one.name}: {people}"


def _value(one: Announcement) -> str:
    if one.ping.everyone:
        return "everyone"
    return str(one.ping.role_id) if one.ping.role_id else NOBODY


def _dates(one: Announcement, now: datetime) -> str:
    if one.recurrence is None:
        return _("It is sent as soon as you press “{button}”.", button=_("Send it now"))
    dates = bullets(map(in_a_preview, preview(one.recurrence, now)))
    return f"{described(one.recurrence)}\n{dates}" if one.recurrence.rule else dates


def _channels(one: Announcement) -> discord.ui.ChannelSelect[Any]:
    kind = discord.SelectDefaultValueType.channel
    return discord.ui.ChannelSelect(
        custom_id=custom_id("announcements:channels", one.id),
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        placeholder=_("Which channels"),
        min_values=0,
        max_values=MOST_CHANNELS,
        default_values=[discord.SelectDefaultValue(id=id, type=kind) for id in one.channels],
    )


def _parts(draft: Draft) -> list[Followed]:
    """What can be followed, in menus: one for each sort, and more where there is more than a menu holds."""
    found: list[Followed] = []
    for one in draft.followed:
        there = list(one.subjects.items())
        found += [Followed(one.title, dict(there[n : n + IN_A_MENU])) for n in range(0, len(there), IN_A_MENU)]
    return found[:MOST_MENUS]


def offered(draft: Draft, part: int) -> list[str]:
    """The subjects that one of the menus offers."""
    parts = _parts(draft)
    return list(parts[part].subjects) if 0 <= part < len(parts) else []


def _subjects(draft: Draft, part: int) -> discord.ui.Select[Any]:
    chosen, one = draft.announcement.subjects, _parts(draft)[part]
    options = [
        discord.SelectOption(label=shortened(name, 100), value=subject, default=subject in chosen)
        for subject, name in one.subjects.items()
    ]
    return discord.ui.Select(
        custom_id=custom_id("announcements:subjects", draft.announcement.id, part),
        placeholder=_("Also to followers of: {sort}", sort=one.title),
        min_values=0,
        max_values=min(len(options), MOST_SUBJECTS),
        options=options,
    )


def _pinging(one: Announcement, reach: Sequence[Reach]) -> discord.ui.Select[Any]:
    chosen = _value(one)
    options = [discord.SelectOption(label=_("Ping nobody"), value=NOBODY, default=chosen == NOBODY)]
    options += [
        discord.SelectOption(label=shortened(_("Ping {who}", who=_reached(each)), 100), value=each.value,
                             default=chosen == each.value)
        for each in reach[:24]
    ]  # fmt: skip
    return discord.ui.Select(custom_id=custom_id("announcements:ping", one.id), options=options)


def _buttons(one: Announcement, around: Surroundings) -> list[Piece]:
    planned = one.recurrence is not None
    send = _("Schedule it") if planned else _("Send it now")
    pieces: list[Piece] = [
        row(
            button(send, "announcements:send", one.id, int(planned), style=discord.ButtonStyle.primary),
            button(_("Change text or picture"), "announcements:reword", one.id),
            button(_("When"), "announcements:when", one.id),
            button(_("Look at it again"), "announcements:go-on", one.id),
            button(_("Throw it away"), "announcements:throw-away", one.id),
        )
    ]
    if around.publishable:
        label = _("Don't publish it to other servers") if one.publish else _("Publish it to servers that follow")
        pieces.append(row(button(label, "announcements:publish", one.id)))
        pieces.append(text("-# " + _("What is published can't be taken back where it was copied to.")))
    return pieces
