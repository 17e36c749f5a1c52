"""What is said of workshops when its time comes."""

from discord.ext import commands

from bot.delivery.kinds import Delivery
from bot.schedule.local import stamp
from bot.texts import _, ngettext
from bot.ui.cards import Piece, button, card, row, text
from bot.ui.messenger import Message, delivered
from bot.ui.replies import plain
from bot.workshops import notices as kinds
from bot.workshops.drawing import Lots, ticket
from bot.workshops.entries import Notice, Role, State
from cogs.workshops import cards, groups_cards


class WorkshopNotices(commands.Cog):
    """Announcements, draws, changes, offers and reminders."""

    # -- for the room -------------------------------------------------------------------------

    @delivered(kinds.ANNOUNCEMENT)
    def announced(self, _delivery: Delivery, notice: Notice) -> Message:
        return Message(cards.announcement(notice.workshop))

    @delivered(kinds.RENEWED)
    def renewed(self, _delivery: Delivery, notice: Notice) -> Message:
        return Message(cards.announcement(notice.workshop))

    @delivered(kinds.DRAWN)
    def drawn(self, _delivery: Delivery, notice: Notice) -> Message:
        workshop = notice.workshop
        applied = ngettext("{n} person signed up.", "{n} people signed up.", notice.drawn)
        said = _("The places are drawn. Each sees theirs in /workshops mine; the others stand in line.")
        how = _("To check it: your fingerprint is the SHA-256 of “{seed}:” and your Discord number; places go in their "
                "order, to those left out last time first. Fingerprint of the seed, as announced: {code}",
                seed=workshop.seed, code=workshop.fingerprint)  # fmt: skip
        lines = [f"### {plain(workshop.title)}", f"{said} {applied}", *map(_came, notice.lots.items()), f"-# {how}"]
        return Message(card(text("\n".join(lines))))

    @delivered(kinds.BEGINS)
    def begins(self, _delivery: Delivery, notice: Notice) -> Message:
        workshop = notice.workshop
        said = _("It begins. If you are here, press the button: it counts for your note of attendance.")
        here = button(_("I’m here"), "workshops:here", workshop.id, style=cards.PRIMARY)
        label = _(cards.LABELS[workshop.label].msgid)
        return Message(card(text(f"### {plain(workshop.title)}\n{said}\n{label}"), row(here)))

    @delivered(kinds.CHANGED)
    def changed(self, delivery: Delivery, notice: Notice) -> Message:
        pieces: list[Piece] = [text(_what_changed(notice))]
        if notice.workshop.state is State.ACTIVE:
            in_thread = delivery.channel_id != notice.workshop.channel_id  # those there have a place, most of them
            withdrawing = groups_cards.withdrawing(notice.workshop, placed=True)
            pieces.append(withdrawing if in_thread else cards.buttons(notice.workshop))
        return Message(card(*pieces))

    # -- for one person -----------------------------------------------------------------------

    @delivered(kinds.CHANGED_DIRECT)
    def changed_direct(self, _delivery: Delivery, notice: Notice) -> Message:
        pieces: list[Piece] = [text(_what_changed(notice))]
        if notice.workshop.state is State.ACTIVE:
            pieces.append(_withdrawing(notice))
        return Message(card(*pieces))

    @delivered(kinds.PLACED)
    def placed(self, delivery: Delivery, notice: Notice) -> Message:
        assert notice.mine is not None, "it is for somebody who signed up"
        listed = _("A facilitator has signed you up from a list. If that isn’t right, withdraw.")
        seed, who = notice.workshop.seed, delivery.member_id
        code = ticket(seed, who)[:8] if seed and who else ""
        own = _("Your fingerprint in the draw begins with {code}.", code=code) if code else ""
        return Message(cards.own(notice.mine, listed if notice.listed else own))

    @delivered(kinds.OFFER)
    def offered(self, _delivery: Delivery, notice: Notice) -> Message:
        workshop = notice.workshop
        until = stamp(notice.until) if notice.until else ""
        said = _("A place has come free. It is held for you until {when}; then it goes to the next.", when=until)
        take = button(_("Take the place"), "workshops:take", workshop.guild_id, workshop.id, style=cards.PRIMARY)
        decline = button(_("No, thank you"), "workshops:withdraw", workshop.guild_id, workshop.id)
        return Message(card(text(f"### {plain(workshop.title)}\n{cards.when(workshop)}\n{said}"), row(take, decline)))

    @delivered(kinds.REMINDER)
    def reminded(self, _delivery: Delivery, notice: Notice) -> Message:
        lines = [f"### {plain(notice.workshop.title)}", *cards.told(notice.workshop)[:2]]
        if notice.own is not None:
            lines.append(groups_cards.in_a_line(notice.own))
            if notice.own.questions:
                lines += [f"**{_('Asked in advance')}**", groups_cards.asked(notice.own.questions)]
        if notice.mine is not None:
            lines.append(_("If you can’t come after all, withdraw: somebody else will be glad of the place."))
        return Message(card(text("\n".join(lines)), _withdrawing(notice)))

    @delivered(kinds.FEEDBACK)
    def asked_back(self, _delivery: Delivery, notice: Notice) -> Message:
        workshop = notice.workshop
        said = _("How was it? Three questions and a line, all optional. Answers are counted without names, and shown "
                 "to the facilitators only if at least 8 people answer.")  # fmt: skip
        answer = button(_("Say how it was"), "workshops:feedback", workshop.guild_id, workshop.id, style=cards.PRIMARY)
        buttons = [answer]
        if notice.mine is not None and notice.mine.attended:
            buttons.append(button(_("Note of attendance"), "workshops:note", workshop.guild_id, workshop.id))
        return Message(card(text(f"### {plain(workshop.title)}\n{said}"), row(*buttons)))


def _came(drawn: tuple[Role, Lots]) -> str:
    """What came of the draw for those of one role."""
    role, came = drawn
    heading = _("Mentors") if role is Role.MENTOR else _("Participants")
    numbers = _("{n} signed up, {first} of them left out last time, {places} with a place.",
                n=came.applied, first=came.first, places=came.places)  # fmt: skip
    return f"**{heading}**: {numbers} {_to_whom(came)}"


def _to_whom(came: Lots) -> str:
    if came.places == came.applied:
        return _("Places went to everyone.")
    if came.places < came.first and came.before:
        return _("Places went to those left out last time whose fingerprint comes before {code}.", code=came.before)
    if came.first and came.before:
        return _("Places went to those left out last time, and to the others whose fingerprint comes before {code}.",
                 code=came.before)  # fmt: skip
    if came.before:
        return _("Places went to those whose fingerprint comes before {code}.", code=came.before)
    return _("Places went to those left out last time.") if came.places else _("There was none to give.")


def _withdrawing(notice: Notice) -> Piece:
    return groups_cards.withdrawing(notice.workshop, placed=notice.mine is not None)


def _what_changed(notice: Notice) -> str:
    workshop = notice.workshop
    title = f"### {plain(workshop.title)}\n"
    if workshop.state is not State.ACTIVE:
        return title + _("The workshop of {when} is cancelled.", when=stamp(workshop.at))
    lines = [cards.when(workshop), *(cards.draw_ahead(workshop) or [_("Everyone keeps their place.")])]
    if notice.was is not None and notice.was != workshop.at:
        lines.insert(0, _("It has moved, from {before} to {now}.", before=stamp(notice.was), now=stamp(workshop.at)))
    if "room" in notice.changed:
        room = plain(workshop.room) if workshop.room else _("not decided yet")
        lines.append(_("Where it takes place has changed: {room}", room=room))
    if "label" in notice.changed:
        label = _(cards.LABELS[workshop.label].msgid)
        lines.append(_("What may be passed on has changed. {label}", label=label))
    if notice.until is not None:
        lines.append(_("A place is held for you until {when}.", when=stamp(notice.until)))
    return title + "\n".join(lines)
