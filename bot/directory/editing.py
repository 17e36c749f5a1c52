"""One's own entry: making it step by step, changing it, and deciding who sees what.

Each step is saved by itself. An entry stays hidden until its owner has agreed to be listed; nothing about it is
decided for them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.clock import Clock
from bot.community.backgrounds import CareerStage, Setting
from bot.community.service import CommunityService
from bot.community.settings import parse_day
from bot.community.standing import Person, Standing
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.directory import repository
from bot.directory.entries import Level, Openness, Profile, Sight, Skill
from bot.directory.importer import MAX_LENGTHS, MAX_SKILL_NAME, MAX_SKILLS
from bot.directory.rows import empty_row, profile_of, write
from bot.directory.service import MODEL, NO_ENTRY, DirectoryService
from bot.directory.vocabulary import Vocabulary
from bot.errors import InvalidInput, NotFound
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_, Message

STILL_RIGHT, PURPOSE = "directory:still-right", "directory-check"
STALE = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own entry as it stands; ``profile`` is None before its first step, ``listed`` once they agreed."""

    profile: Profile | None
    listed: bool


@dataclass(frozen=True, slots=True)
class SkillsSaved:
    """What was saved, and how typed names were understood: ``renamed`` to the vocabulary's, ``unknown`` kept."""

    profile: Profile
    renamed: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StillRight:
    """The question whether one's entry is still right."""

    guild_id: int
    profile: Profile


class EntriesService:
    """People's own entries."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        vocabulary: Vocabulary,
        directory: DirectoryService,
        community: CommunityService,
        outbox: Outbox,
    ) -> None:
        self._database = database
        self._community = community
        self._outbox = outbox
        outbox.register(
            Kind(
                STILL_RIGHT, N_("Whether a directory entry is still right"), self.prepare,
                useful_for=timedelta(days=30), purpose=PURPOSE, private=True,
            )
        )  # fmt: skip
        self._clock = clock
        self._vocabulary = vocabulary
        self._directory = directory

    def own(self, person: Person) -> Own:
        """The person's entry, from memory: forms are filled in from it."""
        profile = self._directory.own_profile(person)
        return Own(profile, listed=self._directory.is_listed(person))

    # -- steps ------------------------------------------------------------------------------

    async def save_about(
        self, person: Person, name: str, pronouns: str, role: str, stage: str | None, settings: Iterable[str]
    ) -> Profile:
        """Who someone is; begins their entry when there is none. Raises ``InvalidInput`` for what can't be kept."""
        if not name:
            raise InvalidInput(N_("An entry needs a name: the one that people know you by."))
        for field, text in (("display_name", name), ("pronouns", pronouns), ("role", role)):
            _fits(field, text)
        return await self._change(
            person,
            lambda before: replace(
                before, display_name=name, pronouns=pronouns, role=role,
                career_stage=CareerStage(stage) if stage else None, settings=frozenset(map(Setting, settings)),
            ),
            begin=True,
        )  # fmt: skip

    async def save_skills(self, person: Person, text: str) -> SkillsSaved:
        """All skills at once, one a line: ``NVivo: can teach``; without a level, confident is meant.

        Raises ``InvalidInput`` for a line that can't be read, and for too many.
        """
        skills, renamed, unknown = self._read_skills(text)
        profile = await self._change(person, lambda before: replace(before, skills=skills))
        return SkillsSaved(profile, renamed, unknown)

    async def save_story(self, person: Person, interests: str, bio: str) -> Profile:
        """Interests, and a few words about oneself. Raises ``InvalidInput`` for too many."""
        _fits("interests", interests)
        _fits("bio", bio)
        return await self._change(person, lambda before: replace(before, interests=interests, bio=bio))

    async def save_openness(self, person: Person, open_to: Iterable[str], newcomers: bool, *, agrees: bool) -> Own:
        """What someone may be asked for, whether newcomers may find them, and whether they agree to be listed.

        Not agreeing hides an entry that was listed.
        """
        wanted = frozenset(map(Openness, open_to))
        profile = await self._change(
            person,
            lambda before: replace(before, open_to=wanted, findable_by_newcomers=newcomers and agrees),
            agrees=agrees,
        )
        return Own(profile, listed=agrees)

    # -- single changes ---------------------------------------------------------------------

    async def add_skill(self, person: Person, name: str, level: Level) -> SkillsSaved:
        """Add a skill, or change its level. Raises ``InvalidInput`` as ``save_skills`` does."""
        skill, renamed = self._understood(name, level)

        def add(before: Profile) -> Profile:
            others = tuple(one for one in before.skills if one.name.casefold() != skill.name.casefold())
            return replace(before, skills=_counted((*others, skill)))

        profile = await self._change(person, add)
        known = self._vocabulary.resolve(skill.name) is not None
        return SkillsSaved(profile, ((name, skill.name),) if renamed else (), () if known else (skill.name,))

    async def remove_skill(self, person: Person, name: str) -> Profile:
        """Take a skill off one's entry. Raises ``NotFound`` when it isn't on it."""
        wanted = {name.casefold(), (self._vocabulary.resolve(name) or name).casefold()}

        def remove(before: Profile) -> Profile:
            left = tuple(one for one in before.skills if one.name.casefold() not in wanted)
            if len(left) == len(before.skills):
                raise NotFound(N_("“{name}” isn't among your skills.", name=name[:80]))
            return replace(before, skills=left)

        return await self._change(person, remove)

    async def show(self, person: Person, field: str, sight: Sight) -> Profile:
        """Say who sees a field."""
        return await self._change(
            person, lambda before: replace(before, visibility={**before.visibility, field: sight})
        )

    async def pause(self, person: Person, until: str, zone: str) -> Profile:
        """Be found by nobody until a day, as typed; empty ends a pause. Raises ``InvalidInput`` for what is no day."""
        day = parse_day(until, zone, self._clock.now()) if until else None
        return await self._change(person, lambda before: replace(before, paused_until=day))

    async def agree(self, person: Person) -> Profile:
        """Put on record that the person agrees to be listed as they are. Raises ``NotFound`` without an entry."""
        return await self._change(person, lambda before: before, agrees=True)

    async def let_newcomers_find(self, person: Person, wanted: bool) -> Profile:
        """Save whether newcomers may find the person. Raises ``NotFound`` when they aren't listed."""
        own = self.own(person)
        if own.profile is not None and not own.listed:
            raise NotFound(N_("Your entry is hidden. Type /profile view to see it, and to be listed if you agree."))
        return await self._change(person, lambda before: replace(before, findable_by_newcomers=wanted))

    async def confirm(self, person: Person) -> Profile:
        """Say that the entry is still right."""
        return await self._change(person, lambda before: before)

    async def delete(self, person: Person) -> None:
        """Remove the entry. Raises ``NotFound`` without one."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            if not await repository.delete_profile(session, person.guild_id, person.member_id):
                raise NotFound(NO_ENTRY)
            await bump(session, person.guild_id, MODEL)
        await self._database.truncate_log()

    async def _change(
        self, person: Person, change: Callable[[Profile], Profile], *, begin: bool = False, agrees: bool | None = None
    ) -> Profile:
        """Apply a change to the entry as it stands; its owner has looked at it, so it counts as confirmed."""
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.profile(session, person.guild_id, person.member_id)
            if row is None:
                if not begin:
                    raise NotFound(NO_ENTRY)
                row = empty_row(person.guild_id, person.member_id, now)
                session.add(row)
            wanted = change(profile_of(row))
            write(row, wanted)
            row.findable_by_newcomers, row.paused_until = wanted.findable_by_newcomers, wanted.paused_until
            row.visibility = {field: str(sight) for field, sight in wanted.visibility.items()}
            if agrees is not None:
                row.consented_at = (row.consented_at or now) if agrees else None
            row.confirmed_on, row.updated_at = now.date(), now
            await bump(session, person.guild_id, MODEL)
        return profile_of(row)

    # -- twice a year -----------------------------------------------------------------------

    async def tick(self) -> None:
        """Ask those who agreed to it, twice a year, whether an entry that they haven't looked at is still right."""
        now = self._clock.now()
        drafts: dict[int, list[Draft]] = {}
        for guild_id, profile in self._directory.listed():
            since = profile.confirmed_on or date.min
            halves = (now.date() - since) // STALE
            chosen = self._community.preferences(guild_id, profile.member_id)
            if halves and PURPOSE in chosen.consents:
                # One question for each half year that has gone by since they looked at it.
                key = f"still-right:{profile.member_id}:{since}:{halves}"
                draft = Draft(key, STILL_RIGHT, 0, now, member_id=profile.member_id)
                drafts.setdefault(guild_id, []).append(draft)
        for guild_id, due in drafts.items():
            async with self._database.begin() as session:
                await self._outbox.put(session, guild_id, *due)

    async def prepare(self, delivery: Delivery) -> StillRight | None:
        """The question; None when the entry is gone, hidden, or was confirmed meanwhile."""
        assert delivery.member_id is not None, "it goes to the person"
        person = Person(delivery.guild_id, delivery.member_id, Standing.MEMBER)
        profile = self._directory.own_profile(person)
        today = self._clock.now().date()
        if profile is None or not self._directory.is_listed(person):
            return None
        if profile.confirmed_on is not None and today - profile.confirmed_on < STALE:
            return None
        return StillRight(delivery.guild_id, profile)

    # -- words for skills -------------------------------------------------------------------

    def _read_skills(self, text: str) -> tuple[tuple[Skill, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
        skills: dict[str, Skill] = {}
        renamed: list[tuple[str, str]] = []
        for line in text.replace(";", "\n").splitlines():
            if not line.strip():
                continue
            name, level = _split(line)
            skill, was_renamed = self._understood(name, level)
            skills[skill.name.casefold()] = skill
            renamed += [(name, skill.name)] if was_renamed else []
        unknown = tuple(one.name for one in skills.values() if self._vocabulary.resolve(one.name) is None)
        return _counted(tuple(skills.values())), tuple(renamed), unknown

    def _understood(self, name: str, level: Level) -> tuple[Skill, bool]:
        """A typed skill by the vocabulary's name, and whether that is another; as typed where it has none."""
        name = " ".join(name.split())
        if not name or len(name) > MAX_SKILL_NAME:
            raise InvalidInput(
                N_("A skill is a few words, such as NVivo or focus groups: at most {limit} characters.",
                   limit=MAX_SKILL_NAME)
            )  # fmt: skip
        known = self._vocabulary.resolve(name)
        return Skill(known or name, level), known is not None and known.casefold() != name.casefold()

    def known_skills(self, typed: str, limit: int = 25) -> list[str]:
        """The vocabulary's skills of which a name begins so, and what was typed itself, first."""
        wanted = typed.strip().casefold()
        found = [
            concept.name
            for concept in self._vocabulary.skills()
            if any(name.casefold().startswith(wanted) for name in (concept.name, *concept.aliases))
        ]
        own = [typed.strip()] if wanted and not any(name.casefold() == wanted for name in found) else []
        return [*own, *sorted(found, key=str.casefold)][:limit]


def _split(line: str) -> tuple[str, Level]:
    """``NVivo: can teach`` as its parts. Raises ``InvalidInput`` for a level that is none."""
    name, colon, said = line.rpartition(":")
    if not colon:
        return line, Level.CONFIDENT
    for level in Level:
        if level.casefold() == " ".join(said.split()).casefold():
            return name, level
    raise InvalidInput(
        N_(
            "“{line}” isn't a skill with its level. Write it like “NVivo: can teach”; the levels are {levels}.",
            line=line.strip()[:80],
            levels=", ".join(Level),
        )
    )


def _counted(skills: tuple[Skill, ...]) -> tuple[Skill, ...]:
    if len(skills) > MAX_SKILLS:
        raise InvalidInput(
            N_("An entry holds at most {limit} skills. Please keep those that matter.", limit=MAX_SKILLS)
        )
    return skills


LABELS: dict[str, Message] = {
    "display_name": N_("name"), "pronouns": N_("pronouns"), "role": N_("role"), "interests": N_("interests"),
    "bio": N_("about you"),
}  # fmt: skip


def _fits(field: str, text: str) -> None:
    if len(text) > MAX_LENGTHS[field]:
        raise InvalidInput(
            N_("That is too long for {field}: at most {limit} characters.", field=LABELS[field],
               limit=MAX_LENGTHS[field])
        )  # fmt: skip
