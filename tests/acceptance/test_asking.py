"""Questions by mention and by direct message, and to the whole group, over the wire."""

from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from bot.directory.vocabulary import Vocabulary
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

HERONRY = f"<@{SAMPLE.application_id}>"
GENERAL = SAMPLE.channels["general"].id
NAMES = [profile.display_name for profile in SAMPLE.profiles]


def named(shown: Shown) -> set[str]:
    return {name for name in NAMES if name in shown.text.replace("\\", "")}


async def test_a_mention_names_no_one_in_the_channel_and_everyone_their_own_in_private(home: House) -> None:
    member, newcomer = await home.person(MEMBER), await home.person(NEWCOMER)
    asked = await member.writes(f"{HERONRY} who knows NVivo?", channel=GENERAL)
    offer = await member.sees("in private only", after=asked)
    assert named(offer) == set()
    assert not offer.ephemeral
    assert offer.pings == set()
    mine = await member.presses(offer, "Show me")
    assert mine.ephemeral
    assert "Show entry" in [button.label for button in mine.buttons]
    theirs = await newcomer.presses(await newcomer.sees("in private only"), "Show me")
    assert theirs.ephemeral
    assert named(theirs)
    assert "Show entry" not in [button.label for button in theirs.buttons]


async def test_what_does_not_mention_heronry_is_not_answered(home: House) -> None:
    member = await home.person(MEMBER)
    await member.writes("who knows NVivo?", channel=GENERAL)
    await member.writes(f"{HERONRY} who knows R?", channel=GENERAL)
    await member.sees("in private only")
    assert sum("in private only" in message.text for message in await member.reads(channel=GENERAL)) == 1


async def direct(person: Person, words: str) -> Shown:
    """What comes back to a direct message; a meeting's reminder that comes at that moment isn't it, nor what the sample
    has for a channel."""
    said = await person.writes(words, dm=SAMPLE.application_id)

    def answers(shown: Shown) -> bool:
        by_itself = any(button.label == "Add to calendar" for button in shown.buttons)
        there = shown.payload.get("channel_id") == said.payload.get("channel_id")
        return shown.id > said.id and there and not shown.ephemeral and not by_itself

    return await person.sees(answers)


async def test_a_direct_message_is_answered_for_the_group_that_the_writer_is_known_in(home: House) -> None:
    member = await home.person(MEMBER)
    found = await direct(member, "who knows NVivo?")
    assert named(found)
    entry = await member.presses(found, next(b.custom_id or "" for b in found.buttons if b.label == "Show entry"))
    assert "Open to" in entry.text
    form = await member.presses(found, next(b.custom_id or "" for b in found.buttons if "Ask for" in b.label))
    assert isinstance(form, Form)
    sent = await member.fills_in(
        form, {"Your message": "Hello", "Where should the answer come?": ["As a direct message"]}
    )
    assert "You have asked" in sent.text
    assert "Please ask in words" in (await direct(member, "?!")).text


async def test_someone_unknown_is_told_how_to_become_known(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    assert "/who on your group's server" in (await direct(newcomer, "who knows NVivo?")).text


async def test_the_group_is_asked_after_a_preview(home: House) -> None:
    member, other = await home.person(MEMBER), await home.person(FACILITATOR)
    nobody = await member.types("/who", query="underwater basket weaving", channel=GENERAL)
    form = await member.presses(nobody, "Ask the group")
    assert isinstance(form, Form)
    preview = await member.fills_in(form, {"Your question": "Does anyone weave *baskets*? @everyone"})
    assert preview.ephemeral
    posted = await member.presses(preview, "Post it")
    assert "Posted" in posted.text
    seen = await other.sees("asks:")
    assert f"<@{member.id}>" in seen.text
    assert "baskets" in seen.text
    assert seen.pings == set()
    preview = await member.fills_in(await member.presses(nobody, "Ask the group"), {"Your question": "Again?"})
    assert "Nothing was posted" in (await member.presses(preview, "Don't")).text


async def test_facilitators_learn_what_many_looked_for_in_vain(home: House) -> None:
    assert home.services is not None
    directory, somebody = home.services.directory, Somebody(SAMPLE.guild_id, 1, Standing.FACILITATOR)
    skills = [concept.name for concept in Vocabulary.load().skills()]
    missing = next(name for name in skills if not directory.best(somebody, name, 1))
    for name in NAMES[:8]:
        answer = await (await home.person(name)).types("/who", query=missing)
        assert "Nobody here" in answer.text
    facilitator, shown = await home.person(FACILITATOR), ""
    for _look in range(20):  # it is counted after the answer, so that nobody waits for it
        shown = (await facilitator.types("/manage-directory overview")).text.replace("\\", "")
        if missing in shown:
            break
    assert missing in shown
