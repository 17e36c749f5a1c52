"""An announcement to a channel and a crowd of followers, none of whom Heronry has ever written to, sent by a
facilitator at their Discord: each has it once, however often the bot is killed; and once it is withdrawn nobody has it
any more.

40 followers in a test run; as many as CROWD says otherwise (``make crowd``: 1,000, which takes about ten minutes). The
pace is the engine's own, ten new conversations a minute, with minutes of a second on both sides.
"""

import asyncio
import logging
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.chaos.crowd import GENERAL, MINUTE, Crowd, crowd

log = logging.getLogger(__name__)

MANY = int(os.environ.get("CROWD", "40"))
KILLS = max(1, MANY // 200)
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1 << 32))
WITHIN = 60 + MANY * MINUTE / 2
"""Seconds: five times what the pace makes of it, and a minute for starting anew."""


def spread(first: int, last: int, count: int) -> list[int]:
    """So many numbers drawn by chance between two, in order."""
    return sorted(random.Random(SEED).sample(range(first, last), count))


@pytest.mark.long
async def test_a_crowd_hears_of_it_once_each_however_often_the_bot_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with crowd(tmp_path, SEED, MANY, monkeypatch) as there:
        sent = await there.announces()
        begun = asyncio.get_running_loop().time()
        for number in spread(2, MANY, KILLS):
            await there.killed_once(lambda number=number: there.came.total() >= number, WITHIN)
            _once_each(there)
            assert there.standing.total() <= MANY, "killed before the last one had it"
        await there.weather.settled(WITHIN, "announcement:")
        took = asyncio.get_running_loop().time() - begun
        _once_each(there)
        assert there.standing[GENERAL] == 1
        assert there.standing.total() == MANY + 1, f"somebody has nothing; {there.weather.replay}"
        told = await there.facilitator.presses(sent, "Delivered to")
        assert f"Direct messages: {MANY} delivered" in told.text, told.text
        log.info(
            "%d followers, %d kills, seed %d: %d messages in %.0f s, %d openings refused",
            MANY, KILLS, SEED, there.came.total(), took, there.refused_openings,
        )  # fmt: skip
        there.weather.sandbox.assert_no_violations()


@pytest.mark.long
async def test_withdrawn_while_it_goes_out_to_a_crowd_nobody_has_it_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with crowd(tmp_path, SEED, MANY, monkeypatch) as there:
        sent = await there.announces()
        middle = MANY // 2
        await there.killed_once(lambda: there.came.total() >= middle, WITHIN)
        await there.goes_on(middle, WITHIN)
        asked = await there.facilitator.presses(sent, "Withdraw")
        told = await there.facilitator.presses(asked, "Withdraw it")
        reached = there.came.copy()
        assert middle <= reached.total() < MANY, "withdrawn in the middle"
        assert "Withdrawn" in told.text
        half = there.gone.total() + max(1, (reached.total() - there.gone.total()) // 2)
        await there.killed_once(lambda: there.gone.total() >= half, WITHIN)
        await there.weather.settled(WITHIN, "announcement:")
        finished = there.came.copy()
        assert there.standing == Counter(), f"it still stands somewhere; {there.weather.replay}"
        late = (finished - reached).total()
        assert late <= 10, "what was just being sent may still arrive, and is deleted too"
        await asyncio.sleep(3 * MINUTE)
        assert there.came == finished, "nobody hears of it once it is withdrawn"
        assert there.gone == there.came, "each is deleted once"
        _once_each(there)
        log.info(
            "%d followers, seed %d: withdrawn after %d, %d of them late; all deleted",
            MANY, SEED, finished.total(), late,
        )  # fmt: skip
        there.weather.sandbox.assert_no_violations()


def _once_each(there: Crowd) -> None:
    assert max(there.came.values()) == 1, f"somebody has it twice; {there.weather.replay}"
