"""Reflections that are written, as their author sees them: one, a list, and what the group is shown."""

from collections.abc import Sequence

import discord

from bot.delivery.kinds import State
from bot.delivery.service import Whereabouts
from bot.reflection.document import number
from bot.reflection.entries import Book, Reflection, Shared, Showing
from bot.reflection.guides import PROMPTS_IN_A_STEP
from bot.texts import _, day, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, menu, pages, row, shortened, text
from bot.ui.replies import plain

ON_A_PAGE = 10
ROOM = 2_600
"""Characters of one card for what was written; Discord takes 4,000 in all. The rest is in a file."""
Shown = tuple[int, Whereabouts | None] | None


def entry(guild_id: int, said: Reflection, shown: Shown, note: str = "") -> discord.ui.LayoutView:
    """One's own reflection, with what can be done with it."""
    pieces: list[Piece] = [text(note)] if note else []
    written, whole = _written(said)
    pieces.append(text(f"{_heading(said)}\n{written}"))
    if not whole:
        pieces.append(text(f"-# {_('It is longer than fits here; Read it all gives a file.')}"))
    if shown is not None:
        pieces.append(text(_standing(*shown)))
    pieces += [row(*_changes(guild_id, said)), row(*_acts(guild_id, said, whole, shown))]
    return card(*pieces)


def _heading(said: Reflection) -> str:
    facts = [day(said.day), said.model, said.about]
    if said.hours:
        hours = _("{n} h", n=number(said.hours))
        if said.participatory:
            hours += " " + _("({n} h participatory)", n=number(said.participatory))
        facts.append(hours)
    lines = [f"### {plain(said.name)}", "-# " + " · ".join(plain(fact) for fact in facts if fact)]
    if said.tags:
        lines.append("-# " + _("Tags: {tags}", tags=plain(", ".join(said.tags))))
    if said.action:
        due = _("by {day}", day=day(said.action_due)) if said.action_due else ""
        told = _("with a reminder") if said.reminder_id is not None else ""
        extra = ", ".join(part for part in (due, told) if part)
        lines.append(_("To do: {action}", action=plain(said.action)) + (f" ({extra})" if extra else ""))
    return "\n".join(lines)


def _written(said: Reflection) -> tuple[str, bool]:
    """The answers, shortened alike where they are too long for a card; and whether they are whole."""
    room = ROOM - len(plain(said.action))
    texts = [plain(answer.text) for answer in said.answers]
    prompts = [f"**{plain(answer.prompt)}**" for answer in said.answers]
    room -= sum(map(len, prompts)) + 4 * len(prompts)
    share = _fair_share([len(one) for one in texts], room)
    whole = all(len(one) <= share for one in texts)
    pieces = [f"{prompt}\n{shortened(one, share)}" for prompt, one in zip(prompts, texts, strict=True)]
    return "\n\n".join(pieces), whole


def _fair_share(lengths: Sequence[int], room: int) -> int:
    """How long each may be so that all fit: what the short ones leave goes to the long ones."""
    left, share = room, room
    for shorter, length in enumerate(sorted(lengths)):
        share = max(20, left // (len(lengths) - shorter))
        if length > share:
            return share
        left -= length
    return max([share, *lengths])


def _changes(guild_id: int, said: Reflection) -> list[discord.ui.Button[discord.ui.LayoutView]]:
    forms = -(-len(said.answers) // PROMPTS_IN_A_STEP)
    change = [
        button(
            _("Change the text") if forms == 1 else _("Change part {n}", n=part + 1),
            "reflection:rewrite", guild_id, said.id, part,
        )
        for part in range(forms)
    ]  # fmt: skip
    return [
        button(_("Title, tags, hours"), "reflection:details", guild_id, said.id, style=discord.ButtonStyle.primary),
        button(_("Something to do"), "reflection:action", guild_id, said.id),
        *change,
    ]


def _acts(guild_id: int, said: Reflection, whole: bool, shown: Shown) -> list[discord.ui.Button[discord.ui.LayoutView]]:
    show = (
        button(_("Show to the group"), "reflection:show", said.id)
        if shown is None
        else button(_("Take back what is shown"), "reflection:unshare", said.id)
    )
    read = [] if whole else [button(_("Read it all"), "reflection:read", guild_id, said.id)]
    return [*read, show, button(_("Delete"), "reflection:delete", guild_id, said.id)]


def _standing(channel_id: int, known: Whereabouts | None) -> str:
    channel = f"<#{channel_id}>"
    if known is None or known.state in (State.PENDING, State.SENDING):
        return _("A part of it is on its way to {channel}.", channel=channel)
    if known.state is State.SENT:
        return _("A part of it is shown in {channel}, with your name.", channel=channel)
    why = f" {known.why}" if known.why else ""
    return _("It couldn’t be shown in {channel}.", channel=channel) + why


def entries(guild_id: int, book: Book, page: int, words: str, tag: str) -> discord.ui.LayoutView:
    """A page of somebody's reflections, with a menu to open one."""
    last = max(0, len(book.reflections) - 1) // ON_A_PAGE
    page = min(max(0, page), last)
    here = book.reflections[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    heading = _("Your reflections") if not (words or tag) else _("Your reflections, searched")
    count = ngettext("{n} reflection", "{n} reflections", len(book.reflections))
    pieces: list[Piece] = [text(f"### {heading}\n{count} · {_('Only you can see them.')}")]
    if here:
        pieces.append(text(bullets(map(_listed, here))))
        options = [
            discord.SelectOption(label=shortened(one.name, 100), value=str(one.id), description=day(one.day))
            for one in here
        ]
        pieces.append(menu("reflection:pick", guild_id, hint=_("Open one"), options=options))
    else:
        pieces.append(text(_nothing(words, tag)))
    if last:
        pieces.append(_paging(guild_id, page, last, words, tag))
    if book.locked:
        said = _("{n} can’t be opened, because Heronry’s key was changed or lost. They are kept.", n=book.locked)
        pieces += [line(), text(f"-# {said}")]
    return card(*pieces)


def _listed(said: Reflection) -> str:
    tags = f" · {plain(', '.join(said.tags))}" if said.tags else ""
    return f"{day(said.day)} · {shortened(plain(said.name), 110)}{shortened(tags, 90)}"


def _nothing(words: str, tag: str) -> str:
    if words or tag:
        return _("None of them fits. Try fewer words, or another tag.")
    return _("There are none yet. /reflect start begins one; two minutes are enough.")


def _paging(guild_id: int, page: int, last: int, words: str, tag: str) -> Piece:
    try:
        return pages("reflection:page", guild_id, words, tag, page=page, last=last)
    except ValueError:  # the search is too long to be carried by a button
        return text(_("These are the newest {n}. For the others, search for fewer words.", n=ON_A_PAGE))


def confirm_deletion(guild_id: int, entry_id: int) -> discord.ui.LayoutView:
    """Asks once; also for one that can't be opened any more."""
    asks = _("Delete this reflection? It can’t be brought back.")
    sure = button(_("Delete it"), "reflection:really-delete", guild_id, entry_id, style=discord.ButtonStyle.danger)
    return card(text(asks), row(sure, button(_("Keep it"), "reflection:open", guild_id, entry_id)))


def deleted() -> discord.ui.LayoutView:
    return card(text(_("Deleted. What was shown of it is taken out of its channel, too.")))


# -- what the group is shown ------------------------------------------------------------


def preview(what: Showing, version: int, warnings: Sequence[str]) -> discord.ui.LayoutView:
    """Exactly what would be shown, below who would see it."""
    told = _(
        "**Is this what you want to show?** It would stand in {channel}, with your name, for everyone who can read "
        "there. You can take it back; whoever has read it may remember it.",
        channel=f"<#{what.channel_id}>",
    )
    pieces: list[Piece] = [text(told)]
    if warnings:
        pieces.append(text(bullets(warnings)))
    parts = "-".join(map(str, what.parts))
    share = button(
        _("Show it"), "reflection:share", what.entry_id, version, parts, style=discord.ButtonStyle.primary
    )  # fmt: skip
    pieces += [line(), text(_shown(what.what)), line(), row(share, button(_("Don’t show it"), "reflection:unshown"))]
    return card(*pieces)


def shared(what: Shared) -> discord.ui.LayoutView:
    """What the group sees: signed with its author's name, pinging nobody."""
    return card(text(_shown(what)))


def _shown(what: Shared) -> str:
    by = _("From a reflection of {person}", person=f"<@{what.author_id}>")
    title = f"### {plain(what.title)}\n" if what.title else ""
    said = "\n\n".join(f"**{plain(answer.prompt)}**\n{plain(answer.text)}" for answer in what.answers)
    return f"{title}{by}\n\n{said}\n-# {_('Their own words, shown by choice. Please don’t pass them on.')}"


def on_its_way(channel_id: int) -> discord.ui.LayoutView:
    return card(
        text(_("It is on its way to {channel}. The reflection itself stays private.", channel=f"<#{channel_id}>"))
    )


def not_shown() -> discord.ui.LayoutView:
    return card(text(_("Nothing was shown to anyone.")))


def taken_back() -> discord.ui.LayoutView:
    return card(text(_("Taken back. If it was already in the channel, it is taken out of it within a minute.")))
