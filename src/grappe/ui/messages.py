"""Which words are translated, and which are not yet?

Django's own makemessages needs GNU gettext on the machine; here Babel reads the Python files, Django's
`templatize` the templates, and Babel compiles. Each app carries its own `locale/`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES = ("fr", "de")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2), "gettext_noop": None, "_lazy": None,
}  # fmt: skip
# A letter, an apostrophe, and the word that follows: written out, quoted (« … »), a number or filled in (%s, {name}).
_SHORTENED = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|[«%{<])")


@dataclass(frozen=True)
class Missing:
    """A text without a translation: where it stands and in which language it is missing."""

    app: str
    language: str
    text: str
    place: str


def homes() -> list[Path]:
    """Return the folders that carry their own `locale/`: ui, the door, and every app."""
    return [
        PACKAGE / "ui",
        PACKAGE / "config" / "doors",
        *sorted(path.parent for path in (PACKAGE / "apps").glob("*/apps.py")),
    ]


def _texts_of(path: Path) -> Iterator[tuple[int, Any, str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        source = templatize(source, origin=str(path))
    for line, text, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield line, text, context


def collect(home: Path) -> Catalog:
    """Return all translatable texts below one folder, with the places where they stand."""
    catalog = Catalog(charset="utf-8")
    for path in sorted([*home.rglob("*.py"), *home.rglob("*.html")]):
        if "migrations" in path.parts:
            continue
        for line, text, context in _texts_of(path):
            if text:
                catalog.add(text, None, [(str(path.relative_to(home)), line)], context=context)
    return catalog


def _path(home: Path, language: str) -> Path:
    return home / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(home: Path) -> None:
    """Bring the `.po` files below one folder up to date; old texts go, translations stay."""
    template = collect(home)
    for language in LANGUAGES:
        path = _path(home, language)
        catalog = _read(path, language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        if len(catalog) == 0:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=110, omit_header=False, sort_output=True, include_lineno=False)


def missing() -> list[Missing]:
    """Return every text that has no French or no German translation."""
    found = []
    for home in homes():
        template = collect(home)
        for language in LANGUAGES:
            catalog = _read(_path(home, language), language)
            for message in template:
                if not message.id:
                    continue
                known = catalog.get(message.id, message.context)
                strings = known.string if known is not None else ""
                complete = all(strings) if isinstance(strings, tuple | list) else bool(strings)
                if not complete:
                    place = (
                        f"{message.locations[0][0]}:{message.locations[0][1]}" if message.locations else ""
                    )
                    found.append(Missing(home.name, language, str(message.id), place))
    return found


def disagreements() -> list[tuple[str, str, dict[str, str]]]:
    """Return the texts that two apps translate differently: language, English text, translation by app."""
    found = []
    for language in LANGUAGES:
        said: dict[tuple[str, str | None], dict[str, str]] = {}
        for home in homes():
            for message in _read(_path(home, language), language):
                if message.id and message.string:
                    said.setdefault((str(message.id), message.context), {})[home.name] = str(message.string)
        found += [
            (language, text, by_app) for (text, _), by_app in said.items() if len(set(by_app.values())) > 1
        ]
    return found


def straight_apostrophes() -> list[tuple[str, str, str]]:
    """Return the translations with ' where a word is shortened, for which we write ’: language, app, text.

    Quotes around an attribute or a value stand beside something that is no letter, and are left alone.
    """
    found = []
    for language in LANGUAGES:
        for home in homes():
            for message in _read(_path(home, language), language):
                said = message.string if isinstance(message.string, tuple | list) else (message.string,)
                found += [(language, home.name, text) for text in said if text and _SHORTENED.search(text)]
    return found


def compile_all() -> int:
    """Compile every `.po` to `.mo`; return how many. The `.mo` are build products, not committed."""
    count = 0
    for home in homes():
        for language in LANGUAGES:
            path = _path(home, language)
            if path.exists():
                with path.with_suffix(".mo").open("wb") as file:
                    write_mo(file, _read(path, language))
                count += 1
    return count
