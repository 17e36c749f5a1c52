"""Short ways to make people and ask about them."""

from datetime import date

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.entries import Level, Openness, Profile, Skill
from bot.directory.search import Index
from bot.directory.vocabulary import Vocabulary

TODAY = date(2026, 9, 1)
TEACHES, CONFIDENT, LEARNING = Level.CAN_TEACH, Level.CONFIDENT, Level.LEARNING


def person(
    member_id: int,
    skills: dict[str, Level] | None = None,
    *,
    stage: CareerStage = CareerStage.EARLY_CAREER,
    setting: Setting = Setting.ACADEMIC,
    open_to: frozenset[Openness] = frozenset(),
    bio: str = "",
    interests: str = "",
    confirmed_on: date | None = None,
) -> Profile:
    return Profile(
        member_id=member_id,
        display_name=f"Person {member_id}",
        career_stage=stage,
        settings=frozenset((setting,)),
        skills=tuple(Skill(name, level) for name, level in (skills or {}).items()),
        bio=bio,
        interests=interests,
        open_to=open_to,
        confirmed_on=confirmed_on,
    )


def index_with(vocabulary: Vocabulary, *people: Profile) -> Index:
    index = Index(vocabulary)
    for profile in people:
        index.put(profile)
    return index


def found(index: Index, text: str) -> list[int]:
    """Ids of those who answer a question, best first."""
    return [match.profile.member_id for match in index.search(text, today=TODAY).matches]
