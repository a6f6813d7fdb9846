"""How do indicators come in from an initiative's catalogue? What was changed on the page stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.reporting.enums import Chapter, Origin, Unit
from grappe.apps.reporting.models import Indicator, Target, Version
from grappe.apps.reporting.operations.figures import hold_figures
from grappe.apps.reporting.operations.terms import load_terms
from grappe.apps.reporting.queries.definitions import said, tree_of
from grappe.engines.indicators import IndicatorError
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput

FIELDS = {"id", "name", "chapter", "unit", "owner_role", "fewer", "source", "versions", "targets"}


@dataclass
class Loaded:
    created: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def load(*, catalogue: Mapping[str, Any], at: datetime) -> Loaded:
    """Create or update indicators from `{"indicators": […]}`; return how many are new, changed and as before.

    One that is no longer in the catalogue is no longer computed, but stays. An indicator with a version written on the
    page keeps all its versions; targets set on the page stay. Raises BadInput naming the indicator and the place.
    """
    loaded, known = Loaded(), set()
    entries = catalogue.get("indicators")
    if not isinstance(entries, list):
        raise BadInput(_("“indicators” is wanted"))
    hold_figures()
    for position, entry in enumerate(entries):
        slug = str(entry.get("id") or "") if isinstance(entry, Mapping) else ""
        if not slug or slug in known:
            raise BadInput(_("indicators[%(place)d]: an id is wanted, each once") % {"place": position})
        known.add(slug)
        try:
            _load_one(slug, entry, position, at, loaded)
        except _Fault as fault:
            raise BadInput(f"{slug}: {fault}") from fault
    Indicator.objects.exclude(slug__in=known).update(active=False)
    if "open_data" in catalogue:
        load_terms(catalogue["open_data"])
    return loaded


def faults(catalogue: object) -> Iterator[tuple[int | None, str]]:
    """Yield what is wrong with `{"indicators": […]}`, with the place of the indicator; nothing is loaded, no database asked."""
    entries = catalogue.get("indicators") if isinstance(catalogue, Mapping) else None
    if not isinstance(entries, list):
        yield None, _("“indicators” is wanted")
        return
    known: set[str] = set()
    for position, entry in enumerate(entries):
        slug = str(entry.get("id") or "") if isinstance(entry, Mapping) else ""
        if not slug or slug in known:
            yield position, _("indicators[%(place)d]: an id is wanted, each once") % {"place": position}
            continue
        known.add(slug)
        try:
            _values(entry, position)
            _wanted(entry.get("versions"))
            _numbers(entry.get("targets") or {})
        except _Fault as fault:
            yield position, f"{slug}: {fault}"


class _Fault(Exception):
    """What is wrong with one entry."""


def _values(entry: Mapping[str, Any], position: int) -> dict[str, Any]:
    if strange := sorted(set(entry) - FIELDS):
        raise _Fault(_("%(name)s is not known here") % {"name": strange[0]})
    return {
        "names": _words(entry.get("name"), "name"),
        "chapter": _one_of(entry.get("chapter"), Chapter.values, "chapter"),
        "unit": _one_of(entry.get("unit"), Unit.values, "unit"),
        "owner_role": _one_of(entry.get("owner_role", Role.ADMINISTRATOR), Role.values, "owner_role"),
        "fewer": entry.get("fewer") is True,
        "source": dict(entry.get("source") or {}),
        "position": position,
        "active": True,
    }


def _load_one(slug: str, entry: Mapping[str, Any], position: int, at: datetime, loaded: Loaded) -> None:
    values = _values(entry, position)
    before = Indicator.objects.filter(slug=slug).values(*values).first()
    indicator, _created = Indicator.objects.update_or_create(slug=slug, defaults=values)
    changed = _versions(indicator, entry.get("versions"), at)
    changed |= _targets(indicator, entry.get("targets") or {}, at)
    if before is None:
        loaded.created += 1
    elif changed or before != values:
        loaded.changed += 1
    else:
        loaded.unchanged += 1


def _wanted(entries: object) -> list[dict[str, Any]]:
    if not isinstance(entries, list) or not entries:
        raise _Fault(_("“versions” wants at least one"))
    wanted = [_version(entry, f"versions[{place}]") for place, entry in enumerate(entries)]
    days = [one["valid_from"] for one in wanted]
    if days != sorted(set(days)):
        raise _Fault(_("the versions do not follow one another"))
    for one, following in zip(wanted, [*wanted[1:], None], strict=True):
        one["valid_until"] = following["valid_from"] - timedelta(days=1) if following else None
    return wanted


def _versions(indicator: Indicator, entries: object, at: datetime) -> bool:
    """Make the versions those of the catalogue; return whether anything changed."""
    wanted = _wanted(entries)
    if indicator.versions.filter(origin=Origin.PAGE).exists():
        return False
    held = list(indicator.versions.values("definitions", "query", "valid_from", "valid_until"))
    if held == wanted:
        return False
    indicator.versions.all().delete()
    for one in wanted:
        Version.objects.create(indicator=indicator, origin=Origin.CATALOGUE, made_at=at, **one)
    return True


def _version(entry: object, path: str) -> dict[str, Any]:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("from"), date):
        raise _Fault(_("%(path)s: “from” wants a day") % {"path": path})
    if strange := sorted(set(entry) - {"from", "definition", "query"}):
        raise _Fault(_("%(name)s is not known here") % {"name": f"{path}.{strange[0]}"})
    try:
        tree_of(entry.get("query"))
    except IndicatorError as fault:
        raise _Fault(f"{path}.query: {said(fault)}") from fault
    return {
        "definitions": _words(entry.get("definition"), f"{path}.definition"),
        "query": entry["query"],
        "valid_from": entry["from"],
        "valid_until": None,
    }


def _numbers(entries: object) -> dict[int, float]:
    if not isinstance(entries, Mapping):
        raise _Fault(_("“targets” wants a number for each year"))
    for year, value in entries.items():
        number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        if not isinstance(year, int) or not 2000 <= year <= 2100 or not number:
            raise _Fault(_("“targets” wants a number for each year"))
    return {year: float(value) for year, value in entries.items()}


def _targets(indicator: Indicator, entries: object, at: datetime) -> bool:
    changed = False
    for year, value in _numbers(entries).items():
        _target, made = Target.objects.get_or_create(
            indicator=indicator, year=year, defaults={"value": value, "set_at": at}
        )
        changed |= made
    return changed


def _words(value: object, path: str) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(each, str) and each for each in value.values()):
        raise _Fault(_("%(path)s: words by language are wanted") % {"path": path})
    words = Text.of(value).as_dict()
    if not all(words.values()):
        raise _Fault(_("%(path)s: words in English, French and German are wanted") % {"path": path})
    return words


def _one_of(value: object, known: list[str], path: str) -> str:
    if value not in known:
        raise _Fault(_("%(path)s: one of %(known)s is wanted") % {"path": path, "known": ", ".join(known)})
    return str(value)
