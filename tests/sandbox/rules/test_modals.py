"""Modals."""

from typing import Any

import pytest

from sandbox.rules import modal

from .helpers import JSON, button, codes, options, row, select, words

MAX, BAD, REQUIRED, UNION = (
    "BASE_TYPE_MAX_LENGTH",
    "BASE_TYPE_BAD_LENGTH",
    "BASE_TYPE_REQUIRED",
    "UNION_TYPE_CHOICES",
)
ZERO = "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES"
DEFAULTS = "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES"


def text_input(**changes: Any) -> JSON:
    return {"type": 4, "custom_id": "text", "style": 2, **changes}


def label(component: JSON, **changes: Any) -> JSON:
    return {"type": 18, "label": "Say", "component": component, **changes}


def form(*components: JSON, **changes: Any) -> JSON:
    return {"custom_id": "form", "title": "A form", "components": list(components), **changes}


def defaults(count: int) -> list[JSON]:
    return [{**option, "default": True} for option in options(count)]


GOOD_COMPONENTS: list[JSON] = [
    text_input(min_length=0, max_length=4000, value="x" * 4000, placeholder="x" * 100, required=False),
    text_input(min_length=5, max_length=5, value="12345"),
    select(min_values=0, required=False),
    select(disabled=False),
    {"type": 5, "custom_id": "who", "max_values": 25},
    {"type": 6, "custom_id": "role"},
    {"type": 7, "custom_id": "any"},
    {"type": 8, "custom_id": "where", "channel_types": [0]},
    {"type": 19, "custom_id": "files", "min_values": 1, "max_values": 10},
    {"type": 19, "custom_id": "files", "min_values": 0, "required": False},
    {"type": 21, "custom_id": "one", "options": options(10), "required": False},
    {"type": 22, "custom_id": "some", "options": defaults(10)},
    {"type": 22, "custom_id": "some", "options": options(2), "min_values": 2},
    {"type": 23, "custom_id": "yes", "default": True},
]
WRONG_COMPONENTS: list[tuple[JSON, str, str]] = [
    (button(), ".type", UNION),
    (words(), ".type", UNION),
    (text_input(style=3), ".style", "BASE_TYPE_CHOICES"),
    (text_input(style=None), ".style", REQUIRED),
    (text_input(custom_id="x" * 101), ".custom_id", BAD),
    (text_input(min_length=-1), ".min_length", "NUMBER_TYPE_MIN"),
    (text_input(min_length=4001), ".min_length", "NUMBER_TYPE_MAX"),
    (text_input(max_length=0), ".max_length", "NUMBER_TYPE_MIN"),
    (text_input(max_length=4001), ".max_length", "NUMBER_TYPE_MAX"),
    (text_input(min_length=6, max_length=5), ".min_length", "TEXT_INPUT_COMPONENT_MIN_LENGTH_EXCEEDED"),
    (text_input(value="x" * 4001), ".value", MAX),
    (text_input(max_length=3, value="four"), ".value", MAX),
    (text_input(placeholder="x" * 101), ".placeholder", MAX),
    (select(disabled=True), ".disabled", "COMPONENT_DISABLED_INVALID"),
    (select(min_values=0), ".min_values", ZERO),
    (select(options=options(26)), ".options", BAD),
    ({"type": 5, "custom_id": "who", "min_values": 0, "required": True}, ".min_values", ZERO),
    ({"type": 19, "custom_id": "files", "max_values": 11}, ".max_values", "NUMBER_TYPE_MAX"),
    ({"type": 19, "custom_id": "files", "min_values": 0}, ".min_values", ZERO),
    (
        {"type": 19, "custom_id": "files", "min_values": 2},
        ".min_values",
        "SELECT_COMPONENT_MIN_VALUES_EXCEEDED",
    ),
    ({"type": 21, "custom_id": "one", "options": options(1)}, ".options", BAD),
    ({"type": 21, "custom_id": "one", "options": options(11)}, ".options", BAD),
    ({"type": 21, "custom_id": "one", "options": defaults(2)}, "", DEFAULTS),
    (
        {"type": 21, "custom_id": "one", "options": [{"label": "x", "value": "x"}] * 2},
        ".options.1",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    ({"type": 22, "custom_id": "some", "options": []}, ".options", BAD),
    ({"type": 22, "custom_id": "some", "options": options(11)}, ".options", BAD),
    ({"type": 22, "custom_id": "some", "options": options(2), "max_values": 3}, ".options", BAD),
    ({"type": 22, "custom_id": "some", "options": options(2), "min_values": 0}, ".min_values", ZERO),
    ({"type": 22, "custom_id": "some", "options": defaults(2), "max_values": 1}, "", DEFAULTS),
    ({"type": 22, "custom_id": "some", "options": [{"label": "x" * 101, "value": "x"}]}, ".options.0.label", BAD),
    ({"type": 23}, ".custom_id", REQUIRED),
    ({"type": 23, "custom_id": "yes", "default": "on"}, ".default", "BOOLEAN_TYPE_CONVERT"),
]
WRONG_FORMS: list[tuple[JSON, str, str]] = [
    (form(), "components", BAD),
    (form(*(label(text_input(custom_id=str(n))) for n in range(6))), "components", BAD),
    (form(label(text_input()), title="x" * 46), "title", BAD),
    (form(label(text_input()), title=""), "title", REQUIRED),
    (form(label(text_input()), custom_id="x" * 101), "custom_id", BAD),
    (form(label(text_input()), custom_id=None), "custom_id", REQUIRED),
    (form(label(text_input(), label="x" * 46)), "components.0.label", BAD),
    (form(label(text_input(), label="")), "components.0.label", REQUIRED),
    (form(label(text_input(), description="x" * 101)), "components.0.description", MAX),
    (form({"type": 18, "label": "x"}), "components.0.component", REQUIRED),
    (form(text_input()), "components.0.type", UNION),
    (form(row(button())), "components.0.components.0.type", UNION),
    (form(row(text_input())), "components.0.components.0.label", REQUIRED),
    (form(row(text_input(label="a"), text_input(label="b"))), "components.0.components", BAD),
    (form(words("")), "components.0.content", REQUIRED),
    (
        form(label(text_input()), label(text_input())),
        "components.1.component.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    (form(label(text_input(), id=3), words() | {"id": 3}), "components.1.id", "COMPONENT_ID_DUPLICATED"),
]


@pytest.mark.parametrize("component", GOOD_COMPONENTS)
def test_sound_components_pass(component: JSON) -> None:
    assert modal(form(words(), label(component, label="x" * 45, description="x" * 100))) == []


def test_the_older_row_of_one_text_input_passes() -> None:
    assert modal(form(row(text_input(label="x" * 45)))) == []


@pytest.mark.parametrize(("component", "path", "code"), WRONG_COMPONENTS)
def test_wrong_components_are_refused(component: JSON, path: str, code: str) -> None:
    assert codes(modal(form(label(component)))) == [(f"components.0.component{path}", code)]


@pytest.mark.parametrize(("payload", "path", "code"), WRONG_FORMS)
def test_wrong_modals_are_refused(payload: JSON, path: str, code: str) -> None:
    assert codes(modal(payload)) == [(path, code)]
