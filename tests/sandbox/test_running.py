"""Starting, saving, loading, resetting; and clients that mean no good."""

from __future__ import annotations

import asyncio
import io
import socket as sockets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp
import orjson
import pytest

from sandbox import Options, Sandbox
from sandbox.gateway import connection
from sandbox.seed import SeedError, load
from sandbox.store import save
from tests.sandbox.wire import Bot, Control, Json
from tests.sandbox.worlds import ADA_ID, BEN_ID, GENERAL_ID, GUILD_ID, OTHER_TOKEN, TOKEN, small

MESSAGES = f"/channels/{GENERAL_ID}/messages"


def test_the_same_seed_makes_the_same_world() -> None:
    assert load(small()) == load(small())


SPOILS: list[Callable[[Json], object]] = [
    lambda seed: seed.update(guild=seed.pop("guilds")),
    lambda seed: seed["guilds"][0].update(owner_id="1"),
    lambda seed: seed["guilds"][0]["members"][0].update(roles=["King"]),
    lambda seed: seed["guilds"][0]["members"].append({"user_id": "1"}),
    lambda seed: seed["guilds"][0].pop("name"),
    lambda seed: seed["guilds"][0]["messages"][0].update(channel="nowhere"),
    lambda seed: seed["guilds"][0]["channels"][0].update(type="radio"),
]


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_wrong_seed_says_what_is_wrong(spoil: Callable[[Json], object]) -> None:
    seed = small()
    spoil(seed)
    with pytest.raises(SeedError, match=r"\w"):
        load(seed)


async def test_the_state_is_saved_and_loaded(
    sandbox: Sandbox, session: aiohttp.ClientSession, control: Control, bot: Bot
) -> None:
    ben = await sandbox.person("Ben")
    await ben.writes("Keep me", files={"a.bin": b"\x00\xff"})
    async with session.get(f"{sandbox.url}/sandbox/state") as response:
        saved = await response.read()
    await control.request("POST", "/reset")
    assert len(await bot.get(MESSAGES)) == 1
    assert (await control.request("POST", "/state", data=saved)).status == 200
    kept = (await bot.get(MESSAGES))[0]
    assert kept["author"]["id"] == str(BEN_ID)
    attachment = next(iter(sandbox.service.world.state.attachments.values()))
    assert attachment.data == b"\x00\xff"
    assert save(sandbox.service.world.state) == saved
    for wrong in ({"users": 7}, orjson.loads(saved) | {"users": {}}):
        assert (await control.request("POST", "/state", wrong)).status == 400
        assert save(sandbox.service.world.state) == saved


async def test_a_reset_forgets_everything(sandbox: Sandbox, control: Control, bot: Bot) -> None:
    await bot.refused("GET", "/stage-instances/1", None, 501, 0)
    for _ in range(5):
        await bot.done("POST", MESSAGES, {"content": "Hello"})
    sandbox.cause(kind="status", status=500, times=None)
    assert (await control.request("POST", "/reset")).body == {"guilds": 1}
    await bot.done("POST", MESSAGES, {"content": "Hello"})
    sandbox.assert_no_violations()
    assert (await control.request("POST", "/reset", data=b"{}x")).status == 400


async def test_the_count_of_violations_starts_afresh(control: Control, bot: Bot) -> None:
    await bot.refused("GET", "/stage-instances/1", None, 501, 0)
    report = (await control.request("GET", "/violations")).body
    assert (report["count"], report["violations"][0]["rule"]) == (1, "unbuilt")
    await control.request("DELETE", "/violations")
    assert (await control.request("GET", "/violations")).body == {"count": 0, "violations": []}


async def test_the_log_and_the_people(control: Control, bot: Bot) -> None:
    await bot.get("/users/@me")
    log = (await control.request("GET", "/log?limit=1")).body
    assert [(one["who"], one["path"], one["status"]) for one in log["entries"]] == [("Tester", "/users/@me", 200)]
    assert log["tally"]["requests"] == 1
    people = (await control.request("GET", "/people")).body
    assert [one["display_name"] for one in people] == ["Ada", "Ben", "Cora"]
    assert people[0]["guilds"][0]["kind"] == "facilitator"
    assert people[0]["id"] == str(ADA_ID)


async def test_time_moves_forward_over_the_wire(sandbox: Sandbox, control: Control) -> None:
    before = sandbox.service.clock.now()
    await control.request("POST", "/clock", {"advance": 3600})
    assert sandbox.service.clock.now() - before >= 3600


def test_time_goes_neither_back_nor_beyond_its_end(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="back"):
        sandbox.advance(-1)
    with pytest.raises(ValueError, match="2154"):
        sandbox.advance(1e18)


async def test_the_command_line(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_bytes(orjson.dumps(small()))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", "--seed", str(seed), stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session, session.get(f"{url}/sandbox/violations") as response:
            assert (await response.json())["count"] == 0
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.parametrize("seed", ["{", '{"guilds": [{}]}', None])
async def test_the_command_line_refuses_in_one_line(tmp_path: Path, seed: str | None) -> None:
    path = tmp_path / "seed.json"
    if seed is not None:
        path.write_text(seed)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", "--seed", str(path), stderr=subprocess.PIPE
    )
    _, complaint = await process.communicate()
    assert process.returncode == 2
    assert complaint.decode().startswith("sandbox: ")
    assert complaint.count(b"\n") == 1


@pytest.mark.parametrize("path", ["/state", "/reset", "/faults", "/clock"])
@pytest.mark.parametrize("data", [b"{", b"[]", b"7", b'{"guilds": 7}'])
async def test_the_sandboxs_own_routes_say_what_is_wrong(
    sandbox: Sandbox, control: Control, bot: Bot, path: str, data: bytes
) -> None:
    answer = await control.request("POST", path, data=data)
    assert (answer.status, list(answer.body)) == (400, ["error"])
    assert len(sandbox.service.world.state.guilds) == 1
    await bot.get("/users/@me")


# Clients that mean no good


async def raw_gateway(sandbox: Sandbox) -> sockets.socket:
    """A gateway connection without a client library, which would not do what follows."""
    host, port = sandbox.url.removeprefix("http://").split(":")
    raw = sockets.create_connection((host, int(port)))
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.setblocking(False)
    handshake = "GET /gateway?v=10 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    handshake += "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    await asyncio.get_running_loop().sock_sendall(raw, handshake.encode())
    return raw


async def test_a_frame_of_ten_megabytes_is_refused(sandbox: Sandbox, bot: Bot) -> None:
    loop = asyncio.get_running_loop()
    size = 10 << 20
    with await raw_gateway(sandbox) as raw:
        head = bytes([0x82, 0x80 | 127]) + size.to_bytes(8, "big") + bytes(4)
        sending = asyncio.ensure_future(loop.sock_sendall(raw, head + bytes(size)))
        received = b""
        while (1009).to_bytes(2, "big") not in received:
            piece = await asyncio.wait_for(loop.sock_recv(raw, 4096), 5)
            assert piece, "closed without saying why"
            received += piece
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    await bot.get("/users/@me")


async def test_a_body_of_thirty_megabytes_is_refused(bot: Bot) -> None:
    answer = await bot.request("POST", MESSAGES, data=io.BytesIO(bytes(30 << 20)))
    assert (answer.status, answer.code) == (413, 40005)
    assert [violation.rule for violation in bot.sandbox.violations] == ["too large"]
    await bot.get("/users/@me")


async def test_a_client_that_never_reads_is_cut_off(
    sandbox: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for it is bounded; everyone else is served meanwhile."""
    monkeypatch.setattr(connection, "UNREAD_BYTES", 200_000)
    deaf, loop = await raw_gateway(sandbox), asyncio.get_running_loop()
    login = orjson.dumps({"op": 2, "d": {"token": OTHER_TOKEN, "intents": 1 | 1 << 9 | 1 << 15, "properties": {}}})
    head = bytes([0x81, 0x80 | 126]) + len(login).to_bytes(2, "big") + bytes(4)
    await loop.sock_sendall(deaf, head + login)
    ben = await sandbox.person("Ben")
    hub = sandbox.service.hub
    await ben.until(lambda: True if hub.online(900000000000000002) else None, "the deaf client online")
    sandbox.service.checks = False
    for _ in range(2000):
        await ben.request("POST", MESSAGES, {"content": "x" * 2000})
        if not hub.online(900000000000000002):
            break
    else:
        pytest.fail("the deaf client was never cut off")
    await bot.get("/users/@me")
    deaf.close()


GARBAGE = [
    b"\x00\x01\x02\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST /api/v10/users/@me HTTP/1.1\r\nContent-Length: x\r\n\r\n",
]


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_is_answered_or_dropped(sandbox: Sandbox, bot: Bot, garbage: bytes) -> None:
    host, port = sandbox.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(garbage)
    await asyncio.wait_for(reader.read(1000), 5)
    writer.close()
    await bot.get("/users/@me")


async def test_two_sandboxes_do_not_meet() -> None:
    async with Sandbox(small(), Options()) as one, Sandbox(small(), Options()) as other:
        ben = await one.person("Ben")
        await ben.writes("Here")
        assert one.url != other.url
        assert len(other.service.world.channel(GENERAL_ID).messages) == 1


async def test_without_checks_anything_well_formed_goes(session: aiohttp.ClientSession) -> None:
    async with Sandbox(small(), Options(checks=False, limits=False)) as lenient:
        bot = Bot(lenient, session, f"Bot {TOKEN}")
        for _ in range(20):
            await bot.done("POST", MESSAGES, {"content": "x" * 3000})
        await bot.get(f"/guilds/{GUILD_ID}")
