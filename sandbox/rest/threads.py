"""Threads: in text channels, from messages, in forums; public and private."""

from __future__ import annotations

from sandbox import permissions as can
from sandbox import rules
from sandbox.errors import bad_request, missing_access, missing_permissions, unknown
from sandbox.model import FORUMS, Channel, ChannelType, Guild, Message, MessageFlag, ThreadState
from sandbox.payloads import people, places
from sandbox.posting import Draft, announce_edit, compose, publish, require_built
from sandbox.rest.call import Call, Reply
from sandbox.rest.messages import reference_to
from sandbox.rest.router import Routes
from sandbox.upkeep import watch_thread
from sandbox.wire import JSON, section, values

routes = Routes()

THREAD_CREATED, THREAD_STARTER = 18, 21
"""Types of the messages Discord adds: in the parent, and at the head of a thread begun from a message."""
MOST_ACTIVE = 1_000
MEMBERS = "/channels/{channel_id}/thread-members"


@routes.post("/channels/{channel_id}/messages/{message_id}/threads")
def start_from_message(call: Call) -> Reply:
    """A public thread that bears the message's own id."""
    parent = call.channel(can.CREATE_PUBLIC_THREADS)
    message = call.message(parent)
    shown_parent = places.channel(call.world, parent)
    call.check(rules.thread(call.payload, parent=shown_parent, from_message=True))
    if message.thread_id is not None:
        raise bad_request(160004, "A thread has already been created for this message")
    announcement = parent.type == ChannelType.ANNOUNCEMENT
    kind = ChannelType.ANNOUNCEMENT_THREAD if announcement else ChannelType.PUBLIC_THREAD
    thread = _open(call, parent, kind, message.id)
    message.thread_id = thread.id
    message.flags |= MessageFlag.HAS_THREAD
    announce_edit(call.service, parent, message)
    starter = Message(call.world.ids.next(), thread.id, message.author_id, type=THREAD_STARTER)
    starter.reference = reference_to(parent, message)
    publish(call.service, thread, starter)
    return Reply(201, places.channel(call.world, thread, call.user.id))


@routes.post("/channels/{channel_id}/threads")
def start(call: Call) -> Reply:
    """A thread by itself, or a post in a forum. Without a type it is private, as Discord has it for now."""
    parent = call.channel()
    shown_parent = places.channel(call.world, parent)
    call.check(rules.thread(call.payload, parent=shown_parent, files=call.files))
    if parent.type in FORUMS:
        return _post(call, parent)
    kind = int(call.body.get("type") or ChannelType.PRIVATE_THREAD)
    private = kind == ChannelType.PRIVATE_THREAD
    call.world.require(call.actor, parent, can.CREATE_PRIVATE_THREADS if private else can.CREATE_PUBLIC_THREADS)
    thread = _open(call, parent, kind, call.world.ids.next())
    if not private:
        notice = Message(call.world.ids.next(), parent.id, call.user.id, thread.name, THREAD_CREATED)
        notice.reference = {"type": 0, "channel_id": str(thread.id), "guild_id": str(parent.guild_id)}
        publish(call.service, parent, notice)
    return Reply(201, places.channel(call.world, thread, call.user.id))


def _post(call: Call, forum: Channel) -> Reply:
    """A forum post: the thread and its first message, which share an id."""
    needed = can.SEND_MESSAGES | (can.ATTACH_FILES if call.uploads else 0)
    granted = call.world.require(call.actor, forum, needed)
    tags = [int(id) for id in values(call.body, "applied_tags")]
    _require_tags(forum, tags, granted)
    require_built(section(call.body, "message"))
    thread = _open(call, forum, ChannelType.PUBLIC_THREAD, call.world.ids.next(), tags)
    message = compose(call.service, thread, call.user.id, Draft(section(call.body, "message"), call.uploads))
    message.id = thread.id
    shown = publish(call.service, thread, message)
    return Reply(201, places.channel(call.world, thread, call.user.id) | {"message": shown})


def _require_tags(forum: Channel, tags: list[int], granted: int) -> None:
    known = {int(tag["id"]): tag for tag in forum.tags}
    for id in tags:
        if id not in known:
            raise bad_request(10087, "Unknown tag")
        if known[id]["moderated"] and not granted & can.MANAGE_THREADS:
            raise missing_permissions()


def _open(call: Call, parent: Channel, kind: int, id: int, tags: list[int] | None = None) -> Channel:
    guild, now = _guild(call, parent), call.service.clock.now()
    active = sum(1 for one in call.world.channels_of(guild) if one.thread and not one.thread.archived)
    if active >= MOST_ACTIVE:
        raise bad_request(160006, "Maximum number of active threads reached")
    body = call.body
    state = ThreadState(
        owner_id=call.user.id,
        created_at=now,
        archived_at=now,
        archive_minutes=int(body.get("auto_archive_duration") or places.DEFAULT_ARCHIVE_MINUTES),
        invitable=body.get("invitable") is not False,
        members={call.user.id: now},
        applied_tags=tags or [],
    )
    thread = Channel(id, kind, str(body["name"]), guild.id, parent_id=parent.id, thread=state)
    thread.slowmode = int(body.get("rate_limit_per_user") or 0)
    call.world.state.channels[id] = thread
    guild.channels.append(id)
    shown = places.channel(call.world, thread) | {"newly_created": True}
    call.service.hub.to_channel(thread, "THREAD_CREATE", shown)
    watch_thread(call.service, thread)
    return thread


def _guild(call: Call, channel: Channel) -> Guild:
    guild = call.world.guild_of(channel)
    if guild is None:
        raise bad_request(50024, "Cannot execute action on this channel type")
    return guild


def _thread(call: Call, needed: int = 0) -> tuple[Channel, ThreadState]:
    channel = call.channel(needed)
    if channel.thread is None:
        raise bad_request(50024, "Cannot execute action on this channel type")
    return channel, channel.thread


def edit_thread(call: Call, thread: Channel, state: ThreadState) -> JSON:
    """`PATCH /channels/{id}` of a thread: its maker may rename and archive it, locking needs MANAGE_THREADS."""
    granted = call.world.require(call.actor, thread)
    call.check(rules.edit_channel(call.payload, places.channel(call.world, thread)))
    body = call.body
    if not granted & can.MANAGE_THREADS:
        reopens_only = body.keys() == {"archived"} and body["archived"] is False
        managers_only = state.locked or bool(body.keys() & {"locked", "rate_limit_per_user"})
        if managers_only or not (reopens_only or state.owner_id == call.user.id):
            raise missing_permissions()
    if state.archived and body.get("archived") is not False:
        raise bad_request(50083, "Thread is archived")
    _change(call, thread, state, granted)
    shown = places.channel(call.world, thread)
    call.service.hub.to_channel(thread, "THREAD_UPDATE", shown)
    return places.channel(call.world, thread, call.user.id)


def _change(call: Call, thread: Channel, state: ThreadState, granted: int) -> None:
    body = call.body
    tags = [int(id) for id in values(body, "applied_tags")]
    _require_tags(call.world.channel(thread.parent_id or 0), tags, granted)
    thread.name = str(body.get("name") or thread.name)
    thread.slowmode = int(body.get("rate_limit_per_user", thread.slowmode) or 0)
    state.archive_minutes = int(body.get("auto_archive_duration") or state.archive_minutes)
    state.invitable = bool(body.get("invitable", state.invitable))
    state.locked = bool(body.get("locked", state.locked))
    if "archived" in body and bool(body["archived"]) != state.archived:
        state.archived, state.archived_at = bool(body["archived"]), call.service.clock.now()
        watch_thread(call.service, thread)
    if "applied_tags" in body:
        state.applied_tags = tags


def delete_thread(call: Call, thread: Channel) -> JSON:
    call.world.require(call.actor, thread, can.MANAGE_THREADS)
    shown = places.channel(call.world, thread)
    data = {key: shown[key] for key in ("id", "guild_id", "parent_id", "type")}
    call.service.hub.to_channel(thread, "THREAD_DELETE", data)
    call.world.forget_channel(thread)
    return shown


@routes.get(MEMBERS)
def list_members(call: Call) -> list[JSON]:
    """By id; a bot needs the members intent switched on. Paged with `with_member` alone, as Discord has it for now."""
    call.check(rules.listing(call.query, most=100))
    thread, state = _thread(call)
    application = call.actor.application
    if application is not None and not application.members_intent:
        raise missing_access()
    ids = sorted(state.members)
    if call.query_flag("with_member"):
        after = call.query_id("after") or 0
        ids = [id for id in ids if id > after][: call.query_number("limit", 100)]
    return [_member(call, thread, id) for id in ids]


@routes.get(MEMBERS + "/{user_id}")
def get_member(call: Call) -> JSON:
    thread, state = _thread(call)
    user_id = call.user.id if call.parameters["user_id"] == "@me" else call.id("user_id")
    if user_id not in state.members:
        raise unknown("member")
    return _member(call, thread, user_id)


def _member(call: Call, thread: Channel, user_id: int) -> JSON:
    shown = places.thread_member(thread, user_id)
    guild = _guild(call, thread)
    if call.query_flag("with_member") and (member := guild.members.get(user_id)):
        shown["member"] = people.full_member(call.world, member, guild)
    return shown


@routes.put(MEMBERS + "/{user_id}")
def add_member(call: Call) -> None:
    """`@me` joins; adding someone else to a private thread needs to be in it, and it invitable or to manage it."""
    thread, state = _thread(call)
    _require_open(state)
    if call.parameters["user_id"] == "@me":
        user_id = call.user.id
    else:
        user_id = call.id("user_id")
        granted = call.world.require(call.actor, thread, can.SEND_MESSAGES_IN_THREADS)
        closed = thread.type == ChannelType.PRIVATE_THREAD and not state.invitable
        if closed and not granted & can.MANAGE_THREADS and state.owner_id != call.user.id:
            raise missing_permissions()
    guild = _guild(call, thread)
    call.world.member(guild, user_id)
    parent = call.world.channel(thread.parent_id or 0)
    if not call.world.sees(user_id, parent):
        raise missing_access()
    if user_id not in state.members:
        state.members[user_id] = call.service.clock.now()
        shown = places.channel(call.world, thread, user_id)
        call.service.hub.to_user(user_id, "THREAD_CREATE", shown)
        _tell(call, thread, state, [user_id], [])


@routes.delete(MEMBERS + "/{user_id}")
def remove_member(call: Call) -> None:
    thread, state = _thread(call)
    _require_open(state)
    own = call.parameters["user_id"] == "@me"
    user_id = call.user.id if own else call.id("user_id")
    private_owner = thread.type == ChannelType.PRIVATE_THREAD and state.owner_id == call.user.id
    if not own and not private_owner:
        call.world.require(call.actor, thread, can.MANAGE_THREADS)
    if user_id not in state.members:
        raise unknown("member")
    _tell(call, thread, state, [], [user_id])
    del state.members[user_id]


def _require_open(state: ThreadState) -> None:
    if state.archived:
        raise bad_request(50083, "Thread is archived")


def _tell(call: Call, thread: Channel, state: ThreadState, added: list[int], removed: list[int]) -> None:
    data: JSON = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": min(len(state.members) - len(removed), 50),
        "added_members": [_member(call, thread, id) for id in added],
        "removed_member_ids": [str(id) for id in removed],
    }
    call.service.hub.to_channel(thread, "THREAD_MEMBERS_UPDATE", data)


@routes.get("/guilds/{guild_id}/threads/active")
def active(call: Call) -> JSON:
    guild = call.guild()
    threads = [
        one
        for one in call.world.channels_of(guild)
        if one.thread and not one.thread.archived and call.world.sees(call.user.id, one)
    ]
    return _listed(call, threads) | {"has_more": False}


@routes.get("/channels/{channel_id}/threads/archived/public")
def archived_public(call: Call) -> JSON:
    call.check(rules.by_time(call.query, least=2, most=100))
    parent = call.channel(can.READ_MESSAGE_HISTORY)
    found = [one for one in call.world.threads_of(parent) if one.type != ChannelType.PRIVATE_THREAD]
    return _archived(call, found, call.query_time("before"))


@routes.get("/channels/{channel_id}/threads/archived/private")
def archived_private(call: Call) -> JSON:
    call.check(rules.by_time(call.query, least=2, most=100))
    parent = call.channel(can.READ_MESSAGE_HISTORY | can.MANAGE_THREADS)
    found = [one for one in call.world.threads_of(parent) if one.type == ChannelType.PRIVATE_THREAD]
    return _archived(call, found, call.query_time("before"))


@routes.get("/channels/{channel_id}/users/@me/threads/archived/private")
def archived_own(call: Call) -> JSON:
    """Private ones the caller is in; `before` is an id here."""
    call.check(rules.listing(call.query, least=2, most=100))
    parent, before = call.channel(can.READ_MESSAGE_HISTORY), call.query_id("before")
    mine = (one for one in call.world.threads_of(parent) if one.thread and call.user.id in one.thread.members)
    private = [one for one in mine if one.type == ChannelType.PRIVATE_THREAD]
    return _archived(call, [one for one in private if before is None or one.id < before], None)


def _archived(call: Call, threads: list[Channel], before: float | None) -> JSON:
    """Those that are archived (before a moment in Unix seconds, if one is given), latest first."""
    limit = call.query_number("limit", 50)
    archived = [(one.thread.archived_at, one) for one in threads if one.thread and one.thread.archived]
    found = sorted((pair for pair in archived if before is None or pair[0] < before), key=lambda pair: -pair[0])
    shown = _listed(call, [one for _, one in found[:limit]])
    return shown | {"has_more": len(found) > limit}


def _listed(call: Call, threads: list[Channel]) -> JSON:
    mine = [one for one in threads if one.thread and call.user.id in one.thread.members]
    return {
        "threads": [places.channel(call.world, one, call.user.id) for one in threads],
        "members": [places.thread_member(one, call.user.id) for one in mine],
    }
