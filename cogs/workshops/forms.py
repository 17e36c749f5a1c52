"""The forms of workshops."""

from typing import Any

import discord

from bot.texts import _
from bot.ui.cards import shortened
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form
from bot.workshops.entries import LIMITS, LONGEST_QUESTION, STAGES, Mine, Role, SignUp, Workshop
from bot.workshops.feedback import CHOICES, LONGEST_LINE, QUESTIONS, Answer

Label = discord.ui.Label[Any]


def sign_up(interaction: Interaction, mine: Mine, role: Role) -> discord.ui.Modal:
    """Career stage, topics and access needs, each of them optional, with what is known already."""
    workshop = mine.workshop
    stage = discord.ui.Select[Any](
        custom_id="stage", required=False,
        options=[
            discord.SelectOption(label=_(label.msgid), value=value, default=value == mine.stage)
            for value, label in STAGES.items()
        ],
    )  # fmt: skip
    needs = discord.ui.TextInput[Any](
        custom_id="needs", style=discord.TextStyle.paragraph, required=False, default=mine.needs or None,
        max_length=LIMITS["needs"],
    )  # fmt: skip
    return form(
        interaction, _("Take part") if role is Role.PARTICIPANT else _("Mentor"), "workshops:joined",
        Label(text=_("Career stage"), description=_("So that groups are mixed. From your entry, where it says so."),
              component=stage),
        *_topics(mine, role),
        Label(text=_("Access needs"), description=_("For the facilitators alone, encrypted; forgotten afterwards."),
              component=needs),
        arguments=(workshop.id, role.value),
    )  # fmt: skip


def _topics(mine: Mine, role: Role) -> list[Label]:
    """A participant chooses from the workshop's topics; a mentor says in their own words what they offer."""
    topics = mine.workshop.topics
    if role is Role.MENTOR:
        said = discord.ui.TextInput[Any](
            custom_id="offers", required=False, default=", ".join(mine.topics) or None, max_length=300
        )
        hint = _("Separated by commas, such as: {topics}", topics=shortened(", ".join(topics) or "NVivo", 60))
        return [Label(text=_("Topics you can speak about"), description=hint, component=said)]
    if not topics:
        return []
    wanted = discord.ui.Select[Any](
        custom_id="topics", required=False, min_values=0, max_values=len(topics),
        options=[
            discord.SelectOption(label=one, value=str(n), default=one in mine.topics) for n, one in enumerate(topics)
        ],
    )  # fmt: skip
    return [Label(text=_("Topics you’d like to speak about"), component=wanted)]


def read_sign_up(filled: Filled, workshop: Workshop) -> SignUp:
    """What was filled in; chosen topics that the workshop no longer has are left out."""
    chosen = [int(one) for one in filled.choices("topics") if one.isdecimal()]
    topics = [workshop.topics[n] for n in chosen if n < len(workshop.topics)]
    offers = filled.text("offers")
    return SignUp(filled.choice("stage") or "", topics or ([offers] if offers else []), filled.text("needs"))


def question(interaction: Interaction, workshop: Workshop) -> discord.ui.Modal:
    """A question in advance, and whether the group may see whose it is."""
    said = discord.ui.TextInput[Any](
        custom_id="question", style=discord.TextStyle.paragraph, max_length=LONGEST_QUESTION
    )
    signed = discord.ui.CheckboxGroup[Any](custom_id="signed", required=False)
    signed.add_option(label=_("The group may see that I ask this"), value="yes")
    return form(
        interaction, _("Ask in advance"), "workshops:asked",
        Label(text=_("Your question"), description=_("The facilitators see who asks; that is forgotten afterwards."),
              component=said),
        Label(text=_("Your name"), component=signed),
        arguments=(workshop.id,),
    )  # fmt: skip


def feedback(interaction: Interaction, guild_id: int, workshop_id: int) -> discord.ui.Modal:
    """Three choices and a line, each of them optional."""
    words = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}
    labels = [
        Label(
            text=shortened(_(asked.msgid), 45),
            component=discord.ui.Select[Any](
                custom_id=name, required=False,
                options=[discord.SelectOption(label=words[one], value=one) for one in CHOICES],
            ),
        )
        for name, asked in QUESTIONS.items()
    ]  # fmt: skip
    line = discord.ui.TextInput[Any](
        custom_id="line", style=discord.TextStyle.paragraph, required=False, max_length=LONGEST_LINE
    )
    return form(
        interaction, _("How was it?"), "workshops:said", *labels,
        Label(text=_("A line, if you like"),
              description=_("Shown among others’, in no order. Please leave out who anybody is."), component=line),
        arguments=(guild_id, workshop_id),
    )  # fmt: skip


def read_feedback(filled: Filled) -> Answer:
    return Answer(filled.choice("worth"), filled.choice("heard"), filled.choice("mixed"), filled.text("line"))
