"""`/webhooks/{id}/{token}`: real webhooks and, by the same paths, an interaction's follow-ups."""

from __future__ import annotations

import secrets

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import ApiError, unknown
from sandbox.interactions.answer import answered_message, by_token, delete_answer, edit_answer, follow_up
from sandbox.model import WITH_MESSAGES, Channel, ChannelType, Guild, Message, Webhook
from sandbox.payloads import places
from sandbox.posting import Draft, announce_edit, compose, publish, remove, revise
from sandbox.rest.call import Call
from sandbox.rest.messages import known_message
from sandbox.rest.router import Routes
from sandbox.wire import JSON

routes = Routes()

INCOMING, FOLLOWER = 1, 2
WITH_TOKEN = "/webhooks/{webhook_id}/{token}"  # noqa: S105 - a route, no secret
ITS_MESSAGE = WITH_TOKEN + "/messages/{message_id}"


@routes.post("/channels/{channel_id}/webhooks")
def create_webhook(call: Call) -> JSON:
    channel, guild = _managed(call)
    existing = sum(1 for one in guild.webhooks.values() if one.channel_id == channel.id)
    call.check(rules.webhook(call.payload, existing=existing))
    application = call.actor.application
    webhook = Webhook(
        id=call.world.ids.next(),
        type=INCOMING,
        guild_id=guild.id,
        channel_id=channel.id,
        creator_id=call.user.id,
        token=secrets.token_urlsafe(51),
        name=str(call.body["name"]),
        application_id=application.id if application else None,
    )
    _add(call, guild, webhook)
    return places.webhook(call.world, webhook)


def _add(call: Call, guild: Guild, webhook: Webhook) -> None:
    guild.webhooks[webhook.id] = webhook
    call.world.webhook_guilds[webhook.id] = guild.id
    _tell(call, guild, webhook)


def _tell(call: Call, guild: Guild, webhook: Webhook) -> None:
    data = {"guild_id": str(guild.id), "channel_id": str(webhook.channel_id)}
    call.service.hub.to_guild(guild, "WEBHOOKS_UPDATE", data)


def _managed(call: Call) -> tuple[Channel, Guild]:
    channel = call.channel(can.MANAGE_WEBHOOKS)
    guild = call.world.guild_of(channel)
    if guild is None or channel.thread:
        raise unknown("channel", innocent=False)
    return channel, guild


@routes.get("/channels/{channel_id}/webhooks")
def of_channel(call: Call) -> list[JSON]:
    channel, guild = _managed(call)
    return [places.webhook(call.world, one) for one in guild.webhooks.values() if one.channel_id == channel.id]


@routes.get("/guilds/{guild_id}/webhooks")
def of_guild(call: Call) -> list[JSON]:
    return [places.webhook(call.world, one) for one in call.guild(can.MANAGE_WEBHOOKS).webhooks.values()]


@routes.get("/webhooks/{webhook_id}")
def get_webhook(call: Call) -> JSON:
    return places.webhook(call.world, _own(call)[1])


@routes.patch("/webhooks/{webhook_id}")
def edit_webhook(call: Call) -> JSON:
    guild, webhook = _own(call)
    call.check(rules.edit_webhook(call.payload))
    if "channel_id" in call.body:
        target = call.world.visible_channel(int(call.body["channel_id"]), call.actor, can.MANAGE_WEBHOOKS)
        webhook.channel_id = target.id
    webhook.name = str(call.body.get("name") or webhook.name)
    _tell(call, guild, webhook)
    return places.webhook(call.world, webhook)


@routes.delete("/webhooks/{webhook_id}")
def delete_webhook(call: Call) -> None:
    guild, webhook = _own(call)
    remove_webhook(call, guild, webhook)


def remove_webhook(call: Call, guild: Guild, webhook: Webhook) -> None:
    del guild.webhooks[webhook.id]
    del call.world.webhook_guilds[webhook.id]
    for channel in call.world.state.channels.values():
        channel.followers.pop(webhook.id, None)
    _tell(call, guild, webhook)


def _find(call: Call) -> tuple[Guild, Webhook]:
    id = call.id("webhook_id")
    guild_id = call.world.webhook_guilds.get(id)
    if guild_id is None:
        raise unknown("webhook")
    guild = call.world.guild(guild_id)
    return guild, guild.webhooks[id]


def _own(call: Call) -> tuple[Guild, Webhook]:
    """The webhook in the path, whose channel the caller may manage."""
    guild, webhook = _find(call)
    call.world.require(call.actor, call.world.channel(webhook.channel_id), can.MANAGE_WEBHOOKS)
    return guild, webhook


def _with_token(call: Call) -> tuple[Guild, Webhook]:
    guild, webhook = _find(call)
    if webhook.token is None or not secrets.compare_digest(webhook.token, call.parameters["token"]):
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return guild, webhook


@routes.get(WITH_TOKEN, needs_token=False)
def get_with_token(call: Call) -> JSON:
    shown = places.webhook(call.world, _with_token(call)[1])
    del shown["user"]
    return shown


@routes.delete(WITH_TOKEN, needs_token=False)
def delete_with_token(call: Call) -> None:
    remove_webhook(call, *_with_token(call))


@routes.post(WITH_TOKEN, needs_token=False)
def execute(call: Call) -> JSON | None:
    """Posts as the webhook (the message is returned with `wait=true` alone), or follows an interaction up."""
    if interaction := by_token(call):
        return follow_up(call, interaction)
    _, webhook = _with_token(call)
    call.check(rules.webhook_message(call.payload, files=call.files))
    channel = _target(call, webhook)
    message = compose(call.service, channel, webhook.creator_id, Draft(call.body, call.uploads))
    message.webhook_id = webhook.id
    message.webhook_name = str(call.body.get("username") or webhook.name)
    message.webhook_avatar = webhook.avatar
    shown = publish(call.service, channel, message)
    return shown if call.query_flag("wait") else None


def _target(call: Call, webhook: Webhook) -> Channel:
    thread_id = call.query_id("thread_id")
    if thread_id is None:
        channel = call.world.channel(webhook.channel_id)
        if channel.type not in WITH_MESSAGES:
            raise ApiError(400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id")
        return channel
    thread = call.world.channel(thread_id)
    if thread.parent_id != webhook.channel_id or thread.thread is None:
        raise unknown("channel", innocent=False)
    return thread


def _its_message(call: Call) -> tuple[Channel, Message]:
    _, webhook = _with_token(call)
    channel = _target(call, webhook)
    message = known_message(channel, call.id("message_id"))
    if message.webhook_id != webhook.id:
        raise unknown("message", innocent=False)
    return channel, message


@routes.get(ITS_MESSAGE, needs_token=False)
def get_message(call: Call) -> JSON:
    interaction = by_token(call)
    _, message = answered_message(call, interaction) if interaction else _its_message(call)
    return call.service.messages.full(message)


@routes.patch(ITS_MESSAGE, needs_token=False)
def edit_message(call: Call) -> JSON:
    if interaction := by_token(call):
        return edit_answer(call, interaction)
    channel, message = _its_message(call)
    call.check(rules.edit_message(call.payload, call.service.messages.full(message), files=call.files))
    revise(call.service, channel, message, Draft(call.body, call.uploads))
    return announce_edit(call.service, channel, message)


@routes.delete(ITS_MESSAGE, needs_token=False)
def delete_message(call: Call) -> None:
    if interaction := by_token(call):
        delete_answer(call, interaction)
    else:
        remove(call.service, *_its_message(call))


@routes.post("/channels/{channel_id}/followers")
def follow(call: Call) -> JSON:
    """Copies an announcement channel's crossposts to another channel from now on."""
    call.check(rules.follower(call.payload))
    source = call.channel()
    if source.type != ChannelType.ANNOUNCEMENT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    target = call.world.visible_channel(call.body_id("webhook_channel_id"), call.actor, can.MANAGE_WEBHOOKS)
    guild = call.world.guild_of(target)
    if guild is None:
        raise unknown("channel", innocent=False)
    name = f"{call.world.guild(source.guild_id or 0).name} #{source.name}"
    webhook = Webhook(call.world.ids.next(), FOLLOWER, guild.id, target.id, call.user.id, None, name)
    webhook.source_channel_id = source.id
    source.followers[webhook.id] = target.id
    _add(call, guild, webhook)
    return {"channel_id": str(source.id), "webhook_id": str(webhook.id)}
