"""Opcodes, close codes and intents: https://discord.com/developers/docs/topics/opcodes-and-status-codes."""

from __future__ import annotations

from enum import IntEnum


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    INVALID_API_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014

    @property
    def reason(self) -> str:
        return f"{self.name.replace('_', ' ').capitalize()}."


class Intent:
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16

    KNOWN = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
    EVERYTHING = (1 << 26) - 1
    """A person's own client gets all there is for them."""


_MESSAGES = (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES)
_REACTIONS = (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS)
_MEMBERS = (Intent.GUILD_MEMBERS, 0)
_EVENTS = (Intent.GUILD_SCHEDULED_EVENTS, 0)

INTENTS: dict[str, tuple[int, int]] = {
    "MESSAGE_CREATE": _MESSAGES,
    "MESSAGE_UPDATE": _MESSAGES,
    "MESSAGE_DELETE": _MESSAGES,
    "MESSAGE_DELETE_BULK": _MESSAGES,
    "MESSAGE_REACTION_ADD": _REACTIONS,
    "MESSAGE_REACTION_REMOVE": _REACTIONS,
    "MESSAGE_REACTION_REMOVE_ALL": _REACTIONS,
    "MESSAGE_REACTION_REMOVE_EMOJI": _REACTIONS,
    "TYPING_START": (Intent.GUILD_MESSAGE_TYPING, Intent.DIRECT_MESSAGE_TYPING),
    "CHANNEL_PINS_UPDATE": (Intent.GUILDS, Intent.DIRECT_MESSAGES),
    "GUILD_MEMBER_ADD": _MEMBERS,
    "GUILD_MEMBER_UPDATE": _MEMBERS,
    "GUILD_MEMBER_REMOVE": _MEMBERS,
    "THREAD_MEMBERS_UPDATE": (Intent.GUILDS, 0),
    "GUILD_BAN_ADD": (Intent.GUILD_MODERATION, 0),
    "GUILD_BAN_REMOVE": (Intent.GUILD_MODERATION, 0),
    "WEBHOOKS_UPDATE": (Intent.GUILD_WEBHOOKS, 0),
    "PRESENCE_UPDATE": (Intent.GUILD_PRESENCES, 0),
    "GUILD_SCHEDULED_EVENT_CREATE": _EVENTS,
    "GUILD_SCHEDULED_EVENT_UPDATE": _EVENTS,
    "GUILD_SCHEDULED_EVENT_DELETE": _EVENTS,
    "GUILD_SCHEDULED_EVENT_USER_ADD": _EVENTS,
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": _EVENTS,
    "GUILD_APPLICATION_COMMAND_INDEX_UPDATE": (1 << 30, 0),
}
"""Which intent an event needs, in a server and in a DM; what is not listed needs GUILDS in a server and
nothing elsewhere. The last is for people's clients alone: no bot can ask for it."""


def needed_intent(name: str, *, in_guild: bool) -> int:
    guild, direct = INTENTS.get(name, (Intent.GUILDS, 0))
    return guild if in_guild else direct
