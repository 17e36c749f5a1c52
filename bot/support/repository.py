"""Every query on peer support."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.support.models import (
    AcceptanceRow,
    AgreementRow,
    MuteRow,
    NoteRow,
    QuestionRow,
    RotaRow,
    SupportSettingsRow,
    UnsignedRow,
    WorryRow,
)


async def settings(session: AsyncSession, guild_id: int) -> SupportSettingsRow | None:
    return await session.get(SupportSettingsRow, guild_id)


async def everywhere(session: AsyncSession) -> Sequence[int]:
    """The servers in which anything about the space is set."""
    return (await session.scalars(select(SupportSettingsRow.guild_id))).all()


# -- the agreement --------------------------------------------------------------------------


async def agreement(session: AsyncSession, guild_id: int) -> AgreementRow | None:
    """The version that holds."""
    query = select(AgreementRow).where(AgreementRow.guild_id == guild_id).order_by(AgreementRow.version.desc())
    return (await session.scalars(query.limit(1))).first()


async def acceptance(session: AsyncSession, guild_id: int, member_id: int) -> AcceptanceRow | None:
    return await session.get(AcceptanceRow, (guild_id, member_id))


async def accepted_before(session: AsyncSession, guild_id: int, version: int) -> Sequence[int]:
    """Whoever has accepted an older version, and not this one."""
    query = select(AcceptanceRow.member_id).where(AcceptanceRow.guild_id == guild_id, AcceptanceRow.version < version)
    return (await session.scalars(query.order_by(AcceptanceRow.member_id))).all()


async def count_accepted(session: AsyncSession, guild_id: int, version: int) -> int:
    query = select(func.count()).where(AcceptanceRow.guild_id == guild_id, AcceptanceRow.version == version)
    return (await session.scalar(query)) or 0


# -- the rota -------------------------------------------------------------------------------


async def rota(session: AsyncSession, guild_id: int) -> Sequence[RotaRow]:
    """Everyone with a duty, and whoever is to be taken out of the thread; the longest there first."""
    query = select(RotaRow).where(RotaRow.guild_id == guild_id).order_by(RotaRow.since, RotaRow.member_id)
    return (await session.scalars(query)).all()


async def on_rota(session: AsyncSession, guild_id: int, member_id: int) -> RotaRow | None:
    return await session.get(RotaRow, (guild_id, member_id))


# -- worries and questions ------------------------------------------------------------------


async def worry(session: AsyncSession, guild_id: int, worry_id: int) -> WorryRow | None:
    row = await session.get(WorryRow, worry_id)
    return row if row is not None and row.guild_id == guild_id else None


async def worries(session: AsyncSession, guild_id: int, states: Collection[str] = ()) -> Sequence[WorryRow]:
    """A server's worries, oldest first; all of them, or those in some states."""
    query = select(WorryRow).where(WorryRow.guild_id == guild_id)
    if states:
        query = query.where(WorryRow.state.in_(states))
    return (await session.scalars(query.order_by(WorryRow.id))).all()


async def worries_of(session: AsyncSession, guild_id: int, reporter_id: int) -> Sequence[WorryRow]:
    query = select(WorryRow).where(WorryRow.guild_id == guild_id, WorryRow.reporter_id == reporter_id)
    return (await session.scalars(query.order_by(WorryRow.id))).all()


async def question(session: AsyncSession, guild_id: int, question_id: int) -> QuestionRow | None:
    row = await session.get(QuestionRow, question_id)
    return row if row is not None and row.guild_id == guild_id else None


async def questions(session: AsyncSession, guild_id: int, states: Collection[str]) -> Sequence[QuestionRow]:
    query = select(QuestionRow).where(QuestionRow.guild_id == guild_id, QuestionRow.state.in_(states))
    return (await session.scalars(query.order_by(QuestionRow.id))).all()


async def questions_of(session: AsyncSession, guild_id: int, asker_id: int) -> Sequence[QuestionRow]:
    query = select(QuestionRow).where(QuestionRow.guild_id == guild_id, QuestionRow.asker_id == asker_id)
    return (await session.scalars(query.order_by(QuestionRow.id))).all()


async def note(session: AsyncSession, guild_id: int, note_id: int) -> NoteRow | None:
    row = await session.get(NoteRow, note_id)
    return row if row is not None and row.guild_id == guild_id else None


async def notes_about(session: AsyncSession, question_ids: Collection[int]) -> Sequence[NoteRow]:
    query = select(NoteRow).where(NoteRow.question_id.in_(question_ids))
    return (await session.scalars(query.order_by(NoteRow.id))).all()


async def notes_of(session: AsyncSession, guild_id: int, asker_id: int) -> Sequence[NoteRow]:
    query = select(NoteRow).where(NoteRow.guild_id == guild_id, NoteRow.asker_id == asker_id)
    return (await session.scalars(query.order_by(NoteRow.id))).all()


# -- questions without a name ---------------------------------------------------------------


async def unsigned(session: AsyncSession, guild_id: int, question_id: int) -> UnsignedRow | None:
    row = await session.get(UnsignedRow, question_id)
    return row if row is not None and row.guild_id == guild_id else None


async def all_unsigned(session: AsyncSession, guild_id: int, states: Collection[str] = ()) -> Sequence[UnsignedRow]:
    """A server's, oldest first; all of them, or those in some states."""
    query = select(UnsignedRow).where(UnsignedRow.guild_id == guild_id)
    if states:
        query = query.where(UnsignedRow.state.in_(states))
    return (await session.scalars(query.order_by(UnsignedRow.id))).all()


async def is_muted(session: AsyncSession, guild_id: int, pseudonym: str) -> bool:
    return await session.get(MuteRow, (guild_id, pseudonym)) is not None


async def forget_authors(session: AsyncSession, before: datetime) -> int:
    """Destroy who asked what was asked before a moment; of how many."""
    done = await session.execute(
        update(UnsignedRow)
        .where(UnsignedRow.made_at < before, UnsignedRow.author.is_not(None))
        .values(author=None)
        .returning(UnsignedRow.id)
    )
    return len(done.all())


async def delete_unsigned(session: AsyncSession, before: datetime) -> Sequence[tuple[int, int]]:
    """Delete what was asked before a moment: ``(guild_id, id)``."""
    done = await session.execute(
        delete(UnsignedRow).where(UnsignedRow.made_at < before).returning(UnsignedRow.guild_id, UnsignedRow.id)
    )
    return [(guild_id, id) for guild_id, id in done]


async def delete_mutes(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(MuteRow).where(MuteRow.muted_at < before))


# -- an end ---------------------------------------------------------------------------------


async def delete_old_worries(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(WorryRow).where(WorryRow.made_at < before))


async def old_questions(session: AsyncSession, before: datetime) -> Sequence[QuestionRow]:
    return (await session.scalars(select(QuestionRow).where(QuestionRow.latest_at < before))).all()


async def delete_questions(session: AsyncSession, question_ids: Collection[int]) -> None:
    await session.execute(delete(NoteRow).where(NoteRow.question_id.in_(question_ids)))
    await session.execute(delete(QuestionRow).where(QuestionRow.id.in_(question_ids)))


async def delete_person(session: AsyncSession, guild_id: int, member_id: int) -> None:
    """Whatever is theirs alone; their worries are unnamed by ``unname_worries``."""
    for table, column in (
        (AcceptanceRow, AcceptanceRow.member_id),
        (RotaRow, RotaRow.member_id),
        (NoteRow, NoteRow.asker_id),
        (QuestionRow, QuestionRow.asker_id),
    ):
        await session.execute(delete(table).where(table.guild_id == guild_id, column == member_id))


async def unname_worries(session: AsyncSession, guild_id: int, reporter_id: int) -> None:
    """Take the reporter's name and words off their worries; that there was one, and what was done, stays."""
    await session.execute(
        update(WorryRow)
        .where(WorryRow.guild_id == guild_id, WorryRow.reporter_id == reporter_id)
        .values(reporter_id=None, body=None)
    )
