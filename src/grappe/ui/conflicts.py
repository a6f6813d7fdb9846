"""Where did two people leave one thing different? Nobody's words are lost: both values are shown, and one is chosen.

A form carries a version of what it was filled with: a fingerprint of each of its own fields. So a change of anything
else disturbs nobody, and of each field it is known who changed it. `ui/conflicts.html` shows the conflicts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django import forms
    from django.db import models
    from django.http import QueryDict

KEEP = "keep_"  # what one chose for a field: mine or theirs


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people left different: both values in words, and which one is proposed."""

    name: str
    label: str
    mine: str
    theirs: str
    keep: str  # "mine" or "theirs"


def fingerprint(value: Any) -> str:
    """Return eight characters that stand for a value, as it is on file or as a form has cleaned it."""
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:8]


def version_of(shown: Mapping[str, Any]) -> str:
    """Return the fingerprints of all that a form shows of a thing, by field in a fixed order."""
    return ".".join(fingerprint(value) for value in shown.values())


def fingerprints(version: str, names: Sequence[str]) -> Mapping[str, str]:
    """Return the fingerprint of each field in a version; empty for a text that is no version."""
    parts = version.split(".")
    return dict(zip(names, parts, strict=True)) if len(parts) == len(names) else {}


def conflicts(form: forms.Form, stands: Mapping[str, Any], *, based_on: str) -> list[Conflict]:
    """Return where a valid form and the thing as it stands differ; what only they touched is proposed as theirs."""
    before = fingerprints(based_on, list(stands))
    found = []
    for name, theirs in stands.items():
        if (
            name not in form.fields
        ):  # what a form of this kind does not ask, nobody can have left different in it
            continue
        mine = form.cleaned_data.get(name)
        if fingerprint(mine) == fingerprint(theirs):
            continue
        keep = "theirs" if before.get(name) == fingerprint(mine) else "mine"
        found.append(
            Conflict(name, _label(form, name), _shown(form, name, mine), _shown(form, name, theirs), keep)
        )
    return found


def side_by_side(form: forms.Form, current: models.Model, stands: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page shows of a stale form: its "conflicts", none where both wrote the same, and their "writer".

    `stands` is what the form shows of `current`, as its own version was taken. The form is changed: what is sent
    next is based on what stands now. Two queries.
    """
    found = conflicts(form, stands, based_on=form.cleaned_data["version"])
    rebased(form, version_of(stands))
    return {"conflicts": found, "writer": last_writer(current)}


def rebased(form: forms.BaseForm, version: str) -> None:
    """Let what is sent next be based on `version`, whatever the form was filled with."""
    data = cast("QueryDict", form.data).copy()
    data[form.add_prefix("version")] = version
    form.data = data


def chosen(posted: QueryDict, stands: Mapping[str, Any], *, prefix: str = "") -> QueryDict:
    """Return what was sent, with what stands now wherever the sender chose to keep theirs; `prefix` is the form's."""
    data = posted.copy()
    for bare, value in stands.items():
        if data.get(f"{KEEP}{bare}") != "theirs":
            continue
        name = f"{prefix}-{bare}" if prefix else bare
        if isinstance(value, bool):
            data.setlist(name, ["on"] if value else [])
        elif isinstance(value, list):
            data.setlist(name, value)
        elif isinstance(value, datetime):
            data[name] = value.astimezone(timezone.get_default_timezone()).strftime("%Y-%m-%dT%H:%M")
        else:
            data[name] = "" if value is None else str(value)
    return data


def last_writer(thing: models.Model) -> str:
    """Return the name of who last changed a tracked thing; empty where the history does not know. Two queries."""
    events: Any = type(thing).pgh_event_models["update"]  # type: ignore[attr-defined]  # made by pghistory
    found = events.objects.filter(pgh_obj_id=thing.pk).select_related("pgh_context").order_by("-pgh_id")
    last = found.first()
    user = last.pgh_context.metadata.get("user") if last is not None and last.pgh_context else None
    if user is None:
        return ""
    return next(iter(get_user_model().objects.filter(pk=user).values_list("name", flat=True)), "")


def _label(form: forms.Form, name: str) -> str:
    label = capfirst(str(form.fields[name].label))
    text, _underscore, code = name.rpartition("_")
    names = dict(settings.LANGUAGES)
    return f"{label} ({names[code]})" if text in getattr(form, "texts", ()) else label


def _shown(form: forms.Form, name: str, value: Any) -> str:
    """Return a value in words; empty for none."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        local = value.astimezone(timezone.get_default_timezone())
        return date_format(local, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    pairs: Any = flatten_choices(getattr(form.fields[name], "choices", None) or ())  # groups opened
    choices = {str(key): str(words) for key, words in pairs}
    if isinstance(value, list):
        return ", ".join(choices.get(str(each), str(each)) for each in value)
    words = "" if value is None else str(value)  # 0 is a value
    return choices.get(words, words) if choices and words else words


def _plain(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):  # the form knows minutes
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, list | tuple):
        return "\n".join(sorted(map(str, value)))
    return str(value).replace("\r\n", "\n").strip()
