"""Does the night sweep the catalogues that an administrator has switched on, and are companies told of those too?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from factories import sweeps
from factories.sweeps import AT
from grappe.apps.aids import operations, queries
from grappe.apps.aids.models import Catalogue, SweepRun
from grappe.apps.aids.operations import About, store_catalogue
from grappe.apps.aids.operations.catalogues import set_nightly
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
RULE = {"field": "xx_permit", "op": "eq", "value": True}


def beside(slug: str) -> None:
    """Load a catalogue with one programme beside the home one."""
    document = {
        "id": f"{slug}-grant", "name": {"en": f"Grant of {slug}"}, "status": "open",
        "versions": [{"id": "1", "window": {"kind": "continuous"}, "eligibility": {"all": [RULE]}}],
    }  # fmt: skip
    fields = {"xx_permit": {"type": "boolean", "label": {"en": "Permit"}, "question": {"en": "A permit?"}}}
    store_catalogue(
        about=About(slug, {"en": slug.title()}), fields=fields, communes={},
        documents={document["id"]: document}, at=AT,
    )  # fmt: skip


@pytest.fixture
def company(clusters):
    sweeps.catalogue()
    beside("other")
    beside("third")
    return sweeps.company([clusters["wood"]])


def night(at=AT):
    """Let the night order and do its sweeps; return the catalogues swept."""
    runs = operations.sweep_nightly(at=at)
    for run in runs:
        operations.perform_sweep(run_id=run.pk, at=at)
    return [run.catalogue for run in runs]


def switch(people, slug: str, nightly: bool) -> Catalogue:
    return set_nightly(slug=slug, nightly=nightly, by=people.administrator, at=AT)


def test_the_night_takes_the_home_catalogue_and_what_was_switched_on(company, people):
    assert night() == [""]
    switch(people, "other", True)
    assert night(AT + sweeps.DAY) == ["", "other"]
    switch(people, "other", False)
    switch(people, "third", True)
    operations.withdraw_catalogue(slug="third", by=people.administrator, at=AT)
    assert night(AT + 2 * sweeps.DAY) == [""]


def test_what_is_under_way_is_left_out_and_the_others_are_not(company, people):
    switch(people, "other", True)
    operations.start_sweep(by=people.manager, at=AT)
    assert [run.catalogue for run in operations.sweep_nightly(at=AT)] == ["other"]
    assert operations.sweep_nightly(at=AT) == []


def test_who_became_eligible_by_another_catalogue_is_told(company, people, client):
    switch(people, "other", True)
    night()
    sweeps.state(company, xx_permit=True)
    night(AT + sweeps.DAY)
    client.force_login(people.other_manager)  # looks after wood
    file, day = company.get_absolute_url(), reverse("desk:my_day")
    assert "Grant of other" in client.get(file).content.decode()
    assert "Grant of other" in client.get(day).content.decode()
    switch(people, "other", False)  # an old sweep that nobody repeats is no news any more
    assert "Grant of other" not in client.get(file).content.decode()
    assert "Grant of other" not in client.get(day).content.decode()


def test_the_last_run_of_each_catalogue_is_one_query(company, people, django_assert_num_queries):
    assert queries.nightly_sweeps(for_user=people.analyst) == []
    for slug in ("other", "third"):
        switch(people, slug, True)
    night()
    night(AT + sweeps.DAY)
    with django_assert_num_queries(1):
        runs = queries.nightly_sweeps(for_user=people.analyst)
    assert [run.catalogue for run in runs] == ["", "other", "third"]
    assert min(run.pk for run in runs) > SweepRun.objects.order_by("pk")[2].pk


def test_only_administrators_switch_and_never_the_home_catalogue(company, people, client):
    for role, user in people.by_role().items():
        client.force_login(user)
        assert ("other/nightly/" in client.get(reverse("aids:catalogues")).content.decode()) is (
            role == "administrator"
        )
        if role != "administrator":
            with pytest.raises(PermissionDenied):
                set_nightly(slug="other", nightly=True, by=user, at=AT)
    with pytest.raises(BadInput, match="every night anyway"):
        switch(people, "luxembourg", True)
    with pytest.raises(Catalogue.DoesNotExist):
        switch(people, "nowhere", True)


def test_it_is_switched_on_the_page(company, people, client):
    client.force_login(people.administrator)
    url = reverse("aids:catalogue_nightly", args=["other"])
    page = client.post(url, {"on": "1"}, follow=True).content.decode()
    assert Catalogue.objects.get(slug="other").nightly and "No longer sweep by night" in page
    client.post(url, {"on": "0"})
    assert not Catalogue.objects.get(slug="other").nightly
    assert client.post(reverse("aids:catalogue_nightly", args=["nowhere"])).status_code == 404
    page = client.post(reverse("aids:catalogue_nightly", args=["luxembourg"]), {"on": "0"}, follow=True)
    assert "every night anyway" in page.content.decode()


def test_the_command_sweeps_all_of_them(company, people, capsys):
    switch(people, "third", True)
    call_command("sweep_now", nightly=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1 companies, ") and lines[1].startswith("third: 1 companies, ")
