"""Whether somebody is still a member, at the moment when something is about to be sent to them."""

from typing import Protocol

from bot.community.service import CommunityService
from bot.community.standing import Audience, Someone
from bot.delivery.kinds import NotSent, Reason


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


class Presence:
    """Asks Discord, since Heronry hears neither of roles that change nor at once of who leaves."""

    def __init__(self, community: CommunityService) -> None:
        self._community = community
        self.people: People = NoPeople()

    async def is_member(self, guild_id: int, member_id: int) -> bool:
        """Whether what members may read may be sent to somebody. Raises ``NotSent``, to be tried again."""
        someone = await self.people.someone(guild_id, member_id)
        return someone is not None and self._community.person(someone).standing >= Audience.MEMBER
