"""How is a passage of an interview marked, made ready for print, and taken away again?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.models import Interview, InterviewAnswer, Passage
from grappe.apps.studies.operations.studies import locked
from grappe.apps.studies.permissions import check_can_work_on
from grappe.ui.errors import BadInput
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST, MOST = 4_000, 200


@transaction.atomic
def mark(
    *, interview: Interview, answer: InterviewAnswer | None = None, passage: str, by: User, at: datetime
) -> Passage:
    """Mark words of an answer, or of the contact's notes where `answer` is None; marked twice they are marked once.

    Raises PermissionDenied, and BadInput for words that do not stand there.
    """
    check_can_work_on(by, interview.study)
    current = Interview.objects.select_for_update(of=("self",)).select_related("contact").get(pk=interview.pk)
    said = passage.replace("\r\n", "\n").replace("\x00", "").strip()
    if not said:
        raise BadInput(_("Select the words that are to be marked."))
    if len(said) > LONGEST:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST})
    if answer is not None and answer.interview_id != current.pk:
        raise BadInput(_("This request cannot be read."))
    text = current.contact.notes if answer is None else answer.text
    if said not in text.replace("\r\n", "\n"):
        raise BadInput(_("These words do not stand there any more. Select them again."))
    there = current.passages.filter(words=said, answer=answer).first()
    if there is not None:
        return there
    if current.passages.count() >= MOST:
        raise BadInput(_("An interview has at most %(most)d passages.") % {"most": MOST})
    with pghistory.context(user=by.pk):
        return Passage.objects.create(
            interview=current, answer=answer, words=said, marked_at=at, marked_by=by
        )


@transaction.atomic
def set_published(*, passage: Passage, texts: Mapping[str, str], by: User, at: datetime) -> Passage:
    """Set how a passage stands in print, by language; {} keeps it out of print.

    Names that still stand in it are told by `queries/anonymity.py`; a study with one is not published.
    Raises PermissionDenied, BadInput.
    """
    check_can_work_on(by, passage.interview.study)
    current = Passage.objects.select_for_update(of=("self",)).get(pk=passage.pk)
    current.published = words(texts, LONGEST)
    with pghistory.context(user=by.pk):
        current.save()
    return current


@transaction.atomic
def remove(*, passage: Passage, by: User, at: datetime) -> None:
    """Take a mark away; the answer stays. Raises PermissionDenied, BadInput where a finding rests on it."""
    study = locked(passage.interview.study)
    check_can_work_on(by, study)
    if passage.evidence.exists():
        raise BadInput(_("A finding rests on this passage: it stays until that says something else."))
    with pghistory.context(user=by.pk):
        Passage.objects.filter(pk=passage.pk).delete()
