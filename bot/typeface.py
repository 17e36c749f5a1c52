"""The letters that pictures and PDF files are set in: DejaVu Sans, which comes with matplotlib.

It has the letters of most alphabets (Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian), few of the others,
and few emoji. What it lacks must neither stop a file from being made nor go missing unseen.
"""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NAME = "DejaVu Sans"
LACKING = "□"
"""Stands for a letter that the typeface doesn't have."""
_UNSEEN = {"\ufe0e", "\ufe0f", "\u200d"}
"""They choose between two looks of an emoji, or join several: by themselves they show nothing."""


def file() -> Path:
    """Where the typeface is."""
    # Found, not imported: loading matplotlib takes a second.
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs]

    with TTFont(file(), lazy=True) as opened:
        font: Any = opened
        return frozenset(font["cmap"].getBestCmap())


def printable(text: str) -> str:
    """The text in characters that the typeface has, ``\\n`` and ``\\t`` besides.

    An emoji that it lacks becomes its name in brackets, another character ``LACKING``.
    """
    covered = _covered()
    return "".join(
        one if one in "\n\t" or (ord(one) in covered and one.isprintable()) else _instead(one) for one in text
    )


def _instead(character: str) -> str:
    if character in _UNSEEN:
        return ""
    if character.isspace():
        return "\n" if character in "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" else " "
    plainer = unicodedata.normalize("NFKC", character)
    if plainer != character and all(ord(one) in _covered() and one.isprintable() for one in plainer):
        return plainer
    name = unicodedata.name(character, "")
    if unicodedata.category(character) in ("So", "Sk") and name:
        return f"[{name.lower()}]"
    return LACKING
