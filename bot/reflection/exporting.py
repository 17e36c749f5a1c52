"""What the author of reflections takes away, as people hand it in to an appraisal: Markdown, CSV, JSON or PDF."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.community import sheet
from bot.errors import InvalidInput
from bot.reflection import markdown
from bot.reflection.document import document, head, in_order, words_in
from bot.reflection.entries import Reflection
from bot.texts import N_, _

MOST_BYTES = 10_000_000
"""What a file may have: Discord takes 10 MiB."""
MOST_LETTERS_SET = 1_500_000
"""Letters that a PDF may have: some 600 pages, which take a quarter of a minute to set. One that is written from the
right counts as ten: joining them takes so much longer."""
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


class Style(StrEnum):
    """The kinds of file."""

    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"
    PDF = "pdf"

    @property
    def ending(self) -> str:
        """What such a file's name ends with."""
        return "md" if self is Style.MARKDOWN else self.value


class TooMuch(InvalidInput):
    """It doesn't fit into a file that Discord takes."""

    def __init__(self) -> None:
        super().__init__(
            N_("That is more than fits into one file. Please choose a shorter time or a single tag, and take several.")
        )


def exported(reflections: Sequence[Reflection], style: Style, *, title: str, words: bool = True) -> bytes:
    """The reflections as a file, in the spoken language; ``title`` is its heading. Raises ``TooMuch``.

    Without ``words`` everything that was typed is left out, and the file says so. The greatest PDF takes a quarter of
    a minute: to be called in a thread (``asyncio.to_thread``), where it holds up nobody.
    """
    if words and _too_many(reflections, style):
        raise TooMuch
    made = _WRITERS[style](reflections, title, words)
    if len(made) > MOST_BYTES:
        raise TooMuch
    return made


def file_name(style: Style, day: date) -> str:
    """What the file is called: by the day it was made, and by nothing that says whose it is."""
    return f"reflections-{day:%Y-%m-%d}.{style.ending}"


def _too_many(reflections: Sequence[Reflection], style: Style) -> bool:
    """Whether it is plain before it is written that it won't fit."""
    texts = [text for one in reflections for text in (one.title, one.action, *_said(one))]
    letters = sum(map(len, texts))
    if style is not Style.PDF or letters > MOST_LETTERS_SET:
        return letters > (MOST_LETTERS_SET if style is Style.PDF else MOST_BYTES)
    return letters + 9 * sum(len(_FROM_RIGHT.findall(text)) for text in texts) > MOST_LETTERS_SET


def _said(one: Reflection) -> list[str]:
    return [text for answer in one.answers for text in (answer.prompt, answer.text)]


def _as_markdown(reflections: Sequence[Reflection], title: str, words: bool) -> bytes:
    return markdown.written(document(reflections, title, words=words))


def _as_pdf(reflections: Sequence[Reflection], title: str, words: bool) -> bytes:
    # What draws pages takes half a second to load: when the first PDF is asked for, which is in a thread.
    from bot.reflection import pdf

    return pdf.written(document(reflections, title, words=words))


def _as_csv(reflections: Sequence[Reflection], title: str, words: bool) -> bytes:
    """Above the table's own heading stand the file's, and what it says, a line each."""
    ordered = in_order(reflections)
    most = max((len(one.answers) for one in ordered), default=0) if words else 0
    if words:
        columns = [_("Day"), _("Model"), _("Title"), _("Meeting"), _("Tags"), _("Hours"), _("Of which participatory")]
        columns += [_("Action"), _("Action due")]
        for n in range(1, most + 1):
            columns += [_("Prompt {n}", n=n), _("Answer {n}", n=n)]
    else:
        columns = [_("Day"), _("Model"), _("Hours"), _("Of which participatory"), _("Words written"), _("Action due")]
    rows = [_with_words(one) if words else _without_words(one) for one in ordered]
    above = [[title], *([line] for line in head(ordered, words=words))]
    return sheet.written([*above, columns, *rows])


def _with_words(one: Reflection) -> list[str]:
    row = [one.day.isoformat(), one.model, one.title, one.about, ", ".join(one.tags)]
    row += [str(one.hours), str(one.participatory), one.action, _iso(one.action_due)]
    return row + _said(one)


def _without_words(one: Reflection) -> list[str]:
    row = [one.day.isoformat(), one.model, str(one.hours), str(one.participatory), str(words_in(one))]
    return [*row, _iso(one.action_due)]


def _as_json(reflections: Sequence[Reflection], title: str, words: bool) -> bytes:
    ordered = in_order(reflections)
    about = {
        "title": title,
        "says": list(head(ordered, words=words)),
        "from": ordered[0].day.isoformat() if ordered else None,
        "to": ordered[-1].day.isoformat() if ordered else None,
        "hours": float(sum((one.hours for one in ordered), Decimal(0))),
        "participatory": float(sum((one.participatory for one in ordered), Decimal(0))),
    }
    # One by one: all at once would keep every other thread waiting.
    written = ",\n".join(json.dumps(_plain(one, words=words), ensure_ascii=False) for one in ordered)
    opening = json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{opening},\n "reflections": [\n{written}\n]}}\n'.encode()


def _plain(one: Reflection, *, words: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "day": one.day.isoformat(), "model": one.model,
        "hours": float(one.hours), "participatory": float(one.participatory),
    }  # fmt: skip
    if words:
        facts |= {"title": one.title, "meeting": one.about, "tags": list(one.tags)}
        facts["answers"] = [{"prompt": answer.prompt, "text": answer.text} for answer in one.answers]
        facts["action"] = one.action
    else:
        facts |= {"after_a_meeting": bool(one.about), "words_written": words_in(one)}
    return facts | {"action_due": _iso(one.action_due) or None}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


_WRITERS: dict[Style, Callable[[Sequence[Reflection], str, bool], bytes]] = {
    Style.MARKDOWN: _as_markdown,
    Style.CSV: _as_csv,
    Style.JSON: _as_json,
    Style.PDF: _as_pdf,
}
