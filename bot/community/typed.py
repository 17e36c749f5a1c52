"""What people type, as far as it is the same in every feature."""

from bot.errors import InvalidInput
from bot.texts import N_


def fitting(text: str, limit: int) -> str:
    """A text, trimmed. Raises ``InvalidInput`` when it has more than ``limit`` characters."""
    text = text.strip()
    if len(text) > limit:
        raise InvalidInput(
            N_("That is too long: {n} characters, where {limit} fit. Please shorten it, or link to the rest.",
               n=len(text), limit=limit)
        )  # fmt: skip
    return text
