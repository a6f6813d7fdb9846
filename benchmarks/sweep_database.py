"""How long does the stored sweep take through the real database: reading facts, judging, writing?

In a database of its own, made and dropped here, with invented companies over the shipped programmes. A second run
over the same companies is timed too: it is compared with the first for who is newly eligible. The companies have
figures, accounts, facts, groups, owners by name and awards (`_companies.py`). Set
GRAPPE_BENCH_COMPANIES for another number than 10,000. The machine is noisy: look at the parts beside one another.
"""

from __future__ import annotations

import os
import resource
import time
from datetime import UTC, datetime, timedelta

from benchmarks._companies import make_companies
from benchmarks._database import own_database

COMPANIES = int(os.environ.get("GRAPPE_BENCH_COMPANIES", "10000"))
AT = datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
ALONE, BLOCK = 250, 2_000  # companies read one by one, and together, to compare


def main() -> int:
    """Make the companies, sweep them twice, print the seconds of each part; return 1 where a sweep fails."""
    with own_database():
        return _measure()


def _measure() -> int:
    from django.conf import settings
    from django.db import connection

    from grappe.apps.aids import operations
    from grappe.apps.aids.models import SweepResult
    from grappe.apps.desk.operations import load_catalogue

    load_catalogue(settings.CATALOGUE, at=AT)
    begun = time.perf_counter()
    make_companies(COMPANIES, at=AT)
    print(f"{COMPANIES:,} invented companies made in {time.perf_counter() - begun:.1f} s")
    print(f"{'':22}{'reading':>10}{'judging':>10}{'writing':>10}{'all':>10}{'rows':>12}{'a second':>12}")
    for number, name in enumerate(("first sweep", "second, compared")):
        run = operations.start_sweep(by=None, at=AT + timedelta(days=number))
        operations.perform_sweep(run_id=run.pk, at=AT + timedelta(days=number))
        run.refresh_from_db()
        if run.state != "done" or run.companies_done != COMPANIES:
            return 1
        rows = SweepResult.objects.filter(programme__run=run).count()
        pairs = run.companies_done * run.programmes.count()
        print(
            f"{name:22}{run.seconds_reading:>9.1f}s{run.seconds_judging:>9.1f}s{run.seconds_writing:>9.1f}s"
            f"{run.seconds:>9.1f}s{rows:>12,}{pairs / run.seconds:>12,.0f}"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('aids_sweepresult')")
        size = cursor.fetchone()[0]
    print(
        f'table of both sweeps with its indexes: {size / 1e6:.0f} MB; "a second" counts (company, programme) pairs'
    )
    _together_and_alone()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def _together_and_alone() -> None:
    """Print what it takes to read a company with its block, and alone as its page does it: what was done before."""
    from grappe.apps.accounts import queries as account_queries
    from grappe.apps.aids.queries import known_facts
    from grappe.apps.aids.queries.known import known_after
    from grappe.apps.companies.models import Company
    from grappe.apps.companies.queries.groups import ownership_ties

    machine, on, ties = account_queries.machine(), AT.date(), ownership_ties()
    some = list(Company.objects.order_by("pk")[COMPANIES // 2 : COMPANIES // 2 + ALONE])
    block = {"on": on, "size": BLOCK, "until": some[-1].pk + BLOCK, "ties": ties}
    ways = {
        "with its block": lambda: len(known_after(some[0].pk - 1, **block)),
        "alone": lambda: len([known_facts(company, on=on, for_user=machine) for company in some]),
    }
    spent = {}
    for name, read in ways.items():
        wall, processor = time.perf_counter(), time.process_time()
        count = read()
        spent[name] = (time.process_time() - processor) / count * 1000
        wall = (time.perf_counter() - wall) / count * 1000
        print(f"a company read {name}: {spent[name]:.2f} processor ms, {wall:.2f} ms on the wall")
    print(f"alone takes {spent['alone'] / spent['with its block']:.1f} times the processor time")


if __name__ == "__main__":
    raise SystemExit(main())
