"""What the page's bot does beyond the sandbox's tiny one: something of every kind that a page must show."""

from __future__ import annotations

import io
from typing import Any

import discord
from discord import app_commands, ui

from tests.sandbox.discordpy import TinyBot

SKILLS = ("NVivo", "Stata", "Interviews")
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><rect width="120" height="80" fill="teal"/></svg>'
)


class Everything(ui.LayoutView):
    """Components V2, one of each; `chosen` selects answer with what they got."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        help_button: ui.Button[Everything] = ui.Button(
            label="Ask for an introduction", style=discord.ButtonStyle.primary, custom_id="every:ask"
        )
        help_button.callback = said("Introduction asked for")
        container: ui.Container[Everything] = ui.Container(
            ui.TextDisplay("## Who can help\nTwo people, best match first."),
            ui.Separator(),
            ui.Section(ui.TextDisplay("**Carys Llewellyn** can teach NVivo"), accessory=help_button),
            ui.Section(
                ui.TextDisplay("**Ben Hughes**"),
                accessory=ui.Thumbnail("attachment://picture.svg", description="A teal square"),
            ),
            ui.Separator(visible=False, spacing=discord.SeparatorSpacing.large),
            ui.MediaGallery(discord.MediaGalleryItem("attachment://picture.svg", description="A wide teal field")),
            ui.File("attachment://meeting.ics"),
            accent_colour=discord.Colour(0x1F6F78),
        )
        selects: tuple[tuple[str, ui.Select[Any] | ui.UserSelect[Any] | ui.RoleSelect[Any] | ui.ChannelSelect[Any] | ui.MentionableSelect[Any]], ...] = (
            ("string", ui.Select(options=[discord.SelectOption(label=skill) for skill in SKILLS], placeholder="Skills", max_values=2)),
            ("user", ui.UserSelect(placeholder="People")),
            ("role", ui.RoleSelect(placeholder="Roles")),
            ("channel", ui.ChannelSelect(placeholder="Places", channel_types=[discord.ChannelType.text])),
            ("mentionable", ui.MentionableSelect(placeholder="Anyone")),
        )  # fmt: skip
        for name, select in selects:
            select.custom_id = f"every:{name}"
            select.callback = chosen(select)
            container.add_item(ui.ActionRow(select))
        self.add_item(container)


def said(text: str) -> Any:
    async def callback(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(text, ephemeral=True)

    return callback


def chosen(select: Any) -> Any:
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


class Profile(ui.Modal, title="Edit your profile"):
    """Every input kind; the answer repeats what was entered. Shown in two halves, as five fit in a modal."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        self.inputs: list[Any] = (
            [
                ui.TextInput(max_length=40),
                ui.TextInput(style=discord.TextStyle.paragraph, required=False, max_length=500),
                ui.Select(options=[discord.SelectOption(label="Primary care"), discord.SelectOption(label="Community")]),
                ui.UserSelect(required=False),
            ]
            if first
            else [
                ui.RadioGroup(options=[discord.RadioGroupOption(label=stage, value=stage) for stage in ("MSc", "PhD")]),
                ui.CheckboxGroup(
                    options=[discord.CheckboxGroupOption(label=one, value=one) for one in ("A call", "Reading a draft")]
                ),
                ui.Checkbox(),
                ui.FileUpload(required=False),
            ]
        )  # fmt: skip
        names = ("Name", "Bio", "Setting", "Colleague") if first else ("Stage", "Open to", "Newcomers may find me", "CV")
        if first:
            self.add_item(ui.TextDisplay("Fill in what you **like**."))
        for name, component in zip(names, self.inputs, strict=True):
            self.add_item(ui.Label(text=name, component=component, description=f"About {name.lower()}"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        entered = [getattr(one, "value", None) if not hasattr(one, "values") else one.values for one in self.inputs]
        shown = [[getattr(item, "filename", str(item)) for item in one] if isinstance(one, list) else one for one in entered]
        await interaction.response.send_message(f"Entered: {shown}", ephemeral=True)


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
            discord.File(io.BytesIO(PICTURE), "picture.svg"),
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
        await interaction.response.send_modal(Profile(not second))

    @tree.command(description="Every kind of option")
    @app_commands.choices(colour=[app_commands.Choice(name="Red", value="r"), app_commands.Choice(name="Blue", value="b")])
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
