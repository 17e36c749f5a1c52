"""Bringing a list into a workshop, over real databases: looked at first, then all of it or nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from sqlalchemy import update

from bot.community.models import MembershipRow
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.ui.modals import Filled
from bot.workshops.entries import LONGEST_TOPIC, MOST_TOPICS, Mine, Role, SignUp, Standing
from bot.workshops.importing import WorkshopImport
from bot.workshops.notices import PLACED
from bot.workshops.service import Edited
from cogs.workshops import forms
from tests.services.people import ADA, GUILD
from tests.services.studio import DAY, FACILITATOR, HOUR, START, Studio, member

BASE = 2 * 10**17
"""Ids as long as Discord's are."""


class Directory:
    """Names of people; Ben is two of them."""

    KNOWN: ClassVar = {"Ada Lovelace": (ADA + 1,), "Ben Ali": (ADA + 2, ADA + 3), "Cleo Dup": (ADA + 4,)}

    def named(self, guild_id: int, name: str) -> tuple[int, ...]:
        return self.KNOWN.get(name, ())

    def name_of(self, guild_id: int, member_id: int) -> str | None:
        return next((name for name, ids in self.KNOWN.items() if member_id in ids), None)


class Members:
    def servers(self) -> Sequence[int]:
        return (GUILD,)

    async def is_member(self, guild_id: int, member_id: int) -> bool | None:
        return member_id != BASE + 9


def lists(studio: Studio) -> WorkshopImport:
    built = studio.built
    return WorkshopImport(built.database, studio.clock, built.community, built.workshop_notices, Directory(), Members)


def table(*rows: str, head: str = "Name;Discord ID;Role;Career stage;Topics;Access needs") -> bytes:
    return "\n".join([head, *rows]).encode("utf-8-sig")


async def test_a_list_is_looked_at_with_the_numbers_of_its_bad_rows_and_then_signed_up_in_order(studio: Studio) -> None:
    workshop, imports = await studio.kept(places=2, mentors=1), lists(studio)
    await studio.joins(1, workshop)
    data = table(
        "Ada Lovelace;;participant;;;a ramp",
        "Ben Ali;;;;;",
        "Nobody Known;;;;;",
        ";1,23E+17;;;;",
        ";;",
        f";{BASE + 1};mentor;senior;Grants, Saying no;",
        f";{BASE + 2};;PhD student;'=cmd;",
        f";{BASE + 3};speaker;;;",
        f";{BASE + 4};;;;",
        f";{BASE + 1};;;;",
        f";{BASE + 9};;;;",
        f";{BASE + 5};Mentor;;;",
    )
    tried = await imports.try_out(FACILITATOR, workshop.id, data)
    assert (tried.holds, tried.waits, tried.applied, tried.already) == (2, 2, 0, 1)
    assert [one.row for one in tried.problems] == [3, 4, 5, 9, 11, 12]
    assert [str(one.reason)[:18] for one in tried.problems] == [
        "more than one pers", "nobody in the dire", "“1,23E+17” isn't a", "“speaker” isn't pa", "the same person as",
        "isn't on this serv",
    ]  # fmt: skip
    assert tried.left == ("Access needs",)
    assert len(await studio.built.roster.roster(FACILITATOR, workshop.id)) == 1, "nothing is kept before"
    done, was_done = await imports.confirm(FACILITATOR, tried.token)
    assert was_done
    assert done.new == 4
    people = {one.member_id: one for one in await studio.built.roster.roster(FACILITATOR, workshop.id, with_needs=True)}
    assert {one.needs for one in people.values()} == {""}
    got = [(people[BASE + n].role, people[BASE + n].standing) for n in (1, 2, 4, 5)]
    assert got == [
        (Role.MENTOR, Standing.HOLDS), (Role.PARTICIPANT, Standing.HOLDS), (Role.PARTICIPANT, Standing.WAITS),
        (Role.MENTOR, Standing.WAITS),
    ]  # fmt: skip
    assert (people[BASE + 1].stage, people[BASE + 1].topics) == ("Senior", ("Grants", "Saying no"))
    assert people[BASE + 2].topics == ("=cmd",)
    with pytest.raises(NotFound):
        await imports.confirm(FACILITATOR, tried.token)


@pytest.mark.parametrize("cell", ["{}", "<@{}>", "<@!{}>", "'{}", '"=""{}"""', " {} ", "\u2019{}"])
async def test_one_row_that_names_somebody_by_their_number_is_enough(studio: Studio, cell: str) -> None:
    workshop, imports = await studio.kept(), lists(studio)
    tried = await imports.try_out(FACILITATOR, workshop.id, table(cell.format(BASE + 1), head="discord_id"))
    assert (tried.new, tried.wrong) == (1, 0)
    _done, was_done = await imports.confirm(FACILITATOR, tried.token)
    assert was_done
    assert [one.member_id for one in await studio.built.roster.roster(FACILITATOR, workshop.id)] == [BASE + 1]
    again = await imports.try_out(FACILITATOR, workshop.id, table(cell.format(BASE + 1), head="discord_id"))
    assert (again.new, again.already) == (0, 1)


async def test_nobody_hears_of_it_who_didnt_say_yes(studio: Studio) -> None:
    workshop, imports = await studio.kept(places=9), lists(studio)
    agreed = replace(member(0), member_id=BASE + 1)
    await studio.built.community.choose(agreed, lambda p: replace(p, consents=frozenset({"workshops"})))
    tried = await imports.try_out(FACILITATOR, workshop.id, table(f";{BASE + 1}", f";{BASE + 2}"))
    await imports.confirm(FACILITATOR, tried.token)
    await studio.lives()
    assert [(who, what.listed) for who, what in studio.said(PLACED)] == [(BASE + 1, True)]


async def test_what_would_come_out_otherwise_by_now_is_shown_again(studio: Studio) -> None:
    workshop, imports = await studio.kept(places=1), lists(studio)
    tried = await imports.try_out(FACILITATOR, workshop.id, table("Ada Lovelace"))
    await studio.joins(7, workshop)
    again, was_done = await imports.confirm(FACILITATOR, tried.token)
    assert (was_done, again.moved, again.holds, again.waits) == (False, True, 0, 1)
    _done, was_done = await imports.confirm(FACILITATOR, tried.token)
    assert was_done
    studio.clock.move_to(studio.clock.now() + DAY)
    with pytest.raises(NotFound):
        await imports.confirm(FACILITATOR, again.token)


async def test_whoever_let_an_offer_pass_is_back_in_line_and_nobody_gets_a_second_role(studio: Studio) -> None:
    workshop, imports = await studio.kept(places=1), lists(studio)
    for n in (1, 4):
        await studio.joins(n, workshop)
    await studio.built.workshop_places.withdraw(member(1), workshop.id)
    await studio.passes(START + 2 * DAY)
    await studio.joins(1, workshop, Role.MENTOR)
    tried = await imports.try_out(FACILITATOR, workshop.id, table("Cleo Dup", "Ada Lovelace"))
    assert (tried.holds, [one.row for one in tried.problems]) == (1, [3])
    await imports.confirm(FACILITATOR, tried.token)
    assert (await studio.standing(4, workshop)).standing is Standing.HOLDS
    assert (await studio.standing(1, workshop)).role is Role.MENTOR


async def test_what_is_no_list_is_refused_and_members_may_not(studio: Studio) -> None:
    workshop, imports = await studio.kept(giving="fair", mentors=0), lists(studio)
    for data in (b"", b"name", b"\0\1", table("x", head="Colour;Shape"), b"x" * 1_000_001, table(*["Ada"] * 501)):
        with pytest.raises(InvalidInput):
            await imports.try_out(FACILITATOR, workshop.id, data)
    with pytest.raises(NotAllowed):
        await imports.try_out(member(1), workshop.id, table("Ada Lovelace"))
    roster = await studio.built.roster.export(FACILITATOR, workshop.id)
    assert roster
    tried = await imports.try_out(FACILITATOR, workshop.id, table("Ada Lovelace", "Cleo Dup;;mentor"))
    assert (tried.applied, [str(one.reason) for one in tried.problems]) == (1, ["no mentors are looked for"])
    async with studio.built.database.begin() as session:
        session.add(MembershipRow(guild_id=GUILD, member_id=ADA + 1, checked_at=START, missing_since=None))
    async with studio.built.database.begin() as session:
        await session.execute(update(MembershipRow).values(missing_since=START))
    left = await imports.try_out(FACILITATOR, workshop.id, table("Ada Lovelace"))
    assert [str(one.reason) for one in left.problems] == ["isn't on this server"]


async def test_a_roster_can_be_brought_into_the_next_workshop(studio: Studio) -> None:
    first, second, imports = await studio.kept(), await studio.kept(), lists(studio)
    places = studio.built.workshop_places
    people = [replace(member(0), member_id=BASE + n) for n in range(3)]
    for one in people:
        await places.sign_up(one, first.id, Role.PARTICIPANT, SignUp(stage="Senior", topics=["-1"]))
    tried = await imports.try_out(FACILITATOR, second.id, await studio.built.roster.export(FACILITATOR, first.id))
    assert (tried.holds, tried.waits, tried.wrong) == (2, 1, 0)
    await imports.confirm(FACILITATOR, tried.token)
    after = await studio.built.roster.roster(FACILITATOR, second.id)
    assert [(one.stage, one.topics) for one in after] == [("Senior", ("-1",))] * 3


async def test_two_presses_bring_a_list_in_once_and_the_second_says_so(studio: Studio) -> None:
    workshop, imports = await studio.kept(places=9), lists(studio)
    tried = await imports.try_out(FACILITATOR, workshop.id, table(f";{BASE + 1}", f";{BASE + 2}"))
    pressed = await asyncio.gather(*(imports.confirm(FACILITATOR, tried.token) for _n in range(3)),
                                   return_exceptions=True)  # fmt: skip
    done = [one for one in pressed if isinstance(one, tuple)]
    assert [was_done for _trial, was_done in done] == [True]
    refused = [one for one in pressed if not isinstance(one, tuple)]
    assert [isinstance(one, NotFound) for one in refused] == [True, True]
    assert {"brought in already" in str(one) for one in refused} == {True}


async def test_whoever_withdraws_and_is_listed_again_hears_of_it_again(studio: Studio) -> None:
    workshop, imports = await studio.kept(places=9), lists(studio)
    agreed = replace(member(0), member_id=BASE + 1)
    await studio.built.community.choose(agreed, lambda p: replace(p, consents=frozenset({"workshops"})))
    for times in (1, 2):
        tried = await imports.try_out(FACILITATOR, workshop.id, table(f";{BASE + 1}"))
        await imports.confirm(FACILITATOR, tried.token)
        await studio.lives()
        assert [who for who, _what in studio.said(PLACED)] == [BASE + 1] * times
        await studio.built.workshop_places.withdraw(agreed, workshop.id)
        studio.clock.move_to(studio.clock.now() + HOUR)


async def test_as_many_topics_as_a_list_may_hold_fit_into_the_form_for_changing_them(studio: Studio) -> None:
    workshop, imports = await studio.kept(topics="Grants, Teaching"), lists(studio)
    many = [f"{n} {'x' * (LONGEST_TOPIC - 2)}" for n in range(MOST_TOPICS)]
    tried = await imports.try_out(FACILITATOR, workshop.id, table(f";{BASE + 1};mentor;;{', '.join(many)}"))
    await imports.confirm(FACILITATOR, tried.token)
    mentor = replace(member(0), member_id=BASE + 1)
    mine = await studio.built.workshop_places.before_signing_up(mentor, workshop.id, Role.MENTOR)
    assert mine.topics == tuple(many)
    said = form_input(mine, Role.MENTOR, "offers")
    assert said["value"] == ", ".join(many)
    assert len(said["value"]) <= said["max_length"]


async def test_topics_that_change_while_a_form_is_open_arent_taken_for_others(studio: Studio) -> None:
    longest = "x" * LONGEST_TOPIC
    workshop, workshops = await studio.kept(topics=f"Grants, Teaching, {longest}"), studio.built.workshops
    mine = await studio.built.workshop_places.before_signing_up(member(1), workshop.id, Role.PARTICIPANT)
    grants, teaching, last = [one["value"] for one in form_input(mine, Role.PARTICIPANT, "topics")["options"]]
    edited = await workshops.edit(
        FACILITATOR, workshop.id, workshop.sequence,
        Edited(workshop.title, "", f"Writing, Teaching, {longest}", "", workshop.label),
    )  # fmt: skip
    filled = Filled({"topics": [grants, teaching, last]})
    assert list(forms.read_sign_up(filled, edited).topics) == ["Teaching", longest]


def form_input(mine: Mine, role: Role, name: str) -> dict[str, Any]:
    """An input of the form for signing up, as Discord is sent it."""
    interaction: Any = SimpleNamespace(id=1)
    labels = forms.sign_up(interaction, mine, role).to_dict()["components"]
    return next(one["component"] for one in labels if one["component"]["custom_id"] == name)
