"""`python -m tests.search.evaluation [--held-out]`: how good the search is, by kind, and what each part adds."""

import sys

from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary
from tests.search.evaluation import evaluate, index_of, people, questions
from tests.search.evaluation.ablation import ablations

vocabulary, everyone = Vocabulary.load(), people()
asked = questions("held_out.txt" if "--held-out" in sys.argv else "queries.txt", everyone)
sys.stdout.write(f"{len(asked)} questions over {len(everyone)} people\n")
sys.stdout.write(evaluate(index_of(everyone, Index(vocabulary)), asked).line("everything"))
for part, score in ablations(vocabulary, everyone, asked):
    sys.stdout.write(score.line(f"without {part}"))
