"""Every table there is: importing this knows them all (for migrations and tests)."""

from bot.announcements import models as announcements
from bot.checkins import models as checkins
from bot.community import models as community
from bot.delivery import models as delivery
from bot.digest import models as digest
from bot.directory import models as directory
from bot.following import models as following
from bot.funding import models as funding
from bot.introductions import models as introductions
from bot.meetings import models as meetings
from bot.pairing import models as pairing
from bot.projects import models as projects
from bot.reflection import models as reflection
from bot.reminders import models as reminders
from bot.resources import models as resources
from bot.storage import revisions
from bot.storage.base import Base
from bot.support import models as support
from bot.welcome import models as welcome
from bot.workshops import group_models as workshop_groups
from bot.workshops import models as workshops

metadata = Base.metadata

__all__ = [
    "announcements", "checkins", "community", "delivery", "digest", "directory", "following", "funding",
    "introductions", "meetings", "metadata", "pairing", "projects", "reflection", "reminders", "resources", "revisions",
    "support", "welcome", "workshop_groups", "workshops",
]  # fmt: skip
