"""Webhooks: https://discord.com/developers/docs/resources/webhook#create-webhook."""

from sandbox.rules.fields import bad, image_data, record, snowflake, text
from sandbox.rules.problems import Problem, refusal

MAX_WEBHOOKS = 15
_NAME = text(1, 80)
_FORBIDDEN = ("discord", "clyde")


def webhook_name(value: object) -> list[Problem]:
    """1 to 80 characters, with neither "discord" nor "clyde" among them."""
    found = _NAME(value)
    for word in _FORBIDDEN:
        if not found and word in str(value).lower():
            found = bad("USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
    return found


_WEBHOOK = record(required={"name": webhook_name}, optional={"avatar": image_data})
_FOLLOWER = record(required={"webhook_channel_id": snowflake})
_EDIT = record(given={"name": webhook_name, "channel_id": snowflake}, optional={"avatar": image_data})


def webhook(payload: object, *, existing: int = 0) -> list[Problem]:
    """`POST /channels/{id}/webhooks`; `existing` counts the channel's webhooks."""
    found = _WEBHOOK(payload)
    if not found and existing >= MAX_WEBHOOKS:
        return [refusal(30007, f"Maximum number of webhooks reached ({MAX_WEBHOOKS})")]
    return found


def edit_webhook(payload: object) -> list[Problem]:
    """`PATCH /webhooks/{id}`."""
    return _EDIT(payload)


def follower(payload: object) -> list[Problem]:
    """`POST /channels/{id}/followers`."""
    return _FOLLOWER(payload)
