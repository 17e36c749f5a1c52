"""A tour through every screen that an administrator can come to, for tests that look at each."""

from collections.abc import AsyncIterator

from sandbox.driver import Person, Shown
from tests.acceptance.tour import (
    announcements,
    checkins,
    community,
    digest,
    directory,
    funding,
    meetings,
    pairing,
    projects,
    reflection,
    reminders,
    resources,
    support,
    welcome,
    workshops,
)

STAGES = (
    directory, meetings, reminders, checkins, reflection, support, pairing, resources, projects, workshops, funding,
    announcements, digest, welcome, community,
)  # fmt: skip
"""In this order: the last erases what is held about the person."""


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of every feature, with what one finds there."""
    for stage in STAGES:
        async for screen in stage.screens(person):
            yield screen
