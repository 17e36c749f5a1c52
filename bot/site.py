"""The small public site: calendars at their secret addresses, and nothing else. Off unless it is set up.

The address is the key, so it is written nowhere: there is no access log, and an unknown one is answered like any
other that isn't there.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from bot.errors import UserError
from bot.meetings.calendars import Feed

LONGEST_SECRET = 100
HEADERS = {
    "Cache-Control": "private, max-age=900",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def site(feed: Callable[[str], Awaitable[Feed | None]]) -> web.Application:
    """The application: ``GET /calendar/{secret}.ics``."""

    async def calendar(request: web.Request) -> web.Response:
        secret = request.match_info["secret"]
        try:
            found = await feed(secret) if len(secret) <= LONGEST_SECRET else None
        except UserError:  # the database is out of reach: calendars try again by themselves
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "600"})
        if found is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="There is no such calendar.\n")
        headers = {**HEADERS, "ETag": found.etag}
        if found.etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return web.Response(body=found.document, headers=headers, content_type="text/calendar", charset="utf-8")

    app = web.Application(client_max_size=1_024)
    app.add_routes([web.get("/calendar/{secret}.ics", calendar)])
    return app


async def serve(port: int, feed: Callable[[str], Awaitable[Feed | None]]) -> web.AppRunner:
    """Serve the site on all interfaces, to be put behind whatever speaks HTTPS. Raises ``OSError``."""
    runner = web.AppRunner(site(feed), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, port=port).start()
    return runner
