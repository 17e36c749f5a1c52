"""The order of answers, who is left out of them, and that the index follows every change."""

from datetime import UTC, date, datetime, timedelta

from bot.directory.answers import How, MatchedSkill
from bot.directory.entries import Openness
from bot.directory.vocabulary import Vocabulary
from tests.search.helpers import CONFIDENT, LEARNING, TEACHES, TODAY, found, index_with, person


def test_better_levels_come_first(vocabulary: Vocabulary) -> None:
    people = [person(i, {"Stata": level}) for i, level in enumerate((LEARNING, TEACHES, CONFIDENT), 1)]
    assert found(index_with(vocabulary, *people), "Stata") == [2, 3, 1]


def test_among_equals_the_recently_confirmed_and_the_open_come_first(vocabulary: Vocabulary) -> None:
    index = index_with(
        vocabulary,
        person(1, {"Stata": TEACHES}, confirmed_on=date(2024, 1, 1)),
        person(2, {"Stata": TEACHES}, open_to=frozenset((Openness.QUESTIONS,))),
        person(3, {"Stata": TEACHES}, confirmed_on=TODAY - timedelta(days=30)),
        person(4, {"Stata": CONFIDENT}, confirmed_on=TODAY, open_to=frozenset(Openness)),
    )
    assert found(index, "Stata") == [3, 2, 1, 4]


def test_the_order_is_stable_whatever_the_order_of_arrival(vocabulary: Vocabulary) -> None:
    people = [person(i, {"Stata": TEACHES}) for i in range(1, 9)]
    forwards, backwards = index_with(vocabulary, *people), index_with(vocabulary, *reversed(people))
    assert found(forwards, "Stata") == found(backwards, "Stata") == list(range(1, 9))


def test_the_paused_and_the_unseen_are_left_out(vocabulary: Vocabulary) -> None:
    away = datetime(2026, 9, 2, 9, tzinfo=UTC)
    index = index_with(vocabulary, person(1, {"Stata": TEACHES}), person(2, {"Stata": CONFIDENT}))
    index.put(type(person(1))(3, "Away", skills=person(1, {"Stata": TEACHES}).skills, paused_until=away))
    assert found(index, "Stata") == [1, 2]
    assert [m.profile.member_id for m in index.search("Stata", today=date(2026, 9, 2)).matches] == [1, 3, 2]
    seen = index.search("Stata", today=TODAY, visible=lambda profile: profile.member_id == 2)
    assert [m.profile.member_id for m in seen.matches] == [2]


def test_those_one_may_see_are_found_behind_many_one_may_not(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, *(person(i, {"Stata": TEACHES}, confirmed_on=TODAY) for i in range(1000)))
    index.put(person(5000, {"Stata": TEACHES}))
    answer = index.search("Stata", today=TODAY, visible=lambda profile: profile.member_id == 5000)
    assert [m.profile.member_id for m in answer.matches] == [5000]


def test_the_index_follows_changes(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, person(1, {"Stata": TEACHES}, bio="Peckham"))
    index.put(person(1, {"Zotero": TEACHES}, bio="Brixton"))
    assert found(index, "Stata") == found(index, "Peckham") == []
    assert found(index, "Zotero") == found(index, "Brixton") == [1]
    index.remove(1)
    index.remove(1)
    assert found(index, "Zotero") == []
    assert index.complete("zot") == []


def test_the_reasons_name_the_best_skill_first_and_others_after(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, person(1, {"thematic analysis": CONFIDENT, "N-Vivo": TEACHES, "SPSS": TEACHES}))
    assert index.search("NVivo, thematic analysis", today=TODAY).matches[0].skills == (
        MatchedSkill("NVivo", "NVivo", How.DIRECT, TEACHES),
        MatchedSkill("Thematic analysis", "Thematic analysis", How.DIRECT, CONFIDENT),
    )


def test_completion_offers_what_people_here_have(vocabulary: Vocabulary) -> None:
    index = index_with(
        vocabulary,
        person(1, {"Stata": TEACHES, "Beekeeping": TEACHES}),
        person(2, {"Stata": TEACHES, "quants": LEARNING}),
        person(3, {"NVivo": TEACHES}),
    )
    assert index.complete("sta") == ["Stata", "Statistics"]
    assert index.complete("bee") == ["Beekeeping"]
    assert index.complete("matl") == []
    assert index.complete("", limit=1) == ["Stata"]
