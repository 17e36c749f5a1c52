"""What projects hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.projects import repository
from bot.projects.service import ProjectsService
from bot.texts import N_, Message


class ProjectsData:
    """In which projects a person is (``PersonalData``)."""

    feature = "projects"
    claims = (
        Claim("project_people", people=("member_id",), personal=("leads", "since"),
              impersonal=("project_id", "guild_id")),
    )  # fmt: skip

    def __init__(self, projects: ProjectsService) -> None:
        self._projects = projects

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        rows = await repository.places_of(session, guild_id, member_id)
        if not rows:
            return None
        return Holding(N_("Projects"), (N_("projects that name you as lead or in their team: {n}", n=len(rows)),))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        rows = await repository.places_of(session, guild_id, member_id)
        return {"projects": [{"title": title, "leads": row.leads, "since": row.since} for row, title in rows]}

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        if not await self._projects.forget(session, guild_id, member_id):
            return ()
        return (
            N_(
                "Projects stay with the group; your name is off them. A text in which somebody wrote it is theirs: "
                "please ask a facilitator to change it."
            ),
        )
