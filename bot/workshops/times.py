"""A workshop's times as facilitators type them: when it begins, and when sign-up opens and closes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import InvalidInput
from bot.schedule import series as typed
from bot.schedule.leads import before
from bot.schedule.local import local_time, moment_of
from bot.schedule.words import Unclear
from bot.texts import N_
from bot.workshops.entries import Giving, Wish

CLOSES = "2d"
"""How long before it sign-up closes, unless a facilitator says otherwise."""
DRAW_AHEAD = timedelta(hours=2)
"""How long before the start places are drawn at the latest, so that people hear of it in time."""


@dataclass(frozen=True, slots=True)
class Times:
    """When sign-up opens and closes, and when the workshop begins. ``unclear`` is which of them (a field of ``Wish``)
    has two readings, with the question to ask; the first reading stands in meanwhile. ``draws`` says that places are
    still to be drawn in between."""

    opens_at: datetime
    closes_at: datetime
    at: datetime
    unclear: tuple[str, Unclear] | None = None
    draws: bool = False

    @property
    def latest(self) -> datetime:
        """When sign-up has to close."""
        return self.at - DRAW_AHEAD if self.draws else self.at


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft whose time has two readings: ``name`` is the field of ``Wish`` that it stands in."""

    workshop_id: int
    name: str
    question: Unclear


def read(wish: Wish, zone: str, now: datetime) -> Times:
    """The times of a wish. Raises ``InvalidInput``; ``Unclear`` when more than one has two readings."""
    found: dict[str, datetime] = {}
    asked: list[tuple[str, Unclear]] = []
    for name in ("when", "opens", "closes"):
        text = getattr(wish, name).strip()
        if not text and name != "when":
            continue
        try:
            found[name] = moment(text, zone, now)
        except Unclear as unclear:
            found[name] = moment(unclear.choices[0].text, zone, now)
            asked.append((name, unclear))
    if len(asked) > 1:
        raise asked[1][1]
    at, opens_at = found["when"], found.get("opens", now)
    draws = wish.giving == Giving.FAIR
    closes_at = found.get("closes") or usual(opens_at, at, zone, draws=draws)
    times = Times(opens_at, closes_at, at, asked[0] if asked else None, draws)
    if not asked:
        ordered(times, now)
    return times


def usual(opens_at: datetime, at: datetime, zone: str, *, draws: bool = False) -> datetime:
    """When sign-up closes where nobody says: two days before; as late as can be, where it opens later than that."""
    early = before(local_time(at, zone), zone, CLOSES)
    return early if early > opens_at else Times(opens_at, at, at, draws=draws).latest


def chosen(times: Times, name: str, text: str, zone: str, now: datetime) -> Times:
    """The times with one of them cleared up, as a press says. Raises ``InvalidInput``."""
    said, draws = moment(text, zone, now), times.draws
    by_rule = times.closes_at == usual(times.opens_at, times.at, zone, draws=draws)
    opens_at = said if name == "opens" else times.opens_at
    at = said if name == "when" else times.at
    closes_at = said if name == "closes" else usual(opens_at, at, zone, draws=draws) if by_rule else times.closes_at
    made = Times(opens_at, closes_at, at, draws=draws)
    ordered(made, now)
    return made


def moment(text: str, zone: str, now: datetime) -> datetime:
    """A single moment, as typed. Raises ``InvalidInput``; ``Unclear`` when it has two readings."""
    found = typed.recurrence_of(text, zone, now)
    if found.rule:
        raise InvalidInput(N_("Please give a single time, such as: 3 September 2026 10:00."))
    return moment_of(found.first, found.zone).at


def ordered(times: Times, now: datetime) -> None:
    """Raises ``InvalidInput`` for times that don't follow each other."""
    if times.at <= now:
        raise InvalidInput(N_("That time has passed already. Please choose one to come."))
    if times.latest <= max(times.opens_at, now):
        raise InvalidInput(
            N_("That is too near for a fair draw: sign-up closes {n} hours before the start at the latest, so that "
               "people hear of it in time. For a workshop at short notice, choose first come, first served.",
               n=DRAW_AHEAD // timedelta(hours=1))
        )  # fmt: skip
    if times.closes_at <= max(times.opens_at, now):
        raise InvalidInput(N_("Sign-up would close before it opens. Please choose a later time for its end."))
    if times.closes_at > times.at:
        raise InvalidInput(N_("Sign-up has to close before the workshop begins."))
    if times.closes_at > times.latest:
        raise InvalidInput(
            N_("With a fair draw sign-up closes {n} hours before the start at the latest, so that people hear in time "
               "whether they have a place. Please choose an earlier time for its end.",
               n=DRAW_AHEAD // timedelta(hours=1))
        )  # fmt: skip
