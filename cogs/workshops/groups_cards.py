"""A workshop's groups on screen."""

from collections.abc import Iterable, Sequence

import discord

from bot.schedule.local import stamp
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, pages, row, shortened, text
from bot.ui.replies import plain
from bot.workshops.entries import Workshop
from bot.workshops.group_entries import (
    ByHand,
    Circle,
    GroupingState,
    GroupNotice,
    Groups,
    Listed,
    Own,
    Preview,
    Rounds,
    Trouble,
)
from cogs.workshops.cards import LABELS, PRIMARY, when

SHOWN = 6
"""Groups on one page."""
LONGEST_POST = 3_400
MOST_NUMBER = 10**6
TROUBLES: dict[Trouble, Message] = {
    Trouble.NOT_ALLOWED: N_(
        "Heronry may not make private threads in {channel}. Allow it Create Private Threads and Send Messages in "
        "Threads there; then they come by themselves."
    ),
    Trouble.PARENT_GONE: N_("There are no threads: Heronry can't see {channel}, or it isn't a text channel."),
}


def named(circle: Circle) -> str:
    """A group in a line: its number, topic and room."""
    parts = [f"**{_('Group {number}', number=circle.number)}**", plain(circle.topic or ""), plain(circle.room)]
    return " · ".join(part for part in parts if part)


def _people(circle: Circle) -> str:
    return ", ".join(
        _("{name} (leads it)", name=f"<@{one}>") if one in circle.leads else f"<@{one}>" for one in circle.members
    )


def _mentions(people: Iterable[int]) -> str:
    return ", ".join(f"<@{one}>" for one in people)


# -- for facilitators ---------------------------------------------------------------------


def groups(found: Groups, page: int = 0) -> discord.ui.LayoutView:
    """All groups, how good they are, what they lack, and what can be done."""
    last = max(0, (len(found.circles) - 1) // SHOWN)
    page = max(0, min(page, last))
    title = f"### {_('Groups: {title}', title=plain(found.workshop.title))}\n"
    if found.state is None:
        return card(text(title + _none(found)), row(*_making(found), _rounds_button(found)))
    here = found.circles[page * SHOWN : (page + 1) * SHOWN]
    lines = "\n".join(f"{named(one)}\n{_people(one)}" for one in here)
    state = _state(found)
    pieces: list[Piece] = [text(f"{title}{state}\n{shortened(lines, 2_200 - len(state))}")]
    if last:
        pieces.append(pages("groups:page", found.workshop.id, page=page, last=last))
    pieces += [line(), text(shortened(_judged(found), 1_500)), *_buttons(found)]
    return card(*pieces)


def _none(found: Groups) -> str:
    """What to know before there are any."""
    lines = [
        _("Nobody has been put into groups yet. Heronry proposes some: of even size, somebody who leads and somebody "
          "senior in each, juniors not alone, topics as wished, and never two who shouldn’t be together."),
        _("Nobody hears of a proposal before you publish it."),
    ]  # fmt: skip
    return "\n".join([*lines, *_lost(found)])


def _state(found: Groups) -> str:
    if found.state is GroupingState.PUBLISHED:
        lines = [_("Published. Whoever changes groups from now on is told, once.")]
        return "\n".join(lines if found.over else lines + _threads(found))
    return _("A proposal: nobody has heard of it yet.")


def _threads(found: Groups) -> list[str]:
    """What is still to come of the groups' threads, and what stands in the way."""
    channel, lines = f"<#{found.workshop.channel_id}>", list[str]()
    if found.trouble in TROUBLES:
        lines.append(f"**{_(TROUBLES[found.trouble].msgid, channel=channel)}**")
    elif found.threads and any(one.thread_id is None for one in found.circles):
        lines.append(_("The groups’ threads come within a few minutes."))
    if found.kept_out:
        said = _("Whoever can’t see {channel} isn’t in their group’s thread: {people}. Give them a role that opens it; "
                 "Heronry tries again every hour.", channel=channel, people=_some(found.kept_out))  # fmt: skip
        lines.append(said)
    return lines


def _lost(found: Groups) -> list[str]:
    """Who has no group; the words are the same whatever the reason."""
    if not found.lost:
        return []
    return [_("No group fits just now, so please find them a seat yourself: {people}", people=_some(found.lost))]


def _some(people: Sequence[int]) -> str:
    return _mentions(people[:20]) + ("…" if len(people) > 20 else "")


def _judged(found: Groups) -> str:
    """How good the groups are, and what would help."""
    lines = (
        [f"**{_('How good they are')}**", bullets(str(one) for one in found.quality.lines())] if found.quality else []
    )
    if found.missing or found.lost:
        lines += [f"**{_('What is missing')}**", bullets([*(str(one.message) for one in found.missing), *_lost(found)])]
    if found.waiting:
        said = ngettext("{n} question hasn’t been passed on to the groups yet: /manage-workshops questions",
                        "{n} questions haven’t been passed on to the groups yet: /manage-workshops questions",
                        found.waiting)  # fmt: skip
        lines.append(said)
    if found.returned:
        lines.append(
            ngettext("{n} of them went to one group, and waits again since the groups are others now.",
                     "{n} of them went to one group each, and wait again since the groups are others now.",
                     found.returned)
        )  # fmt: skip
    seed = _("Seed {seed}: the same people, sizes and seed give the same groups.", seed=found.shape.seed)
    return "\n".join([*lines, f"-# {seed}"])


def _making(found: Groups) -> list[discord.ui.Button[discord.ui.LayoutView]]:
    return [button(_("Make groups"), "groups:make", found.workshop.id, style=PRIMARY)]


def _rounds_button(found: Groups) -> discord.ui.Button[discord.ui.LayoutView]:
    return button(_("Rounds"), "groups:rounds", found.workshop.id)


def _buttons(found: Groups) -> list[Piece]:
    number, proposed = found.workshop.id, found.state is GroupingState.PROPOSED
    by_hand = [
        button(_("Move somebody"), "groups:move", number),
        button(_("Exchange two"), "groups:exchange", number),
        button(_("Rooms"), "groups:rooms", number),
        _rounds_button(found),
    ]
    readers = _("A thread is private to its group, but whoever may manage threads in the channel can read it.")
    if not proposed:
        pieces: list[Piece] = [row(*by_hand, button(_("Who leads"), "groups:leads", number))]
        if not (found.threads or found.over):
            pieces += [row(button(_("Give them threads"), "groups:threads", number)), text(f"-# {readers}")]
        return pieces
    return [
        row(*by_hand),
        row(
            button(_("Make them anew"), "groups:anew", number),
            button(_("Other sizes, or who leads"), "groups:make", number),
        ),
        row(
            button(_("Publish"), "groups:publish", number, found.revision, 0, style=PRIMARY),
            button(_("Publish, with threads"), "groups:publish", number, found.revision, 1),
        ),
        text(f"-# {readers}"),
    ]


def preview(shown: Preview) -> discord.ui.LayoutView:
    """A change by hand, before it is kept."""
    change, number = shown.change, shown.groups.workshop.id
    who = f"<@{change.member_id}>"
    if change.other is not None:
        what = _("{one} and {other} change places.", one=who, other=f"<@{change.other}>")
    else:
        what = _("{one} moves from group {before} to group {after}.", one=who, before=shown.before.number,
                 after=shown.after.number)  # fmt: skip
    changes = bullets(str(one) for one in shown.changes) or _("The groups are just as good as before.")
    keep = button(
        _("Keep it"), "groups:keep", number, shown.groups.revision, change.member_id, change.other or change.to,
        style=PRIMARY,
    )  # fmt: skip
    return card(text(f"### {_('Is this right?')}\n{what}\n{changes}"), row(keep, back(number)))


def change_of(member_id: int, where: int) -> ByHand:
    """What a preview's button says: a person to a group, or in exchange for another. Discord's numbers of people are
    far above those of groups."""
    return ByHand(member_id, to=where) if where < MOST_NUMBER else ByHand(member_id, other=where)


def back(workshop_id: int) -> discord.ui.Button[discord.ui.LayoutView]:
    return button(_("Leave it as it is"), "groups:page", workshop_id, 0)


def rounds(workshop_id: int, found: Rounds | None, *, runs: bool) -> discord.ui.LayoutView:
    """The rounds of the day."""
    title = f"### {_('Rounds')}\n"
    if found is None or not runs:
        said = _("Heronry says in the channel, and in the groups’ threads, when it is time to move.")
        return card(text(title + said), row(button(_("Start now"), "groups:begin", workshop_id, style=PRIMARY)))
    said = _("Under way: {rounds} of {minutes} minutes, until {when}.", rounds=found.rounds, minutes=found.minutes,
             when=stamp(found.begins(found.rounds + 1), "t"))  # fmt: skip
    stop = button(_("Stop"), "groups:stop", workshop_id, style=discord.ButtonStyle.danger)
    return card(text(title + said), row(stop))


# -- for everyone -------------------------------------------------------------------------


def own(found: Own | None, workshop_id: int) -> discord.ui.LayoutView:
    """One's own group: who else is in it, where, and what it is to speak of."""
    look = row(button(_("The workshop"), "workshops:show", workshop_id))
    if found is None:
        none = _(
            "You have no group in this one just now. If you have a place, a facilitator will tell you where to sit."
        )
        return card(text(none), look)
    return card(text(shortened(told(found), 3_600)), look)


def told(found: Own) -> str:
    """A group as its members see it."""
    circle, workshop = found.circle, found.workshop
    lines = [f"### {plain(workshop.title)}", named(circle), _people(circle), stamp(workshop.at)]
    if circle.thread_id is not None:
        lines.append(_("Your thread: {thread}", thread=f"<#{circle.thread_id}>"))
    lines.append(_(LABELS[workshop.label].msgid))
    if found.questions:
        lines += [f"**{_('Asked in advance')}**", asked(found.questions)]
    return "\n".join(lines)


def direct(notice: GroupNotice, member_id: int) -> discord.ui.LayoutView:
    """What one person is told of their group, and of leading it."""
    workshop, own = notice.workshop, notice.own
    leads = own is not None and member_id in own.circle.leads
    lines = [told(own) if own is not None else f"### {plain(workshop.title)}\n{when(workshop)}"]
    if leads:
        lines.append(_("You lead this group."))
    elif notice.led:
        lines.append(_("You don’t lead a group in this workshop any more."))
    if own is None and notice.comes:
        lines.append(_(
            "The groups are there, and none of them fits for you just now. A facilitator will tell you where to sit."
        ))  # fmt: skip
    pieces: list[Piece] = [text(shortened("\n".join(lines), 3_600))]
    if notice.comes:
        pieces.append(withdrawing(workshop, placed=notice.placed))
    return card(*pieces)


def withdrawing(workshop: Workshop, *, placed: bool) -> Piece:
    """How somebody who comes says that they can't after all; whoever only leads a group has no place to give back."""
    if placed:
        return row(button(_("Withdraw"), "workshops:withdraw", workshop.guild_id, workshop.id))
    return text("-# " + _("You lead a group without a place of your own. If you can’t come after all, please tell a "
                          "facilitator, so that somebody else leads it."))  # fmt: skip


def asked(questions: Sequence[Listed]) -> str:
    """A group's list, numbered."""
    lines = [
        f"{n}. {plain(shortened(one.text, 300))}"
        + (f" ({_('signed: {name}', name=_mentions(one.signers))})" if one.signers else "")
        for n, one in enumerate(questions, start=1)
    ]
    return shortened("\n".join(lines), 2_400)


def in_a_line(found: Own) -> str:
    """One's group among one's workshops."""
    return f"{named(found.circle)}\n{_('With {people}', people=_people(found.circle))}"


def all_of(title: str, circles: Sequence[Circle]) -> discord.ui.LayoutView:
    """Every group, for the channel; only how many are in each where there are too many for one message."""
    hint = _("Yours, with what it is to speak of, is in /workshops mine.")
    full = "\n".join(f"{named(one)}\n{_people(one)}" for one in circles)
    if len(full) > LONGEST_POST:
        full = "\n".join(f"{named(one)} · " + ngettext("{n} person", "{n} people", len(one.members)) for one in circles)
    head = f"### {_('Groups: {title}', title=plain(title))}"
    return card(text(f"{head}\n{shortened(full, LONGEST_POST)}\n-# {hint}"))
