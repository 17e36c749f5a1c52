"""Application commands: https://discord.com/developers/docs/interactions/application-commands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import cast

from sandbox.rules.fields import (
    Check,
    bad,
    boolean,
    choice,
    is_array,
    is_object,
    items,
    missing,
    permissions,
    record,
    snowflake,
    text,
)
from sandbox.rules.options import (
    CHOICES,
    DESCRIPTION,
    DESCRIPTIONS,
    GROUP,
    NAMES,
    OPTION_RULES,
    OPTIONS,
    SUBCOMMAND,
    localised,
    slash_name,
)
from sandbox.rules.problems import JSON, Problem, refusal, under

CHAT_INPUT, USER, MESSAGE, ENTRY_POINT = 1, 2, 3, 4
MAX_OF_A_TYPE = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15, ENTRY_POINT: 1}
MAX_COMMANDS, MAX_SIZE = 130, 8000

_MENU_NAME = text(1, 32)
_COMMON: dict[str, Check] = {
    "id": snowflake,
    "default_member_permissions": permissions,
    "dm_permission": boolean,
    "default_permission": boolean,
    "nsfw": boolean,
    "contexts": items(choice(0, 1, 2), 1, unique=True),
    "integration_types": items(choice(0, 1), 1, unique=True),
    "handler": choice(1, 2),
}


def _size(body: JSON) -> Iterable[Problem]:
    if _characters(body) > MAX_SIZE:
        yield from bad("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MAX_SIZE})")


def _characters(part: JSON) -> int:
    """The size of a command or an option with all it holds; only fields its type knows have been checked."""
    holds_options = part.get("type") in (None, SUBCOMMAND, GROUP)
    options: list[JSON] = (part.get("options") or []) if holds_options else []
    choices: list[JSON] = (part.get("choices") or []) if part.get("type") in CHOICES else []
    own = _longest(part, "name") + _longest(part, "description")
    listed = sum(_longest(each, "name") + len(str(each["value"])) for each in choices)
    return own + listed + sum(map(_characters, options))


def _longest(part: JSON, field: str) -> int:
    """The length of a text in the language in which it is longest."""
    return max(map(len, [part.get(field) or "", *_translations(part, field)]))


def _translations(part: JSON, name: str) -> list[str]:
    return list(cast("JSON", part.get(f"{name}_localizations") or {}).values())


def _menu_has_a_name_only(body: JSON) -> Iterable[Problem]:
    for name in ("description", "options"):
        if body.get(name):
            message = f"Context menu commands cannot have {name}"
            yield Problem((name,), f"APPLICATION_COMMAND_CONTEXT_MENU_{name.upper()}_INVALID", message)


_CHAT_INPUT = record(
    required={"name": slash_name, "description": DESCRIPTION},
    optional={
        **_COMMON,
        "name_localizations": NAMES,
        "description_localizations": DESCRIPTIONS,
        "options": OPTIONS,
    },
    also=[*OPTION_RULES, _size],
)
_MENU = record(
    required={"name": _MENU_NAME},
    optional={**_COMMON, "name_localizations": localised(_MENU_NAME)},
    also=[_menu_has_a_name_only],
)
_TYPED = record(optional={"type": choice(*MAX_OF_A_TYPE)})


def kind(body: JSON) -> int:
    """The command's type; a slash command unless it says otherwise."""
    return cast("int", body.get("type") or CHAT_INPUT)


def _command(value: object, *, guild: bool) -> list[Problem]:
    if found := _TYPED(value):
        return found
    body = cast("JSON", value)
    if kind(body) == ENTRY_POINT and guild:
        return bad("BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).", "type")
    return (_CHAT_INPUT if kind(body) == CHAT_INPUT else _MENU)(body)


def command(payload: object, *, existing: Sequence[JSON] = (), guild: bool = False) -> list[Problem]:
    """`POST .../commands`: one command, beside the `existing` ones of the same scope.

    `guild` is true for a server's own commands. A name that stands already is an update, not one more.
    """
    if found := _command(payload, guild=guild):
        return found
    body = cast("JSON", payload)
    others = [each for each in existing if (kind(each), each["name"]) != (kind(body), body["name"])]
    return _too_many([*others, body])


def edit_command(payload: object, current: JSON, *, guild: bool = False) -> list[Problem]:
    """`PATCH .../commands/{id}`: `current` is the command as it stands, whose type stays."""
    if not is_object(payload):
        return bad("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    if "name" in payload and payload["name"] is None:
        return missing("name")
    # What Discord adds to a command it returns (version, application_id, ...) no rule looks at.
    return _command({**current, **payload, "type": kind(current)}, guild=guild)


def commands(payload: object, *, guild: bool = False) -> list[Problem]:
    """`PUT .../commands`: every command of a scope at once."""
    if not is_array(payload):
        return bad("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    if len(payload) > MAX_COMMANDS:
        return bad("BASE_TYPE_MAX_LENGTH", f"Must be {MAX_COMMANDS} or fewer in length.")
    found: list[Problem] = []
    for position, each in enumerate(payload):
        found += under(position, _command(each, guild=guild))
    if found:
        return found
    bodies = cast("list[JSON]", payload)
    return [*_duplicates(bodies)] or _too_many(bodies)


def _duplicates(bodies: Iterable[JSON]) -> Iterable[Problem]:
    seen: set[tuple[int, str]] = set()
    for position, body in enumerate(bodies):
        identity = (kind(body), body["name"])
        if identity in seen:
            message = "Application command names must be unique"
            yield Problem((position,), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(identity)


def _too_many(bodies: Iterable[JSON]) -> list[Problem]:
    for each, count in Counter(map(kind, bodies)).items():
        if count > MAX_OF_A_TYPE[each]:
            most = MAX_OF_A_TYPE[each]
            return [refusal(30032, f"Maximum number of application commands reached ({most}).")]
    return []
