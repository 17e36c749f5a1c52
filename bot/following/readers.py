"""Whether somebody may still read what a feature sends them later: who they are is asked when it goes out.

People leave, and roles are taken away; what they asked for while they were members goes on falling due.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, Someone
from bot.delivery.kinds import NotSent, Reason

_here: ContextVar[Person | None] = ContextVar("here", default=None)


@contextmanager
def visit(person: Person) -> Generator[None]:
    """Within this block, the person is here, and their standing is known: nobody has to be asked."""
    token = _here.set(person)
    try:
        yield
    finally:
        _here.reset(token)


class People(Protocol):
    """What can say who somebody is on a server (``bot.ui.members``)."""

    async def someone(self, guild_id: int, member_id: int) -> Someone | None:
        """Who they are now; None when they aren't there. Raises ``NotSent``, to be tried again, when that can't be
        told."""
        ...


class NoPeople:
    """Before there is a connection (``People``)."""

    async def someone(self, guild_id: int, member_id: int) -> Someone | None:
        raise NotSent(Reason.SERVER_GONE, again=True)


class Readers:
    """Who may read what is for members."""

    def __init__(self, community: CommunityService) -> None:
        self._community = community
        self.people: People = NoPeople()

    async def may_read(self, guild_id: int, member_id: int) -> bool:
        """Whether somebody is a member now, whoever they were when they asked for it. One request to Discord, so ask
        last. Raises ``NotSent``, to be tried again, when nobody can say."""
        here = _here.get()
        if here is not None and (here.guild_id, here.member_id) == (guild_id, member_id):
            return here.standing >= Audience.MEMBER
        someone = await self.people.someone(guild_id, member_id)
        return someone is not None and self._community.person(someone).standing >= Audience.MEMBER
