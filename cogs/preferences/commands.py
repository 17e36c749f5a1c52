"""``/preferences``: what one person chooses for themselves."""

from dataclasses import replace as changed

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.avoiding import Avoiding
from bot.community.service import CommunityService
from bot.community.settings import Preferences
from bot.community.standing import Audience
from bot.texts import speak
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.preferences import cards, forms


class PersonalPreferences(commands.Cog):
    """A person's own time zone, language, quiet hours and consents."""

    def __init__(self, community: CommunityService, avoiding: Avoiding) -> None:
        self._community = community
        self._avoiding = avoiding

    @declare(Audience.EVERYONE)
    @app_commands.command(description=locale_str("Your time zone, language, quiet hours and direct messages"))
    async def preferences(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        community = self._community.community(person.guild_id)
        await reply(interaction, cards.preferences(self._chosen(interaction), community))

    @pressed("preferences:place", Audience.EVERYONE)
    async def place(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.place(interaction, self._chosen(interaction)))

    @submitted("preferences:place-saved", Audience.EVERYONE)
    async def save_place(self, interaction: Interaction, filled: Filled) -> None:
        zone, locale = filled.text("zone"), filled.choice("locale")
        saved = await self._community.choose(person_of(interaction), lambda before: before.with_place(zone, locale))
        speak(saved.locale or str(interaction.locale))
        await self._show(interaction, saved)

    @pressed("preferences:quiet", Audience.EVERYONE)
    async def quiet(self, interaction: Interaction) -> None:
        community = self._community.community(person_of(interaction).guild_id)
        await open_form(interaction, forms.quiet(interaction, self._chosen(interaction), community))

    @submitted("preferences:quiet-saved", Audience.EVERYONE)
    async def save_quiet(self, interaction: Interaction, filled: Filled) -> None:
        typed = filled.text("from"), filled.text("until"), filled.text("away")
        await self._show(interaction, await self._community.choose_quiet(person_of(interaction), *typed))

    @pressed("preferences:messages", Audience.EVERYONE)
    async def messages(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.messages(interaction, self._chosen(interaction)))

    @submitted("preferences:messages-saved", Audience.EVERYONE)
    async def save_messages(self, interaction: Interaction, filled: Filled) -> None:
        consents = forms.read_messages(filled)
        saved = await self._community.choose(person_of(interaction), lambda before: changed(before, consents=consents))
        await self._show(interaction, saved)

    @pressed("preferences:apart", Audience.EVERYONE)
    async def apart(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.apart(interaction, self._avoiding.own(person_of(interaction))))

    @submitted("preferences:apart-saved", Audience.EVERYONE)
    async def save_apart(self, interaction: Interaction, filled: Filled) -> None:
        await self._avoiding.choose(person_of(interaction), filled.people("avoid"), filled.people("supervisors"))
        await reply(interaction, cards.apart_kept())

    async def _show(self, interaction: Interaction, saved: Preferences) -> None:
        community = self._community.community(person_of(interaction).guild_id)
        await replace(interaction, cards.preferences(saved, community))

    def _chosen(self, interaction: Interaction) -> Preferences:
        person = person_of(interaction)
        return self._community.preferences(person.guild_id, person.member_id)
