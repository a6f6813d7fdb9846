"""How does a test make a study with its parts? Rows as the operations write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from grappe.apps.documents import operations as documents
from grappe.apps.studies.models import (
    Chart,
    Edition,
    Evidence,
    Finding,
    GuideQuestion,
    Hypothesis,
    Interview,
    Material,
    Passage,
    Review,
    Section,
    Source,
    Study,
    Table,
    Upload,
    Use,
)
from grappe.apps.studies.operations.uploads import look_at
from grappe.apps.studies.queries.content import content_of, long_rows
from grappe.apps.texts import operations as texts

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
_numbers = iter(range(1, 10**9))


def study(lead: Any, *, at: datetime = AT, **more: Any) -> Study:
    """A study under way."""
    values: dict[str, Any] = {
        "slug": f"study-{next(_numbers)}",
        "state": "running",
        "titles": {
            "en": "Recycling of composites",
            "fr": "Recyclage des composites",
            "de": "Recycling von Verbundwerkstoffen",
        },
        "questions": {"en": "Can a recycling line pay in the country?"},
        "lead": lead,
        "created_at": at,
        "created_by": lead,
        "published_at": at if more.get("state") == "published" else None,
    }
    return Study.objects.create(**(values | more))


def hypothesis(of: Study, words: str = "Volume is the bottleneck", **more: Any) -> Hypothesis:
    """Something the study tests."""
    return Hypothesis.objects.create(study=of, statements={"en": words}, **more)


def section(
    of: Study, heading: str = "The market", *, at: datetime = AT, words: str = "", **more: Any
) -> Section:
    """A chapter in three languages, of which the English one says something."""
    made = {
        f"text_{code}": texts.begin(words=words if code == "en" else "", at=at) for code in ("en", "fr", "de")
    }
    return Section.objects.create(study=of, headings={"en": heading}, **made, **more)


def source(of: Study, key: str = "", *, at: datetime = AT, **more: Any) -> Source:
    """An article that was read."""
    item = {
        "type": "article-journal", "title": "Composite recycling", "author": [{"family": "Müller", "given": "Jean"}],
        "issued": {"date-parts": [[2021]]}, "container-title": "Journal of Materials", "DOI": "10.1000/xyz",
    }  # fmt: skip
    values: dict[str, Any] = {
        "key": key or f"muller{next(_numbers)}",
        "item": item,
        "title": item["title"],
        "author": "Müller",
        "year": 2021,
        "doi": "10.1000/xyz",
        "added_at": at,
    }
    return Source.objects.create(study=of, **(values | more))


def question(of: Study, words: str = "What becomes of your waste?", **more: Any) -> GuideQuestion:
    """A question of the guide, an open one unless `more` says otherwise; the latest stands last."""
    position = more.pop("position", of.guide.count())
    return GuideQuestion.objects.create(study=of, texts={"en": words}, position=position, **more)


def interview(of: Study, contact: Any, *, at: datetime = AT, **more: Any) -> Interview:
    """An interview that may be quoted without names, unless `more` says otherwise."""
    consent = more.get("consent", "anonymous")
    given = consent in ("anonymous", "named")
    values: dict[str, Any] = {
        "code": f"I-{next(_numbers)}",
        "descriptions": {"en": "a supplier with 50 to 249 staff"},
        "consent": consent,
        "consent_how": "spoken" if given else "",
        "consent_on": at.date() if given else None,
        "consent_by": "Quirin" if given else "",
        "created_at": at,
    }
    return Interview.objects.create(study=of, contact=contact, **(values | more))


def passage(
    of: Interview, words: str = "We burn what we cannot sell.", *, at: datetime = AT, **more: Any
) -> Passage:
    """Words that may stand in print."""
    values = {"words": words, "published": {"en": words}, "marked_at": at}
    return Passage.objects.create(interview=of, **(values | more))


def table(of: Study, *, at: datetime = AT, **more: Any) -> Table:
    """A small imported table: tonnes a year."""
    columns = [
        {"name": "Year", "labels": {"en": "Year"}, "kind": "text", "unit": "", "period": "", "territory": "", "source": None},
        {"name": "Waste", "labels": {"en": "Waste"}, "kind": "number", "unit": "t", "period": "2021–2023",
         "territory": "LU", "source": None},
    ]  # fmt: skip
    values: dict[str, Any] = {
        "titles": {"en": "Composite waste"},
        "origin": "file",
        "columns": columns,
        "rows": [["2021", "120"], ["2022", "135.5"], ["2023", "150"]],
        "row_count": 3,
        "file_name": "waste.xlsx",
        "digest": "0" * 64,
        "drawn_at": at,
    }
    return Table.objects.create(study=of, **(values | more))


def upload(
    of: Study, content: bytes = b"Year;Waste (t)\n2021;120\n", *, at: datetime = AT, **more: Any
) -> Upload:
    """A file with figures that a job has looked at."""
    document = documents.keep(upload=SimpleUploadedFile("waste.csv", content), by=of.lead, at=at)
    kept = Upload.objects.create(
        study=of, document=document, header_row=0, started_at=at, started_by=of.lead, **more
    )
    look_at(upload_id=kept.pk, at=at)
    kept.refresh_from_db()
    return kept


def finding(
    of: Study, words: str = "Half of the waste is burnt", *, at: datetime = AT, **more: Any
) -> Finding:
    """A finding, without evidence yet."""
    return Finding.objects.create(study=of, statements={"en": words}, created_at=at, **more)


def evidence(of: Finding, thing: Any, **more: Any) -> Evidence:
    """A passage, table or source that supports a finding."""
    kind = {"Passage": "passage", "Table": "figures", "Source": "source"}[type(thing).__name__]
    field = {"passage": "passage", "figures": "table", "source": "source"}[kind]
    return Evidence.objects.create(finding=of, kind=kind, **{field: thing}, **more)


def chart(of: Table, **more: Any) -> Chart:
    """Bars of the first column of numbers along the first column."""
    values: dict[str, Any] = {"kind": "bar", "titles": {"en": "Waste grows"}, "along": 0, "series": [1]}
    return Chart.objects.create(table=of, **(values | more))


def use(of: Finding, *, at: datetime = AT, **more: Any) -> Use:
    """An idea that came of a finding, unless `more` says otherwise."""
    values: dict[str, Any] = {"kind": "idea", "text": "A recycling line for composites", "used_at": at}
    return Use.objects.create(finding=of, **(values | more))


def review(of: Study, *, at: datetime = AT, **more: Any) -> Review:
    """A review that was asked of somebody outside."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": "Odile Gutachter",
        "email": f"reviewer{number}@university.example",
        "salt": f"salt{number}",
        "asked_at": at,
        "due_on": (at + timedelta(days=21)).date(),
    }
    return Review.objects.create(study=of, **(values | more))


def material(of: Study, *, at: datetime = AT, **more: Any) -> Material:
    """A document of a study that everybody may have, as a text file."""
    upload = SimpleUploadedFile("notes.txt", b"What was counted, and how.", "text/plain")
    kept = documents.keep(upload=upload, by=of.lead, at=at)
    return Material.objects.create(
        study=of, document=kept, added_at=at, **({"title": "Notes", "published": True} | more)
    )


def edition(of: Study, *, at: datetime = AT, **more: Any) -> Edition:
    """The study as it stands, published."""
    values: dict[str, Any] = {
        "number": of.editions.count() + 1,
        "content": content_of(of, whole=False) | {"reviewers": []},
        "rows": long_rows(of),
        "citation": {
            "type": "report",
            "title": of.titles["en"],
            "author": [{"family": "Weber", "given": "Claire"}],
            "issued": {"date-parts": [[at.year]]},
        },
        "published_at": at,
        "published_by": of.lead,
    }
    return Edition.objects.create(study=of, **(values | more))
