"""``/manage-directory``: looking after the list."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.directory.importing import ImportService, Trial
from bot.directory.service import DirectoryService
from bot.directory.spreadsheets import refuse_too_large
from bot.directory.terms import TERMS_SHOWN, TermsService
from bot.directory.unclaimed import UnclaimedService
from bot.directory.wanted import WantedService
from bot.texts import _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.replies import chosen, post, replace, reply
from bot.ui.router import pressed
from cogs.directory import cards, manage_cards
from cogs.directory.commands import FEATURE


class ManageDirectory(commands.Cog):
    """The directory, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-directory", description=locale_str("Look after the directory"))
    )

    def __init__(
        self,
        directory: DirectoryService,
        terms: TermsService,
        wanted: WantedService,
        imports: ImportService,
        unclaimed: UnclaimedService,
    ) -> None:
        self._directory = directory
        self._terms = terms
        self._wanted = wanted
        self._imports = imports
        self._unclaimed = unclaimed

    @manage.command(name="overview", description=locale_str("How many people are in the directory"))
    async def overview(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        counts, wanted = await self._directory.overview(person), await self._wanted.terms(person)
        await reply(interaction, cards.overview(counts, wanted))

    @manage.command(name="terms", description=locale_str("Words for skills that Heronry doesn't know yet"))
    async def terms(self, interaction: Interaction) -> None:
        found = await self._terms.terms(person_of(interaction))
        await reply(interaction, manage_cards.terms(found, TERMS_SHOWN))

    @manage.command(name="import", description=locale_str("Bring in a list that you keep already; tried out first"))
    @app_commands.describe(file=locale_str("A CSV or XLSX file, one person a row"))
    async def bring_in(self, interaction: Interaction, file: discord.Attachment) -> None:
        refuse_too_large(file.size)
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self._imports.try_out(person_of(interaction), await file.read(), file.filename)
        await reply(interaction, manage_cards.trial(found))

    @manage.command(name="export", description=locale_str("Get the directory as a CSV file"))
    async def take_out(self, interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        document = await self._imports.export(person_of(interaction))
        note = _("The listed entries, as facilitators see them. The file stays with Discord until you dismiss this.")
        await reply(interaction, note, file=discord.File(io.BytesIO(document), filename="directory.csv"))

    @pressed("directory:import", Audience.FACILITATOR, FEATURE)
    async def confirm(self, interaction: Interaction, token: str, agreed: str) -> None:
        await interaction.response.defer()
        consented = agreed == "yes"
        done = await self._imports.confirm(person_of(interaction), token, consented=consented)
        shown = manage_cards.trial(done) if isinstance(done, Trial) else manage_cards.imported(done, consented)
        await replace(interaction, shown)

    @pressed("directory:column", Audience.FACILITATOR, FEATURE)
    async def choose_column(self, interaction: Interaction, token: str) -> None:
        columns = self._imports.columns(person_of(interaction), token)
        await replace(interaction, manage_cards.column(token, columns, int(chosen(interaction))))

    @pressed("directory:field", Audience.FACILITATOR, FEATURE)
    async def choose_field(self, interaction: Interaction, token: str, column: int) -> None:
        await interaction.response.defer()
        field = chosen(interaction)
        field = None if field == manage_cards.LEFT_OUT else field
        await replace(
            interaction, manage_cards.trial(await self._imports.mean(person_of(interaction), token, column, field))
        )

    # -- rows without an account ------------------------------------------------------------

    @manage.command(name="claims", description=locale_str("Rows of your list that wait for their people"))
    async def claims(self, interaction: Interaction) -> None:
        await reply(interaction, manage_cards.claims(await self._unclaimed.claims(person_of(interaction))))

    @pressed("directory:claims", Audience.FACILITATOR, FEATURE)
    async def show_claims(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, manage_cards.claims(await self._unclaimed.claims(person_of(interaction), page)))

    @pressed("directory:match", Audience.FACILITATOR, FEATURE)
    async def match(self, interaction: Interaction, row: int, page: int) -> None:
        person = person_of(interaction)
        await self._unclaimed.match(person, row, int(chosen(interaction)))
        await replace(interaction, manage_cards.claims(await self._unclaimed.claims(person, page)))

    @pressed("directory:discard", Audience.FACILITATOR, FEATURE)
    async def discard(self, interaction: Interaction, row: int, page: int) -> None:
        person = person_of(interaction)
        await self._unclaimed.discard(person, row)
        await replace(interaction, manage_cards.claims(await self._unclaimed.claims(person, page)))

    @pressed("directory:post-claims", Audience.FACILITATOR, FEATURE)
    async def post_claims(self, interaction: Interaction) -> None:
        await post(interaction, manage_cards.claim_here())
        await replace(interaction, manage_cards.posted())

    @pressed("directory:term", Audience.FACILITATOR, FEATURE)
    async def settle_term(self, interaction: Interaction, term: str, skill: str) -> None:
        person = person_of(interaction)
        if skill:
            await self._terms.rename(person, term, skill)
        else:
            await self._terms.keep(person, term)
        await replace(interaction, manage_cards.terms(await self._terms.terms(person), TERMS_SHOWN))
