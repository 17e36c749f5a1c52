"""Groups between their rows and plain values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.workshops import group_repository
from bot.workshops.gathering import Gathered, Gathering
from bot.workshops.group_entries import Circle, GroupingState, Groups, Shape, Trouble
from bot.workshops.group_models import GroupingRow, GroupRow, SeatRow
from bot.workshops.grouping import Allocation, assessed
from bot.workshops.grouping_costs import Group, Wish
from bot.workshops.models import WorkshopRow
from bot.workshops.rows import workshop_of


@dataclass(slots=True)
class Kept:
    """A workshop's groups as they are kept, beside who comes now."""

    row: WorkshopRow
    grouping: GroupingRow
    groups: list[GroupRow]
    seats: list[SeatRow]
    gathered: Gathered

    @property
    def published(self) -> bool:
        return self.grouping.state == GroupingState.PUBLISHED

    @property
    def wish(self) -> Wish:
        return wished(self.grouping, self.gathered)

    @property
    def tables(self) -> tuple[Group, ...]:
        """The groups as whoever moves people thinks of them."""
        return tuple(
            Group(
                one.number, tuple(seat.member_id for seat in self.seats if seat.group_number == one.number), one.topic
            )
            for one in self.groups
        )

    @property
    def lost(self) -> tuple[int, ...]:
        """Who comes and has no group."""
        seated = {seat.member_id for seat in self.seats if seat.group_number is not None}
        come = {seat.member_id for seat in self.gathered.seats} | set(self.gathered.lost)
        return tuple(sorted(come - seated))

    @property
    def up_to_date(self) -> bool:
        """Whether everybody in a group comes, and nobody sits with whom they mustn't."""
        come = {seat.member_id for seat in self.gathered.seats}
        at = {seat.member_id: seat.group_number for seat in self.seats if seat.group_number is not None}
        together = (at.get(one) is not None and at.get(one) == at.get(other) for one, other in self.gathered.apart)
        return set(at) <= come and not any(together)

    def allocation(self) -> Allocation:
        """How good they are; only for those that are up to date."""
        seated = {seat.member_id for seat in self.seats if seat.group_number is not None}
        return assessed(
            [group for group in self.tables if group.members],
            [seat for seat in self.gathered.seats if seat.member_id in seated],
            self.wish,
        )


def wished(grouping: GroupingRow, gathered: Gathered) -> Wish:
    return Wish(grouping.least, grouping.most, gathered.apart, gathered.met, grouping.wanted)


def usual(row: WorkshopRow) -> Shape:
    """About the size that was planned, one more or fewer."""
    return Shape(row.group_size - 1, row.group_size + 1)


def shape_of(grouping: GroupingRow) -> Shape:
    return Shape(grouping.least, grouping.most, grouping.wanted, grouping.seed)


async def kept(
    session: AsyncSession, gathering: Gathering, row: WorkshopRow, leads: Collection[int] | None = None
) -> Kept | None:
    """A workshop's groups; None while there are none. With ``leads``, who would come if these led them."""
    grouping = await group_repository.grouping(session, row.guild_id, row.id)
    if grouping is None:
        return None
    seats = list(await group_repository.seats(session, row.id))
    leading = leads if leads is not None else {one.member_id for one in seats if one.leads}
    gathered = await gathering.gather(session, row, leading)
    return Kept(row, grouping, list(await group_repository.groups(session, row.id)), seats, gathered)


def circles_of(groups: Iterable[GroupRow], seats: Sequence[SeatRow]) -> tuple[Circle, ...]:
    """The groups that anybody is in, each with its people."""
    found = [
        Circle(
            one.number, one.topic, one.room, one.thread_id,
            tuple(seat.member_id for seat in seats if seat.group_number == one.number),
            frozenset(seat.member_id for seat in seats if seat.group_number == one.number and seat.leads),
        )
        for one in groups
    ]  # fmt: skip
    return tuple(one for one in found if one.members)


async def outline_of(session: AsyncSession, row: WorkshopRow) -> Groups:
    """As they are kept, with nothing worked out; of the usual shape where there are none."""
    grouping = await group_repository.grouping(session, row.guild_id, row.id)
    if grouping is None:
        return Groups(workshop_of(row), usual(row))
    seats = await group_repository.seats(session, row.id)
    return Groups(
        workshop_of(row), shape_of(grouping), GroupingState(grouping.state), grouping.revision,
        circles_of(await group_repository.groups(session, row.id), seats),
        leads=tuple(one.member_id for one in seats if one.leads),
    )  # fmt: skip


def groups_of(held: Kept, now: datetime, waiting: int = 0, *, changed: bool = False) -> Groups:
    """For facilitators; ``held`` is up to date."""
    allocation, workshop = held.allocation(), workshop_of(held.row)
    return Groups(
        workshop=workshop, shape=shape_of(held.grouping), state=GroupingState(held.grouping.state),
        revision=held.grouping.revision, circles=circles_of(held.groups, held.seats), lost=held.lost,
        quality=allocation.quality, missing=allocation.missing,
        leads=tuple(one.member_id for one in held.seats if one.leads), threads=held.grouping.threads,
        trouble=Trouble(held.grouping.trouble), waiting=waiting, changed=changed,
        kept_out=tuple(one.member_id for one in held.seats if one.kept_out_at is not None),
        over=workshop.ends_at <= now,
    )  # fmt: skip


def seated(session: AsyncSession, row: WorkshopRow, member_id: int, *, leads: bool) -> SeatRow:
    """A seat for somebody who had none, in no group yet."""
    made = SeatRow(
        workshop_id=row.id, member_id=member_id, guild_id=row.guild_id, group_number=None, leads=leads, told=None,
        thread_group=None, kept_out_at=None,
    )  # fmt: skip
    session.add(made)
    return made


def lead(session: AsyncSession, held: Kept, leads: Collection[int]) -> None:
    """Write down who leads groups from now on."""
    held.seats += [
        seated(session, held.row, one, leads=True) for one in set(leads) - {seat.member_id for seat in held.seats}
    ]
    held.seats.sort(key=lambda seat: seat.member_id)
    for seat in held.seats:
        seat.leads = seat.member_id in leads


async def keep(session: AsyncSession, held: Kept, groups: Iterable[Group]) -> None:
    """Write down who sits where from now on, under the next revision. Groups with nobody left keep their row, and
    with it their number; ``held`` says the same afterwards."""
    wanted = tuple(groups)
    known = {one.number for one in held.groups}
    for group in wanted:
        if group.number not in known:
            made = GroupRow(
                workshop_id=held.row.id, number=group.number, guild_id=held.row.guild_id, topic=group.topic, room="",
                thread_id=None,
            )  # fmt: skip
            session.add(made)
            held.groups.append(made)
    at = {member: group.number for group in wanted for member in group.members}
    rows = {one.member_id: one for one in held.seats}
    for member_id in {*at, *held.lost} - set(rows):
        rows[member_id] = seated(session, held.row, member_id, leads=False)
    for member_id, row in rows.items():
        if row.group_number != at.get(member_id):
            row.group_number, row.kept_out_at = at.get(member_id), None  # another thread, so they are let in anew
    come = {seat.member_id for seat in held.gathered.seats} | set(held.gathered.lost)
    for member_id in set(rows) - come - set(at):
        rows[member_id].told = None  # should they come after all, they are told anew
        if not rows[member_id].leads and rows[member_id].thread_group is None:  # or else they are led out of it first
            await session.delete(rows.pop(member_id))
    held.seats = [rows[one] for one in sorted(rows)]
    held.grouping.revision += 1
