"""What there is to tell of funding calls: those that are new or have another deadline, and the deadlines ahead."""

from bot.community.news import Item, News, Span
from bot.funding import repository
from bot.funding.entries import Call, State
from bot.funding.service import FundingService
from bot.storage.database import Database
from bot.texts import N_, Message

DEADLINES: dict[str, Message] = {
    "sponsor": N_("the funder’s deadline"),
    "internal": N_("the internal deadline"),
}


class FundingNews:
    """Open calls (``Source``), without those that whoever reads it has muted."""

    feature = "funding"
    title = N_("Funding calls")
    command = "/funding list"

    def __init__(self, database: Database, funding: FundingService) -> None:
        self._database = database
        self._funding = funding

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        muted = await self._muted(guild_id, member_id)
        calls = [one for one in self._funding.of_group(guild_id, State.OPEN) if one.id not in muted]
        coming = sorted(
            (deadline.at, call.about.title, name)
            for call in calls
            for name, deadline in call.dates.each
            if span.until < deadline.at <= span.ahead
        )
        soon = {title for _at, title, _name in coming}
        fresh = [_fresh(one, span) for one in calls if _is_new(one, span) and one.about.title not in soon]
        return News(fresh, [Item(title, at, DEADLINES[name]) for at, title, name in coming])

    async def _muted(self, guild_id: int, member_id: int | None) -> set[int]:
        if member_id is None:
            return set()
        async with self._database.read() as session:
            found = await repository.interests_of(session, guild_id, member_id)
        return {one.call_id for one in found if one.muted}


def _is_new(call: Call, span: Span) -> bool:
    return span.since <= call.timed_at < span.until


def _fresh(call: Call, span: Span) -> Item:
    return Item(call.about.title, call.dates.next(span.until), N_("new, or with another deadline"))
