"""A list brought in and taken out by a facilitator, over the wire."""

from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

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
    assert "row 2, Discord number" in trial.text.replace("\\", "")


async def test_rows_without_a_number_are_found_by_their_people(home: House) -> None:
    facilitator, member, newcomer = [await home.person(name) for name in (FACILITATOR, MEMBER, NEWCOMER)]
    listed = "Who they are,Notes\nZelda Quill,bassoon making\nOmar Reed,Fellow\n"
    trial = await facilitator.types("/manage-directory import", file="0", files={"p.csv": listed.encode()})
    assert "no column is taken for people's names" in trial.text.replace("\\", "")
    columns = await facilitator.chooses(trial, "Correct what a column holds", ["Who they are"])
    trial = await facilitator.chooses(columns, "Choose what it holds", ["name"])
    assert "2 without a Discord number" in trial.text
    done = await facilitator.presses(trial, "Import; hidden until each agrees")
    assert "wait for their people" in done.text
    waiting = await facilitator.types("/manage-directory claims")
    assert "2 rows wait" in waiting.text
    await facilitator.presses(waiting, "Post the button in this channel")
    invitation = await member.sees("Are you on our list?")
    assert "Zelda" not in invitation.text
    refused = await newcomer.presses(invitation, "Find my row")
    assert "members" in refused.text
    form = await member.presses(invitation, "Find my row")
    assert "No entry waits" in (await member.fills_in(form, {"Your name, as the list has it": "Somebody Else"})).text
    form = await member.presses(invitation, "Find my row")
    own = await member.fills_in(form, {"Your name, as the list has it": "quill zelda"})
    assert "Winston Cole" in own.text, "his own entry goes before the row"
    assert own.ephemeral
    waiting = await facilitator.types("/manage-directory claims")
    assert "1 row waits" in waiting.text
    gone = await facilitator.presses(waiting, "Discard")
    assert "0 rows wait" in gone.text
    assert "quill zelda" in gone.text
