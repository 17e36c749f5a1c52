"""`python -m tests.search.evaluation [--held-out]`: how good the search is, by kind, and what each part adds."""

import sys

from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary
from tests.search.evaluation import TUNED, evaluate_all
from tests.search.evaluation.ablation import ablations

vocabulary = Vocabulary.load()
names = ("held_out.txt",) if "--held-out" in sys.argv else TUNED
if len(names) > 1:
    for name in names:
        sys.stdout.write(evaluate_all((name,), lambda: Index(vocabulary)).line(name))
sys.stdout.write(evaluate_all(names, lambda: Index(vocabulary)).line("everything"))
for part, score in ablations(vocabulary, names):
    sys.stdout.write(score.line(f"without {part}"))
