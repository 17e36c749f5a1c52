"""Who comes to a workshop: signing up, places and the line for them, the draw, and who withdraws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.backgrounds import STAGES
from bot.community.leavers import missing
from bot.community.standing import Audience, Person, require
from bot.community.waitlist import offer_length, settle
from bot.errors import InvalidInput, NotAllowed, NotFound, UserError
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring
from bot.texts import N_, Message
from bot.workshops import group_repository, repository
from bot.workshops.asking import QuestionsService
from bot.workshops.drawing import drawn, lots
from bot.workshops.entries import (
    Mine,
    Role,
    SignUp,
    SignUpClosed,
    Standing,
    State,
    WorkshopGone,
    checked,
    read_topics,
)
from bot.workshops.models import PlaceRow, WorkshopRow
from bot.workshops.notices import Notices
from bot.workshops.rows import NOBODY, line_of, mine_of, missed, needs_of, needs_place, newcomer, seen_at, workshop_of

NO_OFFER = N_("That place isn't held for you any more. You can get back in line with /workshops list.")
NO_MENTORS = N_("No mentors are looked for this time. Thank you for the thought.")
_BOTH: dict[Role, Message] = {
    Role.PARTICIPANT: N_("You are signed up as a mentor for this one. To take part instead, withdraw first."),
    Role.MENTOR: N_("You are signed up as a participant for this one. To mentor instead, withdraw first."),
}


class Backgrounds(Protocol):
    """What is needed of the directory."""

    def background_of(self, guild_id: int, member_id: int) -> tuple[str | None, frozenset[str]]:
        """A listed person's career stage and settings."""
        ...


def _waits(places: Sequence[PlaceRow]) -> bool:
    return any(one.standing in (Standing.WAITS, Standing.OFFERED) for one in places)


class PlacesService:
    """Places in workshops, given one by one in each community."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        notices: Notices,
        keyring: Keyring,
        directory: Backgrounds,
        questions: QuestionsService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices
        self._keyring = keyring
        self._directory = directory
        self._questions = questions

    # -- for members --------------------------------------------------------------------------

    async def before_signing_up(self, person: Person, workshop_id: int, role: Role) -> Mine:
        """What a form for signing up starts from, with the stage that the directory knows. Raises as ``sign_up``."""
        async with self._database.read() as session:
            row = await self._open(session, person, workshop_id)
            places = await repository.places(session, row.id)
        mine = next((one for one in places if one.member_id == person.member_id), None)
        self._may_sign_up(row, mine, role)
        known, _settings = self._directory.background_of(person.guild_id, person.member_id)
        needs = needs_of(mine, self._keyring) if mine else ""
        found = mine_of(row, places, person.member_id, needs or "")
        asks = bool(self._keyring) and self._clock.now() < found.workshop.questions_until
        stage = known if not found.stage and known in STAGES else found.stage
        return replace(found, stage=stage or "", asks=asks)

    async def sign_up(self, person: Person, workshop_id: int, role: Role, wanted: SignUp) -> Mine:
        """Ask for a place, or change what was said when asking; a second time changes nobody's place. A question in
        advance that can't be kept costs nobody theirs (``Mine.unasked``).

        Raises ``WorkshopGone``, ``SignUpClosed``, ``InvalidInput``; ``NotAllowed`` for whoever has the other role;
        ``NoKey`` when access needs are given and private texts are off.
        """
        topics = read_topics(",".join(wanted.topics))
        needs = checked("needs", wanted.needs)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            now = self._clock.now()  # under the lock: whoever was told their place in line keeps it
            row = await self._open(session, person, workshop_id)
            places = list(await repository.places(session, row.id))
            mine = next((one for one in places if one.member_id == person.member_id), None)
            self._may_sign_up(row, mine, role)
            if mine is None or mine.standing == Standing.LAPSED:
                others = [one for one in places if one is not mine]
                standing = newcomer(row, others, role)
                if mine is None:
                    mine = PlaceRow(workshop_id=row.id, member_id=person.member_id, guild_id=row.guild_id,
                                    attended=None)  # fmt: skip
                    session.add(mine)
                mine.role, mine.standing, mine.since, mine.until = role, standing, now, None
            mine.stage, mine.topics = wanted.stage if wanted.stage in STAGES else "", topics
            mine.needs = self._keyring.seal(needs, needs_place(mine)) if needs else None
            await session.flush()
            await self.settle(session, row)
            await session.flush()
            found = await self._mine(session, row, person, needs)
            return replace(found, unasked=await self._ask(session, person, row, wanted))

    async def _ask(self, session: AsyncSession, person: Person, row: WorkshopRow, wanted: SignUp) -> Message | None:
        """Keep the question that came along, or say why not."""
        try:
            if wanted.question.strip():
                await self._questions.ask_in(session, person, row.id, wanted.question, signed=wanted.signed)
        except UserError as refused:  # before anything of it was written
            return refused.message
        return None

    async def withdraw(self, person: Person, workshop_id: int, *, sure: bool = True) -> Mine:
        """Give one's place back; what was said when signing up goes with it, and a group that one leads.

        Unless ``sure``, nothing is changed for whoever couldn't have it back: they still have a ``standing``. Raises
        ``WorkshopGone``.
        """
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._open(session, person, workshop_id)
            places = await repository.places(session, row.id)
            mine = next((one for one in places if one.member_id == person.member_id), None)
            if mine is not None and (sure or not self._lost_for_good(row, places, mine)):
                await session.delete(mine)
                await group_repository.lead_no_more(session, row, person.member_id)
                await session.flush()
                await self.settle(session, row)
                await session.flush()
            return await self._mine(session, row, person)

    def _lost_for_good(self, row: WorkshopRow, places: Sequence[PlaceRow], mine: PlaceRow) -> bool:
        """Whether a place, or one in line, goes to somebody else when it is given back, or can't be asked for anew."""
        if mine.standing not in (Standing.HOLDS, Standing.WAITS):
            return False
        line = [one for one in places if one.role == mine.role and one.standing == Standing.WAITS]
        last = not line or line[-1] is mine
        return not last or row.closes_at <= self._clock.now()

    async def accept(self, person: Person, workshop_id: int) -> Mine:
        """Take the place that is held for one. Raises ``NotFound`` when it isn't (any more)."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            now = self._clock.now()
            row = await self._open(session, person, workshop_id)
            places = await repository.places(session, row.id)
            mine = next((one for one in places if one.member_id == person.member_id), None)
            if mine is None or mine.standing != Standing.HOLDS:  # or else it was pressed twice
                if mine is None or mine.standing != Standing.OFFERED or mine.until is None or mine.until <= now:
                    raise NotFound(NO_OFFER)
                mine.standing, mine.until = Standing.HOLDS, None
            return await self._mine(session, row, person)

    async def mine(self, person: Person) -> list[Mine]:
        """Where one stands with each workshop one signed up for, those of the last weeks included, soonest first."""
        async with self._database.read() as session:
            rows = await repository.workshops(session, person.guild_id, self._clock.now() - timedelta(days=60))
            own = {one.workshop_id for one in await repository.places_of(session, person.guild_id, person.member_id)}
            return [await self._mine(session, row, person) for row in rows if row.id in own]

    async def standing(self, person: Person, workshop_id: int) -> Mine:
        """One workshop, and where the person stands with it. Raises ``WorkshopGone``."""
        async with self._database.read() as session:
            row = await repository.workshop(session, person.guild_id, workshop_id)
            if row is None or row.state == State.DRAFT:
                raise WorkshopGone
            return await self._mine(session, row, person)

    async def _mine(self, session: AsyncSession, row: WorkshopRow, person: Person, needs: str = "") -> Mine:
        places = await repository.places(session, row.id)
        in_vain = await self._notices.in_vain(session, row) if _waits(places) else NOBODY
        return seen_at(mine_of(row, places, person.member_id, needs, in_vain), self._clock.now())

    async def _open(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        """A workshop that hasn't begun."""
        require(person.standing, Audience.MEMBER, set_up=True)
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state != State.ACTIVE:
            raise missed(row)
        if row.at <= self._clock.now():
            raise InvalidInput(N_("That workshop has begun already."))
        return row

    def _may_sign_up(self, row: WorkshopRow, mine: PlaceRow | None, role: Role) -> None:
        now, workshop = self._clock.now(), workshop_of(row)
        if mine is not None:
            if mine.role != role and mine.standing != Standing.LAPSED:
                raise NotAllowed(_BOTH[role])
            if mine.role != role and not workshop.capacity(role):
                raise NotAllowed(NO_MENTORS)
            return  # what was said can be changed, and whoever let an offer pass gets back in line, until it begins
        if now < row.opens_at:
            raise SignUpClosed.not_yet(workshop)
        if now >= row.closes_at:
            raise SignUpClosed.over(workshop)
        if not workshop.capacity(role):
            raise NotAllowed(NO_MENTORS)

    # -- places -------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Draw where the window has closed, let offers lapse, and offer what is free to the next in line."""
        now = self._clock.now()
        async with self._database.read() as session:
            drawing = await repository.to_draw(session, now)
            waiting = await repository.in_line(session, now)
        for workshop_id in [*drawing, *waiting]:
            async with self._database.begin() as session:
                row = await repository.any_workshop(session, workshop_id)
                if row is None:
                    continue
                await lock_community(session, row.guild_id)
                await session.refresh(row)
                if row.state != State.ACTIVE:
                    continue
                await self._without_leavers(session, row)  # first: a place drawn for one of them helps nobody
                if workshop_of(row).awaits_draw and row.closes_at <= now:
                    await self._draw(session, row)
                await self.settle(session, row)

    async def settle(self, session: AsyncSession, row: WorkshopRow) -> int:
        """What is due in both lines, in a transaction that has locked the community; how many places it offered."""
        workshop, offered = workshop_of(row), 0
        if workshop.awaits_draw:
            return 0
        places = await repository.places(session, row.id)
        by_member = {one.member_id: one for one in places}
        heard = await self._notices.offers_heard(session, row) if _waits(places) else {}
        in_vain = {one: said.count(False) for one, said in heard.items()}
        for role in Role:
            step = settle(line_of(places, role, in_vain), workshop.capacity(role), self._clock.now(), row.at)
            for member_id in step.lapsed:
                # Whom an offer never reached didn't let it pass: they keep their place in line, and the next is asked.
                passed = heard.get(member_id, [True])[-1]
                by_member[member_id].standing = Standing.LAPSED if passed else Standing.WAITS
                by_member[member_id].until = None
            for member_id, until in step.offered:
                by_member[member_id].standing, by_member[member_id].until = Standing.OFFERED, until
            await self._notices.offer(session, row, step.offered)
            offered += len(step.offered)
        return offered

    async def shorten(self, session: AsyncSession, row: WorkshopRow) -> None:
        """Let offers end sooner where the workshop has come nearer, so that they can still be passed on."""
        now = self._clock.now()
        latest = min(row.at, now + offer_length(now, row.at))
        for one in await repository.places(session, row.id):
            if one.until is not None and one.until > latest:
                one.until = latest

    async def _draw(self, session: AsyncSession, row: WorkshopRow) -> None:
        """Give the places: the first in the drawn order have one, the others wait in that order."""
        now = self._clock.now()
        row.drawn_at, row.sequence = now, row.sequence + 1
        applied = [one for one in await repository.places(session, row.id) if one.standing == Standing.APPLIED]
        left_out = await self._left_out(session, row)
        by_member = {one.member_id: one for one in applied}
        order = drawn(by_member, row.seed, left_out)
        free = {role: workshop_of(row).capacity(role) for role in Role}
        lines = {role: [one for one in order if by_member[one].role == role] for role in Role}
        came = {role: lots(line, row.seed, left_out, free[role]) for role, line in lines.items() if line}
        for n, member_id in enumerate(order):
            one = by_member[member_id]
            role = Role(one.role)
            one.standing = Standing.HOLDS if free[role] > 0 else Standing.WAITS
            one.since = now + timedelta(microseconds=n)  # the line keeps the drawn order
            free[role] -= 1
        await session.flush()
        await self._notices.tell_draw(session, row, order, came)
        await self._notices.renew(session, row)

    async def _left_out(self, session: AsyncSession, row: WorkshopRow) -> set[int]:
        """Who got no place in the last workshop that has begun. Whoever had one, or was offered one, had their turn,
        whether they came or not; whoever waited and came all the same had it too."""
        last = await repository.before(session, row.guild_id, min(row.at, self._clock.now()))
        people = await repository.places(session, last.id) if last is not None else ()
        return {one.member_id for one in people if one.standing == Standing.WAITS and not one.attended}

    async def _without_leavers(self, session: AsyncSession, row: WorkshopRow) -> None:
        """Whoever has left the server gives their place back."""
        gone = await missing(session, row.guild_id)
        for one in await repository.places(session, row.id):
            if one.member_id in gone:
                await session.delete(one)
        await session.flush()
