"""Requests and responses against Discord's own OpenAPI 3.1 description of its API.

The description knows every shape and few limits; the other modules of this package know the rest. It is not
part of this project, and jsonschema-rs is a development requirement: without either the sandbox does without.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from sandbox.rules.problems import JSON, Path, Problem

if TYPE_CHECKING:
    import jsonschema_rs

_REQUESTS, _RESPONSES = "urn:discord:requests", "urn:discord:responses"
_BITS = ("allow", "deny", "permissions", "default_member_permissions")
_LONGEST_MESSAGE = 300


class Description:
    """Discord's description of its API, with a validator for each request and response body.

    Validators are compiled on first use and kept.
    """

    def __init__(self, path: FilePath) -> None:
        """Read the description at `path`.

        Raises FileNotFoundError when it is not there, and ModuleNotFoundError without jsonschema-rs.
        """
        try:
            import jsonschema_rs
        except ModuleNotFoundError as error:
            message = "jsonschema-rs is not installed: requests are not checked against Discord's description"
            raise ModuleNotFoundError(message) from error
        self._schemas = jsonschema_rs
        self._document = cast("JSON", json.loads(path.read_bytes()))
        self._registry = jsonschema_rs.Registry(
            [(_REQUESTS, _as_accepted(self._document)), (_RESPONSES, _as_answered(self._document))],
            draft=jsonschema_rs.Draft202012,
        )
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._routes: JSON = {}
        for template in self._document["paths"]:
            node = self._routes
            for segment in template.strip("/").split("/"):
                node = cast("JSON", node.setdefault("{}" if segment[0] == "{" else segment, {}))
            node["/"] = template

    def template(self, path: str) -> str | None:
        """`/channels/{channel_id}/messages` for `/channels/123/messages`; None for an unknown path."""
        return _match(self._routes, path.strip("/").split("/"))

    def request(self, method: str, path: str, body: object, query: Mapping[str, str] | None = None) -> list[Problem]:
        """Problems of a request. `path` is as in `/channels/123/messages`, without the version.

        `body` is the parsed JSON (of a multipart request, its `payload_json`), None without one. A path
        or method that the description does not name has no problems here.
        """
        operation = self._operation(method, path)
        if operation is None:
            return []
        where, details = operation
        found = [*self._query(where, details, query or {})]
        content: JSON = details.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            # No body counts as an empty one: a ban without options is sent without any.
            where = [*where, "requestBody", *_SCHEMA]
            found += self._problems(_REQUESTS, where, {} if body is None else body)
        return found

    def response(self, method: str, path: str, status: int, body: object) -> list[Problem]:
        """Problems of what is answered; `body` is None for 204. Server errors are not described, and pass."""
        operation = self._operation(method, path)
        if operation is None or status >= 500:
            return []
        where, details = operation
        responses: JSON = details["responses"]
        name = next((name for name in (str(status), f"{status // 100}XX") if name in responses), None)
        if name is None:
            return [Problem((), "SCHEMA_STATUS", f"{method} {where[1]} is not answered with {status}")]
        where = [*where, "responses", name]
        if "$ref" in responses[name]:
            where = responses[name]["$ref"].removeprefix("#/").split("/")
        if not self._at(where).get("content"):
            return [] if body is None else [Problem((), "SCHEMA_BODY", f"{status} has no body")]
        return self._problems(_RESPONSES, [*where, *_SCHEMA], body)

    def _operation(self, method: str, path: str) -> tuple[list[str], JSON] | None:
        template = self.template(path)
        details = self._document["paths"][template].get(method.lower()) if template else None
        return (["paths", cast("str", template), method.lower()], details) if details else None

    def _at(self, where: list[str]) -> JSON:
        node = self._document
        for step in where:
            node = node[step]
        return node

    def _query(self, where: list[str], details: JSON, query: Mapping[str, str]) -> Iterator[Problem]:
        """Parameters that are not named are ignored, as Discord ignores them (`use_nested_fields` is one)."""
        for position, parameter in enumerate(details.get("parameters", ())):
            name: str = parameter["name"]
            if parameter["in"] != "query" or name not in query:
                continue
            validator = self._validator(_REQUESTS, [*where, "parameters", str(position), "schema"])
            if not any(validator.is_valid(reading) for reading in _readings(query[name])):
                yield Problem((name,), "SCHEMA_QUERY", f"{query[name]!r} is not a {parameter['schema']}")

    def _problems(self, document: str, where: list[str], body: object) -> list[Problem]:
        validator = self._validator(document, where)
        if validator.is_valid(body):
            return []
        return [_problem(error) for error in validator.iter_errors(body)]

    def _validator(self, document: str, where: list[str]) -> "jsonschema_rs.Draft202012Validator":
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in where)
        reference = f"{document}#/{quote(pointer, safe='/~')}"
        validator = self._validators.get(reference)
        if validator is None:
            validator = self._schemas.Draft202012Validator({"$ref": reference}, registry=self._registry)
            self._validators[reference] = validator
        return validator


_SCHEMA = ("content", "application/json", "schema")


def _as_accepted(document: JSON) -> JSON:
    """The description with what Discord accepts besides: integers as ids, strings as permission bits."""
    accepted = copy.deepcopy(document)
    snowflake: JSON = accepted["components"]["schemas"]["SnowflakeType"]
    snowflake.update({"type": ["string", "integer"], "minimum": 0})
    _allow_strings_for_bits(accepted)
    return accepted


def _as_answered(document: JSON) -> JSON:
    """The description with what Discord answers besides: the code of a field's error is a name."""
    answered = copy.deepcopy(document)
    answered["components"]["schemas"]["Error"]["properties"]["code"]["type"] = ["integer", "string"]
    return answered


def _allow_strings_for_bits(node: Any) -> None:
    if isinstance(node, list):
        for each in cast("list[Any]", node):
            _allow_strings_for_bits(each)
    elif isinstance(node, dict):
        for name, value in cast("JSON", node).items():
            if name in _BITS and isinstance(value, dict) and "integer" in cast("JSON", value).get("type", ()):
                value["type"] = ["integer", "null", "string"]
                value["pattern"] = "^[0-9]+$"
            _allow_strings_for_bits(value)


def _match(node: JSON, segments: list[str]) -> str | None:
    """The template for `segments` under `node`; a literal segment goes before a parameter."""
    if not segments:
        return node.get("/")
    for name in (segments[0], "{}"):
        if name in node and (found := _match(node[name], segments[1:])):
            return found
    return None


def _readings(value: str) -> Iterator[object]:
    """What a query value may mean, text as it is; Discord takes 1 and 0 for true and false too."""
    yield value
    yield [value]
    if value.lstrip("-").isdecimal():
        yield int(value)
    if value.lower() in {"true", "false", "1", "0"}:
        yield value.lower() in {"true", "1"}


_CODES = {
    "Required": "BASE_TYPE_REQUIRED",
    "MaxLength": "BASE_TYPE_MAX_LENGTH",
    "MinLength": "BASE_TYPE_MIN_LENGTH",
    "MaxItems": "BASE_TYPE_MAX_LENGTH",
    "MinItems": "BASE_TYPE_MIN_LENGTH",
    "Maximum": "NUMBER_TYPE_MAX",
    "Minimum": "NUMBER_TYPE_MIN",
    "Enum": "BASE_TYPE_CHOICES",
    "Constant": "BASE_TYPE_CHOICES",
    "UniqueItems": "SET_TYPE_ALREADY_CONTAINS_VALUE",
}
"""Discord's names for what a schema can say; anything else is a SCHEMA_MISMATCH."""


def _problem(error: "jsonschema_rs.ValidationError") -> Problem:
    """The most telling part of an error: of a union, the deepest error of any of its branches."""
    deepest = max(_leaves(error), key=lambda leaf: len(leaf.instance_path))
    code = _CODES.get(type(deepest.kind).__name__, "SCHEMA_MISMATCH")
    return Problem(_place(deepest), code, deepest.message[:_LONGEST_MESSAGE])


def _place(error: "jsonschema_rs.ValidationError") -> Path:
    """Where the error is; a missing property is its own place, as Discord reports it."""
    if type(error.kind).__name__ == "Required":
        return (*error.instance_path, cast("str", getattr(error.kind, "property", "")))
    return tuple(error.instance_path)


def _leaves(error: "jsonschema_rs.ValidationError") -> "Iterator[jsonschema_rs.ValidationError]":
    branches: list[list[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", None) or []
    yield error
    for branch in branches:
        for inner in branch:
            yield from _leaves(inner)
