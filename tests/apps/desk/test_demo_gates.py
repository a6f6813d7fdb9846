"""Does the demonstration tell of a gate at which reviewers disagree, and of some that were decided?"""

from __future__ import annotations

import random

import pytest
import yaml
from django.conf import settings

from apps.desk.conftest import NOW
from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.clusters.queries import clusters as all_clusters
from grappe.apps.desk.operations import demo_team
from grappe.apps.desk.operations.demo_ideas_gates import tell_gates
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.desk.queries.my_day import my_day
from grappe.apps.ideas.models import Assessment, Letter
from grappe.apps.ideas.operations import catalogue
from grappe.apps.ideas.queries.judging import panel
from grappe.apps.ideas.queries.past_gates import looked_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(clusters):
    with (settings.CATALOGUE / "ideas.yaml").open(encoding="utf-8") as file:
        catalogue.load(catalogue=yaml.safe_load(file))
    team = demo_team.make_team("secret-pass-1")
    cast = []
    for number in range(6):
        manager = team[f"{('claire', 'jonas')[number % 2]}@demo.example"]
        company = CompanyFactory(clusters=list(all_clusters())[:1])
        person = PersonFactory(
            company=company, email=f"p{number}@muster.example", language=("fr", "de", "en")[number % 3]
        )
        cast.append(Cast(None, company, manager, [person], []))
    return Stage(at=NOW, words=None, team=team, cast=cast, chance=random.Random(1))


def test_at_one_gate_reviewers_disagree_and_others_were_decided(stage):
    tell_gates(stage)
    waiting = Assessment.objects.filter(state="open", gate__slug="case")
    levels = [panel(each).disagreement.level.value for each in waiting]
    assert len(levels) == 3
    assert "split" in levels
    assert "agree" in levels
    decided = Assessment.objects.filter(state="decided", gate__slug="screening")
    assert {each.decision.outcome for each in decided} == {"pass", "rework", "park", "reject"}
    assert all(each.idea.invented and each.decision.decided_at < NOW for each in decided)
    assert Letter.objects.filter(kind="decided").count() >= 3
    back = looked_back(decided[0].gate, for_user=stage.team["admin@demo.example"])
    told = {outcome: dict(zip(back.columns, row, strict=True)) for outcome, _number, row in back.table}
    passed = {each.value: number for each, number in told["Goes on"].items() if number}
    assert passed == {"further": 2, "next": 1, "parked": 1, "rejected": 1}
    assert back.further_points > back.fallen_points + 15  # the reviews foretold it
    jonas = stage.team["jonas@demo.example"]
    day = my_day(for_user=jonas, today=stage.today, at=NOW, months=6, language="de")
    assert day.gates.total > 0


def test_without_companies_there_are_none(stage):
    stage.cast = stage.cast[:5]
    tell_gates(stage)
    assert not Assessment.objects.exists()
