"""Shared resources over a database: what can be shared, who finds it, and what is left of it."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.clock import SetClock
from bot.community import media
from bot.community.links import checked_link
from bot.community.models import MediaRow
from bot.community.standing import Standing
from bot.errors import InvalidInput, NotAllowed
from bot.resources.entries import MOST_WAITING, ResourceGone, State, Wish, tags_of
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person
from tests.unit.test_media import picture

FACILITATOR = person(CAM, Standing.FACILITATOR)
GUIDE = Wish("Ethics form, step by step", "https://www.example.org/ethics?x=1", "The one for NHS sites", "ethics, IRAS")


async def titles(built: Services, query: str, guild_id: int = GUILD) -> list[str]:
    return [one.title for one in built.resources.find(person(ADA, guild_id=guild_id), query).shown]


async def shares(built: Services, *wishes: Wish) -> None:
    for wish in wishes:
        await built.resources.add_link(FACILITATOR, wish)


async def test_what_a_member_shares_is_found_once_a_facilitator_has_looked(built: Services) -> None:
    made = await built.resources.add_link(person(ADA), GUIDE)
    assert made.state is State.WAITING
    assert await titles(built, "ethics") == []
    with pytest.raises(NotAllowed):
        await built.resources.approve(person(ADA), made.id)
    await built.resources.approve(FACILITATOR, made.id)
    assert await titles(built, "ethics") == [GUIDE.title]
    assert await titles(built, "") == [GUIDE.title]
    assert await titles(built, "ethics", OTHER_GUILD) == []
    await built.read_models.load()
    assert await titles(built, "ethics") == [GUIDE.title]
    assert [one.state for one in await built.resources.mine(person(ADA))] == [State.APPROVED]


async def test_it_is_found_by_other_words_other_forms_and_with_slips(built: Services) -> None:
    await shares(
        built,
        Wish("Coding interviews with NVivo", "https://a.example", tags="thematic analysis"),
        Wish("Running a focus group online", "https://b.example", note="With people who are new to video calls"),
        Wish("Propensity scores in R", "https://c.example", tags="causal inference"),
        Wish("Room bookings", "https://www.library.example/rooms"),
    )
    assert (await titles(built, "thematic analysis"))[0] == "Coding interviews with NVivo"
    assert (await titles(built, "how do I run focus groups?"))[0] == "Running a focus group online"
    assert (await titles(built, "focus gruops"))[0] == "Running a focus group online"
    assert (await titles(built, "propensity scroe"))[0] == "Propensity scores in R"
    assert await titles(built, "library") == ["Room bookings"]
    assert await titles(built, "underwater basket weaving") == []
    assert await titles(built, "?! '") in ([], await titles(built, ""))


async def test_a_facilitator_edits_and_removes(built: Services) -> None:
    made = await built.resources.add_link(person(ADA), GUIDE)
    await built.resources.edit(FACILITATOR, made.id, Wish("Ethics", "https://d.example", "", "ethics"))
    await built.resources.approve(FACILITATOR, made.id)
    assert await titles(built, "IRAS") == []
    assert await titles(built, "ethics") == ["Ethics"]
    await built.resources.remove(FACILITATOR, made.id)
    assert await titles(built, "") == []
    for use in (built.resources.approve, built.resources.remove):
        with pytest.raises(ResourceGone):
            await use(FACILITATOR, made.id)
        with pytest.raises(NotAllowed):
            await use(person(ADA), made.id)


async def test_another_servers_facilitator_reaches_nothing(built: Services) -> None:
    made = await built.resources.add_link(person(ADA), GUIDE)
    stranger = person(BEN, Standing.FACILITATOR, OTHER_GUILD)
    assert await built.resources.all(stranger) == []
    for use in (built.resources.approve, built.resources.remove, built.resources.file):
        with pytest.raises(ResourceGone):
            await use(stranger, made.id)


async def test_a_file_is_kept_cleaned_and_given_to_those_who_may_see_it(built: Services) -> None:
    made = await built.resources.add_file(person(ADA), Wish("Our poster"), picture("JPEG"), "p.jpg", "A poster")
    assert made.file is not None
    for who in (person(ADA), FACILITATOR):
        assert (await built.resources.file(who, made.id)).alt == "A poster"
    with pytest.raises(ResourceGone):
        await built.resources.file(person(BEN), made.id)
    await built.resources.approve(FACILITATOR, made.id)
    assert (await built.resources.file(person(BEN), made.id)).name == "p.jpg"
    await built.resources.take_back(person(ADA), made.id)
    async with built.database.read() as session:
        assert list(await session.scalars(select(MediaRow))) == []


async def test_only_ones_own_can_be_taken_back(built: Services) -> None:
    made = await built.resources.add_link(person(ADA), GUIDE)
    with pytest.raises(ResourceGone):
        await built.resources.take_back(person(BEN), made.id)


async def test_too_much_and_twice_the_same_are_refused(built: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(MOST_WAITING):
        await built.resources.add_link(person(ADA), Wish(f"Link {n}", f"https://{n}.example"))
    with pytest.raises(InvalidInput, match="wait for a facilitator"):
        await built.resources.add_link(person(ADA), GUIDE)
    with pytest.raises(InvalidInput, match="shared already"):
        await built.resources.add_link(FACILITATOR, Wish("Again", "https://0.example"))
    monkeypatch.setattr(media, "MOST_TOGETHER", 10)
    with pytest.raises(InvalidInput, match="no more room"):
        await built.resources.add_file(FACILITATOR, Wish("Notes"), b"eleven bytes", "n.txt", "")
    for wish, file in ((Wish("Both", "https://x.example"), True), (Wish("Neither"), False), (Wish(" "), True)):
        with pytest.raises(InvalidInput):
            if file:
                await built.resources.add_file(FACILITATOR, wish, b"x", "n.txt", "")
            else:
                await built.resources.add_link(FACILITATOR, wish)


async def test_erasing_keeps_approved_links_without_the_name_and_nothing_else(built: Services, clock: SetClock) -> None:
    kept = await built.resources.add_link(person(ADA), GUIDE)
    await built.resources.approve(FACILITATOR, kept.id)
    await built.resources.add_link(person(ADA), Wish("Not looked at", "https://e.example"))
    file = await built.resources.add_file(person(ADA), Wish("Notes"), b"some notes", "n.txt", "")
    await built.resources.approve(FACILITATOR, file.id)
    clock.move_by(timedelta(minutes=1))
    held = json.loads(await built.privacy.export(GUILD, ADA))["held"]["resources"]["shared"]
    assert {one["title"] for one in held} == {GUIDE.title, "Not looked at", "Notes"}
    [survivor] = await built.privacy.erase(GUILD, ADA)
    assert "stay with the group without your name" in str(survivor)
    [left] = await built.resources.all(FACILITATOR)
    assert (left.title, left.added_by) == (GUIDE.title, None)
    assert await titles(built, "") == [GUIDE.title]
    async with built.database.read() as session:
        assert list(await session.scalars(select(MediaRow))) == []


@pytest.mark.parametrize(
    "link",
    [
        "ftp://example.org/a", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "example.org", "https://",
        "https:// example.org", "https://exa mple.org", "https://example.org/<script>", "http://[::1", "https://intranet",
        "https://example.org:99999/", "HTTPS", "\u200bhttps://example.org", "https://example.org/\n/x",
    ],
)  # fmt: skip
def test_a_link_that_isnt_http_is_refused(link: str) -> None:
    with pytest.raises(InvalidInput, match="begin with https"):
        checked_link(link)


def test_a_link_with_a_password_or_far_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput, match="password"):
        checked_link("https://ada:secret@example.org")
    with pytest.raises(InvalidInput, match="too long"):
        checked_link("https://example.org/" + "x" * 500)
    assert checked_link("HTTPS://Example.org/a?b=c#d") == "HTTPS://Example.org/a?b=c#d"


@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_link_is_http_or_refused(text: str) -> None:
    for typed in (text, f"https://{text}", f"http://a.example/{text}"):
        try:
            assert checked_link(typed).casefold().startswith(("https://", "http://"))
        except InvalidInput:
            continue


def test_tags_are_what_stands_between_commas() -> None:
    assert tags_of(" #NVivo, focus  groups;NVivo,, ") == ("NVivo", "focus groups")
    for typed in (",".join("abcdefghi"), "x" * 41):
        with pytest.raises(InvalidInput):
            tags_of(typed)
