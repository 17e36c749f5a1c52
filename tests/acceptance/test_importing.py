"""A list brought in and taken out by a facilitator, over the wire."""

from tests.acceptance.house import FACILITATOR, MEMBER, SAMPLE, House

PERSON = SAMPLE.profiles[0]


async def test_a_list_is_tried_out_confirmed_and_taken_out(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    listed = f"Name;Discord ID;Expertise;Phone\nNewly Named;{PERSON.member_id};Zither playing:can teach;123\n"
    trial = await facilitator.types("/manage-directory import", file="0", files={"people.csv": listed.encode()})
    assert trial.ephemeral
    assert "Nothing is imported yet" in trial.text
    assert "Left out: Phone" in trial.text
    assert "0 entries would be added, 1 changed" in trial.text
    done = await facilitator.presses(trial, "Import; hidden until each agrees")
    assert "1 changed" in done.text
    assert "Newly Named" in (await member.types("/who", query="zither playing")).text
    taken = await facilitator.types("/manage-directory export")
    assert "The listed entries" in taken.text


async def test_a_file_that_is_none_is_one_line(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    refused = await facilitator.types(
        "/manage-directory import", file="0", files={"people.xlsx": b"PK not a spreadsheet"}
    )
    assert "isn't a spreadsheet" in refused.text
    wrong = "Name,Discord ID\nNobody,12\n"
    trial = await facilitator.types("/manage-directory import", file="0", files={"p.csv": wrong.encode()})
    assert "row 2, member_id" in trial.text.replace("\\", "")
