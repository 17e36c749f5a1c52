"""Questions without a name, also to the rota: off until facilitators have read what protection means here.

Who asked is one sealed text, in no column and no delivery, and is destroyed after 30 days. So an answer isn't sent:
it waits until its asker looks for it, and is found by opening the community's own few links in memory.
"""

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.signposts import Signposts
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind, Unsure
from bot.delivery.service import Outbox
from bot.errors import InvalidInput, NotAllowed
from bot.schedule.local import local_time
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place, Sealed
from bot.support import repository
from bot.support.entries import (
    AUTHOR_KEPT,
    OPEN_AT_ONCE,
    QUESTIONS_KEPT,
    Duty,
    NoRota,
    NotOnRota,
    Over,
    Own,
    Relayed,
    Rota,
    Talk,
    Unsigned,
    checked,
)
from bot.support.models import MuteRow, UnsignedRow
from bot.support.service import SupportService
from bot.texts import N_

UNSIGNED, UNSIGNED_RELAY = "support:unsigned", "support:unsigned-relay"


class Off(NotAllowed):
    """The community doesn't take such questions."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Questions without a name aren't taken here. /support ask goes to the rota, which keeps your name to "
                "itself if you wish."
            )
        )


class UnsignedService:
    """Asked, answered, passed on, muted for a day; and, against abuse alone and on record, opened."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        keyring: Keyring,
        support: SupportService,
        signposts: Signposts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._keyring = keyring
        self._support = support
        self._signposts = signposts
        outbox.register(
            Kind(UNSIGNED, N_("Questions to the rota"), self.prepare, useful_for=timedelta(days=14),
                 unsure=Unsure.REPEAT),
            Kind(UNSIGNED_RELAY, N_("Questions passed on to the group"), self.prepare_relay,
                 useful_for=timedelta(days=2)),
        )  # fmt: skip

    # -- for facilitators -------------------------------------------------------------------

    async def is_on(self, person: Person) -> bool:
        """Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            return await self._is_on(session, person.guild_id)

    async def _is_on(self, session: AsyncSession, guild_id: int) -> bool:
        settings = await repository.settings(session, guild_id)
        return settings is not None and settings.takes_unsigned

    async def switch(self, person: Person, on: bool) -> None:
        """Take such questions, or no more; on record. Raises as ``is_on`` does, and ``NoKey``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        if on and not self._keyring:
            raise NoKey
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            (await self._support.settings_in(session, person.guild_id)).takes_unsigned = on
            self._community.note(session, person, "unsigned questions on" if on else "unsigned questions off")

    async def open_author(self, person: Person, question_id: int, reason: str) -> int:
        """Who asked, against abuse alone: an administrator's act, on record, which the asker can see.

        Raises ``NotAllowed``, ``Over`` once it was forgotten or can't be opened, ``InvalidInput`` without a reason.
        """
        require(person.standing, Audience.ADMINISTRATOR, set_up=True)
        if len(reason.strip()) < 10:
            raise InvalidInput(N_("Please say in a few words what the abuse is. It isn't shown to anybody."))
        async with self._database.begin() as session:
            row = await repository.unsigned(session, person.guild_id, question_id)
            author = self._author(row) if row else None
            if row is None or author is None:
                raise Over
            row.opened_at = self._clock.now()
            self._community.note(session, person, "unsigned question opened")
        return author

    # -- for whoever asks -------------------------------------------------------------------

    async def require_on(self, person: Person) -> None:
        """Raises ``Off`` where such questions aren't taken, ``NoKey``."""
        if not self._keyring:
            raise NoKey
        async with self._database.read() as session:
            if not await self._is_on(session, person.guild_id):
                raise Off

    async def require_open(self, person: Person) -> Rota:
        """Before anybody writes anything. Raises ``Off``, ``NoRota``, ``NoKey``, ``InvalidInput`` for too many."""
        if not self._keyring:
            raise NoKey
        async with self._database.read() as session:
            return await self._require_open(session, person)

    async def _require_open(self, session: AsyncSession, person: Person) -> Rota:
        if not await self._is_on(session, person.guild_id):
            raise Off
        rota = await self._support.rota_in(session, person.guild_id)
        if not rota.members:
            raise NoRota(self._signposts.line())
        if await repository.is_muted(session, person.guild_id, self.pseudonym(person)):
            raise NotAllowed(N_("The rota takes no more questions without a name from you today."))
        mine = [row for row in await self._of(session, person.guild_id, person.member_id) if row.state == Talk.OPEN]
        if len(mine) >= OPEN_AT_ONCE:
            raise InvalidInput(
                N_("{n} of your questions are open. Please wait until the rota has answered one.", n=OPEN_AT_ONCE)
            )
        return rota

    def pseudonym(self, person: Person) -> str:
        """What somebody is called today; another one tomorrow, and nobody can tell that it is the same."""
        today = local_time(self._clock.now(), self._community.community(person.guild_id).zone).date()
        return self._keyring.fingerprint(f"unsigned|{person.guild_id}|{person.member_id}|{today}")[:6]

    async def ask(self, person: Person, text: str) -> None:
        """Ask without a name. Raises as ``require_open`` does, and ``InvalidInput`` for no text, or a long one."""
        text, now, guild_id = checked(text), self._clock.now(), person.guild_id
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            await self._require_open(session, person)
            row = UnsignedRow(
                guild_id=guild_id, author=None, body=None, answer=None, pseudonym=self.pseudonym(person),
                state=Talk.OPEN, generation=None, made_at=now, relayed_at=None, opened_at=None,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            row.author = self._keyring.seal(json.dumps({"member": str(person.member_id)}), place(row, "author"))
            row.body = self._keyring.seal(text, place(row, "body"))
        self._support.fresh.add(guild_id)

    async def mine(self, person: Person) -> list[Own]:
        """What somebody asked without a name in the last 30 days, with the answers, the newest first."""
        async with self._database.read() as session:
            return list(reversed(await self.held(session, person.guild_id, person.member_id)))

    def _own(self, row: UnsignedRow) -> Own:
        answer = self._text(row.answer, place(row, "answer"))
        return Own(self._text(row.body, place(row, "body")), row.made_at, answer, row.opened_at)

    async def _of(self, session: AsyncSession, guild_id: int, member_id: int) -> list[UnsignedRow]:
        rows = await repository.all_unsigned(session, guild_id)
        return [row for row in rows if self._author(row) == member_id]

    # -- for the rota -----------------------------------------------------------------------

    async def question(self, person: Person, question_id: int) -> Unsigned:
        """For the rota. Raises ``NotOnRota``, ``Over``."""
        async with self._database.read() as session:
            return self._shown(await self._row(session, person, question_id))

    async def open_for(self, person: Person) -> list[Unsigned]:
        """The questions that are open, oldest first. Raises ``NotOnRota``."""
        async with self._database.read() as session:
            if await self._support.require_duty(session, person) is not Duty.ROTA:
                return []
            rows = await repository.all_unsigned(session, person.guild_id, (Talk.OPEN,))
        return [self._shown(row) for row in rows]

    async def answer(self, person: Person, question_id: int, text: str) -> Unsigned:
        """Answer; the asker finds it when they look. Raises as ``question`` does, and ``InvalidInput``."""
        text = checked(text)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, question_id)
            row.answer, row.state = self._keyring.seal(text, place(row, "answer")), Talk.CLOSED
            return self._shown(row)

    async def relay(self, person: Person, question_id: int) -> Unsigned:
        """Pass it on to the group, once. Raises as ``question`` does, and ``InvalidInput`` without a space."""
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, question_id)
            settings = await repository.settings(session, person.guild_id)
            if settings is None or settings.space_id is None:
                raise InvalidInput(N_("No channel is set for the space yet: /manage-support agreement"))
            if row.relayed_at is None:
                row.relayed_at = now
                draft = Draft(f"unsigned-relay:{row.id}", UNSIGNED_RELAY, row.id, now, channel_id=settings.space_id)
                await self._outbox.put(session, person.guild_id, draft)
            return self._shown(row)

    async def mute(self, person: Person, question_id: int) -> None:
        """Take no more of this pseudonym, for the day that it lasts. Raises as ``question`` does."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, question_id)
            row.state = Talk.CLOSED
            muted = MuteRow(guild_id=row.guild_id, pseudonym=row.pseudonym, muted_at=self._clock.now())
            await session.merge(muted)

    async def _row(self, session: AsyncSession, person: Person, question_id: int) -> UnsignedRow:
        if await self._support.require_duty(session, person) is not Duty.ROTA:
            raise NotOnRota
        row = await repository.unsigned(session, person.guild_id, question_id)
        if row is None or row.state != Talk.OPEN:
            raise Over
        return row

    async def bring(self, session: AsyncSession, rota: Rota, generation: int) -> None:
        """Bring what isn't in the rota's thread yet (``Bringing``)."""
        thread_id, guild_id = rota.space.thread_id, rota.space.guild_id
        if thread_id is None or not rota.members:
            return
        for row in await repository.all_unsigned(session, guild_id, (Talk.OPEN,)):
            if row.generation != generation:
                row.generation = generation
                key = f"{UNSIGNED}:{row.id}:{generation}"
                draft = Draft(key, UNSIGNED, row.id, self._clock.now(), channel_id=thread_id)
                await self._outbox.put(session, guild_id, draft)

    # -- an end -----------------------------------------------------------------------------

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> int:
        """Delete what somebody asked without a name; how many. What can't be opened can't be told to be theirs."""
        rows = await self._of(session, guild_id, member_id)
        for row in rows:
            for kind in (UNSIGNED, UNSIGNED_RELAY):
                await self._outbox.cancel(session, guild_id, kind, row.id)
            await session.delete(row)
        return len(rows)

    async def held(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Own]:
        """What somebody asked without a name, the oldest first, in the caller's transaction."""
        return [self._own(row) for row in await self._of(session, guild_id, member_id)]

    async def purge(self) -> None:
        """Destroy who asked after 30 days; forget the questions themselves later, and yesterday's mutes."""
        now = self._clock.now()
        async with self._database.begin() as session:
            forgotten = await repository.forget_authors(session, now - AUTHOR_KEPT)
            forgotten += len(await repository.delete_unsigned(session, now - QUESTIONS_KEPT))
            await repository.delete_mutes(session, now - timedelta(days=2))
        if forgotten:
            await self._database.truncate_log()

    # -- what is said when it is sent --------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Unsigned | None:
        async with self._database.read() as session:
            row = await repository.unsigned(session, delivery.guild_id, delivery.subject_id)
            rota = await self._support.rota_in(session, delivery.guild_id)
        if row is None or row.state != Talk.OPEN or delivery.channel_id != rota.space.thread_id:
            return None
        return self._shown(row)

    async def prepare_relay(self, delivery: Delivery) -> Relayed | None:
        async with self._database.read() as session:
            row = await repository.unsigned(session, delivery.guild_id, delivery.subject_id)
        text = self._text(row.body, place(row, "body")) if row and row.relayed_at else ""
        return Relayed(text, None) if text else None

    def _shown(self, row: UnsignedRow) -> Unsigned:
        text = self._text(row.body, place(row, "body"))
        return Unsigned(row.guild_id, row.id, text, row.pseudonym, row.relayed_at is not None, row.answer is not None)

    def _author(self, row: UnsignedRow) -> int | None:
        text = self._text(row.author, place(row, "author"))
        return int(json.loads(text)["member"]) if text else None

    def _text(self, sealed: Sealed | None, where: Place) -> str:
        """What was sealed there; empty for nothing, and for what can't be opened."""
        try:
            return self._keyring.open(sealed, where) if sealed else ""
        except (CannotOpen, NoKey):
            return ""


def place(row: UnsignedRow, column: str) -> Place:
    """Where a text of it belongs: to nobody, since nobody may stand beside it in clear."""
    return Place(f"support_unsigned.{column}", 0, row.id)
