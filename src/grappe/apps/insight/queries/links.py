"""What did a measure create, or what does it come from, and what may be linked to it? What a reader may not see is not named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.aids import queries as aids
from grappe.apps.aids.permissions import can_edit_rules
from grappe.apps.campaigns import queries as campaigns
from grappe.apps.events.queries.events import event_for, events
from grappe.apps.groups import queries as groups
from grappe.apps.ideas import queries as ideas
from grappe.apps.insight.enums import LinkKind
from grappe.apps.insight.models import Measure, MeasureLink
from grappe.apps.insight.permissions import PLANNERS, SEEN_BY_MINISTRY, check_can_view_plan
from grappe.apps.solutions import queries as solutions
from grappe.apps.studies import queries as studies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_OF_A_KIND = 100  # that are offered; the latest
ADDRESSES = {
    LinkKind.CAMPAIGN: "campaigns:detail",
    LinkKind.EVENT: "events:detail",
    LinkKind.STUDY: "studies:detail",
    LinkKind.SOLUTION: "solutions:detail",
    LinkKind.GROUP: "groups:detail",
    LinkKind.IDEA: "ideas:detail",
}

# By what a linked thing is found by its id, for who may see it.
FINDERS: dict[str, Callable[..., Any]] = {
    LinkKind.PROGRAMME: aids.programme_of,
    LinkKind.CAMPAIGN: campaigns.campaign_for,
    LinkKind.EVENT: event_for,
    LinkKind.STUDY: studies.study_for,
    LinkKind.SOLUTION: solutions.solution_for,
    LinkKind.GROUP: groups.group_for,
    LinkKind.IDEA: ideas.idea_for,
}


@dataclass(frozen=True, slots=True)
class ShownLink:
    """One link as its measure shows it; `url` is empty for what the reader may not open."""

    pk: int
    kind: str
    label: str
    created: bool
    title: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class OfMeasure:
    """A measure as something linked to it shows it."""

    measure: Measure
    created: bool


def link_for(pk: int, *, for_user: User) -> MeasureLink:
    """Return a link with its measure. Raises MeasureLink.DoesNotExist, PermissionDenied."""
    found = MeasureLink.objects.select_related("measure__plan__lead", "measure__owner")
    row = found.prefetch_related("measure__plan__team").get(pk=pk)
    check_can_view_plan(for_user, row.measure.plan)
    return row


def links_of(measures: Iterable[Measure], *, for_user: User) -> dict[int, list[ShownLink]]:
    """Return the links of measures by measure, in three queries at most, however many they are."""
    rows = list(
        MeasureLink.objects.filter(measure__in=list(measures)).select_related(
            "programme", "draft__programme", "campaign", "event", "study", "solution", "group", "idea"
        )
    )
    open_to = _open_to(rows, for_user)
    found: dict[int, list[ShownLink]] = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(_shown(row, for_user, open_to))
    return found


def _open_to(rows: Iterable[MeasureLink], user: User) -> set[tuple[str, int]]:
    """Return which of the linked ideas and studies this reader may see; everybody inside sees all else."""
    wanted: dict[str, set[int]] = {LinkKind.IDEA: set(), LinkKind.STUDY: set()}
    for row in rows:
        if row.kind in wanted:
            wanted[row.kind].add(getattr(row, f"{row.kind}_id"))
    lists: dict[str, Any] = {LinkKind.IDEA: ideas.visible, LinkKind.STUDY: studies.studies}
    return {
        (kind, pk)
        for kind, keys in wanted.items()
        if keys
        for pk in lists[kind](for_user=user).filter(pk__in=keys).order_by().values_list("pk", flat=True)
    }


def _shown(row: MeasureLink, user: User, open_to: set[tuple[str, int]]) -> ShownLink:
    """Return a link as a reader may see it."""
    if row.kind == LinkKind.PROGRAMME:
        title, state, url = _programme(row, user)
    else:
        title, state, url = _thing(row, open_to)
    return ShownLink(row.pk, row.kind, row.get_kind_display(), row.relation == "created", title, state, url)


def _programme(row: MeasureLink, user: User) -> tuple[str, str, str]:
    """Return a programme, or its draft as long as it is not published."""
    programme = row.programme or (row.draft.programme if row.draft else None)
    if programme is not None:
        return str(programme), _("in the catalogue"), reverse("aids:detail", args=[programme.slug])
    draft = row.draft
    url = reverse("aids:draft", args=[draft.pk]) if draft and can_edit_rules(user) else ""
    return (draft.slug if draft else "–"), draft.get_state_display() if draft else "", url


def _thing(row: MeasureLink, open_to: set[tuple[str, int]]) -> tuple[str, str, str]:
    thing: Any = getattr(row, row.kind)
    if row.kind in (LinkKind.IDEA, LinkKind.STUDY) and (row.kind, thing.pk) not in open_to:
        return _("Not open to you"), "", ""
    named = {LinkKind.IDEA: "get_stage_display", LinkKind.SOLUTION: "get_kind_display"}
    state = getattr(thing, named.get(LinkKind(row.kind), "get_state_display"))()
    return str(thing), str(state), reverse(ADDRESSES[LinkKind(row.kind)], args=[thing.pk])


def choices(*, for_user: User, at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what may be linked to a measure, by kind: ("event:12", its title), the latest first, of each at most a hundred."""
    lists: dict[str, Any] = {
        LinkKind.PROGRAMME: aids.programmes(for_user=for_user),
        LinkKind.CAMPAIGN: campaigns.campaigns(for_user=for_user),
        LinkKind.EVENT: events(for_user=for_user, at=at),
        LinkKind.STUDY: studies.studies(for_user=for_user),
        LinkKind.SOLUTION: solutions.solutions(for_user=for_user),
        LinkKind.GROUP: groups.groups(for_user=for_user),
        LinkKind.IDEA: ideas.visible(for_user=for_user)
        .filter(merged_into=None)
        .order_by("-captured_at", "-pk"),
    }
    return [
        (
            str(LinkKind(kind).label),
            [(f"{kind}:{thing.pk}", str(thing)) for thing in found[:MOST_OF_A_KIND]],
        )
        for kind, found in lists.items()
    ]


def thing_of(kind: str, pk: int, *, for_user: User) -> Any:
    """Return what a choice means, for who may see it; None for nothing, or nothing of theirs."""
    try:
        if kind == LinkKind.PROGRAMME:  # a withdrawn one keeps its links and gets no new one
            return aids.programmes(for_user=for_user, catalogue=aids.EVERY).get(pk=pk)
        return FINDERS[kind](pk, for_user=for_user) if kind in FINDERS else None
    except (ObjectDoesNotExist, PermissionDenied):
        return None


def measures_of(kind: str, pk: int, *, for_user: User) -> list[OfMeasure]:
    """Return the measures that created something or come from it, of the plans that this reader may see. One query."""
    wanted = Q(**{f"{kind}_id": pk})
    if kind == LinkKind.PROGRAMME:
        wanted |= Q(draft__programme_id=pk)
    rows = MeasureLink.objects.filter(wanted).select_related("measure__plan", "measure__owner")
    if for_user.role not in PLANNERS:
        rows = rows.filter(measure__plan__state__in=SEEN_BY_MINISTRY)
    return [OfMeasure(row.measure, row.relation == "created") for row in rows]
