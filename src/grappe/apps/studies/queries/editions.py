"""Which studies are published, in which editions, and how is one cited? What everybody may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Func, JSONField, Value

from grappe.apps.studies.models import Edition, Study
from grappe.apps.studies.queries.citations import cited
from grappe.apps.studies.queries.content import CODES, languages_of
from grappe.ui import moments

LIST_MOST = 200  # studies on the public list


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition as everybody reads it; `latest` is the number of the newest one of the same study."""

    edition: Edition
    languages: tuple[str, ...]
    latest: int

    @property
    def study(self) -> Study:
        return self.edition.study

    @property
    def is_latest(self) -> bool:
        return self.edition.number == self.latest

    def tag(self, language: str) -> str:
        """Return what is the same as long as the page is (ETag)."""
        withdrawn = int(self.edition.withdrawn_at.timestamp()) if self.edition.withdrawn_at else 0
        return f"edition-{self.edition.pk}-{self.latest}-{withdrawn}-{language}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A published study on the public list, without what it prints."""

    slug: str
    number: int
    published_at: datetime
    titles: Mapping[str, str]
    questions: Mapping[str, str]
    invented: bool


def published() -> list[Listed]:
    """Return the latest edition of each published study that is not withdrawn, the newest first. One query."""
    rows = Edition.objects.filter(withdrawn_at=None).order_by("study_id", "-number").distinct("study_id")
    names = (
        "study__slug",
        "number",
        "published_at",
        "content__titles",
        "content__questions",
        "content__invented",
    )
    found = [Listed(*row) for row in rows.values_list(*names)]
    return sorted(found, key=lambda each: each.published_at, reverse=True)[:LIST_MOST]


def edition_by(slug: str, number: int | None = None) -> Shown:
    """Return an edition of the study at an address, the latest one without a number. Two queries.

    One that is withdrawn is found too: its page says why. Raises Edition.DoesNotExist.
    """
    rows = Edition.objects.filter(study__slug=slug).defer("rows").select_related("study").order_by("-number")
    last = rows.values_list("number", flat=True).first()
    if last is None:
        raise Edition.DoesNotExist
    if number is None:
        number = rows.filter(withdrawn_at=None).values_list("number", flat=True).first() or last
    edition = rows.get(number=number)
    return Shown(edition, tuple(languages_of(edition.content)) or CODES, last)


def editions(study: Study) -> Sequence[Edition]:
    """Return all editions of a study without what they print, the latest first. One query."""
    return list(study.editions.defer("content", "rows").select_related("published_by").order_by("-number"))


def edition_for(study: Study, number: int) -> Edition:
    """Return one edition of a study; raises Edition.DoesNotExist."""
    return study.editions.defer("rows").select_related("study").get(number=number)


def whole_table(edition: Edition, number: int) -> dict[str, Any] | None:
    """Return a table of an edition with all its rows, as it is kept; None where there is none. One query at most."""
    table = next((each for each in edition.content["tables"] if each["number"] == number), None)
    if table is None or table["row_count"] <= len(table["rows"]):
        return table
    # A key that is a number would be taken for a place in a list: it is said in words of the database.
    of_table = Func(F("rows"), Value(str(number)), function="jsonb_extract_path", output_field=JSONField())
    rows = Edition.objects.filter(pk=edition.pk).values_list(of_table, flat=True).get()
    return {**table, "rows": rows}


def cited_as(edition: Edition, language: str) -> str:
    """Return how an edition is cited, in a line of plain text."""
    item: dict[str, Any] = {**edition.citation, "URL": address(edition)}
    return cited([("this", item)], language)["this"].plain


def address(edition: Edition) -> str:
    """Return the whole address of an edition's page, which stays."""
    return f"{settings.SITE_URL}/studies/p/{edition.study.slug}/{edition.number}/"


def published_on(edition: Edition) -> date:
    """Return the day of publication on the clock in Luxembourg."""
    return moments.local_date(edition.published_at)
