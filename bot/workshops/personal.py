"""What workshops hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.storage.sealed import Keyring
from bot.texts import N_, Message
from bot.workshops import group_repository, repository
from bot.workshops.afterwards import AfterwardsService
from bot.workshops.asking import QuestionsService
from bot.workshops.lists import QuestionLists
from bot.workshops.rows import needs_of

SEAT = ("workshop_id", "group_number", "leads", "kept_out_at")
PLACE = ("workshop_id", "role", "standing", "since", "until", "stage", "topics", "attended")


class WorkshopData:
    """What workshops hold about a person (``PersonalData``)."""

    feature = "workshops"
    claims = (
        Claim("workshop_places", people=("member_id",), personal=(*PLACE, "needs"), impersonal=("guild_id",)),
        Claim("workshop_seats", people=("member_id",), personal=SEAT, impersonal=("guild_id", "told", "thread_group")),
        Claim("workshops", people=("author_id",), impersonal=(
            "id", "guild_id", "title", "description", "topics", "room", "channel_id", "at", "zone", "minutes",
            "places", "mentor_places", "group_size", "opens_at", "closes_at", "giving", "label", "state", "seed",
            "drawn_at", "sequence", "created_at", "moved_at", "cancelled_at",
        )),
    )  # fmt: skip

    def __init__(
        self, keyring: Keyring, questions: QuestionsService, afterwards: AfterwardsService, lists: QuestionLists
    ) -> None:
        self._keyring = keyring
        self._questions = questions
        self._afterwards = afterwards
        self._lists = lists

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        places = await repository.places_of(session, guild_id, member_id)
        asked = await self._questions.of_person(session, guild_id, member_id)
        answered = await self._afterwards.has_answered(session, guild_id, member_id)
        made = await repository.authored(session, guild_id, member_id)
        seats = await group_repository.seats_of(session, guild_id, member_id)
        lines = [
            N_("workshops you signed up for, access needs encrypted: {n}", n=len(places)) if places else None,
            N_("the groups you were put in: {n}", n=len(seats)) if seats else None,
            N_("questions asked in advance, kept encrypted: {n}", n=len(asked)) if asked else None,
            N_("that you said how a workshop was; what you said can't be found") if answered else None,
            N_("workshops you have planned: {n}", n=made) if made else None,
        ]
        said = tuple(line for line in lines if line)
        return Holding(N_("Workshops"), said) if said else None

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        asked = await self._questions.of_person(session, guild_id, member_id)
        return {
            "sign_ups": [
                {name: getattr(row, name) for name in PLACE} | {"needs": needs_of(row, self._keyring)}
                for row in await repository.places_of(session, guild_id, member_id)
            ],
            "groups": [
                {name: getattr(row, name) for name in SEAT}
                for row in await group_repository.seats_of(session, guild_id, member_id)
            ],
            "questions": [
                {"workshop_id": row.workshop_id, "text": self._questions.text_of(row), "signed": row.signed}
                for row in asked
            ],
            "answered_feedback_open_until": await self._afterwards.has_answered(session, guild_id, member_id),
            "planned": await repository.authored(session, guild_id, member_id),
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        """A place that comes free is offered to the next in line with the next round. That somebody has answered
        stays until it closes, as for check-ins: or else they could answer again."""
        made = await repository.authored(session, guild_id, member_id)
        asked = await self._questions.of_person(session, guild_id, member_id)
        for row in asked:
            await session.delete(row)
        await session.flush()
        await self._lists.drop_merged(session, guild_id, [row.into_id for row in asked])
        seats = await group_repository.seats_of(session, guild_id, member_id)
        await group_repository.erase_person(session, guild_id, member_id)
        await repository.erase_person(session, guild_id, member_id)
        kept = [N_("Workshops that you planned stay, without your name.")] if made else []
        if any(row.thread_group is not None for row in seats):
            kept.append(N_("You may still be in a group’s thread on Discord; you can leave it there."))
        if open_until := await self._afterwards.has_answered(session, guild_id, member_id):
            kept.append(
                N_("That you said how a workshop was stays until {day}, so that nobody answers twice. What you said "
                   "is counted without your name and can't be found again.", day=f"{max(open_until):%d %B %Y}")
            )  # fmt: skip
        return kept
