"""Is it recorded with its proof what somebody allows, can it be taken back as easily, and does it stop what it should?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from factories.companies import CompanyFactory
from grappe.apps.campaigns.enums import Purpose
from grappe.apps.campaigns.operations import consents as mailings
from grappe.apps.campaigns.queries.consents import standings
from grappe.apps.companies.models import Person
from grappe.apps.privacy.models import Consent
from grappe.apps.privacy.operations import cases
from grappe.apps.privacy.operations import consents as operations
from grappe.apps.privacy.queries import consents as queries
from grappe.apps.privacy.queries import links
from grappe.apps.privacy.queries.asked import asked
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Xaver Quittenbaum", "xaver@quitte.example"


@pytest.fixture
def person(clusters):
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    return Person.objects.create(company=company, name=NAME, email=EMAIL, language="fr")


def given(person: Person, by, **more) -> Consent:
    said = {
        "purpose": "pictures",
        "given_on": clock.today(),
        "how": "form",
        "evidence": "Form of 3 March",
        "language": "fr",
    }
    return operations.give(person=person, **said | more, by=by, at=clock.now())


def test_every_purpose_of_the_catalogue_has_its_text_in_three_languages():
    assert asked()
    for each in asked().values():
        assert each.basis in "abcdef"
        assert set(each.label) == set(each.text) == {"en", "fr", "de"}


def test_what_was_shown_is_kept_as_it_was_shown(people, person):
    consent = given(person, people.manager)
    assert (consent.text, consent.text_version) == (
        asked()["pictures"].text["fr"],
        asked()["pictures"].version,
    )
    assert queries.allows(person.pk, "pictures")
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(text="Something else")


@pytest.mark.parametrize(
    "wrong",
    [
        {"evidence": " "},
        {"purpose": "else"},
        {"how": "guess"},
        {"given_on": clock.today() + timedelta(days=1)},
    ],
)
def test_without_a_proof_nothing_is_recorded(people, person, wrong):
    with pytest.raises(BadInput):
        given(person, people.manager, **wrong)


def test_given_twice_is_refused_and_after_a_withdrawal_it_is_another_record(people, person):
    first = given(person, people.manager)
    with pytest.raises(BadInput):
        given(person, people.manager)
    operations.withdraw(consent=first, how="By telephone", by=people.manager, at=clock.now())
    assert not queries.allows(person.pk, "pictures")
    given(person, people.manager)
    standing = queries.page_of(person.pk, for_user=people.manager).standings[0]
    assert (standing.current is not None, len(standing.history)) == (True, 2)


def test_who_may_record_is_who_may_edit_the_company(people, person):
    consent = given(person, people.manager)
    for role, user in people.by_role().items():
        allowed = role in ("administrator", "manager")
        assert queries.page_of(person.pk, for_user=user).may_record is allowed, role
        if allowed:
            continue
        with pytest.raises(PermissionDenied):
            given(person, user, purpose="partners")
        with pytest.raises(PermissionDenied):
            operations.withdraw(consent=consent, how="", by=user, at=clock.now())


def test_recording_and_withdrawing_by_the_page(manager, people, person):
    give = reverse("privacy:consent_give", args=[person.pk, "pictures"])
    said = {"given_on": "03/03/2026", "how": "email", "evidence": "Mail of 3 March", "language": "fr"}
    assert manager.post(give, said | {"evidence": ""}).status_code == 422
    assert manager.post(reverse("privacy:consent_give", args=[person.pk, "else"]), said).status_code == 404
    assert "Mail of 3 March" in manager.post(give, said, follow=True).content.decode()
    consent = Consent.objects.get()
    page = manager.post(
        reverse("privacy:consent_withdraw", args=[consent.pk]), {"how": "By letter"}, follow=True
    )
    assert "By letter" in page.content.decode()


def test_somebody_sees_and_takes_back_by_their_link_and_mailings_stop(client, people, person):
    consent = given(person, people.manager)
    at, purpose = clock.now(), Purpose.EVENTS
    mailings.record(
        company=person.company,
        email=EMAIL,
        purpose=purpose,
        basis="opt_in",
        evidence="Form",
        by=people.manager,
        at=at,
    )
    case = cases.open_case(
        name=NAME, email=EMAIL, spellings=[], language="fr", asked_on=clock.today(), person_id=person.pk,
        by=people.administrator, at=at,
    )  # fmt: skip
    case = cases.make_link(case=case, by=people.administrator, at=at)
    token = links.token_of(case)
    withdraw = reverse("privacy:own_withdraw", args=[token])
    assert consent.text in client.get(reverse("privacy:own", args=[token])).content.decode().replace(
        "&#x27;", "'"
    )
    assert client.post(withdraw, {"consent": consent.pk}).status_code == 302
    consent.refresh_from_db()
    assert (consent.holds, consent.withdrawn_by) == (False, None)
    assert standings([EMAIL], purpose)[EMAIL].may_be_written_to
    assert client.post(withdraw, {"mailing": purpose}).status_code == 302
    assert not standings([EMAIL], purpose)[EMAIL].may_be_written_to
    assert client.post(withdraw, {"mailing": purpose}).status_code == 404
    other = Person.objects.create(company=person.company, name="Other")
    theirs = given(other, people.manager)
    assert client.post(withdraw, {"consent": theirs.pk}).status_code == 404
    assert Consent.objects.get(pk=theirs.pk).holds


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_was_recorded(
    manager, people, person, django_assert_num_queries, count
):
    for _each in range(count):
        operations.withdraw(consent=given(person, people.manager), how="", by=people.manager, at=clock.now())
    with django_assert_num_queries(8):
        manager.get(reverse("privacy:person", args=[person.pk]))
