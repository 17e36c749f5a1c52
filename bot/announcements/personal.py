"""What announcements hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import repository
from bot.community.privacy import Claim, Holding
from bot.texts import N_, Message

WRITTEN = ("title", "text", "state", "first", "zone", "rule", "created_at", "sent_at")


class AnnouncementData:
    """Who wrote an announcement (``PersonalData``). What one follows is told by ``bot.following``."""

    feature = "announcements"
    claims = (
        Claim(
            "announcements",
            people=("author_id",),
            personal=WRITTEN,
            impersonal=(
                "id", "guild_id", "media_id", "channels", "subjects", "publish", "publishing", "pings_everyone",
                "ping_role_id", "next_at", "planned_with", "version",
            ),
        ),
    )  # fmt: skip

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        rows = await repository.by_author(session, guild_id, member_id)
        if not rows:
            return None
        return Holding(N_("Announcements"), (N_("announcements that you wrote: {n}", n=len(rows)),))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        rows = await repository.by_author(session, guild_id, member_id)
        return {"written": [{name: getattr(row, name) for name in WRITTEN} for row in rows]}

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        rows = await repository.by_author(session, guild_id, member_id)
        await repository.forget_author(session, guild_id, member_id)
        return (N_("Announcements that you wrote stay with the group, without your name."),) if rows else ()
