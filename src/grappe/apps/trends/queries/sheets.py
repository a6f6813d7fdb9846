"""Which trend sheets are there, what does one rest on, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.ideas.queries.challenges import challenges
from grappe.apps.ideas.queries.ideas import visible
from grappe.apps.insight import queries as insight
from grappe.apps.insight.permissions import can_run_plan, can_view_plan
from grappe.apps.studies.permissions import can_view_study
from grappe.apps.trends.enums import EvidenceKind, SheetState, UseKind
from grappe.apps.trends.models import Evidence, Sheet, Topic, Use
from grappe.apps.trends.permissions import (
    WRITERS,
    can_add_sheet,
    can_edit_sheet,
    can_read_evidence,
    check_can_view_sheet,
    check_can_view_trends,
)
from grappe.apps.trends.queries.merged import with_merged
from grappe.ui.moments import local_date
from grappe.ui.trilingual_search import words_in

if TYPE_CHECKING:
    from datetime import date

    from grappe.apps.accounts.models import User

PAGE = 25
MOST_SHEETS = 100  # to choose from; the latest
_ADDRESSES = {
    UseKind.CHALLENGE: "ideas:challenge", UseKind.STUDY: "studies:detail", UseKind.MEASURE: "insight:measure",
}  # fmt: skip


def sheets(
    *, for_user: User, state: str = "", theme: str = "", cluster: str = "", horizon: str = "", words: str = ""
) -> QuerySet[Sheet]:
    """Return the sheets that somebody may read, latest first, with how much each rests on. Raises PermissionDenied."""
    check_can_view_trends(for_user)
    found = Sheet.objects.select_related("theme", "lead").prefetch_related("clusters")
    if for_user.role not in WRITERS:
        found = found.filter(state=SheetState.PUBLISHED)
    wanted = {"state": state, "theme__slug": theme, "horizon": horizon}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if cluster:
        found = found.filter(clusters__slug=cluster)
    if not state:
        found = found.exclude(state=SheetState.ARCHIVED)
    for word in words.split()[:8]:
        found = found.alias(words=words_in("titles", "what", "so_what")).filter(
            words__unaccent__icontains=word
        )
    return found.annotate(evidence_count=Count("evidence", distinct=True)).order_by("-created_at", "-pk")


def sheet_for(pk: int, *, for_user: User) -> Sheet:
    """Return a sheet with its people. Raises Sheet.DoesNotExist, PermissionDenied."""
    check_can_view_trends(for_user)
    found = Sheet.objects.select_related("theme", "lead").prefetch_related("clusters", "team").get(pk=pk)
    check_can_view_sheet(for_user, found)
    return found


def sheets_of_topic(topic: Topic, *, for_user: User) -> QuerySet[Sheet]:
    """Return the trend sheets begun from a topic, or from one that went into it, which somebody may read."""
    return sheets(for_user=for_user).filter(
        pk__in=Sheet.objects.filter(topics__in=with_merged(topic)).values("pk")
    )


def sheets_to_write(*, for_user: User) -> list[Sheet]:
    """Return the sheets that somebody may put evidence on, the latest. Two queries at most."""
    if not can_add_sheet(for_user):
        return []
    found = sheets(for_user=for_user).prefetch_related("team")[:MOST_SHEETS]
    return [each for each in found if can_edit_sheet(for_user, each)]


def evidence_for(pk: int, *, for_user: User) -> Evidence:
    """Return a piece of evidence with its sheet. Raises Evidence.DoesNotExist, PermissionDenied."""
    check_can_view_trends(for_user)
    found = Evidence.objects.select_related("sheet__lead").prefetch_related("sheet__team").get(pk=pk)
    check_can_view_sheet(for_user, found.sheet)
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as its reader may see it."""

    pk: int
    words: str
    language: str
    label: str
    url: str
    on: date
    edited: bool = False  # the notes do not say so any more


@dataclass(frozen=True, slots=True)
class Rests:
    """What a sheet rests on: what this reader may see of it, how many pieces they may not, and of how many companies."""

    pieces: tuple[Piece, ...]
    withheld: int
    companies: int  # different ones, among what may be read


def evidence_of(sheet: Sheet, *, for_user: User) -> Rests:
    """Return what a sheet rests on. As many queries for one piece as for many."""
    rows = sheet.evidence.select_related(
        "contact__company", "need__company", "need__contact__company", "entry__feed", "idea", "run__company",
    ).prefetch_related(
        "contact__team", "contact__company__clusters", "need__contact__team", "need__contact__company__clusters",
    )  # fmt: skip
    ideas = {each.idea_id for each in rows if each.idea_id}
    open_ideas = (
        set(visible(for_user=for_user).filter(pk__in=ideas).values_list("pk", flat=True)) if ideas else set()
    )
    shown = [
        each
        for each in rows
        if (each.idea_id in open_ideas if each.idea_id else can_read_evidence(for_user, each))
    ]
    sources = (each.contact or each.need or each.run or each.idea for each in shown)
    companies = {source.company_id for source in sources if source is not None and source.company_id}
    return Rests(tuple(_piece(each) for each in shown), len(rows) - len(shown), len(companies))


def _piece(row: Evidence) -> Piece:
    label, url, on = row.source, row.url, local_date(row.noted_at)
    if row.kind == EvidenceKind.CONTACT and row.contact is not None:
        label, on = str(row.contact.company), local_date(row.contact.starts_at)
        url = reverse("companies:contact", args=[row.contact_id])
    elif row.kind == EvidenceKind.NEED and row.need is not None:
        label, on = str(row.need.company), local_date(row.need.created_at)
        url = reverse("needs:detail", args=[row.need_id])
    elif row.idea is not None:
        label, on, url = (
            row.idea.title,
            local_date(row.idea.captured_at),
            reverse("ideas:detail", args=[row.idea_id]),
        )
    elif row.run is not None:
        label, on = str(row.run.company), local_date(row.run.finished_at or row.run.started_at)
        url = reverse("diagnostics:result", args=[row.run_id])
    elif row.entry is not None:
        label, on, url = row.entry.feed.title, local_date(row.entry.published_at), row.entry.url
    edited = row.contact is not None and " ".join(row.words.split()) not in " ".join(
        row.contact.notes.split()
    )
    return Piece(row.pk, row.words, row.language, label, url, on, edited)


@dataclass(frozen=True, slots=True)
class ShownUse:
    """One thing that a sheet was turned into; title and `url` are empty for what the reader may not open."""

    kind: str
    label: str
    title: str
    url: str
    on: date


def uses_of(sheet: Sheet, *, for_user: User) -> list[ShownUse]:
    """Return what a sheet was turned into, first things first. As many queries for one as for many."""
    rows = list(sheet.uses.select_related("study", "measure__plan", "challenge"))
    asked = [row.challenge_id for row in rows if row.challenge_id]
    found = challenges(for_user=for_user).filter(pk__in=asked).order_by()
    campaigns = set(found.values_list("pk", flat=True)) if asked else set()
    return [_use(row, for_user, campaigns) for row in rows]


def _use(row: Use, user: User, campaigns: set[int]) -> ShownUse:
    kind = UseKind(row.kind)
    thing = getattr(row, kind.value)
    is_open = {
        UseKind.CHALLENGE: lambda: thing.pk in campaigns, UseKind.STUDY: lambda: can_view_study(user, thing),
        UseKind.MEASURE: lambda: can_view_plan(user, thing.plan),
    }  # fmt: skip
    if is_open[kind]():
        title, url = str(thing), reverse(_ADDRESSES[kind], args=[thing.pk])
    else:
        title, url = _("not open to you"), ""
    return ShownUse(kind, str(kind.label), title, url, local_date(row.used_at))


def plans_for(*, for_user: User, today: date) -> list[Any]:
    """Return the action plans that are not closed and that somebody may give a measure."""
    found = insight.plans(for_user=for_user, today=today).filter(state__in=("draft", "running"))
    return [each for each in found.prefetch_related("team") if can_run_plan(for_user, each)]
