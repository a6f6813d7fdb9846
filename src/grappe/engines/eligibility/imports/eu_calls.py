"""What does one call of the European Union's portal say, as a programme of ours?

The portal's file has deadlines, budgets and types of action, and the call's text cut short: who may apply is mostly in
the call document, which nobody has read here. So that stays a visible unknown, and only what the type of action decides
for certain becomes a rule: Horizon Europe, General Annexes B (who may apply, consortium) and G (funding rates). General
knowledge, not checked at the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from grappe.engines.eligibility.imports.french_programmes import slug_of
from grappe.engines.eligibility.imports.model import (
    PARTLY,
    RULE,
    UNKNOWN,
    Imported,
    Node,
    Read,
    either,
    name_once,
)
from grappe.engines.eligibility.reading import Fault, day, mapping, number, one_of, text

PREFIX = "eu-"
# In the order of their English names.
MEMBER_STATES = (
    *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT"),
    *("LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"),
)
_DIRECT = frozenset(
    {
        "Horizon Europe",
        "European Defence Fund",
        "LIFE",
        "Digital Europe",
        "Euratom",
        "Connecting Europe Facility",
        "RFCS",
    }
)
ANNEX_B = "Horizon Europe, General Annexes of the work programme, annex B"
ANNEX_G = "Horizon Europe, General Annexes of the work programme, annex G"
EDF_10 = "Regulation (EU) 2021/697 (European Defence Fund), article 10"
_CONSORTIUM = re.compile(r"^HORIZON (?:JU )?(?:Research and Innovation|Innovation) Actions$")
_EDF_CONSORTIUM = re.compile(r"^EDF (?:Research|Development) Actions$")
_FULL = re.compile(
    r"^HORIZON (?:JU )?(?:Research and Innovation|Coordination and Support) Actions$|^HORIZON Pre-commercial Procurement$"
)
_INNOVATION = re.compile(r"^HORIZON (?:JU )?Innovation Actions$")
_HALF = re.compile(r"^HORIZON Public Procurement of Innovative Solutions$")
_STATUS = {"open": "by_calls", "forthcoming": "by_calls", "closed": "closed"}
_EARLIEST = date(2021, 1, 1)  # the financial framework of these programmes begins
CALL_TEXT = {
    "en": "Further conditions stand in the call document, which was not read",
    "fr": "D'autres conditions figurent dans le document de l'appel, qui n'a pas été lu",
    "de": "Weitere Bedingungen stehen im Aufrufdokument, das nicht gelesen wurde",
}


def is_eu_row(row: Mapping[str, Any]) -> bool:
    """Return whether a row looks like one of the portal's file."""
    return {"topicId", "title", "deadline", "callStatus"} <= row.keys()


def read_call(row: object, as_of: date | None = None) -> Imported:
    """Return one call as a programme. Raises Fault naming the field.

    `as_of` is a day on which the file's state was true, where one is known: a call that was open then is open from
    that day to its deadline, the deadline included.
    """
    data = mapping(row, "")
    name, title = text(data, "topicId", ""), text(data, "title", "")
    if not name or not title:
        raise Fault("topicId" if not name else "title", "is empty")
    action = " ".join(text(data, "typesOfAction", "", "").split())
    reads = (
        *_applicant(data),
        *_consortium(action),
        Read("other", CALL_TEXT["en"], UNKNOWN, (_call_text(),)),
    )
    slug = slug_of(PREFIX, name)
    return Imported(slug, _document(slug, title, action, data, reads, as_of), reads)


def _call_text() -> Node:
    return {"unknown": {"id": "call_document", "label": CALL_TEXT}}


def _known(source: str) -> dict[str, str]:
    return {"source": source, "confidence": "general_knowledge"}


def _applicant(data: Mapping[str, Any]) -> tuple[Read, ...]:
    """Return that an applicant from a member state may apply; of another country it is not known here."""
    programme = text(data, "programme", "", "")
    if programme not in _DIRECT:
        return ()
    label = {
        "en": "Applicant from a member state", "fr": "Candidat d'un État membre", "de": "Antragsteller aus einem Mitgliedstaat",
    }  # fmt: skip
    source = (
        ANNEX_B
        if programme == "Horizon Europe"
        else "The programme's regulation: legal entities of the member states"
    )
    inside = {
        "id": "member_state", "field": "country", "op": "in", "value": list(MEMBER_STATES), "label": label, **_known(source),
    }  # fmt: skip
    others = {
        "en": "Applicants from associated and other countries: see the call",
        "fr": "Candidats de pays associés ou d'autres pays : voir l'appel",
        "de": "Antragsteller aus assoziierten und anderen Ländern: siehe Aufruf",
    }
    node = either(inside, {"unknown": {"id": "other_countries", "label": others}})
    return (Read("applicant", programme, PARTLY, (node,)),)


def _consortium(action: str) -> tuple[Read, ...]:
    source = ANNEX_B if _CONSORTIUM.match(action) else EDF_10 if _EDF_CONSORTIUM.match(action) else None
    if source is None:
        words = {
            "en": f"Alone or together: not known for “{action}”"
            if action
            else "Alone or together: not known",
            "fr": "Candidature seule ou à plusieurs : non connu",
            "de": "Allein oder gemeinsam: nicht bekannt",
        }
        return (Read("consortium", action, UNKNOWN, ({"unknown": {"id": "consortium", "label": words}},)),)
    node = {
        "id": "consortium",
        "field": "eu_consortium_of_three",
        "op": "eq",
        "value": True,
        **_known(source),
    }
    return (Read("consortium", action, RULE, (node,)),)


def _document(
    slug: str, title: str, action: str, data: Mapping[str, Any], reads: tuple[Read, ...], as_of: date | None
) -> dict[str, Any]:
    status = one_of(text(data, "callStatus", ""), frozenset(_STATUS), "callStatus")
    url = text(data, "portalUrl", "", "")
    return {
        "id": slug,
        "name": {"en": title},
        "summary": {"en": _summary(text(data, "description", "", ""))},
        "body": f"European Commission: {text(data, 'programme', '', '') or 'programme not named'}",
        "kind": "grant",
        "instrument": {"en": action},
        "status": _STATUS[status],
        "confidence": "partly",
        "sources": [{"url": url}] if url else [],
        "versions": [_version(action, status, data, reads, as_of)],
    }


def _version(
    action: str, status: str, data: Mapping[str, Any], reads: tuple[Read, ...], as_of: date | None
) -> dict[str, Any]:
    deadline = day(data.get("deadline"), "deadline")
    several = text(data, "deadlineModel", "", "") == "multiple cut-off"
    window: dict[str, Any] = {"kind": "closed" if status == "closed" else "calls"}
    version: dict[str, Any] = {
        "id": "1",
        "window": window,
        "eligibility": {"all": name_once(node for read in reads for node in read.nodes)},
        "intensity": _rates(action),
        "amounts": _amounts(data),
        "process": _process(data),
    }
    if several and deadline:
        # Another cut-off may follow: the day named does not close the call.
        window["note"] = {
            "en": f"Several cut-off dates; the one named is {deadline}",
            "fr": f"Plusieurs dates limites ; celle indiquée est le {deadline}",
            "de": f"Mehrere Stichtage; genannt ist der {deadline}",
        }
    elif deadline:
        window["closes"] = deadline.isoformat()
    if status == "open" and as_of and not several and deadline and as_of <= deadline:
        version |= {"valid_from_earliest": _EARLIEST.isoformat(), "valid_from_latest": as_of.isoformat()}
    return version


def _rates(action: str) -> list[dict[str, Any]]:
    """Return the funding rate where the type of action decides it for certain."""
    project = {"en": "project", "fr": "projet", "de": "Projekt"}
    row: dict[str, Any] = {"cost_category": project, "size": "all", **_known(ANNEX_G)}
    if _FULL.match(action):
        return [{**row, "max_rate": 100}]
    if _HALF.match(action):
        return [{**row, "max_rate": 50}]
    if _INNOVATION.match(action):
        profit = {"id": "for_profit", "field": "for_profit", "op": "eq"}
        return [
            {**row, "max_rate": 70, "needs": {**profit, "value": True}},
            {**row, "max_rate": 100, "needs": {**profit, "value": False}},
        ]
    return []


def _amounts(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the portal expects a grant to be: shown, no limit, since other amounts may be asked for."""
    low, high = (_euros(data, key) for key in ("budgetMin", "budgetMax"))
    if low is not None and high is not None and high < low:
        raise Fault("budgetMax", f"{high:g} lies below budgetMin {low:g}")
    rows = []
    if low is not None and low != high:
        words = {
            "en": "Expected grant, at least",
            "fr": "Subvention attendue, au moins",
            "de": "Erwarteter Zuschuss, mindestens",
        }
        rows.append({"id": "expected_min", "kind": "other", "eur": low, "label": words})
    if high is not None:
        words = (
            {"en": "Expected grant", "fr": "Subvention attendue", "de": "Erwarteter Zuschuss"}
            if low == high
            else {
                "en": "Expected grant, at most",
                "fr": "Subvention attendue, au plus",
                "de": "Erwarteter Zuschuss, höchstens",
            }
        )
        rows.append({"id": "expected_max", "kind": "other", "eur": high, "label": words})
    return rows


def _euros(data: Mapping[str, Any], key: str) -> int | float | None:
    return None if data.get(key) is None else number(data[key], key, 0)


def _process(data: Mapping[str, Any]) -> list[dict[str, str]]:
    lines = []
    if text(data, "deadlineModel", "", "") == "two-stage":
        lines.append(
            {
                "en": "Two stages: a short proposal first; which stage the deadline is of, the portal says",
                "fr": "Deux étapes : d'abord une proposition courte ; le portail dit de quelle étape est la date limite",
                "de": "Zwei Stufen: zuerst ein kurzer Vorschlag; zu welcher Stufe die Frist gehört, sagt das Portal",
            }
        )
    grants = data.get("expectedGrants")
    if grants is not None:
        count = int(number(grants, "expectedGrants", 0))
        lines.append(
            {
                "en": f"Expected grants: {count}",
                "fr": f"Subventions attendues : {count}",
                "de": f"Erwartete Zuschüsse: {count}",
            }
        )
    return lines


def _summary(description: str) -> str:
    """Return the beginning of a description, cut at the end of a word; the file joins headings to sentences."""
    spaced = re.sub(r"(?<=[a-z.;:])(?=[A-Z][a-z])", " ", " ".join(description.split()))
    return spaced if len(spaced) <= 900 else f"{spaced[:900].rsplit(' ', 1)[0]} …"
