"""What is pressed and filled in while a reflection is written."""

from discord.ext import commands

from bot.community.signposts import Signposts
from bot.community.standing import Audience
from bot.reflection.entries import Draft, Reflection
from bot.reflection.service import FEATURE, ReflectionService
from bot.texts import _
from bot.ui.checks import Interaction, person_of
from bot.ui.modals import Filled
from bot.ui.replies import open_form, replace, reply
from bot.ui.router import pressed, submitted
from cogs.reflection import cards, entry_cards, forms


class Writing(commands.Cog):
    """Step by step, each kept as it is sent."""

    def __init__(self, reflection: ReflectionService, signposts: Signposts) -> None:
        self._reflection = reflection
        self._signposts = signposts

    @pressed("reflection:write", Audience.MEMBER, FEATURE, direct=True)
    async def open_first(self, interaction: Interaction, guide_id: str, meeting_id: int) -> None:
        person = person_of(interaction)
        guide = self._reflection.guide(person, guide_id)
        arguments = (person.guild_id, guide_id, meeting_id)
        await open_form(interaction, forms.step(interaction, guide, 0, "reflection:written", *arguments))

    @submitted("reflection:written", Audience.MEMBER, FEATURE, direct=True)
    async def write(self, interaction: Interaction, filled: Filled, guide_id: str, meeting_id: int) -> None:
        written = forms.read_step(filled)
        await self._show(
            interaction, await self._reflection.write(person_of(interaction), guide_id, meeting_id, written)
        )

    @pressed("reflection:pick-up", Audience.MEMBER, FEATURE, direct=True)
    async def pick_up(self, interaction: Interaction, draft_id: int) -> None:
        person = person_of(interaction)
        draft, guide = await self._reflection.draft(person, draft_id)
        if guide is None:
            await reply(interaction, cards.orphaned(person.guild_id, draft))
        else:
            await reply(interaction, cards.next_step(person.guild_id, draft, self._signposts.line()))

    @pressed("reflection:next", Audience.MEMBER, FEATURE, direct=True)
    async def open_next(self, interaction: Interaction, draft_id: int, step: int) -> None:
        # The one query before a form: which model it is, and that nobody writes what can't be saved.
        person = person_of(interaction)
        draft, guide = await self._reflection.draft(person, draft_id)
        if guide is None or draft.done >= len(guide.steps):
            await replace(interaction, cards.orphaned(person.guild_id, draft))
        elif draft.done != step:
            await replace(interaction, cards.next_step(person.guild_id, draft, self._signposts.line()))
        else:
            arguments = (person.guild_id, draft_id, step)
            await open_form(interaction, forms.step(interaction, guide, step, "reflection:stepped", *arguments))

    @submitted("reflection:stepped", Audience.MEMBER, FEATURE, direct=True)
    async def go_on(self, interaction: Interaction, filled: Filled, draft_id: int, step: int) -> None:
        written = forms.read_step(filled)
        await self._show(interaction, await self._reflection.go_on(person_of(interaction), draft_id, step, written))

    @pressed("reflection:finish", Audience.MEMBER, FEATURE, direct=True)
    async def finish(self, interaction: Interaction, draft_id: int) -> None:
        await self._show(interaction, await self._reflection.finish(person_of(interaction), draft_id))

    @pressed("reflection:drop", Audience.MEMBER, FEATURE, direct=True)
    async def drop(self, interaction: Interaction, draft_id: int) -> None:
        await self._reflection.drop(person_of(interaction), draft_id)
        await replace(interaction, cards.dropped())

    async def _show(self, interaction: Interaction, saved: Draft | Reflection) -> None:
        guild_id = person_of(interaction).guild_id
        if isinstance(saved, Draft):
            await reply(interaction, cards.next_step(guild_id, saved, self._signposts.line()))
            return
        note = f"{_('Saved, for you alone. The rest can wait, or stay away.')}\n-# {self._signposts.line()}"
        await reply(interaction, entry_cards.entry(guild_id, saved, None, note))
