"""A shared resource posted where a small group talks: once in each place, through the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.errors import InvalidInput, NotFound
from bot.resources import repository
from bot.resources.entries import Resource, ResourceGone, State
from bot.resources.service import FEATURE, resource_of
from bot.storage.database import Database, lock_community
from bot.texts import N_, Message

POSTED = "resource:posted"


class Circle(Protocol):
    """A small group that has a thread."""

    @property
    def title(self) -> str:
        """What it belongs to, such as a workshop."""
        ...

    @property
    def number(self) -> int: ...
    @property
    def thread_id(self) -> int: ...


class Circles(Protocol):
    """What is needed of whoever has small groups."""

    async def with_threads(self, person: Person) -> Sequence[Circle]:
        """Those into whose threads somebody may bring something: their own, and all for facilitators."""
        ...

    async def has_thread(self, guild_id: int, thread_id: int) -> bool:
        """Whether it is (still) some group's."""
        ...


class NoCircle(NotFound):
    """Nowhere to post it."""

    def __init__(self) -> None:
        super().__init__(
            N_("You are in no group with a thread just now. Groups have one when a workshop's facilitators publish "
               "them with threads.")
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posted:
    """A resource, and whose thread it goes to; ``already`` when it was put there before, ``why`` when that came to
    nothing."""

    resource: Resource
    circle: Circle
    already: bool
    why: Message | None = None


class SharingService:
    """Resources on their way to small groups."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, circles: Circles
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._circles = circles
        outbox.register(
            Kind(POSTED, N_("Resources posted in a group's thread"), self.prepare, useful_for=timedelta(hours=12))
        )

    async def circles(self, person: Person) -> Sequence[Circle]:
        """The groups in whose threads somebody may post one."""
        require(person.standing, Audience.MEMBER, set_up=True)
        return await self._circles.with_threads(person)

    async def post(self, person: Person, resource_id: int, thread_id: int | None, here: int | None) -> Posted:
        """Post one in a group's thread, once. Without ``thread_id``: in the one where the person is (``here``), or in
        the only one that there is for them.

        Raises ``ResourceGone``, ``NoCircle``, ``InvalidInput`` where it isn't clear which group is meant.
        """
        circle = _meant(await self.circles(person), thread_id, here)
        key = f"resource:{resource_id}:thread:{circle.thread_id}"
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            found = await repository.one(session, person.guild_id, resource_id)
            if found is None or found.row.state != State.APPROVED:
                raise ResourceGone
            known = await self._outbox.whereabouts(session, person.guild_id, key)
            if known is None:
                draft = Draft(key, POSTED, resource_id, self._clock.now(), channel_id=circle.thread_id)
                await self._outbox.put(session, person.guild_id, draft)
            return Posted(resource_of(found), circle, known is not None, known.why if known is not None else None)

    async def prepare(self, delivery: Delivery) -> Resource | None:
        """What there is to show; None when the resource or the group is gone meanwhile."""
        if not self._community.community(delivery.guild_id).offers(FEATURE) or delivery.channel_id is None:
            return None
        if not await self._circles.has_thread(delivery.guild_id, delivery.channel_id):
            return None
        async with self._database.read() as session:
            found = await repository.one(session, delivery.guild_id, delivery.subject_id)
        return resource_of(found) if found is not None and found.row.state == State.APPROVED else None


def _meant(circles: Sequence[Circle], thread_id: int | None, here: int | None) -> Circle:
    by_thread = {one.thread_id: one for one in circles}
    if not by_thread:
        raise NoCircle
    if thread_id is not None and thread_id not in by_thread:
        raise NotFound(N_("That group isn't there any more, or you aren't in it."))
    wanted = thread_id if thread_id is not None else here
    if wanted in by_thread:
        return by_thread[wanted]
    if len(by_thread) > 1:
        raise InvalidInput(N_("There are several groups. Please choose one, or type the command in its thread."))
    return circles[0]
