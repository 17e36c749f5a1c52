"""What facilitators see of announcements: before they go out, those there are, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.announcements.entries import MOST_CHANNELS, Announcement, Draft, State, Told, Topic
from bot.delivery.kinds import State as Sent
from bot.following.entries import Way
from bot.schedule.local import in_words, stamp
from bot.schedule.recurrence import preview
from bot.schedule.wording import described, in_a_preview
from bot.texts import _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, pages, row, shortened, text
from bot.ui.replies import plain
from bot.ui.router import custom_id

PAGE = 4
NOBODY = "nobody"


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
    if draft.followed:
        pieces.append(discord.ui.ActionRow(_subjects(draft)))
    pieces.append(discord.ui.ActionRow(_pinging(one, around.reach)))
    return card(*pieces, *_buttons(one, around))


def _plan(draft: Draft, around: Surroundings) -> list[str]:
    one = draft.announcement
    lines = [_("Channels: {channels}", channels=" ".join(f"<#{id}>" for id in one.channels) or _("none"))]
    if one.subjects:
        names = plain(shortened(", ".join(one.subjects.values()), 300))
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
        return _("It is sent as soon as you press the button.")
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


def _subjects(draft: Draft) -> discord.ui.Select[Any]:
    chosen = draft.announcement.subjects
    options = [
        discord.SelectOption(label=shortened(name, 100), value=subject, default=subject in chosen)
        for subject, name in list(draft.followed.items())[:25]
    ]
    return discord.ui.Select(
        custom_id=custom_id("announcements:subjects", draft.announcement.id),
        placeholder=_("Whose followers"),
        min_values=0,
        max_values=len(options),
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
    send = _("Send it now") if one.recurrence is None else _("Schedule it")
    pieces: list[Piece] = [
        row(
            button(send, "announcements:send", one.id, style=discord.ButtonStyle.primary),
            button(_("Change the text"), "announcements:reword", one.id),
            button(_("When"), "announcements:when", one.id),
            button(_("Throw it away"), "announcements:throw-away", one.id),
        )
    ]
    if around.publishable:
        label = _("Don't publish it to other servers") if one.publish else _("Publish it to servers that follow")
        pieces.append(row(button(label, "announcements:publish", one.id)))
        pieces.append(text("-# " + _("What is published can't be taken back where it was copied to.")))
    return pieces


def sent(one: Announcement) -> discord.ui.LayoutView:
    """That it goes out."""
    said = _("It is on its way") if one.next_at is None else _("It will be sent")
    return card(
        text("\n".join([f"### {said}", f"**{plain(one.title)}**", *_when(one)])),
        row(button(_("Delivered to"), "announcements:told", one.id), _withdrawing(one)),
    )


def _when(one: Announcement) -> list[str]:
    lines: list[str] = []
    if one.recurrence is not None and one.recurrence.rule:
        lines.append(described(one.recurrence))
    if one.next_at is not None:
        zone = one.recurrence.zone if one.recurrence else "UTC"
        lines.append(f"{stamp(one.next_at, 'R')}: {in_words(one.next_at, zone)}")
    elif one.sent_at is not None:
        lines.append(_("Sent {when}", when=stamp(one.sent_at)))
    return lines


def _withdrawing(one: Announcement) -> discord.ui.Button[Any]:
    return button(_("Withdraw"), "announcements:withdraw", one.id)


def listed(found: Sequence[Announcement], page: int) -> discord.ui.LayoutView:
    """What is scheduled, and then what was sent."""
    if not found:
        return card(text(_("There are no announcements. Type /manage-announcements compose to write one.")))
    last = (len(found) - 1) // PAGE
    page = min(max(page, 0), last)
    pieces: list[Piece] = [text(f"### {_('Announcements')}")]
    for one in found[page * PAGE : page * PAGE + PAGE]:
        lines = [f"**{plain(one.title)}**", *_when(one)]
        buttons = [button(_("Delivered to"), "announcements:told", one.id)]
        if one.state is State.WITHDRAWN:
            lines.append(_("Withdrawn"))
        else:
            buttons += [button(_("Change"), "announcements:change", one.id), _withdrawing(one)]
        pieces += [line(), text("\n".join(lines)), row(*buttons)]
    if last:
        pieces += [line(), pages("announcements:page", page=page, last=last)]
    return card(*pieces)


def _counted(people: Mapping[Sent, int]) -> list[str]:
    """Of the direct messages, how many came to which end; ends that none came to are left out."""

    def n(*states: Sent) -> int:
        return sum(people.get(state, 0) for state in states)

    sent, going, kept = n(Sent.SENT), n(Sent.PENDING, Sent.SENDING), n(Sent.WAITING)
    unwanted, stopped, lost = n(Sent.OBSOLETE), n(Sent.CANCELLED), n(Sent.FAILED, Sent.MISSED, Sent.UNCERTAIN)
    waits = ngettext("{n} waits for the person's next visit", "{n} wait for the person's next visit", kept)
    counts = (
        (sent, ngettext("{n} delivered", "{n} delivered", sent)),
        (going, ngettext("{n} on the way", "{n} on the way", going)),
        (kept, waits),
        (unwanted, ngettext("{n} not sent any more", "{n} not sent any more", unwanted)),
        (stopped, ngettext("{n} taken back in time", "{n} taken back in time", stopped)),
        (lost, ngettext("{n} couldn't be delivered", "{n} couldn't be delivered", lost)),
    )
    return [words for many, words in counts if many]


def told(one: Told) -> discord.ui.LayoutView:
    """What became of it: in each channel, with a link to it, and of the direct messages how many."""
    guild_id = one.announcement.guild_id
    lines = [f"### {plain(one.announcement.title)}", *_when(one.announcement)]
    withdrawn = one.announcement.state is State.WITHDRAWN
    if withdrawn:
        lines.append(_("Withdrawn. Heronry's own messages are being deleted."))
    for where in one.progress.channels[:15]:
        place = f"<#{where.channel_id}>"
        if where.state is Sent.SENT and not withdrawn:
            place = f"https://discord.com/channels/{guild_id}/{where.channel_id}/{where.message_id}"
        state = _one_state(where.state)
        lines.append(f"- {place}: {state}" + (f" ({where.why})" if where.why else ""))
    people = _counted(one.progress.people)
    if people:
        lines.append(_("Direct messages: {counts}", counts=", ".join(people)))
    if one.announcement.publish:
        lines.append(_out_of_reach())
    lines.append("-# " + _("Delivered says that it arrived: Discord doesn't say who has read it."))
    pieces: list[Piece] = [text("\n".join(lines))]
    return card(*pieces) if withdrawn else card(*pieces, row(_withdrawing(one.announcement)))


def _one_state(state: Sent) -> str:
    words = {
        Sent.SENT: _("delivered"),
        Sent.PENDING: _("on the way"),
        Sent.SENDING: _("on the way"),
        Sent.CANCELLED: _("not sent"),
        Sent.OBSOLETE: _("not sent"),
    }
    return words.get(state, _("couldn't be delivered"))


def _out_of_reach() -> str:
    return _("Copies on other servers are out of Heronry's reach: only their own moderators can remove them.")


def confirm_withdrawal(one: Announcement) -> discord.ui.LayoutView:
    """What a withdrawal does, before it is done."""
    lines = [
        f"### {_('Withdraw this announcement?')}",
        f"**{plain(one.title)}**",
        _("Nothing more of it is sent, and Heronry deletes its own messages, wherever they arrived."),
    ]
    if one.publish:
        lines.append(_out_of_reach())
    return card(text("\n".join(lines)), row(button(_("Withdraw it"), "announcements:withdraw-it", one.id,
                                                   style=discord.ButtonStyle.danger)))  # fmt: skip


def thrown_away() -> discord.ui.LayoutView:
    return card(text(_("Thrown away. Nothing was sent.")))


def topics(found: Sequence[Topic]) -> discord.ui.LayoutView:
    """Topics, with how many follow each, and a button for a new one."""
    pieces: list[Piece] = [
        text(f"### {_('Topics')}\n" + _("Members follow them with /topics. An announcement can go to those who do."))
    ]
    for one in found[:12]:
        role = f"<@&{one.role_id}>" if one.role_id else _("no role")
        ways = one.followers
        counts = _(
            "{messages} by message, {roles} by role, {digest} in the digest",
            messages=ways.get(Way.MESSAGE, 0),
            roles=ways.get(Way.ROLE, 0),
            digest=ways.get(Way.DIGEST, 0),
        )
        pieces += [
            text(f"**{plain(one.name)}** · {role}\n{counts}"),
            row(button(_("Change"), "announcements:topic", one.id), button(_("Delete"), "announcements:topic-gone",
                                                                          one.id)),
        ]  # fmt: skip
    if len(found) > 12:
        pieces.append(text("-# " + ngettext("And {n} more.", "And {n} more.", len(found) - 12)))
    return card(*pieces, row(button(_("New topic"), "announcements:topic", 0, style=discord.ButtonStyle.primary)))
