"""Who may see which part of an entry: decided field by field by the person whose entry it is.

The name and the skills of a listed person are seen by members, and by newcomers if the person ticked that
newcomers may find them; each other field by those whom the person chose, members unless they say otherwise.
What someone may not see isn't searchable for them either: a match would tell it.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.community.standing import Standing
from bot.directory.entries import Profile, Sight
from bot.texts import N_, Message

FIELDS: dict[str, Message] = {
    "pronouns": N_("pronouns"),
    "role": N_("role"),
    "career_stage": N_("career stage"),
    "settings": N_("settings"),
    "interests": N_("interests"),
    "bio": N_("about you"),
    "open_to": N_("open to"),
}
"""The fields that can be kept from someone, as people call them."""

LEAST: dict[Sight, Standing | None] = {
    Sight.NEWCOMERS: Standing.NEWCOMER,
    Sight.MEMBERS: Standing.MEMBER,
    Sight.FACILITATORS: Standing.FACILITATOR,
    Sight.NOBODY: None,
}
"""The least standing that sees a field; None for no one but the person."""
EMPTY: dict[str, object] = {
    "pronouns": "", "role": "", "career_stage": None, "settings": frozenset[str](), "interests": "", "bio": "",
    "open_to": frozenset[str](),
}  # fmt: skip

Visibility = Mapping[str, Sight]
"""What a person chose, by field; what isn't there is seen by members."""


def sight_of(visibility: Visibility, field: str) -> Sight:
    return visibility.get(field, Sight.MEMBERS)


def as_seen_by(profile: Profile, standing: Standing) -> Profile:
    """An entry with only what someone of this standing may see."""
    hidden: dict[str, object] = {}
    for field in FIELDS:
        least = LEAST[sight_of(profile.visibility, field)]
        if least is None or standing < least:
            hidden[field] = EMPTY[field]
    return replace(profile, **hidden) if hidden else profile  # pyright: ignore[reportArgumentType]


def keeps_from_members(profile: Profile) -> bool:
    """Whether facilitators see more of an entry than members do."""
    return Sight.FACILITATORS in profile.visibility.values()
