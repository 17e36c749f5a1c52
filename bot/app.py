"""The composition root: the client with every cog over the services, connected, and stopped in good order."""

import asyncio
import gc
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot import timetable
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.connection import PATIENCE, connected, stop_on_signals
from bot.errors import StartupError
from bot.periodic import Periodic
from bot.reference import permissions_page
from bot.services import Services, services
from bot.sight import serve_metrics
from bot.site import serve
from bot.storage.hold import only_one
from bot.storage.migrate import ensure_writable
from bot.ui.addresses import point_to
from bot.ui.client import Heronry
from bot.ui.events import ScheduledEvents
from bot.ui.members import Members
from bot.ui.posts import OwnPosts
from bot.ui.router import custom_id
from bot.ui.threads import PrivateThreads
from cogs.announcements.commands import Announcements
from cogs.announcements.drafts import AnnouncementDrafts
from cogs.announcements.manage import ManageAnnouncements
from cogs.checkins.commands import CheckIns
from cogs.checkins.manage import ManageCheckIns
from cogs.community.commands import CommunitySettings
from cogs.delivery.commands import Deliveries
from cogs.digest.commands import Digests
from cogs.directory.asking import Asking
from cogs.directory.browse import Browse
from cogs.directory.commands import Directory
from cogs.directory.manage import ManageDirectory
from cogs.directory.profile import Profiles
from cogs.funding.commands import Funding
from cogs.funding.manage import ManageFunding
from cogs.funding.notices import FundingNotices
from cogs.help.commands import Help
from cogs.introductions.commands import Introductions
from cogs.meetings.commands import Meetings
from cogs.meetings.manage import ManageMeetings
from cogs.meetings.notices import MeetingNotices
from cogs.pairing.commands import Pairings
from cogs.pairing.manage import ManagePairing
from cogs.preferences.commands import PersonalPreferences
from cogs.privacy.commands import Privacy
from cogs.projects.commands import Projects
from cogs.projects.editing import EditProjects
from cogs.projects.manage import ManageProjects
from cogs.reflection.commands import Reflect
from cogs.reflection.keeping import Keeping
from cogs.reflection.writing import Writing
from cogs.reminders.commands import Reminders
from cogs.reminders.manage import ManageReminders
from cogs.resources.commands import Resources
from cogs.resources.manage import ManageResources
from cogs.support.commands import Support
from cogs.support.desk import RotaDesk
from cogs.support.manage import ManageSupport
from cogs.support.unsigned import UnsignedQuestions
from cogs.welcome.commands import Welcome
from cogs.workshops.commands import Workshops
from cogs.workshops.groups import GroupPosts, WorkshopGroups
from cogs.workshops.lists import WorkshopLists
from cogs.workshops.manage import ManageWorkshops
from cogs.workshops.notices import WorkshopNotices


def build_client(built: Services, ready: Callable[[], None] | None = None) -> Heronry:
    """The Discord client with every cog; ``ready`` is called once it is connected."""
    return Heronry(
        built.community,
        [
            Help(built.community),
            CommunitySettings(built.community),
            PersonalPreferences(built.community, built.avoiding),
            Privacy(built.privacy),
            Deliveries(built.outbox, built.problems),
            Directory(built.directory, built.wanted),
            ManageDirectory(built.directory, built.terms, built.wanted, built.imports, built.unclaimed),
            Asking(built.directory, built.community, built.privacy),
            Browse(built.directory),
            Profiles(built.entries, built.directory, built.community, built.unclaimed),
            Introductions(built.introductions),
            Reminders(built.reminders),
            ManageReminders(built.reminders, built.clock),
            Meetings(
                built.meetings,
                built.answers,
                built.hosting,
                built.calendars,
                built.community,
                built.calendar_address,
                built.topics,
            ),
            ManageMeetings(built.meetings, built.hosting, built.meeting_import, built.clock, built.topics),
            MeetingNotices(built.answers, built.hosting, built.native, lambda: built.events),
            CheckIns(built.checkins, lambda guild_id: custom_id("reflection:start", guild_id)),
            ManageCheckIns(built.checkins, built.checkin_settings, built.guides),
            Reflect(built.reflection, built.book, built.guides, built.signposts),
            Writing(built.reflection, built.signposts),
            Keeping(built.book, built.sharing),
            Support(built.signposts, built.agreeing, built.support, built.worries, built.asking, built.unsigned),
            RotaDesk(built.worries, built.asking, lambda: built.members),
            ManageSupport(
                built.signposting, built.agreeing, built.support, (built.worries, built.asking, built.unsigned)
            ),
            UnsignedQuestions(built.unsigned, built.worries, built.asking),
            Workshops(
                built.workshops,
                built.workshop_places,
                built.workshop_questions,
                built.afterwards,
                built.community,
                built.own_groups,
                lambda guild_id, workshop: custom_id("reflection:about", guild_id, -workshop),
            ),
            ManageWorkshops(
                built.workshops,
                built.question_lists,
                built.afterwards,
                built.roster,
                built.groups,
                built.workshop_import,
            ),
            WorkshopNotices(),
            WorkshopGroups(built.groups, built.own_groups, built.rounds, built.clock),
            GroupPosts(),
            WorkshopLists(built.question_lists),
            Pairings(built.pairing),
            ManagePairing(built.pairing_settings),
            Projects(built.projects, built.project_editing, built.following),
            EditProjects(built.project_editing),
            ManageProjects(built.projects, built.project_editing),
            Funding(built.funding, built.funding_searches),
            ManageFunding(built.funding_calls, built.funding_import, built.funding_posting, built.clock),
            FundingNotices(built.funding_searches),
            Resources(built.resources, built.resource_sharing, built.meetings.notes_of),
            ManageResources(built.resources),
            Announcements(built.announcements, built.announcement_topics),
            ManageAnnouncements(built.announcements, built.announcement_drafts, built.announcement_topics),
            AnnouncementDrafts(built.announcement_drafts, built.clock),
            Digests(built.digest),
            Welcome(built.welcome, built.tours, built.community),
        ],
        ready,
    )


async def describe(settings: Settings) -> str:
    """The page of who may use what, from every cog's declarations; touches no database and no network."""
    client = build_client(Services(settings, SystemClock()))
    await client.add_wanted_cogs()
    return permissions_page(client)


async def run(
    settings: Settings,
    clock: Clock | None = None,
    *,
    stop: asyncio.Event | None = None,
    prepare: Callable[[Services], Awaitable[None]] | None = None,
    ready: Callable[[], None] | None = None,
) -> None:
    """Run Heronry until ``stop`` is set or the process is asked to end; stops within 10 seconds.

    ``prepare`` runs before it connects, ``ready`` once it has. Raises ``StartupError`` when it
    can't start, or can't go on.
    """
    if not settings.discord_token.get_secret_value():
        raise StartupError(
            "DISCORD_TOKEN is empty; docs/hosting.md says where to find it. To try Heronry without one: make demo.",
            exit_code=2,
        )
    # The hold comes first: a second bot must not even upgrade the database under the one that runs.
    with only_one(settings):
        async with services(settings, clock, held=True) as built:
            await ensure_writable(built.database)
            await built.ledger.open()  # an erasure must not be the first to find that it can't be put on record
            await _run(built, stop or stop_on_signals(), prepare, ready)


async def _run(
    built: Services,
    stop: asyncio.Event,
    prepare: Callable[[Services], Awaitable[None]] | None,
    ready: Callable[[], None] | None,
) -> None:
    settings = built.settings
    point_to(settings.discord_api_url, settings.discord_gateway_url, settings.discord_cdn_url)
    if prepare is not None:
        await prepare(built)
    client = build_client(built, ready)
    runner = built.runner(client.messenger)
    built.members = built.readers.people = Members(client)
    built.events = ScheduledEvents(client)
    built.sharing.posts = built.welcome.pins = OwnPosts(client)
    built.threads = PrivateThreads(client)
    built.work = periodic = Periodic(timetable.works(built, runner))
    metrics = await _metrics(settings, client)
    public = await _site(settings, built)
    # What is there by now stays, and holds no garbage; to search it for some would hold everybody up for 0.1 s.
    gc.freeze()
    periodic.start()
    try:
        await connected(client, runner, settings, stop)
    finally:
        gc.unfreeze()
        built.pace.stop()
        await periodic.stop(PATIENCE)
        for served in (metrics, public):
            if served is not None:
                await served.cleanup()


async def _metrics(settings: Settings, client: Heronry) -> web.AppRunner | None:
    if settings.metrics_port is None:
        return None
    try:
        return await serve_metrics(settings.metrics_port, lambda: client.connected)
    except OSError as error:
        raise StartupError(f"METRICS_PORT can't be used: {error.strerror}.", exit_code=2) from None


async def _site(settings: Settings, built: Services) -> web.AppRunner | None:
    if settings.public_port is None:
        return None
    try:
        return await serve(settings.public_port, built.calendars.feed)
    except OSError as error:
        raise StartupError(f"PUBLIC_PORT can't be used: {error.strerror}.", exit_code=2) from None
