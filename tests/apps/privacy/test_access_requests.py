"""Who may ask what is known of whom, what leaves a record, and what is told of words in confidence?"""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from factories.companies import CompanyFactory, ContactFactory
from factories.looks import looked
from grappe.apps.accounts.models import Session
from grappe.apps.companies.models import Person
from grappe.apps.lists.models import BulkAct, BulkRow
from grappe.apps.privacy import permissions
from grappe.apps.privacy.enums import CaseState, Handed
from grappe.apps.privacy.models import Case, Handing
from grappe.apps.privacy.operations import cases as operations
from grappe.apps.privacy.queries import access, acts, links, register, subjects
from grappe.apps.privacy.queries.declared import tables
from grappe.apps.privacy.queries.paper import as_pdf
from grappe.apps.privacy.queries.purposes import purposes
from grappe.apps.trends.models import Sentence, SourceText
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.personal import Category

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Xaver Quittenbaum", "xaver@quitte.example"


@pytest.fixture
def person(clusters):
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    return Person.objects.create(company=company, name=NAME, email=EMAIL, function="CTO", phone="+352 999")


def opened(by, **more) -> Case:
    said = {"name": NAME, "email": EMAIL, "spellings": [], "language": "fr", "asked_on": clock.today()}
    return operations.open_case(**said | more, by=by, at=clock.now())


@pytest.mark.parametrize("rule", [permissions.can_answer_requests, permissions.can_see_own_data])
def test_only_administrators_answer_requests_and_everybody_sees_their_own(people, rule):
    everybody = rule is permissions.can_see_own_data
    for role, user in people.by_role().items():
        assert rule(user) is (everybody or role == "administrator"), role
        user.is_active = False
        assert not rule(user)


def test_operations_ask_themselves_who_does_it(people, person):
    case = opened(people.administrator)
    for by in (people.manager, people.analyst, people.ministry):
        for refused in (
            lambda by=by: opened(by),
            lambda by=by: operations.hand_over(case=case, how=Handed.JSON, by=by, at=clock.now()),
            lambda by=by: operations.make_link(case=case, by=by, at=clock.now()),
            lambda by=by: operations.withdraw_link(case=case, by=by),
            lambda by=by: subjects.candidates("xav", for_user=by),
            lambda by=by: register.register(for_user=by),
        ):
            with pytest.raises(PermissionDenied):
                refused()


def test_a_request_needs_a_name_or_an_address_and_opens_once(people, person):
    with pytest.raises(BadInput):
        opened(people.administrator, name=" ", email="")
    with pytest.raises(BadInput):
        opened(people.administrator, person_id=987_654)
    assert opened(people.administrator) == opened(people.administrator)


def test_whoever_shares_an_address_is_told_of_and_not_taken_for_them(people, person):
    other = Person.objects.create(company=person.company, name="Somebody Else", email=EMAIL)
    known = access.known_of(
        subjects.subject_of(opened(people.administrator)), look=None, for_user=people.administrator
    )
    assert known.traces.keys(Person) == [person.pk]
    assert [name for _label, name in known.traces.namesakes] == [other.name]


def test_a_name_is_found_as_words_in_any_order_and_never_inside_another(people, person):
    for text in (
        f"Met {NAME} today",
        "Met Quittenbaum Xaver",
        "XAVER\n quittenbaum said",
        f"{NAME}s",
        "Xaver came",
    ):
        ContactFactory(company=person.company, notes=text)
    case = opened(people.administrator)
    found = access.known_of(
        subjects.subject_of(case), look=looked(case), for_user=people.administrator
    ).mentions
    assert [each.passage for each in found if each.column == "notes"] == [
        "Met Xaver Quittenbaum today",
        "Met Quittenbaum Xaver",
        "XAVER quittenbaum said",
    ]


def test_words_in_confidence_are_said_to_be_there_and_not_told(people, person):
    ContactFactory(company=person.company, notes=f"{NAME} is ill", audience="named")
    case = opened(people.administrator)
    for reader in (people.administrator, None):
        known = access.known_of(subjects.subject_of(case), look=looked(case), for_user=reader)
        (mention,) = [each for each in known.mentions if each.column == "notes"]
        assert mention.confidential
        assert mention.passage == ""
        assert "is ill" not in access.as_json(access.document(known, at=clock.now(), language="en"))


def test_each_handing_over_leaves_a_record_first(manager, client, people, person):
    case = opened(people.administrator)
    client.force_login(people.administrator)
    answer = client.post(reverse("privacy:export", args=[case.pk]), {"how": "pdf"})
    assert answer.content.startswith(b"%PDF")
    answer = client.post(reverse("privacy:export", args=[case.pk]), {"how": "json"})
    assert EMAIL in answer.content.decode()
    case.refresh_from_db()
    assert case.state == CaseState.ANSWERED
    assert list(Handing.objects.values_list("how", "by")) == [
        ("pdf", people.administrator.pk),
        ("json", people.administrator.pk),
    ]


def test_a_link_opens_for_seven_days_and_only_the_latest(client, people, person):
    case = operations.make_link(case=opened(people.administrator), by=people.administrator, at=clock.now())
    token = links.token_of(case)
    assert NAME in client.get(reverse("privacy:own", args=[token])).content.decode()
    assert client.post(reverse("privacy:own_fetch", args=[token]), {"how": "json"}).json()["version"] == 1
    with pytest.raises(links.LinkExpired):
        links.case_by_token(token, at=clock.now() + links.LASTS)
    operations.make_link(case=case, by=people.administrator, at=clock.now())
    assert client.get(reverse("privacy:own", args=[token])).status_code == 410
    assert client.get(reverse("privacy:own", args=["forged"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    client, people, person, django_assert_num_queries, count
):
    for number in range(count):
        opened(people.administrator, name=f"{NAME} {number}")
    client.force_login(people.administrator)
    with django_assert_num_queries(3):
        client.get(reverse("privacy:cases"))


def test_everybody_inside_sees_what_they_did_in_counts(client, people, person):
    ContactFactory(company=person.company, created_by=people.manager)
    known = access.known_of(subjects.subject_of_user(people.manager), look=None, for_user=people.manager)
    assert {each.name: each.count for each in known.acts}["companies.contact.created_by"] == 1
    people.manager.language = "fr"
    people.manager.save()
    client.force_login(people.manager)
    page = client.get(reverse("privacy:mine")).content.decode()
    with translation.override("fr"):
        assert dict(known.done)["Rencontres, appels et notes · saisie"] == 1
    assert "Rencontres, appels et notes · saisie" in page and "companies.contact" not in page
    assert "password" not in client.post(reverse("privacy:mine_fetch"), {"how": "json"}).content.decode()


def test_they_are_told_what_was_done_to_their_row_among_many(client, people, person):
    acts = {
        kind: BulkAct.objects.create(
            kind=kind,
            name="custom",
            said=f"Set the hobby of {kind}",
            created_at=clock.now(),
            by=people.manager,
        )
        for kind in ("people", "companies")
    }
    other = Person.objects.create(company=person.company, name="Somebody Else")
    for kind, key, state, before in (
        ("people", person.pk, "done", "chess"), ("people", other.pk, "done", "secret"), ("companies", person.pk, "done", "firm"),
    ):  # fmt: skip
        BulkRow.objects.create(
            act=acts[kind], key=key, state=state, before={"hobby": before}, after={"hobby": ""}
        )
    only_looked_at = BulkAct.objects.create(
        kind="people", name="custom", said="Would set", created_at=clock.now(), by=people.other_manager
    )
    BulkRow.objects.create(act=only_looked_at, key=person.pk, state="planned")
    case = opened(people.administrator, person_id=person.pk)
    known = access.known_of(subjects.subject_of(case), look=None, for_user=None)
    assert [(each.said, each.more["before"]) for each in known.done_to] == [
        ("Set the hobby of people", {"hobby": "chess"})
    ]
    assert known.done_by == ()
    data = access.document(known, at=clock.now(), language="fr")
    (told,) = data["done_to_many"]
    assert (told["what"], told["before"], told["after"], told["state"]) == (
        "Set the hobby of people", {"hobby": "chess"}, {"hobby": ""}, "done",
    )  # fmt: skip
    assert "secret" not in access.as_json(data)
    paper = "".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(data, at=clock.now()))).pages)
    assert "Set the hobby of people" in paper and "chess" in paper
    client.force_login(people.administrator)
    assert "Set the hobby of people" in client.get(reverse("privacy:case", args=[case.pk])).content.decode()


def test_a_colleague_is_told_what_they_did_to_many_at_once(client, people):
    for by, said in ((people.manager, "Put off 40 contacts"), (people.other_manager, "Not mine")):
        BulkAct.objects.create(
            kind="contacts", name="x", said=said, state="done", rows_all=40, created_at=clock.now(), by=by
        )
    client.force_login(people.manager)
    page = client.get(reverse("privacy:mine")).content.decode()
    assert "Put off 40 contacts" in page and "Not mine" not in page
    data = json.loads(client.post(reverse("privacy:mine_fetch"), {"how": "json"}).content)
    assert [(each["what"], each["rows_all"]) for each in data["done_by_you_to_many"]] == [
        ("Put off 40 contacts", 40)
    ]
    assert data["done_to_many"] == []


def test_every_relation_to_an_account_has_words(people):
    unsaid = [
        f"{model._meta.label}.{field.name}"
        for model, field in acts.relations()
        if field.name not in acts.ROLES or not (tables()[model].label or model._meta.label in acts.LABELS)
    ]
    assert not unsaid, "acts.py has no words for these: a colleague would read a table's raw name"


def test_the_file_and_the_paper_say_what_was_done_in_words(people, person):
    ContactFactory(company=person.company, created_by=people.manager)
    known = access.known_of(subjects.subject_of_user(people.manager), look=None, for_user=people.manager)
    said = {
        each["what"]: each["label"] for each in access.document(known, at=clock.now(), language="de")["acts"]
    }
    assert said["companies.contact.created_by"] == "Treffen, Anrufe und Notizen · angelegt"


def test_the_register_says_everything_of_every_kind_of_people_in_three_languages(people):
    assert set(purposes()) == set(Category)
    for each in register.register(for_user=people.administrator):
        assert each.purpose.basis in "abcdef"
        assert each.tables
        for said in (each.purpose.purpose, each.purpose.source, each.purpose.recipients, each.purpose.keep):
            assert set(said) == {"en", "fr", "de"}
            assert all(said.values())
    assert register.as_csv(register.register(for_user=people.administrator)).count("\n") == len(Category) + 1


def test_administrators_find_somebody_open_a_request_and_read_the_register(client, people, person):
    client.force_login(people.administrator)
    found = client.get(reverse("privacy:cases"), {"q": "quitten"}).content.decode()
    assert NAME in found
    said = {"name": NAME, "email": EMAIL, "language": "fr", "asked_on": "2026-11-27", "person_id": person.pk}
    answer = client.post(reverse("privacy:open"), said, follow=True)
    assert EMAIL in answer.content.decode()
    client.post(reverse("privacy:link", args=[Case.objects.get().pk]))
    assert (
        "/privacy/own/" in client.get(reverse("privacy:case", args=[Case.objects.get().pk])).content.decode()
    )
    assert client.post(reverse("privacy:open"), {"language": "fr", "asked_on": "x"}).status_code == 422
    for name in ("privacy:register", "privacy:register_csv"):
        assert client.get(reverse(name)).status_code == 200


def test_themselves_are_told_where_they_are_named_and_given_no_words_of_others(client, people, person):
    ContactFactory(company=person.company, notes=f"{people.manager.name} was late. {NAME} too.")
    client.force_login(people.manager)
    looked(people.manager)
    assert "was late" not in client.get(reverse("privacy:mine")).content.decode()
    answer = client.post(reverse("privacy:mine_fetch"), {"how": "json"}).json()
    (mention,) = [each for each in answer["mentions"] if each["column"] == "notes"]
    assert (mention["passage"], mention["in_confidence"]) == ("", True)
    case = operations.make_link(case=opened(people.administrator), by=people.administrator, at=clock.now())
    looked(case)
    client.logout()
    answer = client.post(reverse("privacy:own_fetch", args=[links.token_of(case)]), {"how": "json"}).json()
    assert {each["passage"] for each in answer["mentions"]} == {""}


def test_what_trends_took_over_from_a_contact_in_confidence_is_as_confidential(people, person):
    contact = ContactFactory(company=person.company, notes="Nothing here", audience="named")
    made = {
        "company": person.company,
        "on": clock.today(),
        "language": "en",
        "digest": "x",
        "taken_at": clock.now(),
    }
    for kind, source, told in (("contact", contact.pk, ""), ("need", 1, f"{NAME} is ill")):
        text = SourceText.objects.create(kind=kind, source_id=source, **made)
        Sentence.objects.create(text=text, words=f"{NAME} is ill", place=0, language="en", mark=1)
        case = opened(people.administrator)
        known = access.known_of(subjects.subject_of(case), look=looked(case), for_user=people.administrator)
        (mention,) = [each for each in known.mentions if each.place == "trends.sentence"]
        assert (mention.passage, mention.confidential) == (told, not told)
        text.delete()


def test_an_address_alone_makes_nobodys_row_theirs(people, person):
    """Many write from info@: whose row it is says the name, which nobody gave."""
    case = opened(people.administrator, name="", email=EMAIL)
    known = access.known_of(subjects.subject_of(case), look=looked(case), for_user=people.administrator)
    assert not known.traces.keys(Person)
    assert [name for _label, name in known.traces.namesakes] == [NAME]


def test_each_place_and_every_spelling_is_found(people, person):
    Person.objects.filter(pk=person.pk).update(name="Jörg Weiß")
    ContactFactory(
        company=person.company, notes=f"Jörg Weiß came. {'Then a lot was said. ' * 20} WEISS Jörg went."
    )
    case = opened(people.administrator, name="Jörg Weiß")
    known = access.known_of(subjects.subject_of(case), look=looked(case), for_user=people.administrator)
    (mention,) = [each for each in known.mentions if each.column == "notes"]
    assert "Jörg Weiß came." in mention.passage and "WEISS Jörg went." in mention.passage


def test_what_opens_doors_is_handed_to_nobody(client, people):
    """Whoever answers a colleague's request must not get their session and second factor with it."""
    client.force_login(people.manager)
    client.get("/")
    Authenticator.objects.create(user=people.manager, type="totp", data={"secret": "Seed-of-the-app"})
    session = client.session
    session["mfa.totp.secret"] = "Seed-being-set-up"
    session.save()
    case = opened(
        people.administrator, name=people.manager.name, email=people.manager.email, user_id=people.manager.pk
    )
    known = access.known_of(subjects.subject_of(case), look=looked(case), for_user=people.administrator)
    assert known.traces.keys(Authenticator) and known.traces.keys(Session), "their rows are told"
    told = access.as_json(access.document(known, at=clock.now(), language="en"))
    for secret in ("Seed-of-the-app", session.session_key, session.encode(dict(session.items()))):
        assert secret not in told
