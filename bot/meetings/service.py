"""Scheduling meetings: a series from plain words, looked at before it is kept, and its dates changed one by one or all.

A series keeps its wall time, zone and rule; its dates are made from them ahead of time, each with its own number,
so that what people answered stays with it when it moves.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.settings import parse_zone
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotAllowed
from bot.meetings import repository
from bot.meetings.entries import (
    LEADS,
    Asked,
    Clash,
    Conflict,
    Meeting,
    MeetingGone,
    Preview,
    Series,
    State,
    Wish,
    checked,
    counted,
    linked,
    titled,
)  # fmt: skip
from bot.meetings.models import OccurrenceRow, SeriesRow
from bot.meetings.notices import Notices
from bot.meetings.planning import extend, fit
from bot.meetings.rows import details_of, link_place, meeting_of, recurrence_of, series_of
from bot.schedule import series as typed
from bot.schedule.holidays import holiday_on
from bot.schedule.leads import LONGEST, read_duration, read_leads
from bot.schedule.local import local_time, moment_of, tzdata_version
from bot.schedule.recurrence import Recurrence, preview
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring
from bot.texts import N_

FEATURE = "meetings"
MOST_SERIES = 50
DEFAULT_MINUTES = 90
DRAFTS_KEPT = timedelta(days=1)
PREVIEWED = 6


class MeetingsService:
    """Series of meetings and their dates, for facilitators; the dates ahead, for everyone."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, notices: Notices, keyring: Keyring
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._notices = notices
        self._keyring = keyring

    # -- scheduling ---------------------------------------------------------------------------

    async def draft(self, person: Person, wish: Wish) -> Preview | Asked:
        """A meeting to be looked at before it is kept (``keep``). A time with two readings is asked about.

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for what can't be used, ``NoKey`` when a
        link is given and private texts are off.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        if wish.role_id == person.guild_id:
            raise NotAllowed(N_("A meeting can't ping everyone. Choose a role that people take for it, or none."))
        row = self._new_row(person, wish)
        recurrence, question = wish.recurrence, None
        if recurrence is None:
            recurrence, question = typed.read_or_ask(wish.when, row.zone, self._clock.now())
        self._set_times(row, recurrence)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            if await repository.count_active(session, person.guild_id) >= MOST_SERIES:
                raise InvalidInput(N_("There are {most} meetings already. Please end one first.", most=MOST_SERIES))
            session.add(row)
            await session.flush()
            if link := linked(wish.link):
                row.link = self._keyring.seal(link, link_place(row))
        return Asked(row.id, question) if question else await self._previewed(row)

    def _new_row(self, person: Person, wish: Wish) -> SeriesRow:
        community = self._community.community(person.guild_id)
        now = self._clock.now()
        zone = parse_zone(wish.zone) if wish.zone else community.zone
        return SeriesRow(
            guild_id=person.guild_id, author_id=person.member_id, title=titled(wish.title),
            description=checked("description", wish.description), agenda="",
            room=checked("room", wish.room), voice_id=wish.voice_id, link=None, capacity=counted(wish.capacity),
            minutes=read_duration(wish.length) if wish.length else DEFAULT_MINUTES,
            first=local_time(now, zone).isoformat(), zone=zone, rule="", channel_id=wish.channel_id,
            role_id=wish.role_id, leads=list(read_leads(wish.leads) if wish.leads else LEADS), state=State.DRAFT,
            version=0, planned_until=None, plan_at=None, planned_with=tzdata_version(), created_at=now,
        )  # fmt: skip

    async def choose(self, person: Person, series_id: int, when: str) -> Preview:
        """Say which of two times was meant. Raises ``MeetingGone``, or as ``draft`` does."""
        async with self._database.begin() as session:
            row = await self._series_row(session, person, series_id, State.DRAFT)
            self._set_times(row, typed.recurrence_of(when, row.zone, self._clock.now()))
        return await self._previewed(row)

    async def describe(self, person: Person, series_id: int, texts: dict[str, str]) -> Preview:
        """Give a draft its description, agenda and end (``until``, a day). Raises as ``draft`` does."""
        async with self._database.begin() as session:
            row = await self._series_row(session, person, series_id, State.DRAFT)
            for name in ("description", "agenda"):
                setattr(row, name, checked(name, texts.get(name, "")))
            if until := texts.get("until", "").strip():
                end = typed.recurrence_of(until, row.zone, self._clock.now()).first.date()
                self._set_times(row, recurrence_of(row).until(end))
        return await self._previewed(row)

    async def preview(self, person: Person, series_id: int) -> Preview:
        """A draft as it stands. Raises ``MeetingGone``."""
        async with self._database.read() as session:
            row = await self._series_row(session, person, series_id, State.DRAFT)
        return await self._previewed(row)

    async def keep(self, person: Person, series_id: int) -> Series:
        """Make a draft real: its dates are there, and people hear of them. Pressing twice does it once.

        Raises ``MeetingGone``, ``InvalidInput`` when all of it has passed.
        """
        now = self._clock.now()
        async with self._database.begin() as session:
            row = await self._series_row(session, person, series_id)
            if row.state == State.DRAFT:
                row.state, row.created_at = State.ACTIVE, now
                await extend(session, row, now)
                if row.planned_until is None:
                    raise InvalidInput(N_("Every date of this meeting has passed. Please schedule it anew."))
        await self._notices.tick()
        return series_of(row)

    async def throw_away(self, person: Person, series_id: int) -> None:
        """Drop a draft. Raises ``MeetingGone``."""
        async with self._database.begin() as session:
            await session.delete(await self._series_row(session, person, series_id, State.DRAFT))

    async def _previewed(self, row: SeriesRow) -> Preview:
        series, now = series_of(row), self._clock.now()
        shown = [one.occurrence for one in preview(series.recurrence, now, PREVIEWED)]
        days = {one.local: holiday_on(one.local.date(), row.zone) for one in shown}
        async with self._database.read() as session:
            until = shown[-1].at + timedelta(days=1) if shown else now
            others = [meeting_of(*found) for found in await repository.dates(session, row.guild_id, now, until)]
        length = timedelta(minutes=row.minutes)
        clashes = tuple(
            Clash(one.at, other.details.title)
            for one in shown
            for other in others
            if other.series_id != row.id and other.at < one.at + length and one.at < other.ends_at
        )
        return Preview(series, {day: name for day, name in days.items() if name}, clashes)

    # -- changing -----------------------------------------------------------------------------

    async def edit(
        self, person: Person, meeting_id: int, version: int, changes: dict[str, str], *, following: bool
    ) -> Meeting:
        """Change what a date says (title, description, agenda, room, length), or it and all that follow.

        Raises ``MeetingGone``, ``Conflict`` when somebody changed it since ``version``, ``InvalidInput``.
        """
        wanted: dict[str, Any] = {
            name: titled(text) if name == "title" else checked(name, text)
            for name, text in changes.items()
            if name != "length"
        }
        if changes.get("length"):
            wanted["minutes"] = read_duration(changes["length"])
        return await self._change(person, meeting_id, version, lambda row, series: wanted, following=following)

    async def set_places(self, person: Person, meeting_id: int, capacity: int | None, *, following: bool) -> Meeting:
        """Raise or lower how many places there are; nobody who has one loses it. Raises as ``edit`` does."""
        wanted = {"capacity": counted(capacity)}
        return await self._change(person, meeting_id, None, lambda row, series: wanted, following=following)

    async def _change(
        self,
        person: Person,
        meeting_id: int,
        version: int | None,
        wanted: Callable[[OccurrenceRow, SeriesRow], dict[str, Any]],
        *,
        following: bool,
    ) -> Meeting:
        now = self._clock.now()
        async with self._database.begin() as session:
            row, series = await self._date(session, person, meeting_id)
            if version is not None and version != series.version:
                raise Conflict
            changes = wanted(row, series)
            before = details_of(series, row.overrides)
            if following:
                await _freeze(session, series, row.slot, changes)
                for name, value in changes.items():
                    setattr(series, name, value)
                touched = await repository.of_series(session, series.id, row.slot)
                for one in touched:
                    one.overrides = {name: value for name, value in one.overrides.items() if name not in changes}
            else:
                row.overrides = row.overrides | changes
                touched = [row]
            series.version += 1
            # Words alone are no news: a longer meeting, or another place, is.
            after = details_of(series, row.overrides)
            news = (before.room, before.minutes, before.title) != (after.room, after.minutes, after.title)
            for one in touched:
                one.sequence, one.changed_at = one.sequence + 1, now
            await self._notices.renew(session, *touched)
            if news:
                await self._notices.tell_change(session, row, series, row.at)
        return meeting_of(row, series)

    async def move(self, person: Person, meeting_id: int, when: str, *, following: bool) -> Meeting:
        """Give a date another time, or it and all that follow (by the rule in ``when``, or the one they have).

        Those who answered are told once. Raises ``MeetingGone``, and as ``draft`` does; ``Unclear`` for a time with
        two readings.
        """
        now = self._clock.now()
        async with self._database.begin() as session:
            row, series = await self._date(session, person, meeting_id)
            found = typed.recurrence_of(when, series.zone, now)
            was = row.at
            touched: Sequence[OccurrenceRow] = [row]
            if following and series.rule:
                touched = await self._move_following(session, series, row, found)
            elif found.rule:
                raise InvalidInput(N_("Please give one time for this date, or choose “this and following”."))
            else:
                at = moment_of(found.first, found.zone).at
                await fit(session, self._notices, row, local_time(at, series.zone), at, now)
            series.version += 1
            await self._notices.renew(session, *touched)
            await self._notices.tell_change(session, row, series, was)
        await self._notices.tick()
        return meeting_of(row, series)

    async def _move_following(
        self, session: AsyncSession, series: SeriesRow, row: OccurrenceRow, found: Recurrence
    ) -> Sequence[OccurrenceRow]:
        """Let the series go on from this date at another time; each date keeps its number, in order. The dates."""
        now = self._clock.now()
        moved = recurrence_of(series).shifted(datetime.fromisoformat(row.local), found.first)
        self._set_times(series, replace(moved, rule=found.rule or moved.rule))
        later = [one for one in await repository.of_series(session, series.id, row.slot) if one.state == State.ACTIVE]
        coming = iter(recurrence_of(series).upcoming(now, len(later)))
        for one in later:
            one.slot = f"moving:{one.id}"  # out of the way: a slot is one date's
        await session.flush()
        for one in later:
            occurrence = next(coming, None)
            if occurrence is None:
                one.slot, one.state = one.local, State.CANCELLED
                one.sequence, one.changed_at = one.sequence + 1, now
                await self._notices.forget(session, one)
                continue
            one.slot = occurrence.local.isoformat()
            await fit(session, self._notices, one, occurrence.local, occurrence.at, now)
        await extend(session, series, now)
        return later

    async def cancel(self, person: Person, meeting_id: int, *, following: bool, quietly: bool = False) -> Meeting:
        """Cancel a date, or it and all that follow, and tell those who answered; ``quietly`` leaves it out untold.

        Raises ``MeetingGone``.
        """
        now = self._clock.now()
        async with self._database.begin() as session:
            row, series = await self._date(session, person, meeting_id)
            touched: Sequence[OccurrenceRow] = [row]
            if following:
                touched = [one for one in await repository.of_series(session, series.id, row.slot) if one.at > now]
                series.state = State.ENDED
            for one in touched:
                one.state = State.SKIPPED if quietly else State.CANCELLED
                one.sequence, one.changed_at = one.sequence + 1, now
                await self._notices.forget(session, one)
            series.version += 1
            await self._notices.renew(session, *touched)
            if not quietly:
                await self._notices.tell_change(session, row, series, row.at)
        return meeting_of(row, series)

    # -- reading ------------------------------------------------------------------------------

    async def coming(self, person: Person, limit: int = 25) -> list[Meeting]:
        """The dates ahead, and the one under way, soonest first."""
        now = self._clock.now()
        async with self._database.read() as session:
            found = await repository.dates(session, person.guild_id, now - timedelta(hours=24), limit=limit + 5)
        return [one for one in (meeting_of(*pair) for pair in found) if one.ends_at > now][:limit]

    async def past(self, person: Person, since: datetime, limit: int | None = None) -> list[Meeting]:
        """The dates behind since then, earliest first."""
        async with self._database.read() as session:
            found = await repository.dates(session, person.guild_id, since, self._clock.now(), limit)
        return [meeting_of(*pair) for pair in found]

    async def recent(self, person: Person, limit: int = 25) -> list[Meeting]:
        """The dates that have begun, latest first."""
        return (await self.past(person, self._clock.now() - timedelta(days=120)))[::-1][:limit]

    async def ending_between(
        self, session: AsyncSession, guild_id: int, since: datetime, until: datetime
    ) -> list[Meeting]:
        """The dates that stand and end after ``since``, and until then."""
        found = await repository.dates(session, guild_id, since - timedelta(minutes=LONGEST), until)
        return [one for one in (meeting_of(*pair) for pair in found) if since < one.ends_at <= until]

    async def notes_of(self, person: Person, meeting_id: int) -> str:
        """What was noted of a date; empty without. Raises ``MeetingGone``."""
        return (await self.meeting(person, meeting_id)).notes

    async def meeting(self, person: Person, meeting_id: int) -> Meeting:
        """One date. Raises ``MeetingGone``."""
        async with self._database.read() as session:
            found = await repository.date(session, person.guild_id, meeting_id)
        if found is None or found[1].state == State.DRAFT:
            raise MeetingGone
        return meeting_of(*found)

    async def tick(self) -> None:
        """Keep the dates ahead in the table, and forget drafts that nobody kept."""
        now, done = self._clock.now(), repository.AT_ONCE
        while done == repository.AT_ONCE:
            async with self._database.begin() as session:
                rows = await repository.to_plan(session, now, tzdata_version())
                for row in rows:
                    await extend(session, row, now)
                done = len(rows)
        async with self._database.begin() as session:
            await repository.delete_drafts(session, now - DRAFTS_KEPT)

    # -- rows ---------------------------------------------------------------------------------

    def _set_times(self, row: SeriesRow, recurrence: Recurrence) -> None:
        row.first, row.zone, row.rule = recurrence.first.isoformat(), recurrence.zone, recurrence.rule
        row.planned_until = row.plan_at = None

    async def _series_row(
        self, session: AsyncSession, person: Person, series_id: int, state: State | None = None
    ) -> SeriesRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = await repository.series(session, person.guild_id, series_id)
        if row is None or (state is not None and row.state != state):
            raise MeetingGone
        return row

    async def _date(self, session: AsyncSession, person: Person, meeting_id: int) -> repository.Date:
        """A date that can still be changed, for a facilitator; locks the community."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await lock_community(session, person.guild_id)
        found = await repository.date(session, person.guild_id, meeting_id)
        if found is None or found[0].state != State.ACTIVE or found[0].at < self._clock.now() - timedelta(days=1):
            raise MeetingGone
        return found


async def _freeze(session: AsyncSession, series: SeriesRow, slot: str, changes: dict[str, Any]) -> None:
    """Let the dates before a slot go on saying what the series has said so far."""
    for one in await repository.of_series(session, series.id):
        if one.slot < slot:
            one.overrides = {name: getattr(series, name) for name in changes} | one.overrides
