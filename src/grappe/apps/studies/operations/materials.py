"""How does a document come to a study, and is it published with it?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.documents import operations as documents
from grappe.apps.studies.models import Material
from grappe.apps.studies.operations.studies import locked
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.plan import editions_with
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Source, Study

LONGEST, MOST = 200, 200


@transaction.atomic
def add(
    *, study: Study, upload: Any, title: str, published: bool = False, source: Source | None = None, by: User,
    at: datetime,
) -> Material:  # fmt: skip
    """Keep a document of a study, whole or not at all. Raises PermissionDenied, BadInput."""
    current = locked(study)
    check_can_work_on(by, current)
    if current.materials.count() >= MOST:
        raise BadInput(_("A study has at most %(most)d documents.") % {"most": MOST})
    document = documents.keep(upload=upload, by=by, at=at)
    named = _title(title) or document.name[:LONGEST]
    _check_source(current, source)
    return Material.objects.create(
        study=current, document=document, title=named, published=published, source=source, added_at=at
    )


@transaction.atomic
def change(
    *, material: Material, title: str, published: bool, source: Source | None, by: User, at: datetime
) -> Material:
    """Change what a document is called, and whether it is published with the next edition. PermissionDenied, BadInput."""
    check_can_work_on(by, material.study)
    named = _title(title)
    if not named:
        raise BadInput(_("Say what the document is called."))
    _check_source(material.study, source)
    material.title, material.published, material.source = named, published, source
    material.save()
    return material


@transaction.atomic
def remove(*, material: Material, by: User, at: datetime) -> None:
    """Remove a document with its file. Raises PermissionDenied, BadInput where an edition that can be read has it."""
    study = locked(material.study)
    check_can_work_on(by, study)
    if numbers := editions_with(material):
        raise BadInput(
            _("Edition %(numbers)s is published with this document: it stays.")
            % {"numbers": ", ".join(map(str, numbers))}
        )
    document = material.document
    material.delete()
    documents.remove(document=document)


def _title(title: str) -> str:
    words = " ".join(title.replace("\x00", " ").split())
    if len(words) > LONGEST:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST})
    return words


def _check_source(study: Study, source: Source | None) -> None:
    if source is not None and source.study_id != study.pk:
        raise BadInput(_("This request cannot be read."))
