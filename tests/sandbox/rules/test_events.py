"""Scheduled events."""

from typing import Any

import pytest

from sandbox.rules import edit_event, event

from .helpers import JSON, NOW, codes

BAD, REQUIRED, CHOICES, PAST, RULE = (
    "BASE_TYPE_BAD_LENGTH",
    "BASE_TYPE_REQUIRED",
    "BASE_TYPE_CHOICES",
    "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST",
    "GUILD_SCHEDULED_EVENT_RECURRENCE_RULE_INVALID",
)
START, END = "2026-07-07T13:00:00+00:00", "2026-07-07T14:00:00+00:00"


def external(**changes: Any) -> JSON:
    place = {"entity_type": 3, "entity_metadata": {"location": "Room 1"}}
    times = {"scheduled_start_time": START, "scheduled_end_time": END}
    return {"name": "Meeting", "privacy_level": 2, **place, **times, **changes}


def voice(**changes: Any) -> JSON:
    where = {"entity_type": 2, "channel_id": "5"}
    return {"name": "Meeting", "privacy_level": 2, "scheduled_start_time": START, **where, **changes}


def rule(frequency: int, **changes: Any) -> JSON:
    return {"start": START, "frequency": frequency, "interval": 1, **changes}


YEARLY, MONTHLY, WEEKLY, DAILY = range(4)
FIRST_TUESDAY = {"n": 1, "day": 1}
GOOD: list[JSON] = [
    external(name="x" * 100, description="x" * 1000),
    external(entity_metadata={"location": "x" * 100}, channel_id=None, image="data:image/png;base64,iVBORw0KGgo="),
    voice(),
    voice(entity_type=1, scheduled_end_time=END, entity_metadata=None),
    external(scheduled_start_time="2026-07-01T13:00:01+01:00"),
]
WRONG: list[tuple[JSON, str, str]] = [
    (external(name=""), "name", REQUIRED),
    (external(name="x" * 101), "name", BAD),
    (external(description="x" * 1001), "description", "BASE_TYPE_MAX_LENGTH"),
    (external(privacy_level=1), "privacy_level", CHOICES),
    (external(privacy_level=None), "privacy_level", REQUIRED),
    (external(entity_type=4), "entity_type", CHOICES),
    (external(scheduled_start_time="soon"), "scheduled_start_time", "DATE_TIME_TYPE_PARSE"),
    (external(scheduled_start_time=None), "scheduled_start_time", REQUIRED),
    (external(scheduled_end_time=None), "scheduled_end_time", REQUIRED),
    (external(scheduled_end_time=START), "scheduled_end_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_END_BEFORE_START"),
    (external(scheduled_start_time="2026-07-01T12:00:00Z"), "scheduled_start_time", PAST),
    (external(scheduled_start_time="2026-07-01T13:00:00+01:00"), "scheduled_start_time", PAST),
    (external(entity_metadata=None), "entity_metadata.location", REQUIRED),
    (external(entity_metadata={"location": " "}), "entity_metadata.location", REQUIRED),
    (external(entity_metadata={"location": "x" * 101}), "entity_metadata.location", "BASE_TYPE_MAX_LENGTH"),
    (external(channel_id="5"), "channel_id", "GUILD_SCHEDULED_EVENT_CHANNEL_UNSUPPORTED"),
    (voice(channel_id=None), "channel_id", REQUIRED),
    (
        voice(entity_metadata={"location": "x"}),
        "entity_metadata",
        "GUILD_SCHEDULED_EVENT_ENTITY_METADATA_UNSUPPORTED",
    ),
    (external(image="https://a.example/i.png"), "image", "IMAGE_INVALID"),
]
GOOD_RULES: list[JSON] = [
    rule(DAILY),
    rule(DAILY, by_weekday=[0, 1, 2, 3, 4]),
    rule(DAILY, by_weekday=[6, 5]),
    rule(WEEKLY, by_weekday=[2]),
    rule(WEEKLY, interval=2, by_weekday=[2]),
    rule(MONTHLY, by_n_weekday=[FIRST_TUESDAY]),
    rule(YEARLY, by_month=[7], by_month_day=[24]),
    rule(WEEKLY, count=None, end=None, by_year_day=None),
]
WRONG_RULES: list[tuple[JSON, str, str]] = [
    (rule(4), "frequency", CHOICES),
    (rule(WEEKLY, start=None), "start", REQUIRED),
    (rule(WEEKLY, interval=0), "interval", "NUMBER_TYPE_MIN"),
    (rule(WEEKLY, interval=3), "interval", RULE),
    (rule(MONTHLY, interval=2, by_n_weekday=[FIRST_TUESDAY]), "interval", RULE),
    (rule(WEEKLY, count=5), "count", RULE),
    (rule(WEEKLY, end=END), "end", RULE),
    (rule(YEARLY, by_year_day=[5]), "by_year_day", RULE),
    (rule(WEEKLY, by_weekday=[1, 3]), "by_weekday", RULE),
    (rule(DAILY, by_weekday=[0, 2]), "by_weekday", RULE),
    (rule(MONTHLY, by_weekday=[1]), "by_weekday", RULE),
    (rule(WEEKLY, by_weekday=[7]), "by_weekday.0", CHOICES),
    (rule(WEEKLY, by_n_weekday=[FIRST_TUESDAY]), "by_n_weekday", RULE),
    (rule(MONTHLY, by_n_weekday=[FIRST_TUESDAY, {"n": 3, "day": 1}]), "by_n_weekday", RULE),
    (rule(MONTHLY, by_n_weekday=[{"n": 6, "day": 1}]), "by_n_weekday.0.n", "NUMBER_TYPE_MAX"),
    (rule(YEARLY, by_month=[7]), "by_month", RULE),
    (rule(YEARLY, by_month=[7, 8], by_month_day=[1]), "by_month", RULE),
    (rule(YEARLY, by_month=[13], by_month_day=[1]), "by_month.0", "NUMBER_TYPE_MAX"),
]


@pytest.mark.parametrize("payload", GOOD)
def test_a_sound_event_passes(payload: JSON) -> None:
    assert event(payload, now=NOW) == []


@pytest.mark.parametrize(("payload", "path", "code"), WRONG)
def test_a_wrong_event_is_refused(payload: JSON, path: str, code: str) -> None:
    assert codes(event(payload, now=NOW)) == [(path, code)]


@pytest.mark.parametrize("recurrence", GOOD_RULES)
def test_the_documented_recurrences_pass(recurrence: JSON) -> None:
    assert event(external(recurrence_rule=recurrence), now=NOW) == []


@pytest.mark.parametrize(("recurrence", "path", "code"), WRONG_RULES)
def test_other_recurrences_are_refused(recurrence: JSON, path: str, code: str) -> None:
    problems = codes(event(external(recurrence_rule=recurrence), now=NOW))

    assert problems == [(f"recurrence_rule.{path}", code)]


def test_week_days_come_one_way_or_the_other() -> None:
    both = rule(MONTHLY, by_weekday=[1], by_n_weekday=[FIRST_TUESDAY])

    assert ("recurrence_rule.by_n_weekday", RULE) in codes(event(external(recurrence_rule=both), now=NOW))


def test_a_hundred_open_events_at_most() -> None:
    assert event(external(), now=NOW, open_events=99) == []
    assert codes(event(external(), now=NOW, open_events=100)) == [("", "30038")]


class TestEdits:
    @pytest.mark.parametrize(("before", "after"), [(1, 2), (1, 4), (2, 3), (1, 1)])
    def test_an_event_goes_forward(self, before: int, after: int) -> None:
        assert edit_event({"status": after}, external(status=before), now=NOW) == []

    @pytest.mark.parametrize(("before", "after"), [(1, 3), (2, 1), (2, 4)])
    def test_and_no_other_way(self, before: int, after: int) -> None:
        problems = edit_event({"status": after}, external(status=before), now=NOW)

        assert codes(problems) == [("status", "GUILD_SCHEDULED_EVENT_INVALID_STATUS_TRANSITION")]

    @pytest.mark.parametrize("status", [3, 4])
    def test_a_finished_event_stays_as_it_is(self, status: int) -> None:
        assert codes(edit_event({"name": "New"}, external(status=status), now=NOW)) == [("", "180000")]

    @pytest.mark.parametrize(
        ("change", "path", "code"),
        [
            ({"name": ""}, "name", REQUIRED),
            ({"name": None}, "name", REQUIRED),
            ({"scheduled_start_time": "2020-01-01T00:00:00Z"}, "scheduled_start_time", PAST),
            ({"entity_type": 2}, "channel_id", REQUIRED),
            (
                {"scheduled_end_time": "2026-07-07T12:00:00Z"},
                "scheduled_end_time",
                "GUILD_SCHEDULED_EVENT_SCHEDULE_END_BEFORE_START",
            ),
            ({"scheduled_end_time": None}, "scheduled_end_time", REQUIRED),
        ],
    )
    def test_the_limits_hold(self, change: JSON, path: str, code: str) -> None:
        assert codes(edit_event(change, external(status=1), now=NOW)) == [(path, code)]

    def test_an_event_that_has_begun_keeps_its_start(self) -> None:
        current = external(status=2, scheduled_start_time="2026-07-01T11:00:00Z")

        assert edit_event({"description": "Going on"}, current, now=NOW) == []
        assert codes(edit_event({"scheduled_start_time": START, "scheduled_end_time": END}, current, now=NOW)) == [
            ("scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID_START_BY_STATUS")
        ]

    def test_metadata_of_a_voice_event_is_discarded(self) -> None:
        assert edit_event({"entity_metadata": {"location": "x"}}, voice(status=1), now=NOW) == []
