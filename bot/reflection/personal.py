"""What reflections hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.reflection import repository, rows
from bot.reflection.sharing import SharingService
from bot.storage.sealed import Keyring
from bot.texts import N_, Message


class ReflectionData:
    """What reflections hold about a person (``PersonalData``)."""

    feature = "reflection"
    claims = (
        Claim("reflection_books", people=("member_id",), personal=("agreed_at",), impersonal=("guild_id",)),
        Claim(
            "reflection_entries",
            people=("member_id",),
            personal=("content", "written_at"),
            impersonal=("id", "guild_id", "version"),
        ),
        Claim(
            "reflection_drafts",
            people=("member_id",),
            personal=("content", "saved_at"),
            impersonal=("id", "guild_id"),
        ),
        Claim(
            "reflection_shares",
            people=("member_id",),
            personal=("content", "channel_id", "shared_at"),
            impersonal=("id", "guild_id", "entry_id", "state", "message_id"),
        ),
    )

    def __init__(self, keyring: Keyring, sharing: SharingService) -> None:
        self._keyring = keyring
        self._sharing = sharing

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        entries = await repository.count_entries(session, guild_id, member_id)
        drafts = len(await repository.all_drafts(session, guild_id, member_id))
        shown = len(await repository.shares(session, guild_id, member_id))
        agreed = await repository.book(session, guild_id, member_id) is not None
        if not (entries or drafts or shown or agreed):
            return None
        lines = [
            N_("that you agreed to keep reflections here") if agreed else None,
            N_("your reflections, encrypted: {n}", n=entries) if entries else None,
            N_("unfinished ones, encrypted, for a day: {n}", n=drafts) if drafts else None,
            N_("what you have shown to the group: {n}", n=shown) if shown else None,
        ]
        return Holding(N_("Reflections"), tuple(line for line in lines if line))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        book = await repository.book(session, guild_id, member_id)
        return {
            "agreed_at": book.agreed_at if book else None,
            "reflections": [
                {"content": rows.content_of(self._keyring, row, rows.entry_place(row)), "written_at": row.written_at}
                for row in await repository.entries(session, guild_id, member_id)
            ],
            "drafts": [
                {"content": rows.content_of(self._keyring, row, rows.draft_place(row)), "saved_at": row.saved_at}
                for row in await repository.all_drafts(session, guild_id, member_id)
            ],
            "shown": [
                {
                    "content": rows.content_of(self._keyring, row, rows.share_place(row)),
                    "channel_id": row.channel_id,
                    "shared_at": row.shared_at,
                }
                for row in await repository.shares(session, guild_id, member_id)
            ],
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        shown = await self._sharing.withdraw_all(session, guild_id, member_id)
        await repository.delete_book(session, guild_id, member_id)
        if not shown:
            return ()
        return (
            N_(
                "What you have shown to the group of your reflections is taken out of its channel within a few "
                "minutes. Whoever has read it may remember it."
            ),
        )
