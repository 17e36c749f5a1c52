"""``/manage-support``: what facilitators look after."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.support.signposting import STALE, Shown, SignpostService
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.replies import reply
from cogs.support import signpost_cards


class ManageSupport(commands.Cog):
    """Support, for facilitators."""

    manage = declare(Audience.FACILITATOR)(
        app_commands.Group(name="manage-support", description=locale_str("Places to turn to"))
    )

    def __init__(self, signposting: SignpostService) -> None:
        self._signposting = signposting

    @manage.command(name="signposts", description=locale_str("See how old each place to turn to is"))
    async def signposts(self, interaction: Interaction) -> None:
        await reply(interaction, signpost_cards.ages(self._signposting.overview(person_of(interaction))))

    @delivered(STALE)
    def stale(self, _delivery: Delivery, shown: Shown) -> Message:
        return Message(signpost_cards.stale(shown))
