"""Who is on a server, and who a member there, by the time that something goes out."""

from bot.community.standing import Someone
from bot.delivery.kinds import NotSent, Reason
from bot.services import Services


class Server:
    """What Discord would say of people (``bot.following.readers.People``): all are members, unless said otherwise."""

    def __init__(self, built: Services, members_role_id: int) -> None:
        self._members_role_id = members_role_id
        self.left, self.without_role, self.hears = set[int](), set[int](), True
        built.readers.people = self

    async def someone(self, guild_id: int, member_id: int) -> Someone | None:
        if not self.hears:
            raise NotSent(Reason.REFUSED, again=True)
        roles = frozenset[int]() if member_id in self.without_role else frozenset({self._members_role_id})
        return None if member_id in self.left else Someone(guild_id, member_id, roles, administers=False)
