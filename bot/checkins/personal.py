"""What check-ins hold about a person: for a week that they have answered, and never what."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkins.service import CheckInsService
from bot.community.privacy import Claim, Holding
from bot.texts import N_, Message


class CheckInData:
    """What check-ins hold about a person (``PersonalData``). No column names anybody."""

    feature = "checkins"
    claims: tuple[Claim, ...] = ()

    def __init__(self, checkins: CheckInsService) -> None:
        self._checkins = checkins

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        if not await self._checkins.has_answered(session, guild_id, member_id):
            return None
        return Holding(
            N_("Check-ins"), (N_("that you answered a check-in which is still open; what you answered can't be found"),)
        )

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        return {"answered_check_ins_open_until": await self._checkins.has_answered(session, guild_id, member_id)}

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        """That somebody has answered stays until the round closes: or else they could answer again, and whoever
        answered often enough would bring the others' answers into a picture of one."""
        open_until = await self._checkins.has_answered(session, guild_id, member_id)
        if not open_until:
            return ()
        return (
            N_(
                "That you have answered a check-in stays until it closes, on {day} at the latest, so that nobody "
                "answers twice. What you answered is counted without your name and can't be found again.",
                day=f"{max(open_until):%d %B %Y}",
            ),
        )
