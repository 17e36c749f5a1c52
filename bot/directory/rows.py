"""Entries between their rows and plain values."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.entries import Level, Openness, Profile, Sight, Skill
from bot.directory.models import ProfileRow, ProfileSkillRow

COLUMNS = (
    "display_name", "pronouns", "role", "career_stage", "settings", "interests", "bio", "open_to",
)  # fmt: skip
"""What an entry says of its person."""


def fields_of(profile: Profile) -> dict[str, Any]:
    """What an entry says of its person, as its columns hold it; skills stand apart, and so does who may see it."""
    said = {name: getattr(profile, name) for name in COLUMNS}
    return said | {"settings": sorted(profile.settings), "open_to": sorted(profile.open_to)}


def profile_of(row: ProfileRow) -> Profile:
    """A row as plain values."""
    return Profile(
        member_id=row.member_id,
        display_name=row.display_name,
        pronouns=row.pronouns,
        role=row.role,
        career_stage=CareerStage(row.career_stage) if row.career_stage else None,
        settings=frozenset(Setting(item) for item in row.settings),
        skills=tuple(Skill(skill.name, Level(skill.level)) for skill in row.skills),
        interests=row.interests,
        bio=row.bio,
        open_to=frozenset(Openness(item) for item in row.open_to),
        findable_by_newcomers=row.findable_by_newcomers,
        paused_until=row.paused_until,
        confirmed_on=row.confirmed_on,
        visibility={field: Sight(who) for field, who in row.visibility.items()},
    )


def write(row: ProfileRow, profile: Profile) -> None:
    """Write what an entry says of its person into its row; who may see it stays."""
    for name, value in fields_of(profile).items():
        setattr(row, name, value)
    known = {skill.name: skill for skill in row.skills}
    row.skills = [
        _skill_row(known.get(skill.name), row, skill, position) for position, skill in enumerate(profile.skills)
    ]


def _skill_row(known: ProfileSkillRow | None, row: ProfileRow, skill: Skill, position: int) -> ProfileSkillRow:
    # Rows are changed in place: deleting and inserting the same key in one flush would clash.
    found = known or ProfileSkillRow(guild_id=row.guild_id, member_id=row.member_id, name=skill.name)
    found.level, found.position = skill.level, position
    return found


def empty_row(guild_id: int, member_id: int, now: datetime) -> ProfileRow:
    """An entry that says nothing yet, and that nobody has agreed to."""
    return ProfileRow(
        guild_id=guild_id, member_id=member_id, display_name="", pronouns="", role="",
        career_stage=None, settings=[], interests="", bio="", open_to=[], findable_by_newcomers=False,
        paused_until=None, consented_at=None, updated_at=now, visibility={}, skills=[],
    )  # fmt: skip


async def insert_all(
    session: AsyncSession, guild_id: int, profiles: Sequence[Profile], *, consented_at: datetime | None, now: datetime
) -> None:
    """Add entries of people who have none, many at once: a list of 50,000 would take minutes row by row."""
    if not profiles:
        return
    entries = [
        {
            **fields_of(profile), "guild_id": guild_id, "member_id": profile.member_id,
            "findable_by_newcomers": profile.findable_by_newcomers, "visibility": dict(profile.visibility),
            "consented_at": consented_at, "updated_at": now,
        }
        for profile in profiles
    ]  # fmt: skip
    skills = [
        {
            "guild_id": guild_id, "member_id": profile.member_id, "name": skill.name, "level": skill.level,
            "position": position,
        }
        for profile in profiles
        for position, skill in enumerate(profile.skills)
    ]  # fmt: skip
    await session.execute(insert(ProfileRow), entries)
    if skills:
        await session.execute(insert(ProfileSkillRow), skills)
