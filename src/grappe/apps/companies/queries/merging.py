"""Field by field: what do two files of one company say, since when, and whose value is proposed?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.db.models import Count
from django.utils.translation import get_language

from grappe.apps.companies.models import Company
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries.history import in_words
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.custom import shown
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# What a file says of a company beside its custom fields (`operations.companies.FIELDS`).
IDENTITY = (
    "name", "brand", "legal_form", "rcs_number", "vat_number", "external_id", "nace", "activity", "founded",
    "business_permit", "street", "postcode", "city", "commune", "country", "website", "language", "visibility", "team",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What one file says in a field, and since when (None: the history does not know)."""

    company_id: int
    text: str
    since: datetime | None
    raw: Any = None


@dataclass(frozen=True)
class Choice:
    """A field in both files; `proposed` is the id of the company whose value is proposed."""

    name: str  # as `absorb` takes it
    label: str
    first: Said
    second: Said
    proposed: int

    @property
    def differs(self) -> bool:
        return bool(self.first.raw != self.second.raw)

    @property
    def both(self) -> tuple[Said, Said]:
        return self.first, self.second


def companies_of_pair(pks: Iterable[int], *, for_user: User) -> list[Company]:
    """Return companies by id in the order of `pks`, merged ones too; Company.DoesNotExist, PermissionDenied. Two queries."""
    rows = Company.objects.select_related("nace", "commune", "team", "created_by").prefetch_related(
        "clusters"
    )
    wanted = list(pks)
    found = {each.pk: each for each in rows.filter(pk__in=wanted)}
    if len(found) < len(set(wanted)):
        raise Company.DoesNotExist
    for each in found.values():
        check_can_view_company(for_user, each)
    return [found[pk] for pk in wanted]


def choices(first: Company, second: Company) -> list[Choice]:
    """Return every field that either file says something in. Filled goes before empty, then the newer value, then the first's.

    Three queries at most.
    """
    since = {each.pk: _since(each) for each in (first, second)}
    found = []
    for name in IDENTITY:
        of: Any = Company._meta.get_field(name)
        label = str(of.verbose_name)
        both = [_said(each, of, since[each.pk].get(of.attname)) for each in (first, second)]
        if any(each.text for each in both):
            found.append(_choice(name, label[:1].upper() + label[1:], both))
    for field in custom_fields(RecordType.COMPANY):
        name = f"custom.{field.name}"
        raws = [each.custom.get(field.name) for each in (first, second)]
        both = [
            Said(each.pk, str(shown(field, raw)), since[each.pk].get(name), raw)
            for each, raw in zip((first, second), raws, strict=True)
        ]
        if any(each.text for each in both):
            found.append(_choice(name, str(field), both))
    return found


def _said(company: Company, of: Any, since: datetime | None) -> Said:
    raw = getattr(company, of.attname)
    text = str(getattr(company, of.name) or "") if of.is_relation else in_words(of, raw)
    if of.name == "country":
        text = str(Locale((get_language() or "en")[:2]).territories.get(raw, raw))
    return Said(company.pk, text, since, raw)


def _choice(name: str, label: str, both: list[Said]) -> Choice:
    first, second = both
    proposed = first.company_id
    if second.text and (not first.text or (_newer(second, first) and second.raw != first.raw)):
        proposed = second.company_id
    if name == "visibility" and second.raw != "everyone" and first.raw == "everyone":
        proposed = second.company_id  # who was not shown the one does not see it by the other
    if name == "visibility" and first.raw != "everyone":
        proposed = first.company_id if second.raw != "team" else second.company_id
    return Choice(name, label, first, second, proposed)


def _newer(one: Said, other: Said) -> bool:
    """Whether a value was written on a later day; two files opened on one day say nothing of which is right."""
    return one.since is not None and (other.since is None or local_date(one.since) > local_date(other.since))


def _since(company: Company) -> dict[str, datetime]:
    """Return since when each column, and each custom field, says what it says now: from the history. One query."""
    events: Any = Company.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    found: dict[str, datetime] = {}
    before: dict[str, Any] = {}
    for event in events.objects.filter(pgh_obj_id=company.pk).order_by("pgh_id").values():
        now = {
            name: value for name, value in event.items() if not name.startswith("pgh_") and name != "custom"
        }
        now |= {f"custom.{name}": value for name, value in (event["custom"] or {}).items()}
        for name in now.keys() | before.keys():
            if now.get(name) != before.get(name):
                found[name] = event["pgh_created_at"]
        before = now
    return found


def weight_of(companies: Iterable[Company]) -> dict[int, int]:
    """Return how many contacts, people and years of figures hang on each company, by id. One query."""
    rows = Company.objects.filter(pk__in=[each.pk for each in companies]).order_by()
    counted = rows.annotate(
        n=Count("contacts", distinct=True) + Count("people", distinct=True) + Count("figures", distinct=True)
    )
    return dict(counted.values_list("pk", "n"))
