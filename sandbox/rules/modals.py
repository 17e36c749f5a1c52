"""Modals: what an application opens."""

from sandbox.rules.problems import Problem


def modal(payload: object) -> list[Problem]:
    """The `data` of a modal callback, `{"custom_id", "title", "components"}`."""
    return []
