"""What people send with `POST /interactions`, held against what they were shown.

Discord's own client offers nothing else, so its answers to the rest are documented nowhere: the codes here
are the sandbox's, the limits those that the command, component or modal itself declares.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from sandbox.rules.components import BUTTON, LINK, PREMIUM, walk
from sandbox.rules.fields import (
    Check,
    bad,
    boolean,
    choice,
    integer,
    is_object,
    items,
    missing,
    number,
    record,
    snowflake,
    text,
)
from sandbox.rules.modals import CHECKBOX, CHECKBOX_GROUP, FILE_UPLOAD, RADIO_GROUP, TEXT_INPUT
from sandbox.rules.options import BOOLEAN, GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from sandbox.rules.problems import JSON, Problem, under
from sandbox.rules.selects import SELECTS, STRING_SELECT

CHAT_INPUT = 1
_INVALID = "INTERACTION_DATA_INVALID"


def _value_check(option: JSON) -> Check:
    """What the value of one option must be."""
    if option["type"] == BOOLEAN:
        return boolean
    if option.get("choices"):
        return choice(*(each["value"] for each in option["choices"]))
    if option["type"] == STRING:
        return text(max(1, option.get("min_length") or 0), option.get("max_length") or 6000)
    low, high = option.get("min_value"), option.get("max_value")
    if option["type"] == INTEGER:
        return integer(-(2**53) if low is None else low, 2**53 if high is None else high)
    if option["type"] == NUMBER:
        return number(-(2.0**53) if low is None else low, 2.0**53 if high is None else high)
    return snowflake


_GIVEN = record(required={"name": text(1, 32), "type": integer(1, 11)}, optional={"focused": boolean})
_USE = record(
    required={"id": snowflake, "name": text(1, 32), "type": choice(1, 2, 3)},
    optional={"options": items(_GIVEN, high=25), "target_id": snowflake},
)


def command_use(data: object, command: JSON, *, completing: bool = False) -> list[Problem]:
    """The `data` of interaction types 2 and, while `completing`, 4, against the registered command."""
    if found := _USE(data):
        return found
    body = cast("JSON", data)
    if body["name"] != command["name"] or body["type"] != (command.get("type") or CHAT_INPUT):
        return bad(_INVALID, "This is not the command of that id", "name")
    if body["type"] != CHAT_INPUT:
        return missing("target_id") if body.get("target_id") is None else []
    found = _options(body, command, completing=completing)
    if completing and not found and len([*_focused(body)]) != 1:
        return bad(_INVALID, "Exactly one option must be focused", "options")
    return found


def _focused(body: JSON) -> Iterator[JSON]:
    for each in body.get("options") or ():
        if each.get("focused"):
            yield each
        yield from _focused(each)


def _options(body: JSON, declared: JSON, *, completing: bool) -> list[Problem]:
    """The options given at one level, against those declared there."""
    given: list[JSON] = body.get("options") or []
    known: dict[str, JSON] = {each["name"]: each for each in declared.get("options") or ()}
    found: list[Problem] = []
    names: set[str] = set()
    for position, each in enumerate(given):
        option = known.get(each["name"])
        if option is None or option["type"] != each["type"] or each["name"] in names:
            problems = bad(_INVALID, "The command has no such option left to fill")
        else:
            problems = _option(each, option, completing=completing)
        names.add(each["name"])
        found += under("options", under(position, problems))
    subcommands = any(each["type"] in (SUBCOMMAND, GROUP) for each in known.values())
    if subcommands and len(given) != 1:
        return bad(_INVALID, "A command with subcommands is used by one of them", "options")
    absent = [name for name, each in known.items() if each.get("required") and name not in names]
    if absent and not completing:
        found += missing("options", absent[0])
    return found


def _option(given: JSON, option: JSON, *, completing: bool) -> list[Problem]:
    if option["type"] in (SUBCOMMAND, GROUP):
        if found := record(optional={"options": items(_GIVEN, high=25)})(given):
            return found
        return _options(given, option, completing=completing)
    if completing and given.get("focused"):
        if not option.get("autocomplete"):
            return bad(_INVALID, "This option is not completed by the application", "focused")
        return []
    return under("value", missing() if given.get("value") is None else _value_check(option)(given["value"]))


_PRESSED = record(
    required={"custom_id": text(1, 100), "component_type": integer(1)},
    optional={"values": items(text(1, 100), high=25, unique=True)},
)


def component_use(data: object, component: JSON) -> list[Problem]:
    """The `data` of interaction type 3, against the button or select on the message."""
    if found := _PRESSED(data):
        return found
    body = cast("JSON", data)
    if body["custom_id"] != component.get("custom_id") or body["component_type"] != component["type"]:
        return bad("COMPONENT_VALIDATION_FAILED", "This is not that component", "custom_id")
    if component.get("disabled"):
        return bad("COMPONENT_VALIDATION_FAILED", "The component is disabled", "custom_id")
    if component["type"] == BUTTON:
        silent = component.get("style") in (LINK, PREMIUM)
        return bad("COMPONENT_VALIDATION_FAILED", "This button sends no interaction") if silent else []
    return under("values", _chosen(component)(body.get("values") or []))


def _chosen(component: JSON, *, required: bool = True, most: int = 1) -> Check:
    """The values of a select, checkbox group or file upload: known ones, as many as it asks for."""
    low = component.get("min_values")
    low = int(required) if low is None else low
    high = component.get("max_values") or most
    listed = component["type"] in (STRING_SELECT, CHECKBOX_GROUP)
    of = choice(*(each["value"] for each in component["options"])) if listed else snowflake
    exact = items(of, low, high, unique=True)
    return exact if required else lambda value: exact(value) if value else []


_FILLED = record(required={"custom_id": text(1, 100), "components": items(record())})


def modal_submit(data: object, modal: JSON) -> list[Problem]:
    """The `data` of interaction type 5, against the modal's own `{"custom_id", "title", "components"}`."""
    if found := _FILLED(data):
        return found
    body = cast("JSON", data)
    if body["custom_id"] != modal["custom_id"]:
        return bad(_INVALID, "This is not the modal that was opened", "custom_id")
    filled = {str(each["custom_id"]): each for each in _entries(body["components"])}
    found: list[Problem] = []
    for _, asked in walk(modal["components"]):
        custom_id = asked.get("custom_id")
        if custom_id is not None:
            entry = filled.pop(custom_id, {"type": asked["type"]})
            found += under("components", under(custom_id, _entry(entry, asked)))
    for custom_id in filled:
        found += bad(_INVALID, "The modal has no such component", "components", custom_id)
    return found


def _entries(components: Iterable[object]) -> Iterator[JSON]:
    """What was filled in, whether it stands in an action row or in a label."""
    for each in components:
        if not is_object(each):
            continue
        if "custom_id" in each:
            yield each
        inner = each.get("components")
        yield from _entries([each.get("component"), *(cast("list[object]", inner) if isinstance(inner, list) else [])])


def _entry(entry: JSON, asked: JSON) -> list[Problem]:
    if entry.get("type") != asked["type"]:
        return bad(_INVALID, "This is another type of component", "type")
    required = asked.get("required") is not False
    if asked["type"] in (*SELECTS, CHECKBOX_GROUP, FILE_UPLOAD):
        most = len(asked.get("options") or ()) if asked["type"] == CHECKBOX_GROUP else 1
        return under("values", _chosen(asked, required=required, most=most)(entry.get("values") or []))
    return under("value", _VALUES[asked["type"]](entry.get("value"), asked, required))


def _text_value(value: object, asked: JSON, required: bool) -> list[Problem]:
    if value in (None, ""):
        return missing() if required else []
    return text(asked.get("min_length") or 0, asked.get("max_length") or 4000)(value)


def _radio_value(value: object, asked: JSON, required: bool) -> list[Problem]:
    if value is None:
        return missing() if required else []
    return choice(*(each["value"] for each in asked["options"]))(value)


def _checkbox_value(value: object, _asked: JSON, _required: bool) -> list[Problem]:
    return boolean(value)


_VALUES: dict[int, Callable[[object, JSON, bool], list[Problem]]] = {
    TEXT_INPUT: _text_value,
    RADIO_GROUP: _radio_value,
    CHECKBOX: _checkbox_value,
}
