"""The directory's use cases: asking who knows something, one's own entry, bringing in a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Audience, Person, Standing, require
from bot.directory import browsing, repository
from bot.directory.answers import Answer, Match, Understood
from bot.directory.browsing import Counted
from bot.directory.entries import Profile, Sight
from bot.directory.mentions import mentions_for
from bot.directory.names import name_key
from bot.directory.rows import insert_all, profile_of, write
from bot.directory.shelf import Shelf
from bot.directory.sightings import Sightings
from bot.directory.visibility import as_seen_by, sight_of
from bot.directory.vocabulary import Vocabulary
from bot.errors import InvalidInput, NotFound
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

MODEL = "directory"
PAGE = 5
MAX_MATCHES = 50
LONGEST_NAME = 5
"""Words; few names of skills have more."""
CONTENT = (
    "display_name", "pronouns", "role", "career_stage", "settings", "skills", "interests", "bio", "open_to",
)  # fmt: skip
"""What a list says of a person."""
FEW = 3
"""Others who are offered when one can't."""
MAX_QUERY = 300
"""Characters; a question longer than this isn't one."""
NO_ENTRY = N_("You aren't in the directory yet. Type /profile edit to make your entry.")
GONE = N_("They have no directory entry, or it isn't there any more: they may have removed it, or left the group.")


@dataclass(frozen=True, slots=True)
class Found:
    """One page of an answer. ``page`` counts from 0; ``more`` when more than ``total`` fit.

    ``redacted`` when the asker is a newcomer: each match is then a name and what answers the question best.
    """

    guild_id: int
    query: str
    matches: tuple[Match, ...]
    understood: Understood
    nearest: tuple[str, ...]
    page: int
    pages: int
    total: int
    more: bool
    redacted: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """How the directory stands: everyone in it, those hidden for want of consent, those newcomers may find."""

    entries: int
    hidden: int
    findable_by_newcomers: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: entries added and changed, and rows that wait until someone claims them."""

    added: int
    changed: int
    waiting: int = 0


class DirectoryService:
    """Answers from memory, kept true to the database (``ReadModel``)."""

    model = MODEL

    def __init__(self, database: Database, clock: Clock, vocabulary: Vocabulary) -> None:
        self._database = database
        self._clock = clock
        self._vocabulary = vocabulary
        self._shelves: dict[int, Shelf] = {}
        self._sightings = Sightings()

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Keep the indexes true to the database. People without consent on record stay out of them."""
        listed: dict[int, dict[int, Profile]] = {}
        hidden: dict[int, dict[int, Profile]] = {}
        async for rows in repository.profiles(session, guild_id):
            for row in rows:
                shelf = hidden if row.consented_at is None else listed
                shelf.setdefault(row.guild_id, {})[row.member_id] = profile_of(row)
            session.expunge_all()
        known = self._shelves if guild_id is None else [guild_id]
        for guild in {*known, *listed, *hidden}:
            await self._shelf(guild).keep(listed.get(guild, {}), hidden.get(guild, {}))

    def _shelf(self, guild_id: int) -> Shelf:
        if guild_id not in self._shelves:
            self._shelves[guild_id] = Shelf(self._vocabulary)
        return self._shelves[guild_id]

    def find(self, person: Person, query: str, page: int = 0) -> Found:
        """One page of who fits the question, with why; nobody when nobody does.

        Raises ``InvalidInput`` when nothing, or far too much, was asked.
        """
        query = _asked(query)
        answer = self._answer(person, query)
        total = min(len(answer.matches), MAX_MATCHES)
        pages = max(1, -(-total // PAGE))
        page = min(max(page, 0), pages - 1)
        matches = answer.matches[page * PAGE : (page + 1) * PAGE]
        redacted = person.standing is Standing.NEWCOMER
        self._sightings.note(person, {match.profile.member_id for match in matches}, self._today())
        return Found(
            guild_id=person.guild_id,
            query=query,
            matches=tuple(map(_redacted, matches)) if redacted else matches,
            understood=answer.understood,
            nearest=answer.nearest,
            page=page,
            pages=pages,
            total=total,
            more=len(answer.matches) > total,
            redacted=redacted,
        )

    def best(self, person: Person, query: str, limit: int) -> tuple[Match, ...]:
        """Who fits the question, best first. Raises ``InvalidInput`` as ``find`` does."""
        return self._answer(person, _asked(query)).matches[:limit]

    def note_shown(self, person: Person, member_ids: set[int]) -> None:
        """Count people as shown to somebody, as an answer's are. Raises ``SeenEnough`` when that would be too many."""
        self._sightings.note(person, member_ids, self._today())

    def _answer(self, person: Person, query: str) -> Answer:
        index = self._shelf(person.guild_id).index(person)
        # One more than is shown, to know whether there are more.
        return index.search(query, today=self._clock.now().date(), limit=MAX_MATCHES + 1)

    def complete(self, person: Person, typed: str) -> list[str]:
        """What is typed, its last words completed to skills that people here have; at most 25.

        ``who knows nvi`` gives ``who knows NVivo``: the longest ending that begins a skill's name counts.
        """
        index = self._shelf(person.guild_id).index(person)
        words = typed[:MAX_QUERY].split(" ")
        for start in range(max(0, len(words) - LONGEST_NAME), len(words)):
            names = index.complete(" ".join(words[start:]), 25) if words[-1] or start == 0 else []
            if names:
                return [" ".join([*words[:start], name]) for name in names]
        return []

    def entry(self, person: Person, member_id: int) -> Profile:
        """Someone's entry, as members see it. Raises ``NotFound`` when it is gone."""
        profile = self._shelf(person.guild_id).profiles.get(member_id)
        if profile is None:
            raise NotFound(NO_ENTRY if member_id == person.member_id else GONE)
        if member_id == person.member_id:
            return profile
        self._sightings.note(person, {member_id}, self._today())
        return as_seen_by(profile, person.standing)

    def _today(self) -> date:
        return self._clock.now().date()

    def categories(self, person: Person) -> tuple[Counted, ...]:
        """The categories in which people whom the person may find know something."""
        return browsing.categories(self._vocabulary, self._shelf(person.guild_id).listed_for(person).values())

    def skills_in(self, person: Person, category: str) -> tuple[Counted, ...]:
        """The skills of a category that people whom the person may find have."""
        return browsing.skills(self._vocabulary, self._shelf(person.guild_id).listed_for(person).values(), category)

    # -- for editing ----------------------------------------------------------------------

    def own_profile(self, person: Person) -> Profile | None:
        """Someone's own entry, listed or hidden; None without one."""
        return self._shelf(person.guild_id).own(person.member_id)

    def listed_for(self, person: Person) -> list[Profile]:
        """The entries that this person may find, by name."""
        found = self._shelf(person.guild_id).listed_for(person).values()
        return sorted(found, key=lambda profile: (profile.display_name.casefold(), profile.member_id))

    def listed(self) -> list[tuple[int, Profile]]:
        """Every listed entry of every server, as ``(guild_id, entry)``."""
        return [(guild_id, one) for guild_id, shelf in self._shelves.items() for one in shelf.profiles.values()]

    def is_listed(self, person: Person) -> bool:
        return person.member_id in self._shelf(person.guild_id).profiles

    def known_here(self, guild_id: int) -> set[str]:
        """The vocabulary's skills that somebody listed has."""
        names = map(self._vocabulary.resolve, self.skill_names(guild_id))
        return {name for name in names if name is not None}

    def skill_names(self, guild_id: int) -> Iterator[str]:
        """Every skill of every listed entry, as it is written there."""
        for profile in self._shelf(guild_id).profiles.values():
            yield from (skill.name for skill in profile.skills)

    # -- for shared resources --------------------------------------------------------------

    def concepts_in(self, text: str) -> set[str]:
        """The skills and topics of the vocabulary that a text names, whatever it calls them."""
        return mentions_for(self._vocabulary).read(text)[0]

    # -- for introductions ---------------------------------------------------------------

    def name_of(self, guild_id: int, member_id: int) -> str | None:
        """A listed person's display name; None when they aren't listed."""
        profile = self._shelf(guild_id).profiles.get(member_id)
        return profile.display_name if profile else None

    def named(self, guild_id: int, name: str) -> tuple[int, ...]:
        """Who is listed by a name, however it is ordered, accented and capitalised: several, one or nobody."""
        wanted, listed = name_key(name), self._shelf(guild_id).profiles.values()
        return tuple(one.member_id for one in listed if wanted and name_key(one.display_name) == wanted)

    def background_of(self, guild_id: int, member_id: int) -> tuple[str | None, frozenset[str]]:
        """A listed person's career stage and settings, as far as members see them: for peer pairing."""
        profile = self._shelf(guild_id).profiles.get(member_id)
        if profile is None:
            return None, frozenset()
        seen = as_seen_by(profile, Standing.MEMBER)
        return seen.career_stage, frozenset(seen.settings)

    def may_find(self, person: Person, member_id: int) -> bool:
        """Whether someone is listed where this person may find them, and hasn't paused their entry."""
        profile = self._shelf(person.guild_id).profiles.get(member_id)
        if profile is None or (profile.paused_until is not None and profile.paused_until > self._clock.now()):
            return False
        return person.standing is not Standing.NEWCOMER or profile.findable_by_newcomers

    def others(self, person: Person, about: str, besides: frozenset[int]) -> tuple[str, ...]:
        """Names of a few others who know a skill, best first."""
        index = self._shelf(person.guild_id).index(person)
        found = index.search(about, today=self._clock.now().date(), limit=FEW + len(besides)).matches
        names = [match.profile.display_name for match in found if match.profile.member_id not in besides]
        return tuple(names[:FEW])

    async def pause(self, person: Person, until: datetime) -> None:
        """Let nobody find the person until then. Nothing happens to whoever has no entry."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.profile(session, person.guild_id, person.member_id)
            if row is not None:
                row.paused_until = until
                await bump(session, person.guild_id, MODEL)

    async def overview(self, person: Person) -> Overview:
        """Counts for facilitators. Raises ``NotAllowed`` for others."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            return Overview(*await repository.counts(session, person.guild_id))

    def would_import(self, guild_id: int, profiles: Sequence[Profile]) -> Imported:
        """What ``import_entries`` would do, as things stand."""
        shelf = self._shelf(guild_id)
        added = sum(shelf.own(profile.member_id) is None for profile in profiles)
        return Imported(added, len(profiles) - added)

    async def import_entries(self, guild_id: int, profiles: Sequence[Profile], *, consented: bool) -> Imported:
        """As ``import_in``, in a transaction of its own."""
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            return await self.import_in(session, guild_id, profiles, consented=consented)

    async def import_in(
        self,
        session: AsyncSession,
        guild_id: int,
        profiles: Sequence[Profile],
        *,
        consented: bool,
        fields: frozenset[str] = frozenset(CONTENT),
    ) -> Imported:
        """Add or replace entries in the caller's transaction, which has locked the community.

        Those imported without ``consented`` stay hidden; a consent already on record, and what
        people chose themselves (newcomers, pause), stay as they are. Of an entry that is there already only
        ``fields`` are replaced, and none that its owner keeps to themselves: no list can know those.
        """
        now = self._clock.now()
        agreed = now if consented else None
        added = 0
        for start in range(0, len(profiles), repository.BATCH):
            batch = {one.member_id: one for one in profiles[start : start + repository.BATCH]}
            known = await repository.profiles_of(session, guild_id, list(batch))
            for row in known:
                write(row, _replaced(profile_of(row), batch.pop(row.member_id), fields))
                row.consented_at = row.consented_at or agreed
                row.updated_at = now
            await insert_all(session, guild_id, list(batch.values()), consented_at=agreed, now=now)
            added += len(batch)
            await session.flush()
            session.expunge_all()  # a long list would otherwise be held, and looked through, as a whole
        await bump(session, guild_id, MODEL)
        return Imported(added, len(profiles) - added)


def _asked(query: str) -> str:
    """The question, one space between words. Raises ``InvalidInput`` when nothing, or far too much, was asked."""
    query = " ".join(query.split())
    if not any(character.isalnum() for character in query):
        raise InvalidInput(N_("Please ask in words, for example: who knows NVivo?"))
    if len(query) > MAX_QUERY:
        raise InvalidInput(
            N_("That's a long question. Please say it in fewer than {limit} characters.", limit=MAX_QUERY)
        )
    return query


def _replaced(before: Profile, after: Profile, fields: frozenset[str]) -> Profile:
    """An entry with what a list says of it."""
    replaced = {
        field: getattr(after, field) for field in fields & set(CONTENT)
        if sight_of(before.visibility, field) is not Sight.NOBODY
    }  # fmt: skip
    return replace(before, **replaced)


def _redacted(match: Match) -> Match:
    # Newcomers are promised to see a name, what the person knows of the matter, and what they opened to newcomers.
    profile = replace(match.profile, skills=(), findable_by_newcomers=False)
    return replace(match, profile=profile, skills=match.skills[:1])
