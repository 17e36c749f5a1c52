"""What shared resources hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.resources import repository
from bot.resources.service import ResourcesService
from bot.texts import N_, Message

SAID = ("added_at", "state", "title", "url", "note", "tags")


class ResourceData:
    """What a person has shared (``PersonalData``). A file's bytes are given in ``/resources mine``: together they
    wouldn't fit into what Discord carries."""

    feature = "resources"
    claims = (
        Claim(
            "resources", people=("added_by",), personal=SAID, impersonal=("id", "guild_id", "media_id", "approved_at")
        ),
    )

    def __init__(self, resources: ResourcesService) -> None:
        self._resources = resources

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        rows = await repository.added_by(session, guild_id, member_id)
        if not rows:
            return None
        return Holding(N_("Shared resources"), (N_("links and files that you shared: {n}", n=len(rows)),))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        return {
            "shared": [
                {name: getattr(row, name) for name in SAID} | {"file": file, "alternative_text": alt, "bytes": size}
                for row, file, alt, size in await repository.added_by(session, guild_id, member_id)
            ]
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        if not await self._resources.forget(session, guild_id, member_id):
            return ()
        return (
            N_(
                "Links that you shared, and a facilitator approved, stay with the group without your name. Files that "
                "you shared are gone. To remove a link too, ask a facilitator."
            ),
        )
