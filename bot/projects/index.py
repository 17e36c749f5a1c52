"""Finding a project from words: what it is called, what it is about, what it wants."""

from bot.projects.entries import Project
from bot.search.index import Concepts, TextIndex

TITLE, THEME, WANTED, SUMMARY = 4.0, 4.0, 2.0, 1.0
"""What a word found there is worth."""
_ASKING = (
    "find show any something some project projects about is there are i we you me have has who what where which how do "
    "does looking please on study studies work works working"
)
ASKING = frozenset(_ASKING.split())
"""Words that ask, and tell nothing of what is wanted."""


class Index:
    """The projects of one community that aren't archived."""

    def __init__(self, concepts: Concepts) -> None:
        self._projects: dict[int, Project] = {}
        self._texts = TextIndex(concepts)

    def put(self, project: Project) -> None:
        """Add a project; an index is made anew when one changes."""
        self._projects[project.id] = project
        themes, wanted = ", ".join(project.themes), ", ".join(project.wanted)
        rest = " ".join((project.summary, project.partners, ", ".join(project.places), project.note))
        texts = ((f"{project.title} {project.short}", TITLE), (themes, THEME), (wanted, WANTED), (rest, SUMMARY))
        self._texts.put(project.id, *texts, about=f"{themes}. {wanted}. {project.title}. {project.summary}")

    def search(self, text: str) -> list[Project]:
        """Those that fit, best first. Whatever was typed, it never raises."""
        fitting = self._texts.search(text, ASKING)
        return [self._projects[id] for id in sorted(fitting, key=lambda id: (-fitting[id], id))]
