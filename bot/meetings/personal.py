"""What meetings hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.meetings import repository
from bot.meetings.hosting import HostingService
from bot.texts import N_, Message

ANSWERS = ("occurrence_id", "answer", "standing", "since", "until", "muted")


class MeetingData:
    """What meetings hold about a person (``PersonalData``)."""

    feature = "meetings"
    claims = (
        Claim("meeting_answers", people=("member_id",), personal=ANSWERS, impersonal=("guild_id",)),
        Claim("meeting_questions", people=("author_id",), personal=("occurrence_id", "text", "asked_at", "topic"),
              impersonal=("id", "guild_id")),
        Claim("meeting_choices", people=("member_id",), personal=("leads",), impersonal=("guild_id",)),
        Claim("calendar_feeds", people=("member_id",), personal=("made_at",), impersonal=("guild_id", "digest")),
        Claim("meeting_series", people=("author_id",), impersonal=(
            "id", "guild_id", "title", "description", "agenda", "room", "voice_id", "link", "capacity", "minutes",
            "first", "zone", "rule", "channel_id", "role_id", "leads", "state", "version", "planned_until", "plan_at",
            "planned_with", "created_at",
        )),
        Claim("meeting_occurrences", people=("speaker_id",), impersonal=(
            "id", "guild_id", "series_id", "slot", "local", "at", "overrides", "state", "sequence", "changed_at",
            "moved_at", "speaker", "speaker_state", "attended", "notes", "event_id", "event_written", "event_asked",
        )),
    )  # fmt: skip

    def __init__(self, hosting: HostingService) -> None:
        self._hosting = hosting

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        answers = await repository.answers_of(session, guild_id, member_id)
        asked = await repository.questions_of(session, guild_id, member_id)
        made, spoken = await repository.authored(session, guild_id, member_id)
        choice = await repository.choice(session, guild_id, member_id)
        address = await repository.feeds_of(session, guild_id, member_id)
        lines = [
            N_("answers to meetings: {n}", n=len(answers)) if answers else None,
            N_("questions to speakers and topics for meetings, kept encrypted: {n}", n=len(asked)) if asked else None,
            N_("when you want to be reminded of meetings") if choice else None,
            N_("a secret calendar address, as a fingerprint") if address else None,
            N_("meetings you have scheduled: {n}", n=made) if made else None,
            N_("meetings you speak at: {n}", n=spoken) if spoken else None,
        ]
        said = tuple(line for line in lines if line)
        return Holding(N_("Meetings"), said) if said else None

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        answers = await repository.answers_of(session, guild_id, member_id)
        asked = await repository.questions_of(session, guild_id, member_id)
        choice = await repository.choice(session, guild_id, member_id)
        feeds = await repository.feeds_of(session, guild_id, member_id)
        made, spoken = await repository.authored(session, guild_id, member_id)
        return {
            "answers": [{name: getattr(row, name) for name in ANSWERS} for row in answers],
            "questions": [
                {"occurrence_id": row.occurrence_id, "text": self._hosting.opened(row)}
                | {"asked_at": row.asked_at, "topic": row.topic}
                for row in asked
            ],
            "reminded": {"leads": choice.leads} if choice else None,
            "calendar_addresses": [{"made_at": row.made_at} for row in feeds],
            "scheduled": made,
            "speaking": spoken,
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        made, _spoken = await repository.authored(session, guild_id, member_id)
        await repository.erase_person(session, guild_id, member_id)
        if not made:
            return ()
        return (N_("Meetings that you scheduled stay, without your name: the group goes on meeting."),)
