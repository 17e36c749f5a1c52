"""Killed at any moment, with Discord stumbling and meetings being changed meanwhile: nothing is lost, and nothing
arrives twice.

Four kills of one process in each test run, and more of it all in the long one; as many as CHAOS_KILLS says otherwise
(``make chaos``: 500). CHAOS_SEED replays a run.
"""

import asyncio
import logging
import os
import random
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.migrate import bring_up_to_date
from tests.chaos.facilitator import Facilitator
from tests.chaos.storm import EACH, NONCE, REMEMBERED, Storm, storm
from tests.databases import Databases

log = logging.getLogger(__name__)

KILLS = int(os.environ.get("CHAOS_KILLS", "4"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1 << 32))
DRAINS_WITHIN = 60.0


async def test_one_process_killed_again_and_again(tmp_path: Path) -> None:
    async with storm(tmp_path, SEED) as weather:
        weather.settings.data_dir.mkdir(parents=True, exist_ok=True)
        await bring_up_to_date(weather.database, tmp_path, SystemClock().now())
        for weather.kills in range(1, KILLS + 1):
            await weather.plant()
            weather.trouble()
            process = weather.process()
            await process.start()
            await weather.moment()
            await weather.lock()
            await process.kill()
            if weather.random.random() < 0.25:
                await asyncio.sleep(REMEMBERED + 0.3)
        last = weather.process()
        await last.start()
        await weather.settled(DRAINS_WITHIN + KILLS * EACH / 20)
        assert await last.terminate() == 0, last.output
        log.info("after %d kills, seed %d: %s", KILLS, SEED, await weather.verify())
        weather.sandbox.assert_no_violations()


@pytest.mark.long
async def test_three_processes_on_postgresql_two_of_them_killed(
    tmp_path: Path, postgresql_databases: Databases
) -> None:
    kills = max(2, KILLS // 2)
    async with storm(tmp_path, SEED, await postgresql_databases.fresh()) as weather:
        lasting, *doomed = [weather.process() for _ in range(3)]
        await asyncio.gather(lasting.start(), *[one.start() for one in doomed])
        for weather.kills in range(1, kills + 1):
            await weather.plant()
            weather.trouble()
            await weather.moment()
            victim = weather.kills % 2
            await doomed[victim].kill()
            doomed[victim] = weather.process()
            await doomed[victim].start()
            if weather.random.random() < 0.25:
                await asyncio.sleep(NONCE)
        await asyncio.gather(*[one.kill() for one in doomed])
        await weather.settled(DRAINS_WITHIN + kills * EACH / 20)
        assert await lasting.terminate() == 0, lasting.output
        log.info("three processes, %d kills, seed %d: %s", kills, SEED, await weather.verify())
        weather.sandbox.assert_no_violations()


@pytest.mark.long
async def test_meetings_are_changed_while_the_bot_is_killed(tmp_path: Path) -> None:
    kills = max(2, KILLS // 3)
    async with storm(tmp_path, SEED) as weather:
        async with weather.facilitated() as facilitator:
            for weather.kills in range(1, kills + 1):
                weather.trouble()
                process = weather.process()
                await process.start()
                for _ in range(3):
                    await weather.moment()
                await weather.lock()
                await process.kill()
            await weather.calms_down()
            last = weather.process()
            await last.start()
            await _all_begun(facilitator, weather)
            assert await last.terminate() == 0, last.output
            ends = await facilitator.verify(weather.told(), weather.mute, weather.replay)
        log.info("meetings: after %d kills, seed %d: %s", kills, SEED, dict(ends))
        weather.sandbox.assert_no_violations()


@pytest.mark.long
async def test_meetings_are_changed_while_processes_on_postgresql_are_killed(
    tmp_path: Path, postgresql_databases: Databases
) -> None:
    kills = max(2, KILLS // 3)
    async with storm(tmp_path, SEED, await postgresql_databases.fresh()) as weather:
        async with weather.facilitated() as facilitator:
            lasting, doomed = weather.process(), weather.process()
            await asyncio.gather(lasting.start(), doomed.start())
            for weather.kills in range(1, kills + 1):
                weather.trouble()
                await weather.moment()
                await doomed.kill()
                doomed = weather.process()
                await doomed.start()
            await weather.calms_down()
            await doomed.kill()
            await _all_begun(facilitator, weather)
            assert await lasting.terminate() == 0, lasting.output
            ends = await facilitator.verify(weather.told(), weather.mute, weather.replay)
        log.info("meetings: two processes, %d kills, seed %d: %s", kills, SEED, dict(ends))
        weather.sandbox.assert_no_violations()


async def _all_begun(facilitator: Facilitator, weather: Storm) -> None:
    """Wait until the last meeting has begun, and everybody has heard of it."""
    left = facilitator.last - SystemClock().now()
    await asyncio.sleep(max(0.0, left.total_seconds()) + 1)
    await weather.settled(DRAINS_WITHIN)
