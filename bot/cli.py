"""The command line: ``heronry``."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine
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
    # Hardly anything that a start makes is garbage, and looking for it over and over takes a good second of it.
    # It is looked for again once the page is there.
    gc.disable()
    from bot.demo.run import run_demo

    _run(run_demo(port=port, browser=browser, data=data))


@app.command()
def permissions() -> None:
    """Print the table of who may use what (docs/permissions.md)."""
    from bot.app import describe

    typer.echo(_run(describe(load_settings())), nl=False)


@app.command()
def backup(
    to: Annotated[Path | None, typer.Option("--to", help="A file to make, or a folder; else DATA_DIR/backups.")] = None,
) -> None:
    """Take a backup of the database now, whether Heronry runs or not, and check it."""
    kept = _run(_back_up(load_settings(), to))
    typer.echo(f"Took a backup and looked it through: {kept}")
    if to is not None:
        typer.echo("Heronry doesn't tidy up there. Please delete it within 30 days, as people are told.")


async def _back_up(settings: Any, to: Path | None) -> Path:
    from bot.clock import SystemClock
    from bot.storage import backup
    from bot.storage.database import Database
    from bot.storage.migrate import Version, version_of

    database = Database(settings.database)
    try:
        if await version_of(database) in (Version.NONE, Version.HALF_RESTORED):
            raise StartupError("There is no database yet, or one that is half restored: nothing to back up.")
    finally:
        await database.close()
    now = SystemClock().now()
    if to is not None:
        return await backup.take(database.url, to, now)
    return await backup.keep(database.url, settings.data_dir / "backups", backup.ASKED, now)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup, as heronry backup or the daily one made it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Put a backup in the database's place; whoever had themselves erased since stays erased."""
    from bot.clock import SystemClock
    from bot.restore import AFTER, plan
    from bot.restore import restore as put_back

    settings, clock = load_settings(), SystemClock()
    start_logging("warning", settings.log_format, settings.discord_token.get_secret_value())
    wanted = _run(plan(settings, file, clock.now()))
    taken = f"{wanted.taken_at:%d %B %Y, %H:%M} UTC" if wanted.says_when else "a moment that it doesn't say"
    typer.echo(f"{file} is whole, and from {taken}. What was changed since then will be gone.")
    if not yes:
        typer.confirm("Put it in the database's place?", abort=True)
    for line in _run(put_back(settings, wanted, clock, AFTER)):
        typer.echo(line)
    typer.echo("Restored. You can start Heronry again.")


@keys.command("create")
def create_key() -> None:
    """Make the key file for private texts, where KEYS_FILE says."""
    from bot.storage.sealed import create_key_file

    path = load_settings().keys_file
    create_key_file(path)
    typer.echo(f"Made {path}. Keep a copy of it apart from the backups: without it private texts stay shut.")


@keys.command("rotate")
def rotate_keys() -> None:
    """Change the key for private texts: stop Heronry first. Safe to interrupt, and to run again."""
    from bot.clock import SystemClock
    from bot.keys import rotate

    settings = load_settings()
    start_logging("warning", settings.log_format, settings.discord_token.get_secret_value())
    for line in _run(rotate(settings, SystemClock())):
        typer.echo(line)
    typer.echo("You can start Heronry again.")


GuildId = Annotated[int, typer.Option(min=1 << 22, max=(1 << 63) - 1, help="The server's id.")]


@directory.command("search")
def search_directory(
    guild: GuildId,
    query: Annotated[str, typer.Argument(help="A question, such as: who knows NVivo?")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
    batch: Annotated[
        Path | None, typer.Option(help='Answer each line {"id": 1, "query": "…"} of a file, with a line of JSON.')
    ] = None,
) -> None:
    """Ask the directory, with a facilitator's eyes: at most ten people, best first."""
    from bot.directory import batch as batches

    settings = load_settings()
    start_logging("warning", settings.log_format, settings.discord_token.get_secret_value())
    if batch is not None:
        try:
            lines = batch.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise StartupError(f"{batch} can't be read: {error}.") from None
        _run(_with_directory(settings, lambda it: [typer.echo(one) for one in batches.answers(it, guild, lines)]))
        return
    matches = _run(_with_directory(settings, lambda it: batches.found(it, guild, query)))
    if as_json:
        typer.echo(batches.as_json(query, matches))
        return
    for match in matches:
        skills = ", ".join(skill.name for skill in match.skills)
        typer.echo(f"{match.profile.display_name} ({match.profile.member_id}): {skills or 'fits your words'}")
    if not matches:
        typer.echo("Nobody here has said they can help with that yet.")


async def _with_directory(settings: Any, ask: Callable[[Any], Any]) -> Any:
    from bot.services import services

    async with services(settings) as built:
        return ask(built.directory)


@directory.command("import")
def import_directory(
    file: Annotated[Path, typer.Argument(help="A CSV file; docs/facilitators.md lists its columns.")],
    guild: GuildId,
    consented: Annotated[
        bool,
        typer.Option("--consented", help="Everyone in the file agreed to be listed; else they stay hidden."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
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
    if dry_run:
        would = _run(_with_directory(settings, lambda it: it.would_import(guild, reading.profiles)))
        typer.echo(f"{would.added} would be added, {would.changed} changed. Nothing was imported.")
        return
    imported = _run(_import(settings, guild, reading.profiles, consented=consented))
    typer.echo(f"{imported.added} added, {imported.changed} changed.")
    if not consented:
        typer.echo("They are hidden until each agrees in /profile view, or their consent is on record (--consented).")


async def _import(settings: Any, guild: int, profiles: Any, *, consented: bool) -> Any:
    from bot.services import services

    async with services(settings) as built:
        return await built.directory.import_entries(guild, profiles, consented=consented)
