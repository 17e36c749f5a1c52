"""Heronry as a process of its own, to be killed while it delivers: ``python -m tests.chaos.bot``.

It is the whole bot, with a kind of delivery that says its subject's number, and with shorter times: what Discord
is taken to remember (always less than what the sandbox does), and the lease.
"""

import asyncio
import os
from datetime import timedelta

from discord.ext import commands

from bot import app, services
from bot.clock import SystemClock
from bot.config import load_settings
from bot.delivery.kinds import Delivery, Kind, Unsure
from bot.delivery.pace import Limits, Openings
from bot.delivery.runner import Runner
from bot.delivery.sending import Messenger
from bot.directory.vocabulary import Vocabulary
from bot.services import Services
from bot.sight import start_logging
from bot.texts import N_
from bot.ui.cards import card, text
from bot.ui.client import Heronry
from bot.ui.messenger import Message, delivered

SILENT, REPEATED = "chaos:silent", "chaos:repeated"


def planted(subject_id: int) -> str:
    """What a delivery says; its own in every message, so that they can be told apart and counted."""
    return f"planted #{subject_id}#"


class Planted(commands.Cog):
    """Renders the planted deliveries."""

    @delivered(SILENT)
    def silent(self, _delivery: Delivery, said: str) -> Message:
        return Message(card(text(said)))

    @delivered(REPEATED)
    def repeated(self, _delivery: Delivery, said: str) -> Message:
        return Message(card(text(said)))


async def prepare(delivery: Delivery) -> str:
    return planted(delivery.subject_id)


async def shorten(built: Services) -> None:
    """Let the services know what is planted, and their runner take everything to pass quickly."""
    for name, unsure in ((SILENT, Unsure.SILENCE), (REPEATED, Unsure.REPEAT)):
        built.outbox.register(Kind(name, N_("Planted"), prepare, timedelta(days=1), unsure=unsure))
    # A minute in which a few conversations may be begun, shorter: what takes hours can be waited for.
    Openings.WITHIN = timedelta(seconds=float(os.environ["CHAOS_MINUTE"]))
    limits = Limits(nonce=timedelta(seconds=float(os.environ["CHAOS_NONCE"])))
    lease = timedelta(seconds=float(os.environ["CHAOS_LEASE"]))

    def runner(messenger: Messenger) -> Runner:
        return Runner(
            built.database, built.community, built.outbox.kinds, messenger, built.clock, limits=limits, lease=lease
        )

    built.runner = runner  # pyright: ignore[reportAttributeAccessIssue]


def main() -> None:
    build = app.build_client

    def with_planted(*arguments: object) -> Heronry:
        client = build(*arguments)  # pyright: ignore[reportArgumentType]
        client.messenger.add(Planted())
        return client

    app.build_client = with_planted
    words = Vocabulary({"skills.txt": "[any]\nResearch ="})  # nobody is asked for here, and it starts sooner
    services.vocabulary = lambda: words  # pyright: ignore[reportAttributeAccessIssue]
    Heronry.SERVERS_ARRIVE_WITHIN = 0.05
    settings = load_settings(None)
    start_logging("info", "text", settings.discord_token.get_secret_value())
    asyncio.run(app.run(settings, SystemClock(), prepare=shorten))


if __name__ == "__main__":
    main()
