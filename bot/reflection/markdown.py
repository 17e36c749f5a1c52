"""A document as Markdown (CommonMark), in which what people wrote stays text, whatever it looks like.

Every sign that could begin something is escaped, white space that Markdown would drop is written as its number
(``&#x20;``), and answers are quotations. So nothing breaks out, and reading it back gives what was written.
"""

import re
import unicodedata

from bot.reflection.document import Document, Part

_SIGNS = re.compile(r"[\\`*_\[\]<>&|~#{}$]")
_BEGINS = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)](?:\s|$)))")
"""At the head of a line: a list, a rule, or what makes the line above a heading."""


def written(document: Document) -> bytes:
    """The document as a file's bytes."""
    head = "\n\n".join(map(escaped, document.head))
    return "\n\n".join([f"# {escaped(document.title)}", head, *map(_part, document.parts)]).encode() + b"\n"


def _part(part: Part) -> str:
    blocks = [f"## {escaped(part.heading)}"]
    blocks.append("\n".join(f"- **{escaped(name)}:** {escaped(value)}" for name, value in part.facts))
    for prompt, text in part.answers:
        blocks += [f"### {escaped(prompt)}", quoted(text)]
    return "\n\n".join(blocks)


def quoted(text: str) -> str:
    """A text of several lines as a quotation; each line stays one."""
    lines = text.split("\n")
    following = [*lines[1:], ""]
    return "\n".join(
        f"> {escaped(line)}{chr(92) if line and after else ''}".rstrip(" ")
        for line, after in zip(lines, following, strict=True)
    )


def escaped(text: str) -> str:
    """A text as one line that shows just what it says."""
    inner = text.strip()
    start = text.index(inner) if inner else len(text)
    before, after = text[:start], text[start + len(inner) :]
    inner = _BEGINS.sub(r"\1\\", _SIGNS.sub(r"\\\g<0>", inner))
    return "".join(map(_numbered, before)) + "".join(map(_seen, inner)) + "".join(map(_numbered, after))


def _seen(character: str) -> str:
    unseen = unicodedata.category(character) in ("Cc", "Zl", "Zp")
    return _numbered(character) if unseen else character


def _numbered(character: str) -> str:
    return f"&#x{ord(character):X};"
