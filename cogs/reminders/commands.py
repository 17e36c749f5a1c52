"""``/remind`` and ``/reminders``: one's own, by direct message."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.reminders.entries import Asked, Due, Gone
from bot.reminders.service import FEATURE, OWN, RemindersService
from bot.schedule.local import stamp
from bot.texts import _
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.choices import number, offered
from bot.ui.messenger import Message, delivered
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from bot.ui.times import snoozed, which_time
from cogs.reminders import cards, forms


class Reminders(commands.Cog):
    """People's own reminders."""

    reminders = declare(Audience.MEMBER, FEATURE)(
        app_commands.Group(name="reminders", description=locale_str("Your own reminders"))
    )

    def __init__(self, service: RemindersService) -> None:
        self._reminders = service

    @declare(Audience.MEMBER, FEATURE)
    @app_commands.command(description=locale_str("Be reminded of something, by direct message"))
    @app_commands.describe(
        when=locale_str("Such as: tomorrow 9am, in 3 weeks, every other Tuesday 10:00"),
        what=locale_str("What to remind you of; only you will see it"),
    )
    async def remind(self, interaction: Interaction, when: str, what: str) -> None:
        made = await self._reminders.remind(person_of(interaction), when, what)
        shown = (
            which_time(made.question, "reminders:choose", made.reminder_id)
            if isinstance(made, Asked)
            else cards.made(made)
        )
        await reply(interaction, shown)

    @reminders.command(name="list", description=locale_str("See your reminders"))
    async def list(self, interaction: Interaction) -> None:
        await reply(interaction, cards.own_list(await self._reminders.mine(person_of(interaction)), 0))

    @reminders.command(name="edit", description=locale_str("Change one of your reminders"))
    @app_commands.describe(
        reminder=locale_str("Which one"),
        when=locale_str("Another time; left out, it stays"),
        what=locale_str("Another text; left out, it stays"),
    )
    async def edit(self, interaction: Interaction, reminder: str, when: str = "", what: str = "") -> None:
        person = person_of(interaction)
        await reply(
            interaction, cards.made(await self._reminders.edit(person, number(reminder, Gone), when=when, what=what))
        )

    @reminders.command(name="delete", description=locale_str("Delete one of your reminders"))
    @app_commands.describe(reminder=locale_str("Which one"))
    async def delete(self, interaction: Interaction, reminder: str) -> None:
        await self._reminders.delete(person_of(interaction), number(reminder, Gone))
        await reply(interaction, cards.deleted())

    @reminders.command(name="snooze", description=locale_str("Have a reminder come once more at another time"))
    @app_commands.describe(reminder=locale_str("Which one"), until=locale_str("Such as: in 1 hour, tomorrow 9am"))
    async def snooze(self, interaction: Interaction, reminder: str, until: str) -> None:
        await self._say_again(interaction, number(reminder, Gone), until)

    @edit.autocomplete("reminder")
    @delete.autocomplete("reminder")
    @snooze.autocomplete("reminder")
    async def mine(self, interaction: Interaction, typed: str) -> "list[app_commands.Choice[str]]":
        found = await self._reminders.mine(person_of(interaction))
        return offered(((one.text, one.id) for one in found), typed)

    @pressed("reminders:choose", Audience.MEMBER, FEATURE)
    async def choose(self, interaction: Interaction, reminder_id: int, when: str) -> None:
        await replace(interaction, cards.made(await self._reminders.choose(person_of(interaction), reminder_id, when)))

    @pressed("reminders:page", Audience.MEMBER, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, cards.own_list(await self._reminders.mine(person_of(interaction)), page))

    @pressed("reminders:change", Audience.MEMBER, FEATURE)
    async def open_change(self, interaction: Interaction, reminder_id: int) -> None:
        # The one query before a form: the text is private, so it isn't kept in memory.
        found = await self._reminders.mine(person_of(interaction))
        wanted = next((one for one in found if one.id == reminder_id), None)
        if wanted is None:
            raise Gone
        await open_form(interaction, forms.change(interaction, wanted))

    @submitted("reminders:changed", Audience.MEMBER, FEATURE)
    async def change(self, interaction: Interaction, filled: Filled, reminder_id: int) -> None:
        person, when, what = person_of(interaction), filled.text("when"), filled.text("what")
        await reply(interaction, cards.made(await self._reminders.edit(person, reminder_id, when=when, what=what)))

    @pressed("reminders:delete", Audience.MEMBER, FEATURE)
    async def press_delete(self, interaction: Interaction, reminder_id: int) -> None:
        person = person_of(interaction)
        await self._reminders.delete(person, reminder_id)
        await replace(interaction, cards.own_list(await self._reminders.mine(person), 0))

    @pressed("reminders:again", Audience.EVERYONE, FEATURE, direct=True)
    async def again(self, interaction: Interaction, reminder_id: int, choice: str) -> None:
        await self._say_again(interaction, reminder_id, snoozed(choice))

    @pressed("reminders:stop", Audience.EVERYONE, FEATURE, direct=True)
    async def stop(self, interaction: Interaction, reminder_id: int) -> None:
        await self._reminders.delete(person_of(interaction), reminder_id)
        await reply(interaction, cards.deleted())

    async def _say_again(self, interaction: Interaction, reminder_id: int, when: str) -> None:
        at = await self._reminders.snooze(person_of(interaction), reminder_id, when)
        await reply(interaction, _("I’ll remind you again {when}.", when=stamp(at, "R")))

    @delivered(OWN)
    def due(self, _delivery: Delivery, due: Due) -> Message:
        return Message(cards.due_own(due))
