"""Reflections over real databases: nobody's but their author's, nothing written over, and gone when they are erased."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.standing import Person, Standing
from bot.config import Settings
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.errors import InvalidInput
from bot.reflection.entries import (
    Changed,
    Draft,
    DraftGone,
    Locked,
    NotAgreed,
    Reflection,
    ReflectionGone,
    Written,
    WrittenAlready,
)
from bot.reflection.guides import LONGEST_HINT, LONGEST_LABEL, in_steps, read_prompts
from bot.reflection.library import BUILT_IN
from bot.reflection.models import EntryRow, ShareRow
from bot.reflection.reading import read_fraction, read_hours, read_tags
from bot.reflection.sharing import NoSpace
from bot.services import Services
from bot.storage.sealed import Keyring, NoKey, new_key
from tests.services.keeping import DAY, brought_back, kept, opened
from tests.services.people import ADA, BEN, GUILD, OTHER_GUILD, person
from tests.services.post import PostOffice

AUTHOR, OTHER = person(ADA), person(BEN)
FACILITATOR = person(9, Standing.FACILITATOR)
SPACE = 700
SAID: Written = {0: "The ward was short of two nurses.", 2: "Say it aloud."}


async def write(built: Services, who: Person = AUTHOR, said: Written = SAID) -> Reflection:
    await built.reflection.agree(who)
    made = await built.reflection.write(who, "wswnw", 0, said)
    assert isinstance(made, Reflection)
    return made


async def begin(built: Services, who: Person = AUTHOR) -> Draft:
    await built.reflection.agree(who)
    made = await built.reflection.write(who, "gibbs", 0, SAID)
    assert isinstance(made, Draft)
    return made


async def test_nothing_is_kept_before_its_author_agreed(built: Services) -> None:
    with pytest.raises(NotAgreed):
        await built.reflection.write(AUTHOR, "wswnw", 0, SAID)
    assert (await built.book.book(AUTHOR)).reflections == ()
    with pytest.raises(InvalidInput, match="Nothing was written"):
        await write(built, said={0: "  ", 1: ""})


async def test_it_is_its_authors_alone_in_its_server_alone(built: Services) -> None:
    said = await write(built)
    elsewhere = person(ADA, guild_id=OTHER_GUILD)
    for stranger in (OTHER, FACILITATOR, elsewhere):
        assert (await built.book.book(stranger)).reflections == ()
        for attempt in (
            built.book.entry(stranger, said.id),
            built.book.delete(stranger, said.id),
            built.book.rewrite(stranger, said.id, 1, {0: "mine"}),
            built.sharing.take_back(stranger, said.id),
        ):
            with pytest.raises(ReflectionGone):
                await attempt
    assert (await built.book.entry(AUTHOR, said.id)).answers[0].text == SAID[0]


async def test_a_draft_is_gone_on_with_once_and_lasts_a_day(built: Services, clock: SetClock) -> None:
    draft = await begin(built)
    assert (draft.done, draft.steps) == (1, 2)
    with pytest.raises(DraftGone):
        await built.reflection.go_on(OTHER, draft.id, 1, SAID) if await agreed(built, OTHER) else None
    with pytest.raises(WrittenAlready):
        await built.reflection.go_on(AUTHOR, draft.id, 0, {0: "over the first"})
    made = await built.reflection.go_on(AUTHOR, draft.id, 1, {2: "Speak first."})
    assert isinstance(made, Reflection)
    assert [answer.text for answer in made.answers] == [*SAID.values(), "Speak first."]
    late = await begin(built)
    clock.move_by(timedelta(hours=24))
    with pytest.raises(DraftGone):
        await built.reflection.go_on(AUTHOR, late.id, 1, SAID)
    await built.reflection.tick()
    assert (await built.reflection.launch(AUTHOR)).drafts == ()


async def agreed(built: Services, who: Person) -> bool:
    await built.reflection.agree(who)
    return True


async def test_of_two_who_press_at_once_one_keeps_and_the_other_is_told(built: Services) -> None:
    draft = await begin(built)
    outcomes = await asyncio.gather(
        *(built.reflection.go_on(AUTHOR, draft.id, 1, {0: f"window {n}"}) for n in range(2)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DraftGone", "Reflection"]
    assert len((await built.book.book(AUTHOR)).reflections) == 1


async def test_a_change_from_an_older_window_is_refused(built: Services) -> None:
    said = await write(built)
    changed = await built.book.rewrite(AUTHOR, said.id, said.version, {0: "Rewritten."})
    assert [answer.text for answer in changed.answers] == ["Rewritten.", "Say it aloud."]
    with pytest.raises(Changed):
        await built.book.rewrite(AUTHOR, said.id, said.version, {0: "From the other window."})
    with pytest.raises(InvalidInput, match="Nothing would be left"):
        await built.book.rewrite(AUTHOR, said.id, changed.version, {0: "", 1: " "})
    assert (await built.book.entry(AUTHOR, said.id)).answers[0].text == "Rewritten."


async def test_with_a_wrong_key_nothing_is_written_over_and_with_the_right_one_it_is_there_again(
    built: Services,
) -> None:
    said, draft = await write(built), await begin(built)
    right = built.book._keyring  # pyright: ignore[reportPrivateUsage]
    for wrong in (Keyring({}), Keyring.parse(new_key())):
        for service in (built.book, built.reflection, built.sharing):
            service._keyring = wrong  # pyright: ignore[reportPrivateUsage]
        book = await built.book.book(AUTHOR)
        assert (book.reflections, book.locked) == ((), 1)
        for attempt in (
            built.book.entry(AUTHOR, said.id),
            built.book.rewrite(AUTHOR, said.id, said.version, {0: "over it"}),
            built.reflection.go_on(AUTHOR, draft.id, 1, {0: "over it"}),
        ):
            with pytest.raises(Locked):
                await attempt
        if not wrong:
            with pytest.raises(NoKey):
                await built.reflection.launch(AUTHOR)
    for service in (built.book, built.reflection, built.sharing):
        service._keyring = right  # pyright: ignore[reportPrivateUsage]
    assert (await built.book.entry(AUTHOR, said.id)).answers[0].text == SAID[0]


class Board:
    """The reflective space's channel: what is posted there, and what is taken down."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.post, self.deleted, self.works = PostOffice(), list[int](), True
        self.runner = Runner(built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits())
        built.sharing.posts = self

    async def delete(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        if self.works:
            self.deleted.append(message_id)
        return self.works


@pytest.fixture
async def board(built: Services, clock: SetClock) -> Board:
    owner = person(1, Standing.ADMINISTRATOR)
    await built.community.change(owner, lambda before: before.with_setup(
        members_role_id=None, facilitators_role_id=None, notices_channel_id=None, zone="Europe/London", locale=None,
    ))  # fmt: skip
    await built.guides.choose_space(FACILITATOR, SPACE)
    return Board(built, clock)


async def test_without_a_space_nothing_is_shown_and_it_is_said_who_chooses_one(built: Services) -> None:
    said = await write(built)
    for attempt in (built.sharing.preview, built.sharing.share):
        with pytest.raises(NoSpace):
            await attempt(AUTHOR, said.id, said.version, [0])


async def shares_left(built: Services) -> int:
    async with built.database.read() as session:
        return len((await session.scalars(select(ShareRow))).all())


async def test_what_is_shown_is_posted_once_however_often_it_is_pressed(built: Services, board: Board) -> None:
    said = await write(built)
    preview = await built.sharing.preview(AUTHOR, said.id, said.version, [1])
    assert [answer.text for answer in preview.what.answers] == ["Say it aloud."]
    await asyncio.gather(*(built.sharing.share(AUTHOR, said.id, said.version, [1]) for _ in range(3)))
    await board.runner.tick()
    [letter] = board.post.letters
    assert (letter.channel_id, letter.result.answers) == (SPACE, preview.what.answers)  # type: ignore[attr-defined]


async def test_taken_back_before_it_went_out_it_never_does(built: Services, board: Board) -> None:
    said = await write(built)
    await built.sharing.share(AUTHOR, said.id, said.version, [0])
    await built.sharing.take_back(AUTHOR, said.id)
    await board.runner.tick()
    assert board.post.letters == []
    await built.sharing.tick()
    assert await shares_left(built) == 0
    await built.sharing.share(AUTHOR, said.id, said.version, [0])  # a change of mind
    await board.runner.tick()
    assert len(board.post.letters) == 1


async def test_taking_back_is_tried_until_the_message_is_gone_and_outlives_the_outbox(
    built: Services, board: Board, clock: SetClock
) -> None:
    said = await write(built)
    await built.sharing.share(AUTHOR, said.id, said.version, [0])
    await board.runner.tick()
    await built.sharing.tick()
    clock.move_by(timedelta(days=120))
    await built.outbox.purge()
    board.works = False
    await built.book.delete(AUTHOR, said.id)
    await built.sharing.tick()
    assert await shares_left(built) == 1
    async with built.database.read() as session:
        [row] = (await session.scalars(select(ShareRow))).all()
        assert (row.content, row.member_id) == (None, None), "its words and its author went at once"
    board.works = True
    await built.sharing.tick()
    assert (board.deleted, await shares_left(built)) == ([1_001], 0)


async def test_a_part_that_is_too_long_for_a_message_or_none_is_refused(built: Services, board: Board) -> None:
    said = await write(built, said={0: "…" * 3_000, 1: "!" * 1_800, 2: "short"})
    for parts, answer in (([], "at least one part"), ([0, 2, 1], "more than one message"), ([1], "more than one")):
        with pytest.raises(InvalidInput, match=answer):
            await built.sharing.share(AUTHOR, said.id, said.version, parts)
    assert (await built.sharing.preview(AUTHOR, said.id, said.version, [2, 2, 99])).what.answers[0].text == "short"


async def test_erased_it_stays_gone_when_yesterdays_backup_is_restored(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        await write(built)
        await begin(built)
        mine = await write(built, OTHER)
        file = await kept(house, clock.now())
        clock.move_by(DAY)
        await built.privacy.erase(GUILD, ADA)
        assert (await built.book.book(AUTHOR)).reflections == ()
    await brought_back(house, file, clock)
    async with opened(house, clock) as built:
        assert (await built.book.book(AUTHOR)).reflections == ()
        assert (await built.reflection.launch(AUTHOR)).drafts == ()
        assert not (await built.reflection.launch(AUTHOR)).agreed
        assert (await built.book.entry(OTHER, mine.id)).answers[0].text == SAID[0]


async def test_a_number_is_never_given_again(built: Services) -> None:
    first = await write(built)
    await built.book.delete(AUTHOR, first.id)
    assert (await write(built)).id > first.id


async def test_five_thousand_fill_a_book_and_are_still_found(built: Services) -> None:
    one = await write(built)
    async with built.database.begin() as session:
        row = await session.get_one(EntryRow, one.id)
        for _ in range(4_999):
            session.add(
                EntryRow(guild_id=GUILD, member_id=ADA, content=row.content, version=1, written_at=row.written_at)
            )
    with pytest.raises(InvalidInput, match="book is full"):
        await built.reflection.write(AUTHOR, "wswnw", 0, SAID)
    book = await built.book.book(AUTHOR)
    assert (len(book.reflections), book.locked) == (1, 4_999), "a seal opens in its own row alone"


# -- models, and what people type -----------------------------------------------------------


def test_every_built_in_model_fits_discords_forms() -> None:
    assert BUILT_IN[0].id == "wswnw"
    assert len({guide.id for guide in BUILT_IN}) == len(BUILT_IN) == 10
    for guide in BUILT_IN:
        assert len(str(guide.title)) <= LONGEST_LABEL
        for step in guide.steps:
            assert 1 <= len(step) <= 5
            for prompt in step:
                assert 0 < len(str(prompt.label)) <= LONGEST_LABEL, prompt
                assert max(len(str(prompt.hint)), len(str(prompt.example))) <= LONGEST_HINT, prompt


@given(
    st.lists(
        st.text(st.characters(categories=["L"]), min_size=1, max_size=40),
        min_size=1,
        max_size=10,
        unique_by=str.casefold,
    )
)
def test_a_groups_own_questions_come_in_even_steps_in_their_order(questions: list[str]) -> None:
    steps = in_steps(read_prompts("\n".join(questions)))
    assert [str(prompt.label) for step in steps for prompt in step] == questions
    assert max(map(len, steps)) <= 5
    assert max(map(len, steps)) - min(map(len, steps)) <= 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "at least one"),
        ("| only a hint", "no question before"),
        ("a" * 46, "too long"),
        ("Why? |" + "b" * 101, "too long"),
        ("Why?\nwhy?", "twice"),
        ("\n".join(map(str, range(11))), "has 11"),
    ],
)
def test_questions_that_do_not_fit_are_refused_by_line(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_prompts(typed)
    assert said in str(refused.value.message)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("", "0"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("2h30", "2.5"),
        ("90 min", "1.5"),
        ("2 hours", "2"),
        ("0.333", "0.33"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, hours: str) -> None:
    assert read_hours(typed) == Decimal(hours)


@pytest.mark.parametrize("typed", ["-1", "−1", "many", "nan", "1e3", "201", "1_5", "9" * 30, "½"])
def test_hours_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_hours(typed)


@given(st.text(max_size=40))
def test_no_text_breaks_what_reads_hours_parts_and_tags(typed: str) -> None:
    for read in (read_hours, read_fraction, read_tags):
        try:
            read(typed)
        except InvalidInput:
            continue


@pytest.mark.parametrize(("typed", "part"), [("", "1"), ("60%", "0.6"), ("0.6", "0.6"), ("60", "0.6"), ("1", "1")])
def test_a_part_of_a_post_is_read(typed: str, part: str) -> None:
    assert read_fraction(typed) == Decimal(part)
