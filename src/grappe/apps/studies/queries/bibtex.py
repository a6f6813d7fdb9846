"""How do sources come out of a BibTeX (or BibLaTeX) file, and go into one?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bibtexparser import middlewares, model
from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import InvalidNameError
from bibtexparser.writer import BibtexFormat
from django.utils.translation import gettext as _
from pylatexenc.latex2text import LatexNodes2Text

from grappe.apps.studies.queries import bibtex_fields as words
from grappe.apps.studies.queries.csl import TYPES, Entry, Fault, Item, Parsed, clean
from grappe.apps.studies.queries.csl_dates import iso, month_of
from grappe.ui.errors import BadInput

_LATEX = LatexNodes2Text(keep_comments=True, math_mode="verbatim")
# What pylatexenc does not give back as it was written; each stands for itself while a text is decoded.
_SIGNS = {
    r"\textbraceleft{}": "\ue000", r"\textbraceright{}": "\ue001", r"\textasciicircum{}": "\ue002",
    r"\textasciitilde{}": "\ue003", r"\textbackslash{}": "\ue004",
}  # fmt: skip
_BACK = str.maketrans({"\ue000": "{", "\ue001": "}", "\ue002": "^", "\ue003": "~", "\ue004": "\\"})
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}", **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
_DATES = {"date": "issued", "urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
_READ_ON = re.compile(
    r"(?:accessed|visited|retrieved|consulté|zugriff|abgerufen)\D{0,12}(\d{4}-\d\d-\d\d)", re.I
)


def read(text: str) -> Parsed:
    """Return the sources of a BibTeX text, and each block of it that cannot be taken with its line and what is wrong."""
    stack = [
        middlewares.ResolveStringReferencesMiddleware(),
        middlewares.RemoveEnclosingMiddleware(),
        middlewares.SeparateCoAuthors(name_fields=tuple(words.NAMES)),
        middlewares.SplitNameParts(name_fields=tuple(words.NAMES)),
    ]
    library = parse_string(text.replace("\r\n", "\n").replace("\x00", ""), parse_stack=stack)
    entries: list[Entry] = []
    faults: list[Fault] = []
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        entry = _entry_in(block)
        try:
            if entry is not None:
                entries.append(_entry(entry, line))
            elif isinstance(block, model.ParsingFailedBlock):
                faults.append(Fault(line, _what(block), _excerpt(block.raw)))
        except BadInput as fault:
            faults.append(Fault(line, f"{entry.key if entry else ''}: {fault}", _excerpt(block.raw)))
    return Parsed(tuple(entries), tuple(faults))


def _entry_in(block: model.Block) -> model.Entry | None:
    """Return the entry of a block; one whose key was there before is an entry like any other (keys are made unique)."""
    if isinstance(block, model.Entry):
        return block
    if isinstance(block, model.DuplicateBlockKeyBlock) and isinstance(block.ignore_error_block, model.Entry):
        return block.ignore_error_block
    return None


def _what(block: model.ParsingFailedBlock) -> str:
    """Return in words what is wrong with a block."""
    said = str(getattr(block.error, "abort_reason", block.error))
    if isinstance(block, model.DuplicateFieldKeyBlock):
        return _("A field stands there twice: %(names)s.") % {
            "names": ", ".join(sorted(block.duplicate_keys))
        }
    if isinstance(block, model.DuplicateBlockKeyBlock):
        return _("This abbreviation is explained twice.")
    if isinstance(block.error, InvalidNameError):
        return _("A name cannot be read: %(name)s") % {"name": str(block.error)[:200]}
    if "comma after entry key" in said:
        return _("A comma is missing after the citation key.")
    if "Unexpected block start" in said:
        return _(
            "The next entry begins before this one has ended: a brace, a quotation mark or a comma is missing."
        )
    if "end of file" in said:
        return _("The file ends before this entry has: a brace or a quotation mark is missing.")
    if "`=`" in said or "equals sign" in said:
        return _("An equals sign is missing after the name of a field.")
    return _("This entry cannot be read: a brace, a quotation mark or a comma is missing or too many.")


def _excerpt(raw: str | None) -> str:
    return " ".join((raw or "").split())[:120]


def _entry(entry: model.Entry, line: int) -> Entry:
    fields = {each.key.lower(): each.value for each in entry.fields}
    kind = _kind(entry.entry_type.lower(), fields)
    given: dict[str, Any] = {"type": kind}
    left = set(fields) - {"entrysubtype"}
    for name in words.NAMES:
        if name in fields:
            given[words.NAMES[name]] = [_name(each) for each in fields[name]]
            left.discard(name)
    for name, target in words.fields_of(kind):
        if name in left and isinstance(fields[name], str):
            left.discard(name)
            given.setdefault(target, _text(name, fields[name]))
    left -= set(_dates(fields, given))
    _arxiv(fields, given)
    item, notes = clean(given)
    unknown = sorted(left - words.IGNORED)
    if unknown:
        notes = (*notes, _("Not taken: %(names)s") % {"names": ", ".join(unknown)[:300]})
    return Entry(entry.key, item, line, notes)


def _kind(name: str, fields: Mapping[str, Any]) -> str:
    subtype = str(fields.get("entrysubtype", "")).strip().lower()
    if name == "article" and subtype in ("newspaper", "magazine"):
        return f"article-{subtype}"
    if name == "misc" and subtype in TYPES:
        return subtype
    if name == "misc" and "url" in fields and ("urldate" in fields or _read_on(fields)):
        return "webpage"  # how classical BibTeX writes a page of the web
    kind = words.TYPES.get(name)
    if kind is None:
        raise BadInput(_("“%(kind)s” is no type of source.") % {"kind": name[:80]})
    return kind


def _text(name: str, value: str) -> str:
    """Return a field as plain text. Addresses and DOIs are verbatim: only what people escape in them is undone."""
    if name in words.VERBATIM:
        bare = re.sub(r"\\url\{(.*)\}", r"\1", value.strip()).strip("{}<> ")
        return re.sub(r"\\([&%$#_~{}])", r"\1", bare)
    return plain(value)


def plain(value: str) -> str:
    """Return LaTeX as plain text."""
    for sign, stand_in in _SIGNS.items():
        value = value.replace(sign, stand_in)
    value = re.sub(
        r"(?<!\\)&", r"\\&", value
    )  # unescaped as often as not; nobody writes a table into a title
    text: str = _LATEX.latex_to_text(value)
    return " ".join(text.translate(_BACK).split())


def _name(parts: Any) -> dict[str, str]:
    """Return a name; one in braces as a whole is an organisation."""
    von, last, first, jr = (" ".join(getattr(parts, name)).strip() for name in ("von", "last", "first", "jr"))
    if last.startswith("{") and last.endswith("}") and not (von or first or jr):
        return {"literal": plain(last)}
    return {
        "family": plain(last),
        "given": plain(first),
        "non-dropping-particle": plain(von),
        "suffix": plain(jr),
    }


def _dates(fields: Mapping[str, Any], given: dict[str, Any]) -> Iterator[str]:
    """Fill in the dates and tell by which fields: `date`, else `year` with `month` and `day`; `urldate`, else a note."""
    for name, target in _DATES.items():
        if isinstance(fields.get(name), str) and plain(fields[name]):
            given[target] = plain(fields[name])
            yield name
    yield from ("year", "month", "day")
    if "issued" not in given and fields.get("year"):
        year, month = plain(str(fields["year"])), month_of(plain(str(fields.get("month", ""))))
        day = plain(str(fields.get("day", "")))
        given["issued"] = year
        if re.fullmatch(r"\d{4}", year) and month:
            given["issued"] += f"-{month:02d}" + (f"-{day}" if re.fullmatch(r"\d{1,2}", day) else "")
    if "accessed" not in given and (found := _read_on(fields)):
        given["accessed"] = found


def _read_on(fields: Mapping[str, Any]) -> str:
    """Return the day read as classical BibTeX has it, in a note: "Accessed: 2024-03-02"."""
    for name in ("note", "howpublished"):
        if isinstance(fields.get(name), str) and (found := _READ_ON.search(plain(fields[name]))):
            return found.group(1)
    return ""


def _arxiv(fields: Mapping[str, Any], given: dict[str, Any]) -> None:
    system = str(fields.get("archiveprefix") or fields.get("eprinttype") or "").strip("{} ").lower()
    number = str(fields.get("eprint", "")).strip("{} ")
    if system == "arxiv" and re.fullmatch(r"[\w.\-/]{5,40}", number):
        given.setdefault("number", f"arXiv:{number}")
        given.setdefault("URL", f"https://arxiv.org/abs/{number}")


def written(items: Sequence[tuple[str, Item]]) -> str:
    """Return sources as a BibTeX text that both BibTeX and BibLaTeX read."""
    library = Library()
    library.add([model.Entry(_type_of(item), key, _fields(item)) for key, item in items])
    style = BibtexFormat()  # type: ignore[no-untyped-call]  # theirs
    style.indent = "  "
    braces = middlewares.AddEnclosingMiddleware(
        reuse_previous_enclosing=False, enclose_integers=True, default_enclosing="{"
    )
    return str(write_string(library, unparse_stack=[braces], bibtex_format=style))


def _type_of(item: Item) -> str:
    return words.WRITTEN.get(item["type"], "misc")


def _fields(item: Item) -> list[model.Field]:
    kind = item["type"]
    found: dict[str, str] = {}
    if kind in ("article-newspaper", "article-magazine"):
        found["entrysubtype"] = kind.removeprefix("article-")
    elif _type_of(item) == "misc" and (kind != words.TYPES["misc"] or "URL" in item):
        found["entrysubtype"] = kind  # otherwise one with an address would be read as a page of the web
    for name, source in words.NAMES.items():
        if item.get(source):
            found[name] = " and ".join(_written_name(each) for each in item[source])
    for source, name in words.written_as(kind).items():
        if item.get(source):
            found[name] = _written(name, item[source])
    found |= _written_dates(item)
    return [model.Field(name, value) for name, value in found.items()]


def _written_dates(item: Item) -> dict[str, str]:
    found = {}
    issued = item.get("issued") or {}
    parts = issued.get("date-parts", [[]])
    if "literal" in issued:
        found["year"] = escaped(issued["literal"])
    elif issued:
        found["year"] = f"{parts[0][0]:04d}"
        if len(parts) > 1 or len(parts[0]) > 2:
            found["date"] = iso(issued)
        if len(parts) == 1 and len(parts[0]) > 1:
            found["month"] = str(parts[0][1])
    for name, source in _DATES.items():
        if source != "issued" and item.get(source):
            found[name] = escaped(iso(item[source]))
    return found


def _written(name: str, text: str) -> str:
    if name in words.VERBATIM:
        return text.replace("{", "%7B").replace("}", "%7D")
    text = escaped(text)
    if name == "pages":
        return re.sub(r"(?<=\w)-(?=\w)", "--", text)
    return (
        f"{{{text}}}" if name in ("title", "booktitle") else text
    )  # the inner braces keep capitals as they are


def escaped(text: str) -> str:
    """Return a plain text as LaTeX that says the same; letters stay as they are (UTF-8)."""
    text = "".join(_ESCAPES.get(char, char) for char in text)
    return re.sub(r"(?<=[-`'!?<>,])(?=[-`'<>,])", "{}", text)  # two signs that LaTeX would make into one


def _written_name(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return f"{{{escaped(name['literal'])}}}"
    von = escaped(" ".join(filter(None, (name.get("dropping-particle"), name.get("non-dropping-particle")))))
    last = _braced(name["family"])
    if von and not all(word[:1].islower() for word in von.split()):
        von, last = "", f"{{{von} {escaped(name['family'])}}}"
    parts = [f"{von} {last}".strip()]
    if name.get("suffix"):
        parts.append(_braced(name["suffix"]))
    if name.get("given") or name.get("suffix"):
        parts.append(_braced(name.get("given", "")) or "{}")
    return ", ".join(parts)


def _braced(text: str) -> str:
    """Return a part of a name, in braces where BibTeX would take it apart."""
    simple = all(re.fullmatch(r"[^\W\d_a-zß-öø-ÿ][^\W_]*(?:[-’.][^\W_]*)*\.?", word) for word in text.split())
    return escaped(text) if simple and " and " not in text.lower() else f"{{{escaped(text)}}}"
