"""Announcements before they go out: the forms they are written in, the card with where they go, and its buttons."""

from collections.abc import Sequence

import discord
from discord.ext import commands

from bot.announcements.drafting import Drafting
from bot.announcements.entries import Draft, Ping, Said
from bot.announcements.service import FEATURE
from bot.clock import Clock
from bot.community.standing import Audience
from bot.ui.checks import Interaction, person_of
from bot.ui.modals import Filled
from bot.ui.replies import all_chosen, chosen, open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.ui.times import which_time
from cogs.announcements import cards, draft_cards, forms, manage_cards
from cogs.announcements.surroundings import require_may_ping, require_may_post_in, surroundings


class AnnouncementDrafts(commands.Cog):
    """What facilitators have written and not sent; ``manage.py`` opens the form for it."""

    def __init__(self, drafts: Drafting, clock: Clock) -> None:
        self._drafts = drafts
        self._clock = clock

    @submitted("announcements:composed", Audience.FACILITATOR, FEATURE)
    async def composed(self, interaction: Interaction, filled: Filled, channel: int) -> None:
        person, wish = person_of(interaction), forms.read(filled)
        channels = [channel] if channel else []
        require_may_post_in(interaction, channels)
        picture = await forms.picture(interaction, filled)
        await self._show(interaction, await self._drafts.compose(person, wish, picture, channels))

    @pressed("announcements:go-on", Audience.FACILITATOR, FEATURE)
    async def go_on(self, interaction: Interaction, announcement: int) -> None:
        draft = await self._drafts.draft(person_of(interaction), announcement)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._show(interaction, draft)

    @pressed("announcements:reword", Audience.FACILITATOR, FEATURE)
    async def open_words(self, interaction: Interaction, announcement: int) -> None:
        # The one query before a form.
        draft = await self._drafts.draft(person_of(interaction), announcement)
        form = forms.reword(interaction, draft.announcement, draft.picture, "announcements:reworded")
        await open_form(interaction, form)

    @submitted("announcements:reworded", Audience.FACILITATOR, FEATURE)
    async def reworded(self, interaction: Interaction, filled: Filled, announcement: int) -> None:
        person, wish = person_of(interaction), forms.read(filled)
        picture = await forms.picture(interaction, filled)
        await self._show(interaction, await self._drafts.reword(person, announcement, wish, picture))

    @pressed("announcements:when", Audience.FACILITATOR, FEATURE)
    async def open_when(self, interaction: Interaction, announcement: int) -> None:
        await open_form(interaction, forms.when(interaction, announcement))

    @submitted("announcements:timed", Audience.FACILITATOR, FEATURE)
    async def timed(self, interaction: Interaction, filled: Filled, announcement: int) -> None:
        draft = await self._drafts.retime(person_of(interaction), announcement, filled.text("when"))
        await interaction.response.defer(ephemeral=True, thinking=True)
        await reply(interaction, await self._plan(interaction, draft))

    @pressed("announcements:choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, announcement: int, when: str) -> None:
        await self._changed(interaction, await self._drafts.retime(person_of(interaction), announcement, when))

    # -- where it goes, and whom it pings -------------------------------------------------------

    @pressed("announcements:channels", Audience.FACILITATOR, FEATURE)
    async def choose_channels(self, interaction: Interaction, announcement: int) -> None:
        channels = [int(one) for one in all_chosen(interaction)]
        require_may_post_in(interaction, channels)
        person = person_of(interaction)
        await self._changed(interaction, await self._drafts.address(person, announcement, channels=channels))

    @pressed("announcements:subjects", Audience.FACILITATOR, FEATURE)
    async def choose_subjects(self, interaction: Interaction, announcement: int, part: int) -> None:
        person, subjects = person_of(interaction), all_chosen(interaction)
        draft = await self._drafts.draft(person, announcement)
        offered = draft_cards.offered(draft, part)
        await self._changed(
            interaction, await self._drafts.address(person, announcement, subjects=subjects, instead_of=offered)
        )

    @pressed("announcements:ping", Audience.FACILITATOR, FEATURE)
    async def choose_ping(self, interaction: Interaction, announcement: int) -> None:
        person, value = person_of(interaction), chosen(interaction)
        ping = Ping(everyone=value == "everyone", role_id=int(value) if value.isdecimal() else None)
        draft = await self._drafts.draft(person, announcement)
        require_may_ping(interaction, draft.announcement.channels, ping)
        await self._changed(interaction, await self._drafts.address(person, announcement, ping=ping))

    @pressed("announcements:publish", Audience.FACILITATOR, FEATURE)
    async def publish(self, interaction: Interaction, announcement: int) -> None:
        person = person_of(interaction)
        draft = await self._drafts.draft(person, announcement)
        await interaction.response.defer()
        around = await surroundings(interaction, draft)
        wanted: Sequence[int] = () if draft.announcement.publish else around.publishable
        await self._changed(interaction, await self._drafts.address(person, announcement, publish=wanted))

    @pressed("announcements:send", Audience.FACILITATOR, FEATURE)
    async def send(self, interaction: Interaction, announcement: int, planned: int) -> None:
        person = person_of(interaction)
        draft = await self._drafts.draft(person, announcement)
        await interaction.response.defer()
        around = await surroundings(interaction, draft)
        # The card says what stands in the way; an older one may have promised another time than is set by now.
        if around.warnings or bool(planned) != (draft.announcement.recurrence is not None):
            await self._changed(interaction, draft)
            return
        # Somebody else may have written it, and its channels chosen after whom it pings.
        require_may_post_in(interaction, draft.announcement.channels)
        require_may_ping(interaction, draft.announcement.channels, draft.announcement.ping)
        await replace(interaction, manage_cards.sent(await self._drafts.send(person, announcement)))

    @pressed("announcements:throw-away", Audience.FACILITATOR, FEATURE)
    async def throw_away(self, interaction: Interaction, announcement: int) -> None:
        await self._drafts.throw_away(person_of(interaction), announcement)
        await replace(interaction, manage_cards.thrown_away())

    # -- shown --------------------------------------------------------------------------------

    async def _show(self, interaction: Interaction, draft: Draft) -> None:
        """Exactly what will be posted, and below it where it goes."""
        shown = cards.said(Said(draft.announcement, draft.picture), pinging=True)
        await reply(interaction, shown, file=cards.file_of(draft.picture))
        await reply(interaction, await self._plan(interaction, draft))

    async def _changed(self, interaction: Interaction, draft: Draft) -> None:
        if not interaction.response.is_done():
            await interaction.response.defer()
        await replace(interaction, await self._plan(interaction, draft))

    async def _plan(self, interaction: Interaction, draft: Draft) -> discord.ui.LayoutView:
        if draft.question is not None:
            return which_time(draft.question, "announcements:choose", draft.announcement.id)
        around = await surroundings(interaction, draft)
        return draft_cards.drafted(draft, around, self._clock.now())
