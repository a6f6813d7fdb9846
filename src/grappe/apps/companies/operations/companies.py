"""How is a company's file opened, changed, archived?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.queries import team_ids_of
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.enums import Visibility
from grappe.apps.companies.models import Company
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.permissions import can_view_company, check_can_add_company, check_can_edit_company
from grappe.apps.companies.queries.identifiers import rcs_number, vat_number
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.custom import checked
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.clusters.models import Cluster

FIELDS = (
    "name", "brand", "legal_form", "rcs_number", "vat_number", "nace", "activity", "country", "commune", "street",
    "postcode", "city", "website", "founded", "business_permit", "language", "external_id",
    "visibility", "team", "custom",
)  # fmt: skip
EARLIEST = date(1600, 1, 1)
ONCE = ("rcs_number", "vat_number", "external_id")  # a number belongs to one company


class OnFile(BadInput):
    """A number belongs to a company that is on file already: `field`, and `other`, the company, where it may be shown."""

    def __init__(self, field: str, value: str, other: Company | None) -> None:
        self.field, self.other = field, other
        told = (
            _("%(number)s belongs to a company that is on file already: %(name)s.")
            if other is not None
            else _("%(number)s belongs to a company that is on file already and not shown to you.")
        )
        super().__init__(told % {"number": value, "name": other.name if other is not None else ""})


@recorded
def create_company(
    *,
    values: Mapping[str, Any],
    clusters: Collection[Cluster],
    by: User,
    at: datetime,
    invented: bool = False,
) -> Company:
    """Open a company's file. `values` by the names in FIELDS; `invented` marks demonstration data.

    Values of custom fields stand under `custom`, by name.

    Raises BadInput without a name or a cluster, for a number that cannot be one or a day to come, and OnFile for a
    number that another company has. A cluster manager needs a cluster of his own among `clusters`.
    """
    check_can_add_company(by)
    company = Company(created_at=at, created_by=by, invented=invented)
    _set(company, values, at=at)
    _check_clusters(clusters, by=by, of_own_team=company.team_id in team_ids_of(by))
    _save(company, by=by)
    company.clusters.set(clusters)
    return company


@recorded
def change_company(
    *,
    company: Company,
    values: Mapping[str, Any],
    clusters: Collection[Cluster],
    version: int,
    by: User,
    at: datetime,
) -> Company:
    """Change a company's identity; names that `values` lacks stay. Returns the company as it stands then.

    Raises Stale, with the company as it stands, when it moved on after `version` was read; else as create_company.
    A save that changes nothing leaves the version alone.
    """
    current = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    check_can_edit_company(by, current)
    if current.version != version:
        raise Stale(_("Somebody else changed this file meanwhile. Nothing of yours was written."), current)
    before = {name: getattr(current, name) for name in FIELDS}
    own = current.team_id in team_ids_of(by)
    _set(current, values, at=at)
    _check_clusters(clusters, by=by, of_own_team=own)
    moved = {cluster.pk for cluster in clusters} != {cluster.pk for cluster in current.clusters.all()}
    if moved or before != {name: getattr(current, name) for name in FIELDS}:
        current.version += 1
        _save(current, by=by)
        current.clusters.set(clusters)
    return current


@recorded
def set_archived(*, company: Company, archived: bool, by: User, at: datetime) -> None:
    """Archive a company's file, or take it out of the archive; nothing of it is lost. Twice is as once."""
    current = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    check_can_edit_company(by, current)
    if (current.archived_at is not None) == archived:
        return
    current.archived_at = at if archived else None
    current.version += 1
    current.save(update_fields=["archived_at", "version"])


def _set(company: Company, values: Mapping[str, Any], *, at: datetime) -> None:
    for name in values.keys() - set(FIELDS):
        raise BadInput(_("A company has no field “%(name)s”.") % {"name": name})
    for name, value in values.items():
        setattr(company, name, _clean(company, name, value))
    if not company.name:
        raise BadInput(_("The registered name is missing."))
    if company.visibility not in Visibility.values:
        raise BadInput(_("Choose who sees the company."))
    if company.visibility == Visibility.TEAM and company.team is None:
        raise BadInput(_("Choose the team to which the company is kept."))
    company.rcs_number = rcs_number(company.rcs_number)
    company.vat_number = vat_number(company.vat_number, company.country)
    if company.founded is not None and not EARLIEST <= company.founded <= at.date():
        raise BadInput(_("The founding day cannot lie in the future or before 1600."))


def _clean(company: Company, name: str, value: Any) -> Any:
    """Return a value as its column keeps it."""
    if name == "custom":
        return checked(custom_fields(RecordType.COMPANY), value, before=company.custom)
    return " ".join(value.split()) if isinstance(value, str) and name != "activity" else value


def _check_clusters(clusters: Collection[Cluster], *, by: User, of_own_team: bool) -> None:
    if not clusters:
        raise BadInput(_("Choose at least one cluster."))
    if (
        not by.is_administrator
        and not of_own_team
        and not {cluster.pk for cluster in clusters} & cluster_ids_of(by)
    ):
        raise BadInput(_("At least one of the clusters must be one that you look after."))


def _save(company: Company, *, by: User) -> None:
    """Save, or raise OnFile; the constraint decides, so that two people at once cannot both win."""
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        for field in ONCE:
            value = getattr(company, field)
            others = Company.objects.filter(**{field: value}, merged_into__isnull=True).exclude(pk=company.pk)
            if value and (other := others.first()) is not None:
                raise OnFile(field, value, other if can_view_company(by, other) else None) from error
        raise
