"""Files that are shared: what they are is read from their bytes, and a picture tells nothing but what it shows."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.community.media import MOST_BYTES, cleaned, refuse_too_large
from bot.errors import InvalidInput

PLACE = "51.4682 N, 0.0900 W"


def picture(format: str, mode: str = "RGB", size: tuple[int, int] = (4, 2)) -> bytes:
    """A small picture that says where it was taken, in every way its format has."""
    made, image = io.BytesIO(), Image.new(mode, size)
    exif = Image.Exif()
    exif[0x010E] = PLACE  # the description
    exif[0x0112] = 6  # lying on its side
    image.save(made, format=format, exif=exif, **({"comment": PLACE} if format == "JPEG" else {}))
    return made.getvalue()


def archive(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/"), text)
    return made.getvalue()


def document(part: str, *more: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in ("[Content_Types].xml", part, *more):
            file.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_is_hidden_in_a_picture_is_removed_and_it_stands_upright(format: str) -> None:
    before = picture(format)
    assert PLACE.encode() in before
    kept = cleaned(before, "IMG_2041 Burgess Park.HEIC", " Two people at a table ")
    assert PLACE.encode() not in kept.content
    with Image.open(io.BytesIO(kept.content)) as after:
        assert not after.getexif()
        assert (after.format, after.size) == (format, (2, 4))
    assert kept.name.startswith("IMG_2041-Burgess-Park.")
    assert kept.alt == "Two people at a table"


def test_a_picture_needs_a_text_for_those_who_cannot_see_it() -> None:
    with pytest.raises(InvalidInput, match="what the picture shows"):
        cleaned(picture("PNG"), "a.png")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_pictures_of_every_mode_come_through(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (3, 3)).save(made, format="PNG")
    with Image.open(io.BytesIO(cleaned(made.getvalue(), "a.png", "x").content)) as after:
        assert after.mode == mode


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (document("word/document.xml"), "docx"),
        (document("xl/workbook.xml"), "xlsx"),
        (document("ppt/presentation.xml"), "pptx"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("Topic guide\n1. Housing – “how was it?”\n".encode(), "txt"),
    ],
)
def test_documents_get_the_ending_of_what_they_are(content: bytes, ending: str) -> None:
    kept = cleaned(content, "../../etc/Topic guide.exe")
    assert kept.name.endswith(f"Topic-guide.{ending}")
    assert "/" not in kept.name
    assert kept.content == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"MZ\x90\x00 a program",
        b"\x7fELF",
        b"#!/bin/sh\nrm -rf /",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf  <svg onload='x'/>",
        b"text with \x00 in it",
        archive(a="just a zip"),
        document("word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04 broken",
        b"GIF89a" + b"\x00" * 20,
    ],
)
def test_what_could_harm_or_is_nothing_isnt_taken_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="kind of file"):
        cleaned(content, "harmless.pdf", "x")


def test_a_large_one_is_refused_before_it_is_downloaded_and_after() -> None:
    with pytest.raises(InvalidInput) as refused:
        refuse_too_large(25 * 1024 * 1024)
    assert "25 MB, and at most 4 MB can be kept here" in str(refused.value.message)
    with pytest.raises(InvalidInput):
        cleaned(b"a" * (MOST_BYTES + 1), "a.txt")
    refuse_too_large(MOST_BYTES)


def test_a_broken_or_enormous_picture_is_refused() -> None:
    whole = picture("PNG")
    with pytest.raises(InvalidInput, match="can't be read"):
        cleaned(whole[:40], "a.png", "x")
    with pytest.raises(InvalidInput, match="can't be read"):
        cleaned(picture("PNG", "1", (6_000, 5_000)), "a.png", "x")


@given(st.binary(max_size=200))
def test_whatever_comes_is_taken_or_refused(content: bytes) -> None:
    for start in (b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP", b"PK\x03\x04"):
        try:
            cleaned(start + content, "a", "x")
        except InvalidInput:
            continue
