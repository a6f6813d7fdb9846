"""What is compared of companies to find those that stand twice (engines.linkage)?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet, Value
from rapidfuzz import fuzz

from grappe.apps.companies.models import Company, Person, Plain
from grappe.apps.companies.permissions import can_view_company, check_can_view_companies
from grappe.engines.kernel import Text
from grappe.engines.linkage import COMPANY, Link, company_name, compare

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

COLUMNS = {
    "name": "name", "brand": "brand", "legal_form": "legal_form", "rcs_number": "rcs_number", "vat_number": "vat_number",
    "external_id": "external_id", "street": "street", "postcode": "postcode", "city": "city", "website": "website",
    "founded": "founded", "country": "country", "nace": "nace__code",
}  # fmt: skip
OF_PEOPLE = {"person_email": "email", "person_phone": "phone"}
SURE = 0.9  # of probability, from which on two are as good as one: until a team says otherwise
NUMBERS = ("rcs_number", "vat_number", "external_id", "website")
NEAR = 40  # companies with a like name that are looked at
TOLD = 5
LIKELY = 0.5  # of probability
SPELT_ALIKE = 90  # of 100: names so like are told, whatever else is known
AMONG = (
    2_000  # as if those that are looked at stood among so many: rather one told too much, it is only asked
)


@dataclass(frozen=True)
class Compared:
    """The companies on file (archived ones too, merged ones not), or their people: ids, and what is compared, by column."""

    ids: list[int]
    columns: dict[str, list[str]]
    told: tuple[str, ...] = (*COLUMNS, *OF_PEOPLE)  # columns whose change lets a decision be asked anew

    def digest(self, place: int) -> str:
        """Return what tells whether anything that is compared of a row has changed."""
        return digest({name: column[place] for name, column in self.columns.items()}, self.told)


def compared() -> Compared:
    """Return what is compared of all companies, by id. For machines: no person asks. Read row by row, kept as columns."""
    found = Compared([], {name: [] for name in (*COLUMNS, *OF_PEOPLE)})
    rows = (
        Company.objects.filter(merged_into__isnull=True).order_by("pk").values_list("pk", *COLUMNS.values())
    )
    kept = [found.columns[name] for name in COLUMNS]
    for pk, *values in rows.iterator(5_000):
        found.ids.append(pk)
        for column, value in zip(kept, values, strict=True):
            column.append("" if value is None else str(value))
    people = _people(Person.objects.all())
    for pk in found.ids:
        email, phone = people.get(pk, ("", ""))
        found.columns["person_email"].append(email)
        found.columns["person_phone"].append(phone)
    return found


def _people(rows: QuerySet[Person]) -> dict[int, tuple[str, str]]:
    """Return e-mail and phone of the first person of each company, the head before others."""
    found: dict[int, tuple[str, str]] = {}
    there = rows.filter(left_on__isnull=True).order_by("-is_head", "pk")
    for company, email, phone in there.values_list("company_id", "email", "phone").iterator(5_000):
        found.setdefault(company, (email, phone))
    return found


def changed_since(moment: datetime) -> list[int]:
    """Return the companies of which something was written since. For machines: no person asks."""
    events: Any = Company.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    rows = events.objects.filter(pgh_created_at__gte=moment).order_by().values_list("pgh_obj_id", flat=True)
    return sorted(set(rows))


@dataclass(frozen=True)
class Near:
    """Another row that a company or person may be: as `compared` and the engine would tell of the two, but for learning."""

    pk: int
    link: Link
    digests: tuple[str, str]  # of the company, of the other


def near(pks: Sequence[int], least: float) -> Iterator[tuple[int, Near]]:
    """Yield, for each of a few companies, those that it may be, from a probability on. For machines: no person asks.

    Four queries a company, however many there are; only those with a like name or the same number are looked at.
    """
    population = Company.objects.count()
    for company in Company.objects.select_related("nace").filter(pk__in=pks, merged_into__isnull=True):
        people = _people(Person.objects.filter(company=company))
        record = _record(company, people.get(company.pk, ("", "")))
        others = [each for each in _near(record, company.pk) if each.merged_into_id is None]
        people = _people(Person.objects.filter(company__in=others))
        records = [_record(each, people.get(each.pk, ("", ""))) for each in others]
        for link, other, said in zip(
            compare(COMPANY, record, records, population), others, records, strict=True
        ):
            if link.probability >= least:
                yield company.pk, Near(other.pk, link, (digest(record), digest(said)))


def digest(record: Mapping[str, str], told: Sequence[str] = (*COLUMNS, *OF_PEOPLE)) -> str:
    """Return what tells whether anything of these columns has changed."""
    said = "\x1f".join(record.get(name, "") for name in sorted(told))
    return md5(said.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Alike:
    """A company on file that may be the one that is written; `company` is None where it is not shown to who writes."""

    company: Company | None
    probability: float
    reasons: tuple[Text, ...]

    @property
    def percent(self) -> int:
        return min(99, int(self.probability * 100))


def alike(values: Mapping[str, Any], *, for_user: User, but: int | None = None) -> list[Alike]:
    """Return the companies on file that what is written may mean, the likeliest first, with the reasons.

    `values` by the names in COLUMNS and OF_PEOPLE; `but` is the company itself. A name or number of a merged file means
    the file that goes on. Seven queries at most.
    """
    check_can_view_companies(for_user)
    record = {name: str(value) for name, value in values.items() if value}
    found = _near(record, but)
    people = _people(Person.objects.filter(company__in=found)) if record.keys() & OF_PEOPLE.keys() else {}
    links = compare(COMPANY, record, [_record(each, people.get(each.pk, ("", ""))) for each in found], AMONG)
    told: dict[int, tuple[Company, float, tuple[Text, ...]]] = {}
    for link, company in zip(links, found, strict=True):
        sure = _same_number(record, company)
        if link.probability < LIKELY and not sure and not _spelt_alike(record.get("name", ""), company):
            continue
        into = company.merged_into or company
        reasons = tuple(each.text for each in link.reasons if each.weight > 0)[:3]
        if into.pk != but and (into.pk not in told or told[into.pk][1] < link.probability):
            told[into.pk] = (into, link.probability, reasons)
    best = sorted(told.values(), key=lambda each: (-each[1], each[0].sort_name))[:TOLD]
    return [
        Alike(company, probability, reasons)
        if can_view_company(for_user, company)
        else Alike(None, probability, ())
        for company, probability, reasons in best
    ]


def _near(record: Mapping[str, str], but: int | None) -> list[Company]:
    """Return the companies whose name comes near, or that share a number."""
    rows = Company.objects.select_related("nace", "merged_into").prefetch_related(
        "clusters", "merged_into__clusters"
    )
    rows = rows.exclude(pk=but) if but is not None else rows
    same = Q(pk__in=[])
    for name in NUMBERS:
        if record.get(name):
            same |= Q(**{name: record[name]})
    found = {each.pk: each for each in rows.filter(same)[:NEAR]} if same != Q(pk__in=[]) else {}
    core = " ".join(company_name(record.get("name", "")).words)
    if len(core) >= 3:
        plain: Any = Plain(Value(core))
        near = rows.filter(search_text__trigram_word_similar=plain)
        near = near.order_by(TrigramWordSimilarity(plain, "search_text").desc(), "id")
        found |= {each.pk: each for each in near[:NEAR]}
    return list(found.values())


def _record(company: Company, person: tuple[str, str]) -> dict[str, str]:
    values = {name: getattr(company, name) for name in COLUMNS if name != "nace"}
    values["nace"] = company.nace.code if company.nace else ""
    values |= dict(zip(OF_PEOPLE, person, strict=True))
    return {name: str(value) for name, value in values.items() if value}


def _same_number(record: Mapping[str, str], company: Company) -> bool:
    """Whether a number that belongs to one company alone is the same, however the names differ."""
    return any(record.get(name) and record[name] == getattr(company, name) for name in NUMBERS[:3])


def _spelt_alike(name: str, company: Company) -> bool:
    core = " ".join(company_name(name).words)
    names = (" ".join(company_name(each).words) for each in (company.name, company.brand) if each)
    return len(core) >= 3 and any(fuzz.ratio(core, each) >= SPELT_ALIKE for each in names)
