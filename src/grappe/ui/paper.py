"""How does a page get onto paper? Typst writes PDF/UA-1 from a template of ours and data; no text is ever markup."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import typst

_UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def as_pdf(source: bytes, data: dict[str, Any]) -> bytes:
    """Return the PDF of a typst template that reads `json(bytes(sys.inputs.data))`; the compiler checks PDF/UA-1.

    Compiled with the wheel's fonts, so that paper looks the same on every machine, where they suffice. PDF/UA
    forbids glyphs without a meaning: one character that no font has would fail the whole document. So the machine's
    fonts are asked next, and last such characters are written as their names. Raises typst.TypstError for a template
    that does not compile.
    """
    printable = _each_text(data, _without_controls)
    for fonts_of_machine in (False, True):
        try:
            return _typst(source, printable, fonts_of_machine)
        except typst.TypstError:
            continue
    return _typst(source, _each_text(printable, _named), False)


def _typst(source: bytes, data: object, fonts_of_machine: bool) -> bytes:
    return typst.compile(
        source,
        format="pdf",
        ignore_system_fonts=not fonts_of_machine,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
    )


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _each_text(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [_each_text(each, change) for each in value]
    return change(value) if isinstance(value, str) else value


def _without_controls(text: str) -> str:
    """The text without control characters, halves of surrogate pairs and marks that turn its direction."""
    return "".join(
        each
        for each in unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
        if each == "\n" or (unicodedata.category(each) not in _UNPRINTABLE and each not in _TURNING)
    )


def _named(text: str) -> str:
    return "".join(each if each.isascii() or _has_glyph(each) else _name(each) for each in text)


def _name(character: str) -> str:
    # Letters have no name that a reader would want to read; symbols do.
    if not unicodedata.category(character).startswith("S"):
        return "?"
    return f"[{unicodedata.name(character, '?').lower()}]"


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    try:
        _typst(b"#set document(title: [x])\n#json(bytes(sys.inputs.data))", character, False)
    except typst.TypstError:
        return False
    return True
