"""An announcement to a channel and 1,000 people, many of whom Heronry has never written to: paced, killed in the
middle, withdrawn in the middle; each once, and nothing half-sent."""

import asyncio
import contextlib
from collections import Counter
from datetime import timedelta

import pytest

from bot.announcements.entries import State
from bot.delivery.claims import LEASE
from bot.delivery.kinds import Act
from bot.delivery.kinds import State as Sent
from bot.delivery.sending import Letter
from bot.storage.database import StorageUnavailable
from tests.services.newsroom import FACILITATOR, GENERAL, Newsroom, member

MANY, KNOWN = 1_000, 850
"""Those who follow, and those of them whom Heronry has written to before: to begin with each takes a test a while."""
ROUND = timedelta(seconds=61)

pytestmark = pytest.mark.long_on_postgresql


async def to_many(newsroom: Newsroom) -> int:
    """It is sent; its number."""
    core = await newsroom.topic()
    await newsroom.followed_by(core, MANY)
    number = await newsroom.written(subjects=[core.subject])
    expected = (await newsroom.drafts.draft(FACILITATOR, number)).estimate
    assert (expected.people, expected.new, expected.takes) == (MANY, MANY, timedelta(minutes=100))
    await newsroom.drafts.send(FACILITATOR, number)
    assert len(await newsroom.rows()) == MANY + 1, "all of it at once"
    return number


async def killed(newsroom: Newsroom) -> None:
    """A process begins to send, and is killed when what it sends has arrived, but isn't written down."""
    dead, arrived, send = newsroom.another(), asyncio.Event(), newsroom.post.send

    async def hangs(letter: Letter, within: timedelta) -> int:
        await send(letter, within)
        arrived.set()
        await asyncio.Event().wait()
        raise AssertionError

    newsroom.post.send = hangs  # pyright: ignore[reportAttributeAccessIssue]
    ticking = asyncio.create_task(dead.tick())
    await arrived.wait()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    await dead.stop(timedelta())
    newsroom.post.send = send  # pyright: ignore[reportAttributeAccessIssue]
    await let_go(newsroom)
    newsroom.real.move_by(LEASE + timedelta(seconds=1))
    newsroom.runner = newsroom.another()


async def let_go(newsroom: Newsroom) -> None:
    """What was cut short in the middle of a transaction holds SQLite until its thread has ended."""
    for _try in range(60):
        with contextlib.suppress(StorageUnavailable):
            async with newsroom.built.database.begin() as session:
                await session.connection()
            return
    raise AssertionError("a killed process still holds the database")


async def test_to_a_channel_and_a_thousand_each_once_through_kills(newsroom: Newsroom) -> None:
    number = await to_many(newsroom)
    await newsroom.has_written_to(KNOWN)
    await killed(newsroom)
    opened: list[int] = []
    for n in range(18):
        before = len(newsroom.post.opened)
        if n == 6:
            newsroom.clock.move_by(ROUND)
            newsroom.real.move_by(ROUND)
            await killed(newsroom)
        await newsroom.later(ROUND)
        opened.append(len(newsroom.post.opened) - before)
    assert len(set(newsroom.post.opened)) == MANY - KNOWN
    assert newsroom.in_channels == {GENERAL: 1} | {member(n).member_id + 1: 1 for n in range(MANY)}
    assert max(many for n, many in enumerate(opened) if n != 6) == 10, "a minute opens no more"
    assert {row.state for row in await newsroom.rows()} == {Sent.SENT}
    told = await newsroom.service.told(FACILITATOR, number)
    assert told.progress.people == {Sent.SENT: MANY}


async def test_withdrawn_in_the_middle_nothing_more_comes_and_what_came_is_deleted_once(newsroom: Newsroom) -> None:
    number = await to_many(newsroom)
    for _ in range(6):
        await newsroom.later(ROUND)
    newsroom.clock.move_by(ROUND)
    newsroom.real.move_by(ROUND)
    await killed(newsroom)
    reached = {letter.channel_id for letter in newsroom.post.letters}
    assert 60 < len(reached) < 100
    assert (await newsroom.service.withdraw(FACILITATOR, number)).announcement.state is State.WITHDRAWN
    await newsroom.service.withdraw(FACILITATOR, number)
    for _ in range(8):
        await newsroom.planning.tick()
        await newsroom.later(ROUND)
    assert {letter.channel_id for letter in newsroom.post.letters} == reached, "nobody else heard of it"
    deleted = Counter(letter.channel_id for letter in newsroom.post.edited if letter.result is Act.DELETE)
    assert deleted == dict.fromkeys(reached, 1), "each message is deleted, once, those on their way as well"
    open_ = (Sent.PENDING, Sent.SENDING)
    assert [row for row in await newsroom.rows() if row.state in open_] == []
