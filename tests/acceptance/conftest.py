"""A house with the bot in it, for each acceptance test; it ends by asserting that nothing was refused."""

import gettext
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot import texts
from bot.clock import SetClock
from bot.ui.client import Heronry
from tests.acceptance.house import House, house
from tests.acceptance.pseudo import LOCALE, Pseudo


@pytest.fixture(autouse=True)
def _no_waiting_for_more_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    # The stand-in has one server, and says so at once.
    monkeypatch.setattr(Heronry, "SERVERS_ARRIVE_WITHIN", 0.05)


@pytest.fixture
async def empty_house(tmp_path: Path) -> AsyncGenerator[House]:
    """The stand-in and the sample community; the test starts the bot itself."""
    async with house(tmp_path) as made:
        yield made
        made.sandbox.assert_no_violations()


@pytest.fixture
def still(empty_house: House, clock: SetClock) -> None:
    """Time stands still in the house until the test moves it (``home.later``); to be asked for by ``usefixtures``."""
    empty_house.clock = clock


@pytest.fixture
async def home(empty_house: House) -> House:
    """The house with the bot connected."""
    await empty_house.start()
    return empty_house


@pytest.fixture
def made_up_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one more language to choose: ``LOCALE``."""
    loaded: dict[str, gettext.NullTranslations] = dict(texts._loaded)  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(texts, "_loaded", loaded)
    texts.install(LOCALE, Pseudo())
