"""What the rota gets in its thread, and what it does with it; the second contact gets the same by direct message."""

from collections.abc import Callable

import discord
from discord.ext import commands

from bot.community.leavers import MembershipCheck
from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.support.asking import ASKED, FURTHER, AskingService
from bot.support.entries import FEATURE, Notice, Question, Worry
from bot.support.service import HANDOVER
from bot.support.worries import TO_ROTA, TO_SECOND, WorriesService
from bot.texts import _
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.support import desk_cards as cards
from cogs.support import forms


class RotaDesk(commands.Cog):
    """Whoever presses here has to be on the rota, or its second contact: the services see to that."""

    def __init__(self, worries: WorriesService, asking: AskingService, members: Callable[[], MembershipCheck]) -> None:
        self._worries = worries
        self._asking = asking
        self._members = members

    # -- worries ----------------------------------------------------------------------------

    @delivered(TO_ROTA)
    def to_rota(self, _delivery: Delivery, what: Worry) -> Message:
        # The one ping of this room: it is theirs to hear, and everyone pinged is in the thread already.
        pinged = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(one) for one in what.pings])
        return Message(cards.worry(what), pinged)

    @delivered(TO_SECOND)
    def to_second(self, _delivery: Delivery, what: Worry) -> Message:
        return Message(cards.worry(what))

    @pressed("support:see", Audience.MEMBER, FEATURE, direct=True)
    async def see(self, interaction: Interaction, worry_id: int) -> None:
        await replace(interaction, cards.worry(await self._worries.see(person_of(interaction), worry_id)))

    @pressed("support:done", Audience.MEMBER, FEATURE, direct=True)
    async def open_done(self, interaction: Interaction, worry_id: int) -> None:
        person = person_of(interaction)
        await self._worries.worry(person, worry_id)
        await open_form(interaction, forms.done(interaction, person.guild_id, worry_id))

    @submitted("support:noted", Audience.MEMBER, FEATURE, direct=True)
    async def note(self, interaction: Interaction, filled: Filled, worry_id: int) -> None:
        closed = await self._worries.close(person_of(interaction), worry_id, filled.text("what"))
        await replace(interaction, cards.worry(closed))

    # -- questions --------------------------------------------------------------------------

    @delivered(ASKED)
    def asked(self, _delivery: Delivery, what: Question) -> Message:
        return Message(cards.question(what))

    @delivered(FURTHER)
    def further(self, _delivery: Delivery, what: Question) -> Message:
        return Message(cards.question(what))

    @pressed("support:relay", Audience.MEMBER, FEATURE, direct=True)
    async def relay(self, interaction: Interaction, question_id: int) -> None:
        person = person_of(interaction)
        await self._asking.relay(person, question_id)
        await replace(interaction, cards.question(await self._asking.question(person, question_id)))

    @pressed("support:answer", Audience.MEMBER, FEATURE, direct=True)
    async def open_answer(self, interaction: Interaction, question_id: int) -> None:
        person = person_of(interaction)
        await self._asking.question(person, question_id)
        await open_form(interaction, forms.answer(interaction, person.guild_id, question_id))

    @submitted("support:answered", Audience.MEMBER, FEATURE, direct=True)
    async def answer(self, interaction: Interaction, filled: Filled, question_id: int) -> None:
        text = filled.text("text")
        here = await self._asking.answer(person_of(interaction), question_id, text, self._members())
        await reply(interaction, cards.answer_sent(here=here))

    @pressed("support:close", Audience.MEMBER, FEATURE, direct=True)
    async def close(self, interaction: Interaction, question_id: int) -> None:
        await self._asking.close(person_of(interaction), question_id)
        await reply(interaction, _("It is closed. The asker isn't told, and can ask anew."))

    # -- hand-over --------------------------------------------------------------------------

    @delivered(HANDOVER)
    def hand_over(self, _delivery: Delivery, what: Notice) -> Message:
        return Message(cards.notice(what))
