"""Asking for an introduction, from any answer of the directory, and answering one."""

from datetime import timedelta

from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.introductions.service import ANSWERED, ASKED, Answer, AnswerBy, IntroductionsService, Request
from bot.schedule.local import stamp
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, reply
from bot.ui.router import pressed, submitted
from cogs.introductions import cards, forms

FEATURE = "directory"
PAUSE = timedelta(days=30)


class Introductions(commands.Cog):
    """Requests for an introduction, and their answers."""

    def __init__(self, introductions: IntroductionsService) -> None:
        self._introductions = introductions

    @pressed("introductions:ask", Audience.EVERYONE, FEATURE, direct=True)
    async def ask(self, interaction: Interaction, member_id: int, about: str) -> None:
        # The one query before a form: how many more may be asked is said before anything is written.
        person = person_of(interaction)
        room = await self._introductions.room(person)
        await open_form(interaction, forms.ask(interaction, person.guild_id, member_id, about, room))

    @submitted("introductions:send", Audience.EVERYONE, FEATURE, direct=True)
    async def send(self, interaction: Interaction, filled: Filled, member_id: int, about: str) -> None:
        answer_by = AnswerBy(filled.choice("answer") or AnswerBy.VISIT)
        note = filled.text("note")
        sent = await self._introductions.ask(person_of(interaction), member_id, about, note, answer_by)
        await reply(interaction, cards.sent(sent))

    @pressed("introductions:accept", Audience.EVERYONE, FEATURE, direct=True)
    async def accept(self, interaction: Interaction, introduction_id: int) -> None:
        await reply(
            interaction, cards.accepted(await self._introductions.accept(person_of(interaction), introduction_id))
        )

    @pressed("introductions:not-now", Audience.EVERYONE, FEATURE, direct=True)
    async def not_now(self, interaction: Interaction, introduction_id: int) -> None:
        await self._introductions.not_now(person_of(interaction), introduction_id)
        await reply(interaction, cards.declined())

    @pressed("introductions:pause", Audience.EVERYONE, FEATURE, direct=True)
    async def pause(self, interaction: Interaction, introduction_id: int) -> None:
        until = await self._introductions.pause(person_of(interaction), introduction_id, PAUSE)
        await reply(interaction, cards.paused(stamp(until, "D")))

    @delivered(ASKED)
    def request(self, _delivery: Delivery, what: Request) -> Message:
        return Message(cards.request(what))

    @delivered(ANSWERED)
    def answer(self, _delivery: Delivery, what: Answer) -> Message:
        return Message(cards.answer(what))
