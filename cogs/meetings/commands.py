"""``/meetings``: what is ahead, who comes, and people's own calendars."""

import asyncio
import io
from collections.abc import Callable

import discord
from babel.dates import get_month_names
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.service import CommunityService
from bot.community.standing import Audience, Standing
from bot.errors import Gone
from bot.meetings.answering import AnswersService
from bot.meetings.calendars import CalendarsService
from bot.meetings.entries import Answer, Meeting, MeetingGone
from bot.meetings.hosting import HostingService
from bot.meetings.service import FEATURE, MeetingsService
from bot.meetings.topics import TopicsService
from bot.meetings.year import drawn, in_words
from bot.schedule.local import local_time
from bot.texts import _, babel_locale
from bot.ui.cards import shortened
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, plain, replace, reply
from bot.ui.router import pressed, submitted
from cogs.meetings import cards, forms

PURPOSE = "meetings"


class Meetings(commands.Cog):
    """Meetings, for everyone in the group."""

    meetings = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="meetings", description=locale_str("What is ahead, and who comes"))
    )

    def __init__(
        self,
        meetings: MeetingsService,
        answers: AnswersService,
        hosting: HostingService,
        calendars: CalendarsService,
        community: CommunityService,
        address: Callable[[str], str] | None,
        topics: TopicsService,
    ) -> None:
        self._meetings = meetings
        self._answers = answers
        self._hosting = hosting
        self._calendars = calendars
        self._community = community
        self._address = address
        self._topics = topics

    # -- looking ------------------------------------------------------------------------------

    @meetings.command(name="next", description=locale_str("The next meeting"))
    async def next(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        coming = await self._meetings.coming(person, 1)
        if not coming:
            await reply(interaction, cards.dates(_("Meetings"), []))
        else:
            await reply(interaction, cards.standing(await self._answers.standing(person, coming[0].id)))

    @meetings.command(name="list", description=locale_str("The meetings ahead"))
    async def list(self, interaction: Interaction) -> None:
        await reply(interaction, cards.dates(_("Meetings"), await self._meetings.coming(person_of(interaction))))

    @meetings.command(name="show", description=locale_str("One meeting, with its agenda and notes"))
    @app_commands.describe(meeting=locale_str("Which one"))
    async def show(self, interaction: Interaction, meeting: str) -> None:
        found = await self._answers.standing(person_of(interaction), number(meeting, MeetingGone))
        await reply(interaction, cards.standing(found))

    @meetings.command(name="mine", description=locale_str("The meetings you answered, and your reminders"))
    async def mine(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        chosen = self._community.preferences(person.guild_id, person.member_id)
        mine, leads = await self._answers.mine(person), await self._answers.leads(person)
        await reply(interaction, cards.own(mine, leads, PURPOSE in chosen.consents))

    @meetings.command(name="notes", description=locale_str("Find what was noted at past meetings"))
    @app_commands.describe(words=locale_str("Words that stand in them; left out, the latest"))
    async def notes(self, interaction: Interaction, words: str = "") -> None:
        found = await self._hosting.find_notes(person_of(interaction), words)
        await reply(interaction, cards.found_notes(found))

    @meetings.command(name="year", description=locale_str("A year's meetings, as a picture and in words"))
    @app_commands.describe(year=locale_str("Such as 2027; left out, this year"))
    async def year(self, interaction: Interaction, year: int | None = None) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self._hosting.year(person_of(interaction), year)
        words = in_words(found)
        names = get_month_names("abbreviated", locale=babel_locale())
        title = _("Meetings in {year}", year=found.year)
        picture = await asyncio.to_thread(drawn, found, title, [str(names[month]) for month in range(1, 13)])
        file = discord.File(io.BytesIO(picture), filename="year.png", description=shortened(words, 1_000))
        await reply(interaction, shortened(plain(words), 1_900), file=file)

    @meetings.command(name="calendar", description=locale_str("Meetings in your own calendar"))
    async def calendar(self, interaction: Interaction) -> None:
        await self._show_calendar(interaction)

    @show.autocomplete("meeting")
    async def coming(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return offered(named(await self._meetings.coming(person_of(interaction))), typed)

    @pressed("meetings:page", Audience.MEMBER, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        found = await self._meetings.coming(person_of(interaction))
        await replace(interaction, cards.dates(_("Meetings"), found, page))

    @pressed("meetings:show", Audience.MEMBER, FEATURE)
    async def press_show(self, interaction: Interaction, meeting: int) -> None:
        await reply(interaction, cards.standing(await self._answers.standing(person_of(interaction), meeting)))

    # -- answering ----------------------------------------------------------------------------

    @pressed("meetings:answer", Audience.MEMBER, FEATURE)
    async def answer(self, interaction: Interaction, meeting: int, answer: str) -> None:
        if answer not in list(Answer):
            raise Gone
        shown = await self._answers.answer(person_of(interaction), meeting, Answer(answer))
        message = interaction.message
        if message is not None and message.flags.ephemeral:
            await replace(interaction, cards.standing(shown))
            return
        await replace(interaction, cards.announcement(shown.meeting, shown.counts))
        await reply(interaction, cards.answered(shown))

    @pressed("meetings:take", Audience.MEMBER, FEATURE, direct=True)
    async def take(self, interaction: Interaction, meeting: int) -> None:
        await replace(interaction, cards.answered(await self._answers.accept(person_of(interaction), meeting)))

    @pressed("meetings:mute", Audience.MEMBER, FEATURE, direct=True)
    async def mute(self, interaction: Interaction, meeting: int) -> None:
        await replace(interaction, cards.answered(await self._answers.mute(person_of(interaction), meeting)))

    @pressed("meetings:leads", Audience.MEMBER, FEATURE)
    async def open_leads(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.leads(interaction, await self._answers.leads(person_of(interaction))))

    @submitted("meetings:leads-saved", Audience.MEMBER, FEATURE)
    async def save_leads(self, interaction: Interaction, filled: Filled) -> None:
        leads = await self._answers.choose_leads(person_of(interaction), filled.text("leads"))
        await reply(interaction, cards.reminded(leads))

    # -- questions and calendars --------------------------------------------------------------

    @meetings.command(name="talk", description=locale_str("Say what you'd like to talk about at the next meeting"))
    @app_commands.describe(about=locale_str("In a line; facilitators see it with your name"))
    async def talk(self, interaction: Interaction, about: str) -> None:
        meeting = await self._topics.raise_topic(person_of(interaction), about)
        await reply(interaction, cards.raised(meeting))

    @pressed("meetings:ask", Audience.MEMBER, FEATURE)
    async def open_question(self, interaction: Interaction, meeting: int) -> None:
        await open_form(interaction, forms.question(interaction, meeting))

    @submitted("meetings:asked", Audience.MEMBER, FEATURE)
    async def ask(self, interaction: Interaction, filled: Filled, meeting: int) -> None:
        await self._hosting.ask(person_of(interaction), meeting, filled.text("question"))
        await reply(interaction, _("Your question is kept for the speaker. Nobody else sees it but facilitators."))

    @pressed("meetings:file", Audience.MEMBER, FEATURE)
    async def file(self, interaction: Interaction, meeting: int, which: str) -> None:
        document = await self._calendars.file(person_of(interaction), meeting, series=which == "series")
        note = _("Open this file, and your calendar takes the meeting in.")
        await reply(interaction, note, file=discord.File(io.BytesIO(document), filename="meeting.ics"))

    @pressed("meetings:calendar", Audience.MEMBER, FEATURE)
    async def open_calendar(self, interaction: Interaction) -> None:
        await self._show_calendar(interaction)

    @pressed("meetings:group-calendar", Audience.FACILITATOR, FEATURE)
    async def open_group_calendar(self, interaction: Interaction) -> None:
        await self._show_calendar(interaction, community=True)

    @pressed("meetings:address", Audience.MEMBER, FEATURE)
    async def make_address(self, interaction: Interaction, whose: str) -> None:
        community = whose == "community"
        if self._address is None:
            raise Gone
        secret = await self._calendars.new_address(person_of(interaction), community=community)
        shown = cards.calendar(self._address(secret), has=True, offered=True, community=community)
        await replace(interaction, shown)

    @pressed("meetings:revoke", Audience.MEMBER, FEATURE)
    async def revoke(self, interaction: Interaction, whose: str) -> None:
        await self._calendars.revoke(person_of(interaction), community=whose == "community")
        await replace(interaction, cards.revoked())

    async def _show_calendar(self, interaction: Interaction, *, community: bool = False) -> None:
        person = person_of(interaction)
        has, offers = await self._calendars.has_address(person, community=community), self._address is not None
        facilitator = person.standing >= Standing.FACILITATOR
        shown = cards.calendar(None, has=has, offered=offers, community=community, facilitator=facilitator)
        await reply(interaction, shown)


def named(meetings: "list[Meeting]") -> "list[tuple[str, int]]":
    """Dates as they are offered while typing: by day and title."""
    return [(f"{local_time(one.at, one.zone):%d %b %Y} · {one.details.title}", one.id) for one in meetings]
