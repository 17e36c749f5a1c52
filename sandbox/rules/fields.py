"""The few checks from which every rule is put together, so that the rules read as tables.

A check takes one JSON value and returns its problems, with paths relative to that value.
Codes and wording are those Discord answers with.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias, TypeGuard, cast

from sandbox.rules.problems import JSON, Problem, under

Check: TypeAlias = Callable[[object], list[Problem]]
Rule: TypeAlias = Callable[[JSON], Iterable[Problem]]
"""A rule over several fields of one object; it runs once each field is sound, so it need not doubt types."""

MAX_SNOWFLAKE = 2**63 - 1
INT32 = 2**31 - 1


def bad(code: str, message: str, *path: str | int) -> list[Problem]:
    """One problem, as the list a check returns."""
    return [Problem(path, code, message)]


def missing(*path: str | int) -> list[Problem]:
    """Discord's answer to an absent, null or empty field that must be there."""
    return bad("BASE_TYPE_REQUIRED", "This field is required", *path)


def is_object(value: object) -> TypeGuard[JSON]:
    """Whether `value` is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[object]]:
    """Whether `value` is a JSON array."""
    return isinstance(value, list)


def is_integer(value: object) -> TypeGuard[int]:
    """Whether `value` is a JSON integer; `true` is not one."""
    return isinstance(value, int) and not isinstance(value, bool)


def length_problem(length: int, low: int, high: int | None) -> list[Problem]:
    """How Discord says that something is too short or too long."""
    if length >= low and (high is None or length <= high):
        return []
    if low and high is not None:
        return bad("BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    if high is not None:
        return bad("BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
    return bad("BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")


def text(low: int = 0, high: int | None = None) -> Check:
    """A string of `low` to `high` characters, not counting white space around it, which Discord trims."""

    def check(value: object) -> list[Problem]:
        if not isinstance(value, str):
            return bad("STRING_TYPE_CONVERT", "Could not interpret value as string.")
        length = len(value.strip())
        return missing() if low and not length else length_problem(length, low, high)

    return check


def integer(low: int | None = None, high: int | None = None) -> Check:
    """A whole number between `low` and `high`, both included."""

    def check(value: object) -> list[Problem]:
        if not is_integer(value):
            return bad("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return _bounds(value, low, high, "int")

    return check


def number(low: float | None = None, high: float | None = None) -> Check:
    """A finite number between `low` and `high`, both included."""

    def check(value: object) -> list[Problem]:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value):
            return bad("NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
        return _bounds(value, low, high, "float")

    return check


def _finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def _bounds(value: float, low: float | None, high: float | None, kind: str) -> list[Problem]:
    if low is not None and value < low:
        return bad("NUMBER_TYPE_MIN", f"{kind} value should be greater than or equal to {low}.")
    if high is not None and value > high:
        return bad("NUMBER_TYPE_MAX", f"{kind} value should be less than or equal to {high}.")
    return []


def boolean(value: object) -> list[Problem]:
    """`true` or `false`."""
    if isinstance(value, bool):
        return []
    return bad("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def snowflake(value: object) -> list[Problem]:
    """An id: a decimal string or, as several libraries send it, an integer."""
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdecimal():
        value = int(value)
    if not is_integer(value) or not 0 <= value <= MAX_SNOWFLAKE:
        return bad("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return []


def permissions(value: object) -> list[Problem]:
    """A set of permission bits: a decimal string or an integer."""
    if snowflake(value):
        return bad("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    return []


def choice(*values: str | float) -> Check:
    """One of `values`, of the same JSON type."""
    names = ", ".join(repr(value) for value in values)

    def check(value: object) -> list[Problem]:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value in values:
            return []
        return bad("BASE_TYPE_CHOICES", f"Value must be one of ({names}).")

    return check


def parse_time(value: object) -> datetime | None:
    """The moment an ISO 8601 string names, None if it names none; without an offset it is UTC."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else datetime.fromisoformat(value + "+00:00")
    except ValueError:
        return None


def timestamp(value: object) -> list[Problem]:
    """An ISO 8601 date and time."""
    if parse_time(value) is None:
        return bad("DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
    return []


_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)


def url(*schemes: str, high: int = 2048) -> Check:
    """A URL of one of `schemes`. `http` and `https` need a host with a dot in it: `localhost` is refused."""
    names = ", ".join(repr(scheme) for scheme in schemes)

    def check(value: object) -> list[Problem]:
        if not isinstance(value, str):
            return bad("STRING_TYPE_CONVERT", "Could not interpret value as string.")
        if not value.strip():
            return missing()
        scheme, separator, rest = value.partition("://")
        if not separator or not rest or re.search(r"\s", value):
            return bad("URL_TYPE_INVALID_URL", "Not a well formed URL.")
        if scheme.lower() not in schemes:
            supported = f"Scheme must be one of ({names})."
            return bad("URL_TYPE_INVALID_SCHEME", f'Scheme "{scheme}" is not supported. {supported}')
        host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
        if scheme.lower() in {"http", "https"} and not _HOST.fullmatch(host):
            return bad("URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return length_problem(len(value), 0, high)

    return check


def image_data(value: object) -> list[Problem]:
    """An uploaded picture as a data URI: `data:image/png;base64,...`."""
    if isinstance(value, str) and re.match(r"data:image/(png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/]", value):
        return []
    return bad("IMAGE_INVALID", "Invalid image data")


def items(of: Check, low: int = 0, high: int | None = None, *, unique: bool = False) -> Check:
    """An array of `low` to `high` values, each passing `of`; `unique` if none may stand twice."""

    def check(value: object) -> list[Problem]:
        if not is_array(value):
            return bad("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        found = length_problem(len(value), low, high)
        for position, item in enumerate(value):
            problems = bad("LIST_ITEM_VALUE_REQUIRED", "List item values are required") if item is None else of(item)
            found += under(position, problems)
        return found or (repeated([str(item) for item in value]) if unique else [])

    return check


def repeated(values: Iterable[object]) -> list[Problem]:
    """A problem at each position whose value stood before."""
    seen: set[object] = set()
    found: list[Problem] = []
    for position, value in enumerate(values):
        if value in seen:
            found += bad("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value", position)
        seen.add(value)
    return found


def record(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    given: Mapping[str, Check] | None = None,
    also: Iterable[Rule] = (),
) -> Check:
    """An object with `required` fields, `optional` ones (absent or null count as not said) and `given` ones,
    which may be absent but not null. Fields it does not name are ignored, as Discord ignores them.
    `also` are rules over several fields.
    """
    must, may, unless_absent = dict(required or {}), dict(optional or {}), dict(given or {})
    rules = tuple(also)

    def check(value: object) -> list[Problem]:
        if not is_object(value):
            return bad("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        found: list[Problem] = []
        for name, field in must.items():
            found += under(name, missing() if value.get(name) is None else field(value[name]))
        for name, field in unless_absent.items():
            if name in value:
                found += under(name, missing() if value[name] is None else field(value[name]))
        for name, field in may.items():
            if value.get(name) is not None:
                found += under(name, field(value[name]))
        if not found:
            for rule in rules:
                found += rule(value)
        return found

    return check


def by_type(kinds: Mapping[int, Check]) -> Check:
    """An object checked by what its `type` says it is."""
    names = ", ".join(str(kind) for kind in kinds)

    def check(value: object) -> list[Problem]:
        if not is_object(value):
            return bad("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        kind = cast("object", value.get("type"))
        if kind is None:
            return missing("type")
        if not is_integer(kind) or kind not in kinds:
            return bad("UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({names}).', "type")
        return kinds[kind](value)

    return check


def ordered(low: str, high: str, code: str, *, low_default: int = 0, high_default: int | None = None) -> Rule:
    """The rule that the field `low` is not above the field `high`."""

    def rule(body: JSON) -> Iterable[Problem]:
        least = body.get(low)
        most = body.get(high)
        least = low_default if least is None else least
        most = high_default if most is None else most
        if most is not None and least > most:
            yield Problem((low,), code, f"{low} cannot be greater than {high}.")

    return rule
