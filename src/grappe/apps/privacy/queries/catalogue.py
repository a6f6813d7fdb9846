"""What does `privacy.yaml` of the catalogue say, and what is wrong with it? Nothing of a file with faults is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import FieldError
from django.utils.translation import gettext as _

from grappe.apps.privacy.queries.declared import tables
from grappe.ui.errors import BadInput
from grappe.ui.personal import Category

FILE = "privacy.yaml"
NONE = "none"  # that there is none: nothing said is missing
Place = tuple[str | int, ...]
Fault = tuple[Place, str]
Check = Callable[[Any, Place], Iterator[Fault]]
SHOWN = 5  # faults in one message


def said() -> dict[str, Any]:
    """Return what the file says. Raises BadInput naming what is wrong and where."""
    path = Path(settings.CATALOGUE) / FILE
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise BadInput(_("%(file)s is not there.") % {"file": FILE}) from missing
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        line = getattr(getattr(broken, "problem_mark", None), "line", None)
        where = f", {line + 1}" if line is not None else ""
        raise BadInput(_("%(file)s%(where)s: no YAML.") % {"file": FILE, "where": where}) from broken
    found = list(faults(document))
    if found:
        told = "; ".join(f"{written(place)}: {what}" for place, what in found[:SHOWN])
        more = f" (+{len(found) - SHOWN})" if len(found) > SHOWN else ""
        raise BadInput(f"{FILE}: {told}{more}")
    return dict(document)


def written(place: Place) -> str:
    """Return a place as it is read: `retention[2].months`."""
    parts = [f"[{each}]" if isinstance(each, int) else f".{each}" for each in place]
    return "".join(parts).lstrip(".") or FILE


def faults(document: Any) -> Iterator[Fault]:
    """Yield what is wrong, each with its place. What the law asks for and nobody said yet (null) is no fault."""
    yield from _shape(document, (), {
        "controller": _optional(_controller), "categories": _categories, "transfers": _optional(_transfers),
        "security": _optional(_security), "holds": _optional(_each_of(_hold)),
        "retention": _optional(_list_of(_rule)), "consents": _optional(_list_of(_purpose)),
    }, needed={"categories"})  # fmt: skip
    if isinstance(document, dict):
        yield from _used(document)


def _used(document: dict[str, Any]) -> Iterator[Fault]:
    """Check that each law by which a part of Grappe keeps rows is said."""
    there = document.get("holds") if isinstance(document.get("holds"), dict) else {}
    for key in sorted({table.hold for table in tables().values() if table.hold} - set(there or {})):
        yield ("holds", key), _("is missing")


def _shape(
    value: Any, place: Place, keys: Mapping[str, Check], *, needed: set[str] | None = None
) -> Iterator[Fault]:
    """Check an object with these keys and no others; `needed` (default: all) must be there."""
    if not isinstance(value, dict):
        yield place, _("keys with values are expected here")
        return
    for key in value:
        if key not in keys:
            yield (
                (*place, str(key)),
                _("is no key that is known here: %(known)s") % {"known": ", ".join(keys)},
            )
    for key, check in keys.items():
        if key in value:
            yield from check(value[key], (*place, key))
        elif needed is None or key in needed:
            yield (*place, key), _("is missing")


def _optional(check: Check) -> Check:
    return lambda value, place: iter(()) if value is None else check(value, place)


def _or_none(check: Check) -> Check:
    """Nothing said yet, or that there is none, or what it is."""
    return lambda value, place: iter(()) if value in (None, NONE) else check(value, place)


def _list_of(check: Check) -> Check:
    def checked(value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, list) or not value:
            yield place, _("a list is expected here")
            return
        for number, each in enumerate(value):
            yield from check(each, (*place, number))

    return checked


def _each_of(check: Check) -> Check:
    def checked(value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield place, _("keys with values are expected here")
            return
        for key, each in value.items():
            yield from check(each, (*place, str(key)))

    return checked


def _line(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, str) or not value.strip():
        yield place, _("a text is expected here")


def _text(value: Any, place: Place) -> Iterator[Fault]:
    """Words in three languages."""
    if not isinstance(value, dict) or set(value) != {"en", "fr", "de"}:
        yield place, _("a text in en, fr and de is expected here")
        return
    for language, words in value.items():
        yield from _line(words, (*place, language))


def _number(least: int, most: int) -> Check:
    def checked(value: Any, place: Place) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield (
                place,
                _("a whole number from %(least)s to %(most)s is expected here")
                % {"least": least, "most": most},
            )

    return checked


def _basis(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, str) or len(value) != 1 or value not in "abcdef":
        yield place, _("a letter of Article 6(1), a to f, is expected here")


def _day(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, date):
        yield place, _("a day is expected here: 2026-11-27")


def _someone(value: Any, place: Place) -> Iterator[Fault]:
    yield from _shape(value, place, {"name": _line, "contact": _line})


def _controller(value: Any, place: Place) -> Iterator[Fault]:
    line = _optional(_line)
    yield from _shape(value, place, {
        "name": line, "address": line, "email": line, "phone": _or_none(_line), "joint": _or_none(_list_of(_someone)),
        "representative": _or_none(_someone), "officer": _or_none(_someone),
    }, needed=set())  # fmt: skip


def _transfers(value: Any, place: Place) -> Iterator[Fault]:
    if value != NONE:
        yield from _list_of(lambda each, at: _shape(each, at, {"to": _text, "safeguards": _text}))(
            value, place
        )


def _security(value: Any, place: Place) -> Iterator[Fault]:
    yield from _shape(
        value,
        place,
        {key: _optional(_list_of(_text)) for key in ("technical", "organisational")},
        needed=set(),
    )


def _categories(value: Any, place: Place) -> Iterator[Fault]:
    text = _optional(_text)
    keys: dict[str, Check] = {
        "purpose": _text, "basis": _basis, "source": _text, "data": text, "recipients": text, "keep": text,
        "keep_months": _optional(_number(0, 1200)), "transfers": _optional(_transfers),
    }  # fmt: skip
    every: dict[str, Check] = {
        each.value: lambda one, at: _shape(one, at, keys, needed={"purpose", "basis", "source"})
        for each in Category
    }
    yield from _shape(value, place, every)


def _hold(value: Any, place: Place) -> Iterator[Fault]:
    yield from _shape(
        value, place, {"years": _number(1, 100), "reason": _text, "source": _text, "checked": _day}
    )


def _rule(value: Any, place: Place) -> Iterator[Fault]:
    yield from _shape(value, place, {
        "key": _line, "table": _line, "since": _list_of(_line), "months": _number(0, 1200), "where": _conditions,
        "reason": _text, "basis": _line,
    })  # fmt: skip
    if isinstance(value, dict) and isinstance(value.get("table"), str):
        yield from _runs(value, place)


def _runs(rule: dict[str, Any], place: Place) -> Iterator[Fault]:
    """Check that a rule can be asked of the database: the table is there, and so is each column."""
    model = next((model for model in tables() if model._meta.label_lower == rule["table"]), None)
    if model is None:
        yield (*place, "table"), _("is no table: %(name)s") % {"name": rule["table"]}
        return
    since: Any = rule.get("since")
    where: Any = rule.get("where")
    rows = model._base_manager.all()
    for key, asked in (("since", lambda: rows.values(*since)), ("where", lambda: rows.filter(**where))):
        try:
            asked()
        except (FieldError, TypeError, ValueError) as fault:
            yield (*place, key), str(fault).split(". Choices", maxsplit=1)[0]


def _conditions(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield place, _("keys with values are expected here")


def _purpose(value: Any, place: Place) -> Iterator[Fault]:
    version: Check = lambda each, at: _shape(each, at, {"version": _line, "text": _text})  # noqa: E731
    yield from _shape(
        value, place, {"key": _line, "basis": _basis, "label": _text, "versions": _list_of(version)}
    )
