"""Options of slash commands, their choices, and names in other languages.

https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

import re
import unicodedata
from collections.abc import Iterable

from sandbox.rules.fields import (
    Check,
    Rule,
    bad,
    boolean,
    by_type,
    integer,
    is_object,
    items,
    missing,
    number,
    ordered,
    record,
    text,
)
from sandbox.rules.problems import JSON, Problem, under
from sandbox.rules.selects import CHANNEL_TYPES

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
MAX_OPTIONS = MAX_CHOICES = 25
_MAX_INTEGER = 2**53 - 1
_LOCALE = re.compile(
    "ar|bg|cs|da|de|el|en-GB|en-US|es-419|es-ES|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|nl|no|pl|pt-BR|ro|ru|sv-SE|th"
    "|tr|uk|vi|zh-CN|zh-TW"
)
_LENGTH = text(1, 32)
DESCRIPTION = text(1, 100)
_CHOICE_NAME = text(1, 100)


def slash_name(value: object) -> list[Problem]:
    r"""A slash command's or an option's name: `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, lower case."""
    found = _LENGTH(value)
    if not found and not all(_in_a_name(character) for character in str(value)):
        found = bad("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return found


def _in_a_name(character: str) -> bool:
    if character in "-_'":
        return True
    letter = unicodedata.category(character)[0] in "LN" and character == character.lower()
    return letter or unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI"))


def localised(of: Check) -> Check:
    """The same text in other languages, by Discord's names of locales."""

    def check(value: object) -> list[Problem]:
        if not is_object(value):
            return bad("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        found: list[Problem] = []
        for locale, said in value.items():
            if not _LOCALE.fullmatch(locale):
                found += bad("BASE_TYPE_CHOICES", "Value must be one of the available locales.", locale)
            else:
                found += under(locale, missing() if said is None else of(said))
        return found

    return check


NAMES = localised(slash_name)
DESCRIPTIONS = localised(DESCRIPTION)


def _distinct_names(list_name: str, code: str, message: str) -> Rule:
    def rule(body: JSON) -> Iterable[Problem]:
        seen: set[str] = set()
        for position, each in enumerate(body.get(list_name) or ()):
            if each["name"] in seen:
                yield Problem((list_name, position), code, message)
            seen.add(each["name"])

    return rule


def _choice(value: Check) -> Check:
    return record(
        required={"name": _CHOICE_NAME, "value": value},
        optional={"name_localizations": localised(_CHOICE_NAME)},
    )


CHOICES = {
    STRING: _choice(text(1, 100)),
    INTEGER: _choice(integer(-_MAX_INTEGER, _MAX_INTEGER)),
    NUMBER: _choice(number(-(2.0**53), 2.0**53)),
}
"""One choice of each kind of option that may have some."""


def _choices_or_autocomplete(body: JSON) -> Iterable[Problem]:
    if body.get("choices") and body.get("autocomplete"):
        message = "Autocomplete cannot be enabled on an option with choices"
        yield from bad("APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", message, "autocomplete")


def _without_choices(body: JSON) -> Iterable[Problem]:
    for name in ("choices", "autocomplete"):
        if body.get(name):
            message = f"Options of this type cannot have {name}"
            yield Problem((name,), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _option(*also: Rule, **more: Check) -> Check:
    return record(
        required={"name": slash_name, "description": DESCRIPTION},
        optional={
            "name_localizations": NAMES,
            "description_localizations": DESCRIPTIONS,
            "required": boolean,
            **more,
        },
        also=also,
    )


def _valued(kind: int, low: str, high: str, bound: Check, upper: Check) -> Check:
    """An option whose values may be listed, completed and bounded."""
    return _option(
        ordered(low, high, "APPLICATION_COMMAND_OPTIONS_RANGE_INVALID", low_default=-(2**54)),
        _choices_or_autocomplete,
        _distinct_names(
            "choices",
            "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
            "Option choice name already exists",
        ),
        choices=items(CHOICES[kind], high=MAX_CHOICES),
        autocomplete=boolean,
        **{low: bound, high: upper},
    )


_PLAIN = _option(_without_choices)
_INTEGERS, _NUMBERS = integer(-_MAX_INTEGER, _MAX_INTEGER), number(-(2.0**53), 2.0**53)
_LEAVES = {
    STRING: _valued(STRING, "min_length", "max_length", integer(0, 6000), integer(1, 6000)),
    INTEGER: _valued(INTEGER, "min_value", "max_value", _INTEGERS, _INTEGERS),
    BOOLEAN: _PLAIN,
    USER: _PLAIN,
    CHANNEL: _option(
        _without_choices,
        channel_types=CHANNEL_TYPES,
    ),
    ROLE: _PLAIN,
    MENTIONABLE: _PLAIN,
    NUMBER: _valued(NUMBER, "min_value", "max_value", _NUMBERS, _NUMBERS),
    ATTACHMENT: _PLAIN,
}


def _required_first(body: JSON) -> Iterable[Problem]:
    optional_seen = False
    for position, each in enumerate(body.get("options") or ()):
        if each.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            yield Problem(("options", position), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen |= not each.get("required")


def _subcommands_alone(body: JSON) -> Iterable[Problem]:
    kinds = {each["type"] in (SUBCOMMAND, GROUP) for each in body.get("options") or ()}
    if len(kinds) > 1:
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        yield from bad("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message, "options")


def _never_required(body: JSON) -> Iterable[Problem]:
    if body.get("required"):
        message = "Sub-commands and sub-command groups cannot be required"
        yield from bad("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message, "required")


_UNIQUE = _distinct_names("options", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
_SUBCOMMAND = _option(_UNIQUE, _required_first, _never_required, options=items(by_type(_LEAVES), high=MAX_OPTIONS))


def _has_subcommands(body: JSON) -> Iterable[Problem]:
    if not body.get("options"):
        yield from missing("options")


_GROUP = _option(
    _UNIQUE,
    _never_required,
    _has_subcommands,
    options=items(by_type({SUBCOMMAND: _SUBCOMMAND}), high=MAX_OPTIONS),
)
OPTIONS = items(by_type({SUBCOMMAND: _SUBCOMMAND, GROUP: _GROUP, **_LEAVES}), high=MAX_OPTIONS)
OPTION_RULES: tuple[Rule, ...] = (_UNIQUE, _required_first, _subcommands_alone)
