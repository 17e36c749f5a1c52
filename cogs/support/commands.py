"""``/support``: places to turn to."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.signposts import Signposts
from bot.community.standing import Audience
from bot.ui.checks import Interaction, declare
from bot.ui.replies import reply
from cogs.support import signpost_cards


class Support(commands.Cog):
    """Support, for everyone."""

    support = declare(Audience.EVERYONE, anywhere=True)(
        app_commands.Group(name="support", description=locale_str("Someone to turn to"))
    )

    def __init__(self, signposts: Signposts) -> None:
        self._signposts = signposts

    @declare(Audience.EVERYONE, anywhere=True)
    @support.command(name="now", description=locale_str("Who is there for you right now"))
    async def now(self, interaction: Interaction) -> None:
        await reply(interaction, signpost_cards.now(self._signposts.entries))
