"""Select menus, in messages and in modals.

https://discord.com/developers/docs/components/reference#string-select and the sections after it.
"""

from collections.abc import Iterable

from sandbox.rules.fields import (
    INT32,
    Check,
    bad,
    boolean,
    choice,
    integer,
    items,
    length_problem,
    ordered,
    record,
    snowflake,
    text,
)
from sandbox.rules.problems import JSON, Problem, under
from sandbox.rules.reactions import EMOJI

MAX_OPTIONS = 25
STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 3, 5, 6, 7, 8
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)

ID = integer(0, INT32)
CUSTOM_ID = text(1, 100)


def option(**more: Check) -> Check:
    """One option of a select, a radio group or a checkbox group."""
    return record(
        required={"label": text(1, 100), "value": text(1, 100)},
        optional={"description": text(0, 100), "default": boolean, **more},
    )


def distinct_options(body: JSON) -> Iterable[Problem]:
    """No two options of one component carry the same value."""
    seen: set[str] = set()
    for position, each in enumerate(body["options"]):
        if each["value"] in seen:
            message = "The specified option value is already used"
            yield Problem(("options", position), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(each["value"])


def enough_options(body: JSON) -> Iterable[Problem]:
    """There are as many options as may, or must, be chosen."""
    least = max(body.get("min_values") or 0, body.get("max_values") or 1)
    return under("options", length_problem(len(body["options"]), least, MAX_OPTIONS))


def zero_only_if_optional(body: JSON) -> Iterable[Problem]:
    """In modals, where `required` is the default, `min_values` 0 needs it to be false; messages ignore it."""
    if body.get("min_values") == 0 and body.get("required") is not False:
        message = "Select menus marked as required cannot have a min_values of 0"
        yield Problem(("min_values",), "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES", message)


def _default_count(body: JSON) -> Iterable[Problem]:
    chosen = sum(1 for each in body.get("options") or () if each.get("default"))
    chosen += len(body.get("default_values") or ())
    if chosen > (body.get("max_values") or 1):
        message = "The specified number of default values exceeds the specified maximum values"
        yield from bad("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)
    if body.get("default_values") and chosen < (body.get("min_values") or 0):
        message = "The specified number of default values is below the specified minimum values"
        yield from bad("SELECT_COMPONENT_TOO_FEW_DEFAULT_VALUES", message)


def never_disabled(body: JSON) -> Iterable[Problem]:
    """Modals cannot have disabled components."""
    if body.get("disabled"):
        yield from bad("COMPONENT_DISABLED_INVALID", "Modals cannot contain disabled components", "disabled")


RANGE = ordered("min_values", "max_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDED", high_default=1)
CHANNEL_TYPES = items(choice(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16), unique=True)


def _default_values(*kinds: str) -> Check:
    return items(record(required={"id": snowflake, "type": choice(*kinds)}), high=MAX_OPTIONS)


def selects(*, in_modal: bool) -> dict[int, Check]:
    """The check of each kind of select, by component type."""

    def select(required: dict[str, Check] | None = None, **more: Check) -> Check:
        return record(
            required={"custom_id": CUSTOM_ID, **(required or {})},
            optional={
                "id": ID,
                "placeholder": text(0, 150),
                "min_values": integer(0, 25),
                "max_values": integer(1, 25),
                "disabled": boolean,
                "required": boolean,
                **more,
            },
            also=[
                RANGE,
                _default_count,
                *([zero_only_if_optional, never_disabled] if in_modal else []),
                *([distinct_options, enough_options] if required else []),
            ],
        )

    return {
        STRING_SELECT: select({"options": items(option(emoji=EMOJI), 1, MAX_OPTIONS)}),
        USER_SELECT: select(default_values=_default_values("user")),
        ROLE_SELECT: select(default_values=_default_values("role")),
        MENTIONABLE_SELECT: select(default_values=_default_values("user", "role")),
        CHANNEL_SELECT: select(default_values=_default_values("channel"), channel_types=CHANNEL_TYPES),
    }
