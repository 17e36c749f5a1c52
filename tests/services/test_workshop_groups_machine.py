"""A workshop's groups as a machine whose buttons are pressed by chance: what must hold, holds after every press.

Nobody sits in two groups, everybody who comes has one or is listed as having none, those who must be apart are, groups
keep their size, what was refused changed nothing, and each person hears of their group once.

``GROUPS_EXAMPLES`` and ``GROUPS_STEPS`` make the run longer: 300 and 60 are a night's.
"""

import asyncio
import os
import shutil
from collections.abc import Coroutine, Generator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
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
from bot.services import Services, services
from bot.storage.sealed import new_key
from bot.workshops import grouping
from bot.workshops.entries import Standing, State, Workshop
from bot.workshops.group_entries import ByHand, GroupingState, GroupNotice, Groups, Shape
from bot.workshops.group_notices import GROUP_DIRECT, GROUPS
from tests.databases import Databases
from tests.services.diary import ADMIN
from tests.services.people import ADA, GUILD
from tests.services.post import PostOffice
from tests.services.studio import DAY, FACILITATOR, HOUR, START, Studio, member
from tests.services.test_workshop_groups import LEADS, avoids, full

KEY = new_key()
LEAST, MOST = 4, 7
PEOPLE = st.integers(1, 13)
LEADING = (*LEADS, ADA + 21)
"""Two who need no place to lead a group, and a mentor who has one."""
ANYBODY = st.one_of(PEOPLE, st.sampled_from([one - ADA for one in LEADING]))
OFTEN = settings(
    max_examples=int(os.environ.get("GROUPS_EXAMPLES", "10")),
    stateful_step_count=int(os.environ.get("GROUPS_STEPS", "8")), phases=(Phase.explicit, Phase.generate),
    derandomize=True, database=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
)  # fmt: skip


def _crowd(members: Sequence[int]) -> list[int]:
    """Those of a group who only take part, by the n of ``member``."""
    return [one - ADA for one in members if 0 < one - ADA < 14 and one not in LEADING]


class GroupsMachine(RuleBasedStateMachine):
    """One workshop with nine participants, two mentors and two who lead, and a facilitator who changes her mind."""

    databases: Databases
    folder: Path
    prepared: dict[bool, tuple[Workshop, str, PostOffice]]

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock(START)
        self.loop = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.lists: dict[int, frozenset[int]] = {}
        """Whom each keeps apart from, by the n of ``member``."""
        self.seen: Groups | None = None
        self.leads: set[int] = set()
        """Who leads a group, by member id."""
        self.came_anew: dict[int, int] = {}
        """How much somebody had heard when they last withdrew: then they are told anew."""

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run(doing)

    @initialize(so_far=st.sampled_from(["published", "published", "proposed", "nothing"]), quarrel=st.booleans())
    def begin(self, so_far: str, quarrel: bool) -> None:
        self.run(self._begin(so_far == "published"))
        if so_far == "proposed":
            self.propose(1)
            self.seen = self.run(self._look())
        if quarrel and self.seen is not None and self.seen.circles:
            one, other = _crowd(self.seen.circles[0].members)[:2]
            self.keep_apart(one, frozenset({other}))

    async def _begin(self, published: bool) -> None:
        """Everybody has signed up already, and groups may be published: from a copy, for it takes a while."""
        if published not in self.prepared:
            await self._prepare(published)
        workshop, address, post = self.prepared[published]
        own = f"{address}.{len(list(self.folder.glob('*.db*')))}"
        await asyncio.to_thread(shutil.copy, address.partition("///")[2], own.partition("///")[2])
        self.studio, self.workshop = Studio(await self._open(self.stack, own), self.clock), workshop
        self.studio.post.posted.update({where: list(lying) for where, lying in post.posted.items()})
        self.seen = await self._look()
        self.leads = set(LEADING) if published else set()

    async def _prepare(self, published: bool) -> None:
        async with AsyncExitStack() as stack:
            address = f"sqlite+aiosqlite:///{self.folder}/{published}.db"
            await asyncio.to_thread(
                shutil.copy, (await self.databases.fresh()).partition("///")[2], address.partition("///")[2]
            )
            built = await self._open(stack, address)
            await built.community.set_up(ADMIN, Community(GUILD, members_role_id=10, facilitators_role_id=11))
            studio = Studio(built, self.clock)
            workshop = await full(studio, participants=9, mentors=2)
            if published:
                made = await built.groups.propose(FACILITATOR, workshop.id, Shape(LEAST, MOST, None, 1), LEADING)
                await built.groups.publish(FACILITATOR, workshop.id, made.revision)
            await studio.lives()
            await built.database.truncate_log()
        self.prepared[published] = workshop, address, studio.post

    async def _open(self, stack: AsyncExitStack, address: str) -> Services:
        chosen = load_settings(None, data_dir=self.folder / "data", keys_file=self.folder / "keys", heronry_keys=KEY)
        return await stack.enter_async_context(
            services(chosen.model_copy(update={"database_url": SecretStr(address)}), self.clock)
        )

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()

    async def _look(self) -> Groups | None:
        """The groups as facilitators see them; None once the workshop is cancelled or over."""
        try:
            return await self.studio.built.groups.look(FACILITATOR, self.workshop.id)
        except UserError:
            return None

    @contextmanager
    def pressed(self) -> Generator[None]:
        """Something that may be refused, and then changes nothing."""
        before = self.seen
        try:
            yield
        except UserError:
            assert self.run(self._look()) == before, "what was refused changed something"

    # -- what people do ---------------------------------------------------------------------------

    @rule(n=ANYBODY)
    def come(self, n: int) -> None:
        with self.pressed():
            self.run(self.studio.joins(n, self.workshop, stage=("PhD student", "Senior")[n % 2]))

    @rule(n=ANYBODY)
    def withdraw(self, n: int) -> None:
        with self.pressed():
            places = self.studio.built.workshop_places
            had_one = self.run(places.standing(member(n), self.workshop.id)).role is not None
            self.run(places.withdraw(member(n), self.workshop.id))
            if had_one:  # whoever leads without a place has nothing to give back
                self.leads.discard(ADA + n)
                self._goes(n)

    @rule(n=ANYBODY)
    def erase(self, n: int) -> None:
        self.run(self.studio.built.privacy.erase(GUILD, member(n).member_id))
        self.lists.pop(n, None)
        self.leads.discard(ADA + n)
        self._goes(n)

    def _goes(self, n: int) -> None:
        self.came_anew[n] = len(self._heard(n))

    @rule(n=PEOPLE, others=st.frozensets(PEOPLE, max_size=2))
    def keep_apart(self, n: int, others: frozenset[int]) -> None:
        self.run(avoids(self.studio, n, *sorted(others - {n})))
        self.lists[n] = others - {n}

    @precondition(lambda self: self.seen is not None and any(len(_crowd(one.members)) > 1 for one in self.seen.circles))
    @rule(data=st.data())
    def fall_out_with_somebody_of_the_group(self, data: st.DataObject) -> None:
        assert self.seen is not None
        circles = [_crowd(one.members) for one in self.seen.circles if len(_crowd(one.members)) > 1]
        one, other = data.draw(st.sampled_from(circles))[:2]
        self.keep_apart(one, frozenset({other}))

    # -- what facilitators do ---------------------------------------------------------------------

    @rule(seed=st.integers(0, 9))
    def propose(self, seed: int) -> None:
        with self.pressed():
            made: Groups = self.run(
                self.studio.built.groups.propose(FACILITATOR, self.workshop.id, Shape(LEAST, MOST, None, seed), LEADING)
            )
            self.leads = set(LEADING)
            assert all(LEAST <= len(one.members) <= MOST for one in made.circles)

    @precondition(lambda self: self.seen is not None and self.seen.circles)
    @rule(data=st.data(), exchange=st.booleans(), late=st.booleans())
    def change_by_hand(self, data: st.DataObject, exchange: bool, late: bool) -> None:
        assert self.seen is not None
        seated = [one for circle in self.seen.circles for one in circle.members]
        who, other = data.draw(st.sampled_from(seated)), data.draw(st.sampled_from(seated))
        to = data.draw(st.sampled_from([one.number for one in self.seen.circles]))
        change = ByHand(who, other=other) if exchange else ByHand(who, to=to)
        groups, number = self.studio.built.groups, self.workshop.id
        with self.pressed():
            shown = self.run(groups.preview(FACILITATOR, number, change))
            revision = shown.groups.revision - 1 if late else shown.groups.revision
            done: Groups = self.run(groups.change(FACILITATOR, number, revision, change))
            assert not late, "a card that is behind changes nothing"
            if exchange and other != who and data.draw(st.booleans()):  # and back, before anybody has heard
                self.run(groups.change(FACILITATOR, number, done.revision, change))
            elif not exchange:
                assert who in next(one.members for one in done.circles if one.number == to)

    @precondition(lambda self: self.seen is not None and self.seen.state is not None)
    @rule(who=st.frozensets(ANYBODY, max_size=4), late=st.booleans())
    def choose_who_leads(self, who: frozenset[int], late: bool) -> None:
        assert self.seen is not None
        leads = {ADA + n for n in who}
        groups, revision = self.studio.built.groups, self.seen.revision - late
        with self.pressed():
            self.run(groups.set_leads(FACILITATOR, self.workshop.id, revision, leads))
            assert not late, "a card that is behind changes nothing"
            self.leads = leads

    @rule(threads=st.booleans())
    def publish(self, threads: bool) -> None:
        with self.pressed():
            found = self.run(self._look())
            if found is not None:
                self.run(
                    self.studio.built.groups.publish(FACILITATOR, self.workshop.id, found.revision, threads=threads)
                )

    @rule(n=ANYBODY, came=st.booleans())
    def put_down(self, n: int, came: bool) -> None:
        with self.pressed():
            self.run(
                self.studio.built.afterwards.put_down(FACILITATOR, self.workshop.id, member(n).member_id, came=came)
            )
            if not came:
                self._goes(n)

    @rule(days=st.integers(-20, 5))
    def move(self, days: int) -> None:
        with self.pressed():
            now = self.run(self.studio.built.workshops.workshop(FACILITATOR, self.workshop.id))
            at = now.at + timedelta(days=days)
            self.run(self.studio.built.workshops.move(FACILITATOR, self.workshop.id, f"{at:%d %B %Y %H:%M}"))

    @rule(sure=st.integers(0, 19))
    def cancel(self, sure: int) -> None:
        if sure == 0:
            with self.pressed():
                self.run(self.studio.built.workshops.cancel(FACILITATOR, self.workshop.id))

    # -- time -------------------------------------------------------------------------------------

    @rule(span=st.sampled_from([timedelta(0), HOUR, DAY, 9 * DAY]))
    def time_passes(self, span: timedelta) -> None:
        self.run(self.studio.passes(self.clock.now() + span, max(span, HOUR)))
        self._everybody_has_heard()

    # -- what holds -------------------------------------------------------------------------------

    @invariant()
    def what_must_hold_holds(self) -> None:
        if not hasattr(self, "workshop"):
            return
        before, self.seen = self.seen, self.run(self._look())
        if self.seen is not None and self.seen.state is not None:
            if before is not None and before.state is GroupingState.PUBLISHED:
                assert self.seen.state is GroupingState.PUBLISHED
            self._seats_hold(self.seen)
        self._told_once()

    def _seats_hold(self, found: Groups) -> None:
        seated = [one for circle in found.circles for one in circle.members]
        assert len(seated) == len(set(seated)), "somebody sits in two groups"
        assert not set(seated) & set(found.lost)
        assert {*seated, *found.lost} == self.run(self._who_comes()), "somebody who comes is nowhere"
        for circle in found.circles:
            assert 0 < len(circle.members) <= MOST, "a group is too large"
            here = {one - ADA for one in circle.members}
            assert circle.leads == self.leads & {*circle.members}
            assert not any(self.lists.get(one, frozenset[int]()) & here for one in here), "two who must be apart"

    async def _who_comes(self) -> set[int]:
        people = await self.studio.built.roster.roster(FACILITATOR, self.workshop.id)
        come = {one.member_id for one in people if one.attended or (
            one.attended is None and one.standing is Standing.HOLDS)}  # fmt: skip
        return come | self.leads - {one.member_id for one in people if one.attended is False}

    def _heard(self, n: int) -> list[tuple[int, bool]]:
        """Which groups somebody was told that they are in, 0 for none, and whether they lead it; in order."""
        letters = [one for one in self.studio.post.letters if one.delivery.kind == GROUP_DIRECT]
        return [
            (one.result.own.circle.number, ADA + n in one.result.own.circle.leads) if one.result.own else (0, False)
            for one in letters
            if one.delivery.member_id == ADA + n and isinstance(one.result, GroupNotice)
        ]

    def _told_once(self) -> None:
        posts = [one for one in self.studio.post.letters if one.delivery.kind == GROUPS]
        assert len(posts) <= 1, "groups were posted twice"
        for n in [*range(1, 23), *(one - ADA for one in LEADS)]:
            heard = self._heard(n)[self.came_anew.get(n, 0) :]
            assert all(one != other for one, other in pairwise(heard)), "told the same twice"

    def _everybody_has_heard(self) -> None:
        found: Groups | None = self.run(self._look())
        if found is None or found.state is not GroupingState.PUBLISHED or found.workshop.state is not State.ACTIVE:
            return
        for circle in found.circles:
            for one in circle.members:
                if "workshops" in self.studio.built.community.preferences(GUILD, one).consents:
                    assert self._heard(one - ADA)[-1:] == [(circle.number, one in circle.leads)], (
                        "somebody doesn't know their group"
                    )


def test_groups_stay_whole_and_everybody_hears_once(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GroupsMachine, "databases", sqlite_databases, raising=False)
    monkeypatch.setattr(GroupsMachine, "folder", tmp_path, raising=False)
    monkeypatch.setattr(GroupsMachine, "prepared", {}, raising=False)
    monkeypatch.setattr(grouping, "MOST_STARTS", 1)  # how good they are is tested elsewhere
    run_state_machine_as_test(GroupsMachine, settings=OFTEN)  # pyright: ignore[reportUnknownMemberType]
