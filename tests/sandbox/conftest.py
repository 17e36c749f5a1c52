"""The sandbox, running, with Discord's own description where there is one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox import Options, Sandbox
from tests.sandbox.worlds import small

NEIGHBOUR = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"


def description() -> Path | None:
    """Discord's OpenAPI description: named by SANDBOX_OPENAPI, or beside the project."""
    named = os.environ.get("SANDBOX_OPENAPI")
    path = Path(named) if named else NEIGHBOUR
    return path if path.is_file() else None


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(small(), Options(openapi=description())) as running:
        yield running
