"""Peer support over real databases: what is passed on reaches those it is for, and nobody else."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.services import Services
from bot.support.desk import Trouble
from bot.support.entries import (
    QUESTIONS_KEPT,
    WORRIES_KEPT,
    Agreement,
    Answered,
    Matter,
    NoRota,
    Notice,
    NotOnRota,
    Over,
    Question,
    Relayed,
    Seen,
    Stage,
    Wish,
    Worry,
)
from bot.support.models import AcceptanceRow, NoteRow, QuestionRow, RotaRow, WorryRow
from bot.support.worries import Nobody
from tests.services.commons import (
    AUTHOR,
    DESK,
    FACILITATOR,
    NOTICES,
    REPORTER,
    SECOND,
    SPACE,
    WORDS,
    Commons,
)
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, person

WEEK = timedelta(days=7)


@pytest.fixture
async def commons(built: Services, clock: SetClock) -> Commons:
    made = Commons(built, clock)
    await made.begin()
    return made


# -- the agreement ------------------------------------------------------------------------------


async def test_a_member_accepts_once_however_often_they_press(commons: Commons) -> None:
    agreeing, member = commons.built.agreeing, person(DEE)
    found = await agreeing.agreement(member)
    assert (found.version, found.holds, found.rota.members) == (1, False, (ADA, BEN))
    await asyncio.gather(*(agreeing.accept(member, 1) for _ in range(5)))
    async with commons.built.database.read() as session:
        rows = list(await session.scalars(select(AcceptanceRow)))
    assert [(row.member_id, row.version) for row in rows] == [(DEE, 1)]
    assert (await agreeing.agreement(member)).holds


async def test_a_new_text_is_a_new_version_and_shown_to_whoever_accepted_the_old(commons: Commons) -> None:
    agreeing, outbox = commons.built.agreeing, commons.built.outbox
    await agreeing.accept(person(DEE), 1)
    await agreeing.write_agreement(FACILITATOR, "- We are kind.", SPACE, 9)
    assert (await agreeing.agreement(person(DEE))).version == 1, "only where it is, or the role, has changed"
    await agreeing.write_agreement(FACILITATOR, "- We are kind, and quiet.", SPACE, 9)
    assert outbox.waiting(GUILD, DEE) == 1
    assert outbox.waiting(GUILD, ADA) == 0
    [kept] = await outbox.take_waiting(person(DEE))
    assert isinstance(kept.result, Agreement)
    assert (kept.result.version, kept.result.holds) == (2, False)
    with pytest.raises(InvalidInput, match="changed meanwhile"):
        await agreeing.accept(person(DEE), 1)
    assert (await agreeing.accept(person(DEE), 2)).holds


async def test_before_there_is_one_members_are_told_and_facilitators_see_a_proposal(
    built: Services, clock: SetClock
) -> None:
    with pytest.raises(NotFound, match="hasn't written"):
        await built.agreeing.agreement(person())
    proposed = await built.agreeing.agreement(FACILITATOR)
    assert proposed.version == 0
    assert "support one another" in proposed.text
    with pytest.raises(NotAllowed):
        await built.agreeing.write_agreement(person(), "x", None, None)
    with pytest.raises(InvalidInput):
        await built.agreeing.write_agreement(FACILITATOR, " ", None, None)
    with pytest.raises(InvalidInput, match="Everyone has that role"):
        await built.agreeing.write_agreement(FACILITATOR, "x", None, GUILD)
    with pytest.raises(InvalidInput, match="first"):
        await built.agreeing.post_agreement(FACILITATOR)


async def test_it_is_posted_in_the_space(commons: Commons) -> None:
    await commons.built.agreeing.post_agreement(FACILITATOR)
    await commons.works()
    [posted] = commons.said(SPACE)
    assert isinstance(posted, Agreement)


async def test_a_role_that_cannot_be_given_is_told_once_a_day(commons: Commons) -> None:
    for _ in range(3):
        await commons.built.support.role_refused(GUILD, 9)
    await commons.works()
    assert [one.matter for one in commons.said(NOTICES) if isinstance(one, Notice)] == [Matter.ROLE]


# -- the rota -----------------------------------------------------------------------------------


async def test_the_rota_has_one_thread_and_is_in_it(commons: Commons) -> None:
    for _ in range(3):
        await commons.works()
    assert commons.rooms.inside == {1_000: {ADA, BEN}}
    await commons.rota(BEN, DEE)
    await commons.works()
    assert commons.rooms.inside == {1_000: {BEN, DEE}}
    async with commons.built.database.read() as session:
        assert {row.member_id for row in await session.scalars(select(RotaRow))} == {BEN, DEE}
    assert [one.matter for one in commons.said(1_000) if isinstance(one, Notice)] == [Matter.HANDOVER]


async def test_a_thread_whose_making_was_never_answered_is_found_again(commons: Commons) -> None:
    commons.rooms.dies = True
    await commons.works()
    await commons.works()
    assert len(commons.rooms.inside) == 1
    assert commons.rooms.asked == 2


async def test_an_empty_rota_is_noticed_before_it_is_needed_and_once_a_week(commons: Commons) -> None:
    await commons.works()
    await commons.rota(second=SECOND)
    for _ in range(3):
        await commons.works()
    matters = [one.matter for one in commons.said(NOTICES) if isinstance(one, Notice)]
    assert matters.count(Matter.EMPTY) == 2, "when the last one left, and in this week's round"
    commons.clock.move_by(WEEK)
    await commons.works()
    assert len(commons.said(NOTICES)) == 3
    with pytest.raises(NoRota) as refused:
        await commons.built.asking.require_open(REPORTER)
    assert "116 123" in str(refused.value.message)


async def test_who_leaves_the_server_is_off_the_rota_and_it_is_handed_over(commons: Commons) -> None:
    await commons.asks()
    commons.rooms.away = {ADA}
    await commons.built.desk.look_who_is_here(commons.rooms)
    await commons.works()
    assert (await commons.built.support.rota(FACILITATOR)).members == (BEN,)
    [handover] = [one for one in commons.said(commons.thread) if isinstance(one, Notice)]
    assert handover.counts == {"worries": 0, "questions": 1}


async def test_whoever_was_never_there_is_taken_off_and_who_cannot_see_is_named(commons: Commons) -> None:
    commons.rooms.away, commons.rooms.blind = {ADA}, {BEN}
    await commons.works()
    await commons.works()
    rota = await commons.built.support.rota(FACILITATOR)
    assert (rota.members, rota.outside) == ((BEN,), (BEN,))
    notices = [one for one in commons.said(NOTICES) if isinstance(one, Notice)]
    assert [(one.matter, one.people) for one in notices] == [(Matter.OUTSIDE, (BEN,))]


@pytest.mark.parametrize("trouble", [Trouble.NOT_ALLOWED, Trouble.PARENT_GONE])
async def test_where_no_thread_can_be_made_facilitators_hear_and_nothing_is_lost(
    commons: Commons, trouble: Trouble
) -> None:
    commons.rooms.trouble = trouble
    await commons.worries()
    await commons.works()
    notices = [one for one in commons.said(NOTICES) if isinstance(one, Notice)]
    assert [(one.matter.value, one.about) for one in notices] == [(trouble.value, DESK)]
    assert WORDS not in str(notices)
    commons.rooms.trouble = None
    await commons.works()
    assert len(commons.said(commons.thread)) == 1


async def test_the_second_contact_stands_outside(commons: Commons) -> None:
    with pytest.raises(InvalidInput, match="outside the rota"):
        await commons.rota(ADA, second=ADA)
    with pytest.raises(NotAllowed):
        await commons.built.support.save_rota(person(), [ADA], None, "", DESK)
    await commons.works()
    await commons.rota(ADA, second=BEN)
    await commons.works()
    assert commons.rooms.inside == {1_000: {ADA}}


# -- worries ------------------------------------------------------------------------------------


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


# -- asking -------------------------------------------------------------------------------------


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
