"""The private list: it keeps people apart both ways, and nobody but its owner can tell."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.avoiding import BLOCK, Apart, ApartLocked
from bot.community.models import ApartRow, AuditRow
from bot.config import Settings
from bot.services import Services, services
from bot.storage.sealed import NoKey, new_key
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, OTHER_GUILD, person

ALL = (ADA, BEN, CAM, DEE)


def pair(one: int, other: int) -> frozenset[int]:
    return frozenset({one, other})


async def rows(built: Services) -> list[ApartRow]:
    async with built.database.read() as session:
        return list(await session.scalars(select(ApartRow)))


async def test_it_holds_both_ways_and_in_its_own_server_alone(built: Services) -> None:
    await built.avoiding.choose(person(ADA), [BEN], [CAM])
    assert built.avoiding.pairs(GUILD, ALL) == {pair(ADA, BEN), pair(ADA, CAM)}
    assert built.avoiding.pairs(GUILD, [BEN, CAM, DEE]) == frozenset()
    assert built.avoiding.pairs(OTHER_GUILD, ALL) == frozenset()
    await built.read_models.load()
    assert built.avoiding.pairs(GUILD, ALL) == {pair(ADA, BEN), pair(ADA, CAM)}


async def test_its_owner_sees_and_changes_it_and_an_empty_one_is_gone(built: Services) -> None:
    await built.avoiding.choose(person(ADA), [BEN, ADA], [CAM])
    own = built.avoiding.own(person(ADA))
    assert (own.avoid, own.supervisors) == ({BEN}, {CAM}), "not oneself"
    assert not built.avoiding.own(person(BEN))
    await built.avoiding.choose(person(ADA), [], [])
    assert await rows(built) == []
    assert built.avoiding.pairs(GUILD, ALL) == frozenset()


async def test_what_is_stored_has_no_number_in_it_and_its_length_says_nothing(built: Services) -> None:
    await built.avoiding.choose(person(ADA), [BEN], [])
    await built.avoiding.choose(person(BEN), range(CAM, CAM + 25), range(ADA, ADA + 10))
    short, long = await rows(built)
    assert len(short.kept.data) == len(long.kept.data) >= BLOCK
    assert str(BEN).encode() not in short.kept.data
    assert "1000" not in repr(short.kept) + repr(Apart(frozenset({BEN})))


async def test_the_export_is_its_owners_and_nobody_elses(built: Services) -> None:
    await built.avoiding.choose(person(ADA), [BEN], [CAM])
    held = json.loads(await built.privacy.export(GUILD, ADA))["held"]["apart"]
    assert held["lists"][0]["kept"]["rather_not_with"] == [str(BEN)]
    for listed in (BEN, CAM):
        assert str(ADA) not in (await built.privacy.export(GUILD, listed)).decode()
        assert await built.privacy.summary(GUILD, listed) == []
    assert [str(one.title) for one in await built.privacy.summary(GUILD, ADA)] == ["Your private list"]


async def test_erasing_its_owner_takes_it_away(built: Services) -> None:
    await built.avoiding.choose(person(ADA), [BEN], [])
    await built.privacy.erase(GUILD, ADA)
    assert await rows(built) == []
    assert built.avoiding.pairs(GUILD, ALL) == frozenset()


async def test_erasing_somebody_on_it_takes_their_number_out_but_lifts_no_protection(built: Services) -> None:
    await built.avoiding.choose(person(ADA), [BEN], [CAM])
    assert await built.privacy.erase(GUILD, BEN) == [], "and they aren't told of it"
    assert (await built.privacy.export(GUILD, ADA)).decode().count(str(BEN)) == 0
    own = built.avoiding.own(person(ADA))
    assert own.avoid == frozenset()
    assert built.avoiding.pairs(GUILD, ALL) == {pair(ADA, BEN), pair(ADA, CAM)}
    await built.avoiding.choose(person(ADA), [DEE], [])
    assert built.avoiding.pairs(GUILD, ALL) == {pair(ADA, BEN), pair(ADA, DEE)}
    await built.avoiding.choose(person(ADA), [], [])
    assert await rows(built) == []


async def test_nothing_of_it_is_logged_or_put_on_record(built: Services, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        await built.avoiding.choose(person(ADA), [BEN], [CAM])
        built.avoiding.pairs(GUILD, ALL)
        await built.privacy.erase(GUILD, BEN)
    assert str(BEN) not in caplog.text
    async with built.database.read() as session:
        assert list(await session.scalars(select(AuditRow))) == []


async def test_without_its_key_its_owner_is_put_with_nobody_and_nothing_is_written_over(
    house: Settings, clock: SetClock
) -> None:
    async with services(house, clock) as built:
        await built.avoiding.choose(person(ADA), [BEN], [])
    for key in (new_key(), ""):
        other = house.model_copy(update={"heronry_keys": SecretStr(key), "keys_file": Path("/nowhere")})
        async with services(other, clock) as built:
            assert built.avoiding.pairs(GUILD, ALL) == {pair(ADA, one) for one in (BEN, CAM, DEE)}
            with pytest.raises(ApartLocked if key else NoKey):
                built.avoiding.own(person(ADA))
            with pytest.raises(ApartLocked):
                await built.avoiding.choose(person(ADA), [CAM], [])
            await built.privacy.erase(GUILD, BEN)
    async with services(house, clock) as built:
        assert built.avoiding.own(person(ADA)).avoid == {BEN}


def test_a_hash_is_of_one_list_alone() -> None:
    one, other = (replace(Apart(frozenset({BEN})).without(BEN)) for _ in range(2))
    assert one.names(BEN)
    assert not one.names(CAM)
    assert one.erased != other.erased
