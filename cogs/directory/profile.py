"""``/profile``: one's own entry, and somebody else's from their name."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.service import CommunityService
from bot.community.standing import Audience, Person
from bot.delivery.kinds import Delivery
from bot.directory.editing import STILL_RIGHT, EntriesService, StillRight
from bot.directory.entries import Level, Profile, Sight
from bot.directory.service import NO_ENTRY, DirectoryService
from bot.directory.unclaimed import UnclaimedService
from bot.directory.visibility import FIELDS
from bot.errors import NotFound
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.directory import cards, profile_cards, profile_forms
from cogs.directory.commands import FEATURE, choices

LEVELS = [app_commands.Choice(name=locale_str(level.value), value=level.value) for level in Level]
PARTS = [app_commands.Choice(name=locale_str(title.msgid), value=field) for field, title in FIELDS.items()]
SIGHTS = [
    app_commands.Choice(name=locale_str(title.msgid), value=sight.value)
    for sight, title in profile_cards.SIGHTS.items()
]


class Profiles(commands.Cog):
    """A person's own entry."""

    profile = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="profile", description=locale_str("Your own directory entry"))
    )
    skills = app_commands.Group(
        name="skills", description=locale_str("The skills that your entry lists"), parent=profile
    )

    def __init__(
        self,
        entries: EntriesService,
        directory: DirectoryService,
        community: CommunityService,
        unclaimed: UnclaimedService,
    ) -> None:
        self._entries = entries
        self._unclaimed = unclaimed
        self._directory = directory
        self._community = community
        menu = app_commands.ContextMenu(name=locale_str("Directory entry"), callback=self.show)
        self.menus = [declare(Audience.MEMBER, FEATURE)(menu)]

    async def show(self, interaction: Interaction, member: discord.Member) -> None:
        """Somebody's entry, from their name."""
        await reply(interaction, cards.entry(self._directory.entry(person_of(interaction), member.id)))

    @profile.command(name="view", description=locale_str("See what the directory says about you"))
    async def view(self, interaction: Interaction) -> None:
        await reply(interaction, profile_cards.own(self._entries.own(person_of(interaction))))

    @profile.command(name="edit", description=locale_str("Make or change your entry, step by step"))
    async def edit(self, interaction: Interaction) -> None:
        await reply(interaction, profile_cards.editing(self._entries.own(person_of(interaction))))

    @profile.command(name="visibility", description=locale_str("Say who sees which part of your entry"))
    @app_commands.describe(part=locale_str("Which part"), who=locale_str("Who sees it"))
    @app_commands.choices(part=PARTS, who=SIGHTS)
    async def visibility(self, interaction: Interaction, part: str = "", who: str = "") -> None:
        person = person_of(interaction)
        profile = self._own(person)
        if part in FIELDS and who:
            profile = await self._entries.show(person, part, Sight(who))
        await reply(interaction, profile_cards.visibility(profile))

    @profile.command(name="pause", description=locale_str("Be found by nobody until a day; left out, end a pause"))
    @app_commands.describe(until=locale_str("The day you're back, like 2027-01-31"))
    async def pause(self, interaction: Interaction, until: str = "") -> None:
        person = person_of(interaction)
        await self._entries.pause(person, until, self._community.zone_of(person))
        await reply(interaction, profile_cards.own(self._entries.own(person)))

    @profile.command(name="delete", description=locale_str("Delete your entry"))
    async def delete(self, interaction: Interaction) -> None:
        self._own(person_of(interaction))
        await reply(interaction, profile_cards.confirm_delete())

    @skills.command(name="add", description=locale_str("Add a skill to your entry"))
    @app_commands.describe(skill=locale_str("Such as NVivo, or in your own words"), level=locale_str("How well"))
    @app_commands.choices(level=LEVELS)
    async def add(self, interaction: Interaction, skill: str, level: str) -> None:
        await reply(
            interaction,
            profile_cards.skills(await self._entries.add_skill(person_of(interaction), skill, Level(level))),
        )

    @skills.command(name="level", description=locale_str("Say how well you know a skill of yours"))
    @app_commands.describe(skill=locale_str("Which skill"), level=locale_str("How well"))
    @app_commands.choices(level=LEVELS)
    async def level(self, interaction: Interaction, skill: str, level: str) -> None:
        await reply(
            interaction,
            profile_cards.skills(await self._entries.add_skill(person_of(interaction), skill, Level(level))),
        )

    @skills.command(name="remove", description=locale_str("Take a skill off your entry"))
    @app_commands.describe(skill=locale_str("Which skill"))
    async def remove(self, interaction: Interaction, skill: str) -> None:
        person = person_of(interaction)
        await self._entries.remove_skill(person, skill)
        await reply(interaction, profile_cards.own(self._entries.own(person)))

    @add.autocomplete("skill")
    async def known(self, _interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices(self._entries.known_skills(typed))

    @level.autocomplete("skill")
    @remove.autocomplete("skill")
    async def mine(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        profile = self._entries.own(person_of(interaction)).profile
        names = [skill.name for skill in profile.skills] if profile else []
        return choices([name for name in names if typed.casefold() in name.casefold()])

    def _own(self, person: Person) -> Profile:
        profile = self._entries.own(person).profile
        if profile is None:
            raise NotFound(NO_ENTRY)
        return profile

    # -- steps ------------------------------------------------------------------------------

    @pressed("directory:about", Audience.MEMBER, FEATURE)
    async def open_about(self, interaction: Interaction) -> None:
        await open_form(
            interaction, profile_forms.about(interaction, self._entries.own(person_of(interaction)).profile)
        )

    @submitted("directory:about-saved", Audience.MEMBER, FEATURE)
    async def save_about(self, interaction: Interaction, filled: Filled) -> None:
        person = person_of(interaction)
        texts = filled.text("name"), filled.text("pronouns"), filled.text("role")
        await self._entries.save_about(person, *texts, filled.choice("stage"), filled.choices("settings"))
        await reply(interaction, profile_cards.editing(self._entries.own(person)))

    @pressed("directory:skills", Audience.MEMBER, FEATURE)
    async def open_skills(self, interaction: Interaction) -> None:
        await open_form(interaction, profile_forms.skills(interaction, self._own(person_of(interaction))))

    @submitted("directory:skills-saved", Audience.MEMBER, FEATURE)
    async def save_skills(self, interaction: Interaction, filled: Filled) -> None:
        saved = await self._entries.save_skills(person_of(interaction), filled.text("skills"))
        await reply(interaction, profile_cards.skills(saved))

    @pressed("directory:story", Audience.MEMBER, FEATURE)
    async def open_story(self, interaction: Interaction) -> None:
        await open_form(interaction, profile_forms.story(interaction, self._own(person_of(interaction))))

    @submitted("directory:story-saved", Audience.MEMBER, FEATURE)
    async def save_story(self, interaction: Interaction, filled: Filled) -> None:
        person = person_of(interaction)
        await self._entries.save_story(person, filled.text("interests"), filled.text("bio"))
        await reply(interaction, profile_cards.editing(self._entries.own(person)))

    @pressed("directory:openness", Audience.MEMBER, FEATURE)
    async def open_openness(self, interaction: Interaction) -> None:
        await open_form(interaction, profile_forms.openness(interaction, self._own(person_of(interaction))))

    @submitted("directory:openness-saved", Audience.MEMBER, FEATURE)
    async def save_openness(self, interaction: Interaction, filled: Filled) -> None:
        person, agrees = person_of(interaction), bool(filled.choices("agrees"))
        newcomers, open_to = bool(filled.choices("newcomers")), filled.choices("open_to")
        own = await self._entries.save_openness(person, open_to, newcomers, agrees=agrees)
        await reply(interaction, profile_cards.own(own))

    # -- a row of the group's list ----------------------------------------------------------

    @pressed("directory:claim", Audience.MEMBER, FEATURE)
    async def open_claim(self, interaction: Interaction) -> None:
        await open_form(interaction, profile_forms.claim(interaction))

    @submitted("directory:claimed", Audience.MEMBER, FEATURE)
    async def claim(self, interaction: Interaction, filled: Filled) -> None:
        person = person_of(interaction)
        await self._unclaimed.claim(person, filled.text("name"))
        await reply(interaction, profile_cards.own(self._entries.own(person)))

    # -- presses ----------------------------------------------------------------------------

    @pressed("directory:agree", Audience.MEMBER, FEATURE)
    async def agree(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        await self._entries.agree(person)
        await replace(interaction, profile_cards.own(self._entries.own(person)))

    @pressed("directory:newcomers", Audience.MEMBER, FEATURE)
    async def let_newcomers_find(self, interaction: Interaction, wanted: str) -> None:
        person = person_of(interaction)
        await self._entries.let_newcomers_find(person, wanted == "on")
        await replace(interaction, profile_cards.own(self._entries.own(person)))

    @pressed("directory:confirm", Audience.MEMBER, FEATURE)
    async def confirm(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        await self._entries.confirm(person)
        await replace(interaction, profile_cards.own(self._entries.own(person)))

    @pressed("directory:still-right", Audience.MEMBER, FEATURE, direct=True)
    async def still_right(self, interaction: Interaction) -> None:
        await self._entries.confirm(person_of(interaction))
        await reply(interaction, profile_cards.confirmed())

    @delivered(STILL_RIGHT)
    def ask(self, _delivery: Delivery, asked: StillRight) -> Message:
        return Message(profile_cards.still_right(asked))

    @pressed("directory:delete", Audience.MEMBER, FEATURE)
    async def really_delete(self, interaction: Interaction) -> None:
        await self._entries.delete(person_of(interaction))
        await replace(interaction, profile_cards.deleted())

    @pressed("directory:keep", Audience.MEMBER, FEATURE)
    async def keep(self, interaction: Interaction) -> None:
        await replace(interaction, profile_cards.kept())
