"""What the outbox keeps of a workshop's notices: keys, and a word or two of what each is about."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.delivery.kinds import Draft
from bot.workshops.drawing import Lots
from bot.workshops.entries import Role
from bot.workshops.models import WorkshopRow


def change_kept(was: datetime, what: Collection[str]) -> str:
    """A change as an outbox row keeps it: the time before it, and what else is another now."""
    return f"{stamped(was)}:{'+'.join(sorted(what))}"


def change_read(detail: str) -> tuple[datetime, frozenset[str]]:
    """A change as it was kept."""
    was, _colon, what = detail.partition(":")
    return datetime.fromtimestamp(int(was), UTC), frozenset(filter(None, what.split("+")))


def lots_kept(came: Mapping[Role, Lots]) -> str:
    """What came of a draw as an outbox row keeps it: people may have withdrawn before it is said."""
    return json.dumps({role: [one.applied, one.first, one.places, one.before] for role, one in came.items()})


def lots_read(detail: str) -> dict[Role, Lots]:
    """What came of a draw, as it was kept; nothing where only its number of people was."""
    kept: dict[str, list[Any]] | int = json.loads(detail)
    return {Role(role): Lots(*said) for role, said in kept.items()} if isinstance(kept, dict) else {}


def stamped(at: datetime) -> str:
    """A moment as an outbox row keeps it: seconds since 1970."""
    return f"{int(at.timestamp())}"


def when(row: WorkshopRow) -> str:
    """The time that something is said for: what is for another says nothing."""
    return stamped(row.at)


def draft_of(
    row: WorkshopRow,
    kind: str,
    what: str,
    due_at: datetime,
    *,
    channel_id: int | None = None,
    member_id: int | None = None,
    detail: str = "",
) -> Draft:
    """Something to be said of a workshop, once in a channel or to a person for each ``what``."""
    whom = f"member:{member_id}" if member_id else f"channel:{channel_id}"
    return Draft(f"workshop:{row.id}:{what}:{whom}", kind, row.id, due_at, channel_id, member_id, detail)
