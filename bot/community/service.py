"""A community's settings and its people's preferences: set once, read from memory."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import repository
from bot.community.models import AuditRow, Changes, CommunityRow, ConsentRow, PreferencesRow
from bot.community.settings import Community, Preferences
from bot.community.standing import NOT_SET_UP, Audience, Person, Someone, require, standing_of
from bot.errors import InvalidInput, NotAllowed
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

MODEL = "community"
NO_PREFERENCES = Preferences()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something on record: ``changes`` gives each changed setting before and after, as text; None is unset."""

    at: datetime
    actor_id: int | None
    action: str
    changes: Mapping[str, tuple[str | None, str | None]]


class CommunityService:
    """Settings, preferences, standing and the audit log of every server."""

    model = MODEL

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._communities: dict[int, Community] = {}
        self._preferences: dict[int, dict[int, Preferences]] = {}

    # -- read models ------------------------------------------------------------------

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Read settings and preferences into memory (``ReadModel``)."""
        communities = {row.guild_id: _community(row) for row in await repository.communities(session, guild_id)}
        preferences = await _read_preferences(session, guild_id)
        if guild_id is None:
            self._communities, self._preferences = communities, preferences
        else:
            self._communities |= communities
            self._preferences[guild_id] = preferences.get(guild_id, {})

    def community(self, guild_id: int) -> Community:
        return self._communities.get(guild_id) or Community(guild_id)

    def communities(self) -> list[Community]:
        """Every server that is set up."""
        return [community for community in self._communities.values() if community.set_up]

    def preferences(self, guild_id: int, member_id: int) -> Preferences:
        return self._preferences.get(guild_id, {}).get(member_id, NO_PREFERENCES)

    def zone_of(self, person: Person) -> str:
        """The zone that a person's times are read and shown in: their own, or else the community's."""
        return self.preferences(person.guild_id, person.member_id).zone or self.community(person.guild_id).zone

    def who_agreed(self, guild_id: int, purpose: str) -> list[int]:
        """Everyone who said yes to a kind of direct message."""
        people = self._preferences.get(guild_id, {})
        return sorted(member_id for member_id, chosen in people.items() if purpose in chosen.consents)

    def person(self, someone: Someone) -> Person:
        """The person's standing in the community, from their roles."""
        community = self.community(someone.guild_id)
        standing = standing_of(
            someone,
            facilitators_role_id=community.facilitators_role_id,
            members_role_id=community.members_role_id,
        )
        return Person(someone.guild_id, someone.member_id, standing)

    def admit(self, someone: Someone, audience: Audience, feature: str | None, *, early: bool = False) -> Person:
        """The person, if they are among ``audience`` and the community offers the feature.

        Raises ``NotAllowed`` with who may, that nothing is set up yet, or that the feature is switched off.
        """
        community = self.community(someone.guild_id)
        person = self.person(someone)
        require(person.standing, audience, set_up=community.set_up)
        if not community.offers(feature, early=early):
            off = N_("This part of Heronry is switched off on this server.")
            raise NotAllowed(off if community.set_up else NOT_SET_UP)
        return person

    # -- use cases --------------------------------------------------------------------

    async def set_up(self, actor: Person, wanted: Community) -> Community:
        """Save a community's settings as a whole, whatever they were. Raises as ``change`` does."""
        return await self.change(actor, lambda _before: wanted)

    async def change(self, actor: Person, change: Callable[[Community], Community]) -> Community:
        """Apply a change to a community's settings as they stand, and say in the audit log what changed.

        Raises ``NotAllowed`` for anyone but an administrator and ``InvalidInput``
        when members and facilitators would be the same role.
        """
        require(actor.standing, Audience.ADMINISTRATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, actor.guild_id)
            rows = await repository.communities(session, actor.guild_id)
            before = _community(rows[0]) if rows else Community(actor.guild_id)
            wanted = change(before)
            _refuse_a_shared_role(wanted)
            if differences := _differences(before, wanted):
                await session.merge(_community_row(wanted))
                await bump(session, actor.guild_id, MODEL)
                self.note(session, actor, "settings changed", differences)
        return wanted

    async def choose(self, person: Person, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Apply a change to a person's own preferences and consents as they stand. Raises what ``change`` raises."""
        guild_id, member_id = person.guild_id, person.member_id
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            known = await _read_preferences(session, guild_id, member_id)
            wanted = change(known.get(guild_id, {}).get(member_id, NO_PREFERENCES))
            await session.merge(_preferences_row(person, wanted))
            await repository.replace_consents(session, guild_id, member_id, wanted.consents, self._clock.now())
            await bump(session, guild_id, MODEL)
        return wanted

    async def choose_quiet(self, person: Person, start: str, end: str, away: str) -> Preferences:
        """Save a person's quiet hours and absence, as typed.

        Raises ``InvalidInput`` when one can't be read, or only one end of the hours is given.
        """
        zone, now = self.community(person.guild_id).zone, self._clock.now()
        return await self.choose(person, lambda p: p.with_quiet(start, end, away, default_zone=zone, now=now))

    async def audit(self, actor: Person, limit: int = 20) -> list[AuditEntry]:
        """The latest changes, newest first. Raises ``NotAllowed`` for anyone but an administrator."""
        require(actor.standing, Audience.ADMINISTRATOR, set_up=True)
        async with self._database.read() as session:
            rows = await repository.audit_entries(session, actor.guild_id, limit)
        return [
            AuditEntry(row.at, row.actor_id, row.action, {name: (old, new) for name, (old, new) in row.detail.items()})
            for row in rows
        ]

    def note(self, session: AsyncSession, actor: Person, action: str, detail: Changes | None = None) -> None:
        """Put on record what someone did, in the transaction that does it. ``detail`` must name nobody."""
        session.add(
            AuditRow(
                guild_id=actor.guild_id,
                at=self._clock.now(),
                actor_id=actor.member_id,
                action=action,
                detail=detail or {},
            )
        )


async def _read_preferences(
    session: AsyncSession, guild_id: int | None, member_id: int | None = None
) -> dict[int, dict[int, Preferences]]:
    """What people chose, by community and person: everyone's, a community's, or one person's in it."""
    found: dict[int, dict[int, Preferences]] = {}
    for row in await repository.chosen(session, PreferencesRow, guild_id, member_id):
        found.setdefault(row.guild_id, {})[row.member_id] = _preferences(row)
    for consent in await repository.chosen(session, ConsentRow, guild_id, member_id):
        people = found.setdefault(consent.guild_id, {})
        known = people.get(consent.member_id, NO_PREFERENCES)
        people[consent.member_id] = replace(known, consents=known.consents | {consent.purpose})
    return found


def _refuse_a_shared_role(wanted: Community) -> None:
    role = wanted.facilitators_role_id
    if role is not None and role in (wanted.members_role_id, wanted.guild_id):
        raise InvalidInput(
            N_(
                "Facilitators see and do more than members, so the two can't be the same role. "
                "Please choose another role for facilitators."
            )
        )


def _community(row: CommunityRow) -> Community:
    return Community(
        guild_id=row.guild_id,
        zone=row.zone,
        locale=row.locale,
        facilitators_role_id=row.facilitators_role_id,
        members_role_id=row.members_role_id,
        notices_channel_id=row.notices_channel_id,
        features_off=frozenset(row.features_off),
    )


def _community_row(wanted: Community) -> CommunityRow:
    values: dict[str, Any] = asdict(wanted) | {"features_off": sorted(wanted.features_off)}
    return CommunityRow(**values)


def _preferences(row: PreferencesRow) -> Preferences:
    return Preferences(row.zone, row.locale, row.quiet_from, row.quiet_until, row.away_until)


def _preferences_row(person: Person, wanted: Preferences) -> PreferencesRow:
    values: dict[str, Any] = {k: v for k, v in asdict(wanted).items() if k != "consents"}
    return PreferencesRow(guild_id=person.guild_id, member_id=person.member_id, **values)


def _differences(before: Community, after: Community) -> Changes:
    old, new = asdict(before), asdict(after)
    return {name: [_text(old[name]), _text(new[name])] for name in new if old[name] != new[name]}


def _text(value: int | str | frozenset[str] | None) -> str | None:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or None
    return None if value is None else str(value)
