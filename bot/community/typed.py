"""What people type, as far as it is the same in every feature."""

from urllib.parse import urlsplit

from bot.errors import InvalidInput
from bot.texts import N_

LONGEST_URL = 500
"""Characters of a link."""


def fitting(text: str, limit: int) -> str:
    """A text, trimmed. Raises ``InvalidInput`` when it has more than ``limit`` characters."""
    text = text.strip()
    if len(text) > limit:
        raise InvalidInput(
            N_("That is too long: {n} characters, where {limit} fit. Please shorten it, or link to the rest.",
               n=len(text), limit=limit)
        )  # fmt: skip
    return text


def checked_link(url: str) -> str:
    """A link that can be opened in a browser. Raises ``InvalidInput`` for anything but http and https."""
    refused = InvalidInput(
        N_("That isn't a link I can keep. It has to begin with https:// (or http://), such as https://www.example.org.")
    )
    if len(url) > LONGEST_URL:
        raise InvalidInput(N_("That link is too long; at most {most} characters fit.", most=LONGEST_URL))
    if not url.isprintable() or any(character.isspace() or character in '<>"\\^`{|}' for character in url):
        raise refused
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise refused from None
    if parts.scheme not in ("http", "https") or not host or "." not in host.strip("."):
        raise refused
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(
            N_("That link has a name or a password in it, which everybody would see. Please leave it out.")
        )
    return url
