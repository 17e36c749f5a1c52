"""Messages, as the one who asks may see them."""

from __future__ import annotations

from typing import Protocol

from sandbox import snowflake
from sandbox.model import Attachment, Channel, Message
from sandbox.payloads import people, places
from sandbox.wire import JSON, optional_timestamp, timestamp
from sandbox.world import Actor, World

REPLY = 19
THREAD_STARTER = 21


class Links(Protocol):
    """Where attachments are fetched."""

    def attachment(self, one: Attachment) -> str:
        """An address of the file, good for a while only."""
        ...


class Messages:
    """Shows messages; `link` makes an attachment's CDN address, which expires."""

    def __init__(self, world: World, link: Links) -> None:
        self._world = world
        self._link = link

    def full(self, one: Message, actor: Actor | None = None) -> JSON:
        """A message object; reactions are told from `actor`'s side, contents kept from a bot without the intent."""
        world = self._world
        channel = world.channel(one.channel_id)
        files = world.state.attachments
        shown: JSON = {
            "id": str(one.id),
            "type": one.type,
            "channel_id": str(one.channel_id),
            "author": self._author(one),
            "content": one.content,
            "timestamp": timestamp(snowflake.moment(one.id)),
            "edited_timestamp": optional_timestamp(one.edited_at),
            "flags": one.flags,
            "tts": one.tts,
            "pinned": one.pinned_at is not None,
            "mention_everyone": one.mention_everyone,
            "mentions": [people.user(world.user(id)) for id in one.mentions],
            "mention_roles": [str(id) for id in one.mention_roles],
            "embeds": one.embeds,
            "components": one.components,
            "attachments": [self.attachment(files[id]) for id in one.attachments if id in files],
        }
        if one.reactions:
            shown["reactions"] = [_reaction(key, users, actor) for key, users in one.reactions.items()]
        self._add_origin(shown, one)
        if one.type in {REPLY, THREAD_STARTER}:
            shown["referenced_message"] = self._referenced(one, actor)
        if one.thread_id and (thread := world.state.channels.get(one.thread_id)):
            shown["thread"] = places.channel(world, thread)
        if actor is not None and hides_content(one, channel, actor):
            return without_content(shown)
        return shown

    def _add_origin(self, shown: JSON, one: Message) -> None:
        if one.reference:
            shown["message_reference"] = one.reference
        if one.interaction:
            shown["interaction_metadata"] = one.interaction
            shown["interaction"] = _old_interaction(one.interaction)
        if one.webhook_id:
            shown["webhook_id"] = str(one.webhook_id)
        if one.application_id:
            shown["application_id"] = str(one.application_id)

    def _author(self, one: Message) -> JSON:
        if one.webhook_name is None:
            return people.user(self._world.user(one.author_id))
        return {
            "id": str(one.webhook_id),
            "username": one.webhook_name,
            "global_name": None,
            "avatar": one.webhook_avatar,
            "discriminator": "0000",
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            "bot": True,
        }

    def _referenced(self, one: Message, actor: Actor | None) -> JSON | None:
        """The message replied to, without its own reference: Discord nests once."""
        reference = one.reference or {}
        channel = self._world.state.channels.get(int(reference.get("channel_id") or 0))
        target = channel.messages.get(int(reference.get("message_id") or 0)) if channel else None
        if target is None:
            return None
        return {k: v for k, v in self.full(target, actor).items() if k != "referenced_message"}

    def dispatched(self, one: Message, channel: Channel) -> JSON:
        """The extra fields of MESSAGE_CREATE and MESSAGE_UPDATE."""
        shown = self.full(one)
        guild = self._world.guild_of(channel)
        if guild:
            shown["guild_id"] = str(guild.id)
            author = guild.members.get(one.author_id)
            if author and one.webhook_name is None:
                shown["member"] = people.member(author, guild)
            for mentioned in shown["mentions"]:
                if member := guild.members.get(int(mentioned["id"])):
                    mentioned["member"] = people.member(member, guild)
        shown["channel_type"] = channel.type
        return shown

    def attachment(self, one: Attachment) -> JSON:
        url = self._link.attachment(one)
        shown: JSON = {
            "id": str(one.id),
            "filename": one.filename,
            "size": one.size,
            "url": url,
            "proxy_url": url,
            "content_type": one.content_type,
        }
        for name in ("description", "title", "width", "height"):
            if (value := getattr(one, name)) is not None:
                shown[name] = value
        return shown | ({"ephemeral": True} if one.ephemeral else {})


def hides_content(one: Message, channel: Channel, actor: Actor) -> bool:
    """Whether a bot lacks the message content intent it needs for this one (its own, DMs, mentions are free)."""
    if actor.application is None or actor.application.content_intent:
        return False
    mine = one.author_id == actor.user.id or one.application_id == actor.application.id
    return not (mine or channel.guild_id is None or actor.user.id in one.mentions)


def without_content(shown: JSON) -> JSON:
    return shown | {"content": "", "embeds": [], "components": [], "attachments": []}


def _reaction(key: str, users: list[int], actor: Actor | None) -> JSON:
    mine = actor is not None and actor.user.id in users
    return {
        "emoji": emoji(key),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "me": mine,
    }


def emoji(key: str) -> JSON:
    """`👍` or `name:id` as a partial emoji."""
    name, _, id = key.partition(":")
    return {"id": id or None, "name": name}


def _old_interaction(metadata: JSON) -> JSON:
    """The deprecated `interaction` field, which libraries still read."""
    return {
        "id": metadata["id"],
        "type": metadata["type"],
        "name": metadata.get("name", ""),
        "user": metadata["user"],
    }
