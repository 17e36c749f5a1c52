"""What is pressed and filled in to change a project, by whoever leads it and by facilitators."""

from collections.abc import Sequence
from typing import Any

import discord
from discord.ext import commands

from bot.community.standing import Audience, Person, Standing
from bot.errors import InvalidInput
from bot.projects.editing import ProjectEditing
from bot.projects.entries import Project
from bot.projects.service import FEATURE
from bot.texts import N_, _
from bot.ui.checks import Interaction, person_of
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.projects import cards, forms


class EditProjects(commands.Cog):
    """Changing a project."""

    def __init__(self, editing: ProjectEditing) -> None:
        self._editing = editing

    @pressed("projects:edit", Audience.MEMBER, FEATURE)
    async def open(self, interaction: Interaction, project_id: int) -> None:
        person = person_of(interaction)
        await reply(interaction, editing_card(person, self._editing.may_edit(person, project_id)))

    @pressed("projects:about", Audience.MEMBER, FEATURE)
    async def open_about(self, interaction: Interaction, project_id: int) -> None:
        one = self._editing.may_edit(person_of(interaction), project_id)
        await open_form(interaction, forms.about(interaction, one))

    @submitted("projects:about-saved", Audience.MEMBER, FEATURE)
    async def save_about(self, interaction: Interaction, filled: Filled, project_id: int) -> None:
        person = person_of(interaction)
        one = await self._editing.edit_about(person, project_id, forms.read_about(filled))
        await reply(interaction, editing_card(person, one, [_("Saved.")]))

    @pressed("projects:more", Audience.MEMBER, FEATURE)
    async def open_more(self, interaction: Interaction, project_id: int) -> None:
        one = self._editing.may_edit(person_of(interaction), project_id)
        await open_form(interaction, forms.more(interaction, one))

    @submitted("projects:more-saved", Audience.MEMBER, FEATURE)
    async def save_more(self, interaction: Interaction, filled: Filled, project_id: int) -> None:
        person = person_of(interaction)
        one = await self._editing.edit_more(person, project_id, forms.read_more(filled))
        await reply(interaction, editing_card(person, one, [_("Saved.")]))

    @pressed("projects:people", Audience.MEMBER, FEATURE)
    async def open_people(self, interaction: Interaction, project_id: int) -> None:
        person = person_of(interaction)
        one = self._editing.may_edit(person, project_id)
        await open_form(interaction, forms.people(interaction, one, facilitates=facilitates(person)))

    @submitted("projects:people-saved", Audience.MEMBER, FEATURE)
    async def save_people(self, interaction: Interaction, filled: Filled, project_id: int) -> None:
        person, team, lead = person_of(interaction), filled.people("team"), filled.people("lead")
        refuse_apps(interaction, [*team, *lead])
        if facilitates(person) and "lead" in filled.values:
            one = await self._editing.name_lead(person, project_id, next(iter(lead), None), team)
        else:
            one = await self._editing.edit_team(person, project_id, team)
        await reply(interaction, editing_card(person, one, [_("Saved.")]))

    @pressed("projects:drop-picture", Audience.MEMBER, FEATURE)
    async def drop_picture(self, interaction: Interaction, project_id: int, media_id: int) -> None:
        person = person_of(interaction)
        one = await self._editing.drop_picture(person, project_id, media_id)
        await replace(interaction, editing_card(person, one, [_("The picture is gone.")]))


def facilitates(person: Person) -> bool:
    return person.standing >= Standing.FACILITATOR


def editing_card(person: Person, one: Project, notes: Sequence[str] = ()) -> discord.ui.LayoutView:
    return cards.editing(one, facilitates=facilitates(person), notes=notes)


def refuse_apps(interaction: Interaction, chosen: Sequence[int]) -> None:
    """Raises ``InvalidInput`` for a bot among those who were chosen."""
    data: Any = interaction.data
    users = data.get("resolved", {}).get("users", {})
    if any(users.get(str(one), {}).get("bot") for one in chosen):
        raise InvalidInput(N_("Only people can be in a project; an app can't. Nothing was changed."))
