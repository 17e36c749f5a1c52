"""Reminders' use cases: asking for one, changing it, and what it says when its time has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind, WhenAway
from bot.delivery.service import Outbox
from bot.errors import InvalidInput
from bot.reminders import repository
from bot.reminders.entries import Asked, Due, Gone, GroupsGone, Reminder, State, Where, checked
from bot.reminders.models import ReminderRow
from bot.schedule.local import Occurrence, moment_of, tzdata_version
from bot.schedule.recurrence import Recurrence
from bot.schedule.series import read_or_ask, recurrence_of
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, Place
from bot.texts import N_

FEATURE = "reminders"
OWN, GROUPS = "reminder:own", "reminder:group"
MOST_OWN, MOST_GROUPS = 50, 100
AHEAD = timedelta(days=2)
"""How far ahead occurrences stand in the outbox; at least the next one always does."""
MOST_PLANNED = 60
"""Occurrences planned at a time; after a long outage the rest follows in the next rounds."""
DRAFTS_KEPT, ENDED_KEPT = timedelta(days=1), timedelta(days=7)
LATE = timedelta(minutes=10)
OPEN = (State.ACTIVE, State.PAUSED)


class RemindersService:
    """Everyone's reminders. People's own are sealed; nobody else sees them."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, keyring: Keyring
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._keyring = keyring
        outbox.register(
            # Asked for by the person for this very moment, so neither quiet hours nor absence hold it back.
            Kind(
                OWN, N_("People's own reminders"), self.prepare, useful_for=timedelta(days=1),
                quiet=False, away=WhenAway.SEND, keep=True, private=True,
            ),
            Kind(GROUPS, N_("Reminders"), self.prepare, useful_for=timedelta(hours=6)),
        )  # fmt: skip

    # -- one's own ------------------------------------------------------------------------

    async def remind(self, person: Person, when: str, what: str) -> Reminder | Asked:
        """Remind someone, by direct message, of what they say. A time with two readings is asked about.

        Raises ``InvalidInput`` for what can't be used, ``NoKey`` when private texts are off.
        """
        text = checked(what)
        recurrence, question = read_or_ask(when, self._community.zone_of(person), self._clock.now())
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._add_own(session, person, recurrence, text, State.DRAFT if question else State.ACTIVE)
            if question is None:
                await self._plan(session, row)
        return Asked(row.id, question) if question else self._reminder(row)

    async def _add_own(
        self, session: AsyncSession, person: Person, recurrence: Recurrence, text: str, state: State
    ) -> ReminderRow:
        if len(await repository.own(session, person.guild_id, person.member_id, OPEN)) >= MOST_OWN:
            raise InvalidInput(
                N_("You have {most} reminders already. Please delete one with /reminders first.", most=MOST_OWN)
            )
        row = self._new_row(person, recurrence, state)
        session.add(row)
        await session.flush()
        row.private_text = self._keyring.seal(text, _place(row))
        return row

    async def choose(self, person: Person, reminder_id: int, when: str) -> Reminder:
        """Finish a draft by saying which time was meant. Raises ``Gone``, or as ``remind`` does."""
        return await self.edit(person, reminder_id, when=when)

    async def mine(self, person: Person) -> list[Reminder]:
        """A person's own reminders that still have a date, the next first."""
        async with self._database.read() as session:
            rows = await repository.own(session, person.guild_id, person.member_id, OPEN)
        return self._in_order(rows)

    async def edit(self, person: Person, reminder_id: int, *, when: str = "", what: str = "") -> Reminder:
        """Change one's own reminder; what is left empty stays. Raises ``Gone``, or as ``remind`` does."""
        now = self._clock.now()
        async with self._database.begin() as session:
            row = await self._own_row(session, person, reminder_id)
            if what:
                row.private_text = self._keyring.seal(checked(what), _place(row))
            if when:
                await self._retime(session, row, recurrence_of(when, self._community.zone_of(person), now))
        return self._reminder(row)

    async def snooze(self, person: Person, reminder_id: int, when: str) -> datetime:
        """Say it once more at another time, apart from its series; when. Raises ``Gone``, or as ``remind`` does."""
        found = recurrence_of(when, self._community.zone_of(person), self._clock.now())
        if found.rule:
            raise InvalidInput(N_("Please give one time to be reminded again, such as “in 1 hour” or “tomorrow 9am”."))
        at = moment_of(found.first, found.zone).at
        async with self._database.begin() as session:
            row = await self._own_row(session, person, reminder_id)
            key = f"reminder:{row.id}:again:{at:%Y%m%dT%H%M}"
            draft = Draft(key, OWN, row.id, at, member_id=person.member_id, detail="again")
            await self._outbox.put(session, person.guild_id, draft)
            if not row.rule:
                row.planned_until = at  # kept until a while after its latest date
        return at

    async def delete(self, person: Person, reminder_id: int) -> None:
        """Delete one's own reminder, and send nothing more of it. Raises ``Gone``."""
        async with self._database.begin() as session:
            row = await self._own_row(session, person, reminder_id)
            await self._outbox.cancel(session, person.guild_id, OWN, row.id)
            await session.delete(row)

    async def _own_row(self, session: AsyncSession, person: Person, reminder_id: int) -> ReminderRow:
        row = await repository.reminder(session, person.guild_id, reminder_id)
        if row is None or row.private_text is None or row.author_id != person.member_id:
            raise Gone
        return row

    async def remind_in(self, session: AsyncSession, person: Person, local: datetime, text: str) -> int:
        """Remind somebody once at a wall time of theirs, in the transaction of what they want it for; its number.

        Raises ``InvalidInput`` when they have too many, or the time has passed; ``NoKey``.
        """
        zone = self._community.zone_of(person)
        if moment_of(local, zone).at <= self._clock.now():
            raise InvalidInput(
                N_("That morning has passed already, so there would be no reminder. Choose a later day.")
            )
        row = await self._add_own(session, person, Recurrence(local, zone, ""), checked(text), State.ACTIVE)
        await self._plan(session, row)
        return row.id

    async def forget_in(self, session: AsyncSession, person: Person, reminder_id: int) -> None:
        """Take such a reminder back, if it is still there."""
        row = await repository.reminder(session, person.guild_id, reminder_id)
        if row is not None and row.private_text is not None and row.author_id == person.member_id:
            await self._outbox.cancel(session, person.guild_id, OWN, row.id)
            await session.delete(row)

    # -- the group's ----------------------------------------------------------------------

    async def draft(self, person: Person, when: str, what: str, where: Where) -> Reminder | Asked:
        """A reminder for the group, to be looked at before it is kept (``keep``).

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for what can't be used.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        text, zone = checked(what), self._community.community(person.guild_id).zone
        _refuse_everyone(person.guild_id, where)
        recurrence, question = read_or_ask(when, zone, self._clock.now())
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            if len(await repository.of_group(session, person.guild_id, OPEN)) >= MOST_GROUPS:
                raise InvalidInput(
                    N_("The group has {most} reminders already. Please delete one first.", most=MOST_GROUPS)
                )
            row = self._new_row(person, recurrence, State.DRAFT)
            row.text, row.channel_id, row.role_id = text, where.channel_id, where.role_id
            session.add(row)
            await session.flush()
        return Asked(row.id, question) if question else self._reminder(row)

    async def keep(self, person: Person, reminder_id: int) -> Reminder:
        """Make a draft real, or let a paused one go on. Raises ``GroupsGone``, ``InvalidInput`` when all has passed."""
        async with self._database.begin() as session:
            row = await self._groups_row(session, person, reminder_id)
            if self._reminder(row).next_at is None:
                raise InvalidInput(N_("Every date of this reminder has passed. Please give it another time."))
            if row.state != State.ACTIVE:
                row.state, row.planned_until = State.ACTIVE, None
                await self._plan(session, row)
        return self._reminder(row)

    async def of_group(self, person: Person) -> list[Reminder]:
        """The group's reminders that still have a date, the next first. Raises ``NotAllowed``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            rows = await repository.of_group(session, person.guild_id, OPEN)
        return self._in_order(rows)

    async def change(
        self, person: Person, reminder_id: int, *, when: str = "", what: str = "", where: Where | None = None
    ) -> Reminder:
        """Change the group's reminder; what is left out stays. Raises ``GroupsGone``, or as ``draft`` does."""
        zone, now = self._community.community(person.guild_id).zone, self._clock.now()
        async with self._database.begin() as session:
            row = await self._groups_row(session, person, reminder_id)
            row.text = checked(what) if what else row.text
            if where is not None:
                _refuse_everyone(person.guild_id, where)
                row.channel_id, row.role_id = where.channel_id, where.role_id
            recurrence = recurrence_of(when, zone, now) if when else _recurrence(row)
            await self._retime(session, row, recurrence, state=State(row.state))
        return self._reminder(row)

    async def pause(self, person: Person, reminder_id: int) -> Reminder:
        """Send nothing of it until ``keep``. Raises ``GroupsGone``."""
        async with self._database.begin() as session:
            row = await self._groups_row(session, person, reminder_id)
            row.state = State.PAUSED
            await self._outbox.cancel(session, person.guild_id, GROUPS, row.id)
        return self._reminder(row)

    async def remove(self, person: Person, reminder_id: int) -> None:
        """Delete the group's reminder, and send nothing more of it. Raises ``GroupsGone``."""
        async with self._database.begin() as session:
            row = await self._groups_row(session, person, reminder_id)
            await self._outbox.cancel(session, person.guild_id, GROUPS, row.id)
            await session.delete(row)

    async def _groups_row(self, session: AsyncSession, person: Person, reminder_id: int) -> ReminderRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = await repository.reminder(session, person.guild_id, reminder_id)
        if row is None or row.private_text is not None:
            raise GroupsGone
        return row

    # -- when the time comes ----------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Due | None:
        """What a reminder says now; None when it was deleted or paused, or its channel or person changed."""
        async with self._database.read() as session:
            row = await repository.reminder(session, delivery.guild_id, delivery.subject_id)
        if row is None or row.state not in (State.ACTIVE, State.ENDED) or delivery.channel_id != row.channel_id:
            return None
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        late = self._clock.now() - delivery.due_at > LATE
        return Due(self._reminder(row), delivery.due_at, late)

    async def tick(self) -> None:
        """Keep the next dates of every reminder in the outbox, and forget what ended."""
        now, done = self._clock.now(), repository.AT_ONCE
        while done == repository.AT_ONCE:
            async with self._database.begin() as session:
                rows = await repository.to_plan(session, State.ACTIVE, now, tzdata_version())
                for row in rows:
                    await self._plan(session, row)
                done = len(rows)
        async with self._database.begin() as session:
            await repository.delete_ended(session, [State.DRAFT], now - DRAFTS_KEPT)
            await repository.delete_ended(session, [State.ENDED], now - ENDED_KEPT)

    async def _plan(self, session: AsyncSession, row: ReminderRow) -> None:
        """Put the coming occurrences into the outbox: those of the next two days, and at least one."""
        now, version = self._clock.now(), tzdata_version()
        if row.planned_with != version:
            # Rules of time zones have changed: what stands in the outbox may be an hour off.
            row.planned_until, row.planned_with = None, version
        coming = _recurrence(row).occurrences(row.planned_until or now)
        drafts: list[Draft] = []
        for occurrence in coming:
            drafts.append(_draft(row, occurrence))
            if occurrence.at > now + AHEAD or len(drafts) == MOST_PLANNED:
                break
        if drafts:
            await self._outbox.put(session, row.guild_id, *drafts)
            row.planned_until = drafts[-1].due_at
        if row.planned_until is None or (row.planned_until <= now and not drafts):
            row.state = State.ENDED
        else:
            # Well before the last that stands there; at the end of a series, when that has passed.
            more = next(coming, None)
            row.plan_at = row.planned_until - AHEAD / 2 if more else row.planned_until

    async def _retime(
        self, session: AsyncSession, row: ReminderRow, recurrence: Recurrence, state: State = State.ACTIVE
    ) -> None:
        kind = GROUPS if row.private_text is None else OWN
        await self._outbox.cancel(session, row.guild_id, kind, row.id)
        row.first, row.zone, row.rule = recurrence.first.isoformat(), recurrence.zone, recurrence.rule
        row.state, row.planned_until = state, None
        if state is State.ACTIVE:
            await self._plan(session, row)

    # -- rows and plain values ----------------------------------------------------------------

    def _new_row(self, person: Person, recurrence: Recurrence, state: State) -> ReminderRow:
        return ReminderRow(
            guild_id=person.guild_id,
            author_id=person.member_id,
            first=recurrence.first.isoformat(),
            zone=recurrence.zone,
            rule=recurrence.rule,
            state=state,
            planned_with=tzdata_version(),
            created_at=self._clock.now(),
        )

    def _in_order(self, rows: Sequence[ReminderRow]) -> list[Reminder]:
        found = [one for one in map(self._reminder, rows) if one.next_at is not None]
        return sorted(found, key=lambda one: (one.next_at or one.created_at, one.id))

    def _reminder(self, row: ReminderRow) -> Reminder:
        recurrence = _recurrence(row)
        coming = recurrence.next_after(self._clock.now())
        return Reminder(
            id=row.id,
            guild_id=row.guild_id,
            author_id=row.author_id,
            text=self._text(row),
            recurrence=recurrence,
            where=Where(row.channel_id, row.role_id) if row.channel_id else None,
            state=State(row.state),
            next_at=coming.at if coming else None,
            created_at=row.created_at,
        )

    def _text(self, row: ReminderRow) -> str:
        if row.private_text is None:
            return row.text or ""
        return self._keyring.open(row.private_text, _place(row))

    def private_text(self, row: ReminderRow) -> str | None:
        """What someone's own reminder says; None when it can't be opened."""
        try:
            return self._text(row)
        except CannotOpen:
            return None


def _recurrence(row: ReminderRow) -> Recurrence:
    return Recurrence(datetime.fromisoformat(row.first), row.zone, row.rule)


def _draft(row: ReminderRow, occurrence: Occurrence) -> Draft:
    # Keyed by wall time: the same occurrence by other rules of time zones is moved, not sent twice.
    local = f"{occurrence.local:%Y%m%dT%H%M}"
    kind, member_id = (GROUPS, None) if row.private_text is None else (OWN, row.author_id)
    key = f"reminder:{row.id}:{local}"
    return Draft(key, kind, row.id, occurrence.at, channel_id=row.channel_id, member_id=member_id, detail=local)


def _place(row: ReminderRow) -> Place:
    return Place("reminders.private_text", row.author_id or 0, row.id)


def _refuse_everyone(guild_id: int, where: Where) -> None:
    if where.role_id == guild_id:  # the role @everyone has the server's own id
        raise InvalidInput(N_("A reminder doesn't ping everyone. Please choose a role, or none."))
