"""What is said of funding calls when its time comes."""

from datetime import datetime

import discord
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.funding.notices import CHANGED, INTERNAL, REMINDER, Due, Moved
from bot.funding.posting import NEW, OTHER_DATES, RENEWED, SEVERAL, Posted, Several
from bot.funding.searching import ASKED, FOUND, NOBODY, SearchingService
from bot.funding.service import FEATURE
from bot.funding.together import Request, Search, Together
from bot.schedule.local import stamp
from bot.texts import N_, _
from bot.ui.cards import button, card, row, text
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.replies import plain, reply
from bot.ui.router import pressed
from cogs.funding import cards

LEADS = {
    "3m": N_("in three months"), "1m": N_("in a month"), "2w": N_("in two weeks"), "1w": N_("in a week"),
    "2d": N_("in two days"),
}  # fmt: skip


class FundingNotices(commands.Cog):
    """Reminders, changed deadlines, and people to apply with."""

    def __init__(self, searching: SearchingService) -> None:
        self._searching = searching

    @delivered(REMINDER)
    def remind(self, delivery: Delivery, due: Due) -> Message:
        one = due.call
        label = _("Internal deadline") if due.name == INTERNAL else _("Deadline")
        # One that was kept for a visit is read later than it was due, when that many weeks are no longer true.
        label = label if due.late else f"{label}, {LEADS[due.lead]}"
        said = f"{label}: {cards.when(due.deadline, delivery.due_at)}"
        return Message(
            card(
                text(f"### {plain(one.about.title)}\n{said}"),
                row(
                    button(_("Open"), "funding:open", one.guild_id, one.id),
                    button(_("Mute this one"), "funding:mute", one.guild_id, one.id, "yes"),
                ),
            )
        )

    @delivered(CHANGED)
    def changed(self, delivery: Delivery, moved: Moved) -> Message:
        one = moved.call
        return Message(
            card(
                text(_told(moved, delivery.due_at)),
                row(
                    button(_("Open"), "funding:open", one.guild_id, one.id),
                    button(_("Mute this one"), "funding:mute", one.guild_id, one.id, "yes"),
                ),
            )
        )

    # -- in a channel -------------------------------------------------------------------------

    @delivered(NEW)
    def new(self, _delivery: Delivery, what: Posted) -> Message:
        return Message(cards.posted(what.call, what.now))

    @delivered(RENEWED)
    def renewed(self, _delivery: Delivery, what: Posted) -> Message:
        return Message(cards.posted(what.call, what.now))

    @delivered(OTHER_DATES)
    def moved(self, delivery: Delivery, moved: Moved) -> Message:
        opening = button(_("Open"), "funding:open", moved.call.guild_id, moved.call.id)
        return Message(card(text(_told(moved, delivery.due_at)), row(opening)))

    @delivered(SEVERAL)
    def many(self, _delivery: Delivery, what: Several) -> Message:
        return Message(cards.several(what))

    # -- people to apply with -----------------------------------------------------------------

    @delivered(ASKED)
    def ask(self, _delivery: Delivery, what: Request) -> Message:
        one = what.call
        said = _(
            "Somebody in the group would like to apply for this with a person who knows {skill}. If you say yes, you "
            "each hear who the other is; neither is named before. If not, they hear nothing of it.",
            skill=plain(what.skill),
        )
        ends = _("It ends {when}.", when=stamp(what.until, "R"))
        return Message(
            card(
                text(f"### {plain(one.about.title)}\n{plain(one.about.funder)}\n{said}\n-# {ends}"),
                row(
                    button(_("Yes, put us in touch"), "funding:answer", one.guild_id, what.approach_id, "yes"),
                    button(_("Not this time"), "funding:answer", one.guild_id, what.approach_id, "no"),
                    button(_("Open"), "funding:open", one.guild_id, one.id),
                ),
            )
        )

    @pressed("funding:answer", Audience.MEMBER, FEATURE, direct=True)
    async def answer(self, interaction: Interaction, approach_id: int, answer: str) -> None:
        together = await self._searching.answer(person_of(interaction), approach_id, yes=answer == "yes")
        if together is None:
            await reply(interaction, card(text(_("That’s fine. They hear nothing of it."))))
        else:
            await reply(interaction, _together(together))

    @delivered(FOUND)
    def found(self, _delivery: Delivery, what: Together) -> Message:
        return Message(_together(what))

    @delivered(NOBODY)
    def nobody(self, _delivery: Delivery, what: Search) -> Message:
        said = _(
            "Nobody could say yes this time. That happens, and says nothing about your idea. Other skills may find "
            "somebody, or ask the group in a channel."
        )
        return Message(card(text(f"### {plain(what.call.about.title)}\n{said}")))


def _told(moved: Moved, now: datetime) -> str:
    """Which deadlines of a call have changed, and from what."""
    one, lines = moved.call, [f"### {plain(moved.call.about.title)}", _("A deadline has changed.")]
    for name, was in moved.was:
        is_now = one.dates.internal if name == INTERNAL else one.dates.sponsor
        label = _("Internal deadline") if name == INTERNAL else _("Deadline")
        before = cards.told(was) if was else _("none")
        after = cards.when(is_now, now) if is_now else _("none")
        lines.append(_("{label}: now {after}. It was: {before}.", label=label, after=after, before=before))
    return "\n".join(lines)


def _together(what: Together) -> discord.ui.LayoutView:
    """That two have both said yes."""
    said = _(
        "You have both said yes: {person}, about {skill}. Write to each other whenever it suits.",
        person=f"<@{what.other_id}>", skill=plain(what.skill),
    )  # fmt: skip
    return card(text(f"### {plain(what.call.about.title)}\n{said}"))
