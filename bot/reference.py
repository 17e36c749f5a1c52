"""Who may use what, as a table for docs/permissions.md: made from the declarations, never by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

import discord
from discord import app_commands

from bot.community.standing import Audience
from bot.texts import N_, Message
from bot.ui.checks import DEFAULT_BITS, declared
from bot.ui.client import Heronry
from bot.ui.permissions import NEEDED

AUDIENCES: dict[Audience, Message] = {
    Audience.EVERYONE: N_("everyone"),
    Audience.MEMBER: N_("members"),
    Audience.FACILITATOR: N_("facilitators"),
    Audience.ADMINISTRATOR: N_("administrators"),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """A command, button or form as registered, and whom it is for."""

    kind: str
    name: str
    audience: Audience
    bits: discord.Permissions | None


def declarations(client: Heronry) -> Iterator[Declaration]:
    """Everything a person can use. Raises ``LookupError`` for a command that declares nothing."""
    for command in client.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            audience, _feature = declared(command)
            yield Declaration("command", f"/{command.qualified_name}", audience, DEFAULT_BITS[audience])
    for kind in (discord.AppCommandType.user, discord.AppCommandType.message):
        for menu in client.tree.get_commands(type=kind):
            audience, _feature = declared(menu)
            yield Declaration("context menu", menu.name, audience, DEFAULT_BITS[audience])
    for route in client.router.routes:
        yield Declaration("form" if route.is_form else "button", route.name, route.audience, None)


def permissions_page(client: Heronry) -> str:
    """The whole page, in Markdown."""
    lines = [
        "# Who may use what",
        "",
        "This page is made from the declarations in the code by `make docs`; a test compares the two.",
        "What decides is the check at run time, by the roles chosen in `/setup`. Discord's own default says who",
        "sees a command before an administrator changes it under Server Settings → Integrations.",
        "",
        "| what | for | Discord's default |",
        "| --- | --- | --- |",
    ]
    ordered = sorted(declarations(client), key=lambda d: (d.kind != "command", d.kind, d.name))
    lines += [f"| {d.kind} `{d.name}` | {AUDIENCES[d.audience]} | {_bits(d)} |" for d in ordered]
    lines += ["", "## What Heronry itself asks for", "", "| permission | why |", "| --- | --- |"]
    lines += [f"| {need.name} | {need.why} |" for need in NEEDED]
    return "\n".join(lines) + "\n"


def _bits(declaration: Declaration) -> str:
    if declaration.bits is None:
        return "everyone" if declaration.kind in ("command", "context menu") else "–"
    return ", ".join(name.replace("_", " ") for name, given in declaration.bits if given)
