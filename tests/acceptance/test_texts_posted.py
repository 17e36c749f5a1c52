"""In a language made up for the test: what is posted and sent, which no tour comes to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import texts
from bot.community.news import IS_MOVED, IS_MOVED_AND_LATER, IS_OFF, IS_OFF_AND_LATER, Item, Span
from bot.community.standing import Standing
from bot.delivery.kinds import Delivery
from bot.digest.entries import Digest, Section
from bot.funding.entries import About, Call, Dates, Terms
from bot.funding.entries import State as CallState
from bot.funding.posting import Several
from bot.pairing.entries import ICEBREAKERS, Pairing, Partner, Rested, Unpaired
from bot.support.entries import Answered, Matter, Notice, Question, Relayed, Seen, Stage, Wish, Worry
from bot.support.signposting import Shown as SignpostsShown
from bot.texts import N_
from bot.welcome.entries import Greeting, Tour
from bot.workshops.drawing import Lots
from bot.workshops.entries import (
    Attendance,
    Counts,
    Giving,
    Label,
    Mine,
    Role,
    State,
    Workshop,
)
from bot.workshops.entries import Notice as WorkshopNotice
from bot.workshops.entries import (
    Standing as PlaceStanding,
)
from bot.workshops.feedback import FeedbackState, Summary
from bot.workshops.service import Resized
from cogs.digest import cards as digest_cards
from cogs.funding import cards as funding_cards
from cogs.pairing import cards as pairing_cards
from cogs.support import cards as support_cards
from cogs.support import desk_cards, signpost_cards
from cogs.welcome import cards as welcome_cards
from cogs.welcome import tour as tour_cards
from cogs.workshops import manage_cards
from cogs.workshops.commands import note_of
from cogs.workshops.notices import WorkshopNotices
from sandbox.driver import Shown
from tests.acceptance.house import SAMPLE
from tests.acceptance.pseudo import LOCALE, SIGNPOSTS, untranslated
from tests.acceptance.tour import groups

pytestmark = pytest.mark.usefixtures("made_up_language")


def test_what_the_rota_gets_is_translated() -> None:
    """Worries, questions, answers and notices, in the made-up language."""
    guild, at = SAMPLE.guild_id, datetime(2026, 11, 3, tzinfo=UTC)
    with texts.speaking(LOCALE):
        made = [
            *(desk_cards.notice(Notice(matter, 1, {"worries": 1, "questions": 2}, (1,))) for matter in Matter),
            *(desk_cards.worry(Worry(guild, 1, 2, 3, said, said, stage, (1,), ("NVivo",)))
              for stage in Stage for said in ("NVivo", "")),
            *(desk_cards.question(Question(guild, 1, "NVivo", "NVivo", wish, relayed, further))
              for wish in Wish for relayed in (True, False) for further in (True, False)),
            *(support_cards.relayed(Relayed("NVivo", asker)) for asker in (1, None)),
            support_cards.answered(Answered(guild, 1, "NVivo", "NVivo")),
            support_cards.seen(Seen(at)),
            *(desk_cards.answer_sent(here=here) for here in (True, False)),
            signpost_cards.stale(SignpostsShown(SIGNPOSTS, at.date())),
        ]  # fmt: skip
        shown = [Shown({"id": "1", "components": one.to_components()}) for one in made]
    assert {word: screen for screen in shown for word in untranslated(screen)} == {}


def test_what_is_posted_of_the_digest_of_calls_and_the_welcome_is_translated() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    items = (Item("NVivo", at, N_("is cancelled")), Item("NVivo"), Item("NVivo", at))
    changed = tuple(Item("NVivo", at, note) for note in (IS_MOVED, IS_MOVED_AND_LATER, IS_OFF, IS_OFF_AND_LATER))
    section = Section(N_("Meetings"), "/meetings list", items * 3, (Item("NVivo", at),), changed)
    what = Digest(1, Span(at, at, at), (section,))
    with texts.speaking(LOCALE):
        shown = [digest_cards.own(what), digest_cards.in_channel(what), digest_cards.stopped(had=True)]
        for people in ((), (1,), (1, 2)):
            greeting = Greeting(1, people, "NVivo", frozenset({"meetings", "directory"}), all_are_members=False)
            others = (greeting, replace(greeting, arrived=False), replace(greeting, facilitators_role_id=2))
            shown += [welcome_cards.greeting(one) for one in (*others, replace(greeting, all_are_members=True))]
        call = Call(1, 1, CallState.OPEN, 1, About("NVivo", "NVivo"), Dates(), Terms(), at, at)
        shown += [funding_cards.posted(one, at) for one in (call, replace(call, state=CallState.ARCHIVED))]
        shown.append(funding_cards.several(Several((call,), (call,), 3)))
        for standing in Standing:
            shown += [tour_cards.before_set_up(standing, ["NVivo"], owner) for owner in (None, 1)]
            for at_page in range(5):
                tour = Tour(standing, frozenset({"directory"}), True, None, "NVivo", False, None, ())
                shown.append(tour_cards.page(tour, at_page, [], ["NVivo"]))
        for card in shown:
            assert untranslated(Shown({"components": card.to_components()})) == set()


def test_what_is_said_of_a_workshop_in_its_time_is_translated() -> None:
    now, cog = datetime(2026, 11, 3, tzinfo=UTC), WorkshopNotices()
    made = Workshop(
        1, 1, "NVivo", "NVivo", ("NVivo",), "NVivo", 1, now, "Europe/London", 120, 9, 2, 6, now, now, Giving.FAIR,
        Label.CHATHAM, State.ACTIVE, "", "", now, 1,
    )  # fmt: skip
    delivery = Delivery(1, 1, "", 1, "", None, 1, now)
    counts = Counts(3, 1, 2)
    said = [
        Mine(made, counts, Role.PARTICIPANT, standing, 1, now, "Senior", ("NVivo",), "NVivo")
        for standing in PlaceStanding
    ]
    notices = [WorkshopNotice(one.workshop, counts, one, now, now, 5) for one in said]
    notices.append(replace(notices[0], workshop=replace(made, state=State.CANCELLED)))
    notices.append(replace(notices[0], changed=frozenset({"room", "label"})))
    for first, places, before in ((0, 9, ""), (3, 2, "a"), (3, 5, "a"), (0, 5, "a"), (3, 3, ""), (3, 0, "")):
        notices.append(replace(notices[0], lots=dict.fromkeys(Role, Lots(9, first, places, before))))
    notices.append(replace(notices[0], workshop=replace(made, drawn_at=None)))
    kinds = (
        cog.announced, cog.drawn, cog.begins, cog.changed, cog.changed_direct, cog.placed, cog.offered, cog.reminded,
        cog.asked_back,
    )  # fmt: skip
    summary = Summary(now, FeedbackState.CLOSED, ((1, 2, 3, 4),) * 3, ("NVivo",))
    with texts.speaking(LOCALE):
        cards = [kind(delivery, one).card for kind in kinds for one in notices]
        cards += [
            manage_cards.summary(replace(summary, state=state, counts=counts_, lines=()))
            for state in FeedbackState
            for counts_ in (summary.counts, None)
        ]
        resized = Resized(made, 2, 1, 1)
        assert untranslated(Shown({"content": manage_cards.resized(resized)})) == set()
        cards.append(manage_cards.summary(summary))
        assert untranslated(Shown({"content": manage_cards.roster([5])})) == set()
        cards += [*groups.posted(made), *groups.shared_resources()]
        for one in cards:
            assert untranslated(Shown({"components": one.to_components()})) == set()
        for role in Role:
            for led in (True, False):
                note = note_of(Attendance(made, role, led=led), "NVivo")
                assert untranslated(Shown({"content": note})) == set()


def test_what_comes_by_direct_message_of_a_pairing_is_translated() -> None:
    now = datetime(2026, 11, 3, tzinfo=UTC)
    partners = (Partner(1, None), Partner(2, None))
    what = Pairing(1, 2, partners, ICEBREAKERS[0], now, now, met=None)
    with texts.speaking(LOCALE):
        shown = [
            pairing_cards.made(what), pairing_cards.asked(what), pairing_cards.unpaired(Unpaired(1)),
            pairing_cards.rested(Rested(1)), pairing_cards.answered(met=True), pairing_cards.answered(met=False),
            pairing_cards.left(),
        ]  # fmt: skip
        for card in shown:
            assert untranslated(Shown({"components": card.to_components()})) == set()
