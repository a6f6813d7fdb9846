"""Was somebody erased who is about to come on file? Compared by one-way marks: of the address, and of the name at a company."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.companies.enums import MarkOf
from grappe.apps.companies.models import Company, KeptOut
from grappe.engines.kernel.folding import fold
from grappe.ui.marks import mark_of

SHORTEST_NAME = 3  # characters


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who is about to come on file, at a company by its id (None: not on file yet) and name."""

    name: str
    email: str = ""
    company_id: int | None = None
    company: str = ""
    country: str = "LU"


def email_mark(email: str) -> str:
    """Return the mark of an address."""
    return mark_of(f"{MarkOf.EMAIL}:{email.strip()}")


def name_marks(name: str, keys: Collection[str]) -> list[str]:
    """Return the marks of a name at a company that is known by some keys (`company_keys`): whatever the order of its words."""
    words = " ".join(sorted(fold(name).split()))
    return [mark_of(f"{MarkOf.NAME}:{words}|{key}") for key in keys] if len(words) >= SHORTEST_NAME else []


def company_keys(ids: Collection[int], name: str, country: str) -> list[str]:
    """Return by what a company is known: the numbers of its file and of those merged into it, its name and country."""
    words = " ".join(fold(name).split())
    return [*(f"#{pk}" for pk in ids), *([f"{words}|{country}"] if words else [])]


def erased_among(comers: Sequence[Comer]) -> list[date | None]:
    """Return for each of those who come on which day the same person was erased, None for who was not. Two queries at most."""
    if not comers or not KeptOut.objects.exists():
        return [None] * len(comers)
    merged: dict[int, list[int]] = {}
    ids = {each.company_id for each in comers if each.company_id is not None}
    for pk, into in Company.objects.filter(merged_into__in=ids).order_by().values_list("pk", "merged_into"):
        merged.setdefault(into or 0, []).append(pk)
    marks = [_marks(each, merged) for each in comers]
    wanted = {mark for each in marks for mark in each}
    known = dict(KeptOut.objects.filter(mark__in=wanted).order_by().values_list("mark", "erased_on"))
    return [max((known[mark] for mark in each if mark in known), default=None) for each in marks]


def _marks(comer: Comer, merged: dict[int, list[int]]) -> list[str]:
    at = comer.company_id
    ids = [] if at is None else [at, *merged.get(at, ())]
    names = name_marks(comer.name, company_keys(ids, comer.company, comer.country))
    return [*names, email_mark(comer.email)] if comer.email.strip() else names


def marks_of(*, emails: Collection[str], names: Mapping[int, Collection[str]]) -> list[KeptOut]:
    """Return the marks that are kept of somebody by their addresses, and by their names at companies (ids). Two queries.

    For whoever asks what is known of them: a mark says nothing, but that it is kept is theirs to know.
    """
    wanted = {email_mark(each) for each in emails if each.strip()}
    for company in Company.objects.filter(pk__in=names).order_by():
        keys = company_keys([company.pk], company.name, company.country)
        wanted.update(mark for name in names[company.pk] for mark in name_marks(name, keys))
    return list(KeptOut.objects.filter(mark__in=wanted).order_by("erased_on", "of", "pk"))


def erased_words(day: date) -> str:
    """Return how it is said before somebody saves a person who was erased."""
    told = _(
        "The same person was erased on %(day)s. Save again if they come back, and say why: they agreed, or asked for it."
    )
    return told % {"day": date_format(day, "SHORT_DATE_FORMAT")}


def came_back_words(day: date) -> str:
    """Return how it is said after somebody who was erased was entered again."""
    told = _(
        "The same person was erased on %(day)s: keep them only if they agreed or asked for it. It is written down in the audit."
    )
    return told % {"day": date_format(day, "SHORT_DATE_FORMAT")}


def erased_on(*, name: str, email: str, company: Company | None) -> date | None:
    """Return on which day somebody was erased who is about to come on file (again); None where nobody was."""
    at = (company.pk, company.name, company.country) if company is not None else (None, "", "LU")
    return erased_among([Comer(name, email, *at)])[0]
