"""Channels: looking one up."""

from __future__ import annotations

from sandbox.payloads import places
from sandbox.rest.call import Call
from sandbox.rest.router import Routes
from sandbox.wire import JSON

routes = Routes()


@routes.get("/channels/{channel_id}")
def get_channel(call: Call) -> JSON:
    return places.channel(call.world, call.channel(), call.user.id)
