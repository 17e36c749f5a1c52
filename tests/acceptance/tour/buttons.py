"""Finding a screen's buttons by a part of their custom_id, since labels are in the made-up language."""

from sandbox.driver import Shown


def named(shown: Shown, part: str) -> str:
    """The custom_id of the first button whose custom_id holds a text. Raises StopIteration when none does."""
    return next(one.custom_id or "" for one in shown.buttons if part in (one.custom_id or ""))
