"""A small invented world for the sandbox's own tests."""

from __future__ import annotations

from typing import Any

BOT_ID = 900000000000000001
GUILD_ID = 800000000000000001
GENERAL_ID = 700000000000000001
STAFF_ID = 700000000000000002
ADA_ID = 600000000000000001
BEN_ID = 600000000000000002
CORA_ID = 600000000000000003
TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAx.sandbox.tester"
"""hikari reads the application's id from a token, so it has Discord's shape."""
OTHER_BOT_ID = 900000000000000002
OTHER_TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAy.sandbox.watcher"

VIEW, SEND, HISTORY = 1 << 10, 1 << 11, 1 << 16
FACILITATOR = 1 << 33 | 1 << 13 | 1 << 28 | 1 << 4
BOT_PERMISSIONS = sum(1 << bit for bit in (4, 6, 10, 11, 13, 14, 15, 16, 28, 29, 33, 34, 35, 36, 38, 44, 51))

MEETING: dict[str, Any] = {
    "name": "Reading group",
    "privacy_level": 2,
    "entity_type": 3,
    "scheduled_start_time": "2100-01-05T14:00:00+00:00",
    "scheduled_end_time": "2100-01-05T15:00:00+00:00",
    "entity_metadata": {"location": "Library"},
}
"""A scheduled event, as a bot posts it."""


def small() -> dict[str, Any]:
    """Ada facilitates and owns, Ben and Cora are members; two bots, of which the second has every intent."""
    return {
        "applications": [
            {"id": str(BOT_ID), "name": "Tester", "token": TOKEN, "bot_user": {"id": str(BOT_ID)}},
            {
                "id": str(OTHER_BOT_ID),
                "name": "Watcher",
                "token": OTHER_TOKEN,
                "intents": {"members": True, "message_content": True, "presences": True},
            },
        ],
        "users": [
            {"id": str(ADA_ID), "username": "ada", "global_name": "Ada", "token": "ada", "note": "facilitates"},
            {"id": str(BEN_ID), "username": "ben", "global_name": "Ben", "token": "ben"},
            {"id": str(CORA_ID), "username": "cora", "global_name": "Cora", "token": "cora", "dms_open": False},
        ],
        "guilds": [
            {
                "id": str(GUILD_ID),
                "name": "Herons",
                "owner_id": str(ADA_ID),
                "roles": [
                    {"name": "Facilitator", "permissions": str(FACILITATOR)},
                    {"name": "Tester", "permissions": "0", "application_id": str(BOT_ID)},
                    {"name": "Member", "permissions": "0"},
                ],
                "channels": [
                    {"id": str(GENERAL_ID), "name": "general", "type": 0},
                    {
                        "id": str(STAFF_ID),
                        "name": "staff",
                        "type": 0,
                        "overwrites": [
                            {"role": "@everyone", "deny": str(VIEW)},
                            {"role": "Facilitator", "allow": str(VIEW)},
                        ],
                    },
                ],
                "members": [
                    {"user_id": str(ADA_ID), "roles": ["Facilitator"], "kind": "facilitator"},
                    {"user_id": str(BEN_ID), "roles": ["Member"]},
                    {"user_id": str(CORA_ID), "roles": ["Member"]},
                    {"user_id": str(BOT_ID), "roles": [], "permissions": str(BOT_PERMISSIONS)},
                    {"user_id": str(OTHER_BOT_ID), "roles": []},
                ],
                "messages": [
                    {
                        "channel": "general",
                        "author_id": str(BEN_ID),
                        "content": "Good morning",
                        "at": "2025-05-01T08:00:00+00:00",
                    }
                ],
            }
        ],
    }
