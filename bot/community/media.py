"""Files that people share: looked at, cleaned, and kept where the rest of a community's data is.

Discord's own links expire after a day, so the bytes are kept. What a file is, is read from its bytes and never taken
from its name. A picture is made anew from its pixels, so that nothing hidden in it (where it was taken, with which
camera) is passed on; that needs a text for those who can't see it.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community import repository
from bot.community.models import MediaRow
from bot.errors import InvalidInput
from bot.texts import N_

MOST_BYTES = 4 * 1024 * 1024
"""Of one file: well under what Discord takes (10 MB), and small enough for a database and its backups."""
MOST_TOGETHER = 200 * 1024 * 1024
"""Of all of a community's files: they are in every backup."""
MOST_PIXELS = 25_000_000
LONGEST_ALT = 300
_STEM = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Media:
    """A file as it is kept: its bytes, what it is, a name with the right ending, a picture's alternative text."""

    content: bytes
    type: str
    name: str
    alt: str = ""


def refuse_too_large(size: int) -> None:
    """Before it is downloaded. Raises ``InvalidInput``; ``size`` in bytes."""
    if size > MOST_BYTES:
        raise InvalidInput(
            N_(
                "That file has {size} MB, and at most {most} MB can be kept here. Please put it where the group keeps "
                "large files, and share the link; or share a smaller one.",
                size=max(1, round(size / 1024 / 1024)),
                most=MOST_BYTES // 1024 // 1024,
            )
        )


def cleaned(content: bytes, filename: str, alt: str = "") -> Media:
    """A file as it may be kept. Slow for pictures: not for the event loop.

    Raises ``InvalidInput`` when it is too large, of a kind that isn't taken, damaged, or a picture without ``alt``.
    """
    refuse_too_large(len(content))
    ending = next((ending for ending, fits in _KINDS.items() if fits(content)), None)
    if ending is None:
        raise InvalidInput(
            N_(
                "That kind of file isn't taken: it can be a PDF, a document, a spreadsheet, slides, plain text, or a "
                "picture (JPEG, PNG, WebP). What counts is what is in it, not what it is called."
            )
        )
    alt = alt.strip()[:LONGEST_ALT]
    if ending in _PICTURES:
        if not alt:
            raise InvalidInput(
                N_(
                    "Please say in “alt” what the picture shows, in a sentence, for those who can't see it. "
                    "Nothing was kept."
                )
            )
        content = _without_hidden(content, _PICTURES[ending])
    stem = _STEM.sub("-", filename.rsplit(".", 1)[0]).strip("-")[:60] or "file"
    return Media(content, TYPES[ending], f"{stem}.{ending}", alt)


def cleaned_picture(content: bytes, filename: str, alt: str) -> Media:
    """As ``cleaned``, for what has to be a picture. Raises ``InvalidInput`` for anything else."""
    refuse_too_large(len(content))
    if not any(_KINDS[ending](content) for ending in _PICTURES):
        raise InvalidInput(
            N_("That isn't a picture that can be kept: it has to be a JPEG, PNG or WebP. What counts is what is in "
               "it, not what it is called.")
        )  # fmt: skip
    return cleaned(content, filename, alt)


async def keep(session: AsyncSession, guild_id: int, media: Media) -> int:
    """Keep a file in the caller's transaction; its number. Raises ``InvalidInput`` when there are too many already."""
    size = len(media.content)
    if await repository.media_bytes(session, guild_id) + size > MOST_TOGETHER:
        raise InvalidInput(
            N_("The group's files have no more room here. Please ask a facilitator to remove some, or share a link.")
        )
    row = MediaRow(
        guild_id=guild_id, content=media.content, type=media.type, name=media.name, alt=media.alt, size=size
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row.id


async def fetch(session: AsyncSession, guild_id: int, media_id: int) -> Media | None:
    """A file with its bytes; None when it isn't there."""
    row = await repository.media(session, guild_id, media_id)
    return Media(row.content, row.type, row.name, row.alt) if row else None


async def drop(session: AsyncSession, guild_id: int, media_id: int) -> None:
    await repository.delete_media(session, guild_id, media_id)


def _without_hidden(content: bytes, format: str) -> bytes:
    """A picture's pixels, the right way up, in a new file."""
    from PIL import Image, ImageOps  # when the first picture comes

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of pictures that unpack to far more than they are
            with Image.open(io.BytesIO(content), formats=(format,)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise ValueError("too many pixels")
                upright = ImageOps.exif_transpose(opened)
                fresh = Image.new(upright.mode, upright.size)
                if upright.mode == "P" and (palette := upright.getpalette()):
                    fresh.putpalette(palette)
                fresh.paste(upright)
        made = io.BytesIO()
        fresh.save(made, format=format)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise InvalidInput(
            N_("That picture can't be read: it is damaged, or very large. Please save it anew, and try again.")
        ) from None
    return made.getvalue()


def _is_text(content: bytes) -> bool:
    """Plain text: no markup that a program would run, and no control characters."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    shown = all(character.isprintable() or character in "\n\r\t" for character in text)
    return bool(text.strip()) and shown and not text.lstrip().startswith(("<", "#!"))


def _holding(part: str) -> Callable[[bytes], bool]:
    """A zipped document (OOXML) that holds a part of this name, and no macros."""

    def fits(content: bytes) -> bool:
        names = _names(content)
        macros = any("vbaproject" in name.casefold() for name in names)
        return "[Content_Types].xml" in names and part in names and not macros

    return fits


def _open_document(kind: str) -> Callable[[bytes], bool]:
    """A zipped OpenDocument: its first part says what it is (OpenDocument 1.3, part 2, 3.3)."""
    wanted = f"mimetypeapplication/vnd.oasis.opendocument.{kind}".encode()
    return lambda content: content[30 : 30 + len(wanted)] == wanted and bool(_names(content))


def _names(content: bytes) -> list[str]:
    if not content.startswith(b"PK\x03\x04"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def _starting(*parts: tuple[int, bytes]) -> Callable[[bytes], bool]:
    return lambda content: all(content[at : at + len(part)] == part for at, part in parts)


_PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_KINDS: dict[str, Callable[[bytes], bool]] = {
    "pdf": _starting((0, b"%PDF-")),
    "jpg": _starting((0, b"\xff\xd8\xff")),
    "png": _starting((0, b"\x89PNG\r\n\x1a\n")),
    "webp": _starting((0, b"RIFF"), (8, b"WEBP")),
    "docx": _holding("word/document.xml"),
    "xlsx": _holding("xl/workbook.xml"),
    "pptx": _holding("ppt/presentation.xml"),
    "odt": _open_document("text"),
    "ods": _open_document("spreadsheet"),
    "odp": _open_document("presentation"),
    "txt": _is_text,
}
_OFFICE, _ODF = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": f"{_ODF}.text",
    "ods": f"{_ODF}.spreadsheet",
    "odp": f"{_ODF}.presentation",
    "txt": "text/plain",
}
"""What is taken, by the ending it gets (IANA, media types)."""
