"""The directory's service: who is shown to whom, and importing what people already keep."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.directory.entries import Level, Profile
from bot.directory.models import ProfileRow
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person, profile

TEACH, CONFIDENT, LEARNING = Level.CAN_TEACH, Level.CONFIDENT, Level.LEARNING
ADAS = profile(ADA, ("NVivo", TEACH), ("Thematic analysis", CONFIDENT), newcomers=True)
BENS = profile(BEN, ("NVivo", LEARNING), name="Ben")
NEWCOMER = person(CAM, Standing.NEWCOMER)


def names(built: Services, query: str, asker: int = CAM, standing: Standing = Standing.MEMBER) -> list[str]:
    found = built.directory.find(person(asker, standing), query)
    return [match.profile.display_name for match in found.matches]


@pytest.fixture
async def directory(built: Services) -> Services:
    await built.directory.import_entries(GUILD, [ADAS, BENS], consented=True)
    return built


async def test_a_member_finds_everyone_who_knows_it_best_level_first(directory: Services) -> None:
    assert names(directory, "who knows NVivo?") == ["Ada", "Ben"]


async def test_nobody_is_better_than_a_wrong_person(directory: Services) -> None:
    found = directory.directory.find(person(CAM), "who knows underwater basket weaving?")
    assert (found.matches, found.total, found.pages) == ((), 0, 1)


async def test_a_newcomer_finds_only_those_who_ticked_it_and_sees_a_name_and_the_skill_alone(
    directory: Services,
) -> None:
    question = "who knows NVivo or thematic analysis?"
    [member_sees] = [m for m in directory.directory.find(person(CAM), question).matches if m.profile.member_id == ADA]
    assert len(member_sees.skills) == 2
    found = directory.directory.find(NEWCOMER, question)
    [match] = found.matches
    assert match.profile == Profile(ADA, "Ada")
    assert match.skills == member_sees.skills[:1]
    assert match.met == ()
    assert found.redacted


async def test_what_newcomers_may_not_see_cannot_be_searched_by_them(directory: Services) -> None:
    assert names(directory, "walking interviews in Peckham", standing=Standing.NEWCOMER) == []


async def test_another_server_sees_nothing(directory: Services) -> None:
    elsewhere = directory.directory.find(person(CAM, guild_id=OTHER_GUILD), "NVivo")
    assert elsewhere.matches == ()
    with pytest.raises(NotFound):
        directory.directory.entry(person(CAM, guild_id=OTHER_GUILD), ADA)


async def test_people_imported_without_consent_stay_hidden(built: Services) -> None:
    await built.directory.import_entries(GUILD, [ADAS], consented=False)
    assert names(built, "NVivo") == []
    assert built.directory.complete(person(CAM), "nv") == []
    with pytest.raises(NotFound):
        built.directory.entry(person(CAM), ADA)
    await built.directory.import_entries(GUILD, [ADAS], consented=True)
    assert names(built, "NVivo") == ["Ada"]


async def test_a_hidden_entry_is_seen_by_its_owner_who_can_agree(built: Services, clock: SetClock) -> None:
    await built.directory.import_entries(GUILD, [ADAS], consented=False)
    own = built.entries.own(person(ADA))
    assert own.profile is not None
    assert (own.profile.skills, own.listed) == (ADAS.skills, False)
    with pytest.raises(NotFound, match="hidden"):
        await built.entries.let_newcomers_find(person(ADA), True)
    await built.entries.agree(person(ADA))
    assert names(built, "NVivo") == ["Ada"]
    own = built.entries.own(person(ADA))
    assert own.profile is not None
    assert (own.listed, own.profile.confirmed_on) == (True, clock.now().date())
    assert built.entries.own(person(BEN)).profile is None
    with pytest.raises(NotFound, match="aren't in the directory"):
        await built.entries.agree(person(BEN))


async def test_nobody_has_confirmed_what_was_only_imported(directory: Services) -> None:
    assert directory.directory.entry(person(CAM), ADA).confirmed_on is None


async def test_a_choice_for_an_entry_that_another_process_erased_is_not_called_saved(directory: Services) -> None:
    async with directory.database.begin() as session:
        await session.execute(delete(ProfileRow).where(ProfileRow.member_id == ADA))
    with pytest.raises(NotFound, match="aren't in the directory"):
        await directory.entries.let_newcomers_find(person(ADA), True)


async def test_first_imports_at_once_all_hold(built: Services) -> None:
    people = [profile(ADA + n, ("NVivo", TEACH), name=f"Person {n}") for n in range(6)]
    # Connections are opened beforehand, so that the imports do meet.
    await asyncio.gather(*(built.privacy.summary(GUILD, ADA) for _ in range(6)))
    imports = (built.directory.import_entries(GUILD, [people[0], one], consented=True) for one in people[1:])
    done = await asyncio.gather(*imports, built.directory.import_entries(GUILD, people[:1], consented=True))
    assert sum(imported.added for imported in done) == 6
    assert len(names(built, "NVivo")) == 5
    assert built.directory.find(person(CAM), "NVivo").total == 6


async def test_a_second_import_changes_entries_and_keeps_what_people_chose(directory: Services) -> None:
    await directory.entries.let_newcomers_find(person(ADA), False)
    changed = replace(ADAS, role="Professor", skills=(BENS.skills[0], *ADAS.skills[1:]), findable_by_newcomers=True)
    imported = await directory.directory.import_entries(GUILD, [changed, profile(CAM, name="Cam")], consented=True)
    assert (imported.added, imported.changed) == (1, 1)
    entry = directory.directory.entry(person(BEN), ADA)
    assert (entry.role, entry.skills) == ("Professor", changed.skills)
    assert not entry.findable_by_newcomers
    await directory.read_models.load()
    assert directory.directory.entry(person(BEN), ADA) == entry


async def test_ticking_and_unticking_newcomers(directory: Services) -> None:
    assert names(directory, "NVivo", standing=Standing.NEWCOMER) == ["Ada"]
    await directory.entries.let_newcomers_find(person(BEN), True)
    assert names(directory, "NVivo", standing=Standing.NEWCOMER) == ["Ada", "Ben"]
    await directory.entries.let_newcomers_find(person(ADA), False)
    assert names(directory, "NVivo", standing=Standing.NEWCOMER) == ["Ben"]
    with pytest.raises(NotFound, match="aren't in the directory"):
        await directory.entries.let_newcomers_find(person(CAM), True)


async def test_pages_of_five_in_a_stable_order(built: Services) -> None:
    people = [profile(ADA + n, ("NVivo", TEACH), name=f"Person {n:02}") for n in range(12)]
    await built.directory.import_entries(GUILD, people, consented=True)
    pages = [built.directory.find(person(CAM), "NVivo", page) for page in range(3)]
    assert [len(page.matches) for page in pages] == [5, 5, 2]
    assert [(page.page, page.pages, page.total) for page in pages] == [(0, 3, 12), (1, 3, 12), (2, 3, 12)]
    seen = [match.profile.member_id for page in pages for match in page.matches]
    assert len(set(seen)) == 12
    again = [built.directory.find(person(CAM), "NVivo", page) for page in range(3)]
    assert seen == [match.profile.member_id for page in again for match in page.matches]
    assert built.directory.find(person(CAM), "NVivo", 99).page == 2
    assert built.directory.find(person(CAM), "NVivo", -1).page == 0


@pytest.mark.parametrize(("people", "more"), [(50, False), (51, True)])
async def test_more_than_are_shown_is_said(built: Services, people: int, more: bool) -> None:
    everyone = [profile(ADA + n, ("NVivo", TEACH), name=f"Person {n:02}") for n in range(people)]
    await built.directory.import_entries(GUILD, everyone, consented=True)
    found = built.directory.find(person(CAM), "NVivo", 99)
    assert (found.total, found.more, found.pages, len(found.matches)) == (50, more, 10, 5)


@pytest.mark.parametrize("query", ["", "   ", "🙂🙂", "???", "(((((((((", "\u200b\u200b", "x" * 6_000])
async def test_what_is_no_question_is_kindly_refused(directory: Services, query: str) -> None:
    with pytest.raises(InvalidInput):
        directory.directory.find(person(CAM), query)


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE profiles; --",
        'NEAR("a" "b", 5) OR *',
        "@everyone <@1> **bold**",
        "a" * 299,
        "\\" * 200 + "a",
    ],
)
async def test_what_looks_like_an_injection_finds_nobody_and_harms_nothing(directory: Services, query: str) -> None:
    assert names(directory, query) == []
    assert names(directory, "NVivo") == ["Ada", "Ben"]


async def test_the_overview_is_for_facilitators(directory: Services) -> None:
    await directory.directory.import_entries(GUILD, [profile(CAM, name="Cam")], consented=False)
    counts = await directory.directory.overview(person(CAM, Standing.FACILITATOR))
    assert (counts.entries, counts.hidden, counts.findable_by_newcomers) == (3, 1, 1)
    with pytest.raises(NotAllowed):
        await directory.directory.overview(person(CAM))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("nvi", ["NVivo"]),
        ("who knows nvi", ["who knows NVivo"]),
        ("who knows thematic ana", ["who knows Thematic analysis"]),
        ("who knows zzz", []),
        ("who knows ", []),
        ("x" * 6_000, []),
    ],
)
async def test_the_last_words_are_completed(directory: Services, typed: str, offered: list[str]) -> None:
    assert directory.directory.complete(person(CAM), typed) == offered
