"""What announcements say: as plain values, with their pictures, and when the time comes for each message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import repository
from bot.announcements.entries import NOBODY, Announcement, Followable, Followed, NewPicture, Ping, Said, State
from bot.announcements.models import AnnouncementRow
from bot.announcements.planning import PUBLISHED, RENEWED, SAID, Planning, recurrence_of
from bot.community import media
from bot.community.media import Media
from bot.community.service import CommunityService
from bot.delivery.kinds import Act, Delivery, Kind, WhenAway
from bot.delivery.service import Outbox
from bot.errors import InvalidInput
from bot.following.entries import PURPOSE
from bot.following.readers import Readers
from bot.storage.database import Database
from bot.texts import N_

FEATURE = "announcements"
USEFUL = timedelta(days=3)
"""How late one may come: very many direct messages take their time."""
OUT = (State.SCHEDULED, State.SENT)


class Saying:
    """Makes of an announcement's row what it says, for whoever looks at it and for the outbox."""

    def __init__(
        self,
        database: Database,
        community: CommunityService,
        outbox: Outbox,
        readers: Readers,
        planning: Planning,
        followable: Sequence[Followable],
    ) -> None:
        self._database = database
        self._community = community
        self._readers = readers
        self._planning = planning
        self._followable = followable
        self._picture: tuple[tuple[object, ...], Media] | None = None
        outbox.register(
            Kind(SAID, N_("Announcements"), self.prepare, USEFUL, purpose=PURPOSE, keep=True,
                 posted=planning.bell.ring),
            # What is changed or withdrawn is so whether or not somebody sleeps, or is away.
            Kind(RENEWED, N_("Changed announcements"), self.prepare_change, USEFUL, quiet=False, away=WhenAway.SEND,
                 edits=True),
            Kind(PUBLISHED, N_("Publishing of announcements"), self.prepare_publishing, USEFUL, edits=True),
        )  # fmt: skip

    # -- what can be followed -------------------------------------------------------------------

    def followed(self, guild_id: int) -> list[Followed]:
        """What can be followed, sort by sort; sorts of which there is nothing are left out."""
        found = [Followed(one.followed_as, one.subjects(guild_id)) for one in self._followable]
        return [one for one in found if one.subjects]

    def names(self, guild_id: int) -> dict[str, str]:
        """What can be followed, by subject, with its name."""
        return {subject: name for one in self._followable for subject, name in one.subjects(guild_id).items()}

    def roles(self, guild_id: int, subjects: Sequence[str]) -> list[int]:
        """The roles that may be worth a ping: the members', those of the subjects that it is about, then all others."""
        found = {subject: role for one in self._followable for subject, role in one.roles(guild_id).items()}
        members = self._community.community(guild_id).members_role_id
        first = [members] if members and members != guild_id else []
        about = [found[one] for one in subjects if one in found]
        return list(dict.fromkeys([*first, *about, *found.values()]))

    # -- rows as plain values -------------------------------------------------------------------

    def plain(self, row: AnnouncementRow) -> Announcement:
        names = self.names(row.guild_id)
        ping = Ping(row.pings_everyone, row.ping_role_id) if row.pings_everyone or row.ping_role_id else NOBODY
        return Announcement(
            id=row.id, guild_id=row.guild_id, author_id=row.author_id, title=row.title, text=row.text,
            has_picture=row.media_id is not None, channels=tuple(row.channels),
            subjects={one: names[one] for one in row.subjects if one in names}, publish=frozenset(row.publish),
            ping=ping, recurrence=recurrence_of(row), state=State(row.state), next_at=row.next_at, sent_at=row.sent_at,
        )  # fmt: skip

    async def shown(self, session: AsyncSession, row: AnnouncementRow) -> Media | None:
        """Its picture; the last one is remembered, since one goes to many."""
        if row.media_id is None:
            return None
        # Numbers alone may come again after something was deleted.
        which = (row.id, row.created_at, row.version, row.media_id)
        if self._picture is None or self._picture[0] != which:
            found = await media.fetch(session, row.guild_id, row.media_id)
            if found is None:
                return None
            self._picture = (which, found)
        return self._picture[1]

    # -- when the time comes --------------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Said | None:
        """What it says now; None when it was withdrawn, goes there no longer, or would go to somebody who isn't a
        member any more. Raises ``NotSent`` when nobody can say who they are."""
        async with self._database.read() as session:
            row = await repository.announcement(session, delivery.guild_id, delivery.subject_id)
            if row is None or row.state not in OUT or not self._offered(row.guild_id):
                return None
            said = await self._said(session, row, delivery)
        if said and delivery.member_id and not await self._readers.may_read(delivery.guild_id, delivery.member_id):
            return None
        return said

    async def prepare_change(self, delivery: Delivery) -> Said | Act | None:
        """What a message that is out says from now on, or that it goes."""
        async with self._database.read() as session:
            row = await repository.announcement(session, delivery.guild_id, delivery.subject_id)
            if row is None:
                return None
            if row.state == State.WITHDRAWN:
                return Act.DELETE
            said = Said(self.plain(row), await self.shown(session, row))
        return replace(said, why=self._why(row, delivery.member_id))

    async def prepare_publishing(self, delivery: Delivery) -> Act | None:
        """That what stands in an announcement channel is published, unless it was withdrawn meanwhile."""
        async with self._database.read() as session:
            row = await repository.announcement(session, delivery.guild_id, delivery.subject_id)
        return Act.PUBLISH if row is not None and row.state in OUT and self._offered(row.guild_id) else None

    async def _said(self, session: AsyncSession, row: AnnouncementRow, delivery: Delivery) -> Said | None:
        if not self._planning.is_a_date(row, delivery):
            return None
        if delivery.channel_id is not None:
            there = delivery.channel_id in row.channels
            return Said(self.plain(row), await self.shown(session, row)) if there else None
        why = self._why(row, delivery.member_id)
        if delivery.member_id is None or not why:
            return None
        return Said(self.plain(row), await self.shown(session, row), why)

    def _why(self, row: AnnouncementRow, member_id: int | None) -> tuple[str, ...]:
        """What somebody follows that it came for."""
        follows = self._planning.follows(row.guild_id, member_id, row.subjects) if member_id else []
        names = self.names(row.guild_id)
        return tuple(names[one] for one in follows if one in names)

    def _offered(self, guild_id: int) -> bool:
        return self._community.community(guild_id).offers(FEATURE)


async def depict(session: AsyncSession, row: AnnouncementRow, wanted: Media | None, picture: NewPicture) -> bool:
    """Let an announcement show another picture (``wanted``: it, cleaned), other words for its own, or none; whether
    that changes anything. Raises ``InvalidInput`` when there is no room."""
    old = await media.fetch(session, row.guild_id, row.media_id) if row.media_id is not None else None
    if wanted is None and old is not None and not picture.gone:
        alt = " ".join(picture.alt.split())[: media.LONGEST_ALT]
        if not alt or alt == old.alt:
            return False
        wanted = replace(old, alt=alt)
    if wanted is None and old is None:
        return False
    if row.media_id is not None:
        await media.drop(session, row.guild_id, row.media_id)
    row.media_id = await media.keep(session, row.guild_id, wanted) if wanted is not None else None
    row.version += 1  # so that nobody goes on showing what they remember of the old one
    return True


def cleaned(picture: NewPicture | None) -> Media | None:
    """A new picture as it may be kept; None without one. Slow: not for the event loop. Raises ``InvalidInput``."""
    if picture is None or picture.content is None:
        return None
    alt = " ".join(picture.alt.split())
    kept = media.cleaned_picture(picture.content, picture.name, alt or "?")
    if not alt:
        raise InvalidInput(
            N_("Please say in a sentence what the picture shows, for those who can't see it. Nothing was kept.")
        )
    return kept
