"""The digest as people meet it: asked for, seen at once, sent at nine on Monday, stopped by one press."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.community.news import Item, Span
from bot.digest.entries import Digest, Section
from bot.texts import N_
from cogs.digest import cards
from sandbox import membership
from sandbox.driver import Shown
from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)
TITLE = "What is new, and what comes next"


@pytest.fixture
async def home(empty_house: House, still: None) -> House:
    await empty_house.start()
    return empty_house


async def test_a_member_asks_for_it_reads_it_and_stops_it(home: House) -> None:
    member = await home.person(MEMBER)
    await home.later(timedelta(minutes=1))
    seen = await member.types("/digest now")
    assert seen.ephemeral
    assert "Which approvals does a study need?" in seen.text.replace("\\", "")
    assert "/meetings list" in seen.text
    offer = await member.types("/digest subscribe")
    assert "nothing is sent" in offer.text
    kept = await member.presses(offer, "Every Monday, and message me")
    assert f"<t:{int(MONDAY.timestamp())}:F>" in kept.text
    await home.at(MONDAY)
    await home.runner.tick()
    told = await member.sees(lambda shown: TITLE in shown.text and "You asked for this" in shown.text)
    assert told.pings == set()
    assert "Which approvals" in told.text
    assert "won't get the digest any more" in (await member.presses(told, "Stop the digest")).text
    assert "You don't get the digest" in (await member.presses(told, "Stop the digest")).text
    await home.at(MONDAY + timedelta(days=7))
    await home.runner.tick()
    direct = [one for one in member.messages.values() if "You asked for this" in one.text]
    assert len(direct) == 1
    assert "Which approvals" not in (await member.types("/digest now")).text, "that was told on Monday"
    facilitator = await home.person(FACILITATOR)
    soonest = next(iter((await facilitator.completions("/manage-meetings move", meeting="")).values()))
    await facilitator.types("/manage-meetings move", meeting=soonest, when="20 November 2026 16:00")
    await home.later(timedelta(minutes=1))
    at = int(datetime(2026, 11, 20, 16, tzinfo=UTC).timestamp())
    assert f"(moved to this time) · <t:{at}:F>" in (await member.types("/digest now")).text


async def test_a_channel_has_it_and_readers_ask_for_it_there(home: House) -> None:
    facilitator, member, newcomer = [await home.person(name) for name in (FACILITATOR, MEMBER, NEWCOMER)]
    assert (
        "first Monday of each month"
        in (await facilitator.types("/manage-digest", channel_="announcements", rhythm="monthly")).text
    )
    moved = await facilitator.types("/manage-digest", rhythm="weekly")
    assert f"<#{SAMPLE.channels['announcements'].id}>" in moved.text
    await home.at(MONDAY)
    posted = await member.sees(lambda shown: TITLE in shown.text and not shown.ephemeral and bool(shown.buttons))
    assert posted.pings == set()
    assert "Every Monday, and message me" in str((await member.presses(posted, "Send it to me too")).payload)
    assert "members of the group" in (await newcomer.presses(posted, "Send it to me too")).text
    assert "/digest" not in str(await newcomer.commands())
    assert "posted nowhere" in (await facilitator.presses(moved, "Stop posting it")).text
    assert "posted nowhere" in (await facilitator.types("/manage-digest")).text


async def test_whoever_is_no_member_any_more_gets_none_and_can_still_stop_it(home: House) -> None:
    member, other = await home.person(MEMBER), await home.person(FACILITATOR)
    for one in (member, other):
        await one.presses(await one.types("/digest subscribe"), "Every Monday, and message me")
    await home.at(MONDAY)
    await home.runner.tick()
    told = await member.sees("You asked for this")
    first = await other.sees("You asked for this")
    service = home.sandbox.service
    guild = service.world.guild(SAMPLE.guild_id)
    guild.members[member.id].roles.clear()
    assert "/digest" not in (await member.types("/help")).text
    await home.at(MONDAY + timedelta(days=7))
    await home.runner.tick()
    await other.sees("You asked for this", after=first)
    assert [one for one in member.messages.values() if "You asked for this" in one.text] == [told]
    assert "won't get the digest any more" in (await member.presses(told, "Stop the digest")).text
    membership.leave(service, guild, member.id)
    assert "aren't on that server any more" in (await member.presses(told, "Stop the digest")).text


def test_a_digest_of_very_long_titles_fits_and_says_what_is_left_out() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    items = tuple(
        Item(f"{n} **{'[wow](https://example.org)' * 20}", at, link="https://example.org/a") for n in range(9)
    )
    sections = tuple(Section(N_("Meetings"), "/meetings list", items, items) for _ in range(8))
    made = cards.own(Digest(1, Span(at, at, at), sections))
    shown = Shown({"components": made.to_components()})
    assert len(shown.text) < 4_000
    assert "more: /meetings list" in shown.text
    assert (
        "and 13 more: /meetings list"
        in Shown({"components": cards.own(Digest(1, Span(at, at, at), sections[:1])).to_components()}).text
    )
    assert "@everyone" not in shown.text


def test_what_can_be_read_nowhere_else_is_shown_as_far_as_there_is_room_and_ends_in_no_dead_end() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)

    def shown(many: int, words: str) -> str:
        items = tuple(Item(f"News {n}. {words}", whole=True) for n in range(many, 0, -1))
        sections = (
            Section(N_("Meetings"), "/meetings list", (Item("Tea", at),) * 9, ()),
            Section(N_("Announced, of what you follow"), "/topics", items, ()),
        )
        found = Shown({"components": cards.own(Digest(1, Span(at, at, at), sections)).to_components()}).text
        assert len(found) <= 4_000
        assert "more: /topics" not in found
        return found

    seven = shown(7, "See https://example.org/a_b.")
    assert [f"News {n}. See https://example.org/a_b." in seven for n in range(1, 8)] == [True] * 7
    assert "older" not in seven
    assert all(f"News {n}. " in shown(12, "word " * 200) for n in range(1, 13)), "each a little shorter"
    many = shown(60, "* " * 300)
    assert "News 60. " in many
    assert "News 1. " not in many
    assert "that are older" in many
