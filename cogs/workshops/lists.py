"""Questions in advance on their way to the groups: merged, ordered and passed on by facilitators."""

from discord.ext import commands

from bot.community.standing import Audience
from bot.ui.checks import Interaction, person_of
from bot.ui.modals import Filled
from bot.ui.replies import chosen, open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.workshops.group_entries import read_number
from bot.workshops.lists import EVERY, QuestionGone, QuestionLists
from bot.workshops.notices import FEATURE
from cogs.workshops import lists_cards as cards


class WorkshopLists(commands.Cog):
    """What the buttons under ``/manage-workshops questions`` do."""

    def __init__(self, lists: QuestionLists) -> None:
        self._lists = lists

    @pressed("lists:page", Audience.FACILITATOR, FEATURE)
    async def page(self, interaction: Interaction, workshop: int, page: int) -> None:
        await replace(interaction, cards.lists(await self._lists.lists(person_of(interaction), workshop), page))

    @pressed("lists:choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, workshop: int) -> None:
        found, wanted = await self._lists.lists(person_of(interaction), workshop), chosen(interaction)
        one = next((item for item in found.items if str(item.id) == wanted), None)
        if one is None:
            raise QuestionGone
        await reply(interaction, cards.question(found, one))

    @pressed("lists:pass-all", Audience.FACILITATOR, FEATURE)
    async def pass_all(self, interaction: Interaction, workshop: int) -> None:
        done = await self._lists.pass_on(person_of(interaction), workshop, None, EVERY)
        await replace(interaction, cards.lists(done))

    @pressed("lists:pass", Audience.FACILITATOR, FEATURE)
    async def pass_on(self, interaction: Interaction, workshop: int, question: int, to: int) -> None:
        done = await self._lists.pass_on(person_of(interaction), workshop, question, to)
        await replace(interaction, cards.lists(done))

    @pressed("lists:to-one", Audience.FACILITATOR, FEATURE)
    async def open_to_one(self, interaction: Interaction, workshop: int, question: int) -> None:
        await open_form(interaction, cards.to_one(interaction, workshop, question))

    @submitted("lists:to-one-said", Audience.FACILITATOR, FEATURE)
    async def to_one(self, interaction: Interaction, filled: Filled, workshop: int, question: int) -> None:
        to = read_number(filled.text("group"), {"least": 1, "most": 999})
        done = await self._lists.pass_on(person_of(interaction), workshop, question, to)
        await reply(interaction, cards.lists(done))

    @pressed("lists:hold", Audience.FACILITATOR, FEATURE)
    async def hold(self, interaction: Interaction, workshop: int, question: int) -> None:
        done = await self._lists.pass_on(person_of(interaction), workshop, question, None)
        await replace(interaction, cards.lists(done))

    @pressed("lists:earlier", Audience.FACILITATOR, FEATURE)
    async def earlier(self, interaction: Interaction, workshop: int, question: int) -> None:
        done = await self._lists.earlier(person_of(interaction), workshop, question)
        await replace(interaction, cards.lists(done))

    @pressed("lists:apart", Audience.FACILITATOR, FEATURE)
    async def take_apart(self, interaction: Interaction, workshop: int, question: int) -> None:
        done = await self._lists.take_apart(person_of(interaction), workshop, question)
        await replace(interaction, cards.lists(done))

    @pressed("lists:merge", Audience.FACILITATOR, FEATURE)
    async def open_merging(self, interaction: Interaction, workshop: int, page: int) -> None:
        found = await self._lists.lists(person_of(interaction), workshop)
        if not found.items:
            raise QuestionGone
        await open_form(interaction, cards.merging(interaction, found, page))

    @submitted("lists:merged", Audience.FACILITATOR, FEATURE)
    async def merge(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        wanted = [int(one) for one in filled.choices("questions") if one.isdecimal()]
        done = await self._lists.merge(person_of(interaction), workshop, wanted, filled.text("text"))
        await reply(interaction, cards.lists(done))
