"""What a question is taken to mean."""

import pytest

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.answers import Constraint, ConstraintKind, How, MatchedSkill, Reading
from bot.directory.entries import Openness
from bot.directory.gist import Gist
from bot.directory.vocabulary import Vocabulary
from tests.search.helpers import CONFIDENT, LEARNING, TEACHES, TODAY, found, index_with, person


@pytest.mark.parametrize(
    "question",
    [
        "who knows NVivo?",
        "nvivo",
        "N VIVO",
        "n-vivo please",
        "QSR NVivo",
        "nvvio",
        "nivvo",
        "<@123456> NVivo",
        "**NVivo**",
    ],
)
def test_a_skill_by_any_name_and_spelling(vocabulary: Vocabulary, question: str) -> None:
    assert found(index_with(vocabulary, person(1, {"NVivo": TEACHES}), person(2, {"Stata": TEACHES})), question) == [1]


@pytest.mark.parametrize("question", ["who knows SAS", "sas"])
def test_three_letters_are_never_guessed_at(vocabulary: Vocabulary, question: str) -> None:
    index = index_with(vocabulary, person(1, {"PAR": TEACHES}), person(2, {"SAS": TEACHES}), person(3, {"QI": TEACHES}))
    assert found(index, question) == [2]
    assert found(index, "sax") == []
    assert found(index, "pat") == []


def test_someones_own_word_for_a_skill_is_found_too(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, person(1, {"Ruby on Rails": TEACHES}), person(2, {"themtic analysis": CONFIDENT}))
    assert found(index, "anyone for ruby on rails?") == [1]
    assert found(index, "thematic analysis") == [2]
    index.remove(1)
    assert found(index, "anyone for ruby on rails?") == []


@pytest.mark.parametrize("question", ["Stata", "anyone for SPSS?", "who can teach R"])
def test_several_skills_in_one_line_each_count(vocabulary: Vocabulary, question: str) -> None:
    index = index_with(vocabulary, person(1, {"Stata/SPSS": TEACHES, "R and Python": TEACHES}))
    assert found(index, question) == [1]
    assert index.search(question, today=TODAY).matches[0].skills[0].level is TEACHES


@pytest.mark.parametrize(
    ("question", "skill"),
    [
        ("fisiotherapy", "Physiotherapy"),
        ("sychometrics", "Psychometrics"),
        ("procces evalutaion", "Process evaluation"),
    ],
)
def test_what_sounds_alike_or_is_long_may_be_further_off(vocabulary: Vocabulary, question: str, skill: str) -> None:
    assert found(index_with(vocabulary, person(1, {skill: CONFIDENT}), person(2, {"Stata": TEACHES})), question) == [1]


def test_an_acronym_is_not_run_together_with_the_next_word(vocabulary: Vocabulary) -> None:
    gp = person(1, {"general practice": TEACHES}, bio="My surgery is in Tower Hamlets.")
    assert found(index_with(vocabulary, gp, person(2, {"G*Power": TEACHES})), "GP in Tower Hamlets") == [1]


@pytest.mark.parametrize(("alike", "first"), [({"turf": frozenset(("evict",))}, ["Housing"]), ({}, [])])
def test_words_that_are_alike_stand_for_one_another(alike: dict[str, frozenset[str]], first: list[str]) -> None:
    others = [(f"one{n} two{n}", f"Skill {n}") for n in range(300)]
    ways = [*others, ("evict tenant", "Housing")]
    gist = Gist(ways, little=frozenset(), asking=frozenset(), ordinary=frozenset(), alike=alike)
    assert [hit.skill for hit in gist.find(["turf", "tenant", "lane", "gate"])] == first


def test_a_kind_of_what_was_asked_fits_and_what_is_related_only_follows(vocabulary: Vocabulary) -> None:
    index = index_with(
        vocabulary,
        person(1, {"MAXQDA": TEACHES}),
        person(2, {"grounded theory": TEACHES}),
        person(3, {"NVivo": LEARNING}),
    )
    assert found(index, "qualitative research") == [2]
    assert found(index, "NVivo") == [3, 1]
    assert index.search("NVivo", today=TODAY).matches[1].skills == (
        MatchedSkill("MAXQDA", "NVivo", How.RELATED, TEACHES),
    )
    index.remove(3)
    assert found(index, "NVivo") == []


def test_when_nobody_fits_the_nearest_skills_are_named(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, person(1, {"MAXQDA": TEACHES}), person(2, {"Zotero": TEACHES}))
    answer = index.search("who knows NVivo?", today=TODAY)
    assert answer.matches == ()
    assert answer.nearest == ("MAXQDA",)
    assert index.search("NVivo", today=TODAY, visible=lambda p: p.member_id != 1).nearest == ()


@pytest.mark.parametrize("question", ["NVivo and Stata", "stata + nvivo", "NVivo, Stata", "both Stata and NVivo"])
def test_fuller_matches_come_first(vocabulary: Vocabulary, question: str) -> None:
    index = index_with(
        vocabulary,
        person(1, {"NVivo": TEACHES}),
        person(2, {"NVivo": CONFIDENT, "Stata": CONFIDENT}),
        person(3, {"Stata": CONFIDENT}),
    )
    assert found(index, question)[0] == 2
    assert sorted(found(index, question)) == [1, 2, 3]


@pytest.mark.parametrize("question", ["RTA or IPA people", "RTA/IPA"])
def test_either_of_two_is_enough(vocabulary: Vocabulary, question: str) -> None:
    index = index_with(vocabulary, person(1, {"IPA": TEACHES}), person(2, {"RTA": CONFIDENT, "IPA": LEARNING}))
    assert found(index, question) == [1, 2]


def test_an_ambiguous_term_offers_its_readings(vocabulary: Vocabulary) -> None:
    index = index_with(
        vocabulary, person(1, {"conversation analysis": TEACHES}), person(2, {"cluster analysis": TEACHES})
    )
    answer = index.search("anyone do CA?", today=TODAY)
    assert answer.understood.readings == (
        Reading("CA", ("Conversation analysis", "Content analysis", "Cluster analysis")),
    )
    assert [m.profile.member_id for m in answer.matches] == [1, 2]


_EVERYONE = (
    person(1, {"Stata": TEACHES}, stage=CareerStage.PHD_STUDENT),
    person(2, {"Stata": CONFIDENT}, stage=CareerStage.SENIOR, setting=Setting.CLINICAL),
    person(3, {"Stata": LEARNING}, open_to=frozenset((Openness.MENTORING,))),
    person(4, {"Stata": CONFIDENT}, bio="I live in Peckham with a Somali family."),
    person(5, {"Zotero": TEACHES}, stage=CareerStage.PHD_STUDENT, bio="Peckham born."),
)


@pytest.mark.parametrize(
    ("question", "who", "constraint"),
    [
        ("PhD student who knows Stata", [1], Constraint(ConstraintKind.STAGE, "PhD student")),
        ("clinicians using Stata", [2], Constraint(ConstraintKind.SETTING, "clinical")),
        ("a mentor for Stata", [3], Constraint(ConstraintKind.OPEN_TO, "mentoring")),
        ("who can teach Stata", [1], Constraint(ConstraintKind.LEVEL, "can teach")),
        ("Stata in Peckham", [4], Constraint(ConstraintKind.PLACE, "Peckham")),
        ("Stata in Southwark", [4], Constraint(ConstraintKind.PLACE, "Southwark")),
        ("Somali person who uses Stata", [4], Constraint(ConstraintKind.PEOPLE, "Somali")),
        ("East African Stata user", [4], Constraint(ConstraintKind.PEOPLE, "East African")),
    ],
)
def test_conditions_must_hold(vocabulary: Vocabulary, question: str, who: list[int], constraint: Constraint) -> None:
    index = index_with(vocabulary, *_EVERYONE)
    answer = index.search(question, today=TODAY)
    assert [m.profile.member_id for m in answer.matches] == who
    assert answer.understood.constraints == (constraint,)
    assert answer.matches[0].met == (constraint,)
    assert answer.matches[0].unmet == ()


@pytest.mark.parametrize(
    "question", ["I'm an MSc student and need Stata", "As a clinician, who can I ask about Stata?"]
)
def test_what_the_asker_is_sets_no_condition(vocabulary: Vocabulary, question: str) -> None:
    assert found(index_with(vocabulary, *_EVERYONE), question) == [1, 2, 4, 3]


@pytest.mark.parametrize(
    "question",
    [
        "MSc student who knows Stata",
        "Stata in Aberdeen",
        "Mandarin speaker",
        "anyone keep bees",
        "patent law",
        "cryo electron microscopy",
        "somebody to fix my boiler",
        "JASP",
    ],
)
def test_nobody_is_better_than_the_wrong_person(vocabulary: Vocabulary, question: str) -> None:
    assert found(index_with(vocabulary, *_EVERYONE), question) == []


def test_texts_are_read_but_not_what_one_cannot_do(vocabulary: Vocabulary) -> None:
    index = index_with(
        vocabulary,
        person(1, bio="Ran a photovoice project with carers in Hackney."),
        person(2, bio="Keen to learn photovoice one day."),
        person(3, bio="I have never used photovoice, but I sail."),
    )
    assert found(index, "photovoice") == [1]
    assert index.search("photovoice", today=TODAY).matches[0].skills[0].how is How.TEXT
    assert found(index, "who goes sailing?") == [3]


def test_a_ways_of_asking_without_the_name(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, person(1, {"multiple imputation": TEACHES}), person(2, {"Zotero": TEACHES}))
    assert found(index, "half the answers in my survey are blank") == [1]
    assert found(index, "how do I keep track of references") == [2]


def test_a_description_is_understood_by_words_of_several_phrases(vocabulary: Vocabulary) -> None:
    index = index_with(
        vocabulary, person(1, {"Health economics": TEACHES}), person(2, {"Multilevel modelling": TEACHES})
    )
    assert found(index, "pupils sit in classes and classes in schools, help") == [2]
    assert found(index, "whether a clinic pays for itself and what the taxpayer gets") == [1]


@pytest.mark.parametrize("text", ["ice hockey coach", "an essay in Esperanto", "EViews", "coaching for the GMAT"])
def test_what_nothing_explains_leaves_nobody(text: str, vocabulary: Vocabulary) -> None:
    skills = {"Coaching": TEACHES, "Academic writing": TEACHES, "Peer review": TEACHES}
    assert found(index_with(vocabulary, person(1, skills, bio="I interview and review.")), text) == []


def test_whoever_says_what_is_asked_comes_first(vocabulary: Vocabulary) -> None:
    index = index_with(
        vocabulary,
        person(1, {"Nursing": TEACHES}, bio="I work on a ward."),
        person(2, {"Mentoring": LEARNING}, bio="I sat with a harpist on the night ward, as ward sister."),
    )
    assert found(index, "who was a ward sister")[0] == 2
    assert found(index, "anyone who plays the harp") == [2]


def test_a_clause_about_what_one_cannot_do_leaves_the_interests_alone(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, person(1, interests="sickle cell", bio="I don't know where to start"))
    assert found(index, "sickle cell") == [1]


def test_a_skill_in_somebodys_own_words_is_recognised(vocabulary: Vocabulary) -> None:
    index = index_with(vocabulary, person(1, {"payment of contributors": TEACHES}))
    assert found(index, "involvement payments") == [1]
