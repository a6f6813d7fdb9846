"""How does a text of a programme come into force, and what does a later catalogue load leave alone?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from grappe.apps.aids.enums import PublicationOrigin
from grappe.apps.aids.models import Difference, Draft, Programme, Publication
from grappe.apps.aids.queries.documents import digest_of
from grappe.apps.aids.queries.draft_texts import dated, text_in_force
from grappe.apps.aids.queries.yaml_writing import whole

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def record(
    programme: Programme,
    *,
    text: str,
    digest: str,
    origin: PublicationOrigin,
    at: datetime,
    in_force: bool = True,
    comment: str = "",
    authors: Iterable[User] = (),
    approved_by: User | None = None,
    draft: Draft | None = None,
    difference: Difference | None = None,
) -> Publication:
    """Keep a text of a programme for its history."""
    last = programme.publications.aggregate(last=Max("number"))["last"] or 0
    made = Publication.objects.create(
        programme=programme, number=last + 1, text=text, digest=digest, origin=origin, in_force=in_force,
        comment=comment, published_at=at, approved_by=approved_by, draft=draft, difference=difference,
    )  # fmt: skip
    made.authors.set(authors)
    return made


def keep_what_stands(programme: Programme) -> None:
    """Give a programme that was loaded before there was a history its first entry."""
    if not programme.publications.exists():
        record(
            programme, text=text_in_force(programme), digest=programme.digest, at=programme.loaded_at,
            origin=PublicationOrigin.CATALOGUE,
        )  # fmt: skip


def record_loaded(programme: Programme, *, text: str | None, at: datetime) -> None:
    """Keep the text of a programme that a load has just put in force.

    Without a file's text (an import from elsewhere) only where the programme has a history already.
    """
    if text is None and not programme.publications.exists():
        return
    record(
        programme, text=text or whole(dated(programme.content)), digest=programme.digest, at=at,
        origin=PublicationOrigin.CATALOGUE,
    )  # fmt: skip


def keep_out(programme: Programme, document: dict[str, Any], text: str | None, at: datetime) -> bool:
    """Deal with a loaded document of a programme whose text in force was published on the page.

    The published text stays in force. A document that says the same has caught up: from now on loads apply again.
    One that is new keeps its place in the history, out of force. Returns whether it has caught up.
    """
    digest, caught_up = digest_of(document), digest_of(document) == programme.digest
    known = programme.publications.filter(digest=digest, origin=PublicationOrigin.CATALOGUE).exists()
    if caught_up or not known:
        record(
            programme, text=text or whole(dated(document)), digest=digest, at=at, in_force=caught_up,
            origin=PublicationOrigin.CATALOGUE,
        )  # fmt: skip
    return caught_up


def values_of(document: dict[str, Any], digest: str, at: datetime) -> dict[str, Any]:
    """Return the columns of a programme as its plain document says."""
    return {
        "name": document["name"] if isinstance(document["name"], dict) else {"en": document["name"]},
        "summary": document.get("summary") or {},
        "kind": document.get("kind") or "grant",
        "status": document.get("status") or "unknown",
        "confidence": document.get("confidence") or "unverified",
        "checked_on": document.get("checked_on"),
        "content": document,
        "digest": digest,
        "withdrawn": False,
        "loaded_at": at,
    }
