"""Every column that could name a person is answered for; export is whole; erasure is complete."""

import json
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, LargeBinary, Table, Time, insert, select
from sqlalchemy.types import Integer

from bot.community.privacy import Claim
from bot.services import Services
from bot.storage.base import UtcDateTime
from bot.storage.sealed import Sealed, SealedText
from bot.tables import metadata
from tests.services.people import ADA, BEN, GUILD, OTHER_GUILD

NOT_PERSONAL = {
    "announcement_topics": "what can be followed, and the role that comes with it",
    "checkin_rounds": "counts without a name; who has answered an open one is sealed, and goes when it closes",
    "checkin_schedules": "in which rhythm a channel is asked, and with which words",
    "checkin_settings": "what a server has chosen for its check-ins",
    "communities": "a server's settings: roles and channels, no people",
    "delivery_cancellations": "subjects of deliveries that are being cancelled bit by bit",
    "funding_channels": "in which channel a group has funding calls posted",
    "kept_terms": "words for skills that a facilitator wants to stay as they are",
    "support_agreements": "the text that a group agrees to",
    "support_unsigned": "questions without a name: who asked is sealed, for 30 days, and named in no column",
    "support_mutes": "names made up for a day, which tell of nobody",
    "support_settings": "which channels, role and hours a group has chosen for its space",
    "welcome_settings": "whether newcomers are greeted, and with which words; who has come stands in their own row",
    "workshop_feedback": "counts without a name; who has answered an open one is sealed, and goes when it closes",
    "workshop_groupings": "how a workshop's groups were made, and what they are to be; who sits in them is apart",
    "workshop_groups": "a group's topic, room and thread; who sits in it is apart",
    "workshop_rounds": "when a workshop's rounds began, and how long they are",
    "workshop_questions": "questions in advance; who asked is sealed apart, and forgotten a day after the workshop",
    "wanted_seekers": "keyed hashes, made for one term each, that name nobody without the key",
    "wanted_terms": "terms of the vocabulary that many have looked for",
    "reflection_models": "models for reflections that a group has made its own",
    "reflection_spaces": "in which channel a group shows reflections",
    "media": "files' bytes; whose they are is known to the resource that they belong to",
    "pairing_groups": "that some people were put together, and when; who stands in their places",
    "pairing_schedules": "in which rhythm people are put together",
    "projects": "what a group says of its projects; who is in them stands in their people",
    "project_pictures": "which pictures belong to a project",
    "revisions": "counts of changes to a server's read models",
}
"""Tables that no feature needs to answer for, and why."""

PLANTED = "a phrase planted for the test"
CHOSEN = {"career_stage": "Senior", "level": "learning", "way": "role"}
"""Columns that hold one of a few words."""


def claims(built: Services) -> dict[str, Claim]:
    return {claim.table: claim for data in built.privacy.registered for claim in data.claims}


async def test_every_table_and_column_is_answered_for(built: Services) -> None:
    claimed = claims(built)
    for table in metadata.sorted_tables:
        if table.name in NOT_PERSONAL:
            continue
        assert table.name in claimed, f"no feature answers for {table.name}"
        claim = claimed[table.name]
        answered = {*claim.people, *claim.personal, *claim.impersonal}
        assert answered == set(table.columns.keys()), f"{table.name}: answered for {answered}"


async def test_every_id_of_a_person_is_claimed_as_one(built: Services) -> None:
    claimed = claims(built)
    for table in metadata.sorted_tables:
        people = {column.name for column in table.columns if column.info.get("person")}
        assert people == set(claimed[table.name].people if table.name in claimed else ()), table.name
        unmarked = {
            column.name for column in table.columns if column.name.endswith(("member_id", "user_id", "owner_id"))
        }
        assert unmarked <= people, f"{table.name}: declare {unmarked - people} as Person"


def _value(column: Column[Any], member_id: int, guild_id: int, serial: int) -> Any:
    """Something of the column's type that names the person, or carries the planted phrase."""
    if column.info.get("person"):
        return member_id
    if column.name == "guild_id":
        return guild_id
    planted: dict[type, Any] = {
        SealedText: Sealed(PLANTED.encode()),
        UtcDateTime: datetime(2026, 1, 1, tzinfo=UTC), Date: date(2026, 1, 1), Time: time(9), Boolean: True,
        JSON: [], LargeBinary: f"{PLANTED} {serial}".encode(), Integer: serial,
    }  # fmt: skip
    for kind, value in planted.items():
        if isinstance(column.type, kind):
            return value
    return CHOSEN.get(column.name, f"{PLANTED} {serial}")


async def _plant(built: Services, member_id: int, guild_id: int, serial: int) -> None:
    async with built.database.begin() as session:
        for table in metadata.sorted_tables:
            if table.name not in NOT_PERSONAL:
                values = {column.name: _value(column, member_id, guild_id, serial) for column in table.columns}
                values |= {"detail": {}} if table.name == "audit_entries" else {}
                values |= {"visibility": {}} if table.name == "profiles" else {}
                values |= {"overrides": {}} if table.name == "meeting_occurrences" else {}
                await session.execute(insert(table).values(**values))


async def _naming(built: Services, table: Table, member_id: int, guild_id: int) -> int:
    people = [column for column in table.columns if column.info.get("person")]
    async with built.database.read() as session:
        rows = (await session.execute(select(table).where(table.c.guild_id == guild_id))).mappings().all()
    return sum(any(row[column.name] == member_id for column in people) for row in rows)


async def test_erasing_one_person_leaves_no_row_that_names_them_and_everyone_else_as_they_were(built: Services) -> None:
    for serial, (member, guild) in enumerate([(ADA, GUILD), (BEN, GUILD), (ADA, OTHER_GUILD)], start=1):
        await _plant(built, member, guild, serial)
    survivors = await built.privacy.erase(GUILD, ADA)
    assert len(survivors) == 11, (
        "settings, announcements, meetings, funding calls, workshops, a group's thread, worries without the name, "
        "what was shown, roles, projects, own lists"
    )
    assert any("listed again" in str(survivor) for survivor in survivors)
    for table in metadata.sorted_tables:
        if table.name in NOT_PERSONAL:
            continue
        assert await _naming(built, table, ADA, GUILD) == 0, table.name
        assert await _naming(built, table, BEN, GUILD) == 1, table.name
        assert await _naming(built, table, ADA, OTHER_GUILD) == 1, table.name
    assert await built.privacy.summary(GUILD, ADA) == []


async def test_the_export_holds_every_personal_column(built: Services) -> None:
    await _plant(built, ADA, GUILD, 1)
    document = json.loads(await built.privacy.export(GUILD, ADA))
    assert document["member"] == str(ADA)
    text = json.dumps(document["held"])
    for claim in claims(built).values():
        for column in claim.personal:
            # What a feature nests it gives by the thing's own words: skills by name and level.
            assert f'"{column}"' in text or column == "position", f"{claim.table}.{column} isn't exported"


async def test_nothing_is_held_about_a_stranger(built: Services) -> None:
    await _plant(built, BEN, GUILD, 1)
    assert await built.privacy.summary(GUILD, ADA) == []
    assert json.loads(await built.privacy.export(GUILD, ADA))["held"] == {
        "announcements": {"written": []},
        "apart": {"lists": []},
        "checkins": {"answered_check_ins_open_until": []},
        "community": {"preferences": [], "consents": [], "changes_you_made": [], "membership": None},
        "delivery": {"direct_messages": [], "direct_channels": []},
        "directory": {},
        "funding": {"calls": [], "searches": [], "asked": [], "put_in": 0},
        "following": {"follows": []},
        "introductions": {"introductions": []},
        "meetings": {
            "answers": [],
            "questions": [],
            "reminded": None,
            "calendar_addresses": [],
            "scheduled": 0,
            "speaking": 0,
        },
        "pairing": {"taking_part": None, "pairings": []},
        "projects": {"projects": []},
        "digest": {"subscription": None},
        "welcome": {"arrived": None},
        "reflection": {"agreed_at": None, "reflections": [], "drafts": [], "shown": []},
        "reminders": {"reminders": []},
        "resources": {"shared": []},
        "support": {"agreement": None, "duty": None, "worries": [], "questions": [], "unsigned": [], "messages": []},
        "workshops": {"sign_ups": [], "groups": [], "questions": [], "answered_feedback_open_until": [], "planned": 0},
    }


async def test_erasing_twice_is_harmless(built: Services) -> None:
    await _plant(built, ADA, GUILD, 1)
    assert await built.privacy.erase(GUILD, ADA) != []
    assert await built.privacy.erase(GUILD, ADA) == []
    assert await built.privacy.summary(GUILD, ADA) == []
