"""What reminders hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.reminders import repository
from bot.reminders.service import RemindersService
from bot.texts import N_, Message

COLUMNS = ("text", "first", "zone", "rule", "state", "created_at")


class ReminderData:
    """What reminders hold about a person (``PersonalData``)."""

    feature = "reminders"
    claims = (
        Claim(
            "reminders",
            people=("author_id",),
            personal=("private_text", *COLUMNS),
            impersonal=("id", "guild_id", "channel_id", "role_id", "planned_until", "plan_at", "planned_with"),
        ),
    )

    def __init__(self, reminders: RemindersService) -> None:
        self._reminders = reminders

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        rows = await repository.by_author(session, guild_id, member_id)
        if not rows:
            return None
        own = sum(row.private_text is not None for row in rows)
        lines = [
            N_("your own reminders, encrypted: {n}", n=own) if own else None,
            N_("the group's reminders that you made: {n}", n=len(rows) - own) if len(rows) > own else None,
        ]
        return Holding(N_("Reminders"), tuple(line for line in lines if line))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        return {
            "reminders": [
                {"private_text": self._reminders.private_text(row)} | {name: getattr(row, name) for name in COLUMNS}
                for row in await repository.by_author(session, guild_id, member_id)
            ]
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        rows = await repository.by_author(session, guild_id, member_id)
        await repository.delete_own(session, guild_id, member_id)
        if all(row.private_text is not None for row in rows):
            return ()
        return (N_("The group's reminders that you made go on, without your name."),)
