"""How long do fifty people wait who work at once with a million companies? `grappe serve` and Locust on one machine.

`python -m benchmarks.load [--people 50] [--minutes 10] [--web 2]` against the big country (`benchmarks/_big_country.py` says how
it is made; without it there is nothing to measure and it says so). Prints p50, p95 and errors of each thing done. With
`--people 1 --thinks 0 0` it is what one person waits on a quiet machine, the way the peers' figures were taken.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

PORT = 8197
_STANDING: list[dict[str, Any]] = [{"filter": "archived", "op": "no"}]
_CLUSTER = {"filter": "cluster", "op": "any_of", "value": ["healthtech"]}
_SILENT = {"filter": "last_contact", "op": "not_within", "value": 6}
LISTS = [
    {"where": {"match": "all", "of": nodes}, "sort": sort}
    for nodes, sort in (
        (_STANDING, "name"), (_STANDING, "-headcount"), ([*_STANDING, _CLUSTER], "name"),
        ([*_STANDING, _CLUSTER, _SILENT], "name"),
    )
]  # fmt: skip


def main() -> int:
    """Measure and print; 0 where there is no big country, 1 where an answer was an error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--web", type=int, default=2, help="web processes")
    parser.add_argument("--thinks", type=float, nargs=2, default=(5, 15), metavar=("FROM", "TO"))
    options = parser.parse_args(sys.argv[1:] if sys.argv[0].endswith("load.py") else [])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    from grappe.config import postgres

    lease = None if os.environ.get("DATABASE_URL") else postgres.start()
    try:
        given = _given(options)
        return _run(options, given) if given is not None else 0
    finally:
        if lease is not None:
            lease.release()


def _given(options: argparse.Namespace) -> dict[str, Any] | None:
    """Return what the people need to know, sessions among it; None where there is no big country."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('big_note') IS NOT NULL")
        if not cursor.fetchone()[0]:
            print("no big country here: benchmarks/_big_country.py says how it is made")
            return None
        cursor.execute("SELECT id, name FROM companies_company ORDER BY md5(id::text) LIMIT 2000")
        companies = cursor.fetchall()
        cursor.execute("SELECT text FROM big_note WHERE n <= 400 ORDER BY n")
        words = [" ".join(text.split()[2:5]) for (text,) in cursor.fetchall()]
    given = {
        "host": f"http://127.0.0.1:{PORT}", "cookie": settings.SESSION_COOKIE_NAME, "signed_in": _signed_in(options.people),
        "companies": [pk for pk, _name in companies], "names": [name for _pk, name in companies], "words": words,
        "lists": LISTS, "thinks": options.thinks,
    }  # fmt: skip
    connection.close()
    return given


def _signed_in(people: int) -> list[dict[str, Any]]:
    """Sign in as the door does those who may change companies; return the key of each session and companies that are theirs."""
    from django.conf import settings
    from django.test import Client

    from grappe.apps.accounts.models import User
    from grappe.apps.companies.queries import companies, looked_after

    found = []
    roles = ["administrator", "cluster_manager"]
    for user in User.objects.filter(role__in=roles, email__startswith="load").order_by("pk")[:people]:
        client = Client()
        client.force_login(user)
        theirs = (
            companies(for_user=user).filter(looked_after(user)).order_by("pk").values_list("pk", flat=True)
        )
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append({"session": key, "theirs": list(theirs[:500])})
    return found


def _run(options: argparse.Namespace, given: dict[str, Any]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps(given))
        environment = {**os.environ, "GRAPPE_LOAD": str(plan), "GRAPPE_URL": given["host"]}
        serve = [
            sys.executable,
            "-m",
            "grappe.config.cli",
            "serve",
            "--port",
            str(PORT),
            "--workers",
            str(options.web),
        ]
        with (Path(folder) / "serve.log").open("wb") as log:
            server = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
            try:
                if not _is_up(server, given["host"]):
                    print((Path(folder) / "serve.log").read_text()[-2000:])
                    return 1
                subprocess.run(_locust(options, folder), env=environment, check=False, stdout=log, stderr=log)
            finally:
                server.terminate()
                server.wait(60)
        return _print(Path(folder) / "load_stats.csv", Path(folder) / "load_failures.csv")


def _locust(options: argparse.Namespace, folder: str) -> list[str]:
    people = str(Path(__file__).with_name("_load_people.py"))
    return [
        sys.executable, "-m", "locust", "-f", people, "--headless", "-u", str(options.people), "-r", "5",
        "-t", f"{round(options.minutes * 60)}s", "--csv", f"{folder}/load", "--only-summary",
    ]  # fmt: skip


def _is_up(server: subprocess.Popen[bytes], host: str) -> bool:
    """Wait until the door opens: the first start migrates and loads what is missing."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{host}/account/login/", timeout=5):
                return True
        except OSError:
            time.sleep(1)
    return False


def _print(stats: Path, failures: Path) -> int:
    print(f"{'':30} {'times':>7} {'errors':>7} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}")
    errors = 0
    with stats.open() as lines:
        for row in csv.DictReader(lines):
            errors = int(row["Failure Count"])
            print(
                f"{row['Name']:30} {row['Request Count']:>7} {errors:>7} {row['50%']:>8} {row['95%']:>8} {row['99%']:>8}"
            )
    with failures.open() as lines:
        for row in csv.DictReader(lines):
            print(f"  {row['Occurrences']} x {row['Name']}: {row['Error'][:200]}")
    return int(errors > 0)


if __name__ == "__main__":
    sys.exit(main())
