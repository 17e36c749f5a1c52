"""Components of messages, before and since Components V2."""

import pytest

from sandbox.rules import message

from .helpers import JSON, button, codes, layout, options, row, rows, select, words

MAX, BAD, REQUIRED, CHOICES = (
    "BASE_TYPE_MAX_LENGTH",
    "BASE_TYPE_BAD_LENGTH",
    "BASE_TYPE_REQUIRED",
    "BASE_TYPE_CHOICES",
)
EMOJI = "BUTTON_COMPONENT_INVALID_EMOJI"
IMAGE = {"url": "https://a.example/i.png"}
THUMBNAIL = {"type": 11, "media": IMAGE, "description": "A heron"}

GOOD_CHILDREN: list[JSON] = [
    button(label="x" * 80, custom_id="x" * 100),
    button(label=None, emoji={"name": "✅"}),
    button(emoji={"id": "123", "name": "heron", "animated": False}),
    button(style=5, custom_id=None, url="https://example.org"),
    button(style=5, custom_id=None, url="discord://app/channels/1"),
    {"type": 2, "style": 6, "sku_id": "1"},
    select(placeholder="x" * 150, min_values=0, max_values=3),
    select(options=[{**option, "description": "x" * 100, "emoji": {"name": "🇬🇧"}} for option in options(25)]),
    select(min_values=0, required=False),
    select(min_values=0, required=True),  # ignored in messages
    {"type": 5, "custom_id": "who", "default_values": [{"id": "1", "type": "user"}]},
    {"type": 6, "custom_id": "role", "min_values": 2, "max_values": 25},
    {"type": 7, "custom_id": "any", "default_values": [{"id": "1", "type": "role"}]},
    {"type": 8, "custom_id": "where", "channel_types": [0, 5, 15]},
]
WRONG_CHILDREN: list[tuple[JSON, str, str]] = [
    ({"style": 1}, ".type", REQUIRED),
    (words(), ".type", "UNION_TYPE_CHOICES"),
    ({"type": 4, "custom_id": "x", "style": 1}, ".type", "UNION_TYPE_CHOICES"),
    (button(style=9), ".style", CHOICES),
    (button(label="x" * 81), ".label", MAX),
    (button(label=""), "", "BUTTON_COMPONENT_LABEL_REQUIRED"),
    (button(custom_id="x" * 101), ".custom_id", BAD),
    (button(custom_id=""), ".custom_id", REQUIRED),
    (button(custom_id=None), ".custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"),
    (button(url="https://a.example"), "", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"),
    (button(style=5, custom_id=None), ".url", "BUTTON_COMPONENT_URL_REQUIRED"),
    (
        button(style=5, url="https://a.example"),
        "",
        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
    ),
    (button(style=5, custom_id=None, url=f"https://a.example/{'x' * 512}"), ".url", MAX),
    (button(style=5, custom_id=None, url="mailto://a.example"), ".url", "URL_TYPE_INVALID_SCHEME"),
    ({"type": 2, "style": 6}, ".sku_id", "BUTTON_COMPONENT_SKU_ID_REQUIRED"),
    ({"type": 2, "style": 6, "sku_id": "1", "label": "x"}, ".label", "BUTTON_COMPONENT_FIELD_INVALID"),
    (button(sku_id="1"), ".sku_id", "BUTTON_COMPONENT_FIELD_INVALID"),
    (button(emoji={"name": "heron"}), ".emoji.name", EMOJI),
    (button(emoji={"name": "★"}), ".emoji.name", EMOJI),
    (button(emoji={}), ".emoji", EMOJI),
    (button(emoji={"id": "x", "name": "heron"}), ".emoji.id", "NUMBER_TYPE_COERCE"),
    (button(id=-1), ".id", "NUMBER_TYPE_MIN"),
    (button(id=2**31), ".id", "NUMBER_TYPE_MAX"),
    (button(disabled="no"), ".disabled", "BOOLEAN_TYPE_CONVERT"),
    (select(custom_id=None), ".custom_id", REQUIRED),
    (select(placeholder="x" * 151), ".placeholder", MAX),
    (select(options=[]), ".options", BAD),
    (select(options=options(26)), ".options", BAD),
    (select(options=[{"label": "x", "value": "1"}] * 2), ".options.1", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
    (select(options=[{"label": "x" * 101, "value": "1"}]), ".options.0.label", BAD),
    (select(options=[{"label": "x", "value": "x" * 101}]), ".options.0.value", BAD),
    (select(options=[{"label": "x", "value": "1", "description": "x" * 101}]), ".options.0.description", MAX),
    (select(options=[{"label": "x", "value": "1", "emoji": {"name": "no"}}]), ".options.0.emoji.name", EMOJI),
    (select(min_values=26), ".min_values", "NUMBER_TYPE_MAX"),
    (select(max_values=0), ".max_values", "NUMBER_TYPE_MIN"),
    (select(min_values=2, max_values=1), ".min_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDED"),
    (select(min_values=2), ".min_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDED"),
    (select(max_values=4), ".options", BAD),
    (
        select(options=[{**option, "default": True} for option in options(2)]),
        "",
        "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
    ),
    (
        {"type": 5, "custom_id": "x", "default_values": [{"id": "1", "type": "role"}]},
        ".default_values.0.type",
        CHOICES,
    ),
    (
        {
            "type": 6,
            "custom_id": "x",
            "min_values": 2,
            "max_values": 2,
            "default_values": [{"id": "1", "type": "role"}],
        },
        "",
        "SELECT_COMPONENT_TOO_FEW_DEFAULT_VALUES",
    ),
    ({"type": 8, "custom_id": "x", "channel_types": [99]}, ".channel_types.0", CHOICES),
]


@pytest.mark.parametrize("child", GOOD_CHILDREN)
def test_sound_buttons_and_selects_pass(child: JSON) -> None:
    assert message(rows(child)) == []


@pytest.mark.parametrize(("child", "path", "code"), WRONG_CHILDREN)
def test_wrong_buttons_and_selects_are_refused(child: JSON, path: str, code: str) -> None:
    problems = codes(message(rows(child)))

    assert (f"components.0.components.0{path}", code) in problems


class TestRows:
    def test_five_rows_of_five_buttons(self) -> None:
        full = [row(*(button(custom_id=f"{y}{x}") for x in range(5))) for y in range(5)]

        assert message({"components": full}) == []
        assert codes(message({"components": [*full, row(button())]})) == [("components", BAD)]

    @pytest.mark.parametrize(
        ("children", "path", "code"),
        [
            ([], "components", BAD),
            ([button(custom_id=str(n)) for n in range(6)], "components", BAD),
            ([select(), button()], "components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
            ([button(), select()], "components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
            ([select(), select(custom_id="b")], "components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        ],
    )
    def test_a_row_is_five_wide(self, children: list[JSON], path: str, code: str) -> None:
        assert codes(message(rows(*children))) == [(f"components.0.{path}", code)]

    def test_a_custom_id_stands_once(self) -> None:
        payload = {"components": [row(button()), row(button())]}

        assert codes(message(payload)) == [("components.1.components.0.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")]

    def test_an_id_stands_once_and_zero_is_none(self) -> None:
        def both(id: int) -> JSON:
            return rows(button(id=id), button(id=id, custom_id="b"))

        assert message(both(0)) == []
        assert codes(message(both(7))) == [("components.0.components.1.id", "COMPONENT_ID_DUPLICATED")]

    @pytest.mark.parametrize("kind", [words(), {"type": 14}, {"type": 17, "components": [words()]}])
    def test_new_components_need_the_flag(self, kind: JSON) -> None:
        code = "COMPONENT_LAYOUT_REQUIRES_COMPONENTS_V2"

        assert codes(message({"components": [kind]})) == [("components.0.type", code)]


GOOD_LAYOUT: list[JSON] = [
    words("x" * 4000),
    row(button()),
    {"type": 9, "components": [words()] * 3, "accessory": THUMBNAIL},
    {"type": 9, "components": [words()], "accessory": button()},
    {"type": 12, "items": [{"media": IMAGE, "description": "x" * 1024, "spoiler": True}] * 10},
    {"type": 14, "divider": False, "spacing": 2},
    {"type": 17, "accent_color": 0xABCDEF, "components": [words(), row(select()), {"type": 14}]},
]
WRONG_LAYOUT: list[tuple[JSON, str, str]] = [
    (button(), ".type", "UNION_TYPE_CHOICES"),
    (THUMBNAIL, ".type", "UNION_TYPE_CHOICES"),
    (words(""), ".content", REQUIRED),
    (words("x" * 4001), ".content", BAD),
    ({"type": 9, "components": [], "accessory": THUMBNAIL}, ".components", BAD),
    ({"type": 9, "components": [words()] * 4, "accessory": THUMBNAIL}, ".components", BAD),
    ({"type": 9, "components": [button()], "accessory": THUMBNAIL}, ".components.0.type", "UNION_TYPE_CHOICES"),
    ({"type": 9, "components": [words()]}, ".accessory", REQUIRED),
    ({"type": 9, "components": [words()], "accessory": select()}, ".accessory.type", "UNION_TYPE_CHOICES"),
    (
        {"type": 9, "components": [words()], "accessory": {**THUMBNAIL, "description": "x" * 1025}},
        ".accessory.description",
        MAX,
    ),
    ({"type": 12, "items": []}, ".items", BAD),
    ({"type": 12, "items": [{"media": IMAGE}] * 11}, ".items", BAD),
    ({"type": 12, "items": [{"media": {"url": "a.png"}}]}, ".items.0.media.url", "URL_TYPE_INVALID_URL"),
    ({"type": 12, "items": [{}]}, ".items.0.media", REQUIRED),
    ({"type": 13, "file": IMAGE}, ".file.url", "URL_TYPE_INVALID_SCHEME"),
    ({"type": 14, "spacing": 3}, ".spacing", CHOICES),
    ({"type": 17, "components": []}, ".components", BAD),
    ({"type": 17, "components": [{"type": 17, "components": [words()]}]}, ".components.0.type", "UNION_TYPE_CHOICES"),
    ({"type": 17, "components": [words()], "accent_color": 0x1000000}, ".accent_color", "NUMBER_TYPE_MAX"),
]


@pytest.mark.parametrize("component", GOOD_LAYOUT)
def test_sound_layouts_pass(component: JSON) -> None:
    assert message(layout(component)) == []


@pytest.mark.parametrize(("component", "path", "code"), WRONG_LAYOUT)
def test_wrong_layouts_are_refused(component: JSON, path: str, code: str) -> None:
    assert codes(message(layout(component))) == [(f"components.0{path}", code)]


def test_forty_components_counting_nested_ones() -> None:
    section: JSON = {"type": 9, "components": [words("x")], "accessory": THUMBNAIL}
    thirty_nine = [section] * 13

    assert message(layout(*thirty_nine, words("x"))) == []
    assert codes(message(layout(*thirty_nine, words("x"), words("x")))) == [
        ("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")
    ]


def test_four_thousand_characters_in_all_texts() -> None:
    inner: JSON = {"type": 17, "components": [words("x" * 2000)]}

    assert message(layout(inner, words("x" * 2000))) == []
    assert codes(message(layout(inner, words("x" * 2001)))) == [
        ("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED")
    ]


def test_custom_ids_stand_once_wherever_they_are() -> None:
    section: JSON = {"type": 9, "components": [words()], "accessory": button()}
    container: JSON = {"type": 17, "components": [row(button())]}

    assert codes(message(layout(section, container))) == [
        ("components.1.components.0.components.0.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")
    ]
