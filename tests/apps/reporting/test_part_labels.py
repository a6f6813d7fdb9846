"""Do parts of figures have words in each language, and the words of the records that they are parts of?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from factories import surveys
from grappe.apps.reporting.enums import RecordKind
from grappe.apps.reporting.models import Version
from grappe.apps.reporting.operations import catalogue
from grappe.apps.reporting.queries.charts import of_parts
from grappe.apps.reporting.queries.labels import STATES, labels
from grappe.apps.reporting.queries.parts import Part, behind, map_of_parts
from grappe.apps.reporting.queries.series import Figure, Series

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
OWN = {"overdue", "survey_answer", "satisfaction", "diagnostic", "progress"}  # the last two: T0, T1 …


def _in_french(kind, key):
    with translation.override("fr"):
        return labels("state", kinds=[kind])(key)


def test_each_kind_of_records_has_words_for_its_states():
    assert {kind.value for kind in RecordKind} == {kind.value for kind in STATES} | OWN
    for kind, state, said in (
        ("participation", "workshop", "Atelier"), ("overdue", "due", "échu"), ("contact", "planned", "Prévu"),
        ("aid_paid", "paid", "Versée"), ("award", "withdrawn", "Retiré"), ("progress", "T1", "T1"),
    ):  # fmt: skip
        assert _in_french(kind, state).lower() == said.lower(), kind
    with translation.override("fr"):
        both = labels("state", kinds=["contact", "aid_paid"])("planned")
    assert " / " in both, both


def test_answers_of_the_survey_are_called_by_their_question():
    surveys.load()
    assert len(_in_french("survey_answer", "jobs")) > len("jobs")


def test_whoever_left_is_not_a_number(people):
    people.manager.is_active = False
    people.manager.save()
    gone = people.manager.pk + 1_000
    say = labels("manager", keys=[str(people.manager.pk), str(gone), ""])
    assert say(str(people.manager.pk)) == people.manager.name
    assert (say(str(gone)), say("")) == ("somebody who left", "nobody by name")


@pytest.mark.parametrize(
    ("unit", "value", "bar", "tile", "title"),
    [("points", 4.4, 4.4, "4.4", "4.4"), ("percent", 0.805, 80.5, "80.5", "80.5 %"), ("count", 3.0, 3.0, "3", "3"),
     ("euros", 1250.4, 1250.4, "1,250", "1,250.40")],
)  # fmt: skip
def test_charts_say_what_the_table_says(unit, value, bar, tile, title, reference_communes):
    words = dict.fromkeys(("en", "fr", "de"), "x")
    version = {
        "from": date(2020, 1, 1),
        "definition": words,
        "query": {"mean": {"records": "contact"}, "of": "value"},
    }
    entry = {"id": "x", "name": words, "chapter": "reach", "unit": unit, "versions": [version]}
    catalogue.load(catalogue={"indicators": [entry]}, at=NOW)
    found = Version.objects.get()
    parts = [Part("Wiltz", "Wiltz", Figure(value, unit=unit))]
    option = of_parts(Series(found.indicator, (2026,), (), {}), parts)
    assert option["series"][0]["data"][0]["value"] == bar
    assert ("minInterval" in option["xAxis"]) == float(bar).is_integer()
    places = {place.name: place for place in map_of_parts(parts).places}
    assert places["Wiltz"].text == tile and title in places["Wiltz"].told and places["Wiltz"].shade > 0
    assert places["Mersch"].text == "–"


@pytest.fixture
def reference_communes(db):
    from factories.companies import reference_data

    reference_data()


def test_of_records_beyond_those_looked_at_nothing_is_told(people, monkeypatch):
    """All that are looked at may be opened; of the earlier ones nobody knows, so their number is not told."""
    from grappe.apps.reporting.models import Record
    from grappe.apps.reporting.queries import parts

    monkeypatch.setattr(parts, "MOST", 2)
    for number in range(4):
        Record.objects.create(
            kind="contact",
            source_id=str(number),
            on=date(2026, 1, 1 + number),
            changed_at=NOW,
            confidential=number == 0,
        )
    monkeypatch.setattr(
        parts, "openable", lambda kind, keys, for_user: {key: ("x", "/") for key in keys if key != "0"}
    )
    words = dict.fromkeys(("en", "fr", "de"), "x")
    version = {"from": date(2020, 1, 1), "definition": words, "query": {"count": {"records": "contact"}}}
    entry = {"id": "x", "name": words, "chapter": "reach", "unit": "count", "versions": [version]}
    catalogue.load(catalogue={"indicators": [entry]}, at=NOW)
    asked = {"year": 2026, "until": NOW.date(), "dimension": "all", "key": "", "page": 1}
    found = behind(Version.objects.get(), for_user=people.ministry, **asked)
    assert (found.openable, found.others, found.earlier) == (2, None, 0)
    found = behind(Version.objects.get(), for_user=people.administrator, **asked)
    assert (found.openable, found.others, found.earlier) == (2, 0, 2)
