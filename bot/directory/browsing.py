"""What people here know, by category, with how many know it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.directory.entries import Profile
from bot.directory.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Counted:
    """A category or a skill, and how many people it has."""

    name: str
    people: int


def categories(vocabulary: Vocabulary, profiles: Iterable[Profile]) -> tuple[Counted, ...]:
    """The vocabulary's categories in which somebody knows something, most people first."""
    found = Counter(category for profile in profiles for category in {c for c, _skill in _known(vocabulary, profile)})
    return _ordered(found)


def skills(vocabulary: Vocabulary, profiles: Iterable[Profile], category: str) -> tuple[Counted, ...]:
    """The skills of a category that somebody has, most people first."""
    found = Counter(name for profile in profiles for in_it, name in _known(vocabulary, profile) if in_it == category)
    return _ordered(found)


def _known(vocabulary: Vocabulary, profile: Profile) -> set[tuple[str, str]]:
    names = {vocabulary.resolve(skill.name) for skill in profile.skills} - {None}
    return {(vocabulary.concepts[name].category, name) for name in names if name}


def _ordered(found: Counter[str]) -> tuple[Counted, ...]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0].casefold()))
    return tuple(Counted(name, people) for name, people in ordered)
