"""What whoever hosts Heronry sees: the check, the invitation, health and metrics."""

import asyncio
import gc
import socket
from pathlib import Path

import aiohttp
import pytest

from bot.config import Settings
from bot.doctor import application_id, examine
from bot.errors import StartupError
from bot.ui.permissions import NEEDED, invitation, needed
from tests.acceptance.house import MEMBER, SAMPLE, TOKEN, BotProcess, House, house


async def lines(settings: Settings) -> dict[str, tuple[bool, str]]:
    """Each finding of the check, by what it is about."""
    found = await examine(settings)
    return {finding.line.partition(":")[0]: (finding.fine, finding.line) for finding in found}


async def test_the_check_finds_nothing_to_do_where_all_is_well(home: House) -> None:
    found = await lines(home.settings)
    assert all(fine for fine, _line in found.values()), found
    assert set(found) == {
        "Folder",
        "Database",
        "Keys",
        "Erasures",
        "Signposts",
        "Token",
        "Intents",
        "Gateway",
        "Permissions",
    }
    assert TOKEN not in str(found)


async def test_the_check_names_each_missing_permission(tmp_path: Path) -> None:
    embed_links = 1 << 14
    fewer = SAMPLE.world_seed(TOKEN, needed().value & ~embed_links)
    fewer["guilds"][0]["roles"].append({"name": "@everyone", "permissions": "0"})
    async with house(tmp_path, fewer) as other:
        fine, line = (await lines(other.settings))["Permissions"]
    assert not fine
    assert "Embed Links" in line
    assert "heronry invite" in line


@pytest.mark.parametrize(
    ("change", "about", "says"),
    [
        ({"discord_token": ""}, "Token", "DISCORD_TOKEN is empty"),
        ({"discord_token": "wrong"}, "Token", "doesn't know this token"),
        ({"discord_api_url": "http://127.0.0.1:1/api/v10"}, "Token", "can't be reached"),
        ({"discord_gateway_url": "ws://127.0.0.1:1/"}, "Token", "gateway can't be reached"),
        ({"discord_api_url": "SANDBOX/sandbox"}, "Token", "answered 404"),
        ({"data_dir": "/proc/nowhere"}, "Folder", "DATA_DIR"),
        ({"database_url": "sqlite+aiosqlite:////nowhere/at/all.db"}, "Database", "no folder /nowhere/at"),
        ({"heronry_keys": "nonsense"}, "Keys", "damaged"),
        ({"keys_file": "/nowhere/at/all.keys"}, "Erasures", "can't be written"),
    ],
)
async def test_the_check_says_what_is_wrong(empty_house: House, change: dict[str, str], about: str, says: str) -> None:
    change = {name: value.replace("SANDBOX", empty_house.sandbox.url) for name, value in change.items()}
    values = empty_house.settings.model_dump() | change
    fine, line = (await lines(Settings(_env_file=None, **values)))[about]  # pyright: ignore[reportCallIssue]
    assert not fine
    assert says in line
    empty_house.sandbox.service.journal.forget_violations()  # a wrong token is one, on purpose


async def test_the_invitation_asks_for_exactly_what_is_needed(empty_house: House) -> None:
    link = invitation(await application_id(empty_house.settings))
    assert f"client_id={empty_house.sample.application_id}" in link
    assert f"permissions={needed().value}" in link
    assert "scope=bot+applications.commands" in link
    assert bin(needed().value).count("1") == len(NEEDED)
    empty_house.change(discord_api_url="http://127.0.0.1:1/api/v10")
    with pytest.raises(StartupError, match="can't be reached"):
        await application_id(empty_house.settings)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


async def test_health_and_metrics_are_served_on_localhost_when_asked_for(empty_house: House) -> None:
    port = free_port()
    empty_house.change(metrics_port=port)
    await empty_house.start()
    await (await empty_house.person(MEMBER)).types("/help")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        async with session.get("/healthz") as response:
            assert (response.status, await response.text()) == (200, "ok\n")
        async with session.get("/metrics") as response:
            metrics = await response.text()
    assert 'heronry_interactions_total{kind="application_command"}' in metrics
    assert "heronry_ready 1.0" in metrics
    assert MEMBER not in metrics


async def test_health_says_so_while_the_gateway_is_away_and_a_stop_is_still_quick(empty_house: House) -> None:
    port = free_port()
    empty_house.change(metrics_port=port)
    await empty_house.start()
    empty_house.sandbox.cause(kind="silence")
    empty_house.sandbox.cause(kind="close", code=4000, who="Heronry")
    async with asyncio.timeout(10), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        status = 200
        while status == 200:
            async with session.get("/healthz") as response:
                status = response.status
    assert status == 503
    async with asyncio.timeout(10):
        await empty_house.stop()


async def test_a_metrics_port_that_is_taken_is_one_line(empty_house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        empty_house.change(metrics_port=taken.getsockname()[1])
        with pytest.raises(StartupError, match="METRICS_PORT can't be used"):
            await empty_house.start()


async def test_the_command_line_prints_the_check_and_the_invitation(home: House) -> None:
    for command, says in (("check", "ok     Token"), ("invite", "View Channels: ")):
        process = await asyncio.create_subprocess_exec(
            *BotProcess.command(command), env=BotProcess(home.settings).environment, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        assert process.returncode == 0
        assert says in output.decode()


async def test_no_garbage_is_looked_for_in_what_stands_while_it_runs(home: House) -> None:
    # A full search of it holds up every answer and delivery for 0.1 s.
    assert gc.get_freeze_count() > 100_000
    await home.stop()
    assert gc.get_freeze_count() == 0
