"""What each part of the search adds: the same questions with one part at a time switched off."""

from collections.abc import Iterator, Sequence

from bot.directory.parsing import Understanding
from bot.directory.ranking import Weights
from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary
from tests.search.evaluation import Person, Question, Score, evaluate, index_of

WITHOUT: dict[str, tuple[Weights, Understanding]] = {
    "levels": (Weights(can_teach=0.7, confident=0.7, learning=0.7), Understanding()),
    "narrower skills": (Weights(narrower=0), Understanding()),
    "broader and related": (Weights(broader=0, related=0), Understanding()),
    "texts": (Weights(said=0), Understanding()),
    "other words": (Weights(mentions=0), Understanding()),
    "typing mistakes": (Weights(), Understanding(typing_mistakes=False)),
    "phrases": (Weights(), Understanding(phrases=False)),
    "conditions": (Weights(), Understanding(conditions=False)),
}


def ablations(
    vocabulary: Vocabulary, everyone: Sequence[Person], asked: Sequence[Question]
) -> Iterator[tuple[str, Score]]:
    """The score without each part."""
    for part, (weights, understanding) in WITHOUT.items():
        index = Index(vocabulary, weights=weights, understanding=understanding)
        yield part, evaluate(index_of(everyone, index), asked)
