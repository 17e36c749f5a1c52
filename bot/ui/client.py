"""The Discord client: one door for commands, one for presses and forms."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.community.service import CommunityService
from bot.errors import Gone, UserError
from bot.sight import ANSWER_SECONDS, INTERACTIONS
from bot.texts import SOURCE, available, speaking
from bot.texts import _ as translated
from bot.ui.checks import AnyCommand, Interaction, admit, admit_to, declared, greet, works_anywhere, works_early
from bot.ui.errors import report
from bot.ui.messenger import DiscordMessenger
from bot.ui.modals import filled
from bot.ui.router import Router, bound

log = logging.getLogger(__name__)

# Heronry has no voice; without this discord.py advises at each start to install what voice needs.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Translator(app_commands.Translator):
    """Descriptions of commands in every language there is a catalogue for."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        # Names stay the same in every language, so that people can tell each other what to type.
        is_name = context.location.name in ("command_name", "group_name", "parameter_name")
        if is_name or locale.value == SOURCE or locale.value not in available():
            return None
        with speaking(locale.value):
            return translated(string.message)


class Tree(app_commands.CommandTree[discord.Client]):
    """Slash commands and context menus: whom each is for is checked before it runs."""

    async def interaction_check(self, interaction: Interaction) -> bool:
        interaction.extras["arrived"] = time.perf_counter()
        assert isinstance(self.client, Heronry)
        self.client.begin_work()
        command = interaction.command
        if command is None:
            return True  # unknown here: the tree says so through on_error
        if works_anywhere(command):
            greet(self.client.community, interaction)
            return True
        try:
            audience, feature = declared(command)
            admit(self.client.community, interaction, audience, feature, early=works_early(command))
        except UserError as error:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            else:
                await report(interaction, error)
            return False
        return True

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        await report(interaction, error)


class Heronry(commands.AutoShardedBot):
    """The bot as Discord sees it: no privileged intents, no pings unless asked for."""

    SERVERS_ARRIVE_WITHIN = 2.0
    """Seconds without another server's arrival after which all are taken to have arrived (discord.py's default)."""

    def __init__(
        self,
        community: CommunityService,
        cogs: Sequence[commands.Cog],
        ready: Callable[[], None] | None = None,
    ) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=Tree,
            max_messages=None,
            guild_ready_timeout=self.SERVERS_ARRIVE_WITHIN,
        )
        self.community = community
        self.router = Router()
        self.messenger = DiscordMessenger(self, community)
        self._at_work: set[asyncio.Task[Any]] = set()
        self._wanted = cogs
        self._when_ready = ready

    @property
    def connected(self) -> bool:
        """Whether Discord can reach us now: ``is_ready`` stays true through an outage."""
        return self.is_ready() and not any(shard.is_closed() for shard in self.shards.values())

    def begin_work(self) -> None:
        """Count the current task, which answers a person, among those that a stop waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def finish_work(self, within: timedelta) -> None:
        """Wait until whoever is being answered has their answer, or ``within`` is over."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=within.total_seconds())

    async def add_wanted_cogs(self) -> None:
        """Take in every cog: its commands, and what it answers."""
        for cog in self._wanted:
            await self.add_cog(cog)
            self.router.add(cog)
            self.messenger.add(cog)
            for menu in getattr(cog, "menus", ()):
                self.tree.add_command(menu)

    async def setup_hook(self) -> None:
        await self.add_wanted_cogs()
        await self.tree.set_translator(Translator())
        await self.tree.sync()

    async def on_ready(self) -> None:
        log.info("connected; on %d servers", len(self.guilds))
        if self._when_ready is not None:  # once: Discord says "ready" again after an outage
            self._when_ready()
            self._when_ready = None

    async def on_message(self, message: discord.Message, /) -> None:
        """Text commands don't exist here: everything is a slash command, a press or a form."""

    async def on_interaction(self, interaction: Interaction) -> None:
        """Presses, choices and submitted forms; commands have their tree."""
        INTERACTIONS.labels(interaction.type.name).inc()
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        self.begin_work()
        with ANSWER_SECONDS.time():
            try:
                await self._route(interaction)
            except Exception as error:
                await report(interaction, error)

    async def on_app_command_completion(self, interaction: Interaction, _command: AnyCommand) -> None:
        ANSWER_SECONDS.observe(time.perf_counter() - interaction.extras["arrived"])

    async def _route(self, interaction: Interaction) -> None:
        data: Any = interaction.data
        found = self.router.find(data["custom_id"])
        if found is None:
            raise Gone
        route, handler, arguments = found
        if route.direct:
            guild_id, arguments = _server_named(interaction, arguments), arguments[1:]
            await admit_to(self.community, interaction, guild_id, route.audience, route.feature)
        else:
            admit(self.community, interaction, route.audience, route.feature)
        leading: list[Any] = [interaction]
        if route.is_form:
            arguments = arguments[:-1]  # the last tells one opening from another
            leading.append(filled(data))
        fitting = bound(handler, arguments, skip=len(leading))
        if fitting is None:
            raise Gone
        await handler(*leading, *fitting)


def _server_named(interaction: Interaction, arguments: list[str]) -> int:
    """The server that a button for direct messages names first. Raises ``Gone`` without one, or for another one's."""
    named = arguments[0] if arguments else ""
    if not (named.isdecimal() and len(named) < 20) or interaction.guild_id not in (None, int(named)):
        raise Gone
    return int(named)
