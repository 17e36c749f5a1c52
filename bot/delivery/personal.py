"""What the outbox holds about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.delivery import repository
from bot.delivery.service import MODEL
from bot.storage.revisions import bump
from bot.texts import N_, Message

EXPORTED = ("kind", "due_at", "state", "reason", "settled_at")


class DeliveryData:
    """What the outbox holds about a person (``PersonalData``)."""

    feature = "delivery"
    claims = (
        Claim(
            "deliveries",
            people=("member_id",),
            personal=EXPORTED,
            impersonal=(
                "id", "guild_id", "key", "subject_id", "detail", "channel_id", "ready_at", "attempts", "marker",
                "fence", "leased_by", "leased_until", "begun_at", "sent_in", "message_id", "reported_at",
            ),
        ),
        Claim("direct_channels", people=("member_id",), personal=("channel_id", "opened_at"), impersonal=("guild_id",)),
    )  # fmt: skip

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        rows = await repository.of_person(session, guild_id, member_id)
        channels = await repository.direct_channels_of(session, guild_id, member_id)
        if not rows and not channels:
            return None
        lines = [
            N_("direct messages sent to you in the last months, or to be sent: {n}", n=len(rows)) if rows else None,
            N_("the number of your channel of direct messages with Heronry") if channels else None,
        ]
        return Holding(N_("Direct messages"), tuple(line for line in lines if line))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        rows = await repository.of_person(session, guild_id, member_id)
        channels = await repository.direct_channels_of(session, guild_id, member_id)
        return {
            "direct_messages": [{name: getattr(row, name) for name in EXPORTED} for row in rows],
            "direct_channels": [{"channel_id": str(row.channel_id), "opened_at": row.opened_at} for row in channels],
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await repository.delete_person(session, guild_id, member_id)
        await bump(session, guild_id, MODEL)
        return ()
