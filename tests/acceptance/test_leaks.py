"""No private text is found outside the people it is for, whichever way it is looked for; and the finder does find."""

import io
import logging
import secrets
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.clock import SetClock
from bot.delivery.service import Outbox
from bot.sight import DELIVERIES
from bot.storage.rotation import sealed_columns
from bot.storage.sealed import Keyring, Sealed
from bot.tables import metadata
from tests.acceptance.house import FACILITATOR, MEMBER, SAMPLE, House
from tests.acceptance.leaks import forms, found_in, logged, places
from tests.acceptance.plants import (
    PLANTS,
    SHOWN_ELSEWHERE,
    Garden,
    asks_for_an_introduction,
    asks_the_speaker,
    checks_in,
)
from tests.databases import Databases

CHANNELS = [channel.id for name, channel in SAMPLE.channels.items() if name in ("general", "reflective-space")]
WRONG = "Something went wrong"


@pytest.fixture
def log() -> Generator[io.StringIO]:
    with logged() as taken:
        yield taken


@pytest.fixture
async def garden(empty_house: House, databases: Databases, log: io.StringIO) -> Garden:
    clock = SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))
    empty_house.clock = clock
    empty_house.change(database_url=SecretStr(await databases.fresh()))
    await empty_house.start()
    assert not log.closed, "it listens before anything is done"
    return Garden(empty_house, clock)


async def look(garden: Garden, log: io.StringIO) -> dict[str, bytes]:
    return await places(garden.home, log, await garden.facilitator(), CHANNELS)


def phrase(name: str) -> str:
    """Like nothing else; with a letter that JSON escapes, unless it has to be part of an address."""
    return f"{'' if name.endswith('link') else 'ŵ '}heron {secrets.token_hex(6)}".replace(" ", "-")


@pytest.mark.parametrize("form", forms("ŵ-heron"))
def test_each_form_is_found_in_the_middle_of_anything(form: str) -> None:
    planted = phrase("text")
    around = b"\x00\xffbefore " + forms(planted)[form] + b" after"
    assert ("file", form) in found_in({"file": around}, planted)
    assert found_in({"file": around}, phrase("text")) == set()


@pytest.mark.long_on_postgresql
async def test_what_is_planted_unencrypted_is_found_in_every_kind_of_place(garden: Garden, log: io.StringIO) -> None:
    planted, database = phrase("text"), garden.services.database
    async with database.begin() as session:
        await session.execute(text("CREATE TABLE planted (said TEXT)"))
        await session.execute(text("INSERT INTO planted VALUES (:said)"), {"said": f"somebody said {planted}"})
    logging.getLogger("bot.reminders").debug("kept %s", planted)
    DELIVERIES.labels(kind=planted, end="sent").inc()
    try:
        await (await garden.member()).writes(planted, channel=CHANNELS[0])
        at_once = {place for place, _form in found_in(await look(garden, log), planted)}
        await database.truncate_log()
        garden.clock.move_by(timedelta(seconds=1))
        settled = await look(garden, log)
        found = at_once | {place for place, _form in found_in(settled, planted)}
    finally:
        DELIVERIES.remove(planted, "sent")
    assert found == set(settled)
    assert ("log of the database" in at_once) == database.is_sqlite


@pytest.mark.long_on_postgresql
async def test_what_an_error_says_is_found_in_the_logs(
    garden: Garden, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = phrase("text")

    async def broken(*_arguments: object) -> None:
        raise RuntimeError(f"can't do {planted}")

    monkeypatch.setattr(garden.services.reminders, "remind", broken)
    answer = await (await garden.member()).types("/remind", when="in 2 hours", what="x")
    assert WRONG in answer.text
    assert found_in({"logs": log.getvalue().encode()}, planted)


async def test_no_private_text_is_found_anywhere(
    garden: Garden, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted: dict[str, str] = {}
    for fields, plant in PLANTS.items():
        phrases = {name: phrase(name) for name in fields}
        await plant(garden, *phrases.values())
        for name, one in phrases.items():
            kept = await garden.kept(name)
            assert any(one in held or _escaped(one) in held for held in kept), f"the plant for {name} doesn't fill it"
        planted |= phrases
        # Between them, while the log still holds what was written last.
        await _assert_nowhere(garden, log, phrases)
    declared = {column.field for column in sealed_columns(metadata)}
    missing = declared - set(planted) - set(SHOWN_ELSEWHERE)
    assert not missing, f"plant a phrase for {sorted(missing)} in tests/acceptance/plants.py, so that it is looked for"
    assert set(planted) | set(SHOWN_ELSEWHERE) == declared, "and take out what is no private column any more"
    planted |= await _in_trouble(garden, monkeypatch)
    await _assert_nowhere(garden, log, planted)
    await garden.services.database.truncate_log()
    await _assert_nowhere(garden, log, planted)
    assert not any(name in log.getvalue() for name in (MEMBER, FACILITATOR)), "nor does a log hold names"


def _escaped(one: str) -> str:
    """As check-ins keep it, in JSON within their sealed block."""
    return forms(one)["JSON"].decode()


async def _assert_nowhere(garden: Garden, log: io.StringIO, planted: dict[str, str]) -> None:
    garden.clock.move_by(timedelta(seconds=1))
    looked_through = await look(garden, log)
    assert {name for name, held in looked_through.items() if not held} <= {"log of the database"}
    for name, one in planted.items():
        assert found_in(looked_through, one) == set(), f"a text of {name} is in clear"


async def _in_trouble(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Phrases that were being handled when something broke: the keys, the outbox, the database, Discord."""
    member, facilitator = await garden.member(), await garden.facilitator()
    said: dict[str, str] = {}

    def say(name: str) -> str:
        said[name] = phrase(name)
        return said[name]

    def broken(*_arguments: object) -> Any:
        raise RuntimeError("broken")

    async def breaks(*_arguments: object) -> Any:
        raise RuntimeError("broken")

    await garden.later(timedelta(days=56))  # the next check-in is open
    prompt = await member.sees("Before you press", after=garden.prompt)
    with monkeypatch.context() as patched:
        patched.setattr(Keyring, "seal", broken)
        answers = [
            await member.types("/remind", when="in 2 hours", what=say("a reminder, without keys")),
            await asks_the_speaker(facilitator, say("a question, without keys")),
            await checks_in(member, prompt, say("a line, without keys")),
            await asks_for_an_introduction(facilitator, say("a note, without keys")),
        ]
        patched.setattr(Keyring, "seal", lambda *_arguments: Sealed(None))  # pyright: ignore[reportArgumentType,reportUnknownLambdaType,reportUnknownArgumentType]
        answers += [await asks_the_speaker(facilitator, say("a question that the database refuses"))]
    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "put", breaks)
        answers += [await asks_for_an_introduction(facilitator, say("a note that can't be sent"))]
    assert [WRONG in answer.text for answer in answers] == [True] * len(answers)
    await member.types("/remind", when="in 2 hours", what=say("a reminder that Discord refuses"))
    garden.home.sandbox.cause(
        kind="status", status=400, method="POST", path="/channels/*/messages", who="Heronry", times=3
    )
    await garden.later(timedelta(hours=2))
    await garden.services.reports.tick()
    await garden.home.runner.tick()
    return said
