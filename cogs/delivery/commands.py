"""``/manage-deliveries``, the notice of what didn't arrive, and what waits for someone's next visit."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.delivery.problems import ProblemsService
from bot.delivery.reports import KIND, Report
from bot.delivery.service import Outbox
from bot.following.readers import visit
from bot.ui.checks import AnyCommand, Interaction, declare, person_of
from bot.ui.client import Heronry
from bot.ui.messenger import Message, delivered
from bot.ui.replies import replace, reply
from bot.ui.router import pressed
from cogs.delivery import cards


class Deliveries(commands.Cog):
    """What was to be sent, and what became of it."""

    def __init__(self, outbox: Outbox, problems: ProblemsService) -> None:
        self._outbox = outbox
        self._problems = problems
        self._told: dict[tuple[int, int], int] = {}

    @declare(Audience.FACILITATOR)
    @app_commands.command(
        name="manage-deliveries", description=locale_str("What was to be sent, and what didn't arrive")
    )
    async def overview(self, interaction: Interaction) -> None:
        await reply(interaction, cards.overview(await self._problems.overview(person_of(interaction))))

    @pressed("delivery:again", Audience.FACILITATOR)
    async def send_again(self, interaction: Interaction, delivery_id: int) -> None:
        person = person_of(interaction)
        await self._problems.send_again(person, delivery_id)
        await replace(interaction, cards.overview(await self._problems.overview(person)))

    @pressed("delivery:dismiss", Audience.FACILITATOR)
    async def dismiss(self, interaction: Interaction, delivery_id: int) -> None:
        person = person_of(interaction)
        await self._problems.dismiss(person, delivery_id)
        await replace(interaction, cards.overview(await self._problems.overview(person)))

    @delivered(KIND)
    def report(self, _delivery: Delivery, found: Report) -> Message:
        return Message(cards.report(found))

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, _command: AnyCommand) -> None:
        """Someone is here: tell them, once, of what couldn't come by direct message."""
        if "person" not in interaction.extras:
            return  # help that asks for nobody
        person = person_of(interaction)
        known = (person.guild_id, person.member_id)
        waiting = self._outbox.waiting(*known)
        if waiting > self._told.get(known, 0):
            await reply(interaction, cards.something_waits(waiting))
        self._told[known] = waiting

    @pressed("delivery:show", Audience.EVERYONE)
    async def show(self, interaction: Interaction) -> None:
        client = interaction.client
        assert isinstance(client, Heronry)
        person = person_of(interaction)
        with visit(person):
            kept = await self._outbox.take_waiting(person)
        if not kept:
            await replace(interaction, cards.nothing_waits())
        for one in kept:
            message = client.messenger.render(one.delivery, one.result)
            await reply(interaction, message.card, file=message.file)
