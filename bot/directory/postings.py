"""Who has what: the sets behind the search, kept so that few people need to be looked at one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import chain

from bot.directory.answers import Constraint, ConstraintKind
from bot.directory.entries import Level, Profile
from bot.directory.mentions import affirmed, mentions_for
from bot.directory.query import Need
from bot.directory.ranking import Entry, Weights
from bot.directory.vocabulary import Vocabulary
from bot.search.text import key

_SHORTEST_PART = 4  # letters of a word that may be found within another
_RISING = tuple(Level)  # from learning to can teach


class Postings:
    """Entries by member, and members by skill and level, by mention, by word and by condition."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._mentions = mentions_for(vocabulary)
        self.entries: dict[int, Entry] = {}
        self.freshness: dict[int, int] = {}  # the day of the last confirmation, later first
        self.words: defaultdict[str, set[int]] = defaultdict(set)
        self.unlisted: dict[str, str] = {}
        self._skilled: defaultdict[tuple[str, Level], set[int]] = defaultdict(set)
        self._said: defaultdict[str, set[int]] = defaultdict(set)
        self._meeting: defaultdict[Constraint, set[int]] = defaultdict(set)

    def put(self, profile: Profile) -> None:
        """Add an entry, replacing the member's former one."""
        self.remove(profile.member_id)
        entry, words = self._read(profile)
        member_id = profile.member_id
        self.entries[member_id] = entry
        self.freshness[member_id] = -profile.confirmed_on.toordinal() if profile.confirmed_on else 0
        for members in self._sets_of(entry, words):
            members.add(member_id)
        for name in entry.skills:
            if name not in self._vocabulary.concepts:
                self.unlisted[key(name)] = name

    def remove(self, member_id: int) -> None:
        """Forget a member's entry; nothing happens when there is none."""
        entry = self.entries.pop(member_id, None)
        if entry is None:
            return
        del self.freshness[member_id]
        _, words = self._read(entry.profile)  # read again rather than kept: they would double the memory
        self._mentions.forget()
        for members in self._sets_of(entry, words):
            members.discard(member_id)
        for word in words:
            if not self.words[word]:
                del self.words[word]
        for name in entry.skills:
            if name not in self._vocabulary.concepts and not self.count(name):
                self.unlisted.pop(key(name), None)

    def _read(self, profile: Profile) -> tuple[Entry, set[str]]:
        """A profile as the search sees it, and the stems of its texts."""
        skills: dict[str, Level] = {}
        for skill in profile.skills:
            for name in self._mentions.skills(skill.name):
                # Two of a person's own words may mean the same skill: the better level counts.
                if name not in skills or _RISING.index(skill.level) > _RISING.index(skills[name]):
                    skills[name] = skill.level
        said, words = self._mentions.read(f"{affirmed(profile.interests)}\n{affirmed(profile.bio)}")
        labels = [self._mentions.read_label(text) for text in (profile.role, *(s.name for s in profile.skills))]
        for more_said, more_words in labels:
            said |= more_said
            words |= more_words
        return Entry(profile, skills, said), words

    def _sets_of(self, entry: Entry, words: Iterable[str]) -> Iterator[set[int]]:
        """Every set that the entry's member belongs in."""
        profile = entry.profile
        conditions = [Constraint(ConstraintKind.SETTING, setting) for setting in profile.settings]
        conditions += [Constraint(ConstraintKind.OPEN_TO, openness) for openness in profile.open_to]
        if profile.career_stage:
            conditions.append(Constraint(ConstraintKind.STAGE, profile.career_stage))
        return chain(
            map(self._skilled.__getitem__, entry.skills.items()),
            map(self._said.__getitem__, entry.said),
            map(self.words.__getitem__, words),
            map(self._meeting.__getitem__, conditions),
        )

    def count(self, name: str) -> int:
        """How many people list a skill."""
        return sum(len(self._skilled[name, level]) for level in Level if (name, level) in self._skilled)

    def having(self, name: str) -> Iterator[int]:
        """Everyone who lists a skill."""
        return chain.from_iterable(self._skilled[name, level] for level in Level if (name, level) in self._skilled)

    def listed(self) -> Iterator[str]:
        """Every skill that someone lists."""
        yield from dict.fromkeys(name for (name, _), members in self._skilled.items() if members)

    def meeting(self, need: Need) -> set[int]:
        """Everyone who meets a condition; a wanted level is judged with the skills, so everyone meets it."""
        if need.stem:
            return self.words.get(need.stem, set())
        met: set[int] = set()
        for constraint in need.any_of:
            if constraint.kind in (ConstraintKind.PLACE, ConstraintKind.PEOPLE):
                for name in (constraint.value, *self._vocabulary.below[constraint.value]):
                    met |= self._said.get(name, set())
            else:
                met |= self._meeting.get(constraint, set())
        if need.or_said and not met:
            first, *others = (self.words.get(stem, set[int]()) for stem in need.or_said)
            met |= first.intersection(*others)
        for skill in need.or_skills:
            met |= self._skilled.get((skill, Level.CAN_TEACH), set()) | self._skilled.get(
                (skill, Level.CONFIDENT), set()
            )
        return met

    def mentioning(self, stem: str) -> Set[int]:
        """Everyone whose words hold a stem."""
        return self.words.get(stem, frozenset[int]())

    def saying(self, stem: str) -> Set[int]:
        """Everyone whose words hold a stem, or else one made of it: "harpist" for harp, "narrowboat" for boat."""
        if stem in self.words or len(stem) < _SHORTEST_PART or stem not in self._vocabulary.english:
            return self.mentioning(stem)
        return frozenset[int]().union(
            *(members for word, members in self.words.items() if word.startswith(stem) or word.endswith(stem))
        )

    def tiers(self, provided: Iterable[tuple[str, float]], weights: Weights, *, said: bool) -> list[set[int]]:
        """Everyone who has one of some skills, each worth so much, in sets from the most to the least worth.

        With `said`, also those who only mention it.
        """
        tiers: list[tuple[float, set[int]]] = []
        for name, worth in provided:
            for level in (*Level, *((None,) if said and weights.said else ())):
                members = self._said.get(name) if level is None else self._skilled.get((name, level))
                if members:
                    tiers.append((worth * weights.of(level), members))
        return [members for _, members in sorted(tiers, key=lambda tier: -tier[0])]
