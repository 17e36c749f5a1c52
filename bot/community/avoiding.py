"""Whom people would rather not be put together with: each keeps a private list, and nobody else can tell.

A list holds the people its owner would rather not be paired or grouped with, and the owner's own supervisors or line
managers. It is sealed, padded so that its length says nothing, and read into memory; whoever makes pairs or groups
asks for ``pairs`` and learns who is kept apart, never by whom or why.

Whoever is erased goes from everybody's list: their number is taken out, and a keyed hash made for that one list stays
in its place. Otherwise a person could lift somebody's protection by erasing themselves and coming back.
"""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community import repository
from bot.community.models import ApartRow
from bot.community.standing import Person
from bot.errors import UserError
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place, Sealed
from bot.texts import N_

log = logging.getLogger(__name__)

MODEL = "apart"
MOST, MOST_SUPERVISORS = 25, 10
"""People on a list; Discord lets 25 be chosen in one menu."""
BLOCK = 2_048
"""Bytes that a list's length is a multiple of."""


class ApartLocked(UserError):
    """The list doesn't open with the keys there are."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Your private list can't be opened, because Heronry's key for private texts has been changed or lost. "
                "Nothing was written over. Until it opens again you are put together with nobody."
            )
        )


@dataclass(frozen=True, slots=True, repr=False)
class Apart:
    """One person's list: whom they'd rather not be put with, who supervises them, and keyed hashes of people on it
    who have been erased since."""

    avoid: frozenset[int] = frozenset()
    supervisors: frozenset[int] = frozenset()
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    erased: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return "Apart(...)"

    def __bool__(self) -> bool:
        return bool(self.avoid or self.supervisors)

    def among(self, people: Set[int]) -> Set[int]:
        """Which of these people are on it."""
        gone = {one for one in people if self._hash(one) in self.erased} if self.erased else frozenset[int]()
        return ((self.avoid | self.supervisors) & people) | gone

    def names(self, member_id: int) -> bool:
        """Whether somebody is on it."""
        return bool(self.among({member_id}))

    def without(self, member_id: int) -> "Apart":
        """The list once somebody on it is erased."""
        gone = frozenset({member_id})
        return replace(
            self, avoid=self.avoid - gone, supervisors=self.supervisors - gone,
            erased=self.erased | {self._hash(member_id)},
        )  # fmt: skip

    def _hash(self, member_id: int) -> str:
        return hmac.new(bytes.fromhex(self.salt), str(member_id).encode(), hashlib.sha256).hexdigest()[:24]


class Avoiding:
    """Everybody's lists (``ReadModel``)."""

    model = MODEL

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._lists: dict[int, dict[int, Apart | None]] = {}  # None: it can't be opened

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Open the lists into memory (``ReadModel``)."""
        if guild_id is None:
            self._lists = {}
        else:
            self._lists.pop(guild_id, None)
        for row in await repository.apart(session, guild_id):
            self._lists.setdefault(row.guild_id, {})[row.member_id] = self._opened(row)
        if any(one is None for lists in self._lists.values() for one in lists.values()):
            log.error("private lists don't open with the keys there are; their owners are put together with nobody")

    def own(self, person: Person) -> Apart:
        """The person's own list; empty without one. Raises ``ApartLocked``, and ``NoKey`` where nothing can be kept."""
        if not self._keyring:
            raise NoKey
        found = self._lists.get(person.guild_id, {}).get(person.member_id, Apart())
        if found is None:
            raise ApartLocked
        return found

    def pairs(self, guild_id: int, among: Collection[int]) -> frozenset[frozenset[int]]:
        """Which two of these people are never put together. It holds both ways, and doesn't say whose wish it is.

        Whoever's list can't be opened is kept apart from everybody: it mustn't be as if they had none.
        """
        lists, there, found = self._lists.get(guild_id, {}), frozenset(among), set[frozenset[int]]()
        for owner in there & lists.keys():
            known, others = lists[owner], there - {owner}
            found |= {frozenset({owner, other}) for other in (others if known is None else known.among(others))}
        return frozenset(found)

    async def choose(self, person: Person, avoid: Iterable[int], supervisors: Iterable[int]) -> None:
        """Keep a person's list, in place of the one they had. An empty one is deleted.

        Raises ``ApartLocked`` when there is one that can't be opened, and ``NoKey``.
        """
        guild_id, me = person.guild_id, frozenset({person.member_id})
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            rows = await repository.apart(session, guild_id, person.member_id)
            before = self._opened(rows[0]) if rows else Apart()
            if before is None:
                raise ApartLocked
            wanted = replace(
                before, avoid=frozenset(sorted(set(avoid) - me)[:MOST]),
                supervisors=frozenset(sorted(set(supervisors) - me)[:MOST_SUPERVISORS]),
            )  # fmt: skip
            if wanted:
                await session.merge(ApartRow(guild_id=guild_id, member_id=person.member_id, kept=self._sealed(
                    wanted, person.member_id
                )))  # fmt: skip
            else:
                await repository.delete_apart(session, guild_id, person.member_id)
            await bump(session, guild_id, MODEL)
        await self._database.truncate_log()  # it would still hold the list as it was

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> None:
        """Erase a person's list, and take them out of everybody else's. One that can't be opened stays as it is:
        nobody can read it, and its owner is kept apart from everyone."""
        await repository.delete_apart(session, guild_id, member_id)
        for row in await repository.apart(session, guild_id):
            known = self._opened(row)
            if known is not None and (member_id in known.avoid or member_id in known.supervisors):
                row.kept = self._sealed(known.without(member_id), row.member_id)
        await bump(session, guild_id, MODEL)

    def opened(self, row: ApartRow) -> Apart | None:
        """A stored list; None when it can't be opened."""
        return self._opened(row)

    def _opened(self, row: ApartRow) -> Apart | None:
        try:
            told = json.loads(self._keyring.open(row.kept, _place(row.member_id)))
        except (CannotOpen, NoKey):
            return None
        avoid, supervisors, salt, erased = told
        return Apart(frozenset(avoid), frozenset(supervisors), salt, frozenset(erased))

    def _sealed(self, wanted: Apart, member_id: int) -> Sealed:
        text = json.dumps([sorted(wanted.avoid), sorted(wanted.supervisors), wanted.salt, sorted(wanted.erased)])
        return self._keyring.seal(text + " " * (-len(text) % BLOCK), _place(member_id))


def _place(member_id: int) -> Place:
    return Place("apart_lists.kept", member_id, 0)
