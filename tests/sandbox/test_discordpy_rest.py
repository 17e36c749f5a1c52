"""Everything a community bot does over REST, by real discord.py, with no violation on either side."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import discord
import pytest

from sandbox import Sandbox
from tests.sandbox.discordpy import TinyBot, running
from tests.sandbox.worlds import ADA_ID, BEN_ID, GENERAL_ID, GUILD_ID, OTHER_TOKEN

START = datetime(2100, 1, 5, 14, tzinfo=UTC)


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncGenerator[TinyBot]:
    """An administrator's bot without rate limits, held to account at the end."""
    for role in sandbox.service.world.guild(GUILD_ID).roles.values():
        if role.name == "Tester":
            role.permissions |= 8
    sandbox.service.limits_on = False
    async with running(sandbox) as running_bot:
        yield running_bot
    sandbox.assert_no_violations()


def general(bot: TinyBot) -> discord.TextChannel:
    channel = bot.get_channel(GENERAL_ID)
    assert isinstance(channel, discord.TextChannel)
    return channel


def guild(bot: TinyBot) -> discord.Guild:
    found = bot.get_guild(GUILD_ID)
    assert found is not None
    return found


async def test_messages(bot: TinyBot) -> None:
    channel = general(bot)
    embed = discord.Embed(title="Reading group", description="Tuesday", timestamp=START)
    embed.add_field(name="Where", value="?")
    file = discord.File(io.BytesIO(b"a,b\n1,2\n"), "table.csv", description="A table")
    sent = await channel.send("Look", embed=embed, file=file, silent=True)
    assert await sent.attachments[0].read() == b"a,b\n1,2\n"
    await sent.edit(content="Look again", attachments=[])
    reply = await sent.reply("Seen", mention_author=False)
    assert reply.reference is not None
    assert reply.reference.message_id == sent.id
    await sent.add_reaction("👍")
    fetched = await channel.fetch_message(sent.id)
    assert [user.id async for user in fetched.reactions[0].users()] == [bot.application_id]
    await sent.remove_reaction("👍", guild(bot).me)
    await sent.pin()
    assert [one.id async for one in channel.pins()] == [sent.id]
    await sent.unpin()
    doomed = [await channel.send(str(number)) for number in range(3)]
    await channel.delete_messages(doomed)
    await reply.delete()
    assert [one.content async for one in channel.history(limit=3, oldest_first=True)][1] == "Look again"
    async with channel.typing():
        pass


def card() -> discord.ui.LayoutView:
    """A bit of everything that Components V2 has."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=discord.Colour.teal())
    box.add_item(discord.ui.TextDisplay("# Ada Okafor"))
    box.add_item(discord.ui.Separator())
    picture = discord.ui.Thumbnail[discord.ui.LayoutView]("https://example.org/ada.png")
    box.add_item(discord.ui.Section[discord.ui.LayoutView]("Can teach NVivo", accessory=picture))
    chart = discord.MediaGalleryItem("attachment://chart.png", description="A chart")
    box.add_item(discord.ui.MediaGallery[discord.ui.LayoutView](chart))
    box.add_item(discord.ui.File[discord.ui.LayoutView]("attachment://chart.png"))
    row = discord.ui.ActionRow[discord.ui.LayoutView]()
    row.add_item(discord.ui.UserSelect[discord.ui.LayoutView](placeholder="Who?", custom_id="card:who"))
    return discord.ui.LayoutView(timeout=None).add_item(box).add_item(row)


async def test_components_v2(bot: TinyBot) -> None:
    sent = await general(bot).send(view=card(), file=discord.File(io.BytesIO(b"png"), "chart.png"))
    read = await general(bot).fetch_message(sent.id)
    container = read.components[0]
    assert isinstance(container, discord.Container)
    assert isinstance(container.children[0], discord.TextDisplay)
    assert container.children[0].content == "# Ada Okafor"
    gallery = container.children[3]
    assert isinstance(gallery, discord.MediaGalleryComponent)
    assert gallery.items[0].media.url.startswith("http://127.0.0.1")
    await read.edit(view=card())


async def test_threads_and_forums(bot: TinyBot) -> None:
    channel = general(bot)
    thread = await channel.create_thread(name="Quiet", type=discord.ChannelType.private_thread, invitable=False)
    await thread.add_user(discord.Object(BEN_ID))
    await thread.send("Hello")
    await thread.remove_user(discord.Object(BEN_ID))
    await thread.edit(archived=True, locked=True)
    assert [one.id async for one in channel.archived_threads(private=True)] == [thread.id]
    said = await channel.send("Discuss")
    discussion = await said.create_thread(name="Discussion", auto_archive_duration=1440)
    assert discussion.id == said.id
    assert [one.id for one in await guild(bot).active_threads()] == [discussion.id]
    await discussion.delete()
    tag = discord.ForumTag(name="Open", emoji="🌱")
    forum = await guild(bot).create_forum("projects", available_tags=[tag], topic="Projects")
    post = await forum.create_thread(name="Survey", content="About it", applied_tags=[forum.available_tags[0]])
    assert post.message.id == post.thread.id
    await post.thread.edit(name="Survey two")


async def test_channels_and_roles(bot: TinyBot) -> None:
    home = guild(bot)
    category = await home.create_category("Rooms")
    role = await home.create_role(name="Reader", colour=discord.Colour.blue(), mentionable=True)
    hidden, shown = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
    overwrites: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]
    overwrites = {home.default_role: hidden, role: shown}
    room = await category.create_text_channel("readers", overwrites=overwrites, topic="Quiet")
    await room.edit(topic="Quieter", slowmode_delay=5)
    await room.set_permissions(role, send_messages=False, view_channel=True)
    await room.set_permissions(role, overwrite=None)
    member = await home.fetch_member(BEN_ID)
    await member.add_roles(role)
    await member.edit(nick="Benedict", timed_out_until=discord.utils.utcnow() + timedelta(hours=1))
    assert (await home.fetch_member(BEN_ID)).nick == "Benedict"
    await member.edit(timed_out_until=None, roles=[])
    await role.edit(name="Readers", permissions=discord.Permissions(send_messages=True))
    await home.edit_role_positions({role: 2})
    await role.delete()
    await room.delete()
    await home.edit(description="Where herons meet")
    await home.ban(discord.Object(BEN_ID))
    assert [entry.user.id async for entry in home.bans()] == [BEN_ID]
    await home.unban(discord.Object(BEN_ID))


async def test_scheduled_events(bot: TinyBot, sandbox: Sandbox) -> None:
    event = await guild(bot).create_scheduled_event(
        name="Reading group",
        start_time=START,
        end_time=START + timedelta(hours=1),
        entity_type=discord.EntityType.external,
        location="Library",
        privacy_level=discord.PrivacyLevel.guild_only,
        description="Bring a paper",
    )
    ada = await sandbox.person("Ada")
    await ada.request("PUT", f"/guilds/{GUILD_ID}/scheduled-events/{event.id}/users/@me")
    assert [user.id async for user in event.users()] == [ADA_ID]
    event = await event.edit(location="Café", start_time=START + timedelta(minutes=5))
    assert [one.location for one in await guild(bot).fetch_scheduled_events()] == ["Café"]
    event = await event.start()
    event = await event.end()
    voice = await guild(bot).create_voice_channel("Seminar")
    second = await guild(bot).create_scheduled_event(
        name="Seminar",
        start_time=START,
        channel=voice,
        entity_type=discord.EntityType.voice,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await second.cancel()


async def test_announcements_and_webhooks(bot: TinyBot) -> None:
    news = await guild(bot).create_text_channel("news", news=True)
    hook = await news.follow(destination=general(bot))
    assert hook.type is discord.WebhookType.channel_follower
    sent = await news.send("Funding call")
    await sent.publish()
    latest = [one async for one in general(bot).history(limit=1)]
    assert latest[0].flags.is_crossposted
    own = await general(bot).create_webhook(name="Feed")
    said = await own.send("From the feed", username="Feed reader", wait=True)
    await said.edit(content="Changed")
    assert [one.name for one in await general(bot).webhooks()] == ["Herons #news", "Feed"]
    await said.delete()
    await own.delete()


async def test_people_and_application(bot: TinyBot) -> None:
    ben = await bot.fetch_user(BEN_ID)
    channel = await ben.create_dm()
    await channel.send("Hello")
    assert [one.content async for one in channel.history()] == ["Hello"]
    assert (await bot.application_info()).name == "Tester"
    assert [one.name async for one in bot.fetch_guilds()] == ["Herons"]
    assert len(await bot.tree.fetch_commands()) == 6
    assert [one.display_name for one in await guild(bot).query_members("Be")] == ["Ben"]
    with pytest.raises(discord.NotFound):
        await guild(bot).fetch_member(1)


async def test_every_member_with_the_intent(sandbox: Sandbox) -> None:
    intents = discord.Intents.default()
    intents.members = True
    async with running(sandbox, OTHER_TOKEN, intents) as bot:
        assert {one.name for one in guild(bot).members} == {"ada", "ben", "cora", "Tester", "Watcher"}
        assert len([one async for one in guild(bot).fetch_members()]) == 5
    sandbox.assert_no_violations()
