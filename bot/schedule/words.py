"""Times in plain words, as people type them: ``tomorrow 9am``, ``in 3 weeks``, ``every other Tuesday 10:00``.

English for now, whatever language the rest is in, and it says so. Every word must be understood: where one
isn't, the person is told so with examples, since half-understood would remind them at the wrong time. What has
two readings is asked about.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from bot.errors import InvalidInput
from bot.schedule import dates, repeats
from bot.schedule.dates import DEFAULT_TIME, Left
from bot.schedule.local import local_time, readings
from bot.schedule.recurrence import Recurrence, by_rule, first_on_or_after
from bot.schedule.wording import ORDINALS, WEEKDAYS
from bot.texts import N_, Message

LONGEST = 200
"""Characters; nobody says a time in more."""
FURTHEST = timedelta(days=20 * 366)


@dataclass(frozen=True, slots=True)
class Once:
    """A single moment, in UTC. ``assumed`` when no time of day was given, and 09:00 was taken."""

    at: datetime
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Repeating:
    """A series. ``assumed`` as for ``Once``."""

    recurrence: Recurrence
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of something unclear: what to call it, and a text that ``read`` takes to mean exactly this."""

    label: Message
    text: str


class NotUnderstood(InvalidInput):
    """The text names no time that can be read."""

    def __init__(self, text: str) -> None:
        super().__init__(
            N_(
                "I couldn't read “{text}” as a time. Times are read in English for now, for example: "
                "“tomorrow 9am”, “in 3 weeks”, “every other Tuesday 10:00”.",
                text=" ".join(text.split())[:100],
            )
        )


class Unclear(InvalidInput):
    """The text has more than one reading; ``choices`` are two to five of them."""

    def __init__(self, message: Message, *choices: Choice) -> None:
        super().__init__(message)
        self.choices = choices


def read(text: str, zone: str, now: datetime) -> Once | Repeating:
    """What a text says of when, for someone in ``zone``.

    Raises ``NotUnderstood``; ``Unclear`` for what has two readings; ``InvalidInput`` for a time that has passed,
    is very far away, or a day that doesn't exist.
    """
    if len(text) > LONGEST or not text.strip():
        raise NotUnderstood(text)
    exact = _exact(text.strip(), zone)
    if exact is not None:
        return _to_come(Once(exact), now)
    local_now = local_time(now, zone)
    left = Left(dates.tidied(text))
    try:
        if "freq=" in left.words:
            return _ruled(left, zone, now)
        return _repeating(left, zone, now, local_now) or _once(left, zone, now, local_now)
    except (ValueError, OverflowError):
        raise InvalidInput(
            N_("There is no such day as in “{text}”. Please check the date.", text=" ".join(text.split())[:100])
        ) from None
    except NotUnderstood:
        raise NotUnderstood(text) from None


def _exact(text: str, zone: str) -> datetime | None:
    """A moment that leaves no question: Discord's own stamp, or an ISO time with its distance from UTC."""
    if match := re.fullmatch(r"<t:(\d{1,12})(?::[tTdDfFR])?>", text):
        try:
            return datetime.fromtimestamp(int(match[1]), UTC)
        except (ValueError, OverflowError, OSError):
            return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _to_come(found: Once, now: datetime) -> Once:
    if found.at <= now:
        raise InvalidInput(N_("That has passed already. Please give a time that is still to come."))
    if found.at > now + FURTHEST:
        raise InvalidInput(N_("That is more than twenty years away. Please give an earlier time."))
    return found


# -- once -------------------------------------------------------------------------------

_IN = re.compile(r"\bin (\d{1,4}|an?|half an) (minute|min|hour|hr|day|week|fortnight|month|year)s?\b")
_AND = re.compile(r"^(?:and )?(\d{1,3}) (minute|min|hour|hr)s?\b")
_SHORT = re.compile(r"\bin (?:(\d{1,3})h(?:(\d{1,2})m?)?|(\d{1,4})m(?:in)?)\b")


def _once(left: Left, zone: str, now: datetime, local_now: datetime) -> Once:
    if found := _from_now(left, zone, now, local_now):
        return found
    at, left = dates.time_of_day(left)
    clock = at or DEFAULT_TIME
    day, left = dates.day(left, local_now, clock)
    _nothing_else(left)
    if day is None and at is None:
        raise NotUnderstood(left.words)
    if day is None:
        passed = datetime.combine(local_now.date(), clock) <= local_now
        day = local_now.date() + timedelta(days=passed)
    return _at(datetime.combine(day, clock), zone, now, assumed=at is None)


def _from_now(left: Left, zone: str, now: datetime, local_now: datetime) -> Once | None:
    """``in 20 minutes`` counts minutes that pass; ``in 3 weeks`` counts days in the calendar."""
    if match := _SHORT.search(left.words):
        _nothing_else(left.without(match))
        minutes = int(match[3] or 0) + 60 * int(match[1] or 0) + int(match[2] or 0)
        return _to_come(Once(now + timedelta(minutes=minutes)), now)
    match = _IN.search(left.words)
    if match is None:
        return None
    left, unit = left.without(match), match[2]
    number = int(match[1]) if match[1].isdecimal() else 1
    if unit in ("minute", "min", "hour", "hr"):
        minutes = number * (1 if unit.startswith("min") else 60) * (0.5 if match[1] == "half an" else 1)
        if more := _AND.search(left.words):
            minutes += int(more[1]) * (1 if more[2].startswith("min") else 60)
            left = left.without(more)
        _nothing_else(left)
        return _to_come(Once(now + timedelta(minutes=minutes)), now)
    if match[1] == "half an":
        raise NotUnderstood(left.words)
    at, left = dates.time_of_day(left)
    _nothing_else(left)
    ahead = {
        "day": relativedelta(days=number), "week": relativedelta(weeks=number),
        "fortnight": relativedelta(weeks=2 * number), "month": relativedelta(months=number),
        "year": relativedelta(years=number),
    }[unit]  # fmt: skip
    return _at(datetime.combine(local_now.date() + ahead, at or DEFAULT_TIME), zone, now, assumed=at is None)


def _at(local: datetime, zone: str, now: datetime, *, assumed: bool) -> Once:
    """A wall time as a moment; asks when a clock change makes it come twice, or not at all."""
    possible = readings(local, zone)
    if len(possible) == 1:
        return _to_come(Once(possible[0], assumed), now)
    shown = [local_time(moment, zone) for moment in possible]
    clock = f"{local:%H:%M}"
    if shown[0] == shown[1]:
        message = N_("On that day {time} comes twice, since clocks go back. Which do you mean?", time=clock)
        labels = (N_("{time}, the first time", time=clock), N_("{time}, an hour later", time=clock))
    else:
        message = N_("On that day there is no {time}, since clocks go forward. Which do you mean?", time=clock)
        labels = tuple(N_("{time}", time=f"{one:%H:%M}") for one in shown)
    choices = (Choice(label, f"{moment:%Y-%m-%dT%H:%M}Z") for label, moment in zip(labels, possible, strict=True))
    raise Unclear(message, *choices)


FILLERS = {"at", "on", "the", "and", "of", "by", "starting", "beginning", "from"}


def _nothing_else(left: Left) -> None:
    if any(word not in FILLERS for word in left.words.split()):
        raise NotUnderstood(left.words)


# -- again and again ---------------------------------------------------------------------

_UNTIL = re.compile(r"\b(?:until|till) (.+)$")
_TIMES = re.compile(r"\b(?:for )?(\d{1,5}) times\b")
_FOR = re.compile(r"\bfor (\d{1,3}) (week|month|year)s?\b")
_FROM = re.compile(r"\b(?:from|starting|beginning) (?:on )?(.+)$")
Ending = Callable[[Recurrence], Recurrence]


def _repeating(left: Left, zone: str, now: datetime, local_now: datetime) -> Repeating | None:
    end, ending, left = _ending(left, local_now)
    rhythm, left = repeats.rhythm(left)
    if rhythm is None:
        return None
    if isinstance(rhythm, repeats.Ambiguous):
        nth, day = ORDINALS[rhythm.nth], WEEKDAYS[rhythm.weekday]
        weekly, monthly = (f"{left.words} {text}".strip() for text in (rhythm.weekly, rhythm.monthly))
        raise Unclear(
            N_("“Every {nth} {day}” can mean two things. Which do you mean?", nth=nth, day=day),
            Choice(N_("Every {nth} week, on {day}", nth=nth, day=day), f"{weekly} {ending}".strip()),
            Choice(N_("The {nth} {day} of each month", nth=nth, day=day), f"{monthly} {ending}".strip()),
        )
    anchor: date | None = None
    if match := _FROM.search(left.words):
        anchor, rest = dates.day(Left(match[1]), local_now)
        left = Left(f"{left.words[: match.start()]} {rest.words}".strip())
    if rhythm.dated:
        anchor, left = dates.day(left, local_now)
    at, left = dates.time_of_day(left)
    _nothing_else(left)
    anchor = max(anchor or local_now.date(), local_now.date())
    first = first_on_or_after(anchor, at or DEFAULT_TIME, rhythm.series(anchor, zone), now)
    return _still_coming(end(first) if end else first, now, assumed=at is None)


def _still_coming(made: Recurrence, now: datetime, *, assumed: bool) -> Repeating:
    if made.next_after(now) is None:
        raise InvalidInput(N_("With that end no date is left. Please check it."))
    return Repeating(made, assumed)


def _ending(left: Left, local_now: datetime) -> tuple[Ending | None, str, Left]:
    """Where a series ends, if the text says so, and the words that say it."""
    if match := _UNTIL.search(left.words):
        last, rest = dates.day(Left(match[1]), local_now)
        if last is None:
            raise NotUnderstood(left.words)
        before = Left(f"{left.words[: match.start()]} {rest.words}".strip())
        return (lambda series: series.until(last)), match[0], before
    if match := _TIMES.search(left.words):
        count = int(match[1])
        return (lambda series: series.times(count)), match[0], left.without(match)
    if match := _FOR.search(left.words):
        ahead = relativedelta(**{f"{match[2]}s": int(match[1])})  # pyright: ignore[reportArgumentType]
        last_day = ahead - relativedelta(days=1)
        return (lambda series: series.until(series.first.date() + last_day)), match[0], left.without(match)
    return None, "", left


def _ruled(left: Left, zone: str, now: datetime) -> Repeating:
    """``FREQ=MONTHLY;BYDAY=1TU`` with a day and a time before or after it."""
    match = re.search(r"(?:rrule:)?freq=\S+", left.words)
    if match is None:
        raise NotUnderstood(left.words)
    rest, local_now = left.without(match), local_time(now, zone)
    day, rest = dates.day(rest, local_now)
    at, rest = dates.time_of_day(rest)
    _nothing_else(rest)
    first = datetime.combine(day or local_now.date(), at or DEFAULT_TIME)
    return _still_coming(by_rule(first, zone, match[0]), now, assumed=at is None)
