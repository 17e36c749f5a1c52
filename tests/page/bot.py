"""What the page's bot does beyond the sandbox's tiny one: something of every kind that a page must show."""

from __future__ import annotations

import base64
import io
from typing import Any

import discord
from discord import app_commands, ui

from tests.sandbox.discordpy import TinyBot

SKILLS = ("NVivo", "Stata", "Interviews")
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAAGklEQVR42mOQz6+gCmIYNWjUoFGDRg2iDAEAO5CJEOXhp8oAAAAASUVORK5CYII="
)
"""A teal PNG, 24 by 16."""


class Everything(ui.LayoutView):
    """Components V2, one of each; the selects answer with what was chosen."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        container: ui.Container[Everything] = ui.Container(accent_colour=discord.Colour(0x1F6F78))
        for item in [*layout(), *(ui.ActionRow[Any](select) for select in selects())]:
            container.add_item(item)
        self.add_item(container)


def layout() -> list[ui.Item[Any]]:
    ask: ui.Button[Any] = ui.Button(label="Ask for an introduction", custom_id="every:ask")
    ask.callback = answer("Introduction asked for")
    picture: ui.Thumbnail[Any] = ui.Thumbnail("attachment://picture.png", description="A teal square")
    return [
        ui.TextDisplay("## Who can help\nTwo people, best match first."),
        ui.Separator(),
        ui.Section(ui.TextDisplay[Any]("**Carys Llewellyn** can teach NVivo"), accessory=ask),
        ui.Section(ui.TextDisplay[Any]("**Ben Hughes**"), accessory=picture),
        ui.Separator(visible=False, spacing=discord.SeparatorSpacing.large),
        ui.MediaGallery(discord.MediaGalleryItem("attachment://picture.png", description="A wide teal field")),
        ui.File("attachment://meeting.ics"),
    ]


def selects() -> list[ui.Item[Any]]:
    skills = [discord.SelectOption(label=skill) for skill in SKILLS]
    made: list[Any] = [
        ui.Select[Any](custom_id="every:string", placeholder="Skills", options=skills, max_values=2),
        ui.UserSelect[Any](custom_id="every:user", placeholder="People"),
        ui.RoleSelect[Any](custom_id="every:role", placeholder="Roles"),
        ui.ChannelSelect[Any](custom_id="every:channel", placeholder="Places"),
        ui.MentionableSelect[Any](custom_id="every:mentionable", placeholder="Anyone"),
    ]
    for select in made:
        select.callback = answer_chosen(select)
    return made


def answer(text: str) -> Any:
    async def callback(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(text, ephemeral=True)

    return callback


def answer_chosen(select: Any) -> Any:
    async def callback(interaction: discord.Interaction) -> None:
        names = ", ".join(getattr(value, "name", value) for value in select.values)
        await interaction.response.send_message(f"Chosen: {names}", ephemeral=True)

    return callback


class Styles(ui.View):
    """Buttons of every style, one of which edits its message and one of which never answers."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="Guide", url="https://example.org/guide"))
        self.add_item(ui.Button(label="Closed", disabled=True, custom_id="styles:closed"))

    @ui.button(label="Edit", style=discord.ButtonStyle.success, custom_id="styles:edit")
    async def edit(self, interaction: discord.Interaction, _button: ui.Button[Styles]) -> None:
        await interaction.response.edit_message(content="Edited in place")

    @ui.button(label="Ignore", style=discord.ButtonStyle.danger, custom_id="styles:ignore")
    async def ignore(self, _interaction: discord.Interaction, _button: ui.Button[Styles]) -> None:
        pass


def texts_and_selects() -> dict[str, Any]:
    settings = [discord.SelectOption(label=label) for label in ("Primary care", "Community")]
    return {
        "Name": ui.TextInput[Any](max_length=40),
        "Bio": ui.TextInput[Any](style=discord.TextStyle.paragraph, required=False, max_length=500),
        "Setting": ui.Select[Any](options=settings),
        "Colleague": ui.UserSelect[Any](required=False),
    }


def boxes_and_files() -> dict[str, Any]:
    stages = [discord.RadioGroupOption(label=stage, value=stage) for stage in ("MSc", "PhD")]
    open_to = [discord.CheckboxGroupOption(label=one, value=one) for one in ("A call", "Reading a draft")]
    return {
        "Stage": ui.RadioGroup[Any](options=stages),
        "Open to": ui.CheckboxGroup[Any](options=open_to),
        "Newcomers may find me": ui.Checkbox[Any](),
        "CV": ui.FileUpload[Any](required=False),
    }


class Profile(ui.Modal, title="Edit your profile"):
    """The given inputs by label, after a line of text; the answer repeats what was entered."""

    def __init__(self, inputs: dict[str, Any]) -> None:
        super().__init__()
        self.inputs = inputs
        self.add_item(ui.TextDisplay("Fill in what you **like**."))
        for label, component in inputs.items():
            self.add_item(ui.Label(text=label, component=component, description=f"About {label.lower()}"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        shown = {label: self.entered(component) for label, component in self.inputs.items()}
        await interaction.response.send_message(f"Entered: {shown}", ephemeral=True)

    def entered(self, component: Any) -> Any:
        if not hasattr(component, "values"):
            return component.value
        return [getattr(value, "filename", str(value)) for value in component.values]


def add_commands(bot: TinyBot) -> None:
    """Adds to what the tiny bot has; sync afterwards."""
    tree = bot.tree

    async def skills(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=one, value=one) for one in SKILLS if current.lower() in one.lower()]

    @tree.command(description="Find people who can help")
    @app_commands.describe(query="What do you need help with?", limit="How many people to show")
    @app_commands.autocomplete(query=skills)
    async def who(interaction: discord.Interaction, query: str, limit: app_commands.Range[int, 1, 10] = 5) -> None:
        await interaction.response.send_message(f"Looking for {query}, {limit} at most", ephemeral=True)

    @tree.command(description="One of every component")
    async def everything(interaction: discord.Interaction) -> None:
        files = [
            discord.File(io.BytesIO(PICTURE), "picture.png"),
            discord.File(io.BytesIO(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), "meeting.ics"),
        ]
        await interaction.response.send_message(view=Everything(), files=files)

    @tree.command(description="Buttons of every style")
    async def styles(interaction: discord.Interaction) -> None:
        embed = discord.Embed(title="An embed", description="With **text**", colour=0x3366FF)
        embed.add_field(name="Setting", value="Primary care").set_footer(text="At the foot")
        await interaction.response.send_message("Press one", view=Styles(), embed=embed)

    @tree.command(description="A form")
    async def form(interaction: discord.Interaction, second: bool = False) -> None:
        await interaction.response.send_modal(Profile(boxes_and_files() if second else texts_and_selects()))

    @tree.command(description="Every kind of option")
    @app_commands.choices(
        colour=[app_commands.Choice(name="Red", value="r"), app_commands.Choice(name="Blue", value="b")]
    )
    async def options(
        interaction: discord.Interaction,
        colour: app_commands.Choice[str],
        title: app_commands.Range[str, 3, 20],
        amount: float | None = None,
        place: discord.TextChannel | None = None,
        role: discord.Role | None = None,
        paper: discord.Attachment | None = None,
    ) -> None:
        parts = [colour.value, title, amount, place and place.name, role and role.name, paper and paper.filename]
        await interaction.response.send_message(f"Got {parts}", ephemeral=True)

    @tree.context_menu(name="Wave")
    async def wave(interaction: discord.Interaction, person: discord.Member) -> None:
        await interaction.response.send_message(f"Waved at {person.display_name}", ephemeral=True)

    @tree.command(description="A direct message, with text as hostile as given")
    async def write_to_me(interaction: discord.Interaction, text: str) -> None:
        await interaction.user.send(text)
        await interaction.response.send_message("Sent", ephemeral=True)
