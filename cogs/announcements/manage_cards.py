"""What facilitators see of announcements once they are on their way: those there are, and what became of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.announcements.entries import Announcement, State, Told
from bot.delivery.kinds import State as Sent
from bot.schedule.local import in_words, stamp
from bot.schedule.wording import described
from bot.texts import _, ngettext
from bot.ui.cards import Piece, button, card, line, pages, row, text
from bot.ui.replies import plain

PAGE = 4
MOST_PLACES = 15


def sent(one: Announcement) -> discord.ui.LayoutView:
    """That it goes out."""
    said = _("It is on its way") if one.next_at is None else _("It will be sent")
    return card(
        text("\n".join([f"### {said}", f"**{plain(one.title)}**", *_when(one)])),
        row(
            button(_("Delivered to"), "announcements:told", one.id),
            button(_("Change"), "announcements:change", one.id),
            _withdrawing(one),
        ),
    )


def _when(one: Announcement) -> list[str]:
    lines: list[str] = []
    if one.state is State.WITHDRAWN and one.sent_at is None:
        return lines
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
    """What one has written and not sent, what is scheduled, and then what was sent."""
    if not found:
        return card(text(_("There are no announcements. Type /manage-announcements compose to write one.")))
    last = (len(found) - 1) // PAGE
    page = min(max(page, 0), last)
    pieces: list[Piece] = [text(f"### {_('Announcements')}")]
    for one in found[page * PAGE : page * PAGE + PAGE]:
        lines = [f"**{plain(one.title)}**", *_state(one), *_when(one)]
        pieces += [line(), text("\n".join(lines)), row(*_offers(one))]
    if last:
        pieces += [line(), pages("announcements:page", page=page, last=last)]
    return card(*pieces)


def _state(one: Announcement) -> list[str]:
    if one.state is State.DRAFT:
        return [_("Not sent yet; kept for a day, and only you see it here.")]
    return [_("Withdrawn")] if one.state is State.WITHDRAWN else []


def _offers(one: Announcement) -> list[discord.ui.Button[Any]]:
    if one.state is State.DRAFT:
        return [
            button(_("Go on"), "announcements:go-on", one.id),
            button(_("Throw it away"), "announcements:throw-away-listed", one.id),
        ]
    told = button(_("Delivered to"), "announcements:told", one.id)
    if one.state is State.WITHDRAWN:
        return [told]
    return [told, button(_("Change"), "announcements:change", one.id), _withdrawing(one)]


def _counted(people: Mapping[Sent, int]) -> list[str]:
    """Of the direct messages, how many came to which end; ends that none came to are left out."""

    def n(*states: Sent) -> int:
        return sum(people.get(state, 0) for state in states)

    sent, going, kept = n(Sent.SENT), n(Sent.PENDING, Sent.SENDING), n(Sent.WAITING)
    unwanted, stopped, lost = n(Sent.OBSOLETE), n(Sent.CANCELLED), n(Sent.FAILED, Sent.MISSED)
    perhaps = n(Sent.UNCERTAIN)
    waits = ngettext("{n} waits for the person's next visit", "{n} wait for the person's next visit", kept)
    counts = (
        (sent, ngettext("{n} delivered", "{n} delivered", sent)),
        (going, ngettext("{n} on the way", "{n} on the way", going)),
        (kept, waits),
        (unwanted, ngettext("{n} not sent any more", "{n} not sent any more", unwanted)),
        (stopped, ngettext("{n} taken back in time", "{n} taken back in time", stopped)),
        (perhaps, ngettext("{n} perhaps delivered", "{n} perhaps delivered", perhaps)),
        (lost, ngettext("{n} couldn't be delivered", "{n} couldn't be delivered", lost)),
    )
    return [words for many, words in counts if many]


def told(one: Told) -> discord.ui.LayoutView:
    """What became of it: in each channel, with a link to it, and of the direct messages how many."""
    guild_id = one.announcement.guild_id
    lines = [f"### {plain(one.announcement.title)}", *_when(one.announcement)]
    withdrawn = one.announcement.state is State.WITHDRAWN
    if withdrawn:
        lines.append(_withdrawn(one))
    # Of one that repeats, the latest are asked about.
    earlier = len(one.progress.channels) - MOST_PLACES
    for where in one.progress.channels[-MOST_PLACES:]:
        place = f"<#{where.channel_id}>"
        if where.state is Sent.SENT and not withdrawn:
            place = f"https://discord.com/channels/{guild_id}/{where.channel_id}/{where.message_id}"
        state = _one_state(where.state)
        lines.append(f"- {place}: {state}" + (f" ({where.why})" if where.why else ""))
    if earlier > 0:
        lines.append("- " + ngettext("and {n} earlier one", "and {n} earlier ones", earlier))
    people = _counted(one.progress.people)
    if people:
        lines.append(_("Direct messages: {counts}", counts=", ".join(people)))
    if one.announcement.publish:
        lines.append(_out_of_reach())
    lines.append("-# " + _("Delivered says that it arrived: Discord doesn't say who has read it."))
    pieces: list[Piece] = [text("\n".join(lines))]
    return card(*pieces) if withdrawn else card(*pieces, row(_withdrawing(one.announcement)))


def _withdrawn(one: Told) -> str:
    out = (Sent.SENT, Sent.SENDING, Sent.WAITING, Sent.UNCERTAIN)
    came = any(where.state in out for where in one.progress.channels) or any(map(one.progress.people.get, out))
    if came:
        return _("Withdrawn. Heronry's own messages are being deleted.")
    return _("Withdrawn. Nothing of it had gone out.")


def _one_state(state: Sent) -> str:
    words = {
        Sent.SENT: _("delivered"),
        Sent.PENDING: _("still to be sent"),
        Sent.SENDING: _("on the way"),
        Sent.CANCELLED: _("not sent"),
        Sent.OBSOLETE: _("not sent"),
        Sent.UNCERTAIN: _("perhaps delivered"),
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
