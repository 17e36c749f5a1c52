"""The gateway's address, applications, users, and DMs."""

from __future__ import annotations

from typing import Any

from sandbox import rules
from sandbox.errors import bad_request, forbidden, missing_access, unknown
from sandbox.payloads import people, places
from sandbox.posting import show_direct
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.wire import JSON

routes = Routes()

NEW_DIRECT_CHANNELS = 10
NEW_DIRECT_WINDOW = 60.0
"""So many new DM channels a bot opens in so many seconds before 40003; Discord does not document the number."""
IDENTIFIES_A_DAY = 1_000


@routes.get("/gateway", needs_token=False)
def gateway(call: Call) -> JSON:
    return {"url": call.service.gateway_url}


@routes.get("/gateway/bot")
def gateway_for_bot(call: Call) -> JSON:
    limit = {
        "total": IDENTIFIES_A_DAY,
        "remaining": IDENTIFIES_A_DAY,
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return {"url": call.service.gateway_url, "shards": 1, "session_start_limit": limit}


@routes.get("/applications/@me")
@routes.get("/oauth2/applications/@me")
def own_application(call: Call) -> JSON:
    application = call.actor.application
    if application is None:
        raise missing_access()
    return people.application(call.world, application)


@routes.patch("/applications/@me")
def edit_own_application(call: Call) -> JSON:
    application = call.actor.application
    if application is None:
        raise missing_access()
    call.check(rules.application(call.payload))
    if "description" in call.body:
        application.description = str(call.body["description"] or "")
    return people.application(call.world, application)


@routes.get("/users/@me")
def me(call: Call) -> JSON:
    return people.own_user(call.user)


@routes.patch("/users/@me")
def edit_me(call: Call) -> JSON:
    call.check(rules.account(call.payload))
    if "username" in call.body:
        call.user.username = str(call.body["username"])
    shown = people.own_user(call.user)
    call.service.hub.to_user(call.user.id, "USER_UPDATE", shown)
    return shown


@routes.patch("/users/@me/settings", people_only=True)
def edit_settings(call: Call) -> JSON:
    """`default_guilds_restricted`: whether members of shared servers are kept from writing to this person."""
    if "default_guilds_restricted" in call.body:
        call.user.dms_open = not call.body["default_guilds_restricted"]
    call.user.locale = str(call.body.get("locale") or call.user.locale)
    return {"default_guilds_restricted": not call.user.dms_open, "locale": call.user.locale}


@routes.get("/users/{user_id}")
def user(call: Call) -> JSON:
    return people.user(call.world.user(call.id("user_id")))


@routes.get("/users/@me/guilds")
def my_guilds(call: Call) -> list[JSON]:
    call.check(rules.listing(call.query, most=200))
    limit = call.query_number("limit", 200)
    after = call.query_id("after") or 0
    mine = [guild for guild in call.world.guilds_of(call.user.id) if guild.id > after][:limit]
    shown: list[JSON] = []
    for guild in mine:
        entry: JSON = {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.owner_id == call.user.id,
            "permissions": str(call.world.guild_permissions(guild, call.user.id)),
            "features": ["COMMUNITY", "NEWS"] if guild.community else [],
        }
        if call.query_flag("with_counts"):
            entry["approximate_member_count"] = len(guild.members)
            entry["approximate_presence_count"] = sum(call.service.hub.online(id) for id in guild.members)
        shown.append(entry)
    return shown


@routes.get("/users/@me/channels", people_only=True)
def my_direct_channels(call: Call) -> list[JSON]:
    mine = (channel for pair, channel in call.world.direct.items() if call.user.id in pair)
    return [places.channel(call.world, channel, call.user.id) for channel in mine]


@routes.post("/users/@me/channels")
def open_direct_channel(call: Call) -> JSON:
    """A DM; 40003 for a bot that opens many new ones at once."""
    call.check(rules.direct_message(call.payload))
    recipient_id = int(call.body.get("recipient_id") or 0)
    recipient = call.world.state.users.get(recipient_id)
    if recipient is None:
        raise unknown("user")
    if recipient.id == call.user.id or (recipient.bot and call.user.bot):
        raise bad_request(50007, "Cannot send messages to this user")
    pair = frozenset({call.user.id, recipient.id})
    if pair not in call.world.direct and call.actor.application is not None:
        _pace_new_directs(call)
    channel = call.world.direct_channel(call.user.id, recipient.id)
    show_direct(call.service, channel, call.user.id)
    return places.channel(call.world, channel, call.user.id)


def _pace_new_directs(call: Call) -> None:
    now = call.service.clock.now()
    opened = call.world.live.opened.setdefault(call.user.id, [])
    opened[:] = [moment for moment in opened if now - moment < NEW_DIRECT_WINDOW]
    limited = call.service.limits_on and not call.service.limits.lifted
    if limited and len(opened) >= NEW_DIRECT_CHANNELS:
        raise forbidden(40003, "You are opening direct messages too fast.", innocent=True)
    opened.append(now)


def require_open(call: Call, recipients: list[int]) -> None:
    """50007 if the other side of a DM takes none from this sender: closed, or no server in common."""
    for user_id in recipients:
        if user_id == call.user.id:
            continue
        other = call.world.state.users.get(user_id)
        shared = call.world.memberships.get(user_id, set()) & call.world.memberships.get(call.user.id, set())
        if other is None or not shared or not other.dms_open:
            raise forbidden(50007, "Cannot send messages to this user", innocent=True)


@routes.get("/users/@me/guilds/{guild_id}/member", people_only=True)
def my_membership(call: Call) -> Any:
    guild = call.guild()
    return people.full_member(call.world, guild.members[call.user.id], guild)
