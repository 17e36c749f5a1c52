"""What the rota sees: worries, questions, and what there is to see to."""

import discord

from bot.support.entries import Matter, Notice, Question, Rota, Stage, Wish, Worry
from bot.texts import N_, Message, _, ngettext
from bot.ui.cards import Piece, button, card, line, row, shortened, text
from bot.ui.replies import plain
from cogs.support.cards import people, quoted

PRIMARY = discord.ButtonStyle.primary
WISHES: dict[Wish, Message] = {
    Wish.UNSIGNED: N_("May be passed on to the group without a name."),
    Wish.SIGNED: N_("May be passed on to the group with their name."),
    Wish.NOT: N_("For the rota alone: not to be passed on."),
}


def worry(what: Worry) -> discord.ui.LayoutView:
    """A worry. People are named, not mentioned: a mention could bring someone into the thread."""
    link = f"https://discord.com/channels/{what.guild_id}/{what.channel_id}/{what.message_id}"
    by = plain(what.reporter) or _("Someone who has had themselves erased")
    said = quoted(what.words) if what.words else _("They added nothing.")
    pieces: list[Piece] = [
        text(f"### {_('Someone is worried about a message')}\n"
             + _("{name} asks you to look at {link}", name=by, link=f"[{_('this message')}]({link})")
             + f"\n{said}"),
        text(_stage(what)),
    ]  # fmt: skip
    if what.pings:
        pieces.append(text(people(what.pings)))
    if what.stage is not Stage.CLOSED:
        see = button(_("Seen"), "support:see", what.guild_id, what.worry_id, style=PRIMARY)
        done = button(_("Note what was done"), "support:done", what.guild_id, what.worry_id)
        pieces.append(row(*([see] if what.stage is Stage.NEW else []), done))
    pieces.append(text("-# " + _("Nobody else sees this. Please don't speak of who told you.")))
    return card(*pieces)


def _stage(what: Worry) -> str:
    if what.stage is Stage.NEW:
        return _("Nobody has said yet that they saw this.")
    if what.stage is Stage.SEEN:
        return _("Seen. Whoever passed it on is told so, and nothing more.")
    done = shortened(plain(what.record[-1]), 1_200) if what.record else ""
    return _("Closed. What was done: {what}", what=done)


def question(what: Question) -> discord.ui.LayoutView:
    """A question or a further turn of it, with what its asker wishes."""
    name = plain(what.asker) or _("Someone")
    title = _("{name} writes back", name=name) if what.further else _("{name} asks", name=name)
    pieces: list[Piece] = [text(f"### {title}\n{quoted(what.text)}")]
    buttons = [button(_("Answer"), "support:answer", what.guild_id, what.question_id, style=PRIMARY)]
    if not what.further:
        pieces.append(text(str(WISHES[what.wish]) + (" " + _("It has been passed on.") if what.relayed else "")))
        if what.wish is not Wish.NOT and not what.relayed:
            label = _("Pass on with their name") if what.wish is Wish.SIGNED else _("Pass on without a name")
            buttons.append(button(label, "support:relay", what.guild_id, what.question_id))
    buttons.append(button(_("Close"), "support:close", what.guild_id, what.question_id))
    return card(*pieces, row(*buttons))


def answer_sent(*, here: bool) -> discord.ui.LayoutView:
    """What becomes of an answer; ``here`` says whether its asker is still on the server."""
    if here:
        return card(text(_("Your answer is on its way to the asker alone, in the rota's name.")))
    return card(text(_("They have left the server. Your answer waits for them, in case they come back.")))


def notice(what: Notice) -> discord.ui.LayoutView:
    """Something to see to, for facilitators or for the rota."""
    return card(text(f"### {_TITLES[what.matter]}\n{_matter(what)}"))


_TITLES: dict[Matter, Message] = {
    Matter.EMPTY: N_("Nobody is on the rota"),
    Matter.SECOND: N_("The rota has no second contact any more"),
    Matter.THREAD: N_("The rota has no thread"),
    Matter.PARENT: N_("The rota has no thread"),
    Matter.OUTSIDE: N_("Not everyone on the rota can be reached"),
    Matter.ROLE: N_("The space's role can't be given"),
    Matter.HANDOVER: N_("Someone has left the rota"),
}


def _matter(what: Notice) -> str:
    channel, role = f"<#{what.about}>", f"<@&{what.about}>"
    match what.matter:
        case Matter.EMPTY:
            said = _("So nobody would hear of a question. Please choose who looks after the space: "
                     "/manage-support rota") + f"\n{_waiting(what)}"  # fmt: skip
        case Matter.SECOND:
            said = _("They have left the server. Please choose somebody else outside the rota: /manage-support rota")
        case Matter.THREAD:
            said = _("In {channel}, allow Heronry Create Private Threads and Send Messages in Threads, or choose "
                     "another channel: /manage-support rota", channel=channel)  # fmt: skip
        case Matter.PARENT:
            said = _("Its channel isn't there, or Heronry can't see it. Please choose one: /manage-support rota")
        case Matter.OUTSIDE:
            said = _("{people} can't see the channel of the rota's thread. Allow them, or choose another channel: "
                     "/manage-support rota", people=people(what.people))  # fmt: skip
        case Matter.ROLE:
            said = _("{role} stands above Heronry's own role, or Heronry lacks Manage Roles. Move Heronry's role up in "
                     "Server Settings → Roles; whoever agreed can press the button again.", role=role)  # fmt: skip
        case Matter.HANDOVER:
            said = _("Please see among you who goes on with what is open.") + f"\n{_waiting(what)}"
    return said


def _waiting(what: Notice) -> str:
    worries, questions = what.counts.get("worries", 0), what.counts.get("questions", 0)
    return "\n".join(
        f"- {each}"
        for each in (
            ngettext("{n} worry is open", "{n} worries are open", worries),
            ngettext("{n} question is open", "{n} questions are open", questions),
        )
    )


def rota(what: Rota, warnings: list[str]) -> discord.ui.LayoutView:
    """Who looks after the space, as facilitators set it."""
    space = what.space
    lines = [
        _("On the rota: {people}", people=people(what.members) or _("nobody yet")),
        _("Second contact: {person}", person=f"<@{what.second}>" if what.second else _("none yet")),
        _("They look in: {hours}", hours=plain(space.hours) or _("not said yet")),
        _("Their thread: {channel}", channel=f"<#{space.thread_id}>" if space.thread_id else _("not made yet")),
    ]
    pieces: list[Piece] = [text(f"### {_('The rota')}\n" + "\n".join(f"- {each}" for each in lines))]
    if warnings:
        pieces += [line(), text(f"**{_('Please look at this')}**\n" + "\n".join(f"- {each}" for each in warnings))]
    about = _("Worries and questions reach the rota in a private thread. Administrators, and those with Manage "
              "Threads, can read it as well.")  # fmt: skip
    return card(*pieces, row(button(_("Change"), "support:rota", style=PRIMARY)), text(f"-# {about}"))
