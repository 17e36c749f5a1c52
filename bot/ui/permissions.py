"""The permissions Heronry asks for, and why each. The invitation, ``/settings`` and the check read this."""

from dataclasses import dataclass

import discord

from bot.texts import N_, Message


@dataclass(frozen=True, slots=True)
class Need:
    """A permission by discord.py's name for its bit, and by the name people see."""

    bit: str
    name: Message
    why: Message


NEEDED = (
    Need("view_channel", N_("View Channels"), N_("to know the channels that you choose for it")),
    Need("send_messages", N_("Send Messages"), N_("to write in the channels that you choose: notices, reminders")),
    Need("send_messages_in_threads", N_("Send Messages in Threads"), N_("to remind people in a thread")),
    Need("create_private_threads", N_("Create Private Threads"), N_("to give the rota a thread of its own")),
    Need("create_public_threads", N_("Create Public Threads"), N_("to give a project a thread for discussion")),
    Need(
        "manage_roles",
        N_("Manage Roles"),
        N_("to give the space's role to whoever accepts its agreement, and a project's to its followers"),
    ),
    Need("read_message_history", N_("Read Message History"), N_("to see whether what it sent has arrived")),
    Need("embed_links", N_("Embed Links"), N_("to answer with cards and links that work")),
    Need("create_events", N_("Create Events"), N_("to show meetings as events in Discord itself")),
    Need("attach_files", N_("Attach Files"), N_("to hand over what it holds about you as a file")),
)


def needed() -> discord.Permissions:
    """Exactly the permissions in ``NEEDED``."""
    return discord.Permissions(**{need.bit: True for need in NEEDED})


def missing_in(held: discord.Permissions) -> set[str]:
    """The bits of ``NEEDED`` that ``held`` lacks."""
    if held.administrator:
        return set()
    return {need.bit for need in NEEDED if not getattr(held, need.bit)}


def invitation(application_id: int) -> str:
    """The link that adds Heronry to a server with the permissions it needs and its commands."""
    return discord.utils.oauth_url(application_id, permissions=needed(), scopes=("bot", "applications.commands"))
