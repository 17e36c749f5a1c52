"""What a client sends when someone has typed a command or filled in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.driver.shown import Field, Form
from sandbox.wire import JSON, entries

TEXT_INPUT, RADIO_GROUP, CHECKBOX = 4, 21, 23
ONE_VALUE = {TEXT_INPUT, RADIO_GROUP, CHECKBOX}


def subcommand(command: JSON, path: list[str]) -> JSON:
    """The (sub)command a path of names leads to. Raises LookupError."""
    for name in path:
        inner = (one for one in entries(command, "options") if one["name"] == name)
        found = next(inner, None)
        if found is None:
            raise LookupError(f"/{command['name']} has no subcommand {name!r}")
        command = found
    return command


def option_types(command: JSON) -> dict[str, int]:
    return {str(option["name"]): int(option["type"]) for option in entries(command, "options")}


def command_data(command: JSON, path: list[str], values: JSON, focused: str | None = None) -> JSON:
    """The `data` of interaction types 2 and 4. Raises LookupError for an option the command has not."""
    inner = subcommand(command, path)
    types = option_types(inner)
    options: list[JSON] = []
    for name, value in values.items():
        if name not in types:
            raise LookupError(f"/{' '.join([command['name'], *path])} has no option {name!r}; it has {sorted(types)}")
        option: JSON = {"type": types[name], "name": name, "value": value}
        options.append(option | ({"focused": True} if name == focused else {}))
    for depth in range(len(path), 0, -1):
        step = subcommand(command, path[:depth])
        options = [{"type": step["type"], "name": step["name"], "options": options}]
    return {
        "id": command["id"],
        "name": command["name"],
        "type": command["type"],
        "version": command["version"],
        "options": options,
    }


def form_data(form: Form, values: Mapping[str, Any]) -> JSON:
    """The `data` of interaction type 5. Raises AssertionError for a field the form has not."""
    for label in values:
        form.field(label)
    components = [_filled(component, form, values) for component in form.payload["components"]]
    return {"id": form.payload["id"], "custom_id": form.payload["custom_id"], "components": components}


def _filled(component: JSON, form: Form, values: Mapping[str, Any]) -> JSON:
    shown: JSON = {"type": component["type"], "id": component.get("id")}
    if component.get("custom_id"):
        shown["custom_id"] = component["custom_id"]
        shown |= _value(form.field(component["custom_id"]), values)
    if held := component.get("component"):
        shown["component"] = _filled(held, form, values)
    if held := component.get("components"):
        shown["components"] = [_filled(one, form, values) for one in held]
    return shown


def _value(field: Field, values: Mapping[str, Any]) -> JSON:
    """What the field holds: what was given, or else what it was prefilled with."""
    component = field.component
    custom_id = str(component["custom_id"])
    given = values.get(field.label, values.get(custom_id))
    if component["type"] in ONE_VALUE:
        value = _prefilled(component) if given is None else given
        return {"value": field.options.get(str(value), value) if field.options else value}
    if given is None:
        chosen = [one["value"] for one in entries(component, "options") if one.get("default")]
        return {"values": chosen + [str(one["id"]) for one in entries(component, "default_values")]}
    chosen = [given] if isinstance(given, str | int) else list(given)
    return {"values": [field.options.get(str(one), str(one)) for one in chosen]}


def _prefilled(component: JSON) -> Any:
    if component["type"] == RADIO_GROUP:
        chosen = [one["value"] for one in entries(component, "options") if one.get("default")]
        return chosen[0] if chosen else None
    if component["type"] == CHECKBOX:
        return bool(component.get("default"))
    return str(component.get("value") or "")
