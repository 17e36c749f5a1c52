"""Reminders on screen."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.reminders.entries import Due, Reminder, State, Where
from bot.schedule.local import in_words, stamp
from bot.schedule.recurrence import preview
from bot.schedule.wording import described, in_a_preview
from bot.texts import _, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, pages, row, shortened, text
from bot.ui.replies import plain
from bot.ui.times import snooze_buttons

PAGE = 5


def made(reminder: Reminder) -> discord.ui.LayoutView:
    """What will come when, read back."""
    return card(
        text(f"### {_('I’ll remind you')}\n{_said(reminder)}\n{_when(reminder)}"),
        text("-# " + _("It comes as a direct message, and is kept encrypted. /reminders shows and changes it.")),
    )


def own_list(reminders: Sequence[Reminder], page: int) -> discord.ui.LayoutView:
    """Someone's own reminders, the next first."""
    if not reminders:
        return card(text(_("You have no reminders. Type /remind to make one.")))
    pieces: list[Piece] = [text(f"### {_('Your reminders')}")]
    shown, last = _page(reminders, page)
    for one in shown:
        pieces += [
            text(f"{_said(one, 300)}\n{_when(one)}"),
            row(button(_("Change"), "reminders:change", one.id), button(_("Delete"), "reminders:delete", one.id)),
        ]
    return card(*pieces, *_turning("reminders:page", page, last))


def group_list(reminders: Sequence[Reminder], page: int) -> discord.ui.LayoutView:
    """The group's reminders, the next first."""
    if not reminders:
        return card(text(_("The group has no reminders. Type /manage-reminders create to make one.")))
    pieces: list[Piece] = [text(f"### {_('The group’s reminders')}")]
    shown, last = _page(reminders, page)
    for one in shown:
        paused = one.state is State.PAUSED
        switch = (_("Go on"), "reminders:keep") if paused else (_("Pause"), "reminders:pause")
        lines = [f"**{_('Paused')}**"] if paused else []
        lines += [_said(one, 300), _where(one.where), _when(one)]
        pieces += [
            text("\n".join(lines)),
            row(button(*switch, one.id), button(_("Delete"), "reminders:remove", one.id)),
        ]
    return card(*pieces, *_turning("reminders:group-page", page, last))


def drafted(reminder: Reminder, now: datetime, warnings: Sequence[str]) -> discord.ui.LayoutView:
    """The group's reminder before it is kept: what, where, and the next six dates."""
    dates = map(in_a_preview, preview(reminder.recurrence, now))
    pieces: list[Piece] = [
        text(f"### {_('Is this right?')}\n{_said(reminder)}\n{_where(reminder.where)}"),
        text(f"{described(reminder.recurrence)}\n{bullets(dates)}"),
    ]
    if warnings:
        pieces += [line(), text(f"**{_('Please look at this')}**\n{bullets(warnings)}")]
    keep = button(_("Keep it"), "reminders:keep", reminder.id, style=discord.ButtonStyle.primary)
    return card(*pieces, row(keep, button(_("Throw it away"), "reminders:remove", reminder.id)))


def kept(reminder: Reminder) -> discord.ui.LayoutView:
    return card(text(f"### {_('It will be sent')}\n{_said(reminder)}\n{_where(reminder.where)}\n{_when(reminder)}"))


def paused(reminder: Reminder) -> discord.ui.LayoutView:
    go_on = button(_("Go on"), "reminders:keep", reminder.id)
    return card(beside(_("Paused: {what}", what=plain(shortened(reminder.text, 300))), go_on))


def deleted() -> discord.ui.LayoutView:
    return card(text(_("Deleted. Nothing more of it will be sent.")))


def due_own(due: Due) -> discord.ui.LayoutView:
    """Someone's own reminder, when its time has come; its buttons work in direct messages."""
    reminder, guild = due.reminder, due.reminder.guild_id
    pieces: list[Piece] = [text(f"### {_('Reminder')}\n{plain(reminder.text)}"), text("-# " + _of(due))]
    buttons = snooze_buttons("reminders:again", guild, reminder.id)
    if reminder.repeats:
        buttons.append(button(_("Stop this series"), "reminders:stop", guild, reminder.id))
    return card(*pieces, row(*buttons))


def due_group(due: Due) -> discord.ui.LayoutView:
    """The group's reminder, when its time has come; the role it pings is named first."""
    where = due.reminder.where
    ping = f"<@&{where.role_id}>\n" if where and where.role_id else ""
    return card(text(f"{ping}{plain(due.reminder.text)}"), text("-# " + _of(due)))


def _of(due: Due) -> str:
    when = stamp(due.due_at)
    return _("This was due {when}, and comes late.", when=when) if due.late else _("Reminder for {when}", when=when)


def _said(reminder: Reminder, limit: int = 1_500) -> str:
    return "\n".join(f"> {said}" for said in plain(shortened(reminder.text, limit)).splitlines())


def _where(where: Where | None) -> str:
    if where is None:
        return ""
    if where.role_id is None:
        return _("In {channel}, pinging nobody", channel=f"<#{where.channel_id}>")
    return _("In {channel}, pinging {role}", channel=f"<#{where.channel_id}>", role=f"<@&{where.role_id}>")


def _when(reminder: Reminder) -> str:
    if reminder.next_at is None:
        return _("No date is left.")
    zone = reminder.recurrence.zone
    coming = f"{stamp(reminder.next_at, 'R')}: {in_words(reminder.next_at, zone)}"
    return f"{described(reminder.recurrence)}\n{coming}" if reminder.repeats else coming


def _page(reminders: Sequence[Reminder], page: int) -> tuple[Sequence[Reminder], int]:
    last = max(0, (len(reminders) - 1) // PAGE)
    start = min(max(page, 0), last) * PAGE
    return reminders[start : start + PAGE], last


def _turning(name: str, page: int, last: int) -> list[Piece]:
    if last == 0:
        return []
    return [
        line(),
        pages(name, page=page, last=last),
        text("-# " + ngettext("Page {page} of {n}", "Page {page} of {n}", last + 1, page=min(page, last) + 1)),
    ]
