"""Which Discord to talk to: its own, or any compatible server, such as the sandbox."""

import discord
import discord.gateway
import discord.http
from yarl import URL


def point_to(api: str, gateway: str, cdn: str) -> None:
    """Make discord.py use these addresses; call it before login. They hold for the whole process."""
    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    discord.Asset.BASE = cdn  # pyright: ignore[reportAttributeAccessIssue] - annotated as a constant
