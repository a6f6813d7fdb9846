"""Does the catalogue of solutions come in whole, again without change, and not at all when it is faulty?"""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
import yaml
from django.conf import settings

from factories.jobs import work
from grappe.apps.solutions import operations, queries
from grappe.apps.solutions.models import Solution, SolutionVector
from grappe.ui.errors import BadInput

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def shipped() -> list[dict]:
    folder = settings.CATALOGUE / "solutions"
    return [
        entry
        for path in sorted(folder.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.fixture
def loaded(clusters):
    return operations.load_solutions(shipped(), at=AT)


def test_the_shipped_catalogue_comes_in_whole(loaded):
    assert loaded.created == Solution.objects.count() == len(shipped())
    assert SolutionVector.objects.filter(words=None).count() == 0
    languages = SolutionVector.objects.filter(part="head").values_list("language", flat=True)
    assert sorted(languages) == sorted(["en", "fr", "de"] * len(shipped()))


def test_every_provider_is_labelled_invented_and_every_address_is(loaded):
    assert not Solution.objects.filter(kind="provider", invented=False).exists()
    assert not Solution.objects.exclude(contact_email__endswith=".example").exists()


def test_loading_again_changes_nothing_and_keeps_the_vectors(loaded):
    operations.encode_waiting()
    before = dict(SolutionVector.objects.values_list("pk", "digest"))
    again = operations.load_solutions(shipped(), at=AT)
    assert (again.created, again.changed, again.unchanged, again.withdrawn) == (0, 0, len(shipped()), 0)
    assert dict(SolutionVector.objects.values_list("pk", "digest")) == before
    assert not SolutionVector.objects.filter(vector=None).exists()


def test_a_changed_text_waits_to_be_encoded_anew_and_a_missing_solution_is_withdrawn(loaded, people):
    operations.encode_waiting()
    entries = copy.deepcopy(shipped())[1:]
    entries[0]["promise"]["fr"] = "Une promesse tout autre."
    done = operations.load_solutions(entries, at=AT)
    assert (done.changed, done.withdrawn) == (1, 1)
    assert SolutionVector.objects.filter(vector=None, language="fr", part="head").count() == 1
    gone = Solution.objects.get(slug=shipped()[0]["id"])
    assert not gone.active
    assert gone not in queries.solutions(for_user=people.manager)
    assert queries.solution_for(gone.pk, for_user=people.manager) == gone  # past matches still lead to it


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "shop"}, "kind"),
        ({"name": ""}, "name"),
        ({"title": "only a text"}, "title"),
        ({"title": {"es": "hola"}}, "title"),
        ({"promise": {"en": 3}}, "promise"),
        ({"sizes": ["huge"]}, "huge"),
        ({"languages": ["pt"]}, "pt"),
        ({"themes": ["war"]}, "war"),
        ({"clusters": ["space"]}, "space"),
        ({"nace": [25.1]}, "nace"),
        ({"contact_email": "nobody"}, "mail"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"checked_on": "soon"}, "checked_on"),
        ({"price": 3}, "price"),
        ({"id": "not a slug"}, "slug"),
    ],
)
def test_a_faulty_entry_is_named_and_nothing_is_written(clusters, change, fault):
    entries = shipped()
    entries[3] = {**entries[3], **change}
    with pytest.raises(BadInput) as refused:
        operations.load_solutions(entries, at=AT)
    assert str(entries[3]["id"]) in str(refused.value) and fault in str(refused.value)
    assert not Solution.objects.exists()


def test_an_entry_that_stands_twice_is_refused(clusters):
    with pytest.raises(BadInput, match="twice"):
        operations.load_solutions([*shipped(), shipped()[0]], at=AT)


@pytest.mark.parametrize("text", ["cybersécurité", "CYBERSECURITE", "Cybersicherheit", "ransomware"])
def test_the_list_is_searched_in_any_language_without_accents_or_case(loaded, people, text):
    found = [solution.slug for solution in queries.solutions(for_user=people.ministry, text=text)]
    assert "cybersecurity-first-check" in found and "market-intelligence" not in found


def test_the_list_is_filtered_by_kind_theme_and_cluster(loaded, people):
    wood = queries.solutions(for_user=people.manager, cluster="wood", kind="provider")
    slugs = {solution.slug for solution in wood}
    assert "holzkonzept" in slugs and "medreg" not in slugs
    assert "schild-it" in slugs  # without clusters: for all of them


@pytest.mark.django_db(transaction=True)
def test_the_worker_encodes_what_a_load_leaves(clusters):
    operations.load_solutions(shipped()[:2], at=AT)
    assert SolutionVector.objects.filter(vector=None).exists()
    work()
    assert not SolutionVector.objects.filter(vector=None).exists()
