"""Which aid was requested, obtained and paid, and which contacts are overdue, as records of ADR 14?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.companies.queries import of_visible
from grappe.apps.companies.queries.records import files_of
from grappe.apps.companies.queries.records import records as contact_records
from grappe.apps.roadmaps.enums import AidState, CadenceUnit
from grappe.apps.roadmaps.models import AidRequest, FollowUp
from grappe.apps.roadmaps.permissions import check_can_view_roadmaps
from grappe.engines import planning
from grappe.engines.indicators import Record

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# kind -> the columns of day and amount, and the states in which it stands
_AIDS = {
    "aid_requested": ("requested_on", "requested_eur", set(AidState) - {AidState.PLANNED}),
    "aid_obtained": ("decided_on", "obtained_eur", {AidState.OBTAINED, AidState.PAID}),
    "aid_paid": ("paid_on", "paid_eur", {AidState.PAID}),
}


def records(*, on: date) -> Iterator[Record]:
    """Yield each aid requested, obtained and paid, with its amount, and each time a follow-up was or is overdue."""
    yield from _aids()
    yield from _overdue(on)


def _aids() -> Iterator[Record]:
    columns = [name for day, amount, _states in _AIDS.values() for name in (day, amount)]
    rows = AidRequest.objects.order_by("pk").values("pk", "roadmap__company_id", "state", *columns)
    for row in rows.iterator(2_000):
        for kind, (day, amount, states) in _AIDS.items():
            if row["state"] in states and row[day] is not None:
                yield Record(
                    kind,
                    str(row["pk"]),
                    row["roadmap__company_id"],
                    row[day],
                    amount=row[amount],
                    state=row["state"],
                )


def _overdue(on: date) -> Iterator[Record]:
    """Yield, of each company with a cadence, the times from the day a contact was due to the day one was held.

    The cadence is today's: earlier ones are not looked at. A follow-up that is paused is not overdue.
    """
    held: dict[int, list[date]] = defaultdict(list)
    for contact in contact_records(on=on):
        if contact.state == "held" and contact.on <= on and contact.company_id is not None:
            held[contact.company_id].append(contact.on)
    for row in FollowUp.objects.filter(company__archived_at=None).order_by("pk").iterator(2_000):
        days = sorted(day for day in set(held[row.company_id]) if day >= row.since)
        for last, following in zip([row.since, *days], [*days, None], strict=True):
            due = _next(last, row)
            paused = following is None and row.paused_until is not None and row.paused_until > on
            if due <= on and (following is None or following > due) and not paused:
                key = f"{row.pk}:{due.isoformat()}"
                yield Record(
                    "overdue", key, row.company_id, due, following, state="due", person_id=row.owner_id
                )


def _next(last: date, row: FollowUp) -> date:
    if row.unit == CadenceUnit.MONTHS:
        return planning.add_months(last, row.every)
    return last + timedelta(weeks=row.every)


def standings() -> dict[int, tuple[int | None, int]]:
    """Return who follows each company with a cadence, and since which year. For machines: no person asks."""
    rows = FollowUp.objects.values_list("company_id", "owner_id", "since")
    return {company: (owner, since.year) for company, owner, since in rows}


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of what somebody may open: the aid's roadmap, or the follow-up of the company."""
    check_can_view_roadmaps(for_user)
    if kind != "overdue":
        rows = AidRequest.objects.filter(
            of_visible(for_user, "roadmap__company"), pk__in=list(ids)
        ).values_list("pk", "label", "roadmap_id")
        return {str(pk): (label, reverse("roadmaps:detail", args=[roadmap])) for pk, label, roadmap in rows}
    keys = {key: int(key.split(":")[0]) for key in ids}
    found = dict(FollowUp.objects.filter(pk__in=keys.values()).values_list("pk", "company_id"))
    files = files_of(found.values(), for_user=for_user)
    shown: dict[str, tuple[str, str]] = {}
    for key, pk in keys.items():
        if found.get(pk) in files:
            name, address = files[found[pk]]
            shown[key] = (_("Contact due with %(company)s") % {"company": name}, address)
    return shown
