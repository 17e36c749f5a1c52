"""Every table there is: importing this knows them all (for migrations and tests)."""

from bot.checkins import models as checkins
from bot.community import models as community
from bot.delivery import models as delivery
from bot.digest import models as digest
from bot.directory import models as directory
from bot.introductions import models as introductions
from bot.meetings import models as meetings
from bot.pairing import models as pairing
from bot.reflection import models as reflection
from bot.reminders import models as reminders
from bot.resources import models as resources
from bot.storage import revisions
from bot.storage.base import Base
from bot.support import models as support
from bot.welcome import models as welcome
from bot.workshops import models as workshops

metadata = Base.metadata

__all__ = [
    "checkins", "community", "delivery", "digest", "directory", "introductions", "meetings", "metadata", "pairing",
    "reflection", "reminders", "resources", "revisions", "support", "welcome", "workshops",
]  # fmt: skip
