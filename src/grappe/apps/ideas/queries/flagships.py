"""Which flagship projects are there, which fit a few words, and what stands on the page of one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q, QuerySet

from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible
from grappe.apps.ideas.models import Flagship, Idea, Partner
from grappe.apps.ideas.permissions import (
    can_read_intent,
    can_see_promise,
    check_can_view_flagship,
    check_can_view_ideas,
)
from grappe.apps.ideas.queries.ideas import visible
from grappe.apps.ideas.queries.veils import veil_partners
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES
from grappe.ui.trilingual_search import words_in

if TYPE_CHECKING:
    from decimal import Decimal

    from grappe.apps.accounts.models import User

PAGE = 25
MOST_WORDS = 8
TEXTS = ("names", "summaries", "governance")
PLAIN = ("place", "begins_on", "ends_on", "applied_on", "granted_on", "public")
# What raises a rate and only a person knows; that partners collaborate is worked out (article 25(6) of 651/2014).
BONUSES = ("dissemination", "licences", "c_region", "a_region", "joint_call", "disadvantaged_workers")
KNOWN = {True: "yes", False: "no", None: "unknown"}  # a three-valued answer, as forms write it


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner as somebody sees it: `promised` is None where they may not know, or none is said."""

    partner: Partner
    may_read: bool
    may_know: bool
    promised: Decimal | None


def flagships(*, for_user: User) -> QuerySet[Flagship]:
    """Return the flagship projects somebody may see, the latest first, with counts of partners and letters.

    Raises PermissionDenied for who sees no ideas at all.
    """
    check_can_view_ideas(for_user)
    seen = Q(idea__in=visible(for_user=for_user).values("pk"))
    if can_work(for_user):
        mine = Flagship.team.through.objects.filter(user_id=for_user.pk).values("flagship_id")
        seen |= Q(lead=for_user) | Q(pk__in=mine)
    found = Flagship.objects.filter(of_visible(for_user, "idea__company"), seen)
    counted = found.annotate(
        partner_count=Count("partners", distinct=True),
        letter_count=Count("partners", filter=Q(partners__letter__isnull=False), distinct=True),
    )
    return counted.select_related("idea__theme", "lead").order_by("-created_at", "-pk")


def with_words(found: QuerySet[Flagship], text: str, *, for_user: User) -> QuerySet[Flagship]:
    """Return the projects in which every word stands: in name, summary, place or the name of a partner whom they see."""
    found = found.alias(words=words_in("names", "summaries"))
    for word in text.replace("\x00", " ").split()[:MOST_WORDS]:
        taking_part = Partner.objects.filter(of_visible(for_user), name__unaccent__icontains=word)
        found = found.filter(
            Q(words__unaccent__icontains=word)
            | Q(place__unaccent__icontains=word)
            | Q(pk__in=taking_part.values("flagship_id"))
        )
    return found


def flagship_for(pk: int, *, for_user: User) -> Flagship:
    """Return a flagship project with its idea, team and partners. Raises Flagship.DoesNotExist, PermissionDenied."""
    found = Flagship.objects.select_related(
        "lead", "created_by", "started_by", "idea__theme", "idea__lead", "idea__company"
    )
    flagship = found.prefetch_related(
        "team", "idea__clusters", "idea__authors__contributor", Prefetch("partners", queryset=_partners())
    ).get(pk=pk)
    check_can_view_flagship(for_user, flagship)
    veil_partners(flagship.partners.all(), for_user=for_user)
    return flagship


def partner_for(pk: int, *, for_user: User) -> Partner:
    """Return one partner with its flagship project. Raises Partner.DoesNotExist, PermissionDenied."""
    found = _partners().select_related("flagship__idea__company", "flagship__lead")
    partner = found.prefetch_related("flagship__team", "flagship__idea__clusters").get(pk=pk)
    check_can_view_flagship(for_user, partner.flagship)
    check_can_view_company_or_none(for_user, partner.company)
    return partner


def flagship_of(idea: Idea) -> Flagship | None:
    """Return the flagship project of an idea; None where there is none yet."""
    return Flagship.objects.filter(idea=idea).first()


def _partners() -> QuerySet[Partner]:
    return Partner.objects.select_related("company", "contact", "letter", "programme")


def partner_rows(flagship: Flagship, *, for_user: User) -> list[PartnerRow]:
    """Return the partners, the coordinator first, each with what this reader may know of its letter. No query."""
    ordered = sorted(flagship.partners.all(), key=lambda each: (each.role != "coordinator", each.pk))
    rows = []
    for partner in ordered:
        partner.flagship = flagship
        may_know = can_see_promise(for_user, partner)
        rows.append(
            PartnerRow(
                partner=partner,
                may_read=partner.letter_id is not None and can_read_intent(for_user, partner),
                may_know=may_know,
                promised=partner.letter_eur if may_know else None,
            )
        )
    return rows


def as_written(flagship: Flagship) -> dict[str, Any]:
    """Return a flagship project as its form shows it, by field; people by id as text."""
    words = {f"{name}_{code}": getattr(flagship, name).get(code, "") for name in TEXTS for code in CODES}
    return words | {name: getattr(flagship, name) for name in PLAIN} | {
        **{f"bonus_{code}": KNOWN[flagship.bonuses.get(code)] for code in BONUSES},
        "lead": str(flagship.lead_id),
        "team": [str(each.pk) for each in flagship.team.all()],
    }  # fmt: skip


def version_of(flagship: Flagship) -> str:
    """Return the fingerprints of all that the form shows of a flagship project."""
    return conflicts.version_of(as_written(flagship))


def partner_as_written(partner: Partner) -> dict[str, Any]:
    """Return a partner as its form shows it, by field."""
    words = {f"tasks_{code}": partner.tasks.get(code, "") for code in CODES}
    contact = partner.contact
    return words | {
        "name": partner.name,
        "country": partner.country,
        "kind": partner.kind,
        "size": partner.size,
        "may_publish": KNOWN[partner.may_publish],
        "role": partner.role,
        "programme": partner.programme.slug if partner.programme else "",
        "de_minimis": partner.de_minimis,
        "contact_name": contact.name if contact else "",
        "contact_email": contact.email if contact else "",
    }


def partner_version(partner: Partner) -> str:
    """Return the fingerprints of all that the form shows of a partner."""
    return conflicts.version_of(partner_as_written(partner))
