"""Field by field: what do two files of one company say, since when, and whose value is proposed?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.db.models import Count
from django.utils.translation import get_language

from grappe.apps.companies.models import Company, Person
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries.history import in_words, label_of
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.custom import shown
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

Thing = Company | Person
# What a file says of a company beside its custom fields (`operations.companies.FIELDS`).
IDENTITY = (
    "name", "brand", "legal_form", "rcs_number", "vat_number", "external_id", "nace", "activity", "founded",
    "business_permit", "street", "postcode", "city", "commune", "country", "website", "language", "visibility", "team",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What one file says in a field, and since when (None: the history does not know)."""

    key: int  # of the company, or of the person
    text: str
    since: datetime | None
    raw: Any = None


@dataclass(frozen=True)
class Choice:
    """A field in both rows; `proposed` is the id of the one whose value is proposed."""

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
    """Return every field that either file says something in, as `choices_of` does. Three queries at most."""
    return choices_of(first, second, IDENTITY, RecordType.COMPANY)


def choices_of(first: Thing, second: Thing, names: Iterable[str], record: RecordType) -> list[Choice]:
    """Return every field that either row says something in. Filled goes before empty, then the newer value, then the first's.

    Three queries at most.
    """
    since = {each.pk: _since(each) for each in (first, second)}
    found = []
    for name in names:
        of: Any = first._meta.get_field(name)
        both = [_said(each, of, since[each.pk].get(of.attname)) for each in (first, second)]
        if any(each.text for each in both):
            found.append(_choice(name, label_of(of), both))
    for field in custom_fields(record):
        name = f"custom.{field.name}"
        raws = [each.custom.get(field.name) for each in (first, second)]
        both = [
            Said(each.pk, str(shown(field, raw)), since[each.pk].get(name), raw)
            for each, raw in zip((first, second), raws, strict=True)
        ]
        if any(each.text for each in both):
            found.append(_choice(name, str(field), both))
    return found


def _said(company: Thing, of: Any, since: datetime | None) -> Said:
    raw = getattr(company, of.attname)
    text = str(getattr(company, of.name) or "") if of.is_relation else in_words(of, raw)
    if of.name == "country":
        text = str(Locale((get_language() or "en")[:2]).territories.get(raw, raw))
    return Said(company.pk, text, since, raw)


def _choice(name: str, label: str, both: list[Said]) -> Choice:
    first, second = both
    proposed = first.key
    if second.text and (not first.text or (_newer(second, first) and second.raw != first.raw)):
        proposed = second.key
    if name == "visibility" and second.raw != "everyone" and first.raw == "everyone":
        proposed = second.key  # who was not shown the one does not see it by the other
    if name == "visibility" and first.raw != "everyone":
        proposed = first.key if second.raw != "team" else second.key
    if name == "left_on" and bool(first.raw) != bool(second.raw):
        proposed = second.key if first.raw else first.key  # who is there has not left
    if name == "is_head":
        proposed = first.key if first.raw or not second.raw else second.key
    return Choice(name, label, first, second, proposed)


def _newer(one: Said, other: Said) -> bool:
    """Whether a value was written on a later day; two files opened on one day say nothing of which is right."""
    return one.since is not None and (other.since is None or local_date(one.since) > local_date(other.since))


def _since(company: Thing) -> dict[str, datetime]:
    """Return since when each column, and each custom field, says what it says now: from the history. One query."""
    tracked: Any = type(company)
    events = tracked.pgh_event_models["insert"]  # made by pghistory
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


# What is said of a person beside custom fields (`operations.people.FIELDS`), and at which company.
OF_PERSON = ("company", "name", "function", "email", "phone", "language", "is_head", "left_on")


def people_of_pair(pks: Iterable[int], *, for_user: User) -> list[Person]:
    """Return people by id in the order of `pks`; Person.DoesNotExist, PermissionDenied. Two queries."""
    rows = Person.objects.select_related("company").prefetch_related("company__clusters")
    wanted = list(pks)
    found = {each.pk: each for each in rows.filter(pk__in=wanted)}
    if len(found) < len(set(wanted)):
        raise Person.DoesNotExist
    for each in found.values():
        check_can_view_company(for_user, each.company)
    return [found[pk] for pk in wanted]


def choices_of_people(first: Person, second: Person) -> list[Choice]:
    """Return every field that is said of either person, and the company. Three queries at most."""
    return choices_of(first, second, OF_PERSON, RecordType.PERSON)


def weight_of_people(people: Iterable[Person]) -> dict[int, int]:
    """Return how many contacts each person took part in, by id. One query."""
    rows = Person.objects.filter(pk__in=[each.pk for each in people]).order_by()
    return dict(rows.annotate(n=Count("contacts")).values_list("pk", "n"))


def names_of_people(pks: Iterable[int]) -> dict[int, str]:
    """Return the names of people by id, for who was checked already. One query."""
    return dict(Person.objects.filter(pk__in=list(pks)).order_by().values_list("pk", "name"))
