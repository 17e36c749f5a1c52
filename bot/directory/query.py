"""What a question means: the skills wanted and the conditions set, as far as words can tell."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.directory.answers import Constraint, Reading


@dataclass(frozen=True, slots=True)
class Want:
    """One thing asked for, which any of the options provides; each option has a worth from 0 to 1.

    An option is the name of a skill (or of a group of people that shares a skill's name). `named` tells
    whether the question named it, rather than describing it in other words: then nothing else will do.
    `words` are the stems that described it: whoever says all of them in a text fits as well. `of_people` tells
    whether an option is such a group.
    """

    options: Mapping[str, float]
    weight: float = 1.0
    named: bool = True
    words: frozenset[str] = frozenset()
    of_people: bool = False

    @property
    def first(self) -> str:
        return next(iter(self.options))


@dataclass(frozen=True, slots=True)
class Need:
    """A condition: any of the constraints fulfils it, any of the skills, and saying all of some stems.

    `stem` is the word to be found when the constraint is on words. A `soft` one is given up rather than
    finding nobody: beside a description of what is wanted, an everyday word for people may be part of it.
    """

    any_of: tuple[Constraint, ...]
    or_skills: tuple[str, ...] = ()
    or_said: tuple[str, ...] = ()
    stem: str = ""
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood.

    `wants` are AND-ish: who has more of them comes first. Every one of `needs` must hold. `hints` are
    stems of other words: whoever mentions them is preferred, and if there is nothing else to go by,
    they are what is looked for. `telling` are those of them that no want and no need accounts for.
    `impossible` holds words that nothing here explains.
    """

    wants: tuple[Want, ...] = ()
    needs: tuple[Need, ...] = ()
    hints: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    impossible: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        return tuple(dict.fromkeys(c for need in self.needs for c in need.any_of))


@dataclass(frozen=True, slots=True)
class Known:
    """What the people of one community add to the vocabulary: their words and their own names of skills.

    `words` are the stems found in texts; `skills` maps the key of an unlisted skill to its name as typed.
    """

    words: Set[str]
    skills: Mapping[str, str]
