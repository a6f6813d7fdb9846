"""How does a command that reads files and writes JSON behave?

Exit code 0 when done; 2 and one line on standard error, naming file, place and fault, for bad input, with
nothing on standard output. No database and no system checks.
"""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand


class BadFile(Exception):
    """A file cannot be used: which, where in it, and what is wrong."""

    def __init__(self, file: object, fault: str, place: str = "") -> None:
        where = f"{file}, {place}" if place else str(file)
        super().__init__(" ".join(f"{where}: {fault}".split()))


class FileCommand(BaseCommand):
    """A thin door over an engine: `answer` reads, decides and prints; `BadFile` becomes exit code 2."""

    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.answer(**options)
        except BadFile as fault:
            self.stderr.write(f"grappe {type(self).__module__.rsplit('.', 1)[-1]}: {fault}")
            raise SystemExit(2) from fault
        except BrokenPipeError:
            # The reader went away (head); nobody is left to tell, not even at exit.
            sys.stdout = None

    def answer(self, **options: Any) -> None:
        """Read the files, decide, print; raise BadFile before anything is printed."""
        raise NotImplementedError


def positive(text: str) -> int:
    """Return a whole number of at least 1, for an option of the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"a whole number of at least 1 is wanted, not {text!r}")
    return int(text)
