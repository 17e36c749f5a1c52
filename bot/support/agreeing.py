"""The space's agreement: written by facilitators, accepted by whoever takes part, and shown again when it changes."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.errors import InvalidInput, NotFound
from bot.storage.database import Database, lock_community
from bot.support import repository
from bot.support.entries import LONGEST_AGREEMENT, Agreement, checked, proposed_agreement
from bot.support.models import AcceptanceRow, AgreementRow
from bot.support.service import SupportService
from bot.texts import N_, speaking

POSTED, CHANGED = "support:agreement", "support:agreement-changed"


class Overtaken(InvalidInput):
    """Somebody else has changed the agreement in the meantime."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody else has changed the agreement meanwhile, so yours wasn't saved. Here it is:"))


class AgreementService:
    """The agreement's versions, and who has accepted which."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        support: SupportService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._support = support
        outbox.register(
            Kind(POSTED, N_("The space's agreement"), self.prepare, useful_for=timedelta(days=2)),
            Kind(CHANGED, N_("The space's agreement, changed"), self.prepare,
                 useful_for=timedelta(days=365), keep=True, private=True),
        )  # fmt: skip

    async def agreement(self, person: Person) -> Agreement:
        """The agreement as the person sees it. Raises ``NotFound`` for members while there is none."""
        async with self._database.read() as session:
            found = await self._agreement(session, person.guild_id, person.member_id)
        if not found.version and person.standing < Audience.FACILITATOR:
            raise NotFound(
                N_("This group hasn't written its agreement yet. A facilitator can: /manage-support agreement")
            )
        return found

    async def _agreement(self, session: AsyncSession, guild_id: int, member_id: int) -> Agreement:
        row = await repository.agreement(session, guild_id)
        rota = await self._support.rota_in(session, guild_id)
        if row is None:
            return Agreement(guild_id, 0, proposed_agreement(), None, rota)
        mine = await repository.acceptance(session, guild_id, member_id)
        count = await repository.count_accepted(session, guild_id, row.version)
        return Agreement(
            guild_id, row.version, row.text, row.made_at, rota,
            accepted=mine.version if mine else None, accepted_at=mine.accepted_at if mine else None, count=count,
        )  # fmt: skip

    async def write_agreement(
        self, person: Person, text: str, space_id: int | None, role_id: int | None, *, begun_with: int | None = None
    ) -> Agreement:
        """Put up an agreement, where it holds, and the role that comes with it. A new text is a new version: whoever
        accepted an older one is shown it at their next visit. ``begun_with`` is the version that was being changed.

        Raises ``Overtaken`` when that isn't the latest any more, and ``InvalidInput``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        text = checked(text, LONGEST_AGREEMENT)
        guild_id = person.guild_id
        if role_id == guild_id:
            raise InvalidInput(N_("Everyone has that role already. Please choose another, or none."))
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            settings = await self._support.settings_in(session, guild_id)
            settings.space_id, settings.role_id = space_id, role_id
            before = await repository.agreement(session, guild_id)
            if begun_with is not None and begun_with != (before.version if before else 0):
                raise Overtaken
            if before is None or before.text != text:
                version = (before.version if before else 0) + 1
                session.add(AgreementRow(guild_id=guild_id, version=version, text=text, made_at=self._clock.now()))
                await session.flush()
                await self._show_again(session, guild_id, version)
            self._community.note(session, person, "support agreement changed")
            return await self._agreement(session, guild_id, person.member_id)

    async def _show_again(self, session: AsyncSession, guild_id: int, version: int) -> None:
        now = self._clock.now()
        people = await repository.accepted_before(session, guild_id, version)
        drafts = [
            Draft(f"agreement:{version}:{one}", CHANGED, version, now, member_id=one, visit=True) for one in people
        ]
        await self._outbox.put(session, guild_id, *drafts)

    async def post_agreement(self, person: Person) -> int:
        """Have it posted in the space; the channel. Raises ``InvalidInput`` when there is no text or no space yet."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        now = self._clock.now()
        async with self._database.begin() as session:
            row = await repository.agreement(session, person.guild_id)
            settings = await repository.settings(session, person.guild_id)
            if row is None or settings is None or settings.space_id is None:
                raise InvalidInput(N_("Please write the agreement and choose the space's channel first."))
            draft = Draft(f"agreement-posted:{now.isoformat()}", POSTED, row.version, now, channel_id=settings.space_id)
            await self._outbox.put(session, person.guild_id, draft)
        return settings.space_id

    async def accept(self, person: Person, version: int) -> Agreement:
        """Accept a version, once however often it is pressed. Raises ``InvalidInput`` when it has changed meanwhile."""
        now, guild_id = self._clock.now(), person.guild_id
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.agreement(session, guild_id)
            if row is None or row.version != version:
                raise InvalidInput(N_("The agreement has changed meanwhile. Please read it anew: /support agreement"))
            mine = await repository.acceptance(session, guild_id, person.member_id)
            if mine is None:
                mine = AcceptanceRow(guild_id=guild_id, member_id=person.member_id, version=0, accepted_at=now)
                session.add(mine)
            if mine.version != version:
                mine.version, mine.accepted_at = version, now
            await session.flush()
            return await self._agreement(session, guild_id, person.member_id)

    async def prepare(self, delivery: Delivery) -> Agreement | None:
        """The agreement as it holds now; None when a newer one is shown anyway, or the person accepted it."""
        with speaking(self._community.community(delivery.guild_id).locale):
            async with self._database.read() as session:
                found = await self._agreement(session, delivery.guild_id, delivery.member_id or 0)
        return None if found.version != delivery.subject_id or found.holds else found
