"""Putting a message into a channel, and changing it: what every way of doing so shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from sandbox import permissions as can
from sandbox.model import Attachment, Channel, Message, MessageFlag
from sandbox.rest.call import Upload
from sandbox.service import Service
from sandbox.wire import JSON, entries, values

USER_MENTION = re.compile(r"<@!?(\d{15,20})>")
ROLE_MENTION = re.compile(r"<@&(\d{15,20})>")
EVERYONE_MENTION = re.compile(r"@(everyone|here)\b")
SETTABLE_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
TEXT_DISPLAY = 10


@dataclass(slots=True, frozen=True)
class Draft:
    """What someone wants to post: the request's JSON and its files."""

    payload: JSON
    uploads: dict[int, Upload]


def compose(service: Service, channel: Channel, author_id: int, draft: Draft, *, ephemeral: bool = False) -> Message:
    """A message from a checked request, not yet in the channel."""
    payload = draft.payload
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
    channel.messages[message.id] = message
    if message.viewer_id is None:
        channel.last_message_id = message.id
        if channel.thread:
            channel.thread.message_count += 1
    service.hub.message("MESSAGE_CREATE", message, channel, nonce=nonce)
    shown = service.messages.full(message)
    return shown if nonce is None else shown | {"nonce": nonce}


def announce_edit(service: Service, channel: Channel, message: Message) -> JSON:
    service.hub.message("MESSAGE_UPDATE", message, channel)
    return service.messages.full(message)


def remove(service: Service, channel: Channel, message: Message) -> None:
    """Deletes a message; its files go too."""
    channel.messages.pop(message.id, None)
    for id in message.attachments:
        service.world.state.attachments.pop(id, None)
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
    links = {
        attachment.filename: service.cdn.attachment(attachment)
        for attachment in (service.world.state.attachments[id] for id in message.attachments)
    }
    if "embeds" in payload:
        embeds = cast("list[JSON]", payload["embeds"] or [])
        message.embeds = [{"type": "rich", **_linked(embed, links)} for embed in embeds]
    if "components" in payload:
        components = cast("list[JSON]", payload["components"] or [])
        message.components = [_linked(component, links) for component in components]
        number(message.components)


def _linked(value: Any, links: dict[str, str]) -> Any:
    """A copy with every `attachment://name` replaced by the file's address; media gain their `proxy_url`."""
    if isinstance(value, list):
        return [_linked(item, links) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    copy = {key: _linked(item, links) for key, item in cast("JSON", value).items()}
    url = copy.get("url")
    if isinstance(url, str) and url.startswith("attachment://"):
        copy["url"] = copy["proxy_url"] = links.get(url.removeprefix("attachment://"), url)
    return copy


def number(components: list[JSON]) -> None:
    """Gives each component without an `id` the next free number, from the top down."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    following = 1
    for component in walk(components):
        if not component.get("id"):
            while following in taken:
                following += 1
            component["id"] = following
            taken.add(following)


def walk(components: Iterable[JSON]) -> Iterator[JSON]:
    """Every component, containers before what they hold."""
    for component in components:
        yield component
        yield from walk(entries(component, "components"))
        for slot in ("accessory", "component"):
            if held := component.get(slot):
                yield from walk([cast("JSON", held)])


def _mention(service: Service, channel: Channel, message: Message, allowed: JSON | None) -> None:
    """Whom the message pings: those its texts name, as far as `allowed_mentions` and permissions let it."""
    texts = [str(part.get("content")) for part in walk(message.components) if part.get("type") == TEXT_DISPLAY]
    text = "\n".join([message.content, *texts])
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
