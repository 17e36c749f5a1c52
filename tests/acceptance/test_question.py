"""A newcomer asks who knows NVivo, the whole way."""

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.entries import Level, Openness, Profile, Skill
from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

QUESTION = "who knows NVivo?"
FINDABLE = {profile.display_name for profile in SAMPLE.profiles if profile.findable_by_newcomers}


async def test_a_newcomer_asks_and_sees_people_who_ticked_it_and_how_to_reach_them(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    answer = await newcomer.types("/who", query=QUESTION)
    assert answer.ephemeral
    assert answer.pings == set()
    assert "who knows NVivo" in answer.text.replace("\\", "")
    assert "NVivo" in answer.text
    assert "Ask for an introduction" in answer.text
    shown = {
        profile.display_name
        for profile in SAMPLE.profiles
        if f"**{profile.display_name}**" in answer.text.replace("\\", "")
    }
    assert shown
    assert shown <= FINDABLE
    assert "also:" not in answer.text
    assert "Not said" not in answer.text
    assert "<@" not in answer.text


async def test_a_member_sees_roles_reasons_and_entries(home: House) -> None:
    member = await home.person(MEMBER)
    answer = await member.types("/who", query=QUESTION)
    assert "can teach NVivo" in answer.text
    assert "<@" in answer.text
    entry = await member.presses(answer, "Show entry")
    assert entry.ephemeral
    assert "Skills" in entry.text


async def test_the_skills_people_have_are_offered_while_typing(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    assert "NVivo" in await newcomer.completions("/who", query="nvi")
    assert "who knows NVivo" in await newcomer.completions("/who", query="who knows nvi")
    assert await newcomer.completions("/who", query="x " * 60 + "nvi") == {}


async def test_pages_turn_both_ways(home: House) -> None:
    member = await home.person(MEMBER)
    first = await member.types("/who", query="who knows R?")
    assert first.button("Previous").disabled
    second = await member.presses(first, "Next")
    assert "Page 2 of" in second.text
    back = await member.presses(second, "Previous")
    assert back.text == first.text


async def test_nobody_is_said_to_be_nobody(home: House) -> None:
    answer = await (await home.person(MEMBER)).types("/who", query="who can shoe a horse?")
    assert "Nobody here" in answer.text
    assert [button.label for button in answer.buttons] == ["Ask the group"]


async def test_ones_own_entry_and_the_switch_for_newcomers(home: House) -> None:
    hidden = next(p for p in SAMPLE.profiles if not p.findable_by_newcomers)
    person = await home.person(hidden.display_name)
    entry = await person.types("/profile view")
    assert "Newcomers can't find you" in entry.text
    entry = await person.presses(entry, "Let newcomers find me")
    assert "Newcomers may find you" in entry.text
    entry = await person.presses(entry, "Hide me from newcomers")
    assert "Newcomers can't find you" in entry.text


async def test_whoever_was_put_in_without_being_asked_sees_it_and_can_agree(home: House) -> None:
    assert home.services is not None
    directory, guild = home.services.directory, SAMPLE.guild_id
    member = await home.person(MEMBER)
    await home.services.privacy.erase(guild, member.id)
    hidden = Profile(member.id, "Winston", skills=(Skill("MATLAB", Level.CAN_TEACH),), bio="I like maps.")
    await directory.import_entries(guild, [hidden], consented=False)
    assert "1 is hidden" in (await (await home.person(FACILITATOR)).types("/manage-directory overview")).text
    entry = await member.types("/profile view")
    assert "only you see this entry" in entry.text
    assert "I like maps" in entry.text
    assert "/profile delete" in entry.text
    colleague = await home.person(FACILITATOR)
    assert "Nobody here" in (await colleague.types("/who", query="who knows MATLAB?")).text
    agreed = await member.presses(entry, "Agree and be listed")
    assert "Newcomers can't find you" in agreed.text
    assert "Last confirmed" in agreed.text
    assert "Winston" in (await colleague.types("/who", query="who knows MATLAB?")).text


async def test_the_fullest_entry_fits_on_a_card_and_so_does_the_fullest_answer(home: House) -> None:
    assert home.services is not None
    directory, guild = home.services.directory, SAMPLE.guild_id
    people = [await home.person(MEMBER), *[await home.person(p.display_name) for p in SAMPLE.profiles[:6]]]
    full = [
        Profile(
            member_id=member_id,
            display_name="*" * 80,
            pronouns="_" * 40,
            role="[" * 120,
            career_stage=CareerStage.COMMUNITY_PARTNER,
            settings=frozenset(Setting),
            skills=tuple(Skill(f"MATLAB {n:02}" + "~" * 71, Level.CAN_TEACH) for n in range(60)),
            interests="\\" * 1_000,
            bio="`" * 2_000,
            open_to=frozenset(Openness),
        )
        for member_id in {person.id for person in people}
    ]
    member = people[0]
    await home.services.privacy.erase(guild, member.id)
    await directory.import_entries(guild, full, consented=False)
    hidden = await member.types("/profile view")
    assert "and 5" in hidden.text
    shown = await member.presses(hidden, "Agree and be listed")
    assert "more" in shown.text
    await directory.import_entries(guild, full, consented=True)
    answer = await member.types("/who", query="who knows MATLAB 01" + "~" * 71 + "?" + "!" * 190)
    assert "Show entry" in {button.label for button in answer.buttons}


async def test_a_facilitator_sees_how_the_directory_stands(home: House) -> None:
    overview = await (await home.person(FACILITATOR)).types("/manage-directory overview")
    assert f"{len(SAMPLE.profiles)} people have an entry" in overview.text
    assert f"{len(FINDABLE)} may be found by newcomers" in overview.text
