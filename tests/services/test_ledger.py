"""The record of erasures: it names nobody, outlives crashes, and is never wrong in silence."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SetClock
from bot.community.ledger import KEPT, MARGIN, Ledger
from bot.errors import StartupError
from bot.services import Services
from bot.storage.database import StorageUnavailable
from tests.services.people import ADA, BEN, GUILD, OTHER_GUILD, profile

NOW = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ledger(tmp_path: Path, clock: SetClock) -> Ledger:
    return Ledger(tmp_path / "heronry.erased", clock)


async def erased(ledger: Ledger, guild_id: int, member_id: int, since: datetime) -> bool:
    erasures = await ledger.read()
    assert erasures is not None
    return erasures.since(guild_id, member_id, since)


async def test_an_erasure_is_found_by_server_and_person_from_its_moment_back(ledger: Ledger) -> None:
    await ledger.note(GUILD, ADA)
    assert await erased(ledger, GUILD, ADA, NOW - DAY)
    assert await erased(ledger, GUILD, ADA, NOW + MARGIN), "a backup begun before the commit"
    assert not await erased(ledger, GUILD, ADA, NOW + MARGIN + timedelta(seconds=1))
    assert not await erased(ledger, OTHER_GUILD, ADA, NOW - DAY)
    assert not await erased(ledger, GUILD, BEN, NOW - DAY)


async def test_the_latest_of_several_erasures_counts(ledger: Ledger, clock: SetClock) -> None:
    await ledger.note(GUILD, ADA)
    clock.move_by(5 * DAY)
    await ledger.note(GUILD, ADA)
    clock.move_by(-2 * DAY)
    await ledger.note(GUILD, ADA)
    assert await erased(ledger, GUILD, ADA, NOW + 4 * DAY)


async def test_it_names_nobody_and_is_for_its_owner_alone(ledger: Ledger) -> None:
    await ledger.note(GUILD, ADA)
    text = ledger.path.read_text()
    assert str(ADA) not in text
    assert str(GUILD) not in text
    assert ledger.path.stat().st_mode & 0o077 == 0


async def test_two_records_have_different_keys(tmp_path: Path, clock: SetClock) -> None:
    texts: list[str] = []
    for name in ("one.erased", "other.erased"):
        ledger = Ledger(tmp_path / name, clock)
        await ledger.note(GUILD, ADA)
        texts.append(ledger.path.read_text().splitlines()[1].split(" ")[1])
    assert texts[0] != texts[1]


async def test_lines_are_dropped_when_no_backup_can_need_them(ledger: Ledger, clock: SetClock) -> None:
    await ledger.drop_old()
    assert await ledger.read() is None, "tidying up makes no file"
    await ledger.note(GUILD, ADA)
    clock.move_by(KEPT)
    await ledger.note(GUILD, BEN)
    await ledger.drop_old()
    assert await erased(ledger, GUILD, ADA, NOW)
    clock.move_by(timedelta(seconds=1))
    await ledger.drop_old()
    assert not await erased(ledger, GUILD, ADA, NOW)
    assert await erased(ledger, GUILD, BEN, NOW)
    assert ledger.path.stat().st_mode & 0o077 == 0


@given(cut=st.integers(min_value=1, max_value=94))
async def test_a_line_cut_short_by_a_crash_is_passed_over_and_written_over(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "heronry.erased", SetClock(NOW))
    await ledger.note(GUILD, ADA)
    await ledger.note(GUILD, BEN)
    os.truncate(ledger.path, ledger.path.stat().st_size - cut)
    assert await erased(ledger, GUILD, ADA, NOW)
    assert not await erased(ledger, GUILD, BEN, NOW)
    await ledger.note(OTHER_GUILD, BEN)
    assert await erased(ledger, GUILD, ADA, NOW)
    assert await erased(ledger, OTHER_GUILD, BEN, NOW)


@given(at=st.integers(min_value=0, max_value=176), bit=st.integers(min_value=0, max_value=7))
async def test_a_single_changed_bit_is_noticed(tmp_path_factory: pytest.TempPathFactory, at: int, bit: int) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "heronry.erased", SetClock(NOW))
    await ledger.note(GUILD, ADA)
    await ledger.note(GUILD, BEN)
    content = bytearray(ledger.path.read_bytes())
    content[at] ^= 1 << bit
    ledger.path.write_bytes(content)
    with pytest.raises(StartupError, match="damaged"):
        await ledger.read()
    with pytest.raises(StartupError, match="damaged"):
        await ledger.open()


@pytest.mark.parametrize(
    "content", ["", "a shopping list\n", "heronry-erasures 1 12\n", "heronry-erasures 1 " + "a" * 64]
)
async def test_nothing_is_added_to_what_is_no_record(ledger: Ledger, content: str) -> None:
    ledger.path.write_text(content)
    with pytest.raises(StartupError, match="damaged"):
        await ledger.note(GUILD, ADA)
    assert ledger.path.read_text() == content


async def test_a_record_that_cannot_be_made_is_one_line(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupError, match="can't be written"):
        await Ledger(tmp_path / "file" / "heronry.erased", clock).open()


async def test_an_erasure_goes_on_record(built: Services) -> None:
    before = built.clock.now() - DAY
    await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
    await built.privacy.erase(GUILD, ADA)
    assert await erased(built.ledger, GUILD, ADA, before)


async def test_nobody_is_erased_off_the_record(built: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
    await built.ledger.open()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageUnavailable):
        await built.privacy.erase(GUILD, ADA)
    monkeypatch.undo()
    assert len(await built.privacy.summary(GUILD, ADA)) == 1, "nothing was changed"
    assert not await erased(built.ledger, GUILD, ADA, built.clock.now() - DAY)
    await built.privacy.erase(GUILD, ADA)
    assert await built.privacy.summary(GUILD, ADA) == []


async def test_everyone_on_record_is_found_by_server(built: Services) -> None:
    await built.directory.import_entries(GUILD, [profile(ADA), profile(BEN)], consented=True)
    await built.directory.import_entries(OTHER_GUILD, [profile(BEN)], consented=False)
    async with built.database.read() as session:
        everyone = await built.privacy.on_record(session)
        assert everyone == {(GUILD, ADA), (GUILD, BEN), (OTHER_GUILD, BEN)}
        assert await built.privacy.on_record(session, besides=["profiles", "profile_skills"]) == set()
