"""Projects over a database: added, changed by whom they belong to, found, matched with people, and left."""

import json

import pytest

from bot.clock import SetClock
from bot.community import media
from bot.community.models import MembershipRow
from bot.community.settings import Community
from bot.community.standing import Standing
from bot.directory.entries import Level
from bot.errors import InvalidInput, NotAllowed
from bot.following.entries import Way
from bot.projects.entries import MOST_PICTURES, Helper, ProjectGone, Sort, Status, links_of, words_of
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, OTHER_GUILD, person, profile
from tests.unit.test_media import picture

FACILITATOR = person(CAM, Standing.FACILITATOR)
TIDE = {"title": "Tide lines", "short": "Tide", "summary": "Discrimination at reception desks", "status": "under way"}
MORE = {
    "themes": "racism, access to care", "places": "Lewisham", "wanted": "nvivo, Survival analysis",
    "links": "Our film: https://youtu.be/x\nhttps://www.example.org/tide", "note": "From spring",
}  # fmt: skip


async def begun(built: Services, lead_id: int | None = ADA, **about: str) -> int:
    made = await built.project_editing.add(FACILITATOR, lead_id, TIDE | about)
    return made.id


async def listed(built: Services, member_id: int, name: str, *skills: tuple[str, Level], guild_id: int = GUILD) -> None:
    await built.directory.import_entries(guild_id, [profile(member_id, *skills, name=name)], consented=True)


async def test_a_facilitator_adds_one_and_its_lead_changes_it(built: Services) -> None:
    with pytest.raises(NotAllowed):
        await built.project_editing.add(person(ADA), ADA, TIDE)
    number = await begun(built)
    editing = built.project_editing
    made = await editing.edit_more(person(ADA), number, MORE)
    assert (made.themes, made.places, made.note) == (("racism", "access to care"), ("Lewisham",), "From spring")
    assert made.wanted == ("NVivo", "Survival analysis"), "as the directory calls it"
    assert [(link.label, link.sort) for link in made.links] == [("Our film", Sort.FILM), ("example.org", Sort.PAGE)]
    made = await editing.edit_about(person(ADA), number, TIDE | {"title": "Tides", "status": "finished"})
    assert (made.title, made.status, made.wanted) == ("Tides", Status.FINISHED, ("NVivo", "Survival analysis"))
    made = await editing.edit_team(person(ADA), number, [BEN, ADA])
    assert (made.lead_id, made.team) == (ADA, (BEN,))
    for stranger in (person(BEN), person(DEE)):
        with pytest.raises(NotAllowed):
            await editing.edit_about(stranger, number, TIDE)
        with pytest.raises(NotAllowed):
            await editing.edit_team(stranger, number, [])
    with pytest.raises(NotAllowed):
        await editing.name_lead(person(ADA), number, BEN, [])
    await built.read_models.load()
    assert built.projects.project(GUILD, number) == made


async def test_a_title_is_needed_and_there_only_once(built: Services) -> None:
    await begun(built)
    with pytest.raises(InvalidInput, match="already"):
        await built.project_editing.add(FACILITATOR, None, {"title": "tide LINES"})
    with pytest.raises(InvalidInput, match="title"):
        await built.project_editing.add(FACILITATOR, None, {"title": " "})
    with pytest.raises(InvalidInput, match="too long"):
        await built.project_editing.add(FACILITATOR, None, {"title": "x", "summary": "y" * 1_001})


def test_links_are_http_alone_and_the_line_is_named() -> None:
    for wrong in ("Our film: ftp://example.org/a", "javascript:alert(1)", "see our page", "https://nowhere"):
        with pytest.raises(InvalidInput) as refused:
            links_of(f"https://fine.example\n{wrong}")
        assert wrong in str(refused.value.message)
        assert "https://" in str(refused.value.message)
    with pytest.raises(InvalidInput) as refused:
        links_of("https://me:secret@example.org")
    assert "a name or a password" in str(refused.value.message)
    with pytest.raises(InvalidInput, match="At most"):
        links_of("https://a.example\n" * 6)
    with pytest.raises(InvalidInput, match="At most"):
        words_of(",".join("abcdefghi"))
    sorts = links_of("Episode 1 - https://open.spotify.com/x\nhttps://www.bbc.co.uk/sounds/y\nhttps://notyoutu.be/z")
    assert [link.sort for link in sorts] == [Sort.PODCAST, Sort.PODCAST, Sort.PAGE]
    files = links_of("https://a.example/1.MP3?x=1\nhttps://a.example/walk.mp4\nhttps://www.bbc.co.uk/iplayer/z")
    assert [link.sort for link in files] == [Sort.PODCAST, Sort.FILM, Sort.FILM]
    assert sorts[0].label == "Episode 1"


async def test_members_list_and_find_them_in_their_own_words(built: Services) -> None:
    first = await begun(built)
    await built.project_editing.edit_more(FACILITATOR, first, MORE)
    for n in range(8):
        await begun(built, None, title=f"Study {n}", short="", summary="")
    page = built.projects.list(person(BEN))
    assert (len(page.shown), page.last, page.total) == (6, 1, 9)
    assert len(built.projects.list(person(BEN), 7).shown) == 3, "the last page, for one that isn't there"
    for words in ("reception desks", "who works on racsim?", "Tide", "lewisham"):
        assert [one.id for one in built.projects.search(person(BEN), words)][:1] == [first], words
    assert built.projects.search(person(BEN), "underwater basket weaving") == ()
    assert built.projects.search(person(BEN, guild_id=OTHER_GUILD), "Tide") == ()
    with pytest.raises(NotAllowed):
        built.projects.list(person(BEN, Standing.NEWCOMER))


async def test_another_servers_people_reach_nothing(built: Services) -> None:
    number = await begun(built)
    stranger = person(ADA, Standing.FACILITATOR, OTHER_GUILD)
    with pytest.raises(ProjectGone):
        await built.projects.show(stranger, number)
    with pytest.raises(ProjectGone):
        await built.project_editing.edit_about(stranger, number, TIDE)
    with pytest.raises(ProjectGone):
        built.projects.who_could_help(stranger, number)


async def test_an_archived_one_is_for_facilitators_and_its_lead(built: Services) -> None:
    number = await begun(built)
    with pytest.raises(NotAllowed):
        await built.project_editing.archive(person(ADA), number)
    await built.project_editing.archive(FACILITATOR, number)
    assert built.projects.list(person(BEN)).total == 0
    assert built.projects.search(person(BEN), "Tide") == ()
    with pytest.raises(ProjectGone):
        await built.projects.show(person(BEN), number)
    assert (await built.projects.show(person(ADA), number)).may_edit
    await built.project_editing.archive(FACILITATOR, number, archived=False)
    assert built.projects.list(person(BEN)).total == 1


async def test_pictures_are_cleaned_described_counted_and_taken_away(built: Services) -> None:
    number, editing = await begun(built), built.project_editing
    for content, alt, says in (
        (picture("JPEG"), "", "what the picture shows"),
        (b"%PDF-1.7", "A poster", "isn't a picture"),
        (b"GIF89a", "A poster", "isn't a picture"),
        (b"\x89PNG\r\n\x1a\nnonsense", "A poster", "can't be read"),
        (b"\xff\xd8\xff" + b"x" * media.MOST_BYTES, "A poster", "MB can be kept"),
    ):
        with pytest.raises(InvalidInput, match=says):
            await editing.add_picture(person(ADA), number, content, "a.jpg", alt)
    made = built.projects.project(GUILD, number)
    for n in range(MOST_PICTURES):
        made = await editing.add_picture(person(ADA), number, picture("PNG"), f"{n}.png", f"Picture {n}")
    assert [one.alt for one in made.pictures] == [f"Picture {n}" for n in range(MOST_PICTURES)]
    with pytest.raises(InvalidInput, match="A project has at most"):
        await editing.add_picture(person(ADA), number, picture("PNG"), "5.png", "One more")
    _project, file = await built.projects.picture(person(BEN), number, 1)
    assert (file.alt, file.type) == ("Picture 1", "image/png")
    made = await editing.drop_picture(person(ADA), number, made.pictures[0].media_id)
    assert [one.alt for one in made.pictures] == ["Picture 1", "Picture 2", "Picture 3"]
    other = await begun(built, BEN, title="Another")
    await editing.drop_picture(person(BEN), other, made.pictures[0].media_id)
    assert len(built.projects.project(GUILD, number).pictures) == 3, "another project's picture stays"
    with pytest.raises(ProjectGone):
        await built.projects.picture(person(BEN), number, 3)


async def test_who_could_help_is_for_the_lead_and_names_those_who_know(built: Services) -> None:
    number = await begun(built)
    await listed(built, BEN, "Ben", ("NVivo", Level.CAN_TEACH), ("Survival analysis", Level.CONFIDENT))
    await listed(built, CAM, "Cam", ("Survival analysis", Level.CONFIDENT))
    await listed(built, DEE, "Dee", ("NVivo", Level.LEARNING))
    with pytest.raises(InvalidInput, match="which skills"):
        built.projects.who_could_help(person(ADA), number)
    await built.project_editing.edit_more(person(ADA), number, MORE)
    _project, found = built.projects.who_could_help(person(ADA), number)
    assert found == (Helper(BEN, "Ben", ("NVivo", "Survival analysis")), Helper(CAM, "Cam", ("Survival analysis",)))
    await built.project_editing.edit_team(person(ADA), number, [BEN])
    assert [one.member_id for one in built.projects.who_could_help(person(ADA), number)[1]] == [CAM]
    with pytest.raises(NotAllowed):
        built.projects.who_could_help(person(DEE), number)


async def test_members_see_what_wants_them_when_they_ask(built: Services) -> None:
    number = await begun(built)
    await built.project_editing.edit_more(person(ADA), number, {"wanted": "NVivo, qualitative research, Stata"})
    with pytest.raises(InvalidInput, match="names no skill"):
        built.projects.for_me(person(BEN))
    await listed(built, BEN, "Ben", ("nvivo", Level.CONFIDENT), ("Stata", Level.LEARNING))
    await listed(built, DEE, "Dee", ("Survival analysis", Level.CONFIDENT))
    [fitting] = built.projects.for_me(person(BEN))
    assert fitting.project.id == number
    assert "NVivo" in fitting.skills
    assert "Stata" not in fitting.skills, "learning it isn't offering it"
    assert built.projects.for_me(person(DEE)) == ()
    await built.project_editing.edit_team(person(ADA), number, [BEN])
    assert built.projects.for_me(person(BEN)) == (), "they are in it already"


async def test_a_lead_who_left_is_said_and_another_is_named(built: Services, clock: SetClock) -> None:
    number = await begun(built)
    await listed(built, ADA, "Ada")
    shown = await built.projects.show(person(BEN), number)
    assert (shown.listed, shown.lead_left) == (((ADA, "Ada"),), False)
    await _gone(built, clock)
    shown = await built.projects.show(person(BEN), number)
    assert (shown.listed, shown.lead_left) == ((), True)
    made = await built.project_editing.name_lead(FACILITATOR, number, BEN, [DEE, BEN])
    assert (made.lead_id, made.team) == (BEN, (DEE,))
    assert not (await built.projects.show(person(BEN), number)).lead_left
    assert (await built.project_editing.name_lead(FACILITATOR, number, None, [])).lead_id is None


async def _gone(built: Services, clock: SetClock) -> None:
    async with built.database.begin() as session:
        session.add(
            MembershipRow(guild_id=GUILD, member_id=ADA, checked_at=clock.now(), missing_since=clock.now())
        )  # fmt: skip


async def test_people_take_themselves_out_and_see_what_is_theirs(built: Services) -> None:
    number = await begun(built)
    other = await begun(built, None, title="Another")
    await built.project_editing.edit_team(person(ADA), number, [BEN])
    await built.following.follow(person(BEN), f"project:{other}", Way.DIGEST)
    await built.following.follow(person(BEN), f"project:{number}", Way.DIGEST)
    mine = built.projects.mine(person(BEN))
    assert ([one.id for one in mine.within], [one.id for one in mine.followed]) == ([number], [other])
    await built.projects.leave(person(BEN), number)
    assert [one.id for one in built.projects.mine(person(BEN)).within] == []


async def test_an_archived_project_can_be_followed_no_more_and_not_anew(built: Services) -> None:
    number = await begun(built)
    await built.following.follow(person(BEN), f"project:{number}", Way.ROLE)
    await built.project_editing.archive(FACILITATOR, number)
    mine = built.projects.mine(person(BEN))
    assert ([one.id for one in mine.followed], [one.id for one in mine.archived]) == ([], [number])
    assert built.projects.followed(person(BEN), number, Way.NOTHING).id == number
    with pytest.raises(ProjectGone):
        built.projects.followed(person(BEN), number, Way.DIGEST)
    with pytest.raises(ProjectGone):
        built.projects.followed(person(DEE), number)
    await built.following.unfollow(person(BEN), f"project:{number}")
    assert built.projects.mine(person(BEN)).archived == ()
    with pytest.raises(ProjectGone):
        built.projects.followed(person(BEN), number)


async def test_the_role_of_followers_opens_no_doors(built: Services) -> None:
    await built.community.set_up(
        person(DEE, Standing.ADMINISTRATOR), Community(GUILD, members_role_id=10, facilitators_role_id=11)
    )
    number, other = await begun(built), await begun(built, title="Another")
    for role_id in (10, 11, GUILD):
        with pytest.raises(InvalidInput, match="that role"):
            await built.project_editing.set_role(FACILITATOR, number, role_id)
    assert (await built.project_editing.set_role(FACILITATOR, number, 12)).role_id == 12
    with pytest.raises(InvalidInput, match="Another project"):
        await built.project_editing.set_role(FACILITATOR, other, 12)
    with pytest.raises(NotAllowed):
        await built.project_editing.set_role(person(ADA), number, 12)
    assert (await built.project_editing.set_role(FACILITATOR, number, None)).role_id is None
    await built.community.set_up(person(DEE, Standing.ADMINISTRATOR), Community(GUILD, members_role_id=10))
    assert (await built.project_editing.set_role(FACILITATOR, number, None)).role_id is None


async def test_whoever_is_erased_is_out_of_every_project_and_the_projects_stay(built: Services) -> None:
    number = await begun(built)
    await built.project_editing.edit_team(FACILITATOR, number, [BEN])
    [given] = json.loads(await built.privacy.export(GUILD, ADA))["held"]["projects"]["projects"]
    assert (given["title"], given["leads"]) == ("Tide lines", True)
    assert any("Projects" in str(one) for one in await built.privacy.erase(GUILD, ADA))
    left = built.projects.project(GUILD, number)
    assert (left.lead_id, left.team, left.title) == (None, (BEN,), "Tide lines")
    assert await built.privacy.erase(GUILD, DEE) == []
