"""The sandbox's world as plain records. Times are Unix seconds, ids are integers, `payload`-like fields are
JSON exactly as it goes over the wire. No behaviour here: `world.py` looks up, `rest/` changes, `payloads/`
shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from sandbox.wire import JSON


class ChannelType(IntEnum):
    """https://discord.com/developers/docs/resources/channel#channel-object-channel-types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP_DM = 3
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15
    MEDIA = 16


THREADS = frozenset({ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD})
FORUMS = frozenset({ChannelType.FORUM, ChannelType.MEDIA})
WITH_MESSAGES = THREADS | {
    ChannelType.TEXT,
    ChannelType.DM,
    ChannelType.VOICE,
    ChannelType.ANNOUNCEMENT,
    ChannelType.STAGE,
}


class MessageFlag:
    """https://discord.com/developers/docs/resources/message#message-object-message-flags."""

    CROSSPOSTED = 1 << 0
    IS_CROSSPOST = 1 << 1
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True)
class User:
    id: int
    username: str
    global_name: str | None = None
    token: str = ""
    note: str = ""
    locale: str = "en-GB"
    avatar: str | None = None
    bot: bool = False
    dms_open: bool = True


@dataclass(slots=True)
class Command:
    """`payload` is the command as the application wrote it, with Discord's defaults filled in."""

    id: int
    application_id: int
    guild_id: int | None
    version: int
    payload: JSON


@dataclass(slots=True)
class Application:
    id: int
    name: str
    token: str
    user_id: int
    owner_id: int | None = None
    description: str = ""
    members_intent: bool = False
    content_intent: bool = False
    presences_intent: bool = False
    commands: dict[int, Command] = field(default_factory=dict[int, Command])


@dataclass(slots=True)
class Role:
    id: int
    name: str
    permissions: int
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    application_id: int | None = None
    """The application whose own (managed) role this is."""


@dataclass(slots=True)
class Member:
    user_id: int
    roles: list[int]
    joined_at: float
    nick: str | None = None
    timed_out_until: float | None = None
    kind: str = "member"


@dataclass(slots=True)
class Overwrite:
    id: int
    type: int
    """0 for a role, 1 for a member."""
    allow: int
    deny: int


@dataclass(slots=True)
class Attachment:
    id: int
    channel_id: int
    filename: str
    size: int
    content_type: str | None
    data: bytes
    description: str | None = None
    title: str | None = None
    width: int | None = None
    height: int | None = None
    ephemeral: bool = False


@dataclass(slots=True)
class Message:
    id: int
    channel_id: int
    author_id: int
    content: str = ""
    type: int = 0
    flags: int = 0
    edited_at: float | None = None
    tts: bool = False
    pinned_at: float | None = None
    embeds: list[JSON] = field(default_factory=list[JSON])
    components: list[JSON] = field(default_factory=list[JSON])
    attachments: list[int] = field(default_factory=list[int])
    mentions: list[int] = field(default_factory=list[int])
    mention_roles: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    reactions: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    reference: JSON | None = None
    interaction: JSON | None = None
    webhook_id: int | None = None
    webhook_name: str | None = None
    webhook_avatar: str | None = None
    application_id: int | None = None
    viewer_id: int | None = None
    """The only person who sees it, if it is ephemeral."""
    thread_id: int | None = None


@dataclass(slots=True)
class ThreadState:
    owner_id: int
    created_at: float
    archive_minutes: int
    archived_at: float
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    members: dict[int, float] = field(default_factory=dict[int, float])
    """Who joined, and when."""
    message_count: int = 0
    applied_tags: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class Channel:
    id: int
    type: int
    name: str = ""
    guild_id: int | None = None
    topic: str | None = None
    position: int = 0
    parent_id: int | None = None
    nsfw: bool = False
    slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    recipients: list[int] = field(default_factory=list[int])
    """Both people of a DM."""
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    last_message_id: int | None = None
    last_pin_at: float | None = None
    thread: ThreadState | None = None
    tags: list[JSON] = field(default_factory=list[JSON])
    followers: dict[int, int] = field(default_factory=dict[int, int])
    """Webhook id to channel id: where crossposts of this channel are copied to."""
    extra: JSON = field(default_factory=dict[str, object])
    """Settings kept and shown but without an effect here: bitrate, user_limit, default_sort_order, ..."""


@dataclass(slots=True)
class ScheduledEvent:
    id: int
    guild_id: int
    creator_id: int
    name: str
    starts_at: float
    entity_type: int
    """1 stage, 2 voice, 3 elsewhere."""
    ends_at: float | None = None
    description: str | None = None
    channel_id: int | None = None
    location: str | None = None
    status: int = 1
    """1 scheduled, 2 active, 3 completed, 4 cancelled."""
    recurrence: JSON | None = None
    interested: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class Webhook:
    id: int
    type: int
    """1 incoming, 2 channel follower."""
    guild_id: int
    channel_id: int
    creator_id: int
    token: str | None
    name: str | None
    avatar: str | None = None
    application_id: int | None = None
    source_channel_id: int | None = None


@dataclass(slots=True)
class Guild:
    id: int
    name: str
    owner_id: int
    description: str | None = None
    locale: str = "en-GB"
    system_channel_id: int | None = None
    community: bool = True
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    channels: list[int] = field(default_factory=list[int])
    """Channels and threads alike."""
    events: dict[int, ScheduledEvent] = field(default_factory=dict[int, ScheduledEvent])
    webhooks: dict[int, Webhook] = field(default_factory=dict[int, Webhook])
    command_permissions: dict[int, list[JSON]] = field(default_factory=dict[int, list[JSON]])
    """What Server Settings > Integrations says of a command (or, by its id, of a whole application)."""
    bans: dict[int, str | None] = field(default_factory=dict[int, str | None])


@dataclass(slots=True)
class Interaction:
    """One use of a command, component or modal, or one autocomplete."""

    id: int
    token: str
    type: int
    application_id: int
    user_id: int
    channel_id: int
    guild_id: int | None
    data: JSON
    created_at: float
    nonce: str
    session_id: str
    message_id: int | None = None
    """The message whose component was used, or from which the modal was opened."""
    answer: int | None = None
    """The callback type of the first reply."""
    failed: bool = False
    trigger: JSON | None = None
    """Of a modal's submit: metadata of the interaction that opened it."""
    modal_id: int | None = None
    reached: bool = True
    """Whether the application was connected when it was made."""
    original_id: int | None = None


@dataclass(slots=True)
class Modal:
    """A form shown to one person; submitting it makes a new interaction."""

    id: int
    interaction_id: int
    application_id: int
    user_id: int
    channel_id: int
    guild_id: int | None
    message_id: int | None
    trigger: JSON
    payload: JSON


@dataclass(slots=True)
class State:
    """Everything that is saved and loaded. Interactions under way and modals on screen are not."""

    users: dict[int, User] = field(default_factory=dict[int, User])
    applications: dict[int, Application] = field(default_factory=dict[int, Application])
    guilds: dict[int, Guild] = field(default_factory=dict[int, Guild])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    attachments: dict[int, Attachment] = field(default_factory=dict[int, Attachment])
