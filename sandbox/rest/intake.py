"""A request's body: JSON, or multipart with `payload_json` and `files[n]`, within bounds."""

from __future__ import annotations

import re
from typing import Any

import orjson
from aiohttp import BodyPartReader, web

from sandbox.errors import ApiError
from sandbox.rest.call import Upload

LARGEST_FILE = 10 << 20
"""Bytes of one attachment without a boosted server."""
LARGEST_BODY = 25 << 20
"""Bytes of a whole request."""
FILE_FIELD = re.compile(r"(?:files\[(\d+)\]|file(\d*))")


def too_large() -> ApiError:
    return ApiError(413, 40005, "Request entity too large")


def invalid_json() -> ApiError:
    return ApiError(400, 50109, "The request body contains invalid JSON.")


async def read(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """The parsed JSON (None without a body) and the files by number. Raises ApiError (400, 413)."""
    if not request.can_read_body:
        return None, {}
    if request.content_type.startswith("multipart/"):
        return await _multipart(request)
    raw = await _bounded(request)
    return (_parsed(raw) if raw else None), {}


async def _bounded(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise too_large() from error


def _parsed(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise invalid_json() from error


async def _multipart(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    payload: Any = None
    fields: dict[str, str] = {}
    uploads: dict[int, Upload] = {}
    total = 0
    try:
        reader = await request.multipart()
        async for part in reader:
            if not isinstance(part, BodyPartReader):
                raise ApiError(400, 50035, "Invalid Form Body: nested multipart")
            name = part.name or ""
            data = await _part(part)
            total += len(data)
            if total > LARGEST_BODY:
                raise too_large()
            if name == "payload_json":
                payload = _parsed(data)
            elif match := FILE_FIELD.fullmatch(name):
                kind = part.headers.get("Content-Type")
                number = int(match.group(1) or match.group(2) or len(uploads))
                uploads[number] = Upload(part.filename or "unknown", kind, data)
            else:
                fields[name] = data.decode(errors="replace")
    except ValueError as error:
        raise ApiError(400, 50035, "Invalid Form Body: malformed multipart") from error
    return (payload if payload is not None else fields or None), uploads


async def _part(part: BodyPartReader) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        data += chunk
        if len(data) > LARGEST_FILE:
            raise too_large()
    return bytes(part.decode(data))
