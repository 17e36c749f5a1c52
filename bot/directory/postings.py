"""Who has what: the sets behind the search, kept so that few people need to be looked at one by one."""

from collections import defaultdict
from collections.abc import Iterator

from bot.directory.answers import Constraint, ConstraintKind
from bot.directory.entries import Level, Profile
from bot.directory.mentions import Mentions, affirmed
from bot.directory.query import Need, Want
from bot.directory.ranking import Entry, Weights
from bot.directory.text import key, tokens
from bot.directory.vocabulary import Kind, Vocabulary


class Postings:
    """Entries by member, and members by skill and level, by mention, by word and by condition."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._mentions = Mentions(vocabulary)
        self.entries: dict[int, Entry] = {}
        self.words: defaultdict[str, set[int]] = defaultdict(set)
        self.unlisted: dict[str, str] = {}
        self._skilled: defaultdict[tuple[str, Level], set[int]] = defaultdict(set)
        self._said: defaultdict[str, set[int]] = defaultdict(set)
        self._meeting: defaultdict[Constraint, set[int]] = defaultdict(set)

    def put(self, profile: Profile) -> None:
        """Add an entry, replacing the member's former one."""
        self.remove(profile.member_id)
        entry = self._entry(profile)
        self.entries[profile.member_id] = entry
        for members in self._sets_of(entry):
            members.add(profile.member_id)
        for name in entry.skills:
            if name not in self._vocabulary.concepts:
                self.unlisted[key(name)] = name

    def remove(self, member_id: int) -> None:
        """Forget a member's entry; nothing happens when there is none."""
        entry = self.entries.pop(member_id, None)
        if entry is None:
            return
        for members in self._sets_of(entry):
            members.discard(member_id)
        for word in entry.words:
            if not self.words[word]:
                del self.words[word]
        for name in entry.skills:
            if name not in self._vocabulary.concepts and not self.count(name):
                self.unlisted.pop(key(name), None)

    def _entry(self, profile: Profile) -> Entry:
        skills: dict[str, Level] = {}
        order = list(Level)
        for skill in profile.skills:
            name = self._mentions.skill(skill.name)
            skills[name] = max(skill.level, skills.get(name, skill.level), key=order.index)
        listed = [s.name for s in profile.skills]
        words = tokens(affirmed(". \n".join((profile.role, profile.interests, profile.bio, *listed))))
        return Entry(profile, skills, frozenset(self._mentions.find(words)), frozenset(t.stem for t in words))

    def _sets_of(self, entry: Entry) -> Iterator[set[int]]:
        """Every set that the entry's member belongs in."""
        profile = entry.profile
        for item in entry.skills.items():
            yield self._skilled[item]
        for name in entry.said:
            yield self._said[name]
        for word in entry.words:
            yield self.words[word]
        if profile.career_stage:
            yield self._meeting[Constraint(ConstraintKind.STAGE, profile.career_stage)]
        for setting in profile.settings:
            yield self._meeting[Constraint(ConstraintKind.SETTING, setting)]
        for openness in profile.open_to:
            yield self._meeting[Constraint(ConstraintKind.OPEN_TO, openness)]

    def count(self, name: str) -> int:
        """How many people list a skill."""
        return sum(len(self._skilled[name, level]) for level in Level if (name, level) in self._skilled)

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
        for skill in need.or_skills:
            met |= self._skilled.get((skill, Level.CAN_TEACH), set()) | self._skilled.get(
                (skill, Level.CONFIDENT), set()
            )
        return met

    def tiers(self, want: Want, weights: Weights) -> list[set[int]]:
        """Everyone who has what is wanted, in sets from the most to the least worth."""
        tiers: list[tuple[float, set[int]]] = []
        for asked, worth in want.options.items():
            for name, factor in self._providing(asked, weights):
                for level in Level:
                    if members := self._skilled.get((name, level)):
                        tiers.append((worth * factor * weights.of(level), members))
                if weights.said and (members := self._said.get(name)):
                    tiers.append((worth * factor * weights.said, members))
        return [members for _, members in sorted(tiers, key=lambda tier: -tier[0])]

    def _providing(self, asked: str, weights: Weights) -> Iterator[tuple[str, float]]:
        yield asked, 1.0
        if weights.narrower:
            for name in self._vocabulary.below.get(asked, ()):
                yield name, weights.narrower

    def near(self, want: Want, weights: Weights) -> list[set[int]]:
        """Everyone who lists something broader or related, in sets from the most to the least worth."""
        found: list[set[int]] = []
        for asked in want.options:
            for name in self.neighbours(asked, weights):
                found.extend(self._skilled[name, level] for level in reversed(Level) if (name, level) in self._skilled)
        return found

    def neighbours(self, asked: str, weights: Weights) -> Iterator[str]:
        """Skills close to one: broader ones, then related ones."""
        concept = self._vocabulary.concepts.get(asked)
        if concept is None:
            return
        if weights.broader:
            yield from self._vocabulary.above[asked]
        if weights.related:
            yield from (n for n in concept.near if self._vocabulary.concepts[n].kind is Kind.SKILL)
