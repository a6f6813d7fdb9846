"""How does the catalogue of aids come into the database?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from grappe.apps.aids.models import Programme, ProgrammeVector, Vocabulary
from grappe.apps.aids.queries.catalogue import read_catalogue, read_communes, read_yaml
from grappe.apps.aids.queries.evidence import texts_of
from grappe.apps.clusters import queries as cluster_queries
from grappe.ui import jobs, passages


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many programmes are new, changed, as before, and no longer in the catalogue."""

    created: int
    updated: int
    unchanged: int
    withdrawn: int


def _plain(value: Any) -> Any:
    """Return a YAML document as JSON can hold it: dates become ISO text, which the engine reads as well."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def load_programmes(*, folder: Path, at: datetime) -> Loaded:
    """Load a catalogue folder's programmes and fields; a programme no longer there is marked withdrawn.

    Raises BadFile, before anything is written, when a file cannot be read or a rule not be parsed.
    """
    read_catalogue(folder)  # every file parses, or nothing is loaded
    documents = {
        path.stem: _plain(read_yaml(path)) for path in sorted((folder / "programmes").glob("*.yaml"))
    }
    known = {programme.slug: programme for programme in Programme.objects.all()}
    themes = {theme.slug: theme for theme in cluster_queries.themes()}
    clusters = {cluster.slug: cluster for cluster in cluster_queries.clusters()}
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    for slug, document in documents.items():
        digest = _digest(document)
        before = known.get(slug)
        if before is not None and before.digest == digest and not before.withdrawn:
            counts["unchanged"] += 1
            continue
        counts["created" if before is None else "updated"] += 1
        programme, _created = Programme.objects.update_or_create(
            slug=slug,
            defaults={
                "name": document["name"],
                "summary": document.get("summary") or {},
                "kind": document.get("kind", "grant"),
                "status": document.get("status", "unknown"),
                "confidence": document.get("confidence", "unverified"),
                "checked_on": document.get("checked_on"),
                "content": document,
                "digest": digest,
                "withdrawn": False,
                "loaded_at": at,
            },
        )
        programme.themes.set([themes[name] for name in document.get("themes", []) if name in themes])
        programme.clusters.set([clusters[name] for name in document.get("clusters", []) if name in clusters])
    gone = Programme.objects.exclude(slug__in=documents).filter(withdrawn=False).update(withdrawn=True)
    _load_vocabulary(folder, documents, at)
    _keep_passages()
    return Loaded(**counts, withdrawn=gone)


def _load_vocabulary(folder: Path, documents: dict[str, Any], at: datetime) -> None:
    fields = _plain(read_yaml(folder / "fields.yaml"))
    communes = read_communes(folder)
    digest = _digest([fields, communes, documents])
    Vocabulary.objects.update_or_create(
        pk=1, defaults={"fields": fields, "communes": communes, "digest": digest, "loaded_at": at}
    )


def _keep_passages() -> None:
    """Make the programmes' texts searchable: by words at once, by meaning when the job has encoded them."""
    for programme in Programme.objects.filter(withdrawn=False).defer("content"):
        passages.store(ProgrammeVector, "programme", programme.pk, texts_of(programme))
    ProgrammeVector.objects.filter(programme__withdrawn=True).delete()
    if ProgrammeVector.objects.filter(vector=None).exists():
        transaction.on_commit(order_encoding)


def order_encoding() -> None:
    """Order the job that encodes what waits; once is enough however often it is ordered."""
    jobs.order("aids.encode_passages")


def encode_waiting() -> int:
    """Encode the passages of programmes that wait for it; return how many."""
    done = 0
    while True:
        with transaction.atomic():
            batch = passages.encode_waiting(ProgrammeVector)
        done += batch
        if not batch:
            return done
