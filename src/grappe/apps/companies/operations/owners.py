"""How does it come on file who owns a company?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.companies.models import Company, Ownership
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

OF_OWNER = (
    "figures_year", "headcount", "turnover_eur", "balance_sheet_eur", "consolidated", "invested_eur", "same_market",
)  # fmt: skip
FIELDS = ("owner", "owner_name", "owner_kind", "capital_pct", "votes_pct", "control", "since", *OF_OWNER)
FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur", "invested_eur")


@recorded
def save_ownership(
    *, owned: Company, values: Mapping[str, Any], by: User, at: datetime, link: Ownership | None = None
) -> Ownership:
    """Put on file who holds a part of a company, or change `link`: `owner`, a company on file, or `owner_name`.

    Shares in percent, 0 to 100; sums above 100 are kept, since sources disagree, and the file warns of them. Raises
    BadInput for both or neither owner, an owner of itself or one on file already, and a day to come.
    """
    check_can_edit_company(by, owned)
    if link is not None and link.owned_id != owned.pk:
        raise BadInput(_("This owner belongs to another company."))
    saved = link or Ownership(owned=owned)
    for name in FIELDS:
        if name in values:
            setattr(saved, name, values[name])
    saved.owner_name = " ".join(saved.owner_name.split())
    _check_owner(saved)
    for share in (saved.capital_pct, saved.votes_pct):
        if share is not None and not 0 <= share <= 100:
            raise BadInput(_("A share lies between 0 and 100 %."))
    if saved.since is not None and saved.since > at.date():
        raise BadInput(_("“Since” cannot lie in the future."))
    _check_figures(saved, at.year)
    saved.save()
    return saved


@recorded
def remove_ownership(*, link: Ownership, by: User, at: datetime) -> None:
    """Take an owner off the file; the history keeps the link."""
    check_can_edit_company(by, link.owned)
    link.delete()


def _check_owner(link: Ownership) -> None:
    if (link.owner_id is None) == (not link.owner_name):
        raise BadInput(_("Say who the owner is: a company on file, or a name."))
    others = Ownership.objects.filter(owned_id=link.owned_id).exclude(pk=link.pk)
    if link.owner_id is not None:
        if link.owner_id == link.owned_id:
            raise BadInput(_("A company cannot own itself."))
        known = others.filter(owner_id=link.owner_id).exists()
    else:
        known = others.filter(owner_name__plain=link.owner_name).exists()
    if known:
        raise BadInput(_("This owner is on file already: change it there."))


def _check_figures(link: Ownership, this_year: int) -> None:
    """Keep an owner's figures where it is known by name only: one on file has figures of its own."""
    if link.owner_id is not None:
        for name in ("figures_year", "headcount", "turnover_eur", "balance_sheet_eur"):
            setattr(link, name, None)
        link.consolidated = False
    if any(value is not None and value < 0 for value in (getattr(link, name) for name in FIGURES)):
        raise BadInput(_("A figure cannot be less than zero."))
    if link.figures_year is not None and not 1900 <= link.figures_year <= this_year:
        raise BadInput(
            _("The year must lie between %(first)d and %(last)d.") % {"first": 1900, "last": this_year}
        )
