"""The question Heronry is for, at its plainest."""

from datetime import date

import pytest

from bot.directory.entries import Level, Profile, Skill
from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary

TODAY = date(2026, 9, 1)


@pytest.fixture
def index() -> Index:
    index = Index(Vocabulary.load())
    for member_id, skill, level in (
        (1, "NVivo", Level.LEARNING),
        (2, "N-Vivo", Level.CAN_TEACH),
        (3, "Stata", Level.CONFIDENT),
    ):
        index.put(Profile(member_id, f"Person {member_id}", skills=(Skill(skill, level),)))
    return index


@pytest.mark.parametrize("query", ["who knows NVivo?", "nvivo", "n vivo", "nvvio anyone", "QSR NVivo"])
def test_people_with_the_skill_are_found_better_level_first(index: Index, query: str) -> None:
    assert [m.profile.member_id for m in index.search(query, today=TODAY).matches] == [2, 1]


def test_nobody_is_returned_for_what_nobody_has(index: Index) -> None:
    assert index.search("who knows MATLAB?", today=TODAY).matches == ()
