"""A document as a PDF: plain pages with headings that a screen reader and a reader's outline can follow."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from bot import typeface
from bot.reflection.document import Document, Part
from bot.texts import _, spoken

MARGIN = 20
"""In millimetres, as everything here but letters, which are in points."""
TITLE, HEADING, PROMPT, TEXT, SMALL = 18, 13, 11, 10, 8
LINE = 1.45
"""A line's height, in heights of its letters."""
_LEFTWARDS = {"R", "AL", "AN", "RLE", "RLO", "RLI"}
INK, QUIET = (31, 41, 51), (86, 101, 115)


class _Pages(FPDF):
    """Pages with their number at the foot."""

    def footer(self) -> None:
        self.set_y(-MARGIN + 5)
        _sets(self, _("Page {page}", page=self.page_no()), SMALL, QUIET, Align.R)


def written(document: Document) -> bytes:
    """The document as a file's bytes. It takes a second for some 100,000 letters: not for the loop."""
    pages = _Pages(format="A4")
    pages.add_font(typeface.NAME, fname=typeface.file())
    pages.set_lang(spoken())
    pages.set_title(typeface.printable(document.title))
    pages.set_creator("Heronry")
    pages.set_margin(MARGIN)
    pages.set_auto_page_break(True, MARGIN)
    pages.add_page()
    _sets(pages, document.title, TITLE)
    _says(pages, *_head(document))
    for part in document.parts:
        _part(pages, part)
    return bytes(pages.output())


def _head(document: Document) -> list[str]:
    shown = "".join(
        typeface.printable(text)
        for part in document.parts
        for text in (part.heading, *[value for _name, value in part.facts], *[text for _name, text in part.answers])
    )
    said = [*document.head]
    if typeface.LACKING in shown:
        said.append(
            _(
                "Some letters can’t be shown in this kind of file and stand here as {sign}. "
                "The Markdown file has them all.",
                sign=typeface.LACKING,
            )
        )
    return said


def _part(pages: FPDF, part: Part) -> None:
    pages.ln(4)
    _begins(pages, part.heading, HEADING, level=0)
    _says(pages, *[_("{name}: {value}", name=name, value=value) for name, value in part.facts])
    for prompt, text in part.answers:
        pages.ln(1.5)
        _begins(pages, prompt, PROMPT, level=1)
        _sets(pages, text, TEXT)


def _begins(pages: FPDF, heading: str, size: float, level: int) -> None:
    """A heading, never alone at the foot of a page, and in the outline."""
    if pages.will_page_break(3 * size * LINE * 0.353):
        pages.add_page()
    pages.start_section(" ".join(typeface.printable(heading).split()) or "–", level=level)
    _sets(pages, heading, size)


def _says(pages: FPDF, *lines: str) -> None:
    for line in lines:
        _sets(pages, line, TEXT, QUIET)


def _sets(pages: FPDF, text: str, size: float, colour: tuple[int, int, int] = INK, align: Align = Align.L) -> None:
    pages.set_font(typeface.NAME, size=size)
    pages.set_text_color(*colour)
    height, width = pages.font_size * LINE, cache(pages.get_string_width)
    for line in typeface.printable(text).expandtabs(4).split("\n"):
        from_right = any(unicodedata.bidirectional(one) in _LEFTWARDS for one in line)
        side = _side(line) if from_right else align
        if from_right:  # joined and put in order; a letter joined is never wider than it is by itself
            pages.set_text_shaping(True, direction="rtl" if side is Align.R else "ltr")
        for part in _broken(line, pages.epw - 2 * pages.c_margin, width):
            pages.cell(0, height, part, align=side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if from_right:
            pages.set_text_shaping(False)


def _side(line: str) -> Align:
    """Where a line begins: where its first letter that has a direction is written from."""
    first = next((kind for one in line if (kind := unicodedata.bidirectional(one)) in ("L", "R", "AL")), "L")
    return Align.L if first == "L" else Align.R


def _broken(line: str, room: float, width: Callable[[str], float]) -> Iterator[str]:
    """A line in pieces that fit into the page's width, between words where that is possible."""
    piece, used = "", 0.0
    for word in re.findall(r"\S+\s*|\s+", line):
        needed = sum(map(width, word.rstrip()))
        if piece and used + needed > room:
            yield piece.rstrip()
            piece, used = "", 0.0
        if needed <= room:
            piece, used = piece + word, used + sum(map(width, word))
            continue
        for one in word:
            if piece and used + width(one) > room:
                yield piece
                piece, used = "", 0.0
            piece, used = piece + one, used + width(one)
    yield piece.rstrip()
