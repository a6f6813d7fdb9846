"""Who may erase whom, what a law keeps, what a human leaves out, and what of it can be told later?"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from factories.looks import looked
from grappe.apps.accounts.models import AuditEntry, User
from grappe.apps.accounts.operations.audit import note
from grappe.apps.aids.models import Award
from grappe.apps.campaigns.models import Address
from grappe.apps.campaigns.operations import consents
from grappe.apps.companies.models import Ownership, Person
from grappe.apps.duplicates.operations.merging_people import merge_people
from grappe.apps.lists.models import BulkAct, BulkRow
from grappe.apps.privacy import permissions
from grappe.apps.privacy.enums import ErasureState, Ground
from grappe.apps.privacy.models import Case, Erasure
from grappe.apps.privacy.operations import cases, erasing
from grappe.apps.privacy.queries import plan as plans
from grappe.apps.texts.models import SharedText
from grappe.apps.texts.operations import begin, exchange
from grappe.ui import clock
from grappe.ui.erasing import LOCK
from grappe.ui.errors import BadInput
from grappe.ui.marks import mark_of

pytestmark = pytest.mark.django_db(transaction=True)
NAME, EMAIL = "Xaver Quittenbaum", "xaver@quitte.example"


@pytest.fixture(autouse=True)
def elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ERASURE_LOG = tmp_path / "media", tmp_path / "erasures.jsonl"


@pytest.fixture
def person(clusters):
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    return Person.objects.create(company=company, name=NAME, email=EMAIL, function="CTO", phone="+352 999")


def opened(by: User, **more) -> Case:
    said = {"name": NAME, "email": EMAIL, "spellings": [], "language": "en", "asked_on": clock.today()}
    return cases.open_case(**said | more, by=by, at=clock.now())


def ordered(case: Case, by: User, *, chosen=None, reason="By letter") -> Erasure:
    look = looked(case)
    if chosen is None:
        plan = plans.plan_for(case, look=look, on=clock.today(), for_user=by)
        chosen = [plans.value_of(each) for each in plan.chosen]
    return erasing.order_erasure(
        case=case, ground=Ground.WITHDRAWN, reason=reason, chosen=chosen, by=by, at=clock.now()
    )


def erased(case: Case, by: User, **more) -> Erasure:
    erasure = ordered(case, by, **more)
    erasing.perform(erasure_id=erasure.pk, at=clock.now())
    erasure.refresh_from_db()
    return erasure


def test_only_administrators_erase(people, person):
    case = opened(people.administrator)
    for role, user in people.by_role().items():
        assert permissions.can_erase(user) is (role == "administrator"), role
        user.is_active = False
        assert not permissions.can_erase(user)
        user.is_active = True
    for by in (people.manager, people.analyst, people.ministry):
        with pytest.raises(PermissionDenied):
            ordered(case, by, chosen=[])
        with pytest.raises(PermissionDenied):
            plans.erasures(for_user=by)


def test_nobody_erases_themselves_nor_the_last_administrator(people):
    admin = people.administrator
    mine = opened(admin, name=admin.name, email=admin.email, user_id=admin.pk)
    with pytest.raises(BadInput, match="own account"):
        ordered(mine, admin)
    second = User.objects.create_user("second@grappe.example", name="Second", role="administrator")
    User.objects.filter(pk=admin.pk).update(is_active=False)  # who asks is gone meanwhile
    theirs = opened(second, name=second.name, email=second.email, user_id=second.pk)
    assert "last administrator" in plans.refusal_of(plans.traces_of(plans.subject_of(theirs)), by=admin)


def test_a_colleague_goes_with_account_sessions_and_marks_in_the_audit(people, settings):
    colleague = people.other_manager
    note("signed_in", at=clock.now(), user=colleague, email=colleague.email)
    note("sign_in_failed", at=clock.now(), email=colleague.email)
    email = colleague.email
    case = opened(people.administrator, name=colleague.name, email=email, user_id=colleague.pk)
    assert erased(case, people.administrator).state == ErasureState.DONE
    colleague.refresh_from_db()
    assert (colleague.name, colleague.is_active) == (f"Former contact {Erasure.objects.get().pk}", False)
    assert not colleague.has_usable_password()
    entries = AuditEntry.objects.filter(email=f"erased:{mark_of(email)}")
    assert entries.count() == 2  # the same person's entries stay countable
    assert set(entries.values_list("address", "device")) == {(None, "")}


def test_the_audit_is_reworded_by_an_erasure_only_and_never_otherwise(people):
    note("signed_in", at=clock.now(), user=people.manager, email="x@y.example")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        AuditEntry.objects.update(email="")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('grappe.erasing', 'x', true)")
        AuditEntry.objects.update(kind="signed_out")


def test_the_proof_stays_as_it_is(people, person):
    erasure = erased(opened(people.administrator), people.administrator)
    assert NAME not in str(list(Erasure.objects.values()))
    assert f"Former contact {erasure.pk}" == Person.objects.get(pk=person.pk).name
    for fault in (lambda: Erasure.objects.update(marks=[]), lambda: Erasure.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            fault()


def test_an_owner_is_kept_while_a_law_asks_for_the_file_of_an_aid(people, person):
    owned = Ownership.objects.create(owned=person.company, owner_name=NAME, capital_pct=Decimal(60))
    granted = clock.today() - timedelta(days=365)
    Award.objects.create(
        company=person.company, label="Fit 4 Digital", basis="gber", granted_on=granted, instrument="grant",
        nominal_eur=Decimal(1000), gge_eur=Decimal(1000), gge_source="declared", state="granted", created_at=clock.now(),
    )  # fmt: skip
    case = opened(people.administrator)
    (part,) = [
        each
        for each in plans.plan_for(
            case, look=looked(case), on=clock.today(), for_user=people.administrator
        ).parts
        if each.kept
    ]
    assert (part.count, part.until) == (0, granted.replace(year=granted.year + 10))
    erasure = erased(case, people.administrator)
    owned.refresh_from_db()
    assert owned.owner_name == NAME
    assert erasure.kept_until == granted.replace(year=granted.year + 10)
    assert Person.objects.get(pk=person.pk).email == ""
    later = plans.plan_of(
        plans.traces_of(plans.subject_of(opened(people.administrator, email=""))),
        on=erasure.kept_until + timedelta(days=1), for_user=people.administrator,
    )  # fmt: skip
    assert not any(each.kept for each in later.parts)


def test_a_passage_that_was_left_out_keeps_the_name_and_loses_the_address(people, person):
    theirs = ContactFactory(company=person.company, notes=f"{NAME} shows the line")
    namesake = ContactFactory(company=person.company, notes=f"Another {NAME}, of Paris; not {EMAIL}")
    case = opened(people.administrator)
    plan = plans.plan_for(case, look=looked(case), on=clock.today(), for_user=people.administrator)
    chosen = [plans.value_of(each) for each in plan.chosen if str(each.key) != str(namesake.pk)]
    erasure = erased(case, people.administrator, chosen=chosen)
    theirs.refresh_from_db()
    namesake.refresh_from_db()
    nobody = f"Former contact {erasure.pk}"
    assert theirs.notes == f"{nobody} shows the line"
    assert namesake.notes == f"Another {NAME}, of Paris; not {nobody}"
    assert ["companies_contact", "notes", 1] in erasure.report["left"]


def test_whoever_objected_is_not_written_to_after_they_come_back_by_an_import(people, person):
    address = consents.address_of(EMAIL)
    consents.unsubscribe(address=address, at=clock.now())
    erased(opened(people.administrator), people.administrator)
    assert not Address.objects.filter(email=EMAIL).exists()
    assert consents.address_of(EMAIL).stopped_at is not None
    assert consents.address_of("else@quitte.example").stopped_at is None


def test_nothing_is_erased_while_somebody_writes_in_a_text_that_names_them(people, person):
    text = begin(words=f"{NAME} said so", at=clock.now())
    asked = {"page": "page-of-a-colleague", "texts": {str(text.pk): {"after": 0, "sent": [], "typing": True}}}
    exchange(asked=asked, allowed={text.pk}, may_write=True, by=None, writer="A", at=clock.now())
    failed = erased(opened(people.administrator), people.administrator)
    assert (failed.state, bool(failed.message)) == (ErasureState.FAILED, True)
    assert Person.objects.get(pk=person.pk).email == EMAIL
    SharedText.objects.get().present.all().delete()
    assert erased(opened(people.administrator), people.administrator).state == ErasureState.DONE
    text.refresh_from_db()
    assert NAME not in text.plain
    assert b"Quittenbaum" not in b"".join(bytes(each.data) for each in text.updates.all())


@pytest.mark.parametrize("count", [1, 3])
def test_the_proofs_cost_the_same_whatever_their_number(client, people, django_assert_num_queries, count):
    for number in range(count):
        ordered(opened(people.administrator, name=f"Nobody {number}"), people.administrator)
    client.force_login(people.administrator)
    with django_assert_num_queries(3):
        client.get(reverse("privacy:erasures"))


def test_an_administrator_sees_what_is_done_confirms_it_and_keeps_the_proof(client, people, person):
    ContactFactory(company=person.company, notes=f"{NAME} shows the line", audience="named")
    case = opened(people.administrator)
    client.force_login(people.administrator)
    page = client.get(reverse("privacy:erase", args=[case.pk])).content.decode()
    assert "In confidence" not in page
    order = reverse("privacy:erase_order", args=[case.pk])
    sure = {"ground": "withdrawn", "reason": "By letter", "sure": "on"}
    assert client.post(order, sure).status_code == 422  # nobody decided on a passage
    looked(case)
    page = client.get(reverse("privacy:erase", args=[case.pk])).content.decode()
    assert "In confidence" in page
    assert "shows the line" not in page
    order = reverse("privacy:erase_order", args=[case.pk])
    assert client.post(order, {"ground": "withdrawn", "reason": "", "sure": "on"}).status_code == 422
    answer = client.post(
        order, {"ground": "withdrawn", "reason": f"{NAME} by letter", "sure": "on"}, follow=True
    )
    assert "hx-get" in answer.content.decode()
    assert client.post(order, {"ground": "withdrawn", "reason": "Again", "sure": "on"}).status_code == 422
    work()
    erasure = Erasure.objects.get()
    assert erasure.state == ErasureState.DONE
    assert client.get(reverse("privacy:erasure_progress", args=[erasure.pk]))["HX-Refresh"] == "true"
    proof = client.get(reverse("privacy:erasure", args=[erasure.pk])).content.decode()
    assert mark_of(EMAIL) in proof
    assert NAME not in proof
    assert EMAIL not in client.get(reverse("privacy:case", args=[case.pk])).content.decode()


def test_what_was_done_to_them_in_a_list_goes_though_it_holds_no_name(people, person):
    other = Person.objects.create(company=person.company, name="Somebody Else")
    act = BulkAct.objects.create(
        kind="people", name="custom", said="Set the hobby", created_at=clock.now(), by=people.manager
    )
    of_companies = BulkAct.objects.create(
        kind="companies", name="custom", said="Set", created_at=clock.now(), by=people.manager
    )
    for made, key in ((act, person.pk), (act, other.pk), (of_companies, person.pk)):
        BulkRow.objects.create(
            act=made, key=key, state="done", before={"hobby": "chess"}, after={"hobby": ""}
        )
    erasure = erased(opened(people.administrator, person_id=person.pk), people.administrator)
    assert erasure.state == ErasureState.DONE, erasure.message
    assert sorted(BulkRow.objects.values_list("act", "key")) == sorted(
        [(act.pk, other.pk), (of_companies.pk, person.pk)]
    )
    assert erasure.report["dropped"]["lists.bulkrow"] == 1


def test_nobody_is_merged_while_somebody_is_erased_and_the_other_way_round(people, person):
    """A merge moves rows and keeps copies of them: what it takes in hand meanwhile would escape the erasure."""
    other = Person.objects.create(company=person.company, name=NAME, email=EMAIL)
    elsewhere = connection.copy()
    try:
        elsewhere.set_autocommit(False)
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        with pytest.raises(BadInput, match="being erased"):
            merge_people(
                winner=person, loser=other, chosen=[], versions=(person.version, other.version),
                by=people.administrator, at=clock.now(),
            )  # fmt: skip
        elsewhere.rollback()
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
        erasure = ordered(opened(people.administrator), people.administrator)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        erasing.perform(erasure_id=erasure.pk, at=clock.now())  # waits for the merge: here not for long
        erasure.refresh_from_db()
        assert erasure.state == ErasureState.FAILED
        assert Person.objects.filter(email=EMAIL).count() == 2
    finally:
        elsewhere.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert erased(opened(people.administrator), people.administrator).state == ErasureState.DONE
    assert not Person.objects.filter(email=EMAIL).exists()


def test_whoever_is_named_in_thousands_of_passages_can_be_erased(client, people, person):
    case = opened(people.administrator)
    looked(case)
    client.force_login(people.administrator)
    said = {"ground": "withdrawn", "reason": "By letter", "sure": "on"}
    passages = [f"companies.contact|notes|{number}" for number in range(3_000)]
    order = reverse("privacy:erase_order", args=[case.pk])
    assert client.post(order, said | {"passage": passages}).status_code == 302
