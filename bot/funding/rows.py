"""Between the table of calls and plain values."""

from datetime import datetime

from bot.funding.deadlines import stored
from bot.funding.entries import About, Call, Dates, Mine, Stance, State, Terms
from bot.funding.models import FundingCallRow, FundingInterestRow


def call_of(row: FundingCallRow) -> Call:
    """A stored call as a plain value."""
    return Call(
        row.id, row.guild_id, State(row.state), row.version,
        About(row.title, row.funder, row.link, row.amount, row.ceiling),
        Dates(stored(row.sponsor), stored(row.internal), row.contact),
        Terms(row.eligibility, frozenset(row.stages), frozenset(row.organisations), frozenset(row.regions), row.phase),
        row.timed_at, row.changed_at,
    )  # fmt: skip


def mine_of(row: FundingInterestRow | None) -> Mine:
    """How somebody stands to a call."""
    return Mine(Stance(row.stance) if row.stance else None, row.muted) if row is not None else Mine()


def write_about(row: FundingCallRow, about: About) -> None:
    row.title, row.funder, row.link = about.title, about.funder, about.link
    row.amount, row.ceiling = about.amount, about.ceiling


def write_dates(row: FundingCallRow, dates: Dates, now: datetime) -> None:
    """Set a call's deadlines; ``timed_at`` stays when they are as they were."""
    sponsor, internal = (one.stored if one else "" for one in (dates.sponsor, dates.internal))
    if (row.sponsor, row.internal) != (sponsor, internal):
        row.sponsor, row.internal, row.timed_at = sponsor, internal, now
    row.contact = dates.contact


def write_terms(row: FundingCallRow, terms: Terms) -> None:
    row.eligibility, row.phase = terms.eligibility, terms.phase
    row.stages, row.organisations = sorted(terms.stages), sorted(terms.organisations)
    row.regions = sorted(terms.regions)


def new_row(guild_id: int, member_id: int, about: About, now: datetime) -> FundingCallRow:
    """A draft that says nothing yet but what it is."""
    row = FundingCallRow(
        guild_id=guild_id, added_by=member_id, state=State.DRAFT, version=1, sponsor="", internal="", contact="",
        timed_at=now, changed_at=now,
    )  # fmt: skip
    write_about(row, about)
    write_terms(row, Terms())
    return row
