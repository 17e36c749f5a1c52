"""Whatever is typed: no error, no surprise, and an answer in good time."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.search import Index
from tests.search.evaluation import TODAY

_BAD = {
    "empty": "",
    "spaces": " \n\t ",
    "emoji": "🦩🦩👩🏽‍🔬",
    "punctuation": "?!?!...///",
    "long": "nvivo " * 1000,
    "long word": "x" * 6000,
    "many unknown words": " ".join(f"qzxw{chr(97 + i % 26)}{chr(97 + i // 26)}vv" for i in range(600)),
    "sql": "'; DROP TABLE profiles; -- ",
    "fts": 'NEAR("a" "b", 5) OR bio:* AND NOT "',
    "regex": "(a+)+$[",
    "markdown": "**__~~`||x||`~~__**",
    "mentions": "<@1234> <@&99> <#5> <:e:1> @everyone @here",
    "zero-width": "\u200b\u200d\u2060\ufeff",
    "control": "\x00\x01\x1b[31m",
    "surrogate": "\ud800",
    "right to left": "\u202eovivN",
    "nothing but asking": "who can help me with this please",
}


@pytest.mark.parametrize("text", _BAD.values(), ids=_BAD.keys())
def test_bad_queries_are_answered_calmly(community: Index, text: str) -> None:
    began = perf_counter()
    answer = community.search(text, today=TODAY)
    community.complete(text)
    assert perf_counter() - began < 1
    assert answer.matches == () or "nvivo" in text


@pytest.mark.parametrize(
    "text", ["N\u200bVivo", "NViv\u0301o", "ＮＶｉｖｏ", "NVivo'); --", "`NVivo`", "@everyone NVivo"]
)
def test_a_question_is_found_under_its_dirt(community: Index, text: str) -> None:
    clean = [m.profile.member_id for m in community.search("NVivo", today=TODAY).matches]
    assert [m.profile.member_id for m in community.search(text, today=TODAY).matches][:2] == clean[:2]


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_nothing_typed_raises(community: Index, text: str) -> None:
    answer = community.search(text, today=TODAY)
    assert len(answer.matches) <= 10
