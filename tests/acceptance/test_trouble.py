"""Whatever goes wrong, someone gets one clear line; nothing is lost and no traceback is shown."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.connection import FATAL_CLOSES
from bot.errors import StartupError
from sandbox.driver import Shown
from tests.acceptance.house import MEMBER, NEWCOMER, SAMPLE, TOKEN, House

QUESTION = "who knows NVivo?"
PASSING_CLOSES = [1000, 1001, 1006, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009]


async def test_no_token_is_one_line(empty_house: House) -> None:
    empty_house.change(discord_token=SecretStr(""))
    with pytest.raises(StartupError, match="DISCORD_TOKEN is empty") as refused:
        await empty_house.start()
    assert refused.value.exit_code == 2


async def test_a_wrong_token_is_one_line_without_the_token(
    empty_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "a-wrong-token-that-must-not-show"
    empty_house.change(discord_token=SecretStr(wrong))
    with pytest.raises(StartupError, match="doesn't know this token") as refused:
        await empty_house.start()
    assert wrong not in str(refused.value) + caplog.text
    assert [violation.code for violation in empty_house.sandbox.violations] == [0], "Discord's 401 has no code"
    empty_house.sandbox.service.journal.forget_violations()


async def test_a_discord_that_is_not_there_is_one_line(empty_house: House) -> None:
    empty_house.change(discord_api_url="http://127.0.0.1:1/api/v10")
    with pytest.raises(StartupError, match=r"can't be reached at http://127\.0\.0\.1:1"):
        await empty_house.start()


async def test_a_gateway_that_is_not_there_is_one_line(empty_house: House) -> None:
    empty_house.change(discord_gateway_url="ws://127.0.0.1:1/")
    with pytest.raises(StartupError, match="gateway can't be reached"):
        await empty_house.start()


async def test_an_address_that_is_no_discord_is_one_line(empty_house: House) -> None:
    empty_house.change(discord_api_url=f"{empty_house.sandbox.url}/sandbox")
    with pytest.raises(StartupError):
        await empty_house.start()


async def test_a_stop_waits_for_whoever_is_being_answered(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.services is not None
    community, begun, go_on = home.services.community, asyncio.Event(), asyncio.Event()
    choose = community.choose

    async def slowly(*arguments: Any) -> Any:
        begun.set()
        await go_on.wait()
        return await choose(*arguments)

    monkeypatch.setattr(community, "choose", slowly)
    member = await home.person(MEMBER)
    form = await member.presses(await member.types("/preferences"), "Time and language")
    answering = asyncio.create_task(member.fills_in(form, {"Time zone": "Paris"}))
    await begun.wait()
    stopping = asyncio.create_task(home.stop())
    await asyncio.wait({stopping}, timeout=0.1)
    assert not stopping.done()
    go_on.set()
    assert "Paris" in (await answering).text
    await stopping


@pytest.mark.parametrize("code", sorted(FATAL_CLOSES))
async def test_a_close_that_no_reconnecting_mends_ends_with_its_line(home: House, code: int) -> None:
    home.sandbox.cause(kind="close", code=code, who="Heronry")
    with pytest.raises(StartupError) as ended:
        await home.ends()
    assert str(ended.value) == FATAL_CLOSES[code]


@pytest.mark.parametrize("code", PASSING_CLOSES)
async def test_after_any_other_close_it_reconnects_and_answers(home: House, code: int) -> None:
    newcomer = await home.person(NEWCOMER)
    home.sandbox.cause(kind="close", code=code, who="Heronry")
    assert "NVivo" in (await newcomer.types("/who", query=QUESTION)).text


@pytest.mark.parametrize(
    "query",
    [
        "🙂", "?" * 50, "x" * 6_000, "'; DROP TABLE profiles; --", "<@&1> @everyone **who** `knows`",
        "[click](https://example.org)", "NEAR(a b)", ".*", "\u200b", "\\\\\\",
    ],
)  # fmt: skip
async def test_a_question_that_is_none_gets_a_kind_answer_and_pings_nobody(home: House, query: str) -> None:
    answer = await (await home.person(NEWCOMER)).types("/who", query=query)
    assert answer.ephemeral
    assert answer.pings == set()
    assert any(kind in answer.text for kind in ("Please ask in words", "long question", "Nobody here"))


async def test_a_query_comes_back_as_typed_on_the_next_page(home: House) -> None:
    member = await home.person(MEMBER)
    first = await member.types("/who", query="R *or* <@1> `R`\\")
    second = await member.presses(first, "Next")
    assert first.text.splitlines()[0] == second.text.splitlines()[0]
    assert first.text.splitlines()[1] == second.text.splitlines()[1], "as many people fit"


@pytest.mark.parametrize(
    "custom_id", ["nobody:answers:1", "x", "directory:entry", "directory:entry:one", "directory:page:1:2"]
)
async def test_a_button_that_nothing_answers_says_so(home: House, custom_id: str) -> None:
    body = {"flags": 1 << 15, "components": [
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}]}
    ]}  # fmt: skip
    channel = SAMPLE.channels["general"].id
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session,
        session.post(f"{home.sandbox.api_url}/channels/{channel}/messages", json=body) as response,
    ):
        message = Shown(await response.json() | {"guild_id": str(SAMPLE.guild_id)})
    answer = await (await home.person(MEMBER)).presses(message, "Old")
    assert "earlier version" in answer.text
    assert answer.ephemeral


@asynccontextmanager
async def locked(path: Path) -> AsyncGenerator[None]:
    """Another program holds the database, as a careless copy or a browser of tables does."""
    other = sqlite3.connect(path, timeout=0)
    while not other.in_transaction:
        # The bot, which lives in this loop, may be writing just now.
        with suppress(sqlite3.OperationalError):
            other.execute("BEGIN EXCLUSIVE")
        await asyncio.sleep(0)
    try:
        yield
    finally:
        other.rollback()
        other.close()


async def test_a_locked_database_is_a_clear_line_and_works_again_afterwards(
    empty_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await empty_house.start()
    member = await empty_house.person(MEMBER)
    form = await member.presses(await member.types("/preferences"), "Time and language")
    database = empty_house.settings.data_dir / "heronry.db"
    async with locked(database):
        caplog.set_level(logging.CRITICAL)
        refused = await member.fills_in(form, {"Time zone": "Paris"})
        assert "nothing was changed" in refused.text
        assert "NVivo" in (await member.types("/who", query=QUESTION)).text, "reads come from memory"
    form = await member.presses(await member.types("/preferences"), "Time and language")
    assert "Paris" in (await member.fills_in(form, {"Time zone": "Paris"})).text


async def test_an_unexpected_error_shows_a_code_that_the_log_has_and_nothing_else(
    home: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert home.services is not None

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError(QUESTION)

    monkeypatch.setattr(home.services.directory, "find", broken)
    answer = await (await home.person(MEMBER)).types("/who", query=QUESTION)
    code = answer.text.rsplit(" ", 1)[-1]
    assert "Something went wrong" in answer.text
    assert "ZeroDivisionError" not in answer.text
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert code in record.getMessage()
