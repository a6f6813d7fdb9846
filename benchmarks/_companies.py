"""Where do a hundred thousand invented companies come from? Made inside the database, in seconds.

With three years of figures for most, accounts for some, stated facts, clusters, groups of up to six companies, owners
known by name, one holding with very many firms, and awards. The same numbers every time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

SEED = 0.71
HUB = 5_000  # one holding of so many firms, where there are so many companies
GROUP = 25  # of so many companies that follow one another, the first six hang together

_COMPANIES = """
INSERT INTO companies_company (name, brand, legal_form, rcs_number, vat_number, nace_id, activity, country, commune_id,
    street, postcode, city, website, founded, business_permit, language, external_id, invented, version, created_at)
SELECT format('Invented %%s %%s', lpad(n::text, 7, '0'), (ARRAY['Wood','Digital','Health','Auto'])[1 + n %% 4]), '',
    (ARRAY['SARL','SARL','SA','COOP',''])[1 + floor(random() * 5)::int], 'B9' || n, '',
    nace.ids[1 + floor(random() * cardinality(nace.ids))::int], '', 'LU',
    CASE WHEN random() < 0.9 THEN commune.ids[1 + floor(random() * cardinality(commune.ids))::int] END,
    '', '', '', '', date '1970-01-01' + floor(random() * 20400)::int,
    (ARRAY[true, true, false, NULL])[1 + floor(random() * 4)::int], 'fr', '', true, 1, %(at)s
FROM generate_series(1, %(count)s) AS n,
    (SELECT array_agg(id ORDER BY id) AS ids FROM companies_nacecode WHERE level = 4) AS nace,
    (SELECT array_agg(id ORDER BY id) AS ids FROM companies_commune) AS commune
"""
_FIGURES = """
INSERT INTO companies_yearfigures (company_id, year, headcount, turnover_eur, balance_sheet_eur, consolidated, source,
    capital_eur, reserves_eur)
SELECT id, year, heads, heads * 90000, heads * 50000, false, '',
    CASE WHEN id %% 10 = 0 THEN 12000 END, CASE WHEN id %% 10 = 0 THEN 5000 - id %% 20000 END
FROM (SELECT c.id, year, least(900, floor(-ln(1 - abs(hashint8(c.id) %% 4096) / 4097.0) * 33 * (0.9 + random() / 5))) AS heads
    FROM companies_company c CROSS JOIN generate_series(2023, 2025) AS year
    WHERE c.id >= %(first)s AND random() < 0.8) AS drawn
"""
_FACTS = """
INSERT INTO companies_companyfact (company_id, field, value, stated_at)
SELECT c.id, field, to_jsonb(random() < 0.1), %(at)s
FROM companies_company c
CROSS JOIN unnest(ARRAY['undertaking_in_difficulty', 'activity_excluded', 'outstanding_recovery_order']) AS field
WHERE c.id >= %(first)s AND random() < 0.4
"""
_CLUSTERS = """
INSERT INTO companies_company_clusters (company_id, cluster_id)
SELECT c.id, cluster.ids[1 + c.id %% cardinality(cluster.ids)]
FROM companies_company c, (SELECT array_agg(id ORDER BY id) AS ids FROM clusters_cluster) AS cluster
WHERE c.id >= %(first)s
"""
_OWNERS = """
INSERT INTO companies_ownership (owned_id, owner_id, owner_name, owner_kind, capital_pct, votes_pct, control, consolidated)
SELECT c.id, CASE WHEN place %% 2 = 1 THEN c.id - place ELSE c.id - 1 END, '', 'enterprise',
    (ARRAY[100, 60, 30, NULL])[1 + floor(random() * 4)::int], NULL, false, false
FROM companies_company c, LATERAL (SELECT (c.id - %(first)s) %% %(group)s AS place) AS p
WHERE c.id >= %(first)s AND place BETWEEN 1 AND 5
UNION ALL
SELECT c.id, NULL, 'Owner ' || c.id, (ARRAY['natural_person', 'enterprise'])[1 + c.id %% 2], 100, 100, false, false
FROM companies_company c WHERE c.id >= %(first)s AND (c.id - %(first)s) %% %(group)s BETWEEN 6 AND 10
UNION ALL
SELECT c.id, %(first)s, '', 'enterprise', 10, 10, false, false
FROM companies_company c
WHERE c.id > %(first)s + %(group)s AND c.id < %(first)s + %(hub)s AND (c.id - %(first)s) %% %(group)s = 24
"""
_AWARDS = """
INSERT INTO aids_award (company_id, programme_id, label, authority, basis, article, granted_on, instrument, nominal_eur,
    terms, gge_eur, gge_source, gge_steps, costs_reference, objective, reference, size_class, state, withdrawn_because,
    origin, version, created_at)
SELECT c.id, programme.ids[1 + c.id %% cardinality(programme.ids)], 'Invented award', '', 'de_minimis', '',
    date '2024-01-01' + (c.id %% 900)::int, 'grant', 20000, '{}', CASE WHEN c.id %% 3 > 0 THEN 20000 END,
    CASE WHEN c.id %% 3 > 0 THEN 'stated' ELSE 'unknown' END, '[]', '', '', '', '', 'granted', '', '', 1, %(at)s
FROM companies_company c, (SELECT array_agg(id ORDER BY id) AS ids FROM aids_programme) AS programme
WHERE c.id >= %(first)s AND c.id %% 13 = 0
"""


def make_companies(count: int, *, at: datetime) -> int:
    """Make so many companies with what hangs on them; return the id of the first. No history is kept of them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT setseed(%s)", [SEED])
        cursor.execute("SELECT coalesce(max(id), 0) FROM companies_company")
        asked: dict[str, Any] = {
            "at": at, "count": count, "first": cursor.fetchone()[0] + 1, "group": GROUP, "hub": HUB,
        }  # fmt: skip
        for statement in (_COMPANIES, _FIGURES, _FACTS, _CLUSTERS, _OWNERS, _AWARDS):
            cursor.execute(statement, asked)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    return int(asked["first"])
