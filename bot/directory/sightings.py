"""How many people one asker has been shown today: enough for any question, too few for harvesting the directory."""

from datetime import date

from bot.community.standing import Person, Standing
from bot.errors import InvalidInput
from bot.texts import N_

A_DAY = 40
"""Distinct people that one asker is shown in a day. Facilitators, who look after the list, have no limit."""


class SeenEnough(InvalidInput):
    """The asker has been shown as many people as one may see in a day."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "You've been shown {most} people today, which is as many as Heronry shows one person in a day. "
                "Please go on tomorrow, or ask a facilitator to help you look.",
                most=A_DAY,
            )
        )


class Sightings:
    """Kept in memory alone, and for the day alone: who looked at whom is nobody's business, and a restart
    forgets it."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._seen: dict[tuple[int, int], set[int]] = {}

    def note(self, person: Person, shown: set[int], today: date) -> None:
        """Count these people as shown. Raises ``SeenEnough``, and counts none of them, when that would be too many."""
        if person.standing >= Standing.FACILITATOR:
            return
        if today != self._day:
            self._day = today
            self._seen.clear()
        seen = self._seen.get((person.guild_id, person.member_id), set())
        together = seen | (shown - {person.member_id})
        if len(together) > A_DAY and together != seen:
            raise SeenEnough
        self._seen[person.guild_id, person.member_id] = together
