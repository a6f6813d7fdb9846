"""Which companies are to be contacted, and since when?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies import queries as companies
from grappe.apps.companies.enums import ContactState
from grappe.apps.roadmaps import permissions
from grappe.apps.roadmaps.models import FollowUp
from grappe.engines import planning
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


@dataclass(frozen=True, slots=True)
class DueContact:
    """A company to be contacted: since when it is due, how many days overdue, and why that day."""

    company: Company
    owner: str
    due_on: date
    overdue_days: int
    reason: str
    last_contact: date | None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A company not spoken with for long; `last_contact` None: never."""

    company: Company
    last_contact: date | None


@dataclass(frozen=True, slots=True)
class FollowUpState:
    """How often we speak with a company, and when next."""

    follow_up: FollowUp
    next: planning.FollowUp
    reason: str
    last_contact: date | None
    planned_on: date | None


def follow_ups_due(*, for_user: User, today: date, language: str = "en") -> list[DueContact]:
    """Return the companies whose next contact is due and not planned yet, the longest overdue first.

    A cluster manager gets those of their own clusters and those they follow by name; everybody else all.
    """
    found = _dated(today, _visible(for_user).filter(company__archived_at__isnull=True))
    if for_user.is_manager:
        found = found.filter(Q(company__in=_of_clusters(for_user)) | Q(owner=for_user))
    due = []
    for state in _states(found, today, language):
        if state.next.is_due and state.planned_on is None:
            due.append(
                DueContact(
                    company=state.follow_up.company,
                    owner=state.follow_up.owner.name if state.follow_up.owner else "",
                    due_on=state.next.due_on,
                    overdue_days=state.next.overdue_days,
                    reason=state.reason,
                    last_contact=state.last_contact,
                    owner_id=state.follow_up.owner_id,
                )
            )
    return sorted(due, key=lambda each: (each.due_on, each.company.name, each.company.pk))


def follow_up_of(
    company_id: int, *, for_user: User, today: date, language: str = "en"
) -> FollowUpState | None:
    """Return how often we speak with a company and when next; None when no cadence is set."""
    row = _visible(for_user).filter(company=company_id).select_related(None).select_related("owner")
    row = row.only("every", "unit", "since", "paused_until", "company_id", "owner__name", "owner__email")
    found = _dated(today, row).order_by()  # there is one
    return next(iter(_states(found, today, language)), None)


def not_contacted(*, for_user: User, today: date, months: int, limit: int = 500) -> list[Quiet]:
    """Return the companies without a contact held for so many months, the longest quiet first, at most `limit`.

    A company never contacted counts from the day it was put on file, the oldest file first. Left out: the archived, those whose
    follow-up is paused, and those with a contact planned. A cluster manager gets those of their own clusters.
    """
    since = timezone.make_aware(datetime.combine(planning.add_months(today, -months), time.min))
    found = companies.companies(for_user=for_user).filter(archived_at=None, created_at__lt=since)
    if for_user.is_manager:
        found = found.filter(companies.is_in_clusters(cluster_ids_of(for_user)))
    found = found.exclude(follow_up__paused_until__gt=today).exclude(companies.has_planned(today))
    plain = (
        found.select_related(None)
        .select_related("latest")
        .prefetch_related(None)
        .only("name", "brand", "latest__last_held_at")
    )
    # Two walks of one index that end with the page; one order over both would sort every company that is quiet.
    never = list(plain.filter(latest__last_held_at=None).order_by("pk")[:limit])
    quiet = plain.filter(latest__last_held_at__lt=since).order_by("latest__last_held_at", "pk")
    held = list(quiet[: limit - len(never)])
    return [Quiet(company, None) for company in never] + [
        Quiet(company, moments.local_date(company.latest.last_held_at))
        for company in held
        if company.latest.last_held_at is not None
    ]


def _visible(for_user: User) -> QuerySet[FollowUp]:
    permissions.check_can_view_roadmaps(for_user)
    return FollowUp.objects.filter(companies.of_visible(for_user)).select_related("company", "owner")


def _of_clusters(user: User) -> QuerySet:
    through = FollowUp.objects.filter(company__clusters__in=cluster_ids_of(user))
    return through.values("company")


def _dated(today: date, found: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Add the last contact held, the day agreed in it, and the next one planned."""
    held = Q(company__contacts__state=ContactState.HELD)
    planned = Q(company__contacts__state=ContactState.PLANNED)
    return found.annotate(
        last_contact=Max(TruncDate("company__contacts__starts_at"), filter=held),
        agreed=ArrayAgg(
            "company__contacts__next_contact_on",
            filter=held,
            order_by="-company__contacts__starts_at",
            default=[],
        ),
        planned_on=Min(
            TruncDate("company__contacts__starts_at"),
            filter=planned & Q(company__contacts__starts_at__date__gte=today),
        ),
    ).order_by("company__name", "company_id")


def _states(found: Iterable[FollowUp], today: date, language: str) -> Iterable[FollowUpState]:
    for each in found:
        last, agreed = each.last_contact, each.agreed  # type: ignore[attr-defined]  # annotated in _dated
        state = planning.follow_up(
            planning.Cadence(each.every, planning.Unit(each.unit)),
            last_contact=last,
            followed_since=each.since,
            today=today,
            agreed_on=agreed[0] if agreed else None,
            paused_until=each.paused_until,
        )
        yield FollowUpState(
            follow_up=each,
            next=state,
            reason=state.reason.text.in_language(language),
            last_contact=last,
            planned_on=each.planned_on,  # type: ignore[attr-defined]
        )
