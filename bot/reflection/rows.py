"""Between sealed rows and plain values. A row's content is JSON in one sealed text, so that nothing of it shows."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.reflection.entries import DRAFTS_KEPT, Answer, Draft, Locked, Reflection, Shared
from bot.reflection.models import DraftRow, EntryRow, ShareRow
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place, Sealed


def entry_place(row: EntryRow) -> Place:
    return Place("reflection_entries.content", row.member_id, row.id)


def draft_place(row: DraftRow) -> Place:
    return Place("reflection_drafts.content", row.member_id, row.id)


def share_place(row: ShareRow) -> Place:
    assert row.member_id is not None, "what was taken back has no content"
    return Place("reflection_shares.content", row.member_id, row.id)


def keep(keyring: Keyring, row: EntryRow, said: Reflection) -> None:
    """Seal a reflection into its row, which has its number already. Raises ``NoKey``."""
    content = _answers(said.answers) | {
        "day": said.day.isoformat(),
        "model": said.model,
        "title": said.title,
        "tags": said.tags,
        "about": said.about,
        "hours": str(said.hours),
        "participatory": str(said.participatory),
        "action": said.action,
        "due": said.action_due.isoformat() if said.action_due else None,
        "reminder": said.reminder_id,
    }
    row.content = keyring.seal(json.dumps(content), entry_place(row))


def reflection_of(keyring: Keyring, row: EntryRow) -> Reflection:
    """Raises ``Locked``."""
    content = _opened(keyring, row.content, entry_place(row))
    return Reflection(
        id=row.id,
        written_at=row.written_at,
        version=row.version,
        day=date.fromisoformat(content["day"]),
        model=content["model"],
        title=content["title"],
        answers=_read(content),
        tags=tuple(content["tags"]),
        about=content["about"],
        hours=Decimal(content["hours"]),
        participatory=Decimal(content["participatory"]),
        action=content["action"],
        action_due=date.fromisoformat(content["due"]) if content["due"] else None,
        reminder_id=content["reminder"],
    )


def keep_draft(keyring: Keyring, row: DraftRow, draft: Draft) -> None:
    """Seal a draft into its row, which has its number already. Raises ``NoKey``."""
    content = _answers(draft.answers) | {
        "guide": draft.guide_id,
        "model": draft.model,
        "about": draft.about,
        "day": draft.day.isoformat(),
        "done": draft.done,
        "steps": draft.steps,
    }
    row.content = keyring.seal(json.dumps(content), draft_place(row))


def draft_of(keyring: Keyring, row: DraftRow) -> Draft:
    """Raises ``Locked``."""
    content = _opened(keyring, row.content, draft_place(row))
    return Draft(
        id=row.id,
        guide_id=content["guide"],
        model=content["model"],
        about=content["about"],
        day=date.fromisoformat(content["day"]),
        done=content["done"],
        steps=content["steps"],
        answers=_read(content),
        until=row.saved_at + DRAFTS_KEPT,
    )


def keep_share(keyring: Keyring, row: ShareRow, what: Shared) -> None:
    """Seal what is shown into its row, which has its number already. Raises ``NoKey``."""
    content = _answers(what.answers) | {"title": what.title, "model": what.model}
    row.content = keyring.seal(json.dumps(content), share_place(row))


def shared_of(keyring: Keyring, row: ShareRow) -> Shared | None:
    """What is shown; None once it was taken back. Raises ``Locked``."""
    if row.content is None or row.member_id is None:
        return None
    content = _opened(keyring, row.content, share_place(row))
    return Shared(row.member_id, content["title"], content["model"], _read(content), row.id)


def content_of(keyring: Keyring, row: EntryRow | DraftRow | ShareRow, place: Place) -> dict[str, Any] | None:
    """A row's content as it is kept, for its author's export; None when it can't be opened."""
    try:
        return None if row.content is None else _opened(keyring, row.content, place)
    except Locked:
        return None


def _answers(answers: tuple[Answer, ...]) -> dict[str, Any]:
    return {"answers": [[one.prompt, one.text] for one in answers]}


def _read(content: Mapping[str, Any]) -> tuple[Answer, ...]:
    return tuple(Answer(prompt, text) for prompt, text in content["answers"])


def _opened(keyring: Keyring, sealed: Sealed, place: Place) -> dict[str, Any]:
    try:
        return json.loads(keyring.open(sealed, place))
    except (CannotOpen, NoKey):
        raise Locked from None
