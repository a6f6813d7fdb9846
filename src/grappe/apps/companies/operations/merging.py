"""How do two files of one company become one, and two again? What hangs on them is moved by `duplicates`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.queries import teams
from grappe.apps.companies.enums import Visibility
from grappe.apps.companies.models import Company
from grappe.apps.companies.operations.companies import ONCE, OnFile
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.permissions import can_view_company, check_can_edit_company
from grappe.apps.companies.queries.merging import IDENTITY, Thing
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

CUSTOM = "custom."  # before the name of a custom field


@dataclass(frozen=True, slots=True)
class Changed:
    """One value of a company or person before and after, as JSON can keep it; `field` is a column, or `custom.` and a name."""

    key: int
    field: str
    before: Any
    after: Any


def both_locked(one: Company, two: Company) -> tuple[Company, Company]:
    """Return two companies as they stand now, kept from others until the transaction ends."""
    rows = Company.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, two.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one.pk], found[two.pk]


@recorded
def absorb(
    *,
    winner: Company,
    loser: Company,
    chosen: Collection[str],
    versions: tuple[int, int] | None,
    by: User,
    at: datetime,
) -> list[Changed]:
    """Close the loser's file: it leads to the winner's, which takes over the fields `chosen`. Returns what changed.

    `versions` are those that the choice was made by, of winner and loser; None for a machine that looked just now.
    Raises Stale, BadInput for a file that was merged before or a choice that cannot be, PermissionDenied.
    """
    kept, closed = both_locked(winner, loser)
    for each in (kept, closed):
        check_can_edit_company(by, each)
        if each.is_merged:
            raise BadInput(_("“%(name)s” was merged already.") % {"name": each.name})
    if versions is not None and versions != (kept.version, closed.version):
        raise Stale(_("Somebody else changed one of the two files meanwhile. Please look again."))
    done = [Changed(closed.pk, "archived_at", _plain(closed.archived_at), _plain(closed.archived_at or at))]
    closed.merged_into, closed.archived_at = kept, closed.archived_at or at
    closed.version += 1
    closed.save(update_fields=["merged_into", "archived_at", "version"])
    done += taken_over(kept, closed, chosen, IDENTITY)
    if kept.visibility == Visibility.TEAM and kept.team_id is None:
        raise BadInput(_("Choose the team to which the company is kept."))
    kept.version += 1
    kept.save()
    return done


def taken_over(kept: Thing, closed: Thing, chosen: Collection[str], names: Collection[str]) -> list[Changed]:
    """Let one row say what the other does in the fields `chosen`, among `names` and custom ones; return what changed."""
    done = []
    for name in sorted(chosen):
        if name.startswith(CUSTOM):
            key = name.removeprefix(CUSTOM)
            done.append(Changed(kept.pk, name, kept.custom.get(key), closed.custom.get(key)))
            _set_custom(kept, key, closed.custom.get(key))
        elif name in names:
            column = kept._meta.get_field(name).attname  # type: ignore[union-attr]  # a column of its own
            before, after = getattr(kept, column), getattr(closed, column)
            done.append(Changed(kept.pk, column, _plain(before), _plain(after)))
            setattr(kept, column, after)
        else:
            raise BadInput(_("There is no field “%(name)s”.") % {"name": name})
    return [each for each in done if each.before != each.after]


def _set_custom(company: Thing, key: str, value: Any) -> None:
    company.custom = {name: each for name, each in company.custom.items() if name != key}
    if value is not None:
        company.custom[key] = value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


@recorded
def separate(
    *, winner: Company, loser: Company, changed: Sequence[Changed], by: User, at: datetime
) -> list[Changed]:
    """Open the loser's file again and give back what the winner's took over. Returns what is no longer as it was left.

    Those stay as they are now. Raises OnFile where a number belongs to another company by now, PermissionDenied.
    """
    kept, closed = both_locked(winner, loser)
    check_can_edit_company(by, kept)
    if closed.merged_into_id != kept.pk:
        raise BadInput(_("“%(name)s” is not merged into this file any more.") % {"name": closed.name})
    closed.merged_into = None
    seen_by = kept.visibility
    mine, gone = _possible([each for each in changed if each.key == kept.pk])
    other = gone + given_back(kept, mine)
    if kept.visibility == Visibility.TEAM and kept.team_id is None:
        kept.visibility = seen_by  # the team that it was kept to is no more
        other += [each for each in mine if each.field == "visibility"]
    other += given_back(closed, [each for each in changed if each.key == closed.pk])
    for each in (kept, closed):  # the winner first: a number goes back to the loser
        each.version += 1
        _save(each, by)
    return other


def _possible(changed: Sequence[Changed]) -> tuple[list[Changed], list[Changed]]:
    """Return what can be given back, and what cannot: the company would be of a team that was deleted since."""
    of_team = {each.before for each in changed if each.field == "team_id" and each.before is not None}
    gone = of_team - set(teams().filter(pk__in=of_team).values_list("pk", flat=True)) if of_team else set()
    lost = [each for each in changed if each.field == "team_id" and each.before in gone]
    return [each for each in changed if each not in lost], lost


def given_back(company: Thing, changed: Iterable[Changed]) -> list[Changed]:
    """Set the values that stand as the merge left them back; return the others."""
    other = []
    for each in changed:
        if each.field.startswith(CUSTOM):
            key = each.field.removeprefix(CUSTOM)
            now = company.custom.get(key)
        else:
            now = _plain(getattr(company, each.field))
        if now != each.after:
            other.append(each)
        elif each.field.startswith(CUSTOM):
            _set_custom(company, key, each.before)
        else:
            column = company._meta.get_field(each.field)
            setattr(company, each.field, column.to_python(each.before))  # type: ignore[union-attr]  # a column
    return other


def _save(company: Company, by: User) -> None:
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
