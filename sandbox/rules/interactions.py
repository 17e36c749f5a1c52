"""Answers to interactions.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
"""

from collections.abc import Mapping
from typing import cast

from sandbox.rules.fields import Check, choice, integer, items, missing, record
from sandbox.rules.messages import edit_message, followup
from sandbox.rules.modals import modal
from sandbox.rules.options import CHOICES, STRING
from sandbox.rules.problems import JSON, Problem, under

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES_RESULT, MODAL = 1, 4, 5, 6, 7, 8, 9
LAUNCH_ACTIVITY = 12

_ANSWERS = {
    PING: (PONG,),
    COMMAND: (MESSAGE, DEFERRED_MESSAGE, MODAL, LAUNCH_ACTIVITY),
    COMPONENT: (MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL, LAUNCH_ACTIVITY),
    AUTOCOMPLETE: (CHOICES_RESULT,),
    MODAL_SUBMIT: (MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, LAUNCH_ACTIVITY),
}
_OF_A_MESSAGE = (DEFERRED_UPDATE, UPDATE)
_DEFERRED = record(optional={"flags": integer(0)})


def interaction_callback(
    payload: object,
    *,
    interaction_type: int,
    option_type: int = STRING,
    current: JSON | None = None,
    files: Mapping[int, str] | None = None,
) -> list[Problem]:
    """`POST /interactions/{id}/{token}/callback`.

    `interaction_type`: 2 command, 3 component, 4 autocomplete, 5 modal submit. `option_type`: the
    application command option type being completed (autocomplete alone). `current`: the message whose
    component was pressed, or that opened the modal; None where there is none.
    """
    allowed = _ANSWERS.get(interaction_type, ())
    if current is None:
        allowed = tuple(kind for kind in allowed if kind not in _OF_A_MESSAGE)
    if found := record(required={"type": choice(*allowed)})(payload):
        return found
    body = cast("JSON", payload)
    return under("data", _data(body["type"], body.get("data"), option_type, current or {}, files))


def _data(kind: int, data: object, option_type: int, current: JSON, files: Mapping[int, str] | None) -> list[Problem]:
    if kind in {PONG, DEFERRED_UPDATE, LAUNCH_ACTIVITY}:
        return []
    if kind == DEFERRED_MESSAGE:
        return [] if data is None else _DEFERRED(data)
    if kind == UPDATE:
        return edit_message({} if data is None else data, current, files=files)
    if data is None:
        return missing()
    if kind == MODAL:
        return modal(data)
    if kind == CHOICES_RESULT:
        return autocomplete_choices(data, option_type=option_type)
    return followup(data, files=files)


_RESULTS: dict[int, Check] = {
    kind: record(required={"choices": items(each, high=25)}) for kind, each in CHOICES.items()
}


def autocomplete_choices(payload: object, *, option_type: int = STRING) -> list[Problem]:
    """The `data` of an autocomplete callback, `{"choices": [...]}`."""
    return _RESULTS[option_type](payload)
