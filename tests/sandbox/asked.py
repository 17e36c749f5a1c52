"""A bot by hand, for tests that say themselves when and how it answers."""

from __future__ import annotations

import asyncio
from typing import Any

from sandbox.driver import Person, Shown
from tests.sandbox.wire import Bot, Socket
from tests.sandbox.worlds import BOT_ID

ASK = {"name": "ask", "description": "Asks", "options": [{"type": 3, "name": "what", "description": "What"}]}
ANSWER = {"type": 4, "data": {"content": "Here"}}
PRIVATE = {"type": 4, "data": {"content": "For you", "flags": 64}}
BUTTONS = [
    {
        "type": 1,
        "components": [
            {"type": 2, "style": 1, "label": "Go", "custom_id": "go"},
            {"type": 2, "style": 1, "label": "Grey", "custom_id": "grey", "disabled": True},
        ],
    }
]
MODAL = {
    "type": 9,
    "data": {
        "custom_id": "form",
        "title": "Form",
        "components": [
            {"type": 18, "label": "Name", "component": {"type": 4, "style": 1, "custom_id": "name", "max_length": 5}}
        ],
    },
}


class Asked:
    """A bot by hand: it takes each interaction as it comes and answers what the test says."""

    def __init__(self, bot: Bot, anyone: Bot, socket: Socket) -> None:
        self.bot, self.anyone, self.socket = bot, anyone, socket
        self.sandbox = bot.sandbox

    async def taken(self) -> dict[str, Any]:
        return await self.socket.until("INTERACTION_CREATE")

    def callback(self, interaction: dict[str, Any]) -> str:
        return f"/interactions/{interaction['id']}/{interaction['token']}/callback"

    def webhook(self, interaction: dict[str, Any]) -> str:
        return f"/webhooks/{BOT_ID}/{interaction['token']}"

    async def answers(self, reply: dict[str, Any]) -> dict[str, Any]:
        interaction = await self.taken()
        await self.anyone.done("POST", self.callback(interaction), reply)
        return interaction


async def used(person: Person, asked: Asked, reply: dict[str, Any]) -> tuple[Shown, dict[str, Any]]:
    """A person uses the command and the bot replies: what is shown, and the interaction."""
    shown, interaction = await asyncio.gather(person.types("/ask", what="x"), asked.answers(reply))
    return shown, interaction
