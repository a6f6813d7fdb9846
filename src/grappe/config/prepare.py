"""What has to be done before Grappe serves? All of it in one process, so that a second start is quick."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django

from grappe.config import paths


def say(text: str) -> None:
    print(f"• {text}", flush=True)


def main(arguments: list[str]) -> int:
    """Migrate, collect the assets when they changed, load the catalogue, and with --demo the demo data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    django.setup()
    from django.core.management import CommandError, call_command

    try:
        say("bringing the database up to date …")
        call_command("migrate", verbosity=0)
        if _assets_changed():
            say("collecting the pages' assets …")
            call_command("collectstatic", interactive=False, verbosity=0)
            _stamp().write_text(_fingerprint(), encoding="ascii")
        say("loading the catalogue …")
        call_command("catalogue", "load")
        if "--demo" in arguments:
            say("loading the demonstration data (all invented) …")
            call_command("demo")
    except CommandError as error:
        print(f"grappe: {error}", file=sys.stderr)
        return 1
    return 0


def _stamp() -> Path:
    return paths.VAR / "static.stamp"


def _assets_changed() -> bool:
    return not _stamp().exists() or _stamp().read_text(encoding="ascii") != _fingerprint()


def _fingerprint() -> str:
    """Return a digest of every static file's name, size and time."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = os.stat(storage.path(name))
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
