"""Who follows what, and how they hear of it. Any feature may use it.

A *subject* is a short text that a feature makes of its own name and a number: ``project:12``, ``topic:4``. A person
follows a subject of their community in one ``Way``:

- ``ROLE``: they have the subject's role on Discord. The cog gives and takes it (``bot.ui.roles.give_role``,
  ``take_role``), for only it can tell whether Discord lets it; what is kept here is that they chose it.
- ``MESSAGE``: by direct message, of the purpose ``PURPOSE``. Choosing it *is* saying yes to such messages, so the
  button has to say that; a yes that is taken back in ``/preferences`` holds, and ``followers`` leaves them out.
- ``DIGEST``: in the digest alone.
- ``NOTHING``: not at all, which is not following.

What there is:

    await following.follow(person, "topic:4", Way.MESSAGE)
    await following.unfollow(person, "topic:4")
    await following.drop(session, guild_id, "topic:4")   # the subject is gone, in the caller's transaction
    following.way_of(guild_id, member_id, "topic:4")     # -> Way
    following.followers(guild_id, "topic:4")             # -> Sequence[Follower], by number: (member_id, way)
    following.subjects_of(guild_id, member_id)           # -> Mapping[str, Way]
    following.gives_standing(guild_id, role_id)          # -> whether it is none for a subject

The last four answer from memory. Whoever is erased, or has left for 30 days, follows nothing any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.following import repository
from bot.following.entries import LONGEST_SUBJECT, PURPOSE, Follower, Way
from bot.following.models import FollowRow
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump

MODEL = "following"


class Following:
    """Who follows what, answered from memory (``ReadModel``)."""

    model = MODEL

    def __init__(self, database: Database, clock: Clock, community: CommunityService) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._followers: dict[int, dict[str, dict[int, Way]]] = {}

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Read who follows what (``ReadModel``)."""
        found: dict[int, dict[str, dict[int, Way]]] = {}
        for row in await repository.follows(session, guild_id):
            found.setdefault(row.guild_id, {}).setdefault(row.subject, {})[row.member_id] = Way(row.way)
        if guild_id is None:
            self._followers = found
        else:
            self._followers[guild_id] = found.get(guild_id, {})

    async def follow(self, person: Person, subject: str, way: Way) -> None:
        """Hear of a subject in a way, whatever it was before. Raises ``NotAllowed`` for those who aren't members."""
        require(person.standing, Audience.MEMBER, set_up=True)
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise ValueError("a subject is a feature's name and a number")
        if way is Way.NOTHING:
            await self.unfollow(person, subject)
            return
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.follow(session, person.guild_id, person.member_id, subject)
            if row is None:
                row = FollowRow(
                    guild_id=person.guild_id, member_id=person.member_id, subject=subject, since=self._clock.now()
                )  # fmt: skip
                session.add(row)
            row.way = way
            await bump(session, person.guild_id, MODEL)
        if way is Way.MESSAGE:
            await self._community.choose(person, lambda chosen: replace(chosen, consents=chosen.consents | {PURPOSE}))

    async def unfollow(self, person: Person, subject: str) -> None:
        """Hear of a subject no more. Nothing happens to whoever didn't follow it."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.follow(session, person.guild_id, person.member_id, subject)
            if row is not None:
                await session.delete(row)
                await bump(session, person.guild_id, MODEL)

    async def drop(self, session: AsyncSession, guild_id: int, subject: str) -> None:
        """Nobody follows a subject any more, for it is gone; in the caller's transaction."""
        await repository.delete_subject(session, guild_id, subject)
        await bump(session, guild_id, MODEL)

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> None:
        """Somebody follows nothing any more; in the caller's transaction."""
        await repository.delete_member(session, guild_id, member_id)
        await bump(session, guild_id, MODEL)

    # -- from memory --------------------------------------------------------------------------

    def way_of(self, guild_id: int, member_id: int, subject: str) -> Way:
        """How somebody chose to hear of a subject."""
        return self._followers.get(guild_id, {}).get(subject, {}).get(member_id, Way.NOTHING)

    def followers(self, guild_id: int, subject: str) -> Sequence[Follower]:
        """Who hears of a subject, and how, by their numbers. Whoever chose messages, and takes none any more, isn't
        among them."""
        chosen = self._followers.get(guild_id, {}).get(subject, {})
        return [
            Follower(member_id, way) for member_id, way in sorted(chosen.items())
            if way is not Way.MESSAGE or self.takes_messages(guild_id, member_id)
        ]  # fmt: skip

    def takes_messages(self, guild_id: int, member_id: int) -> bool:
        """Whether somebody says yes to direct messages about what they follow."""
        return PURPOSE in self._community.preferences(guild_id, member_id).consents

    def gives_standing(self, guild_id: int, role_id: int | None) -> bool:
        """Whether members or facilitators are known by a role, or everybody has it: none to be had by a press. Asked
        when it is given, too, for ``/setup`` may have come later."""
        known = self._community.community(guild_id)
        return role_id is not None and role_id in (known.members_role_id, known.facilitators_role_id, guild_id)

    def subjects_of(self, guild_id: int, member_id: int) -> Mapping[str, Way]:
        """What somebody follows, and how they chose to hear of it."""
        chosen = self._followers.get(guild_id, {}).items()
        return {subject: people[member_id] for subject, people in chosen if member_id in people}
