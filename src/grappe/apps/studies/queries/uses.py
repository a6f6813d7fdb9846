"""What came of a finding, and which findings are used by a need, a programme or an event? Told on both sides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.aids import queries as aids
from grappe.apps.aids.queries.catalogues import EVERY
from grappe.apps.events.queries.events import events
from grappe.apps.studies.enums import StudyState, UseKind
from grappe.apps.studies.models import Finding, Use
from grappe.apps.studies.permissions import AUTHORS, check_can_view_studies
from grappe.apps.studies.queries.printed import COLOURS
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

FIELDS = {UseKind.NEED: "need", UseKind.AID: "programme", UseKind.EVENT: "event"}
MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class ShownUse:
    """What came of a finding, as the study shows it."""

    pk: int
    kind: str
    label: str
    what: str
    url: str
    note: str
    used_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class UsedFinding:
    """A finding that is used by something else, as that one's page shows it."""

    pk: int  # of the use
    finding: int
    study: int
    study_title: str
    statement: str
    strength_label: str
    colour: str
    bare: bool  # it has no evidence
    note: str


def shown_use(use: Use, language: str, closed: Collection[int]) -> ShownUse:
    """Return a use in a language; with its thing and user selected it needs no query. `closed`: needs not theirs to read."""
    what, url = use.text, ""
    if use.need is not None and use.need_id in closed:
        closed_words = _("In confidence")
        what = f"{closed_words} ({use.need.company})"
    elif use.need is not None:
        what, url = f"{use.need.title} ({use.need.company})", reverse("needs:detail", args=[use.need_id])
    elif use.programme is not None:
        what = Text.of(use.programme.name).in_language(language)
        url = reverse("aids:detail", args=[use.programme.slug])
    elif use.event is not None:
        what, url = (
            Text.of(use.event.titles).in_language(language),
            reverse("events:detail", args=[use.event_id]),
        )
    with translation.override(language):
        label = use.get_kind_display()
    by = use.used_by.name if use.used_by else ""
    return ShownUse(use.pk, use.kind, label, what, url, use.note, use.used_at, by)


def use_for(pk: int, *, for_user: User) -> Use:
    """Return a use with its finding and study; raises Use.DoesNotExist, PermissionDenied."""
    check_can_view_studies(for_user)
    found = Use.objects.select_related("finding__study__lead").prefetch_related("finding__study__team")
    return found.get(pk=pk)


def findings_used(kind: str, pk: int, language: str, *, for_user: User) -> list[UsedFinding]:
    """Return the findings that a need, programme or event uses, of the studies that this reader may see."""
    check_can_view_studies(for_user)
    rows = Use.objects.filter(kind=kind, **{FIELDS[UseKind(kind)]: pk}).select_related("finding__study")
    rows = rows.filter(_seen(for_user, "finding__study__")).prefetch_related("finding__evidence")
    with translation.override(language):
        return [_used(use, language) for use in rows]


def _used(use: Use, language: str) -> UsedFinding:
    finding = use.finding
    return UsedFinding(
        pk=use.pk, finding=finding.pk, study=finding.study_id,
        study_title=Text.of(finding.study.titles).in_language(language),
        statement=Text.of(finding.statements).in_language(language), strength_label=finding.get_strength_display(),
        colour=COLOURS[finding.strength], bare=not finding.evidence.all(), note=use.note,
    )  # fmt: skip


def findings_to_use(kind: str, pk: int, *, for_user: User) -> list[tuple[int, str]]:
    """Return the findings that something does not use yet, as choices: the study and what it found."""
    check_can_view_studies(for_user)
    used = Use.objects.filter(kind=kind, **{FIELDS[UseKind(kind)]: pk}).values("finding")
    found: QuerySet[Finding] = Finding.objects.exclude(pk__in=used).exclude(study__state=StudyState.DROPPED)
    found = found.filter(_seen(for_user, "study__")).select_related("study")
    ordered = found.order_by("-study__published_at", "study_id", "position", "pk")
    return [(each.pk, f"{each.study}: {each}"[:200]) for each in ordered[:MOST_CHOICES]]


def programme_choices(*, for_user: User) -> list[tuple[int, str]]:
    """Return the programmes of all catalogues as choices."""
    found = [(each.pk, str(each)) for each in aids.programmes(for_user=for_user, catalogue=EVERY)]
    return sorted(found, key=lambda choice: choice[1].casefold())


def event_choices(*, for_user: User, at: datetime) -> list[tuple[int, str]]:
    """Return the latest events as choices."""
    found = events(for_user=for_user, at=at)[:MOST_CHOICES]
    return [(each.pk, f"{each} ({each.starts_at.date().isoformat()})") for each in found]


def _seen(user: Any, prefix: str) -> Q:
    """Return the condition of what belongs to a study that a reader may see."""
    return Q() if user.role in AUTHORS else Q(**{f"{prefix}state": StudyState.PUBLISHED})
