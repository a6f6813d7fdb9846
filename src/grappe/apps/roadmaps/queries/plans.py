"""Which roadmaps are there, and which plan do a roadmap's rows make?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible
from grappe.apps.roadmaps import permissions
from grappe.apps.roadmaps.enums import AidState
from grappe.apps.roadmaps.models import AidRequest, Roadmap, Step
from grappe.engines import planning
from grappe.engines.kernel import Money

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

STATES = ("open", "late", "closed", "all")


def visible(for_user: User) -> QuerySet[Roadmap]:
    """Return the roadmaps somebody may see, with their companies and these companies' clusters."""
    permissions.check_can_view_roadmaps(for_user)
    return _detailed().filter(of_visible(for_user))


def _detailed() -> QuerySet[Roadmap]:
    return Roadmap.objects.select_related("company").prefetch_related("company__clusters")


def roadmaps(
    *, for_user: User, today: date, state: str = "open", mine: bool = False, text: str = ""
) -> QuerySet[Roadmap]:
    """Return the roadmaps in one state (open, late, closed, all), newest first.

    `mine`: of the companies in the user's own clusters, or with a step of their own. `text` is looked for in
    the roadmap's title and the company's names.
    """
    found = visible(for_user).filter(company__archived_at__isnull=True)
    if state == "open":
        found = found.filter(closed_on__isnull=True)
    elif state == "closed":
        found = found.filter(closed_on__isnull=False)
    elif state == "late":
        overdue = Step.objects.filter(roadmap=OuterRef("pk"), done_on__isnull=True, end__lt=today)
        found = found.filter(Exists(overdue), closed_on__isnull=True)
    if mine:
        own_step = Step.objects.filter(roadmap=OuterRef("pk"), owner=for_user)
        of_clusters = Roadmap.objects.filter(
            pk=OuterRef("pk"), company__clusters__in=cluster_ids_of(for_user)
        )
        found = found.filter(Exists(own_step) | Exists(of_clusters))
    if text:
        found = found.filter(
            Q(title__icontains=text) | Q(company__name__icontains=text) | Q(company__brand__icontains=text)
        )
    return found.order_by("-opened_on", "-id")


def roadmaps_of(company_id: int, *, for_user: User) -> QuerySet[Roadmap]:
    """Return a company's roadmaps, those still open first, then the newest."""
    return visible(for_user).filter(company=company_id).order_by("-closed_on", "-opened_on", "-id")


def roadmap_of(company_id: int, *, for_user: User, company: Company | None = None) -> Roadmap | None:
    """Return the roadmap a company is working on: the newest open one, else the one closed last.

    With the `company`, where it is at hand, it is not read again. One query; else two.
    """
    found = roadmaps_of(company_id, for_user=for_user)
    if company is None:
        return found.first()
    roadmap = found.select_related(None).prefetch_related(None).first()
    if roadmap is not None:
        roadmap.company = company
    return roadmap


def roadmap_for(pk: int, *, for_user: User) -> Roadmap:
    """Return one roadmap. Raises Roadmap.DoesNotExist, PermissionDenied."""
    permissions.check_can_view_roadmaps(for_user)
    found = _detailed().get(pk=pk)
    check_can_view_company(for_user, found.company)
    return found


def step_for(pk: int, *, for_user: User) -> Step:
    """Return one step with its roadmap. Raises Step.DoesNotExist, PermissionDenied."""
    permissions.check_can_view_roadmaps(for_user)
    steps = Step.objects.select_related("roadmap__company", "owner")
    found = steps.prefetch_related("roadmap__company__clusters").get(pk=pk)
    check_can_view_company(for_user, found.roadmap.company)
    return found


def aid_for(pk: int, *, for_user: User) -> AidRequest:
    """Return one aid with its roadmap. Raises AidRequest.DoesNotExist."""
    return (
        AidRequest.objects.filter(roadmap__in=visible(for_user))
        .select_related("roadmap__company", "programme", "step")
        .defer("programme__content")
        .prefetch_related("roadmap__company__clusters")
        .get(pk=pk)
    )


def steps_of(roadmaps: Iterable[Roadmap]) -> dict[int, list[Step]]:
    """Return the steps of some roadmaps by roadmap, in one query."""
    found: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(roadmap__in=list(roadmaps)).select_related("owner"):
        found[step.roadmap_id].append(step)
    return found


def aids_of(roadmaps: Iterable[Roadmap]) -> dict[int, list[AidRequest]]:
    """Return the aids of some roadmaps by roadmap, in one query."""
    found: dict[int, list[AidRequest]] = defaultdict(list)
    wanted = AidRequest.objects.filter(roadmap__in=list(roadmaps)).select_related("programme", "step")
    for aid in wanted.defer("programme__content"):
        found[aid.roadmap_id].append(aid)
    return found


def plans_of(roadmaps: Iterable[Roadmap]) -> dict[int, planning.Plan]:
    """Return the plan of each roadmap, in three queries however many there are."""
    wanted = list(roadmaps)
    steps, aids = steps_of(wanted), aids_of(wanted)
    awaited: dict[int, list[str]] = defaultdict(list)
    links = Step.depends_on.through.objects.filter(from_step__roadmap__in=wanted).order_by("id")
    for waiting, key in links.values_list("from_step_id", "to_step_id"):
        awaited[waiting].append(str(key))
    return {roadmap.pk: _plan(steps[roadmap.pk], aids[roadmap.pk], awaited) for roadmap in wanted}


def plan_of(roadmap: Roadmap) -> planning.Plan:
    """Return the plan that a roadmap's rows make, as they stand in the database now."""
    return plans_of([roadmap])[roadmap.pk]


def _plan(steps: list[Step], aids: list[AidRequest], awaited: dict[int, list[str]]) -> planning.Plan:
    by_step: dict[int | None, list[planning.Aid]] = defaultdict(list)
    known = {step.pk for step in steps}
    for aid in aids:
        by_step[aid.step_id if aid.step_id in known else None].append(_aid(aid))
    made = [
        planning.Step(
            id=str(step.pk),
            title=step.title,
            start=step.start,
            end=step.end,
            depends_on=tuple(awaited[step.pk]),
            started_on=step.started_on,
            done_on=step.done_on,
            owner=step.owner.name if step.owner else step.owner_name,
            cost=_money(step.cost_eur),
            expected_aid=_money(step.expected_aid_eur),
            aids=tuple(by_step[step.pk]),
            obstacle=step.obstacle,
        )
        for step in steps
    ]
    return planning.Plan(tuple(made), other_aids=tuple(by_step[None]))


def _aid(aid: AidRequest) -> planning.Aid:
    state = planning.AidState.EXPECTED if aid.state == AidState.PLANNED else planning.AidState(aid.state)
    return planning.Aid(
        state=state,
        requested=_money(aid.requested_eur),
        obtained=_money(aid.obtained_eur),
        paid=_money(aid.paid_eur),
    )


def _money(amount: Decimal | None) -> Money | None:
    return None if amount is None else Money.eur(amount)
