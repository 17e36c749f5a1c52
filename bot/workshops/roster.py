"""Who comes to a workshop, for facilitators: as lines, and as a file for a spreadsheet program."""

from dataclasses import dataclass
from typing import Protocol

from bot.community import sheet
from bot.community.standing import Audience, Person, require
from bot.delivery.service import Outbox
from bot.storage.database import Database
from bot.storage.sealed import Keyring
from bot.texts import _
from bot.workshops import repository
from bot.workshops.entries import Role, Standing, State, WorkshopGone
from bot.workshops.group_notices import GROUP_DIRECT
from bot.workshops.notices import CHANGED_DIRECT, OFFER, PLACED
from bot.workshops.rows import needs_of

TOLD = (CHANGED_DIRECT, GROUP_DIRECT, OFFER, PLACED)
"""What people have to hear of in time."""


class Names(Protocol):
    """What is needed of the directory."""

    def name_of(self, guild_id: int, member_id: int) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person on the roster; ``needs`` are empty unless they were asked for, None when they can't be opened."""

    member_id: int
    name: str | None
    role: Role
    standing: Standing
    stage: str
    topics: tuple[str, ...]
    attended: bool | None
    needs: str | None = ""


class RosterService:
    """The list of those who signed up."""

    def __init__(self, database: Database, keyring: Keyring, names: Names, outbox: Outbox) -> None:
        self._database = database
        self._keyring = keyring
        self._names = names
        self._outbox = outbox

    async def roster(self, person: Person, workshop_id: int, *, with_needs: bool = False) -> list[Attendee]:
        """Everyone who signed up, in the order they came. Raises ``NotAllowed``, ``WorkshopGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            row = await repository.workshop(session, person.guild_id, workshop_id)
            if row is None or row.state == State.DRAFT:
                raise WorkshopGone
            places = await repository.places(session, workshop_id)
        return [
            Attendee(
                one.member_id, self._names.name_of(one.guild_id, one.member_id), Role(one.role),
                Standing(one.standing), one.stage, tuple(one.topics), one.attended,
                needs_of(one, self._keyring) if with_needs else "",
            )
            for one in places
        ]  # fmt: skip

    async def unheard(self, person: Person, workshop_id: int) -> list[int]:
        """Who signed up, and for whom something that was to be said of the workshop waits until their next visit,
        whatever the reason. Raises as ``roster``."""
        there = {one.member_id for one in await self.roster(person, workshop_id)}
        async with self._database.read() as session:
            found = await self._outbox.unheard(session, person.guild_id, TOLD, workshop_id)
        return [one for one in found if one in there]

    async def export(self, person: Person, workshop_id: int, *, with_needs: bool = False) -> bytes:
        """The roster as CSV, in which nothing is taken for a formula. Raises as ``roster``."""
        people = await self.roster(person, workshop_id, with_needs=with_needs)
        head = [_("name"), "discord_id", _("role"), _("standing"), _("career stage"), _("topics"), _("came")]
        rows = [head + ([_("access needs")] if with_needs else [])]
        for one in people:
            came = "" if one.attended is None else _("yes") if one.attended else _("no")
            line = [one.name or "", str(one.member_id), one.role.value, one.standing.value, one.stage,
                    "; ".join(one.topics), came]  # fmt: skip
            needs = _("(can't be opened)") if one.needs is None else one.needs
            rows.append(line + ([needs] if with_needs else []))
        return sheet.written(rows)
