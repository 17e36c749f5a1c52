"""Questions through the rota over real databases: passed on as wished, answered, forgotten."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.community.standing import Standing
from bot.errors import InvalidInput
from bot.support.entries import (
    QUESTIONS_KEPT,
    Answered,
    NotOnRota,
    Over,
    Question,
    Relayed,
    Wish,
)
from bot.support.models import NoteRow, QuestionRow
from tests.services.commons import (
    REPORTER,
    SPACE,
    Commons,
)
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, person


async def the_question(commons: Commons, wish: Wish = Wish.UNSIGNED) -> Question:
    await commons.asks(wish)
    [question] = commons.said(commons.thread)
    assert isinstance(question, Question)
    return question


@pytest.mark.parametrize(("wish", "named"), [(Wish.UNSIGNED, None), (Wish.SIGNED, DEE)])
async def test_a_question_is_passed_on_once_as_its_asker_wishes(
    commons: Commons, wish: Wish, named: int | None
) -> None:
    question = await the_question(commons, wish)
    assert (question.asker, question.wish) == ("Dee", wish)
    asking = commons.built.asking
    await asyncio.gather(*(asking.relay(person(one), question.question_id) for one in (ADA, BEN)))
    await commons.works()
    assert commons.said(SPACE) == [Relayed("How do I say no to my supervisor?", named)]
    assert (await asking.question(person(ADA), question.question_id)).relayed


async def test_what_is_for_the_rota_alone_is_not_passed_on(commons: Commons) -> None:
    question = await the_question(commons, Wish.NOT)
    with pytest.raises(InvalidInput, match="rota alone"):
        await commons.built.asking.relay(person(ADA), question.question_id)


async def test_answers_come_back_and_the_talk_goes_on(commons: Commons) -> None:
    question = await the_question(commons)
    asking = commons.built.asking
    await asking.answer(person(ADA), question.question_id, "Say it in one sentence.")
    await commons.works()
    [kept] = await commons.built.outbox.take_waiting(REPORTER)
    assert isinstance(kept.result, Answered)
    assert kept.result.text == "Say it in one sentence."
    await asking.write_back(REPORTER, question.question_id, "Thank you!")
    await commons.works()
    further = commons.said(commons.thread)[-1]
    assert isinstance(further, Question)
    assert (further.text, further.further) == ("Thank you!", True)
    await asking.close(person(BEN), question.question_id)
    with pytest.raises(Over):
        await asking.write_back(REPORTER, question.question_id, "And?")


async def test_only_the_rota_answers_and_only_the_asker_writes_back(commons: Commons) -> None:
    question = await the_question(commons)
    asking, number = commons.built.asking, question.question_id
    stranger = person(CAM, Standing.ADMINISTRATOR)
    for attempt in (
        asking.relay(stranger, number),
        asking.answer(stranger, number, "x"),
        asking.close(stranger, number),
    ):
        with pytest.raises(NotOnRota):
            await attempt
    with pytest.raises(Over):
        await asking.write_back(stranger, number, "x")
    await commons.rota(BEN)
    with pytest.raises(NotOnRota):
        await asking.answer(person(ADA), number, "left the rota meanwhile")


async def test_at_most_three_are_open_at_once(commons: Commons) -> None:
    for _ in range(3):
        await commons.asks()
    with pytest.raises(InvalidInput, match="of your questions are open"):
        await commons.asks()
    with pytest.raises(InvalidInput):
        await commons.built.asking.require_open(REPORTER)


async def test_an_asker_who_goes_takes_the_talk_with_them(commons: Commons) -> None:
    question = await the_question(commons)
    await commons.built.asking.answer(person(ADA), question.question_id, "Here.")
    await commons.built.asking.relay(person(ADA), question.question_id)
    await commons.built.privacy.erase(GUILD, DEE)
    await commons.works()
    assert commons.said(SPACE) == []
    with pytest.raises(Over):
        await commons.built.asking.answer(person(ADA), question.question_id, "Still there?")
    async with commons.built.database.read() as session:
        assert list(await session.scalars(select(NoteRow))) == []


async def test_an_asker_who_left_the_server_is_said_to_have(commons: Commons) -> None:
    question = await the_question(commons)
    asking = commons.built.asking
    assert await asking.answer(person(ADA), question.question_id, "Here.", commons.rooms)
    commons.rooms.away = {DEE}
    assert not await asking.answer(person(ADA), question.question_id, "Still here.", commons.rooms)


async def test_questions_go_ninety_days_after_the_last_word(commons: Commons) -> None:
    question = await the_question(commons)
    commons.clock.move_by(QUESTIONS_KEPT - timedelta(days=1))
    await commons.built.asking.answer(person(ADA), question.question_id, "Late, sorry.")
    commons.clock.move_by(timedelta(days=2))
    await commons.built.asking.purge()
    assert (await commons.built.asking.question(person(ADA), question.question_id)).text
    commons.clock.move_by(QUESTIONS_KEPT)
    await commons.built.asking.purge()
    async with commons.built.database.read() as session:
        assert list(await session.scalars(select(QuestionRow))) == []


async def test_empty_and_endless_texts_are_refused(commons: Commons) -> None:
    for text in (" ", "x" * 1_001):
        with pytest.raises(InvalidInput):
            await commons.built.asking.ask(REPORTER, text, Wish.UNSIGNED, "Dee")
