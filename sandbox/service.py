"""Everything a request or a connection may touch, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox import snowflake
from sandbox.cdn import Cdn
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.gateway.hub import Hub
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.model import Message
from sandbox.payloads.messages import Messages
from sandbox.world import World

NONCE_REMEMBERED = 180.0
"""Seconds within which a repeated nonce with enforce_nonce returns the first message instead of a second."""


@dataclass(slots=True)
class Service:
    """`url` is where the sandbox is reached, without a slash at the end; `checks` and `limits_on` are off only in
    benchmarks."""

    url: str
    clock: Clock
    world: World
    journal: Journal
    faults: Faults
    cdn: Cdn
    messages: Messages
    hub: Hub
    limits: Limits
    checks: bool = True
    limits_on: bool = True
    nonce_seconds: float = NONCE_REMEMBERED

    @property
    def gateway_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/gateway"

    def moment(self, message: Message) -> float:
        """When a message was sent, in Unix seconds."""
        return snowflake.moment(message.id)
