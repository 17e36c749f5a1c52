"""Attachments by address; the address runs out, as Discord's do."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import quote

from aiohttp import web

from sandbox.model import Attachment
from sandbox.world import World

GOOD_FOR = 24 * 3600
"""Seconds an address works (https://discord.com/developers/docs/reference#signed-attachment-cdn-urls)."""


class Cdn:
    def __init__(self, world: World, base: str) -> None:
        self._world = world
        self.base = base
        self._secret = secrets.token_bytes(32)

    def attachment(self, one: Attachment) -> str:
        """An address of the file with `ex` (when it runs out), `is` (when it was issued) and `hm` (signature)."""
        issued = int(self._world.clock.pulse.now())
        expires = issued + GOOD_FOR
        path = f"attachments/{one.channel_id}/{one.id}/{one.filename}"
        query = f"ex={expires:x}&is={issued:x}&hm={self._sign(path, expires, issued)}"
        return f"{self.base}/attachments/{one.channel_id}/{one.id}/{quote(one.filename)}?{query}"

    def _sign(self, path: str, expires: int, issued: int) -> str:
        return hmac.new(self._secret, f"{path}:{expires}:{issued}".encode(), hashlib.sha256).hexdigest()

    async def serve(self, request: web.Request) -> web.Response:
        """The file, or 404: for an unknown, altered or expired address alike, as Discord's CDN answers."""
        path = request.match_info["path"]
        pieces = path.split("/")
        known = len(pieces) == 4 and pieces[0] == "attachments" and self._valid(path, request.query)
        attachment = self._world.state.attachments.get(int(pieces[2])) if known and pieces[2].isdecimal() else None
        # A stranger's file must never run as the page's own script or markup.
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        if attachment is None:
            return web.Response(status=404, text="This content is no longer available.", headers=headers)
        kind = (attachment.content_type or "application/octet-stream").split(";")[0]
        return web.Response(body=attachment.data, content_type=kind, headers=headers)

    def _valid(self, path: str, query: Mapping[str, str]) -> bool:
        try:
            expires, issued = int(query["ex"], 16), int(query["is"], 16)
        except (KeyError, ValueError):
            return False
        genuine = hmac.compare_digest(query.get("hm", ""), self._sign(path, expires, issued))
        return genuine and self._world.clock.pulse.now() < expires
