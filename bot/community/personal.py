"""What the community's own tables hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community import repository
from bot.community.avoiding import Avoiding
from bot.community.models import ApartRow, ConsentRow, PreferencesRow
from bot.community.privacy import Claim, Holding
from bot.community.service import MODEL
from bot.storage.revisions import bump
from bot.texts import N_, Message

PREFERENCES = ("zone", "locale", "quiet_from", "quiet_until", "away_until")


class CommunityData:
    """What the community's own tables hold about a person (``PersonalData``)."""

    feature = "community"
    claims = (
        Claim(
            "preferences",
            people=("member_id",),
            personal=PREFERENCES,
            impersonal=("guild_id",),
        ),
        Claim("consents", people=("member_id",), personal=("purpose", "given_at"), impersonal=("guild_id",)),
        Claim("memberships", people=("member_id",), personal=("checked_at", "missing_since"), impersonal=("guild_id",)),
        Claim(
            "audit_entries",
            people=("actor_id",),
            impersonal=("id", "guild_id", "at", "action", "detail"),
        ),
    )

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        held = await self.export(session, guild_id, member_id)
        if not any(held.values()):
            return None
        lines = [
            N_("your preferences: time zone, language, quiet hours, away") if held["preferences"] else None,
            N_("which direct messages you said yes to") if held["consents"] else None,
            N_("settings you changed as an administrator") if held["changes_you_made"] else None,
            N_("when Heronry last looked whether you are still on this server") if held["membership"] else None,
        ]
        return Holding(N_("Settings and preferences"), tuple(line for line in lines if line))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        rows = await repository.chosen(session, PreferencesRow, guild_id, member_id)
        given = await repository.chosen(session, ConsentRow, guild_id, member_id)
        changes = await repository.audit_entries_by(session, guild_id, member_id)
        looked_for = await repository.membership(session, guild_id, member_id)
        return {
            "preferences": [{name: getattr(row, name) for name in PREFERENCES} for row in rows],
            "consents": [{"purpose": row.purpose, "given_at": row.given_at} for row in given],
            "changes_you_made": [{"at": row.at, "action": row.action, "detail": row.detail} for row in changes],
            "membership": looked_for
            and {"checked_at": looked_for.checked_at, "missing_since": looked_for.missing_since},
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await repository.delete_person(session, guild_id, member_id)
        kept = await repository.forget_actor(session, guild_id, member_id)
        await bump(session, guild_id, MODEL)
        if not kept:
            return ()
        return (
            N_(
                "What you changed in the server's settings stays in its record, without your name, "
                "so that the group can see how it came to be set up."
            ),
        )


class ApartData:
    """A person's private list of whom they'd rather not be put together with (``PersonalData``).

    It is its owner's alone: whoever stands on somebody's list is told nothing of it, neither here nor in an export.
    """

    feature = "apart"
    claims = (Claim("apart_lists", people=("member_id",), personal=("kept",), impersonal=("guild_id",)),)

    def __init__(self, avoiding: Avoiding) -> None:
        self._avoiding = avoiding

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        if not await repository.apart(session, guild_id, member_id):
            return None
        return Holding(
            N_("Your private list"), (N_("whom you'd rather not be paired or grouped with, encrypted, for you alone"),)
        )

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        rows = await repository.apart(session, guild_id, member_id)
        return {"lists": [{"kept": self._told(row)} for row in rows]}

    def _told(self, row: ApartRow) -> Mapping[str, object] | None:
        known = self._avoiding.opened(row)
        if known is None:
            return None
        return {
            "rather_not_with": [str(one) for one in sorted(known.avoid)],
            "supervisors": [str(one) for one in sorted(known.supervisors)],
            "people_on_it_who_were_erased_since": len(known.erased),
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await self._avoiding.forget(session, guild_id, member_id)
        return ()
