"""How is the text of a study divided: chapters added, renamed, moved, taken out, and taken back to what they were?

What they say is written by `texts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import StudyState
from grappe.apps.studies.models import Section, Study
from grappe.apps.studies.operations.studies import locked
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.chapters import CODES, text_in, version_of
from grappe.apps.texts import operations as texts
from grappe.ui import order
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_CHAPTERS, LONGEST_HEADING = 60, 200


@transaction.atomic
def add(*, study: Study, headings: Mapping[str, str], by: User, at: datetime) -> Section:
    """Put a chapter at the end of a study's text, with an empty text in each language. Raises PermissionDenied, BadInput."""
    current = _opened(study, by)
    rows = list(current.sections.values_list("position", flat=True))
    if len(rows) >= MOST_CHAPTERS:
        raise BadInput(_("A study has at most %(most)d chapters.") % {"most": MOST_CHAPTERS})
    section = Section(study=current, headings=_headings(headings), position=max(rows, default=-1) + 1)
    for code in CODES:
        setattr(section, f"text_{code}", texts.begin(at=at))
    with pghistory.context(user=by.pk):
        section.save()
    return section


@transaction.atomic
def rename(*, section: Section, headings: Mapping[str, str], version: str, by: User, at: datetime) -> Section:
    """Give a chapter other headings. Raises PermissionDenied, BadInput, Stale where `version_of` says another `version`."""
    _opened(section.study, by)
    current = Section.objects.select_for_update().get(pk=section.pk)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this chapter meanwhile. Look at it again first."), current)
    current.headings = _headings(headings)
    with pghistory.context(user=by.pk):
        current.save(update_fields=["headings"])
    return current


@transaction.atomic
def move(*, section: Section, up: bool, by: User, at: datetime) -> int:
    """Let a chapter change places with the one before or after it; return its place from 1. At the end it stays."""
    study = _opened(section.study, by)
    with pghistory.context(user=by.pk):
        return order.exchange(study.sections.order_by("position", "pk"), section, up=up).place


@transaction.atomic
def restore(*, section: Section, code: str, number: int, by: User, at: datetime) -> None:
    """Make a chapter in a language again what it was after its `number`-th update; pages that are open follow.

    Raises PermissionDenied, BadInput.
    """
    _opened(section.study, by)
    if code not in CODES:
        raise BadInput(_("This request cannot be read."))
    texts.restore(text=text_in(section, code), number=number, by=by, writer=by.name, at=at)


@transaction.atomic
def remove(*, section: Section, by: User, at: datetime) -> None:
    """Take a chapter out on which nothing is written in any language. Raises PermissionDenied, BadInput where it is."""
    _opened(section.study, by)
    current = Section.objects.select_related("text_en", "text_fr", "text_de").get(pk=section.pk)
    written = [text_in(current, code) for code in CODES]
    # Closed first: whoever is typing at this moment is either seen here, or told.
    texts.close(texts=written, at=at)
    for each in written:
        each.refresh_from_db()
    if any(each.plain.strip() for each in written):
        raise BadInput(_("In this chapter something is written: it stays. Empty it first, in all languages."))
    with pghistory.context(user=by.pk):
        current.delete()
    for each in written:
        texts.discard(text=each)


def _opened(study: Study, by: User) -> Study:
    current = locked(study)
    check_can_work_on(by, current)
    if current.state == StudyState.DROPPED:
        raise BadInput(_("This study was given up. Take it up again first."))
    return current


def _headings(given: Mapping[str, str]) -> dict[str, str]:
    found = {code: " ".join(text.split()) for code, text in words(given, LONGEST_HEADING).items()}
    if not found:
        raise BadInput(_("A chapter needs a heading in at least one language."))
    return found
