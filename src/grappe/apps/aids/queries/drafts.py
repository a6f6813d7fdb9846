"""Which drafts of programmes are there, what do they change, and which texts were in force before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from grappe.apps.aids.enums import DifferenceState, DraftState, DraftStep
from grappe.apps.aids.models import (
    Difference,
    DifferenceRow,
    Draft,
    DraftEvent,
    DraftText,
    Programme,
    Publication,
)
from grappe.apps.aids.permissions import can_approve_draft, check_can_edit_rules, check_can_view_programmes
from grappe.apps.aids.queries.catalogues import loaded_catalogue
from grappe.apps.aids.queries.differences import KINDS
from grappe.apps.aids.queries.draft_texts import Reading, read_draft, text_digest, text_in_force
from grappe.apps.aids.queries.judging import Judgement, judgements_with
from grappe.apps.aids.queries.known import known_facts
from grappe.apps.companies import queries as company_queries
from grappe.engines import eligibility as engine
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.engines.eligibility import Field

SHOWN = 50  # companies of a list of examples


def drafts(*, for_user: User, closed: bool = False) -> QuerySet[Draft]:
    """Return the drafts that are written or wait for review, the newest change first; with `closed` those done with."""
    check_can_edit_rules(for_user)
    states = [DraftState.PUBLISHED, DraftState.DISCARDED] if closed else [DraftState.REVIEW, DraftState.OPEN]
    found = Draft.objects.filter(state__in=states).select_related("created_by", "changed_by", "programme")
    return found.defer("text", "base_text", "programme__content")


def draft_for(pk: int, *, for_user: User) -> Draft:
    """Return a draft with its people and programme. Raises Draft.DoesNotExist."""
    check_can_edit_rules(for_user)
    return Draft.objects.select_related("created_by", "changed_by", "programme__catalogue").get(pk=pk)


def reading_of(draft: Draft, *, on: date) -> Reading:
    """Return what a draft's text says and what is wrong with it."""
    return read_draft(draft.text, slug=draft.slug, on=on, catalogue=catalogue_of(draft))


def catalogue_of(draft: Draft) -> str:
    """Return the catalogue a draft's programme belongs to; empty, the home catalogue, for a new one."""
    return draft.programme.catalogue.slug if draft.programme else ""


def fields_of(draft: Draft) -> Mapping[str, Field]:
    """Return the facts that a draft's criteria may name: those of its catalogue. One query if it is kept."""
    return loaded_catalogue(catalogue_of(draft)).fields


def has_moved(draft: Draft) -> bool:
    """Whether the programme in force has changed since the draft began."""
    return bool(draft.programme and draft.programme.digest != draft.base_digest)


def writers(draft: Draft) -> list[User]:
    """Return who wrote at a draft, each once, the first first."""
    people: dict[int, User] = {}
    written = draft.texts.filter(aside=False).select_related("written_by").defer("text").order_by("number")
    for text in written:
        if text.written_by is not None:
            people.setdefault(text.written_by.pk, text.written_by)
    return list(people.values())


def texts_of(draft: Draft) -> QuerySet[DraftText]:
    """Return the texts a draft had, the newest first, those set aside among them."""
    return draft.texts.select_related("written_by").defer("text").order_by("-number")


def events_of(draft: Draft) -> QuerySet[DraftEvent]:
    """Return the steps of a draft between author and reviewer, the first first."""
    return draft.events.select_related("by")


def text_for(draft: Draft, number: int) -> DraftText:
    """Return one text of a draft. Raises DraftText.DoesNotExist."""
    return draft.texts.select_related("written_by").get(number=number)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands to the programme in force, and what may be done with it now."""

    text_now: str  # of the programme in force; empty for a new programme
    moved: bool  # the programme in force has changed since the draft began
    taken: bool  # a new programme whose id another has by now
    approvable: bool
    difference: Difference | None  # of this very text against the programme now in force


def standing_of(draft: Draft, *, for_user: User) -> Standing:
    """Return how a draft stands: beside the programme in force, before its reviewer."""
    programme = draft.programme
    taken = programme is None and Programme.objects.filter(slug=draft.slug).exists()
    return Standing(
        text_now=text_in_force(programme) if programme else "",
        moved=has_moved(draft),
        taken=taken and draft.state != DraftState.PUBLISHED,
        approvable=can_approve_draft(for_user, draft),
        difference=difference_of(draft),
    )


def difference_of(draft: Draft) -> Difference | None:
    """Return the newest difference computed for this text against the programme now in force."""
    base = draft.programme.digest if draft.programme else ""
    found = draft.differences.filter(text_digest=text_digest(draft.text), base_digest=base)
    return found.exclude(state=DifferenceState.FAILED).order_by("-pk").first()


# --- Trying it ---


@dataclass(frozen=True, slots=True)
class Trial:
    """One company under the draft beside the programme in force (None for a new programme)."""

    company: Company
    draft: Judgement
    now: Judgement | None

    @property
    def changed(self) -> bool:
        return self.now is not None and self.now.verdict != self.draft.verdict


def compiled_draft(programme: engine.Programme, catalogue: str = "") -> engine.Catalogue:
    """Return a draft's programme compiled by itself, with the fields and communes of its catalogue."""
    loaded = loaded_catalogue(catalogue)
    return engine.Catalogue([programme], loaded.fields, loaded.communes, loaded.home, loaded.nuts)


def compiled_now(programme: Programme | None) -> engine.Catalogue | None:
    """Return the programme in force compiled by itself; None for a new one."""
    if programme is None:
        return None
    slug = programme.catalogue.slug
    return compiled_draft(engine.parse_programme(programme.content, loaded_catalogue(slug).fields), slug)


def trials(
    draft: Draft, programme: engine.Programme, company_ids: Sequence[int], *, on: date, for_user: User
) -> list[Trial]:
    """Return what a draft says of some companies, beside what is in force, in the order asked for.

    Judged as on the company's own page: with what its group and the register of awards add.
    """
    check_can_edit_rules(for_user)
    mine = compiled_draft(programme, catalogue_of(draft))
    now = compiled_now(draft.programme)
    found = company_queries.companies(for_user=for_user).prefetch_related("figures", "facts")
    by_id = {company.pk: company for company in found.filter(pk__in=list(company_ids))}
    rows = []
    for pk in company_ids:
        company = by_id.get(pk)
        if company is None:
            continue
        facts = known_facts(company, on=on, for_user=for_user)
        there = judgements_with(now, facts, on=on)[draft.slug] if now else None
        rows.append(Trial(company, judgements_with(mine, facts, on=on)[programme.id], there))
    return rows


# --- The difference ---


def difference_for(draft: Draft, pk: int) -> Difference:
    """Return one difference of a draft. Raises Difference.DoesNotExist."""
    return draft.differences.select_related("started_by").get(pk=pk)


def latest_difference(draft: Draft) -> Difference | None:
    """Return the newest difference of a draft, of whichever of its texts."""
    return draft.differences.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Counts:
    """A difference in numbers: who gains, loses, becomes undetermined, is refused after having been undetermined."""

    gain: int
    lose: int
    open: int
    refused: int
    settled: int  # was undetermined and is settled, one way or the other
    moves: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]  # verdict before: (verdict after, companies)
    criteria: tuple[tuple[str, tuple[tuple[Text, int], ...]], ...]  # kind: (criterion, companies), most first


VERDICTS = ("eligible", "undetermined", "not_eligible")


def counts_of(difference: Difference) -> Counts:
    """Return a stored difference in numbers."""
    moves: dict[str, int] = difference.moves
    found = dict.fromkeys(KINDS, 0)
    for kind, number in difference.criteria.get("kinds", {}).items():
        found[kind] = number
    befores = ("",) if any(move.startswith(">") for move in moves) else VERDICTS
    labels = {name: Text.of(words) for name, words in difference.labels.items()}
    return Counts(
        **found,
        settled=sum(n for move, n in moves.items() if move.startswith("undetermined>") and n)
        - moves.get("undetermined>undetermined", 0),
        moves=tuple(
            (before, tuple((after, moves.get(f"{before}>{after}", 0)) for after in VERDICTS))
            for before in befores
        ),
        criteria=tuple(
            (
                kind,
                tuple(
                    (labels.get(name) or Text.of(name), number)
                    for name, number in sorted(
                        difference.criteria.get(kind, {}).items(), key=lambda pair: (-pair[1], pair[0])
                    )
                ),
            )
            for kind in KINDS
            if difference.criteria.get(kind)
        ),
    )


def rows_of(difference: Difference, kind: str) -> QuerySet[DifferenceRow]:
    """Return the companies that a difference concerns, of one kind, by name."""
    found = difference.rows.select_related("company")
    return (found.filter(kind=kind) if kind in KINDS else found).order_by("company__sort_name", "pk")


# --- History ---


def history_of(programme: Programme, *, for_user: User) -> QuerySet[Publication]:
    """Return every text of a programme that was in force, or was kept out, the newest first; everybody inside reads it."""
    check_can_view_programmes(for_user)
    found = programme.publications.select_related("approved_by", "difference", "draft")
    return found.prefetch_related("authors").defer("text").order_by("-number")


def publication_for(programme: Programme, number: int, *, for_user: User) -> Publication:
    """Return one publication. Raises Publication.DoesNotExist."""
    check_can_view_programmes(for_user)
    found = programme.publications.select_related("approved_by", "difference", "draft")
    return found.prefetch_related("authors").get(number=number)


def text_before(publication: Publication) -> str:
    """Return the text that was in force before a publication; empty for the first."""
    found = publication.programme.publications.filter(number__lt=publication.number, in_force=True)
    before = found.order_by("-number").first()
    return before.text if before else ""


def edited_slugs() -> frozenset[str]:
    """Return the programmes whose text in force was published on the page: a catalogue load leaves them alone."""
    newest: dict[str, str] = {}
    rows = Publication.objects.filter(in_force=True).order_by("number")
    for slug, origin in rows.values_list("programme__slug", "origin"):
        newest[slug] = origin
    return frozenset(slug for slug, origin in newest.items() if origin == "page")


def waiting_for(user: User) -> int:
    """Return how many drafts wait for the review of somebody who may approve them."""
    wrote = DraftText.objects.filter(draft=OuterRef("pk"), written_by=user, aside=False)
    asked = DraftEvent.objects.filter(draft=OuterRef("pk"), step=DraftStep.ASKED, by=user)
    waiting = Draft.objects.filter(state=DraftState.REVIEW).exclude(created_by=user)
    return waiting.exclude(Exists(wrote) | Exists(asked)).count()


def versions_in(document: dict[str, Any]) -> list[tuple[int, str]]:
    """Return the versions of a document with their ids, as they are written."""
    listed = document.get("versions")
    if not isinstance(listed, list):
        return []
    return [
        (i, str(version.get("id", i + 1))) for i, version in enumerate(listed) if isinstance(version, dict)
    ]
