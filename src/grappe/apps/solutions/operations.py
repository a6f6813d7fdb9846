"""How does the catalogue of services, providers and partners come in, and how do its words become searchable?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email, validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.clusters.queries import clusters, themes
from grappe.apps.solutions.enums import Size, SolutionKind, Spoken
from grappe.apps.solutions.models import Solution, SolutionVector
from grappe.ui import jobs, passages
from grappe.ui.errors import BadInput
from grappe.ui.passages import Texts

REQUIRED = {"id", "kind", "name", "title", "promise", "text"}
OPTIONAL = {
    "themes", "clusters", "nace", "sizes", "languages", "contact_name", "contact_email", "url", "invented",
    "source", "checked_on",
}  # fmt: skip
TRANSLATED = ("title", "promise", "text")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many solutions came new, changed, stayed, and are no longer offered."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0


@transaction.atomic
def load_solutions(entries: Iterable[Mapping[str, Any]], *, at: datetime) -> Loaded:
    """Bring the catalogue into the database; raise BadInput naming the first entry that cannot be used.

    A solution that is no longer in the catalogue is no longer offered, but past matches keep it. New and changed
    texts are searchable by words at once, by meaning when the job has encoded them.
    """
    checked = _checked(list(entries))
    known_themes = {theme.slug: theme for theme in themes()}
    known_clusters = {cluster.slug: cluster for cluster in clusters()}
    before = {solution.slug: solution for solution in Solution.objects.prefetch_related("themes", "clusters")}
    counts = dict.fromkeys(("created", "changed", "unchanged", "withdrawn"), 0)
    for entry in checked:
        wanted = [_of(known_themes, entry, "themes"), _of(known_clusters, entry, "clusters")]
        counts[_save(before.pop(entry["id"], None), entry, *wanted)] += 1
    for solution in before.values():
        if solution.active:
            solution.active = False
            solution.save(update_fields=["active"])
            counts["withdrawn"] += 1
    if SolutionVector.objects.filter(vector=None).exists():
        transaction.on_commit(order_encoding)
    return Loaded(**counts)


def _save(
    solution: Solution | None, entry: Mapping[str, Any], wanted_themes: list, wanted_clusters: list
) -> str:
    """Write one solution and its passages; return "created", "changed" or "unchanged"."""
    fields = {
        "kind": entry["kind"],
        "name": entry["name"],
        **{name: dict(entry[name]) for name in TRANSLATED},
        **{name: list(entry.get(name) or []) for name in ("nace", "sizes", "languages")},
        **{name: entry.get(name) or "" for name in ("contact_name", "contact_email", "url", "source")},
        "contact_language": _letter_language(entry),
        "invented": bool(entry.get("invented", False)),
        "checked_on": entry.get("checked_on"),
        "active": True,
    }
    done = "created" if solution is None else "unchanged"
    solution = solution or Solution(slug=entry["id"])
    if done == "created" or any(getattr(solution, name) != value for name, value in fields.items()):
        done = "created" if done == "created" else "changed"
        for name, value in fields.items():
            setattr(solution, name, value)
        solution.save()
    for relation, wanted in ((solution.themes, wanted_themes), (solution.clusters, wanted_clusters)):
        if {thing.pk for thing in relation.all()} != {thing.pk for thing in wanted}:
            relation.set(wanted)
            done = "created" if done == "created" else "changed"
    passages.store(SolutionVector, "solution", solution.pk, texts_of(solution))
    return done


def texts_of(solution: Solution) -> dict[str, Texts]:
    """Return what is said of a solution in each language in which it has a title."""
    return {
        code: Texts(
            f"{solution.title[code]} ({solution.name})"
            if solution.name not in solution.title[code]
            else solution.title[code],
            solution.promise.get(code) or "",
            solution.text.get(code) or "",
        )
        for code in passages.LANGUAGES
        if solution.title.get(code)
    }


def _letter_language(entry: Mapping[str, Any]) -> str:
    """Return the language of letters: the first one spoken in which there are letters, else French."""
    return next((code for code in entry.get("languages") or [] if code in passages.LANGUAGES), "fr")


def order_encoding() -> None:
    """Order the job that encodes what waits; once is enough however often it is ordered."""
    jobs.order("solutions.encode_passages")


def encode_waiting() -> int:
    """Encode the passages of solutions that wait for it; return how many."""
    done = 0
    while True:
        with transaction.atomic():
            batch = passages.encode_waiting(SolutionVector)
        done += batch
        if not batch:
            return done


def _checked(entries: list[Any]) -> list[dict[str, Any]]:
    seen: set[str] = set()
    for place, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping):
            raise BadInput(_("Solution %(place)d is not a set of fields.") % {"place": place})
        name = str(entry.get("id") or f"#{place}")
        fault = _fault(entry)
        if fault is None and name in seen:
            fault = _("stands twice")
        if fault is not None:
            raise BadInput(_("Solution “%(name)s”: %(fault)s.") % {"name": name[:80], "fault": fault})
        seen.add(name)
    return entries


def _fault(entry: Mapping[str, Any]) -> str | None:
    """Return what is wrong with one entry, or None."""
    if missing := REQUIRED - {key for key, value in entry.items() if value}:
        return _("without %(fields)s") % {"fields": ", ".join(sorted(missing))}
    if unknown := set(map(str, entry)) - REQUIRED - OPTIONAL:
        return _("unknown field %(fields)s") % {"fields": ", ".join(sorted(unknown))}
    for name in TRANSLATED:
        texts = entry[name]
        if (
            not isinstance(texts, Mapping)
            or not set(texts) <= set(passages.LANGUAGES)
            or not _all_text(texts)
        ):
            return _("%(field)s is not a text in en, fr, de") % {"field": name}
    for name, choices in (("sizes", Size.values), ("languages", Spoken.values)):
        if wrong := set(map(str, entry.get(name) or [])) - set(choices):
            return _("%(field)s does not know %(values)s") % {
                "field": name,
                "values": ", ".join(sorted(wrong)),
            }
    if entry["kind"] not in SolutionKind.values:
        return _("kind does not know %(values)s") % {"values": entry["kind"]}
    if not _all_text({number: code for number, code in enumerate(entry.get("nace") or [])}):
        return _("nace is not a list of codes in quotes")
    if entry.get("checked_on") is not None and not isinstance(entry["checked_on"], date):
        return _("checked_on is not a date")
    return _fault_of_address(entry)


def _fault_of_address(entry: Mapping[str, Any]) -> str | None:
    try:
        validate_slug(entry["id"])
        if entry.get("contact_email"):
            validate_email(entry["contact_email"])
        if entry.get("url"):
            URLValidator(["http", "https"])(entry["url"])
    except ValidationError as fault:
        return str(fault.messages[0]).rstrip(".")
    return None


def _all_text(values: Mapping[Any, Any]) -> bool:
    return all(isinstance(value, str) for value in values.values())


def _of(known: Mapping[str, Any], entry: Mapping[str, Any], name: str) -> list[Any]:
    slugs = entry.get(name) or []
    if unknown := [slug for slug in slugs if slug not in known]:
        fault = _("%(field)s does not know %(values)s") % {
            "field": name,
            "values": ", ".join(map(str, unknown)),
        }
        raise BadInput(_("Solution “%(name)s”: %(fault)s.") % {"name": entry["id"], "fault": fault})
    return [known[slug] for slug in slugs]
