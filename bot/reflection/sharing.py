"""Showing something of a reflection to the group: a separate act, entry by entry, that can be taken back."""

import string
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Person
from bot.delivery.kinds import Delivery, Draft, Kind, State
from bot.delivery.service import Outbox, Whereabouts
from bot.errors import InvalidInput, UserError
from bot.reflection import repository, rows
from bot.reflection.entries import Changed, Reflection, ReflectionGone, Shared, ShareState, Showing
from bot.reflection.guiding import GuidesService
from bot.reflection.models import ShareRow
from bot.reflection.service import FEATURE, UNSEALED
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring
from bot.texts import N_

SHARED = "reflection:shared"
MOST_SHOWN = 3_400
"""Characters of one message for what is shown, the marks that keep it plain counted in; Discord takes 4,000."""
AT_ONCE = 50
UNDER_WAY = (State.PENDING, State.SENDING)


class NoSpace(UserError):
    """The community has no reflective space."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "There is no reflective space here yet, so nothing can be shown. Facilitators choose its channel with "
                "/manage-checkins space."
            )
        )


class Posts(Protocol):
    """What takes messages of Heronry's own back."""

    async def delete(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        """Delete a message; whether it is certainly gone."""
        ...


class NoPosts:
    """Nothing can be taken back yet (``Posts``): Heronry isn't connected."""

    async def delete(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        return False


class SharingService:
    """What people show of their reflections, and take back."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        keyring: Keyring,
        guides: GuidesService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._keyring = keyring
        self._guides = guides
        self.posts: Posts = NoPosts()
        # Shown twice would be worse than not at all; taken back meanwhile, it isn't sent.
        outbox.register(Kind(SHARED, N_("Reflections that people show"), self.prepare, useful_for=timedelta(hours=6)))

    async def preview(self, person: Person, entry_id: int, version: int, parts: Sequence[int]) -> Showing:
        """Exactly what would be shown, where, and by whom. ``parts`` are answers' places in that version.

        Raises ``NoSpace``, ``ReflectionGone``, ``Changed``, ``Locked``, ``InvalidInput`` for nothing, or for too much.
        """
        space = self._space(person)
        async with self._database.read() as session:
            what = await self._what(session, person, entry_id, version, parts)
        return Showing(entry_id, tuple(parts), what, space)

    async def share(self, person: Person, entry_id: int, version: int, parts: Sequence[int]) -> int:
        """Show it, as it was previewed, in place of what was shown of it before; in which channel. Pressing twice
        shows it once. Raises as ``preview`` does.
        """
        space, now = self._space(person), self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            what = await self._what(session, person, entry_id, version, parts)
            before = await repository.share_of(session, person.guild_id, entry_id)
            if before is not None:
                if _same(rows.shared_of(self._keyring, before), what):
                    return before.channel_id
                await self.withdraw(session, person.guild_id, entry_id)
            row = ShareRow(
                guild_id=person.guild_id, entry_id=entry_id, member_id=person.member_id, channel_id=space,
                content=UNSEALED, state=ShareState.SHOWN, shared_at=now, message_id=None,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            rows.keep_share(self._keyring, row, what)
            await self._outbox.put(session, person.guild_id, Draft(_key(row), SHARED, row.id, now, channel_id=space))
        return space

    def _space(self, person: Person) -> int:
        space = self._guides.space(person.guild_id)
        if space is None:
            raise NoSpace
        return space

    async def _what(
        self, session: AsyncSession, person: Person, entry_id: int, version: int, parts: Sequence[int]
    ) -> Shared:
        row = await repository.entry(session, person.guild_id, person.member_id, entry_id)
        if row is None:
            raise ReflectionGone
        if row.version != version:
            raise Changed
        return _shown(person, rows.reflection_of(self._keyring, row), parts)

    async def standing(self, person: Person, entry_id: int) -> tuple[int, Whereabouts | None] | None:
        """Where something of one's entry is shown, and what has become of the message; None when nothing is."""
        async with self._database.read() as session:
            row = await repository.share_of(session, person.guild_id, entry_id)
            if row is None or row.member_id != person.member_id:
                return None
            return row.channel_id, await self._outbox.whereabouts(session, person.guild_id, _key(row))

    async def take_back(self, person: Person, entry_id: int) -> None:
        """Show nothing of an entry any more. Raises ``ReflectionGone`` when nothing is shown."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.share_of(session, person.guild_id, entry_id)
            if row is None or row.member_id != person.member_id:
                raise ReflectionGone
            await self.withdraw(session, person.guild_id, entry_id)
        await self._database.truncate_log()
        await self.tick()

    async def withdraw(self, session: AsyncSession, guild_id: int, entry_id: int) -> None:
        """Take back what is shown of an entry, in the transaction that wants it; its message goes soon after."""
        row = await repository.share_of(session, guild_id, entry_id)
        if row is not None:
            row.state, row.content, row.member_id = ShareState.TAKEN_BACK, None, None
            await self._outbox.cancel(session, guild_id, SHARED, row.id)

    async def withdraw_all(self, session: AsyncSession, guild_id: int, member_id: int) -> int:
        """Take back everything that somebody shows; how many."""
        shares = await repository.take_back(session, guild_id, member_id)
        for share_id in shares:
            await self._outbox.cancel(session, guild_id, SHARED, share_id)
        return len(shares)

    # -- when the time comes ----------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Shared | None:
        """What is shown; None once it was taken back, or reflections were switched off."""
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        async with self._database.read() as session:
            row = await repository.share(session, delivery.guild_id, delivery.subject_id)
        return rows.shared_of(self._keyring, row) if row else None

    async def tick(self) -> None:
        """Note where messages have arrived, and take those back that are no longer to be seen."""
        async with self._database.read() as session:
            unplaced = bool(await repository.unplaced(session, 1))
            taken_back = await repository.taken_back(session, AT_ONCE)
        if unplaced:
            await self._place()
        for guild_id, share_id in taken_back:
            await self._remove(guild_id, share_id)

    async def _place(self) -> None:
        async with self._database.begin() as session:
            for row in await repository.unplaced(session, AT_ONCE):
                known = await self._outbox.whereabouts(session, row.guild_id, _key(row))
                row.message_id = known.message_id if known else None

    async def _remove(self, guild_id: int, share_id: int) -> None:
        async with self._database.read() as session:
            row = await repository.share(session, guild_id, share_id)
            known = await self._outbox.whereabouts(session, guild_id, _key(row)) if row else None
        if row is None or (known is not None and known.state in UNDER_WAY):
            return  # it may arrive any moment: then it is taken back
        message_id = row.message_id or (known.message_id if known else None)
        if message_id is not None and not await self.posts.delete(guild_id, row.channel_id, message_id):
            return
        async with self._database.begin() as session:
            again = await repository.share(session, guild_id, share_id)
            if again is not None and again.state == ShareState.TAKEN_BACK:
                await session.delete(again)


def _key(row: ShareRow) -> str:
    return f"reflection-share:{row.id}"


def _shown(person: Person, said: Reflection, parts: Sequence[int]) -> Shared:
    answers = tuple(said.answers[part] for part in dict.fromkeys(parts) if 0 <= part < len(said.answers))
    if not answers:
        raise InvalidInput(N_("Please choose at least one part to show."))
    length = sum(_length(text) for answer in answers for text in (answer.prompt, answer.text))
    if length + _length(said.title) > MOST_SHOWN:
        raise InvalidInput(
            N_(
                "That is more than one message holds. Please choose fewer parts; nothing has been shown to anyone.",
            )
        )
    return Shared(person.member_id, said.title, said.model, answers)


def _length(text: str) -> int:
    # Punctuation is shown with a mark before it, so that it isn't read as formatting.
    return len(text) + sum(character in string.punctuation for character in text)


def _same(shown: Shared | None, what: Shared) -> bool:
    return shown is not None and (shown.title, shown.model, shown.answers) == (what.title, what.model, what.answers)
