"""An application answers an interaction: the callback, `@original`, and follow-ups."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import rules
from sandbox.components import number, spell_out_ids
from sandbox.errors import ApiError, bad_request, unknown
from sandbox.interactions.begin import COMMAND, COMPONENT, FIRST_REPLY, to_person
from sandbox.interactions.resolve import flattened
from sandbox.model import Application, Channel, Interaction, Message, MessageFlag, Modal
from sandbox.payloads import people
from sandbox.posting import Draft, announce_edit, compose, publish, remove, revise
from sandbox.rest.call import Call, Reply
from sandbox.rest.messages import REPLY, known_message, reference_to
from sandbox.rest.router import Routes
from sandbox.rules.options import GROUP, SUBCOMMAND
from sandbox.wire import JSON, entries, section

routes = Routes()

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
TOKEN_GOOD_FOR = 15 * 60.0
CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND = 20, 23
"""Message types of a command's reply."""


@routes.post("/interactions/{interaction_id}/{token}/callback", needs_token=False)
def callback(call: Call) -> Reply | None:
    """The first reply; 200 with the outcome if `with_response` is set, else 204."""
    interaction = call.world.live.interactions.get(call.id("interaction_id"))
    if interaction is None or interaction.token != call.parameters["token"]:
        raise unknown("interaction")
    if interaction.answer is not None:
        raise bad_request(40060, "Interaction has already been acknowledged.")
    if interaction.failed or call.service.clock.pulse.now() - interaction.created_at > FIRST_REPLY:
        raise unknown("interaction", innocent=not interaction.reached)
    channel = call.world.channel(interaction.channel_id)
    source = channel.messages.get(interaction.message_id) if interaction.message_id else None
    _check(call, interaction, source)
    kind = int(call.body["type"])
    if kind not in ANSWERS:
        raise ApiError(501, 0, f"replies of type {kind} are not built in this sandbox")
    message = ANSWERS[kind](call, interaction, channel, section(call.body, "data"))
    interaction.answer = kind
    call.world.live.modals.pop(interaction.modal_id or 0, None)
    if kind != CHOICES:
        to_person(call.service, interaction, "INTERACTION_SUCCESS", {})
    if call.query_flag("with_response"):
        return Reply(200, _outcome(call, interaction, kind, message))
    return None


def _check(call: Call, interaction: Interaction, source: Message | None) -> None:
    current = call.service.messages.full(source) if source else None
    focused = [option for option in flattened(entries(interaction.data, "options")) if option.get("focused")]
    call.check(
        rules.interaction_callback(
            call.payload,
            interaction_type=interaction.type,
            option_type=int(focused[0]["type"]) if focused else 3,
            current=current,
            files=call.files,
        )
    )


def _outcome(call: Call, interaction: Interaction, kind: int, message: Message | None) -> JSON:
    shown: JSON = {"id": str(interaction.id), "type": interaction.type}
    if message:
        shown["response_message_id"] = str(message.id)
        shown["response_message_loading"] = bool(message.flags & MessageFlag.LOADING)
        shown["response_message_ephemeral"] = message.viewer_id is not None
    outcome: JSON = {"interaction": shown}
    if message and kind in {MESSAGE, UPDATE}:
        outcome["resource"] = {"type": kind, "message": call.service.messages.full(message)}
    return outcome


def _reply(call: Call, interaction: Interaction, channel: Channel, data: JSON) -> Message:
    flags = int(data.get("flags") or 0)
    message = _compose(call, interaction, channel, data, ephemeral=bool(flags & MessageFlag.EPHEMERAL))
    interaction.original_id = message.id
    publish(call.service, channel, message, nonce=interaction.nonce or None)
    return message


def _defer(call: Call, interaction: Interaction, channel: Channel, data: JSON) -> Message:
    """ "Thinking": a message to be filled in by the first edit or follow-up, ephemeral for good or not at all."""
    flags = int(data.get("flags") or 0)
    message = _compose(call, interaction, channel, {}, ephemeral=bool(flags & MessageFlag.EPHEMERAL))
    message.flags |= MessageFlag.LOADING
    interaction.original_id = message.id
    publish(call.service, channel, message, nonce=interaction.nonce or None)
    return message


def _defer_update(call: Call, interaction: Interaction, channel: Channel, data: JSON) -> Message:
    interaction.original_id = interaction.message_id
    return known_message(channel, interaction.message_id or 0)


def _update(call: Call, interaction: Interaction, channel: Channel, data: JSON) -> Message:
    message = _defer_update(call, interaction, channel, data)
    revise(call.service, channel, message, Draft(data, call.uploads))
    announce_edit(call.service, channel, message)
    return message


def _complete(call: Call, interaction: Interaction, channel: Channel, data: JSON) -> None:
    choices: JSON = {"nonce": interaction.nonce, "choices": entries(data, "choices")}
    to_person(call.service, interaction, "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", choices)


def _open(call: Call, interaction: Interaction, channel: Channel, data: JSON) -> None:
    number(data["components"])
    spell_out_ids(data["components"])
    modal = Modal(
        id=call.world.ids.next(),
        interaction_id=interaction.id,
        application_id=interaction.application_id,
        user_id=interaction.user_id,
        channel_id=channel.id,
        guild_id=interaction.guild_id,
        message_id=interaction.message_id,
        trigger=_metadata(call, interaction),
        payload={key: data[key] for key in ("custom_id", "title", "components")},
    )
    call.world.live.modals[modal.id] = modal
    shown = {
        "id": str(modal.id),
        "application": people.partial_application(call.world, _application(call, interaction)),
        "channel_id": str(channel.id),
        **modal.payload,
    }
    to_person(call.service, interaction, "INTERACTION_MODAL_CREATE", shown)


ANSWERS: dict[int, Callable[[Call, Interaction, Channel, JSON], Message | None]] = {
    MESSAGE: _reply,
    DEFERRED: _defer,
    DEFERRED_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _complete,
    MODAL: _open,
}


def _application(call: Call, interaction: Interaction) -> Application:
    return call.world.state.applications[interaction.application_id]


def _compose(call: Call, interaction: Interaction, channel: Channel, data: JSON, *, ephemeral: bool) -> Message:
    """A message that says whose interaction it answers; an ephemeral one is for that person alone."""
    application = _application(call, interaction)
    message = compose(call.service, channel, application.user_id, Draft(data, call.uploads), ephemeral=ephemeral)
    message.application_id = message.webhook_id = application.id
    if interaction.type == COMMAND:
        slash = interaction.data.get("type") == 1
        message.type = CHAT_INPUT_COMMAND if slash else CONTEXT_MENU_COMMAND
    elif source := channel.messages.get(interaction.message_id or 0):
        message.type, message.reference = REPLY, reference_to(channel, source)
    message.interaction = _metadata(call, interaction)
    if ephemeral:
        message.flags |= MessageFlag.EPHEMERAL
        message.viewer_id = interaction.user_id
    return message


def _metadata(call: Call, interaction: Interaction) -> JSON:
    metadata: JSON = {
        "id": str(interaction.id),
        "type": interaction.type,
        "user": people.user(call.world.user(interaction.user_id)),
        "authorizing_integration_owners": {"0": str(interaction.guild_id or 0)},
    }
    if interaction.type == COMMAND:
        metadata["name"] = _typed(interaction.data)
        metadata["command_type"] = interaction.data["type"]
    if interaction.trigger is not None:
        metadata["triggering_interaction_metadata"] = interaction.trigger
    if interaction.type == COMPONENT:
        metadata["interacted_message_id"] = str(interaction.message_id)
    return metadata


def _typed(data: JSON) -> str:
    """A command's name with those of the group and subcommand used: what people are shown behind "used"."""
    options = entries(data, "options")
    nested = options and options[0]["type"] in {SUBCOMMAND, GROUP}
    return f"{data['name']} {_typed(options[0])}" if nested else str(data["name"])


def by_token(call: Call) -> Interaction | None:
    """The interaction whose token stands in a webhook's path, still good: 50027 once it has run out."""
    interaction = call.world.live.tokens.get(call.parameters["token"])
    if interaction is None or interaction.application_id != call.id("webhook_id"):
        return None
    if call.service.clock.pulse.now() - interaction.created_at > TOKEN_GOOD_FOR:
        raise ApiError(401, 50027, "Invalid Webhook Token", innocent=True)
    return interaction


def follow_up(call: Call, interaction: Interaction) -> JSON:
    """A further message; the first one after "thinking" takes its place."""
    call.check(rules.followup(call.payload, files=call.files))
    if interaction.answer is None:
        raise unknown("webhook", innocent=False)
    channel = call.world.channel(interaction.channel_id)
    original = channel.messages.get(interaction.original_id or 0)
    if original and original.flags & MessageFlag.LOADING:
        revise(call.service, channel, original, Draft(call.body, call.uploads))
        return announce_edit(call.service, channel, original)
    ephemeral = bool(int(call.body.get("flags") or 0) & MessageFlag.EPHEMERAL)
    message = _compose(call, interaction, channel, call.body, ephemeral=ephemeral)
    if original:
        message.type, message.reference = REPLY, reference_to(channel, original)
    return publish(call.service, channel, message)


def answered_message(call: Call, interaction: Interaction) -> tuple[Channel, Message]:
    """`@original`, or one of the interaction's own messages by id."""
    channel = call.world.channel(interaction.channel_id)
    wanted = call.parameters["message_id"]
    id = interaction.original_id if wanted == "@original" else call.id("message_id")
    message = known_message(channel, id or 0)
    own = message.interaction and message.interaction["id"] == str(interaction.id)
    if not own and message.id != interaction.original_id:
        raise unknown("message")
    return channel, message


def edit_answer(call: Call, interaction: Interaction) -> JSON:
    channel, message = answered_message(call, interaction)
    call.check(rules.edit_message(call.payload, call.service.messages.full(message), files=call.files))
    revise(call.service, channel, message, Draft(call.body, call.uploads))
    return announce_edit(call.service, channel, message)


def delete_answer(call: Call, interaction: Interaction) -> None:
    remove(call.service, *answered_message(call, interaction))
