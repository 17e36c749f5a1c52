"""Bank holidays, by the ``holidays`` library: those of the country whose time is kept."""

from datetime import date
from functools import cache

from babel.core import get_global
from holidays import HolidayBase, country_holidays
from holidays.registry import COUNTRIES

NATIONS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
"""The United Kingdom's, which keep different ones and share a time zone."""


def holiday_on(day: date, zone: str) -> str | None:
    """What a day is called that is a bank holiday where a zone's time is kept; None for other days.

    One that only some nations of the United Kingdom keep says which.
    """
    territory = get_global("zone_territories").get(zone)
    if territory is None or territory not in {code for _name, code, *_more in COUNTRIES.values()}:
        return None
    if territory != "GB":
        return _of(territory, None, day.year).get(day)
    kept = {nation: name for nation in NATIONS if (name := _of("GB", nation, day.year).get(day))}
    if not kept:
        return None
    name = min(kept.values(), key=len)
    where = ", ".join(NATIONS[nation] for nation in kept)
    return name if len(kept) == len(NATIONS) else f"{name} ({where})"


@cache
def _of(country: str, subdivision: str | None, year: int) -> HolidayBase:
    return country_holidays(country, subdiv=subdivision, years=year)
