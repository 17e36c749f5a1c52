"""What was looked for and nobody has: for facilitators, by the vocabulary's terms alone.

What people typed is never kept. A term is shown once eight different people have looked for it; until then each
is known by a keyed hash only, made for that one term, and all of a term's hashes go when it is shown.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.small_numbers import THRESHOLD
from bot.community.standing import Audience, Person, require
from bot.directory import repository
from bot.directory.models import WantedTermRow
from bot.directory.service import DirectoryService
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring

ENOUGH = THRESHOLD
"""Different people who must have looked before a term is shown (docs/privacy.md, small numbers)."""
MOST_TERMS = 5
"""Terms counted from one question."""


class WantedService:
    """Counts what is missing, without knowing who missed it."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring, directory: DirectoryService) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._directory = directory

    async def note(self, person: Person, terms: Iterable[str]) -> None:
        """Somebody looked for these in vain. Without a key for private texts nothing is counted."""
        wanted = sorted(set(terms))[:MOST_TERMS]
        if not wanted or not self._keyring:
            return
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            shown = await repository.wanted_terms(session, person.guild_id)
            for term in wanted:
                if term in shown:
                    continue
                seeker = self._seeker(person.guild_id, person.member_id, term)
                if await repository.count_seeker(session, person.guild_id, term, seeker) >= ENOUGH:
                    await repository.forget_seekers(session, person.guild_id, term)
                    session.add(WantedTermRow(guild_id=person.guild_id, term=term, since=self._clock.now().date()))

    async def terms(self, person: Person) -> list[str]:
        """What at least eight people have looked for, and nobody has yet. Raises ``NotAllowed``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            wanted = await repository.wanted_terms(session, person.guild_id)
        return sorted(wanted - self._directory.known_here(person.guild_id), key=str.casefold)

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> None:
        """Forget that a person looked for anything."""
        if self._keyring:
            for term in await repository.sought_terms(session, guild_id):
                await repository.forget_seekers(session, guild_id, term, self._seeker(guild_id, member_id, term))

    def _seeker(self, guild_id: int, member_id: int, term: str) -> str:
        return self._keyring.fingerprint(f"wanted|{guild_id}|{term}|{member_id}")
