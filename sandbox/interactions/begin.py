"""A person uses a command, component or modal: `POST /interactions`."""

from __future__ import annotations

import secrets
from typing import Any, cast

from sandbox import rules
from sandbox.components import walk
from sandbox.errors import bad_request, forbidden, invalid_field, unknown
from sandbox.interactions.resolve import ATTACHMENT, SELECTS, Resolver, flattened, partial_channel
from sandbox.model import Application, Attachment, Channel, Command, Interaction, Message, Modal
from sandbox.payloads import people
from sandbox.rest.call import Call, id_in
from sandbox.rest.messages import known_message
from sandbox.rest.offers import may_use_in
from sandbox.rest.router import Routes
from sandbox.service import Service
from sandbox.wire import JSON, entries

routes = Routes()

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
FIRST_REPLY = 3.0
"""Seconds until "the application did not respond"."""
REMEMBERED = 3600.0
"""Seconds an interaction is known at all: long enough to tell a token that has run out from one that never was."""
ATTACHMENT_LIMIT = 10 << 20


@routes.post("/interactions", people_only=True)
def interact(call: Call) -> None:
    """204 once the application has been told; what comes of it arrives over the gateway."""
    body = call.body
    channel = call.world.visible_channel(call.body_id("channel_id"), call.actor)
    kind = body.get("type")
    begin = {
        COMMAND: _command,
        AUTOCOMPLETE: _command,
        COMPONENT: _component,
        MODAL_SUBMIT: _modal,
    }.get(kind if isinstance(kind, int) else 0)
    if begin is None or kind is None:
        raise invalid_field("type", "BASE_TYPE_CHOICES", "Value must be one of {2, 3, 4, 5}.")
    if not isinstance(body.get("data"), dict):
        raise invalid_field("data", "BASE_TYPE_REQUIRED", "This field is required")
    begin(call, channel, kind)


def _application(call: Call, channel: Channel) -> Application:
    """The application meant, which must be in the channel's server, or be the other side of the DM."""
    application = call.world.state.applications.get(call.body_id("application_id"))
    guild = call.world.guild_of(channel)
    present = guild.members if guild else channel.recipients
    if application is None or application.user_id not in present:
        raise unknown("application")
    return application


def _command(call: Call, channel: Channel, kind: int) -> None:
    application = _application(call, channel)
    data = cast("JSON", call.body["data"])
    command = application.commands.get(id_in(data, "id"))
    if command is None:
        raise unknown("application command")
    if not may_use_in(call.world, command, call.user.id, channel):
        raise forbidden(50013, "You cannot use this command here")
    call.check(rules.command_use(data, command.payload, completing=kind == AUTOCOMPLETE))
    if kind == COMMAND:
        data = _with_uploads(call, channel, data)
    told = _told(data, command)
    resolver = Resolver(call.service, channel, call.world.guild_of(channel))
    resolver.options(entries(told, "options"))
    if data.get("target_id"):
        told["target_id"] = str(data["target_id"])
        resolver.target(int(command.payload["type"]), int(data["target_id"]))
    if resolver.resolved:
        told["resolved"] = resolver.resolved
    start(call, application, channel, kind, told)


def _told(data: JSON, command: Command) -> JSON:
    """A command's data as the application gets it."""
    told: JSON = {"id": str(command.id), "name": command.payload["name"], "type": command.payload["type"]}
    if command.guild_id:
        told["guild_id"] = str(command.guild_id)
    if data.get("options"):
        told["options"] = data["options"]
    return told


def _with_uploads(call: Call, channel: Channel, data: JSON) -> JSON:
    """Attachment options: the files of the request, stored, their numbers replaced by ids."""
    if not call.uploads:
        return data
    ids = {number: _store(call, channel, number) for number in call.uploads}
    for option in flattened(entries(data, "options")):
        if option.get("type") == ATTACHMENT:
            option["value"] = str(ids.get(int(option["value"]), option["value"]))
    return data


def _store(call: Call, channel: Channel, number: int) -> int:
    upload = call.uploads[number]
    id = call.world.ids.next()
    call.world.state.attachments[id] = Attachment(
        id, channel.id, upload.filename, len(upload.data), upload.content_type, upload.data, ephemeral=True
    )
    return id


def _component(call: Call, channel: Channel, kind: int) -> None:
    application = _application(call, channel)
    message = known_message(channel, call.body_id("message_id"))
    if message.viewer_id not in {None, call.user.id}:
        raise unknown("message")
    data = cast("JSON", call.body["data"])
    component = _shown(message, str(data.get("custom_id")))
    if message.author_id != application.user_id and message.application_id != application.id:
        raise unknown("message")
    call.check(rules.component_use(data, component))
    told: JSON = {
        "custom_id": component["custom_id"],
        "component_type": component["type"],
        "id": component["id"],
    }
    if "values" in data:
        told["values"] = data["values"]
        resolver = Resolver(call.service, channel, call.world.guild_of(channel))
        resolver.add(SELECTS.get(int(component["type"]), 0), cast("list[Any]", data["values"]))
        if resolver.resolved:
            told["resolved"] = resolver.resolved
    start(call, application, channel, kind, told, message=message)


def _shown(message: Message, custom_id: str) -> JSON:
    component = next((one for one in walk(message.components) if one.get("custom_id") == custom_id), None)
    if component is None or component.get("disabled"):
        raise bad_request(50035, "Component validation failed: the message has no such enabled component")
    return component


def _modal(call: Call, channel: Channel, kind: int) -> None:
    """The form stays open until the application answers: after "did not respond" it may be submitted again."""
    application = _application(call, channel)
    data = cast("JSON", call.body["data"])
    modal = call.world.live.modals.get(id_in(data, "id"))
    if modal is None or modal.user_id != call.user.id or modal.application_id != application.id:
        raise unknown("interaction")
    call.check(rules.modal_submit(data, modal.payload))
    data = _with_modal_files(call, channel, data)
    told, resolver = _filled(call, channel, data, modal)
    if resolver.resolved:
        told["resolved"] = resolver.resolved
    message = channel.messages.get(modal.message_id) if modal.message_id else None
    start(call, application, channel, kind, told, message=message, modal=modal)


def _with_modal_files(call: Call, channel: Channel, data: JSON) -> JSON:
    if call.uploads:
        ids = {str(number): str(_store(call, channel, number)) for number in call.uploads}
        for component in walk(entries(data, "components")):
            if component.get("type") in SELECTS and SELECTS[int(component["type"])] == ATTACHMENT:
                component["values"] = [ids.get(str(value), value) for value in component.get("values", [])]
    return data


def _filled(call: Call, channel: Channel, data: JSON, modal: Modal) -> tuple[JSON, Resolver]:
    """The submitted values, in the shape of the form that was shown and with its ids."""
    given = {one["custom_id"]: one for one in walk(entries(data, "components")) if one.get("custom_id")}
    resolver = Resolver(call.service, channel, call.world.guild_of(channel))

    def answered(component: JSON) -> JSON:
        shown: JSON = {"type": component["type"], "id": component["id"]}
        if component.get("custom_id"):
            shown["custom_id"] = component["custom_id"]
            mine = given.get(component["custom_id"], {})
            shown |= {key: mine[key] for key in ("value", "values") if key in mine}
            resolver.add(SELECTS.get(int(component["type"]), 0), mine.get("values") or [])
        if held := component.get("component"):
            shown["component"] = answered(held)
        if held := component.get("components"):
            shown["components"] = [answered(one) for one in held]
        return shown

    components = [answered(component) for component in modal.payload["components"]]
    return {"custom_id": modal.payload["custom_id"], "components": components}, resolver


def start(
    call: Call,
    application: Application,
    channel: Channel,
    kind: int,
    data: JSON,
    *,
    message: Message | None = None,
    modal: Modal | None = None,
) -> None:
    """Tells the application, the person's client, and starts the three seconds."""
    service = call.service
    call.world.live.forget_before(service.clock.pulse.now() - REMEMBERED)
    interaction = Interaction(
        id=call.world.ids.next(),
        token=secrets.token_urlsafe(48),
        type=kind,
        application_id=application.id,
        user_id=call.user.id,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        data=data,
        created_at=service.clock.pulse.now(),
        nonce=str(call.body.get("nonce") or ""),
        session_id=str(call.body.get("session_id") or ""),
        message_id=message.id if message else None,
        trigger=modal.trigger if modal else None,
        modal_id=modal.id if modal else None,
        reached=service.hub.online(application.user_id),
    )
    call.world.live.interactions[interaction.id] = interaction
    call.world.live.tokens[interaction.token] = interaction
    to_person(service, interaction, "INTERACTION_CREATE", {})
    payload = told_application(service, application, channel, interaction, message)
    service.hub.to_application(application, channel.guild_id, "INTERACTION_CREATE", payload)
    service.clock.pulse.later(FIRST_REPLY, lambda: _give_up(service, interaction))


def _give_up(service: Service, interaction: Interaction) -> None:
    """Unless it was answered, or the sandbox reset meanwhile."""
    if interaction.answer is None and interaction.id in service.world.live.interactions:
        interaction.failed = True
        to_person(service, interaction, "INTERACTION_FAILURE", {"reason_code": 4})


def to_person(service: Service, interaction: Interaction, name: str, data: JSON) -> None:
    """An event about an interaction, to the client it was made with."""
    data = {"id": str(interaction.id), "nonce": interaction.nonce, **data}
    session = service.hub.sessions.get(interaction.session_id)
    if session is not None and session.actor.user.id == interaction.user_id:
        service.hub.to_session(session, name, data)
    else:
        service.hub.to_user(interaction.user_id, name, data)


def told_application(
    service: Service, application: Application, channel: Channel, interaction: Interaction, message: Message | None
) -> JSON:
    """The INTERACTION_CREATE payload."""
    world, guild = service.world, service.world.guild_of(channel)
    user = world.user(interaction.user_id)
    owner = str(guild.id) if guild else "0"
    payload: JSON = {
        "id": str(interaction.id),
        "application_id": str(application.id),
        "type": interaction.type,
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": partial_channel(service, channel, user.id),
        "locale": user.locale,
        "app_permissions": people.permission_bits(world.permissions(application.user_id, channel)),
        "entitlements": [],
        "authorizing_integration_owners": {"0": owner},
        "context": 0 if guild else 1,
        "attachment_size_limit": ATTACHMENT_LIMIT,
    }
    if guild:
        member = people.full_member(world, guild.members[user.id], guild)
        payload["member"] = member | {"permissions": people.permission_bits(world.permissions(user.id, channel))}
        payload |= {"guild_id": str(guild.id), "guild_locale": guild.locale}
        payload["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
    else:
        payload["user"] = people.user(user)
    if message:
        payload["message"] = service.messages.full(message)
    return payload
