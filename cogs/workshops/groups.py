"""A workshop's groups: made, changed and published by facilitators, looked at by everyone; and the day's rounds."""

import discord
from discord.ext import commands

from bot.clock import Clock
from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.schedule.local import stamp
from bot.texts import _
from bot.ui.cards import card, shortened, text
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.workshops import group_notices as kinds
from bot.workshops.allocating import GroupsService
from bot.workshops.belonging import OwnGroups
from bot.workshops.group_entries import GroupNotice, Rounds
from bot.workshops.notices import FEATURE
from bot.workshops.rounds import RoundsService
from cogs.workshops import groups_cards as cards
from cogs.workshops import groups_forms as forms


class WorkshopGroups(commands.Cog):
    """``/manage-workshops groups`` shows what these buttons are on; ``/workshops mine`` one's own group."""

    def __init__(self, groups: GroupsService, own: OwnGroups, rounds: RoundsService, clock: Clock) -> None:
        self._groups = groups
        self._own = own
        self._rounds = rounds
        self._clock = clock

    @pressed("groups:mine", Audience.MEMBER, FEATURE)
    async def mine(self, interaction: Interaction, workshop: int) -> None:
        await reply(interaction, cards.own(await self._own.own(person_of(interaction), workshop), workshop))

    # -- making -------------------------------------------------------------------------------

    @pressed("groups:page", Audience.FACILITATOR, FEATURE)
    async def page(self, interaction: Interaction, workshop: int, page: int) -> None:
        await interaction.response.defer()  # seeing to who has come or gone can take a while
        await replace(interaction, cards.groups(await self._groups.look(person_of(interaction), workshop), page))

    @pressed("groups:make", Audience.FACILITATOR, FEATURE)
    async def open_making(self, interaction: Interaction, workshop: int) -> None:
        found = await self._groups.outline(person_of(interaction), workshop)
        await open_form(interaction, forms.making(interaction, found))

    @submitted("groups:made", Audience.FACILITATOR, FEATURE)
    async def make(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        shape, leads = forms.read_making(filled)
        await reply(
            interaction, cards.groups(await self._groups.propose(person_of(interaction), workshop, shape, leads))
        )

    @pressed("groups:anew", Audience.FACILITATOR, FEATURE)
    async def make_anew(self, interaction: Interaction, workshop: int) -> None:
        await interaction.response.defer()
        await replace(interaction, cards.groups(await self._groups.propose(person_of(interaction), workshop)))

    @pressed("groups:publish", Audience.FACILITATOR, FEATURE)
    async def publish(self, interaction: Interaction, workshop: int, revision: int, threads: int) -> None:
        await interaction.response.defer()
        person = person_of(interaction)
        done = await self._groups.publish(person, workshop, revision, threads=bool(threads))
        await replace(interaction, cards.groups(done))

    @pressed("groups:threads", Audience.FACILITATOR, FEATURE)
    async def add_threads(self, interaction: Interaction, workshop: int) -> None:
        await interaction.response.defer()
        await replace(interaction, cards.groups(await self._groups.add_threads(person_of(interaction), workshop)))

    # -- by hand ------------------------------------------------------------------------------

    @pressed("groups:move", Audience.FACILITATOR, FEATURE)
    async def open_moving(self, interaction: Interaction, workshop: int) -> None:
        await open_form(interaction, forms.moving(interaction, workshop))

    @pressed("groups:exchange", Audience.FACILITATOR, FEATURE)
    async def open_exchanging(self, interaction: Interaction, workshop: int) -> None:
        await open_form(interaction, forms.exchanging(interaction, workshop))

    @submitted("groups:moved", Audience.FACILITATOR, FEATURE)
    async def move(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        await self._preview(interaction, filled, workshop)

    @submitted("groups:exchanged", Audience.FACILITATOR, FEATURE)
    async def exchange(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        await self._preview(interaction, filled, workshop)

    async def _preview(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        shown = await self._groups.preview(person_of(interaction), workshop, forms.read_change(filled))
        await reply(interaction, cards.preview(shown))

    @pressed("groups:keep", Audience.FACILITATOR, FEATURE)
    async def keep(self, interaction: Interaction, workshop: int, revision: int, member: int, where: int) -> None:
        await interaction.response.defer()
        done = await self._groups.change(person_of(interaction), workshop, revision, cards.change_of(member, where))
        await replace(interaction, cards.groups(done))

    @pressed("groups:rooms", Audience.FACILITATOR, FEATURE)
    async def open_rooms(self, interaction: Interaction, workshop: int) -> None:
        found = await self._groups.outline(person_of(interaction), workshop)
        await open_form(interaction, forms.rooms(interaction, found))

    @submitted("groups:rooms-said", Audience.FACILITATOR, FEATURE)
    async def say_rooms(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = await self._groups.set_rooms(person_of(interaction), workshop, filled.text("rooms"))
        await reply(interaction, cards.groups(done))

    @pressed("groups:leads", Audience.FACILITATOR, FEATURE)
    async def open_leading(self, interaction: Interaction, workshop: int) -> None:
        found = await self._groups.outline(person_of(interaction), workshop)
        await open_form(interaction, forms.leading(interaction, found))

    @submitted("groups:leads-said", Audience.FACILITATOR, FEATURE)
    async def say_who_leads(self, interaction: Interaction, filled: Filled, workshop: int, revision: int) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = await self._groups.set_leads(person_of(interaction), workshop, revision, forms.read_leading(filled))
        await reply(interaction, cards.groups(done))

    # -- rounds -------------------------------------------------------------------------------

    @pressed("groups:rounds", Audience.FACILITATOR, FEATURE)
    async def show_rounds(self, interaction: Interaction, workshop: int) -> None:
        await reply(interaction, self._shown(workshop, await self._rounds.now(person_of(interaction), workshop)))

    @pressed("groups:begin", Audience.FACILITATOR, FEATURE)
    async def open_beginning(self, interaction: Interaction, workshop: int) -> None:
        await open_form(interaction, forms.beginning(interaction, workshop))

    @submitted("groups:begun", Audience.FACILITATOR, FEATURE)
    async def begin(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        minutes, rounds = forms.read_beginning(filled)
        begun = await self._rounds.start(person_of(interaction), workshop, minutes, rounds)
        await reply(interaction, self._shown(workshop, begun))

    @pressed("groups:stop", Audience.FACILITATOR, FEATURE)
    async def stop(self, interaction: Interaction, workshop: int) -> None:
        await replace(interaction, self._shown(workshop, await self._rounds.stop(person_of(interaction), workshop)))

    def _shown(self, workshop: int, found: Rounds | None) -> discord.ui.LayoutView:
        return cards.rounds(workshop, found, runs=found is not None and found.runs(self._clock.now()))


class GroupPosts(commands.Cog):
    """What is said of groups and rounds when its time comes."""

    @delivered(kinds.GROUPS)
    def published(self, _delivery: Delivery, notice: GroupNotice) -> Message:
        return Message(cards.all_of(notice.workshop.title, notice.circles))

    @delivered(kinds.GROUPS_RENEWED)
    def renewed(self, _delivery: Delivery, notice: GroupNotice) -> Message:
        return Message(cards.all_of(notice.workshop.title, notice.circles))

    @delivered(kinds.GROUP_DIRECT)
    def own(self, delivery: Delivery, notice: GroupNotice) -> Message:
        return Message(cards.direct(notice, delivery.member_id or 0))

    @delivered(kinds.GROUP_THREAD)
    def begins(self, _delivery: Delivery, notice: GroupNotice) -> Message:
        return _in_thread(notice)

    @delivered(kinds.GROUP_THREAD_RENEWED)
    def goes_on(self, _delivery: Delivery, notice: GroupNotice) -> Message:
        return _in_thread(notice)

    @delivered(kinds.ROUND)
    def round(self, _delivery: Delivery, notice: GroupNotice) -> Message:
        rounds, number = notice.rounds, notice.round
        assert rounds is not None, "it is about rounds"
        if number > rounds.rounds:
            return Message(
                card(text(f"### {_('That was the last round')}\n{_('Please come back together. Thank you!')}"))
            )
        until = stamp(rounds.begins(number + 1), "t")
        head = _("Round {number} of {rounds}, until {when}", number=number, rounds=rounds.rounds, when=until)
        said = _("It begins.") if number == 1 else _("Time to move on: please finish your sentence, and change places.")
        return Message(card(text(f"### {head}\n{said}")))


def _in_thread(notice: GroupNotice) -> Message:
    assert notice.own is not None, "it is for one group"
    note = _("This thread is your group’s. Whoever may manage threads in the channel can read it too.")
    return Message(card(text(f"{shortened(cards.told(notice.own), 3_400)}\n-# {note}")))
