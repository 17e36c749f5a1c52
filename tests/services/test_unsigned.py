"""Questions without a name over real databases: named nowhere in clear, for 30 days, and opened on record alone."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text

from bot.community.standing import Person, Standing
from bot.errors import InvalidInput, NotAllowed
from bot.support.entries import AUTHOR_KEPT, NotOnRota, Over, Relayed, Unsigned
from bot.support.models import UnsignedRow
from bot.support.unsigned import Off
from tests.services.commons import ADMINISTRATOR, FACILITATOR, REPORTER, SPACE, Commons
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, person

QUESTION, ANSWER = "Is it only me who can't say no?", "It isn't. Come on Thursday."
ROTA = person(ADA)


async def asked(commons: Commons, who: Person = REPORTER, words: str = QUESTION) -> Unsigned:
    """A question, as the rota gets it in its thread."""
    await commons.built.unsigned.switch(FACILITATOR, True)
    await commons.built.unsigned.ask(who, words)
    await commons.works()
    shown = commons.said(commons.thread)[-1]
    assert isinstance(shown, Unsigned)
    return shown


async def test_they_are_off_until_facilitators_switch_them_on(commons: Commons) -> None:
    unsigned = commons.built.unsigned
    for attempt in (unsigned.require_on(REPORTER), unsigned.require_open(REPORTER), unsigned.ask(REPORTER, QUESTION)):
        with pytest.raises(Off):
            await attempt
    with pytest.raises(NotAllowed):
        await unsigned.switch(REPORTER, True)
    await unsigned.switch(FACILITATOR, True)
    assert await unsigned.is_on(FACILITATOR)
    await unsigned.require_open(REPORTER)
    await unsigned.switch(FACILITATOR, False)
    with pytest.raises(Off):
        await unsigned.ask(REPORTER, QUESTION)
    actions = [entry.action for entry in await commons.built.community.audit(ADMINISTRATOR)]
    assert actions[:2] == ["unsigned questions off", "unsigned questions on"]


async def test_the_answer_waits_for_its_asker_and_nobody_elses(commons: Commons) -> None:
    question = await asked(commons)
    assert question.text == QUESTION
    with pytest.raises(NotOnRota):
        await commons.built.unsigned.answer(FACILITATOR, question.question_id, ANSWER)
    await commons.built.unsigned.answer(ROTA, question.question_id, ANSWER)
    await commons.works()
    [own] = await commons.built.unsigned.mine(REPORTER)
    assert (own.text, own.answer, own.opened_at) == (QUESTION, ANSWER, None)
    assert await commons.built.unsigned.mine(person(BEN)) == []
    assert [letter for letter in commons.post.letters if letter.delivery.member_id == DEE] == []
    with pytest.raises(Over):
        await commons.built.unsigned.answer(ROTA, question.question_id, "again")


async def test_nobody_stands_beside_a_question_in_clear(commons: Commons) -> None:
    """Every row of every table, read for the asker's number: it isn't there, but for what others are allowed to."""
    before = await _naming(commons, DEE)
    question = await asked(commons)
    await commons.built.unsigned.relay(ROTA, question.question_id)
    await commons.built.unsigned.answer(ROTA, question.question_id, ANSWER)
    await commons.works()
    assert await _naming(commons, DEE) == before
    assert [one for one in commons.said(SPACE) if isinstance(one, Relayed)] == [Relayed(QUESTION, None)]


async def _naming(commons: Commons, member_id: int) -> dict[str, int]:
    found: dict[str, int] = {}
    async with commons.built.database.reader.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        for name in names:
            rows = (await connection.execute(text(f'SELECT * FROM "{name}"'))).all()
            found[name] = sum(str(member_id) in str(tuple(row)) for row in rows)
    return found


async def test_a_pseudonym_lasts_a_day_and_can_be_muted_for_it(commons: Commons) -> None:
    first = await asked(commons)
    other = await asked(commons, person(BEN), "another's")
    assert first.pseudonym != other.pseudonym
    await commons.built.unsigned.mute(ROTA, first.question_id)
    with pytest.raises(NotAllowed, match="no more questions"):
        await commons.built.unsigned.ask(REPORTER, "again")
    await commons.built.unsigned.ask(person(BEN), "still welcome")
    commons.clock.move_by(timedelta(days=1))
    next_day = await asked(commons, REPORTER, "the day after")
    assert next_day.pseudonym not in (first.pseudonym, other.pseudonym)


async def test_three_may_be_open_at_once(commons: Commons) -> None:
    for n in range(3):
        await asked(commons, REPORTER, f"question {n}")
    with pytest.raises(InvalidInput, match="of your questions are open"):
        await commons.built.unsigned.ask(REPORTER, "one more")


async def test_only_an_administrator_opens_who_asked_on_record_and_the_asker_sees_it(commons: Commons) -> None:
    question = await asked(commons)
    for who in (ROTA, FACILITATOR, REPORTER):
        with pytest.raises(NotAllowed):
            await commons.built.unsigned.open_author(who, question.question_id, "it threatens somebody")
    with pytest.raises(InvalidInput):
        await commons.built.unsigned.open_author(ADMINISTRATOR, question.question_id, "  why  ")
    assert await commons.built.unsigned.open_author(ADMINISTRATOR, question.question_id, "it threatens us") == DEE
    [entry, *_] = await commons.built.community.audit(ADMINISTRATOR)
    assert (entry.action, entry.actor_id, entry.changes) == ("unsigned question opened", CAM, {})
    [own] = await commons.built.unsigned.mine(REPORTER)
    assert own.opened_at == commons.clock.now()


async def test_after_thirty_days_nobody_can_tell_any_more_not_even_the_key(commons: Commons) -> None:
    question = await asked(commons)
    commons.clock.move_by(AUTHOR_KEPT + timedelta(hours=1))
    await commons.built.unsigned.purge()
    with pytest.raises(Over):
        await commons.built.unsigned.open_author(ADMINISTRATOR, question.question_id, "it threatens us")
    assert await commons.built.unsigned.mine(REPORTER) == []
    async with commons.built.database.read() as session:
        [row] = (await session.scalars(select(UnsignedRow))).all()
    assert row.author is None
    commons.clock.move_by(timedelta(days=90))
    await commons.built.unsigned.purge()
    async with commons.built.database.read() as session:
        assert (await session.scalars(select(UnsignedRow))).all() == []


async def test_it_is_in_ones_own_export_and_gone_when_one_is_erased(commons: Commons) -> None:
    await asked(commons)
    await asked(commons, person(BEN), "somebody else's")
    held = json.loads(await commons.built.privacy.export(GUILD, DEE))["held"]["support"]["unsigned"]
    assert [one["text"] for one in held] == [QUESTION]
    await commons.built.privacy.erase(GUILD, DEE)
    async with commons.built.database.read() as session:
        assert len((await session.scalars(select(UnsignedRow))).all()) == 1
    assert len(await commons.built.unsigned.mine(person(BEN))) == 1


async def test_what_is_open_is_listed_for_the_rota(commons: Commons) -> None:
    await asked(commons)
    await commons.asks()
    await commons.worries()
    built = commons.built
    counts = [len(await service.open_for(ROTA)) for service in (built.worries, built.asking, built.unsigned)]
    assert counts == [1, 1, 1]
    with pytest.raises(NotOnRota):
        await built.unsigned.open_for(person(DEE, Standing.FACILITATOR))
