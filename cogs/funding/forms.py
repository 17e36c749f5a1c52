"""The forms of funding calls."""

from typing import Any

import discord

from bot.community.backgrounds import STAGES
from bot.funding.deadlines import Deadline, typed
from bot.funding.entries import LIMITS, ORGANISATIONS, PHASES, REGIONS, About, Call, Terms
from bot.funding.managing import TypedDates
from bot.funding.searching import LONGEST
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form, tick_list

Label = discord.ui.Label[Any]
LONGEST_TYPED = 60
LINK = 500
"""Characters."""


def about(interaction: Interaction, call: Call | None) -> discord.ui.Modal:
    """What a call is: a new one, or one to be changed."""
    known = call.about if call else About("", "")
    return form(
        interaction, _("Funding call"), "funding:about",
        _line(_("Title"), _("What the call is called."), "title", known.title, LIMITS["title"], required=True),
        _line(_("Funder"), _("Who gives the money."), "funder", known.funder, LIMITS["funder"], required=True),
        _line(_("Link"), _("It begins with https://"), "link", known.link, LINK),
        _line(_("Amount"), _("In all, in the funder’s words: £240,000"), "amount", known.amount, LIMITS["amount"]),
        _line(_("Ceiling"), _("The most for one grant, such as: up to £40K per project"), "ceiling", known.ceiling,
              LIMITS["ceiling"]),
        arguments=(call.id if call else 0,),
    )  # fmt: skip


def read_about(filled: Filled) -> About:
    return About(*(filled.text(name) for name in ("title", "funder", "link", "amount", "ceiling")))


def dates(interaction: Interaction, call: Call) -> discord.ui.Modal:
    """A call's deadlines, each in its own zone."""
    known = call.dates
    hint = _("Like 1 December 2026 17:00. Without a time: the day’s end.")
    zone = _("Like Europe/London or Brussels; empty: the group’s.")
    return form(
        interaction, _("Deadlines and contact"), "funding:dates",
        _line(_("The funder’s deadline"), hint, "sponsor", typed(known.sponsor), LONGEST_TYPED),
        _line(_("Its time zone"), zone, "sponsor_zone", _zone(known.sponsor), LONGEST_TYPED),
        _line(_("Internal deadline"), hint, "internal", typed(known.internal), LONGEST_TYPED),
        _line(_("Internal time zone"), zone, "internal_zone", _zone(known.internal), LONGEST_TYPED),
        _line(_("Contact"), _("Whom to ask; everyone sees it."), "contact", known.contact, LIMITS["contact"]),
        arguments=(call.id,),
    )  # fmt: skip


def _zone(deadline: Deadline | None) -> str:
    return deadline.zone if deadline else ""


def read_dates(filled: Filled) -> TypedDates:
    names = ("sponsor", "sponsor_zone", "internal", "internal_zone", "contact")
    return TypedDates(*(filled.text(name) for name in names))


def terms(interaction: Interaction, call: Call) -> discord.ui.Modal:
    """Who may apply."""
    known = call.terms
    phase = discord.ui.RadioGroup[Any](custom_id="phase", required=False)
    for value, words in PHASES.items():
        phase.add_option(label=str(words), value=value, default=value == known.phase)
    words = discord.ui.TextInput[Any](
        custom_id="eligibility", default=known.eligibility or None, required=False,
        max_length=LIMITS["eligibility"], style=discord.TextStyle.paragraph,
    )  # fmt: skip
    hint = _("Tick none, and nobody is ruled out.")
    return form(
        interaction, _("Who can apply"), "funding:terms",
        Label(text=_("In words"), description=_("What the funder says of it."), component=words),
        *(
            tick_list(name, label, ((value, str(said)) for value, said in every.items()), ticked, hint=hint)
            for name, label, every, ticked in (
                ("stages", _("Career stages"), STAGES, known.stages),
                ("organisations", _("Organisations"), ORGANISATIONS, known.organisations),
                ("regions", _("Places"), REGIONS, known.regions),
            )
        ),
        Label(text=_("What is asked for"), component=phase),
        arguments=(call.id,),
    )  # fmt: skip


def read_terms(filled: Filled) -> Terms:
    stages, organisations, regions = (
        frozenset(filled.choices(name)) for name in ("stages", "organisations", "regions")
    )
    return Terms(filled.text("eligibility"), stages, organisations, regions, filled.choice("phase") or "")


def looking(interaction: Interaction, guild_id: int, call_id: int) -> discord.ui.Modal:
    """Which skills somebody looks for."""
    field = discord.ui.TextInput[Any](custom_id="skills", max_length=LONGEST, placeholder=_("NVivo, health economics"))
    shared = discord.ui.CheckboxGroup[Any](custom_id="agreed", required=True)
    shared.add_option(
        label=_("Whoever says yes may learn my name, and I theirs"), value="yes",
        description=_("You hear by direct message if you take those, or else at your next visit."),
    )  # fmt: skip
    return form(
        interaction, _("People to apply with"), "funding:looking",
        Label(text=_("What you are looking for"), description=_("One to five skills, separated by commas."),
              component=field),
        Label(text=_("Names"), description=_("Nobody is named before both have said yes."), component=shared),
        arguments=(guild_id, call_id),
    )  # fmt: skip


def _line(label: str, hint: str, name: str, value: str, longest: int, *, required: bool = False) -> Label:
    field = discord.ui.TextInput[Any](custom_id=name, default=value or None, required=required, max_length=longest)
    return Label(text=label, description=hint, component=field)
