"""Shared resources on screen."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.resources.entries import Found, Resource, State
from bot.resources.sharing import Circle, Posted
from bot.texts import _, ngettext
from bot.ui.cards import Piece, beside, button, card, line, row, shortened, text
from bot.ui.replies import plain

PAGE = 5
"""Resources with buttons on one card of the facilitators'."""


def found(what: Found) -> discord.ui.LayoutView:
    """What fits a question, each with a button that opens it."""
    if not what.shown:
        return card(text(_nothing(what)))
    about = _("Resources about “{query}”", query=plain(what.query))
    title = about if what.query else _("The newest resources")
    pieces: list[Piece] = [text(f"### {title}")]
    pieces += [beside(_told(one), _opening(one)) for one in what.shown]
    if what.more:
        pieces.append(text("-# " + _("There are more. A more exact question finds them.")))
    return card(*pieces)


def _nothing(what: Found) -> str:
    if not what.total:
        return _("Nothing has been shared yet. /resources add shares the first.")
    return _("Nothing here fits that. Other words may; without any you see the newest.")


def _told(one: Resource, *, short: bool = True) -> str:
    lines = [f"**{plain(one.title)}**"]
    if one.note:
        lines.append(plain(shortened(one.note, 150 if short else 500)))
    about = [plain(tag) for tag in one.tags]
    if one.url:
        about.append(plain(_host(one.url)))
    if one.file is not None:
        about.append(f"{plain(one.file.name)}, {_size(one.file.size)}")
    return "\n".join([*lines, "-# " + " · ".join(about)]) if about else "\n".join(lines)


def _host(url: str) -> str:
    return url.split("/")[2].rsplit(":", 1)[0]


def _size(size: int) -> str:
    return _("{n} KB", n=max(1, round(size / 1024)))


def _opening(one: Resource) -> discord.ui.Button[Any]:
    if one.url:
        return discord.ui.Button(label=_("Open the link"), url=one.url)
    return button(_("Get the file"), "resources:file", one.id)


def added(one: Resource) -> discord.ui.LayoutView:
    """That it is kept, and when others find it."""
    if one.state is State.WAITING:
        said = _("Thank you. A facilitator looks at it first; then everyone in the group finds it.")
    else:
        said = _("It is there: everyone in the group finds it.")
    notes: list[Piece] = []
    if one.file is not None:
        notes.append(text("-# " + _hidden(one)))
    return card(text(f"### {_('Shared')}\n{said}"), text(_told(one, short=False)), *notes)


def _hidden(one: Resource) -> str:
    if one.file is not None and one.file.alt:
        return _("What was hidden in the picture, such as where it was taken, has been removed.")
    return _("A document may hold its author's name; please look, and take it back in /resources mine if so.")


def circle(one: Circle) -> str:
    """A group, by which it is chosen."""
    return _("Group {number} · {title}", number=one.number, title=one.title)


def posted(done: Posted) -> discord.ui.LayoutView:
    """That it goes into a group's thread, or is there already."""
    thread = f"<#{done.circle.thread_id}>"
    if done.why is not None:
        return card(text(_("It couldn’t be posted in {thread}: {why} A facilitator can send it again: "
                           "/manage-deliveries", thread=thread, why=str(done.why))))  # fmt: skip
    if done.already:
        return card(text(_("It has been posted in {thread} before, so nothing was posted again.", thread=thread)))
    said = _("It is posted in {thread} within a minute; nobody is pinged.", thread=thread)
    return card(text(f"### {_('Shared with the group')}\n{said}"), text(_told(done.resource)))


def shown(one: Resource) -> discord.ui.LayoutView:
    """A resource in a group's thread."""
    return card(text(f"### {_('A resource for this group')}"), beside(_told(one, short=False), _opening(one)))


def mine(shared: Sequence[Resource]) -> discord.ui.LayoutView:
    """What somebody has shared, each with a button to take it back."""
    if not shared:
        return card(text(_("You haven't shared anything yet. /resources add shares a link or a file.")))
    pieces: list[Piece] = [text(f"### {_('What you have shared')}")]
    for one in shared[:PAGE]:
        state = _("Waiting for a facilitator.") if one.state is State.WAITING else _("Everyone finds it.")
        pieces += [
            text(f"{_told(one)}\n{state}"),
            row(_opening(one), button(_("Take it back"), "resources:back", one.id)),
        ]
    if len(shared) > PAGE:
        pieces.append(text("-# " + _and_more(len(shared) - PAGE)))
    return card(*pieces)


def _and_more(n: int) -> str:
    return ngettext("And {n} older one.", "And {n} older ones.", n)


def taken_back() -> discord.ui.LayoutView:
    return card(text(_("It is gone, for everyone.")))


def looked_through(all_: Sequence[Resource]) -> discord.ui.LayoutView:
    """For facilitators: what waits, each with buttons; and how many there are."""
    waiting = [one for one in all_ if one.state is State.WAITING]
    there = ngettext(
        "{n} resource is there for everyone.", "{n} resources are there for everyone.", len(all_) - len(waiting)
    )
    if not waiting:
        nothing = _("Nothing waits. To change or remove one: /manage-resources edit, /manage-resources remove.")
        return card(text(f"### {_('Shared resources')}\n{there}\n{nothing}"))
    pieces: list[Piece] = [text(f"### {_('Waiting to be looked at')}\n{there}")]
    for one in waiting[:PAGE]:
        pieces += [line(), text("\n".join(_for_facilitators(one))), row(*_deciding(one))]
    if len(waiting) > PAGE:
        pieces.append(text("-# " + ngettext("And {n} more.", "And {n} more.", len(waiting) - PAGE)))
    return card(*pieces)


def _for_facilitators(one: Resource) -> Iterator[str]:
    yield _told(one, short=False)
    if one.added_by is not None:
        yield _("Shared by {person}", person=f"<@{one.added_by}>")
    if one.file is not None and one.file.alt:
        yield _("The picture shows: {alt}", alt=plain(one.file.alt))


def _deciding(one: Resource) -> list[discord.ui.Button[Any]]:
    return [
        button(_("Approve"), "resources:approve", one.id, style=discord.ButtonStyle.primary),
        _opening(one),
        button(_("Edit"), "resources:edit", one.id),
        button(_("Remove"), "resources:remove", one.id),
    ]


def removed() -> discord.ui.LayoutView:
    return card(text(_("Removed.")))
