"""Users, members, roles, applications, commands."""

from __future__ import annotations

from sandbox import permissions as can
from sandbox.model import Application, Command, Guild, Member, Role, User
from sandbox.wire import JSON, optional_timestamp, timestamp
from sandbox.world import World

LOCALISED = ("name_localizations", "description_localizations")


def user(one: User) -> JSON:
    return {
        "id": str(one.id),
        "username": one.username,
        "global_name": one.global_name,
        "avatar": one.avatar,
        "discriminator": "0000" if one.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        **({"bot": True} if one.bot else {}),
    }


def own_user(one: User) -> JSON:
    """`GET /users/@me`."""
    return {
        **user(one),
        "mfa_enabled": True,
        "verified": True,
        "locale": one.locale,
        "email": None,
        "premium_type": 0,
    }


def member(one: Member, guild: Guild) -> JSON:
    """A member without their user, as messages and interactions carry it."""
    return {
        "nick": one.nick,
        "avatar": None,
        "banner": None,
        "roles": [str(id) for id in one.roles],
        "joined_at": timestamp(one.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": optional_timestamp(one.timed_out_until),
    }


def full_member(world: World, one: Member, guild: Guild) -> JSON:
    return {**member(one, guild), "user": user(world.state.users[one.user_id])}


def role(one: Role) -> JSON:
    return {
        "id": str(one.id),
        "name": one.name,
        "description": None,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": one.color,
        "colors": {"primary_color": one.color, "secondary_color": None, "tertiary_color": None},
        "hoist": one.hoist,
        "managed": one.application_id is not None,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
        **({"tags": {"bot_id": str(one.application_id)}} if one.application_id else {}),
    }


def roles(guild: Guild) -> list[JSON]:
    return [role(one) for one in guild.roles.values()]


APPLICATION_FLAGS = {"presences_intent": 1 << 13, "members_intent": 1 << 15, "content_intent": 1 << 19}
"""The `_LIMITED` flags of an unverified application, by the intent switched on in its settings."""


def application(world: World, one: Application) -> JSON:
    owner = world.state.users.get(one.owner_id or 0)
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "description": one.description,
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": f"{one.id:064x}",
        "flags": application_flags(one),
        "flags_new": str(application_flags(one)),
        "eligible_oauth2_scopes": [],
        "hook": True,
        "is_monetized": False,
        "is_verified": False,
        "is_discoverable": False,
        "integration_types_config": {"0": {}, "1": {}},
        "bot": user(world.state.users[one.user_id]),
        "team": None,
        "owner": user(owner) if owner else user(world.state.users[one.user_id]),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": sum(1 for _ in world.guilds_of(one.user_id)),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "max_participants": None,
        "tags": [],
        "event_webhooks_status": 1,
    }


def application_flags(one: Application) -> int:
    return sum(bit for intent, bit in APPLICATION_FLAGS.items() if getattr(one, intent))


def partial_application(world: World, one: Application) -> JSON:
    """How people meet an application: in the index of commands and above a modal."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "description": one.description,
        "bot": user(world.state.users[one.user_id]),
    }


def command(one: Command, *, localised: bool = True) -> JSON:
    """A registered command; without `localised`, as listings leave the translations out."""
    payload = one.payload if localised else {k: v for k, v in one.payload.items() if k not in LOCALISED}
    return {
        "id": str(one.id),
        "application_id": str(one.application_id),
        "version": str(one.version),
        **({"guild_id": str(one.guild_id)} if one.guild_id else {}),
        **payload,
    }


def permission_bits(granted: int) -> str:
    return str(granted & can.ALL)
