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
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.places import Channel, cannot_write, require_may_post
from bot.ui.replies import replace, reply
from bot.ui.router import pressed
from bot.ui.times import which_time
from cogs.checkins import manage_cards as cards


class ManageCheckIns(commands.Cog):
    """Check-ins, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-checkins", description=locale_str("Check-ins, and the group's picture"))
    )

    def __init__(self, checkins: CheckInsService, settings: CheckInsScheduling) -> None:
        self._checkins = checkins
        self._settings = settings

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
