"""Rows without an account: seen by nobody, claimed by their people, matched or dropped by facilitators."""

from datetime import timedelta

import pytest

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.directory.importing import Trial
from bot.directory.names import name_key
from bot.directory.service import Imported
from bot.directory.unclaimed import KEPT
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person

FACILITATOR = person(9, Standing.FACILITATOR)
LIST = b'Name,Role,Skills\nAda Ellis,Fellow,NVivo:can teach\n"Ok\xc3\xa9, Ben",Nurse,R\n'


async def bring_in(built: Services, data: bytes = LIST) -> Imported | Trial:
    trial = await built.imports.try_out(FACILITATOR, data, "x.csv")
    assert trial.ready, trial.problems
    return await built.imports.confirm(FACILITATOR, trial.token, consented=True)


async def test_rows_without_a_number_wait_unseen_until_their_people_claim_them(built: Services) -> None:
    assert await bring_in(built) == Imported(0, 0, waiting=2)
    assert built.directory.listed_for(FACILITATOR) == []
    assert built.directory.find(FACILITATOR, "who knows NVivo?").matches == ()
    await built.unclaimed.claim(person(ADA), "  ellis,  ADA ")
    own = built.entries.own(person(ADA))
    assert own.profile is not None
    assert (own.profile.role, own.listed) == ("Fellow", False), "nobody sees it before they agree"
    await built.entries.agree(person(ADA))
    assert [one.display_name for one in built.directory.listed_for(FACILITATOR)] == ["Ada Ellis"]
    claims = await built.unclaimed.claims(FACILITATOR)
    assert [one.name for one in claims.waiting] == ["Ok\u00e9, Ben"]
    assert claims.claimed == (("ada ellis", ADA),)


async def test_a_row_is_claimed_once_and_on_its_own_server(built: Services) -> None:
    await bring_in(built)
    for someone in (person(BEN, guild_id=OTHER_GUILD), person(CAM)):
        with pytest.raises(NotFound, match="No entry waits"):
            await built.unclaimed.claim(someone, "Ben" if someone.guild_id == GUILD else "Ben Oke")
    await built.unclaimed.claim(person(BEN), "Ben Oke")
    with pytest.raises(NotFound):
        await built.unclaimed.claim(person(CAM), "Ben Oke")
    with pytest.raises(InvalidInput):
        await built.unclaimed.claim(person(CAM), "\u200b 123")


async def test_what_people_said_themselves_goes_before_what_the_list_says(built: Services) -> None:
    await built.entries.save_about(person(ADA), "Ada E.", "she/her", "", None, [])
    await built.entries.save_skills(person(ADA), "nvivo: learning\nR: confident")
    await bring_in(built)
    await built.unclaimed.match(FACILITATOR, (await built.unclaimed.claims(FACILITATOR)).waiting[0].id, ADA)
    profile = built.entries.own(person(ADA)).profile
    assert profile is not None
    assert (profile.display_name, profile.pronouns, profile.role) == ("Ada E.", "she/her", "Fellow")
    assert [(skill.name, skill.level.value) for skill in profile.skills] == [("NVivo", "learning"), ("R", "confident")]


async def test_the_list_brought_in_again_knows_who_has_claimed_their_row(built: Services) -> None:
    await bring_in(built)
    await built.unclaimed.claim(person(ADA), "Ada Ellis")
    assert await bring_in(built, LIST.replace(b"Fellow", b"Reader")) == Imported(0, 1, waiting=1)
    profile = built.entries.own(person(ADA)).profile
    assert profile is not None
    assert profile.role == "Reader"
    assert len((await built.unclaimed.claims(FACILITATOR)).waiting) == 1, "and nobody waits twice"
    await built.privacy.erase(GUILD, ADA)
    assert await bring_in(built) == Imported(0, 0, waiting=2), "whoever was erased is nobody's row any more"


async def test_facilitators_drop_rows_and_time_does(built: Services, clock: SetClock) -> None:
    await bring_in(built)
    [ada, ben] = (await built.unclaimed.claims(FACILITATOR)).waiting
    await built.unclaimed.discard(FACILITATOR, ada.id)
    elsewhere = person(9, Standing.FACILITATOR, guild_id=OTHER_GUILD)
    for someone, row in ((FACILITATOR, ada.id), (elsewhere, ben.id)):
        with pytest.raises(NotFound):
            await built.unclaimed.discard(someone, row)
    with pytest.raises(NotFound):
        await built.unclaimed.match(elsewhere, ben.id, BEN)
    for refused in (
        built.unclaimed.claims(person(ADA)),
        built.unclaimed.match(person(ADA), ben.id, ADA),
        built.unclaimed.discard(person(ADA), ben.id),
    ):
        with pytest.raises(NotAllowed):
            await refused
    clock.move_by(KEPT + timedelta(minutes=1))
    await built.unclaimed.tick()
    assert (await built.unclaimed.claims(FACILITATOR)).total == 0


async def test_two_of_one_name_must_be_told_apart(built: Services) -> None:
    trial = await built.imports.try_out(FACILITATOR, b"Name,Role\nAda Ellis,x\nEllis Ada,y\n", "x.csv")
    assert [(one.row, one.column) for one in trial.problems] == [(3, "display_name")]


def test_names_are_compared_however_they_are_written() -> None:
    assert name_key("Y\u0131lmaz, M\u00e9hmet") == name_key("mehmet Y\u0131lmaz")
    assert name_key("  ") == name_key("42!") == ""
