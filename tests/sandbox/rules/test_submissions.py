"""What people send, held against what they were shown."""

from typing import Any

import pytest

from sandbox.rules import command_use, component_use, modal_submit

from .helpers import JSON, button, codes, options, row, select

INVALID, REQUIRED = "INTERACTION_DATA_INVALID", "BASE_TYPE_REQUIRED"


def declared(kind: int, **more: Any) -> JSON:
    return {"type": kind, "name": "it", "description": "x", **more}


def use(*given: JSON, **more: Any) -> JSON:
    return {"id": "1", "name": "find", "type": 1, "options": list(given), **more}


def command_of(*of: JSON, **more: Any) -> JSON:
    return {"id": "1", "name": "find", "type": 1, "description": "x", "options": list(of), **more}


def value(kind: int, said: Any, **more: Any) -> JSON:
    return {"type": kind, "name": "it", "value": said, **more}


LISTED = [{"name": "One", "value": "1"}]


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (declared(3), "NVivo"),
        (declared(3, choices=LISTED), "1"),
        (declared(4, min_value=1, max_value=5), 5),
        (declared(5), True),
        (declared(6), "123"),
        (declared(10, max_value=2.5), 2),
    ],
)
def test_sound_values_pass(option: JSON, said: Any) -> None:
    assert command_use(use(value(option["type"], said)), command_of(option)) == []


@pytest.mark.parametrize(
    ("option", "said", "code"),
    [
        (declared(3), "", REQUIRED),
        (declared(3), None, REQUIRED),
        (declared(3, min_length=3), "ab", "BASE_TYPE_BAD_LENGTH"),
        (declared(3, max_length=3), "abcd", "BASE_TYPE_BAD_LENGTH"),
        (declared(3, choices=LISTED), "2", "BASE_TYPE_CHOICES"),
        (declared(4), "5", "NUMBER_TYPE_COERCE"),
        (declared(4, max_value=5), 6, "NUMBER_TYPE_MAX"),
        (declared(10, min_value=1.5), 1, "NUMBER_TYPE_MIN"),
        (declared(5), "yes", "BOOLEAN_TYPE_CONVERT"),
        (declared(6), "Ada", "NUMBER_TYPE_COERCE"),
    ],
)
def test_wrong_values_are_refused(option: JSON, said: Any, code: str) -> None:
    problems = command_use(use(value(option["type"], said)), command_of(option))

    assert codes(problems) == [("options.0.value", code)]


class TestCommands:
    def test_required_options_are_given(self) -> None:
        command = command_of(declared(3, required=True))

        assert codes(command_use(use(), command)) == [("options.it", REQUIRED)]
        assert (
            command_use(use(value(3, "a", focused=True)), command_of(declared(3, autocomplete=True)), completing=True)
            == []
        )

    def test_only_known_options_are_given_and_each_once(self) -> None:
        command = command_of(declared(3))

        assert codes(command_use(use({**value(3, "x"), "name": "other"}), command)) == [("options.0", INVALID)]
        assert codes(command_use(use(value(4, 5)), command)) == [("options.0", INVALID)]
        assert codes(command_use(use(value(3, "x"), value(3, "y")), command)) == [("options.1", INVALID)]

    def test_a_command_with_subcommands_is_used_by_one(self) -> None:
        sub = declared(1, name="sub", options=[declared(3, required=True)])
        command = command_of(declared(2, name="group", options=[sub]))
        said: JSON = {"type": 1, "name": "sub", "options": [value(3, "x")]}

        assert command_use(use({"type": 2, "name": "group", "options": [said]}), command) == []
        assert codes(command_use(use(), command)) == [("options", INVALID)]
        assert codes(command_use(use({"type": 2, "name": "group", "options": []}), command)) == [
            ("options.0.options", INVALID)
        ]
        empty: JSON = {"type": 1, "name": "sub", "options": []}
        assert codes(command_use(use({"type": 2, "name": "group", "options": [empty]}), command)) == [
            ("options.0.options.0.options.it", REQUIRED)
        ]

    def test_one_option_is_focused_while_completing(self) -> None:
        command = command_of(declared(4, autocomplete=True), declared(3, name="plain"))
        plain: JSON = {"type": 3, "name": "plain", "value": "x", "focused": True}

        assert command_use(use(value(4, "12", focused=True)), command, completing=True) == []
        assert codes(command_use(use(value(4, 12)), command, completing=True)) == [("options", INVALID)]
        assert codes(command_use(use(plain), command, completing=True)) == [("options.0.focused", INVALID)]

    def test_a_menu_command_has_a_target(self) -> None:
        menu: JSON = {"id": "1", "name": "Ask", "type": 2}

        assert command_use({**menu, "target_id": "5"}, menu) == []
        assert codes(command_use(menu, menu)) == [("target_id", REQUIRED)]
        assert codes(command_use({**menu, "type": 3}, menu)) == [("name", INVALID)]


class TestComponents:
    def test_a_button_is_pressed(self) -> None:
        assert component_use({"component_type": 2, "custom_id": "go"}, button()) == []

    @pytest.mark.parametrize(
        ("data", "component"),
        [
            ({"component_type": 2, "custom_id": "other"}, button()),
            ({"component_type": 3, "custom_id": "go"}, button()),
            ({"component_type": 2, "custom_id": "go"}, button(disabled=True)),
            ({"component_type": 2, "custom_id": "go"}, button(style=5, url="https://a.example")),
        ],
    )
    def test_what_cannot_be_pressed(self, data: JSON, component: JSON) -> None:
        assert [code for _, code in codes(component_use(data, component))] == ["COMPONENT_VALIDATION_FAILED"]

    @pytest.mark.parametrize(
        ("values", "more", "path", "code"),
        [
            ([], {}, "values", "BASE_TYPE_BAD_LENGTH"),
            (["0", "1"], {}, "values", "BASE_TYPE_BAD_LENGTH"),
            (["0"], {"min_values": 2, "max_values": 3}, "values", "BASE_TYPE_BAD_LENGTH"),
            (["9"], {}, "values.0", "BASE_TYPE_CHOICES"),
            (["0", "0"], {"max_values": 2}, "values.1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
        ],
    )
    def test_wrong_choices_are_refused(self, values: list[str], more: JSON, path: str, code: str) -> None:
        data = {"component_type": 3, "custom_id": "pick", "values": values}

        assert codes(component_use(data, select(**more))) == [(path, code)]

    def test_choices_in_range_pass(self) -> None:
        data: JSON = {"component_type": 3, "custom_id": "pick", "values": ["0", "2"]}
        members: JSON = {"component_type": 5, "custom_id": "who", "values": ["123"]}

        assert component_use(data, select(min_values=2, max_values=2)) == []
        assert component_use({**data, "values": []}, select(min_values=0)) == []
        assert component_use(members, {"type": 5, "custom_id": "who"}) == []


def label(component: JSON) -> JSON:
    return {"type": 18, "label": "x", "component": component}


def asked(kind: int, **more: Any) -> JSON:
    return {"type": kind, "custom_id": "it", **more}


@pytest.mark.parametrize(
    ("component", "answer"),
    [
        (asked(4, style=1), {"value": "x"}),
        (asked(4, style=1, required=False, min_length=5), {"value": ""}),
        (asked(3, options=options(3)), {"values": ["1"]}),
        (asked(5, required=False), {"values": []}),
        (asked(19, max_values=2), {"values": ["1", "2"]}),
        (asked(21, options=options(2)), {"value": "0"}),
        (asked(21, options=options(2), required=False), {"value": None}),
        (asked(22, options=options(3)), {"values": ["0", "1", "2"]}),
        (asked(23), {"value": False}),
    ],
)
def test_a_filled_modal_passes(component: JSON, answer: JSON) -> None:
    modal: JSON = {"custom_id": "form", "title": "x", "components": [label(component)]}
    filled = {"type": 18, "component": {"type": component["type"], "custom_id": "it", **answer}}

    assert modal_submit({"custom_id": "form", "components": [filled]}, modal) == []


@pytest.mark.parametrize(
    ("component", "answer", "path", "code"),
    [
        (asked(4, style=1), {"value": ""}, ".value", REQUIRED),
        (asked(4, style=1, min_length=3), {"value": "ab"}, ".value", "BASE_TYPE_BAD_LENGTH"),
        (asked(4, style=1, max_length=3), {"value": "abcd"}, ".value", "BASE_TYPE_MAX_LENGTH"),
        (asked(4, style=1), {"value": 5}, ".value", "STRING_TYPE_CONVERT"),
        (asked(3, options=options(3)), {"values": ["9"]}, ".values.0", "BASE_TYPE_CHOICES"),
        (asked(3, options=options(3)), {}, ".values", "BASE_TYPE_BAD_LENGTH"),
        (asked(19), {"values": ["1", "2"]}, ".values", "BASE_TYPE_BAD_LENGTH"),
        (asked(21, options=options(2)), {"value": None}, ".value", REQUIRED),
        (asked(21, options=options(2)), {"value": "9"}, ".value", "BASE_TYPE_CHOICES"),
        (asked(22, options=options(2)), {"values": []}, ".values", "BASE_TYPE_BAD_LENGTH"),
        (asked(23), {"value": "on"}, ".value", "BOOLEAN_TYPE_CONVERT"),
        (asked(23), {"type": 4, "value": True}, ".type", INVALID),
    ],
)
def test_a_badly_filled_modal_is_refused(component: JSON, answer: JSON, path: str, code: str) -> None:
    modal: JSON = {"custom_id": "form", "title": "x", "components": [label(component)]}
    filled = {"type": 18, "component": {"type": component["type"], "custom_id": "it", **answer}}

    problems = modal_submit({"custom_id": "form", "components": [filled]}, modal)

    assert codes(problems) == [(f"components.it{path}", code)]


def test_only_what_was_asked_is_answered() -> None:
    modal: JSON = {"custom_id": "form", "title": "x", "components": [row(asked(4, style=1, label="x"))]}
    filled = row({"type": 4, "custom_id": "it", "value": "x"})
    other = row({"type": 4, "custom_id": "other", "value": "x"})

    assert modal_submit({"custom_id": "form", "components": [filled]}, modal) == []
    assert codes(modal_submit({"custom_id": "form", "components": [filled, other]}, modal)) == [
        ("components.other", INVALID)
    ]
    assert codes(modal_submit({"custom_id": "form", "components": []}, modal)) == [("components.it.value", REQUIRED)]
    assert codes(modal_submit({"custom_id": "another", "components": [filled]}, modal)) == [("custom_id", INVALID)]
