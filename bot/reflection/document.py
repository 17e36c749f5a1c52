"""A person's reflections as a document: what stands in it, before it is known how it will be written.

Without words nothing is left that anybody typed: no title, answer, tag or action, and no meeting's name either. What
stays (days, models, hours, counts) says that somebody reflected, and how much, but not about whom or what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from bot.reflection.entries import Reflection
from bot.texts import _, babel_locale, day, ngettext


@dataclass(frozen=True, slots=True)
class Part:
    """One reflection: its heading, facts as a name and a value each, and answers under their prompts."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A heading, what is said before all else, and the reflections, earliest first."""

    title: str
    head: tuple[str, ...]
    parts: tuple[Part, ...]


def in_order(reflections: Sequence[Reflection]) -> list[Reflection]:
    """By the day they are about, and on one day as they were written."""
    return sorted(reflections, key=lambda one: (one.day, one.written_at, one.id))


def document(reflections: Sequence[Reflection], title: str, *, words: bool) -> Document:
    """The reflections in the spoken language."""
    ordered = in_order(reflections)
    return Document(title, head(ordered, words=words), tuple(_part(one, words=words) for one in ordered))


def head(ordered: Sequence[Reflection], *, words: bool) -> tuple[str, ...]:
    """What every file says before all else: what it covers, what is left out, and where it went through."""
    lines = [covers(ordered), totals(ordered)] if ordered else [_("There is nothing in this file.")]
    if not words:
        lines.append(
            _("Left out, as you chose: everything typed, which is titles, answers, tags, actions and meetings’ names.")
        )
    lines.append(_("A file that was sent through Discord stays with Discord, also when you delete it here."))
    return tuple(lines)


def covers(ordered: Sequence[Reflection]) -> str:
    first, last = ordered[0].day, ordered[-1].day
    counted = ngettext("{n} reflection", "{n} reflections", len(ordered))
    if first == last:
        return _("{reflections}, of {day}.", reflections=counted, day=day(first))
    return _("{reflections}, from {first} to {last}.", reflections=counted, first=day(first), last=day(last))


def totals(ordered: Sequence[Reflection]) -> str:
    return _(
        "Hours in all: {hours}, of which participatory: {participatory}.",
        hours=number(sum((one.hours for one in ordered), Decimal(0))),
        participatory=number(sum((one.participatory for one in ordered), Decimal(0))),
    )


def number(value: Decimal) -> str:
    """A number as the spoken language writes it, with at most two decimals."""
    return format_decimal(value, "#,##0.##", locale=babel_locale())


def words_in(reflection: Reflection) -> int:
    """How many words its answers have."""
    return sum(len(one.text.split()) for one in reflection.answers)


def _part(one: Reflection, *, words: bool) -> Part:
    facts = [(_("Model"), one.model)]
    if words:
        facts += [(_("Meeting"), one.about)] if one.about else []
        facts += [(_("Tags"), ", ".join(one.tags))] if one.tags else []
    elif one.about:
        facts.append((_("Meeting"), _("after a meeting")))
    if one.hours:
        facts += [(_("Hours"), number(one.hours)), (_("Of which participatory"), number(one.participatory))]
    if not words:
        facts.append((_("Words written"), number(Decimal(words_in(one)))))
    if words and one.action:
        facts.append((_("Action"), one.action))
    if one.action_due:
        facts.append((_("Action due"), day(one.action_due)))
    answers = tuple((answer.prompt, answer.text) for answer in one.answers) if words else ()
    heading = _("{day}: {title}", day=day(one.day), title=one.title) if words and one.title else day(one.day)
    return Part(heading, tuple(facts), answers)
