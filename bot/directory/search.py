"""Finding people from a question in plain English: one index in memory for each community."""

from collections.abc import Callable
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.directory.answers import Answer, How, Match, MatchedSkill, Understood
from bot.directory.entries import Level, Profile
from bot.directory.text import CONNECTORS, tokens
from bot.directory.vocabulary import Vocabulary

_LONGEST_QUERY = 400
_LONGEST_NAME = 6
_LEVELS = {Level.CAN_TEACH: 1.0, Level.CONFIDENT: 0.75, Level.LEARNING: 0.4}


class Index:
    """The searchable entries of one community. Not thread-safe: use it from one event loop."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._profiles: dict[int, Profile] = {}
        self._holders: dict[str, dict[int, Level]] = {}

    def put(self, profile: Profile) -> None:
        """Add an entry, or replace the one of the same member."""
        self.remove(profile.member_id)
        self._profiles[profile.member_id] = profile
        for skill in profile.skills:
            name = self._vocabulary.resolve(skill.name) or skill.name
            self._holders.setdefault(name, {})[profile.member_id] = skill.level

    def remove(self, member_id: int) -> None:
        """Forget an entry; nothing happens when there is none."""
        profile = self._profiles.pop(member_id, None)
        for skill in profile.skills if profile else ():
            name = self._vocabulary.resolve(skill.name) or skill.name
            self._holders.get(name, {}).pop(member_id, None)

    def complete(self, prefix: str, limit: int = 25) -> list[str]:
        """Names of skills that people here have and that begin like `prefix`, most common first."""
        start = prefix.strip().casefold()
        had = sorted((name for name in self._holders if self._holders[name]), key=self._commonest_first)
        return [
            name
            for name in had
            if any(w.startswith(start) for w in (name.casefold(), *name.casefold().split()))
        ][:limit]

    def _commonest_first(self, name: str) -> tuple[int, str]:
        return -len(self._holders[name]), name

    def search(
        self,
        text: str,
        *,
        today: date,
        visible: Callable[[Profile], bool] | None = None,
        limit: int = 10,
    ) -> Answer:
        """Answer a question. Never raises for what was typed; long texts are cut."""
        asked = self._skills_in(text[:_LONGEST_QUERY])
        found: list[Match] = []
        for member_id, profile in self._profiles.items():
            if profile.paused_until is not None and profile.paused_until.date() > today:
                continue
            if visible is not None and not visible(profile):
                continue
            skills = tuple(
                MatchedSkill(name, name, How.DIRECT, self._holders[name][member_id])
                for name in asked
                if member_id in self._holders.get(name, {})
            )
            if skills:
                score = sum(_LEVELS[s.level] for s in skills if s.level)
                found.append(Match(profile, score, skills, (), ()))
        found.sort(key=lambda match: (-match.score, match.profile.member_id))
        return Answer(tuple(found[:limit]), Understood(tuple(asked)))

    def _skills_in(self, text: str) -> list[str]:
        words = [t for t in tokens(text) if t.word not in CONNECTORS]
        found: list[str] = []
        start = 0
        while start < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - start), 0, -1):
                typed = "".join(t.stem for t in words[start : start + length])
                name = self._vocabulary.names.get(typed)
                if name is None and length == 1 and len(typed) > 4:
                    close = process.extractOne(
                        typed, self._vocabulary.names.keys(), scorer=OSA.distance, score_cutoff=1
                    )
                    name = self._vocabulary.names[close[0]] if close else None
                if name is not None:
                    found.append(name)
                    start += length - 1
                    break
            start += 1
        return list(dict.fromkeys(found))
