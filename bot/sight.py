"""What whoever hosts Heronry can see: logs and metrics, without anything personal in them."""

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import ClientError, web
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

INTERACTIONS = Counter("heronry_interactions_total", "Interactions answered, by kind", ["kind"])
FAILURES = Counter("heronry_failures_total", "Unexpected errors shown with a reference code")
ANSWER_SECONDS = Histogram(
    "heronry_answer_seconds", "From an interaction's arrival to the end of its handling",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 10),
)  # fmt: skip
DELIVERIES = Counter(
    "heronry_deliveries_total", "Tries to send something, by kind and by how they ended", ["kind", "end"]
)
BACKUP = Gauge("heronry_backup_timestamp_seconds", "When the newest backup was taken, in seconds since 1970")
READY = Gauge("heronry_ready", "1 while connected to Discord")

# Interaction and webhook addresses carry tokens that let anyone answer in our name.
_TOKENS = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?]+")


class Redacting(logging.Filter):
    """Takes the bot's token, and the tokens in addresses, out of every line."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.clean(record.getMessage()), None
        cause = record.exc_info[1] if record.exc_info else None
        if record.name.startswith("discord.") and isinstance(cause, OSError | ClientError | TimeoutError):
            # The network was away: discord.py tries again, and a traceback would tell a host nothing.
            record.msg, record.exc_info = f"{record.msg} ({type(cause).__name__})", None
        elif record.exc_info:
            record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
        return True

    def clean(self, text: str) -> str:
        text = _TOKENS.sub(r"\1…", text)
        return text.replace(self._secret, "…") if self._secret else text


class JsonLines(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if reference := getattr(record, "reference", None):
            line["reference"] = reference
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def start_logging(level: str, style: str, secret: str) -> None:
    """Log to standard error as text or JSON, the bot's token taken out."""
    handler = logging.StreamHandler()
    text = logging.Formatter("{asctime} {levelname:<7} {name}: {message}", "%Y-%m-%d %H:%M:%S", style="{")
    handler.setFormatter(JsonLines() if style == "json" else text)
    handler.addFilter(Redacting(secret))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # At debug these print what people typed; their information is enough.
    for chatty in ("discord", "aiosqlite", "asyncio"):
        logging.getLogger(chatty).setLevel(max(logging.INFO, logging.getLogger().level))
    # Each look at the database's version would be a line, and each scheduled run; APScheduler warns besides
    # of every round that isn't begun because the one before it is still at work, as while much is delivered.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


async def serve_metrics(port: int, is_connected: Callable[[], bool]) -> web.AppRunner:
    """Serve ``/healthz`` and ``/metrics`` on localhost; 503 from ``/healthz`` while not connected."""
    READY.set_function(is_connected)

    async def health(_request: web.Request) -> web.Response:
        ready = is_connected()
        return web.Response(text="ok\n" if ready else "not connected\n", status=200 if ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/healthz", health), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner
