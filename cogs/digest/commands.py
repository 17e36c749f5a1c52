"""``/digest`` and ``/manage-digest``, and the digest itself when it is sent."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.digest.entries import Digest, InChannel, Rhythm
from bot.digest.service import CHANNEL, FEATURE, OWN, DigestService
from bot.errors import Gone
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.places import Channel, cannot_write, require_may_post
from bot.ui.replies import replace, reply
from bot.ui.router import pressed
from cogs.digest import cards

RHYTHMS = [
    app_commands.Choice(name=locale_str("every Monday"), value=Rhythm.WEEKLY.value),
    app_commands.Choice(name=locale_str("first Monday of the month"), value=Rhythm.MONTHLY.value),
]


class Digests(commands.Cog):
    """What is new and what comes, for members and for a channel."""

    digest = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="digest", description=locale_str("What is new here, and what comes next"))
    )

    def __init__(self, digests: DigestService) -> None:
        self._digests = digests

    # -- for members ------------------------------------------------------------------------

    @digest.command(name="now", description=locale_str("See it at once, in private"))
    async def now(self, interaction: Interaction) -> None:
        await reply(interaction, cards.at_once(await self._digests.now(person_of(interaction))))

    @digest.command(name="subscribe", description=locale_str("Get it by direct message, weekly or monthly"))
    async def subscribe(self, interaction: Interaction) -> None:
        await reply(interaction, cards.offer(await self._digests.mine(person_of(interaction))))

    @digest.command(name="stop", description=locale_str("Stop getting it"))
    async def stop(self, interaction: Interaction) -> None:
        await reply(interaction, cards.stopped(had=await self._digests.stop(person_of(interaction))))

    @pressed("digest:offer", Audience.MEMBER, FEATURE)
    async def ask_for_it(self, interaction: Interaction) -> None:
        await reply(interaction, cards.offer(await self._digests.mine(person_of(interaction))))

    @pressed("digest:subscribe", Audience.MEMBER, FEATURE)
    async def subscribed(self, interaction: Interaction, rhythm: str) -> None:
        if rhythm not in list(Rhythm):
            raise Gone
        mine = await self._digests.subscribe(person_of(interaction), Rhythm(rhythm))
        await replace(interaction, cards.subscribed(mine))

    # Stopping is for everyone and of no feature: it works for whoever isn't a member any more, and while it is off.

    @pressed("digest:end", Audience.EVERYONE)
    async def end(self, interaction: Interaction) -> None:
        await replace(interaction, cards.stopped(had=await self._digests.stop(person_of(interaction))))

    @pressed("digest:stop", Audience.EVERYONE, direct=True)
    async def stop_in_private(self, interaction: Interaction) -> None:
        await reply(interaction, cards.stopped(had=await self._digests.stop(person_of(interaction))))

    # -- for facilitators -------------------------------------------------------------------

    @declare(Audience.FACILITATOR, FEATURE)
    @app_commands.command(name="manage-digest", description=locale_str("Post the digest in a channel"))
    @app_commands.describe(
        channel=locale_str("Where it is posted; left out, see how it stands"),
        rhythm=locale_str("How often; left out, every Monday"),
    )
    @app_commands.choices(rhythm=RHYTHMS)
    async def manage(
        self,
        interaction: Interaction,
        channel: Channel | None = None,
        rhythm: app_commands.Choice[str] | None = None,
    ) -> None:
        person = person_of(interaction)
        known = await self._digests.in_channel(person)
        if channel is not None:
            require_may_post(interaction, channel)
            wanted = Rhythm(rhythm.value) if rhythm else known.rhythm if known else Rhythm.WEEKLY
            known = await self._digests.post_in(person, channel.id, wanted)
        elif rhythm is not None and known is not None:
            known = await self._digests.post_in(person, known.channel_id, Rhythm(rhythm.value))
        await reply(interaction, cards.posting(known, _warnings(interaction, known)))

    @pressed("digest:off", Audience.FACILITATOR, FEATURE)
    async def off(self, interaction: Interaction) -> None:
        await self._digests.post_no_more(person_of(interaction))
        await replace(interaction, cards.posting(None, []))

    # -- when it is sent --------------------------------------------------------------------

    @delivered(OWN)
    def own(self, _delivery: Delivery, what: Digest) -> Message:
        return Message(cards.own(what))

    @delivered(CHANNEL)
    def in_channel(self, _delivery: Delivery, what: Digest) -> Message:
        return Message(cards.in_channel(what))


def _warnings(interaction: Interaction, known: InChannel | None) -> list[str]:
    return cannot_write(interaction, known.channel_id) if known else []
