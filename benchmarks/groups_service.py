"""How long a facilitator waits for a proposal of groups: `python -m benchmarks groups_service`.

60, 120 and 300 invented people as in `benchmarks/groups.py`, with their places, lists of whom to keep apart from and
three earlier workshops in a database: SQLite in a folder of its own, and what GROUPS_DATABASE names besides, such as
an empty `postgresql+asyncpg://user@host/name`. For each: seconds from the press until the proposal is there to be
shown, written down (median and most of GROUPS_RUNS runs, each with another seed), and of a processor's time; how long
the loop was held up at most meanwhile; and how long the card takes when it is only looked at again. The promise: under
2 s for 300.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from pydantic import SecretStr

from benchmarks.groups import invented
from bot.clock import SetClock
from bot.community.settings import Community
from bot.community.standing import Person, Standing
from bot.config import load_settings
from bot.services import Services, services
from bot.storage.sealed import new_key
from bot.workshops.allocating import GroupsService
from bot.workshops.entries import Role, Wish, Workshop
from bot.workshops.entries import Standing as Place
from bot.workshops.gathering import Gathering
from bot.workshops.group_entries import MOST_LEADS, GroupingState, Shape
from bot.workshops.group_models import GroupingRow, GroupRow, SeatRow
from bot.workshops.grouping_costs import Seat
from bot.workshops.keeping import GroupKeeper
from bot.workshops.models import PlaceRow, WorkshopRow

RUNS = int(os.environ.get("GROUPS_RUNS", "5"))
ELSEWHERE = os.environ.get("GROUPS_DATABASE", "")
SIZES = (60, 120, 300)
NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
BASE = 10**17


class Known:
    """The directory, as far as groups ask it."""

    seats: ClassVar[dict[int, Seat]] = {}

    def background_of(self, guild_id: int, member_id: int) -> tuple[str | None, frozenset[str]]:
        seat = self.seats.get(member_id)
        return (seat.stage, seat.settings) if seat is not None else (None, frozenset())


async def peopled(built: Services, guild_id: int, n: int) -> tuple[Person, Workshop, list[int]]:
    """A community with a workshop in which so many have a place, and who of them leads a group."""
    facilitator = Person(guild_id, BASE, Standing.FACILITATOR)
    await built.community.set_up(
        Person(guild_id, BASE, Standing.ADMINISTRATOR), Community(guild_id, members_role_id=1, facilitators_role_id=2)
    )
    seats, wish = invented(n, 1 if n == 300 else 2)
    seats = [_elsewhere(seat) for seat in seats]
    Known.seats |= {seat.member_id: seat for seat in seats}
    topics = ", ".join(sorted({topic for seat in seats for topic in seat.topics}))
    draft = await built.workshops.draft(
        facilitator, Wish("Careers", "1 March 2027 14:00", 1, places=300, mentors=100, topics=topics)
    )
    assert isinstance(draft, Workshop)
    workshop = await built.workshops.keep(facilitator, draft.id)
    async with built.database.begin() as session:
        session.add_all(_place(workshop, seat) for seat in seats)
    foes: dict[int, list[int]] = {}
    for one, other in (sorted(pair) for pair in wish.apart):
        foes.setdefault(one + BASE, []).append(other + BASE)
    for one, others in foes.items():
        await built.avoiding.choose(Person(guild_id, one, Standing.MEMBER), others, [])
    await _earlier(built, workshop, [seat.member_id for seat in seats])
    return facilitator, workshop, [seat.member_id for seat in seats if seat.facilitator][:MOST_LEADS]


def _elsewhere(seat: Seat) -> Seat:
    """The same person with a number as long as Discord's."""
    return Seat(seat.member_id + BASE, seat.junior, seat.senior, seat.facilitator, seat.stage, seat.settings,
                seat.topics)  # fmt: skip


def _place(workshop: Workshop, seat: Seat) -> PlaceRow:
    mentor = seat.senior and seat.stage != "Senior"
    return PlaceRow(
        workshop_id=workshop.id, member_id=seat.member_id, guild_id=workshop.guild_id,
        role=Role.MENTOR if mentor else Role.PARTICIPANT, standing=Place.HOLDS, since=NOW, until=None,
        stage=seat.stage, topics=list(seat.topics), needs=None, attended=None,
    )  # fmt: skip


async def _earlier(built: Services, workshop: Workshop, people: Sequence[int]) -> None:
    """Three earlier workshops, in each of which three of five sat in groups of six."""
    random = Random(len(people))
    async with built.database.begin() as session:
        row = await session.get(WorkshopRow, workshop.id)
        assert row is not None
        names = [column.name for column in WorkshopRow.__table__.columns if column.name != "id"]
        kept = {name: getattr(row, name) for name in names}
        for earlier in range(1, 4):
            before = WorkshopRow(**kept | {"at": NOW - timedelta(days=30 * earlier)})
            session.add(before)
            await session.flush()
            made: dict[str, Any] = {"workshop_id": before.id, "guild_id": row.guild_id}
            session.add(
                GroupingRow(state=GroupingState.PUBLISHED, seed=1, least=5, most=7, wanted=None, revision=1,
                            threads=False, trouble="", made_at=NOW, published_at=NOW, **made)
            )  # fmt: skip
            for n, one in enumerate(random.sample(people, len(people) * 3 // 5)):
                if n % 6 == 0:
                    session.add(GroupRow(number=n // 6 + 1, topic=None, room="", thread_id=None, **made))
                session.add(
                    SeatRow(member_id=one, group_number=n // 6 + 1, leads=False, told=1, thread_group=None,
                            kept_out_at=None, **made)
                )  # fmt: skip


async def held_up(done: asyncio.Event) -> float:
    """The longest that the loop didn't come round, in seconds, until something is done."""
    longest, last = 0.0, time.perf_counter()
    while not done.is_set():
        await asyncio.sleep(0.002)
        now = time.perf_counter()
        longest, last = max(longest, now - last - 0.002), now
    return longest


async def measured(built: Services, clock: SetClock, guild_id: int, n: int) -> None:
    facilitator, workshop, leads = await peopled(built, guild_id, n)
    gathering = Gathering(Known(), built.avoiding)
    keeper = GroupKeeper(built.database, clock, built.community, gathering, built.group_notices)
    groups = GroupsService(built.database, clock, gathering, keeper, built.group_notices, built.question_lists)
    taken, looked, held, many = list[float](), list[float](), list[float](), 0
    busy = list[float]()
    for seed in range(RUNS):
        done = asyncio.Event()
        watching = asyncio.create_task(held_up(done))
        began, worked = time.perf_counter(), time.process_time()
        made = await groups.propose(facilitator, workshop.id, Shape(5, 7, None, seed), leads)
        taken.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
        done.set()
        held.append(await watching)
        assert sum(len(one.members) for one in made.circles) + len(made.lost) >= n
        many = len(made.circles)
        began = time.perf_counter()
        await groups.look(facilitator, workshop.id)
        looked.append(time.perf_counter() - began)
    print(f"  {n} people, {many} groups, {len(leads)} lead: proposed in {_said(taken)} s, {_said(busy)} s of a"
          f" processor; the loop held up"
          f" {max(held) * 1000:.0f} ms at most; looked at in {_said(looked)} s", flush=True)  # fmt: skip


def _said(taken: Sequence[float]) -> str:
    return f"{statistics.median(taken):.2f} (most {max(taken):.2f})"


async def through(name: str, address: str, folder: Path) -> None:
    """Everything over one database; the keys lie in a folder of their own."""
    print(f"{name}, {RUNS} runs each; load {os.getloadavg()[0]:.1f}")
    clock = SetClock(NOW)
    chosen = load_settings(None, data_dir=folder / "data", keys_file=folder / "keys", heronry_keys=new_key())
    async with services(chosen.model_copy(update={"database_url": SecretStr(address)}), clock) as built:
        for n in SIZES:
            await measured(built, clock, BASE + n, n)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="heronry-groups-") as name:
        asyncio.run(through("SQLite", f"sqlite+aiosqlite:///{name}/groups.db", Path(name)))
        if ELSEWHERE:
            asyncio.run(through("GROUPS_DATABASE", ELSEWHERE, Path(name)))
