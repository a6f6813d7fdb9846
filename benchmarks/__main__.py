"""`make bench`: run every benchmark, one after the other, each printing its ratios."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path


def main() -> int:
    """Run `main()` of every module in this folder; return 1 when one of them reports a disagreement."""
    failed = 0
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("_"):
            continue
        print(f"\n== {module.name} ==", flush=True)
        failed |= int(bool(importlib.import_module(f"benchmarks.{module.name}").main()))
    return failed


if __name__ == "__main__":
    sys.exit(main())
