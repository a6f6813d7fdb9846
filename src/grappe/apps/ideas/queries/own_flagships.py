"""In which flagship projects does somebody's organisation take part, as their own page shows it?"""

from __future__ import annotations

from grappe.apps.ideas.models import Contributor, Partner


def partners_of(contributor: Contributor) -> list[Partner]:
    """Return the partners whose contact somebody is, the latest first. One query."""
    found = Partner.objects.filter(contact=contributor).select_related("flagship", "letter")
    return list(found.order_by("-added_at", "-pk"))


def partner_of(pk: int, *, contributor: Contributor) -> Partner:
    """Return one partner whose contact somebody is. Raises Partner.DoesNotExist for any other."""
    found = Partner.objects.select_related("flagship__lead", "flagship__idea", "letter", "contact")
    return found.get(pk=pk, contact=contributor)
