"""Days and times of day in plain English, taken out of a text piece by piece.

Each function takes the words that are left and gives what it understood together with what is left then.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rapidfuzz.distance import DamerauLevenshtein

WEEKDAYS = {name.casefold(): n for n, name in enumerate(calendar.day_name)}
SHORT_DAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
              "sun": 6}  # fmt: skip
MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
SHORT_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
NUMBERS = {word: n for n, word in enumerate(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
)}  # fmt: skip
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5,
            "5th": 5, "last": -1}  # fmt: skip
KEYWORDS = {
    "today", "tonight", "tomorrow", "every", "each", "other", "daily", "weekly", "fortnightly", "monthly", "yearly",
    "annually", "weekday", "weekdays", "working", "until", "times", "midday", "noon", "midnight", "morning",
    "afternoon", "evening", "half", "past", "quarter", "minute", "minutes", "hour", "hours", "days", "weeks", "week",
    "month", "months", "year", "years", "fortnight", "fortnights", "after", "next", "this", "coming", "starting",
    "beginning", "from", "clock",
}  # fmt: skip
KNOWN = {*WEEKDAYS, *MONTHS, *NUMBERS, *ORDINALS, *KEYWORDS, *(f"{day}s" for day in WEEKDAYS)}

DAY = "|".join(sorted({*WEEKDAYS, *SHORT_DAYS}, key=len, reverse=True))
MONTH = "|".join(sorted({*MONTHS, *SHORT_MONTHS}, key=len, reverse=True))
NTH = "|".join(ORDINALS)
SUFFIX = "(?:st|nd|rd|th)?"

DEFAULT_TIME = time(9)
"""The time of day when none is given; it is read back."""
PARTS_OF_DAY = {"morning": time(9), "afternoon": time(14), "evening": time(19), "tonight": time(20), "noon": time(12),
                "midday": time(12), "midnight": time(0)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """What a text still says, one space between words."""

    words: str

    def without(self, match: re.Match[str]) -> "Left":
        return Left(" ".join(f"{self.words[: match.start()]} {self.words[match.end() :]}".split()))


def weekday(name: str) -> int:
    """0 is Monday."""
    return WEEKDAYS.get(name, SHORT_DAYS.get(name, -1))


def month(name: str) -> int:
    return MONTHS.get(name, SHORT_MONTHS.get(name, 0))


def tidied(text: str) -> str:
    """In lower case, slips of the finger in longer words put right, numbers as figures."""
    words = re.sub(r"([ap])\.\s?m\.?", r"\1m", text.casefold().replace("’", "'")).replace("o'clock", "")
    words = re.sub(r"(\d{4}-\d{1,2}-\d{1,2})t(?=\d)", r"\1 ", re.sub(r",", " ", words))
    return " ".join(str(NUMBERS.get(word, word)) for word in map(_spelt, words.split()))


def _spelt(word: str) -> str:
    # Words of three letters or fewer are never guessed at: "sun" and "son" are both words.
    if len(word) < 5 or not word.isalpha() or word in KNOWN or word in SHORT_MONTHS:
        return word
    allowed = 1 if len(word) < 7 else 2
    near = sorted((DamerauLevenshtein.distance(word, known, score_cutoff=allowed), known) for known in KNOWN)
    best, found = near[0]
    unique = sum(distance == best for distance, _known in near) == 1
    return found if best <= allowed and unique else word


# -- times of day -----------------------------------------------------------------------

_CLOCK = re.compile(r"(?:\bat )?\b([01]?\d|2[0-4]):([0-5]\d)(?: ?(am|pm)\b)?(?!\S)")
_DOTTED = re.compile(r"\bat ([01]?\d|2[0-3])\.([0-5]\d)(?: ?(am|pm)\b)?(?!\S)|\b(0?\d|1[0-2])\.([0-5]\d) ?(am|pm)\b")
_HOUR = re.compile(r"(?:\bat )?\b(1[0-2]|0?[1-9]) ?(am|pm)\b")
_AT_HOUR = re.compile(r"\bat ([01]?\d|2[0-3])(?= |$)")
_PAST = re.compile(r"(?:\bat )?\b(half|quarter) (past|to) (1[0-2]|[1-9])(?: ?(am|pm)\b)?(?!\S)")
_PART = re.compile(rf"\b(?:(?:at|in|this) (?:the )?)?({'|'.join(PARTS_OF_DAY)})\b")


def time_of_day(left: Left) -> tuple[time | None, Left]:
    """The time of day, if one is named. Half past nine is in the morning unless an afternoon is named with it."""
    for pattern in (_CLOCK, _DOTTED, _HOUR, _AT_HOUR, _PAST):
        if match := pattern.search(left.words):
            found = _read_past(match) if pattern is _PAST else _read_clock(match)
            if found is None:
                return None, left
            return _beside_part(found, left.without(match))
    if match := _PART.search(left.words):
        # "tonight" says which day as well.
        word = match[1]
        rest = left.without(match)
        return PARTS_OF_DAY[word], Left(f"today {rest.words}".strip()) if word == "tonight" else rest
    return None, left


def _read_clock(match: re.Match[str]) -> time | None:
    given = [group for group in match.groups() if group is not None]
    suffix = given.pop() if given[-1] in ("am", "pm") else ""
    hour, minute = int(given[0]), int(given[1]) if len(given) > 1 else 0
    if suffix:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (suffix == "pm")
    return time(hour % 24, minute) if hour < 24 or minute == 0 else None


def _read_past(match: re.Match[str]) -> time:
    minutes = 30 if match[1] == "half" else 15
    total = int(match[3]) * 60 + (minutes if match[2] == "past" else -minutes)
    if match[4]:
        total = total % 720 + 720 * (match[4] == "pm")
    return time(total // 60 % 24, total % 60)


def _beside_part(at: time, left: Left) -> tuple[time, Left]:
    """``at 7 in the evening``: the part of the day says which seven is meant."""
    match = _PART.search(left.words)
    if match is None or match[1] in ("noon", "midday", "midnight"):
        return at, left
    late = match[1] != "morning"
    rest = left.without(match)
    rest = Left(f"today {rest.words}".strip()) if match[1] == "tonight" else rest
    return (at.replace(hour=at.hour + 12) if late and at.hour < 12 else at), rest


# -- days -------------------------------------------------------------------------------

_ISO = re.compile(r"\b(?:on )?(\d{4})-(\d{1,2})-(\d{1,2})\b")
_FIGURES = re.compile(r"\b(?:on )?(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?\b\.?")
_ITS_WEEKDAY = rf"(?:(?:on )?(?:{DAY}) )?"
_YEAR = r"(?: (\d{4})\b)?"
_DAY_MONTH = re.compile(rf"\b{_ITS_WEEKDAY}(?:on )?(?:the )?(\d{{1,2}}){SUFFIX}(?: of)? ({MONTH})\b{_YEAR}")
_MONTH_DAY = re.compile(rf"\b{_ITS_WEEKDAY}(?:on )?({MONTH}) (?:the )?(\d{{1,2}}){SUFFIX}\b(?!:){_YEAR}")
_ORDINAL = re.compile(
    rf"\b(?:on )?(?:the )?({NTH}) ({DAY}) (?:of|in) (?:(next|this|the) month|({MONTH})(?: (\d{{4}}))?)\b"
)
_NAMED = re.compile(rf"\b(?:on )?(?:(next|this|coming) )?({DAY})\b")
_RELATIVE = re.compile(r"\b(day after tomorrow|today|tomorrow)\b")
_MONTHDAY = re.compile(r"\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b")


def day(left: Left, now: datetime, at: time = time.max) -> tuple[date | None, Left]:
    """The day, if one is named; ``now`` is local. A day without its year is the next such.

    A weekday is today's if ``at`` is still to come.

    Raises ``ValueError`` for a day that doesn't exist.
    """
    today = now.date()
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...] = (
        (_ISO, lambda m: date(int(m[1]), int(m[2]), int(m[3]))),
        (_ORDINAL, lambda m: _nth_weekday(m, today)),
        (_DAY_MONTH, lambda m: _dated(int(m[1]), month(m[2]), m[3], today)),
        (_MONTH_DAY, lambda m: _dated(int(m[2]), month(m[1]), m[3], today)),
        (_FIGURES, lambda m: _dated(int(m[1]), int(m[2]), m[3], today)),
        (_RELATIVE, lambda m: today + timedelta(days={"today": 0, "tomorrow": 1}.get(m[1], 2))),
        (_NAMED, lambda m: _weekday_after(now, at, weekday(m[2]), next_one=m[1] == "next")),
        (_MONTHDAY, lambda m: _day_of_month(int(m[1]), today)),
    )
    for pattern, read in readers:
        if match := pattern.search(left.words):
            return read(match), left.without(match)
    return None, left


def _dated(day_of_month: int, month_of_year: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month_of_year, day_of_month)
    for candidate in range(today.year, today.year + 9):  # a 29 February is at most eight years away
        try:
            found = date(candidate, month_of_year, day_of_month)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError("there is no such day")


def _weekday_after(now: datetime, at: time, wanted: int, *, next_one: bool) -> date:
    today = now.date()
    ahead = (wanted - today.weekday()) % 7
    # Said on a Tuesday, "next Tuesday" is in a week; "Tuesday" is today if its time is still to come.
    passed = next_one or datetime.combine(today, at) <= now
    return today + timedelta(days=7 if passed and ahead == 0 else ahead)


def _day_of_month(wanted: int, today: date) -> date:
    for n in range(13):
        year, month0 = divmod(today.year * 12 + today.month - 1 + n, 12)
        if 1 <= wanted <= calendar.monthrange(year, month0 + 1)[1]:
            found = date(year, month0 + 1, wanted)
            if found >= today:
                return found
    raise ValueError("there is no such day")


def _nth_weekday(match: re.Match[str], today: date) -> date:
    nth, wanted = ORDINALS[match[1]], weekday(match[2])
    if match[4]:
        years = [int(match[5])] if match[5] else [today.year, today.year + 1]
        months = [(year, month(match[4])) for year in years]
    else:
        start = today.year * 12 + today.month - 1 + (match[3] == "next")
        months = [(start // 12, start % 12 + 1)]
    found = [in_month(year, month_of_year, nth, wanted) for year, month_of_year in months]
    to_come = [one for one in found if one is not None and (one >= today or bool(match[5]) or not match[4])]
    if not to_come:
        raise ValueError("there is no such day")
    return to_come[0]


def in_month(year: int, month_of_year: int, nth: int, wanted: int) -> date | None:
    """The nth (or last, -1) of a weekday in a month; None for a fifth that isn't there."""
    days = [week[wanted] for week in calendar.monthcalendar(year, month_of_year) if week[wanted]]
    index = nth - 1 if nth > 0 else nth
    return date(year, month_of_year, days[index]) if -len(days) <= index < len(days) else None
