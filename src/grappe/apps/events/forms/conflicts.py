"""Two people changed one event: where do their forms differ, and which of the two is proposed?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from grappe.apps.events.queries.hours import local
from grappe.apps.events.queries.writing import FIELDS, as_written, fingerprint, fingerprints
from grappe.ui.conflicts import Conflict

if TYPE_CHECKING:
    from django.http import QueryDict

    from grappe.apps.events.forms.writing import EventForm

KEEP = "keep_"  # what one chose for a field: mine or theirs
NAMES = dict(settings.LANGUAGES)


def conflicts(form: EventForm, event: Any, *, based_on: str) -> list[Conflict]:
    """Return where a valid form and the event as it stands differ; what only they touched is proposed as theirs."""
    stands, before = as_written(event), fingerprints(based_on)
    found = []
    for name in FIELDS:
        mine, theirs = form.cleaned_data.get(name), stands[name]
        if fingerprint(mine) == fingerprint(theirs):
            continue
        keep = "theirs" if before.get(name) == fingerprint(mine) else "mine"
        found.append(
            Conflict(name, _label(form, name), _shown(form, name, mine), _shown(form, name, theirs), keep)
        )
    return found


def chosen(posted: QueryDict, event: Any) -> QueryDict:
    """Return what was sent, with what stands now wherever the sender chose to keep theirs."""
    data = posted.copy()
    for name, value in as_written(event).items():
        if data.get(f"{KEEP}{name}") != "theirs":
            continue
        if isinstance(value, bool):
            data.setlist(name, ["on"] if value else [])
        elif isinstance(value, list):
            data.setlist(name, value)
        elif isinstance(value, datetime):
            data[name] = local(value).strftime("%Y-%m-%dT%H:%M")
        else:
            data[name] = "" if value is None else str(value)
    return data


def _label(form: EventForm, name: str) -> str:
    label = capfirst(str(form.fields[name].label))
    text, _underscore, code = name.rpartition("_")
    return f"{label} ({NAMES[code]})" if text in form.texts else label


def _shown(form: EventForm, name: str, value: Any) -> str:
    """Return a value in words; empty for none."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(local(value), "SHORT_DATETIME_FORMAT")
    choices = {str(key): str(words) for key, words in getattr(form.fields[name], "choices", None) or ()}
    if isinstance(value, list):
        return ", ".join(choices.get(str(each), str(each)) for each in value)
    return choices.get(value, value) if choices and value else str(value or "")
