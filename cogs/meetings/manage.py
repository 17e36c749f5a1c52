"""``/manage-meetings``: scheduling, changing, and what comes after."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.clock import Clock
from bot.community.standing import Audience, Person
from bot.errors import InvalidInput
from bot.meetings.entries import Asked, MeetingGone, Preview, Wish
from bot.meetings.hosting import HostingService
from bot.meetings.importing import MeetingImport
from bot.meetings.service import FEATURE, MeetingsService
from bot.meetings.topics import TopicsService
from bot.schedule.calendar_reading import MAX_BYTES
from bot.schedule.words import Unclear
from bot.texts import N_, _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.events import may_hold
from bot.ui.modals import Filled
from bot.ui.places import Channel, cannot_ping, cannot_write, require_may_post
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.ui.times import which_time
from cogs.meetings import cards, forms, manage_cards
from cogs.meetings.commands import named

Voice = discord.VoiceChannel | discord.StageChannel
WHICH = [
    app_commands.Choice(name=locale_str("this date"), value="one"),
    app_commands.Choice(name=locale_str("this date and all that follow"), value="following"),
]


class ManageMeetings(commands.Cog):
    """Meetings, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-meetings", description=locale_str("Schedule meetings and look after them"))
    )

    def __init__(
        self,
        meetings: MeetingsService,
        hosting: HostingService,
        imports: MeetingImport,
        clock: Clock,
        topics: TopicsService,
    ) -> None:
        self._meetings = meetings
        self._hosting = hosting
        self._imports = imports
        self._clock = clock
        self._topics = topics

    # -- scheduling ---------------------------------------------------------------------------

    @manage.command(name="schedule", description=locale_str("Schedule a meeting, or a series of them"))
    @app_commands.describe(
        title=locale_str("What it is called"),
        when=locale_str("Such as: first Tuesday every other month at 14:00 from 1 September 2026"),
        channel=locale_str("Where it is announced"),
        length=locale_str("Such as 90 min; left out, an hour and a half"),
        room=locale_str("Where people meet"),
        voice=locale_str("A voice channel or stage to meet in"),
        link=locale_str("A video link; only those who come are given it"),
        places=locale_str("How many can come; left out, everyone"),
        role=locale_str("A role to ping; left out, nobody is"),
        reminders=locale_str("Such as: 7 days, 1 day, 1 hour, at start"),
        zone=locale_str("A time zone; left out, the group's"),
    )
    async def schedule(
        self,
        interaction: Interaction,
        title: str,
        when: str,
        channel: Channel,
        length: str = "",
        room: str = "",
        voice: Voice | None = None,
        link: str = "",
        places: int | None = None,
        role: discord.Role | None = None,
        reminders: str = "",
        zone: str = "",
    ) -> None:
        require_may_post(interaction, channel)
        wish = Wish(
            title, when, channel.id, role.id if role else None, length, room, voice.id if voice else None, link, places,
            zone, reminders,
        )  # fmt: skip
        made = await self._meetings.draft(person_of(interaction), wish)
        if isinstance(made, Asked):
            await reply(interaction, which_time(made.question, "meetings:choose", made.series_id))
        else:
            await reply(interaction, self._shown(interaction, made))

    @pressed("meetings:choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, series: int, when: str) -> None:
        made = await self._meetings.choose(person_of(interaction), series, when)
        await replace(interaction, self._shown(interaction, made))

    @pressed("meetings:preview", Audience.FACILITATOR, FEATURE)
    async def preview(self, interaction: Interaction, series: int) -> None:
        made = await self._meetings.preview(person_of(interaction), series)
        await reply(interaction, self._shown(interaction, made))

    @pressed("meetings:describe", Audience.FACILITATOR, FEATURE)
    async def open_description(self, interaction: Interaction, series: int) -> None:
        await open_form(interaction, forms.describe(interaction, series))

    @submitted("meetings:described", Audience.FACILITATOR, FEATURE)
    async def describe(self, interaction: Interaction, filled: Filled, series: int) -> None:
        texts = {name: filled.text(name) for name in ("description", "agenda", "until")}
        made = await self._meetings.describe(person_of(interaction), series, texts)
        await reply(interaction, self._shown(interaction, made))

    @pressed("meetings:keep", Audience.FACILITATOR, FEATURE)
    async def keep(self, interaction: Interaction, series: int) -> None:
        await replace(interaction, manage_cards.kept(await self._meetings.keep(person_of(interaction), series)))

    @pressed("meetings:throw-away", Audience.FACILITATOR, FEATURE)
    async def throw_away(self, interaction: Interaction, series: int) -> None:
        await self._meetings.throw_away(person_of(interaction), series)
        await replace(interaction, manage_cards.thrown_away())

    @manage.command(name="import", description=locale_str("Bring in an .ics that you have; each event is looked at"))
    @app_commands.describe(file=locale_str("A calendar file"), channel=locale_str("Where they are announced"))
    async def bring_in(self, interaction: Interaction, file: discord.Attachment, channel: Channel) -> None:
        require_may_post(interaction, channel)
        if file.size > MAX_BYTES:
            raise InvalidInput(N_("That file is larger than 1 MB. Please export only the group's meetings."))
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self._imports.bring_in(person_of(interaction), await file.read(), channel.id)
        await reply(interaction, manage_cards.imported(found))

    # -- changing -----------------------------------------------------------------------------

    @manage.command(name="edit", description=locale_str("Change what a meeting says"))
    @app_commands.describe(
        meeting=locale_str("Which one"),
        which=locale_str("This date, or all that follow too"),
        reminders=locale_str("For the whole series, such as: 7 days, 1 hour; or none"),
        channel=locale_str("Where the whole series is announced from now on"),
    )
    @app_commands.choices(which=WHICH)
    async def edit(
        self, interaction: Interaction, meeting: str, which: str = "one", reminders: str = "",
        channel: Channel | None = None,
    ) -> None:  # fmt: skip
        person, meeting_id = person_of(interaction), number(meeting, MeetingGone)
        if not reminders and channel is None:
            found = await self._meetings.meeting(person, meeting_id)
            await open_form(interaction, forms.edit(interaction, found, which))
            return
        if channel is not None:
            require_may_post(interaction, channel)
        channel_id = channel.id if channel else None
        series = await self._hosting.tell(person, meeting_id, channel_id=channel_id, leads=reminders)
        await reply(interaction, manage_cards.told(series, cannot_write(interaction, series.channel_id)))

    @submitted("meetings:edited", Audience.FACILITATOR, FEATURE)
    async def save_edit(self, interaction: Interaction, filled: Filled, meeting: int, version: int, which: str) -> None:
        texts = {name: filled.text(name) for name in ("title", "description", "agenda", "room", "length")}
        changed = await self._meetings.edit(
            person_of(interaction), meeting, version, texts, following=which == "following"
        )
        await reply(interaction, manage_cards.changed(changed, _("Changed")))

    @manage.command(name="places", description=locale_str("Raise or lower how many can come"))
    @app_commands.describe(
        meeting=locale_str("Which one"),
        places=locale_str("How many; left out, everyone"),
        which=locale_str("This date, or all that follow too"),
    )
    @app_commands.choices(which=WHICH)
    async def places(
        self, interaction: Interaction, meeting: str, places: int | None = None, which: str = "one"
    ) -> None:
        changed = await self._meetings.set_places(
            person_of(interaction), number(meeting, MeetingGone), places, following=which == "following"
        )
        await reply(interaction, manage_cards.changed(changed, _("Changed")))

    @manage.command(name="move", description=locale_str("Give a meeting another time"))
    @app_commands.describe(
        meeting=locale_str("Which one"),
        when=locale_str("The new time, such as: 3 September 2026 10:00"),
        which=locale_str("This date, or all that follow too"),
    )
    @app_commands.choices(which=WHICH)
    async def move(self, interaction: Interaction, meeting: str, when: str, which: str = "one") -> None:
        await reply(interaction, await self._moved(person_of(interaction), number(meeting, MeetingGone), when, which))

    @pressed("meetings:move-to", Audience.FACILITATOR, FEATURE)
    async def move_to(self, interaction: Interaction, meeting: int, which: str, when: str) -> None:
        await replace(interaction, await self._moved(person_of(interaction), meeting, when, which))

    async def _moved(self, person: Person, meeting: int, when: str, which: str) -> discord.ui.LayoutView:
        try:
            moved = await self._meetings.move(person, meeting, when, following=which == "following")
        except Unclear as unclear:
            return which_time(unclear, "meetings:move-to", meeting, which, kept=False)
        return manage_cards.changed(moved, _("Moved"))

    @manage.command(name="cancel", description=locale_str("Cancel a meeting, and tell those who answered"))
    @app_commands.describe(meeting=locale_str("Which one"), which=locale_str("This date, or all that follow too"))
    @app_commands.choices(which=WHICH)
    async def cancel(self, interaction: Interaction, meeting: str, which: str = "one") -> None:
        found = await self._meetings.meeting(person_of(interaction), number(meeting, MeetingGone))
        await reply(interaction, manage_cards.confirm_cancel(found, which))

    @pressed("meetings:cancel", Audience.FACILITATOR, FEATURE)
    async def press_cancel(self, interaction: Interaction, meeting: int, which: str) -> None:
        gone = await self._meetings.cancel(person_of(interaction), meeting, following=which == "following")
        await replace(interaction, manage_cards.changed(gone, _("Cancelled")))

    @manage.command(name="skip", description=locale_str("Leave one date of a series out, quietly"))
    @app_commands.describe(meeting=locale_str("Which one"))
    async def skip(self, interaction: Interaction, meeting: str) -> None:
        gone = await self._meetings.cancel(
            person_of(interaction), number(meeting, MeetingGone), following=False, quietly=True
        )
        await reply(interaction, manage_cards.changed(gone, _("Left out")))

    # -- around a date ------------------------------------------------------------------------

    @manage.command(name="speaker", description=locale_str("Say who speaks; someone on the server is asked first"))
    @app_commands.describe(
        meeting=locale_str("Which one"),
        person=locale_str("Somebody on the server"),
        guest=locale_str("A guest's name"),
    )
    async def speaker(
        self, interaction: Interaction, meeting: str, person: discord.Member | None = None, guest: str = ""
    ) -> None:
        name = person.display_name if person else guest
        changed = await self._hosting.propose_speaker(
            person_of(interaction), number(meeting, MeetingGone), name, person.id if person else None
        )
        said = _("They are asked whether they will speak") if person else _("Changed")
        await reply(interaction, manage_cards.changed(changed, said))

    @manage.command(name="questions", description=locale_str("What was asked beforehand"))
    @app_commands.describe(meeting=locale_str("Which one"))
    async def questions(self, interaction: Interaction, meeting: str) -> None:
        person = person_of(interaction)
        asked = await self._hosting.questions(person, number(meeting, MeetingGone))
        found = await self._meetings.meeting(person, number(meeting, MeetingGone))
        topics = await self._topics.topics(person, found.id)
        said = [[(one.author_id, one.text) for one in many] for many in (asked, topics)]
        await reply(interaction, cards.questions(found, *said))

    @pressed("meetings:topics", Audience.FACILITATOR, FEATURE)
    async def put_on_agenda(self, interaction: Interaction, meeting: int) -> None:
        changed = await self._topics.put_on_agenda(person_of(interaction), meeting)
        await reply(interaction, manage_cards.changed(changed, _("On the agenda")))

    @manage.command(name="attendance", description=locale_str("Put down how many came"))
    @app_commands.describe(meeting=locale_str("Which one"), came=locale_str("How many people"))
    async def attendance(self, interaction: Interaction, meeting: str, came: int) -> None:
        counted = await self._hosting.count(person_of(interaction), number(meeting, MeetingGone), came)
        await reply(interaction, manage_cards.changed(counted, _("Counted")))

    @manage.command(name="notes", description=locale_str("Write minutes and links, and post them"))
    @app_commands.describe(meeting=locale_str("Which one"))
    async def notes(self, interaction: Interaction, meeting: str) -> None:
        found = await self._meetings.meeting(person_of(interaction), number(meeting, MeetingGone))
        await open_form(interaction, forms.notes(interaction, found))

    @pressed("meetings:notes", Audience.FACILITATOR, FEATURE)
    async def press_notes(self, interaction: Interaction, meeting: int) -> None:
        found = await self._meetings.meeting(person_of(interaction), meeting)
        await open_form(interaction, forms.notes(interaction, found))

    @submitted("meetings:noted", Audience.FACILITATOR, FEATURE)
    async def save_notes(self, interaction: Interaction, filled: Filled, meeting: int) -> None:
        noted = await self._hosting.note(person_of(interaction), meeting, filled.text("notes"))
        await reply(interaction, manage_cards.changed(noted, _("Noted; everyone finds it with /meetings notes")))

    @pressed("meetings:attendance", Audience.FACILITATOR, FEATURE)
    async def press_attendance(self, interaction: Interaction, meeting: int) -> None:
        found = await self._meetings.meeting(person_of(interaction), meeting)
        await open_form(interaction, forms.attendance(interaction, found))

    @submitted("meetings:counted", Audience.FACILITATOR, FEATURE)
    async def save_attendance(self, interaction: Interaction, filled: Filled, meeting: int) -> None:
        said = filled.text("attended")
        if not said.isdecimal():
            raise InvalidInput(N_("Please give the number of people who came."))
        counted = await self._hosting.count(person_of(interaction), meeting, int(said))
        await reply(interaction, manage_cards.changed(counted, _("Counted")))

    @edit.autocomplete("meeting")
    @places.autocomplete("meeting")
    @move.autocomplete("meeting")
    @cancel.autocomplete("meeting")
    @skip.autocomplete("meeting")
    @speaker.autocomplete("meeting")
    @questions.autocomplete("meeting")
    async def coming(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(named(await self._meetings.coming(person_of(interaction))), typed)

    @attendance.autocomplete("meeting")
    @notes.autocomplete("meeting")
    async def behind(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offered(named(await self._meetings.recent(person_of(interaction))), typed)

    def _shown(self, interaction: Interaction, made: Preview) -> discord.ui.LayoutView:
        return manage_cards.drafted(made, self._clock.now(), _warnings(interaction, made))


def _warnings(interaction: Interaction, made: Preview) -> list[str]:
    """What Discord would not do as things stand."""
    guild, found = interaction.guild, made.series
    warnings = cannot_write(interaction, found.channel_id) + cannot_ping(interaction, found.role_id, found.channel_id)
    if guild is not None and not guild.me.guild_permissions.create_events:
        warnings.append(_("Heronry can't make Discord events yet. Allow it Create Events; all else works without."))
    if guild is not None and not may_hold(guild, found.details.voice_id):
        warnings.append(
            _(
                "Heronry makes no Discord events on that stage: Discord lets its moderators alone. All else "
                "works without, or choose a voice channel."
            )
        )
    return warnings
