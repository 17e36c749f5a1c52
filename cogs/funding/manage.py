"""``/manage-funding``: putting calls in, changing them, and laying them aside."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.clock import Clock
from bot.community.standing import Audience
from bot.funding.entries import Call, CallGone, State
from bot.funding.importing import FundingImport
from bot.funding.managing import ManagingService, Passed
from bot.funding.posting import Posting
from bot.funding.reading import refuse_too_large
from bot.funding.service import FEATURE
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.places import Channel, cannot_write, require_may_post
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.funding import forms, manage_cards


class ManageFunding(commands.Cog):
    """Funding calls, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-funding", description=locale_str("Look after the group's funding calls"))
    )

    def __init__(self, calls: ManagingService, imports: FundingImport, posting: Posting, clock: Clock) -> None:
        self._calls = calls
        self._imports = imports
        self._posting = posting
        self._clock = clock

    @manage.command(name="add", description=locale_str("Put a funding call in"))
    async def add(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.about(interaction, None))

    @manage.command(name="edit", description=locale_str("Change a funding call, or open it again"))
    @app_commands.describe(call=locale_str("Which one"))
    async def edit(self, interaction: Interaction, call: str) -> None:
        await self._show(interaction, self._calls.call(person_of(interaction), number(call, CallGone)))

    @manage.command(name="archive", description=locale_str("Lay a funding call aside"))
    @app_commands.describe(call=locale_str("Which one"))
    async def archive(self, interaction: Interaction, call: str) -> None:
        done = await self._calls.archive(person_of(interaction), number(call, CallGone))
        await reply(interaction, manage_cards.archived(done))

    @edit.autocomplete("call")
    async def there_are(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = self._calls.all(person_of(interaction))
        return offered(((f"{one.about.title} · {one.about.funder}", one.id) for one in found), typed)

    @archive.autocomplete("call")
    async def are_open(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = [one for one in self._calls.all(person_of(interaction)) if one.state is State.OPEN]
        return offered(((f"{one.about.title} · {one.about.funder}", one.id) for one in found), typed)

    @manage.command(name="import", description=locale_str("Bring in a list of calls; tried out first"))
    @app_commands.describe(file=locale_str("A CSV file, one call a line"))
    async def bring_in(self, interaction: Interaction, file: discord.Attachment) -> None:
        refuse_too_large(file.size)
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = self._imports.try_out(person_of(interaction), await file.read())
        await reply(interaction, manage_cards.trial(found))

    @pressed("funding:import", Audience.FACILITATOR, FEATURE)
    async def confirm(self, interaction: Interaction, token: str) -> None:
        await replace(interaction, manage_cards.imported(await self._imports.confirm(person_of(interaction), token)))

    @manage.command(name="channel", description=locale_str("Have new funding calls posted in a channel"))
    @app_commands.describe(channel=locale_str("Where they are posted; left out, see how it stands"))
    async def channel(self, interaction: Interaction, channel: Channel | None = None) -> None:
        person = person_of(interaction)
        if channel is not None:
            require_may_post(interaction, channel)
            await self._posting.post_in(person, channel.id)
        chosen = await self._posting.channel(person)
        warnings = cannot_write(interaction, chosen) if chosen is not None else []
        await reply(interaction, manage_cards.posting(chosen, warnings))

    @pressed("funding:post-no-more", Audience.FACILITATOR, FEATURE)
    async def post_no_more(self, interaction: Interaction) -> None:
        await self._posting.post_no_more(person_of(interaction))
        await replace(interaction, manage_cards.posting(None, []))

    # -- the forms ----------------------------------------------------------------------------

    @pressed("funding:edit-about", Audience.FACILITATOR, FEATURE)
    async def open_about(self, interaction: Interaction, call_id: int) -> None:
        await open_form(interaction, forms.about(interaction, self._calls.call(person_of(interaction), call_id)))

    @pressed("funding:edit-dates", Audience.FACILITATOR, FEATURE)
    async def open_dates(self, interaction: Interaction, call_id: int) -> None:
        await open_form(interaction, forms.dates(interaction, self._calls.call(person_of(interaction), call_id)))

    @pressed("funding:edit-terms", Audience.FACILITATOR, FEATURE)
    async def open_terms(self, interaction: Interaction, call_id: int) -> None:
        await open_form(interaction, forms.terms(interaction, self._calls.call(person_of(interaction), call_id)))

    @submitted("funding:about", Audience.FACILITATOR, FEATURE)
    async def save_about(self, interaction: Interaction, filled: Filled, call_id: int) -> None:
        person, about = person_of(interaction), forms.read_about(filled)
        saving = self._calls.describe(person, call_id, about) if call_id else self._calls.begin(person, about)
        await self._show(interaction, await saving)

    @submitted("funding:dates", Audience.FACILITATOR, FEATURE)
    async def save_dates(self, interaction: Interaction, filled: Filled, call_id: int) -> None:
        saved = await self._calls.date(person_of(interaction), call_id, forms.read_dates(filled))
        if isinstance(saved, Passed):
            await reply(interaction, manage_cards.passed(saved))
        else:
            await self._show(interaction, saved)

    @submitted("funding:terms", Audience.FACILITATOR, FEATURE)
    async def save_terms(self, interaction: Interaction, filled: Filled, call_id: int) -> None:
        await self._show(
            interaction, await self._calls.limit(person_of(interaction), call_id, forms.read_terms(filled))
        )

    @pressed("funding:close", Audience.FACILITATOR, FEATURE)
    async def close(self, interaction: Interaction, token: str) -> None:
        done = await self._calls.close_by(person_of(interaction), token)
        await replace(interaction, await self._card(interaction, done))

    @pressed("funding:keep", Audience.FACILITATOR, FEATURE)
    async def keep(self, interaction: Interaction, call_id: int) -> None:
        done = await self._calls.keep(person_of(interaction), call_id)
        await replace(interaction, await self._card(interaction, done))

    @pressed("funding:throw-away", Audience.FACILITATOR, FEATURE)
    async def throw_away(self, interaction: Interaction, call_id: int) -> None:
        await self._calls.throw_away(person_of(interaction), call_id)
        await replace(interaction, manage_cards.thrown_away())

    async def _show(self, interaction: Interaction, call: Call) -> None:
        await reply(interaction, await self._card(interaction, call))

    async def _card(self, interaction: Interaction, call: Call) -> discord.ui.LayoutView:
        return manage_cards.call(call, self._clock.now(), await self._posting.channel(person_of(interaction)))
