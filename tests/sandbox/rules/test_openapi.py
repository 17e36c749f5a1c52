"""Requests and responses against Discord's own description."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sandbox.rules import error_body, message, refusal
from sandbox.rules.openapi import Description

from .helpers import JSON, button, codes, row

USER: JSON = {
    "id": "1",
    "username": "ada",
    "avatar": None,
    "discriminator": "0",
    "public_flags": 0,
    "flags": 0,
    "global_name": "Ada",
    "primary_guild": None,
}
SCHEDULED: JSON = {"name": "x", "privacy_level": 2, "scheduled_start_time": "2026-07-07T13:00:00Z"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/channels/1/messages", {"content": "hi", "components": [row(button())]}),
        ("POST", "/users/@me/channels", {"recipient_id": 123}),
        ("POST", "/guilds/1/roles", {"name": "x", "permissions": "2048"}),
        ("PUT", "/channels/1/permissions/2", {"type": 0, "allow": "1024", "deny": "0"}),
        ("PUT", "/applications/1/commands", [{"name": "x", "description": "x", "default_member_permissions": "8"}]),
        ("POST", "/guilds/1/scheduled-events", {**SCHEDULED, "entity_type": 2, "channel_id": 5}),
        ("POST", "/interactions/1/token/callback", {"type": 5}),
        ("PATCH", "/webhooks/1/token/messages/@original", {"content": "x"}),
        ("DELETE", "/channels/1/messages/2", None),
        ("PUT", "/guilds/1/bans/2", None),
        ("POST", "/interactions", {"type": 2}),
        ("TRACE", "/channels/1/messages", {"content": 5}),
    ],
)
def test_sound_requests_pass(description: Description, method: str, path: str, body: Any) -> None:
    assert description.request(method, path, body) == []


WRONG: list[tuple[str, str, Any, str, str]] = [
    ("POST", "/channels/1/messages", {"content": 5}, "content", "SCHEMA_MISMATCH"),
    ("POST", "/channels/1/messages", {"content": "x" * 4001}, "content", "BASE_TYPE_MAX_LENGTH"),
    ("POST", "/channels/1/messages", {"embeds": [{"title": "x"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
    (
        "POST",
        "/channels/1/messages",
        {"components": [row(button(style=9))]},
        "components.0.components.0.style",
        "SCHEMA_MISMATCH",
    ),
    ("POST", "/users/@me/channels", {"recipient_id": "me"}, "recipient_id", "SCHEMA_MISMATCH"),
    ("POST", "/guilds/1/roles", {"permissions": "admin"}, "permissions", "SCHEMA_MISMATCH"),
    ("POST", "/guilds/1/scheduled-events", {**SCHEDULED, "entity_type": 9}, "entity_type", "BASE_TYPE_CHOICES"),
    ("PUT", "/applications/1/commands", [{"description": "x"}], "0.name", "BASE_TYPE_REQUIRED"),
    ("POST", "/guilds/1/channels", None, "name", "BASE_TYPE_REQUIRED"),
    ("POST", "/guilds/1/channels", {"name": "x", "position": -1}, "position", "NUMBER_TYPE_MIN"),
    ("PATCH", "/guilds/1/members/2", {"roles": ["1", "1"]}, "roles", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
]


@pytest.mark.parametrize(("method", "path", "body", "where", "code"), WRONG)
def test_wrong_requests_are_refused(
    description: Description, method: str, path: str, body: Any, where: str, code: str
) -> None:
    assert (where, code) in codes(description.request(method, path, body))


@pytest.mark.parametrize("value", ["true", "false", "1", "0"])
def test_a_query_says_yes_in_several_ways(description: Description, value: str) -> None:
    query = {"with_user_count": value, "use_nested_fields": "true"}

    assert description.request("GET", "/guilds/1/scheduled-events", None, query) == []


def test_a_wrong_query_is_refused(description: Description) -> None:
    asked = description.request("GET", "/channels/1/messages", None, {"limit": "101"})

    assert codes(asked) == [("limit", "SCHEMA_QUERY")]


class TestResponses:
    def test_sound_responses_pass(self, description: Description) -> None:
        assert description.response("GET", "/users/2", 200, USER) == []
        assert description.response("DELETE", "/channels/1/messages/2", 204, None) == []
        assert description.response("GET", "/users/2", 503, "no JSON at all") == []

    def test_wrong_responses_are_found(self, description: Description) -> None:
        nameless = {name: value for name, value in USER.items() if name != "username"}

        assert codes(description.response("GET", "/users/2", 200, nameless)) == [("username", "BASE_TYPE_REQUIRED")]
        assert codes(description.response("GET", "/users/2", 200, {**USER, "id": 1})) == [("id", "SCHEMA_MISMATCH")]
        assert codes(description.response("DELETE", "/channels/1/messages/2", 204, {})) == [("", "SCHEMA_BODY")]
        assert codes(description.response("GET", "/users/2", 302, None)) == [("", "SCHEMA_STATUS")]

    def test_error_bodies_are_as_described(self, description: Description) -> None:
        nested = error_body(message({"content": "x" * 2001}))
        plain = error_body([refusal(50006, "Cannot send an empty message")])

        assert description.response("POST", "/channels/1/messages", 400, nested) == []
        assert description.response("POST", "/channels/1/messages", 400, plain) == []
        assert description.response("POST", "/channels/1/messages", 400, {"code": 5}) != []


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/users/@me", "/users/@me"),
        ("/users/5", "/users/{user_id}"),
        ("/channels/1/messages/pins", "/channels/{channel_id}/messages/pins"),
        ("/channels/1/messages/2", "/channels/{channel_id}/messages/{message_id}"),
        ("/webhooks/1/t/messages/@original", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
        ("/sandbox/state", None),
    ],
)
def test_a_literal_segment_goes_before_a_parameter(description: Description, path: str, template: str | None) -> None:
    assert description.template(path) == template


def test_a_request_takes_well_under_a_third_of_a_millisecond(description: Description) -> None:
    body = {"content": "hi", "components": [row(*(button(custom_id=str(n)) for n in range(5)))]}
    description.request("POST", "/channels/1/messages", body)

    def once() -> float:
        start = time.perf_counter()
        description.request("POST", "/channels/1/messages", body)
        return time.perf_counter() - start

    # The best of many, so that a busy machine does not decide.
    assert min(once() for _ in range(200)) < 0.0003


def test_what_is_missing_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        Description(tmp_path / "openapi.json")
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    with pytest.raises(ModuleNotFoundError, match="jsonschema-rs is not installed"):
        Description(tmp_path / "openapi.json")
