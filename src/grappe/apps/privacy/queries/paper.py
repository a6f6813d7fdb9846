"""How does what is known of somebody get onto paper, in their language?"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.privacy.queries.acts import in_words
from grappe.ui import moments, paper
from grappe.ui.templatetags.ui import colon

_SOURCE = Path(__file__).with_name("access.typ")
MOST = 2_000  # characters of one value on paper; the data have all of it


def as_pdf(found: dict[str, Any], *, at: datetime) -> bytes:
    """Return a document of `access.document` as PDF/UA-1."""
    language = found["language"]
    with translation.override(language):
        day = moments.local_date(at)
        return paper.as_pdf(
            _SOURCE.read_bytes(),
            {
                "language": language,
                "date": [day.year, day.month, day.day],
                "title": _("What is known of you"),
                "author": found["controller"]["name"],
                "line": ", ".join([*found["subject"]["names"], *found["subject"]["emails"]]),
                "day": date_format(day, "DATE_FORMAT"),
                "controller": f"{found['controller']['name']} · {found['controller']['address']}",
                "words": _words(),
                "rights": _rights(),
                "categories": found["categories"],
                "records": [_record(each) for each in found["records"]],
                "mentions": [_mention(each) for each in found["mentions"]],
                "looked": _looked(found["texts_looked_through_at"]),
                "done_to": [_act(each) for each in found["done_to_many"]],
                "done_by": [_act(each) for each in found["done_by_you_to_many"]],
                "marks": [_mark(each) for each in found["kept_out"]],
                "acts": [
                    f"{words}{colon()} {count}"
                    for words, count in in_words((each["label"], each["count"]) for each in found["acts"])
                ],
            },
        )


def _words() -> dict[str, str]:
    return {
        "law": _("Regulation (EU) 2016/679 (GDPR), Article 15"),
        "why": _("For what, and how long"),
        "purpose": _("Purpose"),
        "basis": _("Legal basis"),
        "source": _("Source"),
        "recipients": _("Who receives it"),
        "kept": _("How long"),
        "records": _("Your data"),
        "earlier": _("Earlier versions"),
        "mentions": _("Where others name you"),
        "acts": _("What you did here, in counts"),
        "done_to": _("What was done to many records at once, yours among them"),
        "done_by": _("What you did to many records at once"),
        "marks": _("Marks of your erasure"),
        "marks_why": _(
            "Nothing can be read from a mark: it says whether somebody is the same, so that no file brings you back unseen."
        ),
        "rights": _("Your rights"),
        "nothing": _("Nothing is known of you."),
    }


def _looked(at: str | None) -> str:
    if at is None:
        return _("Texts of others were not looked through for this paper: it has your rows alone.")
    day = date_format(moments.local_date(datetime.fromisoformat(at)), "DATE_FORMAT")
    return _("All texts were looked through on %(day)s.") % {"day": day}


def _rights() -> list[str]:
    return [
        _(
            "You may have wrong data corrected (Article 16), have them erased (Article 17) or their use restricted (Article 18)."
        ),
        _("You may object to their use (Article 21) and withdraw a consent at any time (Article 7(3))."),
        _(
            "You may complain to the Commission nationale pour la protection des données, cnpd.public.lu (Article 77)."
        ),
        _("No decision about you is made by machine alone (Article 22)."),
    ]


def _record(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": record["label"],
        "rows": [_lines(each) for each in record["rows"]],
        "earlier": [_lines(each) for each in record["earlier_versions"]],
    }


def _lines(values: dict[str, Any]) -> list[list[str]]:
    """The columns of a row in which something stands, as text."""
    return [
        [name, str(value)[:MOST]]
        for name, value in values.items()
        if value not in (None, "", [], {}) and not name.startswith("pgh_context")
    ]


def _act(act: dict[str, Any]) -> list[str]:
    """An act on many rows: the day, its words, and what a row was before and after where that is told."""
    day = date_format(moments.local_date(datetime.fromisoformat(act["at"])), "SHORT_DATE_FORMAT")
    changed = [
        json.dumps(act[side], ensure_ascii=False) for side in ("before", "after") if act.get(side) is not None
    ]
    return [day, act["what"], " → ".join(changed)[:MOST]]


def _mark(mark: dict[str, Any]) -> list[str]:
    """What a mark is of, since when it is kept and how long."""
    told = _("since %(day)s") % {"day": date_format(mark["erased_on"], "DATE_FORMAT")}
    if mark["until"] is not None:
        told += ", " + _("until %(day)s") % {"day": date_format(mark["until"], "DATE_FORMAT")}
    return [mark["label"], told]


def _mention(mention: dict[str, Any]) -> list[str]:
    words = mention["passage"]
    if mention["in_confidence"]:
        words = _("In confidence: that you are named is told, not the words of others.")
    label = " · ".join(filter(None, (mention["label"], mention["file"])))
    return [label, words or _("In a file or a text written together")]
