"""What is missing before a flagship project may pass its gate, and before it may start?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import PartnerRole, Stage
from grappe.apps.ideas.models import Flagship, Idea
from grappe.apps.ideas.queries.budgets import Budget, budget_of
from grappe.ui.templatetags.ui import eur

LEAST = 2  # organisations: one alone is no flagship project


def missing(flagship: Flagship, budget: Budget | None = None) -> list[str]:
    """Return in words what is still missing: partners, a coordinator, their letters of intent, a budget that agrees."""
    partners = list(flagship.partners.all())
    with_letter = [each for each in partners if each.letter_id is not None]
    found = []
    if len(partners) < LEAST:
        found.append(_("It takes at least two organisations."))
    elif len(with_letter) < LEAST:
        found.append(_("At least two partners have signed a letter of intent."))
    if not any(each.role == PartnerRole.COORDINATOR for each in partners):
        found.append(_("One of the partners is the coordinator."))
    return found + about_money(budget_of(flagship) if budget is None else budget)


def about_money(budget: Budget) -> list[str]:
    """Return in words where costs and money do not agree, year by year; empty where they do."""
    if not budget.cost:
        return [_("There is a budget: costs by year, and who pays for them.")]
    found = []
    for year in budget.differing:
        words = {"year": year.year, "eur": eur(abs(year.difference))}
        found.append(
            _("In %(year)s, %(eur)s of the costs are not paid for.") % words
            if year.difference < 0
            else _("In %(year)s, %(eur)s more come in than are spent.") % words
        )
    return found


def ready_for(idea: Idea, to: str) -> list[str]:
    """Return what an idea lacks to go through the gate to `to`: to become a flagship it needs a project that is ready.

    Empty for every other stage.
    """
    if to != Stage.FLAGSHIP:
        return []
    flagship = Flagship.objects.filter(idea=idea).prefetch_related("partners").first()
    if flagship is None:
        return [_("There is a flagship project with partners and a budget.")]
    return missing(flagship)


def missing_to_start(flagship: Flagship, budget: Budget | None = None) -> list[str]:
    """Return what a flagship project lacks to start: all of `missing`, its period, and the decision at the gate."""
    found = missing(flagship, budget)
    if flagship.begins_on is None or flagship.ends_on is None:
        found.append(_("It is said from when to when it runs."))
    if flagship.idea.stage != Stage.FLAGSHIP:
        found.append(_("The idea has gone through the gate to flagship."))
    return found
