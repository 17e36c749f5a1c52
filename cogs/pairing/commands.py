"""``/pairing``: taking part, and what is pressed on what comes of it."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.errors import Gone
from bot.pairing.entries import Pairing, Rested, Unpaired
from bot.pairing.service import ASKED, FEATURE, MADE, RESTED, UNPAIRED, PairingService
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.replies import replace, reply
from bot.ui.router import pressed
from cogs.pairing import cards


class Pairings(commands.Cog):
    """Peer pairing, for members."""

    pairing = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="pairing", description=locale_str("Be put together with someone for a chat"))
    )

    def __init__(self, pairing: PairingService) -> None:
        self._pairing = pairing

    @pairing.command(name="join", description=locale_str("Take part, from the next round on"))
    async def join(self, interaction: Interaction) -> None:
        await reply(interaction, cards.joining())

    @pressed("pairing:join", Audience.MEMBER, FEATURE)
    async def joined(self, interaction: Interaction, messages: str) -> None:
        by_message = _yes(messages)
        await replace(interaction, cards.mine(await self._pairing.join(person_of(interaction), by_message=by_message)))

    @pairing.command(name="leave", description=locale_str("Take part no more"))
    async def leave(self, interaction: Interaction) -> None:
        await self._pairing.leave(person_of(interaction))
        await reply(interaction, cards.left())

    @pairing.command(name="snooze", description=locale_str("Be left out until a day"))
    @app_commands.describe(until=locale_str("The day from which you'd like to be in it again, like 2027-01-31"))
    async def snooze(self, interaction: Interaction, until: str) -> None:
        await reply(interaction, cards.mine(await self._pairing.snooze(person_of(interaction), until)))

    @pairing.command(name="mine", description=locale_str("Whom you are with, and when the next round is"))
    async def mine(self, interaction: Interaction) -> None:
        await reply(interaction, cards.mine(await self._pairing.mine(person_of(interaction))))

    @pressed("pairing:wake", Audience.MEMBER, FEATURE)
    async def wake(self, interaction: Interaction) -> None:
        await replace(interaction, cards.mine(await self._pairing.wake(person_of(interaction))))

    @pressed("pairing:back", Audience.MEMBER, FEATURE, direct=True)
    async def come_back(self, interaction: Interaction) -> None:
        await reply(interaction, cards.mine(await self._pairing.wake(person_of(interaction))))

    @pressed("pairing:met", Audience.MEMBER, FEATURE, direct=True)
    async def say(self, interaction: Interaction, group_id: int, answer: str) -> None:
        met = _yes(answer)
        await self._pairing.answer(person_of(interaction), group_id, met=met)
        await reply(interaction, cards.answered(met=met))

    @delivered(MADE)
    def tell(self, _delivery: Delivery, what: Pairing) -> Message:
        return Message(cards.made(what))

    @delivered(ASKED)
    def ask(self, _delivery: Delivery, what: Pairing) -> Message:
        return Message(cards.asked(what))

    @delivered(UNPAIRED)
    def tell_nobody(self, _delivery: Delivery, what: Unpaired) -> Message:
        return Message(cards.unpaired(what))

    @delivered(RESTED)
    def tell_rest(self, _delivery: Delivery, what: Rested) -> Message:
        return Message(cards.rested(what))


def _yes(answer: str) -> bool:
    """Raises ``Gone`` for what is neither yes nor no."""
    if answer not in ("yes", "no"):
        raise Gone
    return answer == "yes"
