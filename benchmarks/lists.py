"""What does a page of a list cost, far down, filtered over relations or ordered by what has to be looked up, beside the first?

`python -m benchmarks.lists [companies]`. Each figure is of the function that the page calls, against PostgreSQL, in this process;
a ratio within one run tells more than the milliseconds of a busy machine.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from benchmarks._database import own_database

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
EXAMPLE = [
    {"filter": "archived", "op": "no"}, {"filter": "cluster", "op": "any_of", "value": ["healthtech"]},
    {"filter": "score_dma", "op": "less", "value": "40"}, {"filter": "last_contact", "op": "not_within", "value": 6},
    {"filter": "open_need", "op": "any_of", "value": ["digital"]},
]  # fmt: skip
DEEP = [
    {"match": "any", "of": [EXAMPLE[1], {"filter": "headcount", "op": "more", "value": "400"}]},
    {"has": "needs", "match": "none", "of": [{"filter": "theme", "op": "any_of", "value": ["digital"]}]},
]  # fmt: skip
FILL = """
INSERT INTO companies_company (name, brand, legal_form, rcs_number, vat_number, activity, country, street, postcode, city,
  website, language, visibility, external_id, custom, invented, version, created_at)
SELECT 'Company ' || md5(n::text), '', '', '', '', '', 'LU', '', 'L-' || (1000 + n %% 9000), '', '', 'fr', 'everyone', '', '{}',
  true, 1, timestamptz '2020-01-01' + n * interval '1 minute' FROM generate_series(1, %(size)s) n;
INSERT INTO companies_company_clusters (company_id, cluster_id)
SELECT c.id, (SELECT (array_agg(id ORDER BY slug))[1 + c.id %% 2] FROM clusters_cluster) FROM companies_company c;
INSERT INTO companies_yearfigures (company_id, year, headcount, source, consolidated)
SELECT id, y, (id * 7919 + y) %% 500, '', false FROM companies_company, generate_series(2023, 2025) y;
INSERT INTO companies_contact (company_id, kind, state, subject, starts_at, minutes, link, place, notes, notes_language,
  notes_version, audience, uid, sequence, moved_sequence, custom, created_at)
SELECT c.id, 'phone', 'held', 'Call', timestamptz '2026-11-27' - ((c.id * 31 + k * 97) %% 900) * interval '1 day', 30,
  '', '', '', 'fr', 0,
  'everyone', gen_random_uuid(), 0, 0, '{}', now() FROM companies_company c, generate_series(1, 2) k;
INSERT INTO diagnostics_run (company_id, version_id, ordinal, started_at, finished_at, overall, scores, coverage, link_salt)
SELECT id, (SELECT min(id) FROM diagnostics_questionnaireversion), 0, now(), now(), (id * 13) %% 100, '{}', 1, ''
FROM companies_company
WHERE id %% 5 = 0;
INSERT INTO needs_need (company_id, title, description, language, theme_id, urgency, state, evidence, created_at, version, custom)
SELECT id, 'Need', '', 'fr',
  (SELECT (array_agg(t.id ORDER BY t.slug))[1 + companies_company.id %% 2] FROM clusters_theme t),
  2, 'confirmed', '[]', now(), 1, '{}'
FROM companies_company WHERE id %% 4 = 0;
ANALYZE;
INSERT INTO companies_latest SELECT n.* FROM companies_latest_of(ARRAY(SELECT id FROM companies_company)) n;
ANALYZE;
"""


def main() -> int:
    """Measure, print one line for each sort of page; 1 where pages cost more than their bounds."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else 100_000
    with own_database():
        return _measure(size)


def _measure(size: int) -> int:
    user = _filled(size)
    from grappe.apps.lists.queries import definitions
    from grappe.apps.lists.queries.kinds import Catalogue
    from grappe.apps.lists.queries.pages import page

    catalogue = Catalogue(user, TODAY)

    def of(nodes: list[Any], sort: str = "name") -> Any:
        where = {"match": "all", "of": nodes}
        return definitions.read(catalogue, "companies", {"where": where, "sort": sort})

    plain, example = of(EXAMPLE[:1]), of(EXAMPLE)
    far = _far(size)
    ways: dict[str, Callable[[], Any]] = {
        "first page by name": lambda: page(catalogue, plain),
        "a page in the middle": lambda: page(catalogue, plain, after=far),
        "a page in the middle, back": lambda: page(catalogue, plain, before=far),
        "the example of the issue": lambda: page(catalogue, example),
        "groups and other records": lambda: page(catalogue, of(DEEP)),
        "ordered by headcount": lambda: page(catalogue, of(EXAMPLE[:1], "-headcount")),
        "ordered by last contact": lambda: page(catalogue, of(EXAMPLE[:1], "last_contact")),
    }
    took = {name: _median(way) for name, way in ways.items()}
    first = took["first page by name"]
    print(f"{size:,} companies; median of 5, ms, and beside the first page")
    for name, ms in took.items():
        print(f"  {name:28} {ms:9.1f} {ms / first:8.1f}")
    print(f"  rows of the example: {page(catalogue, example).count}")
    return int(max(took["a page in the middle"], took["a page in the middle, back"]) > 5 * first)


def _median(way: Callable[[], Any]) -> float:
    way()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        way()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _filled(size: int) -> Any:
    """Fill the tables past the triggers, which keep history and search: neither is measured here."""
    from django.db import connection

    from grappe.apps.accounts.models import User
    from grappe.apps.clusters.models import Cluster, Theme
    from grappe.apps.diagnostics.models import Questionnaire, QuestionnaireVersion

    user = User.objects.create_user("bench@grappe.example", name="Bench", role="cluster_manager")
    for position, slug in enumerate(("healthtech", "wood")):
        Cluster.objects.create(slug=slug, name={"en": slug}, position=position)
    for position, slug in enumerate(("digital", "growth")):
        Theme.objects.create(slug=slug, name={"en": slug}, position=position)
    QuestionnaireVersion.objects.create(
        questionnaire=Questionnaire.objects.create(slug="dma"), version="1", content={"title": {"en": "DMA"}}, digest="1",
        loaded_at=NOW,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FILL, {"size": size})
        cursor.execute("SET session_replication_role = DEFAULT")
    return user


def _far(size: int) -> int:
    from grappe.apps.companies.models import Company

    rows = Company.objects.order_by("sort_name", "pk").values_list("pk", flat=True)
    return int(rows[size // 2])


if __name__ == "__main__":
    sys.exit(main())
