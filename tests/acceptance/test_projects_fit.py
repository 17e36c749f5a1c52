"""Projects at their longest still fit on a message, in a language a third longer too."""

from datetime import UTC, datetime

import discord
import pytest

from bot.projects.entries import (
    LIMITS,
    LONGEST_WORD,
    MOST_LINKS,
    MOST_PICTURES,
    MOST_TEAM,
    Link,
    Mine,
    Page,
    Picture,
    Project,
    Shown,
    Status,
)
from bot.projects.service import A_PAGE
from bot.texts import SOURCE, speaking
from cogs.projects import cards
from tests.acceptance.pseudo import LOCALE

MOST = 4_000
"""Characters of all texts of a message, as Discord counts them."""
ID = 2**64 - 1
LISTED = tuple((ID, "*" * 100) for _ in range(MOST_TEAM + 1))

pytestmark = pytest.mark.usefixtures("made_up_language")


def longest(character: str) -> Project:
    def long(name: str) -> str:
        return character * LIMITS[name]

    def words(name: str) -> tuple[str, ...]:
        return (character * LONGEST_WORD,) * (LIMITS[name] // LONGEST_WORD)

    return Project(
        ID, ID, long("title"), long("short"), long("summary"), long("partners"), Status.WRITING_UP, words("themes"),
        words("places"), (Link("x" * 40, "https://example.org"),) * MOST_LINKS, words("wanted"), long("note"), ID,
        (ID,) * MOST_TEAM, (Picture(1, "y" * 300),) * MOST_PICTURES, ID, ID, datetime(2026, 11, 3, tzinfo=UTC),
    )  # fmt: skip


def length(view: discord.ui.LayoutView) -> int:
    return sum(len(one.content) for one in view.walk_children() if isinstance(one, discord.ui.TextDisplay))


@pytest.mark.parametrize("locale", [SOURCE, LOCALE])
@pytest.mark.parametrize("character", ["*", "w", "\\"])
def test_the_longest_project_fits_on_its_card(character: str, locale: str) -> None:
    one = longest(character)
    with speaking(locale):
        for left in (True, False):
            made = cards.project(Shown(one, LISTED, lead_left=left, may_edit=True))
            assert length(made) <= MOST
            shown = [piece.content for piece in made.walk_children() if isinstance(piece, discord.ui.TextDisplay)]
            assert any(len(piece) > 900 for piece in shown), "the summary is told as far as there is room"


@pytest.mark.parametrize("locale", [SOURCE, LOCALE])
@pytest.mark.parametrize("character", ["*", "w", "\\"])
def test_the_longest_projects_fit_on_lists(character: str, locale: str) -> None:
    many = (longest(character),) * 30
    with speaking(locale):
        assert length(cards.mine(Mine(many, many, many))) <= MOST
        assert length(cards.listed(Page(many[:A_PAGE], 1, 2, 30))) <= MOST
        assert length(cards.found(character * 200, many[:A_PAGE])) <= MOST
