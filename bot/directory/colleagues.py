"""What funding calls need of the directory: one's own background, what skills are called, and who is open to work."""

from bot.community.standing import Person, Standing
from bot.directory.answers import How
from bot.directory.entries import Openness
from bot.directory.service import MAX_MATCHES, DirectoryService
from bot.directory.visibility import as_seen_by
from bot.directory.vocabulary import Vocabulary


class Colleagues:
    """Answers from the directory's memory (``Backgrounds`` and ``Colleagues`` of funding calls)."""

    def __init__(self, directory: DirectoryService, vocabulary: Vocabulary) -> None:
        self._directory = directory
        self._vocabulary = vocabulary

    def own_background(self, person: Person) -> tuple[str, frozenset[str]] | None:
        """The career stage (empty when it isn't said) and the settings of one's own entry; None without one."""
        profile = self._directory.own_profile(person)
        return (profile.career_stage or "", frozenset(profile.settings)) if profile else None

    def skill_meant(self, typed: str) -> str | None:
        """The vocabulary's name for a skill, whatever it is called; None for one that it lacks."""
        return self._vocabulary.resolve(typed)

    def open_to_work(self, person: Person, skill: str) -> tuple[int, ...]:
        """Others who list a skill, or a kind of it, and are open to collaboration, as far as this person may find
        them, best first. Nobody is shown to anyone by it."""
        return tuple(
            match.profile.member_id
            for match in self._directory.best(person, skill, MAX_MATCHES)
            if match.profile.member_id != person.member_id
            and Openness.COLLABORATION in as_seen_by(match.profile, Standing.MEMBER).open_to
            and self._directory.may_find(person, match.profile.member_id)
            and any(one.how in (How.DIRECT, How.NARROWER) for one in match.skills)
        )
