"""Buttons and forms outlive a kill; a stop is graceful; a second bot is refused."""

import asyncio

import pytest

from bot.directory.importer import COLUMNS
from sandbox.driver import Form
from tests.acceptance.house import MEMBER, BotProcess, House

QUESTION = "who knows R?"


async def seeded(home: House) -> House:
    """A house whose database holds the sample, with no bot running."""
    await home.stop()
    return home


@pytest.mark.long
async def test_a_killed_and_restarted_bot_answers_the_buttons_and_forms_of_before(home: House) -> None:
    await seeded(home)
    member = await home.person(MEMBER)
    bot = BotProcess(home.settings)
    await bot.start()
    answer = await member.types("/who", query=QUESTION)
    form = await member.presses(await member.types("/preferences"), "Time and language")
    assert isinstance(form, Form)
    await bot.kill()

    bot = BotProcess(home.settings)
    await bot.start()
    assert "Skills" in (await member.presses(answer, "Show entry")).text
    assert "Page 2 of" in (await member.presses(answer, "Next")).text
    saved = await member.fills_in(form, {"Time zone": "Paris"})
    assert "Europe/Paris" in saved.text.replace("\\", "")
    assert await bot.terminate() == 0
    assert "Traceback" not in bot.output


async def test_a_stop_takes_less_than_ten_seconds_and_leaves_no_error(home: House) -> None:
    await seeded(home)
    bot = BotProcess(home.settings)
    await bot.start()
    async with asyncio.timeout(10):
        assert await bot.terminate() == 0
    assert "stopping" in bot.output
    assert "ERROR" not in bot.output


async def test_a_second_bot_on_the_same_database_is_refused(home: House) -> None:
    second = BotProcess(home.settings)
    await second.start(wait_until_connected=False)
    assert await second.ends() == 1
    [line] = second.output.splitlines()
    assert line.startswith("Another Heronry is already running on this database")


async def test_the_command_line_writes_while_the_bot_runs_and_the_bot_notices(home: House) -> None:
    member = await home.person(MEMBER)
    assert "Nobody here" in (await member.types("/who", query="who knows MATLAB?")).text
    assert home.services is not None
    services = home.services
    table = home.settings.data_dir / "more.csv"
    table.write_text(f"{','.join(COLUMNS)}\n123456789012345678,Bea Keeper,,,,,MATLAB:can teach,,,\n")
    process = await asyncio.create_subprocess_exec(
        *BotProcess.command("directory", "import", str(table), "--guild", str(home.sample.guild_id), "--consented"),
        env=BotProcess(home.settings).environment, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert output == b"1 added, 0 changed.\n"
    await services.read_models.tick()
    assert "Bea Keeper" in (await member.types("/who", query="who knows MATLAB?")).text
