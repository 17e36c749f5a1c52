"""What the directory holds about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.directory import repository
from bot.directory.service import MODEL
from bot.directory.wanted import WantedService
from bot.storage.revisions import bump
from bot.texts import N_, Message


class DirectoryData:
    """What the directory holds about a person (``PersonalData``)."""

    feature = "directory"
    claims = (
        Claim(
            "profiles",
            people=("member_id",),
            personal=(
                "display_name", "pronouns", "role", "career_stage", "settings", "interests", "bio", "open_to",
                "findable_by_newcomers", "paused_until", "confirmed_on", "consented_at", "updated_at",
                "visibility",
            ),
            impersonal=("guild_id",),
        ),
        Claim(
            "profile_skills",
            people=("member_id",), personal=("name", "level", "position"), impersonal=("guild_id",),
        ),
        Claim("unclaimed_entries", people=("claimed_by",), personal=("name",),
              impersonal=("id", "guild_id", "entry", "added_at")),
    )  # fmt: skip

    def __init__(self, wanted: WantedService) -> None:
        self._wanted = wanted

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        row = await repository.profile(session, guild_id, member_id)
        lines: list[Message] = []
        if row is not None:
            lines.append(N_("your entry; number of skills in it: {n}", n=len(row.skills)))
            if row.consented_at is None:
                lines.append(N_("it is hidden: your consent isn't on record"))
        if await repository.claims_of(session, guild_id, member_id):
            lines.append(N_("the name under which the group's list has you"))
        if not lines:
            return None
        return Holding(N_("Directory"), tuple(lines))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        row = await repository.profile(session, guild_id, member_id)
        claimed = await repository.claims_of(session, guild_id, member_id)
        said: dict[str, object] = {"claimed_rows": [{"name": name} for name in claimed]} if claimed else {}
        if row is None:
            return said
        columns = next(claim.personal for claim in self.claims if claim.table == "profiles")
        return (
            said
            | {column: getattr(row, column) for column in columns}
            | {"skills": [{"name": skill.name, "level": skill.level} for skill in row.skills]}
        )

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await self._wanted.forget(session, guild_id, member_id)
        await repository.forget_claims(session, guild_id, member_id)
        erased = await repository.delete_profile(session, guild_id, member_id)
        await bump(session, guild_id, MODEL)
        if not erased:
            return ()
        return (
            N_(
                "If the facilitators keep a list of their own with you on it, you'd be listed again when it is "
                "next imported. Please ask them to take you off it."
            ),
        )
