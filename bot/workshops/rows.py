"""Workshops between their rows and plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.community import waitlist
from bot.community.waitlist import LAST_OFFER, InLine
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place
from bot.workshops.drawing import fingerprint
from bot.workshops.entries import (
    Counts,
    Giving,
    Label,
    Mine,
    Role,
    Standing,
    State,
    Workshop,
    WorkshopCancelled,
    WorkshopGone,
)
from bot.workshops.models import PlaceRow, WorkshopRow
from bot.workshops.times import Times

NOBODY: Mapping[int, int] = {}
IN_LINE = (Standing.HOLDS, Standing.OFFERED, Standing.WAITS)


def workshop_of(row: WorkshopRow) -> Workshop:
    return Workshop(
        id=row.id, guild_id=row.guild_id, title=row.title, description=row.description, topics=tuple(row.topics),
        room=row.room, channel_id=row.channel_id, at=row.at, zone=row.zone, minutes=row.minutes, places=row.places,
        mentor_places=row.mentor_places, group_size=row.group_size, opens_at=row.opens_at, closes_at=row.closes_at,
        giving=Giving(row.giving), label=Label(row.label), state=State(row.state), fingerprint=fingerprint(row.seed),
        seed=row.seed if row.drawn_at else "", drawn_at=row.drawn_at, sequence=row.sequence,
    )  # fmt: skip


def times_of(row: WorkshopRow) -> Times:
    return Times(row.opens_at, row.closes_at, row.at, draws=workshop_of(row).awaits_draw)


def counts_of(places: Sequence[PlaceRow]) -> Counts:
    taken = [one.role for one in places if one.standing in (Standing.HOLDS, Standing.OFFERED)]
    waiting = sum(one.standing in (Standing.WAITS, Standing.APPLIED) for one in places)
    return Counts(taken.count(Role.PARTICIPANT), taken.count(Role.MENTOR), waiting)


def line_of(places: Sequence[PlaceRow], role: str, in_vain: Mapping[int, int] = NOBODY) -> list[InLine]:
    """Those of one role with a place, an offer, or in line; ``in_vain`` is how many offers never reached them."""
    return [
        InLine(one.member_id, waitlist.Standing(one.standing), one.since, one.until, in_vain.get(one.member_id, 0))
        for one in places
        if one.role == role and one.standing in IN_LINE
    ]


def newcomer(row: WorkshopRow, others: Sequence[PlaceRow], role: Role) -> Standing:
    """Where somebody new stands among the others."""
    workshop = workshop_of(row)
    if workshop.awaits_draw:
        return Standing.APPLIED
    free = waitlist.takes_place(line_of(others, role), workshop.capacity(role))
    return Standing.HOLDS if free else Standing.WAITS


def mine_of(
    row: WorkshopRow,
    places: Sequence[PlaceRow],
    member_id: int | None,
    needs: str = "",
    in_vain: Mapping[int, int] = NOBODY,
) -> Mine:
    """Where a person stands; ``places`` in the order in which they came, ``in_vain`` as for ``line_of``."""
    workshop, counts = workshop_of(row), counts_of(places)
    mine = next((one for one in places if one.member_id == member_id), None)
    if mine is None:
        return Mine(workshop, counts)
    waiting = [one.member_id for one in places if one.role == mine.role and one.standing == Standing.WAITS]
    line = sorted(waiting, key=lambda one: in_vain.get(one, 0))
    return Mine(
        workshop=workshop, counts=counts, role=Role(mine.role), standing=Standing(mine.standing),
        ahead=line.index(mine.member_id) + 1 if mine.standing == Standing.WAITS else None,
        offered_until=mine.until if mine.standing == Standing.OFFERED else None, stage=mine.stage,
        topics=tuple(mine.topics), needs=needs, attended=mine.attended,
    )  # fmt: skip


def seen_at(mine: Mine, now: datetime) -> Mine:
    """Where a person stands, as the time makes it."""
    workshop = mine.workshop
    return replace(mine, over=workshop.ends_at <= now, late=workshop.at - now <= LAST_OFFER)


def needs_place(row: PlaceRow) -> Place:
    return Place("workshop_places.needs", row.member_id, row.workshop_id)


def needs_of(row: PlaceRow, keyring: Keyring) -> str | None:
    """Somebody's access needs; None when they can't be opened."""
    try:
        return "" if row.needs is None else keyring.open(row.needs, needs_place(row))
    except (CannotOpen, NoKey):
        return None


def missed(row: WorkshopRow | None) -> WorkshopGone:
    """What to say of a workshop that can't be used."""
    return WorkshopCancelled() if row is not None and row.state == State.CANCELLED else WorkshopGone()
