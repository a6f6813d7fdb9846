"""What is a source in CSL-JSON (schema 1.0.2): which types and fields are there, and what of something given is kept?

An item here is always clean: texts without odd blanks, names that are whole, dates as numbers, addresses that open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import slugify
from django.utils.translation import gettext as _

from grappe.apps.studies.queries.csl_dates import day_of, spoken_date, year_of
from grappe.ui.errors import BadInput

Item = dict[str, Any]
_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset "
    "document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation "
    "manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software song speech standard thesis "
    "treaty webpage"
)
TYPES = frozenset(_TYPES.split())
_NAMES = (
    "author chair collection-editor compiler composer container-author contributor curator director editor "
    "editorial-director executive-producer guest host interviewer illustrator narrator organizer original-author "
    "performer producer recipient reviewed-author script-writer series-creator translator"
)
NAMES = frozenset(_NAMES.split())
_DATES = "accessed available-date event-date issued original-date submitted"
DATES = frozenset(_DATES.split())
_TEXTS = (
    "abstract annote archive archive_collection archive_location archive-place authority call-number chapter-number "
    "collection-number collection-title container-title container-title-short dimensions division DOI edition event "
    "event-title event-place genre ISBN ISSN issue jurisdiction keyword language medium note number number-of-pages "
    "number-of-volumes original-publisher original-publisher-place original-title page page-first part part-title "
    "PMCID PMID printing publisher publisher-place references reviewed-genre reviewed-title scale section source "
    "status supplement title title-short URL version volume volume-title volume-title-short"
)
TEXTS = frozenset(_TEXTS.split())
PARTS_OF_NAMES = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix")
PAGES = frozenset({"webpage", "post", "post-weblog"})  # they change: a source of these says when it was read
MOST_TEXT, MOST_NAMES = 5_000, 500
_DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A source that a file holds: its key, its clean item, the line (1, 2, …) and what was left out of it."""

    key: str
    item: Item
    line: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a file that cannot be taken: the line it begins in, what is wrong, and its first words."""

    line: int
    what: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file with sources holds."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def doi_of(text: str) -> str:
    """Return a DOI without what people write in front of it; BadInput where it has not the form of one."""
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE)
    if not _DOI.fullmatch(bare) or len(bare) > 200:
        raise BadInput(
            _("“%(text)s” has not the form of a DOI: it begins with 10., some digits and a slash.")
            % {"text": text[:200]}
        )
    return bare


def url_of(text: str) -> str:
    """Return an address that a page may link; BadInput for any but http and https."""
    bare = text.strip()
    try:
        parts = urlsplit(bare)
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and " " not in bare
    except ValueError:
        fits = False
    if not fits or len(bare) > 1_000:
        raise BadInput(
            _("“%(text)s” is no address of a page: it begins with http:// or https://.")
            % {"text": text[:200]}
        )
    return bare


def clean(given: Mapping[str, Any]) -> tuple[Item, tuple[str, ...]]:
    """Return an item as it is kept, and in words what was left out.

    Raises BadInput for one that is no source: without a title, or of a type that CSL does not know.
    """
    kind = given.get("type")
    if kind not in TYPES:
        raise BadInput(_("“%(kind)s” is no type of source.") % {"kind": _bare(kind)[:80]})
    item: Item = {"type": kind}
    notes: list[str] = []
    for name in sorted(given.keys() & (NAMES | DATES | TEXTS)):
        try:
            value = _value(name, given[name])
        except BadInput as fault:
            notes.append(f"{label(name)}: {fault}")
        else:
            if value:
                item[name] = value
    if not item.get("title"):
        raise BadInput(_("It has no title."))
    return item, tuple(notes)


def _value(name: str, value: Any) -> Any:
    if name in NAMES:
        return names_of(value)
    if name in DATES:
        return spoken_date(value)
    text = _bare(value)
    if len(text) > MOST_TEXT:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": MOST_TEXT})
    if not text:
        return ""
    if name == "DOI":
        return doi_of(text)
    if name == "URL":
        return url_of(text)
    return re.sub(r"\s*(?:--+|–|‑)\s*", "-", text) if name == "page" else text


def _bare(value: Any) -> str:
    """Return a value as one line of text; a list is joined, anything else than text and numbers is nothing."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_bare, value[:100])))
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    visible = "".join(each for each in str(value) if each.isprintable() or each.isspace())
    return " ".join(visible.split())


def names_of(value: Any) -> list[dict[str, str]]:
    """Return names as CSL holds them; who has but one part is an organisation or known by one name: `literal`."""
    if not isinstance(value, list):
        raise BadInput(_("Names are a list."))
    found: list[dict[str, str]] = []
    for each in value[:MOST_NAMES]:
        if not isinstance(each, Mapping):
            continue
        parts = {name: text for name in PARTS_OF_NAMES if (text := _bare(each.get(name))[:300])}
        literal = _bare(each.get("literal"))[:300]
        if not literal and len(parts) == 1:
            literal = next(iter(parts.values()))
        if literal:
            found.append({"literal": literal})
        elif parts.get("family"):
            found.append(parts)
        elif parts:
            found.append({"literal": " ".join(parts.values())})
    return found


def family(name: Mapping[str, str]) -> str:
    """Return the name under which somebody is cited."""
    particle = name.get("non-dropping-particle", "")
    return name.get("literal") or " ".join(filter(None, (particle, name.get("family", ""))))


def columns_of(item: Item) -> dict[str, Any]:
    """Return what stands beside an item in the table, for lists and search."""
    people = [family(each) for each in item.get("author") or item.get("editor") or []]
    return {
        "title": _cut(item["title"], 500),
        "author": _cut(", ".join(people) or item.get("publisher", ""), 300),
        "year": year_of(item.get("issued")),
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "read_on": day_of(item.get("accessed")),
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def same_as(item: Item) -> tuple[str, ...]:
    """Return by what an item is known again: its DOI, and its title with its year (case, accents, signs aside)."""
    keys = [f"doi {item['DOI'].lower()}"] if item.get("DOI") else []
    title = slugify(item["title"]) or item["title"].casefold()  # a title without a Latin letter has no slug
    return (*keys, f"title {title} {year_of(item.get('issued')) or ''}")


def alike(one: Item, other: Item) -> bool:
    """Say whether two items that share something of `same_as` are one source: not with two DOIs, nor by other people."""
    if one.get("DOI") and other.get("DOI"):
        return bool(one["DOI"].lower() == other["DOI"].lower())
    mine, theirs = _who(one), _who(other)
    return not mine or not theirs or bool(mine & theirs)


def _who(item: Item) -> set[str]:
    people = item.get("author") or item.get("editor") or []
    names = [family(each) for each in people] or [item.get("publisher", "")]
    return {slugify(each) or each.casefold() for each in names if each}


def key_for(item: Item, taken: set[str], wish: str = "") -> str:
    """Return a citation key that is not `taken`, `wish` if it can be, else the first name and the year; it is then taken."""
    base = re.sub(r"[^A-Za-z0-9_:.+/-]", "", wish)[:70]
    if not base:
        people = item.get("author") or item.get("editor") or []
        name = family(people[0]) if people else item.get("publisher") or item["title"]
        who = slugify(name).replace("-", "")[:30]
        base = f"{who or 'source'}{year_of(item.get('issued')) or ''}"
    lower = {each.lower() for each in taken}
    letters = ["", *(f"-{n}" for n in range(2, 10_000))] if wish else ["", *"abcdefghijklmnopqrstuvwxyz"]
    letters += [f"-{n}" for n in range(2, 10_000)]
    key = next(base + letter for letter in letters if (base + letter).lower() not in lower)
    taken.add(key)
    return key


def lacks_day(item: Item) -> bool:
    """Say whether a page of the web lacks the day on which it was read."""
    return item["type"] in PAGES and day_of(item.get("accessed")) is None


def with_day(item: Item, day: date) -> Item:
    """Return an item with the day on which it was read."""
    return item | {"accessed": {"date-parts": [[day.year, day.month, day.day]]}}


def read(text: str) -> Parsed:
    """Return the sources of a CSL-JSON text: a list of items, one item, or an object with `items`."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as fault:
        what = _("This is no JSON: line %(line)d, column %(column)d cannot be read.")
        where = {"line": fault.lineno, "column": fault.colno}
        return Parsed(faults=(Fault(fault.lineno, what % where, _excerpt(text, fault.pos)),))
    except (RecursionError, ValueError):
        return Parsed(faults=(Fault(1, _("This is no CSL-JSON."), ""),))
    if isinstance(given, dict):
        given = given["items"] if isinstance(given.get("items"), list) else [given]
    if not isinstance(given, list):
        return Parsed(faults=(Fault(1, _("This is no CSL-JSON: it is a list of items."), ""),))
    lines = _lines(text, len(given))
    return _items(given, lines)


def _items(given: Sequence[Any], lines: Sequence[int]) -> Parsed:
    entries: list[Entry] = []
    faults: list[Fault] = []
    for number, (each, line) in enumerate(zip(given, lines, strict=True), start=1):
        where = _("Item %(number)d") % {"number": number}
        try:
            if not isinstance(each, dict):
                raise BadInput(_("It is no object with fields."))
            item, notes = clean(each)
        except BadInput as fault:
            faults.append(Fault(line, f"{where}: {fault}", json.dumps(each, ensure_ascii=False)[:120]))
        else:
            entries.append(Entry(_bare(each.get("citation-key") or each.get("id"))[:80], item, line, notes))
    return Parsed(tuple(entries), tuple(faults))


def _lines(text: str, count: int) -> list[int]:
    """Return in which line each item of a list begins: where a brace opens at the depth of the first one."""
    found, depth, first, inside, escaped, line = [], 0, 0, False, False, 1
    for char in text:
        line += char == "\n"
        if inside:
            inside = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            inside = True
        elif char in "{[":
            depth += 1
            if char == "{" and (not first or depth == first):
                first = depth
                found.append(line)
        elif char in "}]":
            depth -= 1
    return found if len(found) == count else [1] * count


def _excerpt(text: str, at: int) -> str:
    return " ".join(text[max(0, at - 40) : at + 40].split())


def written(items: Sequence[tuple[str, Item]]) -> str:
    """Return sources as a CSL-JSON text, each with its key as id."""
    return json.dumps([{"id": key, **item} for key, item in items], ensure_ascii=False, indent=2) + "\n"


def label(name: str) -> str:
    """Return what a field of an item is called; a rare one by its own name."""
    words = {
        "author": _("Authors"), "editor": _("Editors"), "title": _("Title"), "issued": _("Published on"),
        "accessed": _("Date read"), "container-title": _("Stands in"), "publisher": _("Publisher"),
        "publisher-place": _("Place"), "volume": _("Volume"), "issue": _("Issue"), "page": _("Pages"),
        "number": _("Number"), "edition": _("Edition"), "URL": _("Address (URL)"), "language": _("Language"),
        "abstract": _("Abstract"), "genre": _("Kind of work"), "event-title": _("Conference"),
        "version": _("Version"), "authority": _("Authority"), "note": _("Note"), "type": _("Type"),
    }  # fmt: skip
    return words.get(name, name)
