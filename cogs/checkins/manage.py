"""``/manage-checkins``: the rhythm, meetings, the threshold, and the group's picture."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.checkins.entries import Asked, Schedule
from bot.checkins.scheduling import CheckInsScheduling
from bot.checkins.service import FEATURE, CheckInsService
from bot.community.standing import Audience
from bot.errors import Gone
from bot.reflection.guiding import GuidesService
from bot.reflection.service import FEATURE as REFLECTION
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.modals import Filled
from bot.ui.places import Channel, cannot_write, require_may_post
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.ui.times import which_time
from cogs.checkins import guide_cards
from cogs.checkins import manage_cards as cards


class ManageCheckIns(commands.Cog):
    """Check-ins, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-checkins", description=locale_str("Check-ins, and the group's picture"))
    )

    def __init__(self, checkins: CheckInsService, settings: CheckInsScheduling, guides: GuidesService) -> None:
        self._checkins = checkins
        self._settings = settings
        self._guides = guides

    @manage.command(name="schedule", description=locale_str("Ask a channel how people are doing, in a rhythm"))
    @app_commands.describe(
        when=locale_str("Such as: first Tuesday of every other month 14:00"),
        channel=locale_str("Where it is asked"),
        words=locale_str("How it is asked; left out, in Heronry's own words"),
    )
    async def schedule(self, interaction: Interaction, when: str, channel: Channel, words: str = "") -> None:
        require_may_post(interaction, channel)
        made = await self._settings.draft(person_of(interaction), when, channel.id, words)
        if isinstance(made, Asked):
            await reply(interaction, which_time(made.question, "checkins:choose", made.schedule_id))
        else:
            await reply(interaction, _drafted(interaction, made))

    @manage.command(name="overview", description=locale_str("See how check-ins are set, and change it"))
    async def overview(self, interaction: Interaction) -> None:
        await reply(interaction, cards.overview(await self._settings.overview(person_of(interaction))))

    @manage.command(name="threshold", description=locale_str("Raise how many answers a picture needs"))
    @app_commands.describe(people=locale_str("At least so many; it can be raised, never lowered"))
    async def threshold(self, interaction: Interaction, people: int) -> None:
        await self._settings.require_raise(person_of(interaction), people)
        await reply(interaction, cards.raising(people))

    @manage.command(name="pulse", description=locale_str("See the group's picture from the last check-in"))
    async def pulse(self, interaction: Interaction) -> None:
        await reply(interaction, cards.pulse(await self._checkins.pulse(person_of(interaction))))

    @manage.command(name="model", description=locale_str("The group's own models for private reflections"))
    async def model(self, interaction: Interaction) -> None:
        await reply(interaction, guide_cards.guides(self._guides.chosen(person_of(interaction))))

    @manage.command(name="space", description=locale_str("Where people may show reflections to one another"))
    @app_commands.describe(channel=locale_str("A channel or thread that everyone in the space can read"))
    async def space(self, interaction: Interaction, channel: Channel) -> None:
        require_may_post(interaction, channel)
        chosen = await self._guides.choose_space(person_of(interaction), channel.id)
        await reply(interaction, guide_cards.space(chosen, cannot_write(interaction, channel.id)))

    @pressed("checkins:add-model", Audience.FACILITATOR, REFLECTION)
    async def open_model(self, interaction: Interaction) -> None:
        await open_form(interaction, guide_cards.form_of_one(interaction))

    @submitted("checkins:model-added", Audience.FACILITATOR, REFLECTION)
    async def add_model(self, interaction: Interaction, filled: Filled) -> None:
        title, use, prompts = filled.text("title"), filled.text("use"), filled.text("prompts")
        await reply(
            interaction, guide_cards.guides(await self._guides.add(person_of(interaction), title, use, prompts))
        )

    @pressed("checkins:remove-model", Audience.FACILITATOR, REFLECTION)
    async def remove_model(self, interaction: Interaction, guide_id: int) -> None:
        await replace(interaction, guide_cards.guides(await self._guides.remove(person_of(interaction), guide_id)))

    @pressed("checkins:page", Audience.FACILITATOR, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, cards.pulse(await self._checkins.pulse(person_of(interaction), page)))

    @pressed("checkins:lines", Audience.FACILITATOR, FEATURE)
    async def read_lines(self, interaction: Interaction, page: int, part: int) -> None:
        await replace(interaction, cards.lines(await self._checkins.pulse(person_of(interaction), page), part))

    @pressed("checkins:choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, schedule_id: int, when: str) -> None:
        made = await self._settings.choose(person_of(interaction), schedule_id, when)
        await replace(interaction, _drafted(interaction, made))

    @pressed("checkins:keep", Audience.FACILITATOR, FEATURE)
    async def keep(self, interaction: Interaction, schedule_id: int) -> None:
        person = person_of(interaction)
        await self._settings.keep(person, schedule_id)
        await replace(interaction, cards.overview(await self._settings.overview(person)))

    @pressed("checkins:drop", Audience.FACILITATOR, FEATURE)
    async def drop(self, interaction: Interaction, schedule_id: int) -> None:
        await self._settings.drop(person_of(interaction), schedule_id)
        await replace(interaction, cards.dropped())

    @pressed("checkins:stop", Audience.FACILITATOR, FEATURE)
    async def stop(self, interaction: Interaction) -> None:
        await replace(interaction, cards.overview(await self._settings.stop(person_of(interaction))))

    @pressed("checkins:meetings", Audience.FACILITATOR, FEATURE)
    async def follow_meetings(self, interaction: Interaction, switch: str) -> None:
        if switch not in ("on", "off"):
            raise Gone
        on = switch == "on"
        await replace(interaction, cards.overview(await self._settings.follow_meetings(person_of(interaction), on)))

    @pressed("checkins:raise", Audience.FACILITATOR, FEATURE)
    async def raise_threshold(self, interaction: Interaction, people: int) -> None:
        await replace(interaction, cards.overview(await self._settings.raise_threshold(person_of(interaction), people)))


def _drafted(interaction: Interaction, made: Schedule) -> discord.ui.LayoutView:
    return cards.drafted(made, cannot_write(interaction, made.channel_id))
