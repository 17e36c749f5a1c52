"""iCalendar both ways: two independent readers see the moments that we mean, for ten years; odd files are survived."""

import contextlib
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.errors import InvalidInput
from bot.schedule.calendar import Entry, etag, written
from bot.schedule.calendar_reading import MAX_BYTES, read
from bot.schedule.local import moment_of
from bot.schedule.recurrence import monthly_by_weekday

LONDON = "Europe/London"
NOW = datetime(2026, 7, 1, tzinfo=UTC)
ICAL_JS = Path(__file__).parents[2] / "node_modules" / "ical.js"
TEN_YEARS = [
    one
    for one in monthly_by_weekday(datetime(2026, 9, 1, 14), LONDON, 2).occurrences()
    if one.at < datetime(2036, 9, 1, tzinfo=UTC)
]
AWAKE = """
const ICAL = (await import(process.argv[1])).default;
let text = "";
for await (const part of process.stdin) text += part;
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
console.log(JSON.stringify(events.map((e) => [e.uid, e.startDate.toUnixTime(), e.endDate.toUnixTime(), e.summary])));
"""


def entry(local: datetime, number: int = 1, **changes: object) -> Entry:
    given_ = {"title": "HIRG, with: “guests”; and\nmore", "minutes": 90} | changes
    return Entry(f"meeting-{number}@heronry", 0, NOW, local=local, zone=LONDON, **given_)  # pyright: ignore[reportArgumentType]


DOCUMENT = written("Meetings", [entry(one.local, n) for n, one in enumerate(TEN_YEARS)])
MEANT = [int(one.at.timestamp()) for one in TEN_YEARS]


def test_the_icalendar_library_reads_the_same_moments_for_ten_years() -> None:
    assert len(TEN_YEARS) == 60
    events = [(one.start, one.end) for one in Calendar.from_ical(DOCUMENT).events]
    starts = [start for start, _end in events if isinstance(start, datetime)]
    assert [int(start.timestamp()) for start in starts] == MEANT
    assert [end for _start, end in events] == [start + timedelta(minutes=90) for start in starts]


@pytest.mark.skipif(shutil.which("node") is None or not ICAL_JS.exists(), reason="needs node, and npm ci")
def test_ical_js_reads_the_same_moments_for_ten_years() -> None:
    script = ["node", "--input-type=module", "-e", AWAKE, (ICAL_JS / "dist" / "ical.js").as_uri()]
    seen = json.loads(subprocess.run(script, input=DOCUMENT, capture_output=True, check=True).stdout)
    assert [start for _uid, start, _end, _title in seen] == MEANT
    assert all(end - start == 90 * 60 for _uid, start, end, _title in seen)
    assert {title for *_rest, title in seen} == {"HIRG, with: “guests”; and\nmore"}


def test_calendars_are_small_and_hold_just_the_clock_changes_they_need() -> None:
    year = written("Meetings", [entry(one.local, n) for n, one in enumerate(TEN_YEARS[:6])])
    assert year.count(b"BEGIN:STANDARD") + year.count(b"BEGIN:DAYLIGHT") == 5, "two years, and how they begin"
    assert len(year) < 4_000


def test_the_same_dates_give_the_same_bytes_and_a_change_others() -> None:
    same = written("Meetings", [entry(one.local, n) for n, one in enumerate(TEN_YEARS)])
    assert etag(same) == etag(DOCUMENT)
    cancelled = written("Meetings", [entry(TEN_YEARS[0].local, cancelled=True)])
    assert b"STATUS:CANCELLED" in cancelled
    assert etag(cancelled) != etag(written("Meetings", [entry(TEN_YEARS[0].local)]))
    assert all(len(line) <= 75 for line in DOCUMENT.split(b"\r\n"))


def ics(*lines: str) -> bytes:
    inner = "\r\n".join(lines)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inner}\r\nEND:VCALENDAR\r\n".encode()


def event(*lines: str, title: str = "HIRG") -> bytes:
    return ics("BEGIN:VEVENT", "UID:1", f"SUMMARY:{title}", *lines, "END:VEVENT")


def test_a_series_that_a_group_has_becomes_one_here() -> None:
    [found] = read(
        event(
            "DTSTART;TZID=Europe/London:20260901T140000", "DTEND;TZID=Europe/London:20260901T153000",
            "RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "LOCATION:Room 4, Weston",
        ),
        "UTC", NOW,
    ).found  # fmt: skip
    assert (found.title, found.minutes, found.place, found.link) == ("HIRG", 90, "Room 4, Weston", "")
    assert [one.at for one in found.recurrence.occurrences()][:60] == [one.at for one in TEN_YEARS]


def test_zones_are_understood_however_they_are_named() -> None:
    for line, local, zone in [
        ("DTSTART;TZID=GMT Standard Time:20260901T140000", datetime(2026, 9, 1, 14), LONDON),
        ("DTSTART:20260901T130000Z", datetime(2026, 9, 1, 14), LONDON),
        ("DTSTART:20260901T140000", datetime(2026, 9, 1, 14), LONDON),
        ("DTSTART;TZID=/citadel.org/20210210_1/Europe/Paris:20260901T140000", datetime(2026, 9, 1, 14), "Europe/Paris"),
    ]:
        [found] = read(event(line, "LOCATION:https://video.example/1"), LONDON, NOW).found
        assert moment_of(found.recurrence.first, found.recurrence.zone) == moment_of(local, zone), line
        assert (found.link, found.place) == ("https://video.example/1", "")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hello", b"x" * (MAX_BYTES + 1), ics(*["BEGIN:VEVENT"] * 5_000),
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"BEGIN:VCALENDAR\r\nX\r\nEND:VCALENDAR",
    ],
    ids=["empty", "no calendar", "huge", "recursive", "cut off", "broken"],
)  # fmt: skip
def test_what_is_no_calendar_is_one_clear_line(data: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(data, LONDON, NOW)
    assert len(str(refused.value.message)) < 200


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;VALUE=DATE:20260901"], ["DTSTART:20200901T140000Z"], [],
        ["DTSTART:20260901T140000Z", "STATUS:CANCELLED"], ["DTSTART:20260901T140000Z", "RRULE:FREQ=SECONDLY"],
        ["DTSTART:20260901T140000Z", "RRULE:FREQ=DAILY;COUNT=10000"],
        ["DTSTART:20260901T140000Z", "RECURRENCE-ID:20260901T140000Z"],
        ["DTSTART:20260901T140000Z", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"],
    ],
)  # fmt: skip
def test_what_cant_become_a_meeting_says_why(lines: list[str]) -> None:
    reading = read(event(*lines), LONDON, NOW)
    assert reading.found == ()
    assert [one.title for one in reading.not_taken] == ["HIRG"]
    assert str(reading.not_taken[0].why)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        read(ics("BEGIN:VEVENT", "SUMMARY:x") + data, LONDON, NOW)
