"""What is pressed and filled in about a reflection that is written: opened, changed, shown, deleted."""

import asyncio
import io

import discord
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.errors import Gone
from bot.reflection.book import BookService
from bot.reflection.entries import Reflection, Shared
from bot.reflection.exporting import Style, exported, file_name
from bot.reflection.service import FEATURE
from bot.reflection.sharing import SHARED, SharingService
from bot.texts import _
from bot.ui.checks import Interaction, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.places import cannot_write
from bot.ui.replies import chosen, open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.reflection import entry_cards as cards
from cogs.reflection import forms


class Keeping(commands.Cog):
    """One's own reflections."""

    def __init__(self, book: BookService, sharing: SharingService) -> None:
        self._book = book
        self._sharing = sharing

    @pressed("reflection:pick", Audience.MEMBER, FEATURE, direct=True)
    async def pick(self, interaction: Interaction) -> None:
        entry_id = chosen(interaction)
        if not entry_id.isdecimal():
            raise Gone
        await reply(interaction, await self._entry(interaction, int(entry_id)))

    @pressed("reflection:open", Audience.MEMBER, FEATURE, direct=True)
    async def open(self, interaction: Interaction, entry_id: int) -> None:
        await replace(interaction, await self._entry(interaction, entry_id))

    async def _entry(
        self, interaction: Interaction, entry_id: int, said: Reflection | None = None
    ) -> discord.ui.LayoutView:
        person = person_of(interaction)
        said = said or await self._book.entry(person, entry_id)
        return cards.entry(person.guild_id, said, await self._sharing.standing(person, entry_id))

    @pressed("reflection:read", Audience.MEMBER, FEATURE, direct=True)
    async def read(self, interaction: Interaction, entry_id: int) -> None:
        person = person_of(interaction)
        said = await self._book.entry(person, entry_id)
        made = await asyncio.to_thread(exported, [said], Style.MARKDOWN, title=said.name)
        file = discord.File(io.BytesIO(made), filename=file_name(Style.MARKDOWN, said.day))
        await reply(interaction, _("All of it. A file sent through Discord stays with Discord."), file=file)

    # -- changing -------------------------------------------------------------------------

    @pressed("reflection:rewrite", Audience.MEMBER, FEATURE, direct=True)
    async def open_rewrite(self, interaction: Interaction, entry_id: int, part: int) -> None:
        # The one query before a form, here and below: the text is private, so it isn't kept in memory.
        person = person_of(interaction)
        said = await self._book.entry(person, entry_id)
        if not forms.places(said, part):
            raise Gone
        await open_form(interaction, forms.rewrite(interaction, person.guild_id, said, part))

    @submitted("reflection:rewritten", Audience.MEMBER, FEATURE, direct=True)
    async def rewrite(self, interaction: Interaction, filled: Filled, entry_id: int, version: int, part: int) -> None:
        written = forms.read_part(filled, part)
        said = await self._book.rewrite(person_of(interaction), entry_id, version, written)
        await reply(interaction, await self._entry(interaction, entry_id, said))

    @pressed("reflection:details", Audience.MEMBER, FEATURE, direct=True)
    async def open_details(self, interaction: Interaction, entry_id: int) -> None:
        person = person_of(interaction)
        said = await self._book.entry(person, entry_id)
        await open_form(interaction, forms.details(interaction, person.guild_id, said))

    @submitted("reflection:described", Audience.MEMBER, FEATURE, direct=True)
    async def describe(self, interaction: Interaction, filled: Filled, entry_id: int, version: int) -> None:
        typed = {name: filled.text(name) for name in ("title", "day", "tags", "hours", "participatory")}
        said = await self._book.describe(person_of(interaction), entry_id, version, **typed)
        await reply(interaction, await self._entry(interaction, entry_id, said))

    @pressed("reflection:action", Audience.MEMBER, FEATURE, direct=True)
    async def open_action(self, interaction: Interaction, entry_id: int) -> None:
        person = person_of(interaction)
        said = await self._book.entry(person, entry_id)
        await open_form(interaction, forms.action(interaction, person.guild_id, said))

    @submitted("reflection:acted", Audience.MEMBER, FEATURE, direct=True)
    async def act(self, interaction: Interaction, filled: Filled, entry_id: int, version: int) -> None:
        action, due, remind = filled.text("action"), filled.text("due"), "yes" in filled.choices("remind")
        said = await self._book.act(
            person_of(interaction), entry_id, version, action=action, due=due, remind=remind
        )  # fmt: skip
        await reply(interaction, await self._entry(interaction, entry_id, said))

    @pressed("reflection:delete", Audience.MEMBER, FEATURE, direct=True)
    async def ask_to_delete(self, interaction: Interaction, entry_id: int) -> None:
        person = person_of(interaction)
        await replace(interaction, cards.confirm_deletion(person.guild_id, entry_id))

    @pressed("reflection:really-delete", Audience.MEMBER, FEATURE, direct=True)
    async def delete(self, interaction: Interaction, entry_id: int) -> None:
        await self._book.delete(person_of(interaction), entry_id)
        await replace(interaction, cards.deleted())

    # -- showing to the group ---------------------------------------------------------------

    @pressed("reflection:show", Audience.MEMBER, FEATURE)
    async def open_parts(self, interaction: Interaction, entry_id: int) -> None:
        said = await self._book.entry(person_of(interaction), entry_id)
        await open_form(interaction, forms.parts(interaction, said))

    @submitted("reflection:previewed", Audience.MEMBER, FEATURE)
    async def preview(self, interaction: Interaction, filled: Filled, entry_id: int, version: int) -> None:
        parts = [int(part) for part in filled.choices("parts") if part.isdecimal()]
        what = await self._sharing.preview(person_of(interaction), entry_id, version, parts)
        await reply(interaction, cards.preview(what, version, cannot_write(interaction, what.channel_id)))

    @pressed("reflection:share", Audience.MEMBER, FEATURE)
    async def share(self, interaction: Interaction, entry_id: int, version: int, parts: str) -> None:
        places = [int(part) for part in parts.split("-") if part.isdecimal()]
        channel_id = await self._sharing.share(person_of(interaction), entry_id, version, places)
        await replace(interaction, cards.on_its_way(channel_id))

    @pressed("reflection:unshown", Audience.MEMBER, FEATURE)
    async def dont_share(self, interaction: Interaction) -> None:
        await replace(interaction, cards.not_shown())

    @pressed("reflection:unshare", Audience.MEMBER, FEATURE)
    async def take_back(self, interaction: Interaction, entry_id: int) -> None:
        await self._sharing.take_back(person_of(interaction), entry_id)
        await replace(interaction, cards.taken_back())

    @delivered(SHARED)
    def in_the_space(self, _delivery: Delivery, what: Shared) -> Message:
        return Message(cards.shared(what))
