"""Whose are the addresses of a mail: who on file has them, and of which companies are their domains?"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, Q, QuerySet, TextField
from django.db.models.functions import Lower

from grappe.apps.companies.models import Company, Person
from grappe.apps.companies.queries.policy import looked_after, visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 100


def seen_by_any(users: Collection[User]) -> Q:
    """Which companies at least one of these people sees, as a condition on Company; nobody sees none."""
    found = Q(pk__in=[])
    for user in users:
        condition = visible(user)
        if not condition:
            return Q()
        found |= condition
    return found


def seen_of(keys: Collection[int], allowed: Q) -> list[int]:
    """Return which of some companies a condition allows."""
    return sorted(Company.objects.filter(allowed, pk__in=keys).order_by().values_list("pk", flat=True))


def cared_for(user: User) -> QuerySet[Company, Any]:
    """Return the keys of the companies that somebody looks after, to be asked within another query."""
    return Company.objects.filter(looked_after(user)).order_by().values("pk")


def people_with(emails: Collection[str], allowed: Q, *, left: bool = False) -> list[Person]:
    """Return who is on file under some addresses (small letters) and is there still, or has left; with their companies."""
    if not emails:
        return []
    found = Person.objects.annotate(plain=Lower("email")).filter(
        plain__in=list(emails), left_on__isnull=not left
    )
    if allowed:
        found = found.filter(company__in=Company.objects.filter(allowed).order_by().values("pk"))
    return list(found.select_related("company").order_by("pk")[:MOST])


def namesakes(names: Collection[str], allowed: Q) -> list[Person]:
    """Return who on file is called as one of these, whatever the case; with their companies."""
    if not names:
        return []
    found = Person.objects.filter(name__in=list(names), left_on=None)
    if allowed:
        found = found.filter(company__in=Company.objects.filter(allowed).order_by().values("pk"))
    return list(found.select_related("company").order_by("pk")[:MOST])


def companies_at(domains: Collection[str], allowed: Q) -> list[tuple[Company, str]]:
    """Return the companies of these domains, by their pages or the addresses of their people, each with its domain."""
    if not domains:
        return []
    wanted = list(domains)
    people = Person.objects.annotate(
        at=Func(F("email"), function="companies_mail_domain", output_field=TextField())
    )
    of_people = dict(people.filter(at__in=wanted).order_by("-pk").values_list("company_id", "at")[:MOST])
    found = Company.objects.annotate(
        at=Func(F("website"), function="companies_site_domain", output_field=TextField())
    )
    found = found.filter(allowed, Q(at__in=wanted) | Q(pk__in=list(of_people)), archived_at=None)
    return [(each, of_people.get(each.pk) or each.at) for each in found.order_by("sort_name", "pk")[:MOST]]
