"""A community's digests: its services with a runner, and who its people are by the time that one goes out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.delivery.models import DeliveryRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.digest.entries import Digest
from bot.digest.service import CHANNEL, OWN
from bot.meetings.entries import Preview
from bot.meetings.entries import Wish as Meeting
from bot.resources.entries import Wish
from bot.services import Services
from tests.services.people import CAM, person
from tests.services.post import PostOffice
from tests.services.server import Server

FACILITATOR, OWNER = person(CAM, Standing.FACILITATOR), person(1, Standing.ADMINISTRATOR)
MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)
WEEK, PLACE, MEMBERS = timedelta(days=7), 500, 5


class Gazette:
    """A community whose digests go out; the fixture's clock stands on Tuesday 3 November 2026, 13:30."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.digest = built.digest
        self.server = Server(built, MEMBERS)
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def set_up(self) -> None:
        await self.built.community.change(OWNER, lambda before: replace(before, members_role_id=MEMBERS))

    async def comes_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        await self.built.digest_sending.tick()
        await self.runner.tick()

    async def shares(self, title: str) -> None:
        link = f"https://www.example.org/{title.replace(' ', '-')}"
        await self.built.resources.add_link(FACILITATOR, Wish(title, link))

    def sent(self, kind: str = OWN) -> list[tuple[datetime, list[str], list[str]]]:
        """When each was due, what it said was new, and what it said comes."""
        found: list[tuple[datetime, list[str], list[str]]] = []
        for letter in self.post.letters:
            if letter.delivery.kind == kind:
                assert isinstance(letter.result, Digest)
                sections = letter.result.sections
                fresh = [one.words for section in sections for one in section.fresh]
                coming = [one.words for section in sections for one in section.coming]
                found.append((letter.delivery.due_at, fresh, coming))
        return found

    async def deliveries(self) -> list[DeliveryRow]:
        async with self.built.database.read() as session:
            return list(await session.scalars(select(DeliveryRow).where(DeliveryRow.kind.in_([OWN, CHANNEL]))))

    async def meets(self, title: str, when: str) -> int:
        made = await self.built.meetings.draft(FACILITATOR, Meeting(title, when, PLACE))
        assert isinstance(made, Preview)
        await self.built.meetings.keep(FACILITATOR, made.series.id)
        return made.series.id

    def changed(self, n: int = -1) -> list[tuple[str, datetime | None, str]]:
        """What one that was sent said had changed: what, its time, and how."""
        found = self.post.letters[n].result
        assert isinstance(found, Digest)
        return [(one.words, one.at, str(one.note)) for section in found.sections for one in section.changed]
