"""What is compared of people to find those who stand twice, within a company or in two (engines.linkage)?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from grappe.apps.companies.models import Person
from grappe.apps.companies.queries.linking import Compared, Near, digest
from grappe.engines.linkage import PERSON, compare

COLUMNS = ("name", "email", "phone", "function", "company_id", "company")
TOLD = COLUMNS[:-1]  # a company that is called anew is the same
AMONG = 2_000  # as if there were at least so many: of a few who share a switchboard nobody is twice
NEAR = 200  # people that one is compared with
# Boxes that many read: they say of two people no more than that they work in one house.
SHARED_BOXES = frozenset((
    "accueil", "accounting", "accounts", "admin", "administration", "buchhaltung", "buero", "comptabilite", "compta",
    "contact", "contacts", "direction", "finance", "hello", "hr", "info", "infos", "invoice", "jobs", "kontakt",
    "mail", "marketing", "office", "post", "rechnung", "reception", "rh", "sales", "sav", "secretariat",
    "sekretariat", "service", "support", "team", "ventes", "vertrieb", "welcome",
))  # fmt: skip


def compared_people() -> Compared:
    """Return what is compared of all people, by id. For machines: no person asks. Read row by row, kept as columns.

    Left out are those of merged files (there are none after a merge) and names with a figure in them: nobody's, of who is erased.
    """
    found = Compared([], {name: [] for name in COLUMNS}, TOLD)
    for person in _asked(Person.objects.order_by("pk")).iterator(5_000):
        found.ids.append(person.pk)
        for name, value in _record(person).items():
            found.columns[name].append(value)
    return found


def _asked(rows: QuerySet[Person]) -> QuerySet[Person]:
    rows = rows.select_related("company").filter(company__merged_into__isnull=True).exclude(name__regex=r"\d")
    return rows.only("name", "email", "phone", "function", "company__name")


def _record(person: Person) -> dict[str, str]:
    email = person.email if person.email.split("@")[0].casefold() not in SHARED_BOXES else ""
    return {
        "name": person.name, "email": email, "phone": person.phone, "function": person.function,
        "company_id": str(person.company_id), "company": person.company.name,
    }  # fmt: skip


def people_changed_since(moment: datetime) -> list[int]:
    """Return the people of whom something was written since. For machines: no person asks."""
    events: Any = Person.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    rows = events.objects.filter(pgh_created_at__gte=moment).order_by().values_list("pgh_obj_id", flat=True)
    return sorted(set(rows))


def near_people(pks: Iterable[int], least: float) -> Iterator[tuple[int, Near]]:
    """Yield, for each of a few people, those who they may be, from a probability on. For machines: no person asks.

    One query a person, and two more; looked at are those of the same company, address, phone or name.
    """
    population = max(Person.objects.count(), AMONG)
    for person in _asked(Person.objects.filter(pk__in=list(pks))):
        others = list(_asked(_beside(person))[:NEAR])
        record, records = _record(person), [_record(each) for each in others]
        for link, other, said in zip(
            compare(PERSON, record, records, population), others, records, strict=True
        ):
            if link.probability >= least:
                yield person.pk, Near(other.pk, link, (digest(record, TOLD), digest(said, TOLD)))


def _beside(person: Person) -> QuerySet[Person]:
    """Return whom somebody is compared with: each condition walks an index (`iexact` asks upper(name))."""
    asked = Q(company_id=person.company_id) | Q(name__iexact=person.name)
    if _record(person)["email"]:
        asked |= Q(Exact(Lower("email"), person.email.lower()))
    if person.phone:
        asked |= Q(phone=person.phone)
    return Person.objects.filter(asked).exclude(pk=person.pk).order_by("pk")


def people_of(company_id: int, most: int = 500) -> Sequence[int]:
    """Return the keys of a company's people. For machines: no person asks."""
    return list(
        Person.objects.filter(company_id=company_id).order_by("pk").values_list("pk", flat=True)[:most]
    )
