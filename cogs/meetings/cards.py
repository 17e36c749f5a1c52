"""Meetings on screen."""

from collections.abc import Sequence

import discord

from bot.meetings.entries import Answer, Counts, Meeting, SpeakerState, Standing, State
from bot.schedule.leads import duration_in_words, lead_in_words
from bot.schedule.local import in_words, stamp
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, pages, row, shortened, text
from bot.ui.replies import plain

PAGE = 5
SHARING = "resources:notes"
"""What answers the button under notes that hold a link: the shared resources, with the meeting's number."""
ANSWERS: dict[Answer, Message] = {Answer.GOING: N_("Going"), Answer.MAYBE: N_("Maybe"), Answer.CANT: N_("Can’t")}
STATES: dict[State, Message] = {State.CANCELLED: N_("Cancelled"), State.SKIPPED: N_("Left out")}


def when(meeting: Meeting) -> str:
    """The time in each reader's own zone, and in words where the group is."""
    length = duration_in_words(meeting.details.minutes)
    return f"{stamp(meeting.at)} ({stamp(meeting.at, 'R')}), {length}\n-# {in_words(meeting.at, meeting.zone)}"


def where(meeting: Meeting) -> str:
    """The place; the attendees' link is never in it."""
    details = meeting.details
    if details.voice_id:
        return _("In {channel}", channel=f"<#{details.voice_id}>")
    if details.room:
        return _("Where: {room}", room=plain(details.room))
    return _("Online; those who come get the link.") if meeting.has_link else ""


def told(meeting: Meeting) -> list[str]:
    """What a date says of itself, line by line."""
    details, speaker = meeting.details, meeting.speaker
    lines = [f"**{_(STATES[meeting.state].msgid)}**"] if meeting.state in STATES else []
    lines += [when(meeting), where(meeting)]
    if speaker.state in (SpeakerState.AGREED, SpeakerState.GUEST):
        lines.append(_("With {name}", name=f"<@{speaker.member_id}>" if speaker.member_id else plain(speaker.name)))
    if details.description:
        lines.append(shortened(plain(details.description), 1_000))
    if details.agenda:
        lines.append(f"**{_('Agenda')}**\n{shortened(plain(details.agenda), 1_200)}")
    return [one for one in lines if one]


def counted(meeting: Meeting, counts: Counts) -> str:
    """How many said what."""
    said = [
        ngettext("{n} going", "{n} going", counts.going),
        ngettext("{n} maybe", "{n} maybe", counts.maybe),
        ngettext("{n} can’t", "{n} can’t", counts.cant),
    ]
    if meeting.details.capacity is not None:
        said.append(ngettext("{n} place", "{n} places", meeting.details.capacity))
    if counts.waiting:
        said.append(ngettext("{n} in line", "{n} in line", counts.waiting))
    return " · ".join(said)


def answers(meeting: Meeting) -> Piece:
    """The buttons that everyone answers by; they work for as long as the meeting isn't over."""
    over = meeting.state is not State.ACTIVE
    return row(
        *(
            button(
                _(label.msgid), "meetings:answer", meeting.id, answer.value, disabled=over,
                style=discord.ButtonStyle.primary if answer is Answer.GOING else discord.ButtonStyle.secondary,
            )
            for answer, label in ANSWERS.items()
        )
    )  # fmt: skip


def more(meeting: Meeting) -> Piece:
    buttons = [
        button(_("Add to calendar"), "meetings:file", meeting.id, "one"),
        button(_("Ask the speaker"), "meetings:ask", meeting.id),
    ]
    if meeting.repeats:
        buttons.insert(1, button(_("All its dates"), "meetings:file", meeting.id, "series"))
    return row(*buttons)


def announcement(meeting: Meeting, counts: Counts, role_id: int | None = None) -> discord.ui.LayoutView:
    """A date for the room, with its buttons; whom it pings is named first."""
    ping = f"<@&{role_id}>\n" if role_id else ""
    pieces: list[Piece] = [text(f"{ping}### {plain(meeting.details.title)}\n" + "\n".join(told(meeting)))]
    pieces += [text("-# " + counted(meeting, counts)), answers(meeting)]
    if meeting.state is State.ACTIVE:
        pieces.append(more(meeting))
    return card(*pieces)


def standing(shown: Standing) -> discord.ui.LayoutView:
    """A date as one person sees it: with what they said, and the link if they come."""
    meeting = shown.meeting
    pieces: list[Piece] = [
        text(f"### {plain(meeting.details.title)}\n" + "\n".join(told(meeting))),
        text(f"{mine(shown)}\n-# {counted(meeting, shown.counts)}"),
    ]
    if shown.offered_until is not None:
        take = button(_("Take the place"), "meetings:take", meeting.guild_id, meeting.id,
                      style=discord.ButtonStyle.primary)  # fmt: skip
        pieces.append(row(take))
    pieces.append(answers(meeting))
    if meeting.state is State.ACTIVE:
        pieces.append(more(meeting))
    if meeting.notes:
        pieces += [line(), text(f"**{_('Notes')}**\n{shortened(plain(meeting.notes), 900)}")]
        if "://" in meeting.notes:
            pieces.append(row(button(_("Share the link as a resource"), SHARING, meeting.id)))
    return card(*pieces)


def mine(shown: Standing) -> str:
    """What one has said, and what comes of it."""
    lines: list[str] = []
    if shown.place is not None:
        lines.append(_("It is full. You are number {n} in line; a place that comes free is offered to you.",
                       n=shown.place))  # fmt: skip
    elif shown.offered_until is not None:
        lines.append(_("A place is held for you until {when}.", when=stamp(shown.offered_until)))
    elif shown.answer is not None:
        lines.append(_("You answered: {answer}.", answer=_(ANSWERS[shown.answer].msgid)))
    else:
        lines.append(_("You haven’t answered yet."))
    if shown.muted:
        lines.append(_("You asked not to be reminded of this one."))
    if shown.link:
        lines.append(_("The link, for those who come: {link}", link=shown.link))
    return "\n".join(lines)


def answered(shown: Standing) -> discord.ui.LayoutView:
    """What one's press did, privately."""
    pieces: list[Piece] = [text(f"**{plain(shown.meeting.details.title)}** · {stamp(shown.meeting.at)}\n{mine(shown)}")]
    if shown.offered_until is not None:
        pieces.append(row(button(_("Take the place"), "meetings:take", shown.meeting.guild_id, shown.meeting.id)))
    pieces.append(row(button(_("Not for this one: no reminders"), "meetings:mute", shown.meeting.guild_id,
                             shown.meeting.id, disabled=shown.muted)))  # fmt: skip
    return card(*pieces)


def dates(title: str, meetings: Sequence[Meeting], page: int = 0) -> discord.ui.LayoutView:
    """Dates ahead, five at a time, each to be looked at."""
    if not meetings:
        return card(text(f"### {title}\n{_('No meeting is ahead. A facilitator can schedule one.')}"))
    last = (len(meetings) - 1) // PAGE
    page = min(max(page, 0), last)
    pieces: list[Piece] = [text(f"### {title}")]
    for one in meetings[page * PAGE : (page + 1) * PAGE]:
        pieces.append(
            beside(f"**{plain(one.details.title)}**\n{when(one)}", button(_("Look"), "meetings:show", one.id))
        )
    if last:
        pieces += [line(), pages("meetings:page", page=page, last=last)]
    return card(*pieces)


def own(found: Sequence[Standing], leads: Sequence[str], agreed: bool) -> discord.ui.LayoutView:
    """The dates that one has answered, and how one is reminded."""
    lines = [
        f"**{plain(one.meeting.details.title)}** · {stamp(one.meeting.at)} · {mine(one).splitlines()[0]}"
        for one in found[:10]
    ]
    when_ = ", ".join(lead_in_words(one) for one in leads) or _("never")
    how = (
        _("By direct message: {when}.", when=when_)
        if agreed
        else _("You get no direct messages about meetings; /preferences switches them on.")
    )
    body = shortened(bullets(lines), 2_500) or _("You haven’t answered any meeting ahead.")
    return card(
        text(f"### {_('Your meetings')}\n{body}"),
        line(),
        text(how),
        row(button(_("When to remind me"), "meetings:leads"), button(_("My calendar"), "meetings:calendar")),
    )


def reminded(leads: Sequence[str]) -> discord.ui.LayoutView:
    said = ", ".join(lead_in_words(one) for one in leads) or _("never")
    return card(text(_("You’ll be reminded: {when}.", when=said)))


def questions(
    meeting: Meeting, asked: Sequence[tuple[int, str]], topics: Sequence[tuple[int, str]] = ()
) -> discord.ui.LayoutView:
    """What was asked beforehand, for the speaker and facilitators; and for these what people want to talk about."""
    heading = f"### {_('Questions for {title}', title=plain(meeting.details.title))}\n"
    pieces: list[Piece] = [text(shortened(heading + _said(asked), 2_400))]
    if topics:
        title = f"**{_('People would like to talk about')}**\n"
        pieces += [line(), text(shortened(title + _said(topics), 1_200))]
        pieces.append(row(button(_("Put them on the agenda"), "meetings:topics", meeting.id)))
        pieces.append(text("-# " + _("On the agenda, which everyone reads, they stand without names.")))
    return card(*pieces)


def raised(meeting: Meeting) -> discord.ui.LayoutView:
    """That a topic is kept, for which meeting, and who sees it."""
    kept = _(
        "Kept for the facilitators, with your name, for {title} on {when}. On the agenda it would stand without it.",
        title=plain(meeting.details.title),
        when=stamp(meeting.at),
    )
    return card(text(kept))


def _said(lines: Sequence[tuple[int, str]]) -> str:
    said = [f"<@{author}>: {plain(shortened(one, 500))}" for author, one in lines[:8]]
    return bullets(said) or _("None yet.")


def found_notes(meetings: Sequence[Meeting]) -> discord.ui.LayoutView:
    """Past meetings whose notes hold what was looked for."""
    if not meetings:
        return card(text(_("No notes hold these words. Try fewer, or other ones.")))
    pieces: list[Piece] = [text(f"### {_('Notes')}")]
    for one in meetings[:PAGE]:
        pieces.append(
            beside(
                f"**{plain(one.details.title)}** · {stamp(one.at, 'D')}\n{plain(shortened(one.notes, 200))}",
                button(_("Look"), "meetings:show", one.id),
            )
        )
    return card(*pieces)


def calendar(
    address: str | None, *, has: bool, offered: bool, community: bool, facilitator: bool = False
) -> discord.ui.LayoutView:
    """One's secret calendar address (shown once), or how to get one; facilitators go on to the group's from there."""
    whose = "community" if community else "own"
    lines = [f"### {_('The group’s calendar') if community else _('Your calendar')}"]
    if not offered:
        lines.append(_("This Heronry serves no calendar addresses; “Add to calendar” under each meeting works."))
        return card(text("\n".join(lines)))
    if community:
        lines.append(
            _("It has every meeting of the group, for whoever you give it to; links for those who come are not in it.")
        )
    if address:
        lines += [
            _("Subscribe to this address in your calendar. It is shown this once; whoever has it can read it."),
            f"```\n{address}\n```",
        ]
    elif has:
        lines.append(_("There is an address already. A new one makes the old one stop working."))
    else:
        lines.append(_("An address that your calendar keeps reading, so that changes come by themselves."))
    buttons = [button(_("Make a new address"), "meetings:address", whose)]
    if has or address:
        buttons.append(button(_("Let it stop working"), "meetings:revoke", whose))
    if facilitator and not community:
        buttons.append(button(_("The group’s calendar"), "meetings:group-calendar"))
    return card(text("\n".join(lines)), row(*buttons))


def revoked() -> discord.ui.LayoutView:
    return card(text(_("That address doesn’t work any more.")))
