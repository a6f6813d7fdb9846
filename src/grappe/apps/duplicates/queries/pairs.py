"""Which files may be one company, and what is said of a pair?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from grappe.apps.companies import queries as companies
from grappe.apps.companies.queries.merging import Choice, choices, companies_of_pair, weight_of
from grappe.apps.duplicates.enums import PairState
from grappe.apps.duplicates.models import Candidate, Run, Thresholds
from grappe.apps.duplicates.permissions import (
    can_merge,
    check_can_set_thresholds,
    check_can_view_pair,
    check_can_view_pairs,
)
from grappe.engines.kernel import Text
from grappe.ui.pages import Page, beyond, counted, page_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

PAGE = 25
SHOW_FROM = 0.5


@dataclass(frozen=True)
class Filters:
    """Which pairs are asked for."""

    state: str = PairState.OPEN
    cluster: str = ""  # a slug
    least: float = 0.0


@dataclass(frozen=True)
class Pair:
    """A pair as the list shows it."""

    candidate: Candidate
    for_it: tuple[str, ...]
    against: tuple[str, ...]
    may_decide: bool

    @property
    def pk(self) -> int:
        return self.candidate.pk

    @property
    def percent(self) -> int:
        """The probability in percent; never 100, since nobody has looked yet."""
        return percent(self.candidate.probability)


def percent(probability: float) -> int:
    """Return a probability in whole percent, from 1 to 99."""
    return max(1, min(99, int(probability * 100)))


def thresholds() -> Thresholds | None:
    """Return what the team has set; None for what stands at the beginning. One query. For machines, too."""
    return Thresholds.objects.select_related("changed_by").first()


def shown_from() -> float:
    """Return from which probability pairs are shown. One query."""
    found = thresholds()
    return found.show_from if found is not None else SHOW_FROM


def _visible(for_user: User) -> QuerySet[Candidate]:
    """The pairs of which somebody sees both companies, as `permissions.can_view_pair` says of one."""
    check_can_view_pairs(for_user)
    both = companies.of_visible(for_user, "first"), companies.of_visible(for_user, "second")
    rows = Candidate.objects.filter(*both).select_related("first", "second", "decided_by")
    return rows.prefetch_related("first__clusters", "second__clusters")


def _filtered(filters: Filters, for_user: User) -> QuerySet[Candidate]:
    rows = _visible(for_user).filter(state=filters.state)
    least = filters.least
    if filters.state == PairState.OPEN:
        least = max(least, shown_from())
        rows = rows.filter(first__merged_into__isnull=True, second__merged_into__isnull=True)
    if filters.cluster:
        of = companies.companies(for_user=for_user).filter(clusters__slug=filters.cluster)
        inside = of.order_by().values("pk")
        rows = rows.filter(Q(first__in=inside) | Q(second__in=inside))
    return rows.filter(probability__gte=least)


def pairs(
    filters: Filters, *, for_user: User, after: int | None = None, before: int | None = None
) -> Page[Pair]:
    """Return a page of pairs, the likeliest first; seven queries at most."""
    found = _filtered(filters, for_user)
    mark = after if before is None else before
    place = list(found.filter(pk=mark).values_list("probability", flat=True)) if mark is not None else []
    backwards = before is not None and bool(place)
    rows = found.filter(beyond("probability", place[0], mark, rising=backwards)) if place else found
    order = ("probability", "pk") if backwards else ("-probability", "-pk")
    read = list(rows.order_by(*order)[: PAGE + 1])
    page = page_of(read, PAGE, backwards=backwards, placed=bool(place), count=counted(found))
    return page.each(lambda each: pair_of(each, for_user))


def pair_of(candidate: Candidate, for_user: User) -> Pair:
    """Return a pair with its reasons in the page's language."""
    language = get_language() or "en"
    texts = [(Text.of(each["text"]).in_language(language), each["weight"]) for each in candidate.reasons]
    return Pair(
        candidate,
        tuple(text for text, weight in texts if weight > 0),
        tuple(text for text, weight in reversed(texts) if weight < 0),
        can_merge(for_user, candidate.first, candidate.second),
    )


@dataclass(frozen=True)
class SideBySide:
    """Two files field by field, and which goes on if nobody says otherwise."""

    first: Company
    second: Company
    choices: tuple[Choice, ...]
    weights: dict[int, int]
    candidate: Pair | None
    may_decide: bool

    @property
    def both(self) -> tuple[Company, Company]:
        return self.first, self.second

    @property
    def proposed(self) -> int:
        """The file that is in use, else that on which more hangs, else the older."""

        def rank(company: Company) -> tuple[bool, int, int]:
            return company.archived_at is None, self.weights.get(company.pk, 0), -company.pk

        return max(self.both, key=rank).pk

    @property
    def is_open(self) -> bool:
        return not self.first.is_merged and not self.second.is_merged


def side_by_side(first: int, second: int, *, for_user: User) -> SideBySide:
    """Return two files beside one another. Raises Company.DoesNotExist, PermissionDenied."""
    check_can_view_pairs(for_user)
    one, two = companies_of_pair(sorted([first, second]), for_user=for_user)
    check_can_view_pair(for_user, one, two)
    known = (
        Candidate.objects.filter(first=one, second=two)
        .select_related("first", "second", "decided_by")
        .first()
    )
    return SideBySide(
        one, two, tuple(choices(one, two)), weight_of([one, two]),
        pair_of(known, for_user) if known is not None else None, can_merge(for_user, one, two),
    )  # fmt: skip


def next_of(candidate: Candidate, *, for_user: User) -> Candidate | None:
    """Return the open pair that comes after this one in the list."""
    rows = _filtered(Filters(), for_user).exclude(pk=candidate.pk)
    return rows.filter(beyond("probability", candidate.probability, candidate.pk, rising=False)).order_by(
        "-probability", "-pk"
    ).first()  # fmt: skip


def candidate_for(pk: int, *, for_user: User) -> Candidate:
    """Return one pair; Candidate.DoesNotExist, PermissionDenied."""
    check_can_view_pairs(for_user)
    rows = Candidate.objects.select_related("first", "second").prefetch_related(
        "first__clusters", "second__clusters"
    )
    found = rows.get(pk=pk)
    check_can_view_pair(for_user, found.first, found.second)
    return found


def last_run() -> Run | None:
    """Return the latest search through all companies. One query."""
    return Run.objects.select_related("ordered_by").first()


def run_for(pk: int, *, for_user: User) -> Run:
    """Return one search through all companies; Run.DoesNotExist, PermissionDenied."""
    check_can_set_thresholds(for_user)
    return Run.objects.get(pk=pk)
