"""``/reflect``: begin one, look through one's own, see how far one has come, take them away."""

import asyncio
import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.signposts import Signposts
from bot.community.standing import Audience
from bot.reflection.book import BookService
from bot.reflection.exporting import Style, exported, file_name
from bot.reflection.guiding import GuidesService
from bot.reflection.progress import drawn, in_words, progress
from bot.reflection.reading import read_fraction, read_span
from bot.reflection.service import FEATURE, ReflectionService
from bot.texts import N_, Message, _, day
from bot.ui.cards import shortened
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import MOST, offered
from bot.ui.replies import chosen, replace, reply
from bot.ui.router import pressed
from cogs.reflection import cards, entry_cards, progress_cards

STYLES: dict[Style, Message] = {
    Style.PDF: N_("PDF, to hand in"),
    Style.MARKDOWN: N_("Markdown, to go on writing in"),
    Style.CSV: N_("CSV, for a spreadsheet"),
    Style.JSON: N_("JSON, for other programs"),
}


class Reflect(commands.Cog):
    """What members type about their reflections."""

    reflect = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="reflect", description=locale_str("Reflect in private; only you can read it"))
    )

    def __init__(
        self, reflection: ReflectionService, book: BookService, guides: GuidesService, signposts: Signposts
    ) -> None:
        self._reflection = reflection
        self._book = book
        self._guides = guides
        self._signposts = signposts

    # -- beginning ------------------------------------------------------------------------

    @reflect.command(name="start", description=locale_str("Begin a private reflection, or pick one up"))
    @app_commands.describe(
        model=locale_str("A reflective model; left out: What? So what? Now what?"),
        meeting=locale_str("The meeting it is about, if it is about one"),
    )
    async def start(self, interaction: Interaction, model: str = "", meeting: str = "") -> None:
        # A workshop's number is below 0.
        about = int(meeting) if meeting.removeprefix("-").isdecimal() and len(meeting) < 19 else 0
        await reply(interaction, await self._launch(interaction, model, about))

    @start.autocomplete("model")
    async def models(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return [
            app_commands.Choice(name=shortened(str(guide.title), 100), value=guide.id)
            for guide in self._guides.guides(person_of(interaction).guild_id)
            if typed.casefold() in str(guide.title).casefold()
        ][:MOST]

    @start.autocomplete("meeting")
    async def held(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = await self._reflection.meetings(person_of(interaction))
        return offered(((f"{day(one.at.date())} · {one.title}", one.id) for one in found), typed)

    @pressed("reflection:start", Audience.MEMBER, FEATURE, direct=True)
    async def press_start(self, interaction: Interaction) -> None:
        await reply(interaction, await self._launch(interaction, "", 0))

    @pressed("reflection:about", Audience.MEMBER, FEATURE, direct=True)
    async def press_about(self, interaction: Interaction, meeting_id: int) -> None:
        await reply(interaction, await self._launch(interaction, "", meeting_id))

    @pressed("reflection:choose", Audience.MEMBER, FEATURE, direct=True)
    async def choose(self, interaction: Interaction, meeting_id: int) -> None:
        await replace(interaction, await self._launch(interaction, chosen(interaction), meeting_id))

    @pressed("reflection:agree", Audience.MEMBER, FEATURE, direct=True)
    async def agree(self, interaction: Interaction, guide_id: str, meeting_id: int) -> None:
        await self._reflection.agree(person_of(interaction))
        await replace(interaction, await self._launch(interaction, guide_id, meeting_id))

    async def _launch(self, interaction: Interaction, guide_id: str, meeting_id: int) -> discord.ui.LayoutView:
        launch = await self._reflection.launch(person_of(interaction), guide_id, meeting_id)
        return cards.launch(launch, self._signposts.line())

    # -- looking back ---------------------------------------------------------------------

    @reflect.command(name="entries", description=locale_str("Look through your reflections"))
    @app_commands.describe(
        words=locale_str("Only those that hold all of these words"), tag=locale_str("Only those with this tag")
    )
    async def entries(
        self,
        interaction: Interaction,
        words: app_commands.Range[str, 0, 100] = "",
        tag: app_commands.Range[str, 0, 30] = "",
    ) -> None:
        await reply(interaction, await self._page(interaction, 0, words, tag))

    @pressed("reflection:page", Audience.MEMBER, FEATURE, direct=True)
    async def turn_page(self, interaction: Interaction, words: str, tag: str, page: int) -> None:
        await replace(interaction, await self._page(interaction, page, words, tag))

    async def _page(self, interaction: Interaction, page: int, words: str, tag: str) -> discord.ui.LayoutView:
        person = person_of(interaction)
        book = await self._book.book(person)
        return entry_cards.entries(person.guild_id, book.finding(words, tag), page, words, tag)

    @reflect.command(name="progress", description=locale_str("See your hours and themes, for yourself alone"))
    @app_commands.describe(part=locale_str("Your part of a full-time post, such as 60%; left out: all of it"))
    async def progress(self, interaction: Interaction, part: str = "") -> None:
        fraction = read_fraction(part)
        await interaction.response.defer(ephemeral=True)
        person = person_of(interaction)
        book = await self._book.book(person)
        shown = progress(book.reflections, self._book.today(person), fraction)
        picture = await asyncio.to_thread(drawn, shown)
        words = in_words(shown)
        file = discord.File(io.BytesIO(picture), filename="progress.png", description=shortened(words, 1_024))
        await reply(interaction, progress_cards.progress(words), file=file)

    @reflect.command(name="export", description=locale_str("Take your reflections away, as a file"))
    @app_commands.describe(
        kind=locale_str("What kind of file"),
        since=locale_str("From this day on, such as 2026-01-31"),
        until=locale_str("Up to this day"),
        tag=locale_str("Only those with this tag"),
        words=locale_str("Whether what you wrote is in it; without, only days, hours and models"),
    )
    async def export(
        self,
        interaction: Interaction,
        kind: str,
        since: str = "",
        until: str = "",
        tag: str = "",
        words: bool = True,
    ) -> None:
        style, (first, last) = _style(kind), read_span(since, until)
        await interaction.response.defer(ephemeral=True)
        person = person_of(interaction)
        found = (await self._book.book(person)).finding(tag=tag, since=first, until=last)
        if not found.reflections:
            await reply(interaction, _("None of your reflections fits, so there is no file."))
            return
        title = _("Reflections of {name}", name=interaction.user.display_name)
        made = await asyncio.to_thread(exported, found.reflections, style, title=title, words=words)
        file = discord.File(io.BytesIO(made), filename=file_name(style, self._book.today(person)))
        await reply(interaction, progress_cards.exported(found), file=file)

    @export.autocomplete("kind")
    async def kinds(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        return [
            app_commands.Choice(name=str(title), value=style.value)
            for style, title in STYLES.items()
            if typed.casefold() in str(title).casefold()
        ]

    @entries.autocomplete("tag")
    @export.autocomplete("tag")
    async def tags(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        book = await self._book.book(person_of(interaction))
        fitting = [tag for tag in book.tags if typed.casefold() in tag.casefold()]
        return [app_commands.Choice(name=tag, value=tag) for tag in fitting[:MOST]]


def _style(kind: str) -> Style:
    """What was chosen while typing; a PDF for anything else."""
    return Style(kind) if kind in list(Style) else Style.PDF
