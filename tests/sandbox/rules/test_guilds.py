"""Servers, roles, members, bans, webhooks, reactions, query strings."""

from collections.abc import Callable

import pytest

from sandbox.rules import (
    Problem,
    ban,
    by_time,
    edit_webhook,
    guild,
    history,
    listing,
    member,
    reaction,
    role,
    role_positions,
    webhook,
)

from .helpers import JSON, NOW, codes

MAX, BAD, REQUIRED, CHOICES = (
    "BASE_TYPE_MAX_LENGTH",
    "BASE_TYPE_BAD_LENGTH",
    "BASE_TYPE_REQUIRED",
    "BASE_TYPE_CHOICES",
)
HIGH, LOW, COERCE = "NUMBER_TYPE_MAX", "NUMBER_TYPE_MIN", "NUMBER_TYPE_COERCE"
IMAGE = "data:image/png;base64,iVBORw0KGgo="


def _member(payload: object) -> list[Problem]:
    return member(payload, now=NOW)


Rules = Callable[[object], list[Problem]]
GOOD: list[tuple[Rules, object]] = [
    (guild, {"name": "x" * 100, "system_channel_id": None, "verification_level": 2}),
    (role, {}),
    (role, {"name": "x" * 100, "permissions": "2048", "color": 0xFFFFFF, "hoist": True, "mentionable": False}),
    (role, {"permissions": 2048, "unicode_emoji": "🪶", "icon": None}),
    (role_positions, [{"id": "1", "position": 2}]),
    (_member, {"nick": "x" * 32, "roles": ["1", "2"]}),
    (_member, {"nick": None, "communication_disabled_until": "2026-07-29T12:00:00Z"}),
    (ban, {"delete_message_seconds": 604_800}),
    (webhook, {"name": "x" * 80, "avatar": IMAGE}),
    (edit_webhook, {"avatar": None, "channel_id": "5"}),
]
WRONG: list[tuple[Rules, object, str, str]] = [
    (guild, {"name": "x"}, "name", BAD),
    (guild, {"name": "x" * 101}, "name", BAD),
    (guild, {"name": None}, "name", REQUIRED),
    (guild, {"afk_timeout": 61}, "afk_timeout", CHOICES),
    (guild, {"system_channel_id": "general"}, "system_channel_id", COERCE),
    (role, {"name": ""}, "name", REQUIRED),
    (role, {"name": "x" * 101}, "name", BAD),
    (role, {"permissions": "admin"}, "permissions", COERCE),
    (role, {"color": 0x1000000}, "color", HIGH),
    (role, {"hoist": 1}, "hoist", "BOOLEAN_TYPE_CONVERT"),
    (role, {"icon": "heron.png"}, "icon", "IMAGE_INVALID"),
    (role_positions, [{"position": 1}], "0.id", REQUIRED),
    (role_positions, [{"id": "1", "position": "top"}], "0.position", COERCE),
    (_member, {"nick": "x" * 33}, "nick", MAX),
    (_member, {"roles": ["x"]}, "roles.0", COERCE),
    (_member, {"roles": ["1", "1"]}, "roles.1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
    (
        _member,
        {"communication_disabled_until": "2026-07-29T12:00:01Z"},
        "communication_disabled_until",
        "MEMBER_COMMUNICATION_DISABLED_TOO_LONG",
    ),
    (_member, {"communication_disabled_until": "a week"}, "communication_disabled_until", "DATE_TIME_TYPE_PARSE"),
    (ban, {"delete_message_seconds": 604_801}, "delete_message_seconds", HIGH),
    (ban, {"delete_message_days": 8}, "delete_message_days", HIGH),
    (webhook, {}, "name", REQUIRED),
    (webhook, {"name": "x" * 81}, "name", BAD),
    (webhook, {"name": "Clyde's cousin"}, "name", "USERNAME_INVALID_CONTAINS"),
    (webhook, {"name": "x", "avatar": "x"}, "avatar", "IMAGE_INVALID"),
    (edit_webhook, {"name": None}, "name", REQUIRED),
    (edit_webhook, {"name": "discord"}, "name", "USERNAME_INVALID_CONTAINS"),
]


@pytest.mark.parametrize(("rules", "payload"), GOOD)
def test_sound_requests_pass(rules: Rules, payload: object) -> None:
    assert rules(payload) == []


@pytest.mark.parametrize(("rules", "payload", "path", "code"), WRONG)
def test_wrong_requests_are_refused(rules: Rules, payload: object, path: str, code: str) -> None:
    assert codes(rules(payload)) == [(path, code)]


def test_counts_have_limits() -> None:
    assert role({}, existing=249) == []
    assert codes(role({}, existing=250)) == [("", "30005")]
    assert webhook({"name": "x"}, existing=14) == []
    assert codes(webhook({"name": "x"}, existing=15)) == [("", "30007")]


@pytest.mark.parametrize(
    "emoji",
    [
        "✅",
        "👍🏽",
        "👩‍🔬",
        "🇬🇧",
        "1️⃣",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "ℹ️",
        "heron:123456",
        "a:heron:1",
    ],
)
def test_an_emoji_or_a_name_and_id_is_a_reaction(emoji: str) -> None:
    assert reaction(emoji) == []


@pytest.mark.parametrize("emoji", ["", "heron", ":heron:", "heron:", "✅✅", "★", "<:heron:1>", "x"])
def test_other_reactions_are_refused(emoji: str) -> None:
    assert codes(reaction(emoji)) == [("", "10014")]


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ({"limit": "0"}, "limit", LOW),
        ({"limit": "101"}, "limit", HIGH),
        ({"limit": "all"}, "limit", COERCE),
        ({"before": "yesterday"}, "before", COERCE),
        ({"before": "1", "after": "2"}, "after", "BASE_TYPE_MUTUALLY_EXCLUSIVE"),
        ({"after": "1", "around": "2"}, "around", "BASE_TYPE_MUTUALLY_EXCLUSIVE"),
    ],
)
def test_history_is_paged(query: dict[str, str], path: str, code: str) -> None:
    assert codes(history(query)) == [(path, code)]


def test_other_listings_have_their_own_limit() -> None:
    assert history({"limit": "100", "before": "5"}) == []
    assert listing({"limit": "1000", "after": "0"}, most=1000) == []
    assert codes(listing({"limit": "1001"}, most=1000)) == [("limit", HIGH)]


def test_pins_and_archived_threads_are_paged_by_time() -> None:
    assert by_time({"limit": "50", "before": "2025-05-01T08:00:00Z"}, most=50) == []
    assert codes(by_time({"limit": "1"}, most=100, least=2)) == [("limit", LOW)]
    assert codes(by_time({"before": "yesterday"}, most=50)) == [("before", "DATE_TIME_TYPE_PARSE")]


def test_positions_come_in_an_array() -> None:
    body: JSON = {}

    assert codes(role_positions(body)) == [("", "LIST_TYPE_CONVERT")]
