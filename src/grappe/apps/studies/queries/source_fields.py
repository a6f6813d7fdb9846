"""Which fields has each type of source when it is filled in by hand, and how are people written into one?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.apps.studies.queries.csl import DATES, NAMES, Item
from grappe.apps.studies.queries.csl_dates import iso

# What people come across, the most usual first; a file may bring any other type of CSL.
KINDS = {
    "article-journal": _("Article in a journal"),
    "report": _("Report"),
    "webpage": _("Page of the web"),
    "book": _("Book"),
    "chapter": _("Chapter of a book"),
    "paper-conference": _("Paper of a conference"),
    "thesis": _("Thesis"),
    "article-newspaper": _("Article in a newspaper"),
    "legislation": _("Law or regulation"),
    "standard": _("Standard"),
    "patent": _("Patent"),
    "dataset": _("Data set"),
    "document": pgettext_lazy("source", "Something else"),
}
_WEB = ("DOI", "URL", "accessed")
FIELDS: dict[str, tuple[str, ...]] = {
    "article-journal": ("author", "container-title", "issued", "volume", "issue", "page", "DOI", "URL", "ISSN"),
    "report": ("author", "publisher", "publisher-place", "number", "issued", "page", *_WEB),
    "webpage": ("author", "publisher", "container-title", "issued", "URL", "accessed"),
    "book": ("author", "editor", "publisher", "publisher-place", "edition", "issued", "ISBN", *_WEB),
    "chapter": ("author", "container-title", "editor", "publisher", "publisher-place", "issued", "page", "ISBN", *_WEB),
    "paper-conference": ("author", "container-title", "event-title", "publisher", "issued", "page", *_WEB),
    "thesis": ("author", "genre", "publisher", "issued", *_WEB),
    "article-newspaper": ("author", "container-title", "issued", "page", "URL", "accessed"),
    "legislation": ("number", "container-title", "authority", "issued", "URL", "accessed"),
    "standard": ("number", "publisher", "issued", "URL", "accessed"),
    "patent": ("author", "number", "authority", "issued", "URL", "accessed"),
    "dataset": ("author", "publisher", "version", "issued", *_WEB),
    "document": ("author", "publisher", "publisher-place", "number", "issued", *_WEB),
}  # fmt: skip
OTHER = ("author", "editor", "container-title", "publisher", "volume", "number", "issued", "page", *_WEB)


def kind_label(kind: str) -> str:
    """Return what a type of source is called; one that only files bring by its CSL name."""
    return str(KINDS.get(kind, kind))


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the CSL fields that a type is filled in with, the title first."""
    return ("title", *FIELDS.get(kind, OTHER), "language")


def field_label(kind: str, name: str) -> Any:
    """Return what a field is called where a type gives it another name than CSL's; "" where it does not."""
    special = {
        ("article-journal", "container-title"): _("Journal"),
        ("article-newspaper", "container-title"): _("Newspaper"),
        ("webpage", "container-title"): _("Name of the site"),
        ("webpage", "publisher"): _("Organisation behind it"),
        ("chapter", "container-title"): _("Book"),
        ("paper-conference", "container-title"): _("Proceedings"),
        ("legislation", "container-title"): _("Official journal"),
        ("report", "publisher"): _("Institution"),
        ("dataset", "publisher"): _("Institution"),
        ("standard", "publisher"): _("Standards body"),
        ("thesis", "publisher"): _("University"),
        ("thesis", "genre"): _("Kind of thesis"),
        ("patent", "author"): _("Inventors"),
    }
    return special.get((kind, name), "")


def shown_in_form(item: Item) -> dict[str, str]:
    """Return an item's fields as the form of its type shows them, texts all; the rest of an item is not shown."""
    found = {"type": str(item["type"])}
    for name in fields_of(item["type"]):
        value = item.get(name)
        if name in NAMES:
            found[name] = people_text(value or [])
        elif name in DATES:
            found[name] = iso(value)
        else:
            found[name] = value or ""
    return found


def item_of(kind: str, typed: Mapping[str, str], before: Item | None = None) -> dict[str, Any]:
    """Return a raw item out of a form; fields of `before` that no form shows are kept, not lost."""
    shown = set(fields_of(kind)) | (set(fields_of(before["type"])) if before else set())
    raw: dict[str, Any] = {name: value for name, value in (before or {}).items() if name not in shown}
    raw["type"] = kind
    for name in fields_of(kind):
        text = typed.get(name, "").strip()
        raw[name] = people_of(text) if name in NAMES else text
    return {name: value for name, value in raw.items() if value}


def people_of(text: str) -> list[dict[str, str]]:
    """Return people out of lines: "Weber, Claire", "van der Berg, Hans", "Knuth, Jr., Donald"; without a comma as it is."""
    return [_person(line) for line in text.replace(";", "\n").splitlines() if line.strip()]


def _person(line: str) -> dict[str, str]:
    parts = [each.strip() for each in line.split(",")]
    if len(parts) == 1 or not parts[0]:
        return {"literal": line.strip(" ,")}
    words = parts[0].split()
    small = next((at for at, word in enumerate(words) if not word[:1].islower()), 0)
    found = {
        "non-dropping-particle": " ".join(words[:small]),
        "family": " ".join(words[small:]),
        "suffix": ", ".join(parts[1:-1]),
        "given": parts[-1],
    }
    return {name: value for name, value in found.items() if value}


def people_text(names: Sequence[Mapping[str, str]]) -> str:
    """Return people as they are written into a form, one a line."""
    return "\n".join(_line(each) for each in names)


def _line(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return name["literal"]
    von = " ".join(filter(None, (name.get("dropping-particle"), name.get("non-dropping-particle"))))
    first = " ".join(filter(None, (von, name.get("family"))))
    return ", ".join(filter(None, (first, name.get("suffix"), name.get("given"))))
