"""Whatever JSON a client sends, the rules answer with problems and never raise."""

import copy
import json
from collections.abc import Callable
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import rules
from sandbox.rules import Problem, error_body

from .helpers import JSON, NOW, V2, button, options, row, select, words

START = "2026-07-07T13:00:00Z"
FORM: JSON = {
    "custom_id": "form",
    "title": "Form",
    "components": [
        words(),
        {"type": 18, "label": "Say", "component": {"type": 4, "custom_id": "say", "style": 1, "max_length": 5}},
        {"type": 18, "label": "One", "component": {"type": 21, "custom_id": "one", "options": options(2)}},
        {"type": 18, "label": "Some", "component": {"type": 22, "custom_id": "some", "options": options(2)}},
        {"type": 18, "label": "Pick", "component": select()},
    ],
}
FILLED: JSON = {
    "custom_id": "form",
    "components": [
        {"type": 18, "component": {"type": 4, "custom_id": "say", "value": "x"}},
        {"type": 18, "component": {"type": 21, "custom_id": "one", "value": "1"}},
        {"type": 18, "component": {"type": 22, "custom_id": "some", "values": ["1"]}},
        {"type": 18, "component": {"type": 3, "custom_id": "pick", "values": ["1"]}},
    ],
}
PLAIN: JSON = {
    "content": "hi",
    "nonce": "1",
    "embeds": [
        {
            "title": "x",
            "color": 1,
            "fields": [{"name": "x", "value": "x"}],
            "footer": {"text": "x"},
            "author": {"name": "x", "url": "https://a.example"},
            "image": {"url": "https://a.example"},
            "timestamp": START,
        }
    ],
    "components": [row(button(emoji={"name": "✅"})), row(select(min_values=1, max_values=2))],
    "allowed_mentions": {"parse": ["users"], "roles": ["1"]},
    "attachments": [{"id": 0, "filename": "a.png"}],
    "poll": {"question": {"text": "x"}, "answers": [{"poll_media": {"text": "x", "emoji": {"name": "✅"}}}]},
    "message_reference": {"message_id": "1"},
    "flags": 0,
}
LAYOUT: JSON = {
    "flags": V2,
    "components": [
        {"type": 17, "components": [words(), {"type": 13, "file": {"url": "attachment://a.png"}}]},
        {"type": 9, "components": [words()], "accessory": {"type": 11, "media": {"url": "https://a.example"}}},
        {"type": 12, "items": [{"media": {"url": "https://a.example"}}]},
    ],
}
OPTION: JSON = {
    "type": 3,
    "name": "it",
    "description": "x",
    "choices": [{"name": "x", "value": "x", "name_localizations": {"de": "y"}}],
    "min_length": 1,
    "max_length": 5,
}
COMMAND: JSON = {
    "name": "find",
    "description": "x",
    "type": 1,
    "name_localizations": {"de": "finde"},
    "default_member_permissions": "8",
    "contexts": [0],
    "options": [
        {"type": 2, "name": "group", "description": "x", "options": [{**OPTION, "type": 1, "options": [OPTION]}]}
    ],
}
USE: JSON = {
    "id": "1",
    "name": "find",
    "type": 1,
    "options": [
        {
            "type": 2,
            "name": "group",
            "options": [
                {"type": 1, "name": "it", "options": [{"type": 3, "name": "it", "value": "x", "focused": True}]}
            ],
        }
    ],
}
EVENT: JSON = {
    "name": "x",
    "privacy_level": 2,
    "entity_type": 3,
    "entity_metadata": {"location": "x"},
    "scheduled_start_time": START,
    "scheduled_end_time": "2026-07-07T14:00:00Z",
    "recurrence_rule": {"start": START, "frequency": 1, "interval": 1, "by_n_weekday": [{"n": 1, "day": 1}]},
    "status": 1,
}
CHANNEL: JSON = {
    "name": "x",
    "type": 15,
    "topic": "x",
    "available_tags": [{"name": "x", "emoji_name": "✅"}],
    "permission_overwrites": [{"id": "1", "type": 0, "allow": "8"}],
    "user_limit": 5,
}
POST: JSON = {"name": "x", "message": PLAIN, "applied_tags": ["7"]}
FORUM: JSON = {"type": 15, "available_tags": [{"id": "7"}]}
ROLE: JSON = {"name": "x", "permissions": "8", "colors": {"primary_color": 5}}
MEMBER: JSON = {"nick": "x", "roles": ["1"], "communication_disabled_until": START}
CALLBACK: JSON = {"type": 7, "data": PLAIN}
CHOICES: JSON = {"type": 8, "data": {"choices": [{"name": "x", "value": 5}]}}
FILES = {0: "a.png"}

Rules = Callable[[Any], list[Problem]]
CASES: list[tuple[Rules, Any]] = [
    (lambda body: rules.message(body, files=FILES), PLAIN),
    (lambda body: rules.message(body, files=FILES), LAYOUT),
    (rules.webhook_message, PLAIN),
    (rules.followup, LAYOUT),
    (lambda body: rules.edit_message(body, PLAIN, files=FILES), LAYOUT),
    (lambda body: rules.bulk_delete(body, now=NOW), {"messages": ["1", "2"]}),
    (lambda body: rules.interaction_callback(body, interaction_type=3, current=PLAIN), CALLBACK),
    (lambda body: rules.interaction_callback(body, interaction_type=2), {"type": 9, "data": FORM}),
    (lambda body: rules.interaction_callback(body, interaction_type=4, option_type=4), CHOICES),
    (rules.modal, FORM),
    (lambda body: rules.modal_submit(body, FORM), FILLED),
    (rules.command, COMMAND),
    (rules.commands, [COMMAND, {"name": "Menu", "type": 2}]),
    (lambda body: rules.edit_command(body, COMMAND), COMMAND),
    (lambda body: rules.command_use(body, COMMAND), USE),
    (lambda body: rules.command_use(body, COMMAND, completing=True), USE),
    (lambda body: rules.component_use(body, select()), {"component_type": 3, "custom_id": "pick", "values": ["1"]}),
    (lambda body: rules.event(body, now=NOW), EVENT),
    (lambda body: rules.edit_event(body, EVENT, now=NOW), EVENT),
    (lambda body: rules.channel(body, existing=[{"id": "5", "type": 4}]), CHANNEL),
    (lambda body: rules.edit_channel(body, CHANNEL), CHANNEL),
    (lambda body: rules.thread(body, parent=FORUM, files=FILES), POST),
    (lambda body: rules.thread(body, parent={"type": 0}), {"name": "x", "type": 11}),
    (rules.account, {"username": "Tester"}),
    (rules.application, {"description": "x", "tags": ["a"]}),
    (rules.follower, {"webhook_channel_id": "5"}),
    (rules.edit_thread, {"name": "x", "applied_tags": ["1"]}),
    (rules.channel_positions, [{"id": "1", "position": 1}]),
    (rules.overwrite, {"type": 0, "allow": "8"}),
    (rules.direct_message, {"recipient_id": "1"}),
    (rules.guild, {"name": "xx", "afk_timeout": 60}),
    (rules.role, ROLE),
    (rules.role_positions, [{"id": "1", "position": 1}]),
    (lambda body: rules.member(body, now=NOW), MEMBER),
    (rules.ban, {"delete_message_seconds": 5}),
    (rules.webhook, {"name": "x"}),
    (rules.edit_webhook, {"name": "x"}),
]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 1, -1, 2**31, 2**63, 2**64, 10**400])
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["", " ", "1", "https://", "http://[::1", "attachment://a.png", "data:image/png;base64,", "٣"])
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-07-07", "2026-13-01T00:00Z"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "components", "options", "custom_id", "name", "id", "x"]), inner)
    ),
    max_leaves=8,
)


FIELDS = [
    *("type", "options", "choices", "components", "component", "accessory", "items", "media", "file", "id", "name"),
    *("value", "values", "custom_id", "description", "title", "content", "min_values", "focused"),
    *("name_localizations", "description_localizations"),
]


def containers(node: Any) -> list[Any]:
    """Every object and array within `node`, itself included."""
    children: list[Any] = []
    if isinstance(node, dict):
        children = list(cast("JSON", node).values())
    elif isinstance(node, list):
        children = cast("list[Any]", node)
    else:
        return []
    return [node, *(inner for child in children for inner in containers(child))]


def answered(problems: list[Problem]) -> None:
    assert all(isinstance(problem, Problem) for problem in problems)
    if problems:
        assert json.loads(json.dumps(error_body(problems)))["message"]


@settings(max_examples=300)
@given(case=st.sampled_from(CASES), body=anything)
def test_arbitrary_json(case: tuple[Rules, Any], body: Any) -> None:
    answered(case[0](body))


@settings(max_examples=800)
@given(case=st.sampled_from(CASES), data=st.data())
def test_sound_requests_with_one_part_replaced_or_added(case: tuple[Rules, Any], data: st.DataObject) -> None:
    check, sound = case
    body = copy.deepcopy(sound)
    container = data.draw(st.sampled_from([each for each in containers(body) if each]))
    if isinstance(container, dict):
        key = data.draw(st.sampled_from(sorted(cast("JSON", container))) | st.sampled_from(FIELDS))
    else:
        key = data.draw(st.integers(0, len(container) - 1))
    container[key] = data.draw(anything)

    answered(check(body))


@given(st.text())
def test_any_reaction(emoji: str) -> None:
    answered(rules.reaction(emoji))


@given(st.dictionaries(st.sampled_from(["limit", "before", "after", "around"]), st.text(max_size=25)))
def test_any_query(query: dict[str, str]) -> None:
    answered(rules.history(query))
    answered(rules.by_time(query, most=50))
