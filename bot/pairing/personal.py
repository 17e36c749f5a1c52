"""What peer pairing holds about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.pairing import repository
from bot.texts import N_, Message

TAKING_PART = ("joined_at", "since", "snoozed_until", "waits", "resting")
PLACE = ("put_together_at", "met")


class PairingData:
    """What peer pairing holds about a person (``PersonalData``)."""

    feature = "pairing"
    claims = (
        Claim("pairing_members", people=("member_id",), personal=TAKING_PART, impersonal=("guild_id",)),
        Claim("pairing_places", people=("member_id",), personal=PLACE, impersonal=("group_id", "guild_id")),
    )

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        row = await repository.member(session, guild_id, member_id)
        places = await repository.places_of(session, guild_id, member_id)
        lines = [
            N_("that you take part, and until when you snooze") if row else None,
            N_("with whom you were put together, and whether you said that you met: {n}", n=len(places))
            if places
            else None,
        ]
        known = tuple(line for line in lines if line)
        return Holding(N_("Peer pairing"), known) if known else None

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        row = await repository.member(session, guild_id, member_id)
        places: list[Mapping[str, object]] = []
        for place in await repository.places_of(session, guild_id, member_id):
            group = await repository.places(session, guild_id, place.group_id)
            others = [str(one.member_id) for one in group if one.member_id != member_id]
            places.append({"with": others} | {name: getattr(place, name) for name in PLACE})
        return {"taking_part": row and {name: getattr(row, name) for name in TAKING_PART}, "pairings": places}

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await repository.delete_member(session, guild_id, member_id)
        await repository.delete_places(session, guild_id, member_id)
        return ()
