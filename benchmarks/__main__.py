"""`python -m benchmarks NAME`: run one of the benchmarks in this folder."""

import sys
from importlib import import_module
from pathlib import Path

AVAILABLE = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

if len(sys.argv) != 2 or sys.argv[1] not in AVAILABLE:
    raise SystemExit(f"usage: python -m benchmarks {{{','.join(AVAILABLE)}}}")
import_module(f"benchmarks.{sys.argv[1]}").main()
