"""People of an invented community, as services know them."""

from bot.community.standing import Person, Standing
from bot.directory.entries import Level, Profile, Skill

GUILD, OTHER_GUILD = 900_000_000_000_000_001, 900_000_000_000_000_002
ADA, BEN, CAM, DEE = (100_000_000_000_000_000 + n for n in range(1, 5))


def person(member_id: int = ADA, standing: Standing = Standing.MEMBER, guild_id: int = GUILD) -> Person:
    return Person(guild_id, member_id, standing)


def profile(member_id: int = ADA, *skills: tuple[str, Level], name: str = "Ada", newcomers: bool = False) -> Profile:
    return Profile(
        member_id=member_id,
        display_name=name,
        role="Research fellow",
        skills=tuple(Skill(skill, level) for skill, level in skills),
        bio="Walking interviews in Peckham",
        findable_by_newcomers=newcomers,
    )
