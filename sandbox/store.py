"""The whole state as JSON, and back."""

from __future__ import annotations

import base64
from typing import Any

import orjson

from sandbox.model import State


def save(state: State) -> bytes:
    """JSON from which `load` makes an equal state; files are in it, in base64."""
    return orjson.dumps(state, default=_encoded, option=orjson.OPT_NON_STR_KEYS)


def load(saved: bytes) -> State:
    """Raises ValueError (pydantic's, naming the place) for what is not a saved state."""
    from pydantic import TypeAdapter  # not before it is needed: it takes a fifth of the time to start

    state = TypeAdapter(State).validate_json(saved)
    for attachment in state.attachments.values():
        attachment.data = base64.b64decode(attachment.data)
    return state


def _encoded(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value)} is no part of a state")
