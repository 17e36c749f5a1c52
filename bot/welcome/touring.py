"""What there is for one person, and what of it they have done: the tour."""

from datetime import datetime
from typing import Protocol

from bot.community.service import CommunityService
from bot.community.settings import FEATURES, Community
from bot.community.standing import Person, Standing
from bot.texts import N_, Message
from bot.welcome.entries import Ahead, Overview, Tour
from bot.welcome.service import WelcomeService


class Directory(Protocol):
    """What is needed of the directory."""

    def is_listed(self, person: Person) -> bool:
        """Whether they have an entry."""
        ...


class Meetings(Protocol):
    """What is needed of meetings."""

    async def next_for(self, person: Person) -> tuple[str, datetime, bool] | None:
        """The next date's title and time, and whether the person has answered it; None when none is planned."""
        ...


class TourService:
    """Shows people what there is for them."""

    def __init__(
        self, community: CommunityService, welcome: WelcomeService, directory: Directory, meetings: Meetings
    ) -> None:
        self._community = community
        self._welcome = welcome
        self._directory = directory
        self._meetings = meetings

    async def tour(self, person: Person) -> Tour:
        """What there is for someone now: other things once they are a member, or a facilitator."""
        community = self._community.community(person.guild_id)
        greets = await self._welcome.settings(person.guild_id)
        member = person.standing >= Standing.MEMBER
        found = await self._meetings.next_for(person) if member and community.offers("meetings") else None
        administers = person.standing >= Standing.ADMINISTRATOR
        return Tour(
            standing=person.standing,
            offers=frozenset(one.name for one in FEATURES if community.offers(one.name)),
            all_are_members=community.members_role_id == community.guild_id,
            facilitators_role_id=community.facilitators_role_id,
            words=greets.words,
            listed=member and self._directory.is_listed(person),
            meeting=Ahead(*found) if found else None,
            gaps=tuple(_gaps(community, greets)) if administers else (),
            set_up=community.set_up,
        )


def _gaps(community: Community, greets: Overview) -> list[Message]:
    """What an administrator could still set, each with the command for it."""
    off = [one.title for one in FEATURES if one.name in community.features_off]
    gaps = [
        N_("No facilitators' role is chosen, so only administrators can run things: /setup")
        if community.facilitators_role_id is None
        else None,
        N_("No channel for notices is chosen, so nobody hears of what couldn't be sent: /setup")
        if community.notices_channel_id is None
        else None,
        N_("Newcomers aren't greeted: /manage-welcome") if not greets.greets else None,
        *(N_("Switched off: {feature} (/settings)", feature=title) for title in off),
    ]
    return [one for one in gaps if one is not None]
