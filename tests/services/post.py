"""A post office for the runner's tests: channels and what lies in them, and whatever goes wrong on the way.

It stands in for ``bot.ui.messenger``, not for Discord: what Discord does is tried through the sandbox.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.kinds import CannotLook
from bot.delivery.sending import Letter

Trouble = Callable[[Letter], None]


@dataclass
class PostOffice:
    """A ``Messenger``. ``before`` may raise instead of posting, ``after`` once the letter lies there."""

    ready: bool = True
    posted: dict[int, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    before: list[Trouble] = field(default_factory=list[Trouble])
    after: list[Trouble] = field(default_factory=list[Trouble])
    unreadable: set[int] = field(default_factory=set[int])
    edited: list[Letter] = field(default_factory=list[Letter])
    deleted: set[int] = field(default_factory=set[int])
    opened: list[int] = field(default_factory=list[int])
    searched: int = 0
    remembers_nonces: bool = True
    opens: Callable[[int], None] | None = None

    async def open_direct(self, member_id: int) -> int:
        if self.opens:
            self.opens(member_id)
        self.opened.append(member_id)
        return member_id + 1

    async def send(self, letter: Letter, within: timedelta) -> int:
        if self.before:
            self.before.pop(0)(letter)
        lying = self.posted[letter.channel_id]
        known = [one for one in lying if one.nonce == letter.nonce] if self.remembers_nonces else []
        if not known:
            lying.append(letter)
        if self.after:
            self.after.pop(0)(letter)
        return 1_000 + len(lying)

    async def edit(self, letter: Letter, message_id: int, within: timedelta) -> bool:
        if self.before:
            self.before.pop(0)(letter)
        lying, n = self.posted[letter.channel_id], message_id - 1_001
        if message_id in self.deleted or n >= len(lying):
            return False
        self.edited.append(letter)
        if self.after:
            self.after.pop(0)(letter)
        return True

    async def find(self, letter: Letter, since: datetime) -> int | None:
        self.searched += 1
        if letter.channel_id in self.unreadable:
            raise CannotLook
        found = [n for n, one in enumerate(self.posted[letter.channel_id]) if one.marker == letter.marker]
        return 1_001 + found[0] if found else None

    @property
    def letters(self) -> list[Letter]:
        """Everything that was posted."""
        return [letter for lying in self.posted.values() for letter in lying]
