"""What funding calls hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.funding import repository
from bot.funding.searching import SearchingService
from bot.texts import N_, Message

INTEREST = ("call_id", "stance", "muted", "since")
SEARCH = ("call_id", "skills", "state", "made_at", "expires_at")
APPROACH = ("search_id", "skill", "state", "made_at", "answered_at")


class FundingData:
    """What funding calls hold about a person (``PersonalData``)."""

    feature = "funding"
    claims = (
        Claim("funding_calls", people=("added_by",), impersonal=(
            "id", "guild_id", "state", "version", "title", "funder", "link", "amount", "ceiling", "sponsor", "internal",
            "contact", "eligibility", "stages", "organisations", "regions", "phase", "timed_at", "changed_at",
        )),
        Claim("funding_interests", people=("member_id",), personal=INTEREST, impersonal=("guild_id",)),
        Claim("funding_searches", people=("member_id",), personal=SEARCH, impersonal=("id", "guild_id")),
        Claim("funding_approaches", people=("asked_id",), personal=APPROACH, impersonal=("id", "guild_id")),
    )  # fmt: skip

    def __init__(self, searching: SearchingService) -> None:
        self._searching = searching

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        interests = await repository.interests_of(session, guild_id, member_id)
        searches = await repository.searches_of(session, guild_id, member_id)
        asked = await repository.approaches_to(session, guild_id, member_id)
        added = await repository.added_by(session, guild_id, member_id)
        lines = [
            N_("funding calls that you follow or have muted: {n}", n=len(interests)) if interests else None,
            N_("calls for which you looked for people: {n}", n=len(searches)) if searches else None,
            N_("times you were asked to apply together: {n}", n=len(asked)) if asked else None,
            N_("funding calls that you put in: {n}", n=added) if added else None,
        ]
        said = tuple(line for line in lines if line)
        return Holding(N_("Funding calls"), said) if said else None

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        return {
            "calls": [
                {name: getattr(row, name) for name in INTEREST}
                for row in await repository.interests_of(session, guild_id, member_id)
            ],
            "searches": [
                {name: getattr(row, name) for name in SEARCH}
                for row in await repository.searches_of(session, guild_id, member_id)
            ],
            "asked": [
                {name: getattr(row, name) for name in APPROACH}
                for row in await repository.approaches_to(session, guild_id, member_id)
            ],
            "put_in": await repository.added_by(session, guild_id, member_id),
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        added = await repository.added_by(session, guild_id, member_id)
        await self._searching.forget(session, guild_id, member_id)
        await repository.forget_interest(session, guild_id, member_id)
        await repository.forget_adder(session, guild_id, member_id)
        if not added:
            return ()
        return (N_("Funding calls that you put in stay with the group, without your name."),)
