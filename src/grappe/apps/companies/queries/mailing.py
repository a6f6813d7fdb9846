"""Which companies does a mailing mean, who of them could be written to, and whom have we met?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from grappe.apps.companies.enums import ContactState
from grappe.apps.companies.models import Company, Contact, Person, YearFigures
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.policy import looked_after, visible
from grappe.engines.eligibility.sizes import possible_sizes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody on file at a company, with what a mailing needs to know."""

    company_id: int
    person_id: int
    name: str
    email: str  # in lower case, without blanks; "" where there is none
    language: str
    is_head: bool
    has_left: bool


def companies_in_reach(
    *,
    for_user: User,
    clusters: Collection[str] = (),
    canton: str = "",
    commune: int | None = None,
    section: str = "",
    among: Any = None,
) -> QuerySet[Company]:
    """Return the companies of a segment that somebody may write to: all for administrators, else those they look after.

    Archived companies are among them, so that a mailing can say that they were left out. `among` is a collection or
    query of company ids. In order of their names.
    """
    check_can_view_companies(for_user)
    found = Company.objects.filter(looked_after(for_user))
    if clusters:
        found = found.filter(pk__in=_in_clusters(cluster__slug__in=list(clusters)))
    if canton:
        found = found.filter(commune__canton=canton)
    if commune:
        found = found.filter(commune_id=commune)
    if section:
        found = found.filter(nace__section=section)
    if among is not None:
        found = found.filter(pk__in=among)
    return found.order_by("sort_name", "pk")


def companies_to_ask(*, for_user: User, clusters: Collection[str] = ()) -> QuerySet[Company]:
    """Return the companies that a survey of the whole initiative may ask: none that is archived, in order of their names."""
    check_can_view_companies(for_user)
    found = Company.objects.filter(visible(for_user), archived_at__isnull=True)
    if clusters:
        found = found.filter(pk__in=_in_clusters(cluster__slug__in=list(clusters)))
    return found.order_by("sort_name", "pk")


def _in_clusters(**which: Any) -> Any:
    return Company.clusters.through.objects.filter(**which).values("company_id")


def of_size(found: QuerySet[Company], size: str, *, on: date) -> list[int]:
    """Return the ids of those companies that are of a size class by their latest closed year before `on`, in order.

    Where figures are missing, a company counts only when what is known leaves no other class open; `unknown` are those
    of whom more than one is open.
    """
    return [pk for pk, found_size in sizes_of(found, on=on) if found_size == size]


def sizes_of(found: QuerySet[Company], *, on: date) -> list[tuple[int, str]]:
    """Return each company's id and size class by its latest closed year before `on`, in order; "unknown" as in `of_size`."""
    latest = YearFigures.objects.filter(company=OuterRef("pk"), year__lt=on.year).order_by("-year")
    names = ("headcount", "turnover_eur", "balance_sheet_eur")
    rows = found.annotate(**{f"latest_{name}": Subquery(latest.values(name)[:1]) for name in names})
    sizes = []
    for pk, *figures in rows.values_list("pk", *(f"latest_{name}" for name in names)):
        possible = possible_sizes(*(None if value is None else float(value) for value in figures))
        sizes.append((pk, next(iter(possible)) if len(possible) == 1 else "unknown"))
    return sizes


def people_in_reach(company_ids: Any) -> list[Reached]:
    """Return everybody on file at some companies, those who left too, heads first. One query.

    `company_ids` is a collection or a query of them.
    """
    rows = Person.objects.filter(company_id__in=company_ids).order_by("-is_head", "name", "pk")
    values = rows.values_list("company_id", "pk", "name", "email", "language", "is_head", "left_on")
    return [
        Reached(company, pk, name, email.strip().lower(), language, head, left is not None)
        for company, pk, name, email, language, head, left in values
    ]


def people_at(emails: Iterable[str]) -> list[Person]:
    """Return who is on file under some addresses, with their companies; those who left are not among them."""
    from django.db.models.functions import Lower

    wanted = {email.lower() for email in emails}
    found = Person.objects.annotate(plain_email=Lower("email")).filter(plain_email__in=wanted)
    return list(
        found.filter(left_on__isnull=True).select_related("company").order_by("company__sort_name", "pk")
    )


def companies_of(person_ids: Collection[int]) -> QuerySet[Any]:
    """Return the ids of the companies of some people, as a query."""
    return Person.objects.filter(pk__in=person_ids).order_by().values("company_id")


def last_met(person_ids: Collection[int], *, since: datetime) -> dict[int, date]:
    """Return the day of the last contact held with each person after a moment; nobody met, no key. One query."""
    held = Contact.objects.filter(people__in=person_ids, state=ContactState.HELD, starts_at__gte=since)
    rows = held.order_by().values_list("people").annotate(last=Max("starts_at"))
    zone = timezone.get_default_timezone()
    wanted = set(person_ids)
    return {person: moment.astimezone(zone).date() for person, moment in rows if person in wanted}
