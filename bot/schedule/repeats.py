"""How often, in plain English: ``every other Tuesday``, ``monthly on the 15th``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.schedule import recurrence
from bot.schedule.dates import DAY, NTH, ORDINALS, Left, weekday
from bot.schedule.recurrence import Recurrence

Series = Callable[[date, str], Recurrence]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often. ``series`` makes the rule from a day and a zone; ``dated`` when the text must still say which day."""

    series: Series
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """``every second Tuesday``: both readings, in words that have one meaning."""

    nth: int
    weekday: int
    weekly: str
    monthly: str


_EVERY = r"(?:every|each)"
_HOW_MANY = r"(other|second|\d{1,2})(?:st|nd|rd|th)?"
_MONTHS = rf"(?:{_EVERY} (?:{_HOW_MANY} )?months?|(monthly))"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Rhythm | Ambiguous]], ...] = (
    (re.compile(rf"\b(?:on )?(?:the )?({NTH}) ({DAY})s? (?:of |in )?{_MONTHS}"),
     lambda m: _nth_of_month(m[1], m[2], m[3])),
    (re.compile(rf"\b{_MONTHS} (?:on )?(?:the )?({NTH}) ({DAY})\b"), lambda m: _nth_of_month(m[3], m[4], m[1])),
    (re.compile(rf"\b{_MONTHS} (?:on )?the (\d{{1,2}})(?:st|nd|rd|th)?\b"), lambda m: _day_of_month(int(m[3]), m[1])),
    (re.compile(rf"\b{_EVERY} (second|2nd|third|3rd|fourth|4th) ({DAY})\b"), lambda m: _ambiguous(m[1], m[2])),
    (re.compile(rf"\b{_EVERY} (first|1st|fifth|5th|last) ({DAY})\b"), lambda m: _nth_of_month(m[1], m[2], None)),
    (re.compile(rf"\b(?:{_EVERY} (?:{_HOW_MANY} )?weeks?\b|(weekly|fortnightly)|{_EVERY} (fortnight))(?: on)?"
                rf"((?: (?:and )?(?:{DAY})\b)*)"), lambda m: _weekly(m[1] or m[2] or m[3], m[4])),
    (re.compile(rf"\b{_EVERY} (other )?((?:{DAY})s?(?: (?:and )?(?:on )?(?:{DAY})s?\b)*)(?!\w)"),
     lambda m: _weekly("other" if m[1] else None, m[2])),
    (re.compile(rf"\b(?:{_EVERY} (?:weekday|working day)|weekdays)\b"), lambda m: _weekly(None, "mon tue wed thu fri")),
    (re.compile(rf"\b(?:{_EVERY} (?:{_HOW_MANY} )?days?|(daily)|{_EVERY} (?=morning|afternoon|evening))"),
     lambda m: _daily(m[1])),
    (re.compile(rf"\b{_EVERY} (?:{_HOW_MANY} )?years?(?: on)?\b|\b(?:yearly|annually)(?: on)?\b"),
     lambda m: _yearly(m[1])),
    (re.compile(rf"\b{_MONTHS}"), lambda m: _day_of_month(None, m[1])),
)  # fmt: skip


def rhythm(left: Left) -> tuple[Rhythm | Ambiguous | None, Left]:
    """How often, if the text says so."""
    for pattern, understood in _PATTERNS:
        if match := pattern.search(left.words):
            return understood(match), left.without(match)
    return None, left


def _interval(word: str | None) -> int:
    if word in ("other", "second", "fortnightly", "fortnight"):
        return 2
    number = int(word) if word and word.isdecimal() else 1
    if number == 0:
        raise ValueError("every 0th time is never")
    return number


def _start(day: date) -> datetime:
    return datetime.combine(day, time())


def _nth_of_month(nth: str, day: str, every: str | None) -> Rhythm:
    ordinal, named, interval = ORDINALS[nth], weekday(day), _interval(every)
    return Rhythm(lambda anchor, zone: recurrence.monthly_by_weekday(_start(anchor), zone, interval, ordinal, named))


def _day_of_month(day: int | None, every: str | None) -> Rhythm:
    if day is not None and not 1 <= day <= 31:
        raise ValueError("no month has such a day")
    interval = _interval(every)
    return Rhythm(
        lambda anchor, zone: recurrence.monthly_by_day(
            _start(anchor.replace(month=1, day=day) if day else anchor), zone, interval
        )
    )


def _weekly(every: str | None, days: str) -> Rhythm:
    named = tuple(dict.fromkeys(n for word in days.split() if (n := weekday(_single(word))) >= 0))
    return Rhythm(lambda anchor, zone: recurrence.weekly(_start(anchor), zone, _interval(every), named))


def _single(word: str) -> str:
    return word if weekday(word) >= 0 else word.removesuffix("s")


def _daily(every: str | None) -> Rhythm:
    return Rhythm(lambda anchor, zone: recurrence.daily(_start(anchor), zone, _interval(every)))


def _yearly(every: str | None) -> Rhythm:
    return Rhythm(lambda anchor, zone: recurrence.yearly(_start(anchor), zone, _interval(every)), dated=True)


def _ambiguous(nth: str, day: str) -> Ambiguous:
    number = ORDINALS[nth]
    weekly = f"every other {day}" if number == 2 else f"every {number} weeks on {day}"
    return Ambiguous(number, weekday(day), weekly, f"every month on the {nth} {day}")
