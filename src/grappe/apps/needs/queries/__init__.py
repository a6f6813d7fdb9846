"""Which needs are there, where do they come from, and which wait for a decision?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.enums import Audience
from grappe.apps.companies.permissions import can_edit_company
from grappe.apps.needs.enums import OPEN_STATES, NeedState
from grappe.apps.needs.models import Need
from grappe.apps.needs.permissions import check_can_read_need, check_can_view_needs
from grappe.apps.needs.queries.texts import readable
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty or None is everything (`state` empty: those still open)."""

    theme: int | None = None
    cluster: int | None = None
    state: str = ""
    urgency: int | None = None
    company: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A need as a page shows it, with what its reader may do."""

    need: Need
    may_edit: bool


def detailed(for_user: User) -> QuerySet[Need]:
    """Return the needs that somebody reads, with all that a list or a page shows of them."""
    return _all().filter(readable(for_user))


def _all() -> QuerySet[Need]:
    needs = Need.objects.select_related(
        "company",
        "theme",
        "created_by",
        "decided_by",
        "contact",
        "finding__run__version__questionnaire",
    )
    return needs.defer("finding__run__version__content").prefetch_related("company__clusters")


@dataclass(frozen=True, slots=True)
class CountedNeed:
    """A need as it is counted."""

    company: int
    theme: str  # slug
    urgency: int
    state: str


def needs_counted(
    company_ids: Any, *, for_user: User, since: date | None = None, until: date | None = None
) -> list[CountedNeed]:
    """Return the needs of some companies (ids or a query of them) noted from a day to another, both included."""
    check_can_view_needs(for_user)
    found = Need.objects.filter(company__in=company_ids).order_by("pk")
    if since:
        found = found.filter(created_at__date__gte=since)
    if until:
        found = found.filter(created_at__date__lte=until)
    rows = found.values_list("company_id", "theme__slug", "urgency", "state")
    return [CountedNeed(*row) for row in rows]


def need_for(pk: int, *, for_user: User) -> Need:
    """Return one need with its company. Raises `Need.DoesNotExist`, PermissionDenied."""
    check_can_view_needs(for_user)
    need = _all().get(pk=pk)
    check_can_read_need(for_user, need)
    return need


def needs(*, for_user: User, filters: Filters | None = None) -> QuerySet[Need]:
    """Return the needs that a filter leaves, the most urgent first; archived companies only when asked for one."""
    check_can_view_needs(for_user)
    wanted = filters or Filters()
    found = detailed(for_user)
    if wanted.state != "all":
        found = found.filter(state__in=[wanted.state] if wanted.state else OPEN_STATES)
    if wanted.theme is not None:
        found = found.filter(theme_id=wanted.theme)
    if wanted.urgency is not None:
        found = found.filter(urgency=wanted.urgency)
    if wanted.cluster is not None:
        found = found.filter(_in_clusters([wanted.cluster]))
    if wanted.company is not None:
        found = found.filter(company_id=wanted.company)
    else:
        found = found.filter(company__archived_at__isnull=True)
    return found.order_by("-urgency", "-created_at", "-pk")


def needs_of(company_id: int, *, for_user: User) -> QuerySet[Need]:
    """Return a company's needs, the open and urgent ones first."""
    check_can_view_needs(for_user)
    return detailed(for_user).filter(company_id=company_id).order_by("-urgency", "-created_at", "-pk")


def companies_with_open_need(theme: str) -> QuerySet[Need]:
    """Return a query of the ids of the companies that have an open need of a theme (its slug)."""
    found = Need.objects.filter(state__in=OPEN_STATES, theme__slug=theme)
    return found.order_by().values("company_id")  # type: ignore[return-value]  # one column


def needs_waiting(*, for_user: User) -> QuerySet[Need]:
    """Return the proposed needs that wait for a decision: a cluster manager gets those of their own clusters.

    Everybody else, who looks after or looks at the whole initiative, gets all.
    """
    check_can_view_needs(for_user)
    waiting = detailed(for_user).filter(state=NeedState.PROPOSED, company__archived_at__isnull=True)
    if for_user.is_manager:
        waiting = waiting.filter(_in_clusters(cluster_ids_of(for_user)))
    return waiting.order_by("-urgency", "-created_at", "-pk")


def search(text: str, *, for_user: User, limit: int = 10) -> list[Need]:
    """Return the needs whose title or description holds every word, accents aside; the open ones first."""
    check_can_view_needs(for_user)
    found = detailed(for_user)
    for word in text.replace("\x00", " ").split()[:8]:
        found = found.filter(Q(title__unaccent__icontains=word) | Q(description__unaccent__icontains=word))
    is_open = Case(When(state__in=OPEN_STATES, then=Value(0)), default=Value(1))
    return list(found.order_by(is_open, "-created_at", "-pk")[:limit])


def needs_of_run(run_id: int, *, for_user: User) -> list[Need]:
    """Return the needs that a diagnostic proposed, in the order of their urgency."""
    check_can_view_needs(for_user)
    return list(detailed(for_user).filter(finding__run_id=run_id).order_by("-urgency", "pk"))


def confirmed_titles(company_id: int) -> list[str]:
    """Return the titles of a company's confirmed needs, the most urgent first; of those made in confidence none.

    For that company's own people only, who have no account: whoever calls has made sure whom they speak to. What its
    owner said in confidence is not for everybody there.
    """
    found = Need.objects.filter(company_id=company_id, state=NeedState.CONFIRMED)
    found = found.filter(Q(contact=None) | Q(contact__audience=Audience.EVERYONE))
    return list(found.order_by("-urgency", "-created_at", "-pk").values_list("title", flat=True))


def need_of_mark(mark_id: int, *, for_user: User) -> Need | None:
    """Return the need that was made from a passage of a contact's notes, None where there is none."""
    check_can_view_needs(for_user)
    return detailed(for_user).filter(mark_id=mark_id).first()


def closed(found: Iterable[Need | None], *, for_user: User) -> set[int]:
    """Return which of some needs somebody may not read, by id: pages that link one say "In confidence" there.

    One query at most, and none where no need was marked in notes or is of a company that not everybody sees.
    """
    known = [need for need in found if need is not None]
    everybody = for_user.sees_all
    marked = {each.pk for each in known if each.contact_id or not everybody or each.company.is_restricted}
    if not marked:
        return set()
    open_ids = Need.objects.filter(readable(for_user), pk__in=marked).order_by().values_list("pk", flat=True)
    return marked - set(open_ids)


def shown(found: list[Need], *, for_user: User) -> list[Shown]:
    """Return needs that this user reads with what they may do with each; no further query."""
    return [Shown(need, can_edit_company(for_user, need.company)) for need in found]


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Need.objects.filter(company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return a company's needs as entries of its timeline, latest first."""
    found = needs_of(company_id, for_user=for_user)
    if before is not None:
        found = found.filter(created_at__lt=before)
    return [_entry(need) for need in found.order_by("-created_at", "-pk")[:limit]]


def _entry(need: Need) -> Entry:
    return Entry(
        at=need.created_at,
        key=f"need-{need.pk}",
        icon="bulb",
        label=_("Need"),
        title=need.title,
        text=need.description[:300],
        url=reverse("needs:detail", args=[need.pk]),
        by=need.created_by.name if need.created_by else "",
        badges=(need.get_state_display(), str(need.theme)),
    )


def _in_clusters(cluster_ids: Any) -> Exists:
    # A company may be in several clusters: a join would show its needs several times.
    links = Need._meta.get_field("company").related_model.clusters.through  # type: ignore[attr-defined]
    return Exists(links.objects.filter(company_id=OuterRef("company_id"), cluster_id__in=list(cluster_ids)))
