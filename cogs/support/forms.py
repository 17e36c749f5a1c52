"""The forms of peer support."""

from typing import Any

import discord

from bot.support.entries import (
    LONGEST_AGREEMENT,
    LONGEST_HOURS,
    LONGEST_WORDS,
    MOST_ON_ROTA,
    Agreement,
    Rota,
    Wish,
)
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import form


def worried(interaction: Interaction, channel_id: int, message_id: int, author_id: int) -> discord.ui.Modal:
    """Words and a person to leave out, both optional: to submit it empty is enough."""
    leave_out = discord.ui.UserSelect[Any](custom_id="leave_out", required=False, min_values=0, max_values=1)
    return form(
        interaction,
        _("I'm worried about this message"),
        "support:worried",
        discord.ui.Label(
            text=_("Anything to add, if you like"),
            description=_("Those who look after the space see it, with your name. Nobody else does."),
            component=_words("words", required=False),
        ),
        discord.ui.Label(
            text=_("Who must not hear of it"),
            description=_("If it is about one of them. The message's author never hears of it."),
            component=leave_out,
        ),
        arguments=(channel_id, message_id, author_id),
    )


def ask(interaction: Interaction) -> discord.ui.Modal:
    """The question, and whether the group may have it."""
    wish = discord.ui.RadioGroup[Any](custom_id="wish", required=True)
    wish.add_option(label=_("Yes, without my name"), value=Wish.UNSIGNED, default=True)
    wish.add_option(label=_("Yes, with my name"), value=Wish.SIGNED)
    wish.add_option(label=_("No, it is for the rota alone"), value=Wish.NOT)
    return form(
        interaction,
        _("Ask through the rota"),
        "support:asked",
        discord.ui.Label(
            text=_("Your question"),
            description=_("The rota knows that it is yours. Please name nobody else."),
            component=_words("text"),
        ),
        discord.ui.Label(text=_("May it be passed on to the group?"), component=wish),
    )


def write_back(interaction: Interaction, guild_id: int, question_id: int) -> discord.ui.Modal:
    label = discord.ui.Label[Any](text=_("Your message to the rota"), component=_words("text"))
    return form(interaction, _("Write back"), "support:written", label, arguments=(guild_id, question_id))


def answer(interaction: Interaction, guild_id: int, question_id: int) -> discord.ui.Modal:
    label = discord.ui.Label[Any](
        text=_("Your answer"),
        description=_("It goes to the asker alone, in the rota's name."),
        component=_words("text"),
    )
    return form(interaction, _("Answer"), "support:answered", label, arguments=(guild_id, question_id))


def done(interaction: Interaction, guild_id: int, worry_id: int) -> discord.ui.Modal:
    label = discord.ui.Label[Any](
        text=_("What was done"),
        description=_("Kept encrypted for 12 months, for the rota alone."),
        component=_words("what"),
    )
    return form(interaction, _("Note what was done"), "support:noted", label, arguments=(guild_id, worry_id))


def agreement(interaction: Interaction, what: Agreement) -> discord.ui.Modal:
    """The agreement's text, where it holds, and the role that comes with accepting it."""
    written = discord.ui.TextInput[Any](
        custom_id="text", style=discord.TextStyle.paragraph, default=what.text, max_length=LONGEST_AGREEMENT
    )
    space = what.rota.space
    role = discord.ui.RoleSelect[Any](
        custom_id="role", required=False, min_values=0, default_values=_defaults(space.role_id, "role")
    )
    return form(
        interaction,
        _("The space's agreement"),
        "support:agreement-saved",
        discord.ui.Label(
            text=_("Agreement"),
            description=_("A new text is shown to everyone who accepted the old one."),
            component=written,
        ),
        discord.ui.Label(
            text=_("The space's channel"),
            description=_("Where it is posted, and questions are passed on."),
            component=_channel("space", space.space_id),
        ),
        discord.ui.Label(text=_("Role for whoever accepts it"), description=_("Optional."), component=role),
        arguments=(what.version,),
    )


def rota(interaction: Interaction, what: Rota) -> discord.ui.Modal:
    """Who is on the rota, who stands outside it, when they look in, and where their private thread is."""
    members = discord.ui.UserSelect[Any](
        custom_id="members", required=False, min_values=0, max_values=MOST_ON_ROTA,
        default_values=[discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.user)
                        for one in what.members],
    )  # fmt: skip
    second = discord.ui.UserSelect[Any](
        custom_id="second", required=False, min_values=0, default_values=_defaults(what.second, "user")
    )
    hours = discord.ui.TextInput[Any](
        custom_id="hours", required=False, default=what.space.hours, max_length=LONGEST_HOURS
    )
    return form(
        interaction,
        _("The rota"),
        "support:rota-saved",
        discord.ui.Label(text=_("Who is on the rota"), description=_("Please ask them first."), component=members),
        discord.ui.Label(
            text=_("Second contact, outside the rota"),
            description=_("Hears by direct message what somebody on the rota must not."),
            component=second,
        ),
        discord.ui.Label(
            text=_("When they look in"),
            description=_("Such as: weekdays 9 to 5, not in August"),
            component=hours,
        ),
        discord.ui.Label(
            text=_("Channel for the rota's thread"),
            description=_("Everyone on the rota has to see that channel."),
            component=_channel("desk", what.space.desk_id),
        ),
    )


def ask_unsigned(interaction: Interaction) -> discord.ui.Modal:
    """A question without a name; what protects it was said on the card before."""
    return form(
        interaction,
        _("Ask without a name"),
        "support:unsigned-asked",
        discord.ui.Label(
            text=_("Your question"),
            description=_("Leave out what shows who you are. Please name nobody else."),
            component=_words("text"),
        ),
    )


def answer_unsigned(interaction: Interaction, guild_id: int, question_id: int) -> discord.ui.Modal:
    """The rota's answer to a question without a name."""
    return form(
        interaction,
        _("Answer"),
        "support:unsigned-answered",
        discord.ui.Label(
            text=_("Your answer"),
            description=_("In the rota’s name; whoever asked alone finds it."),
            component=_words("text"),
        ),
        arguments=(guild_id, question_id),
    )


def look_up(interaction: Interaction, guild_id: int, question_id: int) -> discord.ui.Modal:
    """An administrator says what the abuse is, before anything is opened."""
    reason = discord.ui.TextInput[Any](
        custom_id="reason", style=discord.TextStyle.paragraph, min_length=10, max_length=500, required=True
    )
    return form(
        interaction,
        _("Look up who asked"),
        "support:unsigned-opened",
        discord.ui.Label(
            text=_("What is the abuse?"),
            description=_("That you looked goes on record, and whoever asked sees it. Your words are kept nowhere."),
            component=reason,
        ),
        arguments=(guild_id, question_id),
    )


def _words(custom_id: str, *, required: bool = True) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(
        custom_id=custom_id, style=discord.TextStyle.paragraph, required=required, max_length=LONGEST_WORDS
    )


def _channel(custom_id: str, chosen: int | None) -> discord.ui.ChannelSelect[Any]:
    return discord.ui.ChannelSelect(
        custom_id=custom_id, required=False, min_values=0, channel_types=[discord.ChannelType.text],
        default_values=_defaults(chosen, "channel"),
    )  # fmt: skip


def _defaults(chosen: int | None, kind: str) -> list[discord.SelectDefaultValue]:
    type_ = discord.SelectDefaultValueType(kind)
    return [discord.SelectDefaultValue(id=chosen, type=type_)] if chosen else []
