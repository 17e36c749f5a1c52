"""Discord's error answers: an HTTP status, a JSON error code, a message.

Codes and wording: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
"""

from __future__ import annotations

from sandbox.wire import JSON


class ApiError(Exception):
    """An answer other than success.

    `innocent` marks what happens to a well-behaved bot too (a message deleted meanwhile, closed DMs, a
    token that ran out): such an answer is given, but not counted as a violation.
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        innocent: bool = False,
        body: JSON | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.innocent = innocent
        self.body: JSON = body if body is not None else {"message": message, "code": code}
        self.headers = headers or {}


UNKNOWN = {
    "account": 10001,
    "application": 10002,
    "channel": 10003,
    "guild": 10004,
    "integration": 10005,
    "invite": 10006,
    "member": 10007,
    "message": 10008,
    "overwrite": 10009,
    "role": 10011,
    "user": 10013,
    "emoji": 10014,
    "webhook": 10015,
    "ban": 10026,
    "interaction": 10062,
    "application command": 10063,
    "guild scheduled event": 10070,
}
GONE_MEANWHILE = {
    "channel",
    "guild",
    "member",
    "message",
    "overwrite",
    "role",
    "user",
    "guild scheduled event",
    "webhook",
}
"""People delete and leave while a bot is busy: not finding these is no fault of the bot's."""


def unknown(thing: str, *, innocent: bool | None = None) -> ApiError:
    """404 for something that is not there (`thing` is a key of `UNKNOWN`)."""
    blameless = thing in GONE_MEANWHILE if innocent is None else innocent
    return ApiError(404, UNKNOWN[thing], f"Unknown {thing.title()}", innocent=blameless)


def unauthorized() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def forbidden(code: int, message: str, *, innocent: bool = False) -> ApiError:
    return ApiError(403, code, message, innocent=innocent)


def bad_request(code: int, message: str, *, innocent: bool = False) -> ApiError:
    return ApiError(400, code, message, innocent=innocent)


def invalid_field(path: str, code: str, message: str, *, innocent: bool = False) -> ApiError:
    """50035 with Discord's tree of errors; `path` is dotted: `data.components.0.custom_id`."""
    tree: JSON = {"_errors": [{"code": code, "message": message}]}
    for key in reversed(path.split(".")):
        tree = {key: tree}
    body = {"message": "Invalid Form Body", "code": 50035, "errors": tree}
    return ApiError(400, 50035, f"Invalid Form Body: {path}: {message}", innocent=innocent, body=body)
