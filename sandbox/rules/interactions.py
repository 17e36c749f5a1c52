"""Answers to interactions."""

from collections.abc import Mapping

from sandbox.rules.problems import JSON, Problem


def interaction_callback(
    payload: object,
    *,
    interaction_type: int,
    option_type: int = 3,
    current: JSON | None = None,
    files: Mapping[int, str] | None = None,
) -> list[Problem]:
    """`POST /interactions/{id}/{token}/callback`.

    `interaction_type`: 2 command, 3 component, 4 autocomplete, 5 modal submit. `option_type`: the application
    command option type being completed (autocomplete alone). `current`: the message whose component was pressed
    (or that opened the modal), None where there is none.
    """
    return []


def autocomplete_choices(payload: object, *, option_type: int = 3) -> list[Problem]:
    """The `data` of an autocomplete callback, `{"choices": [...]}`."""
    return []
