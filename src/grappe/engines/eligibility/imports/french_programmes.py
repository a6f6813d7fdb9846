"""What does one row of the French file of green-transition programmes say, as a programme of ours?

The texts go before the structure that somebody made of them. Where both speak and disagree, the text is followed and
the disagreement is kept in words. What the text says and nobody can read stays a visible unknown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from grappe.engines.eligibility.imports.conditions import (
    AREA_LABEL,
    Found,
    age_of,
    condition_of,
    free_of_condition,
    says_any_age,
)
from grappe.engines.eligibility.imports.french import plain
from grappe.engines.eligibility.imports.model import (
    FREE,
    PARTLY,
    RULE,
    UNKNOWN,
    Imported,
    Node,
    Read,
    criterion,
    name_once,
    unknown,
)
from grappe.engines.eligibility.imports.naf import ALL, of_sections
from grappe.engines.eligibility.imports.places import EVERYWHERE, area_of, in_order, named
from grappe.engines.eligibility.imports.sectors import nace_node, sectors_of
from grappe.engines.eligibility.imports.sizes import (
    MICRO_ALLOWED,
    MICRO_EXCLUDED,
    says_any_size,
    size_nodes,
    staff_of,
)
from grappe.engines.eligibility.reading import Fault, day, items, mapping, number, said, text

PREFIX = "fr-"
LONGEST_SLUG = 80
_KINDS = {
    "étude": ("advice_programme", {"en": "Study or advice", "fr": "Étude", "de": "Studie oder Beratung"}),
    "formation": ("advice_programme", {"en": "Training", "fr": "Formation", "de": "Schulung"}),
    "financement": ("grant", {"en": "Funding", "fr": "Financement", "de": "Finanzierung"}),
    "avantage fiscal": ("grant", {"en": "Tax relief", "fr": "Avantage fiscal", "de": "Steuervorteil"}),
    "prêt": ("loan", {"en": "Loan", "fr": "Prêt", "de": "Darlehen"}),
}
_TEXTS = ("size", "area", "sector", "age", "other")


def is_french_row(row: Mapping[str, Any]) -> bool:
    """Return whether a row looks like one of the French file."""
    return {"id", "title", "eligibility", "eligibility_text"} <= row.keys()


def slug_of(prefix: str, name: str) -> str:
    """Return a programme's slug that fits the table; a long one is cut and keeps its difference by a digest."""
    bare = re.sub(r"[^a-z0-9_-]+", "-", name.strip().lower()).strip("-")
    slug = f"{prefix}{bare}"
    if len(slug) <= LONGEST_SLUG:
        return slug
    return f"{slug[: LONGEST_SLUG - 9].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def conflict(structure: Mapping[str, str], sentence: str) -> dict[str, str]:
    """Return in words that structure and text disagree, and that the text is followed."""
    return {
        "en": f"The structured data say {structure['en']}; the text says “{sentence}”. Grappe follows the text.",
        "fr": f"Les données structurées disent {structure['fr']} ; le texte dit « {sentence} ». Grappe suit le texte.",
        "de": f"Die strukturierten Daten sagen {structure['de']}; im Text steht „{sentence}“. Grappe folgt dem Text.",
    }


def read_row(row: object) -> Imported:
    """Return one row as a programme, with what became of each condition. Raises Fault naming the field."""
    data = mapping(row, "")
    name = text(data, "id", "")
    title = text(data, "title", "")
    if not name or not title:
        raise Fault("id" if not name else "title", "is empty")
    structure = mapping(data.get("eligibility"), "eligibility")
    sentences = {kind: _sentences(data, kind) for kind in _TEXTS}
    reads = [
        *(_size(one, structure) for one in sentences["size"]),
        *_areas(sentences["area"], structure),
        *_sectors(sentences["sector"], structure),
        *(_age(one) for one in sentences["age"]),
        *(_other(one) for one in sentences["other"]),
    ]
    if not any(staff_of(one) or says_any_size(one) or size_nodes(one) for one in sentences["size"]):
        reads.extend(_structured_size(structure))
    slug = slug_of(PREFIX, name)
    return Imported(slug, _document(slug, title, data, reads), tuple(reads))


def _sentences(data: Mapping[str, Any], kind: str) -> list[str]:
    place = f"eligibility_text.{kind}"
    found = items(mapping(data.get("eligibility_text"), "eligibility_text").get(kind), place)
    for i, one in enumerate(found):
        if not isinstance(one, str):
            raise Fault(f"{place}[{i}]", f"must be text, not {said(one)}")
    return [one.strip() for one in found if one.strip()]


# --- Size ---


def _limit(structure: Mapping[str, Any], key: str) -> int | None:
    value = structure.get(key)
    return None if value is None else int(number(value, f"eligibility.{key}", 0))


def _size(sentence: str, structure: Mapping[str, Any]) -> Read:
    said_ = plain(sentence)
    if said_ in (MICRO_ALLOWED, MICRO_EXCLUDED):
        return _micro(sentence, said_ == MICRO_EXCLUDED, structure)
    limits = (_limit(structure, "min_employees"), _limit(structure, "max_employees"))
    if says_any_size(sentence):
        return Read("size", sentence, FREE, (), _size_conflict(limits, (None, None), sentence))
    found = size_nodes(sentence)
    if found is None:
        return Read("size", sentence, UNKNOWN, (unknown("size", sentence),))
    nodes, whole = found
    conflicts: tuple[Mapping[str, str], ...] = ()
    staff = staff_of(sentence)
    if staff is not None:
        conflicts = _size_conflict(limits, _whole_numbers(*staff), sentence)
    elif limits != (None, None):
        conflicts = _size_conflict(limits, (None, 249 if _is_sme(nodes) else None), sentence)
    return Read("size", sentence, RULE if whole else PARTLY, nodes, conflicts)


def _is_sme(nodes: tuple[Node, ...]) -> bool:
    return any("medium" in str(node) and "large" not in str(node) for node in nodes)


def _whole_numbers(operator: str, value: Any) -> tuple[int | None, int | None]:
    """Return the least and the most staff in whole people: `less than 250` is at most 249."""
    if operator == "between":
        return int(value[0]), int(value[1])
    n = int(value)
    return {"lt": (None, n - 1), "lte": (None, n), "gt": (n + 1, None), "gte": (n, None)}[operator]


def _size_conflict(
    structure: tuple[int | None, int | None], text_says: tuple[int | None, int | None], sentence: str
) -> tuple[Mapping[str, str], ...]:
    if ((structure[0] or 0), structure[1]) == ((text_says[0] or 0), text_says[1]):
        return ()
    low, high = structure
    if low is None and high is None:
        words = {"en": "any number of staff", "fr": "tout effectif", "de": "jede Beschäftigtenzahl"}
    elif high is None:
        words = {
            "en": f"at least {low} staff",
            "fr": f"au moins {low} salariés",
            "de": f"mindestens {low} Beschäftigte",
        }
    elif low is None:
        words = {
            "en": f"at most {high} staff",
            "fr": f"au plus {high} salariés",
            "de": f"höchstens {high} Beschäftigte",
        }
    else:
        words = {
            "en": f"{low} to {high} staff", "fr": f"de {low} à {high} salariés", "de": f"{low} bis {high} Beschäftigte",
        }  # fmt: skip
    return (conflict(words, sentence),)


def _micro(sentence: str, excluded: bool, structure: Mapping[str, Any]) -> Read:
    listed = structure.get("exclude_microentrepreneur")
    conflicts: tuple[Mapping[str, str], ...] = ()
    if isinstance(listed, bool) and listed is not excluded:
        words = {
            "en": f"that micro-entrepreneurs are {'excluded' if listed else 'admitted'}",
            "fr": f"que les micro-entrepreneurs sont {'exclus' if listed else 'admis'}",
            "de": f"dass Micro-entrepreneurs {'ausgeschlossen' if listed else 'zugelassen'} sind",
        }
        conflicts = (conflict(words, sentence),)
    if not excluded:
        return Read("size", sentence, FREE, (), conflicts)
    node = criterion("micro_entrepreneur", "fr_micro_entrepreneur", "eq", False, sentence)
    return Read("size", sentence, RULE, (node,), conflicts)


def _structured_size(structure: Mapping[str, Any]) -> list[Read]:
    """Return the staff limits of the structure where no sentence speaks of size."""
    nodes = []
    for key, operator in (("min_employees", "gte"), ("max_employees", "lte")):
        limit = _limit(structure, key)
        if limit is not None:
            nodes.append(criterion("staff", "headcount", operator, limit, f"eligibility.{key}: {limit}"))
    return [Read("size", "eligibility", RULE, tuple(nodes))] if nodes else []


# --- Place ---


def _areas(sentences: list[str], structure: Mapping[str, Any]) -> list[Read]:
    listed = items(structure.get("regions"), "eligibility.regions")
    regions = area_of(", ".join(str(one) for one in listed)) if listed else area_of("France")
    inside = criterion("france", "established_in_FR", "eq", True, "; ".join(sentences))
    if not sentences:
        node = criterion("area", "fr_departments", "in", in_order(regions.departments), "", label=AREA_LABEL)
        free = regions.departments == EVERYWHERE
        return [Read("area", "eligibility.regions", RULE, (inside,) if free else (inside, node))]
    reads: list[Read] = []
    for sentence in sentences:
        area = area_of(sentence)
        nodes: list[Node] = [inside] if not reads else []
        if area.left_over:
            # Not understood: what the structure lists holds, and the sentence stays to be read.
            if regions.departments != EVERYWHERE:
                nodes.append(_area_node(regions.departments, sentence))
            reads.append(Read("area", sentence, PARTLY, (*nodes, unknown("area_text", sentence))))
            continue
        if not area.everywhere:
            nodes.append(_area_node(area.departments, sentence))
        conflicts: tuple[Mapping[str, str], ...] = ()
        if regions.left_over or regions.departments != area.departments:
            said_ = named(regions.departments) or ", ".join(str(one) for one in listed)
            conflicts = (conflict({"en": said_, "fr": said_, "de": said_}, sentence),)
        reads.append(Read("area", sentence, RULE, tuple(nodes), conflicts))
    return reads


def _area_node(departments: frozenset[str], sentence: str) -> Node:
    return criterion("area", "fr_departments", "in", in_order(departments), sentence, label=AREA_LABEL)


# --- Activity ---


def _sectors(sentences: list[str], structure: Mapping[str, Any]) -> list[Read]:
    listed = items(structure.get("naf_sections"), "eligibility.naf_sections")
    odd = [one for one in listed if one not in ALL]
    if odd:
        raise Fault("eligibility.naf_sections", f"{said(odd[0])} is no section of the NAF rev. 2")
    sections = frozenset(str(one) for one in listed)
    if not sentences:
        node = (
            nace_node(of_sections(sections), "eligibility.naf_sections", "activity_listed")
            if sections
            else None
        )
        return [Read("sector", "eligibility.naf_sections", RULE, (node,))] if node else []
    found = sectors_of(sentences, sections)
    extra = tuple(node for node in found.nodes if node.get("id") == "activity_listed" and "note" not in node)
    reads: list[Read] = []
    for one in found.said:
        outcome = FREE if one.free else UNKNOWN if one.unread else RULE if one.whole else PARTLY
        nodes = one.nodes if not one.unread else (unknown("activity_text", one.text),)
        if one.unread and extra:
            outcome, nodes, extra = PARTLY, (*extra, *nodes), ()
        conflicts: tuple[Mapping[str, str], ...] = ()
        if found.conflict == one.text:
            left_out = ", ".join(sorted(ALL - sections))
            words = {
                "en": f"every section of activity but {left_out}", "fr": f"toutes les sections d'activité sauf {left_out}",
                "de": f"jeder Abschnitt außer {left_out}",
            }  # fmt: skip
            conflicts = (conflict(words, one.text),)
        reads.append(Read("sector", one.text, outcome, nodes, conflicts))
    if extra:
        reads.append(Read("sector", "eligibility.naf_sections", RULE, extra))
    return reads


# --- Age and the rest ---


def _age(sentence: str) -> Read:
    return _read("age", sentence, "age", says_any_age, age_of)


def _other(sentence: str) -> Read:
    return _read("other", sentence, "condition", free_of_condition, condition_of)


def _read(
    part: str, sentence: str, gap: str, is_free: Callable[[str], bool], rule_of: Callable[[str], Found | None]
) -> Read:
    """Return a sentence as a rule, as one that asks for nothing, or as a gap of a kind that somebody must read."""
    if is_free(sentence):
        return Read(part, sentence, FREE)
    found = rule_of(sentence)
    if found is None:
        return Read(part, sentence, UNKNOWN, (unknown(gap, sentence),))
    node, whole = found
    return Read(part, sentence, RULE if whole else PARTLY, (node,))


# --- The document ---


def _document(slug: str, title: str, data: Mapping[str, Any], reads: list[Read]) -> dict[str, Any]:
    nature = text(data, "nature", "", "")
    kind, instrument = _KINDS.get(plain(nature), ("grant", {"fr": nature}))
    url = text(data, "url", "", "").strip()
    first, last = day(data.get("valid_from"), "valid_from"), day(data.get("valid_to"), "valid_to")
    if first and last and last < first:
        raise Fault("valid_to", f"{last} lies before valid_from {first}")
    dated = first is not None or last is not None
    nodes = name_once(node for read in reads for node in read.nodes)
    document: dict[str, Any] = {
        "id": slug,
        "name": {"fr": title},
        "summary": {"fr": _summary(data)},
        "body": text(data, "contact_operator", "", ""),
        "kind": kind,
        "instrument": instrument,
        # Without any day it stood in the file, no more: whether it runs is not known.
        "status": "open" if dated else "unknown",
        "confidence": "unverified",
        "themes": ["sustainability"],
        "sources": [{"url": url}] if url else [],
        "conflicts": [dict(one) for read in reads for one in read.conflicts],
        "versions": [
            {
                "id": "1",
                "valid_from": first.isoformat() if first else None,
                "valid_to": last.isoformat() if last else None,
                "window": {"kind": "continuous" if dated else "unknown"},
                "eligibility": {"all": nodes},
                "process": [{"fr": line} for line in _lines(data)],
            }
        ],
    }
    return document


def _summary(data: Mapping[str, Any]) -> str:
    parts = [text(data, "promise", "", ""), text(data, "description", "", "")]
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", ". ".join(part.rstrip(".") for part in parts if part))
    return " ".join(re.sub(r"[*_#>`\\]+|^\s*-\s+", " ", bare, flags=re.MULTILINE).split())


def _lines(data: Mapping[str, Any]) -> list[str]:
    """Return what the row says of money and time, as it says it."""
    lines = []
    for key in ("funding_text", "duration_text"):
        for label, value in mapping(data.get(key) or {}, key).items():
            if isinstance(value, str) and value.strip():
                lines.append(f"{label[:1].upper()}{label[1:]} : {value.strip()}")
    return lines
