"""Which words stand in a PDF: on its pages, in its forms and remarks, in its properties and in files that go with it?"""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from grappe.ui.extraction import LONGEST, State


def pdf_words(content: bytes) -> tuple[State, str, list[tuple[str, bytes]]]:
    """Return how well a PDF was read, its words, and the files within it. Raises pypdf's errors for what is broken.

    A page that cannot be read makes it read in part; pages without a word are a scan (State.EMPTY), whatever its properties say.
    """
    reader = PdfReader(io.BytesIO(content))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            return State.LOCKED, "", []
        pages = len(reader.pages)
    except (DependencyError, FileNotDecryptedError):
        return State.LOCKED, "", []
    parts: list[str] = []
    state, words, size = State.READ, False, 0
    for number in range(pages):
        try:
            text = reader.pages[number].extract_text()
            parts += [text, *_remarks(reader.pages[number])]
        except Exception:  # whatever a page is made of: the others are read
            state, text = State.PART, ""
        words, size = words or bool(text.strip()), size + len(text)
        if size > LONGEST:
            state = State.PART
            break
    if not words and state == State.READ:
        state = State.EMPTY
    parts += _properties(reader)
    return state, "\n".join(filter(None, parts)), _within(reader)


def _remarks(page: Any) -> list[str]:
    """What stands in remarks and form fields of a page, and to whom its links write."""
    found: list[str] = []
    for each in page.get("/Annots") or ():
        note = each.get_object()
        action = note.get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        found += [str(note[key]) for key in ("/Contents", "/T", "/V") if note.get(key) is not None]
        if address is not None and str(address).startswith("mailto:"):
            found.append(str(address))
    return found


def _properties(reader: PdfReader) -> list[str]:
    try:
        said: Any = reader.metadata or {}
        return [
            str(said[key])
            for key in ("/Title", "/Author", "/Subject", "/Keywords")
            if said.get(key) is not None
        ]
    except Exception:  # properties that are broken hide no page
        return []


def _within(reader: PdfReader) -> list[tuple[str, bytes]]:
    try:
        return [(name, content) for name, contents in reader.attachments.items() for content in contents]
    except Exception:  # as above
        return []
