"""A country of a million companies and two million notes in the embedded server, made once and kept.

Loaded with the triggers at rest (`session_replication_role`), then indexed by the very functions that the triggers call. With
`GRAPPE_VAR` on a folder of its own, its server running there and `grappe migrate` and `grappe catalogue load` done, step by step:

    python -m benchmarks._big_country users
    python -m benchmarks._big_country encode            # the texts' vectors; may run beside all that stands before `meaning`
    python -m benchmarks._big_country rows              # takes the two large indexes away
    python -m benchmarks._big_country companies 0 2     # and 1 2 beside it: halves
    python -m benchmarks._big_country others 0 2        # and 1 2 beside it, once the companies are there
    python -m benchmarks._big_country words             # the index of words
    python -m benchmarks._big_country meaning
    python -m benchmarks._big_country near              # the index of vectors
    python -m benchmarks.search
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._big_words import company_names, notes

COMPANIES = int(os.environ.get("GRAPPE_BIG", 1_000_000))  # a smaller country: GRAPPE_BIG=100000
NOTES = 2 * COMPANIES
PEOPLE = 3 * COMPANIES // 10
ENCODED = 60_000  # distinct texts; every other note says one of them with some words of another, its vector with noise
CHUNK = 20_000
NOISE = 0.02  # of each number: two notes of one text are about 0.9 alike

_COMPANIES = """
INSERT INTO companies_company (id, name, brand, legal_form, rcs_number, vat_number, nace_id, activity, country, commune_id,
    street, postcode, city, website, founded, business_permit, language, external_id, invented, version, visibility, custom,
    created_at)
SELECT n, called, '', '', 'B' || (100000 + n), 'LU' || (10000000 + n * 7 %% 89999999),
    nace.ids[1 + floor(power(cardinality(nace.ids), random()))::int - 1], CASE WHEN n %% 5 = 0 THEN said ELSE '' END, 'LU',
    commune.ids[floor(power(cardinality(commune.ids), random()))::int],
    (1 + n %% 180) || ', rue ' || split_part(called, ' ', 1), 'L-' || (1000 + n %% 8999), '', '', NULL, NULL,
    coalesce(spoken, 'fr'), '', true, 1, 'everyone', '{}', '2026-01-01'
FROM (SELECT big.n, big.name AS called, note.text AS said, note.language AS spoken FROM big_name big
        LEFT JOIN big_note note ON note.n = 1 + big.n %% %(encoded)s) AS firm,
    (SELECT array_agg(id ORDER BY md5(code)) AS ids FROM companies_nacecode WHERE level = 4) AS nace,
    (SELECT array_agg(id ORDER BY md5(name)) AS ids FROM companies_commune) AS commune
ON CONFLICT DO NOTHING
"""
_CLUSTERS = """
INSERT INTO companies_company_clusters (company_id, cluster_id)
SELECT c.id, ids[floor(power(cardinality(ids), random()))::int]
FROM companies_company c, (SELECT array_agg(id ORDER BY id) AS ids FROM clusters_cluster) AS cluster
"""
_FIGURES = """
INSERT INTO companies_yearfigures (company_id, year, headcount, consolidated, source)
SELECT id, 2025, floor(power(900, random())), false, '' FROM companies_company WHERE id %% 2 = 0
"""
_PEOPLE = """
INSERT INTO companies_person (company_id, name, function, email, phone, language, is_head, custom, version)
SELECT c.id, initcap(split_part(other.name, ' ', 1)) || ' ' || split_part(c.name, ' ', 2), 'CEO', '', '', 'fr', true, '{}', 1
FROM companies_company c JOIN big_name other ON other.n = 1 + c.id * 7919 %% %(companies)s WHERE c.id <= %(people)s
"""
_CONTACTS = """
INSERT INTO companies_contact (id, company_id, kind, state, subject, starts_at, minutes, link, place, notes, notes_language,
    notes_version, audience, uid, sequence, moved_sequence, custom, created_at, created_by_id)
SELECT series.n, floor(power(%(companies)s, random()))::int, 'video', 'held', left(note.text, 60),
    timestamptz '2021-01-01' + random() * interval '2100 days', 45, '', '',
    note.text || ' ' || substr(other.text, 1 + series.n %% 40, 160), note.language, 1,
    CASE WHEN series.n %% 20 = 0 THEN 'confidence' ELSE 'everyone' END, gen_random_uuid(), 0, 0,
    '{}', '2026-01-01',
    users.ids[1 + series.n %% cardinality(users.ids)]
FROM generate_series(%(first)s::int, %(last)s::int) AS series(n) JOIN big_note note ON note.n = 1 + series.n %% %(encoded)s
    JOIN big_note other ON other.n = 1 + (series.n::bigint * 7919) %% %(encoded)s,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_user) AS users
"""
_TEAMS = """
INSERT INTO companies_contact_team (contact_id, user_id)
SELECT id, created_by_id FROM companies_contact WHERE audience = 'confidence'
"""
_MEANING = """
INSERT INTO search_meaning (entry_id, digest, vector)
SELECT e.id, md5(e.titles::text || e.texts::text), l2_normalize(v.vector + noise.vector)
FROM search_entry e JOIN big_vector v ON v.n = 1 + e.record_id %% %(encoded)s
    JOIN big_noise noise ON noise.n = 1 + (e.record_id + 37 * (e.record_id / %(encoded)s)) %% 1000
WHERE (e.kind = 'contact' OR (e.kind = 'company' AND e.texts <> '{}')) AND e.id BETWEEN %(first)s AND %(last)s
"""
_LATEST = "INSERT INTO companies_latest SELECT n.* FROM companies_latest_of(ARRAY(SELECT id FROM companies_company)) n"


class Builder:
    """Makes what is not there yet, step by step; each step is kept, so that a broken-off one goes on."""

    def __init__(self, connection: Any, vectors: Path) -> None:
        self.connection, self.vectors, self.begun = connection, vectors, time.monotonic()

    def say(self, what: str) -> None:
        print(f"{time.monotonic() - self.begun:7.0f} s  {what}", flush=True)

    def run(self, statement: str, **values: Any) -> None:
        values = {"encoded": ENCODED, "companies": COMPANIES, "people": PEOPLE, **values}
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values if "%(" in statement or "%%" in statement else None)

    def one(self, statement: str) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    def rows(self) -> None:
        """Load companies, figures, people and contacts as they are, without any trigger."""
        self.run("SET session_replication_role = replica")
        self._texts()
        self.run(_COMPANIES)
        self.say("companies")
        for statement in (_CLUSTERS, _FIGURES, _PEOPLE):
            self.run(statement)
        self.say("clusters, figures, people")
        for first in range(1, NOTES, 200_000):
            self.run(_CONTACTS, first=first, last=first + 199_999)
        self.run("SELECT setval('companies_contact_id_seq', %(companies)s * 3)")
        self.run("SELECT setval('companies_company_id_seq', %(companies)s * 3)")
        self.run(_TEAMS)
        self.say("contacts")
        self.run("SET session_replication_role = origin")
        for table in ("company", "contact", "person", "company_clusters", "yearfigures", "contact_team"):
            self.run(f"ANALYZE companies_{table}")
        self.run(_LATEST)
        self.run("ANALYZE companies_latest")
        self.say("latest figures")

    def without_indexes(self) -> None:
        """Load the rows and take away what would be kept up with each of them; `indexes` builds it at the end."""
        self.rows()
        for name in (*_WORDS, *_NEAR):
            self.run(f"DROP INDEX IF EXISTS {name}")
        self.run("ALTER TABLE search_meaning DISABLE TRIGGER ALL")

    def _texts(self) -> None:
        if self.one("SELECT to_regclass('big_note') IS NOT NULL"):
            return
        self.run("CREATE TABLE big_name (n int, name text)")
        self.run("CREATE TABLE big_note (n int, language text, text text)")
        with self.connection.cursor() as cursor:
            with cursor.copy("COPY big_name FROM STDIN") as copy:
                for n, (name, _form) in enumerate(company_names(COMPANIES), 1):
                    copy.write_row((n, name))
            with cursor.copy("COPY big_note FROM STDIN") as copy:
                for n, (language, text) in enumerate(notes(ENCODED), 1):
                    copy.write_row((n, language, text))
        self._indexed("name", "note")
        self.say("texts")

    def _indexed(self, *tables: str) -> None:
        for table in tables:
            self.run(f"CREATE INDEX ON big_{table} (n)")
            self.run(f"ANALYZE big_{table}")

    def _vectors(self) -> None:
        if self.one("SELECT to_regclass('big_noise') IS NOT NULL"):
            return
        noise = np.random.default_rng(8).normal(0, NOISE, (1000, 512)).astype(np.float16)
        for table, rows in (("vector", np.load(self.vectors)), ("noise", noise)):
            self.run(f"CREATE TABLE big_{table} (n int, vector halfvec(512))")
            with self.connection.cursor() as cursor, cursor.copy(f"COPY big_{table} FROM STDIN") as copy:
                for n, row in enumerate(rows, 1):
                    copy.write_row((n, _written(row)))
        self._indexed("vector", "noise")
        self.say("texts' vectors")

    def companies(self, part: int, parts: int) -> None:
        """Index a share of the companies: what hangs on them takes over from them, so they come first."""
        self.run("SET work_mem = '256MB'")
        self._chunks("company", COMPANIES, part, parts)

    def others(self, part: int, parts: int) -> None:
        """Index a share of the people and notes."""
        self.run("SET work_mem = '256MB'")
        self._chunks("person", PEOPLE, part, parts)
        self._chunks("contact", NOTES, part, parts)

    def _chunks(self, kind: str, many: int, part: int, parts: int) -> None:
        ids = "ARRAY(SELECT generate_series(%(first)s::int, %(last)s::int))"
        refresh = (
            f"search_refresh_companies({ids})" if kind == "company" else f"search_refresh('{kind}', {ids})"
        )
        for number, first in enumerate(range(1, many, CHUNK)):
            if number % parts == part:
                self.run(f"SELECT {refresh}", first=first, last=first + CHUNK - 1)
                if number % 10 == part:
                    self.say(f"{kind} indexed from {first}")

    def meaning(self) -> None:
        """Give every note its vector."""
        self._vectors()
        self.run("TRUNCATE search_meaning")
        last = self.one("SELECT max(id) FROM search_entry")
        for first in range(1, last + 1, 200_000):
            self.run(_MEANING, first=first, last=first + 199_999)
        self.say("vectors")

    def indexes(self, names: dict[str, str]) -> None:
        """Build the indexes that were away while loading."""
        self.run("SET maintenance_work_mem = '2GB'")
        self.run("SET max_parallel_maintenance_workers = 0")
        for name, definition in names.items():
            self.run(definition)
            self.say(f"index {name}")
        self.run("ANALYZE search_entry")
        self.run("ANALYZE search_meaning")


def _written(vector: np.ndarray) -> str:
    return "[" + ",".join(f"{number:.4f}" for number in vector) + "]"


_WORDS = {
    "search_entry_words": "CREATE INDEX search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off)"
}
_NEAR = {
    "search_meaning_near": "CREATE INDEX search_meaning_near ON search_meaning"
    " USING hnsw ((binary_quantize(vector)::bit(512)) bit_hamming_ops)"
}
_ROLES = ("administrator", "cluster_manager", "cluster_manager", "market_analyst", "ministry")


def encode_texts(vectors: Path) -> None:
    """Encode the distinct texts; written now and then, so that one sees how far it is."""
    from grappe.engines.kernel.meaning import encode

    texts = [text for _language, text in notes(ENCODED)]
    found = np.zeros((len(texts), 512), dtype=np.float16)
    for first in range(0, len(texts), 2_000):
        found[first : first + 2_000] = encode(texts[first : first + 2_000])
        print(first, flush=True)
    np.save(vectors, found)


def users(many: int = 50) -> None:
    """Make people of every role, managers of one cluster each."""
    from grappe.apps.accounts.models import User
    from grappe.apps.clusters.models import Cluster, Membership

    known = list(Cluster.objects.order_by("pk"))
    for number in range(many):
        role = _ROLES[number % len(_ROLES)]
        made = User.objects.create_user(
            f"load{number}@big.example", None, name=f"Load {number}", role=role, language="fr"
        )
        if role == "cluster_manager":
            Membership.objects.create(user=made, cluster=known[number % len(known)])


def main(arguments: list[str]) -> int:
    """Take one step; see above."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    if not arguments or "GRAPPE_VAR" not in os.environ:
        print(__doc__)
        return 2
    import django

    django.setup()
    import psycopg

    from grappe.config import postgres

    step, (part, parts) = arguments[0], (int(each) for each in (arguments[1:3] or ("0", "1")))
    vectors = Path(os.environ["GRAPPE_VAR"]) / "big_vectors.npy"
    with psycopg.connect(os.environ.get("DATABASE_URL") or postgres.url(), autocommit=True) as connection:
        builder = Builder(connection, vectors)
        steps = {
            "encode": lambda: encode_texts(vectors),
            "users": users,
            "rows": builder.without_indexes,
            "companies": lambda: builder.companies(part, parts),
            "others": lambda: builder.others(part, parts),
            "words": lambda: builder.indexes(_WORDS),
            "meaning": builder.meaning,
            "near": lambda: builder.indexes(_NEAR),
        }
        steps[step]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
