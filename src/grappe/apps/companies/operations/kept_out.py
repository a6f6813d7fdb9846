"""How is it kept that somebody was erased, so that no file brings them back unseen, and written down who brings them back?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Lower

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import note
from grappe.apps.companies.enums import MarkOf
from grappe.apps.companies.models import Company, KeptOut, Person
from grappe.apps.companies.queries.kept_out import company_keys, email_mark, erased_on, name_marks

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def keep_out(
    *, emails: Collection[str], names: Mapping[int, Collection[str]], on: date
) -> list[tuple[str, str]]:
    """Keep marks of somebody who was erased on a day: of addresses, and of names by company (id). Return kind and mark.

    Called once their rows are gone: an address under which somebody else is on file (info@…), or the name of somebody who is on
    file at the same company, says nothing of who it is, and is not kept. Nothing of the erased person can be read from a mark;
    it only says whether somebody is the same.
    """
    lowered = {each.strip().lower() for each in emails}
    shared = Person.objects.alias(plain=Lower("email")).filter(plain__in=lowered)
    others = {each.lower() for each in shared.values_list("email", flat=True)}
    marks = [(str(MarkOf.EMAIL), email_mark(each)) for each in sorted(lowered - others) if each]
    on_file: dict[int, list[str]] = {}
    for pk, name in Person.objects.filter(company__in=names).values_list("company", "name"):
        on_file.setdefault(pk, []).append(name)
    for company in Company.objects.filter(pk__in=names).order_by("pk"):
        keys = company_keys([company.pk], company.name, company.country)
        namesakes = {mark for name in on_file.get(company.pk, ()) for mark in name_marks(name, keys)}
        for name in sorted(names[company.pk]):
            marks += [(str(MarkOf.NAME), mark) for mark in name_marks(name, keys) if mark not in namesakes]
    restore(marks=marks, on=on)
    return marks


def restore(*, marks: Collection[tuple[str, str]], on: date) -> None:
    """Keep marks as an erasure of a day made them, also where a backup that was restored lacks them; the latest day counts."""
    rows = {mark: KeptOut(mark=mark, of=kind, erased_on=on) for kind, mark in marks}
    KeptOut.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["mark"], update_fields=["erased_on"]
    )


def note_if_back(
    *,
    name: str,
    email: str,
    company: Company | None,
    what: str,
    record: str,
    by: User | None,
    at: datetime,
    why: str = "",
) -> None:
    """Write down that somebody who was erased is brought back by hand; nothing where nobody was."""
    day = erased_on(name=name, email=email, company=company)
    if day is not None:
        note_back(what=what, record=record, erased_on=day.isoformat(), reason=why, by=by, at=at)


def note_back(
    *, what: str, record: str, erased_on: str, reason: str, by: User | None, at: datetime, row: int = 0
) -> None:
    """Write down in the audit that somebody who was erased is brought back, by whom and why; not who it is."""
    detail: dict[str, object] = {"erased_on": erased_on, "reason": reason.replace("\x00", " ")[:300]}
    note(
        AuditKind.ERASED_BACK,
        at=at,
        user=by,
        what=what,
        record=record,
        detail=detail | ({"row": row} if row else {}),
    )
