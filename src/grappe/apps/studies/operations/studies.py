"""How is a study begun, changed, taken from one state to the next, and given up?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import STUDY_STEPS, Licence, StudyState
from grappe.apps.studies.models import Study
from grappe.apps.studies.permissions import check_can_add_study, check_can_work_on
from grappe.apps.studies.queries.studies import PLAIN, TEXTS, version_of
from grappe.ui.errors import BadInput, Stale
from grappe.ui.slugs import free_slug
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"titles": 250, "questions": 2_000, "summaries": 4_000, "methods": 10_000}


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a study's frame; texts by language. `lead` None is whoever writes."""

    titles: Mapping[str, str]
    questions: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    authors: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    licence: str = Licence.CC_BY
    named_companies: bool = False
    theme: Any = None
    clusters: Sequence[Any] = ()
    nace: Sequence[Any] = ()
    lead: Any = None
    team: Sequence[Any] = ()


@transaction.atomic
def begin(*, draft: Draft, by: User, at: datetime, invented: bool = False) -> Study:
    """Begin a study. Raises PermissionDenied, BadInput."""
    check_can_add_study(by)
    study = Study(lead=draft.lead or by, created_at=at, created_by=by, invented=invented)
    _write(study, draft)
    study.slug = free_slug(Study, draft.titles, fallback="study")
    with pghistory.context(user=by.pk):
        study.save()
    _link(study, draft)
    return study


@transaction.atomic
def change(*, study: Study, draft: Draft, version: str, by: User, at: datetime) -> Study:
    """Change a study's frame. Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version`."""
    current = locked(study)
    check_can_work_on(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this study meanwhile. Look at it again first."), current)
    _write(current, draft)
    current.lead = draft.lead or current.lead
    kept(current, by)
    _link(current, draft)
    return current


@transaction.atomic
def move(*, study: Study, to: str, why: str = "", by: User, at: datetime) -> Study:
    """Take a study to its next state, except review and publication, which are operations of their own.

    Raises PermissionDenied, and BadInput for a step that does not follow, or a study given up without a reason.
    """
    current = locked(study)
    check_can_work_on(by, current)
    if to in (StudyState.REVIEW, StudyState.PUBLISHED) or to not in STUDY_STEPS[current.state]:
        raise BadInput(_("This step does not follow here. Load the page again."))
    if to == StudyState.DROPPED:
        current.dropped_reason = " ".join(why.split())[:500]
        if not current.dropped_reason:
            raise BadInput(_("Say why the study is given up: others would otherwise begin it again."))
    current.state = to
    return kept(current, by)


def locked(study: Study) -> Study:
    """Return the study as it stands, kept from others until the transaction ends."""
    found = Study.objects.select_for_update(of=("self",)).select_related("lead", "theme")
    return found.prefetch_related("team", "clusters", "nace").get(pk=study.pk)


def kept(study: Study, by: User) -> Study:
    """Save a study with who did so, as its next version."""
    study.version += 1
    with pghistory.context(user=by.pk):
        study.save()
    return study


def _write(study: Study, draft: Draft) -> None:
    for name in TEXTS:
        setattr(study, name, words(getattr(draft, name), LONGEST[name]))
    if not study.titles:
        raise BadInput(_("A study needs a title in at least one language."))
    if any("\n" in title for title in study.titles.values()):
        raise BadInput(_("A title is one line."))
    if draft.licence not in Licence.values:
        raise BadInput(_("This request cannot be read."))
    if draft.starts_on and draft.due_on and draft.due_on < draft.starts_on:
        raise BadInput(_("The study would be published before it begins."))
    for name in (*PLAIN, "theme"):
        setattr(study, name, getattr(draft, name))
    study.authors = " ".join(study.authors.split())


def _link(study: Study, draft: Draft) -> None:
    study.clusters.set(draft.clusters)
    study.nace.set(draft.nace)
    study.team.set([each for each in draft.team if each.pk != study.lead_id])
