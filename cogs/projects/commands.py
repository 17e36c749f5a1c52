"""``/projects``: what the group works on, following it, and helping."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.media import Media, refuse_too_large
from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.errors import Gone, NotAllowed
from bot.following.entries import Way
from bot.following.service import Following
from bot.projects.editing import ProjectEditing
from bot.projects.entries import Project, ProjectGone, Shown
from bot.projects.service import CARD, FEATURE, RENEWED, ProjectsService
from bot.texts import N_, _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.messenger import Message, delivered
from bot.ui.replies import chosen, replace, reply
from bot.ui.roles import cannot_give, give_role, opens_doors, take_role
from bot.ui.router import pressed
from cogs.projects import cards, follow_cards
from cogs.projects.editing import editing_card


class Projects(commands.Cog):
    """Projects, for members."""

    projects = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(
            name="projects", description=locale_str("What the group is working on, and what help it wants")
        )
    )

    def __init__(self, projects: ProjectsService, editing: ProjectEditing, following: Following) -> None:
        self._projects = projects
        self._editing = editing
        self._following = following

    @projects.command(name="list", description=locale_str("See what the group is working on"))
    async def list(self, interaction: Interaction) -> None:
        await reply(interaction, cards.listed(self._projects.list(person_of(interaction))))

    @pressed("projects:page", Audience.MEMBER, FEATURE)
    async def turn(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, cards.listed(self._projects.list(person_of(interaction), page)))

    @projects.command(name="show", description=locale_str("See one project"))
    @app_commands.describe(project=locale_str("Which one"))
    async def show(self, interaction: Interaction, project: str) -> None:
        await self._show(interaction, number(project, ProjectGone))

    @show.autocomplete("project")
    async def there_are(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return offered(cards.named(self._projects.current(person_of(interaction).guild_id)), typed)

    @pressed("projects:show", Audience.MEMBER, FEATURE)
    async def open(self, interaction: Interaction, project_id: int) -> None:
        await self._show(interaction, project_id)

    async def _show(self, interaction: Interaction, project_id: int) -> None:
        person = person_of(interaction)
        what = await self._projects.show(person, project_id)
        if not what.project.pictures:
            await reply(interaction, cards.project(what))
            return
        _project, picture = await self._projects.picture(person, project_id, 0)
        await reply(interaction, cards.project(what, picture), file=_file(picture))

    @projects.command(name="edit", description=locale_str("Change a project that you lead"))
    @app_commands.describe(
        project=locale_str("Which one"),
        picture=locale_str("A picture to add: JPEG, PNG or WebP"),
        alt=locale_str("For the picture: what it shows, for those who can't see it"),
    )
    async def edit(
        self, interaction: Interaction, project: str, picture: discord.Attachment | None = None, alt: str = ""
    ) -> None:
        person = person_of(interaction)
        one = self._editing.may_edit(person, number(project, ProjectGone))
        notes: list[str] = []
        if picture is not None:
            refuse_too_large(picture.size)
            await interaction.response.defer(ephemeral=True, thinking=True)
            one = await self._editing.add_picture(person, one.id, await picture.read(), picture.filename, alt)
            notes.append(_("The picture is kept; what was hidden in it, such as where it was taken, is removed."))
        await reply(interaction, editing_card(person, one, notes))

    @edit.autocomplete("project")
    async def theirs(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return offered(cards.named(self._projects.editable(person_of(interaction))), typed)

    @projects.command(name="mine", description=locale_str("See the projects that you are in, and those you follow"))
    async def mine(self, interaction: Interaction) -> None:
        await reply(interaction, cards.mine(self._projects.mine(person_of(interaction))))

    @projects.command(name="search", description=locale_str("Look for projects in your own words"))
    @app_commands.describe(about=locale_str("What about"))
    async def search(self, interaction: Interaction, about: str) -> None:
        await reply(interaction, cards.found(about, self._projects.search(person_of(interaction), about)))

    @projects.command(name="for-me", description=locale_str("See projects that look for what you offer"))
    async def for_me(self, interaction: Interaction) -> None:
        await reply(interaction, cards.for_me(self._projects.for_me(person_of(interaction))))

    @pressed("projects:help", Audience.MEMBER, FEATURE)
    async def who_could_help(self, interaction: Interaction, project_id: int) -> None:
        await reply(interaction, cards.helpers(*self._projects.who_could_help(person_of(interaction), project_id)))

    @pressed("projects:picture", Audience.MEMBER, FEATURE)
    async def picture(self, interaction: Interaction, project_id: int, which: int) -> None:
        one, shown = await self._projects.picture(person_of(interaction), project_id, which)
        await reply(interaction, cards.picture(one, shown, which), file=_file(shown))

    @pressed("projects:leave", Audience.MEMBER, FEATURE)
    async def leave(self, interaction: Interaction, project_id: int) -> None:
        person = person_of(interaction)
        before = await self._projects.leave(person, project_id)
        await reply(interaction, cards.left(before, led=before.lead_id == person.member_id))

    # -- following ----------------------------------------------------------------------------

    @pressed("projects:follow", Audience.MEMBER, FEATURE)
    async def follow(self, interaction: Interaction, project_id: int) -> None:
        person = person_of(interaction)
        one = self._projects.followed(person, project_id)
        way = self._following.way_of(person.guild_id, person.member_id, one.subject)
        messages = self._following.takes_messages(person.guild_id, person.member_id)
        role = self._can_give(interaction, one)
        await reply(interaction, follow_cards.choosing(one, way, role=role, takes_messages=messages))

    @pressed("projects:hear", Audience.MEMBER, FEATURE)
    async def hear(self, interaction: Interaction, project_id: int, way: str) -> None:
        if way not in list(Way):
            raise Gone
        await replace(interaction, await self._hear(interaction, project_id, Way(way)))

    @pressed("projects:stop-following", Audience.MEMBER, FEATURE)
    async def stop_following(self, interaction: Interaction) -> None:
        await reply(interaction, await self._hear(interaction, number(chosen(interaction), ProjectGone), Way.NOTHING))

    async def _hear(self, interaction: Interaction, project_id: int, way: Way) -> discord.ui.LayoutView:
        """Let somebody hear of a project in a way; what came of it."""
        person = person_of(interaction)
        one = self._projects.followed(person, project_id, way)
        before, stays = self._following.way_of(person.guild_id, person.member_id, one.subject), False
        if way is Way.ROLE:
            await self._give(interaction, one)
        elif before is Way.ROLE:
            stays = not await take_role(interaction, one.role_id, "They follow a project by its role no more")
        await self._following.follow(person, one.subject, way)
        return follow_cards.chosen(one, way, role_stays=stays)

    def _can_give(self, interaction: Interaction, one: Project) -> bool:
        """Whether Heronry can give a project's role, and it opens no doors, as things stand."""
        guild = interaction.guild
        if guild is None or one.role_id is None or cannot_give(guild, one.role_id):
            return False
        return not (self._following.gives_standing(guild.id, one.role_id) or opens_doors(guild, one.role_id))

    async def _give(self, interaction: Interaction, one: Project) -> None:
        """Raises ``NotAllowed`` when the role can't be given."""
        reason = "They follow a project by its role"
        if self._can_give(interaction, one) and await give_role(interaction, one.role_id, reason):
            return
        raise NotAllowed(
            N_("Heronry can't give you that role just now: it needs Manage Roles, with its own role above. Please "
               "choose another way, or tell a facilitator.")
        )  # fmt: skip

    # -- the card in its thread ---------------------------------------------------------------

    @delivered(CARD)
    def post(self, _delivery: Delivery, what: Shown) -> Message:
        return Message(cards.project(what))

    @delivered(RENEWED)
    def renew(self, _delivery: Delivery, what: Shown) -> Message:
        return Message(cards.project(what))


def _file(picture: Media) -> discord.File:
    return discord.File(io.BytesIO(picture.content), filename=picture.name, description=picture.alt)
