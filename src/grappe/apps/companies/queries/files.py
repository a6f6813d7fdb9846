"""What stands in a company's file: identity, figures by year, people, owners and holdings?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.companies.models import Company, NaceCode, Ownership, Person
from grappe.apps.companies.permissions import (
    can_edit_company,
    check_can_view_companies,
    check_can_view_company,
)
from grappe.apps.companies.queries.figures import FiguresTable
from grappe.apps.companies.queries.policy import of_visible, visible
from grappe.apps.companies.queries.veils import veil
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields_of
from grappe.ui.custom_told import Told, told
from grappe.ui.errors import Moved

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def companies(*, for_user: User) -> QuerySet[Company]:
    """Return the companies somebody may see, with what a list shows of each: two queries in all."""
    check_can_view_companies(for_user)
    return _listed().filter(visible(for_user), merged_into__isnull=True)


def _listed() -> QuerySet[Company]:
    return Company.objects.select_related("nace", "commune").prefetch_related("clusters")


def company_for(pk: int, *, for_user: User) -> Company:
    """Return one company; `Company.DoesNotExist` where there is none, PermissionDenied where it is not for them. Two queries.

    Raises Moved, with the way to the file that goes on, for one that was merged.
    """
    found = _listed().select_related("created_by", "team").get(pk=pk)
    if found.merged_into_id is not None:
        _go_on(found, for_user)
    check_can_view_company(for_user, found)
    return found


def file_that_goes_on(pk: int) -> int:
    """Return the key of the file into which one was merged, or its own. For machines: no person asks."""
    into = Company.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    return pk if into is None else into


def _go_on(merged: Company, for_user: User) -> NoReturn:
    into = _listed().get(merged=merged)
    check_can_view_company(for_user, into)
    sentence = _("“%(name)s” and “%(into)s” are one company: their files were merged into this one.")
    raise Moved(sentence % {"name": merged.name, "into": into.name}, into.get_absolute_url())


@dataclass(frozen=True)
class Shares:
    """One side of a company's ownership and the sums of the shares that are known, in percent."""

    links: tuple[Ownership, ...]

    @property
    def capital_pct(self) -> Decimal:
        return sum((link.capital_pct for link in self.links if link.capital_pct is not None), Decimal(0))

    @property
    def votes_pct(self) -> Decimal:
        return sum((link.votes_pct for link in self.links if link.votes_pct is not None), Decimal(0))

    @property
    def too_much(self) -> bool:
        """Whether the owners of one company would together hold more than all of it."""
        return self.capital_pct > 100 or self.votes_pct > 100


@dataclass(frozen=True)
class CompanyFile:
    """All that this app knows of one company but its contacts, as the partial templates show it."""

    company: Company
    figures: FiguresTable
    people: tuple[Person, ...]  # those who are there, the head first
    former_people: tuple[Person, ...]
    owners: Shares
    holdings: Shares
    nace_section: NaceCode | None
    may_edit: bool
    custom: tuple[Told, ...] = ()  # what the company says in custom fields
    custom_of: Mapping[int, list[Told]] = field(default_factory=dict)  # and each person, by key


def company_file(pk: int, *, for_user: User) -> CompanyFile:
    """Return a company's file; `Company.DoesNotExist` where there is none.

    Eight queries whatever the company's history (and one more, once a request, for the user's own clusters).
    """
    return file_of(company_for(pk, for_user=for_user), for_user=for_user)


def file_of(company: Company, *, for_user: User) -> CompanyFile:
    """Return the file of a company that is at hand."""
    people = list(company.people.all())
    owners = tuple(company.owners.select_related("owner"))
    holdings = tuple(company.holdings.select_related("owned"))
    veil([*(link.owner for link in owners), *(link.owned for link in holdings)], for_user=for_user)
    section = NaceCode.objects.filter(code=company.nace.section).first() if company.nace else None
    asked = custom_fields_of(RecordType.COMPANY, RecordType.PERSON)
    return CompanyFile(
        company=company,
        figures=FiguresTable(tuple(company.figures.all())),
        people=tuple(person for person in people if person.left_on is None),
        former_people=tuple(person for person in people if person.left_on is not None),
        owners=Shares(owners),
        holdings=Shares(holdings),
        nace_section=section,
        may_edit=can_edit_company(for_user, company),
        custom=tuple(told(asked[RecordType.COMPANY], company.custom)),
        custom_of={person.pk: told(asked[RecordType.PERSON], person.custom) for person in people},
    )


def person_for(pk: int, *, for_user: User) -> Person:
    """Return one person with the company; `Person.DoesNotExist` where there is none."""
    found = Person.objects.select_related("company").prefetch_related("company__clusters").get(pk=pk)
    check_can_view_company(for_user, found.company)
    return found


def ownership_for(pk: int, *, for_user: User) -> Ownership:
    """Return one ownership link with both companies; `Ownership.DoesNotExist` where there is none."""
    links = Ownership.objects.select_related("owned", "owner").prefetch_related("owned__clusters")
    found = links.get(pk=pk)
    check_can_view_company(for_user, found.owned)
    return found


def search_people(text: str, *, for_user: User, limit: int = 10) -> list[Person]:
    """Return people at companies by words of their name, e-mail or function; those who left come last."""
    from grappe.apps.companies.queries.search import typed

    check_can_view_companies(for_user)
    words = typed(text).split()[:8]
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(name__plain__contains=word) | Q(email__icontains=word) | Q(function__plain__contains=word)
    found = Person.objects.select_related("company").filter(of_visible(for_user), wanted)
    return list(found.order_by(F("left_on").asc(nulls_first=True), "name", "pk")[:limit])
