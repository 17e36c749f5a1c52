"""Discord's own description of its API, where this machine has it."""

from pathlib import Path

import pytest

from sandbox.rules.openapi import Description

DESCRIPTION = Path(__file__).parents[3] / "../shared/discord/openapi.json"


@pytest.fixture(scope="session")
def description() -> Description:
    if not DESCRIPTION.exists():
        pytest.skip("Discord's OpenAPI description is not at ../shared/discord/openapi.json")
    return Description(DESCRIPTION)
