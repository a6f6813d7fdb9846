"""Is an indicators' file read whole or not at all, and is every fault told with its place?"""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
import yaml

from grappe.apps.desk.management.commands.catalogue import indicator_findings
from grappe.apps.reporting.models import Indicator, Target, Version
from grappe.apps.reporting.operations import catalogue
from grappe.ui.errors import BadInput

ENTRY: dict[str, Any] = {
    "id": "held", "name": {"en": "Held", "fr": "Tenus", "de": "Geführt"}, "chapter": "support", "unit": "count",
    "versions": [
        {
            "from": date(2020, 1, 1),
            "definition": {"en": "All.", "fr": "Tous.", "de": "Alle."},
            "query": {"count": {"records": "contact"}},
        }
    ],
}  # fmt: skip


def load(at: Any, **changes: Any) -> catalogue.Loaded:
    return catalogue.load(catalogue={"indicators": [copy.deepcopy(ENTRY) | changes]}, at=at)


def test_the_shipped_ones_load_and_load_again(shipped, at):
    assert Indicator.objects.filter(active=True).count() == len(shipped) >= 20
    again = catalogue.load(catalogue={"indicators": shipped}, at=at)
    assert (again.created, again.changed, again.unchanged) == (0, 0, len(shipped))


def test_one_that_is_gone_is_no_longer_computed_but_stays(db, at):
    load(at)
    catalogue.load(catalogue={"indicators": []}, at=at)
    assert not Indicator.objects.get().active


def test_a_changed_query_replaces_the_catalogues_own_version(db, at):
    load(at)
    versions = copy.deepcopy(ENTRY["versions"])
    versions[0]["query"] = {"count": {"records": "need"}}
    assert load(at, versions=versions).changed == 1
    assert Version.objects.get().query == versions[0]["query"]


def test_what_was_written_on_the_page_stays(db, at):
    load(at)
    Version.objects.update(origin="page", query={"count": {"records": "idea"}})
    load(at)
    assert Version.objects.get().query == {"count": {"records": "idea"}}


def test_two_versions_follow_one_another(db, at):
    versions = [ENTRY["versions"][0], ENTRY["versions"][0] | {"from": date(2026, 1, 1)}]
    load(at, versions=versions)
    assert list(Version.objects.values_list("valid_from", "valid_until")) == [
        (date(2020, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), None),
    ]  # fmt: skip


def test_a_target_set_on_the_page_stays(db, at):
    load(at, targets={2026: 40})
    Target.objects.update(value=50)
    load(at, targets={2026: 40, 2027: 60})
    assert list(Target.objects.values_list("year", "value")) == [(2026, 50), (2027, 60)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": ""}, "indicators[0]: an id is wanted"),
        ({"colour": 1}, "held: colour is not known here"),
        ({"name": {"en": "Held"}}, "held: name: words in English, French and German"),
        ({"name": "Held"}, "held: name: words by language"),
        ({"unit": "litres"}, "held: unit: one of"),
        ({"chapter": None}, "held: chapter: one of"),
        ({"versions": []}, "held: “versions” wants at least one"),
        ({"versions": [{}]}, "held: versions[0]: “from” wants a day"),
        ({"versions": [ENTRY["versions"][0]] * 2}, "held: the versions do not follow one another"),
        (
            {"versions": [ENTRY["versions"][0] | {"query": {"count": {"records": "wine"}}}]},
            "held: versions[0].query: count.records: one of these is wanted",
        ),
        ({"targets": {"x": 1}}, "held: “targets” wants a number"),
        ({"targets": {2026: -1}}, "held: “targets” wants a number"),
    ],
)
def test_a_fault_is_told_with_its_place_and_nothing_is_loaded(db, at, changes, said):
    with pytest.raises(BadInput) as told:
        load(at, **changes)
    assert str(told.value).startswith(said)
    assert not Indicator.objects.exists()


def test_check_finds_what_load_would_refuse(tmp_path):
    words = dict.fromkeys(("en", "fr", "de"), "Calls")
    entry = {
        "id": "calls", "name": words, "chapter": "reach", "unit": "count",
        "versions": [{"from": date(2020, 1, 1), "definition": words, "query": {"count": {"records": "contact"}}}],
    }  # fmt: skip
    path = tmp_path / "indicators.yaml"
    path.write_text(yaml.safe_dump({"indicators": [entry]}), encoding="utf-8")
    assert indicator_findings(tmp_path) == []
    broken = [
        entry, entry, entry | {"id": "a", "unit": "hours"}, entry | {"id": "b", "targets": {2026: -1}},
        entry | {"id": "c", "versions": [entry["versions"][0] | {"query": {"count": {"records": "wine"}}}]},
    ]  # fmt: skip
    path.write_text(yaml.safe_dump({"indicators": broken}), encoding="utf-8")
    found = indicator_findings(tmp_path)
    assert [one.code for one in found] == ["indicator"] * 4
    assert [str(one.message).split(":")[0] for one in found] == ["indicators[1]", "a", "b", "c"]
    assert "count.records" in str(found[-1].message) and found[-1].line > found[0].line > 1
    path.write_text("[]", encoding="utf-8")
    assert [one.line for one in indicator_findings(tmp_path)] == [1]
