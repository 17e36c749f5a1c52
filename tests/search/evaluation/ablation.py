"""What each part of the search adds: the same questions with one part at a time switched off."""

from collections.abc import Iterator, Sequence
from functools import partial

from bot.directory.parsing import Understanding
from bot.directory.ranking import Weights
from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary
from tests.search.evaluation import Score, evaluate_all

WITHOUT: dict[str, tuple[Weights, Understanding]] = {
    "levels": (Weights(can_teach=0.7, confident=0.7, learning=0.7), Understanding()),
    "narrower skills": (Weights(narrower=0), Understanding()),
    "broader and related": (Weights(broader=0, related=0), Understanding()),
    "texts": (Weights(said=0), Understanding()),
    "other words": (Weights(mentions=0), Understanding()),
    "echoes": (Weights(echo=0), Understanding()),
    "typing mistakes": (Weights(), Understanding(typing_mistakes=False)),
    "words alike": (Weights(), Understanding(alike=False)),
    "the gist": (Weights(), Understanding(gist=False)),
    "phrases and the gist": (Weights(), Understanding(phrases=False, gist=False)),
    "conditions": (Weights(), Understanding(conditions=False)),
}


def ablations(vocabulary: Vocabulary, names: Sequence[str]) -> Iterator[tuple[str, Score]]:
    """The score on the questions of some files without each part."""
    for part, (weights, understanding) in WITHOUT.items():
        made = partial(Index, vocabulary, weights=weights, understanding=understanding)
        yield part, evaluate_all(names, made)
