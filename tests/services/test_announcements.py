"""Announcements over a database and a runner: where they go, when, changed, withdrawn, and what can't be used."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.announcements.entries import (
    LONGEST,
    MOST_SUBJECTS,
    NOBODY,
    AnnouncementGone,
    NewPicture,
    Ping,
    Said,
    State,
    TopicGone,
    Wish,
)
from bot.announcements.models import AnnouncementRow
from bot.announcements.planning import RENEWED, SAID, after_restore
from bot.community.models import MediaRow
from bot.community.standing import Person, Standing
from bot.delivery.kinds import Act
from bot.delivery.kinds import State as Sent
from bot.delivery.service import after_restore as outbox_after_restore
from bot.errors import InvalidInput, NotAllowed
from bot.following.entries import Way
from bot.restore import AFTER
from bot.schedule.words import Unclear
from tests.services.newsroom import FACILITATOR, GENERAL, NEWS, Newsroom, member
from tests.services.office import DAY, HOUR
from tests.services.people import GUILD
from tests.unit.test_media import picture

MINUTE = timedelta(minutes=1)


async def test_at_once_it_goes_to_channels_and_to_each_follower_once(newsroom: Newsroom) -> None:
    core, other = await newsroom.topic(), await newsroom.topic("Seminars")
    await newsroom.followed_by(core, 3)
    await newsroom.built.following.follow(member(1), other.subject, Way.MESSAGE)
    await newsroom.built.following.follow(member(7), core.subject, Way.DIGEST)
    sent = await newsroom.sent(subjects=[core.subject, other.subject, "topic:99"], channels=(GENERAL, NEWS, GENERAL))
    assert sent.state is State.SENT
    assert sent.subjects == {core.subject: "CORE", other.subject: "Seminars"}
    await newsroom.later(MINUTE)
    assert newsroom.in_channels == {GENERAL: 1, NEWS: 1} | {member(n).member_id + 1: 1 for n in range(3)}
    assert sorted(one.why for one in newsroom.said) == [(), (), ("CORE",), ("CORE",), ("CORE", "Seminars")]
    told = await newsroom.service.told(FACILITATOR, sent.id)
    assert [one.state for one in told.progress.channels] == [Sent.SENT] * 2
    assert told.progress.people == {Sent.SENT: 3}


async def test_whoever_stops_following_on_the_way_gets_nothing(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    await newsroom.followed_by(core, 2)
    await newsroom.sent(subjects=[core.subject])
    await newsroom.built.following.unfollow(member(0), core.subject)
    await newsroom.later(MINUTE)
    assert newsroom.in_channels == {GENERAL: 1, member(1).member_id + 1: 1}


async def test_it_waits_for_its_time_and_for_those_who_follow_by_then(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    number = await newsroom.written(subjects=[core.subject], when="tomorrow 9am")
    sent = await newsroom.drafts.send(FACILITATOR, number)
    assert (sent.state, sent.next_at) == (State.SCHEDULED, datetime(2026, 11, 4, 9, tzinfo=UTC))
    assert [ready for ready, _ in await newsroom.built.outbox.upcoming(5)] == [sent.next_at]
    await newsroom.followed_by(core, 2)
    await newsroom.planning.tick()
    await newsroom.later(HOUR)
    assert newsroom.post.letters == []
    await newsroom.later(19 * HOUR)
    await newsroom.planning.tick()
    await newsroom.planning.tick()
    await newsroom.later(MINUTE)
    assert len(newsroom.post.letters) == 3
    [one] = await newsroom.service.all(FACILITATOR)
    assert (one.state, one.next_at) == (State.SENT, None)


async def test_it_repeats_until_its_end_each_date_once(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    await newsroom.followed_by(core, 1)
    await newsroom.sent(subjects=[core.subject], when="every Wednesday 9:00, 3 times")
    for _ in range(40):
        await newsroom.planning.tick()
        await newsroom.later(timedelta(hours=18))
    assert newsroom.in_channels == {GENERAL: 3, member(0).member_id + 1: 3}
    local = [f"{one.delivery.due_at:%d.%m. %H:%M}" for one in newsroom.post.posted[GENERAL]]
    assert local == ["04.11. 09:00", "11.11. 09:00", "18.11. 09:00"]


async def test_after_a_long_outage_what_is_too_late_is_missed_and_the_next_goes_out(newsroom: Newsroom) -> None:
    await newsroom.sent(when="every day at 9:00, 20 times")
    newsroom.clock.move_by(10 * DAY)
    await newsroom.planning.tick()
    await newsroom.later(MINUTE)
    states = [row.state for row in await newsroom.rows()]
    assert states.count(Sent.MISSED) == 7
    assert states.count(Sent.SENT) == 3
    assert states.count(Sent.PENDING) == 1


async def test_a_restored_backup_sends_nothing_a_second_time(newsroom: Newsroom) -> None:
    assert after_restore in AFTER
    core = await newsroom.topic()
    await newsroom.followed_by(core, 2)
    await newsroom.sent(subjects=[core.subject], when="tomorrow 9am")
    again = await newsroom.sent(subjects=[core.subject], when="every Wednesday 9:00, 3 times")
    newsroom.clock.move_by(DAY)
    async with newsroom.built.database.begin() as session:
        line = await after_restore(session, newsroom.clock.now() - DAY, newsroom.clock.now())
        await outbox_after_restore(session, newsroom.clock.now() - DAY, newsroom.clock.now())
    assert line == "Announcements due meanwhile, which are not sent again: 2."
    await newsroom.planning.tick()
    await newsroom.later(MINUTE)
    assert newsroom.post.letters == []
    assert [one.id for one in await newsroom.service.all(FACILITATOR) if one.next_at] == [again.id]
    await newsroom.later(7 * DAY)
    await newsroom.planning.tick()
    await newsroom.later(MINUTE)
    assert len(newsroom.post.letters) == 3


async def test_another_time_replaces_the_first(newsroom: Newsroom) -> None:
    sent = await newsroom.sent(when="tomorrow 9am")
    moved = await newsroom.service.move(FACILITATOR, sent.id, "tomorrow 11am")
    assert moved.next_at == datetime(2026, 11, 4, 11, tzinfo=UTC)
    await newsroom.later(20 * HOUR)
    assert newsroom.post.letters == []
    await newsroom.later(2 * HOUR)
    assert newsroom.in_channels == {GENERAL: 1}
    with pytest.raises(InvalidInput, match="gone out already"):
        await newsroom.service.move(FACILITATOR, sent.id, "tomorrow 9am")
    with pytest.raises(Unclear):
        await newsroom.service.move(FACILITATOR, (await newsroom.sent(when="tomorrow 9am")).id, "31 October 2027 01:30")


async def test_changed_words_are_brought_to_what_is_out_and_said_by_what_is_not(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    await newsroom.followed_by(core, 12)
    sent = await newsroom.sent(subjects=[core.subject])
    await newsroom.runner.tick()
    assert len(newsroom.post.letters) == 11
    for _ in range(2):  # the second changes nothing
        await newsroom.service.edit(FACILITATOR, sent.id, Wish("CORE is open", "Corrected"))
    for _ in range(3):
        await newsroom.later(MINUTE)
    assert [one.announcement.text for one in newsroom.said][-2:] == ["Corrected"] * 2
    changed = {letter.channel_id for letter in newsroom.post.edited}
    assert changed >= {GENERAL, *(member(n).member_id + 1 for n in range(10))}
    assert len(newsroom.post.letters) == 13


async def test_withdrawn_before_its_time_it_never_comes(newsroom: Newsroom) -> None:
    sent = await newsroom.sent(when="tomorrow 9am")
    await newsroom.service.withdraw(FACILITATOR, sent.id)
    await newsroom.later(DAY)
    await newsroom.planning.tick()
    await newsroom.later(MINUTE)
    assert newsroom.post.letters == newsroom.post.edited == []
    assert [row.state for row in await newsroom.rows()] == [Sent.CANCELLED]
    with pytest.raises(AnnouncementGone):
        await newsroom.service.edit(FACILITATOR, sent.id, Wish("x", "y"))


async def test_what_is_posted_is_published_once_and_not_when_withdrawn(newsroom: Newsroom) -> None:
    number = await newsroom.written(channels=(GENERAL, NEWS))
    draft = await newsroom.drafts.address(FACILITATOR, number, publish=[NEWS, 999])
    assert draft.announcement.publish == {NEWS}
    await newsroom.drafts.send(FACILITATOR, number)
    await newsroom.planning.tick()
    await newsroom.runner.tick()
    for _ in range(3):
        await newsroom.planning.tick()
        await newsroom.later(MINUTE)
    assert [(one.channel_id, one.result) for one in newsroom.post.edited] == [(NEWS, Act.PUBLISH)]
    gone = await newsroom.written(channels=(NEWS,))
    await newsroom.drafts.address(FACILITATOR, gone, publish=[NEWS])
    await newsroom.drafts.send(FACILITATOR, gone)
    await newsroom.runner.tick()
    await newsroom.planning.tick()
    await newsroom.service.withdraw(FACILITATOR, gone)
    for _ in range(2):
        await newsroom.planning.tick()
        await newsroom.later(MINUTE)
    assert [one.result for one in newsroom.post.edited] == [Act.PUBLISH, Act.DELETE]


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish("T", "x" * 4_000), "4,001 characters"),
        (Wish("", "Text"), "a title and a text"),
        (Wish("Title", "  "), "a title and a text"),
        (Wish("x" * 101, "Text"), "at most 100"),
        (Wish("Title", "Text", "every Monday 9:00"), "needs an end"),
        (Wish("Title", "Text", "1 October 2026 9am"), "passed"),
    ],
    ids=["too long", "no title", "no text", "long title", "no end", "passed"],
)
async def test_what_cannot_be_said_is_refused_and_nothing_is_kept(newsroom: Newsroom, wish: Wish, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await newsroom.drafts.compose(FACILITATOR, wish)
    assert says in str(refused.value.message)
    async with newsroom.built.database.read() as session:
        assert (await session.scalars(select(AnnouncementRow))).all() == []


async def test_the_longest_text_fits_and_one_more_character_does_not(newsroom: Newsroom) -> None:
    draft = await newsroom.drafts.compose(FACILITATOR, Wish("x" * 100, "y" * (LONGEST - 100)))
    number = draft.announcement.id
    with pytest.raises(InvalidInput) as refused:
        await newsroom.drafts.reword(FACILITATOR, number, Wish("x" * 100, "y" * (LONGEST - 99)))
    assert "shorten it by 1," in str(refused.value.message)
    assert len((await newsroom.drafts.draft(FACILITATOR, number)).announcement.text) == LONGEST - 100


async def test_a_time_with_two_readings_is_asked_about(newsroom: Newsroom) -> None:
    draft = await newsroom.drafts.compose(
        FACILITATOR, Wish("Title", "Text", "every second Tuesday 10:00 until 1 June 2027")
    )
    assert draft.question is not None
    chosen = await newsroom.drafts.retime(FACILITATOR, draft.announcement.id, draft.question.choices[0].text)
    assert chosen.announcement.recurrence is not None


async def test_a_picture_is_kept_with_its_words_and_goes_with_the_announcement(newsroom: Newsroom) -> None:
    refused_ones = [
        (b"MZ\x90\x00", "x", "isn't a picture"),
        (b"%PDF-1", "x", "isn't a picture"),
        (picture("JPEG"), "", "what the picture shows"),
    ]
    for content, alt, says in refused_ones:
        with pytest.raises(InvalidInput) as refused:
            await newsroom.drafts.compose(FACILITATOR, Wish("Title", "Text"), NewPicture(content, "a.jpg", alt))
        assert says in str(refused.value.message)
    draft = await newsroom.drafts.compose(
        FACILITATOR, Wish("T", "Text"), NewPicture(picture("JPEG"), "a.jpg", "A table"), (GENERAL,)
    )
    assert draft.picture is not None
    sent = await newsroom.drafts.send(FACILITATOR, draft.announcement.id)
    await newsroom.runner.tick()
    [said] = newsroom.said
    assert said.picture is not None
    assert said.picture.alt == "A table"
    newsroom.clock.move_by(91 * DAY)
    await newsroom.planning.purge()
    async with newsroom.built.database.read() as session:
        assert (await session.scalars(select(MediaRow))).all() == []
    assert sent.id not in [one.id for one in await newsroom.service.all(FACILITATOR)]


async def test_the_picture_is_changed_described_anew_and_taken_away_wherever_it_stands(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    await newsroom.followed_by(core, 1)
    wish = Wish("CORE is open", "Text")
    draft = await newsroom.drafts.compose(FACILITATOR, wish, NewPicture(picture("JPEG"), "a.jpg", "A table"), [GENERAL])
    number = draft.announcement.id
    again = await newsroom.drafts.reword(FACILITATOR, number, wish, NewPicture(picture("PNG"), "b.png", "A chair"))
    assert again.picture is not None
    assert (again.picture.name, again.picture.alt) == ("b.png", "A chair")
    await newsroom.drafts.address(FACILITATOR, number, subjects=[core.subject])
    await newsroom.drafts.send(FACILITATOR, number)
    await newsroom.later(MINUTE)
    shows = {one.announcement.id: one.picture for one in newsroom.said}
    assert shows[number] is not None
    for change, shown in (
        (NewPicture(alt="A red chair"), ("b.png", "A red chair")),
        (NewPicture(), ("b.png", "A red chair")),
        (NewPicture(picture("JPEG"), "c.jpg", "A lamp"), ("c.jpg", "A lamp")),
        (NewPicture(gone=True), None),
    ):
        before = len(newsroom.post.edited)
        await newsroom.service.edit(FACILITATOR, number, wish, change)
        await newsroom.later(MINUTE)
        edits = [letter.result for letter in newsroom.post.edited[before:]]
        assert len(edits) == (0 if change == NewPicture() else 2), "the channel's and the follower's, once each"
        for one in edits:
            assert isinstance(one, Said)
            assert (one.picture and (one.picture.name, one.picture.alt)) == shown
    with pytest.raises(InvalidInput):
        await newsroom.service.edit(FACILITATOR, number, wish, NewPicture(picture("JPEG"), "d.jpg"))
    async with newsroom.built.database.read() as session:
        assert (await session.scalars(select(MediaRow))).all() == [], "no bytes are left behind"


async def test_topics_and_projects_are_chosen_each_by_themselves(newsroom: Newsroom) -> None:
    topics = [await newsroom.topic(f"Topic {n:02d}") for n in range(MOST_SUBJECTS + 2)]
    number = await newsroom.written(subjects=[topics[0].subject, topics[1].subject])
    draft = await newsroom.drafts.address(
        FACILITATOR, number, subjects=[topics[2].subject], instead_of=[topics[1].subject, topics[2].subject]
    )
    assert list(draft.announcement.subjects) == [topics[0].subject, topics[2].subject]
    assert [(str(one.title), len(one.subjects)) for one in draft.followed] == [("Topics", len(topics))]
    with pytest.raises(InvalidInput, match="followers of at most"):
        await newsroom.drafts.address(FACILITATOR, number, subjects=[one.subject for one in topics])
    for one in topics:
        await newsroom.topics.delete(FACILITATOR, one.id)
    await newsroom.drafts.address(FACILITATOR, number, channels=())
    with pytest.raises(InvalidInput, match="at least one channel"):
        await newsroom.drafts.send(FACILITATOR, number)


async def test_what_is_written_and_not_sent_is_found_again_by_its_author_alone(newsroom: Newsroom) -> None:
    number = await newsroom.written()
    assert [one.id for one in await newsroom.drafts.own(FACILITATOR)] == [number]
    assert await newsroom.drafts.own(Person(GUILD, 8, Standing.FACILITATOR)) == []
    await newsroom.drafts.send(FACILITATOR, number)
    assert await newsroom.drafts.own(FACILITATOR) == []


async def test_a_topics_role_is_none_that_opens_doors(newsroom: Newsroom) -> None:
    core = await newsroom.topics.save(FACILITATOR, None, "CORE", "", 77)
    for role in (GUILD, 10, 11, 77):
        with pytest.raises(InvalidInput):
            await newsroom.topics.save(FACILITATOR, None, "Seminars", "", role)
    assert (await newsroom.topics.save(FACILITATOR, core.id, "CORE news", "", 77)).role_id == 77


async def test_the_bell_rings_for_what_is_posted_and_for_a_date_that_comes_soon(newsroom: Newsroom) -> None:
    rung: list[timedelta] = []
    newsroom.planning.bell.heard_by(rung.append)
    number = await newsroom.written(channels=(NEWS,))
    await newsroom.drafts.address(FACILITATOR, number, publish=[NEWS])
    await newsroom.drafts.send(FACILITATOR, number)
    await newsroom.runner.tick()
    assert rung == [timedelta(), timedelta()], "when it is sent, and when it stands there"
    await newsroom.planning.tick()
    assert rung[2:] == [], "nothing comes within the minute"
    await newsroom.sent(when="in 1 minute")
    newsroom.clock.move_by(timedelta(seconds=20))
    del rung[:]
    await newsroom.planning.tick()
    assert rung == [timedelta(seconds=40)]


async def test_it_pings_nobody_unless_told(newsroom: Newsroom) -> None:
    number = await newsroom.written()
    assert (await newsroom.drafts.draft(FACILITATOR, number)).announcement.ping == NOBODY
    draft = await newsroom.drafts.address(FACILITATOR, number, ping=Ping(role_id=77))
    assert draft.announcement.ping == Ping(role_id=77)
    draft = await newsroom.drafts.address(FACILITATOR, number, channels=())
    assert draft.announcement.ping == NOBODY, "nobody is there to be pinged"
    with pytest.raises(InvalidInput):
        await newsroom.sent(channels=())


async def test_it_is_for_facilitators_alone(newsroom: Newsroom) -> None:
    number = await newsroom.written()
    someone = Person(GUILD, 3, Standing.MEMBER)
    for use in (
        newsroom.drafts.compose(someone, Wish("x", "y")),
        newsroom.drafts.send(someone, number),
        newsroom.service.withdraw(someone, number),
        newsroom.service.all(someone),
        newsroom.topics.save(someone, None, "x", "", None),
    ):
        with pytest.raises(NotAllowed):
            await use
    with pytest.raises(AnnouncementGone):
        await newsroom.drafts.send(Person(GUILD + 1, 9, Standing.FACILITATOR), number)


async def test_topics_are_made_followed_and_deleted(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    with pytest.raises(InvalidInput):
        await newsroom.topics.save(FACILITATOR, None, "core", "", None)
    await newsroom.topics.follow(member(0), core.id, "message")
    assert newsroom.built.community.preferences(GUILD, member(0).member_id).consents == {"news"}
    with pytest.raises(InvalidInput):
        await newsroom.topics.follow(member(0), core.id, "role")
    [[topic, way]] = newsroom.topics.topics(member(0))
    assert (topic.name, way) == ("CORE", Way.MESSAGE)
    [counted] = newsroom.topics.counted(FACILITATOR)
    assert counted.followers == {Way.MESSAGE: 1}
    await newsroom.topics.delete(FACILITATOR, core.id)
    assert newsroom.built.following.subjects_of(GUILD, member(0).member_id) == {}
    with pytest.raises(TopicGone):
        await newsroom.topics.follow(member(0), core.id, "message")


async def test_kinds_are_told_apart(newsroom: Newsroom) -> None:
    assert newsroom.built.outbox.kinds[RENEWED].edits
    assert newsroom.built.outbox.kinds[SAID].purpose == "news"
