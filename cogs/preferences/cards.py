"""A person's own preferences on screen."""

from collections.abc import Iterator

import discord

from bot.community.settings import PURPOSES, Community, Preferences
from bot.texts import _, name_of
from bot.ui.cards import bullets, button, card, line, row, text
from bot.ui.replies import plain


def preferences(chosen: Preferences, community: Community) -> discord.ui.LayoutView:
    """What the person chose, what holds where they chose nothing, and how to change it."""
    return card(
        text(f"### {_('Your preferences')}\n" + bullets(_chosen(chosen, community))),
        line(),
        row(
            button(_("Time and language"), "preferences:place"),
            button(_("Quiet hours and away"), "preferences:quiet"),
            button(_("Direct messages"), "preferences:messages"),
            button(_("Whom not to be put with"), "preferences:apart"),
        ),
        text("-# " + _("Only you see this. Heronry never sends you a direct message that you haven't said yes to.")),
    )


def apart_kept() -> discord.ui.LayoutView:
    """That the private list is kept. It is never shown but in the form: somebody may be looking over a shoulder."""
    kept = _(
        "Kept, encrypted. From the next pairs and groups on you aren't put together with anyone on your list. Nobody "
        "is told, neither they nor the facilitators; press the button again to see or change it."
    )
    return card(text(f"### {_('Your private list')}\n{kept}"))


def _chosen(chosen: Preferences, community: Community) -> Iterator[str]:
    zone = plain(chosen.zone) if chosen.zone else _("{zone}, like the group", zone=plain(community.zone))
    yield _("Time zone: {zone}", zone=zone)
    yield _("Language: {language}", language=name_of(chosen.locale) if chosen.locale else _("as in your Discord"))
    if chosen.quiet_from and chosen.quiet_until:
        quiet = _("{start} to {end}", start=f"{chosen.quiet_from:%H:%M}", end=f"{chosen.quiet_until:%H:%M}")
    else:
        quiet = _("none")
    yield _("Quiet hours: {hours}", hours=quiet)
    away = f"<t:{int(chosen.away_until.timestamp())}:D>" if chosen.away_until else _("you're not away")
    yield _("Away until: {date}", date=away)
    wanted = [str(purpose.title) for purpose in PURPOSES if purpose.name in chosen.consents]
    yield _("Direct messages: {purposes}", purposes="; ".join(wanted) or _("none"))
