"""What a community and a person can set, as plain values."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import process

from bot.errors import InvalidInput
from bot.texts import N_, SOURCE, Message, nearest

DEFAULT_ZONE = "Europe/London"
LONGEST_AWAY = timedelta(days=5 * 366)


class Area(StrEnum):
    """What features and messages are about: a form shows each area's by itself, and Discord fits ten in one list."""

    PEOPLE = "people"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Feature:
    """A part of Heronry that a community can switch off."""

    name: str
    area: Area
    title: Message


FEATURES = (
    Feature("directory", Area.PEOPLE, N_("Directory: finding people who can help")),
    Feature("reminders", Area.EVENTS, N_("Reminders: people's own, and the group's")),
    Feature("meetings", Area.EVENTS, N_("Meetings: dates, who comes, and people's calendars")),
    Feature("checkins", Area.PEOPLE, N_("Check-ins: how the group is doing")),
    Feature("reflection", Area.PEOPLE, N_("Reflections: each person's own, in private")),
    Feature("support", Area.PEOPLE, N_("Peer support: the space, its agreement, its rota")),
    Feature("resources", Area.EVENTS, N_("Resources: links and files that people share")),
    Feature("announcements", Area.EVENTS, N_("Announcements, and topics to follow")),
    Feature("workshops", Area.EVENTS, N_("Workshops: places, questions, who came")),
    Feature("projects", Area.EVENTS, N_("Projects: who works on what, and wants help")),
    Feature("funding", Area.EVENTS, N_("Funding calls: deadlines, reminders, people to apply with")),
    Feature("pairing", Area.PEOPLE, N_("Peer pairing: two people put together for a chat")),
    Feature("digest", Area.EVENTS, N_("Digest: what is new and what comes, every so often")),
    Feature("welcome", Area.PEOPLE, N_("Welcome: newcomers, and the tour with /start")),
)


@dataclass(frozen=True, slots=True)
class Purpose:
    """A kind of direct message that a person can say yes to; nobody gets one unasked."""

    name: str
    area: Area
    title: Message


PURPOSES = (
    Purpose("introductions", Area.PEOPLE, N_("When someone asks to be introduced to me")),
    Purpose("meetings", Area.EVENTS, N_("Before meetings, and when one that I answered changes")),
    Purpose("directory-check", Area.PEOPLE, N_("Twice a year: is my directory entry still right?")),
    Purpose("check-ins", Area.PEOPLE, N_("A day after a meeting: a short check-in")),
    Purpose("support", Area.PEOPLE, N_("When the rota answers me, or has seen my worry")),
    Purpose("workshops", Area.EVENTS, N_("About workshops I signed up for: my place, changes, reminders")),
    Purpose("funding", Area.EVENTS, N_("Deadlines of funding calls that I’m interested in")),
    Purpose("news", Area.EVENTS, N_("News of projects and topics that I follow")),
    Purpose("pairing", Area.PEOPLE, N_("Whom I am paired with, and once whether we met")),
    Purpose("digest", Area.EVENTS, N_("The digest that I subscribed to")),
)


@dataclass(frozen=True, slots=True)
class Community:
    """One server's settings; the defaults hold until ``/setup``."""

    guild_id: int
    zone: str = DEFAULT_ZONE
    locale: str = SOURCE
    facilitators_role_id: int | None = None
    members_role_id: int | None = None
    notices_channel_id: int | None = None
    features_off: frozenset[str] = frozenset()

    @property
    def set_up(self) -> bool:
        return self.members_role_id is not None

    def offers(self, feature: str | None, *, early: bool = False) -> bool:
        """Whether a feature can be used here: set up and not switched off. What belongs to none always can, and what
        is ``early`` until it is set up."""
        return feature is None or (feature not in self.features_off if self.set_up else early)

    def with_setup(
        self,
        *,
        members_role_id: int | None,
        facilitators_role_id: int | None,
        notices_channel_id: int | None,
        zone: str,
        locale: str | None,
    ) -> "Community":
        """These settings as the set-up form was filled in.

        Without a members' role everyone is a member: that is the role ``@everyone``, whose id is
        the server's own. Raises ``InvalidInput`` for a zone that isn't one.
        """
        return replace(
            self,
            members_role_id=members_role_id or self.guild_id,
            facilitators_role_id=facilitators_role_id,
            notices_channel_id=notices_channel_id,
            zone=parse_zone(zone),
            locale=nearest(locale),
        )

    def with_features_off(self, names: frozenset[str]) -> "Community":
        return replace(self, features_off=names)


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices in one community. ``None`` leaves it to the community or Discord.

    Quiet hours are local times of day and may span midnight; ``away_until`` is a moment.
    """

    zone: str | None = None
    locale: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    away_until: datetime | None = None
    consents: frozenset[str] = frozenset()

    def with_place(self, zone: str, locale: str | None) -> "Preferences":
        """With another zone and language; empty leaves them to the group and to Discord.

        Raises ``InvalidInput`` for a zone that isn't one.
        """
        return replace(self, zone=parse_zone(zone) if zone else None, locale=nearest(locale) if locale else None)

    def away_day(self, default_zone: str) -> str:
        """The day the person is back, where they are, as 2027-01-31; empty when they aren't away."""
        return f"{self.away_until.astimezone(ZoneInfo(self.zone or default_zone)):%Y-%m-%d}" if self.away_until else ""

    def with_quiet(self, start: str, end: str, away: str, *, default_zone: str, now: datetime) -> "Preferences":
        """With other quiet hours and absence, as typed; empty means none, a day left as it was stays.

        Raises ``InvalidInput`` when one can't be read, or only one end of the hours is given.
        """
        if bool(start) != bool(end):
            raise InvalidInput(N_("Quiet hours need a start and an end, for example from 20:00 until 8:00."))
        return replace(
            self,
            quiet_from=parse_time_of_day(start) if start else None,
            quiet_until=parse_time_of_day(end) if end else None,
            away_until=self._away(away, default_zone, now),
        )

    def quiet_end(self, moment: datetime, *, default_zone: str) -> datetime | None:
        """When the quiet hours that ``moment`` falls into end, in UTC; None outside them."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return None
        zone = ZoneInfo(self.zone or default_zone)
        local = moment.astimezone(zone)
        spans_midnight = self.quiet_from > self.quiet_until
        after_start, before_end = local.time() >= self.quiet_from, local.time() < self.quiet_until
        if not (after_start or before_end if spans_midnight else after_start and before_end):
            return None
        tomorrow = spans_midnight and after_start
        end = datetime.combine(local.date() + timedelta(days=tomorrow), self.quiet_until, zone).astimezone(UTC)
        # Where clocks go back in the night, the end's hour comes twice: the first may have passed already.
        return end if end > moment else end + timedelta(hours=1)

    def _away(self, typed: str, default_zone: str, now: datetime) -> datetime | None:
        # What the form showed is kept to the second, even when it has passed or the zone changed since.
        if typed == self.away_day(default_zone):
            return self.away_until
        return parse_day(typed, self.zone or default_zone, now) if typed else None


def parse_zone(text: str) -> str:
    """The IANA zone that was typed, however capitalised or spaced.

    Raises ``InvalidInput`` with the nearest names for anything else.
    """
    wanted = text.strip().replace(" ", "_")
    zones = _zones()
    if exact := zones.get(wanted.casefold()):
        return exact
    cities = [zone for folded, zone in zones.items() if folded.rsplit("/", 1)[-1] == wanted.casefold()]
    if len(cities) == 1:
        return cities[0]
    near = [name for name, _score, _key in process.extract(wanted, zones.values(), limit=3)]
    raise InvalidInput(
        N_(
            "“{zone}” isn't a time zone I know. Zones are written like Europe/London; did you mean {near}?",
            zone=text.strip()[:50],
            near=", ".join(near),
        )
    )


@cache
def _zones() -> dict[str, str]:
    """Every zone by its folded name. Read once: it walks the disk."""
    # "localtime" is wherever the host happens to be, and "Factory" a clock nobody has set.
    return {zone.casefold(): zone for zone in sorted(available_timezones() - {"Factory", "localtime"})}


def parse_time_of_day(text: str) -> time:
    """A time such as ``22:00``, ``7:30`` or ``9pm``. Raises ``InvalidInput`` for anything else."""
    wanted = text.strip().casefold().replace(".", ":").replace(" ", "")
    suffix = wanted[-2:] if wanted[-2:] in ("am", "pm") else ""
    hours, _, minutes = wanted.removesuffix(suffix).partition(":")
    try:
        hour, minute = int(hours), int(minutes or "0")
        if suffix and not 1 <= hour <= 12:
            raise ValueError
        return time(hour % 12 + 12 * (suffix == "pm") if suffix else hour, minute)
    except ValueError:
        raise InvalidInput(
            N_(
                "“{text}” isn't a time of day. Please write it like 22:00, 7:30 or 9pm.",
                text=text.strip()[:50],
            )
        ) from None


def parse_day(text: str, zone: str, now: datetime) -> datetime:
    """The start of a day written like 2027-01-31 or 31/1/2027, in ``zone``.

    Raises ``InvalidInput`` for anything else, and for a day that has passed or is years away.
    """
    day = read_day(text.strip())
    today = now.astimezone(ZoneInfo(zone)).date()
    if not today <= day <= today + LONGEST_AWAY:
        raise InvalidInput(
            N_(
                "“{text}” has passed already or is more than five years away. Please choose a day from today on.",
                text=text.strip()[:50],
            )
        )
    return datetime.combine(day, time(), ZoneInfo(zone))


def read_day(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise InvalidInput(N_("“{text}” isn't a date I can read. Please write it like 2027-01-31.", text=text[:50]))
