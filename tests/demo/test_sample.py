"""The sample community: its files are read without a complaint and hang together."""

import tomllib
from collections import Counter
from importlib import resources
from typing import Any

import pytest

from bot.community.backgrounds import CareerStage, Setting
from bot.demo.community import Sample, load
from bot.directory.entries import Level, Openness
from bot.directory.importer import read
from bot.directory.vocabulary import Vocabulary
from sandbox import permissions
from sandbox import seed as sandbox_seed
from sandbox.model import Guild, State

FILES = resources.files("bot.demo")
GRANTED_TO_THE_BOT = permissions.VIEW_CHANNEL | permissions.SEND_MESSAGES


@pytest.fixture(scope="module")
def sample() -> Sample:
    return load()


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return tomllib.loads((FILES / "community.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def world(sample: Sample) -> State:
    return sandbox_seed.load(sample.world_seed("a-token", GRANTED_TO_THE_BOT))


@pytest.fixture(scope="module")
def guild(sample: Sample, world: State) -> Guild:
    return world.guilds[sample.guild_id]


def test_the_importer_takes_every_row_of_the_directory() -> None:
    data = (FILES / "people.csv").read_bytes()
    reading = read(data)
    assert reading.problems == ()
    assert len(reading.profiles) == data.count(b"\n") - 1 >= 64


def test_the_directory_has_people_of_every_kind(sample: Sample) -> None:
    profiles = sample.profiles
    assert {p.career_stage for p in profiles} == set(CareerStage)
    for kind, held in ((Setting, "settings"), (Openness, "open_to")):
        counts = Counter(item for p in profiles for item in getattr(p, held))
        assert min(counts[item] for item in kind) >= 10


def test_half_of_the_directory_may_be_found_by_newcomers(sample: Sample, told: dict[str, Any]) -> None:
    found = {p.display_name for p in sample.profiles if p.findable_by_newcomers}
    assert found == set(told["newcomers"]["may_find"])
    assert 0.45 <= len(found) / len(sample.profiles) <= 0.55


def test_the_main_question_has_answers_for_members_and_for_newcomers(sample: Sample) -> None:
    vocabulary = Vocabulary.load()
    levels = {
        profile: skill.level
        for profile in sample.profiles
        for skill in profile.skills
        if vocabulary.resolve(skill.name) == "NVivo"
    }
    assert set(levels.values()) == set(Level)
    assert len(levels) >= 6
    assert any(p.findable_by_newcomers and level is Level.CAN_TEACH for p, level in levels.items())


def test_most_skills_are_words_the_vocabulary_knows_written_as_people_do(sample: Sample) -> None:
    vocabulary = Vocabulary.load()
    written = [skill.name for profile in sample.profiles for skill in profile.skills]
    known = [name for name in written if vocabulary.resolve(name)]
    assert len(known) / len(written) > 0.9
    assert any(name not in vocabulary.concepts for name in known)


def test_names_ids_and_account_names_are_unique(sample: Sample, told: dict[str, Any]) -> None:
    assert len(sample.people) == len(sample.profiles) + len(told["people"])
    assert len(sample.roles) == len(told["roles"])
    assert len(sample.channels) == len(told["channels"])
    people, things = sample.people.values(), (*sample.roles.values(), *sample.channels.values())
    ids = [person.id for person in people] + [thing.id for thing in things]
    ids += [sample.guild_id, sample.application_id]
    assert len(set(ids)) == len(ids)
    assert len({person.username for person in people}) == len(people)
    assert all(2 <= len(person.username) <= 32 for person in people)


def test_whoever_is_named_exists(sample: Sample, told: dict[str, Any]) -> None:
    named = {name for role in sample.roles.values() for name in role.people}
    named |= {message.author for message in sample.messages} | set(told["notes"])
    named |= set(told["newcomers"]["may_find"])
    assert named <= set(sample.people)


def test_there_is_someone_of_every_kind_to_be(sample: Sample) -> None:
    kinds = Counter(person.kind for person in sample.people.values())
    assert set(kinds) == {"newcomer", "member", "facilitator", "administrator"}
    assert kinds["newcomer"] >= 2
    assert kinds["facilitator"] == 3
    assert sample.owner.kind == "administrator"
    for kind in kinds:
        assert any(person.note for person in sample.people.values() if person.kind == kind)


def test_newcomers_are_neither_in_the_directory_nor_members(sample: Sample) -> None:
    listed = {profile.display_name for profile in sample.profiles}
    holders = {name for role in sample.roles.values() for name in role.people}
    newcomers = {person.name for person in sample.people.values() if person.kind == "newcomer"}
    assert not newcomers & (listed | holders)
    assert listed <= next(r.people for r in sample.roles.values() if r.id == sample.settings.members_role_id)


def test_the_sandbox_takes_the_seed_whole(sample: Sample, world: State, guild: Guild) -> None:
    assert set(guild.members) == {person.id for person in sample.people.values()} | {sample.application_id}
    assert {role.id for role in sample.roles.values()} < set(guild.roles)
    assert set(guild.channels) == {channel.id for channel in sample.channels.values()}
    said = [message.content for id in guild.channels for message in world.channels[id].messages.values()]
    assert sorted(said) == sorted(message.text for message in sample.messages)
    application = world.applications[sample.application_id]
    assert application.token == "a-token"
    privileged = application.members_intent, application.content_intent, application.presences_intent
    assert privileged == (False, False, False)


def test_what_heronry_is_told_exists_on_the_server(sample: Sample, guild: Guild) -> None:
    settings = sample.settings
    assert settings.set_up
    assert settings.members_role_id in guild.roles
    assert settings.facilitators_role_id in guild.roles
    assert settings.notices_channel_id in guild.channels


def test_everyone_wrote_only_where_they_may(sample: Sample, world: State, guild: Guild) -> None:
    for message in sample.messages:
        channel = world.channels[sample.channels[message.channel].id]
        member = guild.members[sample.people[message.author].id]
        granted = permissions.in_channel(guild, member, channel, message.at.timestamp())
        assert granted & permissions.SEND_MESSAGES, f"{message.author} in #{message.channel}"


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Amina Farouk", {"welcome", "announcements", "general"}),
        ("Rhiannon Probert", {"methods-help", "reflective-space", "workshops", "projects", "meeting-room"}),
        ("Tomasz Wilk", {"facilitators"}),
    ],
)
def test_who_sees_which_channels(sample: Sample, world: State, guild: Guild, name: str, seen: set[str]) -> None:
    """Each kind of person sees what the kind before sees, and these."""
    order = ("Amina Farouk", "Rhiannon Probert", "Tomasz Wilk")

    def visible(person: str) -> set[str]:
        member = guild.members[sample.people[person].id]
        channels = (channel for channel in sample.channels.values() if channel.type != "category")
        return {
            channel.name
            for channel in channels
            if permissions.in_channel(guild, member, world.channels[channel.id], 0) & permissions.VIEW_CHANNEL
        }

    before = order.index(name) - 1
    assert visible(name) == seen | (visible(order[before]) if before >= 0 else set())


def test_heronry_may_write_in_every_channel(sample: Sample, world: State, guild: Guild) -> None:
    bot = guild.members[sample.application_id]
    for id in guild.channels:
        granted = permissions.in_channel(guild, bot, world.channels[id], 0)
        assert granted & GRANTED_TO_THE_BOT == GRANTED_TO_THE_BOT, world.channels[id].name


def test_messages_stand_in_the_order_they_were_said(sample: Sample) -> None:
    times = [message.at for message in sample.messages]
    assert times == sorted(times)
    assert 30 <= len(times) <= 60
    joined = {person.name: person.joined for person in sample.people.values()}
    for message in sample.messages:
        since = joined[message.author]
        assert since is None or since < message.at
