"""Does anything that a study publishes name a company or a person that was interviewed and is not to be named?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grappe.apps.studies.models import Interview
from grappe.apps.studies.queries import name_finding
from grappe.apps.studies.queries.content import content_of
from grappe.apps.studies.queries.name_finding import Hidden, Named
from grappe.apps.studies.queries.nameable import nameable
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.studies.models import Study

CODES = ("en", "fr", "de")
# Not words of the study: fixed values, and those who wrote it.
_LEFT_OUT = frozenset({"key", "id", "digest", "licence", "authors", "code", "kind", "origin", "drawn_on"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place of what is published that names somebody: the part ("finding-3", "summaries", …), its words around, the name.

    Where `sure` is False a person looks at it: it may be an ordinary word, or a source that anybody can read.
    """

    part: str
    language: str  # "" where a text has none
    around: str
    words: str
    name: str
    sure: bool


def hidden(study: Study) -> list[Hidden]:
    """Return the companies interviewed that are not to be named, with their people. Three queries at most.

    One is named only where every interview with it that may be quoted is by name, and the study names companies at all.
    """
    rows = Interview.objects.filter(study=study).select_related("contact__company")
    found: dict[int, Any] = {}
    for interview in rows.prefetch_related("contact__company__people"):
        found[interview.contact.company_id] = interview.contact.company
    named = nameable(study)
    return [_hidden(company) for pk, company in found.items() if pk not in named]


def _hidden(company: Any) -> Hidden:
    people = list(company.people.all())
    return Hidden(
        key=company.pk,
        name=company.name,
        brand=company.brand,
        numbers=(company.rcs_number, company.vat_number),
        website=company.website,
        address=company.street,
        people=tuple(each.name for each in people),
        emails=tuple(each.email for each in people if each.email),
        phones=tuple(each.phone for each in people if each.phone),
    )


def names_in(study: Study, text: str) -> list[Named]:
    """Return where a text names a company or a person interviewed that is not to be named."""
    return name_finding.names_in(text, hidden(study))


def without_names(study: Study, text: str, language: str) -> str:
    """Return a text in which each such name is replaced by what may be said of the interview in a language, else by […]."""
    said = {
        company: Text.of(descriptions).in_language(language) if descriptions else "[…]"
        for company, descriptions in Interview.objects.filter(study=study).values_list(
            "contact__company_id", "descriptions"
        )
    }
    return name_finding.replaced(text, names_in(study, text), lambda named: said.get(named.whose, "[…]"))


def check(study: Study) -> list[Place]:
    """Return every place of what would be published that names somebody who is not to be named."""
    unnamed = hidden(study)
    found = []
    for part, language, text in _texts(content_of(study), "study", ""):
        for each in name_finding.names_in(text, unnamed):
            around = f"{text[max(0, each.start - 40) : each.end + 40]}"
            sure = each.sure and not part.startswith(
                "sources"
            )  # what anybody can read says nothing of an interview
            found.append(Place(part, language, " ".join(around.split()), each.words, each.name, sure))
    return found


def _texts(value: Any, part: str, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield every text of a document of plain values with the part that it belongs to and its language."""
    if isinstance(value, str):
        yield part, language, value
    elif isinstance(value, dict):
        here = part if part == "sources" else str(value.get("key") or part)
        for name, each in value.items():
            if name in CODES:
                yield from _texts(each, here, name)
            elif name not in _LEFT_OUT:
                yield from _texts(each, name if part == "study" else here, language)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, part, language)
