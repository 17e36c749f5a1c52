"""Discord's own description of its API, where this machine has it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.rules import Problem
from sandbox.rules.openapi import Description

Described = Callable[[str, str, Any], list[Problem]]

DESCRIPTION = Path(__file__).parents[3] / "../shared/discord/openapi.json"


@pytest.fixture(scope="session")
def description() -> Description:
    if not DESCRIPTION.exists():
        pytest.skip("Discord's OpenAPI description is not at ../shared/discord/openapi.json")
    return Description(DESCRIPTION)


@pytest.fixture(scope="session")
def described() -> Described:
    """Problems of a request (method, path, body) by the description; none where there is no description."""
    return Description(DESCRIPTION).request if DESCRIPTION.exists() else lambda method, path, body: []
