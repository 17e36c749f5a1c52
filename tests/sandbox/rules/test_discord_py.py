"""What discord.py itself sends raises no alarm: neither from the rules nor from Discord's description."""

import io
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord.http import Route, handle_message_parameters

from sandbox import rules

from .conftest import Described
from .helpers import JSON, NOW

IMAGE = "https://a.example/heron.png"
kit: Any = ui  # items are generic in the view they are in, which the checker cannot infer inside another item


class Caught(Exception):
    """Carries a request that discord.py was about to send."""

    def __init__(self, method: str, path: str, body: Any) -> None:
        super().__init__(method, path)
        self.method, self.path, self.body = method, path, body


class Client(discord.Client):
    """A client that sends nothing: every request is caught instead."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none())
        self.http.request = self._catch
        everyone: Any = {"id": "1", "name": "@everyone"}
        community: Any = {"id": "1", "name": "x", "roles": [everyone]}
        general: Any = {"id": "5", "type": 0, "name": "general", "position": 0}
        self.guild = discord.Guild(data=community, state=self._connection)
        self.channel = discord.TextChannel(state=self._connection, guild=self.guild, data=general)

    async def _catch(self, route: Route, **sent: Any) -> None:
        body = sent.get("json")
        for part in sent.get("form") or ():
            if part["name"] == "payload_json":
                body = json.loads(part["value"])
        raise Caught(route.method, route.url.removeprefix(Route.BASE), body)


async def sent(request: Awaitable[Any]) -> Caught:
    with pytest.raises(Caught) as caught:
        await request
    return caught.value


@pytest.fixture
async def client() -> Client:
    return Client()


class Buttons(ui.View):
    """Buttons of each style, and every select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="Go", style=discord.ButtonStyle.primary))
        self.add_item(ui.Button(emoji="✅", style=discord.ButtonStyle.success, custom_id="a:b:1"))
        self.add_item(ui.Button(emoji="<:heron:123456789012345678>", disabled=True))
        self.add_item(ui.Button(label="Read", url="https://example.org/a?b=c"))
        listed = [discord.SelectOption(label=f"{n}", description="x", emoji="🪶") for n in range(25)]
        self.add_item(ui.Select(options=listed, min_values=0, max_values=25, placeholder="Which?"))
        self.add_item(ui.UserSelect(max_values=25, default_values=[discord.Object(1, type=discord.User)]))
        self.add_item(ui.RoleSelect(min_values=0))
        self.add_item(ui.ChannelSelect(channel_types=[discord.ChannelType.text, discord.ChannelType.forum]))


class Layout(ui.LayoutView):
    """Every component of Components V2."""

    top: ui.TextDisplay[Any] = ui.TextDisplay("# Meeting")
    box: ui.Container[Any] = kit.Container(
        kit.Section("One", "Two", accessory=kit.Thumbnail(IMAGE, description="A heron")),
        kit.Section("Three", accessory=kit.Button(label="Go", custom_id="x")),
        kit.Separator(spacing=discord.SeparatorSpacing.large),
        kit.MediaGallery(discord.MediaGalleryItem(IMAGE), discord.MediaGalleryItem("attachment://a.png")),
        kit.File("attachment://a.png"),
        kit.ActionRow(kit.MentionableSelect()),
        accent_colour=discord.Colour.teal(),
    )
    row: ui.ActionRow[Any] = kit.ActionRow(kit.Button(label="Stop", custom_id="y"))


class Form(ui.Modal, title="A form"):
    """Every kind of component discord.py 2.7 puts into a modal, in the first of two parts."""

    why: ui.Label[Any] = ui.Label(
        text="Why?", description="x", component=ui.TextInput(style=discord.TextStyle.long, max_length=4000)
    )
    which: ui.Label[Any] = ui.Label(
        text="Which?",
        component=ui.Select(options=[discord.SelectOption(label="x")], required=False, min_values=0),
    )
    who: ui.Label[Any] = ui.Label(text="Who?", component=ui.UserSelect(max_values=5))
    one: ui.Label[Any] = ui.Label(
        text="One?",
        component=ui.RadioGroup(options=[discord.RadioGroupOption(label=n, value=n) for n in "ab"]),
    )
    files: ui.Label[Any] = ui.Label(text="Files?", component=ui.FileUpload(max_values=10, required=False))


class SecondForm(ui.Modal, title="Another"):
    """The rest."""

    text: ui.TextDisplay[Any] = ui.TextDisplay("Read this first.")
    old: ui.TextInput[Any] = ui.TextInput(label="An older one", required=False, default="x")
    some: ui.Label[Any] = ui.Label(
        text="Some?", component=ui.CheckboxGroup(options=[discord.CheckboxGroupOption(label="x", value="x")])
    )
    yes: ui.Label[Any] = ui.Label(text="Yes?", component=ui.Checkbox(default=True))
    where: ui.Label[Any] = ui.Label(text="Where?", component=ui.ChannelSelect(required=True))


def embed() -> discord.Embed:
    full = discord.Embed(title="x", description="y", url="https://example.org", colour=discord.Colour.blue())
    full.timestamp = NOW
    full.set_author(name="x", url="https://example.org", icon_url=IMAGE).set_footer(text="x", icon_url=IMAGE)
    full.set_image(url="attachment://a.png").set_thumbnail(url=IMAGE)
    return full.add_field(name="x", value="y").add_field(name="\u200b", value="z", inline=False)


def picture() -> discord.File:
    return discord.File(io.BytesIO(b"x"), filename="a.png", description="A heron")


def payload_of(**said: Any) -> JSON:
    with handle_message_parameters(**said) as parameters:
        if parameters.multipart:
            return json.loads(parameters.multipart[0]["value"])
        assert parameters.payload is not None
        return parameters.payload


async def messages() -> list[JSON]:
    poll = discord.Poll("Which day?", timedelta(days=3), multiple=True)
    poll.add_answer(text="Tuesday", emoji="✅").add_answer(text="Thursday")
    reference: Any = {"message_id": 5, "channel_id": 6, "fail_if_not_exists": False}
    return [
        payload_of(content="hi", nonce="n" * 25, allowed_mentions=discord.AllowedMentions.none()),
        payload_of(content="hi", allowed_mentions=discord.AllowedMentions(users=[discord.Object(5)], everyone=False)),
        payload_of(embeds=[embed()], file=picture(), mention_author=False, message_reference=reference),
        payload_of(view=Buttons(), content="Choose"),
        payload_of(view=Layout(), files=[picture()], flags=discord.MessageFlags(components_v2=True)),
        payload_of(poll=poll, flags=discord.MessageFlags(suppress_notifications=True)),
    ]


async def test_messages(described: Described) -> None:
    for payload in await messages():
        assert rules.message(payload, files={0: "a.png"}) == []
        assert described("POST", "/channels/1/messages", payload) == []


async def test_edits(described: Described) -> None:
    current: JSON = {"content": "hi", "flags": 0, "attachments": []}
    for payload in (
        payload_of(content=None, embed=embed(), attachments=[picture()]),
        payload_of(view=None),
        payload_of(content="x", view=Buttons()),
        payload_of(
            content=None,
            embeds=[],
            attachments=[picture()],
            view=Layout(),
            flags=discord.MessageFlags(components_v2=True),
        ),
    ):
        assert rules.edit_message(payload, current, files={0: "a.png"}) == []
        assert described("PATCH", "/channels/1/messages/2", payload) == []


@pytest.mark.parametrize("form", [Form, SecondForm])
async def test_modals(described: Described, form: type[ui.Modal]) -> None:
    answer = {"type": 9, "data": form().to_dict()}

    assert rules.interaction_callback(answer, interaction_type=2) == []
    assert described("POST", "/interactions/1/token/callback", answer) == []


async def test_answers_to_interactions(described: Described) -> None:
    said = payload_of(content="hi", flags=discord.MessageFlags(ephemeral=True), view=Buttons())
    choices = [app_commands.Choice(name="x", value=5).to_dict()]
    answers: list[tuple[int, JSON]] = [
        (2, {"type": 4, "data": said}),
        (2, {"type": 5, "data": {"flags": 64}}),
        (3, {"type": 6}),
        (3, {"type": 7, "data": said}),
        (4, {"type": 8, "data": {"choices": choices}}),
    ]
    for kind, answer in answers:
        current: JSON = {"content": "hi"}
        assert rules.interaction_callback(answer, interaction_type=kind, option_type=4, current=current) == []
        assert described("POST", "/interactions/1/token/callback", answer) == []


@app_commands.command(name="find", description="Find somebody")
@app_commands.describe(what="What they know", count="How many")
@app_commands.choices(where=[app_commands.Choice(name="Here", value="here")])
@app_commands.default_permissions(manage_events=True)
@app_commands.guild_only()
async def find(
    interaction: discord.Interaction,
    what: app_commands.Range[str, 1, 100],
    count: app_commands.Range[int, 1, 5] = 3,
    share: app_commands.Range[float, 0.0, 1.0] = 0.5,
    where: str = "here",
    who: discord.Member | None = None,
    channel: discord.TextChannel | None = None,
    file: discord.Attachment | None = None,
    quiet: bool = False,
) -> None: ...


@find.autocomplete("what")
async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return []


@app_commands.context_menu(name="Ask Them Something")
async def ask(interaction: discord.Interaction, member: discord.Member) -> None: ...


class Meeting(app_commands.Group, name="meeting", description="Meetings"):
    series = app_commands.Group(name="series", description="Series of meetings")

    @app_commands.command(name="new", description="A new meeting")
    async def new(self, interaction: discord.Interaction, title: str) -> None: ...

    @series.command(name="stop", description="Stop a series")
    async def stop(self, interaction: discord.Interaction, at: str | None = None) -> None: ...


async def test_commands(client: Client, described: Described) -> None:
    tree = app_commands.CommandTree(client)
    every: list[Any] = [find, ask, Meeting()]
    payload = [each.to_dict(tree) for each in every]

    assert rules.commands(payload) == []
    assert described("PUT", "/applications/1/commands", payload) == []
    for each in payload:
        assert rules.command(each) == []
        assert rules.edit_command(each, {"type": each["type"]}) == []


async def test_events(client: Client, described: Described) -> None:
    start, end = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)
    said: Any = {
        "name": "Meeting",
        "start_time": start,
        "end_time": end,
        "privacy_level": discord.PrivacyLevel.guild_only,
    }
    kinds = discord.EntityType
    image = b"\x89PNG\x0d\x0a\x1a\x0a" + bytes(8)
    places: list[Any] = [
        {"entity_type": kinds.external, "location": "Room 1", "description": "x", "image": image},
        {"entity_type": kinds.voice, "channel": discord.Object(5)},
    ]
    for place in places:
        caught = await sent(client.guild.create_scheduled_event(**said, **place))
        assert rules.event(caught.body, now=NOW) == []
        assert described(caught.method, caught.path, caught.body) == []


async def test_channels_threads_roles_members(client: Client, described: Described) -> None:
    guild: Any = client.guild
    channel: Any = client.channel
    category = discord.Object(9)
    hidden = {guild.default_role: discord.PermissionOverwrite(view_channel=False, send_messages=True)}
    tags = [discord.ForumTag(name="methods", emoji="🪶", moderated=True)]
    requests: list[tuple[Any, Callable[[Any], list[rules.Problem]]]] = [
        (guild.create_text_channel("general", topic="x", category=category, overwrites=hidden), rules.channel),
        (guild.create_voice_channel("talk", bitrate=64000, user_limit=5), rules.channel),
        (guild.create_forum("forum", available_tags=tags, default_reaction_emoji="👍"), rules.channel),
        (guild.create_category("Meetings"), rules.channel),
        (channel.edit(name="new", topic=None, slowmode_delay=5), lambda body: rules.edit_channel(body, {"type": 0})),
        (channel.set_permissions(guild.default_role, view_channel=True), rules.overwrite),
        (
            channel.create_thread(name="x", type=discord.ChannelType.private_thread, invitable=False),
            lambda body: rules.thread(body, parent={"type": 0}),
        ),
        (
            channel.create_thread(name="x", auto_archive_duration=60),
            lambda body: rules.thread(body, parent={"type": 0}),
        ),
        (channel.create_webhook(name="Heronry"), rules.webhook),
        (guild.create_role(name="Member", colour=discord.Colour.teal(), hoist=True), rules.role),
        (guild.ban(discord.Object(7), delete_message_seconds=60), rules.ban),
        (client.http.start_private_message(7), rules.direct_message),
        (
            client.http.edit_member(1, 7, nick="x", communication_disabled_until=NOW.isoformat()),
            lambda body: rules.member(body, now=NOW),
        ),
    ]
    for request, check in requests:
        caught = await sent(request)
        assert check(caught.body) == [], caught
        assert described(caught.method, caught.path, caught.body) == [], caught
