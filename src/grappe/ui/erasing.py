"""How may the erasure of somebody change words in rows that otherwise never change?

It says its number in its own transaction (`SET LOCAL grappe.erasing`); a trigger lets it put other words into columns that are
named, and nothing else. That it was done is in the audit, under the same number's record.
"""

from __future__ import annotations

from django.db import connection

LOCK = 7_405  # of the database, until a transaction ends: erasures exclude merges, which move rows and keep copies of them


def keep_merges_out() -> None:
    """Wait until no merge is under way and let none begin before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def may_merge() -> bool:
    """Whether nobody is being erased; then no erasure begins before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def rewords(*columns: str) -> str:
    """Return the beginning of a trigger's function: while somebody is erased, these columns alone may change."""
    names = ", ".join(f"'{each}'" for each in columns)
    return (
        "IF TG_OP = 'UPDATE' AND COALESCE(current_setting('grappe.erasing', true), '') <> '' "
        f"AND to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}] THEN RETURN NEW; END IF; "
    )
