"""Changing projects: those who lead one change their own, facilitators add, change and archive them all."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import media
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Draft
from bot.delivery.service import Outbox
from bot.errors import InvalidInput, NotAllowed
from bot.following.service import Following
from bot.projects import repository
from bot.projects.entries import (
    MOST_PICTURES,
    MOST_TEAM,
    Project,
    ProjectGone,
    Status,
    checked_about,
    checked_more,
)
from bot.projects.models import ProjectPersonRow, ProjectPictureRow, ProjectRow
from bot.projects.service import CARD, Helpers, ProjectsService, may_edit
from bot.storage.database import Database, lock_community
from bot.texts import N_

MOST_PROJECTS = 200
"""Of one community, archived ones with them."""


class ProjectEditing:
    """Projects, added and changed."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        following: Following,
        outbox: Outbox,
        helpers: Helpers,
        projects: ProjectsService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._following = following
        self._outbox = outbox
        self._helpers = helpers
        self._projects = projects

    # -- for those who lead one, and facilitators ---------------------------------------------

    def may_edit(self, person: Person, project_id: int) -> Project:
        """A project that somebody may change, from memory. Raises ``ProjectGone``, and ``NotAllowed``."""
        project = self._projects.project(person.guild_id, project_id)
        if not may_edit(person, project):
            raise NotAllowed(N_("A project is changed by whoever leads it, and by facilitators."))
        return project

    async def edit_about(self, person: Person, project_id: int, typed: Mapping[str, str]) -> Project:
        """Say what it is: title, short name, summary, partners, status, as typed.

        Raises ``InvalidInput`` for what can't be used, and as ``may_edit`` does.
        """
        return await self._write(person, project_id, checked_about(typed))

    async def edit_more(self, person: Person, project_id: int, typed: Mapping[str, str]) -> Project:
        """Say its themes, places, links and the help it wants, as typed. Raises as ``edit_about`` does."""
        return await self._write(person, project_id, checked_more(typed, self._helpers.called))

    async def edit_team(self, person: Person, project_id: int, team: Collection[int]) -> Project:
        """Say who is in it besides whoever leads it. Raises ``InvalidInput`` for too many, and as ``may_edit`` does."""
        async with self._database.begin() as session:
            row = await self._row(session, person, project_id)
            await self._put_team(session, row, team)
            await self._projects.changed(session, person.guild_id, project_id)
        return self._projects.project(person.guild_id, project_id)

    async def add_picture(self, person: Person, project_id: int, content: bytes, filename: str, alt: str) -> Project:
        """Keep a picture, without what is hidden in it; ``alt`` says what it shows. Raises ``InvalidInput`` for what
        isn't one, is too large or has no ``alt``, and as ``may_edit`` does."""
        self._refuse_more_pictures(self.may_edit(person, project_id))
        picture = await asyncio.to_thread(media.cleaned_picture, content, filename, alt)
        async with self._database.begin() as session:
            row = await self._row(session, person, project_id)
            kept = ProjectPictureRow(
                media_id=await media.keep(session, row.guild_id, picture), guild_id=row.guild_id, project_id=row.id
            )  # fmt: skip
            session.add(kept)
            await self._projects.changed(session, person.guild_id, project_id)
        return self._projects.project(person.guild_id, project_id)

    def _refuse_more_pictures(self, project: Project) -> None:
        if len(project.pictures) >= MOST_PICTURES:
            raise InvalidInput(
                N_("A project has at most {most} pictures. Please take one away first.", most=MOST_PICTURES)
            )

    async def drop_picture(self, person: Person, project_id: int, media_id: int) -> Project:
        """Take a picture away. Nothing happens when it is gone already. Raises as ``may_edit`` does."""
        async with self._database.begin() as session:
            row = await self._row(session, person, project_id)
            if any(one.media_id == media_id for one in self._projects.project(row.guild_id, row.id).pictures):
                await repository.delete_picture(session, row.guild_id, media_id)
                await media.drop(session, row.guild_id, media_id)
                await self._projects.changed(session, row.guild_id, row.id)
        return self._projects.project(person.guild_id, project_id)

    # -- for facilitators -------------------------------------------------------------------

    async def add(self, person: Person, lead_id: int | None, typed: Mapping[str, str]) -> Project:
        """Add a project, with who leads it. Raises ``InvalidInput`` for what can't be used, and for one that is there
        already."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        about, now = checked_about(typed), self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            known = await repository.projects(session, person.guild_id)
            if any(row.title.casefold() == str(about["title"]).casefold() for row in known):
                raise InvalidInput(
                    N_("There is a project of that title already; perhaps an archived one: /manage-projects edit.")
                )
            if len(known) >= MOST_PROJECTS:
                raise InvalidInput(
                    N_("There is room for {most} projects here, and they are taken.", most=MOST_PROJECTS)
                )
            row = ProjectRow(guild_id=person.guild_id, created_at=now, status=Status.PLANNED)
            _set(row, about)
            session.add(row)
            await session.flush()
            if lead_id is not None:
                session.add(_person(row, lead_id, now, leads=True))
            self._community.note(session, person, "project added")
            await self._projects.changed(session, person.guild_id, row.id)
        return self._projects.project(person.guild_id, row.id)

    async def name_lead(self, person: Person, project_id: int, lead_id: int | None, team: Collection[int]) -> Project:
        """Say who leads it, or nobody, and who is in its team. Raises ``InvalidInput`` for too many, ``ProjectGone``,
        and ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            row = await self._row(session, person, project_id)
            for one in await repository.people(session, row.guild_id, row.id):
                if one.leads:
                    await session.delete(one)
            await session.flush()
            if lead_id is not None:
                await repository.delete_places(session, row.guild_id, lead_id, row.id)
                session.add(_person(row, lead_id, self._clock.now(), leads=True))
                await session.flush()
            await self._put_team(session, row, team)
            self._community.note(session, person, "project lead named")
            await self._projects.changed(session, row.guild_id, row.id)
        return self._projects.project(person.guild_id, project_id)

    async def set_role(self, person: Person, project_id: int, role_id: int | None) -> Project:
        """The role that those get who follow it by a role. Raises ``InvalidInput`` for the members' and the
        facilitators' own, which open doors."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        if self._following.gives_standing(person.guild_id, role_id):
            raise InvalidInput(
                N_("Anybody who follows the project would get that role, and what comes with it. Please choose one "
                   "that is for this project alone.")
            )  # fmt: skip
        self._refuse_a_shared_role(person, project_id, role_id)
        return await self._write(person, project_id, {"role_id": role_id})

    def _refuse_a_shared_role(self, person: Person, project_id: int, role_id: int | None) -> None:
        others = (one for one in self._projects.current(person.guild_id) if one.id != project_id)
        if role_id is not None and any(one.role_id == role_id for one in others):
            raise InvalidInput(N_("Another project has that role already. Please choose one for this project alone."))

    async def discuss(self, person: Person, project_id: int, thread_id: int) -> Project:
        """Note the thread in which it is discussed, and have its card posted there."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            row = await self._row(session, person, project_id)
            row.thread_id = thread_id
            await self._projects.changed(session, row.guild_id, row.id)
            draft = Draft(
                f"project:{row.id}:card:{thread_id}", CARD, row.id, self._clock.now(), channel_id=thread_id
            )  # fmt: skip
            await self._outbox.put(session, row.guild_id, draft)
        return self._projects.project(person.guild_id, project_id)

    async def archive(self, person: Person, project_id: int, *, archived: bool = True) -> Project:
        """Put it away, or bring it back: what is archived is found by facilitators and its lead alone."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        at: datetime | None = self._clock.now() if archived else None
        return await self._write(person, project_id, {"archived_at": at}, "project archived" if archived else None)

    # -- what they share -----------------------------------------------------------------------

    async def _write(
        self, person: Person, project_id: int, columns: Mapping[str, object], action: str | None = None
    ) -> Project:
        async with self._database.begin() as session:
            row = await self._row(session, person, project_id)
            _set(row, columns)
            if action is not None:
                self._community.note(session, person, action)
            await self._projects.changed(session, row.guild_id, row.id)
        return self._projects.project(person.guild_id, project_id)

    async def _row(self, session: AsyncSession, person: Person, project_id: int) -> ProjectRow:
        """The row of a project that somebody may change. Raises ``ProjectGone``, and ``NotAllowed``."""
        await lock_community(session, person.guild_id)
        self.may_edit(person, project_id)
        row = await repository.project(session, person.guild_id, project_id)
        if row is None:
            raise ProjectGone
        return row

    async def _put_team(self, session: AsyncSession, row: ProjectRow, team: Collection[int]) -> None:
        known = {one.member_id: one for one in await repository.people(session, row.guild_id, row.id)}
        wanted = {one for one in team if one not in known or not known[one].leads}
        if len(wanted) > MOST_TEAM:
            raise InvalidInput(N_("A team here has at most {most} people.", most=MOST_TEAM))
        for member_id, one in known.items():
            if not one.leads and member_id not in wanted:
                await session.delete(one)
        now = self._clock.now()
        session.add_all(_person(row, one, now, leads=False) for one in sorted(wanted - known.keys()))
        await session.flush()


def _set(row: ProjectRow, columns: Mapping[str, object]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _person(row: ProjectRow, member_id: int, since: datetime, *, leads: bool) -> ProjectPersonRow:
    return ProjectPersonRow(
        project_id=row.id, guild_id=row.guild_id, member_id=member_id, leads=leads, since=since
    )  # fmt: skip
