"""What does the command `grappe` do? Django's management commands, with the embedded server where one is needed."""

from __future__ import annotations

import os
import sys

# Commands that work on files, or on nothing: they must not wait for a database.
WITHOUT_DATABASE = {
    "catalogue", "check", "collectstatic", "connections", "compilemessages", "de-minimis", "eligible", "help", "makemessages",
    "linkage", "match", "messages", "serve", "signals", "sme-status", "startproject", "sweep", "timetable",
    "--help", "--version", "version",
}  # fmt: skip


def main() -> None:
    """Run one command; exit code 2 and one line on standard error when the database cannot be had."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    needs_database = command not in WITHOUT_DATABASE or sys.argv[1:3] == ["catalogue", "load"]
    if needs_database and not os.environ.get("DATABASE_URL"):
        from grappe.config import postgres

        try:
            postgres.start()
        except postgres.PostgresFailure as failure:
            sys.exit(f"grappe: the embedded PostgreSQL did not start. {failure}")
    if command == "serve":
        from grappe.config import serve

        sys.exit(serve.main(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
