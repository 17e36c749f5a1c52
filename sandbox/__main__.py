"""`python -m sandbox --port N --seed FILE`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path

from sandbox.app import Options, Sandbox
from sandbox.seed import SeedError


def main() -> int:
    """Runs the sandbox until interrupted; 2 if the seed or the port will not do."""
    arguments = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    options = Options(
        host=arguments.host,
        port=arguments.port,
        checks=not arguments.no_checks,
        limits=not arguments.no_limits,
        openapi=arguments.openapi,
    )
    try:
        sandbox = Sandbox(arguments.seed, options)
    except (OSError, SeedError, ValueError, ModuleNotFoundError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    try:
        asyncio.run(_serve(sandbox))
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local stand-in for Discord.")
    parser.add_argument("--seed", type=Path, required=True, help="the world to start with (docs/sandbox.md)")
    parser.add_argument("--port", type=int, default=8970, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="loopback unless told otherwise")
    named = os.environ.get("SANDBOX_OPENAPI")
    parser.add_argument(
        "--openapi", type=Path, default=Path(named) if named else None, help="Discord's OpenAPI description"
    )
    parser.add_argument("--no-checks", action="store_true", help="accept anything well-formed: for benchmarks")
    parser.add_argument("--no-limits", action="store_true", help="no rate limits: for benchmarks")
    return parser


async def _serve(sandbox: Sandbox) -> None:
    async with sandbox:
        sys.stdout.write(f"{sandbox.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
