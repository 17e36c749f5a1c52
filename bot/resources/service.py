"""Shared resources' use cases: adding, finding, looking through what waits.

What is approved is found from memory (``ReadModel``); the bytes of files stay in the database until somebody wants
them. What a member adds waits for a facilitator; what a facilitator adds is there at once.
"""

import asyncio
from collections.abc import Set
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import media
from bot.community.media import Media
from bot.community.standing import Audience, Person, Standing, require
from bot.errors import InvalidInput
from bot.resources import repository
from bot.resources.entries import (
    MOST_WAITING,
    File,
    Found,
    Resource,
    ResourceGone,
    State,
    Wish,
    checked,
    tags_of,
)
from bot.resources.index import Index
from bot.resources.models import ResourceRow
from bot.resources.repository import Listed
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

FEATURE = MODEL = "resources"
SHOWN = 8
"""Of what fits a question: a message holds at most 40 components."""


class Vocabulary(Protocol):
    """What is needed of the directory: what words mean."""

    def concepts_in(self, text: str) -> Set[str]:
        """The skills and topics that a text names, whatever it calls them."""
        ...


class ResourcesService:
    """Links and files that people share."""

    model = MODEL

    def __init__(self, database: Database, clock: Clock, vocabulary: Vocabulary) -> None:
        self._database = database
        self._clock = clock
        self._vocabulary = vocabulary
        self._indexes: dict[int, Index] = {}

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Make the indexes anew (``ReadModel``)."""
        made: dict[int, Index] = {}
        for row in await repository.listed(session, guild_id, State.APPROVED):
            entry = resource_of(row)
            made.setdefault(row.row.guild_id, self._empty()).put(entry)
        if guild_id is None:
            self._indexes = made
        else:
            self._indexes[guild_id] = made.get(guild_id) or self._empty()

    def _empty(self) -> Index:
        return Index(self._vocabulary.concepts_in)

    # -- for members ------------------------------------------------------------------------

    def find(self, person: Person, query: str) -> Found:
        """What fits, best first; the newest without a question. Never raises for what was typed."""
        require(person.standing, Audience.MEMBER, set_up=True)
        query = " ".join(query.split())[:200]
        index = self._indexes.get(person.guild_id) or self._empty()
        fitting = index.search(query) if query else index.newest()
        return Found(query, tuple(fitting[:SHOWN]), len(fitting) > SHOWN, len(index.newest()))

    async def add_link(self, person: Person, wish: Wish) -> Resource:
        """Share a link. Raises ``InvalidInput`` for what can't be used, and for one that is there already."""
        return await self._add(person, checked(wish, has_file=False), None)

    async def add_file(self, person: Person, wish: Wish, content: bytes, filename: str, alt: str) -> Resource:
        """Share a file, cleaned of what is hidden in a picture. Raises ``InvalidInput`` for what can't be used."""
        wish = checked(wish, has_file=True)
        return await self._add(person, wish, await asyncio.to_thread(media.cleaned, content, filename, alt))

    async def _add(self, person: Person, wish: Wish, file: Media | None) -> Resource:
        require(person.standing, Audience.MEMBER, set_up=True)
        state = State.APPROVED if person.standing >= Standing.FACILITATOR else State.WAITING
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            if wish.url and await repository.has_link(session, person.guild_id, wish.url):
                raise InvalidInput(N_("That link has been shared already. Thank you all the same."))
            mine = await repository.added_by(session, person.guild_id, person.member_id)
            waiting = sum(one.row.state == State.WAITING for one in mine)
            if state is State.WAITING and waiting >= MOST_WAITING:
                raise InvalidInput(
                    N_("{most} of yours wait for a facilitator. Please share more later.", most=MOST_WAITING)
                )
            row = ResourceRow(
                guild_id=person.guild_id, added_by=person.member_id, added_at=now, state=state,
                approved_at=now if state is State.APPROVED else None,
                title=wish.title, url=wish.url, note=wish.note, tags=list(tags_of(wish.tags)),
                media_id=await media.keep(session, person.guild_id, file) if file else None,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            await bump(session, person.guild_id, MODEL)
        kept = File(file.name, file.alt, len(file.content)) if file else None
        return _resource(row, kept)

    async def mine(self, person: Person) -> list[Resource]:
        """What somebody has shared, newest first."""
        require(person.standing, Audience.MEMBER, set_up=True)
        async with self._database.read() as session:
            return [resource_of(row) for row in await repository.added_by(session, person.guild_id, person.member_id)]

    async def take_back(self, person: Person, resource_id: int) -> None:
        """Remove what one has shared oneself, with its file. Raises ``ResourceGone``."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.resource(session, person.guild_id, resource_id)
            if row is None or row.added_by != person.member_id:
                raise ResourceGone
            await self._delete(session, row)

    async def file(self, person: Person, resource_id: int) -> Media:
        """A shared file: an approved one, one's own, or any for facilitators. Raises ``ResourceGone``."""
        require(person.standing, Audience.MEMBER, set_up=True)
        async with self._database.read() as session:
            row = await repository.resource(session, person.guild_id, resource_id)
            if row is None or row.media_id is None or not _may_see(person, row):
                raise ResourceGone
            found = await media.fetch(session, person.guild_id, row.media_id)
        if found is None:
            raise ResourceGone
        return found

    # -- for facilitators -------------------------------------------------------------------

    async def all(self, person: Person) -> list[Resource]:
        """Every resource, those that wait first, then by title. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            found = [resource_of(row) for row in await repository.listed(session, person.guild_id)]
        return sorted(found, key=lambda one: (one.state is State.APPROVED, one.title.casefold(), one.id))

    async def approve(self, person: Person, resource_id: int) -> None:
        """Let everyone find it. Raises ``ResourceGone``."""
        async with self._database.begin() as session:
            row = await self._row(session, person, resource_id)
            if row.state != State.APPROVED:
                row.state, row.approved_at = State.APPROVED, self._clock.now()
            await bump(session, person.guild_id, MODEL)

    async def edit(self, person: Person, resource_id: int, wish: Wish) -> Resource:
        """Say of it something else. Raises ``ResourceGone``, and ``InvalidInput`` for what can't be used."""
        async with self._database.begin() as session:
            row = await self._row(session, person, resource_id)
            has_file = row.media_id is not None
            wish = checked(wish, has_file=has_file)
            if wish.url and wish.url != row.url and await repository.has_link(session, person.guild_id, wish.url):
                raise InvalidInput(N_("That link has been shared already. Thank you all the same."))
            row.title, row.url, row.note, row.tags = wish.title, wish.url, wish.note, list(tags_of(wish.tags))
            await bump(session, person.guild_id, MODEL)
        return _resource(row, None)

    async def remove(self, person: Person, resource_id: int) -> None:
        """Remove one, with its file. Raises ``ResourceGone``."""
        async with self._database.begin() as session:
            await self._delete(session, await self._row(session, person, resource_id))

    async def _row(self, session: AsyncSession, person: Person, resource_id: int) -> ResourceRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await lock_community(session, person.guild_id)
        row = await repository.resource(session, person.guild_id, resource_id)
        if row is None:
            raise ResourceGone
        return row

    # -- for privacy ------------------------------------------------------------------------

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> int:
        """Erase a person from what they shared: files, and links that nobody has approved, go with them; approved
        links stay without their name. How many stay."""
        for row in [one.row for one in await repository.added_by(session, guild_id, member_id)]:
            if row.media_id is not None or row.state != State.APPROVED:
                await self._delete(session, row)
        kept = await repository.forget_adder(session, guild_id, member_id)
        await bump(session, guild_id, MODEL)
        return kept

    async def _delete(self, session: AsyncSession, row: ResourceRow) -> None:
        if row.media_id is not None:
            await media.drop(session, row.guild_id, row.media_id)
        await repository.delete_resource(session, row.guild_id, row.id)
        await bump(session, row.guild_id, MODEL)


def _may_see(person: Person, row: ResourceRow) -> bool:
    approved = row.state == State.APPROVED
    return approved or row.added_by == person.member_id or person.standing >= Standing.FACILITATOR


def resource_of(listed: Listed) -> Resource:
    """A stored resource as a plain value."""
    file = File(listed.name, listed.alt or "", listed.size or 0) if listed.name is not None else None
    return _resource(listed.row, file)


def _resource(row: ResourceRow, file: File | None) -> Resource:
    return Resource(
        row.id, row.title, row.url, row.note, tuple(row.tags), State(row.state), row.added_by, row.added_at, file
    )
