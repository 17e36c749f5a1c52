"""Everything registered is tried as every kind of person, and what happens is what was declared."""

import inspect
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from bot import app
from bot.community.standing import Audience, Standing
from bot.community.standing import Person as Somebody
from bot.config import load_settings
from bot.reference import Declaration, declarations
from bot.ui.checks import Interaction
from bot.ui.client import Heronry
from bot.ui.modals import form
from bot.ui.replies import open_form
from bot.ui.router import Route, custom_id, pressed
from sandbox.driver import Form, Person, Shown
from sandbox.permissions import EVERYONE
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, ROOT, SAMPLE, TOKEN, House, house

REFUSALS = ("This is for ", "This works on a server only", "Heronry isn't set up")
MANAGE_EVENTS, COMPONENTS_V2 = 1 << 33, 1 << 15
MESSAGE_MENU = 3
ELSEWHERE = SAMPLE.guild_id + 1
FROM_ELSEWHERE = "Dominic Ayre"
PEOPLE = {
    NEWCOMER: Audience.EVERYONE,
    MEMBER: Audience.MEMBER,
    FACILITATOR: Audience.FACILITATOR,
    ADMINISTRATOR: Audience.ADMINISTRATOR,
    FROM_ELSEWHERE: Audience.EVERYONE,  # a facilitator of another server is a newcomer here
}


OPTIONS: dict[str, dict[str, Any]] = {
    "/who": {"query": "who knows NVivo?"},
    "/profile skills add": {"skill": "R", "level": "learning"},
    "/profile skills level": {"skill": "R", "level": "learning"},
    "/profile skills remove": {"skill": "R"},
    "/manage-directory import": {"file": "0", "files": {"a.csv": b"name\n"}},
    "/remind": {"when": "tomorrow", "what": "x"},
    "/reminders edit": {"reminder": "1"},
    "/reminders delete": {"reminder": "1"},
    "/reminders snooze": {"reminder": "1", "until": "tomorrow"},
    "/manage-reminders create": {"when": "tomorrow", "what": "x", "channel_": "general"},
    "/manage-reminders edit": {"reminder": "1"},
    "/manage-reminders pause": {"reminder": "1"},
    "/manage-reminders delete": {"reminder": "1"},
    "/reflect export": {"kind": "json"},
    "/manage-checkins space": {"channel_": "general"},
    "/meetings show": {"meeting": "1"},
    "/meetings talk": {"about": "x"},
    "/manage-meetings schedule": {"title": "x", "when": "tomorrow", "channel_": "general"},
    "/manage-meetings import": {"file": "0", "files": {"a.ics": b"x"}, "channel_": "general"},
    "/manage-meetings move": {"meeting": "1", "when": "tomorrow"},
    "/manage-meetings attendance": {"meeting": "1", "came": 1},
    **{
        f"/manage-meetings {name}": {"meeting": "1"}
        for name in (
            "edit",
            "places",
            "cancel",
            "skip",
            "speaker",
            "questions",
            "notes",
        )
    },
    "/manage-checkins schedule": {"when": "tomorrow", "channel_": "general"},
    "/manage-checkins threshold": {"people": 9},
    "/resources add": {"title": "x"},
    "/resources post": {"resource": "1"},
    "/manage-resources edit": {"resource": "1"},
    "/manage-resources remove": {"resource": "1"},
    "/projects show": {"project": "1"},
    "/projects search": {"about": "x"},
    "/projects edit": {"project": "1"},
    "/manage-projects edit": {"project": "1"},
    "/manage-projects archive": {"project": "1"},
    "/funding show": {"call": "1"},
    "/manage-funding edit": {"call": "1"},
    "/manage-funding archive": {"call": "1"},
    "/manage-funding import": {"file": "0", "files": {"a.csv": b"x\n"}},
    "/pairing snooze": {"until": "2031-01-31"},
    "/workshops ask": {"workshop": "1"},
    "/workshops note": {"workshop": "1"},
    "/manage-workshops create": {"title": "x", "when": "tomorrow", "channel_": "general", "places": 1, "mentors": 0},
    "/manage-workshops move": {"workshop": "1", "when": "tomorrow"},
    "/manage-workshops import": {"workshop": "1", "file": "0", "files": {"a.csv": b"name\n"}},
    "/manage-workshops attendance": {"workshop": "1", "person": SAMPLE.owner.id},
    **{
        f"/manage-workshops {name}": {"workshop": "1"}
        for name in ("places", "edit", "cancel", "questions", "feedback", "roster", "groups")
    },
    "/manage-pairing schedule": {"when": "tomorrow"},
    "/manage-announcements edit": {"announcement": "1"},
    "/manage-announcements withdraw": {"announcement": "1"},
}
"""What must be given with a command, so that the check is what decides."""
ON_MESSAGES = {"Share as a resource", "Announce this"}
"""The context menus on messages; the others are on people."""


class Opener:
    """Opens any form for anyone, so that the form's own check is what is tried."""

    @pressed("test:open", Audience.EVERYONE, direct=True)
    async def open(self, interaction: Interaction, feature: str, action: str, named: str) -> None:
        field = discord.ui.TextInput[Any](custom_id="zone", required=False)
        label = discord.ui.Label[Any](text="Zone", component=field)
        arguments = (named,) if named else ()
        await open_form(interaction, form(interaction, "Tried", f"{feature}:{action}", label, arguments=arguments))


def seed() -> dict[str, Any]:
    """The sample where Discord shows everyone the facilitators' commands, so that the check at run time
    is what decides; and another server, one of whose facilitators is a newcomer here."""
    made = SAMPLE.world_seed(TOKEN, EVERYONE)
    [here] = made["guilds"]
    here["roles"].append({"name": "@everyone", "permissions": str(EVERYONE | MANAGE_EVENTS)})
    stranger = SAMPLE.people[FROM_ELSEWHERE]
    bot = next(member for member in here["members"] if member["kind"] == "bot")
    there: dict[str, Any] = {
        "id": str(ELSEWHERE),
        "name": "Another group",
        "owner_id": str(SAMPLE.owner.id),
        "roles": [{"id": str(ELSEWHERE + 1), "name": "Facilitators", "permissions": str(MANAGE_EVENTS)}],
        "channels": [{"name": "general", "type": "text"}],
        "members": [
            {"user_id": str(SAMPLE.owner.id), "roles": []},
            {"user_id": str(stranger.id), "roles": ["Facilitators"], "kind": "facilitator"},
            bot,
        ],
    }
    return made | {"guilds": [here, there]}


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> Heronry:
    """What is registered; every bot of the test can also open any form."""
    build = app.build_client

    def with_opener(*arguments: Any) -> Heronry:
        made = build(*arguments)
        made.router.add(Opener())
        return made

    settings = load_settings(None, data_dir=Path("/nowhere"), keys_file=Path("/nowhere.keys"))
    registered = build(app.Services(settings, app.SystemClock()))
    await registered.add_wanted_cogs()
    monkeypatch.setattr(app, "build_client", with_opener)
    return registered


@pytest.fixture
async def home(tmp_path: Path, client: Heronry) -> AsyncGenerator[House]:
    async with house(tmp_path, seed(), limits=False) as made:
        await made.start()
        assert made.services is not None
        owner = Somebody(ELSEWHERE, SAMPLE.owner.id, Standing.ADMINISTRATOR)
        settings = replace(SAMPLE.settings, guild_id=ELSEWHERE, facilitators_role_id=ELSEWHERE + 1)
        await made.services.community.set_up(owner, settings)
        yield made


async def test_the_page_of_permissions_is_the_one_the_code_declares() -> None:
    assert (ROOT / "docs/permissions.md").read_text() == await app.describe(load_settings(None)), "run: make docs"


@pytest.mark.parametrize("name", PEOPLE)
async def test_each_person_may_do_exactly_what_was_declared(home: House, client: Heronry, name: str) -> None:
    person, board = await home.person(name), await _board(home, client)
    found = {d.name: await _try(person, board, d) for d in declarations(client)}
    assert found == {d.name: PEOPLE[name] >= d.audience for d in declarations(client)}
    home.sandbox.assert_no_violations()


async def test_in_a_direct_message_only_what_is_made_for_it_works(home: House, client: Heronry) -> None:
    person = await home.person(ADMINISTRATOR)
    assert set(await person.commands(in_dm=True)) == {"support"}, "help, and nothing else"
    direct = {route.name for route in client.router.routes if route.direct}
    for name, message in (await _board(home, client, to=person)).items():
        shown = await person.presses(message, name)
        if isinstance(shown, Form) and name in {route.name for route in client.router.routes if route.is_form}:
            shown = await person.fills_in(shown, {})
        assert shown.text.startswith("This works on a server only") is (name not in direct), name


async def test_what_works_in_direct_messages_is_for_those_who_belong_to_its_server(
    home: House, client: Heronry
) -> None:
    stranger = await home.person(NEWCOMER)
    direct = {route.name: route for route in client.router.routes if route.direct}
    assert direct
    for name, message in (await _board(home, client, to=stranger, guild=ELSEWHERE)).items():
        if name in direct:
            assert "aren't on that server any more" in (await stranger.presses(message, name)).text, name


async def _try(person: Person, board: dict[str, Shown], declaration: Declaration) -> bool:
    """Use it as the person would; whether it was let through."""
    name, guild = declaration.name, SAMPLE.guild_id
    if declaration.kind == "command":
        if name.removeprefix("/").split(" ")[0] not in await person.commands(guild=guild):
            return False
        options: dict[str, Any] = OPTIONS.get(name, {})
        shown = await person.types(name, guild=guild, **options)
    elif declaration.kind == "context menu":
        offered = await person.commands(guild=guild)
        if name not in offered:
            return False
        on_message = offered[name]["type"] == MESSAGE_MENU
        on = next(iter(board.values())) if on_message else str(SAMPLE.profiles[0].display_name)
        shown = await person.uses(name, on, guild=guild)
    else:
        shown = await person.presses(board[name], name)
        if declaration.kind == "form":
            assert isinstance(shown, Form)
            shown = await person.fills_in(shown, {})
    assert "Something went wrong" not in shown.text, name
    return not shown.text.startswith(REFUSALS)


async def _board(
    home: House, client: Heronry, to: Person | None = None, guild: int = SAMPLE.guild_id
) -> dict[str, Shown]:
    """A message of the bot's for each route, in a channel or in someone's direct messages, with a button:
    pressing it is the press, or opens the form, of that name."""
    api, channel = home.sandbox.api_url, str(SAMPLE.channels["general"].id)
    board: dict[str, Shown] = {}
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        if to is not None:
            async with session.post(f"{api}/users/@me/channels", json={"recipient_id": str(to.id)}) as response:
                channel = (await response.json())["id"]
        for route in client.router.routes:
            button = {"type": 2, "style": 2, "label": route.name, "custom_id": _custom_id(client, route, guild)}
            body = {"flags": COMPONENTS_V2, "components": [{"type": 1, "components": [button]}]}
            async with session.post(f"{api}/channels/{channel}/messages", json=body) as response:
                made = await response.json()
                assert response.status == 200, made
            board[route.name] = Shown(made | ({} if to else {"guild_id": str(SAMPLE.guild_id)}))
    return board


def _custom_id(client: Heronry, route: Route, guild: int) -> str:
    if route.is_form:
        return custom_id("test:open", guild, *route.name.split(":"), guild if route.direct else "")
    found = client.router.find(route.name)
    assert found is not None
    parameters = list(inspect.signature(found[1]).parameters.values())[1:]
    named = [guild] if route.direct else []
    fitting = [SAMPLE.profiles[0].member_id if p.annotation is int else "off" for p in parameters]
    return custom_id(route.name, *named, *fitting)
