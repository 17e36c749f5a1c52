"""``/manage-reminders``: the group's, in a channel."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.clock import Clock
from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.reminders.entries import Asked, Due, GroupsGone, Reminder, Where
from bot.reminders.service import FEATURE, GROUPS, RemindersService
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.messenger import Message, delivered
from bot.ui.places import Channel, cannot_ping, cannot_write, require_may_post
from bot.ui.replies import replace, reply
from bot.ui.router import pressed
from bot.ui.times import which_time
from cogs.reminders import cards


class ManageReminders(commands.Cog):
    """The group's reminders, for facilitators."""

    manage = declare(Audience.FACILITATOR, FEATURE)(
        app_commands.Group(name="manage-reminders", description=locale_str("The group's reminders"))
    )

    def __init__(self, service: RemindersService, clock: Clock) -> None:
        self._reminders = service
        self._clock = clock

    @manage.command(name="create", description=locale_str("Make a reminder for a channel"))
    @app_commands.describe(
        when=locale_str("Such as: every other Tuesday 10:00 until 1 June 2027"),
        what=locale_str("What it says"),
        channel=locale_str("Where it is said"),
        role=locale_str("A role to ping; left out, nobody is"),
    )
    async def create(
        self, interaction: Interaction, when: str, what: str, channel: Channel, role: discord.Role | None = None
    ) -> None:
        require_may_post(interaction, channel)
        where = Where(channel.id, role.id if role else None)
        made = await self._reminders.draft(person_of(interaction), when, what, where)
        if isinstance(made, Asked):
            await reply(interaction, which_time(made.question, "reminders:group-choose", made.reminder_id))
        else:
            await reply(interaction, self._drafted(interaction, made))

    @manage.command(name="list", description=locale_str("See the group's reminders"))
    async def list(self, interaction: Interaction) -> None:
        await reply(interaction, cards.group_list(await self._reminders.of_group(person_of(interaction)), 0))

    @manage.command(name="edit", description=locale_str("Change one of the group's reminders"))
    @app_commands.describe(
        reminder=locale_str("Which one"),
        when=locale_str("Another time; left out, it stays"),
        what=locale_str("Another text; left out, it stays"),
        channel=locale_str("Another channel; left out, it stays"),
        role=locale_str("A role to ping; goes with a channel"),
    )
    async def edit(
        self,
        interaction: Interaction,
        reminder: str,
        when: str = "",
        what: str = "",
        channel: Channel | None = None,
        role: discord.Role | None = None,
    ) -> None:
        where = None
        if channel is not None:
            require_may_post(interaction, channel)
            where = Where(channel.id, role.id if role else None)
        person = person_of(interaction)
        changed = await self._reminders.change(person, number(reminder, GroupsGone), when=when, what=what, where=where)
        await reply(interaction, cards.kept(changed))

    @manage.command(name="pause", description=locale_str("Stop a reminder for a while"))
    @app_commands.describe(reminder=locale_str("Which one"))
    async def pause(self, interaction: Interaction, reminder: str) -> None:
        await reply(
            interaction, cards.paused(await self._reminders.pause(person_of(interaction), number(reminder, GroupsGone)))
        )

    @manage.command(name="delete", description=locale_str("Delete one of the group's reminders"))
    @app_commands.describe(reminder=locale_str("Which one"))
    async def delete(self, interaction: Interaction, reminder: str) -> None:
        await self._reminders.remove(person_of(interaction), number(reminder, GroupsGone))
        await reply(interaction, cards.deleted())

    @edit.autocomplete("reminder")
    @pause.autocomplete("reminder")
    @delete.autocomplete("reminder")
    async def there_are(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = await self._reminders.of_group(person_of(interaction))
        return offered(((one.text, one.id) for one in found), typed)

    @pressed("reminders:group-choose", Audience.FACILITATOR, FEATURE)
    async def choose(self, interaction: Interaction, reminder_id: int, when: str) -> None:
        made = await self._reminders.change(person_of(interaction), reminder_id, when=when)
        await replace(interaction, self._drafted(interaction, made))

    @pressed("reminders:group-page", Audience.FACILITATOR, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, cards.group_list(await self._reminders.of_group(person_of(interaction)), page))

    @pressed("reminders:keep", Audience.FACILITATOR, FEATURE)
    async def keep(self, interaction: Interaction, reminder_id: int) -> None:
        await replace(interaction, cards.kept(await self._reminders.keep(person_of(interaction), reminder_id)))

    @pressed("reminders:pause", Audience.FACILITATOR, FEATURE)
    async def press_pause(self, interaction: Interaction, reminder_id: int) -> None:
        await replace(interaction, cards.paused(await self._reminders.pause(person_of(interaction), reminder_id)))

    @pressed("reminders:remove", Audience.FACILITATOR, FEATURE)
    async def remove(self, interaction: Interaction, reminder_id: int) -> None:
        await self._reminders.remove(person_of(interaction), reminder_id)
        await replace(interaction, cards.deleted())

    @delivered(GROUPS)
    def due(self, _delivery: Delivery, due: Due) -> Message:
        where = due.reminder.where
        roles = [discord.Object(where.role_id)] if where and where.role_id else []
        return Message(cards.due_group(due), discord.AllowedMentions(everyone=False, users=False, roles=roles))

    def _drafted(self, interaction: Interaction, reminder: Reminder) -> discord.ui.LayoutView:
        return cards.drafted(reminder, self._clock.now(), _warnings(interaction, reminder))


def _warnings(interaction: Interaction, reminder: Reminder) -> list[str]:
    """What Discord would not do as things stand."""
    where = reminder.where
    return (
        []
        if where is None
        else cannot_write(interaction, where.channel_id) + cannot_ping(interaction, where.role_id, where.channel_id)
    )
