"""Workshops as a machine whose buttons are pressed by chance: what must hold, holds after every press.

Places are never exceeded, nobody loses one but by their own doing, the line keeps its order, nobody holds two, and
everything is said once.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Generator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import SecretStr

from bot.clock import SetClock
from bot.community.settings import Community
from bot.config import load_settings
from bot.errors import UserError
from bot.services import services
from bot.storage.sealed import new_key
from bot.workshops import repository, service
from bot.workshops.entries import Role, Standing, State, Workshop
from tests.databases import Databases
from tests.services.diary import ADMIN
from tests.services.people import GUILD
from tests.services.studio import DAY, FACILITATOR, HOUR, START, Studio, member

PEOPLE = st.integers(1, 7)
ROLES = st.sampled_from([Role.PARTICIPANT, Role.PARTICIPANT, Role.PARTICIPANT, Role.MENTOR])
WHICH = st.integers(0, 1)
MEDIUM = settings(
    max_examples=12, stateful_step_count=18, phases=(Phase.explicit, Phase.generate), derandomize=True,
    database=None, suppress_health_check=(HealthCheck.too_slow,),
)  # fmt: skip
TAKEN = (Standing.HOLDS, Standing.OFFERED)


@dataclass
class Seen:
    """A workshop as it stood after the last press: everybody's role and standing, and both lines in order."""

    workshop: Workshop
    people: dict[int, tuple[Role, Standing]] = field(default_factory=dict[int, tuple[Role, Standing]])
    line: dict[Role, list[int]] = field(default_factory=dict[Role, list[int]])

    def taken(self, role: Role) -> int:
        return sum(one[0] is role and one[1] in TAKEN for one in self.people.values())


class WorkshopsMachine(RuleBasedStateMachine):
    """Two workshops, one first come and one fair, seven people, and a facilitator who changes her mind."""

    databases: Databases
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock(START)
        self.loop = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.workshops: list[Workshop] = []
        self.seen: list[Seen] = []
        self.most: dict[tuple[int, Role], int] = {}
        """How many may have a place: the capacity, or whoever had one when it was lowered."""
        self.gave_back: set[tuple[int, int]] = set()
        self.settled = False

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run(doing)

    @initialize(crowd=st.integers(4, 7))
    def begin(self, crowd: int) -> None:
        self.run(self._begin(crowd))

    async def _begin(self, crowd: int) -> None:
        address = await self.databases.fresh()
        chosen = load_settings(
            None, data_dir=self.folder / "data", keys_file=self.folder / "keys", heronry_keys=new_key()
        )
        built = await self.stack.enter_async_context(
            services(chosen.model_copy(update={"database_url": SecretStr(address)}), self.clock)
        )
        await built.community.set_up(ADMIN, Community(GUILD, members_role_id=10, facilitators_role_id=11))
        self.studio = Studio(built, self.clock)
        self.workshops = [
            await self.studio.kept(places=2),
            await self.studio.kept(places=2, giving="fair", when="3 February 2027 14:00"),
        ]
        for one in self.workshops:
            for n in range(1, crowd):  # more than there are places: a line from the start
                await self.studio.joins(n, one)
        self.seen = [await self._look(one) for one in self.workshops]
        self.most = {(n, role): one.capacity(role) for n, one in enumerate(self.workshops) for role in Role}

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()

    async def _look(self, workshop: Workshop) -> Seen:
        built = self.studio.built
        now = await built.workshops.workshop(FACILITATOR, workshop.id)
        async with built.database.read() as session:
            rows = await repository.places(session, workshop.id)
        people = {one.member_id: (Role(one.role), Standing(one.standing)) for one in rows}
        line = {
            role: [one.member_id for one in rows if one.role == role and one.standing == Standing.WAITS]
            for role in Role
        }
        return Seen(now, people, line)

    @contextmanager
    def pressed(self, which: int) -> Generator[None]:
        """Something that may be refused, and then changes nothing."""
        try:
            yield
        except UserError:
            for known, workshop in zip(self.seen, self.workshops, strict=True):
                assert self.run(self._look(workshop)) == known, "what was refused changed something"

    # -- what people do ---------------------------------------------------------------------------

    @rule(n=PEOPLE, which=WHICH, role=ROLES)
    def sign_up(self, n: int, which: int, role: Role) -> None:
        with self.pressed(which):
            self.run(self.studio.joins(n, self.workshops[which], role))

    @rule(n=PEOPLE, which=WHICH)
    def withdraw(self, n: int, which: int) -> None:
        with self.pressed(which):
            self.run(self.studio.built.workshop_places.withdraw(member(n), self.workshops[which].id))
            self.gave_back.add((which, member(n).member_id))

    @rule(n=PEOPLE, which=WHICH)
    def take(self, n: int, which: int) -> None:
        with self.pressed(which):
            mine = self.run(self.studio.built.workshop_places.accept(member(n), self.workshops[which].id))
            assert mine.standing is Standing.HOLDS

    @precondition(lambda self: any(Standing.OFFERED in dict(one.people.values()).values() for one in self.seen))
    @rule(data=st.data())
    def whoever_is_offered_one_takes_it_or_not(self, data: st.DataObject) -> None:
        offered = [
            (which, who)
            for which, seen in enumerate(self.seen)
            for who, (_role, standing) in seen.people.items()
            if standing is Standing.OFFERED
        ]
        which, who = data.draw(st.sampled_from(sorted(offered)))
        n = who - member(0).member_id
        (self.take if data.draw(st.booleans()) else self.withdraw)(n, which)

    @rule(n=PEOPLE)
    def erase(self, n: int) -> None:
        who = member(n).member_id
        self.run(self.studio.built.privacy.erase(GUILD, who))
        self.gave_back |= {(which, who) for which in range(2)}

    # -- what facilitators do ---------------------------------------------------------------------

    @rule(which=WHICH, places=st.integers(1, 4), mentors=st.integers(0, 2))
    def resize(self, which: int, places: int, mentors: int) -> None:
        with self.pressed(which):
            found = self.run(
                self.studio.built.workshops.set_places(FACILITATOR, self.workshops[which].id, places, mentors)
            )
            taken = {Role.PARTICIPANT: places + found.over, Role.MENTOR: mentors + found.mentors_over}
            for role in Role:
                self.most[which, role] = taken[role]

    @rule(which=WHICH, days=st.integers(-25, 10))
    def move(self, which: int, days: int) -> None:
        at = self.seen[which].workshop.at + timedelta(days=days)
        with self.pressed(which):
            self.run(self.studio.built.workshops.move(FACILITATOR, self.workshops[which].id, f"{at:%d %B %Y %H:%M}"))

    @rule(which=WHICH, sure=st.integers(0, 9))
    def cancel(self, which: int, sure: int) -> None:
        if sure == 0:
            with self.pressed(which):
                self.run(self.studio.built.workshops.cancel(FACILITATOR, self.workshops[which].id))

    # -- time -------------------------------------------------------------------------------------

    @rule(span=st.sampled_from([timedelta(minutes=5), HOUR, 5 * HOUR, DAY, 3 * DAY, 8 * DAY]))
    def time_passes(self, span: timedelta) -> None:
        self.run(self.studio.passes(self.clock.now() + span, span))
        self.settled = True

    # -- what holds -------------------------------------------------------------------------------

    @invariant()
    def what_must_hold_holds(self) -> None:
        for which, before in enumerate(self.seen):
            now: Seen = self.run(self._look(self.workshops[which]))
            for role in Role:
                self._places_hold(which, role, before, now)
            self._nobody_lost_a_place(which, before, now)
            self.seen[which] = now
        self.gave_back.clear()
        self.settled = False
        if self.seen:
            self._said_once()

    def _places_hold(self, which: int, role: Role, before: Seen, now: Seen) -> None:
        workshop = now.workshop
        self.most[which, role] = max(workshop.capacity(role), min(self.most[which, role], before.taken(role)))
        assert now.taken(role) <= self.most[which, role], "more places than there are"
        stayed = [one for one in before.line[role] if one in now.line[role]]
        assert [one for one in now.line[role] if one in stayed] == stayed, "the line changed its order"
        got = [one for one in before.line[role] if now.people.get(one, (role, None))[1] in TAKEN]
        if got:
            passed_over = before.line[role][: before.line[role].index(got[-1])]
            assert not set(passed_over) & set(now.line[role]), "somebody was passed over"
        if self.settled and workshop.state is State.ACTIVE and workshop.at - self.clock.now() > HOUR:
            free = workshop.capacity(role) - now.taken(role)
            assert free <= 0 or not now.line[role], "a free place while somebody waits"

    def _nobody_lost_a_place(self, which: int, before: Seen, now: Seen) -> None:
        for who, (role, standing) in before.people.items():
            if (which, who) in self.gave_back:
                continue
            assert who in now.people, "somebody's sign-up is gone"
            if standing is Standing.HOLDS:
                assert now.people[who] == (role, Standing.HOLDS), "somebody lost their place"

    def _said_once(self) -> None:
        letters = [one.delivery for one in self.studio.post.letters]
        # A channel's announcement, a person's offer until a moment, reminder of a moment, draw, change.
        heard = Counter((one.kind, one.subject_id, one.member_id, one.detail) for one in letters if one.kind != (
            "workshop:changed") and one.kind != "workshop:changed-direct")  # fmt: skip
        twice = {what: n for what, n in heard.items() if n > 1}
        assert {what for what in twice if what[0] != "workshop:reminder"} == set(), "said twice"
        assert all(n <= 2 for what, n in twice.items() if what[0] == "workshop:reminder"), "a day and an hour before"
        changes = [one.id for one in letters if one.kind.startswith("workshop:changed")]
        assert len(changes) == len(set(changes))


def test_places_are_never_exceeded_lost_or_given_out_of_turn(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkshopsMachine, "databases", sqlite_databases, raising=False)
    monkeypatch.setattr(WorkshopsMachine, "folder", tmp_path, raising=False)
    # The draw's order too is the same each time: what fails can be replayed.
    monkeypatch.setattr(service, "secrets", SimpleNamespace(token_hex=str))
    run_state_machine_as_test(WorkshopsMachine, settings=MEDIUM)  # pyright: ignore[reportUnknownMemberType]
