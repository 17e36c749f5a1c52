"""Embeds."""

import pytest

from sandbox.rules import message

from .helpers import JSON, codes

MAX, BAD, REQUIRED = "BASE_TYPE_MAX_LENGTH", "BASE_TYPE_BAD_LENGTH", "BASE_TYPE_REQUIRED"
FIELD = {"name": "Where", "value": "Here"}
GOOD: list[JSON] = [
    {"title": "x" * 256, "description": "x" * 4096},
    {"description": f"  {'x' * 4096}\n"},
    {"title": "x", "url": "https://example.org/a?b=c#d", "color": 0xFFFFFF},
    {"title": "x", "timestamp": "2026-07-01T12:00:00.000Z", "footer": {"text": "x" * 2048}},
    {"author": {"name": "x" * 256, "url": "http://127.0.0.1:8080/x", "icon_url": "https://a.example/i.png"}},
    {"fields": [{**FIELD, "inline": True}] * 25},
    {"fields": [{"name": "\u200b", "value": "\u200b"}]},
    {"image": {"url": "https://a.example/i.png"}, "thumbnail": {"url": "https://a.example/i.png"}},
]
WRONG: list[tuple[JSON, str, str]] = [
    ({}, "description", REQUIRED),
    ({"color": 5}, "description", REQUIRED),
    ({"title": "x" * 257}, "title", MAX),
    ({"description": "x" * 4097}, "description", MAX),
    ({"title": "x", "url": "example.org"}, "url", "URL_TYPE_INVALID_URL"),
    ({"title": "x", "url": "https://localhost/a"}, "url", "URL_TYPE_INVALID_URL"),
    ({"title": "x", "url": "https://a b.example"}, "url", "URL_TYPE_INVALID_URL"),
    ({"title": "x", "url": "ftp://example.org"}, "url", "URL_TYPE_INVALID_SCHEME"),
    ({"title": "x", "url": f"https://example.org/{'x' * 2048}"}, "url", MAX),
    ({"title": "x", "color": 0x1000000}, "color", "NUMBER_TYPE_MAX"),
    ({"title": "x", "color": -1}, "color", "NUMBER_TYPE_MIN"),
    ({"title": "x", "color": "#fff"}, "color", "NUMBER_TYPE_COERCE"),
    ({"title": "x", "timestamp": "tomorrow"}, "timestamp", "DATE_TIME_TYPE_PARSE"),
    ({"footer": {"text": "x" * 2049}}, "footer.text", BAD),
    ({"footer": {"icon_url": "https://a.example/i.png"}}, "footer.text", REQUIRED),
    ({"author": {"name": "x" * 257}}, "author.name", BAD),
    ({"author": {"url": "https://a.example"}}, "author.name", REQUIRED),
    ({"fields": [FIELD] * 26}, "fields", MAX),
    ({"fields": [{"name": "", "value": "x"}]}, "fields.0.name", REQUIRED),
    ({"fields": [{"name": "x", "value": "  "}]}, "fields.0.value", REQUIRED),
    ({"fields": [{"name": "x" * 257, "value": "x"}]}, "fields.0.name", BAD),
    ({"fields": [{"name": "x", "value": "x" * 1025}]}, "fields.0.value", BAD),
    ({"image": {}}, "image.url", REQUIRED),
    ({"thumbnail": {"url": "data:image/png"}}, "thumbnail.url", "URL_TYPE_INVALID_URL"),
]


@pytest.mark.parametrize("embed", GOOD)
def test_a_sound_embed_passes(embed: JSON) -> None:
    assert message({"embeds": [embed]}) == []


@pytest.mark.parametrize(("embed", "path", "code"), WRONG)
def test_a_wrong_embed_is_refused(embed: JSON, path: str, code: str) -> None:
    assert codes(message({"embeds": [embed]})) == [(f"embeds.0.{path}", code)]


def test_all_embeds_together_hold_six_thousand_characters() -> None:
    full: JSON = {"description": "x" * 3000}

    assert message({"embeds": [full, full]}) == []
    for more in ({"title": "x"}, {"footer": {"text": "x"}}, {"author": {"name": "x"}}, {"fields": [FIELD]}):
        assert codes(message({"embeds": [full, {**full, **more}]})) == [("embeds", "MAX_EMBED_SIZE_EXCEEDED")]
