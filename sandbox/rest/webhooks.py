"""`/webhooks/{id}/{token}`: an interaction's follow-ups and, by the same paths, real webhooks."""

from __future__ import annotations

from sandbox.errors import ApiError
from sandbox.interactions.answer import answered_message, by_token, delete_answer, edit_answer, follow_up
from sandbox.model import Interaction
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.wire import JSON

routes = Routes()


def _interaction(call: Call) -> Interaction:
    interaction = by_token(call)
    if interaction is None:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return interaction


@routes.post("/webhooks/{webhook_id}/{token}", needs_token=False)
def execute(call: Call) -> JSON:
    return follow_up(call, _interaction(call))


@routes.get("/webhooks/{webhook_id}/{token}/messages/{message_id}", needs_token=False)
def get_message(call: Call) -> JSON:
    _, message = answered_message(call, _interaction(call))
    return call.service.messages.full(message)


@routes.patch("/webhooks/{webhook_id}/{token}/messages/{message_id}", needs_token=False)
def edit_message(call: Call) -> JSON:
    return edit_answer(call, _interaction(call))


@routes.delete("/webhooks/{webhook_id}/{token}/messages/{message_id}", needs_token=False)
def delete_message(call: Call) -> None:
    delete_answer(call, _interaction(call))
