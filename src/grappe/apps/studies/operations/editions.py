"""How is a study published: everything that is printed kept for ever as an edition, or an edition withdrawn?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import LetterKind, Licence, ReviewState, StudyState
from grappe.apps.studies.models import Edition, Study
from grappe.apps.studies.operations import letters
from grappe.apps.studies.operations.studies import kept, locked
from grappe.apps.studies.permissions import check_can_publish
from grappe.apps.studies.queries.anonymity import check
from grappe.apps.studies.queries.content import content_of, languages_of, long_rows
from grappe.apps.studies.queries.reviews import current_round, obstacles
from grappe.ui import moments
from grappe.ui.errors import BadInput
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = 2_000  # characters of what is new


@transaction.atomic
def publish(*, study: Study, changes: Mapping[str, str], by: User, at: datetime) -> Edition:
    """Publish a reviewed study as its next edition; from then on everybody may read it.

    Raises PermissionDenied, and BadInput, with nothing written, while anything is in the way: reviews, comments without
    an answer, or a place that names somebody who did not agree.
    """
    current = locked(study)
    check_can_publish(by, current)
    in_the_way = obstacles(current, sum(each.sure for each in check(current)))
    if in_the_way:
        raise BadInput(" ".join(each.words for each in in_the_way))
    content = content_of(current, whole=False)
    last = current.editions.order_by("-number").values_list("number", flat=True).first() or 0
    edition = Edition.objects.create(
        study=current, number=last + 1, content=content | {"reviewers": _reviewers(current)},
        rows=long_rows(current),
        changes=words(changes, LONGEST), citation=_citation(current, content, last + 1, at), published_at=at,
        published_by=by,
    )  # fmt: skip
    current.state = StudyState.PUBLISHED
    current.published_at = current.published_at or at
    kept(current, by)
    told = current.reviews.filter(round=current_round(current), state=ReviewState.DONE)
    letters.write(reviews=told, kind=LetterKind.PUBLISHED, about=f"edition {edition.number}", at=at)
    return edition


@transaction.atomic
def withdraw(*, edition: Edition, reason: Mapping[str, str], by: User, at: datetime) -> Edition:
    """Withdraw an edition: its page stays, with the reason and without what was printed. Raises PermissionDenied, BadInput."""
    study = locked(edition.study)
    check_can_publish(by, study)
    current = Edition.objects.select_for_update().defer("rows").get(pk=edition.pk)
    why = words(reason, LONGEST)
    if not why:
        raise BadInput(_("Say why the edition is withdrawn: those who cite it read it."))
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_reason = at, why
        with pghistory.context(user=by.pk):
            current.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return current


def _reviewers(study: Study) -> list[dict[str, str]]:
    rows = study.reviews.filter(round=current_round(study), state=ReviewState.DONE).order_by("name")
    return [{"name": each.name, "organisation": each.organisation} for each in rows]


def _citation(study: Study, content: Mapping[str, Any], number: int, at: datetime) -> dict[str, Any]:
    """Return the edition itself as a CSL-JSON item, so that others can cite it."""
    day = moments.local_date(at)
    language = languages_of(content)[0]
    with translation.override(language):
        genre = _("Techno-economic study")
    return {
        "type": "report",
        "title": content["titles"][language],
        "author": authors(content["authors"]),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "publisher": settings.INITIATIVE_NAME,
        "edition": str(number),
        "language": language,
        "genre": genre,
        "URL": f"{settings.SITE_URL}/studies/p/{study.slug}/{number}/",
        "note": "" if content["licence"] == Licence.RESERVED else str(Licence(content["licence"]).label),
    }


def authors(text: str) -> list[dict[str, str]]:
    """Return authors as CSL names: "Weber, Claire; Müller, Jonas", a name without a comma as it stands."""
    found = []
    for each in text.split(";"):
        family, comma, given = (part.strip() for part in each.partition(","))
        if family:
            found.append({"family": family, "given": given} if comma and given else {"literal": family})
    return found
