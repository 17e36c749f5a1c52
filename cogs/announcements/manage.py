"""``/manage-announcements``: beginning one, changing and withdrawing those on their way; topics."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.announcements.drafting import Drafting
from bot.announcements.entries import AnnouncementGone, State
from bot.announcements.service import FEATURE, AnnouncementsService
from bot.announcements.topics import TopicsService
from bot.community.standing import Audience
from bot.errors import InvalidInput
from bot.schedule.words import Unclear
from bot.texts import N_
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.modals import Filled
from bot.ui.places import require_may_post
from bot.ui.replies import open_form, replace, reply
from bot.ui.roles import cannot_give, opens_doors
from bot.ui.router import pressed, submitted
from bot.ui.times import which_time
from cogs.announcements import forms, manage_cards, topic_cards


class ManageAnnouncements(commands.Cog):
    """Announcements, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-announcements", description=locale_str("Announce something to the group"))
    )

    def __init__(self, announcements: AnnouncementsService, drafts: Drafting, topics: TopicsService) -> None:
        self._announcements = announcements
        self._drafts = drafts
        self._topics = topics
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
        """A message's words, to be cut and looked at. Pictures are chosen again, since each needs its own words."""
        await open_form(interaction, forms.compose(interaction, 0, words=message.content))

    # -- afterwards ---------------------------------------------------------------------------

    @manage.command(name="scheduled", description=locale_str("What is scheduled, what was sent, and to whom it came"))
    async def scheduled(self, interaction: Interaction) -> None:
        await reply(interaction, await self._listed(interaction, 0))

    @pressed("announcements:page", Audience.FACILITATOR, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, await self._listed(interaction, page))

    @pressed("announcements:throw-away-listed", Audience.FACILITATOR, FEATURE)
    async def throw_away(self, interaction: Interaction, announcement: int) -> None:
        await self._drafts.throw_away(person_of(interaction), announcement)
        await replace(interaction, await self._listed(interaction, 0))

    async def _listed(self, interaction: Interaction, page: int) -> discord.ui.LayoutView:
        person = person_of(interaction)
        mine, others = await self._drafts.own(person), await self._announcements.all(person)
        return manage_cards.listed([*mine, *others], page)

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
        picture = await forms.picture(interaction, filled)
        await self._announcements.edit(person, announcement, forms.read(filled), picture)
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
        one, picture = await self._announcements.changeable(person_of(interaction), announcement)
        await open_form(interaction, forms.reword(interaction, one, picture, "announcements:changed"))

    async def _ask_to_withdraw(self, interaction: Interaction, announcement: int) -> None:
        found = await self._announcements.told(person_of(interaction), announcement)
        await reply(interaction, manage_cards.confirm_withdrawal(found.announcement))

    # -- topics -------------------------------------------------------------------------------

    @manage.command(name="topics", description=locale_str("Make topics that members can follow"))
    async def topics(self, interaction: Interaction) -> None:
        await reply(interaction, self._topics_card(interaction, 0))

    @pressed("announcements:topic-page", Audience.FACILITATOR, FEATURE)
    async def turn_topics(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, self._topics_card(interaction, page))

    @pressed("announcements:topic", Audience.FACILITATOR, FEATURE)
    async def open_topic(self, interaction: Interaction, topic: int) -> None:
        known = self._topics.topic(person_of(interaction).guild_id, topic) if topic else None
        await open_form(interaction, forms.topic(interaction, known))

    @submitted("announcements:topic-saved", Audience.FACILITATOR, FEATURE)
    async def save_topic(self, interaction: Interaction, filled: Filled, topic: int) -> None:
        person, role = person_of(interaction), filled.id("role")
        if role is not None and role != person.guild_id and opens_doors(interaction.guild, role):
            raise InvalidInput(
                N_("Anybody who follows the topic would get that role, and it allows more than everyone may, on the "
                   "server or in a channel. Please choose one without permissions of its own.")
            )  # fmt: skip
        left = self._topics.left_behind(person, topic, role) if topic else 0
        await self._topics.save(person, topic or None, filled.text("name"), filled.text("about"), role)
        notes = [topic_cards.ungiven()] if cannot_give(interaction.guild, role) else []
        if left:
            notes.append(topic_cards.left_behind(left))
        await reply(interaction, topic_cards.topics(self._topics.counted(person), 0, notes))

    @pressed("announcements:topic-gone", Audience.FACILITATOR, FEATURE)
    async def ask_to_delete_topic(self, interaction: Interaction, topic: int) -> None:
        self._topics.topic(person_of(interaction).guild_id, topic)
        counted = [one for one in self._topics.counted(person_of(interaction)) if one.id == topic]
        await replace(interaction, topic_cards.confirm_deletion(counted[0]))

    @pressed("announcements:topic-delete", Audience.FACILITATOR, FEATURE)
    async def delete_topic(self, interaction: Interaction, topic: int) -> None:
        await self._topics.delete(person_of(interaction), topic)
        await replace(interaction, self._topics_card(interaction, 0))

    def _topics_card(self, interaction: Interaction, page: int) -> discord.ui.LayoutView:
        return topic_cards.topics(self._topics.counted(person_of(interaction)), page)
