"""Channels, threads, overwrites, direct messages."""

from typing import Any

import pytest

from sandbox.rules import (
    channel,
    channel_positions,
    direct_message,
    edit_channel,
    edit_thread,
    overwrite,
    thread,
)

from .helpers import JSON, codes

MAX, BAD, REQUIRED, CHOICES = (
    "BASE_TYPE_MAX_LENGTH",
    "BASE_TYPE_BAD_LENGTH",
    "BASE_TYPE_REQUIRED",
    "BASE_TYPE_CHOICES",
)
HIGH, LOW, COERCE = "NUMBER_TYPE_MAX", "NUMBER_TYPE_MIN", "NUMBER_TYPE_COERCE"


def tag(**changes: Any) -> JSON:
    return {"name": "methods", **changes}


GOOD: list[JSON] = [
    {"name": "x" * 100},
    {"name": "general", "type": 0, "topic": "x" * 1024, "rate_limit_per_user": 21600, "nsfw": False},
    {"name": "Talk", "type": 2, "bitrate": 64000, "user_limit": 99},
    {"name": "Stage", "type": 13, "user_limit": 10000},
    {"name": "forum", "type": 15, "topic": "x" * 4096, "available_tags": [tag(name=f"t{n}") for n in range(20)]},
    {"name": "forum", "type": 15, "default_reaction_emoji": {"emoji_id": None, "emoji_name": "👍"}},
    {"name": "private", "permission_overwrites": [{"id": "1", "type": 0, "allow": "1024", "deny": 0}]},
]
WRONG: list[tuple[JSON, str, str]] = [
    ({}, "name", REQUIRED),
    ({"name": ""}, "name", REQUIRED),
    ({"name": "x" * 101}, "name", BAD),
    ({"name": "x", "type": 1}, "type", CHOICES),
    ({"name": "x", "type": 11}, "type", CHOICES),
    ({"name": "x", "topic": "x" * 1025}, "topic", MAX),
    ({"name": "x", "type": 15, "topic": "x" * 4097}, "topic", MAX),
    ({"name": "x", "rate_limit_per_user": 21601}, "rate_limit_per_user", HIGH),
    ({"name": "x", "type": 2, "bitrate": 7999}, "bitrate", LOW),
    ({"name": "x", "type": 2, "user_limit": 100}, "user_limit", HIGH),
    ({"name": "x", "position": -1}, "position", LOW),
    ({"name": "x", "default_auto_archive_duration": 61}, "default_auto_archive_duration", CHOICES),
    ({"name": "x", "permission_overwrites": [{"type": 0}]}, "permission_overwrites.0.id", REQUIRED),
    ({"name": "x", "permission_overwrites": [{"id": 1, "allow": "all"}]}, "permission_overwrites.0.allow", COERCE),
    ({"name": "x", "permission_overwrites": [{"id": 1}] * 101}, "permission_overwrites", MAX),
    ({"name": "x", "type": 4, "parent_id": "5"}, "parent_id", "CHANNEL_PARENT_INVALID"),
    ({"name": "x", "type": 15, "available_tags": [tag(name=f"t{n}") for n in range(21)]}, "available_tags", MAX),
    ({"name": "x", "type": 15, "available_tags": [tag(name="x" * 21)]}, "available_tags.0.name", BAD),
    ({"name": "x", "type": 15, "available_tags": [tag(), tag()]}, "", "40061"),
    (
        {"name": "x", "type": 15, "available_tags": [tag(emoji_name="no")]},
        "available_tags.0.emoji_name",
        "BUTTON_COMPONENT_INVALID_EMOJI",
    ),
    (
        {"name": "x", "type": 15, "available_tags": [tag(emoji_name="👍", emoji_id="1")]},
        "available_tags.0",
        "BASE_TYPE_BAD_EMOJI",
    ),
]


@pytest.mark.parametrize("payload", GOOD)
def test_a_sound_channel_passes(payload: JSON) -> None:
    assert channel(payload) == []


@pytest.mark.parametrize(("payload", "path", "code"), WRONG)
def test_a_wrong_channel_is_refused(payload: JSON, path: str, code: str) -> None:
    assert codes(channel(payload)) == [(path, code)]


class TestBesideOthers:
    def test_five_hundred_channels_at_most(self) -> None:
        others: list[JSON] = [{"id": str(n), "type": 0} for n in range(500)]

        assert channel({"name": "x"}, existing=others[:499]) == []
        assert codes(channel({"name": "x"}, existing=others)) == [("", "30013")]

    def test_a_parent_is_a_category_with_room(self) -> None:
        category: JSON = {"id": "9", "type": 4}
        children: list[JSON] = [{"id": str(100 + n), "type": 0, "parent_id": "9"} for n in range(50)]
        payload: JSON = {"name": "x", "parent_id": 9}

        assert channel(payload, existing=[category, *children[:49]]) == []
        assert codes(channel(payload, existing=[category, *children])) == [("parent_id", "CHANNEL_PARENT_MAX_CHANNELS")]
        assert codes(channel(payload, existing=[{"id": "9", "type": 0}])) == [
            ("parent_id", "CHANNEL_PARENT_INVALID_TYPE")
        ]


class TestEdits:
    @pytest.mark.parametrize(
        ("payload", "kind", "path", "code"),
        [
            ({"name": None}, 0, "name", REQUIRED),
            ({"name": "x" * 101}, 0, "name", BAD),
            ({"topic": "x" * 1025}, 0, "topic", MAX),
            ({"type": 2}, 0, "type", "CHANNEL_TYPE_INVALID"),
            ({"name": "x" * 101}, 11, "name", BAD),
            ({"auto_archive_duration": 30}, 11, "auto_archive_duration", CHOICES),
            ({"applied_tags": [str(n) for n in range(6)]}, 11, "applied_tags", MAX),
            ({"archived": "yes"}, 12, "archived", "BOOLEAN_TYPE_CONVERT"),
        ],
    )
    def test_the_limits_hold(self, payload: JSON, kind: int, path: str, code: str) -> None:
        assert codes(edit_channel(payload, {"type": kind})) == [(path, code)]

    def test_sound_edits_pass(self) -> None:
        assert edit_channel({"topic": None, "parent_id": None}, {"type": 0}) == []
        assert edit_channel({"type": 5}, {"type": 0}) == []
        assert edit_channel({"topic": "x" * 4096}, {"type": 15}) == []
        assert edit_thread({"archived": True, "locked": True, "rate_limit_per_user": 0}) == []


TEXT, ANNOUNCEMENT, VOICE = {"type": 0}, {"type": 5}, {"type": 2}
FORUM: JSON = {"type": 15, "available_tags": [{"id": "7", "name": "methods"}]}


class TestThreads:
    @pytest.mark.parametrize(
        ("payload", "parent"),
        [
            ({"name": "x" * 100, "type": 11, "auto_archive_duration": 10080}, TEXT),
            ({"name": "x", "invitable": False}, TEXT),
            ({"name": "x", "type": 10}, ANNOUNCEMENT),
            ({"name": "x", "message": {"content": "hi"}, "applied_tags": ["7"]}, FORUM),
        ],
    )
    def test_sound_threads_pass(self, payload: JSON, parent: JSON) -> None:
        assert thread(payload, parent=parent) == []

    @pytest.mark.parametrize(
        ("payload", "parent", "path", "code"),
        [
            ({}, TEXT, "name", REQUIRED),
            ({"name": "x" * 101}, TEXT, "name", BAD),
            ({"name": "x", "auto_archive_duration": 120}, TEXT, "auto_archive_duration", CHOICES),
            ({"name": "x", "rate_limit_per_user": 21601}, TEXT, "rate_limit_per_user", HIGH),
            ({"name": "x", "type": 10}, TEXT, "type", CHOICES),
            ({"name": "x", "type": 0}, TEXT, "type", CHOICES),
            ({"name": "x", "type": 12}, ANNOUNCEMENT, "type", CHOICES),
            ({"name": "x"}, VOICE, "", "50024"),
            ({"name": "x"}, FORUM, "message", REQUIRED),
            ({"name": "x", "message": {}}, FORUM, "", "50006"),
            ({"name": "x", "message": {"content": "x" * 2001}}, FORUM, "message.content", MAX),
            ({"name": "x", "message": {"content": "hi"}, "applied_tags": ["8"]}, FORUM, "", "10087"),
            ({"name": "x", "message": {"content": "hi"}}, {**FORUM, "flags": 16}, "", "40067"),
        ],
    )
    def test_wrong_threads_are_refused(self, payload: JSON, parent: JSON, path: str, code: str) -> None:
        assert codes(thread(payload, parent=parent)) == [(path, code)]

    def test_a_thread_from_a_message_takes_its_kind_from_there(self) -> None:
        assert thread({"name": "x"}, parent=ANNOUNCEMENT, from_message=True) == []
        assert codes(thread({"name": ""}, parent=TEXT, from_message=True)) == [("name", REQUIRED)]

    def test_a_post_may_be_a_file(self) -> None:
        assert thread({"name": "x", "message": {}}, parent=FORUM, files={0: "a.pdf"}) == []


def test_overwrites_are_of_a_role_or_a_member() -> None:
    assert overwrite({"type": 1, "allow": "1024", "deny": "0"}) == []
    assert codes(overwrite({"type": 2})) == [("type", CHOICES)]
    assert codes(overwrite({"type": 0, "deny": "none"})) == [("deny", COERCE)]


def test_positions_name_their_channels() -> None:
    assert channel_positions([{"id": "1", "position": 2, "parent_id": None}]) == []
    assert codes(channel_positions([{"position": 2}])) == [("0.id", REQUIRED)]
    assert codes(channel_positions({})) == [("", "LIST_TYPE_CONVERT")]


def test_a_direct_message_has_a_recipient() -> None:
    assert direct_message({"recipient_id": 5}) == []
    assert codes(direct_message({})) == [("recipient_id", REQUIRED)]
    assert codes(direct_message({"recipient_id": "me"})) == [("recipient_id", COERCE)]
