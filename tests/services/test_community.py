"""Settings and preferences: saved once, read from memory, worded when they can't be used."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.app import Services
from bot.clock import SetClock
from bot.community.settings import Community, Preferences, parse_day, parse_time_of_day, parse_zone
from bot.community.standing import Audience, Someone, Standing, require, standing_of
from bot.errors import InvalidInput, NotAllowed
from tests.services.people import ADA, BEN, GUILD, OTHER_GUILD, person

ADMIN = person(BEN, Standing.ADMINISTRATOR)
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
    await built.community.choose(person(ADA), wanted)
    assert built.community.preferences(GUILD, ADA) == wanted
    assert built.community.preferences(GUILD, BEN) == Preferences()
    assert built.community.preferences(OTHER_GUILD, ADA) == Preferences()
    await built.community.choose(person(ADA), replace(wanted, consents=frozenset({"b"})))
    assert built.community.preferences(GUILD, ADA).consents == {"b"}


async def test_nobody_is_messaged_who_has_not_said_yes_or_is_away(built: Services, clock: SetClock) -> None:
    assert not built.community.may_message(GUILD, ADA, "introductions")
    yes = Preferences(consents=frozenset({"introductions"}))
    await built.community.choose(person(ADA), yes)
    assert built.community.may_message(GUILD, ADA, "introductions")
    await built.community.choose(person(ADA), replace(yes, away_until=clock.now() + timedelta(days=1)))
    assert not built.community.may_message(GUILD, ADA, "introductions")
    clock.move_by(timedelta(days=2))
    assert built.community.may_message(GUILD, ADA, "introductions")


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


@pytest.mark.parametrize("typed", ["", "Londn", "GMT plus one", "../../etc/passwd", "x" * 6_000])
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
        Preferences().with_quiet("20:00", "", "", default_zone="Europe/London")


def test_away_until_is_the_start_of_that_day_in_the_persons_own_zone() -> None:
    assert parse_day("2027-07-01", "Europe/London") == datetime(2027, 6, 30, 23, tzinfo=UTC)
    assert parse_day("1 July 2027", "Europe/London") == parse_day("1/7/2027", "Europe/London")
    with pytest.raises(InvalidInput, match="2027-01-31"):
        parse_day("next week-ish", "Europe/London")
