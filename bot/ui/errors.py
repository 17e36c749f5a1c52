"""The one renderer of what went wrong, called from every door."""

import io
import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot.errors import UserError
from bot.schedule.words import Unclear
from bot.sight import FAILURES
from bot.texts import _
from bot.ui.cards import bullets
from bot.ui.checks import Interaction
from bot.ui.modals import filled
from bot.ui.replies import reply

log = logging.getLogger(__name__)

LONG_TEXT = 80
"""Characters: what is longer than this takes a while to write again."""
_UNKNOWN_INTERACTION = 10062
_ALREADY_ANSWERED = 40060


async def report(interaction: Interaction, error: BaseException) -> None:
    """Tell the person what went wrong and what to do next; log what nobody expected.

    Only the person who acted sees it. An unexpected error gets a short reference
    code, shown to them and logged with the traceback, which they never see.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, discord.HTTPException) and error.code in (_UNKNOWN_INTERACTION, _ALREADY_ANSWERED):
        # Discord gave up waiting or somebody answered already: there is no one left to tell.
        log.warning("an interaction could no longer be answered (code %s)", error.code)
        return
    try:
        said, written = _worded(error), given_back(interaction)
        if written is not None:
            said += "\n" + _("What you wrote is in the file below, so that it isn't lost.")
        await reply(interaction, said, file=written)
    except discord.HTTPException as failure:
        log.warning("an error could not be shown (code %s)", failure.code)


def given_back(interaction: Interaction) -> discord.File | None:
    """The longer texts of a form that was sent in, as a file for whoever wrote them; None when there are none."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Any = interaction.data
    texts = [value for value in filled(data).values.values() if isinstance(value, str) and len(value) > LONG_TEXT]
    if not texts:
        return None
    return discord.File(io.BytesIO("\n\n".join(texts).encode()), filename="what-you-wrote.txt")


def _worded(error: BaseException) -> str:
    if isinstance(error, Unclear):
        readings = (_("{label}: type “{text}”", label=choice.label, text=choice.text) for choice in error.choices)
        return f"{error.message}\n{bullets(readings)}"
    if isinstance(error, UserError):
        return str(error.message)
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return _("Heronry has changed since your Discord last looked. Please try again in a minute.")
    if isinstance(error, discord.Forbidden):
        log.warning("Discord refused: %s (code %s)", error.text, error.code)
        return _(
            "Discord doesn't let Heronry do that here. Please ask an administrator to run /setup, "
            "which says what is missing."
        )
    code = secrets.token_hex(3)
    FAILURES.inc()
    log.error("unexpected error, reference %s", code, exc_info=error, extra={"reference": code})
    return _(
        "Something went wrong on Heronry's side, and it has been written down. Please try again; "
        "if it happens again, tell a facilitator this code: {code}",
        code=code,
    )
