"""What is said of meetings, and when: planned two days ahead into the outbox, and prepared as things stand then.

Each notice's key names the date, how long before, and the wall time that it was for: a date that moves gets new
ones, and the old ones say nothing when they fall due.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import waitlist
from bot.community.service import CommunityService
from bot.delivery.kinds import Delivery, Draft, Kind, Unsure, WhenAway
from bot.delivery.service import Outbox
from bot.meetings import repository
from bot.meetings.entries import ANNOUNCED, DIRECT_LEADS, Answer, Meeting, Notice, SpeakerState, State
from bot.meetings.models import AnswerRow, OccurrenceRow, SeriesRow
from bot.meetings.rows import counts_of, link_of, meeting_of
from bot.schedule.leads import LONGEST_LEAD, before, length
from bot.storage.database import Database
from bot.storage.sealed import Keyring
from bot.texts import N_

FEATURE = PURPOSE = "meetings"
ANNOUNCEMENT, REMINDER, SOON = "meeting:announcement", "meeting:reminder", "meeting:soon"
DIRECT, DIRECT_SOON, AGAIN = "meeting:direct", "meeting:direct-soon", "meeting:again"
CHANGED, CHANGED_DIRECT, AFTER = "meeting:changed", "meeting:changed-direct", "meeting:after"
OFFER, INVITED = "meeting:offer", "meeting:invited"
RENEWED = "meeting:announcement-edit"
AHEAD = timedelta(days=2)
"""How far ahead notices stand in the outbox."""
SHORT = timedelta(hours=6)
"""Reminders nearer than this are worth nothing once the meeting has begun."""
NOTES_AFTER = timedelta(minutes=15)
LATE = timedelta(minutes=10)


class Notices:
    """Everything that is said of meetings unasked."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, keyring: Keyring
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._keyring = keyring
        # What this process has put already, by date and its state: another process may have changed it meanwhile.
        self._planned: dict[tuple[int, int], set[str]] = {}
        day, soon = timedelta(hours=12), timedelta(minutes=20)
        outbox.register(
            Kind(ANNOUNCEMENT, N_("Announcements of meetings"), self.prepare, useful_for=timedelta(days=3)),
            Kind(RENEWED, N_("Announcements of meetings, brought up to date"), self.prepare,
                 useful_for=timedelta(days=3), edits=True),
            Kind(REMINDER, N_("Reminders of meetings"), self.prepare, useful_for=day),
            Kind(SOON, N_("Meetings that begin"), self.prepare, useful_for=soon),
            Kind(DIRECT, N_("People's reminders of meetings"), self.prepare, useful_for=day, purpose=PURPOSE,
                 away=WhenAway.SKIP, private=True),
            Kind(DIRECT_SOON, N_("People's reminders of meetings that begin"), self.prepare, useful_for=soon,
                 purpose=PURPOSE, away=WhenAway.SKIP, private=True),
            Kind(AGAIN, N_("People's reminders, once more"), self.prepare, useful_for=soon, purpose=PURPOSE,
                 quiet=False, away=WhenAway.SEND, private=True),
            Kind(CHANGED, N_("Changes of meetings"), self.prepare, useful_for=timedelta(days=3)),
            Kind(CHANGED_DIRECT, N_("Changes of meetings, to those who answered"), self.prepare,
                 useful_for=timedelta(days=3), purpose=PURPOSE, away=WhenAway.SEND, keep=True, private=True),
            Kind(AFTER, N_("Asking for a meeting's notes"), self.prepare, useful_for=timedelta(days=2)),
            Kind(OFFER, N_("Offers of a free place"), self.prepare, useful_for=timedelta(hours=24), purpose=PURPOSE,
                 unsure=Unsure.REPEAT, quiet=False, away=WhenAway.SEND, keep=True, private=True),
            Kind(INVITED, N_("Asking somebody to speak"), self.prepare, useful_for=timedelta(days=14),
                 purpose=PURPOSE, unsure=Unsure.REPEAT, keep=True),
        )  # fmt: skip

    # -- planning -----------------------------------------------------------------------------

    async def tick(self) -> None:
        """Put what is due within two days into the outbox."""
        now = self._clock.now()
        async with self._database.read() as session:
            dates = await repository.dates(session, None, now - timedelta(days=1), now + LONGEST_LEAD + AHEAD)
            chosen = {guild: await repository.choices(session, guild) for guild in {row.guild_id for row, _ in dates}}
        states = [(row.id, row.sequence) for row, _series in dates]
        self._planned = {state: self._planned.get(state, set()) for state in states}
        for row, series in dates:
            known = self._planned[row.id, row.sequence]
            wanted = [
                draft
                for draft in self._drafts(row, series, chosen[row.guild_id], now)
                if draft.key not in known and draft.due_at <= now + AHEAD
            ]
            if wanted:
                async with self._database.begin() as session:
                    await self._outbox.put(session, row.guild_id, *wanted)
                known |= {draft.key for draft in wanted}

    def _drafts(
        self, row: OccurrenceRow, series: SeriesRow, chosen: dict[int, tuple[str, ...]], now: datetime
    ) -> Iterator[Draft]:
        """Every notice of a date whose time hasn't passed, whenever it is due."""
        local = datetime.fromisoformat(row.local)
        channel = series.channel_id
        announced = max(before(local, series.zone, ANNOUNCED), series.created_at)
        if row.at > now:
            yield _draft(row, ANNOUNCEMENT, "announced", announced, channel_id=channel, timed=False)
        for lead in series.leads:
            due = before(local, series.zone, lead)
            # What would come together with the announcement, or before it, is said by that.
            if due > max(announced, row.changed_at) and due > now - AHEAD:
                kind = SOON if length(lead) < SHORT else REMINDER
                yield _draft(row, kind, lead, due, channel_id=channel)
        for member_id, leads in self._wishes(row.guild_id, chosen):
            for lead in leads:
                due = before(local, series.zone, lead)
                if due > max(row.changed_at, now - timedelta(hours=1)):
                    kind = DIRECT_SOON if length(lead) < SHORT else DIRECT
                    yield _draft(row, kind, lead, due, member_id=member_id)
        notices = self._community.community(row.guild_id).notices_channel_id
        if notices is not None:
            ended = meeting_of(row, series).ends_at + NOTES_AFTER
            yield _draft(row, AFTER, "after", ended, channel_id=notices)

    def _wishes(self, guild_id: int, chosen: dict[int, tuple[str, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        for member_id in self._community.who_agreed(guild_id, PURPOSE):
            yield member_id, chosen.get(member_id, DIRECT_LEADS)

    # -- in the transactions of others ----------------------------------------------------------

    async def forget(self, session: AsyncSession, row: OccurrenceRow) -> None:
        """Take back what was planned for a date, whose ``sequence`` has gone up; the next round plans it anew."""
        for kind in (REMINDER, SOON, DIRECT, DIRECT_SOON, AGAIN, AFTER):
            await self._outbox.cancel(session, row.guild_id, kind, row.id)
        if row.state != State.ACTIVE:
            for kind in (ANNOUNCEMENT, OFFER, INVITED):
                await self._outbox.cancel(session, row.guild_id, kind, row.id)

    async def replan(self, session: AsyncSession, row: OccurrenceRow, series: SeriesRow) -> None:
        """Let what the channel hears of a date follow its series' channel and reminder times, as changed just now."""
        now, late = self._clock.now(), list[Draft]()
        for kind in (ANNOUNCEMENT, REMINDER, SOON):
            for one in await self._outbox.pending(session, row.guild_id, kind, row.id):
                lead = one.detail.partition("|")[0]
                if lead in series.leads and one.due_at <= now:  # it is late already, and stays due
                    late.append(_draft(row, kind, lead, one.due_at, channel_id=series.channel_id))
            await self._outbox.cancel(session, row.guild_id, kind, row.id)
        planned = [one for one in self._drafts(row, series, {}, now) if one.kind in (ANNOUNCEMENT, REMINDER, SOON)]
        wanted = late + [one for one in planned if one.due_at <= now + AHEAD]
        if wanted:
            await self._outbox.put(session, row.guild_id, *wanted)

    async def tell_change(self, session: AsyncSession, row: OccurrenceRow, series: SeriesRow, was: datetime) -> None:
        """Tell the channel and those who answered that a date was moved, changed or cancelled: once for each change."""
        now = self._clock.now()
        key = f"changed:{row.sequence}"
        told = f"{int(was.timestamp())}"
        answered = [
            one.member_id
            for one in await repository.answers(session, row.id)
            if one.answer and one.answer != Answer.CANT
        ]
        untold: dict[int | None, str] = {}
        for kind in (CHANGED, CHANGED_DIRECT):
            for one in await self._outbox.pending(session, row.guild_id, kind, row.id):
                untold[one.member_id] = one.detail
            await self._outbox.cancel(session, row.guild_id, kind, row.id)
        announced = max(before(datetime.fromisoformat(row.local), series.zone, ANNOUNCED), series.created_at)
        # Whoever hasn't heard of the change before this one knows the time before that.
        drafts = [
            _draft(row, CHANGED_DIRECT, key, now, member_id=one, detail=untold.get(one, told)) for one in answered
        ]
        if answered or announced <= now:
            draft = _draft(row, CHANGED, key, now, channel_id=series.channel_id, detail=untold.get(None, told))
            drafts.append(draft)
        if drafts:
            await self._outbox.put(session, row.guild_id, *drafts)

    async def renew(self, session: AsyncSession, *rows: OccurrenceRow) -> None:
        """Let announcements that are posted already say how their dates stand now; ``sequence`` has gone up."""
        if rows:
            as_of = {row.id: row.sequence for row in rows}
            await self._outbox.correct(session, rows[0].guild_id, ANNOUNCEMENT, as_of, RENEWED)

    async def offer(self, session: AsyncSession, row: OccurrenceRow, offers: tuple[tuple[int, datetime], ...]) -> None:
        """Offer people a place that has come free, until a moment."""
        now = self._clock.now()
        drafts = [
            _draft(row, OFFER, f"offer:{until:%Y%m%dT%H%M}", now, member_id=one, detail=until.isoformat(), timed=False)
            for one, until in offers
        ]
        if drafts:
            await self._outbox.put(session, row.guild_id, *drafts)

    async def invite(self, session: AsyncSession, row: OccurrenceRow, member_id: int) -> None:
        """Ask somebody whether they will speak."""
        now = self._clock.now()
        await self._outbox.cancel(session, row.guild_id, INVITED, row.id)
        draft = _draft(row, INVITED, f"invited:{row.sequence}", now, member_id=member_id, detail=str(member_id))
        await self._outbox.put(session, row.guild_id, draft)

    async def again(self, session: AsyncSession, row: OccurrenceRow, member_id: int, at: datetime) -> None:
        """Remind someone once more."""
        draft = _draft(row, AGAIN, f"again:{at:%Y%m%dT%H%M}", at, member_id=member_id)
        await self._outbox.put(session, row.guild_id, draft)

    # -- when the time comes --------------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Notice | None:
        """What there is to say of a date now; None when it has moved, was cancelled, or concerns them no more."""
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        changed = delivery.kind in (CHANGED, CHANGED_DIRECT)
        async with self._database.read() as session:
            found = await repository.date(session, delivery.guild_id, delivery.subject_id)
            if found is None or (changed and await self._outbox.superseded(session, delivery)):
                return None
            answers = await repository.answers(session, delivery.subject_id)
        row, series = found
        meeting, now = meeting_of(row, series), self._clock.now()
        mine = next((one for one in answers if one.member_id == delivery.member_id), None)
        lead = delivery.detail.partition("|")[0]
        if delivery.kind in (ANNOUNCEMENT, REMINDER, SOON) and delivery.channel_id != series.channel_id:
            return None  # it goes to another channel by now
        if delivery.kind in (REMINDER, SOON) and lead not in series.leads:
            return None
        if not _applies(delivery, row, meeting, mine, now):
            return None
        timed = delivery.kind in (REMINDER, SOON, DIRECT, DIRECT_SOON)
        return Notice(
            meeting=meeting,
            counts=counts_of(answers),
            role_id=series.role_id,
            lead=lead if timed else "",
            late=now - delivery.due_at > LATE,
            was=datetime.fromtimestamp(int(delivery.detail), row.at.tzinfo) if changed else None,
            link=link_of(series, self._keyring) if _comes(mine) else "",
            until=mine.until if mine is not None and delivery.kind == OFFER else None,
        )


def _comes(mine: AnswerRow | None) -> bool:
    """Whether it is for someone who has a place: they are given the link."""
    return mine is not None and mine.standing == waitlist.Standing.HOLDS


def _applies(delivery: Delivery, row: OccurrenceRow, meeting: Meeting, mine: AnswerRow | None, now: datetime) -> bool:
    """Whether what was planned still concerns anybody."""
    if delivery.kind in (CHANGED, CHANGED_DIRECT):
        return meeting.at > now or row.state != State.ACTIVE
    if delivery.kind == RENEWED:
        return True
    if row.state != State.ACTIVE:
        return False
    as_planned = delivery.detail.partition("|")[2] == row.local
    if delivery.kind == ANNOUNCEMENT:
        return meeting.at > now
    if delivery.kind == AFTER:
        return as_planned and not meeting.notes
    if delivery.kind == OFFER:
        if mine is None or mine.standing != waitlist.Standing.OFFERED:
            return False
        return mine.until is not None and mine.until > now
    if delivery.kind == INVITED:
        return row.speaker_id == delivery.member_id and row.speaker_state == SpeakerState.ASKED
    if delivery.kind == AGAIN:
        return meeting.ends_at > now
    left_alone = mine is not None and (mine.muted or mine.answer == Answer.CANT)
    return as_planned and meeting.ends_at > now and not left_alone


def _draft(
    row: OccurrenceRow,
    kind: str,
    what: str,
    due_at: datetime,
    *,
    channel_id: int | None = None,
    member_id: int | None = None,
    detail: str | None = None,
    timed: bool = True,
) -> Draft:
    """A notice; a ``timed`` one is for the wall time that the date has now."""
    whom = f"member:{member_id}" if member_id else f"channel:{channel_id}"
    when = f":{row.local}" if timed else ""
    return Draft(
        key=f"meeting-occurrence:{row.id}:{what}:{whom}{when}",
        kind=kind,
        subject_id=row.id,
        due_at=due_at,
        channel_id=channel_id,
        member_id=member_id,
        detail=f"{what}|{row.local}" if detail is None else detail,
    )
