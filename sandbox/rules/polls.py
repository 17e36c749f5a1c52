"""Polls: https://discord.com/developers/docs/resources/poll#poll-create-request-object."""

from sandbox.rules.fields import boolean, choice, items, number, record, text
from sandbox.rules.reactions import EMOJI

_ANSWER = record(required={"text": text(1, 55)}, optional={"emoji": EMOJI})

POLL = record(
    required={
        "question": record(required={"text": text(1, 300)}),
        "answers": items(record(required={"poll_media": _ANSWER}), 1, 10),
    },
    optional={
        "duration": number(1, 32 * 24),  # hours; discord.py sends 72.0, which Discord takes for 72
        "allow_multiselect": boolean,
        "layout_type": choice(1),
    },
)
