"""How does a need come to be, and how is it decided on? By hand, from a passage of notes, or from a finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies.enums import MarkKind, NoteLanguage
from grappe.apps.diagnostics import queries as diagnostic_queries
from grappe.apps.diagnostics.enums import Severity
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.needs.enums import FOLLOWS, OPEN_STATES, NeedState, Urgency
from grappe.apps.needs.models import Need
from grappe.apps.needs.permissions import check_can_add_need, check_can_edit_need
from grappe.engines.kernel import Text
from grappe.ui.custom import checked
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.clusters.models import Theme
    from grappe.apps.companies.models import Company, Mark
    from grappe.apps.diagnostics.models import Finding

LONGEST_TITLE = 200
URGENCIES = {
    Severity.MINOR: Urgency.LOW,
    Severity.NOTABLE: Urgency.NORMAL,
    Severity.SERIOUS: Urgency.HIGH,
}


@transaction.atomic
def add_need(
    *,
    company: Company,
    title: str,
    description: str = "",
    language: str,
    theme: Theme | str,
    urgency: int = Urgency.NORMAL,
    mark: Mark | None = None,
    finding: Finding | None = None,
    custom: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Need:
    """Add a confirmed need to a company; `theme` is one of the five, or its slug.

    With `mark`, the need stems from a passage of a contact's notes; with `finding`, from a diagnostic, whose answers it
    keeps as its evidence. `custom` are the values of custom fields by name. Raises BadInput for an empty title, and where
    mark or finding has its need already.
    """
    check_can_add_need(by, company)
    evidence: list[dict[str, Any]] = []
    if mark is not None:
        if mark.contact.company_id != company.pk or mark.kind != MarkKind.NEED:
            raise BadInput(_("This passage is not marked as a need of this company."))
        if Need.objects.filter(mark=mark).exists():
            raise BadInput(_("This passage is a need already."))
    if finding is not None:
        if finding.run.company_id != company.pk:
            raise BadInput(_("This finding is about another company."))
        if Need.objects.filter(finding=finding).exists():
            raise BadInput(_("This finding has its need already."))
        evidence = finding.evidence
    return Need.objects.create(
        company=company,
        title=_checked_title(title),
        description=description.strip(),
        language=_checked_language(language),
        theme=_theme(theme),
        urgency=_checked_urgency(urgency),
        state=NeedState.CONFIRMED,
        mark=mark,
        contact=mark.contact if mark is not None else None,
        finding=finding,
        evidence=evidence,
        custom=checked(custom_fields(RecordType.NEED), custom or {}),
        created_at=at,
        created_by=by,
        decided_at=at,
        decided_by=by,
    )


@transaction.atomic
def propose_from_run(*, run_id: int, by: User | None, at: datetime) -> list[Need]:
    """Propose a need for each finding of a finished diagnostic; `by` None: the company finished it by its link.

    A finding whose need still stands open from an earlier run of the same questionnaire proposes nothing anew.
    """
    run, found = diagnostic_queries.findings_to_propose(run_id)
    language = run.company.language
    standing = set(
        Need.objects.filter(
            company=run.company,
            state__in=OPEN_STATES,
            finding__run__version__questionnaire=run.version.questionnaire_id,
        ).values_list("finding__code", flat=True)
    )
    taken = set(Need.objects.filter(finding__run=run).values_list("finding_id", flat=True))
    return Need.objects.bulk_create(
        _proposed(run.company, finding, language, by, at)
        for finding in found
        if finding.code not in standing and finding.pk not in taken
    )


def _proposed(company: Company, finding: Finding, language: str, by: User | None, at: datetime) -> Need:
    words = finding.need or {}
    return Need(
        company=company,
        title=Text.of(words.get("title")).in_language(language)[:LONGEST_TITLE],
        description=Text.of(words.get("description")).in_language(language),
        language=language,
        theme=finding.theme,
        urgency=URGENCIES[Severity(finding.severity)],
        state=NeedState.PROPOSED,
        finding=finding,
        evidence=finding.evidence,
        created_at=at,
        created_by=by,
    )


@transaction.atomic
def edit_need(*, need: Need, version: int, values: Mapping[str, Any], by: User, at: datetime) -> Need:
    """Change a need's `title`, `description`, `language`, `theme`, `urgency` and `custom` fields; what is not given stays.

    A proposed need that is edited is thereby confirmed. Raises Stale when it changed since `version`.
    """
    check_can_edit_need(by, need)
    locked = _locked(need, version)
    if "title" in values:
        locked.title = _checked_title(values["title"])
    if "description" in values:
        locked.description = str(values["description"]).strip()
    if "language" in values:
        locked.language = _checked_language(values["language"])
    if "theme" in values:
        locked.theme = _theme(values["theme"])
    if "urgency" in values:
        locked.urgency = _checked_urgency(values["urgency"])
    if "custom" in values:
        locked.custom = checked(custom_fields(RecordType.NEED), values["custom"], before=locked.custom)
    if locked.state == NeedState.PROPOSED:
        _decide(locked, NeedState.CONFIRMED, by, at)
    return _save(locked)


def confirm_need(*, need: Need, by: User, at: datetime, version: int | None = None) -> Need:
    """Confirm a proposed, dismissed or met need: it is worked on."""
    return _move(need, NeedState.CONFIRMED, version, by, at)


def dismiss_need(*, need: Need, by: User, at: datetime, version: int | None = None) -> Need:
    """Dismiss a need: it is kept, but no longer worked on."""
    return _move(need, NeedState.DISMISSED, version, by, at)


def meet_need(*, need: Need, by: User, at: datetime, version: int | None = None) -> Need:
    """Say that a confirmed need is met."""
    return _move(need, NeedState.MET, version, by, at)


@transaction.atomic
def put_back(*, need: Need, state: str, by: User, at: datetime, version: int | None = None) -> Need:
    """Take a decision back: the need is in the state that it was decided from, also proposed. Raises as the others do."""
    check_can_edit_need(by, need)
    locked = _locked(need, version)
    if locked.state == state:
        return locked
    if NeedState(locked.state) not in FOLLOWS[NeedState(state)]:
        raise BadInput(
            _("A need that is “%(now)s” cannot become “%(then)s”.")
            % {"now": locked.get_state_display(), "then": NeedState(state).label}
        )
    _decide(locked, NeedState(state), by, at)
    if state == NeedState.PROPOSED:
        locked.decided_at = locked.decided_by = None
    return _save(locked)


@transaction.atomic
def _move(need: Need, to: NeedState, version: int | None, by: User, at: datetime) -> Need:
    check_can_edit_need(by, need)
    locked = _locked(need, version)
    if locked.state == to:
        return locked  # somebody else decided the same: nothing to say
    if to not in FOLLOWS[NeedState(locked.state)]:
        raise BadInput(
            _("A need that is “%(now)s” cannot become “%(then)s”.")
            % {"now": locked.get_state_display(), "then": to.label}
        )
    _decide(locked, to, by, at)
    return _save(locked)


def _locked(need: Need, version: int | None) -> Need:
    locked = Need.objects.select_for_update(of=("self",)).select_related("company", "theme").get(pk=need.pk)
    if version is not None and locked.version != version:
        raise Stale(_("Somebody else changed this need meanwhile. Look at it again."), locked)
    return locked


def _decide(need: Need, to: NeedState, by: User, at: datetime) -> None:
    need.state, need.decided_at, need.decided_by = to, at, by


def _save(need: Need) -> Need:
    need.version += 1
    need.save()
    return need


def _theme(theme: Theme | str) -> Theme:
    if not isinstance(theme, str):
        return theme
    found = cluster_queries.themes().filter(slug=theme).first()
    if found is None:
        raise BadInput(_("“%(slug)s” is not one of the themes.") % {"slug": theme[:60]})
    return found


def _checked_title(title: str) -> str:
    words = " ".join(title.split())
    if not words:
        raise BadInput(_("A need needs a title."))
    if len(words) > LONGEST_TITLE:
        raise BadInput(_("The title is longer than %(most)d characters.") % {"most": LONGEST_TITLE})
    return words


def _checked_language(language: str) -> str:
    if language not in NoteLanguage.values:
        raise BadInput(_("The language is one of English, French, German and Luxembourgish."))
    return language


def _checked_urgency(urgency: int) -> int:
    if urgency not in Urgency.values:
        raise BadInput(_("The urgency is low, normal or high."))
    return urgency
