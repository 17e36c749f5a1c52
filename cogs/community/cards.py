"""A community's settings on screen."""

from collections.abc import Collection, Iterator, Sequence

import discord

from bot.community.service import AuditEntry
from bot.community.settings import FEATURES, Community
from bot.texts import N_, Message, _, name_of
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain


def settings(community: Community, advice: Sequence[str] = ()) -> discord.ui.LayoutView:
    """Everything that is set, what still needs doing, and what can be changed."""
    pieces: list[Piece] = [text(f"### {_('Settings of this server')}\n" + bullets(_set(community)))]
    if advice:
        pieces += [line(), text(f"**{_('Still to do')}**\n" + bullets(advice))]
    pieces += [
        line(),
        row(
            button(_("Change"), "community:change", style=discord.ButtonStyle.primary),
            button(_("Features"), "community:features"),
            button(_("Record of changes"), "community:record"),
        ),
    ]
    return card(*pieces)


def _set(community: Community) -> Iterator[str]:
    yield _("Members: {role}", role=_role(community.members_role_id, community.guild_id))
    yield _("Facilitators: {role}", role=_role(community.facilitators_role_id, community.guild_id))
    channel = community.notices_channel_id
    yield _("Notices for facilitators: {channel}", channel=f"<#{channel}>" if channel else _("not set"))
    yield _("Time zone: {zone}", zone=plain(community.zone))
    yield _("Language: {language}", language=name_of(community.locale))
    yield _("Switched off: {features}", features=_features(community.features_off))


def _role(role_id: int | None, guild_id: int) -> str:
    if role_id == guild_id:  # the role @everyone has the server's own id
        return _("everyone here")
    return f"<@&{role_id}>" if role_id else _("not set")


def _features(names: Collection[str]) -> str:
    return "; ".join(str(feature.title) for feature in FEATURES if feature.name in names) or _("nothing")


def record(entries: Sequence[AuditEntry], guild_id: int) -> discord.ui.LayoutView:
    """The latest changes to the settings: when, who, what."""
    if not entries:
        return card(text(f"### {_('Record of changes')}\n{_('Nothing has been changed yet.')}"))
    lines = [
        f"<t:{int(entry.at.timestamp())}:f> · {_who(entry.actor_id)} · " + _done(entry, guild_id) for entry in entries
    ]
    return card(text(shortened(f"### {_('Record of changes')}\n" + bullets(lines), 3_900)))


ACTIONS: dict[str, Message] = {
    "unsigned questions on": N_("let people ask without a name"),
    "unsigned questions off": N_("took questions without a name no more"),
    "unsigned question opened": N_("looked up who asked a question without a name"),
    "reflective model added": N_("gave the group a model of its own for reflections"),
    "reflective model removed": N_("took out one of the group's own models for reflections"),
    "reflective space chosen": N_("chose where reflections may be shown"),
    "list imported": N_("brought a list into the directory"),
    "workshop list imported": N_("signed people up for a workshop from a list"),
    "list taken out": N_("took the directory out as a file"),
    "row of a list claimed": N_("found their own row of the list"),
    "row of a list matched": N_("said whose a row of the list is"),
    "support agreement changed": N_("changed the space's agreement, its channel or its role"),
    "project added": N_("added a project"),
    "project archived": N_("archived a project"),
    "project lead named": N_("said who leads a project"),
    "support rota changed": N_("changed the rota"),
}
"""What is on record besides changes of settings."""


def _done(entry: AuditEntry, guild_id: int) -> str:
    if entry.action in ACTIONS:
        return str(ACTIONS[entry.action])
    return "; ".join(_change(guild_id, name, *values) for name, values in entry.changes.items())


SETTINGS: dict[str, Message] = {
    "members_role_id": N_("members' role"),
    "facilitators_role_id": N_("facilitators' role"),
    "notices_channel_id": N_("channel for notices"),
    "zone": N_("time zone"),
    "locale": N_("language"),
    "features_off": N_("switched off"),
}


def _change(guild_id: int, name: str, before: str | None, after: str | None) -> str:
    return f"{SETTINGS[name]}: {_value(guild_id, name, before)} → {_value(guild_id, name, after)}"


def _value(guild_id: int, name: str, value: str | None) -> str:
    if name == "features_off":
        return _features(value.split(", ") if value else ())
    if value is None:
        return _("not set")
    if name.endswith("role_id"):
        return _role(int(value), guild_id)
    return f"<#{value}>" if name.endswith("channel_id") else plain(value)


def _who(actor_id: int | None) -> str:
    return f"<@{actor_id}>" if actor_id else _("someone who has left")
