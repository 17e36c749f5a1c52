"""Typing mistakes: the known word that an unknown one was probably meant to be."""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from typing import cast

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.text import stem

# Words of three letters or fewer are never guessed at: R, SAS and PAR are each one letter from something.
_SHORTEST = 4
_TWO_MISTAKES_FROM = 8
_THREE_MISTAKES_FROM = 14
_SHORT = 5
_CERTAIN = 5
_LONG_ENOUGH_TO_SOUND = 7
# Spellings that sound alike, in the order in which they are made one.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:ps)", "s"),
        (r"^(?:kn)", "n"),
        (r"ph", "f"),
        (r"(?<=[rt])h", ""),
        (r"kw", "ku"),
        (r"sch|ck|q(?=u)|c(?![eiyh])", "k"),
        (r"c(?=[eiy])|z", "s"),
        (r"tion|sion", "shun"),
        (r"[ae]nt\b|[ae]nse?\b", "ent"),
        (r"ea|ee|ie|ei|y", "i"),
        (r"ou|oo|u", "u"),
        (r"(.)\1", r"\1"),
        (r"e\b", ""),
    )
)


class Spelling:
    """Corrects words against a fixed list (the vocabulary's) and then against a growing one (the entries')."""

    def __init__(self, words: Iterable[str], everyday: Set[str] = frozenset()) -> None:
        self._words = tuple(dict.fromkeys(w for w in words if len(w) >= _SHORTEST and w not in everyday))
        self._everyday = tuple(w for w in everyday if len(w) >= _SHORTEST)
        self._sounding = {_sound(w): w for w in reversed(self._words) if len(w) >= _LONG_ENOUGH_TO_SOUND}

    def correct(self, word: str) -> str | None:
        """The nearest word of the vocabulary within one or two slips of `word`, or None.

        An everyday word is only recognised when long or merely jumbled: "agent" is not "arent" mistyped.
        """
        found, everyday = _nearest(word, self._words), _nearest(word, self._everyday)
        if found is None and len(word) >= _LONG_ENOUGH_TO_SOUND - 1:
            found = self._sounding.get(_sound(word))
        if everyday is None or not (len(everyday) > _CERTAIN or sorted(everyday) == sorted(word)):
            return found
        if found is None or _slips(word, everyday) < _slips(word, found) or sorted(everyday) == sorted(word):
            return everyday
        return found

    def correct_among(self, word: str, others: Set[str]) -> str | None:
        """The nearest of other stems that begin alike and differ in length by one at most, or None."""
        base = stem(word)
        if len(base) <= _SHORTEST + 1:
            return None
        return _nearest(base, [w for w in others if w[0] == base[0] and abs(len(w) - len(base)) <= 1])


def _sound(word: str) -> str:
    """Roughly how a word sounds: alike for "physiotherapy" and "fisiotherapy"."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


# rapidfuzz declares its scorers and its searches by types that do not fit each other.
_slips = cast("Callable[..., float]", OSA.distance)


def _nearest(word: str, choices: Sequence[str]) -> str | None:
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    allowed = 1 + (len(word) >= _TWO_MISTAKES_FROM) + (len(word) >= _THREE_MISTAKES_FROM)
    found = process.extract(word, choices, scorer=_slips, score_cutoff=allowed, limit=5)

    def distance(item: tuple[str, float, int]) -> tuple[float, bool, int]:
        # Among equally near words prefer one that begins alike: the first letter is seldom mistyped.
        return item[1], item[0][0] != word[0], abs(len(item[0]) - len(word))

    likely = [item for item in found if not _is_another_word(word, item[0])]
    return min(likely, key=distance)[0] if likely else None


def _is_another_word(word: str, choice: str) -> bool:
    """Whether a short word differs by one letter in its place: "rails" and "sails" are two words, not a slip."""
    if len(word) > _SHORT or len(word) != len(choice):
        return False
    return sum(a != b for a, b in zip(word, choice, strict=True)) == 1
