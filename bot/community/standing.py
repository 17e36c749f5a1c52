"""Who someone is to a community: newcomer, member, facilitator or administrator."""

from dataclasses import dataclass
from enum import IntEnum

from bot.errors import NotAllowed
from bot.texts import N_, Message

NOT_SET_UP = N_("Heronry isn't set up on this server yet. An administrator can type /setup; it takes a minute.")


class Standing(IntEnum):
    """Each standing may do what those below it may."""

    NEWCOMER = 0
    MEMBER = 1
    FACILITATOR = 2
    ADMINISTRATOR = 3


class Audience(IntEnum):
    """Whom a command, button or form is for: a standing, or everyone."""

    EVERYONE = Standing.NEWCOMER
    MEMBER = Standing.MEMBER
    FACILITATOR = Standing.FACILITATOR
    ADMINISTRATOR = Standing.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Someone:
    """A person in a community, as far as Discord tells: no name, no cache, no session.

    ``administers`` is Discord's Manage Server or Administrator permission.
    """

    guild_id: int
    member_id: int
    role_ids: frozenset[int]
    administers: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whose standing is known."""

    guild_id: int
    member_id: int
    standing: Standing


def standing_of(someone: Someone, *, facilitators_role_id: int | None, members_role_id: int | None) -> Standing:
    """The highest standing that the person's roles give them.

    The role ``@everyone`` has the server's own id and is on no member's list:
    as members' role it makes everyone a member. Without a members' role nobody is.
    """
    if someone.administers:
        return Standing.ADMINISTRATOR
    if facilitators_role_id in someone.role_ids:
        return Standing.FACILITATOR
    if members_role_id in someone.role_ids or members_role_id == someone.guild_id:
        return Standing.MEMBER
    return Standing.NEWCOMER


def require(standing: Standing, audience: Audience, *, set_up: bool) -> None:
    """Raise ``NotAllowed``, saying who may, unless ``standing`` is among ``audience``."""
    if standing >= audience:
        return
    raise NotAllowed(_refusal(audience, set_up=set_up))


def _refusal(audience: Audience, *, set_up: bool) -> Message:
    if audience is Audience.ADMINISTRATOR:
        return N_("This is for the server's administrators. If you need it, please ask one of them.")
    if not set_up:
        return NOT_SET_UP
    if audience is Audience.FACILITATOR:
        return N_("This is for the group's facilitators. If you need it, please ask one of them.")
    return N_("This is for members of the group. A facilitator can give you the members' role.")
