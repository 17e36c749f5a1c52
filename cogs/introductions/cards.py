"""Introductions on screen: the request, what became of asking, the answer."""

import discord

from bot.introductions.service import Answer, AnswerBy, Request, Sent
from bot.texts import _
from bot.ui.cards import button, card, row, text
from bot.ui.replies import plain


def sent(what: Sent) -> discord.ui.LayoutView:
    """What happens now: how it reaches them, and how the answer comes back."""
    name = plain(what.name)
    reaches = (
        _("{name} gets your message as a direct message from Heronry.", name=name)
        if what.by_message
        else _(
            "{name} sees your message the next time they use Heronry; they get no direct messages from it.", name=name
        )
    )
    comes = (
        _("The answer comes to you as a direct message, within a week.")
        if what.answer_by is AnswerBy.MESSAGE
        else _("The answer is shown to you the next time you use Heronry, within a week.")
    )
    return card(text(f"### {_('You have asked')}\n{reaches}\n{comes}"))


def request(what: Request) -> discord.ui.LayoutView:
    """The request, with ways to answer that work in direct messages too."""
    about = plain(what.about)
    asks = (
        _("{person} would like to be introduced to you, about {about}:", person=f"<@{what.asker_id}>", about=about)
        if what.about
        else _("{person} would like to be introduced to you:", person=f"<@{what.asker_id}>")
    )
    quoted = "\n".join(f"> {said}" for said in plain(what.note).splitlines())
    return card(
        text(f"### {_('Someone would like to meet you')}\n{asks}\n{quoted}"),
        row(
            button(_("Happy to"), "introductions:accept", what.guild_id, what.introduction_id,
                   style=discord.ButtonStyle.primary),
            button(_("Not now"), "introductions:not-now", what.guild_id, what.introduction_id),
            button(_("Pause requests for a month"), "introductions:pause", what.guild_id, what.introduction_id),
        ),
        text("-# " + _(
            "You owe nobody a yes. “Not now” is passed on kindly, and so is no answer, after a week. "
            "Nobody learns which it was."
        )),
    )  # fmt: skip


def accepted(asker_id: int) -> discord.ui.LayoutView:
    person = f"<@{asker_id}>"
    return card(text(_("Thank you. {person} hears that you’re happy to talk, and how to reach you.", person=person)))


def declined() -> discord.ui.LayoutView:
    return card(text(_("That’s fine. They are told kindly, and shown another way.")))


def paused(until: str) -> discord.ui.LayoutView:
    hidden = _("Done. Nobody finds you in the directory until {date}.", date=until)
    return card(text(f"{hidden} {_('They are told kindly that it doesn’t suit.')}"))


def answer(what: Answer) -> discord.ui.LayoutView:
    """The answer: how to reach them, or another way."""
    name = plain(what.name) or _("They")
    if what.asked_id is not None:
        return card(
            text(
                f"### {_('{name} is happy to hear from you', name=name)}\n"
                + _("Write to {person}, and say that you asked through the directory.", person=f"<@{what.asked_id}>")
            )
        )
    lines = [_("It doesn’t suit {name} just now. That happens, and says nothing about your question.", name=name)]
    if what.others:
        others = ", ".join(map(plain, what.others))
        lines.append(_("Others who know {about}: {names}. /who shows them.", about=plain(what.about), names=others))
    lines.append(_("You could also ask the group in a channel, or a facilitator."))
    return card(text(f"### {_('About your request')}\n" + "\n".join(lines)))
