"""How far is the text of a study written: which chapters, how many words in each language, and what is wrong in them?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from grappe.apps.studies.models import Section, Study
from grappe.apps.studies.permissions import can_view_interviews, check_can_view_text
from grappe.apps.studies.queries.anonymity import names_in
from grappe.apps.studies.queries.citations import cited
from grappe.apps.studies.queries.printed import Block, Cites, blocks, keys_in
from grappe.ui import conflicts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.texts.models import SharedText

CODES = tuple(code for code, _name in settings.LANGUAGES)
NAMES = dict(settings.LANGUAGES)
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")
_MARKS = re.compile(r"\[@[^\]\s]*\]")


@dataclass(frozen=True, slots=True)
class Version:
    """A chapter in one language."""

    code: str
    name: str  # of the language
    text: SharedText
    words: int

    @property
    def is_written(self) -> bool:
        return self.words > 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its languages; `number` counts from 1."""

    number: int
    section: Section
    versions: Sequence[Version]


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be said of a chapter in one language, and how it would be printed.

    `unknown` are keys of no source; `names` companies and people of interviews that are not to be named, each with the
    words that name them. It is empty for those who may not know who was interviewed.
    """

    code: str
    name: str
    words: int
    unknown: Sequence[str]
    names: Sequence[tuple[str, str]]
    blocks: Sequence[Block]


def count_words(text: str) -> int:
    """Return how many words a text has; citations and marks are none, what a hyphen or an apostrophe joins is one."""
    return len(_WORD.findall(_MARKS.sub(" ", text)))


def chapters(study: Study, *, for_user: User) -> list[Chapter]:
    """Return the chapters of a study in their order. One query. Raises PermissionDenied."""
    check_can_view_text(for_user, study)
    found = study.sections.select_related("text_en", "text_fr", "text_de").order_by("position", "pk")
    return [Chapter(number, each, versions(each)) for number, each in enumerate(found, 1)]


def totals(found: Sequence[Chapter]) -> list[tuple[str, int]]:
    """Return how many words a study has in each language, by the language's name."""
    return [
        (NAMES[code], sum(one.words for each in found for one in each.versions if one.code == code)) for code in CODES
    ]  # fmt: skip


def chapter_for(pk: int, *, for_user: User) -> Section:
    """Return a chapter with its texts and study; raises Section.DoesNotExist, PermissionDenied."""
    found = Section.objects.select_related("study__lead", "study__theme", "text_en", "text_fr", "text_de")
    section = found.prefetch_related("study__team", "study__clusters", "study__nace").get(pk=pk)
    check_can_view_text(for_user, section.study)
    return section


def versions(section: Section) -> list[Version]:
    """Return a chapter in each language."""
    texts = [(code, text_in(section, code)) for code in CODES]
    return [Version(code, NAMES[code], text, count_words(text.plain)) for code, text in texts]


def text_in(section: Section, code: str) -> SharedText:
    """Return the shared text of a chapter in a language."""
    text: SharedText = getattr(section, f"text_{code}")
    return text


def looked_over(section: Section, *, for_user: User) -> list[Look]:
    """Return what is to be said of a chapter in each language in which something is written.

    At most four queries for each language. Raises PermissionDenied.
    """
    study = section.study
    check_can_view_text(for_user, study)
    items = [(each.key, each.item) for each in study.sources.all()]
    knows = can_view_interviews(for_user, study)
    found = []
    for version in versions(section):
        text = version.text.plain
        if not text.strip():
            continue
        cites: Cites = cited(items, version.code)
        unknown = sorted({key for key in keys_in(text) if key not in cites})
        named = {(each.name, each.words) for each in names_in(study, text)} if knows else set()
        found.append(
            Look(version.code, version.name, version.words, unknown, sorted(named), blocks(text, cites))
        )
    return found


def source_choices(study: Study) -> list[tuple[str, str]]:
    """Return the sources that can be cited, by key, as one chooses them. One query."""
    rows = study.sources.order_by("author", "year", "key").values_list("key", "author", "year", "title")
    return [
        (key, " ".join(str(part) for part in (author, year, f"– {title[:80]}") if part))
        for key, author, year, title in rows
    ]


def as_written(section: Section) -> dict[str, Any]:
    """Return a chapter's headings as their form shows them, by field."""
    return {f"headings_{code}": section.headings.get(code, "") for code in CODES}


def version_of(section: Section) -> str:
    """Return the fingerprints of the headings of a chapter."""
    return conflicts.version_of(as_written(section))
