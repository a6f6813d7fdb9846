"""How do the people of vCards come on file at a company, all together or none?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.companies import operations as companies
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.mail.queries.cards import Card, dry_run

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the cards."""

    added: int
    changed: int


@transaction.atomic
def bring_in(
    *, cards: Sequence[Card], choices: Mapping[int, str], company: Company, by: User, at: datetime,
    reasons: Mapping[int, str] | None = None,
) -> Brought:  # fmt: skip
    """Put people on file, or complete who is there, as was chosen of each card (`add`, `change`; else nothing).

    What a card does not say stays as it is. `reasons` say why whoever was erased comes back (the audit keeps them).
    Raises PermissionDenied, BadInput.
    """
    check_can_edit_company(by, company)
    added = changed = 0
    for row in dry_run(cards, company, for_user=by):
        choice = choices.get(row.number)
        said = {
            name: getattr(row.card, name)
            for name in ("name", "function", "email", "phone")
            if getattr(row.card, name)
        }
        if choice == "add":
            why = (reasons or {}).get(row.number, "")
            companies.save_person(company=company, values=said, why_back=why, by=by, at=at)
            added += 1
        elif choice == "change" and row.same is not None:
            companies.save_person(company=company, person=row.same, values=said, by=by, at=at)
            changed += 1
    return Brought(added, changed)
