"""Modals: https://discord.com/developers/docs/interactions/receiving-and-responding#modal."""

from collections.abc import Iterable

from sandbox.rules.components import ACTION_ROW, LABEL, TEXT_DISPLAY, unique_ids
from sandbox.rules.fields import bad, boolean, by_type, choice, integer, items, ordered, record, text
from sandbox.rules.problems import JSON, Problem, under
from sandbox.rules.selects import (
    CUSTOM_ID,
    ID,
    distinct_options,
    enough_options,
    option,
    selects,
    zero_only_if_optional,
)

MAX_COMPONENTS, MAX_CHOICES = 5, 10
TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 4, 19, 21, 22, 23


def _value_fits(body: JSON) -> Iterable[Problem]:
    value, most = body.get("value"), body.get("max_length")
    if value and most is not None and len(value) > most:
        message = f"Must be {most} or fewer in length."
        yield from bad("BASE_TYPE_MAX_LENGTH", message, "value")


_TEXT_INPUT = record(
    required={"custom_id": CUSTOM_ID, "style": choice(1, 2)},
    optional={
        "id": ID,
        "label": text(1, 45),
        "min_length": integer(0, 4000),
        "max_length": integer(1, 4000),
        "required": boolean,
        "value": text(0, 4000),
        "placeholder": text(0, 100),
    },
    also=[ordered("min_length", "max_length", "TEXT_INPUT_COMPONENT_MIN_LENGTH_EXCEEDED"), _value_fits],
)


def _labelled(body: JSON) -> Iterable[Problem]:
    """A text input in a row brings its own label; in a Label it has that one."""
    for position, child in enumerate(body["components"]):
        if not child.get("label"):
            yield Problem(("components", position, "label"), "BASE_TYPE_REQUIRED", "This field is required")


_ROW = record(
    required={"components": items(by_type({TEXT_INPUT: _TEXT_INPUT}), 1, 1)},
    optional={"id": ID},
    also=[_labelled],
)


def _one_default(body: JSON) -> Iterable[Problem]:
    if sum(1 for each in body["options"] if each.get("default")) > 1:
        message = "The specified number of default values exceeds the specified maximum values"
        yield from bad("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)


def _group_defaults(body: JSON) -> Iterable[Problem]:
    most = body.get("max_values") or len(body["options"])
    if sum(1 for each in body["options"] if each.get("default")) > most:
        message = "The specified number of default values exceeds the specified maximum values"
        yield from bad("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)


_RANGE = {"min_values": integer(0, MAX_CHOICES), "max_values": integer(1, MAX_CHOICES), "required": boolean}
_MIN_MAX = "SELECT_COMPONENT_MIN_VALUES_EXCEEDED"
_IN_LABEL = {
    TEXT_INPUT: _TEXT_INPUT,
    **selects(in_modal=True),
    FILE_UPLOAD: record(
        required={"custom_id": CUSTOM_ID},
        optional={"id": ID, **_RANGE},
        also=[zero_only_if_optional, ordered("min_values", "max_values", _MIN_MAX, high_default=1)],
    ),
    RADIO_GROUP: record(
        required={"custom_id": CUSTOM_ID, "options": items(option(), 2, MAX_CHOICES)},
        optional={"id": ID, "required": boolean},
        also=[distinct_options, _one_default],
    ),
    CHECKBOX_GROUP: record(
        required={"custom_id": CUSTOM_ID, "options": items(option(), 1, MAX_CHOICES)},
        optional={"id": ID, **_RANGE},
        also=[
            zero_only_if_optional,
            ordered("min_values", "max_values", _MIN_MAX),
            distinct_options,
            enough_options,
            _group_defaults,
        ],
    ),
    CHECKBOX: record(required={"custom_id": CUSTOM_ID}, optional={"id": ID, "default": boolean}),
}


def _distinct(body: JSON) -> Iterable[Problem]:
    return under("components", unique_ids(body["components"]))


MODAL = record(
    required={
        "custom_id": CUSTOM_ID,
        "title": text(1, 45),
        "components": items(
            by_type(
                {
                    ACTION_ROW: _ROW,
                    TEXT_DISPLAY: record(required={"content": text(1, 4000)}, optional={"id": ID}),
                    LABEL: record(
                        required={"label": text(1, 45), "component": by_type(_IN_LABEL)},
                        optional={"id": ID, "description": text(0, 100)},
                    ),
                }
            ),
            1,
            MAX_COMPONENTS,
        ),
    },
    also=[_distinct],
)


def modal(payload: object) -> list[Problem]:
    """The `data` of a modal callback, `{"custom_id", "title", "components"}`."""
    return MODAL(payload)
