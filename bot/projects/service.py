"""Projects' use cases for everyone in the group: seeing, finding, helping. ``editing.py`` changes them.

What is listed and found comes from memory (``ReadModel``). Members see projects that look for what they offer when
they ask, and never unasked. Who follows a project stands in ``bot.following``, under the subject ``project:12``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community import leavers, media
from bot.community.media import Media
from bot.community.standing import Audience, Person, Standing, require
from bot.delivery.kinds import Delivery, Kind
from bot.delivery.service import Outbox
from bot.errors import InvalidInput, NotAllowed
from bot.following.entries import Way
from bot.following.service import Following
from bot.projects import repository
from bot.projects.entries import Fitting, Helper, Mine, Page, Picture, Project, ProjectGone, Shown
from bot.projects.index import Index
from bot.projects.models import ProjectPersonRow
from bot.projects.rows import project_of
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

FEATURE = MODEL = "projects"
CARD, RENEWED = "project:card", "project:renewed"
A_PAGE = 6
"""Projects on one page of a list."""
MOST_HELPERS = 5


class Directory(Protocol):
    """What is needed of the directory: who people are, what words mean."""

    def concepts_in(self, text: str) -> Set[str]:
        """The skills and topics that a text names, whatever it calls them."""
        ...

    def name_of(self, guild_id: int, member_id: int) -> str | None:
        """A listed person's display name; None when they aren't listed."""
        ...


class Helpers(Protocol):
    """Who knows what, as people say themselves."""

    def called(self, skill: str) -> str:
        """The directory's own name for a skill."""
        ...

    def offered_by(self, person: Person) -> Set[str]:
        """What somebody says that they know well, and what that is a kind of, in small letters."""
        ...

    def who_know(
        self, person: Person, skills: Sequence[str], besides: frozenset[int], limit: int
    ) -> Sequence[tuple[int, str, tuple[str, ...]]]:
        """Whom this person may find that know some of these: number, name, and which."""
        ...


class ProjectsService:
    """The group's projects."""

    model = MODEL
    followed_as = N_("Projects")

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        following: Following,
        directory: Directory,
        helpers: Helpers,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._following = following
        self._directory = directory
        self._helpers = helpers
        self._projects: dict[int, dict[int, Project]] = {}
        self._indexes: dict[int, Index] = {}
        day = timedelta(days=1)
        outbox.register(
            Kind(CARD, N_("Projects' cards in their threads"), self.prepare, useful_for=day),
            Kind(RENEWED, N_("Projects' cards, brought up to date"), self.prepare, useful_for=day, edits=True),
        )

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Read the projects, and make the indexes anew (``ReadModel``)."""
        people: defaultdict[int, list[ProjectPersonRow]] = defaultdict(list)
        for one in await repository.people(session, guild_id):
            people[one.project_id].append(one)
        pictures: defaultdict[int, list[Picture]] = defaultdict(list)
        for kept, alt in await repository.pictures(session, guild_id):
            pictures[kept.project_id].append(Picture(kept.media_id, alt))
        found: dict[int, dict[int, Project]] = {}
        for row in await repository.projects(session, guild_id):
            made = project_of(row, people[row.id], pictures[row.id])
            found.setdefault(row.guild_id, {})[row.id] = made
        if guild_id is None:
            self._projects, self._indexes = found, {}
        else:
            self._projects[guild_id] = found.get(guild_id, {})
        for guild in found if guild_id is None else [guild_id]:
            index = self._indexes[guild] = Index(self._directory.concepts_in)
            for project in self.current(guild):
                index.put(project)

    # -- from memory ------------------------------------------------------------------------

    def subjects(self, guild_id: int) -> Mapping[str, str]:
        """What can be followed of projects, each subject with the project's name."""
        return {one.subject: one.name for one in self.current(guild_id)}

    def roles(self, guild_id: int) -> Mapping[str, int]:
        """The roles of those who follow projects by a role, by subject."""
        return {one.subject: one.role_id for one in self.current(guild_id) if one.role_id}

    def current(self, guild_id: int) -> list[Project]:
        """The projects that aren't archived, by name."""
        there = (one for one in self._projects.get(guild_id, {}).values() if one.archived_at is None)
        return sorted(there, key=lambda one: (one.name.casefold(), one.id))

    def project(self, guild_id: int, project_id: int) -> Project:
        """A project, archived or not. Raises ``ProjectGone``."""
        found = self._projects.get(guild_id, {}).get(project_id)
        if found is None:
            raise ProjectGone
        return found

    def editable(self, person: Person) -> list[Project]:
        """Those that somebody may change: their own, or all for facilitators, archived ones last."""
        may = [one for one in self._projects.get(person.guild_id, {}).values() if may_edit(person, one)]
        return sorted(may, key=lambda one: (one.archived_at is not None, one.name.casefold(), one.id))

    # -- for members ------------------------------------------------------------------------

    def list(self, person: Person, page: int = 0) -> Page:
        """A page of the projects there are, by name."""
        require(person.standing, Audience.MEMBER, set_up=True)
        found = self.current(person.guild_id)
        last = max(0, -(-len(found) // A_PAGE) - 1)
        page = min(max(page, 0), last)
        return Page(tuple(found[page * A_PAGE : (page + 1) * A_PAGE]), page, last, len(found))

    def search(self, person: Person, about: str) -> tuple[Project, ...]:
        """Those that fit, best first, as many as fit on a card. Never raises for what was typed."""
        require(person.standing, Audience.MEMBER, set_up=True)
        index = self._indexes.get(person.guild_id)
        return tuple(index.search(" ".join(about.split())[:200])[:A_PAGE]) if index else ()

    async def show(self, person: Person, project_id: int) -> Shown:
        """A project as somebody sees it; archived ones are for those who may change them. Raises ``ProjectGone``."""
        require(person.standing, Audience.MEMBER, set_up=True)
        project = self.project(person.guild_id, project_id)
        edits = may_edit(person, project)
        if project.archived_at is not None and not edits:
            raise ProjectGone
        return await self._shown(project, edits=edits)

    async def _shown(self, project: Project, *, edits: bool) -> Shown:
        async with self._database.read() as session:
            left = await leavers.missing(session, project.guild_id)
        people = (project.lead_id, *project.team) if project.lead_id is not None else project.team
        names = ((one, self._directory.name_of(project.guild_id, one)) for one in people if one not in left)
        return Shown(
            project, tuple((one, name) for one, name in names if name is not None),
            lead_left=project.lead_id in left, may_edit=edits,
        )  # fmt: skip

    def followed(self, person: Person, project_id: int, way: Way | None = None) -> Project:
        """A project that somebody follows or may follow; in a ``way``, if it is to be in that. One that is archived can
        be followed no more, which stays possible for whoever follows it. Raises ``ProjectGone``."""
        require(person.standing, Audience.MEMBER, set_up=True)
        project = self.project(person.guild_id, project_id)
        if project.archived_at is None:
            return project
        follows = self._following.way_of(person.guild_id, person.member_id, project.subject) is not Way.NOTHING
        if way not in (None, Way.NOTHING) or not (follows or may_edit(person, project)):
            raise ProjectGone
        return project

    def mine(self, person: Person) -> Mine:
        """The projects that somebody is in, and those besides that they follow."""
        require(person.standing, Audience.MEMBER, set_up=True)
        me = person.member_id
        subjects = self._following.subjects_of(person.guild_id, me)
        there = self.current(person.guild_id)
        within = tuple(one for one in there if me == one.lead_id or me in one.team)
        followed = tuple(one for one in there if one.subject in subjects and one not in within)
        known = self._projects.get(person.guild_id, {}).values()
        archived = (one for one in known if one.archived_at is not None and one.subject in subjects)
        return Mine(within, followed, tuple(sorted(archived, key=lambda one: (one.name.casefold(), one.id))))

    def for_me(self, person: Person) -> tuple[Fitting, ...]:
        """Projects that look for what somebody offers in their own directory entry, most of it first; not those that
        they are in. Raises ``InvalidInput`` for those whose entry offers nothing."""
        require(person.standing, Audience.MEMBER, set_up=True)
        offered = self._helpers.offered_by(person)
        if not offered:
            raise InvalidInput(
                N_("Your directory entry names no skill that you know well, so nothing can be matched. Type "
                   "/profile skills add to say what you offer.")
            )  # fmt: skip
        within = self.mine(person).within
        wanting = (
            Fitting(one, tuple(skill for skill in one.wanted if skill.casefold() in offered))
            for one in self.current(person.guild_id) if one not in within
        )  # fmt: skip
        return tuple(sorted((one for one in wanting if one.skills), key=lambda one: -len(one.skills)))[:A_PAGE]

    def who_could_help(self, person: Person, project_id: int) -> tuple[Project, tuple[Helper, ...]]:
        """Who knows what a project wants, for its lead and facilitators. Raises ``NotAllowed`` for others, and
        ``InvalidInput`` when it wants nothing."""
        project = self.project(person.guild_id, project_id)
        if not may_edit(person, project):
            raise NotAllowed(N_("Who could help is shown to whoever leads the project, and to facilitators."))
        if not project.wanted:
            raise InvalidInput(N_("The project doesn't say which skills it wants. Add some with /projects edit."))
        besides = frozenset({person.member_id, *project.team, project.lead_id or 0})
        found = self._helpers.who_know(person, project.wanted, besides, MOST_HELPERS)
        return project, tuple(Helper(*one) for one in found)

    async def picture(self, person: Person, project_id: int, number: int) -> tuple[Project, Media]:
        """A project's picture, counted from 0. Raises ``ProjectGone`` when it isn't there."""
        project = (await self.show(person, project_id)).project
        if not 0 <= number < len(project.pictures):
            raise ProjectGone
        async with self._database.read() as session:
            found = await media.fetch(session, person.guild_id, project.pictures[number].media_id)
        if found is None:
            raise ProjectGone
        return project, found

    async def leave(self, person: Person, project_id: int) -> Project:
        """Take oneself out of a project. Raises ``ProjectGone``."""
        project = self.project(person.guild_id, project_id)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            await repository.delete_places(session, person.guild_id, person.member_id, project_id)
            await self.changed(session, person.guild_id, project_id)
        return project

    # -- for deliveries, editing and privacy --------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Shown | None:
        """A project's card as things stand now; None once it is archived or gone."""
        project = self._projects.get(delivery.guild_id, {}).get(delivery.subject_id)
        if project is None or project.archived_at is not None:
            return None
        return await self._shown(project, edits=False)

    async def changed(self, session: AsyncSession, guild_id: int, project_id: int) -> None:
        """Note, in the transaction that changes a project, that its posted card is out of date."""
        row = await repository.project(session, guild_id, project_id)
        if row is not None:
            row.sequence += 1
            await self._outbox.correct(session, guild_id, CARD, {row.id: row.sequence}, RENEWED)
        await bump(session, guild_id, MODEL)

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> int:
        """Take a person out of every project; out of how many."""
        places = await repository.places_of(session, guild_id, member_id)
        await repository.delete_places(session, guild_id, member_id)
        for place, _title in places:
            await self.changed(session, guild_id, place.project_id)
        return len(places)


def may_edit(person: Person, project: Project) -> bool:
    """Whether somebody may change a project: who leads it, and facilitators."""
    return person.standing >= Standing.FACILITATOR or project.lead_id == person.member_id
