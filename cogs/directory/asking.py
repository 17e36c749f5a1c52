"""The same questions by mentioning Heronry, or in a direct message; and asking the whole group."""

from typing import Any

import discord
from discord.ext import commands

from bot.community.privacy import PrivacyService
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person
from bot.directory.service import MAX_QUERY, DirectoryService
from bot.errors import Gone, UserError
from bot.texts import _, speak
from bot.ui.cards import button, card, row, text
from bot.ui.checks import Interaction, person_of, someone_in
from bot.ui.modals import Filled, form
from bot.ui.replies import open_form, plain, post, replace, reply, unplain
from bot.ui.router import pressed, submitted
from cogs.directory import cards
from cogs.directory.commands import FEATURE, question_on

POST_ID = 2
"""The text component of a preview that holds what would be posted."""
MOST_COMMUNITIES = 5
"""Buttons in a row."""


class Asking(commands.Cog):
    """Questions that aren't typed as a command."""

    def __init__(self, directory: DirectoryService, community: CommunityService, privacy: PrivacyService) -> None:
        self._directory = directory
        self._community = community
        self._privacy = privacy

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Somebody mentions Heronry, or writes to it. What else is said isn't looked at."""
        me = message._state.user  # pyright: ignore[reportPrivateUsage] - the bot's own account
        if message.author.bot or me is None:
            return
        if message.guild is None:
            await self._asked_directly(message)
        elif f"<@{me.id}>" in message.content:
            speak(self._community.community(message.guild.id).locale)
            await _answer(message, _private_answer())

    # -- in a channel: nobody is named where all can read ----------------------------------

    @pressed("directory:asked-here", Audience.EVERYONE, FEATURE)
    async def show_asked(self, interaction: Interaction) -> None:
        found = self._directory.find(person_of(interaction), await _question_before(interaction))
        await reply(interaction, cards.answer(found))

    # -- in a direct message: the community is one where they are known ---------------------

    async def _asked_directly(self, message: discord.Message) -> None:
        people = await self._communities(message)
        if len(people) == 1:
            await self._answer_in(message, people[0])
            return
        speak(None)
        await _answer(message, _choose(message, people) if people else _unknown())

    async def _communities(self, message: discord.Message) -> list[Person]:
        """Where the writer has used Heronry and still belongs, at most ``MOST_COMMUNITIES``."""
        client: Any = message._state._get_client()  # pyright: ignore[reportPrivateUsage]
        found: list[Person] = []
        for guild_id in await self._privacy.communities_of(message.author.id):
            try:
                someone = await someone_in(client, message.author.id, guild_id)
                found.append(self._community.admit(someone, Audience.EVERYONE, FEATURE))
            except UserError:
                continue  # left, or the directory is off there
            if len(found) == MOST_COMMUNITIES:
                break
        return found

    async def _answer_in(self, message: discord.Message, person: Person) -> None:
        chosen = self._community.preferences(person.guild_id, person.member_id)
        speak(chosen.locale or self._community.community(person.guild_id).locale)
        try:
            shown = cards.answer(self._directory.find(person, message.content))
        except UserError as error:
            shown = card(text(str(error.message)))
        await _answer(message, shown)

    @pressed("directory:ask-in", Audience.EVERYONE, FEATURE, direct=True)
    async def ask_in(self, interaction: Interaction) -> None:
        found = self._directory.find(person_of(interaction), await _question_before(interaction))
        await replace(interaction, cards.answer(found))

    # -- the whole group ----------------------------------------------------------------------

    @pressed("directory:ask-group", Audience.EVERYONE, FEATURE)
    async def open_ask_group(self, interaction: Interaction) -> None:
        field = discord.ui.TextInput[Any](
            custom_id="question",
            style=discord.TextStyle.paragraph,
            default=question_on(interaction.message),
            max_length=600,
        )
        label = discord.ui.Label[Any](
            text=_("Your question"), description=_("You see it before anybody else does."), component=field
        )
        await open_form(interaction, form(interaction, _("Ask the group"), "directory:ask-group-preview", label))

    @submitted("directory:ask-group-preview", Audience.EVERYONE, FEATURE)
    async def preview_post(self, interaction: Interaction, filled: Filled) -> None:
        await reply(interaction, _preview(filled.text("question") or "…", interaction.channel_id))

    @pressed("directory:post", Audience.EVERYONE, FEATURE)
    async def post_question(self, interaction: Interaction) -> None:
        person = person_of(interaction)
        question = _posted_in(interaction.message)
        speak(self._community.community(person.guild_id).locale)
        await post(interaction, card(text(_("{person} asks:", person=f"<@{person.member_id}>") + f"\n{question}")))
        await replace(interaction, card(text(_("Posted. Answers come in the channel."))))

    @pressed("directory:dont-post", Audience.EVERYONE, FEATURE)
    async def dont_post(self, interaction: Interaction) -> None:
        await replace(interaction, card(text(_("Nothing was posted."))))


def _private_answer() -> discord.ui.LayoutView:
    return card(
        text(_("I name people in private only. Whoever presses this sees their own answer.")),
        row(button(_("Show me"), "directory:asked-here", style=discord.ButtonStyle.primary)),
    )


def _choose(message: discord.Message, people: list[Person]) -> discord.ui.LayoutView:
    client: Any = message._state._get_client()  # pyright: ignore[reportPrivateUsage]
    buttons = [button(client.get_guild(one.guild_id).name[:80], "directory:ask-in", one.guild_id) for one in people]
    return card(text(_("In which group shall I look?")), row(*buttons))


def _unknown() -> discord.ui.LayoutView:
    return card(text(_("I don't know which group you mean. Please ask with /who on your group's server once.")))


def _preview(question: str, channel_id: int | None) -> discord.ui.LayoutView:
    quoted = "\n".join(f"> {line}" for line in plain(question).splitlines())
    return card(
        text(f"### {_('Post this in {channel}?', channel=f'<#{channel_id}>')}"),
        text(quoted, id=POST_ID),
        row(
            button(_("Post it"), "directory:post", style=discord.ButtonStyle.primary),
            button(_("Don't"), "directory:dont-post"),
        ),
        text("-# " + _("Everyone there sees it, with your name. Nobody is pinged.")),
    )


def _posted_in(message: discord.Message | None) -> str:
    """What a preview would post, as it is shown. Raises ``Gone`` for a message that is none."""
    view: Any = discord.ui.LayoutView.from_message(message) if message else None
    found = view.find_item(POST_ID) if view else None
    if not isinstance(found, discord.ui.TextDisplay):
        raise Gone
    return found.content


async def _answer(message: discord.Message, shown: discord.ui.LayoutView) -> None:
    shown.stop()
    try:
        await message.reply(view=shown, mention_author=False)
    except discord.HTTPException:
        return  # it was deleted, or Heronry may not write there: nobody waits for an error


async def _question_before(interaction: Interaction) -> str:
    """What was asked in the message that Heronry's own replied to. Raises ``Gone`` when it is deleted."""
    reference = interaction.message.reference if interaction.message else None
    channel = interaction.channel
    if reference is None or reference.message_id is None or channel is None:
        raise Gone
    place = interaction.client.get_partial_messageable(channel.id, guild_id=interaction.guild_id)
    try:
        asked = await place.fetch_message(reference.message_id)
    except discord.HTTPException:
        raise Gone from None
    me = interaction.client.user
    return unplain(asked.content.replace(f"<@{me.id if me else 0}>", " "))[: MAX_QUERY + 1]
