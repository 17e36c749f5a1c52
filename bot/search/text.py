"""From what people type to words that can be compared: cleaning, splitting, stemming.

Everything the search compares (names of skills, biographies, queries) goes through here, so that
"ATLAS.ti", "atlas ti" and "AtlasTi" come out alike, and so do "modelling", "modeling" and "models".
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# What Discord's own markup looks like in a typed text: mentions, custom emoji, timestamps; and links.
_MARKUP = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[^:>]+:)-?\d+(?::\w)?>|https?://\S+")
_APOSTROPHE_S = re.compile(r"(?<=\w)['’`](?:s|ve|re|ll|d|m)\b")
_APOSTROPHE = re.compile(r"['’`]")
_WORD = re.compile(r"[^\W_]+")

# Joined to their neighbours when names are compared: "race and ethnicity" is "race ethnicity".
CONNECTORS = frozenset(("a", "an", "and", "the", "of", "in", "for", "to", "with", "on", "at", "by"))


class Token(NamedTuple):
    """One word: as typed, its lower-case form and its stem."""

    typed: str
    word: str
    stem: str


def clean(text: str) -> str:
    """Drop Discord markup, links, invisible characters and accents; keep letters' case."""
    plain = _MARKUP.sub(" ", text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Me"))
    return _APOSTROPHE.sub("", _APOSTROPHE_S.sub("", plain))


def tokens(text: str) -> list[Token]:
    """Split a text into words; punctuation and symbols fall away."""
    return [_token(typed) for typed in split(text)]


@lru_cache(maxsize=20_000)
def _token(typed: str) -> Token:
    word = _singular(typed).lower()
    return Token(typed, word, stem(word))


def _singular(typed: str) -> str:
    """GP for GPs: the plural of what is written in capitals."""
    return typed[:-1] if len(typed) > 2 and typed[-1] == "s" and typed[:-1].isupper() else typed


def split(text: str) -> list[str]:
    """The words of a text as typed."""
    # Most texts hold nothing to clean: sparing them the look makes building an index a good deal quicker.
    plain = text.isascii() and "'" not in text and "<" not in text and "://" not in text
    return _WORD.findall(text if plain else clean(text))


def key(text: str) -> str:
    """The form under which a name is looked up: its stems without connectors, run together."""
    words = tokens(text)
    return "".join(t.stem for t in words if t.word not in CONNECTORS) or "".join(t.stem for t in words)


_IRREGULAR = {
    word: base
    for base, words in {
        "analys": "analysis analyses analyse analysed analysing analyze analyzed analyzing analyst analytic",
        "teach": "taught teacher",
        "writ": "wrote written writer write",
        "speak": "spoke spoken speech",
        "speaker": "speaker",
        "clinical": "clinical clinician",
        "lead": "led leader",
        "run": "ran",
        "grow": "grew grown",
        "housing": "housing",
        "child": "children childhood",
        "woman": "women",
        "man": "men",
        "life": "lives",
        "thesis": "theses",
        "age": "ageing aging aged",
        "use": "using user used",
        "carer": "carer caregiver caregiving caring",
        "manag": "manager",
        "code": "coder",
        "centr": "centre center",
        "program": "programme programmer",
        "pediatric": "paediatric",
        "economic": "economist economics econ",
        "therapy": "therapist",
        "transcrib": "transcription transcript transcribe",
        "supervis": "supervision supervise supervisor",
        "research": "researcher",
        "interview": "interviewer interviewee",
        "review": "reviewer",
        "train": "trainer",
        "design": "designer",
        "produc": "producer",
        "podcast": "podcaster",
        "blog": "blogger",
        "campaign": "campaigner",
        "work": "worker",
        "examin": "examiner examination",
        "organis": "organiser organizer",
        "publish": "publication publisher",
        "qualit": "qualitative",
        "quantit": "quantitative",
        "practis": "practice practise",
        "counsel": "counsellor counselor",
        "scienc": "scientist scientific",
        "news": "news",
        "thematic": "theme themes thematic",
        "sectioned": "sectioned",
        "bias": "bias biases biased",
        "bus": "buses",
        "wedding": "wedding weddings",
        "foundat": "foundation foundations",
        "driv": "driver drivers drove driving drive",
        "treat": "treat treats treated treating treatment",
        "estate": "estate estates",
        "dissert": "dissertation diss",
        "literatur": "literature lit",
        "university": "university uni unis",
        "refer": "reference refs ref",
        "questionnair": "questionnaire questionaire qnaire",
        "participant": "participant ppt ppts",
        "document": "document docs",
    }.items()
    for word in words.split()
}

# Tried in this order, the first that fits is applied, then the next step.
_PLURAL = (
    (re.compile(r"(?<=..)ies$"), "y"),
    (re.compile(r"(ss|sh|ch|x)es$"), r"\1"),
    (re.compile(r"(?<=[^sui])s$"), ""),
)
_ENDINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=..)[iy][sz](?:ations?|es?|ed|ing|er)$", "is"),
        (r"(?<=[ae]l)l(?:ing|ed|er)$", ""),
        (r"(?<=graph)(?:y|ic|er|ical)$", ""),
        (r"(?<=log)(?:y|ist|ical|ic)$", ""),
        (r"(?<=iatr)(?:y|ist|ic)$", ""),
        (r"ic(?:al(?:ly)?|ian|s)$", "ic"),
        (r"(?<=...)at(?:ion|e|ed|ing|or|ive)$", ""),
        (r"(?<=...)ness$", ""),
        (r"(?<=....)e?ment$", ""),
        (r"(?<=...)our$", "or"),
    )
)
_VERB = re.compile(r"^(.*[aeiouy].*?)(?:ing|ed)$")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_SHORT_WITH_E = re.compile(r"^[^aeiou]*[aeiou][^aeiouwxy]$")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Reduce a lower-case English word to a comparable base, alike for UK and US spellings.

    A light stemmer rather than Porter's: it keeps "care" from "career" and "Stata" from "stats",
    which matters more here than reaching every derived form.
    """
    if len(word) <= 3 or not word.isascii():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _first(_PLURAL, word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    shorter = _first(_ENDINGS, word)
    if shorter == word and (verb := _VERB.match(word)) and len(verb[1]) >= 3:
        shorter = _DOUBLED.sub(r"\1", verb[1])
        if len(shorter) <= 4 and shorter == verb[1] and _SHORT_WITH_E.match(shorter):
            shorter += "e"
    return shorter[:-1] if len(shorter) > 4 and shorter.endswith("e") else shorter


def _first(rules: tuple[tuple[re.Pattern[str], str], ...], word: str) -> str:
    for pattern, replacement in rules:
        if pattern.search(word):
            return pattern.sub(replacement, word)
    return word
