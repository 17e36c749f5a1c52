"""``/topics``, and announcements as they arrive."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.announcements.entries import Said, Topic
from bot.announcements.service import FEATURE, RENEWED, SAID, AnnouncementsService
from bot.announcements.topics import TopicsService
from bot.community.standing import Audience
from bot.delivery.kinds import Delivery
from bot.following.entries import Way
from bot.ui.checks import Interaction, declare, person_of
from bot.ui.messenger import Message, delivered
from bot.ui.replies import chosen, replace, reply
from bot.ui.roles import give_role, opens_doors, take_role
from bot.ui.router import pressed
from cogs.announcements import cards

REASON = "They chose how they follow a topic"


class Announcements(commands.Cog):
    """Topics to follow, for members; and what is announced."""

    def __init__(self, announcements: AnnouncementsService, topics: TopicsService) -> None:
        self._announcements = announcements
        self._topics = topics

    @declare(Audience.MEMBER, FEATURE)
    @app_commands.command(
        name="topics", description=locale_str("Choose which of the group's news you hear of, and how")
    )
    async def topics(self, interaction: Interaction) -> None:
        await reply(interaction, cards.topics(self._topics.topics(person_of(interaction))))

    @pressed("announcements:topics", Audience.MEMBER, FEATURE)
    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, cards.topics(self._topics.topics(person_of(interaction)), page))

    @pressed("announcements:follow", Audience.MEMBER, FEATURE)
    async def follow(self, interaction: Interaction, topic_id: int) -> None:
        topic, before = await self._topics.follow(person_of(interaction), topic_id, chosen(interaction))
        way = Way(chosen(interaction))
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = True
        if way is Way.ROLE:
            done = not _opens_doors(interaction, topic) and await give_role(interaction, topic.role_id, REASON)
        elif before is Way.ROLE:
            done = await take_role(interaction, topic.role_id, REASON)
        await reply(interaction, cards.followed(topic, way, role_done=done))

    @pressed("announcements:stop", Audience.EVERYONE, FEATURE, direct=True)
    async def stop(self, interaction: Interaction, announcement_id: int) -> None:
        person = person_of(interaction)
        await reply(interaction, cards.stopped(known=await self._announcements.stop_following(person, announcement_id)))

    @delivered(SAID)
    def said(self, delivery: Delivery, one: Said) -> Message:
        ping, here = one.announcement.ping, delivery.channel_id is not None
        roles = [discord.Object(ping.role_id)] if here and ping.role_id else []
        pings = discord.AllowedMentions(everyone=here and ping.everyone, users=False, roles=roles)
        return Message(cards.said(one, pinging=here), pings, cards.file_of(one.picture))

    @delivered(RENEWED)
    def renewed(self, delivery: Delivery, one: Said) -> Message:
        return Message(cards.said(one, pinging=delivery.channel_id is not None), None, cards.file_of(one.picture))


def _opens_doors(interaction: Interaction, topic: Topic) -> bool:
    """Whether a topic's role allows more than everybody may, by now."""
    return topic.role_id is not None and opens_doors(interaction.guild, topic.role_id)
