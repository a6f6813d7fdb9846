"""What is proposed for erasure and when, what is put off, and what does erasing many leave alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from factories.looks import looked
from grappe.apps.aids.models import Award
from grappe.apps.companies.models import Contact, Ownership, Person
from grappe.apps.privacy.enums import ErasureState, ProposalState
from grappe.apps.privacy.models import Erasure, Proposal
from grappe.apps.privacy.operations import cases, erasing
from grappe.apps.privacy.operations import retention as operations
from grappe.apps.privacy.operations.replay import replay
from grappe.apps.privacy.queries import retention as queries
from grappe.apps.privacy.queries.rules import rules
from grappe.engines.planning import add_months
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.marks import mark_of

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


@pytest.fixture
def held(people, clusters):
    """An owner who was erased while a law kept the file of an aid, in which the name stands too."""
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    owned = Ownership.objects.create(owned=company, owner_name="Xaver Quittenbaum", capital_pct=60)
    award = Award.objects.create(
        company=company, label="Fit 4 Digital, Xaver Quittenbaum (x@quitte.example)", basis="gber",
        granted_on=add_months(clock.today(), -119), instrument="grant", nominal_eur=1000, gge_eur=1000,
        gge_source="declared", state="granted", created_at=clock.now(),
    )  # fmt: skip
    case = cases.open_case(
        name="Xaver Quittenbaum", email="x@quitte.example", spellings=[], language="en", asked_on=clock.today(),
        by=people.administrator, at=clock.now(),
    )  # fmt: skip
    looked(case)
    first = erasing.order_erasure(
        case=case, ground="not_needed", reason="Letter", chosen=[], by=people.administrator, at=clock.now()
    )
    erasing.perform(erasure_id=first.pk, at=clock.now())
    first.refresh_from_db()
    assert first.state == ErasureState.DONE, first.message
    owned.refresh_from_db()
    award.refresh_from_db()
    assert "Quittenbaum" in owned.owner_name and "Quittenbaum" in award.label
    return first, owned, award


def test_what_a_law_kept_is_proposed_when_its_time_is_over_and_erased(client, people, held):
    first, owned, award = held
    last = add_months(award.granted_on, 120)
    noon = clock.now() + (last - clock.today())
    assert operations.propose(at=noon) == 0  # that day included
    assert operations.propose(at=noon + timedelta(days=1)) == 2
    assert operations.propose(at=noon + timedelta(days=1)) == 0
    assert set(Proposal.objects.values_list("rule", "due_on")) == {("held", last + timedelta(days=1))}
    Award.objects.filter(pk=award.pk).update(granted_on=add_months(clock.today(), -121))  # the day has come
    client.force_login(people.administrator)
    keys = list(Proposal.objects.values_list("pk", flat=True))
    listed = client.get(reverse("privacy:proposals"), {"rule": "held"}).content.decode()
    assert "Regulation (EU) No 651/2014" in listed
    assert (
        "Proposed for erasure since"
        in client.get(reverse("privacy:erasure", args=[first.pk])).content.decode()
    )
    preview = client.post(reverse("privacy:proposals_preview"), {"proposal": keys}).content.decode()
    assert "Fit 4 Digital, Xaver Quittenbaum" in preview
    assert client.post(reverse("privacy:proposals_erase"), {"proposal": keys}).status_code == 302
    work()
    second = Erasure.objects.exclude(pk=first.pk).get()
    assert second.state == ErasureState.DONE, second.message
    owned.refresh_from_db()
    award.refresh_from_db()
    nobody = f"Former contact {second.pk}"
    assert (owned.owner_name, award.label) == (nobody, f"Fit 4 Digital, {nobody} ({nobody})")
    assert mark_of("Xaver Quittenbaum") in second.marks
    assert operations.propose(at=noon + timedelta(days=2)) == 0
    proof = client.get(reverse("privacy:erasure", args=[first.pk])).content.decode()
    assert reverse("privacy:erasure", args=[second.pk]) in proof
    # A backup from before brings the words back: they are erased again.
    Award.objects.filter(pk=award.pk).update(label="Fit 4 Digital, Xaver Quittenbaum")
    assert str(second.uid) in [uid for uid, _count in replay(at=clock.now())]
    award.refresh_from_db()
    assert "Quittenbaum" not in award.label


def test_a_new_aid_keeps_the_owner_on(people, held):
    _first, owned, award = held
    later = clock.now() + timedelta(days=60)
    Award.objects.create(
        company=owned.owned, label="Another", basis="gber", granted_on=clock.today(), instrument="grant",
        nominal_eur=1000, gge_eur=1000, gge_source="declared", state="granted", created_at=clock.now(),
    )  # fmt: skip
    operations.propose(at=later)
    assert list(Proposal.objects.values_list("table", "key")) == [("aids.award", award.pk)]


def test_what_could_not_be_erased_is_proposed_still(people, gone):
    keys = proposed()
    erasure = operations.erase_chosen(proposals=keys, by=people.administrator, at=clock.now())
    people.administrator.is_active = False
    people.administrator.save()  # closed when the worker comes to it
    with pytest.raises(PermissionDenied):
        operations.erase_chosen(proposals=keys, by=people.administrator, at=clock.now())
    erasing.perform(erasure_id=erasure.pk, at=clock.now())
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.FAILED
    assert list(Proposal.objects.values_list("state", "erasure")) == [("proposed", None)]


def test_an_erasure_whose_worker_died_is_done_again_from_the_start(people, gone):
    keys = proposed()
    erasure = operations.erase_chosen(proposals=keys, by=people.administrator, at=clock.now())
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.RUNNING)
    for _again in range(2):
        erasing.perform(erasure_id=erasure.pk, at=clock.now())
        erasure.refresh_from_db()
        assert erasure.state == ErasureState.DONE
    assert Person.objects.get(pk=gone[0].pk).name == f"Former contact {erasure.pk}"
