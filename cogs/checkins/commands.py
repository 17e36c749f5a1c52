"""Check-ins: the question in a channel or a direct message, and what members press there."""

from discord.ext import commands

from bot.checkins.entries import Prompt
from bot.checkins.service import FEATURE, PERSONAL, SPACE, CheckInsService
from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, reply
from bot.ui.router import pressed, submitted
from cogs.checkins import cards, forms


class CheckIns(commands.Cog):
    """The question and its answers. ``reflecting`` makes the button of a private reflection, where there are such."""

    def __init__(self, checkins: CheckInsService, reflecting: cards.Reflecting | None = None) -> None:
        self._checkins = checkins
        self._reflecting = reflecting

    @pressed("checkins:answer", Audience.MEMBER, FEATURE, direct=True)
    async def open_answer(self, interaction: Interaction, round_id: int) -> None:
        # The one query before a form: nobody should write what can't be taken.
        person = person_of(interaction)
        threshold = await self._checkins.require_open(person, round_id)
        await open_form(interaction, forms.answer(interaction, person.guild_id, round_id, threshold))

    @submitted("checkins:answered", Audience.MEMBER, FEATURE, direct=True)
    async def answer(self, interaction: Interaction, filled: Filled, round_id: int) -> None:
        person = person_of(interaction)
        thanks = await self._checkins.answer(person, round_id, forms.read(filled))
        await reply(interaction, cards.thanks(thanks, person.guild_id, self._reflecting))

    @pressed("checkins:skip", Audience.MEMBER, FEATURE, direct=True)
    async def skip(self, interaction: Interaction, round_id: int) -> None:
        await self._checkins.skip(person_of(interaction), round_id)
        await reply(interaction, cards.skipped())

    @delivered(SPACE)
    def in_a_channel(self, _delivery: Delivery, what: Prompt) -> Message:
        return Message(cards.prompt(what, self._reflecting))

    @delivered(PERSONAL)
    def by_direct_message(self, _delivery: Delivery, what: Prompt) -> Message:
        return Message(cards.prompt(what, self._reflecting))
