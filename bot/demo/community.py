"""The sample community of ``heronry demo``, read from ``community.toml`` and ``people.csv``.

It knows neither Discord's library nor the sandbox: it gives plain values, and a seed
in the sandbox's file format (docs/sandbox.md).
"""

import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import Any

from bot.checkins.entries import Answer
from bot.community.settings import Community
from bot.directory.entries import Profile
from bot.directory.importer import read

JSON = dict[str, Any]

BITS = {"view_channel": 1 << 10, "send_messages": 1 << 11, "manage_messages": 1 << 13, "manage_events": 1 << 33}
"""Discord's bits of the permissions used here (https://discord.com/developers/docs/topics/permissions)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the sample server. ``kind`` is newcomer, member, facilitator or administrator."""

    id: int
    name: str
    kind: str
    note: str = ""
    joined: datetime | None = None

    @property
    def username(self) -> str:
        """The name as an account name: ``Mehmet Yıldırım`` → ``mehmet.yildirim``."""
        plain = unicodedata.normalize("NFKD", self.name.casefold().replace("ı", "i").replace("ł", "l"))
        return "".join("." if c == " " else c for c in plain if c == " " or (c.isascii() and c.isalnum()))


@dataclass(frozen=True, slots=True)
class Role:
    """A role and the names of who has it. ``application`` marks the one that comes with the invited bot."""

    id: int
    name: str
    permissions: int
    color: int
    people: frozenset[str]
    application: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel. Empty ``readers`` or ``writers`` (role names) mean everyone, or every reader."""

    id: int
    name: str
    type: str
    topic: str | None
    category: str | None
    readers: tuple[str, ...]
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Something said in a channel before the demo begins."""

    channel: str
    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class GroupReminder:
    """A reminder that a facilitator has made for a channel; ``when`` in plain words."""

    author: str
    channel: str
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class OwnReminder:
    """A reminder that someone has made for themselves."""

    person: str
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class CheckIns:
    """The rhythm that a facilitator has set for a channel, and what was answered to one some weeks ago."""

    author: str
    channel: str
    when: str
    words: str
    weeks_ago: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample community. ``roles``, ``channels`` and ``people`` are by name, in the order of the files."""

    guild_id: int
    application_id: int
    name: str
    description: str
    owner: Person
    people: Mapping[str, Person]
    roles: Mapping[str, Role]
    channels: Mapping[str, Channel]
    messages: tuple[Message, ...]
    profiles: tuple[Profile, ...]
    settings: Community
    group_reminders: tuple[GroupReminder, ...]
    own_reminders: tuple[OwnReminder, ...]
    told: Mapping[str, Any]
    """The whole of ``community.toml``, for the chapters of the season."""
    check_ins: CheckIns

    def world_seed(self, application_token: str, bot_permissions: int) -> JSON:
        """The sandbox's seed: this server with Heronry on it, invited with ``bot_permissions`` (Discord's bits)."""
        application = {"id": str(self.application_id), "name": "Heronry", "token": application_token}
        return {
            "applications": [application | {"owner_id": str(self.owner.id)}],
            "users": [_user(person) for person in self.people.values()],
            "guilds": [self._guild(bot_permissions)],
        }

    def _guild(self, bot_permissions: int) -> JSON:
        bot: JSON = {"user_id": str(self.application_id), "permissions": str(bot_permissions), "kind": "bot"}
        return {
            "id": str(self.guild_id),
            "name": self.name,
            "description": self.description,
            "owner_id": str(self.owner.id),
            "roles": [self._role(role) for role in self.roles.values()],
            "channels": [self._channel(channel) for channel in self.channels.values()],
            "members": [*(self._member(person) for person in self.people.values()), bot],
            "messages": [
                {
                    "channel": message.channel,
                    "author_id": str(self.people[message.author].id),
                    "content": message.text,
                    "at": message.at.isoformat(),
                }
                for message in self.messages
            ],
        }

    def _role(self, role: Role) -> JSON:
        own: JSON = {"application_id": str(self.application_id)} if role.application else {"hoist": True}
        return {
            "id": str(role.id), "name": role.name, "permissions": str(role.permissions), "color": role.color,
        } | own  # fmt: skip

    def _member(self, person: Person) -> JSON:
        roles = [role.name for role in self.roles.values() if person.name in role.people]
        joined = {"joined_at": person.joined.isoformat()} if person.joined else {}
        return {"user_id": str(person.id), "roles": roles, "kind": person.kind} | joined

    def _channel(self, channel: Channel) -> JSON:
        entry: JSON = {"id": str(channel.id), "name": channel.name, "type": channel.type}
        if channel.topic:
            entry["topic"] = channel.topic
        if channel.category:
            entry["parent"] = channel.category
        if overwrites := list(self._overwrites(channel)):
            entry["overwrites"] = overwrites
        return entry

    def _overwrites(self, channel: Channel) -> Iterator[JSON]:
        allowed: dict[str, int] = {}
        for names, permission in ((channel.readers, "view_channel"), (channel.writers, "send_messages")):
            # Heronry is let in wherever a door is closed: it has to post there.
            heronry = [role.name for role in self.roles.values() if role.application and names]
            for name in (*names, *heronry):
                allowed[name] = allowed.get(name, 0) | BITS[permission]
        denied = BITS["view_channel"] * bool(channel.readers) | BITS["send_messages"] * bool(channel.writers)
        if denied:
            yield {"role": "@everyone", "allow": "0", "deny": str(denied)}
        for name, bits in allowed.items():
            yield {"role": name, "allow": str(bits), "deny": "0"}


def _user(person: Person) -> JSON:
    return {
        "id": str(person.id),
        "username": person.username,
        "global_name": person.name,
        "note": person.note,
    }


def load() -> Sample:
    """Read the sample from its two files."""
    folder = resources.files("bot.demo")
    told = tomllib.loads((folder / "community.toml").read_text("utf-8"))
    profiles = read((folder / "people.csv").read_bytes()).profiles
    server, heronry = told["server"], told["heronry"]
    guild_id: int = server["id"]
    roles = {role.name: role for role in _roles(guild_id, told, profiles)}
    channels = {channel.name: channel for channel in _channels(guild_id, told)}
    facilitators = roles[heronry["facilitators_role"]]
    kinds = dict.fromkeys(facilitators.people, "facilitator") | {server["owner"]: "administrator"}
    people = {person.name: person for person in _people(told, profiles, kinds)}
    may_find = frozenset(told["newcomers"]["may_find"])
    return Sample(
        guild_id=guild_id,
        application_id=heronry["id"],
        name=server["name"],
        description=server["description"],
        owner=people[server["owner"]],
        people=people,
        roles=roles,
        channels=channels,
        messages=tuple(Message(**message) for message in told["messages"]),
        profiles=tuple(replace(p, findable_by_newcomers=p.display_name in may_find) for p in profiles),
        settings=Community(
            guild_id,
            zone=heronry["zone"],
            members_role_id=roles[heronry["members_role"]].id,
            facilitators_role_id=facilitators.id,
            notices_channel_id=channels[heronry["notices_channel"]].id,
        ),
        group_reminders=tuple(GroupReminder(**one) for one in told["group_reminders"]),
        own_reminders=tuple(OwnReminder(**one) for one in told["own_reminders"]),
        told=told,
        check_ins=CheckIns(**told["check_ins"] | {"answers": tuple(_answers(told["check_ins"]["answers"]))}),
    )


def _answers(told: Iterable[JSON]) -> Iterator[Answer]:
    for one in told:
        yield Answer(**one, share="line" in one)


def _id(guild_id: int, kind: str, name: str) -> int:
    # Made from the name, so that a later role or channel leaves the others' ids alone: a kept demo goes on.
    return guild_id + zlib.crc32(f"{kind} {name}".encode())


def _roles(guild_id: int, told: JSON, profiles: tuple[Profile, ...]) -> Iterator[Role]:
    members = [profile.display_name for profile in profiles]
    members += [person["name"] for person in told["people"] if person["kind"] == "member"]
    for role in told["roles"]:
        yield Role(
            id=_id(guild_id, "role", role["name"]),
            name=role["name"],
            permissions=sum(BITS[name] for name in role.get("permissions", ())),
            color=role.get("color", 0),
            people=frozenset(members if role.get("members") else role.get("people", ())),
            application=role.get("application", False),
        )


def _channels(guild_id: int, told: JSON) -> Iterator[Channel]:
    for channel in told["channels"]:
        yield Channel(
            id=_id(guild_id, "channel", channel["name"]),
            name=channel["name"],
            type=channel.get("type", "text"),
            topic=channel.get("topic"),
            category=channel.get("category"),
            readers=tuple(channel.get("readers", ())),
            writers=tuple(channel.get("writers", ())),
        )


def _people(told: JSON, profiles: tuple[Profile, ...], kinds: Mapping[str, str]) -> Iterator[Person]:
    for person in told["people"]:
        yield Person(**person)
    notes: dict[str, str] = told["notes"]
    for profile in profiles:
        name = profile.display_name
        yield Person(profile.member_id, name, kinds.get(name, "member"), notes.get(name, ""))
