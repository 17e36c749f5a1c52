"""Putting a message into a channel, and changing it: what every way of doing so shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from sandbox import permissions as can
from sandbox.components import completed, linked, texts
from sandbox.errors import ApiError
from sandbox.model import Attachment, Channel, ChannelType, Message, MessageFlag
from sandbox.payloads import places
from sandbox.rest.call import Upload
from sandbox.service import Service
from sandbox.wire import JSON, entries, values

USER_MENTION = re.compile(r"<@!?(\d{15,20})>")
ROLE_MENTION = re.compile(r"<@&(\d{15,20})>")
EVERYONE_MENTION = re.compile(r"@(everyone|here)\b")
SETTABLE_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2


@dataclass(slots=True, frozen=True)
class Draft:
    """What someone wants to post: the request's JSON and its files."""

    payload: JSON
    uploads: dict[int, Upload]


def compose(service: Service, channel: Channel, author_id: int, draft: Draft, *, ephemeral: bool = False) -> Message:
    """A message from a checked request, not yet in the channel. Raises ApiError (501) for what is not built."""
    payload = draft.payload
    require_built(payload)
    message = Message(
        id=service.world.ids.next(),
        channel_id=channel.id,
        author_id=author_id,
        content=str(payload.get("content") or "").strip(),
        flags=int(payload.get("flags") or 0) & SETTABLE_FLAGS,
        tts=bool(payload.get("tts")),
    )
    listed = cast("list[JSON] | None", payload.get("attachments"))
    message.attachments = _keep(service, channel, draft, listed, [], ephemeral=ephemeral)
    _lay_out(service, message, payload)
    _mention(service, channel, message, payload.get("allowed_mentions"))
    return message


def require_built(payload: JSON) -> None:
    for name in ("poll", "sticker_ids"):
        if payload.get(name):
            raise ApiError(501, 0, f"{name} is not built in this sandbox")


def revise(service: Service, channel: Channel, message: Message, draft: Draft) -> None:
    """Applies an edit; what the request leaves out stays as it is."""
    payload = draft.payload
    if "content" in payload:
        message.content = str(payload["content"] or "").strip()
    if payload.get("flags") is not None:
        message.flags = message.flags & ~SETTABLE_FLAGS | int(payload["flags"]) & SETTABLE_FLAGS
    if "attachments" in payload or draft.uploads:
        listed = cast("list[JSON] | None", payload.get("attachments"))
        kept = message.attachments if listed is None else []
        ephemeral = message.viewer_id is not None
        message.attachments = kept + _keep(service, channel, draft, listed, message.attachments, ephemeral=ephemeral)
    _lay_out(service, message, payload)
    if payload.keys() & {"content", "components", "allowed_mentions"}:
        _mention(service, channel, message, payload.get("allowed_mentions"))
    message.edited_at = service.clock.now()
    message.flags &= ~MessageFlag.LOADING


def publish(service: Service, channel: Channel, message: Message, *, nonce: object = None) -> JSON:
    """Puts a composed message where it is seen and returns it as its author sees it."""
    if channel.type == ChannelType.DM and channel.last_message_id is None:
        for user_id in channel.recipients:
            show_direct(service, channel, user_id)
    channel.messages[message.id] = message
    if message.viewer_id is None:
        channel.last_message_id = message.id
        if channel.thread:
            channel.thread.message_count += 1
    service.hub.message("MESSAGE_CREATE", message, channel, nonce=nonce)
    shown = service.messages.full(message)
    return shown if nonce is None else shown | {"nonce": nonce}


def show_direct(service: Service, channel: Channel, user_id: int) -> None:
    """CHANNEL_CREATE of a DM: to who opens it, and to the other at its first message; to people alone.

    Bots are no longer told (https://discord.com/developers/docs/change-log, API v8).
    """
    if not service.world.user(user_id).bot:
        service.hub.to_user(user_id, "CHANNEL_CREATE", places.channel(service.world, channel, user_id))


def announce_edit(service: Service, channel: Channel, message: Message) -> JSON:
    service.hub.message("MESSAGE_UPDATE", message, channel)
    return service.messages.full(message)


def remove(service: Service, channel: Channel, message: Message) -> None:
    """Deletes a message; its files go too."""
    channel.messages.pop(message.id, None)
    service.world.forget_files(message)
    service.hub.message_deleted(message, channel)


def _keep(
    service: Service, channel: Channel, draft: Draft, listed: list[JSON] | None, old: list[int], *, ephemeral: bool
) -> list[int]:
    """Stores the uploads and keeps the old attachments that are still listed; says which ids there now are."""
    named = {int(entry["id"]): entry for entry in listed or [] if entry.get("id") is not None}
    kept = [id for id in old if id in named]
    for number, upload in sorted(draft.uploads.items()):
        entry = named.get(number, {})
        attachment = Attachment(
            id=service.world.ids.next(),
            channel_id=channel.id,
            filename=_safe_name(str(entry.get("filename") or upload.filename)),
            size=len(upload.data),
            content_type=upload.content_type,
            data=upload.data,
            description=entry.get("description"),
            title=entry.get("title"),
            ephemeral=ephemeral,
        )
        service.world.state.attachments[attachment.id] = attachment
        kept.append(attachment.id)
    return kept


def _safe_name(name: str) -> str:
    """A file name as Discord rewrites it for the address."""
    return re.sub(r"[^\w.\-]", "_", name.replace(" ", "_"))[:260] or "unknown"


def _lay_out(service: Service, message: Message, payload: JSON) -> None:
    """Embeds and components as Discord returns them: filled in, numbered, files linked."""
    files = {one.filename: one for one in (service.world.state.attachments[id] for id in message.attachments)}

    def media(url: str) -> JSON:
        id = str(service.world.ids.next())
        file = files.get(url.removeprefix("attachment://")) if url.startswith("attachment://") else None
        if file is None:
            return {"id": id, "url": url, "proxy_url": url, "width": None, "height": None, "content_type": None}
        link = service.cdn.attachment(file)
        shown: JSON = {"id": id, "url": link, "proxy_url": link, "width": file.width, "height": file.height}
        shown |= {"content_type": file.content_type, "attachment_id": str(file.id)}
        return shown | {"name": file.filename, "size": file.size}

    if "embeds" in payload:
        message.embeds = [{"type": "rich", **linked(embed, media)} for embed in entries(payload, "embeds")]
    if "components" in payload:
        message.components = completed(entries(payload, "components"), media)


def _mention(service: Service, channel: Channel, message: Message, allowed: JSON | None) -> None:
    """Whom the message pings: those its texts name, as far as `allowed_mentions` and permissions let it."""
    text = "\n".join([message.content, *texts(message.components)])
    users = dict.fromkeys(int(id) for id in USER_MENTION.findall(text))
    message.mentions = [id for id in users if id in service.world.state.users and _allows(allowed, "users", id)]
    guild = service.world.guild_of(channel)
    if guild is None:
        return
    may_ping_all = bool(service.world.permissions(message.author_id, channel) & can.MENTION_EVERYONE)
    roles = (guild.roles.get(int(id)) for id in dict.fromkeys(ROLE_MENTION.findall(text)))
    message.mention_roles = [
        role.id for role in roles if role and (role.mentionable or may_ping_all) and _allows(allowed, "roles", role.id)
    ]
    named = EVERYONE_MENTION.search(text) is not None
    message.mention_everyone = named and may_ping_all and _allows(allowed, "everyone", None)


def _allows(allowed: JSON | None, kind: str, id: int | None) -> bool:
    if allowed is None:
        return True
    parse = values(allowed, "parse")
    listed = cast("list[Any]", allowed.get(kind) or [])
    return kind in parse or (id is not None and str(id) in {str(item) for item in listed})
