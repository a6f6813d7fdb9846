"""How is the budget of one partner of a flagship project written: what it spends, and who pays, by year?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import FlagshipState, Source
from grappe.apps.ideas.models import BudgetLine, CostLine
from grappe.apps.ideas.operations.partners import MOST_EUR, locked
from grappe.apps.ideas.permissions import check_can_run_flagship
from grappe.apps.ideas.queries.budgets import (
    CATEGORIES,
    COST,
    FUND,
    budget_of,
    grid_of,
    grid_version,
    years_of,
)
from grappe.apps.ideas.queries.flagship_ready import about_money
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Flagship, Partner


@transaction.atomic
def write(
    *, partner: Partner, amounts: Mapping[str, Decimal | None], version: str, by: User, at: datetime
) -> Partner:
    """Write the whole budget of a partner: an amount in euros by field of `queries.budgets.grid_of`, None or 0 for none.

    A field that is not given stays as it is. While a project is prepared, costs and money need not agree: the page shows by how
    much they differ, and it does not start before they do. Once it runs they agree after each change. Raises
    PermissionDenied; Stale where `grid_version` says another `version`; BadInput, with nothing written, for a year outside
    the period, a category or source nobody knows, an amount that cannot be, or a project that runs and would not agree.
    """
    current = locked(partner)
    check_can_run_flagship(by, current.flagship)
    years = years_of(current.flagship)
    if not years:
        raise BadInput(_("Say first from when to when the project runs."))
    if version != grid_version(current, years):
        raise Stale(_("Somebody else changed this budget meanwhile. Look at it again first."), current)
    stands = grid_of(current, years)
    with pghistory.context(user=by.pk):
        for name, eur in amounts.items():
            if name not in stands:
                raise BadInput(_("This request cannot be read."))
            if (eur or None) != stands[name]:
                _line(current, name, eur or None)
    if current.flagship.state in (FlagshipState.RUNNING, FlagshipState.COMPLETED):
        _check_agrees(current.flagship)
    return current


def _check_agrees(flagship: Flagship) -> None:
    lacks = about_money(budget_of(flagship))
    if lacks:
        raise BadInput(
            _("This project has started: costs and money have to agree in each year, over all partners.")
            + " "
            + " ".join(lacks)
            + " "
            + _("To move money between partners, take the project back into preparation first.")
        )


def _line(partner: Partner, name: str, eur: Decimal | None) -> None:
    side, key, year = name.split("-")
    if eur is not None and not 0 < eur <= MOST_EUR:
        raise BadInput(_("An amount is zero or more, and less than ten billion."))
    known: dict[str, tuple[Any, str, Collection[str]]] = {
        COST: (CostLine, "category", CATEGORIES),
        FUND: (BudgetLine, "source", Source.values),
    }
    model, field, keys = known[side]
    found: Any = model.objects.filter(partner=partner, year=int(year), **{field: key})
    if eur is None:
        for line in found:  # one by one: the history notes each
            line.delete()
        return
    if key not in keys:
        raise BadInput(_("This request cannot be read."))
    line = found.first() or model(partner=partner, year=int(year), **{field: key})
    line.eur = eur
    line.save()
