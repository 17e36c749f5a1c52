"""Who may do what: https://discord.com/developers/docs/topics/permissions."""

from __future__ import annotations

from sandbox.model import THREADS, Channel, Guild, Member

CREATE_INSTANT_INVITE = 1 << 0
KICK_MEMBERS = 1 << 1
BAN_MEMBERS = 1 << 2
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
SEND_TTS_MESSAGES = 1 << 12
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
USE_EXTERNAL_EMOJIS = 1 << 18
CONNECT = 1 << 20
SPEAK = 1 << 21
MUTE_MEMBERS = 1 << 22
MOVE_MEMBERS = 1 << 24
CHANGE_NICKNAME = 1 << 26
MANAGE_NICKNAMES = 1 << 27
MANAGE_ROLES = 1 << 28
MANAGE_WEBHOOKS = 1 << 29
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_EVENTS = 1 << 33
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38
MODERATE_MEMBERS = 1 << 40
CREATE_EVENTS = 1 << 44
SEND_POLLS = 1 << 49
USE_EXTERNAL_APPS = 1 << 50
PIN_MESSAGES = 1 << 51
BYPASS_SLOWMODE = 1 << 52

ALL = (1 << 53) - 1
EVERYONE = (
    CREATE_INSTANT_INVITE | ADD_REACTIONS | VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES
    | READ_MESSAGE_HISTORY | USE_EXTERNAL_EMOJIS | CONNECT | SPEAK | CHANGE_NICKNAME | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS | SEND_MESSAGES_IN_THREADS | SEND_POLLS | USE_EXTERNAL_APPS
)  # fmt: skip
"""What a new server's @everyone may do."""
TIMED_OUT = VIEW_CHANNEL | READ_MESSAGE_HISTORY
"""All that is left to a member in time-out."""
NEEDS_SENDING = MENTION_EVERYONE | SEND_TTS_MESSAGES | ATTACH_FILES | EMBED_LINKS
"""Denied with SEND_MESSAGES, whatever else is granted."""
IN_DIRECT_MESSAGES = (
    ADD_REACTIONS | VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY
    | USE_EXTERNAL_EMOJIS | USE_APPLICATION_COMMANDS | PIN_MESSAGES | SEND_POLLS | MENTION_EVERYONE
)  # fmt: skip


def in_guild(guild: Guild, member: Member, now: float) -> int:
    """A member's permissions in the server as a whole."""
    if member.user_id == guild.owner_id:
        return ALL
    granted = guild.roles[guild.id].permissions
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    if granted & ADMINISTRATOR:
        return ALL
    return granted & TIMED_OUT if _timed_out(member, now) else granted


def in_channel(guild: Guild, member: Member, channel: Channel, now: float) -> int:
    """A member's permissions in a channel; for a thread, pass its parent and see `world.World.permissions`."""
    granted = guild.roles[guild.id].permissions
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    if member.user_id == guild.owner_id or granted & ADMINISTRATOR:
        return ALL
    granted = _overwritten(granted, guild, member, channel)
    if _timed_out(member, now):
        granted &= TIMED_OUT
    if not granted & VIEW_CHANNEL:
        return 0
    if not granted & SEND_MESSAGES and channel.type not in THREADS:
        granted &= ~NEEDS_SENDING
    return granted


def _overwritten(granted: int, guild: Guild, member: Member, channel: Channel) -> int:
    """Overwrites in Discord's order: @everyone, then the roles' together, then the member's own."""
    if not channel.overwrites:
        return granted
    if everyone := channel.overwrites.get(guild.id):
        granted = granted & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        if role := channel.overwrites.get(role_id):
            allow |= role.allow
            deny |= role.deny
    granted = granted & ~deny | allow
    if own := channel.overwrites.get(member.user_id):
        granted = granted & ~own.deny | own.allow
    return granted


def _timed_out(member: Member, now: float) -> bool:
    return member.timed_out_until is not None and member.timed_out_until > now


def top_position(guild: Guild, member: Member) -> tuple[int, int]:
    """Where a member stands in the order of roles: a higher tuple may manage a lower one; the owner tops all."""
    if member.user_id == guild.owner_id:
        return (1 << 31, 0)
    return max((rank(guild, role_id) for role_id in member.roles), default=(0, 0))


def rank(guild: Guild, role_id: int) -> tuple[int, int]:
    """A role's place: by position, and among equals the older (lower id) is higher."""
    return (guild.roles[role_id].position, -role_id)
