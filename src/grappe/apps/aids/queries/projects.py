"""How much aid may a project have, step by step, by what is typed and what is on file of its company?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from grappe.apps.aids.models import AidProject, Programme
from grappe.apps.aids.permissions import check_can_view_awards
from grappe.apps.aids.queries.catalogues import loaded_catalogue
from grappe.apps.aids.queries.known import known_facts
from grappe.apps.aids.queries.ledgers import ledger_page
from grappe.apps.aids.queries.same_costs import same_costs
from grappe.apps.aids.queries.sme import sme_page
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible
from grappe.engines import eligibility as engine
from grappe.engines.eligibility import intensity
from grappe.engines.kernel import Verdict

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

WORDS = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.UNKNOWN: "unknown"}


@dataclass(frozen=True)
class ProjectValues:
    """What is typed of a project, in euros and by the engine's names; None is not known.

    `size` is empty where the company's own status is taken. `bonuses` have True, False, or None for not known.
    """

    on: date
    costs: Mapping[str, Decimal]
    bonuses: Mapping[str, bool | None]
    size: str = ""
    programme: str = ""  # a slug
    applied_on: date | None = None
    works_start_on: date | None = None
    minimum_eur: Decimal | None = None
    maximum_eur: Decimal | None = None
    costs_reference: str = ""
    de_minimis: bool = False

    @property
    def total(self) -> Decimal:
        return sum(self.costs.values(), Decimal(0))


def project_result(company: Company, values: ProjectValues, *, for_user: User) -> dict[str, Any] | None:
    """Return what a project may have, as it is kept with it; None while no costs are typed.

    `{"size", "size_stated", "low_eur", "high_eur", "lines": […], "steps": [{"text", "article"}], "incentive", "notify",
    "missing", "programme": {…} | null, "cumulation": {…} | null, "de_minimis": {…}}`. Texts are in three languages.
    """
    check_can_view_awards(for_user)
    if not values.total:
        return None
    size, from_file = _size(company, values, for_user)
    found = intensity.project_aid(intensity.project_of(_document(company, values, size)), values.on)
    return {
        "size": size,
        "size_from_file": from_file,
        "on": values.on.isoformat(),
        "total_eur": float(values.total),
        "low_eur": found.eur,
        "high_eur": found.high_eur,
        "lines": [_line(line) for line in found.lines],
        "steps": [
            {"text": text.as_dict(), "article": article}
            for text, article in zip(found.steps, found.articles, strict=True)
        ],
        "incentive": WORDS[found.incentive],
        "notify": [{"eur": eur, "limit_eur": limit} for _partner, eur, limit in found.notify],
        "missing": list(found.missing),
        "programme": _by_programme(company, values, for_user),
        "cumulation": _cumulated(company, values, found),
        "de_minimis": _de_minimis(company, values, found, for_user),
    }


def _size(company: Company, values: ProjectValues, user: User) -> tuple[str | None, bool]:
    if values.size:
        return values.size, False
    page = sme_page(company, on=values.on, for_user=user)
    return page.stated or page.status.size_class, True


def _document(company: Company, values: ProjectValues, size: str | None) -> dict[str, Any]:
    return {
        "name": company.name,
        "size": size,
        "costs": [{"category": code, "eur": float(eur)} for code, eur in values.costs.items() if eur],
        "bonuses": dict(values.bonuses),
        "applied_on": values.applied_on.isoformat() if values.applied_on else None,
        "works_start_on": values.works_start_on.isoformat() if values.works_start_on else None,
        "minimum_eur": _float(values.minimum_eur),
        "maximum_eur": _float(values.maximum_eur),
    }


def _line(line: intensity.Line) -> dict[str, Any]:
    return {
        "category": intensity.CATEGORIES[line.category].label.as_dict(),
        "cost_eur": line.cost_eur,
        "low_pct": line.low_pct,
        "high_pct": line.high_pct,
        "low_eur": line.low_eur,
        "high_eur": line.high_eur,
        "article": line.article,
    }


def _by_programme(company: Company, values: ProjectValues, user: User) -> dict[str, Any] | None:
    """Return the programme's own verdict and sum for the same costs; None where no programme is named."""
    home = Programme.objects.filter(slug=values.programme).values_list("catalogue__slug", flat=True).first()
    if home is None:
        return None
    catalogue = loaded_catalogue(home)
    read, _remarks = engine.company_of(
        known_facts(company, on=values.on, for_user=user), catalogue.fields, catalogue.field_names()
    )
    costs = tuple(
        engine.Cost(intensity.CATEGORIES[code].label.en, eur) for code, eur in values.costs.items() if eur
    )
    explained = engine.explain(catalogue, read, values.on, engine.Project(costs=costs))
    decision = next((one for one in explained.decisions if one.programme.id == values.programme), None)
    if decision is None:
        return None
    estimate = engine.aid_of(explained, decision)
    return {
        "slug": values.programme,
        "name": decision.programme.name.as_dict(),
        "verdict": engine.VERDICT_WORDS[decision.verdict],
        "low_eur": float(estimate.low.in_eur) if estimate else None,
        "high_eur": float(estimate.high.in_eur) if estimate else None,
        "steps": [step.as_dict() for step in estimate.steps] if estimate else [],
    }


def _cumulated(company: Company, values: ProjectValues, found: intensity.Aid) -> dict[str, Any] | None:
    """Return whether the aid goes together with the awards on the same costs; None where no costs are named."""
    if not values.costs_reference or found.eur is None:
        return None
    return same_costs(company.pk, values.costs_reference, found, as_de_minimis=values.de_minimis)


def _de_minimis(company: Company, values: ProjectValues, found: intensity.Aid, user: User) -> dict[str, Any]:
    """Return the room under the de minimis ceiling on the day, and whether the aid would fit if it is given so."""
    asked = Decimal(str(found.high_eur)) if values.de_minimis and found.high_eur else None
    page = ledger_page(company, on=values.on, asked=asked, for_user=user)
    return {"headroom_eur": page.position.headroom_eur, "asked": values.de_minimis, "verdict": page.verdict}


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def projects_of(company_id: int, *, for_user: User) -> QuerySet[AidProject]:
    """Return the saved projects of a company, the latest first."""
    check_can_view_awards(for_user)
    return AidProject.objects.filter(of_visible(for_user), company_id=company_id).select_related("programme")


def project_for(pk: int, *, for_user: User) -> AidProject:
    """Return one saved project with its company; `AidProject.DoesNotExist` where there is none."""
    check_can_view_awards(for_user)
    found = AidProject.objects.select_related("company", "programme", "created_by")
    project = found.prefetch_related("company__clusters").get(pk=pk)
    check_can_view_company(for_user, project.company)
    return project
