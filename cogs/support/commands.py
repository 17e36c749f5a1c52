"""``/support``: places to turn to, the agreement, asking through the rota; and being worried about a message."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.signposts import Signposts
from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.support.agreeing import CHANGED, POSTED, AgreementService
from bot.support.asking import ANSWER, RELAY, AskingService
from bot.support.entries import FEATURE, Agreement, Answered, Relayed, Seen, Wish
from bot.support.service import SupportService
from bot.support.unsigned import UnsignedService
from bot.support.worries import SEEN, About, WorriesService
from bot.texts import _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, reply
from bot.ui.roles import give_role
from bot.ui.router import pressed, submitted
from bot.ui.threads import reader
from cogs.support import cards, forms, signpost_cards, unsigned_cards


class Support(commands.Cog):
    """Support, for everyone."""

    support = declare(Audience.EVERYONE, anywhere=True)(
        app_commands.Group(name="support", description=locale_str("Someone to turn to"))
    )

    def __init__(
        self,
        signposts: Signposts,
        agreeing: AgreementService,
        support: SupportService,
        worries: WorriesService,
        asking: AskingService,
        unsigned: UnsignedService,
    ) -> None:
        self._signposts = signposts
        self._agreeing = agreeing
        self._support = support
        self._worries = worries
        self._asking = asking
        self._unsigned = unsigned
        menu = app_commands.ContextMenu(name=locale_str("I'm worried about this message"), callback=self.worry)
        self.menus = [declare(Audience.MEMBER, FEATURE)(menu)]

    @declare(Audience.EVERYONE, anywhere=True)
    @support.command(name="now", description=locale_str("Who is there for you right now"))
    async def now(self, interaction: Interaction) -> None:
        await reply(interaction, signpost_cards.now(self._signposts.entries))

    # -- the agreement ----------------------------------------------------------------------

    @declare(Audience.MEMBER, FEATURE)
    @support.command(name="agreement", description=locale_str("What we agree to in the space, and who looks after it"))
    async def agreement(self, interaction: Interaction) -> None:
        await reply(interaction, cards.agreement(await self._agreeing.agreement(person_of(interaction))))

    @pressed("support:accept", Audience.MEMBER, FEATURE)
    async def accept(self, interaction: Interaction, version: int) -> None:
        found = await self._agreeing.accept(person_of(interaction), version)
        role_id = found.rota.space.role_id
        given = await give_role(interaction, role_id)
        if not given and role_id is not None:
            await self._support.role_refused(found.guild_id, role_id)
        await reply(interaction, cards.agreement(found, note=cards.accepted(role_given=given)))

    @delivered(POSTED)
    def posted(self, _delivery: Delivery, what: Agreement) -> Message:
        return Message(cards.agreement(what, to_all=True))

    @delivered(CHANGED)
    def changed(self, _delivery: Delivery, what: Agreement) -> Message:
        return Message(cards.agreement(what, note=_("The agreement of our space has changed. Please read it again.")))

    # -- worried about a message --------------------------------------------------------------

    async def worry(self, interaction: Interaction, message: discord.Message) -> None:
        """Answered with a form: the one query before it says whether anybody would hear."""
        await self._worries.require_open(person_of(interaction))
        author_id = 0 if message.author.bot else message.author.id
        await open_form(interaction, forms.worried(interaction, message.channel.id, message.id, author_id))

    @submitted("support:worried", Audience.MEMBER, FEATURE)
    async def pass_on(
        self, interaction: Interaction, filled: Filled, channel_id: int, message_id: int, author_id: int
    ) -> None:
        # Asking Discord who could read along may take a while.
        await interaction.response.defer(ephemeral=True, thinking=True)
        person = person_of(interaction)
        rota = await self._worries.require_open(person)
        left_out = {one for one in (filled.id("leave_out"), author_id) if one and one != person.member_id}
        readers = {one: await reader(interaction.guild, rota.space.desk_id, one) for one in left_out}
        about = About(channel_id, message_id, author_id, filled.text("words"), interaction.user.display_name)
        could_read = [one for one, found in readers.items() if found.could_read]
        await self._worries.pass_on(person, about, filled.id("leave_out"), could_read)
        await reply(interaction, cards.passed_on(self._signposts.line()))

    @delivered(SEEN)
    def seen(self, _delivery: Delivery, what: Seen) -> Message:
        return Message(cards.seen(what))

    # -- asking through the rota --------------------------------------------------------------

    @declare(Audience.MEMBER, FEATURE)
    @support.command(name="ask", description=locale_str("Ask something through those who look after the space"))
    async def ask(self, interaction: Interaction) -> None:
        await self._asking.require_open(person_of(interaction))
        await open_form(interaction, forms.ask(interaction))

    @declare(Audience.MEMBER, FEATURE)
    @support.command(name="ask-unsigned", description=locale_str("Ask without a name, where the group takes that"))
    async def ask_unsigned(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        await self._unsigned.require_on(person)
        await reply(interaction, unsigned_cards.before(await self._unsigned.mine(person)))

    @submitted("support:asked", Audience.MEMBER, FEATURE)
    async def asked(self, interaction: Interaction, filled: Filled) -> None:
        wish = Wish(filled.choice("wish") or Wish.NOT)
        name = interaction.user.display_name
        await self._asking.ask(person_of(interaction), filled.text("text"), wish, name)
        await reply(interaction, cards.asked())

    @delivered(RELAY)
    def relayed(self, _delivery: Delivery, what: Relayed) -> Message:
        return Message(cards.relayed(what))

    @delivered(ANSWER)
    def answered(self, _delivery: Delivery, what: Answered) -> Message:
        return Message(cards.answered(what))

    @pressed("support:write", Audience.MEMBER, FEATURE, direct=True)
    async def open_write_back(self, interaction: Interaction, question_id: int) -> None:
        await open_form(interaction, forms.write_back(interaction, person_of(interaction).guild_id, question_id))

    @submitted("support:written", Audience.MEMBER, FEATURE, direct=True)
    async def write_back(self, interaction: Interaction, filled: Filled, question_id: int) -> None:
        await self._asking.write_back(person_of(interaction), question_id, filled.text("text"))
        await reply(interaction, cards.sent())
