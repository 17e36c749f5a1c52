"""``/resources``: links and files that people of the group share."""

import io
import re
from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.links import LONGEST_URL
from bot.community.media import refuse_too_large
from bot.community.standing import Audience, Person
from bot.delivery.kinds import Delivery
from bot.errors import InvalidInput
from bot.resources.entries import Resource, ResourceGone, Wish, checked
from bot.resources.service import FEATURE, ResourcesService
from bot.resources.sharing import POSTED, SharingService
from bot.texts import N_, _
from bot.ui.cards import shortened
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.resources import cards, forms

LINK = re.compile(r"https?://[^\s<>|]+")
"""A link as it stands in a message; what follows it in brackets or at a sentence's end isn't part of it."""


Notes = Callable[[Person, int], Awaitable[str]]
"""The notes of a meeting, by its number; raises ``NotFound``."""


class Resources(commands.Cog):
    """Shared resources, for members. ``notes`` gives a meeting's, from which a link can be shared."""

    resources = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="resources", description=locale_str("Links and files that people of the group share"))
    )

    def __init__(self, resources: ResourcesService, sharing: SharingService, notes: Notes) -> None:
        self._resources = resources
        self._sharing = sharing
        self._notes = notes
        menu = app_commands.ContextMenu(name=locale_str("Share as a resource"), callback=self.share)
        self.menus = [declare(Audience.MEMBER, FEATURE)(menu)]

    @resources.command(name="add", description=locale_str("Share a link or a file with the group"))
    @app_commands.describe(
        title=locale_str("What it is, in a few words"),
        link=locale_str("Its address, beginning with https://"),
        file=locale_str("A document or a picture, in place of a link"),
        alt=locale_str("For a picture: what it shows, for those who can't see it"),
        tags=locale_str("Separated by commas, such as: NVivo, focus groups"),
        note=locale_str("Why it helps, in your own words"),
    )
    async def add(
        self,
        interaction: Interaction,
        title: str,
        link: str = "",
        file: discord.Attachment | None = None,
        alt: str = "",
        tags: str = "",
        note: str = "",
    ) -> None:
        person, wish = person_of(interaction), Wish(title, link, note, tags)
        if file is None:
            await reply(interaction, cards.added(await self._resources.add_link(person, wish)))
            return
        checked(wish, has_file=True)  # nothing is downloaded that couldn't be kept
        refuse_too_large(file.size)
        await interaction.response.defer(ephemeral=True, thinking=True)
        kept = await self._resources.add_file(person, wish, await file.read(), file.filename, alt)
        await reply(interaction, cards.added(kept))

    @resources.command(name="find", description=locale_str("Look for links and files that were shared"))
    @app_commands.describe(about=locale_str("What about; left out, the newest"))
    async def find(self, interaction: Interaction, about: str = "") -> None:
        await reply(interaction, cards.found(self._resources.find(person_of(interaction), about)))

    @resources.command(name="mine", description=locale_str("See what you have shared, and take it back"))
    async def mine(self, interaction: Interaction) -> None:
        await reply(interaction, cards.mine(await self._resources.mine(person_of(interaction))))

    @resources.command(name="post", description=locale_str("Show a resource to your workshop group, in its thread"))
    @app_commands.describe(
        resource=locale_str("Which one"),
        group=locale_str("Whose thread; left out, the one you are in, or your only one"),
    )
    async def post(self, interaction: Interaction, resource: str, group: str = "") -> None:
        # An id of Discord's, or nobody's: then the service says that there is no such group.
        thread_id = int(group) if group.isdecimal() and len(group) < 20 else 0 if group else None
        person, here = person_of(interaction), interaction.channel_id
        done = await self._sharing.post(person, number(resource, ResourceGone), thread_id, here)
        await reply(interaction, cards.posted(done))

    @post.autocomplete("resource")
    async def approved(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        fitting = self._resources.find(person_of(interaction), typed).shown
        return [app_commands.Choice(name=shortened(one.title, 100), value=str(one.id)) for one in fitting]

    @post.autocomplete("group")
    async def groups(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = await self._sharing.circles(person_of(interaction))
        return offered(((cards.circle(one), one.thread_id) for one in found), typed)

    @delivered(POSTED)
    def shown(self, _delivery: Delivery, resource: Resource) -> Message:
        return Message(cards.shown(resource))

    async def share(self, interaction: Interaction, message: discord.Message) -> None:
        """A link in somebody's message. Nothing of the message is kept but what the person confirms in the form."""
        await self._share_from(interaction, message.content)

    @pressed("resources:notes", Audience.MEMBER, FEATURE)
    async def share_from_notes(self, interaction: Interaction, meeting_id: int) -> None:
        # The one query before a form.
        await self._share_from(interaction, await self._notes(person_of(interaction), meeting_id))

    async def _share_from(self, interaction: Interaction, text: str) -> None:
        found = LINK.search(text)
        if found is None:
            raise InvalidInput(N_("There is no link in it. /resources add shares a file, or a link you have."))
        url = found[0].rstrip(".,;:!?)]}'\"*_~")[:LONGEST_URL]
        await open_form(interaction, forms.sharing(interaction, url))

    @submitted("resources:shared", Audience.MEMBER, FEATURE)
    async def shared(self, interaction: Interaction, filled: Filled) -> None:
        kept = await self._resources.add_link(person_of(interaction), forms.read(filled))
        await reply(interaction, cards.added(kept))

    @pressed("resources:file", Audience.MEMBER, FEATURE)
    async def fetch(self, interaction: Interaction, resource_id: int) -> None:
        file = await self._resources.file(person_of(interaction), resource_id)
        sent = discord.File(io.BytesIO(file.content), filename=file.name, description=file.alt or None)
        await reply(interaction, _("Here it is."), file=sent)

    @pressed("resources:back", Audience.MEMBER, FEATURE)
    async def take_back(self, interaction: Interaction, resource_id: int) -> None:
        person = person_of(interaction)
        await self._resources.take_back(person, resource_id)
        await replace(interaction, cards.mine(await self._resources.mine(person)))
