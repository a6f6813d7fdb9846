"""How fast does the search find among a million companies and two million notes, and how much of what it should find?

`python -m benchmarks.search` measures where the big country stands (`GRAPPE_VAR` names the folder of its server; without it
there is nothing to measure and it says so). Every figure is of the function that the pages call, in this process.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

LOOKS = 60
TODAY = date(2026, 10, 1)  # the day after the last contact of the big country


def main() -> int:
    """Measure, and print one line for each sort of question."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    from grappe.config import postgres

    lease = None if os.environ.get("DATABASE_URL") else postgres.start()
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('big_note') IS NOT NULL")
        if not cursor.fetchone()[0]:
            print("no big country here: benchmarks/_big_country.py says how it is made")
            return 0
        cursor.execute("SET jit = off")
        names, words = _names(cursor), _words(cursor)
    _measure(names, words)
    if lease is not None:
        lease.release()
    return 0


def _names(cursor: Any) -> list[tuple[int, str]]:
    cursor.execute("SELECT id, name FROM companies_company WHERE id % 15013 = 7 ORDER BY id LIMIT 66")
    return list(cursor.fetchall())


def _words(cursor: Any) -> dict[str, list[str]]:
    """Words of the notes that are rare, middling and very common, by how many of 20,000 notes have them."""
    cursor.execute(
        "SELECT word, ndoc FROM ts_stat('SELECT to_tsvector(''grappe_lb'', notes) FROM companies_contact WHERE id <= 20000')"
        " WHERE length(word) > 4 AND word !~ '[0-9-]' ORDER BY ndoc DESC, word"
    )
    counted = cursor.fetchall()
    return {
        "rare": [word for word, count in counted if 1 <= count <= 3][:LOOKS],
        "middling": [word for word, count in counted if 60 <= count <= 200][:LOOKS],
        "common": [word for word, count in counted if count > 1200][:20],
    }


def _slipped(name: str, lot: random.Random) -> str:
    """A name with one slip of the pen in its longest word: a letter lost, doubled, changed or two swapped."""
    parts = name.split()
    place = max(range(len(parts)), key=lambda i: len(parts[i]))
    word = parts[place]
    at = lot.randrange(1, max(2, len(word) - 1))
    ways = [
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + lot.choice("aeinrst") + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ]  # fmt: skip
    parts[place] = lot.choice(ways)
    return " ".join(parts[:3])


def _measure(names: Sequence[tuple[int, str]], words: dict[str, list[str]]) -> None:
    from grappe.apps.search.queries import Scope, asked, find
    from grappe.engines.kernel.meaning import encode

    gc.collect()
    gc.freeze()  # as the web server does
    lot = random.Random(8)
    everybody = frozenset({"all", "every", "adm", "ins"})
    few = frozenset({"all", "ins", "c1", "u7", "i7"})  # a role that sees one cluster's companies
    meant = ["pompe à chaleur pour le séchage", "Hackerangriff auf den Betrieb", "succession of the founder",
             "Wasserstoff statt Erdgas", "manque de personnel qualifié", "export to new markets"] * 10  # fmt: skip
    encode(["warm"])
    typos = [(pk, _slipped(name, lot)) for pk, name in names][:LOOKS]

    def look(
        texts: Sequence[str], reader: frozenset[str], facets: Any = (), **how: Any
    ) -> Callable[[int], Any]:
        scope = Scope(reader, facets)
        return lambda i: find(asked(texts[i % len(texts)]), scope, today=TODAY, limit=25, **how)

    two = [f"{a} {b}" for a, b in zip(words["common"], words["common"][1:], strict=False)]
    two_middling = [f"{a} {b}" for a, b in zip(words["middling"], words["middling"][7:], strict=False)]
    cluster = (("c:3",),)
    narrow = (("c:3",), ("t:5",))
    for title, run in (
        ("name typed wrong", look([t for _pk, t in typos], everybody, meant=False)),
        ("name typed wrong, one cluster", look([t for _pk, t in typos], everybody, cluster, meant=False)),
        ("a rare word", look(words["rare"], everybody, meant=False)),
        ("a middling word", look(words["middling"], everybody, meant=False)),
        ("two middling words", look(two_middling, everybody, meant=False)),
        ("two very common words", look(two, everybody, meant=False)),
        ("two very common words, few may", look(two, few, meant=False)),
        ("together: words and meaning", look(meant, everybody)),
        ("together, one cluster", look(meant, everybody, cluster)),
        ("together, cluster and commune", look(meant, everybody, narrow)),
        ("together, few may", look(meant, few)),
        ("together: name typed wrong", look([t for _pk, t in typos], everybody)),
        ("together: two common words", look(two, everybody)),
    ):
        _line(title, run)
    _meaning_alone(meant, everybody, few, cluster)
    _found(typos, everybody)
    _near(meant)


def _line(title: str, run: Callable[[int], Any], looks: int = LOOKS) -> None:
    for i in range(3):
        run(i)
    times = []
    for i in range(looks):
        begun = time.perf_counter()
        run(i)
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    print(
        f"{title:40} p50 {statistics.median(times):7.1f}  p95 {times[int(len(times) * 0.95)]:7.1f} ms",
        flush=True,
    )


def _meaning_alone(texts: Sequence[str], reader: frozenset[str], few: frozenset[str], cluster: Any) -> None:
    from grappe.apps.search.queries import Scope, asked
    from grappe.apps.search.queries.candidates import by_meaning
    from grappe.engines.kernel.meaning import encode

    kept = {text: encode([text])[0] for text in set(texts)}
    _line("encoding a question", lambda i: encode([f"{texts[i % len(texts)]} {i}"]))
    for title, scope in (
        ("meaning", Scope(reader)), ("meaning, one cluster", Scope(reader, cluster)), ("meaning, few may", Scope(few)),
    ):  # fmt: skip
        _line(title, lambda i, s=scope: by_meaning(asked(texts[i % 6]), kept[texts[i % 6]], s))


def _found(typos: Sequence[tuple[int, str]], reader: frozenset[str]) -> None:
    from grappe.apps.search.queries import Scope, asked, find

    first = ten = 0
    for pk, text in typos:
        hits = find(asked(text), Scope(reader), today=TODAY, limit=10, meant=False).shown
        records = [hit.record for hit in hits if hit.kind == "company"]
        first += records[:1] == [pk]
        ten += pk in records
    print(
        f"name typed wrong: first {first / len(typos):.0%}, among ten {ten / len(typos):.0%} of {len(typos)}"
    )


def _near(texts: Sequence[str]) -> None:
    """How many of the ten nearest, compared one by one, the index gives."""
    from django.db import connection
    from pgvector import HalfVector

    from grappe.apps.search.queries import Scope, asked
    from grappe.apps.search.queries.candidates import by_meaning
    from grappe.engines.kernel.meaning import encode

    shares = []
    for text in sorted(set(texts)):
        vector = encode([text])[0]
        written = HalfVector(vector).to_text()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT entry_id, vector <=> %s::halfvec AS far FROM search_meaning ORDER BY far, 1 LIMIT 10",
                [written],
            )
            exact = cursor.fetchall()
        found = by_meaning(asked(text), vector, Scope(frozenset({"all", "every", "adm"})))
        worst = 1 - exact[-1][1]
        shares.append(sum(each.near >= worst - 1e-6 for each in found[:10]) / 10)
    print(f"nearest ten by the index: {statistics.mean(shares):.0%} of those compared one by one")


if __name__ == "__main__":
    sys.exit(main())
