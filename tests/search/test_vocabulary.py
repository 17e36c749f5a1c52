"""The vocabulary's files: one line adds a skill or an alias, and a mistake names its line."""

import pytest

from bot.directory.entries import Level, Profile, Skill
from bot.directory.search import Index
from bot.directory.vocabulary import Kind, Vocabulary, VocabularyError
from tests.search.helpers import found

_GOOD = "[software]\nNVivo = QSR | near Stata\nStata =\n"


def test_the_projects_own_files_are_sound(vocabulary: Vocabulary) -> None:
    skills = [c for c in vocabulary.concepts.values() if c.kind is Kind.SKILL]
    assert len(skills) > 300
    assert len(vocabulary.names) > 2500
    assert all(vocabulary.resolve(alias) == c.name for c in skills for alias in (c.name, *c.aliases))


def test_every_skill_can_be_asked_for_without_its_name(vocabulary: Vocabulary) -> None:
    described = {skill for _, skill in vocabulary.phrases}
    methods = {
        c.name
        for c in vocabulary.concepts.values()
        if c.kind is Kind.SKILL and "software" not in c.category and "funding" not in c.name.lower()
    }
    assert sorted(methods - described) == []


def test_one_line_adds_a_skill_with_its_aliases() -> None:
    vocabulary = Vocabulary({"skills.txt": _GOOD + "Julia = Julia language; JuliaLang | near Stata\n"})
    assert vocabulary.resolve("julialang") == "Julia"
    assert vocabulary.concepts["Stata"].near == ("NVivo", "Julia")
    index = Index(vocabulary)
    index.put(Profile(1, "Ada", skills=(Skill("julia language", Level.CAN_TEACH),)))
    assert found(index, "who knows Julia?") == [1]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "skills.txt",
            "NVivo = QSR\nMAXQDA = QSR",
            "skills.txt, line 2: 'QSR' means 'NVivo' already (skills.txt, line 1)",
        ),
        ("skills.txt", "NVivo =\nNVivo =", "skills.txt, line 2: 'NVivo' stands already in skills.txt, line 1"),
        ("skills.txt", "# x\n\nNVivo = | near Stata", "skills.txt, line 3: there is no entry named 'Stata'"),
        ("skills.txt", "A = | kind of B\nB = | kind of A", "skills.txt, line 1: 'A' is a kind of itself"),
        ("skills.txt", "A = | near A", "skills.txt, line 1: 'A' is linked to itself"),
        (
            "skills.txt",
            "A = | like B",
            "skills.txt, line 1: after '|' comes 'kind of', 'part of', 'near', each once, not 'like B'",
        ),
        ("skills.txt", "NVivo: QSR", "skills.txt, line 1: expected 'name = other name; other name'"),
        ("people.txt", "[places]\nPeckham = | in Southwark", "people.txt, line 2: there is no entry named 'Southwark'"),
        ("ambiguous.txt", "CA = Cluster analysis", "ambiguous.txt, line 1: there is no entry named 'Cluster analysis'"),
        ("phrases.txt", "Stat = help with numbers", "phrases.txt, line 1: there is no entry named 'Stat'"),
        ("conditions.txt", "[stage]\nPhD = doctoral", "conditions.txt, line 2: 'PhD' is not one of MSc student,"),
        ("conditions.txt", "[age]\nold = aged", "conditions.txt, line 2: the heading is one of stage, setting,"),
        ("common.txt", "[odd]\nword", "common.txt, line 2: the heading is one of little, asking,"),
    ],
)
def test_a_mistake_names_its_line(name: str, text: str, message: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        Vocabulary({name: text})
    assert str(caught.value).startswith(message)
