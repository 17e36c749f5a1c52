"""discord.js, the library most bots are written with, must be convinced too."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.sandbox.stories import hails
from tests.sandbox.worlds import TOKEN

SCRIPT = Path(__file__).parent / "discordjs" / "bot.cjs"


def missing() -> str | None:
    """Why discord.js cannot be tried here: Node finds it in a node_modules folder or along NODE_PATH."""
    node = shutil.which("node")
    if node is None:
        return "Node.js is not installed: discord.js was not tried"
    look = [node, "-e", "require.resolve('discord.js')"]
    found = subprocess.run(look, cwd=SCRIPT.parent, capture_output=True, check=False)
    return None if found.returncode == 0 else "discord.js is not installed (npm install discord.js): it was not tried"


REASON = missing()
pytestmark = pytest.mark.skipif(REASON is not None, reason=REASON or "")


class Script:
    """The running bot; `says` waits for it to print a line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def says(self, word: str) -> None:
        assert self._process.stdout is not None
        async with asyncio.timeout(20):
            while line := (await self._process.stdout.readline()).decode().strip():
                if line == word:
                    return
        raise AssertionError(f"the script ended without saying {word!r}")


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncGenerator[Script]:
    process = await asyncio.create_subprocess_exec(
        "node", str(SCRIPT), sandbox.url, TOKEN, stdout=asyncio.subprocess.PIPE
    )
    try:
        script = Script(process)
        await script.says("ready")
        yield script
    finally:
        process.kill()
        await process.wait()


async def test_command_button_and_modal(sandbox: Sandbox) -> None:
    async with running(sandbox):
        await hails(sandbox)


async def test_resumes(sandbox: Sandbox) -> None:
    async with running(sandbox) as script:
        ben = await sandbox.person("Ben")
        sandbox.cause(kind="close", code=4000, who="Tester")
        await ben.writes("Said meanwhile")
        await script.says("message")
        await script.says("resumed")
    sandbox.assert_no_violations()
