"""The table of what the bot does by the clock; what each does is its service's own business."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.delivery.runner import Runner
from bot.periodic import Work
from bot.services import Services
from bot.sight import BACKUP
from bot.storage import backup, copies


def works(built: Services, runner: Runner) -> list[Work]:
    """Everything that is done again and again."""
    return [
        Work("notice other processes' changes", timedelta(seconds=1), built.read_models.tick),
        Work("ask whether entries are still right", timedelta(hours=6), built.entries.tick),
        Work("answer for those who don't", timedelta(minutes=5), built.introductions.tick),
        Work("put the next reminders into the outbox", timedelta(minutes=1), built.reminders.tick),
        Work("make the dates of meetings ahead", timedelta(minutes=5), built.meetings.tick),
        Work("let offers of places lapse", timedelta(minutes=1), built.answers.tick),
        Work("put what is said of meetings into the outbox", timedelta(minutes=1), built.notices.tick),
        Work("keep Discord's events in step", timedelta(minutes=5), partial(_keep_events, built)),
        Work("draw places, and let offers of them lapse", timedelta(minutes=1), built.workshop_places.tick),
        Work("remind those with a place in a workshop", timedelta(minutes=1), built.workshop_notices.tick),
        Work("keep workshops' groups in step with who comes", timedelta(minutes=1), built.group_keeper.tick),
        Work("keep groups' threads", timedelta(minutes=1), partial(_keep_group_threads, built)),
        Work("ask how workshops were", timedelta(minutes=5), built.afterwards.tick),
        Work("begin check-ins by their rhythm", timedelta(minutes=1), built.checkin_settings.tick),
        Work("begin and end check-ins", timedelta(minutes=1), built.checkins.tick),
        Work("bring what is new to the rota", timedelta(seconds=5), partial(_look_for_new, built)),
        Work("keep the rota's thread", timedelta(minutes=1), partial(_keep_desk, built)),
        Work("read the signposts again", timedelta(minutes=1), built.signposting.tick),
        Work("drop reflections left unfinished", timedelta(minutes=10), built.reflection.tick),
        Work("take back what is no longer shown", timedelta(minutes=1), built.sharing.tick),
        Work("remind of funding deadlines", timedelta(minutes=1), built.funding_notices.tick),
        Work("lay aside funding calls that have closed", timedelta(minutes=5), built.funding_calls.tick),
        Work("end searches for people to apply with", timedelta(minutes=5), built.funding_searches.tick),
        Work("see to announcements under way", timedelta(minutes=1), built.announcing.tick, built.announcing.bell),
        Work("put people together", timedelta(minutes=1), built.pairing_settings.tick),
        Work("put digests into the outbox", timedelta(minutes=1), built.digest_sending.tick),
        Work("pin the Start buttons that were posted", timedelta(minutes=1), built.welcome.tick, built.welcome.bell),
        Work("deliver what is due", timedelta(seconds=1), runner.tick),
        Work("tell facilitators what didn't arrive", timedelta(minutes=1), built.reports.tick),
        *housekeeping(built),
    ]


def housekeeping(built: Services) -> list[Work]:
    """Its part that speaks to nobody. What falls due by the day is looked at every hour: a failed round is
    soon made up for, and a host that is often restarted misses none."""
    hour = timedelta(hours=1)
    return [
        Work("empty the log after an erasure", timedelta(minutes=1), built.database.tick),
        Work("forget deliveries that ended long ago", hour, built.outbox.purge),
        Work("take the day's backup", hour, partial(_back_up, built)),
        Work("drop what is older than a backup may be", hour, partial(_drop_old, built)),
        Work("forget questions of meetings long past", hour, built.hosting.purge),
        Work("forget what workshops no longer need", hour, partial(_forget_workshops, built)),
        Work("forget who followed calls of long ago", hour, built.funding_calls.purge),
        Work("forget worries and questions of long ago", hour, partial(_forget_support, built)),
        Work("forget who came long ago", hour, built.welcome.purge),
        Work("look whether the rota is still here", hour, partial(_look_for_rota, built)),
        Work("forget announcements of long ago", hour, built.announcing.purge),
        Work("drop rows that nobody has claimed", hour, built.unclaimed.tick),
        Work("look who has left", hour, partial(_look_who_has_left, built)),
    ]


async def _back_up(built: Services) -> None:
    taken_at = await backup.daily(built.database.url, built.copies, built.clock.now())
    BACKUP.set(taken_at.timestamp())


async def _drop_old(built: Services) -> None:
    await asyncio.to_thread(backup.drop_old, built.copies, built.clock.now())
    await built.ledger.drop_old()
    if built.database.is_sqlite:
        # A killed restore may have left people who were erased. None is under way: this process has the hold.
        copies.discard(copies.staged(Path(built.database.url.database or "")))


async def _keep_events(built: Services) -> None:
    await built.native.tick(built.events)


async def _look_for_new(built: Services) -> None:
    await built.desk.look_for_new(built.threads)


async def _keep_desk(built: Services) -> None:
    await built.desk.tick(built.threads)


async def _keep_group_threads(built: Services) -> None:
    await built.group_keeper.keep_threads(built.threads)


async def _look_for_rota(built: Services) -> None:
    await built.desk.look_who_is_here(built.members)


async def _forget_workshops(built: Services) -> None:
    await built.workshops.purge()
    await built.workshop_questions.purge()
    await built.afterwards.purge()
    await built.group_keeper.purge()


async def _forget_support(built: Services) -> None:
    await built.worries.purge()
    await built.asking.purge()
    await built.unsigned.purge()


async def _look_who_has_left(built: Services) -> None:
    await built.leavers.tick(built.members, built.pace)
