"""Who may be named in a study, what was agreed to and when, and where was printed what may be quoted no more?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model

from grappe.apps.studies.enums import QUOTABLE, Consent, ConsentHow, EvidenceKind
from grappe.apps.studies.models import Edition, Interview
from grappe.apps.studies.queries.content import content_of


@dataclass(frozen=True, slots=True)
class Said:
    """What was noted of a consent at one time."""

    consent: str  # in words
    how: str
    on: date | None
    by: str  # who gave it
    noted_by: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Printed:
    """A finding of an edition that quotes an interview; `part` for a text of the study as it stands now ("edition" 0)."""

    edition: int
    finding: int
    words: str


def is_held_back(interview: Interview, nameable: Iterable[int]) -> bool:
    """Whether somebody agreed to be named and is not, because of another interview or because the study names nobody."""
    return interview.consent == Consent.NAMED and interview.contact.company_id not in nameable


def history_of(interview: Interview) -> list[Said]:
    """Return what was noted of an interview's consent, the latest first, each change once. Two queries."""
    events: Any = Interview.pgh_event_models["update"]  # type: ignore[attr-defined]  # made by pghistory
    rows = events.objects.filter(pgh_obj_id=interview.pk).order_by("pgh_id").values(
        "consent", "consent_how", "consent_on", "consent_by", "consent_noted_by_id", "pgh_created_at"
    )  # fmt: skip
    found: list[dict[str, Any]] = []
    for row in rows:
        facts = {name: value for name, value in row.items() if name != "pgh_created_at"}
        before = {name: found[-1][name] for name in facts} if found else None
        if facts != before and (found or row["consent"] != Consent.UNASKED):
            found.append(row)
    names = dict(
        get_user_model().objects.filter(pk__in={row["consent_noted_by_id"] for row in found})
        .values_list("pk", "name")
    )  # fmt: skip
    return [_said(row, names) for row in reversed(found)]


def _said(row: Mapping[str, Any], names: Mapping[int, str]) -> Said:
    how = ConsentHow(row["consent_how"]).label if row["consent_how"] else ""
    return Said(
        consent=str(Consent(row["consent"]).label),
        how=str(how),
        on=row["consent_on"],
        by=row["consent_by"],
        noted_by=names.get(row["consent_noted_by_id"], ""),
        noted_at=row["pgh_created_at"],
    )


def printed_without_consent(interview: Interview, nameable: Iterable[int]) -> list[Printed]:
    """Return the findings of editions still to be read that quote an interview as it may be quoted no more.

    Nothing may be quoted: every quotation. Only without names: those by name. One query.
    """
    editions = (
        Edition.objects.filter(study=interview.study_id, withdrawn_at=None).defer("rows").order_by("number")
    )
    passages = {each.pk for each in interview.passages.all()}
    by_name = interview.consent in QUOTABLE and interview.contact.company_id not in nameable
    if interview.consent in QUOTABLE and not by_name:
        return []
    return [
        Printed(edition.number, finding["number"], _first(evidence["words"]))
        for edition in editions
        for finding in edition.content.get("findings", [])
        for evidence in finding["evidence"]
        if evidence["kind"] == EvidenceKind.PASSAGE and evidence.get("passage") in passages
        and (not by_name or not evidence["code"])
    ]  # fmt: skip


def written_without_consent(interview: Interview) -> list[str]:
    """Return the words of an interview that may not be quoted and yet stand in a text of the study as it is written now."""
    if interview.consent in QUOTABLE:
        return []
    content = content_of(interview.study)
    text = _plain(" ".join(_texts({name: content[name] for name in _WRITTEN})))
    found = []
    for passage in interview.passages.all():
        quoted = {
            _plain(each) for each in (passage.words, *passage.published.values()) if len(_plain(each)) >= 20
        }
        if any(each in text for each in quoted):
            found.append(passage.words)
    return found


_WRITTEN = ("summaries", "methods", "hypotheses", "chapters", "findings")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _first(texts: Mapping[str, str]) -> str:
    return next(iter(texts.values()), "")


def consents_of_person(person_id: int) -> list[Interview]:
    """Return the interviews of a person in which it was asked what may be quoted, the latest first. One query."""
    asked = Interview.objects.filter(person_id=person_id).exclude(consent=Consent.UNASKED)
    return list(asked.select_related("study", "consent_noted_by").order_by("-consent_on", "-id"))
