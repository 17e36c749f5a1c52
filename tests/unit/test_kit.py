"""The kit: routes, arguments, forms, escaping."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.standing import Audience
from bot.ui.modals import filled
from bot.ui.replies import plain, read_through, unplain
from bot.ui.router import MAX_CUSTOM_ID, Router, bound, custom_id, pressed, submitted


class Cog:
    @pressed("things:show", Audience.MEMBER)
    async def show(self, interaction: object, thing_id: int) -> None: ...

    @submitted("things:saved", Audience.FACILITATOR)
    async def saved(self, interaction: object, form: object, thing_id: int, kind: str) -> None: ...


class Again:
    @pressed("things:show", Audience.EVERYONE)
    async def show(self, interaction: object) -> None: ...


def test_a_custom_id_finds_its_method_and_arguments() -> None:
    router, cog = Router(), Cog()
    router.add(cog)
    found = router.find(custom_id("things:show", 42))
    assert found is not None
    route, handler, arguments = found
    assert (route.audience, handler, arguments) == (Audience.MEMBER, cog.show, ["42"])
    assert bound(handler, arguments, skip=1) == [42]
    assert [route.name for route in router.routes if route.is_form] == ["things:saved"]


@pytest.mark.parametrize("made_up", ["", "things", "things:", "things:other:1", ":::", "x" * 100])
def test_what_nothing_answers_is_none(made_up: str) -> None:
    router = Router()
    router.add(Cog())
    assert router.find(made_up) is None


@pytest.mark.parametrize("arguments", [[], ["1", "2"], ["one"]])
def test_arguments_that_do_not_fit_are_none(arguments: list[str]) -> None:
    assert bound(Cog().show, arguments, skip=1) is None


def test_two_answers_to_one_name_are_a_mistake() -> None:
    router = Router()
    router.add(Cog())
    with pytest.raises(ValueError, match="two methods"):
        router.add(Again())


def test_a_custom_id_that_discord_would_refuse_is_a_mistake() -> None:
    assert len(custom_id("a:b", "x" * (MAX_CUSTOM_ID - 4))) == MAX_CUSTOM_ID
    with pytest.raises(ValueError, match="custom_id"):
        custom_id("a:b", "x" * MAX_CUSTOM_ID)


@given(st.text())
def test_escaping_gives_back_what_was_escaped(text: str) -> None:
    assert unplain(plain(text)) == text


@given(st.text())
def test_what_is_escaped_holds_no_markup(text: str) -> None:
    bare = plain(text).replace("\\\\", "")
    for position, character in enumerate(bare):
        if character in "*_`~|<>@#[](){}-:":
            assert bare[position - 1] == "\\"


def test_a_form_is_read_from_labels_and_rows_alike() -> None:
    submit: dict[str, Any] = {
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": "zone", "value": "  Europe/London "}},
            {"type": 18, "component": {"type": 6, "custom_id": "role", "values": ["12"]}},
            {"type": 18, "component": {"type": 22, "custom_id": "boxes", "values": []}},
            {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "x"}]},
        ]
    }
    form = filled(submit)
    assert (form.text("zone"), form.id("role"), form.choices("boxes"), form.text("old")) == (
        "Europe/London",
        12,
        [],
        "x",
    )
    assert (form.text("none"), form.id("none"), form.choice("boxes")) == ("", None, None)


def test_what_is_read_through_keeps_its_links_and_its_punctuation_and_nothing_else() -> None:
    said = (
        "Sign up (it's free!): https://example.org/a_b*c?d=1&e=2. *Now*, [here](https://example.org/x) <@5> @everyone"
    )
    shown = read_through(said, 200)
    assert "Sign up (it's free!): https://example.org/a_b*c?d=1&e=2. " in shown
    assert "\\*Now\\*" in shown
    assert "\\[here\\](https://example.org/x)" in shown, "an address is seen, and no other words lead to it"
    assert "\\<\\@5>" in shown
    assert "\\@everyone" in shown


@pytest.mark.parametrize("limit", range(1, 60))
def test_an_address_is_never_cut_in_two(limit: int) -> None:
    said = "At https://example.org/one and https://example.org/two then on"
    shown = read_through(said, limit)
    assert len(shown) <= limit + 1
    for word in shown.removesuffix("…").split():
        assert word in said.split() or "://" not in word
