"""Rate limits like Discord's: https://discord.com/developers/docs/topics/rate-limits.

Every route has a bucket per caller and major parameter (channel, server, webhook), in windows that begin with
their first request; 50 requests a second hold for a bot as a whole. Discord documents the headers and not the
numbers: those below are what its servers have been seen to send.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.errors import ApiError
from sandbox.rest.router import Route

GLOBAL = (50, 1.0)
"""Requests and seconds."""
USUAL = (50, 1.0)
MESSAGES = "/channels/{channel_id}/messages"
ONE_MESSAGE = f"{MESSAGES}/{{message_id}}"
REACTION = f"{ONE_MESSAGE}/reactions/{{emoji}}/@me"
KNOWN: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", MESSAGES): (5, 5.0),
    ("GET", MESSAGES): (5, 1.0),
    ("PATCH", ONE_MESSAGE): (5, 5.0),
    ("DELETE", ONE_MESSAGE): (5, 1.0),
    ("POST", f"{MESSAGES}/bulk-delete"): (1, 1.0),
    ("POST", f"{ONE_MESSAGE}/crosspost"): (10, 3600.0),
    ("PUT", REACTION): (1, 0.25),
    ("DELETE", REACTION): (1, 0.25),
    ("POST", "/channels/{channel_id}/typing"): (5, 5.0),
    ("POST", "/webhooks/{webhook_id}/{token}"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{token}/messages/{message_id}"): (5, 2.0),
    ("GET", "/guilds/{guild_id}/members/{user_id}"): (5, 1.0),
    ("PATCH", "/guilds/{guild_id}/members/{user_id}"): (10, 10.0),
    ("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"): (10, 10.0),
    ("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"): (10, 10.0),
    ("POST", "/guilds/{guild_id}/scheduled-events"): (5, 60.0),
    ("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}"): (5, 60.0),
    ("POST", "/channels/{channel_id}/webhooks"): (5, 60.0),
    ("POST", "/users/@me/channels"): (10, 10.0),
}
RENAMING = (2, 600.0)
"""A channel's name or topic changes twice in ten minutes: a limit within the route's, and not in its headers."""
PLENTY = 1_000
"""What is left while the limits are lifted."""
FREE = "/interactions/{interaction_id}/{token}/callback"
"""First replies have no limit, and the global one does not hold for them."""
MAJOR = ("channel_id", "guild_id", "webhook_id", "token")
PROXY = "1.1 google"
"""Discord's 429s bear a `Via`; without one discord.py takes it for a ban by Cloudflare."""


@dataclass(slots=True)
class Window:
    """`left` of `limit` requests until `ends` (Unix seconds)."""

    limit: int
    left: int
    ends: float


class Limits:
    def __init__(self) -> None:
        self._windows: dict[tuple[str, str, str], Window] = {}
        self.lifted = False
        """While time travels: years of messages may be sent within a minute."""

    def clear(self) -> None:
        self._windows.clear()

    def take(
        self, caller: str, route: Route, parameters: Mapping[str, str], now: float, *, renames: bool = False
    ) -> dict[str, str]:
        """Counts a request and returns its headers. Raises ApiError (429) if there is none left."""
        if route.template == FREE:
            return {}
        if self.lifted:
            # Said, as a client that has counted down to 0 would otherwise go on waiting.
            return _headers(bucket_of(route), Window(PLENTY, PLENTY, now + 1), now)
        whole = None if route.needs_token is False else self._window(("global", "", caller), GLOBAL, now)
        if whole and whole.left <= 0:
            raise limited(whole.ends - now, "global", {})
        limit = KNOWN.get((route.method, route.template), USUAL)
        major = ":".join(parameters[name] for name in MAJOR if name in parameters)
        bucket = bucket_of(route)
        window = self._window((bucket, major, caller), limit, now)
        if window.left <= 0:
            raise limited(window.ends - now, "user", _headers(bucket, window, now))
        inner = self._window((f"{bucket}-name", major, caller), RENAMING, now) if renames else None
        if inner and inner.left <= 0:
            raise limited(inner.ends - now, "user", _headers(bucket, window, now))
        for counted in (whole, window, inner):
            if counted:
                counted.left -= 1
        return _headers(bucket, window, now)

    def _window(self, key: tuple[str, str, str], limit: tuple[int, float], now: float) -> Window:
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            self._forget_ended(now)
            window = self._windows[key] = Window(limit[0], limit[0], now + limit[1])
        return window

    def _forget_ended(self, now: float) -> None:
        if len(self._windows) > 10_000:
            self._windows = {key: one for key, one in self._windows.items() if one.ends > now}


def bucket_of(route: Route) -> str:
    return hashlib.sha256(f"{route.method} {route.template}".encode()).hexdigest()[:32]


def _headers(bucket: str, window: Window, now: float) -> dict[str, str]:
    return {
        "X-RateLimit-Bucket": bucket,
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(max(0, window.left)),
        "X-RateLimit-Reset": f"{window.ends:.3f}",
        "X-RateLimit-Reset-After": f"{max(0.0, window.ends - now):.3f}",
    }


def limited(retry_after: float, scope: str, headers: dict[str, str]) -> ApiError:
    """The 429 answer. It is no violation: a client that obeys the headers may still run into one."""
    wait = max(0.001, round(retry_after, 3))
    body = {"message": "You are being rate limited.", "retry_after": wait, "global": scope == "global"}
    headers = headers | {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": scope, "Via": PROXY}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return ApiError(429, 0, f"rate limited for {wait} s ({scope})", innocent=True, body=body, headers=headers)
