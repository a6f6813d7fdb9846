"""Which files may be one company, which entries one person, and what is said of a pair?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from grappe.apps.companies import queries as companies
from grappe.apps.companies.queries.linking import SURE
from grappe.apps.companies.queries.merging import (
    Choice,
    choices,
    choices_of_people,
    companies_of_pair,
    people_of_pair,
    weight_of,
    weight_of_people,
)
from grappe.apps.companies.queries.policy import looked_after_by
from grappe.apps.duplicates.enums import PairKind, PairState
from grappe.apps.duplicates.models import Candidate, PersonCandidate, Run, Thresholds
from grappe.apps.duplicates.permissions import (
    can_merge,
    can_view_pairs,
    check_can_set_thresholds,
    check_can_view_pair,
    check_can_view_pairs,
)
from grappe.engines.kernel import Text
from grappe.ui.pages import Page, beyond, counted, page_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
SHOW_FROM = 0.5


@dataclass(frozen=True)
class Filters:
    """Which pairs are asked for."""

    state: str = PairState.OPEN
    cluster: str = ""  # a slug
    least: float = 0.0
    kind: str = PairKind.COMPANY


@dataclass(frozen=True)
class Sort:
    """How pairs of a kind are read: their table, the way to both companies, the start of their addresses."""

    kind: str
    model: Any
    of: str  # what leads to the company of either, "" where it is the company itself
    address: str
    joined: tuple[str, ...]
    fetched: tuple[str, ...]

    def company(self, side: str) -> str:
        return f"{side}__{self.of}" if self.of else side


SORTS = {
    PairKind.COMPANY: Sort(
        PairKind.COMPANY, Candidate, "", "", ("first", "second"), ("first__clusters", "second__clusters")
    ),
    PairKind.PERSON: Sort(
        PairKind.PERSON, PersonCandidate, "company", "person_", ("first__company", "second__company"),
        ("first__company__clusters", "second__company__clusters"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A pair as the list shows it."""

    candidate: Any  # a Candidate or a PersonCandidate
    for_it: tuple[str, ...]
    against: tuple[str, ...]
    may_decide: bool
    kind: str = PairKind.COMPANY

    @property
    def pk(self) -> int:
        return int(self.candidate.pk)

    @property
    def address(self) -> str:
        return _address(self.kind, "pair", self.candidate.first_id, self.candidate.second_id)

    @property
    def apart_address(self) -> str:
        return _address(self.kind, "apart", self.pk)

    @property
    def reopen_address(self) -> str:
        return _address(self.kind, "reopen", self.pk)

    @property
    def percent(self) -> int:
        """The probability in percent; never 100, since nobody has looked yet."""
        return percent(self.candidate.probability)


def _address(kind: str, name: str, *keys: int) -> str:
    return reverse(f"duplicates:{SORTS[PairKind(kind)].address}{name}", args=keys)


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


def sure_from() -> float:
    """Return from which probability a pair is as good as sure (HOOKS["companies.sure_from"]). One query. For machines."""
    found = thresholds()
    return found.merge_from if found is not None and found.merge_from is not None else SURE


def _sort(kind: str) -> Sort:
    return SORTS[PairKind(kind)]


def _visible(kind: str, for_user: User) -> QuerySet[Any]:
    """The pairs of which somebody sees both companies, as `permissions.can_view_pair` says of one."""
    check_can_view_pairs(for_user)
    of = _sort(kind)
    both = [companies.of_visible(for_user, of.company(side)) for side in ("first", "second")]
    return (
        of.model.objects.filter(*both).select_related(*of.joined, "decided_by").prefetch_related(*of.fetched)
    )


def _open(kind: str, least: float | None = None) -> Q:
    """Which pairs wait for somebody: those shown (from `least`, else as it is set), of files that go on."""
    of = _sort(kind)
    asked = Q(state=PairState.OPEN, probability__gte=shown_from() if least is None else least)
    for side in ("first", "second"):
        asked &= Q(**{f"{of.company(side)}__merged_into__isnull": True})
    return asked


def _filtered(filters: Filters, for_user: User) -> QuerySet[Any]:
    of = _sort(filters.kind)
    rows = _visible(filters.kind, for_user).filter(state=filters.state, probability__gte=filters.least)
    if filters.state == PairState.OPEN:
        rows = rows.filter(_open(filters.kind))
    if filters.cluster:
        inside = companies.companies(for_user=for_user).filter(clusters__slug=filters.cluster)
        keys = inside.order_by().values("pk")
        rows = rows.filter(
            Q(**{f"{of.company('first')}__in": keys}) | Q(**{f"{of.company('second')}__in": keys})
        )
    return rows


def waiting(*, for_user: User) -> dict[str, int]:
    """Return how many pairs of each kind wait for somebody who may decide on them. Three queries; none for others."""
    if not can_view_pairs(for_user):
        return dict.fromkeys(PairKind.values, 0)
    found, least = {}, shown_from()
    for kind in PairKind.values:
        of = _sort(kind)
        rows = of.model.objects.filter(_open(kind, least))
        for side in ("first", "second"):
            rows = rows.filter(looked_after_by(for_user, of.company(side)))
        found[str(kind)] = rows.order_by().count()
    return found


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
    return page.each(lambda each: pair_of(each, for_user, filters.kind))


def pair_of(candidate: Any, for_user: User, kind: str = PairKind.COMPANY) -> Pair:
    """Return a pair with its reasons in the page's language."""
    language = get_language() or "en"
    texts = [(Text.of(each["text"]).in_language(language), each["weight"]) for each in candidate.reasons]
    return Pair(
        candidate,
        tuple(text for text, weight in texts if weight > 0),
        tuple(text for text, weight in reversed(texts) if weight < 0),
        can_merge(for_user, *_companies(kind, candidate.first, candidate.second)),
        kind,
    )


def _companies(kind: str, *both: Any) -> list[Any]:
    return [each.company if kind == PairKind.PERSON else each for each in both]


@dataclass(frozen=True)
class SideBySide:
    """Two files (or entries of people) field by field, and which goes on if nobody says otherwise."""

    first: Any
    second: Any
    choices: tuple[Choice, ...]
    weights: dict[int, int]
    candidate: Pair | None
    may_decide: bool
    kind: str = PairKind.COMPANY

    @property
    def both(self) -> tuple[Any, Any]:
        return self.first, self.second

    @property
    def of_people(self) -> bool:
        return self.kind == PairKind.PERSON

    @property
    def two_companies(self) -> bool:
        """Whether the two people are at two companies, of which one goes on."""
        return self.of_people and self.first.company_id != self.second.company_id

    @property
    def preview_address(self) -> str:
        return _address(self.kind, "preview", self.first.pk, self.second.pk)

    @property
    def merge_address(self) -> str:
        return _address(self.kind, "merge", self.first.pk, self.second.pk)

    @property
    def proposed(self) -> int:
        """The one that is in use (not in the archive, has not left), else that on which more hangs, else the older."""

        def rank(each: Any) -> tuple[bool, int, int]:
            over = each.left_on if self.of_people else each.archived_at
            return over is None, self.weights.get(each.pk, 0), -each.pk

        return int(max(self.both, key=rank).pk)

    @property
    def is_open(self) -> bool:
        return not any(each.is_merged for each in _companies(self.kind, *self.both))


def side_by_side(first: int, second: int, *, for_user: User, kind: str = PairKind.COMPANY) -> SideBySide:
    """Return two files, or entries of people, beside one another. Raises DoesNotExist, PermissionDenied."""
    check_can_view_pairs(for_user)
    of, keys = _sort(kind), sorted([first, second])
    one: Any
    two: Any
    if kind == PairKind.PERSON:
        one, two = people_of_pair(keys, for_user=for_user)
        told, weights = choices_of_people(one, two), weight_of_people([one, two])
    else:
        one, two = companies_of_pair(keys, for_user=for_user)
        told, weights = choices(one, two), weight_of([one, two])
    at = _companies(kind, one, two)
    check_can_view_pair(for_user, *at)
    known = of.model.objects.filter(first=one, second=two).select_related(*of.joined, "decided_by").first()
    return SideBySide(
        one, two, tuple(told), weights, pair_of(known, for_user, kind) if known is not None else None,
        can_merge(for_user, *at), kind,
    )  # fmt: skip


def next_of(candidate: Any, *, for_user: User, kind: str = PairKind.COMPANY) -> Pair | None:
    """Return the open pair that comes after this one in the list."""
    rows = _filtered(Filters(kind=kind), for_user).exclude(pk=candidate.pk)
    after = rows.filter(beyond("probability", candidate.probability, candidate.pk, rising=False))
    found = after.order_by("-probability", "-pk").first()
    return pair_of(found, for_user, kind) if found is not None else None


def candidate_for(pk: int, *, for_user: User, kind: str = PairKind.COMPANY) -> Any:
    """Return one pair; DoesNotExist, PermissionDenied."""
    check_can_view_pairs(for_user)
    of = _sort(kind)
    found = of.model.objects.select_related(*of.joined).prefetch_related(*of.fetched).get(pk=pk)
    check_can_view_pair(for_user, *_companies(kind, found.first, found.second))
    return found


def last_run() -> Run | None:
    """Return the latest search through all companies. One query."""
    return Run.objects.select_related("ordered_by").first()


def run_for(pk: int, *, for_user: User) -> Run:
    """Return one search through all companies; Run.DoesNotExist, PermissionDenied."""
    check_can_set_thresholds(for_user)
    return Run.objects.get(pk=pk)
