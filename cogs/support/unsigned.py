"""What is pressed and filled in about questions without a name, and about what is open."""

from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.errors import Gone
from bot.support.asking import AskingService
from bot.support.entries import FEATURE, Relayed, Unsigned
from bot.support.unsigned import UNSIGNED, UNSIGNED_RELAY, UnsignedService
from bot.support.worries import WorriesService
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.support import cards as support_cards
from cogs.support import desk_cards, forms
from cogs.support import unsigned_cards as cards


class UnsignedQuestions(commands.Cog):
    """Whoever presses in the thread has to be on the rota: the services see to that."""

    def __init__(self, unsigned: UnsignedService, worries: WorriesService, asking: AskingService) -> None:
        self._unsigned = unsigned
        self._worries = worries
        self._asking = asking

    # -- for whoever asks -------------------------------------------------------------------

    @pressed("support:unsigned", Audience.MEMBER, FEATURE)
    async def open_asking(self, interaction: Interaction) -> None:
        await self._unsigned.require_open(person_of(interaction))
        await open_form(interaction, forms.ask_unsigned(interaction))

    @submitted("support:unsigned-asked", Audience.MEMBER, FEATURE)
    async def ask(self, interaction: Interaction, filled: Filled) -> None:
        await self._unsigned.ask(person_of(interaction), filled.text("text"))
        await reply(interaction, cards.asked())

    # -- for the rota -----------------------------------------------------------------------

    @delivered(UNSIGNED)
    def to_rota(self, _delivery: Delivery, what: Unsigned) -> Message:
        return Message(cards.question(what))

    @delivered(UNSIGNED_RELAY)
    def to_group(self, _delivery: Delivery, what: Relayed) -> Message:
        return Message(support_cards.relayed(what))

    @pressed("support:unsigned-answer", Audience.MEMBER, FEATURE, direct=True)
    async def open_answer(self, interaction: Interaction, question_id: int) -> None:
        person = person_of(interaction)
        await self._unsigned.question(person, question_id)
        await open_form(interaction, forms.answer_unsigned(interaction, person.guild_id, question_id))

    @submitted("support:unsigned-answered", Audience.MEMBER, FEATURE, direct=True)
    async def answer(self, interaction: Interaction, filled: Filled, question_id: int) -> None:
        answered = await self._unsigned.answer(person_of(interaction), question_id, filled.text("text"))
        await reply(interaction, cards.question(answered))

    @pressed("support:unsigned-relay", Audience.MEMBER, FEATURE, direct=True)
    async def relay(self, interaction: Interaction, question_id: int) -> None:
        await replace(interaction, cards.question(await self._unsigned.relay(person_of(interaction), question_id)))

    @pressed("support:unsigned-mute", Audience.MEMBER, FEATURE, direct=True)
    async def mute(self, interaction: Interaction, question_id: int) -> None:
        await self._unsigned.mute(person_of(interaction), question_id)
        await reply(interaction, cards.muted())

    # -- against abuse ------------------------------------------------------------------------

    @pressed("support:unsigned-who", Audience.ADMINISTRATOR, FEATURE, direct=True)
    async def ask_why(self, interaction: Interaction, question_id: int) -> None:
        await open_form(interaction, forms.look_up(interaction, person_of(interaction).guild_id, question_id))

    @submitted("support:unsigned-opened", Audience.ADMINISTRATOR, FEATURE, direct=True)
    async def look(self, interaction: Interaction, filled: Filled, question_id: int) -> None:
        author = await self._unsigned.open_author(person_of(interaction), question_id, filled.text("reason"))
        await reply(interaction, cards.opened(author))

    @pressed("support:unsigned-switch", Audience.FACILITATOR, FEATURE)
    async def switch(self, interaction: Interaction, state: str) -> None:
        if state not in ("on", "off"):
            raise Gone
        await self._unsigned.switch(person_of(interaction), state == "on")
        await replace(interaction, cards.switch(state == "on"))

    # -- what is open -------------------------------------------------------------------------

    @pressed("support:show-worry", Audience.MEMBER, FEATURE, direct=True)
    async def show_worry(self, interaction: Interaction, worry_id: int) -> None:
        await reply(interaction, desk_cards.worry(await self._worries.worry(person_of(interaction), worry_id)))

    @pressed("support:show-question", Audience.MEMBER, FEATURE, direct=True)
    async def show_question(self, interaction: Interaction, question_id: int) -> None:
        await reply(interaction, desk_cards.question(await self._asking.question(person_of(interaction), question_id)))

    @pressed("support:show-unsigned", Audience.MEMBER, FEATURE, direct=True)
    async def show_unsigned(self, interaction: Interaction, question_id: int) -> None:
        await reply(interaction, cards.question(await self._unsigned.question(person_of(interaction), question_id)))
