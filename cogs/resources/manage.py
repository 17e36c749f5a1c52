"""``/manage-resources``: looking through what is shared."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.resources.entries import ResourceGone
from bot.resources.service import FEATURE, ResourcesService
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.resources import cards, forms


class ManageResources(commands.Cog):
    """Shared resources, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-resources", description=locale_str("Look through what people share"))
    )

    def __init__(self, resources: ResourcesService) -> None:
        self._resources = resources

    @manage.command(name="waiting", description=locale_str("What people have shared, and waits to be looked at"))
    async def waiting(self, interaction: Interaction) -> None:
        await reply(interaction, cards.looked_through(await self._resources.all(person_of(interaction))))

    @manage.command(name="edit", description=locale_str("Change what is said of a resource"))
    @app_commands.describe(resource=locale_str("Which one"))
    async def edit(self, interaction: Interaction, resource: str) -> None:
        await self._open(interaction, number(resource, ResourceGone))

    @manage.command(name="remove", description=locale_str("Remove a resource, for everyone"))
    @app_commands.describe(resource=locale_str("Which one"))
    async def remove(self, interaction: Interaction, resource: str) -> None:
        await self._resources.remove(person_of(interaction), number(resource, ResourceGone))
        await reply(interaction, cards.removed())

    @edit.autocomplete("resource")
    @remove.autocomplete("resource")
    async def there_are(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = await self._resources.all(person_of(interaction))
        return offered(((one.title, one.id) for one in found), typed)

    @pressed("resources:approve", Audience.FACILITATOR, FEATURE)
    async def approve(self, interaction: Interaction, resource_id: int) -> None:
        await self._resources.approve(person_of(interaction), resource_id)
        await self._show(interaction)

    @pressed("resources:edit", Audience.FACILITATOR, FEATURE)
    async def open_edit(self, interaction: Interaction, resource_id: int) -> None:
        await self._open(interaction, resource_id)

    @submitted("resources:edited", Audience.FACILITATOR, FEATURE)
    async def edited(self, interaction: Interaction, filled: Filled, resource_id: int) -> None:
        await self._resources.edit(person_of(interaction), resource_id, forms.read(filled))
        await reply(interaction, cards.looked_through(await self._resources.all(person_of(interaction))))

    @pressed("resources:remove", Audience.FACILITATOR, FEATURE)
    async def take_out(self, interaction: Interaction, resource_id: int) -> None:
        await self._resources.remove(person_of(interaction), resource_id)
        await self._show(interaction)

    async def _open(self, interaction: Interaction, resource_id: int) -> None:
        # The one query before a form.
        found = await self._resources.all(person_of(interaction))
        one = next((one for one in found if one.id == resource_id), None)
        if one is None:
            raise ResourceGone
        await open_form(interaction, forms.editing(interaction, one))

    async def _show(self, interaction: Interaction) -> None:
        await replace(interaction, cards.looked_through(await self._resources.all(person_of(interaction))))
