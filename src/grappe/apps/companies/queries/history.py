"""Who changed what in a company's file, and when? Read from the history that the database itself keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pghistory.models
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from grappe.apps.accounts.queries import team_names
from grappe.apps.clusters.queries import clusters
from grappe.apps.companies.models import (
    Commune,
    Company,
    CompanyFact,
    NaceCode,
    Ownership,
    Person,
    YearFigures,
)
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries.policy import visible
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields_of
from grappe.ui.custom import CustomField
from grappe.ui.custom_told import differences

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 40
HIDDEN = {
    "id", "version", "created_at", "created_by_id", "company_id", "owned_id", "stated_at", "stated_by_id", "field",
    "year", "invented",
}  # fmt: skip
TRACKED: dict[str, type[models.Model]] = {
    f"companies.{model.__name__}Event": model
    for model in (Company, YearFigures, Person, Ownership, CompanyFact)
}
CLUSTERS = "companies.CompanyClusterEvent"
RECORDS: dict[type[models.Model], str] = {Company: RecordType.COMPANY, Person: RecordType.PERSON}


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words; an empty text is "not known"."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """What happened to one thing of the file: `kind` is added, changed or removed."""

    kind: str
    thing: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Change:
    """What one person wrote in one go."""

    at: datetime
    by: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ChangesPage:
    changes: tuple[Change, ...]
    number: int
    more: bool


@dataclass
class _Names:
    """The names behind the ids that stand in the history, each table asked once."""

    known: dict[str, dict[int, str]] = field(default_factory=dict)
    custom: dict[str, tuple[CustomField, ...]] = field(default_factory=dict)  # by the sort of record

    @classmethod
    def of(cls, events: list[Any], for_user: User) -> _Names:
        wanted: dict[str, set[int]] = {
            "nace_id": set(),
            "commune_id": set(),
            "owner_id": set(),
            "owned_id": set(),
            "team_id": set(),
            "merged_into_id": set(),
        }
        for event in events:
            both = [event.pgh_data or {}, *({k: v[0]} for k, v in (event.pgh_diff or {}).items())]
            for values in both:
                for name in wanted.keys() & values.keys():
                    if values[name] is not None:
                        wanted[name].add(values[name])
        says_custom = any(
            (event.pgh_data or {}).get("custom") or "custom" in (event.pgh_diff or {}) for event in events
        )
        concerned = wanted["owner_id"] | wanted["owned_id"] | wanted["merged_into_id"]
        companies = (
            {row.pk: row.name for row in Company.objects.filter(visible(for_user), pk__in=concerned)}
            if concerned
            else {}
        )
        return cls({
            "nace_id": {row.pk: str(row) for row in NaceCode.objects.filter(pk__in=wanted["nace_id"])},
            "commune_id": {row.pk: row.name for row in Commune.objects.filter(pk__in=wanted["commune_id"])},
            "owner_id": companies,
            "owned_id": companies,
            "merged_into_id": companies,
            "team_id": team_names(wanted["team_id"]) if wanted["team_id"] else {},
            "cluster_id": {row.pk: str(row) for row in clusters()},
        }, _custom() if says_custom else dict.fromkeys(RECORDS.values(), ()))  # fmt: skip

    def of_id(self, column: str, pk: Any) -> str:
        name = self.known.get(column, {}).get(pk)
        if name is None and column in {"owner_id", "owned_id", "merged_into_id"}:
            return _("a company not shown to you")
        return name or f"#{pk}"


def _custom() -> dict[str, tuple[CustomField, ...]]:
    return custom_fields_of(*RECORDS.values(), archived=True)


def changes_of(company: Company, *, for_user: User, page: int = 1) -> ChangesPage:
    """Return the changes of a company, its figures, people, owners, clusters and answers, the latest first.

    With those of the files that were merged into it. Seven queries at most, whatever the company's history.
    """
    check_can_view_company(for_user, company)
    tables = [*TRACKED, CLUSTERS]
    history: Any = pghistory.models.Events.objects
    rows = history.references(company, *company.merged.all()).across(*tables)
    start = (page - 1) * PAGE
    events = list(rows.order_by("-pgh_created_at", "-pgh_id")[start : start + PAGE + 1])
    more, events = len(events) > PAGE, events[:PAGE]
    people = _people(events)
    names = _Names.of(events, for_user)
    changes = []
    for (at, who), group in groupby(events, key=lambda event: (event.pgh_created_at, _user_of(event))):
        parts = tuple(part for event in group if (part := _part(event, names, company.pk)) is not None)
        if parts:
            changes.append(Change(at, people.get(who, "") if who is not None else "", parts))
    return ChangesPage(tuple(changes), page, more)


def before_version(company: Company, version: int) -> dict[str, Any] | None:
    """Return the company's columns as they stood at a version, from the history; None where it keeps none."""
    events: Any = Company.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    return events.objects.filter(pgh_obj_id=company.pk, version=version).order_by("-pgh_id").values().first()


def _user_of(event: Any) -> int | None:
    return (event.pgh_context or {}).get("user")


def _people(events: list[Any]) -> dict[int, str]:
    ids = {user for event in events if (user := _user_of(event)) is not None}
    return dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _part(event: Any, names: _Names, company_id: int) -> Part | None:
    """Put one event in words; None where only what nobody reads has changed."""
    data = event.pgh_data or {}
    if event.pgh_model == CLUSTERS:
        thing = _("Cluster %(name)s") % {"name": names.of_id("cluster_id", data.get("cluster_id"))}
        return Part(event.pgh_label, thing)
    model = TRACKED[event.pgh_model]
    thing = _thing(model, data, names, company_id)
    if event.pgh_label == "delete":
        return Part("removed", thing)
    if event.pgh_label == "insert":
        values = {name: (None, value) for name, value in data.items() if value not in (None, "", False)}
        return Part("added", thing, _fields(model, values, names))
    fields = _fields(model, event.pgh_diff or {}, names)
    return Part("changed", thing, fields) if fields else None


def _thing(model: type[models.Model], data: dict[str, Any], names: _Names, company_id: int) -> str:
    if model is Company:
        if data.get("id") != company_id:
            return _("Identity of the merged file “%(name)s”") % {"name": data.get("name")}
        return _("Identity")
    if model is YearFigures:
        return _("Figures %(year)s") % {"year": data.get("year")}
    if model is Person:
        return _("Person %(name)s") % {"name": data.get("name")}
    if model is CompanyFact:
        return _("Answer “%(field)s”") % {"field": str(data.get("field")).replace("_", " ")}
    if data.get("owned_id") != company_id:
        return _("Holding in %(name)s") % {"name": names.of_id("owned_id", data.get("owned_id"))}
    owner = data.get("owner_name") or names.of_id("owner_id", data.get("owner_id"))
    return _("Owner %(name)s") % {"name": owner}


def _fields(model: type[models.Model], diff: dict[str, Any], names: _Names) -> tuple[FieldChange, ...]:
    found = []
    for column, (before, after) in diff.items():
        if column in HIDDEN:
            continue
        if column == "custom":
            known = names.custom[RECORDS[model]]
            found += [FieldChange(*each) for each in differences(known, before, after)]
            continue
        of = model._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
        found.append(FieldChange(label_of(of), *(in_words(of, v, names) for v in (before, after))))
    return tuple(found)


def label_of(column: Any) -> str:
    """Return how a column is headed; the way to a company has no words of its own in the models."""
    said = _("Company") if column.name == "company" else str(getattr(column, "verbose_name", column.name))
    return said[:1].upper() + said[1:]


def in_words(of: Any, value: Any, names: _Names | None = None) -> str:
    """Return a stored value as people read it, in the page's language; an empty text for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if of.is_relation:
        return names.of_id(of.attname, value) if names else str(value)
    if of.choices:
        return str(dict(of.flatchoices).get(value, value))
    try:
        if isinstance(of, models.DateTimeField):
            return date_format(datetime.fromisoformat(str(value)), "SHORT_DATETIME_FORMAT")
        if isinstance(of, models.DateField):
            return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT")
        if isinstance(of, models.DecimalField):
            number = Decimal(str(value))
            places = 0 if number == number.to_integral_value() else None
            return number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)
    except (ValueError, InvalidOperation):
        pass
    return str(value)


def last_writer(company: Company) -> str:
    """Return who last changed a company's identity; an empty text where the history does not know."""
    events: Any = Company.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    last = (
        events.objects.filter(pgh_obj_id=company.pk).select_related("pgh_context").order_by("-pgh_id").first()
    )
    user = last.pgh_context.metadata.get("user") if last is not None and last.pgh_context else None
    names = (
        get_user_model().objects.filter(pk=user).values_list("name", flat=True) if user is not None else []
    )
    return next(iter(names), "")
