"""What a question means: the skills wanted and the conditions set, as far as words can tell."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.directory.answers import Constraint, Reading


@dataclass(frozen=True, slots=True)
class Want:
    """One thing asked for, which any of the options provides; each option has a worth from 0 to 1.

    An option is the name of a skill (or of a group of people that shares a skill's name). `named` tells
    whether the question named it, rather than describing it in other words: then nothing else will do.
    `words` are the stems that described it: whoever says all of them in a text fits as well.
    """

    options: Mapping[str, float]
    weight: float = 1.0
    named: bool = True
    words: frozenset[str] = frozenset()

    @property
    def first(self) -> str:
        return next(iter(self.options))


@dataclass(frozen=True, slots=True)
class Need:
    """A condition: any of the constraints fulfils it, and so does any of the skills.

    `stem` is the word to be found when the constraint is on words.
    """

    any_of: tuple[Constraint, ...]
    or_skills: tuple[str, ...] = ()
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood.

    `wants` are AND-ish: who has more of them comes first. Every one of `needs` must hold. `hints` are
    stems of other words: whoever mentions them is preferred, and if there is nothing else to go by,
    they are what is looked for. `impossible` holds words that nothing here explains.
    """

    wants: tuple[Want, ...] = ()
    needs: tuple[Need, ...] = ()
    hints: frozenset[str] = frozenset()
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
