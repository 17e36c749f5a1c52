"""Answers to interactions."""

from typing import Any

import pytest

from sandbox.rules import autocomplete_choices, interaction_callback

from .helpers import JSON, button, codes, layout, row, words

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE: JSON = {"id": "1", "content": "before", "flags": 0}
MODAL: JSON = {
    "custom_id": "form",
    "title": "Form",
    "components": [{"type": 18, "label": "Say", "component": {"type": 4, "custom_id": "say", "style": 1}}],
}
SAID = {"content": "hi", "flags": 64}


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (1, {"type": 1}),
        (COMMAND, {"type": 4, "data": SAID}),
        (COMMAND, {"type": 4, "data": layout(words())}),
        (COMMAND, {"type": 5}),
        (COMMAND, {"type": 5, "data": {"flags": 64}}),
        (COMMAND, {"type": 9, "data": MODAL}),
        (COMPONENT, {"type": 6}),
        (COMPONENT, {"type": 7, "data": {"components": [row(button())]}}),
        (COMPONENT, {"type": 7}),
        (COMPONENT, {"type": 9, "data": MODAL}),
        (AUTOCOMPLETE, {"type": 8, "data": {"choices": []}}),
        (MODAL_SUBMIT, {"type": 4, "data": SAID}),
        (MODAL_SUBMIT, {"type": 7, "data": {"content": "after"}}),
    ],
)
def test_sound_answers_pass(kind: int, payload: JSON) -> None:
    assert interaction_callback(payload, interaction_type=kind, current=MESSAGE) == []


@pytest.mark.parametrize(
    ("kind", "payload", "path", "code"),
    [
        (COMMAND, {}, "type", "BASE_TYPE_REQUIRED"),
        (COMMAND, {"type": 3}, "type", "BASE_TYPE_CHOICES"),
        (COMMAND, {"type": 8, "data": {"choices": []}}, "type", "BASE_TYPE_CHOICES"),
        (AUTOCOMPLETE, {"type": 4, "data": SAID}, "type", "BASE_TYPE_CHOICES"),
        (MODAL_SUBMIT, {"type": 9, "data": MODAL}, "type", "BASE_TYPE_CHOICES"),
        (COMMAND, {"type": 4}, "data", "BASE_TYPE_REQUIRED"),
        (COMMAND, {"type": 4, "data": {}}, "", "50006"),
        (COMMAND, {"type": 4, "data": {"content": "x" * 2001}}, "data.content", "BASE_TYPE_MAX_LENGTH"),
        (COMMAND, {"type": 5, "data": {"flags": "64"}}, "data.flags", "NUMBER_TYPE_COERCE"),
        (COMMAND, {"type": 9, "data": {**MODAL, "title": "x" * 46}}, "data.title", "BASE_TYPE_BAD_LENGTH"),
        (COMMAND, {"type": 9}, "data", "BASE_TYPE_REQUIRED"),
        (COMPONENT, {"type": 7, "data": {"content": ""}}, "", "50006"),
        (AUTOCOMPLETE, {"type": 8, "data": {}}, "data.choices", "BASE_TYPE_REQUIRED"),
    ],
)
def test_wrong_answers_are_refused(kind: int, payload: JSON, path: str, code: str) -> None:
    assert codes(interaction_callback(payload, interaction_type=kind, current=MESSAGE)) == [(path, code)]


@pytest.mark.parametrize("kind", [COMMAND, MODAL_SUBMIT])
@pytest.mark.parametrize("answer", [6, 7])
def test_without_a_message_there_is_nothing_to_update(kind: int, answer: int) -> None:
    assert codes(interaction_callback({"type": answer}, interaction_type=kind)) == [("type", "BASE_TYPE_CHOICES")]


def test_a_modal_that_came_from_a_command_cannot_be_answered_by_an_update() -> None:
    assert codes(interaction_callback({"type": 6}, interaction_type=COMMAND, current=MESSAGE)) == [
        ("type", "BASE_TYPE_CHOICES")
    ]


def test_a_file_alone_answers() -> None:
    assert interaction_callback({"type": 4, "data": {}}, interaction_type=COMMAND, files={0: "a.ics"}) == []


@pytest.mark.parametrize(
    ("option_type", "choices", "path", "code"),
    [
        (3, [{"name": f"{n}", "value": "x"} for n in range(26)], "choices", "BASE_TYPE_MAX_LENGTH"),
        (3, [{"name": "x" * 101, "value": "x"}], "choices.0.name", "BASE_TYPE_BAD_LENGTH"),
        (3, [{"name": "", "value": "x"}], "choices.0.name", "BASE_TYPE_REQUIRED"),
        (3, [{"name": "x", "value": "x" * 101}], "choices.0.value", "BASE_TYPE_BAD_LENGTH"),
        (3, [{"name": "x", "value": 5}], "choices.0.value", "STRING_TYPE_CONVERT"),
        (4, [{"name": "x", "value": "5"}], "choices.0.value", "NUMBER_TYPE_COERCE"),
        (4, [{"name": "x", "value": 2**53}], "choices.0.value", "NUMBER_TYPE_MAX"),
        (10, [{"name": "x", "value": "5"}], "choices.0.value", "NUMBER_TYPE_COERCE"),
        (
            3,
            [{"name": "x", "value": "x", "name_localizations": {"xx": "y"}}],
            "choices.0.name_localizations.xx",
            "BASE_TYPE_CHOICES",
        ),
    ],
)
def test_wrong_choices_are_refused(option_type: int, choices: list[JSON], path: str, code: str) -> None:
    assert codes(autocomplete_choices({"choices": choices}, option_type=option_type)) == [(path, code)]


@pytest.mark.parametrize(("option_type", "value"), [(3, "x" * 100), (4, -(2**53) + 1), (10, 0.5)])
def test_sound_choices_pass(option_type: int, value: Any) -> None:
    many = [{"name": "x" * 100, "value": value}] * 25

    assert autocomplete_choices({"choices": many}, option_type=option_type) == []
