"""Does the catalogue load into the database, and does the database judge as the files do?"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from factories.companies import CompanyFactory, FiguresFactory
from grappe.apps.aids import queries
from grappe.apps.aids.models import Programme
from grappe.apps.aids.operations import load_programmes
from grappe.apps.companies.operations.facts import state_fact
from grappe.apps.companies.queries.facts import company_facts
from grappe.ui.commands import BadFile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ON = AT.date()


@pytest.fixture
def loaded(clusters):
    return load_programmes(folder=settings.CATALOGUE, at=AT)


def test_all_45_programmes_load_and_a_second_load_changes_nothing(loaded):
    assert (loaded.created, loaded.withdrawn) == (45, 0)
    again = load_programmes(folder=settings.CATALOGUE, at=AT)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 45)


def test_a_changed_file_updates_and_a_removed_one_is_withdrawn_not_lost(loaded, tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(settings.CATALOGUE, folder)
    path = folder / "programmes" / "fit4-digital.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: open", "status: closed", 1), encoding="utf-8"
    )
    (folder / "programmes" / "fit4-service.yaml").unlink()
    again = load_programmes(folder=folder, at=AT)
    assert (again.updated, again.withdrawn) == (1, 1)
    assert Programme.objects.get(slug="fit4-service").withdrawn
    assert queries.details("fit4-service") is None
    assert queries.details("fit4-digital").status == "closed"


def test_a_broken_file_loads_nothing(clusters, tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(settings.CATALOGUE, folder)
    (folder / "programmes" / "zz.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(BadFile, match=r"zz\.yaml"):
        load_programmes(folder=folder, at=AT)
    assert not Programme.objects.exists()


def test_an_answer_settles_a_criterion_and_the_verdict_follows(loaded, people):
    company = CompanyFactory(clusters=[people.manager.memberships.first().cluster], founded=date(2015, 4, 1))
    FiguresFactory(company=company, headcount=12, turnover_eur=1_500_000)
    before = queries.eligibility_of(company_facts(company, on=ON), on=ON).by_slug["fit4-digital"]
    assert before.verdict == "undetermined"
    unknown = [row for row in before.criteria if row.verdict == "unknown"]
    assert unknown and all(row.ask is not None for row in unknown)
    for row, value in zip(unknown, [True, False, False, 3], strict=True):
        assert row.ask.type in {"boolean", "number", "integer"}, row
        state_fact(company=company, field=row.ask.field, value=value, by=people.manager, at=AT)
    company.refresh_from_db()
    after = queries.eligibility_of(company_facts(company, on=ON), on=ON).by_slug["fit4-digital"]
    assert after.verdict == "eligible"
    assert {row.verdict for row in after.criteria} == {"met"}


def test_a_closed_programme_shows_as_closed_and_can_be_looked_at_as_of_its_day(loaded):
    facts = company_facts(CompanyFactory(), on=ON)
    assert queries.eligibility_of(facts, on=ON).by_slug["fit4-resilience"].open is False
    last_day = queries.eligibility_of(facts, on=date(2021, 12, 31)).by_slug["fit4-resilience"]
    assert (last_day.open, last_day.valid_to) == (True, date(2021, 12, 31))
    assert queries.eligibility_of(facts, on=date(2022, 1, 1)).by_slug["fit4-resilience"].open is False


def test_the_database_judges_as_the_files_do(loaded):
    from grappe.apps.aids.queries.catalogue import read_catalogue
    from grappe.engines.eligibility import company_of, explain

    facts = company_facts(CompanyFactory(country="LU", founded=date(2020, 1, 1)), on=ON)
    files = read_catalogue(Path(settings.CATALOGUE))
    company, _remarks = company_of(facts, files.fields, files.field_names())
    words = {"yes": "eligible", "no": "not_eligible", "unknown": "undetermined"}
    expected = {d.programme.id: words[d.verdict.value] for d in explain(files, company, ON).decisions}
    found = queries.eligibility_of(facts, on=ON)
    assert {slug: judged.verdict for slug, judged in found.by_slug.items()} == expected


def test_judging_takes_one_query_when_the_catalogue_is_kept(loaded, django_assert_num_queries):
    facts = company_facts(CompanyFactory(), on=ON)
    queries.eligibility_of(facts, on=ON)
    with django_assert_num_queries(1):
        queries.eligibility_of(facts, on=ON)


def test_only_who_edits_the_company_states_facts(loaded, people):
    from django.core.exceptions import PermissionDenied

    company = CompanyFactory(clusters=[people.manager.memberships.first().cluster])
    for role, user in people.by_role().items():
        if role in {"administrator", "manager"}:
            state_fact(company=company, field="business_permit", value=True, by=user, at=AT)
        else:
            with pytest.raises(PermissionDenied):
                state_fact(company=company, field="business_permit", value=True, by=user, at=AT)
