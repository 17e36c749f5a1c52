"""Changes of groups by hand, and how often they may be refused for what nobody may know: docs/decisions/0019."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.workshops.group_entries import ByHand, TooManyTries
from bot.workshops.grouping import Allocation
from bot.workshops.grouping_changes import KeptApart, moved, swapped

REFUSALS, WITHIN = 6, timedelta(hours=1)
"""How many changes may be refused in that time: whoever tries everything would find out who is kept apart."""


class Tries:
    """Remembers, until a restart, what was refused lately without a reason that can be seen."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._refused = dict[int, list[datetime]]()

    def changed(self, allocation: Allocation, workshop_id: int, change: ByHand, *, published: bool) -> Allocation:
        """Groups after a change. Raises ``UserError`` where sizes or people don't allow it; ``TooManyTries`` once too
        many have been refused lately for the people in them. Slips that anybody can see don't count."""
        now = self._clock.now()
        lately = [at for at in self._refused.get(workshop_id, []) if at > now - WITHIN]
        if len(lately) >= REFUSALS:
            raise TooManyTries(published=published)
        try:
            if change.other is not None:
                return swapped(allocation, change.member_id, change.other)
            return moved(allocation, change.member_id, change.to or 0)
        except KeptApart:
            self._refused[workshop_id] = [*lately, now]
            raise
