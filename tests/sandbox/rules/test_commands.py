"""Application commands."""

from typing import Any

import pytest

from sandbox.rules import command, commands, edit_command

from .helpers import JSON, codes

BAD, REQUIRED, MAX, CHOICES = (
    "BASE_TYPE_BAD_LENGTH",
    "BASE_TYPE_REQUIRED",
    "BASE_TYPE_MAX_LENGTH",
    "BASE_TYPE_CHOICES",
)
NAME = "APPLICATION_COMMAND_INVALID_NAME"
KIND = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"


def slash(**changes: Any) -> JSON:
    return {"name": "find", "description": "Find somebody", **changes}


def option(kind: int = 3, **changes: Any) -> JSON:
    return {"type": kind, "name": "what", "description": "What to find", **changes}


def choices(count: int, value: Any = "v") -> list[JSON]:
    return [{"name": f"Choice {n}", "value": value} for n in range(count)]


def subcommand(**changes: Any) -> JSON:
    return option(1, **changes)


GOOD: list[JSON] = [
    slash(name="x" * 32, description="x" * 100),
    slash(name="wer-weiß_was1", name_localizations={"de": "finde", "zh-CN": "找", "hi": "खोज", "th": "ค้นหา"}),
    slash(description_localizations={"en-GB": "Find somebody"}),
    slash(default_member_permissions="8", nsfw=False, contexts=[0, 1], integration_types=[0], dm_permission=None),
    slash(default_member_permissions=0),
    {"name": "Ask Them Something", "type": 2},
    {"name": "Save This", "type": 3, "description": "", "name_localizations": {"fr": "À garder"}},
    slash(options=[option(required=True), option(name="other", choices=choices(25))]),
    slash(options=[option(name=str(n)) for n in range(25)]),
    slash(options=[option(autocomplete=True, min_length=0, max_length=6000, choices=[])]),
    slash(options=[option(4, min_value=-(2**53) + 1, max_value=2**53 - 1, choices=choices(2, 5))]),
    slash(options=[option(10, min_value=-1.5, max_value=2, choices=choices(2, 0.5))]),
    slash(options=[option(kind, name=f"o{kind}") for kind in (5, 6, 7, 8, 9, 11)]),
    slash(options=[option(7, channel_types=[0, 5])]),
    slash(options=[subcommand(options=[option(required=True)]), subcommand(name="other")]),
    slash(options=[option(2, options=[subcommand(options=[option()])])]),
]
WRONG: list[tuple[JSON, str, str]] = [
    (slash(name=None), "name", REQUIRED),
    (slash(name="x" * 33), "name", BAD),
    (slash(name="Find"), "name", NAME),
    (slash(name="find me"), "name", NAME),
    (slash(name="find!"), "name", NAME),
    (slash(name="ÉTÉ"), "name", NAME),
    (slash(description=""), "description", REQUIRED),
    (slash(description="x" * 101), "description", BAD),
    (slash(type=5), "type", CHOICES),
    (slash(name_localizations=["find"]), "name_localizations", "DICT_TYPE_CONVERT"),
    (slash(name_localizations={"en": "find"}), "name_localizations.en", CHOICES),
    (slash(name_localizations={"de": "Finde"}), "name_localizations.de", NAME),
    (slash(description_localizations={"de": "x" * 101}), "description_localizations.de", BAD),
    (slash(default_member_permissions="manage"), "default_member_permissions", "NUMBER_TYPE_COERCE"),
    (slash(contexts=[3]), "contexts.0", CHOICES),
    (slash(contexts=[]), "contexts", "BASE_TYPE_MIN_LENGTH"),
    (slash(contexts=[0, 0]), "contexts.1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
    (slash(integration_types=[2]), "integration_types.0", CHOICES),
    (slash(nsfw="no"), "nsfw", "BOOLEAN_TYPE_CONVERT"),
    ({"name": "x" * 33, "type": 2}, "name", BAD),
    (
        {"name": "X", "type": 2, "description": "x"},
        "description",
        "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
    ),
    ({"name": "X", "type": 3, "options": [option()]}, "options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID"),
    (slash(options=[option(name=str(n)) for n in range(26)]), "options", MAX),
    (slash(options=[option(), option()]), "options.1", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
    (
        slash(options=[option(), option(name="b", required=True)]),
        "options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    (slash(options=[option(12)]), "options.0.type", "UNION_TYPE_CHOICES"),
    (slash(options=[option(name="What")]), "options.0.name", NAME),
    (slash(options=[option(description="")]), "options.0.description", REQUIRED),
    (slash(options=[option(choices=choices(26))]), "options.0.choices", MAX),
    (slash(options=[option(choices=choices(1, "x" * 101))]), "options.0.choices.0.value", BAD),
    (slash(options=[option(choices=choices(1, 5))]), "options.0.choices.0.value", "STRING_TYPE_CONVERT"),
    (slash(options=[option(4, choices=choices(1, "x"))]), "options.0.choices.0.value", "NUMBER_TYPE_COERCE"),
    (slash(options=[option(4, choices=choices(1, 2**53))]), "options.0.choices.0.value", "NUMBER_TYPE_MAX"),
    (slash(options=[option(choices=[{"name": "x" * 101, "value": "a"}])]), "options.0.choices.0.name", BAD),
    (
        slash(options=[option(choices=[{"name": "x", "value": "a"}, {"name": "x", "value": "b"}])]),
        "options.0.choices.1",
        "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
    ),
    (
        slash(options=[option(choices=choices(1), autocomplete=True)]),
        "options.0.autocomplete",
        "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
    ),
    (slash(options=[option(5, autocomplete=True)]), "options.0.autocomplete", KIND),
    (slash(options=[option(6, choices=choices(1))]), "options.0.choices", KIND),
    (slash(options=[option(max_length=6001)]), "options.0.max_length", "NUMBER_TYPE_MAX"),
    (slash(options=[option(max_length=0)]), "options.0.max_length", "NUMBER_TYPE_MIN"),
    (
        slash(options=[option(min_length=5, max_length=4)]),
        "options.0.min_length",
        "APPLICATION_COMMAND_OPTIONS_RANGE_INVALID",
    ),
    (
        slash(options=[option(4, min_value=5, max_value=4)]),
        "options.0.min_value",
        "APPLICATION_COMMAND_OPTIONS_RANGE_INVALID",
    ),
    (slash(options=[option(4, min_value=0.5)]), "options.0.min_value", "NUMBER_TYPE_COERCE"),
    (slash(options=[option(7, channel_types=[6])]), "options.0.channel_types.0", CHOICES),
    (slash(options=[subcommand(), option(name="b")]), "options", KIND),
    (slash(options=[subcommand(required=True)]), "options.0.required", KIND),
    (slash(options=[option(2)]), "options.0.options", REQUIRED),
    (slash(options=[option(2, options=[option()])]), "options.0.options.0.type", "UNION_TYPE_CHOICES"),
    (slash(options=[subcommand(options=[subcommand()])]), "options.0.options.0.type", "UNION_TYPE_CHOICES"),
    (
        slash(options=[subcommand(options=[option(), option(name="b", required=True)])]),
        "options.0.options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    (
        slash(options=[option(2, options=[subcommand(), subcommand()])]),
        "options.0.options.1",
        "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
    ),
]


@pytest.mark.parametrize("payload", GOOD)
def test_a_sound_command_passes(payload: JSON) -> None:
    assert command(payload) == []
    assert commands([payload]) == []


@pytest.mark.parametrize(("payload", "path", "code"), WRONG)
def test_a_wrong_command_is_refused(payload: JSON, path: str, code: str) -> None:
    assert codes(command(payload)) == [(path, code)]
    assert codes(commands([slash(name="sound"), payload])) == [(f"1.{path}", code)]


class TestSize:
    """8,000 characters of names, descriptions and values in a command, each in its longest language."""

    def full(self, last: int, **more: Any) -> JSON:
        """Names of 2 and descriptions of 100: a command of 2 + 100 + 25 x 102, and choices up to the limit."""
        listed = [{"name": f"{n:02}" + "n" * 98, "value": "v" * 100} for n in range(25)]
        some = [{"name": f"{n:02}", "value": "v" * last} for n in range(1)]
        full = [option(name=f"{n:02}", description="d" * 100) for n in range(25)]
        full[0] |= {"choices": listed}
        full[1] |= {"choices": some}
        return slash(name="ab", description="d" * 100, options=full, **more)

    def test_the_limit_itself_passes(self) -> None:
        # 102 + 2550 + 25 x 200 = 7652; a choice of 2 + 100 makes 7754, and the rest is in the translations.
        assert command(self.full(100)) == []

    def test_translations_count_by_the_longest(self) -> None:
        payload = self.full(100)
        for n in range(2, 12):
            payload["options"][n]["name_localizations"] = {"de": "n" * 26, "fr": "n" * 20}
        payload["options"][12]["name_localizations"] = {"de": "n" * 8}

        assert command(payload) == []  # 7754 + 10 x 24 + 6 = 8000
        payload["options"][12]["name_localizations"] = {"de": "n" * 9}
        assert codes(command(payload)) == [("", "APPLICATION_COMMAND_TOO_LARGE")]


class TestCounts:
    MANY = tuple(slash(name=f"c{n}") for n in range(100))
    MENUS = tuple({"name": f"M{n}", "type": 2} for n in range(15))

    def test_a_hundred_slash_commands_and_fifteen_of_each_menu(self) -> None:
        messages = [{**each, "type": 3} for each in self.MENUS]

        assert commands([*self.MANY, *self.MENUS, *messages]) == []
        assert codes(commands([*self.MANY, slash(name="one-more")])) == [("", "30032")]
        assert codes(commands([*self.MENUS, {"name": "One more", "type": 2}])) == [("", "30032")]
        assert codes(commands([slash()] * 131)) == [("", MAX)]

    def test_one_at_a_time(self) -> None:
        assert codes(command(slash(name="one-more"), existing=self.MANY)) == [("", "30032")]
        assert command(slash(name="c5"), existing=self.MANY) == []
        assert command({"name": "Menu", "type": 3}, existing=[*self.MANY, *self.MENUS]) == []

    def test_names_are_unique_by_type(self) -> None:
        assert commands([slash(name="same"), {"name": "same", "type": 2}]) == []
        assert codes(commands([slash(), slash()])) == [("1", "APPLICATION_COMMANDS_DUPLICATE_NAME")]

    def test_all_of_them_come_in_an_array(self) -> None:
        assert codes(commands({})) == [("", "LIST_TYPE_CONVERT")]
        assert codes(commands([5])) == [("0", "MODEL_TYPE_CONVERT")]

    def test_an_entry_point_is_global(self) -> None:
        assert command({"name": "launch", "type": 4, "handler": 1}) == []
        assert codes(command({"name": "launch", "type": 4}, guild=True)) == [("type", CHOICES)]


class TestEdits:
    def test_what_is_not_said_stays(self) -> None:
        current = slash(id="1", version="2", type=1, options=[option()])

        assert edit_command({"description": "Anew"}, current) == []
        assert codes(edit_command({"description": ""}, current)) == [("description", REQUIRED)]
        assert codes(edit_command({"name": None}, current)) == [("name", REQUIRED)]
        assert codes(edit_command({"options": [option(), option()]}, current)) == [
            ("options.1", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS")
        ]
        assert codes(edit_command([], current)) == [("", "MODEL_TYPE_CONVERT")]
