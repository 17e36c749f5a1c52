"""A group with a space of its own, for the tests of peer support: people, threads that a test can break, and a post."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.clock import SetClock
from bot.community.settings import Community, Preferences
from bot.community.standing import Person, Standing
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.services import Services
from bot.support.desk import Entry, Trouble
from bot.support.entries import Wish
from bot.support.worries import About
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, person
from tests.services.post import PostOffice

NOTICES, SPACE, DESK = 500, 600, 700
FACILITATOR = person(CAM, Standing.FACILITATOR)
ADMINISTRATOR = person(CAM, Standing.ADMINISTRATOR)
REPORTER = person(DEE)
AUTHOR = 55
SECOND = 66
WORDS = "she sounded very low, please look"


@dataclass
class Rooms:
    """Private threads (``Threads``). ``gone`` threads were deleted; who is ``away`` isn't on the server."""

    inside: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    names: dict[str, int] = field(default_factory=dict[str, int])
    gone: set[int] = field(default_factory=set[int])
    away: set[int] = field(default_factory=set[int])
    blind: set[int] = field(default_factory=set[int])
    trouble: Trouble | None = None
    dies: bool = False
    """Whether the next thread is made, and the answer lost."""
    asked: int = 0

    def servers(self) -> Collection[int]:
        return (GUILD,)

    async def open(self, guild_id: int, parent_id: int, name: str) -> int | Trouble:
        self.asked += 1
        if self.trouble is not None:
            return self.trouble
        number = self.names.setdefault(name, 1_000 + len(self.names))
        self.inside.setdefault(number, set())
        if self.dies:
            self.dies = False
            return Trouble.LATER
        return number

    async def usable(self, guild_id: int, thread_id: int) -> bool | None:
        return thread_id not in self.gone

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> Entry:
        if member_id in self.away:
            return Entry.NOT_HERE
        if member_id in self.blind:
            return Entry.CANNOT_SEE
        self.inside[thread_id].add(member_id)
        return Entry.IN

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool:
        self.inside[thread_id].discard(member_id)
        return True

    async def is_member(self, guild_id: int, member_id: int) -> bool | None:
        """Whether someone is still on the server (``MembershipCheck``)."""
        return member_id not in self.away


class Commons:
    """The services with a rota, threads and a post."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post, self.rooms = built, clock, PostOffice(), Rooms()
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def begin(self) -> None:
        """The group is set up, with Ada and Ben on the rota."""
        wanted = Community(GUILD, members_role_id=1, facilitators_role_id=2, notices_channel_id=NOTICES)
        await self.built.community.set_up(ADMINISTRATOR, wanted)
        await self.rota(ADA, BEN)
        await self.built.agreeing.write_agreement(FACILITATOR, "- We are kind.", SPACE, None)

    async def rota(self, *members: int, second: int | None = None) -> None:
        await self.built.support.save_rota(FACILITATOR, members, second, "weekdays", DESK)

    async def works(self) -> None:
        """The desk and the post do what there is to do."""
        await self.built.desk.tick(self.rooms)
        await self.runner.tick()

    async def worries(
        self, leave_out: int | None = None, could_read: Collection[int] = (), author: int = AUTHOR
    ) -> None:
        about = About(SPACE, 77, author, WORDS, "Dee")
        await self.built.worries.pass_on(REPORTER, about, leave_out, could_read)
        await self.works()

    async def asks(self, wish: Wish = Wish.UNSIGNED, who: Person = REPORTER) -> None:
        await self.built.asking.ask(who, "How do I say no to my supervisor?", wish, "Dee")
        await self.works()

    async def agrees_to_messages(self, member_id: int) -> None:
        chosen = Preferences(consents=frozenset({"support"}))
        await self.built.community.choose(person(member_id), lambda _: chosen)

    def said(self, where: int) -> list[object]:
        """What was said in a channel, a thread, or (``member + 1``) to a person."""
        return [letter.result for letter in self.post.posted[where]]

    @property
    def thread(self) -> int:
        """The rota's latest thread."""
        return max(self.rooms.inside)
