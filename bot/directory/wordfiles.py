"""Reading the plain text files in `words/`: one entry a line, checked, with errors that name the line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


class VocabularyError(ValueError):
    """A line of a words file that cannot be right; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: `name = value; value | link other; other`, with the heading it stands under."""

    where: str
    section: str
    name: str
    values: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]]


def meaningful_lines(name: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Every line that is neither empty, a comment nor a heading, as (where, heading, line)."""
    section = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif line and not line.startswith("#"):
            yield f"{name}, line {number}", section, line


def read_entries(name: str, text: str, *, links: Iterable[str] = ()) -> Iterator[Line]:
    """Parse a file of entries. `links` are the link words it may use, such as "kind of" and "near".

    Raises:
        VocabularyError: for a line without "=", without a name, or with an unknown or repeated link word.
    """
    for where, section, line in meaningful_lines(name, text):
        head, *rest = (part.strip() for part in line.split("|"))
        entry, equals, values = head.partition("=")
        if not equals or not entry.strip():
            raise VocabularyError(f"{where}: expected 'name = other name; other name'")
        yield Line(where, section, entry.strip(), _items(values), dict(_links(where, rest, tuple(links))))


def _links(where: str, parts: list[str], known: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    seen: set[str] = set()
    for part in parts:
        link = next((link for link in known if part.startswith(link + " ")), None)
        if link is None or link in seen:
            allowed = ", ".join(f"'{link}'" for link in known) or "nothing"
            raise VocabularyError(f"{where}: after '|' comes {allowed}, each once, not '{part}'")
        seen.add(link)
        yield link, _items(part[len(link) :])


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(";") if item.strip())
