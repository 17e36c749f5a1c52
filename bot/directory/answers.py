"""What the search answers: who, why, and what was understood. Plain values; wording is for the cards."""

from dataclasses import dataclass
from enum import StrEnum

from bot.directory.entries import Level, Profile


class How(StrEnum):
    """How something a person has answers what was asked, closest first."""

    DIRECT = "direct"
    NARROWER = "narrower"  # a kind of what was asked: grounded theory for qualitative research
    TEXT = "text"  # not in their list of skills, but said in their role, interests or biography
    BROADER = "broader"  # what was asked is a kind of it
    RELATED = "related"


class ConstraintKind(StrEnum):
    STAGE = "stage"  # value: a CareerStage
    SETTING = "setting"  # value: a Setting
    OPEN_TO = "open to"  # value: an Openness
    LEVEL = "level"  # value: a Level
    PLACE = "place"  # value: an entry of the vocabulary
    PEOPLE = "people"  # value: an entry of the vocabulary
    WORDS = "words"  # value: words looked for in role, interests and biography, as typed


@dataclass(frozen=True, slots=True)
class Constraint:
    kind: ConstraintKind
    value: str


@dataclass(frozen=True, slots=True)
class MatchedSkill:
    """A skill of the person that answers the question.

    `name` is the vocabulary's name, or the person's own word where the vocabulary lacks it; `asked` is
    what it answers (the same when `how` is direct); `level` is None when it is only said in a text.
    """

    name: str
    asked: str
    how: How
    level: Level | None


@dataclass(frozen=True, slots=True)
class Match:
    """One person who fits. `skills` stands best first; `unmet` is not empty for those who nearly fit."""

    profile: Profile
    score: float
    skills: tuple[MatchedSkill, ...]
    met: tuple[Constraint, ...]
    unmet: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A term with several meanings, as it is written in the vocabulary, likeliest meaning first."""

    term: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What the question was taken to mean: skills asked for, terms to choose a meaning of, conditions."""

    skills: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`matches` is empty when nobody fits; `nearest` then names skills close by that someone has."""

    matches: tuple[Match, ...]
    understood: Understood
    nearest: tuple[str, ...] = ()
