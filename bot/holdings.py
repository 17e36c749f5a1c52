"""Who answers for which personal data: a feature that holds some stands here."""

from typing import TYPE_CHECKING

from bot.announcements.personal import AnnouncementData
from bot.checkins.personal import CheckInData
from bot.community.personal import ApartData, CommunityData
from bot.community.privacy import PersonalData
from bot.delivery.personal import DeliveryData
from bot.digest.personal import DigestData
from bot.directory.personal import DirectoryData
from bot.following.personal import FollowingData
from bot.funding.personal import FundingData
from bot.introductions.personal import IntroductionData
from bot.meetings.personal import MeetingData
from bot.pairing.personal import PairingData
from bot.projects.personal import ProjectsData
from bot.reflection.personal import ReflectionData
from bot.reminders.personal import ReminderData
from bot.resources.personal import ResourceData
from bot.support.personal import SupportData
from bot.welcome.personal import WelcomeData
from bot.workshops.personal import WorkshopData

if TYPE_CHECKING:
    from bot.services import Services


def personal_data(built: "Services") -> list[PersonalData]:
    """What the privacy registry asks, once the services are there."""
    return [
        AnnouncementData(),
        ApartData(built.avoiding),
        CheckInData(built.checkins),
        CommunityData(),
        DeliveryData(),
        DirectoryData(built.wanted),
        FundingData(built.funding_searches),
        FollowingData(built.following),
        IntroductionData(built.introductions),
        ReflectionData(built.keyring, built.sharing),
        ReminderData(built.reminders),
        MeetingData(built.hosting),
        SupportData(built.support, built.worries, built.asking, built.unsigned),
        WorkshopData(built.keyring, built.workshop_questions, built.afterwards, built.question_lists),
        DigestData(),
        WelcomeData(),
        PairingData(),
        ProjectsData(built.projects),
        ResourceData(built.resources),
    ]
