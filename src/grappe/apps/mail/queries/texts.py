"""How do the bytes of a mail become a text, whatever they say of themselves?"""

from __future__ import annotations

import re
from email.message import Message

MOST_HTML = 2_000_000  # characters
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BLANK = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*){2,}")
_UNSEEN = re.compile(r"(?is)<(script|style|head|title)\b.*?</\1\s*>|<!--.*?-->")


def clean(text: str) -> str:
    """Return a text without signs that no column holds and none that turn what is shown."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_of(part: Message) -> str:
    """Return the words of a part: in the encoding that it names, else in the one that they are likeliest in."""
    try:
        content = part.get_payload(decode=True)
    except Exception:
        content = None
    if not isinstance(content, bytes):
        return clean(str(part.get_payload()))
    named = (part.get_content_charset() or "utf-8").strip("'\" ")
    for each in (named, "utf-8"):
        try:
            return clean(content.decode(each))
        except (LookupError, UnicodeError):
            continue
    from charset_normalizer import from_bytes

    likely = from_bytes(content[:50_000], cp_isolation=["cp1252", "iso8859_15", "cp1250", "cp437"]).best()
    return clean(content.decode(likely.encoding if likely is not None else "cp1252", "replace"))


def plain_of_html(markup: str) -> str:
    """Return the words of an HTML text, with its lists and tables; pictures, addresses of pictures and scripts are left out."""
    from inscriptis import get_text

    try:
        found = get_text(_UNSEEN.sub(" ", markup[:MOST_HTML]) or " ")
    except Exception:  # what is no HTML at all
        found = re.sub(r"<[^>]*>", " ", markup[:MOST_HTML])
    return _BLANK.sub("\n\n", clean(found)).strip()
