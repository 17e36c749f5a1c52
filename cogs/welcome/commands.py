"""``/start``, ``/manage-welcome``, and the answer to Discord's own join message."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, Standing
from bot.delivery.kinds import Delivery
from bot.errors import Gone, NotAllowed
from bot.texts import N_, _
from bot.ui.checks import Interaction, declare, declared, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled, form
from bot.ui.permissions import NEEDED, missing_in
from bot.ui.places import Channel, cannot_write, require_may_post
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.welcome.entries import LONGEST_WORDS, Greeting, Overview
from bot.welcome.service import FEATURE, GREETING, START, WelcomeService
from bot.welcome.touring import TourService
from cogs.welcome import cards, tour


class Welcome(commands.Cog):
    """The greeting, and the tour."""

    def __init__(self, welcome: WelcomeService, tours: TourService, community: CommunityService) -> None:
        self._welcome = welcome
        self._tours = tours
        self._community = community

    # -- the tour ---------------------------------------------------------------------------

    @declare(Audience.EVERYONE, FEATURE, early=True)
    @app_commands.command(description=locale_str("A short look round: what is here for you"))
    async def start(self, interaction: Interaction) -> None:
        await reply(interaction, await self._page(interaction, 0))

    @pressed("welcome:start", Audience.EVERYONE, FEATURE)
    async def press_start(self, interaction: Interaction) -> None:
        await reply(interaction, await self._page(interaction, 0))

    @pressed("welcome:page", Audience.EVERYONE, FEATURE)
    async def turn(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, await self._page(interaction, page))

    async def _page(self, interaction: Interaction, page: int) -> discord.ui.LayoutView:
        person = person_of(interaction)
        found = await self._tours.tour(person)
        missing = _missing(interaction, person)
        if not found.set_up:
            owner_id = interaction.guild.owner_id if interaction.guild else None
            return tour.before_set_up(person.standing, missing, owner_id)
        return tour.page(found, page, self._runs(interaction, person), missing)

    def _runs(self, interaction: Interaction, person: Person) -> list[str]:
        """What a facilitator may run here: those commands with what each is for."""
        client, community = interaction.client, self._community.community(person.guild_id)
        assert isinstance(client, commands.AutoShardedBot)
        found: list[str] = []
        for command in client.tree.get_commands():
            if isinstance(command, app_commands.ContextMenu):
                continue
            audience, feature = declared(command)
            if audience is Audience.FACILITATOR and community.offers(feature):
                found.append(f"**/{command.name}** · {_(command.description)}")
        return sorted(found)

    # -- for facilitators -------------------------------------------------------------------

    @declare(Audience.FACILITATOR, FEATURE)
    @app_commands.command(name="manage-welcome", description=locale_str("How newcomers are greeted"))
    async def manage(self, interaction: Interaction) -> None:
        await reply(interaction, _card(interaction, await self._welcome.overview(person_of(interaction))))

    @pressed("welcome:greet", Audience.FACILITATOR, FEATURE)
    async def greet(self, interaction: Interaction, choice: str) -> None:
        if choice not in ("on", "off"):
            raise Gone
        found = await self._welcome.switch(person_of(interaction), on=choice == "on")
        await replace(interaction, _card(interaction, found))

    @pressed("welcome:words", Audience.FACILITATOR, FEATURE)
    async def open_words(self, interaction: Interaction) -> None:
        # The one query before a form.
        found = await self._welcome.overview(person_of(interaction))
        words = discord.ui.TextInput[Any](
            custom_id="words", style=discord.TextStyle.paragraph, default=found.words, required=False,
            max_length=LONGEST_WORDS,
        )  # fmt: skip
        label = discord.ui.Label[Any](
            text=_("Your words"), description=_("Shown to whoever comes; empty takes them away"), component=words
        )
        await open_form(interaction, form(interaction, _("Welcome in your own words"), "welcome:said", label))

    @submitted("welcome:said", Audience.FACILITATOR, FEATURE)
    async def say(self, interaction: Interaction, filled: Filled) -> None:
        found = await self._welcome.say(person_of(interaction), filled.text("words"))
        await reply(interaction, _card(interaction, found, _("It is kept.")))

    @pressed("welcome:post", Audience.FACILITATOR, FEATURE)
    async def post_start(self, interaction: Interaction) -> None:
        channel, guild = interaction.channel, interaction.guild
        if not isinstance(channel, Channel) or guild is None:
            raise NotAllowed(N_("A Start button goes into a text channel or a thread. Please use this there."))
        require_may_post(interaction, channel)
        person = person_of(interaction)
        if said := cannot_write(interaction, channel.id):
            await replace(interaction, _card(interaction, await self._welcome.overview(person), said[0]))
            return
        may_pin = channel.permissions_for(guild.me).pin_messages
        await self._welcome.post_start(person, channel.id, interaction.id, pin=may_pin)
        pinned = _("It comes in a moment, and Heronry pins it.")
        by_you = _("It comes in a moment. Heronry may not pin here: please pin it yourself, or allow it Pin Messages.")
        found = await self._welcome.overview(person)
        await replace(interaction, _card(interaction, found, pinned if may_pin else by_you))

    # -- newcomers --------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Discord's join message, in the server's system channel."""
        if message.type is not discord.MessageType.new_member or message.guild is None or message.author.bot:
            return
        await self._welcome.arrived(message.guild.id, message.author.id, message.channel.id)

    @delivered(GREETING)
    def greeting(self, _delivery: Delivery, what: Greeting) -> Message:
        return Message(cards.greeting(what))

    @delivered(START)
    def start_button(self, _delivery: Delivery, what: Greeting) -> Message:
        return Message(cards.greeting(what))


def _missing(interaction: Interaction, person: Person) -> list[str]:
    """The permissions that Heronry lacks, for administrators."""
    if person.standing < Standing.ADMINISTRATOR or interaction.guild is None:
        return []
    lacking = missing_in(interaction.guild.me.guild_permissions)
    return [str(need.name) for need in NEEDED if need.bit in lacking]


def _card(interaction: Interaction, found: Overview, said: str = "") -> discord.ui.LayoutView:
    return cards.manage(found, _warnings(interaction) if found.greets else [], said)


def _warnings(interaction: Interaction) -> list[str]:
    """Why newcomers wouldn't be greeted as things stand."""
    guild = interaction.guild
    if guild is None:
        return []
    if guild.system_channel is None or not guild.system_channel_flags.join_notifications:
        return [
            _("Discord says nothing of newcomers here: in the server's settings, choose a channel for system messages "
              "and let it send one when someone joins. Or post a Start button.")
        ]  # fmt: skip
    return cannot_write(interaction, guild.system_channel.id)
