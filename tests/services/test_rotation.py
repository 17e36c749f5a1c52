"""A new key for private texts: wherever it is cut short, every text opens; the old key goes when none needs it."""

import itertools
import json
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text, update

from bot import keys
from bot.checkins.entries import Answer
from bot.clock import SetClock
from bot.config import Settings
from bot.directory.entries import Level
from bot.directory.wanted import ENOUGH
from bot.errors import StartupError
from bot.introductions.service import AnswerBy
from bot.reminders.models import ReminderRow
from bot.services import Services, services
from bot.storage import backup, rotation
from bot.storage.database import Database
from bot.storage.hold import only_one
from bot.storage.keyfile import KeyFile
from bot.storage.rotation import SealedColumn, sealed_columns
from bot.storage.sealed import CannotOpen, Keyring, Sealed, create_key_file, load_keyring, new_key
from bot.tables import metadata
from tests.services.circle import Circle
from tests.services.keeping import brought_back, kept
from tests.services.people import ADA, BEN, DEE, GUILD, person, profile
from tests.services.test_meetings import FACILITATOR, Diary

LINK, QUESTION, NOTE, TASK, LINE = "https://video.example/x", "Why?", "Could we talk?", "ring the clinic", "a line"


LIVED = {
    "checkin_rounds.answered", "checkin_rounds.answers", "checkin_rounds.lines", "introductions.note",
    "meeting_questions.text", "meeting_series.link", "reflection_drafts.content", "reflection_entries.content",
    "reminders.private_text", "apart_lists.kept",
}  # fmt: skip
"""Texts with an owner and without, numbered by their row and by nothing; the leak test has one of every kind."""


class Killed(BaseException):
    """As a kill would end it: nothing catches it."""


@pytest.fixture
def held(house: Settings) -> Settings:
    """A house whose keys are in a file."""
    made = house.model_copy(update={"heronry_keys": SecretStr("")})
    create_key_file(made.keys_file)
    return made


async def lived_in(held: Settings, clock: SetClock) -> None:
    """One private text of each kind, through the services that people use."""
    async with services(held, clock) as built:
        circle, diary = Circle(built, clock), Diary(built, clock)
        await circle.is_set_up()
        people = [profile(one, ("NVivo", Level.CAN_TEACH), name=f"Number {one}") for one in (ADA, BEN)]
        await built.directory.import_entries(GUILD, people, consented=True)
        for about in (TASK, "write", "rest"):
            await built.reminders.remind(person(ADA), "in 3 days", about)
        await built.introductions.ask(person(DEE), ADA, "NVivo", NOTE, AnswerBy.VISIT)
        await built.avoiding.choose(person(ADA), [BEN], [])
        await built.reflection.agree(person(ADA))
        await built.reflection.write(person(ADA), "era", 0, {0: NOTE})
        await built.reflection.write(person(ADA), "gibbs", 0, {0: NOTE})
        first = await diary.kept(link=LINK)
        await built.hosting.ask(person(BEN), first.id, QUESTION)
        asked = await circle.opens()
        await circle.answers(asked.id, *[Answer(4, 4, LINE, share=True)] * 9)
        await circle.closes()
        again = await circle.opens()
        await circle.answers(again.id, Answer(2, 2, LINE, share=True))
        await built.reminders.remind(person(ADA), "in 3 days", TASK)


async def rows(held: Settings, column: SealedColumn) -> list[dict[str, Any]]:
    database = Database(held.database)
    try:
        async with database.read() as session:
            return [
                dict(row)
                for row in (await session.execute(select(column.table).order_by(*column.table.primary_key))).mappings()
            ]
    finally:
        await database.close()


async def texts(held: Settings, keyring: Keyring | None = None) -> dict[str, list[str]]:
    """Every private text, by its column. Raises ``CannotOpen``."""
    ring = keyring or load_keyring(held.keys_file, "")
    return {
        one.field: [ring.open(row[one.name], one.place(row)) for row in await rows(held, one) if row[one.name]]
        for one in sealed_columns(metadata)
    }


async def sealed(held: Settings) -> list[bytes]:
    return [row[one.name].data for one in sealed_columns(metadata) for row in await rows(held, one) if row[one.name]]


def key_lines(held: Settings) -> list[str]:
    return [line for line in held.keys_file.read_text().splitlines() if not line.startswith("#")]


async def test_every_text_opens_with_the_new_key_alone_and_the_old_one_is_gone(held: Settings, clock: SetClock) -> None:
    await lived_in(held, clock)
    before, old = await texts(held), load_keyring(held.keys_file, "")
    filled = {name for name, said in before.items() if said}
    assert filled >= LIVED, "a text of each of these kinds, at the place that its column declares"
    shown = json.dumps(before)
    assert all(one in shown for one in (LINK, QUESTION, NOTE, TASK, LINE))
    said = await keys.rotate(held, clock)
    assert f"({sum(map(len, before.values()))})" in said[0]
    assert await texts(held) == before
    assert len(key_lines(held)) == 2, "the new key, and the one for fingerprints"
    assert not any(old.seals_as(Sealed(data)) for data in await sealed(held))
    with pytest.raises(CannotOpen):
        await texts(held, old)
    assert stat.S_IMODE(held.keys_file.stat().st_mode) == 0o600
    assert sorted(path.name for path in held.keys_file.parent.glob("*heronry.keys*") if ".lock" not in path.name) == [
        "heronry.keys"
    ]
    clock.move_by(timedelta(seconds=1))
    await keys.rotate(held, clock)
    assert await texts(held) == before, "and so the next time"


async def test_the_backup_that_is_taken_opens_with_the_new_key(held: Settings, clock: SetClock) -> None:
    await lived_in(held, clock)
    said = await keys.rotate(held, clock)
    [made] = (held.data_dir / "backups").glob("after-rotation-*")
    assert str(made) in said[1]
    assert backup.moment_of(made) == clock.now().replace(microsecond=0), "so that it is deleted in its time"
    if made.suffix == ".db":
        of_backup = held.model_copy(update={"database_url": SecretStr(f"sqlite+aiosqlite:///{made}")})
        assert await texts(of_backup) == await texts(held)


async def test_an_older_backup_says_that_it_needs_the_old_key_and_opens_with_it(
    held: Settings, clock: SetClock
) -> None:
    await lived_in(held, clock)
    old, before = key_lines(held)[0], await texts(held)
    older = await kept(held, clock.now())
    clock.move_by(timedelta(seconds=2))
    await keys.rotate(held, clock)
    clock.move_by(timedelta(seconds=2))
    said = await brought_back(held, older, clock)
    assert any("don't open with the keys here" in line and "meeting_questions: 1" in line for line in said)
    new, *rest = key_lines(held)
    held.keys_file.write_text("\n".join([new, old, *rest]) + "\n")
    assert await texts(held) == before
    clock.move_by(timedelta(seconds=2))
    await keys.rotate(held, clock)
    assert await texts(held) == before
    assert old not in key_lines(held)


@contextmanager
def cut_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Kill it at its ``step``-th doing: before a text is sealed, or before or after a file takes another's place."""
    steps, seal, replace, unlink = itertools.count(1), Keyring.seal, os.replace, Path.unlink

    def comes() -> None:
        if next(steps) == step:
            raise Killed

    def sealing(self: Keyring, *arguments: Any) -> Any:
        comes()
        return seal(self, *arguments)

    def replacing(*arguments: Any) -> None:
        comes()
        replace(*arguments)
        comes()

    def unlinking(self: Path, **arguments: Any) -> None:
        if self.name.endswith(".before-rotation"):
            comes()
        unlink(self, **arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Keyring, "seal", sealing)
        patched.setattr(os, "replace", replacing)
        patched.setattr(Path, "unlink", unlinking)
        yield


@pytest.mark.long
async def test_cut_short_anywhere_every_text_opens_and_the_next_run_finishes(
    held: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "ROWS", 2)
    await lived_in(held, clock)
    before = await texts(held)
    cuts = 0
    # Each is a dump and more on PostgreSQL, where the steps are the same ones: every fourth is cut there.
    stride = 1 if held.database.startswith("sqlite") else 4
    for step in itertools.count(1, stride):
        clock.move_by(timedelta(seconds=2))
        try:
            with cut_at(step, monkeypatch):
                await keys.rotate(held, clock)
            break
        except Killed:
            cuts += 1
        assert await texts(held) == before, f"with the file as a kill at step {step} leaves it"
        halfway = KeyFile(held.keys_file)
        first = key_lines(held)[0]
        goes_on = halfway.under_way
        clock.move_by(timedelta(seconds=2))
        said = await keys.rotate(held, clock)
        assert said[0].startswith("What was begun before" if goes_on else "Every")
        assert not goes_on or key_lines(held)[0] == first, "it goes on with the key that it had begun with"
        assert await texts(held) == before
        assert len(key_lines(held)) == 2
        assert not halfway.before.exists()
    assert (cuts + 1) * stride > sum(map(len, before.values())) + 7


@pytest.mark.parametrize("how", ["lost", "wrong", "damaged"])
async def test_a_key_that_is_lost_or_wrong_stops_it_before_anything_changes(
    held: Settings, clock: SetClock, how: str
) -> None:
    await lived_in(held, clock)
    if how == "damaged":
        await _damage_one(held)
    else:
        other = new_key()
        if how == "wrong":
            other = key_lines(held)[0].partition(":")[0] + other[8:]
        held.keys_file.write_text(other + "\n")
    before, file = await sealed(held), held.keys_file.read_bytes()
    with pytest.raises(StartupError) as refused:
        await keys.rotate(held, clock)
    line = str(refused.value)
    assert "Nothing was changed" in line
    assert (
        "reminders: 1" in line
        if how == "damaged"
        else all(
            f"{table}: {count}" in line
            for table, count in {
                "reminders": 4,
                "introductions": 1,
                "checkin_rounds": 3,
                "meeting_questions": 1,
            }.items()
        )
    )
    assert not any(one in line for one in (LINK, QUESTION, NOTE, TASK))
    assert (await sealed(held), held.keys_file.read_bytes()) == (before, file)
    assert not KeyFile(held.keys_file).before.exists()
    assert not list((held.data_dir / "backups").glob("after-rotation-*"))


async def _damage_one(held: Settings) -> None:
    database = Database(held.database)
    async with database.begin() as session:
        first = await session.scalar(select(ReminderRow).order_by(ReminderRow.id).limit(1))
        assert first is not None
        assert first.private_text is not None
        broken = first.private_text.data[:-1] + bytes([first.private_text.data[-1] ^ 1])
        changed = update(ReminderRow).where(ReminderRow.id == first.id).values(private_text=Sealed(broken))
        await session.execute(changed)
    await database.close()


async def test_who_was_counted_is_known_again_and_can_be_forgotten(held: Settings, clock: SetClock) -> None:
    async with services(held, clock) as built:
        for n in range(ENOUGH - 1):
            await built.wanted.note(person(ADA + n), ["Stata"])
    for _twice in range(2):
        clock.move_by(timedelta(seconds=2))
        await keys.rotate(held, clock)
        async with services(held, clock) as built:
            for n in range(ENOUGH - 1):
                await built.wanted.note(person(ADA + n), ["Stata"])
            assert await built.wanted.terms(FACILITATOR) == [], "nobody counts twice"
    async with services(held, clock) as built:
        await built.privacy.erase(GUILD, ADA)
        assert await _seekers(built) == ENOUGH - 2


async def _seekers(built: Services) -> int:
    async with built.database.read() as session:
        return (await session.execute(text("SELECT count(*) FROM wanted_seekers"))).scalar_one()


async def test_keys_in_the_environment_are_not_changed_from_here(house: Settings, clock: SetClock) -> None:
    create_key_file(house.keys_file)
    with pytest.raises(StartupError, match="Write what it holds into KEYS_FILE") as refused:
        await keys.rotate(house, clock)
    assert refused.value.exit_code == 2


async def test_it_waits_for_nobody_who_has_the_old_key(held: Settings, clock: SetClock) -> None:
    async with services(held, clock) as built:
        before = held.keys_file.read_bytes()
        alone = only_one(held) if built.database.is_sqlite else KeyFile(held.keys_file).alone()
        with alone, pytest.raises(StartupError, match="already"):
            await keys.rotate(held, clock)
        if not built.database.is_sqlite:
            with pytest.raises(StartupError, match="Another program has the database open"):
                await keys.rotate(held, clock)
        assert held.keys_file.read_bytes() == before


async def test_without_a_database_or_a_key_there_is_nothing_to_do(
    held: Settings, clock: SetClock, tmp_path: Path
) -> None:
    nowhere = held.model_copy(update={"database_url": SecretStr(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")})
    with pytest.raises(StartupError, match="start Heronry once"):
        await keys.rotate(nowhere, clock)
    held.keys_file.unlink()
    with pytest.raises(StartupError, match="no key"):
        await keys.rotate(held, clock)


async def test_many_rows_are_gone_through_page_by_page(held: Settings, clock: SetClock) -> None:
    many = rotation.ROWS * 2 + 1
    async with services(held, clock) as built:
        made = await built.reminders.remind(person(ADA), "in 3 days", TASK)
        async with built.database.begin() as session:
            [row] = await session.scalars(select(ReminderRow))
            copied = {
                column.name: getattr(row, column.name)
                for column in ReminderRow.__table__.columns
                if column.name != "id"
            }
            added = [ReminderRow(**copied) for _ in range(many - 1)]
            session.add_all(added)
            await session.flush()
            [column] = [one for one in sealed_columns(metadata) if one.table.name == "reminders"]
            for one in added:
                place = column.place({"author_id": one.author_id, "id": one.id})
                one.private_text = built.keyring.seal(f"text {one.id}", place)
        assert made
    before = await texts(held)
    said = await keys.rotate(held, clock)
    assert f"({many})" in said[0]
    assert await texts(held) == before
