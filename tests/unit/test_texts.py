"""Texts: translated when shown, in the nearest language there is, with their values put in."""

import gettext

import pytest

from bot import texts
from bot.texts import N_, SOURCE, Message, _, name_of, nearest, ngettext, speaking


class Shouting(gettext.NullTranslations):
    """A language that can be told from the source at a glance."""

    def gettext(self, message: str) -> str:
        return message.upper().replace("{NAME}", "{name}").replace("{INNER}", "{inner}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return (msgid1 if n == 1 else msgid2).upper().replace("{N}", "{n}")


@pytest.fixture(autouse=True)
def _shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_loaded", dict(texts._loaded))  # pyright: ignore[reportPrivateUsage]
    texts.install("sv-SE", Shouting())


def test_a_text_is_in_the_spoken_language_with_its_values() -> None:
    assert _("Hello {name}", name="Ada") == "Hello Ada"
    with speaking("sv-SE"):
        assert _("Hello {name}", name="Ada") == "HELLO Ada"
    assert _("Hello {name}", name="Ada") == "Hello Ada"


def test_a_message_waits_until_it_is_shown_and_so_do_messages_inside_it() -> None:
    message = N_("Hello {inner}", inner=N_("you"))
    assert isinstance(message, Message)
    with speaking("sv-SE"):
        assert str(message) == "HELLO YOU"


def test_numbers_choose_their_form() -> None:
    assert [ngettext("{n} person", "{n} people", n) for n in (0, 1, 2)] == ["0 people", "1 person", "2 people"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [("sv-SE", "sv-SE"), ("sv", "sv-SE"), ("en-US", SOURCE), ("fr", SOURCE), (None, SOURCE), ("", SOURCE)],
)
def test_the_nearest_language(asked: str | None, given: str) -> None:
    assert nearest(asked) == given


def test_braces_in_a_value_are_not_read_as_places() -> None:
    assert _("Hello {name}", name="{evil} {0}") == "Hello {evil} {0}"


def test_a_language_is_called_what_its_speakers_call_it() -> None:
    assert [name_of(locale) for locale in ("en-GB", "cy", "xx")] == ["English (United Kingdom)", "Cymraeg", "xx"]
