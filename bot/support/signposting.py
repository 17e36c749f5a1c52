"""Places to turn to: what facilitators see of them, and hearing in time that one has to be looked at again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.signposts import Signpost, Signposts
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.schedule.local import moment_of, zone_of
from bot.storage.database import Database
from bot.texts import N_

STALE = "support:signposts"
AT = time(10)
"""When facilitators hear of it, in the group's own time, on the first Monday of a month."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The entries as they stand on a day, and what is wrong with the file, if anything."""

    entries: tuple[Signpost, ...]
    today: date
    mistake: str = ""

    @property
    def stale(self) -> tuple[Signpost, ...]:
        return tuple(one for one in self.entries if one.stale(self.today))


class SignpostService:
    """Keeps the signposts true, and has facilitators told once a month at most."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, signposts: Signposts
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self.signposts = signposts
        self._planned: dict[int, Draft] = {}
        outbox.register(Kind(STALE, N_("Old signposts"), self.prepare, useful_for=timedelta(days=14)))

    def overview(self, person: Person) -> Shown:
        """For facilitators. Raises ``NotAllowed`` for others."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        return self._shown()

    def _shown(self) -> Shown:
        return Shown(self.signposts.entries, self._clock.now().date(), self.signposts.mistake)

    async def tick(self) -> None:
        """Read the file again if it has changed, and plan each group's next look."""
        await self.signposts.tick()
        now = self._clock.now()
        for community in self._community.communities():
            if community.notices_channel_id is None:
                continue
            at = next_look(now, community.zone)
            key = f"signposts:{at:%Y-%m}"
            draft = Draft(key, STALE, 0, at, channel_id=community.notices_channel_id)
            if self._planned.get(community.guild_id) != draft:
                async with self._database.begin() as session:
                    await self._outbox.put(session, community.guild_id, draft)
                self._planned[community.guild_id] = draft

    async def prepare(self, delivery: Delivery) -> Shown | None:
        """What has to be looked at as things stand now; None when everything is fresh."""
        shown = self._shown()
        return shown if shown.stale else None


def next_look(now: datetime, zone: str) -> datetime:
    """The first Monday of a month that is still to come, at ``AT`` in a zone, in UTC."""
    today = now.astimezone(zone_of(zone)).date()
    at = _first_monday(today, zone)
    return at if at > now else _first_monday((today.replace(day=1) + timedelta(days=32)), zone)


def _first_monday(month: date, zone: str) -> datetime:
    first = month.replace(day=1)
    day = first + timedelta(days=-first.weekday() % 7)
    return moment_of(datetime.combine(day, AT), zone).at.astimezone(UTC)
