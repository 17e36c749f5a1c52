"""How often the right person is found, and what each part of the search adds to that."""

import sys
from collections.abc import Sequence

import pytest

from bot.directory.entries import Profile
from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary
from tests.search.evaluation import SETS, TODAY, TUNED, Person, evaluate, evaluate_all, people, questions
from tests.search.evaluation.ablation import ablations

_LEAST_NDCG = 0.80
_MOST_WRONGLY_ANSWERED = 0.05
_LEAST_LEARNED = TUNED[-2:]  # the latest sets; `python -m tests.search.evaluation` takes all of them
_KINDS = {"exact", "alias", "typo", "paraphrase", "several", "constraint", "bio", "nobody"}


@pytest.mark.parametrize("file", SETS)
def test_the_right_people_are_found(
    file: str, vocabulary: Vocabulary, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    if file not in TUNED and not request.config.getoption("--held-out", default=False):
        pytest.skip("kept aside while the search is tuned; --held-out runs them")
    score = evaluate_all((file,), lambda: Index(vocabulary))
    with capsys.disabled():
        sys.stdout.write("\n" + score.line(file))
    assert {question.kind for question in questions(file, people(file))} == _KINDS
    assert score.ndcg >= _LEAST_NDCG


def test_hardly_anyone_is_found_when_nobody_fits(vocabulary: Vocabulary) -> None:
    assert evaluate_all(TUNED, lambda: Index(vocabulary)).answered_wrongly <= _MOST_WRONGLY_ANSWERED


@pytest.mark.long
def test_every_part_of_the_search_earns_its_place(vocabulary: Vocabulary, capsys: pytest.CaptureFixture[str]) -> None:
    whole = evaluate_all(_LEAST_LEARNED, lambda: Index(vocabulary))
    for part, without in ablations(vocabulary, _LEAST_LEARNED):
        with capsys.disabled():
            sys.stdout.write(without.line(f"without {part}"))
        assert without.ndcg < whole.ndcg or without.answered_wrongly > whole.answered_wrongly, part


@pytest.mark.parametrize("file", SETS)
def test_every_question_has_an_answer_unless_it_says_so(file: str) -> None:
    assert [q.text for q in questions(file, people(file)) if bool(q.worth) is (q.kind == "nobody")] == []


def test_answering_everything_with_anyone_scores_badly(everyone: Sequence[Person]) -> None:
    class Anyone(Index):
        def search(self, text: str, **rest: object):  # type: ignore[override]
            return super().search("research", today=TODAY)

    anyone = Anyone(Vocabulary({"skills.txt": "[x]\nResearch ="}))
    for person in everyone:
        anyone.put(Profile(person.profile.member_id, "Somebody", bio="research"))
    score = evaluate(anyone, questions(TUNED[0], everyone))
    assert score.ndcg < _LEAST_NDCG / 2
    assert score.answered_wrongly == 1
