"""A small invented community that shows what the page can show."""

from __future__ import annotations

from typing import Any

from tests.sandbox.worlds import BOT_PERMISSIONS, HISTORY, SEND, TOKEN, VIEW

BOT_ID = 910000000000000001
GUILD_ID = 810000000000000001
WELCOME_ID = 710000000000000001
ADA_ID, BEN_ID, CARYS_ID, DEV_ID = (610000000000000000 + number for number in range(1, 5))

NEWCOMER_NOTE = "Began her MSc last week and knows nobody yet"
LONG_CHANNEL = 120
"""Messages in #methods: more than two pages of history."""


def community() -> dict[str, Any]:
    """Ada is new, Ben a member, Carys facilitates, Dev administers; #facilitators is hidden, #notices is read-only."""
    return {
        "applications": [{"id": str(BOT_ID), "name": "Tester", "token": TOKEN, "bot_user": {"id": str(BOT_ID)}}],
        "users": [
            _user(ADA_ID, "ada", "Ada Okafor", NEWCOMER_NOTE),
            _user(BEN_ID, "ben", "Ben Hughes", "A research nurse"),
            _user(CARYS_ID, "carys", "Carys Llewellyn", "Runs the meeting every other month"),
            _user(DEV_ID, "dev", "Dev Patel", "Looks after the server"),
        ],
        "guilds": [
            {
                "id": str(GUILD_ID),
                "name": "Herons",
                "owner_id": str(DEV_ID),
                "roles": [
                    {"name": "Administrator", "permissions": str(1 << 3)},
                    {"name": "Facilitator", "permissions": str(1 << 33)},
                    {"name": "Member", "permissions": "0"},
                ],
                "channels": [
                    {"id": str(WELCOME_ID), "name": "welcome", "type": 0, "topic": "Say hello"},
                    {"name": "methods", "type": 0},
                    {"name": "questions", "type": 15},
                    {"name": "notices", "type": 0, "overwrites": [{"role": "@everyone", "deny": str(SEND)}]},
                    {
                        "name": "facilitators",
                        "type": 0,
                        "overwrites": [
                            {"role": "@everyone", "deny": str(VIEW)},
                            {"role": "Facilitator", "allow": str(VIEW | SEND | HISTORY)},
                        ],
                    },
                ],
                "members": [
                    {"user_id": str(ADA_ID), "roles": [], "kind": "newcomer"},
                    {"user_id": str(BEN_ID), "roles": ["Member"], "kind": "member"},
                    {"user_id": str(CARYS_ID), "roles": ["Facilitator"], "kind": "facilitator"},
                    {"user_id": str(DEV_ID), "roles": ["Administrator"], "kind": "administrator"},
                    {"user_id": str(BOT_ID), "roles": [], "permissions": str(BOT_PERMISSIONS)},
                ],
                "messages": [
                    _said("welcome", CARYS_ID, "Good morning, **everyone**", "2025-07-01T08:00:00+00:00"),
                    *(_said("methods", BEN_ID, f"Note {number}.", _minute(number)) for number in range(LONG_CHANNEL)),
                ],
            }
        ],
    }


def _user(id: int, username: str, name: str, note: str) -> dict[str, Any]:
    return {"id": str(id), "username": username, "global_name": name, "token": username, "note": note}


def _minute(number: int) -> str:
    return f"2025-05-01T{8 + number // 60:02}:{number % 60:02}:00+00:00"


def _said(channel: str, author: int, content: str, at: str) -> dict[str, Any]:
    return {"channel": channel, "author_id": str(author), "content": content, "at": at}
