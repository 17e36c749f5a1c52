"""Crossposts: an announcement copied to the channels that follow. The copies cannot be taken back."""

from __future__ import annotations

import copy

from sandbox import permissions as can
from sandbox.errors import bad_request, missing_permissions
from sandbox.model import ChannelType, Message, MessageFlag
from sandbox.posting import announce_edit, publish
from sandbox.rest.call import Call
from sandbox.rest.messages import reference_to
from sandbox.rest.router import Routes
from sandbox.wire import JSON

routes = Routes()


@routes.post("/channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost(call: Call) -> JSON:
    """One's own message needs SEND_MESSAGES, another's MANAGE_MESSAGES; a message is crossposted once."""
    channel = call.channel(can.SEND_MESSAGES)
    message = call.message(channel)
    if channel.type != ChannelType.ANNOUNCEMENT:
        raise bad_request(50024, "Cannot execute action on this channel type")
    if message.author_id != call.user.id and not call.world.permissions(call.user.id, channel) & can.MANAGE_MESSAGES:
        raise missing_permissions()
    if message.flags & MessageFlag.CROSSPOSTED:
        raise bad_request(40033, "This message has already been crossposted.")
    message.flags |= MessageFlag.CROSSPOSTED
    shown = announce_edit(call.service, channel, message)
    for webhook_id, target_id in channel.followers.items():
        target = call.world.state.channels.get(target_id)
        if target is not None:
            twin = _copy(call, message, webhook_id, target_id)
            twin.reference = reference_to(channel, message)
            publish(call.service, target, twin)
    return shown


def _copy(call: Call, message: Message, webhook_id: int, target_id: int) -> Message:
    """What the follower sees: the same, from a webhook, with nobody pinged."""
    twin = copy.deepcopy(message)
    twin.id = call.world.ids.next()
    twin.channel_id = target_id
    twin.flags = message.flags & ~MessageFlag.CROSSPOSTED | MessageFlag.IS_CROSSPOST
    twin.webhook_id = webhook_id
    origin = call.world.guild_of(call.world.channel(message.channel_id))
    twin.webhook_name = f"{origin.name if origin else ''} #{call.world.channel(message.channel_id).name}"
    twin.mentions, twin.mention_roles, twin.mention_everyone = [], [], False
    twin.reactions, twin.pinned_at, twin.thread_id = {}, None, None
    return twin
