"""Settings and preferences: saved once, read from memory, worded when they can't be used."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.clock import SetClock
from bot.community.settings import Community, Preferences, parse_day, parse_time_of_day, parse_zone
from bot.community.standing import Audience, Someone, Standing, require, standing_of
from bot.errors import InvalidInput, NotAllowed
from bot.services import Services
from tests.services.people import ADA, BEN, GUILD, OTHER_GUILD, person

ADMIN = person(BEN, Standing.ADMINISTRATOR)
NOW = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
WANTED = Community(GUILD, facilitators_role_id=11, members_role_id=12, notices_channel_id=13)


async def test_settings_are_read_from_memory_after_saving_and_after_a_restart(built: Services) -> None:
    await built.community.set_up(ADMIN, WANTED)
    assert built.community.community(GUILD) == WANTED
    await built.read_models.load()
    assert built.community.community(GUILD) == WANTED
    assert built.community.community(OTHER_GUILD) == Community(OTHER_GUILD)


async def test_only_an_administrator_sets_up_and_nothing_changes_otherwise(built: Services) -> None:
    with pytest.raises(NotAllowed, match="administrators"):
        await built.community.set_up(person(ADA, Standing.FACILITATOR), WANTED)
    assert not built.community.community(GUILD).set_up


@pytest.mark.parametrize("role", [12, GUILD])
async def test_facilitators_are_never_everyone_nor_all_members(built: Services, role: int) -> None:
    with pytest.raises(InvalidInput, match="another role"):
        await built.community.set_up(ADMIN, replace(WANTED, facilitators_role_id=role))


async def test_the_audit_log_says_what_changed_newest_first(built: Services, clock: SetClock) -> None:
    await built.community.set_up(ADMIN, WANTED)
    clock.move_by(timedelta(hours=1))
    await built.community.set_up(ADMIN, replace(WANTED, zone="Europe/Dublin"))
    latest, first = await built.community.audit(ADMIN)
    assert latest.changes == {"zone": ("Europe/London", "Europe/Dublin")}
    assert (latest.at, latest.actor_id) == (clock.now(), BEN)
    assert first.changes["members_role_id"] == (None, "12")


async def test_preferences_belong_to_one_person_in_one_community(built: Services) -> None:
    wanted = Preferences(zone="Europe/Paris", quiet_from=time(20), quiet_until=time(8), consents=frozenset({"a", "b"}))
    await built.community.choose(person(ADA), lambda _: wanted)
    assert built.community.preferences(GUILD, ADA) == wanted
    assert built.community.preferences(GUILD, BEN) == Preferences()
    assert built.community.preferences(OTHER_GUILD, ADA) == Preferences()
    await built.community.choose(person(ADA), lambda before: replace(before, consents=frozenset({"b"})))
    assert built.community.preferences(GUILD, ADA) == replace(wanted, consents=frozenset({"b"}))


async def test_a_feature_switched_off_is_closed_to_everyone(built: Services) -> None:
    await built.community.set_up(ADMIN, WANTED.with_features_off(frozenset({"directory"})))
    someone = Someone(GUILD, ADA, frozenset({11}), administers=True)
    with pytest.raises(NotAllowed, match="switched off"):
        built.community.admit(someone, Audience.EVERYONE, "directory")
    assert built.community.admit(someone, Audience.EVERYONE, None).standing is Standing.ADMINISTRATOR


@pytest.mark.parametrize(
    ("roles", "administers", "expected"),
    [
        (set[int](), False, Standing.NEWCOMER),
        ({99}, False, Standing.NEWCOMER),
        ({12}, False, Standing.MEMBER),
        ({11}, False, Standing.FACILITATOR),
        ({11, 12}, False, Standing.FACILITATOR),
        (set[int](), True, Standing.ADMINISTRATOR),
    ],
)
def test_standing_comes_from_roles(roles: set[int], administers: bool, expected: Standing) -> None:
    someone = Someone(GUILD, ADA, frozenset(roles), administers)
    assert standing_of(someone, facilitators_role_id=11, members_role_id=12) is expected


def test_without_a_members_role_nobody_is_a_member_and_with_everyone_all_are() -> None:
    someone = Someone(GUILD, ADA, frozenset(), administers=False)
    assert standing_of(someone, facilitators_role_id=None, members_role_id=None) is Standing.NEWCOMER
    assert standing_of(someone, facilitators_role_id=None, members_role_id=GUILD) is Standing.MEMBER


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("standing", list(Standing))
def test_require_lets_in_exactly_those_at_or_above(standing: Standing, audience: Audience) -> None:
    if standing >= audience:
        require(standing, audience, set_up=True)
    else:
        with pytest.raises(NotAllowed):
            require(standing, audience, set_up=True)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Europe/London", "Europe/London"), ("europe/london", "Europe/London"), (" new york ", "America/New_York"),
     ("America/New York", "America/New_York"), ("paris", "Europe/Paris")],
)  # fmt: skip
def test_zones_are_understood_as_people_type_them(typed: str, zone: str) -> None:
    assert parse_zone(typed) == zone


@pytest.mark.parametrize(
    "typed", ["", "Londn", "Factory", "localtime", "GMT plus one", "../../etc/passwd", "x" * 6_000]
)
def test_a_zone_that_is_none_gets_suggestions(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_zone(typed)
    assert "did you mean" in str(refused.value.message)
    assert len(str(refused.value.message)) < 300


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("22:00", time(22)), ("7:30", time(7, 30)), ("9pm", time(21)), ("12am", time(0)), ("12 pm", time(12)),
     ("8", time(8)), ("9.15 am", time(9, 15))],
)  # fmt: skip
def test_times_of_day(typed: str, expected: time) -> None:
    assert parse_time_of_day(typed) == expected


@pytest.mark.parametrize("typed", ["", "25:00", "13pm", "0am", "noonish", "-1", "9:60"])
def test_what_is_no_time_of_day_is_explained(typed: str) -> None:
    with pytest.raises(InvalidInput, match="time of day"):
        parse_time_of_day(typed)


def test_half_of_quiet_hours_is_not_enough() -> None:
    with pytest.raises(InvalidInput, match="a start and an end"):
        Preferences().with_quiet("20:00", "", "", default_zone="Europe/London", now=NOW)


def test_away_until_is_the_start_of_that_day_in_the_persons_own_zone() -> None:
    assert parse_day("2027-07-01", "Europe/London", NOW) == datetime(2027, 6, 30, 23, tzinfo=UTC)
    assert parse_day("1 July 2027", "Europe/London", NOW) == parse_day("1/7/2027", "Europe/London", NOW)
    with pytest.raises(InvalidInput, match="2027-01-31"):
        parse_day("next week-ish", "Europe/London", NOW)


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "2026-11-02", "2031-11-10"])
def test_a_day_gone_by_or_years_away_is_explained(typed: str) -> None:
    with pytest.raises(InvalidInput, match="from today on"):
        parse_day(typed, "Europe/London", NOW)


def test_today_is_today_where_the_person_is() -> None:
    late = datetime(2026, 11, 3, 23, tzinfo=UTC)
    assert parse_day("2026-11-03", "Europe/London", late)
    with pytest.raises(InvalidInput, match="from today on"):
        parse_day("2026-11-03", "Asia/Tokyo", late)


@pytest.mark.parametrize(
    ("own", "group"), [("Europe/London", "UTC"), (None, "Europe/London"), ("Asia/Tokyo", "Europe/London")]
)
async def test_an_absence_stays_the_same_day_each_time_it_is_saved(
    built: Services, clock: SetClock, own: str | None, group: str
) -> None:
    await built.community.set_up(ADMIN, replace(WANTED, zone=group))
    await built.community.choose(person(ADA), lambda before: replace(before, zone=own))
    saved = await built.community.choose_quiet(person(ADA), "", "", "2027-07-01")  # summer time in London
    for _ in range(3):
        assert built.community.preferences(GUILD, ADA).away_day(group) == "2027-07-01"
        again = await built.community.choose_quiet(person(ADA), "20:00", "8:00", saved.away_day(group))
        assert again.away_until == saved.away_until
    clock.move_by(timedelta(days=300))
    long_back = await built.community.choose_quiet(person(ADA), "", "", saved.away_day(group))
    assert long_back.quiet_from is None, "an absence that is over doesn't stand in the way"


async def test_people_saving_at_once_all_have_their_way(built: Services) -> None:
    changes: list[Callable[[Preferences], Preferences]] = [
        lambda before: replace(before, zone="Europe/Paris"),
        lambda before: replace(before, locale="cy"),
        lambda before: replace(before, quiet_from=time(20)),
        lambda before: replace(before, quiet_until=time(8)),
        lambda before: replace(before, consents=before.consents | {"a"}),
        lambda before: replace(before, consents=before.consents | {"b"}),
    ]
    await asyncio.gather(*(built.community.choose(person(ADA), change) for change in changes))
    wanted = Preferences("Europe/Paris", "cy", time(20), time(8), consents=frozenset({"a", "b"}))
    assert built.community.preferences(GUILD, ADA) == wanted
    await built.read_models.load()
    assert built.community.preferences(GUILD, ADA) == wanted


async def test_administrators_saving_at_once_all_have_their_way(built: Services) -> None:
    changes: list[Callable[[Community], Community]] = [
        lambda before: replace(before, zone="Europe/Dublin"),
        lambda before: replace(before, locale="cy"),
        lambda before: replace(before, facilitators_role_id=11),
        lambda before: replace(before, members_role_id=12),
        lambda before: replace(before, notices_channel_id=13),
        lambda before: before.with_features_off(frozenset({"directory"})),
    ]
    await asyncio.gather(*(built.community.change(ADMIN, change) for change in changes))
    wanted = Community(GUILD, "Europe/Dublin", "cy", 11, 12, 13, frozenset({"directory"}))
    assert built.community.community(GUILD) == wanted
    assert len(await built.community.audit(ADMIN)) == 6


async def test_saving_settings_unchanged_leaves_no_trace(built: Services) -> None:
    for _ in range(2):
        await built.community.set_up(ADMIN, WANTED)
    assert len(await built.community.audit(ADMIN)) == 1


@pytest.mark.parametrize("administers", [True, False])
async def test_before_set_up_no_feature_opens_and_it_says_so(built: Services, administers: bool) -> None:
    someone = Someone(GUILD, ADA, frozenset(), administers)
    with pytest.raises(NotAllowed, match="isn't set up"):
        built.community.admit(someone, Audience.EVERYONE, "directory")
    assert built.community.admit(someone, Audience.EVERYONE, None)
    await built.community.set_up(ADMIN, WANTED)
    assert built.community.admit(someone, Audience.EVERYONE, "directory")
