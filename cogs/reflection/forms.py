"""The forms of reflections: a model's step, an entry's parts, its details, what to do, and what to show."""

from typing import Any

import discord

from bot.reflection.document import number
from bot.reflection.entries import (
    LONGEST_ACTION,
    LONGEST_ANSWER,
    LONGEST_TITLE,
    Reflection,
    Written,
)
from bot.reflection.guides import PROMPTS_IN_A_STEP, Guide
from bot.texts import _
from bot.ui.cards import shortened
from bot.ui.checks import Interaction
from bot.ui.modals import MAX_DESCRIPTION, MAX_LABEL, MAX_PLACEHOLDER, MAX_TITLE, Filled, form

Label = discord.ui.Label[Any]
LONG = discord.TextStyle.paragraph


def step(interaction: Interaction, guide: Guide, number: int, name: str, *arguments: object) -> discord.ui.Modal:
    """One step of a model; every prompt may be left out."""
    labels = [
        Label(
            text=shortened(str(prompt.label), MAX_LABEL),
            description=shortened(str(prompt.hint), MAX_DESCRIPTION) or None,
            component=discord.ui.TextInput[Any](
                custom_id=_field(place),
                style=LONG,
                required=False,
                max_length=LONGEST_ANSWER,
                placeholder=shortened(str(prompt.example), MAX_PLACEHOLDER) or None,
            ),
        )
        for place, prompt in enumerate(guide.steps[number])
    ]
    return form(interaction, shortened(str(guide.title), MAX_TITLE), name, *labels, arguments=arguments)


def rewrite(interaction: Interaction, guild_id: int, said: Reflection, part: int) -> discord.ui.Modal:
    """Five of an entry's answers, with what they say now."""
    labels = [
        Label(
            text=shortened(said.answers[place].prompt, MAX_LABEL),
            component=discord.ui.TextInput[Any](
                custom_id=_field(place),
                style=LONG,
                required=False,
                max_length=LONGEST_ANSWER,
                default=said.answers[place].text,
            ),
        )
        for place in places(said, part)
    ]
    arguments = (guild_id, said.id, said.version, part)
    return form(interaction, _("Change what you wrote"), "reflection:rewritten", *labels, arguments=arguments)


def places(said: Reflection, part: int) -> range:
    """Which answers are in the n-th form of an entry."""
    return range(part * PROMPTS_IN_A_STEP, min((part + 1) * PROMPTS_IN_A_STEP, len(said.answers)))


def read_step(filled: Filled) -> Written:
    """What was written in a step, by each prompt's place."""
    return {place: filled.text(_field(place)) for place in range(PROMPTS_IN_A_STEP)}


def read_part(filled: Filled, part: int) -> Written:
    """What an entry's answers say now, by each answer's place."""
    places = range(part * PROMPTS_IN_A_STEP, (part + 1) * PROMPTS_IN_A_STEP)
    return {place: filled.text(_field(place)) for place in places if _field(place) in filled.values}


def details(interaction: Interaction, guild_id: int, said: Reflection) -> discord.ui.Modal:
    """Title, day, tags and hours, as they are now."""
    return form(
        interaction,
        _("Details"),
        "reflection:described",
        _line(_("Title"), "title", said.title, LONGEST_TITLE),
        _line(_("Day"), "day", said.day.isoformat(), 30, _("Written like 2027-01-31")),
        _line(_("Tags"), "tags", ", ".join(said.tags), 350, _("Between commas, such as: methods, teaching")),
        _line(_("Hours"), "hours", _hours(said, "hours"), 30, _("Such as: 1.5, 2h30 or 90 min")),
        _line(
            _("Of them participatory"),
            "participatory",
            _hours(said, "participatory"),
            30,
            _("The part that you spent with other people"),
        ),
        arguments=(guild_id, said.id, said.version),
    )


def action(interaction: Interaction, guild_id: int, said: Reflection) -> discord.ui.Modal:
    """What to do, by when, and whether to be reminded."""
    what = discord.ui.TextInput[Any](
        custom_id="action", style=LONG, required=False, max_length=LONGEST_ACTION, default=said.action or None
    )
    remind = discord.ui.CheckboxGroup[Any](custom_id="remind", required=False)
    remind.add_option(
        label=_("Remind me by direct message"),
        value="yes",
        description=_("At nine in the morning of that day"),
        default=said.reminder_id is not None,
    )
    return form(
        interaction,
        _("What you mean to do"),
        "reflection:acted",
        Label(text=_("What"), description=_("Left empty, there is nothing to do"), component=what),
        _line(
            _("By when"),
            "due",
            said.action_due.isoformat() if said.action_due else "",
            30,
            _("Written like 2027-01-31, or left empty"),
        ),
        Label(text=_("A reminder"), component=remind),
        arguments=(guild_id, said.id, said.version),
    )


def parts(interaction: Interaction, said: Reflection) -> discord.ui.Modal:
    """Which answers the group is to be shown; nothing is ticked beforehand."""
    boxes = discord.ui.CheckboxGroup[Any](custom_id="parts", required=True, min_values=1)
    for place, answer in enumerate(said.answers[:10]):
        boxes.add_option(
            label=shortened(answer.prompt, 100), value=str(place), description=shortened(_in_a_line(answer.text), 100)
        )
    return form(
        interaction,
        _("Show to the group"),
        "reflection:previewed",
        Label(
            text=_("Which parts?"),
            description=_("You see exactly what would be shown before anybody else does."),
            component=boxes,
        ),
        arguments=(said.id, said.version),
    )


def _line(label: str, name: str, said: str, limit: int, hint: str = "") -> Label:
    field = discord.ui.TextInput[Any](custom_id=name, required=False, max_length=limit, default=said or None)
    return Label(text=label, description=hint or None, component=field)


def _hours(said: Reflection, name: str) -> str:
    hours = said.hours if name == "hours" else said.participatory
    return number(hours) if hours else ""


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _field(place: int) -> str:
    return f"answer{place}"
