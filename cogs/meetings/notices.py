"""What is said of meetings when its time comes."""

from collections.abc import Callable

import discord
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.meetings import notices as kinds
from bot.meetings.answering import AnswersService
from bot.meetings.entries import Notice, SpeakerState, State
from bot.meetings.hosting import HostingService
from bot.meetings.native import EVENT_CHANGED, EventChanged, Events, NativeEvents
from bot.meetings.service import FEATURE
from bot.schedule.leads import lead_in_words
from bot.schedule.local import stamp
from bot.texts import _
from bot.ui.cards import Piece, button, card, row, text
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.replies import plain, replace, reply
from bot.ui.router import pressed
from bot.ui.times import snooze_buttons, snoozed
from cogs.meetings import cards


class MeetingNotices(commands.Cog):
    """Announcements, reminders, changes and offers."""

    def __init__(
        self, answers: AnswersService, hosting: HostingService, native: NativeEvents, events: Callable[[], Events]
    ) -> None:
        self._answers = answers
        self._hosting = hosting
        self._native = native
        self._events = events

    # -- for the room -------------------------------------------------------------------------

    @delivered(kinds.ANNOUNCEMENT)
    def announced(self, _delivery: Delivery, notice: Notice) -> Message:
        return Message(cards.announcement(notice.meeting, notice.counts, notice.role_id), _pings(notice))

    @delivered(kinds.RENEWED)
    def renewed(self, _delivery: Delivery, notice: Notice) -> Message:
        return Message(cards.announcement(notice.meeting, notice.counts))

    @delivered(kinds.REMINDER)
    def reminded(self, _delivery: Delivery, notice: Notice) -> Message:
        return self._reminder(notice)

    @delivered(kinds.SOON)
    def begins(self, _delivery: Delivery, notice: Notice) -> Message:
        return self._reminder(notice)

    def _reminder(self, notice: Notice) -> Message:
        meeting = notice.meeting
        ping = f"<@&{notice.role_id}>\n" if notice.role_id else ""
        said = _("It begins now.") if notice.lead == "0m" else _("Reminder, {when}", when=lead_in_words(notice.lead))
        said += f"\n-# {_('This comes late.')}" if notice.late else ""
        body = "\n".join([cards.when(meeting), cards.where(meeting)]).strip()
        return Message(
            card(
                text(f"{ping}### {plain(meeting.details.title)}\n{said}\n{body}"),
                text("-# " + cards.counted(meeting, notice.counts)),
                cards.answers(meeting),
            ),
            _pings(notice),
        )

    @delivered(kinds.CHANGED)
    def changed(self, _delivery: Delivery, notice: Notice) -> Message:
        meeting = notice.meeting
        pieces: list[Piece] = [text(f"### {plain(meeting.details.title)}\n{_what_changed(notice)}")]
        if meeting.state is State.ACTIVE:
            pieces += [text("-# " + cards.counted(meeting, notice.counts)), cards.answers(meeting)]
        return Message(card(*pieces))

    @delivered(kinds.AFTER)
    def after(self, _delivery: Delivery, notice: Notice) -> Message:
        meeting = notice.meeting
        return Message(
            card(
                text(
                    f"### {plain(meeting.details.title)}\n"
                    + _("It is over. How many came, and is there anything to note?")
                ),
                row(
                    button(_("How many came"), "meetings:attendance", meeting.id),
                    button(_("Write notes"), "meetings:notes", meeting.id),
                ),
            )
        )

    # -- for one person -----------------------------------------------------------------------

    @delivered(kinds.DIRECT)
    def direct(self, _delivery: Delivery, notice: Notice) -> Message:
        return self._direct(notice)

    @delivered(kinds.DIRECT_SOON)
    def direct_soon(self, _delivery: Delivery, notice: Notice) -> Message:
        return self._direct(notice)

    @delivered(kinds.AGAIN)
    def again(self, _delivery: Delivery, notice: Notice) -> Message:
        return self._direct(notice)

    def _direct(self, notice: Notice) -> Message:
        meeting = notice.meeting
        lines = [f"### {plain(meeting.details.title)}", cards.when(meeting), cards.where(meeting)]
        if notice.link:
            lines.append(_("The link, for those who come: {link}", link=notice.link))
        guild = meeting.guild_id
        return Message(
            card(
                text("\n".join(line for line in lines if line)),
                row(
                    *snooze_buttons("meetings:again", guild, meeting.id),
                    button(_("Not for this one"), "meetings:mute", guild, meeting.id),
                ),
            )
        )

    @pressed("meetings:again", Audience.MEMBER, FEATURE, direct=True)
    async def snooze(self, interaction: Interaction, meeting: int, when: str) -> None:
        at = await self._answers.snooze(person_of(interaction), meeting, snoozed(when))
        await reply(interaction, _("I’ll remind you again {when}.", when=stamp(at, "R")))

    @delivered(kinds.CHANGED_DIRECT)
    def changed_direct(self, _delivery: Delivery, notice: Notice) -> Message:
        return Message(card(text(f"### {plain(notice.meeting.details.title)}\n{_what_changed(notice)}")))

    @delivered(kinds.OFFER)
    def offered(self, _delivery: Delivery, notice: Notice) -> Message:
        meeting = notice.meeting
        until = stamp(notice.until) if notice.until else ""
        take = button(_("Take the place"), "meetings:take", meeting.guild_id, meeting.id,
                      style=discord.ButtonStyle.primary)  # fmt: skip
        said = _("A place has come free. It is held for you until {when}; then it goes to the next.", when=until)
        return Message(card(text(f"### {plain(meeting.details.title)}\n{cards.when(meeting)}\n{said}"), row(take)))

    @delivered(kinds.INVITED)
    def invited(self, _delivery: Delivery, notice: Notice) -> Message:
        meeting = notice.meeting
        said = _("The facilitators ask whether you would speak at this meeting. Either answer is fine.")
        return Message(
            card(
                text(f"### {plain(meeting.details.title)}\n{cards.when(meeting)}\n{said}"),
                row(
                    button(_("I’ll speak"), "meetings:speak", meeting.guild_id, meeting.id, "yes",
                           style=discord.ButtonStyle.primary),
                    button(_("Not this time"), "meetings:speak", meeting.guild_id, meeting.id, "no"),
                ),
            )
        )  # fmt: skip

    @pressed("meetings:speak", Audience.MEMBER, FEATURE, direct=True)
    async def speak(self, interaction: Interaction, meeting: int, agrees: str) -> None:
        found = await self._hosting.reply_to_invitation(person_of(interaction), meeting, agrees=agrees == "yes")
        agreed = found.speaker.state is SpeakerState.AGREED
        thanks = _("Thank you! Your name stands in the announcement.") if agreed else _("Thank you for answering.")
        await replace(interaction, card(text(f"**{plain(found.details.title)}** · {stamp(found.at)}\n{thanks}")))

    # -- Discord's own events -----------------------------------------------------------------

    @delivered(EVENT_CHANGED)
    def event_changed(self, _delivery: Delivery, changed: EventChanged) -> Message:
        meeting, now = changed.meeting, changed.now
        buttons = [button(_("Put it back as it was"), "meetings:event-back", meeting.id)]
        if now is None:
            said = _("Somebody removed its event in Discord. The meeting itself stands.")
            buttons.append(button(_("Cancel the meeting"), "meetings:cancel", meeting.id, "one"))
        else:
            said = _("Somebody changed its event in Discord: {name}, {when}.", name=plain(now.name),
                     when=stamp(now.starts_at))  # fmt: skip
            buttons.append(button(_("Change the meeting too"), "meetings:event-take", meeting.id))
        return Message(card(text(f"### {plain(meeting.details.title)}\n{cards.when(meeting)}\n{said}"), row(*buttons)))

    @pressed("meetings:event-take", Audience.FACILITATOR, FEATURE)
    async def take_event(self, interaction: Interaction, meeting: int) -> None:
        await interaction.response.defer()
        found = await self._native.take_over(person_of(interaction), meeting)
        await replace(interaction, card(text(f"{_('Changed')}: {stamp(found.at)}")))

    @pressed("meetings:event-back", Audience.FACILITATOR, FEATURE)
    async def restore_event(self, interaction: Interaction, meeting: int) -> None:
        await interaction.response.defer()
        found = await self._native.put_back(person_of(interaction), meeting, self._events())
        await replace(interaction, card(text(f"{_('The event says again')}: {stamp(found.at)}")))


def _what_changed(notice: Notice) -> str:
    meeting = notice.meeting
    if meeting.state is not State.ACTIVE:
        return _("The meeting of {when} is cancelled.", when=stamp(meeting.at))
    if notice.was is not None and notice.was != meeting.at:
        return _("It has moved, from {before} to {now}.", before=stamp(notice.was), now=stamp(meeting.at)) + (
            f"\n{cards.when(meeting)}"
        )
    return _("Something about it has changed:") + f"\n{cards.when(meeting)}\n{cards.where(meeting)}"


def _pings(notice: Notice) -> discord.AllowedMentions:
    roles = [discord.Object(notice.role_id)] if notice.role_id else []
    return discord.AllowedMentions(everyone=False, users=False, roles=roles)
