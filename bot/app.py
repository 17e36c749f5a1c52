"""The composition root: the one place that builds everything and wires it together."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import timedelta
from functools import cache
from pathlib import Path

import aiohttp
import discord
from aiohttp import web
from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from bot.checkins.personal import CheckInData
from bot.checkins.scheduling import CheckInsScheduling
from bot.checkins.service import CheckInsService
from bot.clock import Clock, SystemClock
from bot.community.leavers import LeaversService, MembershipCheck, Nobody
from bot.community.ledger import Ledger
from bot.community.personal import CommunityData
from bot.community.privacy import PrivacyService
from bot.community.service import CommunityService
from bot.config import Settings
from bot.delivery.personal import DeliveryData
from bot.delivery.reports import Reports
from bot.delivery.runner import Runner
from bot.delivery.sending import Messenger
from bot.delivery.service import Outbox
from bot.directory.editing import EntriesService
from bot.directory.importing import ImportService
from bot.directory.personal import DirectoryData
from bot.directory.service import DirectoryService
from bot.directory.unclaimed import UnclaimedService
from bot.directory.vocabulary import Vocabulary
from bot.directory.wanted import WantedService
from bot.errors import StartupError
from bot.introductions.personal import IntroductionData
from bot.introductions.service import IntroductionsService
from bot.meetings.answering import AnswersService
from bot.meetings.calendars import CalendarsService
from bot.meetings.hosting import HostingService
from bot.meetings.importing import MeetingImport
from bot.meetings.native import Events, NativeEvents, NoEvents
from bot.meetings.notices import Notices
from bot.meetings.personal import MeetingData
from bot.meetings.service import MeetingsService
from bot.periodic import Pace, Periodic, Work
from bot.reference import permissions_page
from bot.reminders.personal import ReminderData
from bot.reminders.service import RemindersService
from bot.sight import BACKUP, serve_metrics
from bot.site import serve
from bot.storage import backup, copies
from bot.storage.database import Database
from bot.storage.migrate import Version, bring_up_to_date, ensure_writable, version_of
from bot.storage.revisions import ReadModels
from bot.storage.sealed import load_keyring
from bot.ui.addresses import point_to, reach_gateway
from bot.ui.client import Heronry
from bot.ui.events import ScheduledEvents
from bot.ui.members import Members
from cogs.checkins.commands import CheckIns
from cogs.checkins.manage import ManageCheckIns
from cogs.community.commands import CommunitySettings
from cogs.delivery.commands import Deliveries
from cogs.directory.asking import Asking
from cogs.directory.browse import Browse
from cogs.directory.commands import Directory
from cogs.directory.manage import ManageDirectory
from cogs.directory.profile import Profiles
from cogs.help.commands import Help
from cogs.introductions.commands import Introductions
from cogs.meetings.commands import Meetings
from cogs.meetings.manage import ManageMeetings
from cogs.meetings.notices import MeetingNotices
from cogs.preferences.commands import PersonalPreferences
from cogs.privacy.commands import Privacy
from cogs.reminders.commands import Reminders
from cogs.reminders.manage import ManageReminders

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=3)
"""How long a stop waits for people's answers, for the connection's end, and for periodic work: each, so that
all of it takes less than 10 seconds."""

FATAL_CLOSES = {
    4004: "Discord refused the token while connecting; check DISCORD_TOKEN.",
    4010: "Discord refused the shard number; this is a mistake in Heronry, please report it.",
    4011: "Discord says there are too many servers for one shard; this is a mistake in Heronry, please report it.",
    4012: "Discord no longer speaks this version of its gateway; update Heronry.",
    4013: "Discord refused the intents as invalid; this is a mistake in Heronry, please report it.",
    4014: "Discord refused the intents as not allowed; Heronry needs no privileged ones, so update it or report it.",
}
"""The gateway's close codes after which reconnecting is useless (Discord's documentation, Gateway close events)."""


@cache
def vocabulary() -> Vocabulary:
    """The skills vocabulary, read once a process: it doesn't change while it runs, and costs 0.2 s."""
    return Vocabulary.load()


class Services:
    """Every service, over one database and one clock."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.keyring = load_keyring(settings.keys_file, settings.heronry_keys.get_secret_value())
        self.database = Database(settings.database)
        self.read_models = ReadModels(self.database)
        self.community = CommunityService(self.database, clock)
        self.outbox = Outbox(self.database, clock)
        self.reports = Reports(self.database, self.community, self.outbox, clock)
        self.directory = DirectoryService(self.database, clock, vocabulary())
        self.wanted = WantedService(self.database, clock, self.keyring, self.directory)
        self.entries = EntriesService(self.database, clock, vocabulary(), self.directory, self.community, self.outbox)
        self.unclaimed = UnclaimedService(self.database, clock, self.community)
        self.imports = ImportService(self.database, clock, self.community, self.directory, self.unclaimed)
        self.introductions = IntroductionsService(
            self.database, clock, self.community, self.outbox, self.keyring, self.directory
        )
        self.reminders = RemindersService(self.database, clock, self.community, self.outbox, self.keyring)
        self.notices = Notices(self.database, clock, self.community, self.outbox, self.keyring)
        self.meetings = MeetingsService(self.database, clock, self.community, self.notices, self.keyring)
        self.answers = AnswersService(self.database, clock, self.community, self.notices, self.keyring)
        self.hosting = HostingService(self.database, clock, self.community, self.notices, self.keyring)
        self.calendars = CalendarsService(self.database, clock, self.community, self.keyring, self.answers)
        self.native = NativeEvents(self.database, clock, self.community, self.outbox, self.meetings)
        self.events: Events = NoEvents()  # until there is a client that can make some
        self.checkins = CheckInsService(self.database, clock, self.community, self.outbox, self.keyring)
        self.checkin_settings = CheckInsScheduling(self.database, clock, self.community, self.checkins)
        self.ledger = Ledger(settings.erasures_file, clock)
        registered = [
            CheckInData(self.checkins),
            CommunityData(),
            DeliveryData(),
            DirectoryData(self.wanted),
            IntroductionData(self.introductions),
            ReminderData(self.reminders),
            MeetingData(self.hosting),
        ]
        self.privacy = PrivacyService(self.database, registered, self.ledger)
        self.leavers = LeaversService(self.database, clock, self.privacy)
        self.members: MembershipCheck = Nobody()  # until there is a client that can ask
        self.pace = Pace()
        self.work: Periodic | None = None  # while it runs
        for model in (self.community, self.outbox, self.directory):
            self.read_models.add(model)

    @property
    def copies(self) -> Path:
        return self.settings.data_dir / "backups"

    @property
    def calendar_address(self) -> Callable[[str], str] | None:
        """What makes a calendar's address of its secret; None while none are served."""
        if self.settings.public_url is None:
            return None
        base = self.settings.public_url.rstrip("/")
        return lambda secret: f"{base}/calendar/{secret}.ics"

    def runner(self, messenger: Messenger) -> Runner:
        """What empties the outbox, through whoever speaks to Discord."""
        return Runner(self.database, self.community, self.outbox.kinds, messenger, self.clock)

    def periodic(self, runner: Runner) -> list[Work]:
        """The table of periodic work."""
        return [
            Work("notice other processes' changes", timedelta(seconds=1), self.read_models.tick),
            Work("ask whether entries are still right", timedelta(hours=6), self.entries.tick),
            Work("answer for those who don't", timedelta(minutes=5), self.introductions.tick),
            Work("put the next reminders into the outbox", timedelta(minutes=1), self.reminders.tick),
            Work("make the dates of meetings ahead", timedelta(minutes=5), self.meetings.tick),
            Work("let offers of places lapse", timedelta(minutes=1), self.answers.tick),
            Work("put what is said of meetings into the outbox", timedelta(minutes=1), self.notices.tick),
            Work("keep Discord's events in step", timedelta(minutes=5), self._keep_events),
            Work("begin check-ins by their rhythm", timedelta(minutes=1), self.checkin_settings.tick),
            Work("begin and end check-ins", timedelta(minutes=1), self.checkins.tick),
            Work("deliver what is due", timedelta(seconds=1), runner.tick),
            Work("tell facilitators what didn't arrive", timedelta(minutes=1), self.reports.tick),
            *self.housekeeping(),
        ]

    def housekeeping(self) -> list[Work]:
        """Its part that speaks to nobody. What falls due by the day is looked at every hour: a failed round is
        soon made up for, and a host that is often restarted misses none."""
        hour = timedelta(hours=1)
        return [
            Work("empty the log after an erasure", timedelta(minutes=1), self.database.tick),
            Work("forget deliveries that ended long ago", hour, self.outbox.purge),
            Work("take the day's backup", hour, self._back_up),
            Work("drop what is older than a backup may be", hour, self._drop_old),
            Work("forget questions of meetings long past", hour, self.hosting.purge),
            Work("drop rows that nobody has claimed", hour, self.unclaimed.tick),
            Work("look who has left", hour, self._look_who_has_left),
        ]

    async def _back_up(self) -> None:
        taken_at = await backup.daily(self.database.url, self.copies, self.clock.now())
        BACKUP.set(taken_at.timestamp())

    async def _drop_old(self) -> None:
        await asyncio.to_thread(backup.drop_old, self.copies, self.clock.now())
        await self.ledger.drop_old()
        if self.database.is_sqlite:
            # A killed restore may have left people who were erased. None is under way: this process has the hold.
            copies.discard(copies.staged(Path(self.database.url.database or "")))

    async def _keep_events(self) -> None:
        await self.native.tick(self.events)

    async def _look_who_has_left(self) -> None:
        await self.leavers.tick(self.members, self.pace)


@asynccontextmanager
async def services(settings: Settings, clock: Clock | None = None, *, held: bool = False) -> AsyncGenerator[Services]:
    """The services over a database at the code's version, their read models loaded.

    ``held`` says that this process holds the database alone already; otherwise it does so while it
    upgrades. Raises ``StartupError`` when the folder or the database can't be used.
    """
    clock = clock or SystemClock()
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartupError(f"DATA_DIR can't be written: {error.strerror} ({settings.data_dir}).") from None
    built = Services(settings, clock)
    try:
        alone = held or await version_of(built.database) is Version.CURRENT
        with nullcontext() if alone else only_one(settings):
            await bring_up_to_date(built.database, built.copies, clock.now())
        await built.read_models.load()
        yield built
    finally:
        await built.read_models.close()
        await built.database.close()


@contextmanager
def only_one(settings: Settings) -> Generator[None]:
    """Hold an SQLite database for this process alone; PostgreSQL is made for several.

    Raises ``StartupError`` when another Heronry holds it, or its folder can't be written.
    """
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        yield
        return
    path = Path(f"{url.database}.lock")
    try:
        if not settings.database_url.get_secret_value():
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(exist_ok=True)  # the lock would make missing folders, and a wrong DATABASE_URL with them
        lock = FileLock(path)
        lock.acquire(timeout=0)
    except Timeout:
        raise StartupError(
            "Another Heronry is already running on this database; stop that one first, "
            "or give this one its own DATA_DIR."
        ) from None
    except OSError as error:
        raise StartupError(f"The database's folder can't be written: {error.strerror} ({path.parent}).") from None
    try:
        yield
    finally:
        lock.release()


def build_client(built: Services, ready: Callable[[], None] | None = None) -> Heronry:
    """The Discord client with every cog; ``ready`` is called once it is connected."""
    return Heronry(
        built.community,
        [
            Help(built.community),
            CommunitySettings(built.community),
            PersonalPreferences(built.community),
            Privacy(built.privacy),
            Deliveries(built.outbox),
            Directory(built.directory, built.wanted),
            ManageDirectory(built.directory, built.entries, built.wanted, built.imports, built.unclaimed),
            Asking(built.directory, built.community, built.privacy),
            Browse(built.directory),
            Profiles(built.entries, built.directory, built.community, built.unclaimed),
            Introductions(built.introductions),
            Reminders(built.reminders),
            ManageReminders(built.reminders, built.clock),
            Meetings(
                built.meetings, built.answers, built.hosting, built.calendars, built.community, built.calendar_address
            ),
            ManageMeetings(
                built.meetings, built.hosting, MeetingImport(built.clock, built.community, built.meetings), built.clock
            ),
            MeetingNotices(built.answers, built.hosting, built.native, lambda: built.events),
            CheckIns(built.checkins),
            ManageCheckIns(built.checkins, built.checkin_settings),
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
            await _run(built, stop or _stop_on_signals(), prepare, ready)


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
    built.members = Members(client)
    built.events = ScheduledEvents(client)
    built.work = periodic = Periodic(built.periodic(runner))
    metrics = await _metrics(settings, client)
    public = await _site(settings, built)
    # What is there by now stays, and holds no garbage; to search it for some would hold everybody up for 0.1 s.
    gc.freeze()
    periodic.start()
    try:
        await _connected(client, runner, settings, stop)
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


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _connected(client: Heronry, runner: Runner, settings: Settings, stop: asyncio.Event) -> None:
    """Stay connected until ``stop``. Raises ``StartupError`` for what reconnecting can't mend."""
    await reach_gateway(settings.discord_gateway_url)
    running = asyncio.create_task(client.start(settings.discord_token.get_secret_value()))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            log.info("stopping")
        else:
            await _explained(running, settings)
    finally:
        stopping.cancel()
        await asyncio.gather(client.finish_work(PATIENCE), runner.stop(PATIENCE))
        closing = asyncio.create_task(client.close())
        await asyncio.wait({closing}, timeout=PATIENCE.total_seconds())
        running.cancel()
        closing.cancel()
        await asyncio.gather(running, closing, return_exceptions=True)


async def _explained(running: "asyncio.Task[None]", settings: Settings) -> None:
    """The result of a connection that ended by itself, in one line for whoever hosts it."""
    try:
        await running
    except discord.LoginFailure:
        raise StartupError("Discord doesn't know this token; check DISCORD_TOKEN.", exit_code=2) from None
    except discord.PrivilegedIntentsRequired:
        raise StartupError(FATAL_CLOSES[4014]) from None
    except discord.ConnectionClosed as closed:
        raise StartupError(
            FATAL_CLOSES.get(closed.code, f"Discord closed the connection (code {closed.code}).")
        ) from None
    except (KeyError, TypeError, ValueError):
        raise StartupError(f"What answers at {settings.discord_api_url} isn't Discord, nor like it.") from None
    except discord.HTTPException as refused:
        raise StartupError(f"Discord refused to let Heronry start: {refused.status} {refused.text[:200]}") from None
    except (aiohttp.ClientError, OSError, discord.GatewayNotFound):
        raise StartupError(
            f"Discord can't be reached at {settings.discord_api_url}; is the network there, and the address right?"
        ) from None
