"""Is a frozen report for ever what it was, and who may do what with it?"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from factories import reporting, reports
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.reporting import permissions
from grappe.apps.reporting.models import FrozenReport, Indicator, OpenData, Refresh, Value, Version
from grappe.apps.reporting.operations import catalogue, definitions, freezing, runs
from grappe.apps.reporting.operations import reports as operations
from grappe.apps.reporting.queries import frozen as queries
from grappe.apps.reporting.queries.frozen_files import made
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
ROLES = ("administrator", "manager", "other_manager", "analyst", "ministry")


def contact(company, year, minutes=45):
    return ContactFactory(
        company=company, state="held", starts_at=datetime(year, 3, 3, 9, tzinfo=UTC), minutes=minutes
    )


@pytest.fixture
def figures(people, clusters):
    """Contacts of five companies of one cluster and of one of another, in 2025; of four and one in 2026."""
    many = CompanyFactory.create_batch(5, clusters=[clusters["healthtech"]])
    one = CompanyFactory(clusters=[clusters["creative"]])
    for company in [*many, one]:
        contact(company, 2025)
    for company in many[:4]:
        contact(company, 2026)
    reporting.indicators("contacts-held", "companies-reached", at=NOW)
    return many, one


@pytest.fixture
def frozen(people, figures):
    return reports.frozen(people.administrator, at=NOW)


def content(of) -> dict:
    return queries.read(of).content


def figure(of, slug, year, dimension="all", key="") -> dict:
    return next(
        row for row in content(of)["figures"]
        if (row["indicator"], row["year"], row["dimension"], row["key"], row["counts"]) == (slug, year, dimension, key, True)
    )  # fmt: skip


def name_of(of, slug) -> str:
    return next(one["names"]["en"] for one in content(of)["indicators"] if one["slug"] == slug)


def files(of) -> dict[str, object]:
    names = ("figures.csv", "dictionary.csv", "content.json", "dcat.jsonld")
    return {name: made(queries.read(of), name, "fr")[0] for name in names}


def clusters_left_out(of) -> set[str]:
    """Return the clusters of 2025 that are left out; all ("*") where not one of them is told."""
    told = content(of)
    tables = [row for row in told["left_out"] if row["dimension"] == "cluster" and row["year"] == 2025]
    rows = [row for row in told["figures"] if row["dimension"] == "cluster" and row["year"] == 2025]
    return {"*"} if tables else {row["key"] for row in rows if "c" in row["flags"]}


def test_nothing_alters_what_is_frozen(people, figures, frozen):
    text, digest = frozen.canonical, frozen.digest
    assert digest == hashlib.sha256(text.encode()).hexdigest()
    assert figure(frozen, "contacts-held", 2025)["value"] == 6
    assert figure(frozen, "contacts-held", 2024)["flags"] == "z"  # nothing was on file yet
    before = files(frozen)
    contact(figures[0][0], 2025)
    held = Indicator.objects.get(slug="contacts-held")
    change = definitions.Draft(
        NOW.date(), dict.fromkeys(("en", "fr", "de"), "Other."), "count: {records: contact}"
    )
    definitions.change_definition(
        indicator=held, draft=change, version=held.versions.get().pk, by=people.administrator, at=NOW
    )
    Indicator.objects.filter(slug="contacts-held").update(
        names={"en": "Other", "fr": "Autre", "de": "Andere"}
    )
    runs.refresh_now(at=NOW)
    OpenData.objects.create(licence="CC0-1.0")
    again = FrozenReport.objects.get(pk=frozen.pk)
    assert (again.canonical, again.digest) == (text, digest)
    assert files(again) == before
    newer = freezing.freeze(report=frozen.report, by=people.administrator, at=NOW)
    assert figure(newer, "contacts-held", 2025)["value"] == 7
    assert (name_of(newer, "contacts-held"), name_of(again, "contacts-held")) == ("Other", "Contacts held")
    assert content(newer)["open_data"]["licence"] == "CC0-1.0" != content(again)["open_data"]["licence"]
    assert figure(newer, "contacts-held", 2026)["flags"] == "bp"


@pytest.mark.parametrize(
    ("what", "said"),
    [("update", "Cannot"), ("delete", "Cannot"), ("act", "what was done with a frozen report never changes")],
)
def test_the_database_refuses_to_change_it(people, frozen, what, said):
    act = freezing.publish(frozen=frozen, by=people.administrator, at=NOW)
    with pytest.raises(ProgrammingError, match=said), transaction.atomic():
        if what == "update":
            FrozenReport.objects.filter(pk=frozen.pk).update(canonical="{}")
        elif what == "delete":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM reporting_frozenreport")
        else:
            type(act).objects.filter(pk=act.pk).update(kind="withdrawn", reason={"en": "x"})
    assert FrozenReport.objects.get(pk=frozen.pk).canonical == frozen.canonical


def test_one_that_was_tampered_with_is_found(client, people, frozen, capsys):
    call_command("reports", "verify")
    assert "1 frozen reports, 0 with" in capsys.readouterr().out
    with pgtrigger.ignore("reporting.FrozenReport:never_changed"):
        FrozenReport.objects.filter(pk=frozen.pk).update(canonical=frozen.canonical.replace(":6,", ":9,"))
    with pytest.raises(SystemExit) as stopped:
        call_command("reports", "verify")
    assert stopped.value.code == 1 and "DOES NOT HOLD" in capsys.readouterr().out
    client.force_login(people.ministry)
    for address in ("", "figures.csv"):
        page = client.get(f"/reporting/reports/frozen/{frozen.pk}/{address}")
        assert page.status_code == 400 and "checksum of this report does not hold" in page.content.decode()


def test_who_may_do_what(people, figures, frozen):
    plain, public = frozen, reports.frozen(people.administrator, at=NOW, published=True)
    may = (
        (permissions.can_read_reports, (), (True, True, True, True, True)),
        (permissions.can_compose, (), (True, False, False, True, False)),
        (permissions.can_publish, (), (True, False, False, False, False)),
        (permissions.can_withdraw, (plain,), (True, False, False, True, False)),
        (permissions.can_withdraw, (public,), (True, False, False, False, False)),
    )
    for permission, thing, wanted in may:
        assert tuple(permission(getattr(people, role), *thing) for role in ROLES) == wanted, permission
    for ask in (
        lambda: operations.begin(draft=reports.draft(NOW), by=people.manager, at=NOW),
        lambda: freezing.freeze(report=plain.report, by=people.ministry, at=NOW),
        lambda: freezing.publish(frozen=plain, by=people.analyst, at=NOW),
        lambda: freezing.withdraw(frozen=public, reason={"en": "x"}, by=people.analyst, at=NOW),
        lambda: queries.report_for(plain.report_id, for_user=people.ministry),
    ):
        with pytest.raises(PermissionDenied):
            ask()


def test_what_cannot_be_composed_or_frozen(people, figures):
    for change, said in (
        ({"titles": {}}, "needs a title"), ({"indicators": []}, "one indicator"), ({"first_year": 2027}, "end before"),
        ({"first_year": 2010}, "at most 8 years"),
        ({"dimensions": ["manager"]}, "cannot be read"),
        ({"last_year": 3000}, "too far"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=said):
            reports.report(people.analyst, at=NOW, **change)
    later = reports.report(people.analyst, at=NOW, last_year=2027)
    with pytest.raises(BadInput, match="has not begun"):
        freezing.freeze(report=later, by=people.analyst, at=NOW)
    running = Refresh.objects.create(ordered_at=NOW, state="running")  # half of the figures may be new ones
    with pytest.raises(BadInput, match="being computed"):
        freezing.freeze(report=reports.report(people.analyst, at=NOW), by=people.analyst, at=NOW)
    running.delete()
    Version.objects.update(computed_at=None)
    with pytest.raises(BadInput, match="computed yet"):
        freezing.freeze(report=reports.report(people.analyst, at=NOW), by=people.analyst, at=NOW)


def test_a_frozen_report_is_withdrawn_or_replaced_once(people, frozen):
    newer = freezing.freeze(report=frozen.report, replaces=frozen, by=people.administrator, at=NOW)
    assert newer.number == 2 and FrozenReport.objects.get(pk=frozen.pk).state == "replaced"
    for ask in (
        lambda: freezing.replace(frozen=newer, newer=frozen, by=people.administrator, at=NOW),
        lambda: freezing.replace(frozen=frozen, newer=newer, by=people.administrator, at=NOW),
        lambda: freezing.publish(frozen=frozen, by=people.administrator, at=NOW),
        lambda: freezing.withdraw(frozen=newer, reason={"en": "  "}, by=people.administrator, at=NOW),
    ):
        with pytest.raises(BadInput):
            ask()
    freezing.withdraw(frozen=newer, reason={"en": "Counted twice."}, by=people.administrator, at=NOW)
    assert FrozenReport.objects.get(pk=newer.pk).state == "withdrawn"
    with pytest.raises(BadInput):
        freezing.publish(frozen=newer, by=people.administrator, at=NOW)
    assert queries.read(newer).content["report"]["number"] == 2  # what it says stays


def test_two_writers_of_one_report_lose_nothing(people, figures):
    from grappe.apps.reporting.queries.report_drafts import version_of

    report = reports.report(people.analyst, at=NOW)
    slugs = ["contacts-held", "companies-reached"]
    seen = version_of(report, slugs)
    change = {"version": seen, "offered": slugs, "at": NOW}
    operations.change(
        report=report, draft=reports.draft(NOW, titles={"en": "Hers"}), by=people.analyst, **change
    )
    with pytest.raises(Stale):
        operations.change(
            report=report, draft=reports.draft(NOW, clusters=["creative"]), by=people.administrator, **change
        )
    report.refresh_from_db()
    assert report.titles == {"en": "Hers"} and not report.clusters


def read_csv(of) -> list[dict]:
    import csv
    import io

    return list(csv.DictReader(io.StringIO(made(queries.read(of), "figures.csv", "en")[0])))


def test_nothing_can_be_computed_back_from_the_open_data(people, figures, frozen):
    """An attacker with the file alone: neither by subtracting parts from the whole, nor across indicators."""
    rows = [row for row in read_csv(frozen) if row["year"] == "2025" and row["counts"] == "true"]
    truth = {
        (row.version.indicator.slug, row.dimension, row.key): row
        for row in Value.objects.filter(year=2025).select_related("version__indicator")
    }
    small = {place for place, row in truth.items() if 0 < row.companies < 3}
    assert ("contacts-held", "cluster", "creative") in small  # there is something to protect
    shown = {
        (row["indicator"], row["dimension"], row["key"]): float(row["value"]) for row in rows if row["value"]
    }
    assert not small & set(shown)
    assert all(
        "c" in row["flag"] for row in rows if (row["indicator"], row["dimension"], row["key"]) in small
    )
    for slug in ("contacts-held", "companies-reached"):
        for dimension in ("cluster", "size"):
            mine = [row for row in rows if (row["indicator"], row["dimension"]) == (slug, dimension)]
            hidden = [row for row in mine if "c" in row["flag"]]
            known = sum(v for (s, d, _key), v in shown.items() if (s, d) == (slug, dimension))
            rest = shown.get((slug, "all", ""))
            # Whoever subtracts what is shown from the whole knows a sum only, of two figures at least that are not all ones.
            assert not hidden or rest is None or (len(hidden) > 1 and rest - known > len(hidden)), (
                slug,
                dimension,
            )
    assert not {"records", "companies"} & set(rows[0])  # how many stand behind a figure would tell more


def test_what_one_report_left_out_the_next_does_not_tell(people, figures, frozen):
    """Of a year that was over: shown in one report and left out in the other, it would be known of both."""
    before = clusters_left_out(frozen)
    assert before
    from grappe.apps.clusters.models import Cluster

    for _number in range(4):
        contact(CompanyFactory(clusters=[Cluster.objects.get(slug="creative")]), 2025)
    runs.refresh_now(at=NOW + timedelta(hours=1))
    newer = freezing.freeze(report=frozen.report, by=people.administrator, at=NOW + timedelta(hours=2))
    after = clusters_left_out(newer)
    assert before <= after
    open_now = reports.frozen(
        people.administrator, at=NOW + timedelta(hours=2), dimensions=["cluster"], clusters=["creative"]
    )
    told = {row["key"] for row in content(open_now)["figures"] if row["dimension"] == "cluster"}
    assert told <= {"creative"}


def test_terms_of_open_data_come_from_the_catalogue(people):
    terms = {
        "licence": "CC0-1.0",
        "themes": ["TECH"],
        "country": "LUX",
        "contact": {"name": "We", "url": "https://example.org"},
    }
    catalogue.load(catalogue={"indicators": [], "open_data": terms}, at=NOW)
    assert OpenData.objects.get().licence == "CC0-1.0"
    for wrong in (
        {"licence": "MINE"},
        {"themes": ["FISH"]},
        {"country": "lux"},
        {"contact": {"phone": "1"}},
        {"more": 1},
    ):
        with pytest.raises(BadInput, match="open_data"):
            catalogue.load(catalogue={"indicators": [], "open_data": terms | wrong}, at=NOW)


def test_it_is_canonical_json(frozen):
    """RFC 8785: written again from what was read, the same bytes; names in order, no blank between."""
    import rfc8785

    read = json.loads(frozen.canonical)
    assert rfc8785.dumps(read).decode() == frozen.canonical and list(read) == sorted(read)
