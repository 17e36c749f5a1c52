"""Topics' use cases: what members can follow of the group's news, and in which way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import repository
from bot.announcements.entries import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    MOST_TOPICS,
    Topic,
    TopicGone,
)
from bot.announcements.models import TopicRow
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.following.entries import Way
from bot.following.service import Following
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

MODEL = "topics"


class TopicsService:
    """Topics, answered from memory (``ReadModel``, ``Followable``)."""

    model = MODEL
    followed_as = N_("Topics")

    def __init__(self, database: Database, following: Following) -> None:
        self._database = database
        self._following = following
        self._topics: dict[int, dict[int, Topic]] = {}

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Read the topics (``ReadModel``)."""
        found: dict[int, dict[int, Topic]] = {}
        for row in await repository.topics(session, guild_id):
            found.setdefault(row.guild_id, {})[row.id] = Topic(row.id, row.name, row.about, row.role_id)
        if guild_id is None:
            self._topics = found
        else:
            self._topics[guild_id] = found.get(guild_id, {})

    def subjects(self, guild_id: int) -> Mapping[str, str]:
        return {one.subject: one.name for one in self._topics.get(guild_id, {}).values()}

    def roles(self, guild_id: int) -> Mapping[str, int]:
        """The roles that come with topics, by subject."""
        return {one.subject: one.role_id for one in self._topics.get(guild_id, {}).values() if one.role_id}

    # -- for members --------------------------------------------------------------------------

    def topics(self, person: Person) -> Sequence[tuple[Topic, Way]]:
        """Every topic, by name, with how somebody follows it."""
        require(person.standing, Audience.MEMBER, set_up=True)
        way_of = self._following.way_of
        return [
            (self._offered(person, one), way_of(person.guild_id, person.member_id, one.subject))
            for one in self._topics.get(person.guild_id, {}).values()
        ]

    def _offered(self, person: Person, topic: Topic) -> Topic:
        if self._following.gives_standing(person.guild_id, topic.role_id):
            return replace(topic, role_id=None)
        return topic

    def topic(self, guild_id: int, topic_id: int) -> Topic:
        """One topic. Raises ``TopicGone``."""
        found = self._topics.get(guild_id, {}).get(topic_id)
        if found is None:
            raise TopicGone
        return found

    async def follow(self, person: Person, topic_id: int, way: str) -> tuple[Topic, Way]:
        """Follow a topic in a way, or not at all; with the way it was before. Raises ``TopicGone``, ``InvalidInput``
        for no way that there is."""
        topic = self._offered(person, self.topic(person.guild_id, topic_id))
        before = self._following.way_of(person.guild_id, person.member_id, topic.subject)
        if way not in list(Way) or (way == Way.ROLE and topic.role_id is None):
            raise InvalidInput(N_("That topic can't be followed in this way. Type /topics to see the ways there are."))
        await self._following.follow(person, topic.subject, Way(way))
        return topic, before

    # -- for facilitators -----------------------------------------------------------------------

    def counted(self, person: Person) -> list[Topic]:
        """Every topic, by name, with how many follow it in each way."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        return [
            Topic(
                one.id, one.name, one.about, one.role_id,
                Counter(each.way for each in self._following.followers(person.guild_id, one.subject)),
            )
            for one in self._topics.get(person.guild_id, {}).values()
        ]  # fmt: skip

    async def save(self, person: Person, topic_id: int | None, name: str, about: str, role_id: int | None) -> Topic:
        """Make a topic (without a number), or change one. Raises ``NotAllowed``, ``InvalidInput``, ``TopicGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        name, about = " ".join(name.split())[:LONGEST_NAME], " ".join(about.split())[:LONGEST_ABOUT]
        if not name:
            raise InvalidInput(N_("A topic needs a name."))
        self._refuse_what_opens_doors(person, topic_id, role_id)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            rows = await repository.topics(session, person.guild_id)
            if any(one.name.casefold() == name.casefold() and one.id != topic_id for one in rows):
                raise InvalidInput(N_("There is a topic called “{name}” already.", name=name))
            row = next((one for one in rows if one.id == topic_id), None)
            if topic_id is not None and row is None:
                raise TopicGone
            if row is None:
                if len(rows) >= MOST_TOPICS:
                    raise InvalidInput(
                        N_("There are {most} topics already. Please delete one first.", most=MOST_TOPICS)
                    )
                row = TopicRow(guild_id=person.guild_id)
                session.add(row)
            row.name, row.about, row.role_id = name, about, role_id
            await session.flush()
            await bump(session, person.guild_id, MODEL)
            return Topic(row.id, row.name, row.about, row.role_id)

    def left_behind(self, person: Person, topic_id: int, role_id: int | None) -> int:
        """How many follow a topic by a role that it won't have any more once this one, or none, takes its place."""
        before = self.topic(person.guild_id, topic_id)
        if before.role_id in (None, role_id):
            return 0
        return sum(one.way is Way.ROLE for one in self._following.followers(person.guild_id, before.subject))

    def _refuse_what_opens_doors(self, person: Person, topic_id: int | None, role_id: int | None) -> None:
        if role_id is None:
            return
        if role_id == person.guild_id:
            raise InvalidInput(N_("Everyone has that role already. Choose one that comes with the topic, or none."))
        if self._following.gives_standing(person.guild_id, role_id):
            raise InvalidInput(
                N_("Anybody who follows the topic would get that role, and what comes with it. Please choose one that "
                   "is for this topic alone.")
            )  # fmt: skip
        others = (one for one in self._topics.get(person.guild_id, {}).values() if one.id != topic_id)
        if any(one.role_id == role_id for one in others):
            raise InvalidInput(N_("Another topic has that role already. Please choose one for this topic alone."))

    async def delete(self, person: Person, topic_id: int) -> None:
        """Delete a topic; nobody follows it any more. Raises ``TopicGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.topic(session, person.guild_id, topic_id)
            if row is None:
                raise TopicGone
            await repository.delete_topic(session, person.guild_id, topic_id)
            await self._following.drop(session, person.guild_id, f"topic:{topic_id}")
            await bump(session, person.guild_id, MODEL)
