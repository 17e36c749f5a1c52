"""How long something lasts, and how long before it one is told.

A day before is the same time on the day before; 24 hours before is 24 hours that pass. Around a clock change
they differ by an hour, and whoever says "the day before at the same time" means the first.
"""

import re
from datetime import datetime, timedelta

from bot.errors import InvalidInput
from bot.schedule.local import moment_of
from bot.texts import N_, _, ngettext

LONGEST_LEAD = timedelta(days=60)
MOST_LEADS = 5
LONGEST = 24 * 60
"""Minutes that anything may last."""

_LEAD = re.compile(r"(\d{1,4}) ?(w(?:eeks?)?|d(?:ays?)?|h(?:ou)?rs?|h|m(?:in(?:ute)?s?)?)(?: before)?")
_AT_START = ("0", "at start", "start", "when it starts", "at the start")
_NEVER = ("none", "never", "no reminders")
_HOURS = re.compile(
    r"(?:(\d{1,2})(?:[.,](\d{1,2}))? ?h(?:ours?|rs?)?)(?: ?(?:and )?(\d{1,2}) ?(?:m(?:in(?:ute)?s?)?)?)?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_MINUTES = re.compile(r"(\d{1,4})(?: ?m(?:in(?:ute)?s?)?)?")
_WORDS = {
    "half an hour": 30, "an hour": 60, "one hour": 60, "an hour and a half": 90, "two hours": 120,
    "three quarters of an hour": 45, "three hours": 180, "half a day": 240, "all day": 480, "a day": 480,
}  # fmt: skip


def read_leads(text: str) -> tuple[str, ...]:
    """``7 days, 1 day, 1 hour, at start`` as ``("7d", "1d", "1h", "0m")``, the earliest first; none for ``never``.

    Raises ``InvalidInput`` for what can't be read, and for too many.
    """
    found: set[str] = set()
    if " ".join(text.casefold().split()) in _NEVER:
        return ()
    for part in re.split(r"[,;\n]| and ", text.casefold()):
        said = " ".join(part.split())
        if said:
            found.add(_lead(said))
    if len(found) > MOST_LEADS:
        raise InvalidInput(N_("At most {most} reminders for one meeting, please.", most=MOST_LEADS))
    return tuple(sorted(found, key=length, reverse=True))


def _lead(said: str) -> str:
    if said in _AT_START:
        return "0m"
    match = _LEAD.fullmatch(re.sub(r"\b(an?|one)\b", "1", said))
    if match is None:
        raise InvalidInput(
            N_("I couldn't read “{text}”. Write it like: 7 days, 1 day, 1 hour, at start.", text=said[:60])
        )
    number, unit = int(match[1]), match[2][0]
    lead = f"{number * 7}d" if unit == "w" else f"{number}{unit}"
    if length(lead) > LONGEST_LEAD:
        raise InvalidInput(N_("A reminder can come at most 60 days before."))
    return lead


def length(lead: str) -> timedelta:
    """About how long before it is."""
    number = int(lead[:-1])
    return {"d": timedelta(days=number), "h": timedelta(hours=number), "m": timedelta(minutes=number)}[lead[-1]]


def before(local: datetime, zone: str, lead: str) -> datetime:
    """The moment so long before a wall time: whole days in the calendar, hours and minutes as they pass."""
    if lead.endswith("d"):
        return moment_of(local - length(lead), zone).at
    return moment_of(local, zone).at - length(lead)


def lead_in_words(lead: str) -> str:
    number = int(lead[:-1])
    if number == 0:
        return _("at the start")
    match lead[-1]:
        case "d":
            return ngettext("{n} day before", "{n} days before", number)
        case "h":
            return ngettext("{n} hour before", "{n} hours before", number)
        case _:
            return ngettext("{n} minute before", "{n} minutes before", number)


def read_duration(text: str) -> int:
    """Minutes that ``90 min``, ``1h30``, ``1:30`` or ``an hour and a half`` say. Raises ``InvalidInput``."""
    minutes = minutes_of(text)
    if minutes is None or not 5 <= minutes <= LONGEST:
        raise InvalidInput(
            N_("I couldn't read “{text}” as a length. Write it like: 90 min, 1h30, 2 hours.", text=text.strip()[:40])
        )
    return minutes


def minutes_of(text: str) -> int | None:
    """Minutes that a length in words or numbers says, however long; None for anything else."""
    said = " ".join(text.casefold().split())
    return _WORDS.get(said) or _numbers(said)


def _numbers(said: str) -> int | None:
    if match := _CLOCK.fullmatch(said):
        return int(match[1]) * 60 + int(match[2])
    if match := _MINUTES.fullmatch(said):
        return int(match[1])
    if match := _HOURS.fullmatch(said):
        part = round(float(f"0.{match[2]}") * 60) if match[2] else 0
        return int(match[1]) * 60 + part + int(match[3] or 0)
    return None


def duration_in_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{n} min", n=rest)
    return _("{hours} h {n} min", hours=hours, n=rest) if rest else _("{hours} h", hours=hours)
