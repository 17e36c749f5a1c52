"""People's own entries over real databases: made step by step, seen by whom they choose."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SetClock
from bot.community.backgrounds import CareerStage, Setting
from bot.community.standing import Person, Standing
from bot.directory.entries import Level, Openness, Profile, Sight, Skill
from bot.directory.sightings import A_DAY, SeenEnough
from bot.directory.visibility import FIELDS, as_seen_by
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, OTHER_GUILD, person, profile

ME = person(ADA)
NEWCOMER, MEMBER, FACILITATOR = (person(CAM, standing) for standing in list(Standing)[:3])
FULL = Profile(
    ADA, "Ada", "she/her", "Fellow", CareerStage.SENIOR, frozenset({Setting.CLINICAL}),
    (Skill("NVivo", Level.CAN_TEACH),), "gardens in Peckham", "I kept bees in Lewisham", frozenset({Openness.SPEAKING}),
)  # fmt: skip


def found(built: Services, asker: Person, query: str) -> list[str]:
    return [match.profile.display_name for match in built.directory.find(asker, query).matches]


async def make(built: Services, who: Person = ME) -> None:
    """An entry with every step, listed, and open to newcomers."""
    await built.entries.save_about(who, "Ada", "she/her", "Fellow", "Senior", ["clinical"])
    await built.entries.save_skills(who, "NVivo: can teach")
    await built.entries.save_story(who, "gardens in Peckham", "I kept bees in Lewisham")
    await built.entries.save_openness(who, ["speaking"], True, agrees=True)


async def test_an_entry_is_made_step_by_step_and_hidden_until_its_owner_agrees(built: Services) -> None:
    assert built.entries.own(ME).profile is None
    await built.entries.save_about(ME, "Ada", "", "", None, [])
    await built.entries.save_skills(ME, "NVivo: can teach")
    own = built.entries.own(ME)
    assert own.profile is not None
    assert not own.listed
    assert found(built, MEMBER, "NVivo") == []
    with pytest.raises(NotFound):
        built.directory.entry(MEMBER, ADA)
    await built.entries.save_openness(ME, [], False, agrees=True)
    assert found(built, MEMBER, "NVivo") == ["Ada"]
    assert found(built, NEWCOMER, "NVivo") == [], "nobody ticked that newcomers may"
    await built.entries.save_openness(ME, [], True, agrees=True)
    assert found(built, NEWCOMER, "NVivo") == ["Ada"]
    await built.entries.save_openness(ME, [], True, agrees=False)
    assert found(built, MEMBER, "NVivo") == [], "taking the agreement back hides it again"


async def test_steps_come_after_the_first_and_say_so(built: Services) -> None:
    steps: list[Callable[[], Awaitable[object]]] = [
        lambda: built.entries.save_skills(ME, "R"), lambda: built.entries.save_story(ME, "", ""),
        lambda: built.entries.agree(ME), lambda: built.entries.confirm(ME), lambda: built.entries.delete(ME),
        lambda: built.entries.add_skill(ME, "R", Level.LEARNING), lambda: built.entries.pause(ME, "", "Europe/London"),
    ]  # fmt: skip
    for step in steps:
        with pytest.raises(NotFound, match="/profile edit"):
            await step()


async def test_skills_are_normalised_and_unknown_words_are_kept(built: Services) -> None:
    await make(built)
    saved = await built.entries.save_skills(
        ME, "rstudio: learning\n\nFocus Groups\nbee keeping: can teach;R: confident"
    )
    assert saved.profile.skills == (
        Skill("R", Level.CONFIDENT), Skill("Focus groups", Level.CONFIDENT), Skill("bee keeping", Level.CAN_TEACH),
    )  # fmt: skip
    assert ("rstudio", "R") in saved.renamed
    assert saved.unknown == ("bee keeping",)
    added = await built.entries.add_skill(ME, "nvivo", Level.LEARNING)
    assert added.profile.skills[-1] == Skill("NVivo", Level.LEARNING)
    await built.entries.add_skill(ME, "NVivo", Level.CAN_TEACH)
    left = await built.entries.remove_skill(ME, "RStudio")
    assert [skill.name for skill in left.skills] == ["Focus groups", "bee keeping", "NVivo"]
    with pytest.raises(NotFound):
        await built.entries.remove_skill(ME, "Stata")


@pytest.mark.parametrize("text", ["NVivo: expert", ": learning", "x" * 100, "\n".join(f"skill {n}" for n in range(61))])
async def test_skills_that_cannot_be_read_change_nothing(built: Services, text: str) -> None:
    await make(built)
    with pytest.raises(InvalidInput):
        await built.entries.save_skills(ME, text)
    own = built.entries.own(ME).profile
    assert own is not None
    assert own.skills == (Skill("NVivo", Level.CAN_TEACH),)


async def test_texts_that_are_too_long_or_missing_are_refused(built: Services) -> None:
    for about in (("", "", ""), ("x" * 81, "", ""), ("Ada", "x" * 41, ""), ("Ada", "", "x" * 6_000)):
        with pytest.raises(InvalidInput):
            await built.entries.save_about(ME, *about, None, [])
    assert built.entries.own(ME).profile is None


@pytest.mark.parametrize(
    ("sight", "sees"),
    [
        (Sight.NEWCOMERS, (True, True, True)), (Sight.MEMBERS, (False, True, True)),
        (Sight.FACILITATORS, (False, False, True)), (Sight.NOBODY, (False, False, False)),
    ],
)  # fmt: skip
async def test_what_someone_may_not_see_is_not_searched_for_them_either(
    built: Services, sight: Sight, sees: tuple[bool, bool, bool]
) -> None:
    await make(built)
    await built.entries.show(ME, "bio", sight)
    for asker, may in zip((NEWCOMER, MEMBER, FACILITATOR), sees, strict=True):
        assert (found(built, asker, "bees in Lewisham") == ["Ada"]) is may, asker.standing
        assert found(built, asker, "NVivo") == ["Ada"]
    for asker, may in zip((MEMBER, FACILITATOR), sees[1:], strict=True):
        assert bool(built.directory.entry(asker, ADA).bio) is may
    assert built.entries.own(ME).profile is not None
    own = built.entries.own(ME).profile
    assert own is not None
    assert own.bio, "one's own is always whole"


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.sampled_from(list(Sight))))
def test_nobody_sees_more_than_those_above_them_and_each_field_keeps_to_its_choice(chosen: dict[str, Sight]) -> None:
    entry = Profile(**{name: getattr(FULL, name) for name in FULL.__slots__ if name != "visibility"}, visibility=chosen)
    seen = [as_seen_by(entry, standing) for standing in Standing]
    for field in FIELDS:
        shown = [getattr(one, field) == getattr(FULL, field) for one in seen]
        assert shown == sorted(shown), field
        least = list(Sight).index(chosen.get(field, Sight.MEMBERS))
        assert shown[:3] == [standing >= least for standing in range(3)]
    assert all(one.display_name == "Ada" and one.skills == FULL.skills for one in seen)


async def test_a_pause_hides_and_ends_by_itself(built: Services, clock: SetClock) -> None:
    await make(built)
    await built.entries.pause(ME, "2026-11-20", "Europe/London")
    assert found(built, MEMBER, "NVivo") == []
    clock.move_by(timedelta(days=18))
    assert found(built, MEMBER, "NVivo") == ["Ada"]
    await built.entries.pause(ME, "2026-12-31", "Europe/London")
    await built.entries.pause(ME, "", "Europe/London")
    assert found(built, MEMBER, "NVivo") == ["Ada"]
    with pytest.raises(InvalidInput):
        await built.entries.pause(ME, "2020-01-01", "Europe/London")


async def test_deleting_removes_the_entry_and_nothing_else(built: Services) -> None:
    await make(built)
    await make(built, person(BEN))
    await make(built, person(ADA, guild_id=OTHER_GUILD))
    await built.entries.delete(ME)
    assert built.entries.own(ME).profile is None
    assert found(built, MEMBER, "NVivo") == ["Ada"], "Ben, who is called so too"
    assert built.entries.own(person(ADA, guild_id=OTHER_GUILD)).profile is not None


async def test_confirming_says_when(built: Services, clock: SetClock) -> None:
    await built.directory.import_entries(GUILD, [FULL], consented=True)
    assert (await built.entries.confirm(ME)).confirmed_on == clock.now().date()


async def test_a_curator_puts_unknown_words_under_known_ones_or_leaves_them(built: Services) -> None:
    people = [
        profile(BEN, ("atlas tea eye", Level.LEARNING), name="Ben"),
        profile(DEE, ("Atlas tea eye", Level.CAN_TEACH), ("ATLAS.ti", Level.LEARNING), ("bee keeping", Level.LEARNING)),
    ]
    await built.directory.import_entries(GUILD, people, consented=True)
    terms = await built.terms.terms(FACILITATOR)
    assert [(term.name.casefold(), term.people) for term in terms] == [("atlas tea eye", 2), ("bee keeping", 1)]
    assert await built.terms.rename(FACILITATOR, "atlas tea eye", "ATLAS.ti") == 2
    assert len(found(built, MEMBER, "ATLAS.ti")) == 2
    await built.terms.keep(FACILITATOR, "bee keeping")
    assert await built.terms.terms(FACILITATOR) == []
    with pytest.raises(InvalidInput):
        await built.terms.rename(FACILITATOR, "bee keeping", "honey")
    for refused in (built.terms.terms(MEMBER), built.terms.keep(MEMBER, "x")):
        with pytest.raises(NotAllowed):
            await refused


async def test_one_asker_is_shown_forty_people_a_day_and_facilitators_all(built: Services, clock: SetClock) -> None:
    crowd = [profile(ADA + 10 + n, ("NVivo", Level.LEARNING), name=f"P{n:02}") for n in range(50)]
    await built.directory.import_entries(GUILD, crowd, consented=True)
    for page in range(A_DAY // 5):
        built.directory.find(MEMBER, "NVivo", page)
    with pytest.raises(SeenEnough):
        built.directory.find(MEMBER, "NVivo", A_DAY // 5)
    built.directory.find(MEMBER, "NVivo", 0)  # whom they have seen already they may see again
    seen = built.directory.find(FACILITATOR, "NVivo").matches[0].profile.member_id
    built.directory.entry(MEMBER, seen)
    unseen = built.directory.find(FACILITATOR, "NVivo", A_DAY // 5).matches[0].profile.member_id
    with pytest.raises(SeenEnough):
        built.directory.entry(MEMBER, unseen)
    clock.move_by(timedelta(days=1))
    built.directory.find(MEMBER, "NVivo", A_DAY // 5)


async def test_browsing_counts_whom_the_asker_may_find(built: Services) -> None:
    people = [
        profile(ADA, ("NVivo", Level.LEARNING), ("R", Level.LEARNING), newcomers=True),
        profile(BEN, ("NVivo", Level.LEARNING), name="Ben"),
    ]
    await built.directory.import_entries(GUILD, people, consented=True)
    [software] = [one for one in built.directory.categories(MEMBER) if "qualitative software" in one.name]
    assert software.people == 2
    assert [(one.name, one.people) for one in built.directory.skills_in(MEMBER, software.name)] == [("NVivo", 2)]
    assert [one.people for one in built.directory.skills_in(NEWCOMER, software.name)] == [1]
    assert built.directory.categories(person(CAM, guild_id=OTHER_GUILD)) == ()
