"""Peer support's use cases: who is on the rota, and what the room's other use cases share.

``agreeing.py`` holds the space's agreement, ``desk.py`` keeps where the rota meets, and ``worries.py`` and
``asking.py`` hold what is passed on to it.
"""

import json
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.errors import InvalidInput
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place
from bot.support import repository
from bot.support.entries import (
    LONGEST_HOURS,
    MOST_ON_ROTA,
    OPEN_WORRIES,
    Duty,
    Matter,
    Notice,
    NotOnRota,
    Rota,
    Route,
    Space,
    Talk,
)
from bot.support.models import RotaRow, SupportSettingsRow, WorryRow
from bot.texts import N_

NOTICE, HANDOVER = "support:notice", "support:handover"


class SupportService:
    """The space and its rota."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, keyring: Keyring
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._keyring = keyring
        self.fresh: set[int] = set()
        """Servers with something new for the desk, which looks here every few seconds."""
        outbox.register(
            Kind(NOTICE, N_("Notices about the space"), self.prepare_notice, useful_for=timedelta(days=7)),
            Kind(HANDOVER, N_("Messages to the rota"), self.prepare_handover, useful_for=timedelta(days=7)),
        )  # fmt: skip

    # -- the space ---------------------------------------------------------------------------

    async def role_refused(self, guild_id: int, role_id: int) -> None:
        """The role could not be given: facilitators are told, once a day at most."""
        async with self._database.begin() as session:
            day = self._clock.now().date()
            await self.notify(session, guild_id, Notice(Matter.ROLE, role_id), f"space-role:{role_id}:{day}")

    # -- the rota ---------------------------------------------------------------------------

    async def rota(self, person: Person) -> Rota:
        """Who is on it. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            return await self.rota_in(session, person.guild_id)

    async def rota_in(self, session: AsyncSession, guild_id: int) -> Rota:
        """Who is on the rota, as a transaction of the caller's sees it."""
        settings = await repository.settings(session, guild_id) or self._beginning(guild_id)
        return rota_of(settings, await repository.rota(session, guild_id))

    async def save_rota(
        self, person: Person, members: Sequence[int], second: int | None, hours: str, desk_id: int | None
    ) -> Rota:
        """Set who is on the rota, who stands outside it, when they look in, and where their thread is.

        Raises ``InvalidInput`` for a second contact on the rota, and for too many.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        if second in members:
            raise InvalidInput(N_("The second contact has to be somebody outside the rota."))
        if len(members) > MOST_ON_ROTA or len(hours) > LONGEST_HOURS:
            raise InvalidInput(N_("At most {n} people fit on the rota.", n=MOST_ON_ROTA))
        guild_id = person.guild_id
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            settings = await self.settings_in(session, guild_id)
            settings.hours = hours.strip()
            if settings.desk_id != desk_id:
                settings.desk_id = desk_id
                await self.begin_anew(session, settings)
            joined, left = await self._change_duties(session, guild_id, members, second)
            if joined and await self._must_not_read(session, guild_id, joined):
                await self.begin_anew(session, settings)
            if left:
                await self._hand_over(session, settings)
            self._community.note(session, person, "support rota changed")
            await session.flush()
            rota = await self.rota_in(session, guild_id)
        self.fresh.add(guild_id)
        return rota

    async def _change_duties(
        self, session: AsyncSession, guild_id: int, members: Sequence[int], second: int | None
    ) -> tuple[set[int], set[int]]:
        """Bring the rows in line; who is new on the rota, and who has left it."""
        wanted = dict.fromkeys(members, Duty.ROTA) | ({second: Duty.SECOND} if second else {})
        rows = {row.member_id: row for row in await repository.rota(session, guild_id)}
        before = {id for id, row in rows.items() if row.duty == Duty.ROTA and not row.leaving}
        for id, duty in wanted.items():
            row = rows.get(id)
            if row is None:
                session.add(RotaRow(guild_id=guild_id, member_id=id, duty=duty, since=self._clock.now(),
                                    generation=None, leaving=False))  # fmt: skip
            elif duty is Duty.SECOND and row.generation is not None:
                # They stand outside from now on, and are taken out of the thread first.
                row.duty, row.leaving = duty, False
            else:
                row.duty, row.leaving = duty, False
        for id in rows.keys() - wanted.keys():
            if rows[id].generation is None:
                await session.delete(rows[id])
            else:
                rows[id].leaving = True
        return set(members) - before, before - set(members)

    async def _must_not_read(self, session: AsyncSession, guild_id: int, joined: Collection[int]) -> bool:
        """Whether something in the thread must not be read by someone new."""
        rows = [row for row in await repository.worries(session, guild_id) if row.route == Route.THREAD]
        return not all(self.may_hear(row, joined) for row in rows)

    def may_hear(self, row: WorryRow, people: Collection[int]) -> bool:
        """Whether none of these people was to be left out of a worry; where that can't be opened, they were."""
        try:
            record = self._keyring.open(row.record, record_place(row)) if row.record else "{}"
        except (CannotOpen, NoKey):
            return not people
        return not {*json.loads(record).get("left_out", ())} & {*people}

    async def begin_anew(self, session: AsyncSession, settings: SupportSettingsRow) -> None:
        """Have the rota meet in another thread: the next round opens it and brings what is open."""
        settings.generation += 1
        settings.thread_id = None
        for row in await repository.rota(session, settings.guild_id):
            if row.leaving:
                await session.delete(row)
            row.generation = None
        self.fresh.add(settings.guild_id)

    async def drop(self, guild_id: int, member_id: int) -> None:
        """Somebody with a duty isn't on the server any more: the others are asked to take over."""
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.on_rota(session, guild_id, member_id)
            settings = await repository.settings(session, guild_id)
            if row is not None and settings is not None:
                duty, leaving = row.duty, row.leaving
                await session.delete(row)
                if duty == Duty.SECOND:
                    key = f"rota-second:{self._clock.now().isoformat()}"
                    await self.notify(session, guild_id, Notice(Matter.SECOND), key)
                elif not leaving:
                    await self._hand_over(session, settings)

    async def _hand_over(self, session: AsyncSession, settings: SupportSettingsRow) -> None:
        """Say in the thread, or to facilitators when nobody is left, that what is open needs somebody."""
        now, guild_id = self._clock.now(), settings.guild_id
        await session.flush()
        rota = await self.rota_in(session, guild_id)
        if not rota.members:
            await self.notify(session, guild_id, Notice(Matter.EMPTY), f"rota-empty:{now.isoformat()}")
        elif settings.thread_id is not None:
            draft = Draft(f"handover:{now.isoformat()}", HANDOVER, 0, now, channel_id=settings.thread_id)
            await self._outbox.put(session, guild_id, draft)

    # -- for the other use cases of the room -------------------------------------------------

    async def require_duty(self, session: AsyncSession, person: Person) -> Duty:
        """What the person does for the space. Raises ``NotOnRota`` for anyone else."""
        row = await repository.on_rota(session, person.guild_id, person.member_id)
        if row is None or row.leaving:
            raise NotOnRota
        return Duty(row.duty)

    async def notify(self, session: AsyncSession, guild_id: int, notice: Notice, key: str) -> None:
        """Tell facilitators in their channel, once for each key."""
        channel_id = self._community.community(guild_id).notices_channel_id
        if channel_id is None:
            return
        draft = Draft(key, NOTICE, notice.about, self._clock.now(), channel_id=channel_id, detail=notice.matter)
        await self._outbox.put(session, guild_id, draft)

    async def settings_in(self, session: AsyncSession, guild_id: int) -> SupportSettingsRow:
        """What is set, for a change: begun with the defaults where nothing is yet."""
        row = await repository.settings(session, guild_id)
        if row is None:
            row = self._beginning(guild_id)
            session.add(row)
            await session.flush()
        return row

    def _beginning(self, guild_id: int) -> SupportSettingsRow:
        """What holds before anything is set: the rota's thread is to stand where facilitators get their notices."""
        return SupportSettingsRow(
            guild_id=guild_id, space_id=None, role_id=None, hours="", thread_id=None, generation=1,
            desk_id=self._community.community(guild_id).notices_channel_id, takes_unsigned=False,
        )  # fmt: skip

    # -- what is said when it is sent --------------------------------------------------------

    async def prepare_notice(self, delivery: Delivery) -> Notice | None:
        """What facilitators should see to, if it still holds."""
        matter = Matter(delivery.detail)
        async with self._database.read() as session:
            rota = await self.rota_in(session, delivery.guild_id)
            counts = await self.open_counts(session, delivery.guild_id)
        if (matter is Matter.EMPTY and rota.members) or (matter is Matter.SECOND and rota.second is not None):
            return None
        if matter is Matter.OUTSIDE and not rota.outside:
            return None
        return Notice(matter, delivery.subject_id, counts, rota.outside)

    async def prepare_handover(self, delivery: Delivery) -> Notice | None:
        async with self._database.read() as session:
            return Notice(Matter.HANDOVER, counts=await self.open_counts(session, delivery.guild_id))

    async def open_counts(self, session: AsyncSession, guild_id: int) -> dict[str, int]:
        """How much waits for the rota, in numbers alone; what it must not hear of isn't among it."""
        worries = [
            row for row in await repository.worries(session, guild_id, OPEN_WORRIES) if row.route == Route.THREAD
        ]
        questions = await repository.questions(session, guild_id, (Talk.OPEN,))
        return {"worries": len(worries), "questions": len(questions)}


def rota_of(settings: SupportSettingsRow, rows: Sequence[RotaRow]) -> Rota:
    """The rota as plain values."""
    here = [row for row in rows if not row.leaving]
    members = tuple(row.member_id for row in here if row.duty == Duty.ROTA)
    second = next((row.member_id for row in here if row.duty == Duty.SECOND), None)
    space = Space(
        settings.guild_id, settings.space_id, settings.role_id, settings.desk_id, settings.hours, settings.thread_id
    )  # fmt: skip
    outside = tuple(
        row.member_id
        for row in here
        if row.duty == Duty.ROTA and settings.thread_id is not None and row.generation != settings.generation
    )
    return Rota(space, members, second, outside)


def record_place(row: WorryRow) -> Place:
    """Where a worry's record belongs: to nobody, so that it stays when the reporter has themselves erased."""
    return Place("support_worries.record", 0, row.id)
