"""Looking for a phrase wherever whoever hosts Heronry, or takes a copy of something, could come upon it."""

import base64
import io
import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from prometheus_client import generate_latest
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from bot.services import Services
from bot.sight import JsonLines, start_logging
from bot.storage import backup
from sandbox.driver import Person
from tests.acceptance.house import TOKEN, House


def forms(phrase: str) -> dict[str, bytes]:
    """The phrase in each form that something might have written it in."""
    found = {name: phrase.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be")}
    found |= {f"{name} in hex": one.hex().encode() for name, one in found.items()}
    found |= {f"{name}, great": one.upper() for name, one in found.items() if name.endswith("hex")}
    plain = found["utf-8"]
    for shift in range(3):  # wherever in a longer text it stands
        encoded = base64.b64encode(b"\0" * shift + plain)[-(-shift * 4 // 3) : (shift + len(plain)) * 4 // 3]
        found |= {f"base64, {shift}": encoded, f"base64 for addresses, {shift}": encoded.translate(_FOR_ADDRESSES)}
    escaped = json.dumps(phrase)[1:-1]
    found |= {"JSON": escaped.encode(), "JSON in JSON": json.dumps(escaped)[1:-1].encode()}
    return found | {"repr": repr(plain)[2:-1].encode(), "in an address": quote(phrase).encode()}


_FOR_ADDRESSES = bytes.maketrans(b"+/", b"-_")


def found_in(places: dict[str, bytes], phrase: str) -> set[tuple[str, str]]:
    """In which places the phrase stands, and in which form."""
    looked_for = forms(phrase)
    return {(place, form) for place, held in places.items() for form, one in looked_for.items() if one in held}


@contextmanager
def logged() -> Generator[io.StringIO]:
    """What Heronry logs at debug, as text and as JSON: just as the command line would have it logged."""
    root, taken = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("discord", "aiosqlite", "asyncio")}
    root.handlers.clear()  # pytest's own come back
    start_logging("debug", "text", TOKEN)
    [ours] = root.handlers
    ours.__dict__["stream"] = taken  # instead of standard error
    as_json = logging.StreamHandler(taken)
    as_json.setFormatter(JsonLines())
    root.addHandler(as_json)
    try:
        yield taken
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)


async def places(home: House, log: io.StringIO, reader: Person, channels: list[int]) -> dict[str, bytes]:
    """Everything there is to look through, by what it is; ``reader`` reads the channels."""
    assert home.services is not None
    services = home.services
    if services.database.is_sqlite:
        held = await _files(services)
    else:
        held = {"database": await _rows(services)}
    said = [json.dumps(shown.payload) for channel in channels for shown in await reader.reads(channel=channel)]
    return held | {
        "logs": log.getvalue().encode(),
        "metrics": generate_latest(),
        "channels": "\n".join(said).encode(),
    }


async def _files(services: Services) -> dict[str, bytes]:
    path = Path(make_url(services.settings.database).database or "")
    log = path.with_name(f"{path.name}-wal").read_bytes()
    kept = await backup.keep(services.database.url, services.copies, "looked-through", services.clock.now())
    copied = kept.read_bytes()
    kept.unlink()
    return {"log of the database": log, "database": path.read_bytes(), "backup": copied}


async def _rows(services: Services) -> bytes:
    """Every row of every table, as PostgreSQL writes it."""
    async with services.database.reader.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        rows = [
            row
            for name in names
            for row in (await connection.execute(text(f'SELECT row_to_json(t)::text FROM "{name}" t'))).scalars()
        ]
    return "\n".join(rows).encode()
