"""Calendar addresses: each person's own, the group's, revocable, written nowhere, and the link for those who come."""

import logging
from datetime import UTC, datetime

import aiohttp
import pytest
from icalendar import Calendar

from bot.clock import SetClock
from bot.community.settings import Community
from bot.community.standing import Standing
from bot.errors import NotAllowed
from bot.meetings.calendars import Feed
from bot.meetings.entries import Answer, Meeting, Preview, Wish
from bot.services import Services
from bot.site import serve
from tests.services.people import ADA, BEN, GUILD, person

FACILITATOR = person(9, Standing.FACILITATOR)
LINK = "https://video.example/secret"


@pytest.fixture
async def meetings(built: Services, clock: SetClock) -> list[Meeting]:
    clock.move_to(datetime(2026, 7, 1, tzinfo=UTC))
    await built.community.set_up(person(1, Standing.ADMINISTRATOR), Community(GUILD, members_role_id=10))
    made = await built.meetings.draft(FACILITATOR, Wish("HIRG", "every Monday 10:00", 500, link=LINK))
    assert isinstance(made, Preview)
    await built.meetings.keep(FACILITATOR, made.series.id)
    return await built.meetings.coming(FACILITATOR)


async def document(built: Services, secret: str) -> bytes:
    found = await built.calendars.feed(secret)
    assert isinstance(found, Feed)
    return found.document


async def test_ones_own_calendar_holds_what_one_comes_to_and_the_link(built: Services, meetings: list[Meeting]) -> None:
    await built.answers.answer(person(ADA), meetings[0].id, Answer.GOING)
    await built.answers.answer(person(ADA), meetings[1].id, Answer.MAYBE)
    await built.answers.answer(person(ADA), meetings[2].id, Answer.CANT)
    own = await built.calendars.new_address(person(ADA))
    events = Calendar.from_ical(await document(built, own)).events
    assert [str(one["uid"]) for one in events] == [f"meeting-{one.id}@heronry" for one in meetings[:2]]
    assert [str(one.get("url", "")) for one in events] == [LINK, ""]
    group = await built.calendars.new_address(FACILITATOR, community=True)
    everything = await document(built, group)
    assert LINK.encode() not in everything
    assert len(Calendar.from_ical(everything).events) >= 25


async def test_a_change_keeps_its_uid_and_counts_up_and_a_cancelled_date_stays(
    built: Services, meetings: list[Meeting]
) -> None:
    group = await built.calendars.new_address(FACILITATOR, community=True)
    before = await built.calendars.feed(group)
    await built.meetings.move(FACILITATOR, meetings[0].id, "7 July 2026 15:00", following=False)
    await built.meetings.cancel(FACILITATOR, meetings[1].id, following=False)
    after = await built.calendars.feed(group)
    assert before is not None
    assert after is not None
    assert before.etag != after.etag
    events = {str(one["uid"]): one for one in Calendar.from_ical(after.document).events}
    moved, gone = (events[f"meeting-{one.id}@heronry"] for one in meetings[:2])
    assert moved.start == datetime(2026, 7, 7, 14, tzinfo=UTC)
    assert (moved.sequence, str(gone["status"])) == (1, "CANCELLED")


async def test_somebody_who_is_only_asked_to_speak_stands_in_no_calendar(
    built: Services, meetings: list[Meeting]
) -> None:
    group = await built.calendars.new_address(FACILITATOR, community=True)
    await built.hosting.propose_speaker(FACILITATOR, meetings[0].id, "Ben Okri", BEN)
    assert b"Ben Okri" not in await document(built, group)
    await built.hosting.reply_to_invitation(person(BEN), meetings[0].id, agrees=True)
    assert b"With Ben Okri" in await document(built, group)


async def test_an_address_can_be_revoked_and_belongs_to_one(built: Services, meetings: list[Meeting]) -> None:
    assert meetings
    first = await built.calendars.new_address(person(ADA))
    second = await built.calendars.new_address(person(ADA))
    other = await built.calendars.new_address(person(BEN))
    assert await built.calendars.feed(first) is None, "a new one takes its place"
    await built.calendars.revoke(person(ADA))
    assert await built.calendars.feed(second) is None
    assert await built.calendars.feed(other) is not None
    await built.privacy.erase(GUILD, BEN)
    assert await built.calendars.feed(other) is None
    with pytest.raises(NotAllowed):
        await built.calendars.new_address(person(ADA), community=True)


async def test_the_site_serves_them_and_says_nothing_of_their_addresses(
    built: Services, meetings: list[Meeting], caplog: pytest.LogCaptureFixture
) -> None:
    assert meetings
    caplog.set_level(logging.DEBUG)
    secret = await built.calendars.new_address(FACILITATOR, community=True)
    runner = await serve(0, built.calendars.feed)
    port = next(port for host, port, *_more in runner.addresses if host == "0.0.0.0")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        served = await client.get(f"/calendar/{secret}.ics")
        assert (served.status, served.content_type) == (200, "text/calendar")
        again = await client.get(f"/calendar/{secret}.ics", headers={"If-None-Match": served.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")
        for path in ("/calendar/unknown.ics", f"/calendar/{'x' * 5_000}.ics", "/", "/metrics", f"/calendar/{secret}"):
            assert (await client.get(path)).status == 404, path
    await runner.cleanup()
    assert secret not in caplog.text
