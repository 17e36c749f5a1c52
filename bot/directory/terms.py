"""Words for skills that the vocabulary lacks: facilitators let each stand, or write the vocabulary's in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.community.standing import Audience, Person, require
from bot.directory import repository
from bot.directory.entries import Skill
from bot.directory.models import KeptTermRow
from bot.directory.rows import profile_of, write
from bot.directory.service import MODEL, DirectoryService
from bot.directory.vocabulary import Vocabulary
from bot.errors import InvalidInput
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

TERMS_SHOWN = 6
"""Words shown at a time: a message holds 40 components."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word for a skill that the vocabulary lacks, how many list it, and the nearest that it has."""

    name: str
    people: int
    nearest: tuple[str, ...]


class TermsService:
    """What people call their skills, beyond the vocabulary."""

    def __init__(self, database: Database, vocabulary: Vocabulary, directory: DirectoryService) -> None:
        self._database = database
        self._vocabulary = vocabulary
        self._directory = directory

    async def terms(self, person: Person) -> list[Term]:
        """Words for skills that the vocabulary lacks, commonest first, but for those kept as they are.

        Raises ``NotAllowed`` for anyone but facilitators.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            kept = await repository.kept_terms(session, person.guild_id)
        counted: dict[str, list[str]] = {}
        for name in self._directory.skill_names(person.guild_id):
            if self._vocabulary.resolve(name) is None and name.casefold() not in kept:
                counted.setdefault(name.casefold(), []).append(name)
        ordered = sorted(counted.values(), key=lambda names: (-len(names), names[0].casefold()))
        return [Term(names[0], len(names), self._vocabulary.nearest(names[0])) for names in ordered]

    async def keep(self, person: Person, term: str) -> None:
        """Let a word stay as people wrote it. Raises ``NotAllowed``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await session.merge(KeptTermRow(guild_id=person.guild_id, term=term.casefold()))

    async def rename(self, person: Person, term: str, skill: str) -> int:
        """Write a skill of the vocabulary wherever people wrote ``term``; how many entries changed.

        Raises ``NotAllowed``, and ``InvalidInput`` for a skill that the vocabulary doesn't know.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        known = self._vocabulary.resolve(skill)
        if known is None:
            raise InvalidInput(N_("“{skill}” isn't a skill that the vocabulary knows either.", skill=skill[:80]))
        changed = 0
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            async for rows in repository.profiles(session, person.guild_id):
                for row in rows:
                    before = profile_of(row)
                    if any(one.name.casefold() == term.casefold() for one in before.skills):
                        write(row, replace(before, skills=_renamed(before.skills, term, known)))
                        changed += 1
            await bump(session, person.guild_id, MODEL)
        return changed


def _renamed(skills: Sequence[Skill], term: str, known: str) -> tuple[Skill, ...]:
    wanted = [replace(one, name=known) if one.name.casefold() == term.casefold() else one for one in skills]
    return tuple({one.name.casefold(): one for one in wanted}.values())
