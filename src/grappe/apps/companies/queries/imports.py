"""Which imports were made, and what does one of them say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.companies.enums import ImportState
from grappe.apps.companies.models import Company, ImportRun
from grappe.apps.companies.permissions import check_can_import_companies
from grappe.apps.companies.queries.columns import HEADERS, custom_columns
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields_of
from grappe.engines.kernel import Text
from grappe.ui.custom import CustomField

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHOWN = 50  # refused rows on the page; the file has all of them


@dataclass(frozen=True)
class Refusal:
    """One fault of a refused row, as the page shows it."""

    row: int
    column: str
    value: str
    reason: str


def runs(*, for_user: User) -> QuerySet[ImportRun]:
    """Return the imports, newest first, with who started them."""
    check_can_import_companies(for_user)
    return ImportRun.objects.select_related("started_by").defer("rejections", "proposals", "erased")


def run_of(pk: int, *, for_user: User) -> ImportRun:
    """Return one import; raise ImportRun.DoesNotExist when there is none."""
    check_can_import_companies(for_user)
    return ImportRun.objects.select_related("started_by").get(pk=pk)


def is_busy(run: ImportRun) -> bool:
    """Return whether the worker is at this import, or about to be."""
    return run.state in (ImportState.CHECKING, ImportState.RUNNING)


def refusals(run: ImportRun) -> list[Refusal]:
    """Return the first refused rows' faults."""
    found = [
        Refusal(rejection["row"], fault["column"], fault["value"], fault["reason"])
        for rejection in run.rejections[:SHOWN]
        for fault in rejection["faults"]
    ]
    return found[:SHOWN]


@dataclass(frozen=True)
class Proposal:
    """A row that would be a new company and may be one on file."""

    row: int
    name: str
    on_file: str
    address: str
    percent: int
    reasons: tuple[Text, ...]
    sure: bool  # over the team's threshold: the company on file is proposed first


def proposals(run: ImportRun) -> list[Proposal]:
    """Return the rows that may be companies on file, the likeliest first."""
    return [
        Proposal(
            each["row"], each["name"], each["on_file"], Company(pk=each["company"]).get_absolute_url(),
            min(99, int(each["probability"] * 100)), tuple(map(Text.of, each["reasons"])),
            each.get("sure", False),
        )
        for each in run.proposals
    ]  # fmt: skip


@dataclass(frozen=True)
class ErasedRow:
    """A row that names somebody who was erased on a day; with a reason, they are brought back."""

    row: int
    company: str
    erased_on: date
    reason: str


def erased(run: ImportRun) -> list[ErasedRow]:
    """Return the rows that name somebody who was erased. No query."""
    return [
        ErasedRow(each["row"], each["company"], date.fromisoformat(each["erased_on"]), each["reason"])
        for each in run.erased
    ]


def fields() -> list[str]:
    """Return the fields that a column may be, beside custom ones."""
    return list(HEADERS)


def custom_columns_on_file() -> dict[str, CustomField]:
    """Return the custom fields that a column may be, by their names in a mapping. One query."""
    found = custom_fields_of(RecordType.COMPANY, RecordType.PERSON)
    return custom_columns(found[RecordType.COMPANY], found[RecordType.PERSON])
