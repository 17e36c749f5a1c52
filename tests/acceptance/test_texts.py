"""In a language made up for the test, everything a person reads is translated, and everything still fits."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.checkins.service import new_round
from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from sandbox.driver import Form
from tests.acceptance import tour
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, ROOT, SAMPLE, House
from tests.acceptance.pseudo import LOCALE, MARK, speaks, untranslated

pytestmark = pytest.mark.usefixtures("made_up_language")


async def test_everything_on_screen_is_translated_and_nothing_overflows(home: House) -> None:
    admin = await home.person(ADMINISTRATOR)
    await speaks(admin)
    screens = [screen async for screen in tour.screens(admin)]
    assert len(screens) > 15
    assert {word: screen for screen in screens for word in untranslated(screen)} == {}


async def test_a_refusal_is_translated(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    await speaks(facilitator)
    assert MARK in (await facilitator.types("/who", query="?!")).text


async def test_the_question_of_a_check_in_and_its_form_are_translated(home: House) -> None:
    """Asked a minute ago in the community's language, which is the made-up one, and answered in it."""
    assert home.services is not None
    services, guild = home.services, SAMPLE.guild_id
    admin = await home.person(ADMINISTRATOR)
    await speaks(admin)
    await services.community.change(
        Somebody(guild, SAMPLE.owner.id, Standing.ADMINISTRATOR), lambda before: replace(before, locale=LOCALE)
    )
    async with services.database.begin() as session:
        asked_at = services.clock.now() - timedelta(minutes=1)
        session.add(new_round(guild, asked_at, channel_id=SAMPLE.channels["general"].id))
    await services.checkins.tick()
    await home.runner.tick()
    prompt = await admin.sees(lambda shown: any("checkins:answer" in (b.custom_id or "") for b in shown.buttons))
    form = await admin.presses(prompt, prompt.buttons[0].custom_id or "")
    assert isinstance(form, Form)
    thanks = await admin.fills_in(form, {form.fields[0].label: ["3"], form.fields[2].label: "NVivo"})
    again = await admin.presses(prompt, prompt.buttons[0].custom_id or "")
    for screen in (prompt, form, thanks, again):
        assert untranslated(screen) == set(), screen


async def test_descriptions_of_commands_are_translated_and_fit(home: House) -> None:
    commands = await (await home.person(ADMINISTRATOR)).commands()
    for described in _described(commands.values()):
        translated = described["description_localizations"][LOCALE]
        assert MARK in translated
        assert len(translated) <= 100, translated


def test_the_template_of_texts_is_the_one_the_code_has(tmp_path: Path) -> None:
    made = tmp_path / "heronry.pot"
    recipe = ["make", "--silent", "texts", f"TEMPLATE={made}", f"BIN={sys.prefix}/bin"]
    subprocess.run(recipe, cwd=ROOT, check=True)
    assert made.read_text() == (ROOT / "bot/texts/heronry.pot").read_text(), "run: make docs"


def _described(commands: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for command in commands:
        if command.get("description"):
            yield command
        yield from _described(command.get("options") or [])
