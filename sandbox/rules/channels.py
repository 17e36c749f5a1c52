"""Channels, permission overwrites, threads, direct messages, invites."""

from collections.abc import Mapping, Sequence

from sandbox.rules.problems import JSON, Problem


def channel(payload: object, *, existing: Sequence[JSON] = ()) -> list[Problem]:
    """`POST /guilds/{id}/channels`, beside the server's `existing` channels."""
    return []


def edit_channel(payload: object, current: JSON) -> list[Problem]:
    """`PATCH /channels/{id}` of a server channel or a thread; `current` is the channel as it stands."""
    return []


def channel_positions(payload: object) -> list[Problem]:
    """`PATCH /guilds/{id}/channels`."""
    return []


def overwrite(payload: object) -> list[Problem]:
    """`PUT /channels/{id}/permissions/{overwrite id}`."""
    return []


def thread(
    payload: object, *, parent: JSON, from_message: bool = False, files: Mapping[int, str] | None = None
) -> list[Problem]:
    """`POST /channels/{id}/threads` and `.../messages/{id}/threads`; `parent` is the channel it opens in."""
    return []


def direct_message(payload: object) -> list[Problem]:
    """`POST /users/@me/channels`."""
    return []


def invite(payload: object) -> list[Problem]:
    """`POST /channels/{id}/invites`."""
    return []
