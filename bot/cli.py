"""The command line: ``heronry``."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.config import load_settings
from bot.errors import StartupError, UserError
from bot.sight import start_logging

app = typer.Typer(
    help="Heronry, a Discord bot for research peer-support communities.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys = typer.Typer(help="Keys for private texts.", no_args_is_help=True)
directory = typer.Typer(help="The skills directory.", no_args_is_help=True)
app.add_typer(keys, name="keys")
app.add_typer(directory, name="directory")


def main() -> None:
    """Run a command. A failure that was foreseen is one line and an exit code, never a traceback."""
    # What Heronry writes (the database, copies, keys) is for its owner alone.
    os.umask(0o077)
    try:
        app()
    except StartupError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except UserError as error:
        typer.echo(str(error.message), err=True)
        sys.exit(1)


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    # The work's own signal handling ends it kindly; this is for an interrupt before or after.
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def run() -> None:
    """Run Heronry against Discord, with the token in .env."""
    from bot.app import run as run_bot

    settings = load_settings()
    start_logging(settings.log_level, settings.log_format, settings.discord_token.get_secret_value())
    _run(run_bot(settings))


@app.command()
def check() -> None:
    """Say in plain words what is missing or wrong before running."""
    from bot.doctor import examine

    findings = _run(examine(load_settings()))
    for finding in findings:
        typer.echo(f"{'ok    ' if finding.fine else 'PLEASE'} {finding.line}")
    if not all(finding.fine for finding in findings):
        sys.exit(1)


@app.command()
def invite() -> None:
    """Print the link that adds Heronry to a server, and why it needs each permission."""
    from bot.doctor import application_id
    from bot.ui.permissions import NEEDED, invitation

    typer.echo(invitation(_run(application_id(load_settings()))))
    typer.echo("\nIt asks for exactly these permissions:")
    for need in NEEDED:
        typer.echo(f"  {need.name}: {need.why}")


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 picks a free one.")] = 8765,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    data: Annotated[Path | None, typer.Option(help="Keep the demo's data here instead of throwing it away.")] = None,
) -> None:
    """Try Heronry here: a sample community in a local stand-in for Discord."""
    from bot.demo.run import run_demo

    _run(run_demo(port=port, browser=browser, data=data))


@app.command()
def permissions() -> None:
    """Print the table of who may use what (docs/permissions.md)."""
    from bot.app import describe

    typer.echo(_run(describe(load_settings())), nl=False)


@keys.command("create")
def create_key() -> None:
    """Make the key file for private texts, where KEYS_FILE says."""
    from bot.storage.sealed import create_key_file

    path = load_settings().keys_file
    create_key_file(path)
    typer.echo(f"Made {path}. Keep a copy of it apart from the backups: without it private texts stay shut.")


@directory.command("import")
def import_directory(
    file: Annotated[Path, typer.Argument(help="A CSV file; docs/facilitators.md lists its columns.")],
    guild: Annotated[int, typer.Option(min=1 << 22, max=(1 << 63) - 1, help="The server's id.")],
    consented: Annotated[
        bool,
        typer.Option("--consented", help="Everyone in the file agreed to be listed; else they stay hidden."),
    ] = False,
) -> None:
    """Bring in a directory that people already keep; all of it, or nothing when a row isn't understood."""
    from bot.directory.importer import read

    try:
        reading = read(file.read_bytes())
    except OSError as error:
        raise StartupError(f"{file} can't be read: {error.strerror}.") from None
    for problem in reading.problems:
        typer.echo(f"row {problem.row}, {problem.column or 'the file'}: {problem.reason}", err=True)
    if reading.problems:
        raise StartupError("Nothing was imported. Please put these right and try again.")
    settings = load_settings()
    start_logging("warning", settings.log_format, settings.discord_token.get_secret_value())
    imported = _run(_import(settings, guild, reading.profiles, consented=consented))
    typer.echo(f"{imported.added} added, {imported.changed} changed.")
    if not consented:
        typer.echo("They are hidden until each agrees in /profile view, or their consent is on record (--consented).")


async def _import(settings: Any, guild: int, profiles: Any, *, consented: bool) -> Any:
    from bot.app import services

    async with services(settings) as built:
        return await built.directory.import_entries(guild, profiles, consented=consented)
