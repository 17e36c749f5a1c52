"""What the tests of the search share, and the option that runs the questions kept aside."""

from collections.abc import Sequence

import pytest

from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary
from tests.search.evaluation import Person, index_of, people


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--held-out", action="store_true", help="run the questions kept aside while tuning")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.load()


@pytest.fixture(scope="session")
def everyone() -> Sequence[Person]:
    return people()


@pytest.fixture(scope="session")
def community(vocabulary: Vocabulary, everyone: Sequence[Person]) -> Index:
    """The evaluation's people, indexed; no test changes it."""
    return index_of(everyone, Index(vocabulary))
