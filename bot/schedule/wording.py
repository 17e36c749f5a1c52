"""A series in words: ``every 2 months on the first Tuesday at 14:00 (Europe/London)``."""

from babel.dates import get_day_names, get_month_names

from bot.schedule.local import day_in_words, moment_of, stamp
from bot.schedule.recurrence import DAYS, Previewed, Recurrence, parts_of
from bot.texts import N_, Message, _, babel_locale, ngettext

ORDINALS: dict[int, Message] = {
    1: N_("first"), 2: N_("second"), 3: N_("third"), 4: N_("fourth"), 5: N_("fifth"), -1: N_("last"),
}  # fmt: skip
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
"""For texts that are made before it is known in which language they are read."""
WORKING_DAYS = "MO,TU,WE,TH,FR"


def described(recurrence: Recurrence) -> str:
    """The series in the spoken language; a rule that has no plain words is shown as it is."""
    at = _("at {time} ({zone})", time=f"{recurrence.first:%H:%M}", zone=recurrence.zone)
    if not recurrence.rule:
        first = moment_of(recurrence.first, recurrence.zone).at
        return _("once, on {day} {at}", day=day_in_words(first, recurrence.zone), at=at)
    parts = parts_of(recurrence.rule)
    said = _rhythm(recurrence, parts) or _("by the rule {rule}", rule=recurrence.rule)
    return ", ".join([f"{said} {at}", *_end(recurrence, parts)])


def in_a_preview(date: Previewed) -> str:
    """A coming date, with its distance from UTC and whether that has changed, as Discord shows it."""
    changed = f" · {_('the clocks have changed')}" if date.changed else ""
    return f"{stamp(date.occurrence.at)} · {date.offset}{changed}"


def _rhythm(recurrence: Recurrence, parts: dict[str, str]) -> str | None:  # noqa: C901 - one case a rhythm
    every, days = int(parts.get("INTERVAL", "1")), parts.get("BYDAY", "")
    plain = parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY"}
    match parts["FREQ"]:
        case "DAILY" if not plain and not days:
            return _("every other day") if every == 2 else ngettext("every day", "every {n} days", every)
        case "WEEKLY" if not plain and days == WORKING_DAYS and every == 1:
            return _("every working day")
        case "WEEKLY" if not plain:
            names = _weekdays(days) or _weekdays(DAYS[recurrence.first.weekday()])
            if names is not None and every == 2:
                return _("every other week on {days}", days=names)
            return names and ngettext("every week on {days}", "every {n} weeks on {days}", every, days=names)
        case "MONTHLY" if not plain and days:
            name = _weekdays(days[-2:])
            nth = ORDINALS.get(int(days[:-2])) if days[:-2].lstrip("-").isdecimal() else None
            if name is None or nth is None or "," in days:
                return None
            said = {"nth": str(nth), "day": name}
            if every == 2:
                return _("every other month on the {nth} {day}", **said)
            return ngettext("every month on the {nth} {day}", "every {n} months on the {nth} {day}", every, **said)
        case "MONTHLY" if plain <= {"BYMONTHDAY"} and not days:
            day = parts.get("BYMONTHDAY", str(recurrence.first.day))
            if not day.isdecimal():
                return None
            return ngettext("every month on day {day}", "every {n} months on day {day}", every, day=day)
        case "YEARLY" if not plain and not days:
            month = get_month_names("wide", locale=babel_locale())[recurrence.first.month]
            date = _("{day} {month}", day=recurrence.first.day, month=month)
            return ngettext("every year on {date}", "every {n} years on {date}", every, date=date)
        case _:
            return None


def _weekdays(names: str) -> str | None:
    """``TU,TH`` as ``Tuesday and Thursday``; None when it isn't a list of weekdays."""
    listed = names.split(",") if names else []
    if not listed or not all(name in DAYS for name in listed):
        return None
    known = get_day_names("wide", locale=babel_locale())
    words = [str(known[DAYS.index(name)]) for name in listed]
    return _("{some} and {last}", some=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else words[0]


def _end(recurrence: Recurrence, parts: dict[str, str]) -> list[str]:
    if "COUNT" in parts:
        return [ngettext("{n} time in all", "{n} times in all", int(parts["COUNT"]))]
    if "UNTIL" in parts:
        *_before, last = recurrence.occurrences()
        return [_("until {day}", day=day_in_words(last.at, recurrence.zone))]
    return []
