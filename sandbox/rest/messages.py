"""Messages: creating, listing, editing, deleting, typing."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import ApiError, bad_request, forbidden, missing_permissions, unknown
from sandbox.model import FORUMS, THREADS, WITH_MESSAGES, Channel, ChannelType, Message
from sandbox.payloads import people, places
from sandbox.posting import Draft, announce_edit, compose, publish, remove, revise
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.rest.users import require_open
from sandbox.upkeep import watch_thread
from sandbox.wire import JSON, values

routes = Routes()

REPLY = 19
AUTHOR_MAY_DELETE = {0, 7, 19, 20, 23}
"""Message types a bot or person may delete of their own without MANAGE_MESSAGES."""


@routes.get("/channels/{channel_id}/messages")
def history(call: Call) -> list[JSON]:
    """Newest first; an empty list without READ_MESSAGE_HISTORY, which proves nothing about the channel."""
    call.check(rules.history(call.query))
    channel = call.channel()
    if not call.world.permissions(call.user.id, channel) & can.READ_MESSAGE_HISTORY:
        return []
    return [call.service.messages.full(message, call.actor) for message in _page(call, channel)]


def _page(call: Call, channel: Channel) -> list[Message]:
    limit, before = call.query_number("limit", 50), call.query_id("before")
    if not call.query.keys() & {"around", "after"}:
        latest_first = reversed(channel.messages.values())
        older = (one for one in latest_first if one.viewer_id is None and (before is None or one.id < before))
        return list(islice(older, limit))
    shown = [message for message in channel.messages.values() if message.viewer_id is None]
    if (around := call.query_id("around")) is not None:
        older = [message for message in shown if message.id < around][-(limit // 2) :]
        newer = [message for message in shown if message.id >= around]
        return [*older, *newer][:limit][::-1]
    after = call.query_id("after") or 0
    return [message for message in shown if message.id > after][:limit][::-1]


@routes.get("/channels/{channel_id}/messages/{message_id}")
def get_message(call: Call) -> JSON:
    channel = call.channel(can.READ_MESSAGE_HISTORY)
    return call.service.messages.full(call.message(channel), call.actor)


@routes.post("/channels/{channel_id}/messages")
def create_message(call: Call) -> JSON:
    call.check(rules.message(call.payload, files=call.files))
    channel = call.channel()
    require_postable(call, channel)
    body = call.body
    nonce = body.get("nonce")
    if (first := _already_sent(call, channel)) is not None:
        return call.service.messages.full(first, call.actor) | {"nonce": nonce}
    target = _referred(call, channel, body["message_reference"]) if body.get("message_reference") else None
    message = compose(call.service, channel, call.user.id, Draft(body, call.uploads))
    if target is not None:
        _refer(call, channel, message, target)
    if nonce is not None:
        key = (call.user.id, channel.id, str(nonce))
        call.world.live.nonces.pop(key, None)  # to stand last, in the order of time
        call.world.live.nonces[key] = (call.service.clock.pulse.now(), message.id)
    return publish(call.service, channel, message, nonce=nonce)


def require_postable(call: Call, channel: Channel) -> None:
    """Whether the caller may post what they bring here."""
    if channel.type not in WITH_MESSAGES:
        if channel.type in FORUMS:
            raise bad_request(50008, "Cannot send messages in a non-text channel")
        raise bad_request(50024, "Cannot execute action on this channel type")
    if channel.type == ChannelType.DM:
        require_open(call, channel.recipients)
        return
    needed = can.SEND_MESSAGES_IN_THREADS if channel.type in THREADS else can.SEND_MESSAGES
    if call.uploads:
        needed |= can.ATTACH_FILES
    if call.body.get("embeds"):
        needed |= can.EMBED_LINKS
    if call.body.get("tts"):
        needed |= can.SEND_TTS_MESSAGES
    granted = call.world.require(call.actor, channel, needed)
    _respect_thread(call, channel, granted)
    _respect_slowmode(call, channel, granted)


def _respect_thread(call: Call, channel: Channel, granted: int) -> None:
    thread = channel.thread
    if thread is None:
        return
    if thread.locked and not granted & can.MANAGE_THREADS:
        raise bad_request(160005, "Thread is locked")
    if thread.archived:
        thread.archived, thread.archived_at = False, call.service.clock.now()
        watch_thread(call.service, channel)
        call.service.hub.to_channel(channel, "THREAD_UPDATE", places.channel(call.world, channel))
    thread.members.setdefault(call.user.id, call.service.clock.now())


def _respect_slowmode(call: Call, channel: Channel, granted: int) -> None:
    free = can.MANAGE_MESSAGES | can.MANAGE_CHANNELS | can.BYPASS_SLOWMODE
    if not channel.slowmode or granted & free or call.user.bot:
        return
    now = call.service.clock.now()
    mine = (one for one in reversed(channel.messages.values()) if one.author_id == call.user.id)
    latest = next(mine, None)
    if latest and now - call.service.moment(latest) < channel.slowmode:
        raise ApiError(429, 20016, "This action cannot be performed due to slowmode rate limit", innocent=True)


def _already_sent(call: Call, channel: Channel) -> Message | None:
    """The message that this author has just sent here with the same nonce, if it is to be enforced."""
    body, nonces = call.body, call.world.live.nonces
    now = call.service.clock.pulse.now()
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    while nonces and now - next(iter(nonces.values()))[0] > call.service.nonce_seconds:
        del nonces[next(iter(nonces))]
    sent = nonces.get((call.user.id, channel.id, str(body["nonce"])))
    return channel.messages.get(sent[1]) if sent else None


def _referred(call: Call, channel: Channel, reference: JSON) -> Message | None:
    """The message replied to. An unknown one is refused unless `fail_if_not_exists` is false."""
    if int(reference.get("type") or 0) != 0:
        raise ApiError(501, 0, "forwarding is not built in this sandbox")
    call.world.require(call.actor, channel, can.READ_MESSAGE_HISTORY)
    target = channel.messages.get(int(reference["message_id"]))
    if target is None or target.viewer_id is not None:
        if reference.get("fail_if_not_exists") is False:
            return None
        raise ApiError(400, 50035, "Invalid Form Body: Unknown message", innocent=True)
    return target


def _refer(call: Call, channel: Channel, message: Message, target: Message) -> None:
    """Makes a reply of it."""
    message.type = REPLY
    message.reference = reference_to(channel, target)
    allowed = call.body.get("allowed_mentions")
    pings = True if allowed is None else bool(allowed.get("replied_user"))
    if pings and target.webhook_id is None and target.author_id not in message.mentions:
        message.mentions.append(target.author_id)


def reference_to(channel: Channel, target: Message) -> JSON:
    reference: JSON = {"type": 0, "channel_id": str(channel.id), "message_id": str(target.id)}
    return reference | ({"guild_id": str(channel.guild_id)} if channel.guild_id else {})


@routes.patch("/channels/{channel_id}/messages/{message_id}")
def edit_message(call: Call) -> JSON:
    channel = call.channel()
    message = call.message(channel)
    if message.author_id != call.user.id or message.webhook_name is not None:
        raise forbidden(50005, "Cannot edit a message authored by another user")
    call.check(rules.edit_message(call.payload, call.service.messages.full(message), files=call.files))
    revise(call.service, channel, message, Draft(call.body, call.uploads))
    return announce_edit(call.service, channel, message)


@routes.delete("/channels/{channel_id}/messages/{message_id}")
def delete_message(call: Call) -> None:
    channel = call.channel()
    message = call.message(channel)
    granted = call.world.permissions(call.user.id, channel)
    mine = message.author_id == call.user.id and message.type in AUTHOR_MAY_DELETE
    if not mine and not granted & can.MANAGE_MESSAGES:
        raise missing_permissions()
    if not mine and channel.guild_id is None:
        raise forbidden(50003, "Cannot execute action on a DM channel")
    remove(call.service, channel, message)


@routes.post("/channels/{channel_id}/messages/bulk-delete")
def bulk_delete(call: Call) -> None:
    now = datetime.fromtimestamp(call.service.clock.now(), UTC)
    call.check(rules.bulk_delete(call.payload, now=now))
    channel = call.channel(can.MANAGE_MESSAGES)
    if channel.guild_id is None:
        raise forbidden(50003, "Cannot execute action on a DM channel")
    ids = [int(id) for id in values(call.body, "messages")]
    found = [channel.messages[id] for id in ids if id in channel.messages]
    for message in found:
        channel.messages.pop(message.id)
        call.world.forget_files(message)
    data = {"ids": [str(one.id) for one in found], "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
    call.service.hub.to_channel(channel, "MESSAGE_DELETE_BULK", data)


@routes.post("/channels/{channel_id}/typing")
def typing(call: Call) -> None:
    channel = call.channel(can.SEND_MESSAGES)
    guild = call.world.guild_of(channel)
    data: JSON = {
        "channel_id": str(channel.id),
        "user_id": str(call.user.id),
        "timestamp": int(call.service.clock.now()),
    }
    if guild:
        data["guild_id"] = str(guild.id)
        data["member"] = people.full_member(call.world, guild.members[call.user.id], guild)
    call.service.hub.to_channel(channel, "TYPING_START", data)


def known_message(channel: Channel, id: int) -> Message:
    """A message by id, ephemeral or not: for the routes of its own interaction."""
    message = channel.messages.get(id)
    if message is None:
        raise unknown("message")
    return message
