"""Is everything in the register that Article 30(1) asks for, is what is missing named, and is a file with faults refused?"""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings as django_settings
from django.urls import reverse

from factories.commands import grappe_here
from grappe.apps.privacy.queries import catalogue, controller
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
TEXT = {"en": "Standard clauses", "fr": "Clauses types", "de": "Standardklauseln"}
WHOLE = {
    "controller": {
        "name": "House of Clusters", "address": "1, rue du Lac, Esch", "email": "privacy@house.example", "phone": "none",
        "joint": [{"name": "Ministry", "contact": "m@state.example"}], "representative": "none",
        "officer": {"name": "Ada Shield", "contact": "dpo@house.example"},
    },
    "transfers": "none",
    "security": {"technical": [TEXT], "organisational": [TEXT]},
}  # fmt: skip


@pytest.fixture
def written(settings, tmp_path):
    """Return what writes a catalogue's file with some changes."""
    said = yaml.safe_load((Path(django_settings.CATALOGUE) / "privacy.yaml").read_text(encoding="utf-8"))
    settings.CATALOGUE = tmp_path

    def write(**changes) -> None:
        (tmp_path / "privacy.yaml").write_text(
            yaml.safe_dump(said | changes, allow_unicode=True), encoding="utf-8"
        )

    write.said = said
    return write


def rows_of(client) -> list[dict[str, str]]:
    text = client.get(reverse("privacy:register_csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_nobody_said_is_named_as_missing_on_the_page_and_in_the_table(client, people):
    client.force_login(people.administrator)
    page = client.get(reverse("privacy:register")).content.decode()
    for _letter, _what, place in controller.missing():
        assert f'<code class="text-break">{place}</code>' in page
    assert {letter for letter, _what, _place in controller.missing()} == {"a", "e", "g"}
    assert {each["Transfers to third countries"] for each in rows_of(client)} == {"Missing: not said yet"}


def test_what_is_said_stands_on_the_page_and_in_the_table(client, people, written):
    written(**WHOLE)
    assert controller.missing() == []
    client.force_login(people.administrator)
    page = client.get(reverse("privacy:register")).content.decode()
    for words in (
        "House of Clusters",
        "1, rue du Lac, Esch",
        "Ministry, m@state.example",
        "Ada Shield, dpo@house.example",
    ):
        assert words in page
    assert "missing" not in page.lower()
    for row in rows_of(client):
        assert row["Controller"] == "House of Clusters, 1, rue du Lac, Esch, privacy@house.example"
        assert row["Data protection officer"] == "Ada Shield, dpo@house.example"
        assert (row["Representative in the Union"], row["Transfers to third countries"]) == ("None.", "None.")
        assert row["Security measures"] == "Standard clauses Standard clauses"
        assert all(row.values())


def test_a_kind_of_people_may_have_its_own_transfers(client, people, written):
    categories = dict(written.said["categories"])
    categories["staff"] = categories["staff"] | {
        "transfers": [{"to": TEXT | {"en": "Norway"}, "safeguards": TEXT}]
    }
    written(categories=categories)
    asked = {place for letter, _what, place in controller.missing() if letter == "e"}
    assert "categories.staff.transfers" not in asked and "categories.contacts.transfers" in asked
    client.force_login(people.administrator)
    assert "Norway (Standard clauses)" in {each["Transfers to third countries"] for each in rows_of(client)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"controller": {"name": 3}}, "controller.name: a text is expected here"),
        ({"controller": {"nmae": "x"}}, "controller.nmae: is no key that is known here"),
        ({"controller": {"joint": [{"name": "A"}]}}, "controller.joint[0].contact: is missing"),
        ({"transfers": [{"to": "Norway", "safeguards": TEXT}]}, "transfers[0].to: a text in en, fr and de"),
        ({"categories": {}}, "categories.contacts: is missing"),
        ({"holds": {}}, "holds.state_aid: is missing"),
        ({"retention": [{"key": "k", "table": "no.table", "since": ["a"], "months": 1, "where": {}, "reason": TEXT,
                         "basis": "b"}]}, "retention[0].table: is no table: no.table"),
        ({"retention": [{"key": "k", "table": "companies.person", "since": ["nix"], "months": 1, "where": {},
                         "reason": TEXT, "basis": "b"}]}, "retention[0].since: Cannot resolve keyword"),
        ({"surprise": 1}, "surprise: is no key that is known here"),
    ],
)  # fmt: skip
def test_a_file_with_faults_is_refused_with_the_place(client, people, written, changes, said):
    written(**changes)
    with pytest.raises(BadInput) as refused:
        catalogue.said()
    assert said in str(refused.value)
    client.force_login(people.administrator)
    answer = client.get(reverse("privacy:register"))
    assert answer.status_code == 400 or answer.status_code == 422
    assert said.split(":")[0] in answer.content.decode()


def test_what_is_no_yaml_and_what_is_not_there_is_said(written, tmp_path):
    (tmp_path / "privacy.yaml").write_text("categories: [\n\n}", encoding="utf-8")
    with pytest.raises(BadInput, match=r"privacy\.yaml, 3: no YAML"):
        catalogue.said()
    shutil.rmtree(tmp_path)
    with pytest.raises(BadInput, match="not there"):
        catalogue.said()


def test_the_command_names_the_line(tmp_path):
    shipped = Path(__file__).parents[3] / "catalogues" / "luxembourg"
    shutil.copytree(shipped, tmp_path / "country")
    path = tmp_path / "country" / "privacy.yaml"
    text = path.read_text(encoding="utf-8").replace("    basis: e\n", "    basis: ee\n", 1)
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("    basis: ee")].count("\n") + 1
    found = grappe_here("catalogue", "check", str(tmp_path / "country"))
    assert found.returncode == 1
    assert (
        f"privacy.yaml:{line}: error: privacy: categories.contacts.basis: a letter of Article 6(1)"
        in found.stdout.decode()
    )
