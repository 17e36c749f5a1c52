"""Introductions over real databases: nobody is pestered, nobody is told no, and an answer always comes."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.settings import Preferences
from bot.community.standing import Person, Standing
from bot.delivery.kinds import State as Sent
from bot.delivery.models import DeliveryRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.directory.entries import Level
from bot.errors import InvalidInput, NotFound
from bot.introductions.models import IntroductionRow
from bot.introductions.service import A_DAY, OPEN_AT_ONCE, Answer, AnswerBy, IntroductionsService, Request
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, person, profile
from tests.services.post import PostOffice

ASKER = person(DEE)
DAY = timedelta(days=1)
NOTE = "I code interviews and got lost. Could we talk?"


class Parlour:
    """A directory with people in it, and a runner that brings what is sent."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.service: IntroductionsService = built.introductions
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def ask(self, member_id: int = ADA, who: Person = ASKER, answer_by: AnswerBy = AnswerBy.VISIT) -> int:
        await self.service.ask(who, member_id, "NVivo", NOTE, answer_by)
        async with self.built.database.read() as session:
            return max(await session.scalars(select(IntroductionRow.id)))

    async def passes(self, span: timedelta) -> None:
        self.clock.move_by(span)
        await self.service.tick()
        await self.runner.tick()

    async def agrees_to_messages(self, member_id: int) -> None:
        chosen = Preferences(consents=frozenset({"introductions"}))
        await self.built.community.choose(person(member_id), lambda _: chosen)

    async def kept(self, member_id: int) -> list[object]:
        """What waits for someone's next visit."""
        return [one.result for one in await self.built.outbox.take_waiting(person(member_id))]


@pytest.fixture
async def parlour(built: Services, clock: SetClock) -> Parlour:
    people = [
        profile(ADA, ("NVivo", Level.CAN_TEACH), name="Ada", newcomers=True),
        profile(BEN, ("NVivo", Level.CONFIDENT), name="Ben", newcomers=True),
        profile(CAM, ("NVivo", Level.LEARNING), name="Cam"),
    ]
    await built.directory.import_entries(GUILD, people, consented=True)
    return Parlour(built, clock)


async def test_who_agreed_gets_a_message_and_who_did_not_sees_it_at_their_next_visit(parlour: Parlour) -> None:
    await parlour.agrees_to_messages(ADA)
    by_message = await parlour.service.ask(ASKER, ADA, "NVivo", NOTE, AnswerBy.VISIT)
    by_visit = await parlour.service.ask(ASKER, BEN, "NVivo", NOTE, AnswerBy.VISIT)
    assert (by_message.by_message, by_visit.by_message) == (True, False), "the asker is told which"
    await parlour.passes(timedelta())
    assert [letter.delivery.member_id for letter in parlour.post.letters] == [ADA]
    [request] = await parlour.kept(BEN)
    assert isinstance(request, Request)
    assert (request.note, request.about, request.asker_id) == (NOTE, "NVivo", DEE)


async def test_a_yes_opens_the_way_where_the_asker_chose(parlour: Parlour) -> None:
    wanted = await parlour.ask(answer_by=AnswerBy.MESSAGE)
    await parlour.service.accept(person(ADA), wanted)
    await parlour.passes(timedelta())
    [letter] = parlour.post.letters
    assert isinstance(letter.result, Answer)
    assert (letter.delivery.member_id, letter.result.asked_id, letter.result.name) == (DEE, ADA, "Ada")
    assert await parlour.kept(ADA) == [], "the request is gone once it is answered"


async def test_not_now_pausing_and_silence_all_say_the_same_and_offer_another_way(parlour: Parlour) -> None:
    answers: list[object] = []
    for reply in ("not now", "pause", "silence"):
        asker = person(DEE + 10 + len(answers))
        wanted = await parlour.ask(who=asker)
        if reply == "not now":
            await parlour.service.not_now(person(ADA), wanted)
        elif reply == "pause":
            await parlour.service.pause(person(ADA), wanted, 3 * DAY)
            await parlour.passes(4 * DAY)
        await parlour.passes(8 * DAY)
        answers += await parlour.kept(asker.member_id)
    assert len(answers) == 3
    assert all(answer == answers[0] for answer in answers)
    assert answers[0] == Answer("Ada", "NVivo", None, ("Ben",)), "Cam can't be found by just anyone"


async def test_whoever_paused_is_found_and_asked_by_nobody_until_then(parlour: Parlour) -> None:
    until = await parlour.service.pause(person(ADA), await parlour.ask(), 30 * DAY)
    assert until == parlour.clock.now() + 30 * DAY
    with pytest.raises(NotFound):
        await parlour.ask(who=person(CAM))
    await parlour.passes(31 * DAY)
    await parlour.ask(who=person(CAM))


async def test_limits_are_kept_and_said_beforehand(parlour: Parlour) -> None:
    people = [profile(ADA + 100 + n, ("NVivo", Level.LEARNING), name=f"P{n}") for n in range(12)]
    await parlour.built.directory.import_entries(GUILD, people, consented=True)
    room = await parlour.service.room(ASKER)
    assert (room.today, room.open) == (A_DAY, OPEN_AT_ONCE)
    for n in range(A_DAY):
        await parlour.ask(ADA + 100 + n)
    with pytest.raises(InvalidInput, match="in the last day"):
        await parlour.ask(ADA + 110)
    await parlour.passes(DAY + timedelta(minutes=1))
    for n in range(A_DAY, OPEN_AT_ONCE):
        await parlour.ask(ADA + 100 + n)
    with pytest.raises(InvalidInput, match="wait for an answer"):
        await parlour.ask(ADA + 111)


async def test_ten_presses_at_once_are_one_request(parlour: Parlour) -> None:
    done = await asyncio.gather(*[parlour.ask() for _ in range(10)], return_exceptions=True)
    assert sum(isinstance(one, int) for one in done) == 1
    assert sum(isinstance(one, InvalidInput) for one in done) == 9


@pytest.mark.parametrize("note", ["", "  ", "x" * 6_000])
async def test_a_message_that_cannot_be_used_is_refused(parlour: Parlour, note: str) -> None:
    with pytest.raises(InvalidInput):
        await parlour.service.ask(ASKER, ADA, "NVivo", note, AnswerBy.VISIT)


async def test_only_those_whom_one_may_find_can_be_asked_and_not_oneself(parlour: Parlour) -> None:
    newcomer = person(DEE, Standing.NEWCOMER)
    await parlour.ask(ADA, newcomer)
    for member_id, who in ((CAM, newcomer), (999, ASKER), (ADA, person(DEE, guild_id=GUILD + 1))):
        with pytest.raises(NotFound):
            await parlour.ask(member_id, who)
    with pytest.raises(InvalidInput):
        await parlour.ask(ADA, person(ADA))


async def test_only_the_one_who_was_asked_answers_and_once(parlour: Parlour) -> None:
    wanted = await parlour.ask()
    for stranger in (person(BEN), ASKER, person(ADA, guild_id=GUILD + 1)):
        with pytest.raises(NotFound):
            await parlour.service.accept(stranger, wanted)
    await parlour.service.accept(person(ADA), wanted)
    with pytest.raises(NotFound):
        await parlour.service.not_now(person(ADA), wanted)
    await parlour.passes(timedelta())
    assert len(await parlour.kept(DEE)) == 1


async def test_erasing_either_takes_the_request_along(parlour: Parlour) -> None:
    wanted = await parlour.ask()
    await parlour.built.privacy.erase(GUILD, DEE)
    with pytest.raises(NotFound):
        await parlour.service.accept(person(ADA), wanted)
    await parlour.passes(8 * DAY)
    async with parlour.built.database.read() as session:
        assert list(await session.scalars(select(IntroductionRow))) == []
        states = {row.state for row in await session.scalars(select(DeliveryRow))}
    assert states <= {Sent.OBSOLETE, Sent.CANCELLED}


async def test_what_is_long_over_is_forgotten(parlour: Parlour) -> None:
    await parlour.ask()
    await parlour.passes(8 * DAY)
    await parlour.passes(31 * DAY)
    async with parlour.built.database.read() as session:
        assert list(await session.scalars(select(IntroductionRow))) == []
