"""How does a second administrator put a draft in force, and how is its difference counted before?"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.aids.enums import DifferenceState, DraftState, DraftStep, PublicationOrigin
from grappe.apps.aids.models import (
    Catalogue,
    Difference,
    DifferenceRow,
    Draft,
    Programme,
    ProgrammeVector,
    Publication,
)
from grappe.apps.aids.operations.catalogues import order_encoding, seal
from grappe.apps.aids.operations.drafts import check_version, locked, take_step
from grappe.apps.aids.operations.publications import keep_what_stands, record, values_of
from grappe.apps.aids.permissions import check_can_approve_draft, check_can_edit_rules
from grappe.apps.aids.queries import differences as engine_side
from grappe.apps.aids.queries.documents import digest_of, plain
from grappe.apps.aids.queries.draft_texts import text_digest
from grappe.apps.aids.queries.drafts import (
    catalogue_of,
    compiled_draft,
    compiled_now,
    difference_of,
    reading_of,
    writers,
)
from grappe.apps.aids.queries.evidence import texts_of
from grappe.apps.clusters import queries as cluster_queries
from grappe.engines import eligibility as engine
from grappe.ui import jobs, passages
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

AT_ONCE = 500  # companies that are compared while one waits; more is a job with a progress bar


# --- The difference ---


def compare(*, draft: Draft, on: date, by: User, at: datetime) -> Difference:
    """Count what a draft changes for the companies on file as of a day: at once, or as a job when they are many.

    Raises BadInput where the draft's rule cannot be read.
    """
    check_can_edit_rules(by)
    with transaction.atomic():
        if reading_of(draft, on=on).programme is None:
            raise BadInput(_("The difference is counted once the text has no errors."))
        total = engine_side.count_companies()
        difference = Difference.objects.create(
            draft=draft, text_digest=text_digest(draft.text), on=on, total=total, started_at=at, started_by=by,
            base_digest=draft.programme.digest if draft.programme else "",
        )  # fmt: skip
        if total > AT_ONCE:
            jobs.order("aids.compare_draft", difference_id=difference.pk)
    if total <= AT_ONCE:
        perform_comparison(difference_id=difference.pk, at=at)
        difference.refresh_from_db()
    return difference


def perform_comparison(*, difference_id: int, at: datetime) -> None:
    """Do what was ordered, keeping count of the companies done, and end in DONE or FAILED with a message."""
    difference = Difference.objects.select_related("draft__programme__catalogue", "started_by").get(
        pk=difference_id
    )
    draft = difference.draft
    reading = reading_of(draft, on=difference.on)
    changed = (
        text_digest(draft.text) != difference.text_digest
        or (draft.programme.digest if draft.programme else "") != difference.base_digest
    )
    if reading.programme is None or changed:
        difference.state = DifferenceState.FAILED
        difference.message = _("The draft was changed meanwhile: count again.")
        difference.save(update_fields=["state", "message"])
        return
    try:
        _count(difference, reading.programme, at)
    except Exception:
        difference.state, difference.message = DifferenceState.FAILED, _("Something broke on our side.")
        difference.save(update_fields=["state", "message"])
        raise


def _count(difference: Difference, programme: engine.Programme, at: datetime) -> None:
    draft, on = difference.draft, difference.on
    mine, now = compiled_draft(programme, catalogue_of(draft)), compiled_now(draft.programme)
    comparison = engine_side.Comparison(now, mine, on)
    moves: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {kind: Counter() for kind in (*engine_side.KINDS, "kinds")}
    for block in engine_side.company_blocks(on):
        pairs, changed = comparison.block(block)
        moves.update({f"{before}>{after}": number for (before, after), number in pairs.items()})
        for move in changed:
            kinds["kinds"][move.kind] += 1
            kinds[move.kind].update(move.criteria)
        with transaction.atomic():
            DifferenceRow.objects.bulk_create(
                DifferenceRow(
                    difference=difference, company_id=move.company, kind=move.kind, before=move.before,
                    after=move.after, criteria=list(move.criteria),
                )
                for move in changed
            )  # fmt: skip
            difference.done += len(block)
            difference.save(update_fields=["done"])
    difference.moves = dict(moves)
    difference.criteria = {kind: dict(found) for kind, found in kinds.items()}
    difference.labels = _labels(on, now, mine)
    difference.total = difference.done
    difference.state, difference.finished_at = DifferenceState.DONE, at
    difference.save()


def _labels(on: date, *catalogues: engine.Catalogue | None) -> dict[str, dict[str, str]]:
    found = {}
    for catalogue in catalogues:
        for plan, _open, _in_force in catalogue.on(on) if catalogue else ():
            for criterion in plan.criteria:
                words = criterion.label
                found[criterion.id] = {"en": words.en or criterion.id, "fr": words.fr, "de": words.de}
    return found


# --- Four eyes ---


@transaction.atomic
def publish(*, draft: Draft, version: int, comment: str = "", by: User, at: datetime) -> Publication:
    """Approve a draft and put it in force; what was in force stays in the history.

    Raises PermissionDenied for its authors, BadInput where it has errors, no difference was counted for this very
    text, or the programme in force has changed since; Stale where the draft has changed.
    """
    check_can_edit_rules(by)
    draft = locked(draft)
    check_can_approve_draft(by, draft)
    if draft.state != DraftState.REVIEW:
        raise BadInput(_("This draft does not wait for review."))
    check_version(draft, version)
    reading = reading_of(draft, on=at.date())
    if reading.errors or reading.document is None:
        raise BadInput(_("The text has errors: send it back."))
    programme = _programme_locked(draft)
    difference = difference_of(draft)
    if difference is None or difference.state != DifferenceState.DONE:
        raise BadInput(_("Count the difference first: nobody publishes without having seen it."))
    document = plain(reading.document)
    programme = _put_in_force(draft, programme, document, at)
    publication = record(
        programme, text=draft.text, digest=programme.digest, origin=PublicationOrigin.PAGE, at=at,
        comment=draft.comment, authors=writers(draft), approved_by=by, draft=draft, difference=difference,
    )  # fmt: skip
    if draft.programme_id is None:
        draft.programme = programme
        draft.save(update_fields=["programme"])
    take_step(draft, DraftState.PUBLISHED, DraftStep.PUBLISHED, comment.strip()[:2000], by, at)
    return publication


def _programme_locked(draft: Draft) -> Programme | None:
    if draft.programme_id is None:
        if Programme.objects.filter(slug=draft.slug).exists():
            raise BadInput(_("There is already a programme with this id."))
        return None
    programme = Programme.objects.select_for_update().select_related("catalogue").get(pk=draft.programme_id)
    if programme.digest != draft.base_digest:
        raise BadInput(
            _("The programme in force has changed since this draft began: send it back to be carried over.")
        )
    draft.programme = programme
    return programme


def _put_in_force(
    draft: Draft, programme: Programme | None, document: dict[str, Any], at: datetime
) -> Programme:
    values = values_of(document, digest_of(document), at)
    if programme is None:
        home = Catalogue.objects.get(home=True)
        programme = Programme.objects.create(slug=draft.slug, catalogue=home, **values)
    else:
        keep_what_stands(programme)
        for name, value in values.items():
            setattr(programme, name, value)
        programme.save()
    themes = {theme.slug: theme for theme in cluster_queries.themes()}
    clusters = {cluster.slug: cluster for cluster in cluster_queries.clusters()}
    programme.themes.set([themes[name] for name in document.get("themes") or [] if name in themes])
    programme.clusters.set([clusters[name] for name in document.get("clusters") or [] if name in clusters])
    programme.refresh_from_db()
    passages.store(ProgrammeVector, "programme", programme.pk, texts_of(programme))
    transaction.on_commit(order_encoding)
    seal(programme.catalogue, at=at)
    return programme
