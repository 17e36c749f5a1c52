"""Finding a resource from words: titles, tags and notes, made comparable as the directory's search does it."""

from urllib.parse import urlsplit

from bot.resources.entries import Resource
from bot.search.index import Concepts, TextIndex

TAG, TITLE, NOTE, PLACE = 4.0, 3.0, 1.0, 1.0
"""What a word found there is worth."""
_ASKING = (
    "find show any anything something some resource resources link links file files about is there are i we you me "
    "have has who what where how do does need looking please"
)
ASKING = frozenset(_ASKING.split())
"""Words that ask, and tell nothing of what is wanted."""


class Index:
    """The approved resources of one community."""

    def __init__(self, concepts: Concepts) -> None:
        self._resources: dict[int, Resource] = {}
        self._texts = TextIndex(concepts)

    def put(self, resource: Resource) -> None:
        """Add a resource; an index is made anew when one changes."""
        self._resources[resource.id] = resource
        host = (urlsplit(resource.url).hostname or "").removeprefix("www.").replace(".", " ")
        tags = " ".join(resource.tags)
        file = resource.file.name.rsplit(".", 1)[0].replace("-", " ").replace("_", " ") if resource.file else ""
        texts = ((tags, TAG), (resource.title, TITLE), (resource.note, NOTE), (f"{host} {file}", PLACE))
        self._texts.put(resource.id, *texts, about=f"{tags}. {resource.title}. {resource.note}")

    def newest(self) -> list[Resource]:
        return sorted(self._resources.values(), key=lambda one: (one.added_at, one.id), reverse=True)

    def search(self, text: str) -> list[Resource]:
        """Those that fit, best first. Whatever was typed, it never raises."""
        fitting = self._texts.search(text, ASKING)
        found = [self._resources[id] for id in fitting]
        return sorted(found, key=lambda one: (-fitting[one.id], -one.added_at.timestamp(), one.id))
