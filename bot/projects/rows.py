"""From stored rows to a project as a plain value."""

from collections.abc import Iterable

from bot.projects.entries import Link, Picture, Project, Status
from bot.projects.models import ProjectPersonRow, ProjectRow


def project_of(row: ProjectRow, people: Iterable[ProjectPersonRow], pictures: Iterable[Picture]) -> Project:
    """A project with those in it, in the order in which they came."""
    people = list(people)
    return Project(
        id=row.id, guild_id=row.guild_id, title=row.title, short=row.short, summary=row.summary,
        partners=row.partners, status=Status(row.status), themes=tuple(row.themes), places=tuple(row.places),
        links=tuple(Link(label, url) for label, url in row.links), wanted=tuple(row.wanted), note=row.note,
        lead_id=next((one.member_id for one in people if one.leads), None),
        team=tuple(one.member_id for one in people if not one.leads), pictures=tuple(pictures),
        thread_id=row.thread_id, role_id=row.role_id, archived_at=row.archived_at, sequence=row.sequence,
    )  # fmt: skip
