"""``/manage-support``: the agreement, the rota and the places to turn to, for facilitators."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.errors import InvalidInput
from bot.support.agreeing import AgreementService, Overtaken
from bot.support.asking import AskingService
from bot.support.entries import FEATURE, Agreement, Notice, Rota
from bot.support.service import NOTICE, SupportService
from bot.support.signposting import STALE, Shown, SignpostService
from bot.support.unsigned import UnsignedService
from bot.support.worries import WorriesService
from bot.texts import N_, _, ngettext
from bot.ui.cards import Piece, button, card, line, row, text
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.places import cannot_write
from bot.ui.replies import open_form, reply
from bot.ui.roles import cannot_give
from bot.ui.router import pressed, submitted
from cogs.support import desk_cards, forms, signpost_cards, unsigned_cards
from cogs.support.cards import ROOM, around, formatted


class ManageSupport(commands.Cog):
    """Support, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-support", description=locale_str("The space, its rota, places to turn to"))
    )

    def __init__(
        self,
        signposting: SignpostService,
        agreeing: AgreementService,
        support: SupportService,
        waiting: tuple[WorriesService, AskingService, UnsignedService],
    ) -> None:
        self._signposting = signposting
        self._agreeing = agreeing
        self._support = support
        self._worries, self._asking, self._unsigned = waiting

    @declare(Audience.FACILITATOR)
    @manage.command(name="signposts", description=locale_str("See how old each place to turn to is"))
    async def signposts(self, interaction: Interaction) -> None:
        await reply(interaction, signpost_cards.ages(self._signposting.overview(person_of(interaction))))

    @delivered(STALE)
    def stale(self, _delivery: Delivery, shown: Shown) -> Message:
        return Message(signpost_cards.stale(shown))

    # -- the agreement ----------------------------------------------------------------------

    @manage.command(name="agreement", description=locale_str("Write the space's agreement, and post it there"))
    async def agreement(self, interaction: Interaction) -> None:
        await reply(interaction, _agreement(interaction, await self._agreeing.agreement(person_of(interaction))))

    @pressed("support:agreement", Audience.FACILITATOR, FEATURE)
    async def open_agreement(self, interaction: Interaction) -> None:
        # The one query before a form: it begins with the text that holds.
        found = await self._agreeing.agreement(person_of(interaction))
        await open_form(interaction, forms.agreement(interaction, found))

    @submitted("support:agreement-saved", Audience.FACILITATOR, FEATURE)
    async def save_agreement(self, interaction: Interaction, filled: Filled, version: int) -> None:
        written = filled.text("text")
        if len(formatted(written)) > ROOM:  # signs such as * are shown as they are, which takes room
            raise InvalidInput(N_("That is too long to be shown in one message. Please shorten it; nothing was saved."))
        space, role = filled.id("space"), filled.id("role")
        try:
            saved = await self._agreeing.write_agreement(
                person_of(interaction), written, space, role, begun_with=version
            )
        except Overtaken as overtaken:
            await reply(interaction, card(text(str(overtaken.message)), line(), text(formatted(written))))
            return
        await reply(interaction, _agreement(interaction, saved))

    @pressed("support:post", Audience.FACILITATOR, FEATURE)
    async def post_agreement(self, interaction: Interaction) -> None:
        channel_id = await self._agreeing.post_agreement(person_of(interaction))
        await reply(interaction, _("It will stand in {channel} in a moment.", channel=f"<#{channel_id}>"))

    # -- the rota ---------------------------------------------------------------------------

    @manage.command(name="rota", description=locale_str("Who looks after the space, and who else can be told"))
    async def rota(self, interaction: Interaction) -> None:
        await reply(interaction, _rota(interaction, await self._support.rota(person_of(interaction))))

    @pressed("support:rota", Audience.FACILITATOR, FEATURE)
    async def open_rota(self, interaction: Interaction) -> None:
        await open_form(interaction, forms.rota(interaction, await self._support.rota(person_of(interaction))))

    @submitted("support:rota-saved", Audience.FACILITATOR, FEATURE)
    async def save_rota(self, interaction: Interaction, filled: Filled) -> None:
        members = [int(one) for one in filled.choices("members")]
        _refuse_apps(interaction, [*members, filled.id("second") or 0])
        saved = await self._support.save_rota(
            person_of(interaction), members, filled.id("second"), filled.text("hours"), filled.id("desk")
        )
        await reply(interaction, _rota(interaction, saved))

    @manage.command(name="open", description=locale_str("What waits for the rota: for those who are on it"))
    async def open(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        worries, questions = await self._worries.open_for(person), await self._asking.open_for(person)
        unsigned = await self._unsigned.open_for(person)
        await reply(interaction, unsigned_cards.open_matters(worries, questions, unsigned))

    @manage.command(name="unsigned", description=locale_str("Whether questions without a name are taken"))
    async def unsigned(self, interaction: Interaction) -> None:
        await reply(interaction, unsigned_cards.switch(await self._unsigned.is_on(person_of(interaction))))

    @delivered(NOTICE)
    def notice(self, _delivery: Delivery, what: Notice) -> Message:
        return Message(desk_cards.notice(what))


def _agreement(interaction: Interaction, what: Agreement) -> discord.ui.LayoutView:
    """The agreement with what is set about it, and what still stands in the way."""
    space = what.rota.space
    where = f"<#{space.space_id}>" if space.space_id else _("not chosen yet")
    role = f"<@&{space.role_id}>" if space.role_id else _("none")
    told = (
        ngettext("{n} person has accepted it.", "{n} people have accepted it.", what.count)
        if what.version
        else _("This is a proposal: nobody sees it before you press Change and save it.")
    )
    pieces: list[Piece] = [
        text(f"### {_('Our agreement for this space')}\n{formatted(what.text)}"),
        line(),
        text(around(what.rota)),
        line(),
        text(
            "\n".join(
                (
                    _("Channel: {channel}", channel=where),
                    _("Role for whoever accepts it: {role}", role=role),
                    told,
                )
            )
        ),
    ]
    if warnings := list(_stands_in_the_way(interaction, what)):
        pieces.append(text("\n".join(f"- {each}" for each in warnings)))
    change = button(_("Change"), "support:agreement", style=discord.ButtonStyle.primary)
    post = button(_("Post it in the space"), "support:post", disabled=not what.version or not space.space_id)
    return card(*pieces, row(change, post))


def _stands_in_the_way(interaction: Interaction, what: Agreement) -> Iterator[str]:
    space = what.rota.space
    if space.space_id:
        yield from cannot_write(interaction, space.space_id)
    if cannot_give(interaction.guild, space.role_id):
        yield _(
            "Heronry can't give {role}: move Heronry's own role above it in Server Settings → Roles, and allow it "
            "Manage Roles.",
            role=f"<@&{space.role_id}>",
        )
    if not what.rota.members:
        yield _("Nobody is on the rota yet: /manage-support rota")


def _refuse_apps(interaction: Interaction, chosen: Sequence[int]) -> None:
    data: Any = interaction.data
    users = data.get("resolved", {}).get("users", {})
    if any(users.get(str(one), {}).get("bot") for one in chosen):
        raise InvalidInput(N_("Only people can look after the space; an app can't. Nothing was changed."))


def _rota(interaction: Interaction, what: Rota) -> discord.ui.LayoutView:
    return desk_cards.rota(what, list(_missing(interaction, what)))


def _missing(interaction: Interaction, what: Rota) -> Iterator[str]:
    if not what.members:
        yield _("Nobody is on the rota, so nobody would hear of a worry or a question. Please choose some people.")
    if what.second is None:
        yield _("Without a second contact, a worry about someone on the rota reaches nobody.")
    guild = interaction.guild
    parent = guild.get_channel(what.space.desk_id or 0) if guild else None
    if guild is None:
        return
    if not isinstance(parent, discord.TextChannel):
        yield _("Choose a channel for the rota's thread.")
        return
    may = parent.permissions_for(guild.me)
    if not (may.view_channel and may.create_private_threads and may.send_messages_in_threads):
        yield _(
            "In {channel}, allow Heronry Create Private Threads and Send Messages in Threads.", channel=parent.mention
        )
    if what.outside:
        names = ", ".join(f"<@{one}>" for one in what.outside)
        yield _("Not in the thread yet: {people}. They have to see {channel}.", people=names, channel=parent.mention)
