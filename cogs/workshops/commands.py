"""``/workshops``: what is ahead, a place in it, questions in advance, a note of attendance."""

import io
from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.service import CommunityService
from bot.community.standing import Audience
from bot.errors import Gone
from bot.schedule.local import in_words, local_time, stamp
from bot.texts import _
from bot.ui.cards import card, row, text
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.workshops.afterwards import AfterwardsService
from bot.workshops.asking import QuestionsService
from bot.workshops.belonging import OwnGroups
from bot.workshops.entries import Attendance, Counts, Mine, Role, State, Workshop, WorkshopGone
from bot.workshops.notices import FEATURE, PURPOSE
from bot.workshops.places import PlacesService
from bot.workshops.service import WorkshopsService
from cogs.workshops import cards, forms, groups_cards


class Workshops(commands.Cog):
    """Workshops, for everyone in the group."""

    workshops = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(
            name="workshops", description=locale_str("Workshops in small groups, and your place in them")
        )
    )

    def __init__(
        self,
        workshops: WorkshopsService,
        places: PlacesService,
        questions: QuestionsService,
        afterwards: AfterwardsService,
        community: CommunityService,
        groups: OwnGroups,
        reflects: Callable[[int, int], str],
    ) -> None:
        """``reflects`` makes the id of a button that begins a reflection on a workshop of a server."""
        self._groups = groups
        self._workshops = workshops
        self._places = places
        self._questions = questions
        self._afterwards = afterwards
        self._community = community
        self._reflects = reflects

    # -- looking ------------------------------------------------------------------------------

    @workshops.command(name="list", description=locale_str("The workshops ahead"))
    async def list(self, interaction: Interaction) -> None:
        await reply(interaction, cards.listed(await self._workshops.coming(person_of(interaction))))

    @workshops.command(name="mine", description=locale_str("Those you signed up for, and where you stand"))
    async def mine(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        own = await self._groups.all_own(person)
        lines = {workshop: groups_cards.in_a_line(one) for workshop, one in own.items()}
        found = await self._places.mine(person)
        signed_up = {one.workshop.id for one in found}
        leading = [Mine(one.workshop, Counts()) for one in own.values() if one.workshop.id not in signed_up]
        await reply(interaction, cards.all_mine([*found, *leading], lines))

    @pressed("workshops:show", Audience.MEMBER, FEATURE)
    async def show(self, interaction: Interaction, workshop: int) -> None:
        await reply(interaction, cards.shown(await self._places.standing(person_of(interaction), workshop)))

    # -- places -------------------------------------------------------------------------------

    @pressed("workshops:join", Audience.MEMBER, FEATURE)
    async def open_sign_up(self, interaction: Interaction, workshop: int, role: str) -> None:
        mine = await self._places.before_signing_up(person_of(interaction), workshop, _role(role))
        await open_form(interaction, forms.sign_up(interaction, mine, _role(role)))

    @submitted("workshops:joined", Audience.MEMBER, FEATURE)
    async def sign_up(self, interaction: Interaction, filled: Filled, workshop: int, role: str) -> None:
        person = person_of(interaction)
        found = await self._workshops.workshop(person, workshop)
        mine = await self._places.sign_up(person, workshop, _role(role), forms.read_sign_up(filled, found))
        await reply(interaction, self._own(interaction, mine))

    @pressed("workshops:withdraw", Audience.MEMBER, FEATURE, direct=True)
    async def withdraw(self, interaction: Interaction, workshop: int) -> None:
        mine = await self._places.withdraw(person_of(interaction), workshop, sure=False)
        asks = mine.standing is not None  # a slip beside “Take part” would cost them their place
        await reply(interaction, cards.confirm_withdraw(mine) if asks else self._withdrawn(interaction, mine))

    @pressed("workshops:withdraw-surely", Audience.MEMBER, FEATURE, direct=True)
    async def withdraw_surely(self, interaction: Interaction, workshop: int) -> None:
        mine = await self._places.withdraw(person_of(interaction), workshop)
        await replace(interaction, self._withdrawn(interaction, mine))

    @pressed("workshops:take", Audience.MEMBER, FEATURE, direct=True)
    async def take(self, interaction: Interaction, workshop: int) -> None:
        mine = await self._places.accept(person_of(interaction), workshop)
        await replace(interaction, self._own(interaction, mine))

    def _own(self, interaction: Interaction, mine: Mine, said: str = "") -> discord.ui.LayoutView:
        person = person_of(interaction)
        chosen = self._community.preferences(person.guild_id, person.member_id)
        return cards.own(mine, said, agreed=PURPOSE in chosen.consents)

    def _withdrawn(self, interaction: Interaction, mine: Mine) -> discord.ui.LayoutView:
        return self._own(interaction, mine, cards.withdrawn(mine))

    # -- questions ----------------------------------------------------------------------------

    @workshops.command(name="ask", description=locale_str("Ask something in advance, until two days before"))
    @app_commands.describe(workshop=locale_str("Which one"))
    async def ask(self, interaction: Interaction, workshop: str) -> None:
        found = await self._questions.before_asking(person_of(interaction), number(workshop, WorkshopGone))
        await open_form(interaction, forms.question(interaction, found))

    @pressed("workshops:ask", Audience.MEMBER, FEATURE)
    async def open_question(self, interaction: Interaction, workshop: int) -> None:
        found = await self._questions.before_asking(person_of(interaction), workshop)
        await open_form(interaction, forms.question(interaction, found))

    @submitted("workshops:asked", Audience.MEMBER, FEATURE)
    async def asked(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        signed = "yes" in filled.choices("signed")
        await self._questions.ask(person_of(interaction), workshop, filled.text("question"), signed=signed)
        whose = _("with your name") if signed else _("without your name")
        await reply(interaction, _("Your question is kept. The group gets it {whose}.", whose=whose))

    # -- on the day, and afterwards -----------------------------------------------------------

    @pressed("workshops:here", Audience.MEMBER, FEATURE)
    async def arrive(self, interaction: Interaction, workshop: int) -> None:
        await self._afterwards.arrive(person_of(interaction), workshop)
        await reply(interaction, _("Welcome! You are down as having come."))

    @workshops.command(name="note", description=locale_str("A note that you came, with its hours"))
    @app_commands.describe(workshop=locale_str("Which one"))
    async def note(self, interaction: Interaction, workshop: str) -> None:
        await self._note(interaction, number(workshop, WorkshopGone))

    @pressed("workshops:note", Audience.MEMBER, FEATURE, direct=True)
    async def press_note(self, interaction: Interaction, workshop: int) -> None:
        await self._note(interaction, workshop)

    async def _note(self, interaction: Interaction, workshop: int) -> None:
        found = await self._afterwards.attendance(person_of(interaction), workshop)
        note = note_of(found, interaction.user.display_name)
        file = discord.File(io.BytesIO(note.encode()), filename="attendance.txt")
        begin = discord.ui.Button[Any](
            label=_("Reflect on it"), custom_id=self._reflects(found.workshop.guild_id, workshop)
        )
        await reply(interaction, _("For your records."), file=file)
        await reply(interaction, card(text(_("Would you like to write down what you take from it?")), row(begin)))

    @pressed("workshops:feedback", Audience.MEMBER, FEATURE, direct=True)
    async def open_feedback(self, interaction: Interaction, workshop: int) -> None:
        person = person_of(interaction)
        await self._afterwards.require_open(person, workshop)
        await open_form(interaction, forms.feedback(interaction, person.guild_id, workshop))

    @submitted("workshops:said", Audience.MEMBER, FEATURE, direct=True)
    async def say(self, interaction: Interaction, filled: Filled, workshop: int) -> None:
        until = await self._afterwards.answer(person_of(interaction), workshop, forms.read_feedback(filled))
        said = _("Thank you. It is counted without your name, and shown after {when} if at least 8 people answer.",
                 when=stamp(until))  # fmt: skip
        await reply(interaction, said)

    @ask.autocomplete("workshop")
    async def coming(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return offered(named(await self._workshops.coming(person_of(interaction))), typed)

    @note.autocomplete("workshop")
    async def behind(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return offered(named(await self._workshops.recent(person_of(interaction))), typed)


def note_of(found: Attendance, name: str) -> str:
    """A note of attendance, as plain text."""
    workshop = found.workshop
    hours = f"{workshop.minutes / 60:g}"
    if found.led:
        role = _("as a mentor, and led a group") if found.role is Role.MENTOR else _("and led a group")
    else:
        role = _("as a mentor") if found.role is Role.MENTOR else _("as a participant")
    return "\n".join(
        [
            _("Note of attendance"), "",
            _("{name} took part in “{title}” {role}.", name=name, title=workshop.title, role=role),
            in_words(workshop.at, workshop.zone),
            _("Hours: {hours} (participatory)", hours=hours),
        ]
    )  # fmt: skip


def named(workshops: "list[Workshop]") -> "list[tuple[str, int]]":
    """Workshops as they are offered while typing: by day and title, and whether they are cancelled."""
    return [(f"{local_time(one.at, one.zone):%d %b %Y} · {_gone(one)}{one.title}", one.id) for one in workshops]


def _gone(workshop: Workshop) -> str:
    return _("Cancelled") + " · " if workshop.state is State.CANCELLED else ""


def _role(said: str) -> Role:
    """Raises ``Gone`` for what is no role."""
    if said not in list(Role):
        raise Gone
    return Role(said)
