"""``/funding``: what is open, following a call, and looking for people to apply with."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.backgrounds import STAGES
from bot.community.standing import Audience
from bot.errors import Gone, InvalidInput
from bot.funding.entries import ORGANISATIONS, REGIONS, CallGone, Stance, State, Wanted
from bot.funding.searching import SearchingService
from bot.funding.service import FEATURE, FundingService, Shown
from bot.texts import N_, Message, _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.funding import cards, forms


def _choices(names: dict[str, Message]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=locale_str(words.msgid), value=value) for value, words in names.items()]


class Funding(commands.Cog):
    """Funding calls, for members."""

    funding = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(
            name="funding", description=locale_str("Funding calls, their deadlines, people to apply with")
        )
    )

    def __init__(self, funding: FundingService, searching: SearchingService) -> None:
        self._funding = funding
        self._searching = searching

    @funding.command(name="list", description=locale_str("The calls that are open, the next deadline first"))
    @app_commands.describe(
        for_me=locale_str("By the career stage and workplace in your directory entry"),
        stage=locale_str("Open to this career stage"),
        organisation=locale_str("Open to people who work there"),
        place=locale_str("Open to people there"),
    )
    @app_commands.choices(stage=_choices(STAGES), organisation=_choices(ORGANISATIONS), place=_choices(REGIONS))
    async def list_calls(
        self, interaction: Interaction, for_me: bool = False, stage: str = "", organisation: str = "", place: str = ""
    ) -> None:
        wanted = Wanted(stage, organisation, place, for_me)
        await reply(interaction, cards.listed(await self._funding.listed(person_of(interaction), wanted), wanted))

    @pressed("funding:list", Audience.MEMBER, FEATURE)
    async def turn(
        self, interaction: Interaction, stage: str, organisation: str, place: str, for_me: str, page: int
    ) -> None:
        wanted = Wanted(stage, organisation, place, for_me == "1")
        found = await self._funding.listed(person_of(interaction), wanted, page)
        await replace(interaction, cards.listed(found, wanted))

    @funding.command(name="show", description=locale_str("Everything about one call"))
    @app_commands.describe(call=locale_str("Which one"))
    async def show(self, interaction: Interaction, call: str) -> None:
        shown = await self._funding.shown(person_of(interaction), number(call, CallGone))
        await reply(interaction, cards.call(shown))

    @show.autocomplete("call")
    async def there_are(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = self._funding.of_group(person_of(interaction).guild_id, State.OPEN)
        return offered(((f"{one.about.title} · {one.about.funder}", one.id) for one in found), typed)

    @funding.command(name="mine", description=locale_str("The calls that you follow, apply to or have muted"))
    async def mine(self, interaction: Interaction) -> None:
        await reply(interaction, cards.mine(await self._funding.mine(person_of(interaction))))

    @pressed("funding:open", Audience.MEMBER, FEATURE, direct=True)
    async def open(self, interaction: Interaction, call_id: int) -> None:
        await reply(interaction, cards.call(await self._funding.shown(person_of(interaction), call_id)))

    @pressed("funding:choose", Audience.MEMBER, FEATURE, direct=True)
    async def choose(self, interaction: Interaction, call_id: int, stance: str) -> None:
        if stance not in (*Stance, "none"):
            raise Gone
        wanted = None if stance == "none" else Stance(stance)
        await _shown(interaction, await self._funding.choose(person_of(interaction), call_id, wanted))

    @pressed("funding:mute", Audience.MEMBER, FEATURE, direct=True)
    async def mute(self, interaction: Interaction, call_id: int, muted: str) -> None:
        shown = await self._funding.mute(person_of(interaction), call_id, muted=muted == "yes")
        await _shown(interaction, shown)

    @pressed("funding:agree", Audience.MEMBER, FEATURE, direct=True)
    async def agree(self, interaction: Interaction, call_id: int) -> None:
        await _shown(interaction, await self._funding.agree(person_of(interaction), call_id))

    @pressed("funding:file", Audience.MEMBER, FEATURE, direct=True)
    async def file(self, interaction: Interaction, call_id: int) -> None:
        document = self._funding.file(person_of(interaction), call_id)
        note = _("Open it, and your calendar takes the deadlines in, each with an alarm a week before. If one changes, "
                 "please get the file again.")  # fmt: skip
        await reply(interaction, note, file=discord.File(io.BytesIO(document), filename="deadlines.ics"))

    @pressed("funding:look", Audience.MEMBER, FEATURE, direct=True)
    async def look(self, interaction: Interaction, call_id: int) -> None:
        person = person_of(interaction)
        self._funding.call(person, call_id)
        await open_form(interaction, forms.looking(interaction, person.guild_id, call_id))

    @submitted("funding:looking", Audience.MEMBER, FEATURE, direct=True)
    async def looking(self, interaction: Interaction, filled: Filled, call_id: int) -> None:
        if not filled.choices("agreed"):
            raise InvalidInput(
                N_("Nobody can be asked for you unless whoever says yes may learn your name. Nothing was sent.")
            )
        found = await self._searching.look(person_of(interaction), call_id, filled.text("skills"))
        await reply(interaction, cards.looking(found))


async def _shown(interaction: Interaction, shown: Shown) -> None:
    """The call as it stands now: in place of the card that was pressed, but beside what came as a direct message."""
    if interaction.guild_id is None:
        await reply(interaction, cards.call(shown))
    else:
        await replace(interaction, cards.call(shown))
