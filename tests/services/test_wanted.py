"""What is looked for in vain, and the question twice a year: nobody is counted by name, nobody asked unasked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.settings import Preferences
from bot.community.standing import Standing
from bot.delivery.models import DeliveryRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.directory.editing import StillRight
from bot.directory.entries import Level
from bot.directory.models import SeekerRow, WantedTermRow
from bot.directory.wanted import ENOUGH
from bot.errors import NotAllowed
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person, profile
from tests.services.post import PostOffice

FACILITATOR = person(CAM, Standing.FACILITATOR)


async def seekers(built: Services) -> list[SeekerRow]:
    async with built.database.read() as session:
        return list(await session.scalars(select(SeekerRow)))


async def test_a_term_is_shown_once_eight_different_people_have_looked(built: Services) -> None:
    for n in range(ENOUGH - 1):
        for _again in range(3):
            await built.wanted.note(person(ADA + n), ["Stata"])
    assert await built.wanted.terms(FACILITATOR) == []
    assert len(await seekers(built)) == ENOUGH - 1
    await built.wanted.note(person(ADA + ENOUGH), ["Stata"])
    assert await built.wanted.terms(FACILITATOR) == ["Stata"]
    assert await seekers(built) == [], "the hashes go when it is shown"
    await built.wanted.note(person(ADA + 100), ["Stata"])
    assert await seekers(built) == []


async def test_hashes_name_nobody_and_link_no_two_terms(built: Services) -> None:
    await built.wanted.note(person(ADA), ["Stata", "NVivo"])
    await built.wanted.note(person(ADA, guild_id=OTHER_GUILD), ["Stata"])
    rows = await seekers(built)
    assert len({row.seeker for row in rows}) == 3
    assert all(str(ADA) not in row.seeker for row in rows)


async def test_erasing_someone_forgets_that_they_looked(built: Services) -> None:
    await built.wanted.note(person(ADA), ["Stata"])
    await built.wanted.note(person(BEN), ["Stata"])
    await built.privacy.erase(GUILD, ADA)
    assert len(await seekers(built)) == 1


async def test_what_somebody_has_meanwhile_is_wanted_no_more(built: Services) -> None:
    async with built.database.begin() as session:
        session.add(WantedTermRow(guild_id=GUILD, term="Stata", since=built.clock.now().date()))
    assert await built.wanted.terms(FACILITATOR) == ["Stata"]
    await built.directory.import_entries(GUILD, [profile(ADA, ("Stata MP", Level.LEARNING))], consented=True)
    assert await built.wanted.terms(FACILITATOR) == []
    with pytest.raises(NotAllowed):
        await built.wanted.terms(person(ADA))


async def test_who_agreed_is_asked_once_in_half_a_year_and_nobody_else(built: Services, clock: SetClock) -> None:
    people = [profile(ADA, ("R", Level.LEARNING)), profile(BEN, ("R", Level.LEARNING), name="Ben")]
    await built.directory.import_entries(GUILD, people, consented=True)
    agrees = Preferences(consents=frozenset({"directory-check"}))
    await built.community.choose(person(ADA), lambda _: agrees)
    post = PostOffice()
    runner = Runner(built.database, built.community, built.outbox.kinds, post, clock, limits=Limits(per_second=5_000))

    async def days(span: int) -> list[int | None]:
        for _day in range(0, span, 10):
            clock.move_by(timedelta(days=10))
            await built.entries.tick()
            await runner.tick()
        return [letter.delivery.member_id for letter in post.letters]

    assert await days(30) == [ADA]
    assert isinstance(post.letters[0].result, StillRight)
    await built.entries.confirm(person(ADA))
    assert await days(160) == [ADA], "confirmed, so not asked for half a year"
    assert await days(180) == [ADA, ADA]
    await built.community.choose(person(ADA), lambda before: replace(before, consents=frozenset()))
    assert await days(360) == [ADA, ADA]
    async with built.database.read() as session:
        assert {row.member_id for row in await session.scalars(select(DeliveryRow))} == {ADA}
