"""A bot's own account and application.

https://discord.com/developers/docs/resources/user#modify-current-user and
https://discord.com/developers/docs/resources/application#edit-current-application.
"""

from sandbox.rules.fields import image_data, items, record, text, url
from sandbox.rules.problems import Problem

_ACCOUNT = record(given={"username": text(2, 32)}, optional={"avatar": image_data, "banner": image_data})
_APPLICATION = record(
    optional={
        "description": text(0, 400),
        "tags": items(text(1, 20), high=5, unique=True),
        "icon": image_data,
        "cover_image": image_data,
        "custom_install_url": url("http", "https"),
        "interactions_endpoint_url": url("https"),
    }
)


def account(payload: object) -> list[Problem]:
    """`PATCH /users/@me`."""
    return _ACCOUNT(payload)


def application(payload: object) -> list[Problem]:
    """`PATCH /applications/@me`."""
    return _APPLICATION(payload)
