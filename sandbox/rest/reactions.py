"""Reactions and pins."""

from __future__ import annotations

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import bad_request, forbidden, unknown
from sandbox.model import Channel, Message
from sandbox.payloads import people
from sandbox.payloads.messages import emoji
from sandbox.posting import announce_edit, publish
from sandbox.rest.call import Call
from sandbox.rest.messages import reference_to
from sandbox.rest.router import Routes
from sandbox.wire import JSON, optional_timestamp, timestamp

routes = Routes()

REACTIONS = "/channels/{channel_id}/messages/{message_id}/reactions"
MOST_REACTIONS = 20
"""Different emoji on one message."""
MOST_PINS = 250
PIN_MESSAGE = 6
PINS = "/channels/{channel_id}/messages/pins"
OLD_PINS = "/channels/{channel_id}/pins"


@routes.put(REACTIONS + "/{emoji}/@me")
def react(call: Call) -> None:
    channel = call.channel(can.READ_MESSAGE_HISTORY)
    message, key = call.message(channel), _emoji(call)
    if key not in message.reactions:
        call.world.require(call.actor, channel, can.ADD_REACTIONS)
        if len(message.reactions) >= MOST_REACTIONS:
            raise bad_request(30010, f"Maximum number of reactions reached ({MOST_REACTIONS})")
    users = message.reactions.setdefault(key, [])
    if call.user.id not in users:
        users.append(call.user.id)
        _tell(call, channel, message, "MESSAGE_REACTION_ADD", key, call.user.id)


@routes.delete(REACTIONS + "/{emoji}/@me")
def take_back(call: Call) -> None:
    channel = call.channel()
    _remove(call, channel, call.message(channel), _emoji(call), call.user.id)


@routes.delete(REACTIONS + "/{emoji}/{user_id}")
def remove_from(call: Call) -> None:
    channel = call.channel(can.MANAGE_MESSAGES)
    _remove(call, channel, call.message(channel), _emoji(call), call.id("user_id"))


def _remove(call: Call, channel: Channel, message: Message, key: str, user_id: int) -> None:
    users = message.reactions.get(key, [])
    if user_id not in users:
        raise unknown("emoji", innocent=True)
    users.remove(user_id)
    if not users:
        del message.reactions[key]
    _tell(call, channel, message, "MESSAGE_REACTION_REMOVE", key, user_id)


def _emoji(call: Call) -> str:
    """The emoji in the path; a custom one would have to be the server's, and there are none."""
    key = call.parameters["emoji"]
    call.check(rules.reaction(key))
    if ":" in key:
        raise unknown("emoji")
    return key


def _tell(call: Call, channel: Channel, message: Message, name: str, key: str, user_id: int) -> None:
    data = _place(channel, message) | {"user_id": str(user_id), "emoji": emoji(key), "burst": False, "type": 0}
    guild = call.world.guild_of(channel)
    if name == "MESSAGE_REACTION_ADD":
        data["message_author_id"] = str(message.author_id)
        if guild:
            data["member"] = people.full_member(call.world, guild.members[user_id], guild)
    call.service.hub.to_channel(channel, name, data)


def _place(channel: Channel, message: Message) -> JSON:
    place: JSON = {"channel_id": str(channel.id), "message_id": str(message.id)}
    return place | ({"guild_id": str(channel.guild_id)} if channel.guild_id else {})


@routes.get(REACTIONS + "/{emoji}")
def who_reacted(call: Call) -> list[JSON]:
    call.check(rules.listing(call.query, most=100))
    channel = call.channel(can.READ_MESSAGE_HISTORY)
    users = call.message(channel).reactions.get(_emoji(call), [])
    after, limit = call.query_id("after") or 0, call.query_number("limit", 25)
    return [people.user(call.world.user(id)) for id in sorted(users) if id > after][:limit]


@routes.delete(REACTIONS)
def clear(call: Call) -> None:
    channel = call.channel(can.MANAGE_MESSAGES)
    message = call.message(channel)
    message.reactions.clear()
    call.service.hub.to_channel(channel, "MESSAGE_REACTION_REMOVE_ALL", _place(channel, message))


@routes.delete(REACTIONS + "/{emoji}")
def clear_one(call: Call) -> None:
    channel = call.channel(can.MANAGE_MESSAGES)
    message, key = call.message(channel), _emoji(call)
    message.reactions.pop(key, None)
    data = _place(channel, message) | {"emoji": emoji(key)}
    call.service.hub.to_channel(channel, "MESSAGE_REACTION_REMOVE_EMOJI", data)


@routes.put(PINS + "/{message_id}")
@routes.put(OLD_PINS + "/{message_id}")
def pin(call: Call) -> None:
    """Pins a message; the channel shows who did."""
    channel = call.channel(can.PIN_MESSAGES)
    message = call.message(channel)
    if message.pinned_at is not None:
        return
    if len(_pinned(channel)) >= MOST_PINS:
        raise bad_request(30003, f"Maximum number of pins reached ({MOST_PINS})")
    if message.type not in {0, 19, 20, 23}:
        raise forbidden(50021, "Cannot execute action on a system message")
    message.pinned_at = channel.last_pin_at = call.service.clock.now()
    _tell_pins(call, channel, message)
    notice = Message(call.world.ids.next(), channel.id, call.user.id, type=PIN_MESSAGE)
    notice.reference = reference_to(channel, message)
    publish(call.service, channel, notice)


@routes.delete(PINS + "/{message_id}")
@routes.delete(OLD_PINS + "/{message_id}")
def unpin(call: Call) -> None:
    channel = call.channel(can.PIN_MESSAGES)
    message = call.message(channel)
    message.pinned_at = None
    _tell_pins(call, channel, message)


def _tell_pins(call: Call, channel: Channel, message: Message) -> None:
    announce_edit(call.service, channel, message)
    data: JSON = {
        "channel_id": str(channel.id),
        "last_pin_timestamp": optional_timestamp(channel.last_pin_at),
        **({"guild_id": str(channel.guild_id)} if channel.guild_id else {}),
    }
    call.service.hub.to_channel(channel, "CHANNEL_PINS_UPDATE", data)


def _pinned(channel: Channel) -> list[Message]:
    pinned = (message for message in channel.messages.values() if message.pinned_at is not None)
    return sorted(pinned, key=lambda message: -(message.pinned_at or 0))


@routes.get(PINS)
def list_pins(call: Call) -> JSON:
    """Latest pin first; `before` pages by time."""
    call.check(rules.by_time(call.query, most=50))
    channel = call.channel(can.READ_MESSAGE_HISTORY)
    limit, before = call.query_number("limit", 50), call.query_time("before")
    pins = [one for one in _pinned(channel) if before is None or (one.pinned_at or 0) < before]
    items = [
        {"pinned_at": timestamp(one.pinned_at or 0), "message": call.service.messages.full(one, call.actor)}
        for one in pins[:limit]
    ]
    return {"items": items, "has_more": len(pins) > limit}


@routes.get(OLD_PINS)
def list_pins_as_before(call: Call) -> list[JSON]:
    channel = call.channel(can.READ_MESSAGE_HISTORY)
    return [call.service.messages.full(one, call.actor) for one in _pinned(channel)[:50]]
