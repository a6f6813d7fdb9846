"""How does a test make a small file of programmes as others write them? All of it invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SECTIONS = [*"ABCDEFGHIJKLMNOPQRS"]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
FRENCH_FILE = SHARED / "fr_green_transition_programmes.jsonl"
EU_FILE = SHARED / "eu_open_calls_2026-08.json"


def french(name: str = "aide-inventee", **changed: Any) -> dict[str, Any]:
    """Return a row of the French form; `texts` and `structure` change those parts."""
    texts: dict[str, Any] = {
        "size": ["Moins de 250 salariés", "Éligible aux micro-entreprises"], "area": ["Vosges"],
        "sector": ["Tous secteurs d'activité"], "age": ["Au moins 3 ans d'activité"],
        "other": ["Avoir réalisé un bilan carbone inventé"],
    }  # fmt: skip
    structure: dict[str, Any] = {
        "min_employees": None, "max_employees": 249, "exclude_microentrepreneur": False, "naf_sections": SECTIONS,
        "regions": ["Grand Est"],
    }  # fmt: skip
    row = {
        "id": name, "title": f"Aide inventée : {name}", "promise": "Un exemple pour les essais", "description": "",
        "nature": "financement", "contact_operator": "Agence inventée", "valid_from": "2026-01-01",
        "valid_to": "2026-12-31", "url": "https://agence.example/aide",
        "funding_text": {"montant du financement": "Jusqu’à 50 %"},
    }  # fmt: skip
    texts |= changed.pop("texts", {})
    structure |= changed.pop("structure", {})
    return row | changed | {"eligibility_text": texts, "eligibility": structure}


def eu_call(name: str = "INVENTED-2026-01", **changed: Any) -> dict[str, Any]:
    """Return a row of the Union's form."""
    return {
        "topicId": name, "title": f"Invented call {name}", "programme": "Horizon Europe",
        "typesOfAction": "HORIZON Innovation Actions", "deadline": "2026-10-08", "deadlineModel": "single-stage",
        "callStatus": "open", "budgetMin": 1_000_000, "budgetMax": 2_000_000, "expectedGrants": 3,
        "portalUrl": "https://portal.example/call", "description": "An example for the tests.",
    } | changed  # fmt: skip


def french_file(folder: Path, *rows: Any, name: str = "programmes.jsonl") -> Path:
    """Write rows as JSON Lines; text stands as it is."""
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def eu_file(folder: Path, *rows: Any, name: str = "calls_2026-08.json") -> Path:
    """Write rows as one JSON list."""
    path = folder / name
    path.write_text(json.dumps(list(rows)), encoding="utf-8")
    return path


def catalogue_folder(folder: Path, fields: str, programme: str) -> Path:
    """Write a catalogue of one programme, `aid`, and the fields it asks for."""
    (folder / "programmes").mkdir(parents=True)
    (folder / "fields.yaml").write_text(fields)
    (folder / "programmes" / "aid.yaml").write_text(programme)
    return folder
