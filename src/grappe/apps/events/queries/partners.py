"""Whom could a participant meet? The proposals with their reasons, and the directory of those who show themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from grappe.apps.events.enums import RegistrationState, RequestState
from grappe.apps.events.models import MeetingPlan, Participant, Proposal, Request
from grappe.engines.matching.facets import section_of

PAGE = 20
LIVE = (RequestState.ASKED, RequestState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the directory is narrowed to; empty is everything. `only`: "proposed", "open" (nothing asked yet) or ""."""

    text: str = ""
    cluster: int | None = None
    section: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One partner as a participant sees them: the profile, why they are proposed, what stands between the two."""

    partner: Participant
    proposal: Proposal | None
    request: Request | None
    asked_by_me: bool = False

    @property
    def percent(self) -> int | None:
        return round(100 * self.proposal.score) if self.proposal is not None else None


def visible_to(participant: Participant) -> QuerySet[Participant]:
    """Return whom a participant sees: all of the same plan who come and show themselves, and who asked them."""
    asked_me = Request.objects.filter(asker=OuterRef("pk"), asked=participant, state__in=LIVE)
    i_asked = Request.objects.filter(asked=OuterRef("pk"), asker=participant, state__in=LIVE)
    return (
        Participant.objects.filter(plan=participant.plan_id, withdrawn_at=None)
        .filter(registration__state=RegistrationState.CONFIRMED, registration__erased_at=None)
        .filter(Q(shown=True) | Exists(asked_me) | Exists(i_asked))
        .exclude(pk=participant.pk)
        .select_related("registration__company__nace")
    )


def partner_of(participant: Participant, pk: int) -> Participant:
    """Return one whom a participant may see; raises Participant.DoesNotExist."""
    return visible_to(participant).get(pk=pk)


def directory(participant: Participant, filters: Filters) -> QuerySet[Participant]:
    """Return the partners whom a participant sees and the filters leave, by organisation."""
    found = visible_to(participant)
    for word in filters.text.replace("\x00", " ").split()[:8]:
        found = found.filter(
            Q(registration__organisation__unaccent__icontains=word)
            | Q(registration__name__unaccent__icontains=word)
            | Q(offers__unaccent__icontains=word)
            | Q(seeks__unaccent__icontains=word)
            | Q(about__unaccent__icontains=word)
        )
    if filters.cluster is not None:
        found = found.filter(registration__company__clusters=filters.cluster)
    if filters.section:
        found = found.filter(registration__company__nace__in=_codes_of(participant.plan, filters.section))
    if filters.only == "proposed":
        proposed = Proposal.objects.filter(participant=participant, partner=OuterRef("pk"), dismissed_at=None)
        found = found.filter(Exists(proposed))
    elif filters.only == "open":
        between = Request.objects.filter(state__in=LIVE).filter(
            Q(asker=participant, asked=OuterRef("pk")) | Q(asker=OuterRef("pk"), asked=participant)
        )
        found = found.exclude(Exists(between))
    return found.order_by("registration__organisation", "registration__name", "id")


def _codes_of(plan: MeetingPlan, section: str) -> list[int]:
    """Return the ids of the activities of a NACE section that participants have."""
    return [pk for pk, code in _activities(plan) if section_of(code) == section.upper()]


def _activities(plan: MeetingPlan) -> list[tuple[int, str]]:
    found = Participant.objects.filter(plan=plan, registration__company__nace__isnull=False)
    nace = "registration__company__nace"
    return list(found.values_list(f"{nace}_id", f"{nace}__code").distinct())


def sections_in(plan: MeetingPlan) -> list[str]:
    """Return the letters of the NACE sections that participants have, A to V."""
    return sorted({section_of(code) for _pk, code in _activities(plan)} - {""})


def cards(participant: Participant, partners: Iterable[Participant]) -> list[Card]:
    """Return partners as cards, with the proposals and the requests between both. Two queries, however many."""
    shown = list(partners)
    proposals = {
        each.partner_id: each
        for each in Proposal.objects.filter(participant=participant, partner__in=shown, dismissed_at=None)
    }
    between = _latest_between(participant, shown)
    return [
        Card(
            partner, proposals.get(partner.pk), between.get(partner.pk),
            partner.pk in between and between[partner.pk].asker_id == participant.pk,
        )
        for partner in shown
    ]  # fmt: skip


def _latest_between(participant: Participant, partners: list[Participant]) -> Mapping[int, Request]:
    """Return by the other's id what stands between two: what is live, else the latest that was declined."""
    states = [*LIVE, RequestState.DECLINED]
    found = Request.objects.filter(state__in=states).filter(
        Q(asker=participant, asked__in=partners) | Q(asked=participant, asker__in=partners)
    )
    latest: dict[int, Request] = {}
    for each in found.order_by("pk"):
        other = each.asked_id if each.asker_id == participant.pk else each.asker_id
        if other not in latest or latest[other].state == RequestState.DECLINED:
            latest[other] = each
    return latest


def proposals_for(participant: Participant, *, limit: int = 12) -> list[Card]:
    """Return the proposals of a participant that are neither dismissed nor taken up, best first. Three queries."""
    between = Request.objects.filter(state__in=[*LIVE, RequestState.DECLINED]).filter(
        Q(asker=participant, asked=OuterRef("partner")) | Q(asker=OuterRef("partner"), asked=participant)
    )
    visible = visible_to(participant).filter(pk=OuterRef("partner"))
    found = (
        Proposal.objects.filter(participant=participant, dismissed_at=None)
        .filter(~Exists(between), Exists(visible))
        .select_related("partner__registration__company__nace")
        .order_by(F("score").desc(), "pk")
    )
    return [Card(each.partner, each, None) for each in found[:limit]]


def proposal_of(participant: Participant, pk: int) -> Proposal:
    """Return one of a participant's own proposals; raises Proposal.DoesNotExist."""
    return Proposal.objects.get(pk=pk, participant=participant)


def profiles_of(plan: MeetingPlan) -> list[dict[str, Any]]:
    """Return what the matching engine is asked with: the profile of everybody who comes. Two queries."""
    found = (
        Participant.objects.filter(plan=plan, withdrawn_at=None)
        .filter(registration__state=RegistrationState.CONFIRMED, registration__erased_at=None)
        .select_related("registration__company__nace")
        .prefetch_related("registration__company__clusters")
        .order_by("pk")
    )
    return [_profile(each) for each in found]


def _profile(participant: Participant) -> dict[str, Any]:
    registration = participant.registration
    company = registration.company
    group = f"company {company.pk}" if company else " ".join(registration.organisation.casefold().split())
    return {
        "id": str(participant.pk),
        "offers": participant.offers,
        "seeks": participant.seeks,
        "group": group,
        "clusters": frozenset(each.slug for each in company.clusters.all()) if company else frozenset(),
        "nace": company.nace.code if company and company.nace else None,
        "shown": participant.shown,
    }
