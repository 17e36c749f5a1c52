"""Shared resources as people meet them: shared, looked through, found, fetched, and what can't be kept."""

from typing import Any

from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from sandbox.driver import Form, Shown
from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House
from tests.unit.test_media import PLACE, picture

OTHER = next(one.display_name for one in SAMPLE.profiles if one.display_name not in (MEMBER, FACILITATOR))


async def adds(home: House, **options: Any) -> Shown:
    return await (await home.person(MEMBER)).types("/resources add", **options)


async def test_a_link_is_shared_looked_at_and_found(home: House) -> None:
    member, facilitator, other = [await home.person(name) for name in (MEMBER, FACILITATOR, OTHER)]
    added = await adds(home, title="Ethics *form*", link="https://www.example.org/ethics", tags="ethics", note="Short")
    assert added.ephemeral
    assert "A facilitator looks at it first" in added.text
    assert "Ethics" not in (await other.types("/resources find", about="ethics form")).text
    waiting = await facilitator.types("/manage-resources waiting")
    assert f"<@{member.id}>" in waiting.text
    assert r"Ethics \*form\*" in waiting.text
    form = await facilitator.presses(waiting, "Edit")
    assert isinstance(form, Form)
    await facilitator.fills_in(form, {"Tags": "ethics, research governance"})
    assert "Ethics" not in (await facilitator.presses(waiting, "Approve")).text
    found = await other.types("/resources find", about="research governance")
    assert r"Ethics \*form\*" in found.text
    assert "example" in found.text
    assert found.button("Open the link").url == "https://www.example.org/ethics"
    assert str(member.id) not in found.text, "who shared it isn't shown to everyone"
    mine = await member.types("/resources mine")
    assert "Everyone finds it" in mine.text
    await member.presses(mine, "Take it back")
    assert "Ethics" not in (await other.types("/resources find", about="ethics form")).text


async def test_a_picture_loses_what_is_hidden_and_keeps_its_text(home: House) -> None:
    files = {"IMG 1.jpg": picture("JPEG")}
    refused = await adds(home, title="Our poster", file="0", files=files)
    assert "what the picture shows" in refused.text
    added = await adds(home, title="Our poster", file="0", files=files, alt="Two people at a table")
    assert "has been removed" in added.text
    facilitator, other = await home.person(FACILITATOR), await home.person(OTHER)
    waiting = await facilitator.types("/manage-resources waiting")
    assert "The picture shows: Two people at a table" in waiting.text
    await facilitator.presses(waiting, "Approve")
    given = await other.presses(await other.types("/resources find", about="poster"), "Get the file")
    [file] = given.payload["attachments"]
    assert file["description"] == "Two people at a table"
    assert file["filename"] == "IMG-1.jpg"
    assert home.services is not None
    everything = await home.services.resources.all(_facilitator())
    [poster] = [one for one in everything if one.title == "Our poster"]
    kept = await home.services.resources.file(_facilitator(), poster.id)
    assert PLACE.encode() not in kept.content


def _facilitator() -> Somebody:
    return Somebody(SAMPLE.guild_id, SAMPLE.people[FACILITATOR].id, Standing.FACILITATOR)


async def test_what_cannot_be_kept_is_said_clearly(home: House) -> None:
    for options, says in (
        ({"link": "ftp://example.org/a"}, "has to begin with https://"),
        ({"link": "javascript:alert(1)"}, "has to begin with https://"),
        ({"link": "https://a:b@example.org"}, "a name or a password in it"),
        ({}, "either a link or a file"),
        ({"link": "https://example.org", "file": "0", "files": {"a.txt": b"x"}}, "one of the two, not both"),
        ({"file": "0", "files": {"a.pdf": b"MZ\x90\x00 a program"}}, "That kind of file isn't taken"),
        ({"link": "https://example.org", "tags": ",".join("abcdefghi")}, "At most 8 tags"),
    ):
        assert says in (await adds(home, title="x", **options)).text, options


async def test_a_file_of_25_mb_is_refused_kindly_before_it_is_downloaded(home: House) -> None:
    refused = await adds(home, title="A film", file="0", files={"a.pdf": b"%PDF-" + b"x" * (5 * 1024 * 1024)})
    assert "at most 4 MB can be kept here" in refused.text
    assert "share the link" in refused.text


async def test_a_link_in_a_message_is_shared_and_nothing_else_of_it(home: House) -> None:
    member, other = await home.person(MEMBER), await home.person(OTHER)
    said = await other.writes("A secret, and [this](https://example.org/guide_1), see?", channel="general")
    form = await member.uses("Share as a resource", said)
    assert isinstance(form, Form)
    assert form.field("Link").component["value"] == "https://example.org/guide_1"
    assert "secret" not in str(form.payload)
    added = await member.fills_in(form, {"Title": "The guide"})
    assert "Thank you" in added.text
    plain = await other.writes("No link here", channel="general")
    assert "There is no link in it" in (await member.uses("Share as a resource", plain)).text
    again = await member.uses("Share as a resource", said)
    assert isinstance(again, Form)
    assert "shared already" in (await member.fills_in(again, {"Title": "Again"})).text


async def test_a_facilitator_edits_and_removes_what_is_there(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    await facilitator.types("/resources add", title="Walking interviews", link="https://example.org/walk")
    offered = await facilitator.completions("/manage-resources edit", resource="walking")
    number = offered["Walking interviews"]
    form = await facilitator.types("/manage-resources edit", resource=number)
    assert isinstance(form, Form)
    assert "has to begin with" in (await facilitator.fills_in(form, {"Link": "gopher://x.example"})).text
    form = await facilitator.types("/manage-resources edit", resource=number)
    assert isinstance(form, Form)
    await facilitator.fills_in(form, {"Title": "Go-along interviews"})
    assert "Go\\-along" in (await facilitator.types("/resources find", about="along interviews")).text
    assert "Removed" in (await facilitator.types("/manage-resources remove", resource=number)).text
    gone = await facilitator.types("/manage-resources remove", resource=number)
    assert "isn't there any more" in gone.text
    assert "/resources" not in str(await (await home.person(NEWCOMER)).commands())
