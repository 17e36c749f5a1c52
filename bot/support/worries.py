"""Worried about a message: what someone saw reaches the rota, or the second contact alone, and nobody else.

Nothing is posted where the message stands, and its author hears nothing. What was done is kept for 12 months.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.signposts import Signposts
from bot.community.standing import Person
from bot.delivery.kinds import Delivery, Draft, Kind, Unsure, WhenAway
from bot.delivery.service import Outbox
from bot.errors import InvalidInput
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place
from bot.support import repository
from bot.support.entries import (
    LONGEST_WORDS,
    OPEN_WORRIES,
    PURPOSE,
    WORRIES_A_DAY,
    WORRIES_KEPT,
    Duty,
    NoRota,
    NotOnRota,
    Over,
    Rota,
    Route,
    Seen,
    Stage,
    Worry,
    checked,
)
from bot.support.models import WorryRow
from bot.support.service import SupportService, record_place
from bot.texts import N_

TO_ROTA, TO_SECOND, SEEN = "support:worry", "support:worry-second", "support:seen"


@dataclass(frozen=True, slots=True)
class About:
    """Which message, who wrote it (kept nowhere), and in which words someone is worried."""

    channel_id: int
    message_id: int
    author_id: int
    words: str
    reporter: str
    """The reporter's name, for the rota."""


class Nobody(InvalidInput):
    """Everyone who could hear of it is to be left out."""

    def __init__(self, help_line: str) -> None:
        super().__init__(
            N_(
                "With the people who must not hear of it left out, nobody would. Nothing was sent. Please write to an "
                "administrator whom you trust. {help}",
                help=help_line,
            )
        )


class WorriesService:
    """Worries: passed on, seen, and what was done."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        outbox: Outbox,
        keyring: Keyring,
        support: SupportService,
        signposts: Signposts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox
        self._keyring = keyring
        self._support = support
        self._signposts = signposts
        week = timedelta(days=7)
        # Two messages about one worry do no harm; none might. So it is repeated where nobody can tell.
        outbox.register(
            Kind(TO_ROTA, N_("Messages to the rota"), self.prepare, useful_for=week, unsure=Unsure.REPEAT),
            Kind(
                TO_SECOND, N_("Messages to the second contact"), self.prepare, useful_for=week, unsure=Unsure.REPEAT,
                quiet=False, away=WhenAway.SEND, keep=True, private=True,
            ),
            Kind(
                SEEN, N_("That a worry was seen"), self.prepare_seen, useful_for=timedelta(days=60), purpose=PURPOSE,
                keep=True, private=True,
            ),
        )  # fmt: skip

    async def require_open(self, person: Person) -> Rota:
        """Before anybody writes anything. Raises ``NoRota`` when nobody would hear, ``NoKey`` when nothing is kept."""
        if not self._keyring:
            raise NoKey
        async with self._database.read() as session:
            rota = await self._support.rota_in(session, person.guild_id)
        if not rota.members and rota.second is None:
            raise NoRota(self._signposts.line())
        return rota

    async def pass_on(self, person: Person, about: About, leave_out: int | None, could_read: Collection[int]) -> None:
        """Pass a worry on. ``leave_out`` must not hear of it, nor must the message's author (unless it is the
        reporter); ``could_read`` are those of them who could read the rota's thread as administrators may.

        Raises ``NoRota``, ``Nobody`` when leaving them out leaves nobody, and ``InvalidInput`` for a long text.
        """
        words = checked(about.words) if about.words.strip() else ""
        left_out = {one for one in (leave_out, about.author_id) if one and one != person.member_id}
        guild_id = person.guild_id
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            await self._refuse_too_many(session, person)
            rota = await self._support.rota_in(session, guild_id)
            route = self._route(rota, left_out, could_read)
            row = WorryRow(
                guild_id=guild_id, reporter_id=person.member_id, channel_id=about.channel_id,
                message_id=about.message_id, state=Stage.NEW, route=route, generation=None,
                made_at=self._clock.now(), seen_at=None, closed_at=None,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            body = {"words": words, "reporter": about.reporter[:100]}
            row.body = self._keyring.seal(json.dumps(body), _place(row))
            row.record = self._keyring.seal(json.dumps({"left_out": sorted(left_out), "done": []}), record_place(row))
            if route is Route.SECOND:
                await self._to_second(session, row, rota)
        self._support.fresh.add(guild_id)

    async def _refuse_too_many(self, session: AsyncSession, person: Person) -> None:
        since = self._clock.now() - timedelta(days=1)
        rows = await repository.worries_of(session, person.guild_id, person.member_id)
        if sum(row.made_at > since for row in rows) >= WORRIES_A_DAY:
            raise InvalidInput(
                N_("You have passed on {n} worries in a day. Please write to a facilitator directly. {help}",
                   n=WORRIES_A_DAY, help=self._signposts.line())
            )  # fmt: skip

    def _route(self, rota: Rota, left_out: Collection[int], could_read: Collection[int]) -> Route:
        if not rota.members and rota.second is None:
            raise NoRota(self._signposts.line())
        if rota.members and not {*left_out} & {*rota.members, *could_read}:
            return Route.THREAD
        if rota.second is None or rota.second in left_out:
            raise Nobody(self._signposts.line())
        return Route.SECOND

    async def _to_second(self, session: AsyncSession, row: WorryRow, rota: Rota) -> None:
        row.route = Route.SECOND
        draft = Draft(f"worry:{row.id}:second:{rota.second}", TO_SECOND, row.id, row.made_at, member_id=rota.second)
        await self._outbox.put(session, row.guild_id, draft)

    async def bring(self, session: AsyncSession, rota: Rota, generation: int) -> None:
        """Bring what isn't in the rota's thread yet (``Bringing``); what somebody new there must not read goes to the
        second contact instead."""
        for row in await repository.worries(session, rota.space.guild_id, OPEN_WORRIES):
            if row.generation == generation and row.route == Route.THREAD:
                continue
            if row.route == Route.SECOND or not rota.members or not self._support.may_hear(row, rota.members):
                # Again for one who is new; to the others it is known already.
                if rota.second is not None and self._support.may_hear(row, (rota.second,)):
                    await self._to_second(session, row, rota)
            elif rota.space.thread_id is not None:
                row.generation = generation
                draft = Draft(f"worry:{row.id}:thread:{generation}", TO_ROTA, row.id, self._clock.now(),
                              channel_id=rota.space.thread_id)  # fmt: skip
                await self._outbox.put(session, row.guild_id, draft)

    # -- for the rota -----------------------------------------------------------------------

    async def worry(self, person: Person, worry_id: int) -> Worry:
        """A worry, for those who may know of it. Raises ``NotOnRota`` for others, ``Over``."""
        async with self._database.read() as session:
            return self._shown(await self._row(session, person, worry_id), ())

    async def open_for(self, person: Person) -> list[Worry]:
        """The worries that are open and that the person may know of, oldest first. Raises ``NotOnRota``."""
        async with self._database.read() as session:
            await self._support.require_duty(session, person)
            rows = await repository.worries(session, person.guild_id, OPEN_WORRIES)
            found: list[Worry] = []
            for row in rows:
                try:
                    found.append(self._shown(await self._row(session, person, row.id), ()))
                except (NotOnRota, Over):
                    continue
        return found

    async def see(self, person: Person, worry_id: int) -> Worry:
        """Say that it was seen: the reporter hears so, once. Raises as ``worry``."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, worry_id)
            if row.state == Stage.NEW:
                now = self._clock.now()
                row.state, row.seen_at = Stage.SEEN, now
                self._note(row, person, "seen")
                if row.reporter_id is not None:
                    draft = Draft(f"worry:{row.id}:seen", SEEN, row.id, now, member_id=row.reporter_id)
                    await self._outbox.put(session, row.guild_id, draft)
            return self._shown(row, ())

    async def close(self, person: Person, worry_id: int, what: str) -> Worry:
        """Note what was done; it counts as seen and closed. Raises as ``worry``, and ``InvalidInput``."""
        what = checked(what, LONGEST_WORDS)
        await self.see(person, worry_id)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, worry_id)
            row.state, row.closed_at = Stage.CLOSED, self._clock.now()
            self._note(row, person, what)
            return self._shown(row, ())

    async def _row(self, session: AsyncSession, person: Person, worry_id: int) -> WorryRow:
        duty = await self._support.require_duty(session, person)
        row = await repository.worry(session, person.guild_id, worry_id)
        if row is None:
            raise Over
        if not self._support.may_hear(row, (person.member_id,)):
            raise NotOnRota
        if duty is Duty.SECOND and row.route != Route.SECOND:
            raise NotOnRota
        if duty is Duty.ROTA and row.route == Route.SECOND:
            raise NotOnRota
        return row

    def _note(self, row: WorryRow, person: Person, what: str) -> None:
        record = self._record(row)
        record["done"].append({"by": person.member_id, "at": self._clock.now().isoformat(), "what": what})
        row.record = self._keyring.seal(json.dumps(record), record_place(row))

    def _record(self, row: WorryRow) -> dict[str, Any]:
        try:
            return json.loads(self._keyring.open(row.record, record_place(row))) if row.record else {"done": []}
        except CannotOpen:
            return {"done": []}

    # -- for the reporter -------------------------------------------------------------------

    def words(self, row: WorryRow) -> str | None:
        """What the reporter wrote; None when it was erased, or can't be opened."""
        return self._body(row).get("words")

    def _body(self, row: WorryRow) -> dict[str, str]:
        try:
            return json.loads(self._keyring.open(row.body, _place(row))) if row.body else {}
        except (CannotOpen, NoKey):
            return {}

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> int:
        """Take someone's name and words off the worries they passed on; how many there were."""
        rows = await repository.worries_of(session, guild_id, member_id)
        for row in rows:
            await self._outbox.cancel(session, guild_id, SEEN, row.id)
            await self._outbox.drop_waiting(session, guild_id, SEEN, row.id)
        await repository.unname_worries(session, guild_id, member_id)
        return len(rows)

    async def purge(self) -> None:
        """Forget what is older than 12 months, whatever became of it."""
        async with self._database.begin() as session:
            await repository.delete_old_worries(session, self._clock.now() - WORRIES_KEPT)

    # -- what is said when it is sent --------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Worry | None:
        """The worry as it stands; None once it is closed, or when it must not be said there any more."""
        async with self._database.read() as session:
            row = await repository.worry(session, delivery.guild_id, delivery.subject_id)
            rota = await self._support.rota_in(session, delivery.guild_id)
        if row is None or row.state == Stage.CLOSED:
            return None
        if delivery.member_id is not None:
            return self._shown(row, ()) if delivery.member_id == rota.second else None
        if row.route != Route.THREAD or not self._support.may_hear(row, rota.members):
            return None
        return self._shown(row, rota.members) if delivery.channel_id == rota.space.thread_id else None

    async def prepare_seen(self, delivery: Delivery) -> Seen | None:
        async with self._database.read() as session:
            row = await repository.worry(session, delivery.guild_id, delivery.subject_id)
        return Seen(row.made_at) if row is not None and row.reporter_id == delivery.member_id else None

    def _shown(self, row: WorryRow, pings: tuple[int, ...]) -> Worry:
        body = self._body(row)
        return Worry(
            row.guild_id, row.id, row.channel_id, row.message_id, body.get("words", ""), body.get("reporter", ""),
            Stage(row.state), pings, tuple(one["what"] for one in self._record(row)["done"]),
        )  # fmt: skip


def _place(row: WorryRow) -> Place:
    return Place("support_worries.body", row.reporter_id or 0, row.id)
