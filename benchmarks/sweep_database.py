"""How long does the stored sweep take through the real database: reading facts, judging, writing?

In a database of its own, made and dropped here, with invented companies over the shipped programmes. A second run
over the same companies is timed too: it is compared with the first for who is newly eligible. Set
GRAPPE_BENCH_COMPANIES for another number than 10,000. The machine is noisy: look at the parts beside one another.
"""

from __future__ import annotations

import os
import random
import resource
import time
from datetime import UTC, date, datetime, timedelta

COMPANIES = int(os.environ.get("GRAPPE_BENCH_COMPANIES", "10000"))
AT = datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
PART = 5_000


def main() -> int:
    """Make the companies, sweep them twice, print the seconds of each part; return 1 where a sweep fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    lease = None
    if not os.environ.get("DATABASE_URL"):
        from grappe.config import postgres

        lease = postgres.start()
    import django

    django.setup()
    from django.db import connection

    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return _measure()
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)
        if lease is not None:
            lease.release()


def _measure() -> int:
    from django.conf import settings
    from django.db import connection

    from grappe.apps.aids import operations
    from grappe.apps.aids.models import SweepResult
    from grappe.apps.desk.operations import load_catalogue

    load_catalogue(settings.CATALOGUE, at=AT)
    begun = time.perf_counter()
    _companies(COMPANIES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
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
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def _companies(count: int) -> None:
    from django.db import connection

    from grappe.apps.clusters.models import Cluster
    from grappe.apps.companies.models import Commune, Company, CompanyFact, NaceCode, YearFigures

    chance = random.Random(7)
    communes = list(Commune.objects.values_list("pk", flat=True))
    codes = list(NaceCode.objects.filter(level=4).values_list("pk", flat=True))
    clusters = list(Cluster.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no history of what is made up
    for first in range(0, count, PART):
        companies = Company.objects.bulk_create(
            Company(
                name=f"Invented {number:07d} S.A.", created_at=AT, invented=True, nace_id=chance.choice(codes),
                commune_id=chance.choice(communes) if chance.random() < 0.9 else None,
                founded=date(chance.randint(1970, 2025), chance.randint(1, 12), 1),
                business_permit=chance.choice((True, True, False, None)),
            )
            for number in range(first, min(first + PART, count))
        )  # fmt: skip
        YearFigures.objects.bulk_create(
            YearFigures(
                company=company, year=year, headcount=(heads := min(900, int(chance.expovariate(0.03)))),
                turnover_eur=heads * 90_000, balance_sheet_eur=heads * 50_000,
            )
            for company in companies
            for year in (2023, 2024, 2025)
            if chance.random() < 0.8
        )  # fmt: skip
        CompanyFact.objects.bulk_create(
            CompanyFact(company=company, field=field, value=chance.random() < 0.1, stated_at=AT)
            for company in companies
            for field in ("undertaking_in_difficulty", "activity_excluded", "outstanding_recovery_order")
            if chance.random() < 0.4
        )
        through = Company.clusters.through
        through.objects.bulk_create(
            through(company_id=company.pk, cluster_id=chance.choice(clusters)) for company in companies
        )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")


if __name__ == "__main__":
    raise SystemExit(main())
