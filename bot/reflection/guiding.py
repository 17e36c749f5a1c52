"""What a community sets for reflections: models of its own, and where its reflective space is. Kept in memory, since
each is looked at while a command is typed or a form opened."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.reflection import repository
from bot.reflection.guides import (
    DEFAULT,
    LONGEST_TITLE,
    LONGEST_USE,
    MOST_OWN,
    Guide,
    GuideGone,
    Prompt,
    in_steps,
    read_prompts,
)
from bot.reflection.library import BUILT_IN
from bot.reflection.models import GuideRow, SpaceRow
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

MODEL = "reflection"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a community has set: its own models, and the channel or thread of its reflective space."""

    guides: tuple[Guide, ...]
    space_id: int | None


class GuidesService:
    """The reflective models there are, and the reflective space (``ReadModel``)."""

    model = MODEL

    def __init__(self, database: Database, community: CommunityService) -> None:
        self._database = database
        self._community = community
        self._own: dict[int, dict[str, Guide]] = {}
        self._spaces: dict[int, int] = {}

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        if guild_id is None:
            self._own.clear()
            self._spaces.clear()
        else:
            self._own.pop(guild_id, None)
            self._spaces.pop(guild_id, None)
        for row in await repository.guides(session, guild_id):
            self._own.setdefault(row.guild_id, {})[str(row.id)] = _guide(row)
        for space in await repository.spaces(session, guild_id):
            self._spaces[space.guild_id] = space.channel_id

    def guides(self, guild_id: int) -> tuple[Guide, ...]:
        """Every model that can be chosen: the plain one first, a community's own last."""
        return (*BUILT_IN, *self._own.get(guild_id, {}).values())

    def guide(self, guild_id: int, guide_id: str) -> Guide:
        """One model; an empty id means the plain one. Raises ``GuideGone``."""
        for guide in self.guides(guild_id):
            if guide.id == (guide_id or DEFAULT):
                return guide
        raise GuideGone

    def space(self, guild_id: int) -> int | None:
        """The channel or thread in which reflections are shown, if one was chosen."""
        return self._spaces.get(guild_id)

    # -- for facilitators ---------------------------------------------------------------------

    def chosen(self, person: Person) -> Chosen:
        """What the community has set. Raises ``NotAllowed`` for anyone but facilitators, as all of these do."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        return Chosen(tuple(self._own.get(person.guild_id, {}).values()), self.space(person.guild_id))

    async def add(self, person: Person, title: str, use: str, prompts: str) -> Chosen:
        """Give the community a model of its own, its prompts one a line. Raises ``InvalidInput``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        title, use = " ".join(title.split())[:LONGEST_TITLE], " ".join(use.split())[:LONGEST_USE]
        if not title:
            raise InvalidInput(N_("Please give the model a name."))
        read = read_prompts(prompts)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            rows = await repository.guides(session, person.guild_id)
            if len(rows) >= MOST_OWN:
                raise InvalidInput(
                    N_("The group has {most} models of its own already. Please remove one first.", most=MOST_OWN)
                )
            if title.casefold() in (str(guide.title).casefold() for guide in self.guides(person.guild_id)):
                raise InvalidInput(N_("There is a model of that name already. Please choose another."))
            said = [[str(prompt.label), str(prompt.hint)] for prompt in read]
            session.add(GuideRow(guild_id=person.guild_id, title=title, use=use, prompts=said))
            self._community.note(session, person, "reflective model added")
            await bump(session, person.guild_id, MODEL)
        return self.chosen(person)

    async def remove(self, person: Person, guide_id: int) -> Chosen:
        """Offer a model no more; what was written by it stays as it is. Raises ``GuideGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            row = await repository.guide(session, person.guild_id, guide_id)
            if row is None:
                raise GuideGone
            await session.delete(row)
            self._community.note(session, person, "reflective model removed")
            await bump(session, person.guild_id, MODEL)
        return self.chosen(person)

    async def choose_space(self, person: Person, channel_id: int) -> Chosen:
        """Say where people may show reflections to one another."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await session.merge(SpaceRow(guild_id=person.guild_id, channel_id=channel_id))
            self._community.note(session, person, "reflective space chosen")
            await bump(session, person.guild_id, MODEL)
        return self.chosen(person)


def _guide(row: GuideRow) -> Guide:
    prompts = tuple(Prompt(label, hint) for label, hint in row.prompts)
    return Guide(str(row.id), row.title, row.use, in_steps(prompts))
