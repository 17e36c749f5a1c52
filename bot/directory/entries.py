"""What a directory entry says, as plain values: no database, no Discord.

The service makes these from its tables; the search engine, the importer and the cards read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.community.backgrounds import CareerStage, Setting


class Level(StrEnum):
    """How well someone knows a skill, in their own judgement."""

    LEARNING = "learning"
    CONFIDENT = "confident"
    CAN_TEACH = "can teach"


class Openness(StrEnum):
    """What a person says they may be asked for."""

    QUESTIONS = "questions"
    MENTORING = "mentoring"
    COLLABORATION = "collaboration"
    SPEAKING = "speaking"


class Sight(StrEnum):
    """Who sees a field, widest first."""

    NEWCOMERS = "newcomers"
    MEMBERS = "members"
    FACILITATORS = "facilitators"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill as its owner wrote it; the vocabulary decides what it means."""

    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's entry. ``visibility`` says who sees which field; what isn't there is seen by members."""

    member_id: int
    display_name: str
    pronouns: str = ""
    role: str = ""
    career_stage: CareerStage | None = None
    settings: frozenset[Setting] = frozenset()
    skills: tuple[Skill, ...] = ()
    interests: str = ""
    bio: str = ""
    open_to: frozenset[Openness] = frozenset()
    findable_by_newcomers: bool = False
    paused_until: datetime | None = None
    confirmed_on: date | None = None
    visibility: Mapping[str, Sight] = field(default_factory=dict[str, Sight], hash=False)
