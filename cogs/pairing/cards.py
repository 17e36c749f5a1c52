"""Peer pairing as members see it: taking part, whom one is with, and the question whether they met."""

import discord

from bot.pairing.entries import Mine, Pairing, Partner, Rested, Standing, Unpaired
from bot.schedule.local import stamp
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, button, card, line, row, text
from bot.ui.replies import plain

STANDINGS: dict[Standing, Message] = {
    Standing.OUT: N_("You aren't in it. /pairing join takes you in."),
    Standing.IN: N_("You are in it."),
    Standing.SNOOZED: N_("You are in it, and left out for a while."),
    Standing.RESTING: N_("Yours rests, as the last rounds weren't answered. “I’m back” takes you in again."),
}


def joining() -> discord.ui.LayoutView:
    """What taking part means, before anything is pressed."""
    means = _(
        "Every so often two people of the group, across roles and settings, are put together for a chat: on a call, "
        "over a coffee, as you both like. Your name is shown to whomever you are put with, and theirs to you. You can "
        "snooze or leave at any time, and nobody is told."
    )
    apart = _(
        "Is there someone you'd rather not be put with, or your own supervisor? “Whom not to be put with” in "
        "/preferences keeps that to yourself."
    )
    return card(
        text(f"### {_('Peer pairing')}\n{means}\n{apart}"),
        row(
            button(_("Join, and message me"), "pairing:join", "yes", style=discord.ButtonStyle.primary),
            button(_("Join without messages"), "pairing:join", "no"),
        ),
        text("-# " + _("Without messages you see whom you are with in /pairing mine.")),
    )


def mine(what: Mine) -> discord.ui.LayoutView:
    """How one stands, when the next round is, and whom one is with."""
    pieces: list[Piece] = [text(f"### {_('Your peer pairing')}\n" + "\n".join(_standing(what)))]
    if what.now is not None and what.standing is not Standing.OUT:
        pieces += [line(), text(_with(what.now)), row(*_answers(what.now))]
    if what.standing in (Standing.SNOOZED, Standing.RESTING):
        pieces.append(row(button(_("I’m back"), "pairing:wake", style=discord.ButtonStyle.primary)))
    return card(*pieces)


def _standing(what: Mine) -> list[str]:
    lines = [str(STANDINGS[what.standing])]
    if what.snoozed_until is not None:
        lines.append(_("Until {day}.", day=stamp(what.snoozed_until, "D")))
    if what.standing is Standing.OUT:
        return lines
    if what.next_at is not None:
        lines.append(_("The next round: {when}.", when=stamp(what.next_at)))
    else:
        lines.append(_("There is no next round yet; a facilitator sets the rhythm."))
    if what.by_message:
        lines.append(_("You hear of it by direct message."))
    else:
        lines.append(_("You get no direct message; look here after the next round."))
    return lines


def _names(partners: tuple[Partner, ...]) -> str:
    return " · ".join(
        f"{plain(one.name)} (<@{one.member_id}>)" if one.name else f"<@{one.member_id}>" for one in partners
    )


def _with(what: Pairing) -> str:
    with_ = ngettext(
        "You are with {names}.", "You are three: you and {names}.", len(what.partners), names=_names(what.partners)
    )
    said = {True: _("You said that you have met."), False: _("You said that it didn't suit this time."), None: ""}
    return "\n".join(part for part in (f"**{with_}**", _icebreaker(what), said[what.met]) if part)


def _icebreaker(what: Pairing) -> str:
    return _("To begin with, if you like: {question}", question=what.icebreaker)


def _answers(what: Pairing) -> tuple[discord.ui.Button[discord.ui.LayoutView], ...]:
    return (
        button(_("We have met"), "pairing:met", what.guild_id, what.group_id, "yes"),
        button(_("Not this time"), "pairing:met", what.guild_id, what.group_id, "no"),
    )


def made(what: Pairing) -> discord.ui.LayoutView:
    """The direct message when a round is made."""
    do = _("One of you writes first; why not you? Twenty minutes are plenty, and no is a fine answer too.")
    later = _("You'll be asked once, {when}, whether you met.", when=stamp(what.asks_at, "R"))
    return card(text(f"### {_('Somebody to talk to')}\n{_with(what)}\n{do}"), text(f"-# {later} {_stopping()}"))


def asked(what: Pairing) -> discord.ui.LayoutView:
    """The one question some time later."""
    asks = _("Did you meet? You were with {names}. Nobody sees your answer but you.", names=_names(what.partners))
    return card(text(f"### {_('How did it go?')}\n{asks}"), row(*_answers(what)), text("-# " + _stopping()))


def _stopping() -> str:
    return _("/pairing snooze and /pairing leave stop this, for a while or for good.")


def unpaired(_what: Unpaired) -> discord.ui.LayoutView:
    """Nobody was found. The same words for everyone, whatever the cause."""
    said = _(
        "Nobody could be found for you in this round: there were too few people, or none who fitted. You come first "
        "in the next one; there is nothing you need to do."
    )
    return card(text(f"### {_('Nobody this time')}\n{said}"), text("-# " + _stopping()))


def rested(what: Rested) -> discord.ui.LayoutView:
    """That it rests, and how to come back."""
    said = _(
        "You had other things to do in the last three rounds, so you aren't put with anyone for now. Nobody is told. "
        "Press the button whenever you'd like to be in it again."
    )
    back = button(_("I’m back"), "pairing:back", what.guild_id, style=discord.ButtonStyle.primary)
    return card(text(f"### {_('Your pairing rests')}\n{said}"), row(back))


def answered(*, met: bool) -> discord.ui.LayoutView:
    said = _("Lovely. Thank you for saying so.") if met else _("That’s fine; it happens. There will be another round.")
    return card(text(said))


def left() -> discord.ui.LayoutView:
    return card(
        text(
            _(
                "You aren't in the peer pairing any more, and nobody is told. With whom you were put together is kept "
                "for two years, so that you'd meet others first if you came back; /privacy erase removes it."
            )
        )
    )
