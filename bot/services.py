"""Every service, wired over one database and one clock, and the table of what they do by the clock."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from pathlib import Path

from bot.announcements.drafting import Drafting
from bot.announcements.news import AnnouncementNews
from bot.announcements.planning import Planning
from bot.announcements.saying import Saying
from bot.announcements.service import AnnouncementsService
from bot.announcements.topics import TopicsService as AnnouncementTopics
from bot.checkins.scheduling import CheckInsScheduling
from bot.checkins.service import CheckInsService
from bot.clock import Clock, SystemClock
from bot.community.avoiding import Avoiding
from bot.community.leavers import LeaversService, MembershipCheck, Nobody
from bot.community.ledger import Ledger
from bot.community.privacy import PrivacyService
from bot.community.service import CommunityService
from bot.community.signposts import Signposts
from bot.config import Settings
from bot.delivery.problems import ProblemsService
from bot.delivery.reports import Reports
from bot.delivery.runner import Runner
from bot.delivery.sending import Messenger
from bot.delivery.service import Outbox
from bot.digest.sending import DigestSending
from bot.digest.service import DigestService
from bot.directory.colleagues import Colleagues
from bot.directory.editing import EntriesService
from bot.directory.helping import HelpersService
from bot.directory.importing import ImportService
from bot.directory.news import WantedNews
from bot.directory.service import DirectoryService
from bot.directory.terms import TermsService
from bot.directory.unclaimed import UnclaimedService
from bot.directory.vocabulary import Vocabulary
from bot.directory.wanted import WantedService
from bot.errors import StartupError
from bot.following.readers import Readers
from bot.following.service import Following
from bot.funding.importing import FundingImport
from bot.funding.managing import ManagingService
from bot.funding.news import FundingNews
from bot.funding.notices import Notices as FundingNotices
from bot.funding.posting import Posting as FundingPosting
from bot.funding.searching import SearchingService
from bot.funding.service import FundingService
from bot.holdings import personal_data
from bot.introductions.service import IntroductionsService
from bot.meetings.answering import AnswersService
from bot.meetings.calendars import CalendarsService
from bot.meetings.hosting import HostingService
from bot.meetings.importing import MeetingImport
from bot.meetings.native import Events, NativeEvents, NoEvents
from bot.meetings.news import MeetingNews
from bot.meetings.notices import Notices
from bot.meetings.service import MeetingsService
from bot.meetings.topics import TopicsService
from bot.occasions import Occasions
from bot.pairing.rounds import PairingRounds
from bot.pairing.scheduling import PairingScheduling
from bot.pairing.service import PairingService
from bot.periodic import Pace, Periodic
from bot.projects.editing import ProjectEditing
from bot.projects.news import ProjectNews
from bot.projects.service import ProjectsService
from bot.reflection.book import BookService
from bot.reflection.guiding import GuidesService
from bot.reflection.service import ReflectionService
from bot.reflection.sharing import SharingService
from bot.reminders.service import RemindersService
from bot.resources.news import ResourceNews
from bot.resources.service import ResourcesService
from bot.resources.sharing import SharingService as ResourceSharing
from bot.storage.database import Database
from bot.storage.hold import only_one
from bot.storage.migrate import Version, bring_up_to_date, version_of
from bot.storage.revisions import ReadModels
from bot.storage.sealed import load_keyring
from bot.support.agreeing import AgreementService
from bot.support.asking import AskingService
from bot.support.desk import Desk, NoThreads, Threads
from bot.support.service import SupportService
from bot.support.signposting import SignpostService
from bot.support.unsigned import UnsignedService
from bot.support.worries import WorriesService
from bot.welcome.service import WelcomeService
from bot.welcome.touring import TourService
from bot.workshops.afterwards import AfterwardsService
from bot.workshops.allocating import GroupsService
from bot.workshops.asking import QuestionsService
from bot.workshops.belonging import OwnGroups
from bot.workshops.gathering import Gathering
from bot.workshops.group_notices import GroupNotices
from bot.workshops.importing import WorkshopImport
from bot.workshops.keeping import GroupKeeper
from bot.workshops.lists import QuestionLists
from bot.workshops.news import WorkshopNews
from bot.workshops.notices import Notices as WorkshopNotices
from bot.workshops.places import PlacesService
from bot.workshops.roster import RosterService
from bot.workshops.rounds import RoundsService
from bot.workshops.service import WorkshopsService


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
        self.avoiding = Avoiding(self.database, self.keyring)
        self.following = Following(self.database, clock, self.community)
        self.outbox = Outbox(self.database, clock)
        self.readers = Readers(self.community)
        self.problems = ProblemsService(self.database, clock, self.outbox)
        self.reports = Reports(self.database, self.community, self.outbox, clock)
        self.directory = DirectoryService(self.database, clock, vocabulary())
        self.terms = TermsService(self.database, vocabulary(), self.directory)
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
        colleagues = Colleagues(self.directory, vocabulary())
        self.funding = FundingService(self.database, clock, self.community, colleagues)
        self.funding_notices = FundingNotices(
            self.database, clock, self.community, self.outbox, self.funding, self.readers
        )
        self.funding_posting = FundingPosting(self.database, clock, self.community, self.outbox)
        self.funding_calls = ManagingService(
            self.database, clock, self.community, self.funding, self.funding_notices, self.funding_posting
        )
        self.funding_import = FundingImport(
            self.database, clock, self.community, self.funding, self.funding_calls, self.funding_posting
        )
        self.funding_searches = SearchingService(
            self.database, clock, self.community, self.outbox, self.funding, colleagues, self.avoiding,
            self.readers,
        )  # fmt: skip
        self.calendars = CalendarsService(
            self.database, clock, self.community, self.keyring, self.answers, self.funding.entries
        )
        self.meeting_import = MeetingImport(clock, self.community, self.meetings)
        self.topics = TopicsService(self.database, clock, self.meetings, self.hosting)
        self.native = NativeEvents(self.database, clock, self.community, self.outbox, self.meetings)
        self.events: Events = NoEvents()  # until there is a client that can make some
        self.checkins = CheckInsService(self.database, clock, self.community, self.outbox, self.keyring)
        self.checkin_settings = CheckInsScheduling(self.database, clock, self.community, self.checkins, self.meetings)
        self.signposts = Signposts(settings.signposts_file)
        self.signposting = SignpostService(self.database, clock, self.community, self.outbox, self.signposts)
        self.guides = GuidesService(self.database, self.community)
        self.reflection = ReflectionService(
            self.database, clock, self.community, self.keyring, self.guides,
            Occasions(self.meetings, lambda: self.afterwards),
        )  # fmt: skip
        self.sharing = SharingService(self.database, clock, self.community, self.outbox, self.keyring, self.guides)
        self.book = BookService(self.database, clock, self.community, self.keyring, self.reminders, self.sharing)
        self.support = SupportService(self.database, clock, self.community, self.outbox, self.keyring)
        self.agreeing = AgreementService(self.database, clock, self.community, self.outbox, self.support)
        passing_on = (self.database, clock, self.outbox, self.keyring, self.support, self.signposts)
        self.worries, self.asking = WorriesService(*passing_on), AskingService(*passing_on)
        self.unsigned = UnsignedService(
            self.database, clock, self.community, self.outbox, self.keyring, self.support, self.signposts
        )
        brings = (self.worries, self.asking, self.unsigned)
        self.desk = Desk(self.database, clock, self.community, self.support, brings)
        self.threads: Threads = NoThreads()  # until there is a client that can make some
        self.pairing = PairingService(self.database, clock, self.community, self.outbox, self.avoiding, self.directory)
        self.pairing_rounds = PairingRounds(
            self.database, clock, self.community, self.outbox, self.avoiding, self.directory
        )
        self.pairing_settings = PairingScheduling(self.database, clock, self.community, self.pairing_rounds)
        self.resources = ResourcesService(self.database, clock, self.directory)
        self.helpers = HelpersService(self.directory, vocabulary())
        self.projects = ProjectsService(self.database, self.outbox, self.following, self.directory, self.helpers)
        self.project_editing = ProjectEditing(
            self.database, clock, self.community, self.following, self.outbox, self.helpers, self.projects
        )
        self.announcement_topics = AnnouncementTopics(self.database, self.following)
        self.announcing = Planning(self.database, clock, self.outbox, self.following)
        saying = Saying(
            self.database, self.community, self.outbox, self.readers, self.announcing,
            [self.announcement_topics, self.projects],
        )  # fmt: skip
        self.announcement_drafts = Drafting(self.database, clock, self.community, self.announcing, saying)
        self.announcements = AnnouncementsService(
            self.database, clock, self.community, self.outbox, self.announcing, saying, self.following
        )
        self.workshop_questions = QuestionsService(self.database, clock, self.keyring)
        self.question_lists = QuestionLists(self.database, clock, self.keyring, self.workshop_questions)
        grouped = GroupNotices(self.database, clock, self.community, self.outbox, self.question_lists)
        self.group_notices, gathering = grouped, Gathering(self.directory, self.avoiding)
        self.group_keeper = GroupKeeper(self.database, clock, self.community, gathering, grouped)
        self.groups = GroupsService(self.database, clock, gathering, self.group_keeper, grouped, self.question_lists)
        self.own_groups = OwnGroups(self.database, clock, grouped)
        self.resource_sharing = ResourceSharing(self.database, clock, self.community, self.outbox, self.own_groups)
        self.rounds = RoundsService(self.database, clock, grouped)
        self.workshop_notices = WorkshopNotices(self.database, clock, self.community, self.outbox, grouped)
        told = self.workshop_notices
        self.workshop_places = PlacesService(
            self.database, clock, told, self.keyring, self.directory, self.workshop_questions
        )
        self.workshops = WorkshopsService(self.database, clock, self.community, told, self.workshop_places)
        self.afterwards = AfterwardsService(self.database, clock, told, self.keyring)
        self.roster = RosterService(self.database, self.keyring, self.directory, self.outbox)
        self.workshop_import = WorkshopImport(
            self.database, clock, self.community, told, self.directory, lambda: self.members
        )
        meeting_news = MeetingNews(self.database, clock)
        sources = (
            meeting_news,
            WorkshopNews(self.database),
            FundingNews(self.database, self.funding),
            AnnouncementNews(self.database, self.following),
            ProjectNews(self.database),
            ResourceNews(self.database),
            WantedNews(self.database, self.directory),
        )
        self.digest = DigestService(self.database, clock, self.community, self.outbox, sources)
        self.digest_sending = DigestSending(
            self.database, clock, self.community, self.outbox, self.digest, self.readers
        )
        self.welcome = WelcomeService(self.database, clock, self.community, self.outbox, lambda: self.members)
        self.tours = TourService(self.community, self.welcome, self.directory, meeting_news)
        self.ledger = Ledger(settings.erasures_file, clock)
        self.privacy = PrivacyService(self.database, personal_data(self), self.ledger)
        self.leavers = LeaversService(self.database, clock, self.privacy)
        self.members: MembershipCheck = Nobody()  # until there is a client that can ask
        self.pace = Pace()
        self.work: Periodic | None = None  # while it runs
        remembering = (
            self.community, self.avoiding, self.following, self.outbox, self.directory, self.guides, self.projects,
            self.resources, self.announcement_topics,
        )  # fmt: skip
        for model in remembering:
            self.read_models.add(model)
        self.read_models.add(self.funding)

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
