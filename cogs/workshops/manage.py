"""``/manage-workshops``: planning, changing, and looking after one."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience, Person
from bot.errors import InvalidInput
from bot.schedule.words import Unclear
from bot.texts import N_, _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.places import Channel, cannot_write, require_may_post
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.ui.times import which_time
from bot.workshops.afterwards import AfterwardsService
from bot.workshops.allocating import GroupsService
from bot.workshops.entries import Giving, Label, Wish, WorkshopGone
from bot.workshops.importing import MOST_BYTES, WorkshopImport
from bot.workshops.lists import QuestionLists
from bot.workshops.notices import FEATURE
from bot.workshops.roster import RosterService
from bot.workshops.service import WorkshopsService
from bot.workshops.times import Asked
from cogs.workshops import cards, forms, groups_cards, lists_cards, manage_cards
from cogs.workshops.commands import named

GIVING = [
    app_commands.Choice(name=locale_str("first come, first served"), value=Giving.FIRST.value),
    app_commands.Choice(name=locale_str("fair: drawn when sign-up closes"), value=Giving.FAIR.value),
]
LABELS = [
    app_commands.Choice(name=locale_str("Chatham House Rule: use it, don't say who"), value=Label.CHATHAM.value),
    app_commands.Choice(name=locale_str("confidential: it stays there"), value=Label.CONFIDENTIAL.value),
]


class ManageWorkshops(commands.Cog):
    """Workshops, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-workshops", description=locale_str("Plan workshops and look after them"))
    )

    def __init__(
        self,
        workshops: WorkshopsService,
        lists: QuestionLists,
        afterwards: AfterwardsService,
        roster: RosterService,
        groups: GroupsService,
        imports: WorkshopImport,
    ) -> None:
        self._workshops = workshops
        self._lists = lists
        self._groups = groups
        self._afterwards = afterwards
        self._roster = roster
        self._imports = imports

    # -- planning -----------------------------------------------------------------------------

    @manage.command(name="create", description=locale_str("Plan a workshop; you look at it before anybody hears"))
    @app_commands.describe(
        title=locale_str("What it is called"),
        when=locale_str("Such as: 3 September 2026 14:00"),
        channel=locale_str("Where it is announced"),
        places=locale_str("Places for participants"),
        mentors=locale_str("Places for mentors; 0 where none are looked for"),
        group_size=locale_str("How many in a group, from 5 to 7; left out, 6"),
        opens=locale_str("When sign-up opens; left out, now"),
        closes=locale_str("When sign-up closes; left out, two days before"),
        giving=locale_str("How places are given; left out, first come, first served"),
        label=locale_str("What may be passed on; left out, the Chatham House Rule"),
        length=locale_str("Such as 90 min; left out, two hours"),
        room=locale_str("Where people meet"),
        topics=locale_str("What groups can speak about, separated by commas"),
        description=locale_str("What it is about"),
    )
    @app_commands.choices(giving=GIVING, label=LABELS)
    async def create(
        self,
        interaction: Interaction,
        title: str,
        when: str,
        channel: Channel,
        places: int,
        mentors: int,
        group_size: int = 6,
        opens: str = "",
        closes: str = "",
        giving: str = Giving.FIRST.value,
        label: str = Label.CHATHAM.value,
        length: str = "",
        room: str = "",
        topics: str = "",
        description: str = "",
    ) -> None:
        require_may_post(interaction, channel)
        wish = Wish(title, when, channel.id, places, mentors, group_size, opens, closes, giving, label, length, room,
                    topics, description)  # fmt: skip
        made = await self._workshops.draft(person_of(interaction), wish)
        if isinstance(made, Asked):
            await reply(interaction, which_time(made.question, "workshops:choose", made.workshop_id, made.name))
        else:
            await reply(interaction, cards.drafted(made, cannot_write(interaction, made.channel_id)))

    @pressed("workshops:choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, workshop: int, name: str, when: str) -> None:
        made = await self._workshops.choose(person_of(interaction), workshop, name, when)
        await replace(interaction, cards.drafted(made, cannot_write(interaction, made.channel_id)))

    @pressed("workshops:keep", Audience.FACILITATOR, FEATURE)
    async def keep(self, interaction: Interaction, workshop: int) -> None:
        await replace(interaction, cards.kept(await self._workshops.keep(person_of(interaction), workshop)))

    @pressed("workshops:throw-away", Audience.FACILITATOR, FEATURE)
    async def throw_away(self, interaction: Interaction, workshop: int) -> None:
        await self._workshops.throw_away(person_of(interaction), workshop)
        await replace(interaction, cards.thrown_away())

    # -- changing -----------------------------------------------------------------------------

    @manage.command(name="edit", description=locale_str("Change what a workshop says, or when its sign-up closes"))
    @app_commands.describe(
        workshop=locale_str("Which one"),
        closes=locale_str("When sign-up closes from now on; left out, a form for all else"),
    )
    async def edit(self, interaction: Interaction, workshop: str, closes: str = "") -> None:
        person, chosen = person_of(interaction), number(workshop, WorkshopGone)
        if closes:
            changed = await self._workshops.set_closing(person, chosen, closes)
            await reply(interaction, cards.changed(changed, _("Changed")))
        else:
            await open_form(interaction, forms.edit(interaction, await self._workshops.workshop(person, chosen)))

    @submitted("workshops:edited", Audience.FACILITATOR, FEATURE)
    async def save_edit(self, interaction: Interaction, filled: Filled, workshop: int, version: int) -> None:
        edited = forms.read_edited(filled)
        changed = await self._workshops.edit(person_of(interaction), workshop, version, edited)
        await reply(interaction, cards.changed(changed, _("Changed"), *cards.told(changed)[1:]))

    @manage.command(name="places", description=locale_str("Raise or lower how many can come"))
    @app_commands.describe(
        workshop=locale_str("Which one"),
        places=locale_str("For participants; left out, as it is"),
        mentors=locale_str("For mentors; left out, as it is"),
    )
    async def places(
        self, interaction: Interaction, workshop: str, places: int | None = None, mentors: int | None = None
    ) -> None:
        person = person_of(interaction)
        changed = await self._workshops.set_places(person, number(workshop, WorkshopGone), places, mentors)
        await reply(interaction, cards.changed(changed.workshop, _("Changed"), manage_cards.resized(changed)))

    @manage.command(name="move", description=locale_str("Give a workshop another time; everyone keeps their place"))
    @app_commands.describe(workshop=locale_str("Which one"), when=locale_str("Such as: 3 September 2026 14:00"))
    async def move(self, interaction: Interaction, workshop: str, when: str) -> None:
        await reply(interaction, await self._moved(person_of(interaction), number(workshop, WorkshopGone), when))

    @pressed("workshops:move-to", Audience.FACILITATOR, FEATURE)
    async def move_to(self, interaction: Interaction, workshop: int, when: str) -> None:
        await replace(interaction, await self._moved(person_of(interaction), workshop, when))

    async def _moved(self, person: Person, workshop: int, when: str) -> discord.ui.LayoutView:
        try:
            moved = await self._workshops.move(person, workshop, when)
        except Unclear as unclear:
            return which_time(unclear, "workshops:move-to", workshop, kept=False)
        return cards.changed(moved, _("Moved"), *cards.draw_ahead(moved))

    @manage.command(name="cancel", description=locale_str("Cancel a workshop, and tell those who signed up"))
    @app_commands.describe(workshop=locale_str("Which one"))
    async def cancel(self, interaction: Interaction, workshop: str) -> None:
        found = await self._workshops.workshop(person_of(interaction), number(workshop, WorkshopGone))
        await reply(interaction, cards.confirm_cancel(found))

    @pressed("workshops:cancel", Audience.FACILITATOR, FEATURE)
    async def press_cancel(self, interaction: Interaction, workshop: int) -> None:
        gone = await self._workshops.cancel(person_of(interaction), workshop)
        await replace(interaction, cards.cancelled(gone))

    # -- around it ----------------------------------------------------------------------------

    @manage.command(name="questions", description=locale_str("What was asked in advance, and pass it on to the groups"))
    @app_commands.describe(workshop=locale_str("Which one"))
    async def questions(self, interaction: Interaction, workshop: str) -> None:
        asked = await self._lists.lists(person_of(interaction), number(workshop, WorkshopGone))
        await reply(interaction, lists_cards.lists(asked))

    @manage.command(name="groups", description=locale_str("Put those with a place into small groups, and publish them"))
    @app_commands.describe(workshop=locale_str("Which one"))
    async def groups(self, interaction: Interaction, workshop: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self._groups.look(person_of(interaction), number(workshop, WorkshopGone))
        await reply(interaction, groups_cards.groups(found))

    @manage.command(name="attendance", description=locale_str("Put down whether somebody came"))
    @app_commands.describe(
        workshop=locale_str("Which one"), person=locale_str("Who"), came=locale_str("Whether they came")
    )
    async def attendance(
        self, interaction: Interaction, workshop: str, person: discord.Member, came: bool = True
    ) -> None:
        chosen = number(workshop, WorkshopGone)
        await self._afterwards.put_down(person_of(interaction), chosen, person.id, came=came)
        await reply(interaction, _("Put down.") if came else _("Put down as not there. Nobody is told."))

    @manage.command(name="feedback", description=locale_str("How a workshop was, once a week has passed"))
    @app_commands.describe(workshop=locale_str("Which one"))
    async def feedback(self, interaction: Interaction, workshop: str) -> None:
        found = await self._afterwards.summary(person_of(interaction), number(workshop, WorkshopGone))
        await reply(interaction, manage_cards.summary(found))

    @manage.command(name="roster", description=locale_str("Get who signed up as a CSV file"))
    @app_commands.describe(
        workshop=locale_str("Which one"),
        needs=locale_str("With access needs; left out, without. Please keep such a file to yourself"),
    )
    async def roster(self, interaction: Interaction, workshop: str, needs: bool = False) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        person, chosen = person_of(interaction), number(workshop, WorkshopGone)
        document = await self._roster.export(person, chosen, with_needs=needs)
        note = manage_cards.roster(await self._roster.unheard(person, chosen))
        await reply(interaction, note, file=discord.File(io.BytesIO(document), filename="roster.csv"))

    @manage.command(name="import", description=locale_str("Sign up a list of people; looked at before it is done"))
    @app_commands.describe(
        workshop=locale_str("Which one"), file=locale_str("A CSV file: names or Discord ids, and role, stage, topics")
    )
    async def bring_in(self, interaction: Interaction, workshop: str, file: discord.Attachment) -> None:
        if file.size > MOST_BYTES:
            raise InvalidInput(N_("That file is larger than 1 MB. Please keep only the people in it."))
        await interaction.response.defer(ephemeral=True, thinking=True)
        chosen = number(workshop, WorkshopGone)
        found = await self._imports.try_out(person_of(interaction), chosen, await file.read())
        await reply(interaction, manage_cards.trial(found))

    @pressed("workshops:import", Audience.FACILITATOR, FEATURE)
    async def confirm_import(self, interaction: Interaction, token: str) -> None:
        await interaction.response.defer()
        found, done = await self._imports.confirm(person_of(interaction), token)
        await replace(interaction, manage_cards.brought_in(found) if done else manage_cards.trial(found))

    @bring_in.autocomplete("workshop")
    @edit.autocomplete("workshop")
    @places.autocomplete("workshop")
    @move.autocomplete("workshop")
    @cancel.autocomplete("workshop")
    @groups.autocomplete("workshop")
    async def coming(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(named(await self._workshops.coming(person_of(interaction))), typed)

    @attendance.autocomplete("workshop")
    @feedback.autocomplete("workshop")
    async def behind(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(named(await self._workshops.recent(person_of(interaction))), typed)

    @roster.autocomplete("workshop")
    async def on_a_roster(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        person = person_of(interaction)
        found = await self._workshops.coming(person) + await self._workshops.recent(person)
        return offered(dict.fromkeys(named([*found, *await self._workshops.cancelled(person)])), typed)

    @questions.autocomplete("workshop")
    async def any(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        person = person_of(interaction)
        found = await self._workshops.coming(person) + await self._workshops.recent(person)
        return offered(dict.fromkeys(named(found)), typed)
