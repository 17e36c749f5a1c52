"""Topics as facilitators see them."""

from collections.abc import Sequence

import discord

from bot.announcements.entries import Topic
from bot.following.entries import Way
from bot.texts import _, ngettext
from bot.ui.cards import Piece, button, card, pages, row, text
from bot.ui.replies import plain

PAGE = 8


def topics(found: Sequence[Topic], page: int, notes: Sequence[str] = ()) -> discord.ui.LayoutView:
    """Topics, with how many follow each, and a button for a new one; ``notes`` are about one that was just saved."""
    said = _("Members follow them with /topics. An announcement can go to those who do, and to those who follow a "
             "project.")  # fmt: skip
    pieces: list[Piece] = [text(f"### {_('Topics')}\n{said}")]
    pieces += map(text, notes)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(max(page, 0), last)
    for one in found[page * PAGE : page * PAGE + PAGE]:
        role = f"<@&{one.role_id}>" if one.role_id else _("no role")
        change, delete = button(_("Change"), "announcements:topic", one.id), button(
            _("Delete"), "announcements:topic-gone", one.id
        )  # fmt: skip
        pieces += [text(f"**{plain(one.name)}** · {role}\n{_counts(one)}"), row(change, delete)]
    if last:
        pieces.append(pages("announcements:topic-page", page=page, last=last))
    return card(*pieces, row(button(_("New topic"), "announcements:topic", 0, style=discord.ButtonStyle.primary)))


def ungiven() -> str:
    """That a topic's role can't be given as things stand."""
    return _("Heronry can't give that role yet: move Heronry's own role above it in Server Settings → Roles, and "
             "allow it Manage Roles.")  # fmt: skip


def left_behind(people: int) -> str:
    """What a topic's new role, or none, means for those who follow it by the one before."""
    return ngettext(
        "{n} person follows it by the role that it had. They keep that role on Discord, and hear of it again once they "
        "choose anew in /topics.",
        "{n} people follow it by the role that it had. They keep that role on Discord, and hear of it again once they "
        "choose anew in /topics.",
        people,
    )


def _counts(one: Topic) -> str:
    ways = one.followers
    return _(
        "Followed by message: {messages}, by role: {roles}, in the digest: {digest}",
        messages=ways.get(Way.MESSAGE, 0),
        roles=ways.get(Way.ROLE, 0),
        digest=ways.get(Way.DIGEST, 0),
    )


def confirm_deletion(one: Topic) -> discord.ui.LayoutView:
    """What becomes of those who follow a topic, before it is deleted."""
    many = sum(one.followers.values())
    follow = ngettext("{n} person follows it, and won't any more.", "{n} people follow it, and won't any more.", many)
    lines = [f"### {_('Delete this topic?')}", f"**{plain(one.name)}**", follow]
    if one.role_id is not None:
        lines.append(_("Its role stays on Discord, and with those who have it."))
    return card(
        text("\n".join(lines)),
        row(
            button(_("Delete it"), "announcements:topic-delete", one.id, style=discord.ButtonStyle.danger),
            button(_("Back"), "announcements:topic-page", 0),
        ),
    )
