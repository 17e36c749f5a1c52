"""Messages: what may be said, attached and edited."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.rules import bulk_delete, edit_message, followup, message, webhook_message

from .helpers import JSON, NOW, V2, button, codes, layout, row, words

MAX, REQUIRED = "BASE_TYPE_MAX_LENGTH", "BASE_TYPE_REQUIRED"
GOOD: list[JSON] = [
    {"content": "x" * 2000},
    {"content": "hi", "nonce": "n" * 25, "enforce_nonce": True, "tts": False},
    {"content": "hi", "nonce": 2**63 - 1},
    {"content": None, "embeds": [{"title": "Only an embed"}]},
    {"components": [row(button())]},
    {"sticker_ids": ["1", "2", "3"]},
    {"content": "hi", "allowed_mentions": {"parse": ["users"], "roles": ["1"], "replied_user": False}},
    {"content": "hi", "allowed_mentions": {"parse": [], "users": [1, 2]}},
    {"content": "hi", "message_reference": {"message_id": "5", "fail_if_not_exists": False}},
    {"message_reference": {"message_id": "5", "channel_id": "6", "type": 1}},
    {"poll": {"question": {"text": "Where?"}, "answers": [{"poll_media": {"text": "Here"}}], "duration": 768}},
    {"content": "unknown fields are ignored", "frobnicate": 1},
]
WRONG: list[tuple[JSON, str, str]] = [
    ({}, "", "50006"),
    ({"content": " \n"}, "", "50006"),
    ({"content": "", "embeds": [], "components": []}, "", "50006"),
    ({"message_reference": {"message_id": "5"}}, "", "50006"),
    ({"content": "x" * 2001}, "content", MAX),
    ({"content": 5}, "content", "STRING_TYPE_CONVERT"),
    ({"content": "hi", "nonce": "n" * 26}, "nonce", "NONCE_TYPE_TOO_LONG"),
    ({"content": "hi", "nonce": 2**63}, "nonce", "NONCE_TYPE_OUT_OF_BOUNDS"),
    ({"content": "hi", "nonce": 1.5}, "nonce", "NONCE_TYPE_INVALID_TYPE"),
    ({"content": "hi", "tts": "yes"}, "tts", "BOOLEAN_TYPE_CONVERT"),
    ({"content": "hi", "flags": "64"}, "flags", "NUMBER_TYPE_COERCE"),
    ({"content": "hi", "flags": -1}, "flags", "NUMBER_TYPE_MIN"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds", MAX),
    ({"embeds": "x"}, "embeds", "LIST_TYPE_CONVERT"),
    ({"embeds": [None]}, "embeds.0", "LIST_ITEM_VALUE_REQUIRED"),
    ({"sticker_ids": ["1", "2", "3", "4"]}, "sticker_ids", MAX),
    ({"content": "hi", "message_reference": {}}, "message_reference.message_id", REQUIRED),
    ({"content": "hi", "message_reference": {"message_id": "x"}}, "message_reference.message_id", "NUMBER_TYPE_COERCE"),
    (
        {"content": "hi", "message_reference": {"message_id": 1, "type": 2}},
        "message_reference.type",
        "BASE_TYPE_CHOICES",
    ),
]
MENTIONS: list[tuple[JSON, str, str]] = [
    ({"parse": ["users"], "users": ["1"]}, "", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
    ({"parse": ["roles"], "roles": ["1"]}, "", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
    ({"parse": ["here"]}, ".parse.0", "BASE_TYPE_CHOICES"),
    ({"parse": ["users", "users"]}, ".parse.1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
    ({"users": ["1", "1"]}, ".users.1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
    ({"users": [str(n) for n in range(101)]}, ".users", MAX),
    ({"roles": [str(n) for n in range(101)]}, ".roles", MAX),
    ({"replied_user": 1}, ".replied_user", "BOOLEAN_TYPE_CONVERT"),
]
ANSWER = {"poll_media": {"text": "Here"}}
POLLS: list[tuple[JSON, str, str]] = [
    ({"answers": [ANSWER]}, "question", REQUIRED),
    ({"question": {"text": "x" * 301}, "answers": [ANSWER]}, "question.text", "BASE_TYPE_BAD_LENGTH"),
    ({"question": {"text": "?"}, "answers": []}, "answers", "BASE_TYPE_BAD_LENGTH"),
    ({"question": {"text": "?"}, "answers": [ANSWER] * 11}, "answers", "BASE_TYPE_BAD_LENGTH"),
    (
        {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "x" * 56}}]},
        "answers.0.poll_media.text",
        "BASE_TYPE_BAD_LENGTH",
    ),
    ({"question": {"text": "?"}, "answers": [ANSWER], "duration": 769}, "duration", "NUMBER_TYPE_MAX"),
    ({"question": {"text": "?"}, "answers": [ANSWER], "duration": 0}, "duration", "NUMBER_TYPE_MIN"),
    ({"question": {"text": "?"}, "answers": [ANSWER], "layout_type": 2}, "layout_type", "BASE_TYPE_CHOICES"),
]


@pytest.mark.parametrize("payload", GOOD)
def test_a_sound_message_passes(payload: JSON) -> None:
    assert message(payload) == []


@pytest.mark.parametrize(("payload", "path", "code"), WRONG)
def test_a_wrong_message_is_refused(payload: JSON, path: str, code: str) -> None:
    assert codes(message(payload)) == [(path, code)]


@pytest.mark.parametrize(("mentions", "path", "code"), MENTIONS)
def test_mentions_are_allowed_one_way_or_the_other(mentions: JSON, path: str, code: str) -> None:
    assert codes(message({"content": "hi", "allowed_mentions": mentions})) == [(f"allowed_mentions{path}", code)]


@pytest.mark.parametrize(("poll", "path", "code"), POLLS)
def test_a_wrong_poll_is_refused(poll: JSON, path: str, code: str) -> None:
    assert codes(message({"poll": poll})) == [(f"poll.{path}", code)]


@pytest.mark.parametrize("field", [{"content": "hi"}, {"embeds": [{"title": "x"}]}, {"sticker_ids": ["1"]}])
def test_components_v2_stand_alone(field: JSON) -> None:
    expected = [(next(iter(field)), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")]

    assert codes(message(layout(words(), **field))) == expected


def test_components_v2_need_components() -> None:
    assert codes(message({"flags": V2})) == [("", "50006")]


class TestAttachments:
    def test_a_file_alone_is_a_message(self) -> None:
        assert message({}, files={0: "notes.txt"}) == []

    def test_a_described_file_must_have_been_sent(self) -> None:
        payload = {"attachments": [{"id": 0, "filename": "a.png"}, {"id": 1, "filename": "b.png"}]}

        assert codes(message(payload, files={0: "a.png"})) == [("attachments.1", "ATTACHMENT_NOT_FOUND")]

    @pytest.mark.parametrize(
        ("attachment", "path"),
        [({"id": 0, "description": "x" * 1025}, "description"), ({"id": 0, "filename": "x" * 1025}, "filename")],
    )
    def test_texts_have_limits(self, attachment: JSON, path: str) -> None:
        problems = message({"attachments": [attachment]}, files={0: "a.png"})

        assert [place for place, _ in codes(problems)] == [f"attachments.0.{path}"]

    def test_ten_files_at_most(self) -> None:
        assert message({}, files={n: f"{n}.png" for n in range(10)}) == []
        assert codes(message({}, files={n: f"{n}.png" for n in range(11)})) == [("attachments", MAX)]

    def test_an_embed_shows_a_file_that_was_sent(self) -> None:
        payload = {"embeds": [{"image": {"url": "attachment://chart.png"}}]}

        assert message(payload, files={0: "chart.png"}) == []
        assert codes(message(payload)) == [
            ("embeds.0.image.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND")
        ]

    def test_components_show_files_that_were_sent(self) -> None:
        gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
        file = {"type": 13, "file": {"url": "attachment://b.pdf"}}
        payload = layout({"type": 17, "components": [gallery, file]})

        assert message(payload, files={0: "a.png", 1: "b.pdf"}) == []
        assert [path for path, _ in codes(message(payload, files={0: "a.png"}))] == [
            "components.0.components.1.file.url"
        ]

    def test_a_name_is_kept_without_spaces(self) -> None:
        payload: JSON = {"embeds": [{"image": {"url": "attachment://my_chart.png"}}]}

        assert message(payload, files={0: "my chart.png"}) == []


PLAIN: JSON = {"id": "1", "content": "before", "flags": 0, "attachments": [], "components": []}


class TestEdits:
    def test_an_edit_need_not_repeat_what_stays(self) -> None:
        assert edit_message({}, PLAIN) == []
        assert edit_message({"components": [row(button())]}, PLAIN) == []

    def test_an_edit_cannot_empty_a_message(self) -> None:
        assert codes(edit_message({"content": ""}, PLAIN)) == [("", "50006")]
        assert edit_message({"content": "", "embeds": [{"title": "x"}]}, PLAIN) == []

    def test_a_message_turns_to_components_v2_once_its_content_goes(self) -> None:
        payload = layout(words())

        assert codes(edit_message(payload, PLAIN)) == [
            ("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
        ]
        assert edit_message({**payload, "content": None}, PLAIN) == []

    def test_components_v2_cannot_be_taken_back(self) -> None:
        current: JSON = {**layout(words()), "content": "", "attachments": []}

        assert edit_message({"components": [words("new")]}, current) == []
        assert codes(edit_message({"content": "x", "flags": 0}, current)) == [
            ("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
        ]

    def test_a_kept_attachment_may_be_shown_and_a_dropped_one_not(self) -> None:
        current = {**PLAIN, "attachments": [{"id": "9", "filename": "a.png"}]}
        shown = {"embeds": [{"image": {"url": "attachment://a.png"}}]}

        assert edit_message(shown, current) == []
        assert edit_message({**shown, "attachments": [{"id": 9}]}, current) == []
        assert codes(edit_message({**shown, "attachments": []}, current)) == [
            ("embeds.0.image.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND")
        ]
        assert codes(edit_message({"attachments": [{"id": "8"}]}, current)) == [
            ("attachments.0", "ATTACHMENT_NOT_FOUND")
        ]

    def test_a_deferred_answer_must_say_something(self) -> None:
        waiting: JSON = {"content": "", "flags": 128, "attachments": []}

        assert codes(edit_message({}, waiting)) == [("", "50006")]
        assert edit_message({"content": "done"}, waiting) == []

    def test_limits_hold_for_edits_too(self) -> None:
        assert codes(edit_message({"content": "x" * 2001}, PLAIN)) == [("content", MAX)]


FOLLOWUPS: list[tuple[JSON, str, str]] = [
    ({}, "", "50006"),
    ({"content": "x" * 2001}, "content", MAX),
    ({"content": "hi", "embeds": [{}]}, "embeds.0.description", REQUIRED),
]


@pytest.mark.parametrize(("payload", "path", "code"), FOLLOWUPS)
def test_follow_ups_are_messages(payload: JSON, path: str, code: str) -> None:
    assert codes(followup(payload)) == [(path, code)]
    assert followup({"content": "hi", "flags": 64}) == []


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"username": "x" * 81}, "username", "BASE_TYPE_BAD_LENGTH"),
        ({"username": "The Discord Helper"}, "username", "USERNAME_INVALID_CONTAINS"),
        ({"avatar_url": "javascript:alert(1)"}, "avatar_url", "URL_TYPE_INVALID_URL"),
        ({"thread_name": "x" * 101}, "thread_name", "BASE_TYPE_BAD_LENGTH"),
    ],
)
def test_what_a_webhook_calls_itself(more: JSON, path: str, code: str) -> None:
    assert codes(webhook_message({"content": "hi", **more})) == [(path, code)]
    assert webhook_message({"content": "hi", "username": "Heronry", "avatar_url": "https://a.example/a.png"}) == []


def snowflake(age: timedelta, serial: int = 0) -> str:
    milliseconds = int((NOW - age).timestamp() * 1000) - 1_420_070_400_000
    return str((milliseconds << 22) + serial)


RECENT = [snowflake(timedelta(days=1), serial) for serial in range(101)]
OLD = snowflake(timedelta(days=15))


class TestBulkDelete:
    def test_two_to_a_hundred_recent_messages(self) -> None:
        assert bulk_delete({"messages": RECENT[:2]}, now=NOW) == []
        assert bulk_delete({"messages": RECENT[:100]}, now=NOW) == []

    @pytest.mark.parametrize(
        ("messages", "path", "code"),
        [
            (RECENT[:1], "", "50016"),
            (RECENT, "", "50016"),
            ([RECENT[0], OLD], "", "50034"),
            ([RECENT[0]] * 2, "messages.1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
            (None, "messages", REQUIRED),
        ],
    )
    def test_others_are_refused(self, messages: Any, path: str, code: str) -> None:
        assert codes(bulk_delete({"messages": messages}, now=NOW)) == [(path, code)]
