"""What does a study test, what did it cost so far, and which documents does it have?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grappe.apps.studies.enums import CostKind
from grappe.apps.studies.models import Cost, Hypothesis, Material
from grappe.apps.studies.permissions import check_can_view_study, check_can_work_on
from grappe.ui import budget
from grappe.ui.budget import OfKind, Sum, sum_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study


@dataclass(frozen=True, slots=True)
class Account:
    """A study's budget and account."""

    kinds: tuple[OfKind, ...]
    sum: Sum

    @property
    def chart(self) -> dict[str, Any] | None:
        """Planned and actual by kind, as bars (ECharts); None where there is nothing. The table has the same figures."""
        return budget.bars(self.kinds)


def account_of(study: Study, *, for_user: User) -> Account:
    """Return a study's budget and account, for its team. One query. Raises PermissionDenied."""
    check_can_work_on(for_user, study)
    lines = list(study.costs.all())
    return Account(budget.by_kind(lines, CostKind), sum_of(lines))


def cost_for(pk: int, *, for_user: User) -> Cost:
    """Return a line with its study, for its team; raises Cost.DoesNotExist, PermissionDenied."""
    cost = Cost.objects.select_related("study__lead").prefetch_related("study__team").get(pk=pk)
    check_can_work_on(for_user, cost.study)
    return cost


def hypothesis_for(pk: int, *, for_user: User) -> Hypothesis:
    """Return a hypothesis with its study; raises Hypothesis.DoesNotExist, PermissionDenied."""
    found = Hypothesis.objects.select_related("study__lead").prefetch_related("study__team").get(pk=pk)
    check_can_view_study(for_user, found.study)
    return found


def material_for(pk: int, *, for_user: User) -> Material:
    """Return a document with its study, for its team; raises Material.DoesNotExist, PermissionDenied."""
    found = Material.objects.select_related("study__lead", "document", "source").prefetch_related(
        "study__team"
    )
    material = found.get(pk=pk)
    check_can_work_on(for_user, material.study)
    return material


def editions_with(material: Material) -> list[int]:
    """Return the numbers of the editions that can be read and have a document. One query."""
    editions = material.study.editions.filter(
        withdrawn_at=None, content__materials__contains=[{"id": material.pk}]
    )
    return list(editions.order_by("number").values_list("number", flat=True))
