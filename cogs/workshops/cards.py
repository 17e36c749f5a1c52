"""Workshops on screen."""

from collections.abc import Mapping, Sequence

import discord

from bot.community.backgrounds import STAGES
from bot.schedule.leads import duration_in_words
from bot.schedule.local import in_words, stamp
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain
from bot.workshops.entries import Giving, Label, Mine, Role, Standing, State, Workshop

PRIMARY = discord.ButtonStyle.primary
LABELS: dict[Label, Message] = {
    Label.CHATHAM: N_(
        "Chatham House Rule: you may use what you hear, but never say who said it, or who was there."
    ),
    Label.CONFIDENTIAL: N_("Confidential: what is said there stays there, unless whoever said it agrees."),
}  # fmt: skip
MOST = 8
"""Workshops listed in one message."""


def when(workshop: Workshop) -> str:
    """The time in each reader's own zone, and in words where the group is."""
    length = duration_in_words(workshop.minutes)
    return f"{stamp(workshop.at)} ({stamp(workshop.at, 'R')}), {length}\n-# {in_words(workshop.at, workshop.zone)}"


def told(workshop: Workshop) -> list[str]:
    """What a workshop says of itself, line by line."""
    lines = [f"**{_('Cancelled')}**"] if workshop.state is State.CANCELLED else []
    lines.append(when(workshop))
    if workshop.room:
        lines.append(_("Where: {room}", room=plain(workshop.room)))
    if workshop.description:
        lines.append(plain(workshop.description))
    if workshop.topics:
        lines.append(_("Topics: {topics}", topics=plain(", ".join(workshop.topics))))
    return [*lines, _(LABELS[workshop.label].msgid)]


def giving(workshop: Workshop) -> list[str]:
    """How many places there are, how they are given, and until when one can sign up."""
    places = [ngettext("{n} place", "{n} places", workshop.places)]
    if workshop.mentor_places:
        places.append(ngettext("{n} for a mentor", "{n} for mentors", workshop.mentor_places))
    lines = [
        " · ".join([*places, _("groups of about {n}", n=workshop.group_size)]),
        _("Sign-up: from {opens} until {closes}", opens=stamp(workshop.opens_at), closes=stamp(workshop.closes_at)),
    ]
    near = _("In the last hour before it begins no free place is offered any more: please ask a facilitator whether "
             "there is room.")  # fmt: skip
    if workshop.giving is Giving.FIRST:
        return [*lines, _("First come, first served; when it is full, there is a waiting list."), f"-# {near}"]
    lines.append(
        _("Everyone who signs up in that time has the same chance: places are drawn afterwards. Whoever was left out "
          "last time comes first.")
    )  # fmt: skip
    return [
        *lines,
        f"-# {near}",
        "-# "
        + _("The draw can be checked afterwards, with this fingerprint of its seed: {code}", code=workshop.fingerprint),
    ]


def buttons(workshop: Workshop) -> Piece:
    """What everyone signs up by."""
    over = workshop.state is not State.ACTIVE
    number = workshop.id
    made = [button(_("Take part"), "workshops:join", number, Role.PARTICIPANT.value, style=PRIMARY, disabled=over)]
    if workshop.mentor_places:
        made.append(button(_("Mentor"), "workshops:join", number, Role.MENTOR.value, disabled=over))
    made.append(button(_("Ask in advance"), "workshops:ask", number, disabled=over))
    made.append(button(_("Withdraw"), "workshops:withdraw", workshop.guild_id, number, disabled=over))
    return row(*made)


def announcement(workshop: Workshop) -> discord.ui.LayoutView:
    """A workshop for the room, with its buttons."""
    body = "\n".join([*told(workshop), "", *giving(workshop)])
    return card(text(f"### {plain(workshop.title)}\n{shortened(body, 3_600)}"), buttons(workshop))


def drafted(workshop: Workshop, warnings: Sequence[str]) -> discord.ui.LayoutView:
    """A workshop before it is kept."""
    lines = [*told(workshop), "", *giving(workshop), _("Announced in {channel}", channel=f"<#{workshop.channel_id}>")]
    pieces: list[Piece] = [
        text(f"### {_('Is this right?')}\n**{plain(workshop.title)}**\n{shortened(chr(10).join(lines), 3_000)}")
    ]
    if warnings:
        pieces += [line(), text(f"**{_('Please look at this')}**\n{bullets(warnings)}")]
    return card(
        *pieces,
        row(
            button(_("Keep it"), "workshops:keep", workshop.id, style=PRIMARY),
            button(_("Throw it away"), "workshops:throw-away", workshop.id),
        ),
    )


def kept(workshop: Workshop) -> discord.ui.LayoutView:
    said = _("It is announced in {channel} {when}.", channel=f"<#{workshop.channel_id}>",
             when=stamp(workshop.opens_at, "R"))  # fmt: skip
    return card(text(f"### {_('It is planned')}\n**{plain(workshop.title)}** · {stamp(workshop.at)}\n{said}"))


def thrown_away() -> discord.ui.LayoutView:
    return card(text(_("Thrown away. Nothing was planned.")))


def changed(workshop: Workshop, said: str, *more: str) -> discord.ui.LayoutView:
    """A workshop after a change, read back, with what else there is to say of it."""
    lines = [f"### {said}", f"**{plain(workshop.title)}**", when(workshop), *giving(workshop)[:2], *more]
    return card(text("\n".join(lines)))


def draw_ahead(workshop: Workshop) -> list[str]:
    """When places are drawn, where they still are."""
    if not workshop.awaits_draw:
        return []
    return [_("Sign-up closes, and places are drawn, {when}: at least two hours before it begins.",
              when=stamp(workshop.closes_at))]  # fmt: skip


def cancelled(workshop: Workshop) -> discord.ui.LayoutView:
    """That it won't take place, and who hears of it."""
    what = _("Everyone who signed up is told once, the channel and the groups’ threads too. What was offered no longer "
             "holds.")  # fmt: skip
    who = _("Whom it hasn’t reached stands beside /manage-workshops roster.")
    return card(text(f"### {_('Cancelled')}\n**{plain(workshop.title)}** · {stamp(workshop.at)}\n{what}\n-# {who}"))


def confirm_cancel(workshop: Workshop) -> discord.ui.LayoutView:
    what = _("It will be cancelled, and everyone who signed up is told once.")
    return card(
        text(f"**{plain(workshop.title)}** · {stamp(workshop.at)}\n{what}"),
        row(button(_("Cancel the workshop"), "workshops:cancel", workshop.id, style=discord.ButtonStyle.danger)),
    )


def standing(mine: Mine) -> str:
    """Where one stands, in a sentence."""
    if mine.over:
        return _("It is over.")
    match mine.standing:
        case Standing.APPLIED:
            return _("You are in the draw. Places are given {when}.", when=stamp(mine.workshop.closes_at))
        case Standing.HOLDS if mine.role is Role.MENTOR:
            return _("You are one of its mentors. Thank you!")
        case Standing.HOLDS:
            return _("You have a place.")
        case Standing.OFFERED if mine.offered_until:
            return _("A place is held for you until {when}.", when=stamp(mine.offered_until))
        case Standing.WAITS if mine.late:
            return _("You are number {n} in line, but it is so near that no free place is offered any more. Please ask "
                     "a facilitator whether there is room.", n=mine.ahead or 1)  # fmt: skip
        case Standing.WAITS:
            return _("It is full. You are number {n} in line; a place that comes free is offered to you.",
                     n=mine.ahead or 1)  # fmt: skip
        case Standing.LAPSED if mine.workshop.state is State.ACTIVE and mine.attended is None:
            return _("The place that was held for you went to the next in line. “Take part” puts you back in line.")
        case _:
            return _("You aren’t signed up.")


def own(mine: Mine, said: str = "", *, agreed: bool = True) -> discord.ui.LayoutView:
    """What one's press did, or how one stands, privately; ``said`` is why they hear of it."""
    lines = [f"**{plain(mine.workshop.title)}** · {stamp(mine.workshop.at)}", standing(mine)]
    if said:
        lines.append(said)
    if mine.stage in STAGES:
        lines.append(_("Career stage: {stage}", stage=_(STAGES[mine.stage].msgid)))
    if mine.topics:
        lines.append(_("Topics: {topics}", topics=plain(", ".join(mine.topics))))
    if mine.needs:
        lines.append(_("Your access needs are kept for the facilitators alone, encrypted."))
    if mine.standing not in (None, Standing.LAPSED):
        lines.append("-# " + _("Rather not in a group with somebody? Say so in /preferences; nobody else sees it."))
    if mine.unasked is not None:
        lines.append(_("Your question isn’t kept: {why}", why=str(mine.unasked)))
    if mine.standing is not None and not agreed:
        lines.append("-# " + _("Heronry sends you no messages about workshops; look in /workshops mine, or say yes "
                               "to them in /preferences."))  # fmt: skip
    return card(text("\n".join(lines)), *_own_buttons(mine))


def _own_buttons(mine: Mine) -> list[Piece]:
    guild, number = mine.workshop.guild_id, mine.workshop.id
    if mine.standing in (None, Standing.LAPSED) or mine.workshop.state is not State.ACTIVE:
        return []
    made = [button(_("Withdraw"), "workshops:withdraw", guild, number)]
    if mine.offered_until is not None:
        made.insert(0, button(_("Take the place"), "workshops:take", guild, number, style=PRIMARY))
    return [row(*made)]


def withdrawn(mine: Mine) -> str:
    """How to come after all, for whoever has no place any more in a workshop that is still ahead."""
    if mine.standing is not None or mine.over or mine.workshop.state is not State.ACTIVE:
        return ""
    return _("To come after all, press Take part in /workshops list while sign-up is open.")


def confirm_withdraw(mine: Mine) -> discord.ui.LayoutView:
    """Asked of whoever couldn't have their place back."""
    workshop = mine.workshop
    what = _("Once withdrawn, you can’t have your place back: it goes to the next in line, or sign-up has closed. "
             "Withdraw all the same?")  # fmt: skip
    sure = button(_("Yes, withdraw"), "workshops:withdraw-surely", workshop.guild_id, workshop.id,
                  style=discord.ButtonStyle.danger)  # fmt: skip
    lines = [f"**{plain(workshop.title)}** · {stamp(workshop.at)}", standing(mine), what,
             "-# " + _("To keep your place, you needn’t do anything.")]  # fmt: skip
    return card(text("\n".join(lines)), row(sure))


def listed(found: Sequence[Workshop]) -> discord.ui.LayoutView:
    """The workshops ahead, each to be looked at."""
    if not found:
        return card(text(f"### {_('Workshops')}\n{_('None is planned just now.')}"))
    pieces: list[Piece] = [text(f"### {_('Workshops')}")]
    pieces += [
        beside(f"**{plain(one.title)}**\n{when(one)}", button(_("Look"), "workshops:show", one.id))
        for one in found[:MOST]
    ]
    return card(*pieces)


def shown(mine: Mine) -> discord.ui.LayoutView:
    """A workshop as one person sees it."""
    workshop, counts = mine.workshop, mine.counts
    taken = ngettext("{n} place taken", "{n} places taken", counts.participants)
    waiting = (
        ngettext("{n} in the draw", "{n} in the draw", counts.waiting)
        if workshop.awaits_draw
        else ngettext("{n} waiting", "{n} waiting", counts.waiting)
    )
    body = "\n".join([*told(workshop), "", *giving(workshop), f"-# {taken} · {waiting}"])
    pieces: list[Piece] = [
        text(f"### {plain(workshop.title)}\n{shortened(body, 3_400)}"), text(standing(mine)), buttons(workshop),
    ]  # fmt: skip
    if mine.offered_until is not None:
        take = button(_("Take the place"), "workshops:take", workshop.guild_id, workshop.id, style=PRIMARY)
        pieces.append(row(take))
    return card(*pieces)


def all_mine(found: Sequence[Mine], groups: Mapping[int, str]) -> discord.ui.LayoutView:
    """Every workshop one signed up for, with one's group where it is known, by workshop."""
    if not found:
        return card(
            text(f"### {_('Your workshops')}\n{_('You haven’t signed up for any; /workshops list shows those ahead.')}")
        )
    pieces: list[Piece] = [text(f"### {_('Your workshops')}")]
    pieces += [
        beside(
            f"**{plain(one.workshop.title)}** · {stamp(one.workshop.at)}\n"
            + shortened(groups.get(one.workshop.id) or (_("You came.") if one.attended else standing(one)), 400),
            button(_("Note of attendance"), "workshops:note", one.workshop.guild_id, one.workshop.id)
            if one.attended
            else button(_("Your group"), "groups:mine", one.workshop.id)
            if one.workshop.id in groups
            else button(_("Look"), "workshops:show", one.workshop.id),
        )
        for one in found[-MOST:]
    ]
    return card(*pieces)
