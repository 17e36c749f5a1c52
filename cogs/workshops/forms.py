"""The forms of workshops."""

from typing import Any

import discord

from bot.community.backgrounds import STAGES
from bot.texts import _
from bot.ui.cards import shortened
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form
from bot.workshops.entries import LIMITS, LONGEST_QUESTION, LONGEST_TOPIC, MOST_TOPICS, Mine, Role, SignUp, Workshop
from bot.workshops.entries import Label as Kept
from bot.workshops.feedback import CHOICES, LONGEST_LINE, QUESTIONS, Answer
from bot.workshops.service import Edited

Label = discord.ui.Label[Any]
LONGEST_TOPICS = MOST_TOPICS * (LONGEST_TOPIC + 2)
"""Characters: as many as ``read_topics`` takes, from a form or from a list."""


def sign_up(interaction: Interaction, mine: Mine, role: Role) -> discord.ui.Modal:
    """Career stage, topics, access needs and a question, each of them optional, with what is known already."""
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
        *(_question(_("A question in advance"), required=False) if mine.asks else ()),
        arguments=(workshop.id, role.value),
    )  # fmt: skip


def _topics(mine: Mine, role: Role) -> list[Label]:
    """A participant chooses from the workshop's topics; a mentor says in their own words what they offer."""
    topics = mine.workshop.topics
    if role is Role.MENTOR:
        said = discord.ui.TextInput[Any](
            custom_id="offers", required=False, default=", ".join(mine.topics) or None, max_length=LONGEST_TOPICS
        )
        hint = _("Separated by commas, such as: {topics}", topics=shortened(", ".join(topics) or "NVivo", 60))
        return [Label(text=_("Topics you can speak about"), description=hint, component=said)]
    if not topics:
        return []
    wanted = discord.ui.Select[Any](
        custom_id="topics", required=False, min_values=0, max_values=len(topics),
        options=[
            # The topic itself is its value (Discord takes 100 characters): they may change while the form is open.
            discord.SelectOption(label=one, value=one, default=one in mine.topics) for one in topics
        ],
    )  # fmt: skip
    return [Label(text=_("Topics you’d like to speak about"), component=wanted)]


def read_sign_up(filled: Filled, workshop: Workshop) -> SignUp:
    """What was filled in; chosen topics that the workshop no longer has are left out."""
    topics = [one for one in filled.choices("topics") if one in workshop.topics]
    offers = filled.text("offers")
    return SignUp(
        filled.choice("stage") or "", topics or ([offers] if offers else []), filled.text("needs"),
        filled.text("question"), "yes" in filled.choices("signed"),
    )  # fmt: skip


def question(interaction: Interaction, workshop: Workshop) -> discord.ui.Modal:
    """A question in advance, and whether the group may see whose it is."""
    return form(
        interaction, _("Ask in advance"), "workshops:asked", *_question(_("Your question"), required=True),
        arguments=(workshop.id,),
    )  # fmt: skip


def _question(title: str, *, required: bool) -> list[Label]:
    said = discord.ui.TextInput[Any](
        custom_id="question", style=discord.TextStyle.paragraph, max_length=LONGEST_QUESTION, required=required
    )
    signed = discord.ui.CheckboxGroup[Any](custom_id="signed", required=False)
    signed.add_option(label=_("The group may see that I ask this"), value="yes")
    hint = _("The facilitators see who asks; that is forgotten afterwards.")
    return [Label(text=title, description=hint, component=said), Label(text=_("Your name"), component=signed)]


def edit(interaction: Interaction, workshop: Workshop) -> discord.ui.Modal:
    """What a workshop says, filled in."""
    names = {Kept.CHATHAM: _("Chatham House Rule: use it, don't say who"), Kept.CONFIDENTIAL: _("Confidential: it "
             "stays there")}  # fmt: skip
    label = discord.ui.Select[Any](
        custom_id="label", required=True,
        options=[
            discord.SelectOption(label=name, value=one.value, default=one is workshop.label)
            for one, name in names.items()
        ],
    )  # fmt: skip
    return form(
        interaction, _("Change the workshop"), "workshops:edited",
        Label(text=_("Title"), component=_text("title", workshop.title, LIMITS["title"], required=True)),
        Label(text=_("Description"), component=_text("description", workshop.description, LIMITS["description"],
              style=discord.TextStyle.paragraph)),
        Label(text=_("Topics"), description=_("Separated by commas"),
              component=_text("topics", ", ".join(workshop.topics), LONGEST_TOPICS)),
        Label(text=_("Where"), component=_text("room", workshop.room, LIMITS["room"])),
        Label(text=_("What may be passed on"), component=label),
        arguments=(workshop.id, workshop.sequence),
    )  # fmt: skip


def _text(
    name: str, text: str, most: int, *, required: bool = False, style: discord.TextStyle = discord.TextStyle.short
) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput[Any](
        custom_id=name, default=text or None, max_length=most, required=required, style=style
    )


def read_edited(filled: Filled) -> Edited:
    said = filled.choice("label") or Kept.CHATHAM
    label = Kept(said) if said in list(Kept) else Kept.CHATHAM
    return Edited(filled.text("title"), filled.text("description"), filled.text("topics"), filled.text("room"), label)


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
