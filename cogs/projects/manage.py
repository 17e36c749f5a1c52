"""``/manage-projects``: adding projects, changing any, putting them away."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.errors import Gone, InvalidInput
from bot.projects.editing import ProjectEditing
from bot.projects.entries import ProjectGone
from bot.projects.service import FEATURE, ProjectsService
from bot.texts import N_, _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.places import require_may_post
from bot.ui.replies import open_form, replace, reply
from bot.ui.roles import cannot_give, opens_doors
from bot.ui.router import pressed, submitted
from bot.ui.threads import open_discussion
from cogs.projects import cards, forms
from cogs.projects.editing import editing_card


class ManageProjects(commands.Cog):
    """Projects, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-projects", description=locale_str("Add projects, change them, put them away"))
    )

    def __init__(self, projects: ProjectsService, editing: ProjectEditing) -> None:
        self._projects = projects
        self._editing = editing

    @manage.command(name="add", description=locale_str("Add a project"))
    @app_commands.describe(lead=locale_str("Who leads it, and may change what is said of it"))
    async def add(self, interaction: Interaction, lead: discord.Member | None = None) -> None:
        if lead is not None and lead.bot:
            raise InvalidInput(N_("Only people can be in a project; an app can't. Nothing was changed."))
        await open_form(interaction, forms.about(interaction, None, lead.id if lead else None))

    @submitted("projects:added", Audience.FACILITATOR, FEATURE)
    async def added(self, interaction: Interaction, filled: Filled, lead_id: int) -> None:
        person = person_of(interaction)
        one = await self._editing.add(person, lead_id or None, forms.read_about(filled))
        await reply(interaction, editing_card(person, one, [_("It is there: everyone in the group finds it.")]))

    @manage.command(name="edit", description=locale_str("Change a project, its role, or where it is discussed"))
    @app_commands.describe(
        project=locale_str("Which one"),
        role=locale_str("A role of its own, for those who follow it by a role"),
        without_role=locale_str("Let it have no role any more"),
        discuss_in=locale_str("A channel in which it gets a thread for discussion, with its card"),
    )
    async def edit(
        self,
        interaction: Interaction,
        project: str,
        role: discord.Role | None = None,
        without_role: bool = False,
        discuss_in: discord.TextChannel | None = None,
    ) -> None:
        person = person_of(interaction)
        one, notes = self._editing.may_edit(person, number(project, ProjectGone)), list[str]()
        if role is not None:
            if opens_doors(interaction.guild, role.id):
                raise InvalidInput(
                    N_("Anybody who follows the project would get that role, and it allows more than everyone may, "
                       "on the server or in a channel. Please choose one without permissions of its own.")
                )  # fmt: skip
            one = await self._editing.set_role(person, one.id, role.id)
            notes.append(_("Who follows it may have {role}.", role=role.mention))
            if cannot_give(interaction.guild, role.id):
                notes.append(_("Heronry can't give it yet: move Heronry's own role above it in Server Settings → "
                               "Roles, and allow it Manage Roles."))  # fmt: skip
        elif without_role:
            one = await self._editing.set_role(person, one.id, None)
            notes.append(_("It has no role any more."))
        if discuss_in is not None:
            require_may_post(interaction, discuss_in)
            await interaction.response.defer(ephemeral=True, thinking=True)
            thread_id = await open_discussion(discuss_in, one.name[:100])
            one = await self._editing.discuss(person, one.id, thread_id)
            notes.append(_("It is discussed in {thread}; its card comes there.", thread=f"<#{thread_id}>"))
        await reply(interaction, editing_card(person, one, notes))

    @manage.command(name="archive", description=locale_str("Put a project away; it can be brought back"))
    @app_commands.describe(project=locale_str("Which one"))
    async def archive(self, interaction: Interaction, project: str) -> None:
        person = person_of(interaction)
        one = await self._editing.archive(person, number(project, ProjectGone))
        await reply(
            interaction, editing_card(person, one, [_("It is archived: /projects list and search leave it out.")])
        )

    @pressed("projects:archive", Audience.FACILITATOR, FEATURE)
    async def put_away(self, interaction: Interaction, project_id: int, archived: str) -> None:
        if archived not in ("yes", "no"):
            raise Gone
        person = person_of(interaction)
        one = await self._editing.archive(person, project_id, archived=archived == "yes")
        done = _("It is archived: /projects list and search leave it out.") if archived == "yes" else _("It is back.")
        await replace(interaction, editing_card(person, one, [done]))

    @edit.autocomplete("project")
    @archive.autocomplete("project")
    async def there_are(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return offered(cards.named(self._projects.editable(person_of(interaction))), typed)
