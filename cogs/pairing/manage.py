"""``/manage-pairing``: the rhythm in which people are put together."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.pairing.entries import Asked, Overview, Schedule
from bot.pairing.scheduling import PairingScheduling
from bot.pairing.service import FEATURE
from bot.schedule.wording import described, in_a_preview
from bot.texts import _
from bot.ui.cards import Piece, bullets, button, card, row, text
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.replies import replace, reply
from bot.ui.router import pressed
from bot.ui.times import which_time


class ManagePairing(commands.Cog):
    """Peer pairing, for facilitators: when, and how many take part. Who is with whom is theirs alone."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-pairing", description=locale_str("When people are put together for a chat"))
    )

    def __init__(self, settings: PairingScheduling) -> None:
        self._settings = settings

    @manage.command(name="schedule", description=locale_str("Put people together in a rhythm"))
    @app_commands.describe(when=locale_str("Such as: first Monday of every month 10:00"))
    async def schedule(self, interaction: Interaction, when: str) -> None:
        made = await self._settings.draft(person_of(interaction), when)
        if isinstance(made, Asked):
            await reply(interaction, which_time(made.question, "pairing:choose", made.schedule_id, kept=False))
        else:
            await reply(interaction, drafted(made))

    @manage.command(name="overview", description=locale_str("See the rhythm, and whether enough people take part"))
    async def overview(self, interaction: Interaction) -> None:
        await reply(interaction, overview(await self._settings.overview(person_of(interaction))))

    @pressed("pairing:choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, schedule_id: int, when: str) -> None:
        await replace(interaction, drafted(await self._settings.choose(person_of(interaction), schedule_id, when)))

    @pressed("pairing:keep", Audience.FACILITATOR, FEATURE)
    async def keep(self, interaction: Interaction, schedule_id: int) -> None:
        person = person_of(interaction)
        await self._settings.keep(person, schedule_id)
        await replace(interaction, overview(await self._settings.overview(person)))

    @pressed("pairing:drop", Audience.FACILITATOR, FEATURE)
    async def drop(self, interaction: Interaction, schedule_id: int) -> None:
        await self._settings.drop(person_of(interaction), schedule_id)
        await replace(interaction, card(text(_("Thrown away. Nothing has changed."))))

    @pressed("pairing:stop", Audience.FACILITATOR, FEATURE)
    async def stop(self, interaction: Interaction) -> None:
        await replace(interaction, overview(await self._settings.stop(person_of(interaction))))


def drafted(schedule: Schedule) -> discord.ui.LayoutView:
    """The rhythm before it is kept, with its next dates."""
    dates = bullets(map(in_a_preview, schedule.dates))
    asks = _("People who joined are put together, two by two, and told in private:")
    keep = button(_("Keep it"), "pairing:keep", schedule.id, style=discord.ButtonStyle.primary)
    return card(
        text(f"### {_('Is this right?')}\n{asks}\n{described(schedule.recurrence)}\n{dates}"),
        row(keep, button(_("Throw it away"), "pairing:drop", schedule.id)),
    )


def overview(what: Overview) -> discord.ui.LayoutView:
    """How it is set, and how many take part; never who, nor who is with whom."""
    if what.people is None:
        people = _("Taking part: fewer than {n} people. They join with /pairing join.", n=what.least)
    else:
        people = _("Taking part: {n} people", n=what.people)
    if what.schedule is None:
        none = _("Rhythm: none. /manage-pairing schedule sets one.")
        return card(text(f"### {_('Peer pairing')}\n{bullets([none, people])}"))
    rhythm = _("Rhythm: {rhythm}", rhythm=described(what.schedule.recurrence))
    dates = bullets(map(in_a_preview, what.schedule.dates))
    pieces: list[Piece] = [
        text(f"### {_('Peer pairing')}\n{bullets([rhythm, people])}"),
        text(f"**{_('The next dates')}**\n{dates}"),
        row(button(_("Stop the rhythm"), "pairing:stop")),
        text("-# " + _("Who takes part, and who is with whom, is theirs alone.")),
    ]
    return card(*pieces)
