"""What is proposed for erasure and when, what is put off, and what does erasing many leave alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from grappe.apps.companies.models import Contact, Person
from grappe.apps.privacy.enums import ErasureState, ProposalState
from grappe.apps.privacy.models import Erasure, Proposal
from grappe.apps.privacy.operations import retention as operations
from grappe.apps.privacy.operations.replay import replay
from grappe.apps.privacy.queries import retention as queries
from grappe.apps.privacy.queries.rules import rules
from grappe.engines.planning import add_months
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ERASURE_LOG = tmp_path / "media", tmp_path / "erasures.jsonl"


@pytest.fixture
def gone(clusters):
    """Three people of a company: one left 25 months ago, one 23 months ago, one is there."""
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    today = clock.today()
    return [
        Person.objects.create(
            company=company, name=name, email=f"{name}@quitte.example".lower(), left_on=left
        )
        for name, left in (("Ada", add_months(today, -25)), ("Bob", add_months(today, -23)), ("Cy", None))
    ]


def proposed() -> list[int]:
    operations.propose(at=clock.now())
    return list(Proposal.objects.filter(state="proposed").values_list("pk", flat=True))


def test_every_rule_of_the_catalogue_finds_its_rows_and_speaks_three_languages(db):
    assert len(rules()) >= 10
    for rule in rules().values():
        assert list(queries.due_rows(rule, on=clock.today())) == []
        assert set(rule.reason) == {"en", "fr", "de"}
        assert rule.basis


def test_what_is_kept_too_long_is_proposed_once_and_nothing_is_erased(people, gone):
    assert operations.propose(at=clock.now()) == 1
    assert operations.propose(at=clock.now()) == 0
    proposal = Proposal.objects.get()
    assert (proposal.rule, proposal.key) == ("contact_left", gone[0].pk)
    assert proposal.due_on == add_months(gone[0].left_on, 24)
    assert set(Person.objects.values_list("name", flat=True)) == {"Ada", "Bob", "Cy"}
    Person.objects.filter(pk=gone[0].pk).update(left_on=None)
    operations.propose(at=clock.now())  # they are back: not proposed any more
    assert not Proposal.objects.exists()


def test_a_person_nobody_spoke_with_for_three_years_is_proposed_from_the_last_contact(people, gone):
    for months in (50, 37):
        ContactFactory(
            company=gone[2].company, starts_at=clock.now() - timedelta(days=31 * months)
        ).people.add(gone[2])
    operations.propose(at=clock.now())
    assert Proposal.objects.get(rule="contact_silent").key == gone[2].pk
    ContactFactory(company=gone[2].company, starts_at=clock.now() - timedelta(days=30)).people.add(gone[2])
    operations.propose(at=clock.now())
    assert not Proposal.objects.filter(rule="contact_silent").exists()


def test_a_decision_is_put_off_with_a_reason_until_a_day(people, gone):
    keys, admin, today = proposed(), people.administrator, clock.today()
    for until, reason in ((today, "Why"), (add_months(today, 25), "Why"), (add_months(today, 3), " ")):
        with pytest.raises(BadInput):
            operations.postpone(proposals=keys, until=until, reason=reason, by=admin, at=clock.now())
    until = add_months(today, 3)
    assert operations.postpone(proposals=keys, until=until, reason="A claim", by=admin, at=clock.now()) == 1
    assert queries.proposals(for_user=admin, on=today) == ([], 0)
    assert queries.proposals(for_user=admin, on=until)[1] == 1
    assert [each.proposal.reason for each in queries.postponed(for_user=admin, on=today)] == ["A claim"]
    operations.propose(at=clock.now())
    assert Proposal.objects.get().state == ProposalState.POSTPONED


def test_only_administrators_decide(people, gone):
    keys = proposed()
    for by in (people.manager, people.analyst, people.ministry):
        for refused in (
            lambda by=by: operations.erase_chosen(proposals=keys, by=by, at=clock.now()),
            lambda by=by: operations.postpone(
                proposals=keys, until=clock.today(), reason="x", by=by, at=clock.now()
            ),
            lambda by=by: queries.proposals(for_user=by, on=clock.today()),
        ):
            with pytest.raises(PermissionDenied):
                refused()


def test_chosen_ones_are_erased_in_bulk_and_what_others_wrote_stays(client, people, gone):
    ContactFactory(company=gone[0].company, notes="Ada said so").people.add(gone[0])
    keys = proposed()
    client.force_login(people.administrator)
    assert "Ada" in client.get(reverse("privacy:proposals")).content.decode()
    assert client.post(reverse("privacy:proposals_preview")).status_code == 422
    assert client.post(reverse("privacy:proposals_preview"), {"proposal": keys}).status_code == 200
    assert client.post(reverse("privacy:proposals_erase"), {"proposal": ["x"]}).status_code == 422
    assert client.post(reverse("privacy:proposals_erase"), {"proposal": keys}).status_code == 302
    work()
    erasure = Erasure.objects.get()
    assert erasure.state == ErasureState.DONE, erasure.message
    ada = Person.objects.get(pk=gone[0].pk)
    assert (ada.name, ada.email) == (f"Former contact {erasure.pk}", "")
    assert list(Contact.objects.get().people.all()) == [ada]  # counted as before
    assert Contact.objects.get().notes == "Ada said so"
    assert operations.propose(at=clock.now()) == 0
    assert client.get(reverse("privacy:erasure", args=[erasure.pk])).status_code == 200
    # A backup brings them back: the rows alone are erased again.
    Person.objects.filter(pk=ada.pk).update(name="Ada", email="ada@quitte.example")
    assert [uid for uid, _count in replay(at=clock.now())] == [str(erasure.uid)]
    assert Person.objects.get(pk=ada.pk).email == ""


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, people, gone, django_assert_num_queries, count):
    Person.objects.filter(pk__in=[each.pk for each in gone[:count]]).update(
        left_on=add_months(clock.today(), -30)
    )
    Person.objects.exclude(left_on=add_months(clock.today(), -30)).update(left_on=None)
    assert len(proposed()) == count
    client.force_login(people.administrator)
    with django_assert_num_queries(6):
        client.get(reverse("privacy:proposals"))


def test_putting_off_by_the_page(client, people, gone):
    keys = proposed()
    client.force_login(people.administrator)
    postpone = reverse("privacy:proposals_postpone")
    assert client.post(postpone, {"proposal": keys, "until": "x", "reason": "Claim"}).status_code == 422
    until = add_months(clock.today(), 2)
    answer = client.post(
        postpone, {"proposal": keys, "until": f"{until:%d/%m/%Y}", "reason": "Claim"}, follow=True
    )
    assert "Claim" in answer.content.decode()
