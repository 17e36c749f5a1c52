"""Meetings in people's own calendars: files of one date or a series, and secret addresses to subscribe to."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import waitlist
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.meetings import repository
from bot.meetings.answering import AnswersService
from bot.meetings.entries import Answer, Meeting, SpeakerState, State
from bot.meetings.models import AnswerRow, FeedRow
from bot.meetings.rows import link_of, meeting_of
from bot.schedule.calendar import Entry, etag, written
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring

BEHIND, AHEAD = timedelta(days=90), timedelta(days=400)
SHOWN = (State.ACTIVE, State.CANCELLED, State.SKIPPED)
"""A date that was left out stays in calendars as cancelled: they would otherwise go on showing it."""


Others = Callable[[AsyncSession, int, int], Awaitable[list[Entry]]]
"""What else stands in a person's own calendar, by server and person: deadlines of funding calls, for instance."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is served."""

    document: bytes
    etag: str


class CalendarsService:
    """Files and addresses. A secret is shown once and kept as a hash alone."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        keyring: Keyring,
        answers: AnswersService,
        *others: Others,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._keyring = keyring
        self._answers = answers
        self._others = others

    async def file(self, person: Person, meeting_id: int, *, series: bool = False) -> bytes:
        """A date, or all dates of its series, as an .ics; with the link for those who come. Raises ``MeetingGone``."""
        standing = await self._answers.standing(person, meeting_id)
        meeting, now = standing.meeting, self._clock.now()
        if not series:
            return written(meeting.details.title, [_entry(meeting, standing.link)])
        async with self._database.read() as session:
            found = await repository.dates(session, person.guild_id, now - BEHIND, now + AHEAD, states=SHOWN)
        meetings = [meeting_of(*pair) for pair in found if pair[0].series_id == meeting.series_id]
        return written(meeting.details.title, [_entry(one) for one in meetings])

    async def new_address(self, person: Person, *, community: bool = False) -> str:
        """A new secret for the person's own calendar, or the community's; the former one stops working.

        Raises ``NotAllowed`` for the community's unless a facilitator asks.
        """
        whose = self._whose(person, community)
        secret = secrets.token_urlsafe(32)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            await repository.drop_feed(session, person.guild_id, whose)
            session.add(
                FeedRow(
                    digest=_digest(secret), guild_id=person.guild_id, member_id=whose, made_at=self._clock.now()
                )
            )  # fmt: skip
        return secret

    async def revoke(self, person: Person, *, community: bool = False) -> None:
        """Let an address stop working. Raises as ``new_address`` does."""
        async with self._database.begin() as session:
            await repository.drop_feed(session, person.guild_id, self._whose(person, community))

    async def has_address(self, person: Person, *, community: bool = False) -> bool:
        async with self._database.read() as session:
            whose = None if community else person.member_id
            return bool(await repository.feeds_of(session, person.guild_id, whose))

    def _whose(self, person: Person, community: bool) -> int | None:
        if community:
            require(person.standing, Audience.FACILITATOR, set_up=True)
        return None if community else person.member_id

    async def feed(self, secret: str) -> Feed | None:
        """What a secret address serves; None for one that isn't (any more)."""
        now = self._clock.now()
        async with self._database.read() as session:
            row = await repository.feed(session, _digest(secret))
            if row is None or not self._community.community(row.guild_id).offers("meetings"):
                return None
            dates = await repository.dates(session, row.guild_id, now - BEHIND, now + AHEAD, states=SHOWN)
            mine: dict[int, AnswerRow] = {}
            more: list[Entry] = []
            if row.member_id is not None:
                mine = {
                    one.occurrence_id: one
                    for one in await repository.answers_of(session, row.guild_id, row.member_id)
                    if one.answer in (Answer.GOING, Answer.MAYBE)
                }
                for others in self._others:
                    more += await others(session, row.guild_id, row.member_id)
        entries: list[Entry] = []
        for date, series in dates:
            if row.member_id is None:
                entries.append(_entry(meeting_of(date, series)))
            elif date.id in mine:
                comes = mine[date.id].standing == waitlist.Standing.HOLDS
                entries.append(_entry(meeting_of(date, series), link_of(series, self._keyring) if comes else ""))
        document = written("Meetings", [*entries, *more])
        return Feed(document, etag(document))


def _digest(secret: str) -> bytes:
    # 256 random bits need no salt and no stretching.
    return hashlib.sha256(secret.encode()).digest()


def _entry(meeting: Meeting, link: str = "") -> Entry:
    details, speaker = meeting.details, meeting.speaker
    named = speaker.state in (SpeakerState.AGREED, SpeakerState.GUEST)  # not while they are only asked
    texts: Iterable[str] = (f"With {speaker.name}" if named else "", details.description, details.agenda)
    return Entry(
        uid=f"meeting-{meeting.id}@heronry",
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        title=details.title,
        local=meeting.local,
        zone=meeting.zone,
        minutes=details.minutes,
        description="\n\n".join(text for text in texts if text),
        place=details.room,
        link=link,
        cancelled=meeting.state is not State.ACTIVE,
    )
