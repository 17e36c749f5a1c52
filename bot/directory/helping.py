"""Matching what is wanted with what people say they know: for projects that look for help."""

from collections.abc import Sequence

from bot.community.standing import Person
from bot.directory.answers import How, Match
from bot.directory.entries import Level
from bot.directory.service import MAX_MATCHES, DirectoryService
from bot.directory.vocabulary import Vocabulary


class HelpersService:
    """Who could help, and what somebody could help with."""

    def __init__(self, directory: DirectoryService, vocabulary: Vocabulary) -> None:
        self._directory = directory
        self._vocabulary = vocabulary

    def called(self, skill: str) -> str:
        """The vocabulary's name for a skill; the word itself where it has none."""
        return self._vocabulary.resolve(skill) or skill

    def offered_by(self, person: Person) -> set[str]:
        """What somebody says in their own entry that they know well: names of the vocabulary, with those that they
        are kinds of, and their own words where it has none, all in small letters. Nothing for those without one."""
        profile = self._directory.own_profile(person)
        known = [self.called(one.name) for one in profile.skills if one.level is not Level.LEARNING] if profile else []
        wider = [broader for name in known for broader in self._vocabulary.above.get(name, ())]
        return {name.casefold() for name in (*known, *wider)}

    def who_know(
        self, person: Person, skills: Sequence[str], besides: frozenset[int], limit: int
    ) -> list[tuple[int, str, tuple[str, ...]]]:
        """Whom this person may find that know some of these well: number, name, and which; those who know most first.

        They count as shown to them, as an answer's do. Raises ``SeenEnough`` as the search does.
        """
        names: dict[int, str] = {}
        known: dict[int, list[str]] = {}
        for skill in skills:
            if not any(character.isalnum() for character in skill):
                continue
            for match in self._directory.best(person, skill, MAX_MATCHES):
                one = match.profile.member_id
                if one not in besides and _knows(match):
                    names[one] = match.profile.display_name
                    known.setdefault(one, []).append(skill)
        found = sorted(known, key=lambda one: (-len(known[one]), names[one].casefold(), one))[:limit]
        self._directory.note_shown(person, set(found))
        return [(one, names[one], tuple(known[one])) for one in found]


def _knows(match: Match) -> bool:
    """Whether somebody listed the skill itself, or a kind of it, and isn't only learning it."""
    own = (skill for skill in match.skills if skill.how in (How.DIRECT, How.NARROWER))
    return any(skill.level not in (None, Level.LEARNING) for skill in own)
