"""The forms of a person's preferences."""

from typing import Any

import discord

from bot.community.avoiding import MOST, MOST_SUPERVISORS, Apart
from bot.community.settings import PURPOSES, Area, Community, Preferences
from bot.texts import _, available, name_of
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form, tick_list


def place(interaction: Interaction, chosen: Preferences) -> discord.ui.Modal:
    """Time zone and language."""
    languages = discord.ui.Select[Any](
        custom_id="locale",
        required=False,
        options=[
            discord.SelectOption(label=name_of(locale), value=locale, default=locale == chosen.locale)
            for locale in available()
        ],
    )
    return form(
        interaction,
        _("Time and language"),
        "preferences:place-saved",
        _text(_("Time zone"), "zone", chosen.zone, _("For example Europe/London. Empty: the group's.")),
        discord.ui.Label(text=_("Language"), description=_("Empty: as in your Discord."), component=languages),
    )


def quiet(interaction: Interaction, chosen: Preferences, community: Community) -> discord.ui.Modal:
    """Quiet hours and absence."""
    away = chosen.away_day(community.zone) or None
    return form(
        interaction,
        _("Quiet hours and away"),
        "preferences:quiet-saved",
        _text(_("Quiet from"), "from", _hours(chosen.quiet_from), _("For example 20:00. Empty: no quiet hours.")),
        _text(_("Quiet until"), "until", _hours(chosen.quiet_until), _("For example 8:00")),
        _text(_("Away until"), "away", away, _("The day you're back, like 2027-01-31. Empty: not away.")),
    )


def messages(interaction: Interaction, chosen: Preferences) -> discord.ui.Modal:
    """Which direct messages the person says yes to; nothing is ticked that they didn't tick."""
    titles = {
        Area.PEOPLE: _("Heronry may message me: people"),
        Area.EVENTS: _("Heronry may message me: what’s on"),
    }
    lists = [
        tick_list(
            f"purposes-{area}",
            title,
            [(purpose.name, str(purpose.title)) for purpose in PURPOSES if purpose.area is area],
            chosen.consents,
            hint=_("Nothing ticked, nothing sent. You can change this at any time."),
        )
        for area, title in titles.items()
    ]
    return form(interaction, _("Direct messages"), "preferences:messages-saved", *lists)


def read_messages(filled: Filled) -> frozenset[str]:
    """The purposes that the person says yes to."""
    return frozenset(name for area in Area for name in filled.choices(f"purposes-{area}"))


def apart(interaction: Interaction, kept: Apart) -> discord.ui.Modal:
    """The private list: whom not to be put together with."""
    return form(
        interaction,
        _("Whom not to be put with"),
        "preferences:apart-saved",
        discord.ui.Label(
            text=_("I’d rather not be put with"),
            description=_("Nobody else can see this, and nobody is told. It holds both ways."),
            component=_people("avoid", kept.avoid, MOST),
        ),
        discord.ui.Label(
            text=_("My supervisor or line manager"),
            description=_("You aren't put with them, and they not with you."),
            component=_people("supervisors", kept.supervisors, MOST_SUPERVISORS),
        ),
    )


def _people(name: str, chosen: frozenset[int], most: int) -> discord.ui.UserSelect[Any]:
    already = [discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.user) for one in sorted(chosen)]
    return discord.ui.UserSelect(
        custom_id=name, min_values=0, max_values=most, default_values=already[:most], required=False
    )


def _text(label: str, name: str, value: str | None, hint: str) -> discord.ui.Label[Any]:
    field = discord.ui.TextInput[Any](custom_id=name, default=value, required=False, max_length=60)
    return discord.ui.Label(text=label, description=hint, component=field)


def _hours(at: Any) -> str | None:
    return f"{at:%H:%M}" if at else None
