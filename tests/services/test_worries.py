"""Worries over real databases: passed on to those they are for, and to nobody else."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.community.standing import Standing
from bot.errors import InvalidInput
from bot.storage.sealed import Place
from bot.support.entries import (
    WORRIES_A_DAY,
    WORRIES_KEPT,
    Matter,
    NoRota,
    Notice,
    NotOnRota,
    Question,
    Seen,
    Stage,
    Worry,
)
from bot.support.models import WorryRow
from bot.support.worries import Nobody
from tests.services.commons import (
    AUTHOR,
    NOTICES,
    REPORTER,
    SECOND,
    WORDS,
    Commons,
)
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, person


async def test_a_worry_reaches_the_rota_once_and_is_seen_and_noted(commons: Commons) -> None:
    await commons.worries()
    await commons.works()
    [worry] = commons.said(commons.thread)
    assert isinstance(worry, Worry)
    assert (worry.words, worry.reporter, worry.pings) == (WORDS, "Dee", (ADA, BEN))
    await asyncio.gather(*(commons.built.worries.see(person(one), worry.worry_id) for one in (ADA, BEN)))
    await commons.works()
    [kept] = await commons.built.outbox.take_waiting(REPORTER)
    assert isinstance(kept.result, Seen)
    closed = await commons.built.worries.close(person(BEN), worry.worry_id, "rang her")
    assert (closed.stage, closed.record) == (Stage.CLOSED, ("seen", "rang her"))
    everywhere = [letter for letter in commons.post.letters if letter.channel_id != commons.thread]
    assert everywhere == [], "nothing to the author, nothing anywhere else"


async def test_who_wants_to_hears_by_message_that_it_was_seen(commons: Commons) -> None:
    await commons.agrees_to_messages(DEE)
    await commons.worries()
    [worry] = commons.said(commons.thread)
    assert isinstance(worry, Worry)
    await commons.built.worries.see(person(ADA), worry.worry_id)
    await commons.works()
    assert [type(one) for one in commons.said(DEE + 1)] == [Seen]


@pytest.mark.parametrize(
    ("leave_out", "could_read", "author"),
    [(ADA, (), AUTHOR), (None, (), BEN), (CAM, (CAM,), AUTHOR), (None, (AUTHOR,), AUTHOR)],
)
async def test_about_someone_who_could_read_the_thread_it_goes_to_the_second_contact_alone(
    commons: Commons, leave_out: int | None, could_read: tuple[int, ...], author: int
) -> None:
    await commons.rota(ADA, BEN, second=SECOND)
    await commons.worries(leave_out, could_read, author)
    await commons.works()
    assert commons.said(commons.thread) == []
    [worry] = commons.said(SECOND + 1)
    assert isinstance(worry, Worry)
    assert worry.pings == ()
    for one in (ADA, BEN, CAM):
        with pytest.raises(NotOnRota):
            await commons.built.worries.see(person(one, Standing.FACILITATOR), worry.worry_id)
    assert (await commons.built.worries.see(person(SECOND), worry.worry_id)).stage is Stage.SEEN


async def test_where_leaving_out_leaves_nobody_it_is_said_and_nothing_is_kept(commons: Commons) -> None:
    with pytest.raises(Nobody) as refused:
        await commons.worries(ADA)
    assert "116 123" in str(refused.value.message)
    await commons.rota(ADA, BEN, second=SECOND)
    with pytest.raises(Nobody):
        await commons.worries(ADA, author=SECOND)
    await commons.worries(SECOND)
    assert len(commons.said(commons.thread)) == 1
    await commons.rota()
    with pytest.raises(NoRota):
        await commons.worries()
    async with commons.built.database.read() as session:
        assert len(list(await session.scalars(select(WorryRow)))) == 1


async def test_a_reporter_on_the_rota_or_worried_about_their_own_message_is_heard(commons: Commons) -> None:
    await commons.worries(author=DEE)
    assert len(commons.said(commons.thread)) == 1


async def test_someone_new_on_the_rota_never_reads_what_left_them_out(commons: Commons) -> None:
    await commons.rota(ADA, BEN, second=SECOND)
    await commons.worries(CAM)
    old = commons.thread
    assert len(commons.said(old)) == 1
    await commons.rota(ADA, BEN, CAM, second=SECOND)
    await commons.works()
    assert commons.thread != old
    assert CAM not in commons.rooms.inside[old]
    assert commons.rooms.inside[commons.thread] == {ADA, BEN, CAM}
    assert commons.said(commons.thread) == []
    assert len(commons.said(SECOND + 1)) == 1


async def test_a_thread_that_was_deleted_is_made_anew_with_what_is_open(commons: Commons) -> None:
    await commons.worries()
    await commons.asks()
    first = commons.thread
    commons.rooms.gone.add(first)
    await commons.works()
    assert commons.thread != first
    assert {type(one) for one in commons.said(commons.thread)} == {Worry, Question}
    assert commons.rooms.inside[commons.thread] == {ADA, BEN}


async def test_nothing_is_lost_when_it_is_killed_before_the_desk_looks(commons: Commons) -> None:
    commons.built.support.fresh.clear()  # what a process that was killed forgets
    await commons.worries()
    assert len(commons.said(commons.thread)) == 1


async def test_what_the_rota_must_not_hear_of_is_not_even_counted(commons: Commons) -> None:
    await commons.rota(ADA, BEN, second=SECOND)
    await commons.worries(ADA)
    await commons.rota(ADA, second=SECOND)
    await commons.works()
    [handover] = commons.said(commons.thread)
    assert isinstance(handover, Notice)
    assert handover.counts["worries"] == 0


async def test_a_second_contact_who_leaves_is_missed_and_the_next_one_hears(commons: Commons) -> None:
    await commons.rota(ADA, BEN, second=SECOND)
    await commons.worries(ADA)
    commons.rooms.away = {SECOND}
    await commons.built.desk.look_who_is_here(commons.rooms)
    await commons.works()
    assert [one.matter for one in commons.said(NOTICES) if isinstance(one, Notice)] == [Matter.SECOND]
    await commons.rota(ADA, BEN, second=CAM)
    await commons.works()
    assert [type(one) for one in commons.said(CAM + 1)] == [Worry]


async def test_where_it_cannot_be_opened_who_is_left_out_nobody_new_hears(commons: Commons) -> None:
    await commons.worries(CAM)
    async with commons.built.database.begin() as session:
        for row in await session.scalars(select(WorryRow)):
            row.record = commons.built.keyring.seal("{}", Place("somewhere.else", 1, 1))
    commons.rooms.gone.add(commons.thread)
    await commons.works()
    assert commons.said(commons.thread) == []


async def test_ten_worries_a_day_are_the_most(commons: Commons) -> None:
    for _ in range(WORRIES_A_DAY):
        await commons.worries()
    with pytest.raises(InvalidInput, match="worries in a day"):
        await commons.worries()
    commons.clock.move_by(timedelta(days=1))
    await commons.worries()


async def test_worries_go_after_a_year(commons: Commons) -> None:
    await commons.worries()
    commons.clock.move_by(WORRIES_KEPT - timedelta(days=1))
    await commons.built.worries.purge()
    async with commons.built.database.read() as session:
        assert len(list(await session.scalars(select(WorryRow)))) == 1
    commons.clock.move_by(timedelta(days=2))
    await commons.built.worries.purge()
    async with commons.built.database.read() as session:
        assert list(await session.scalars(select(WorryRow))) == []


async def test_an_erased_reporter_leaves_what_was_done_and_no_name(commons: Commons) -> None:
    await commons.worries()
    [worry] = commons.said(commons.thread)
    assert isinstance(worry, Worry)
    await commons.built.worries.close(person(ADA), worry.worry_id, "rang her")
    assert len(await commons.built.privacy.erase(GUILD, DEE)) == 1
    left = await commons.built.worries.worry(person(ADA), worry.worry_id)
    assert (left.reporter, left.words, left.record) == ("", "", ("seen", "rang her"))
    assert commons.built.outbox.waiting(GUILD, DEE) == 0


async def test_someone_erased_from_the_rota_reads_nothing_that_comes_later(commons: Commons) -> None:
    await commons.works()
    old = commons.thread
    await commons.built.privacy.erase(GUILD, ADA)
    await commons.worries()
    assert commons.thread != old
    assert commons.rooms.inside[commons.thread] == {BEN}
    assert len(commons.said(commons.thread)) == 1
