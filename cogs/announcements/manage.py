"""``/manage-announcements``: writing, sending, changing and withdrawing them; topics."""

from collections.abc import Callable, Sequence

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.announcements.entries import AnnouncementGone, Draft, Ping, Said, State, refuse_too_long
from bot.announcements.service import FEATURE, AnnouncementsService
from bot.announcements.topics import TopicsService
from bot.clock import Clock
from bot.community.media import refuse_too_large
from bot.community.standing import Audience
from bot.schedule.words import Unclear
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled, upload
from bot.ui.places import require_may_post
from bot.ui.replies import all_chosen, chosen, open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.ui.times import which_time
from cogs.announcements import cards, forms, manage_cards
from cogs.announcements.surroundings import require_may_ping, require_may_post_in, surroundings

MembersRole = Callable[[int], int | None]
"""The role that a server's members have."""


class ManageAnnouncements(commands.Cog):
    """Announcements, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-announcements", description=locale_str("Announce something to the group"))
    )

    def __init__(
        self, announcements: AnnouncementsService, topics: TopicsService, clock: Clock, members_role: MembersRole
    ) -> None:
        self._announcements = announcements
        self._topics = topics
        self._clock = clock
        self._members_role = members_role
        menu = app_commands.ContextMenu(name=locale_str("Announce this"), callback=self.announce)
        self.menus = [declare(Audience.FACILITATOR, FEATURE)(menu)]

    # -- writing ------------------------------------------------------------------------------

    @manage.command(name="compose", description=locale_str("Write an announcement; you see it before it is sent"))
    @app_commands.describe(channel=locale_str("Where it is said; more can be chosen afterwards"))
    async def compose(self, interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        if channel is not None:
            require_may_post(interaction, channel)
        await open_form(interaction, forms.compose(interaction, channel.id if channel else 0))

    async def announce(self, interaction: Interaction, message: discord.Message) -> None:
        """A message's words, to be looked at. Its pictures are chosen again, since each needs its own words."""
        refuse_too_long(message.content)
        await open_form(interaction, forms.compose(interaction, 0, words=message.content))

    @submitted("announcements:composed", Audience.FACILITATOR, FEATURE)
    async def composed(self, interaction: Interaction, filled: Filled, channel: int) -> None:
        person, wish = person_of(interaction), forms.read(filled)
        channels = [channel] if channel else []
        require_may_post_in(interaction, channels)
        file = upload(interaction, filled, "picture")
        if file is not None:
            refuse_too_large(file.size)
        await interaction.response.defer(ephemeral=True, thinking=True)
        picture = (await file.read(), file.filename, filled.text("alt")) if file else None
        await self._show(interaction, await self._announcements.compose(person, wish, picture, channels))

    @pressed("announcements:reword", Audience.FACILITATOR, FEATURE)
    async def open_words(self, interaction: Interaction, announcement: int) -> None:
        # The one query before a form.
        draft = await self._announcements.draft(person_of(interaction), announcement)
        await open_form(interaction, forms.reword(interaction, draft.announcement, "announcements:reworded"))

    @submitted("announcements:reworded", Audience.FACILITATOR, FEATURE)
    async def reworded(self, interaction: Interaction, filled: Filled, announcement: int) -> None:
        draft = await self._announcements.reword(person_of(interaction), announcement, forms.read(filled))
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._show(interaction, draft)

    @pressed("announcements:when", Audience.FACILITATOR, FEATURE)
    async def open_when(self, interaction: Interaction, announcement: int) -> None:
        await open_form(interaction, forms.when(interaction, announcement))

    @submitted("announcements:timed", Audience.FACILITATOR, FEATURE)
    async def timed(self, interaction: Interaction, filled: Filled, announcement: int) -> None:
        draft = await self._announcements.retime(person_of(interaction), announcement, filled.text("when"))
        await interaction.response.defer(ephemeral=True, thinking=True)
        await reply(interaction, await self._plan(interaction, draft))

    @pressed("announcements:choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, announcement: int, when: str) -> None:
        await self._changed(interaction, await self._announcements.retime(person_of(interaction), announcement, when))

    # -- where it goes, and whom it pings -------------------------------------------------------

    @pressed("announcements:channels", Audience.FACILITATOR, FEATURE)
    async def choose_channels(self, interaction: Interaction, announcement: int) -> None:
        channels = [int(one) for one in all_chosen(interaction)]
        require_may_post_in(interaction, channels)
        person = person_of(interaction)
        await self._changed(interaction, await self._announcements.address(person, announcement, channels=channels))

    @pressed("announcements:subjects", Audience.FACILITATOR, FEATURE)
    async def choose_subjects(self, interaction: Interaction, announcement: int) -> None:
        person, subjects = person_of(interaction), all_chosen(interaction)
        await self._changed(interaction, await self._announcements.address(person, announcement, subjects=subjects))

    @pressed("announcements:ping", Audience.FACILITATOR, FEATURE)
    async def choose_ping(self, interaction: Interaction, announcement: int) -> None:
        person, value = person_of(interaction), chosen(interaction)
        ping = Ping(everyone=value == "everyone", role_id=int(value) if value.isdecimal() else None)
        draft = await self._announcements.draft(person, announcement)
        require_may_ping(interaction, draft.announcement.channels, ping)
        await self._changed(interaction, await self._announcements.address(person, announcement, ping=ping))

    @pressed("announcements:publish", Audience.FACILITATOR, FEATURE)
    async def publish(self, interaction: Interaction, announcement: int) -> None:
        person = person_of(interaction)
        draft = await self._announcements.draft(person, announcement)
        around = await surroundings(interaction, draft, self._roles(interaction))
        wanted: Sequence[int] = () if draft.announcement.publish else around.publishable
        await self._changed(interaction, await self._announcements.address(person, announcement, publish=wanted))

    @pressed("announcements:send", Audience.FACILITATOR, FEATURE)
    async def send(self, interaction: Interaction, announcement: int) -> None:
        person = person_of(interaction)
        draft = await self._announcements.draft(person, announcement)
        around = await surroundings(interaction, draft, self._roles(interaction))
        if around.warnings:
            await self._changed(interaction, draft)  # it says what stands in the way
            return
        # Somebody else may have written it, and its channels chosen after whom it pings.
        require_may_post_in(interaction, draft.announcement.channels)
        require_may_ping(interaction, draft.announcement.channels, draft.announcement.ping)
        await replace(interaction, manage_cards.sent(await self._announcements.send(person, announcement)))

    @pressed("announcements:throw-away", Audience.FACILITATOR, FEATURE)
    async def throw_away(self, interaction: Interaction, announcement: int) -> None:
        await self._announcements.throw_away(person_of(interaction), announcement)
        await replace(interaction, manage_cards.thrown_away())

    # -- afterwards ---------------------------------------------------------------------------

    @manage.command(name="scheduled", description=locale_str("What is scheduled, what was sent, and to whom it came"))
    async def scheduled(self, interaction: Interaction) -> None:
        await reply(interaction, manage_cards.listed(await self._announcements.all(person_of(interaction)), 0))

    @pressed("announcements:page", Audience.FACILITATOR, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, manage_cards.listed(await self._announcements.all(person_of(interaction)), page))

    @manage.command(name="edit", description=locale_str("Change what is scheduled or was sent"))
    @app_commands.describe(
        announcement=locale_str("Which one"), when=locale_str("Another time, for one that is scheduled")
    )
    async def edit(self, interaction: Interaction, announcement: str, when: str = "") -> None:
        person, wanted = person_of(interaction), number(announcement, AnnouncementGone)
        if not when:
            await self._open_change(interaction, wanted)
            return
        try:
            moved = await self._announcements.move(person, wanted, when)
        except Unclear as unclear:
            await reply(interaction, which_time(unclear, "announcements:move", wanted, kept=False))
            return
        await reply(interaction, manage_cards.sent(moved))

    @pressed("announcements:move", Audience.FACILITATOR, FEATURE)
    async def move(self, interaction: Interaction, announcement: int, when: str) -> None:
        moved = await self._announcements.move(person_of(interaction), announcement, when)
        await replace(interaction, manage_cards.sent(moved))

    @pressed("announcements:change", Audience.FACILITATOR, FEATURE)
    async def press_change(self, interaction: Interaction, announcement: int) -> None:
        await self._open_change(interaction, announcement)

    @submitted("announcements:changed", Audience.FACILITATOR, FEATURE)
    async def change(self, interaction: Interaction, filled: Filled, announcement: int) -> None:
        person = person_of(interaction)
        await self._announcements.edit(person, announcement, forms.read(filled))
        await reply(interaction, manage_cards.told(await self._announcements.told(person, announcement)))

    @manage.command(name="withdraw", description=locale_str("Send nothing more of it, and delete what has gone out"))
    @app_commands.describe(announcement=locale_str("Which one"))
    async def withdraw(self, interaction: Interaction, announcement: str) -> None:
        await self._ask_to_withdraw(interaction, number(announcement, AnnouncementGone))

    @edit.autocomplete("announcement")
    @withdraw.autocomplete("announcement")
    async def there_are(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = await self._announcements.all(person_of(interaction))
        return offered(((one.title, one.id) for one in found if one.state is not State.WITHDRAWN), typed)

    @pressed("announcements:withdraw", Audience.FACILITATOR, FEATURE)
    async def press_withdraw(self, interaction: Interaction, announcement: int) -> None:
        await self._ask_to_withdraw(interaction, announcement)

    @pressed("announcements:withdraw-it", Audience.FACILITATOR, FEATURE)
    async def withdraw_it(self, interaction: Interaction, announcement: int) -> None:
        withdrawn = await self._announcements.withdraw(person_of(interaction), announcement)
        await replace(interaction, manage_cards.told(withdrawn))

    @pressed("announcements:told", Audience.FACILITATOR, FEATURE)
    async def told(self, interaction: Interaction, announcement: int) -> None:
        await reply(
            interaction, manage_cards.told(await self._announcements.told(person_of(interaction), announcement))
        )

    async def _open_change(self, interaction: Interaction, announcement: int) -> None:
        # The one query before a form.
        found = await self._announcements.told(person_of(interaction), announcement)
        await open_form(interaction, forms.reword(interaction, found.announcement, "announcements:changed"))

    async def _ask_to_withdraw(self, interaction: Interaction, announcement: int) -> None:
        found = await self._announcements.told(person_of(interaction), announcement)
        await reply(interaction, manage_cards.confirm_withdrawal(found.announcement))

    # -- topics -------------------------------------------------------------------------------

    @manage.command(name="topics", description=locale_str("Make topics that members can follow"))
    async def topics(self, interaction: Interaction) -> None:
        await reply(interaction, manage_cards.topics(self._topics.counted(person_of(interaction))))

    @pressed("announcements:topic", Audience.FACILITATOR, FEATURE)
    async def open_topic(self, interaction: Interaction, topic: int) -> None:
        known = self._topics.topic(person_of(interaction).guild_id, topic) if topic else None
        await open_form(interaction, forms.topic(interaction, known))

    @submitted("announcements:topic-saved", Audience.FACILITATOR, FEATURE)
    async def save_topic(self, interaction: Interaction, filled: Filled, topic: int) -> None:
        person = person_of(interaction)
        await self._topics.save(person, topic or None, filled.text("name"), filled.text("about"), filled.id("role"))
        await reply(interaction, manage_cards.topics(self._topics.counted(person)))

    @pressed("announcements:topic-gone", Audience.FACILITATOR, FEATURE)
    async def delete_topic(self, interaction: Interaction, topic: int) -> None:
        person = person_of(interaction)
        await self._topics.delete(person, topic)
        await replace(interaction, manage_cards.topics(self._topics.counted(person)))

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
        around = await surroundings(interaction, draft, self._roles(interaction))
        return manage_cards.drafted(draft, around, self._clock.now())

    def _roles(self, interaction: Interaction) -> list[int]:
        """The roles that may be worth a ping: the members', and those of topics."""
        guild_id = person_of(interaction).guild_id
        members = self._members_role(guild_id)
        topics = self._topics.roles(guild_id).values()
        return list(dict.fromkeys([*([members] if members and members != guild_id else []), *topics]))
