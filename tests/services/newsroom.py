"""A group with topics that people follow, and a runner, for the tests of announcements."""

from bot.announcements.entries import Announcement, Said, Topic, Wish
from bot.clock import SetClock
from bot.community.models import ConsentRow
from bot.community.settings import Community
from bot.community.standing import Person, Standing
from bot.delivery import claims
from bot.following.entries import Way
from bot.following.models import FollowRow
from bot.services import Services
from bot.storage.revisions import bump
from tests.services.office import DAY, Office
from tests.services.people import GUILD
from tests.services.server import Server

ADMIN, FACILITATOR = Person(GUILD, 1, Standing.ADMINISTRATOR), Person(GUILD, 9, Standing.FACILITATOR)
GENERAL, NEWS = 500, 501
FIRST = 10_000
"""The number of the first follower; their channel is one more, so they are two apart."""


def member(n: int) -> Person:
    return Person(GUILD, FIRST + 2 * n, Standing.MEMBER)


class Newsroom(Office):
    """Everything about announcements, with a post office."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        super().__init__(built, clock)
        self.service, self.topics = built.announcements, built.announcement_topics
        self.drafts, self.planning = built.announcement_drafts, built.announcing
        self.server = Server(built, 10)

    async def set_up(self) -> None:
        await self.built.community.set_up(ADMIN, Community(GUILD, members_role_id=10, facilitators_role_id=11))

    async def topic(self, name: str = "CORE") -> Topic:
        return await self.topics.save(FACILITATOR, None, name, "Community-driven projects", None)

    async def followed_by(self, topic: Topic, many: int) -> None:
        """Many follow a topic by message, at once: each by themselves would take a while."""
        now = self.clock.now()
        async with self.built.database.begin() as session:
            for n in range(many):
                who = {"guild_id": GUILD, "member_id": member(n).member_id}
                session.add(FollowRow(**who, subject=topic.subject, way=Way.MESSAGE, since=now))
                session.add(ConsentRow(**who, purpose="news", given_at=now))
            await bump(session, GUILD, "following")
            await bump(session, GUILD, "community")

    async def has_written_to(self, many: int) -> None:
        """The channels of direct messages with the first of them have been open for long."""
        async with self.built.database.begin() as session:
            for n in range(many):
                who = member(n).member_id
                await claims.remember_direct(session, GUILD, who, who + 1, self.clock.now() - DAY)

    async def written(
        self,
        *,
        subjects: list[str] | None = None,
        channels: tuple[int, ...] = (GENERAL,),
        when: str = "",
        text: str = "The call for **CORE** is open.",
    ) -> int:
        """A draft; its number."""
        draft = await self.drafts.compose(FACILITATOR, Wish("CORE is open", text, when), None, channels)
        number = draft.announcement.id
        await self.drafts.address(FACILITATOR, number, subjects=subjects or [])
        return number

    async def sent(self, **how: object) -> Announcement:
        return await self.drafts.send(FACILITATOR, await self.written(**how))  # pyright: ignore[reportArgumentType]

    @property
    def said(self) -> list[Said]:
        """What each letter says."""
        return [letter.result for letter in self.post.letters if isinstance(letter.result, Said)]

    @property
    def in_channels(self) -> dict[int, int]:
        """How many letters lie in each channel."""
        return {channel: len(lying) for channel, lying in self.post.posted.items()}
