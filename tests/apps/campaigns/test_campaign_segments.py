"""Whom does a segment reach, and is everybody who is left out left out for the right reason?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories import campaigns as make
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from grappe.apps.campaigns import operations
from grappe.apps.campaigns.models import Address
from grappe.apps.campaigns.queries.consents import opened_by, token_of
from grappe.apps.campaigns.queries.segments import Segment, select
from grappe.apps.companies.models import Commune, NaceCode

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def reached(selection) -> set[str]:
    return {each.email for each in selection.addressees if not each.reason}


def why(selection) -> dict[str, str]:
    return {each.name or each.company_name: str(each.reason) for each in selection.addressees if each.reason}


def test_each_reason_for_leaving_somebody_out(clusters, people):
    seat = [clusters["healthtech"]]
    good = make.firm(clusters, people.manager, "Good S.A.")
    silent = CompanyFactory(name="Silent S.A.", clusters=seat)
    make.head(silent, name="Not asked")
    stopped = CompanyFactory(name="Stopped S.A.", clusters=seat)
    gone = make.head(stopped, name="Unsubscribed", email="Stop@Company.example")
    make.allow(gone.email, people.manager)
    operations.unsubscribe(address=make.address("stop@company.example"), purpose="aids", at=make.AT)
    bounced = CompanyFactory(name="Bounced S.A.", clusters=seat)
    dead = make.head(bounced, name="Dead address", email="dead@company.example")
    make.allow(dead.email, people.manager)
    Address.objects.filter(email="dead@company.example").update(bounced_at=make.AT)
    nameless = CompanyFactory(name="Headless S.A.", clusters=seat)
    PersonFactory(company=nameless, name="No head")
    quiet = CompanyFactory(name="Quiet S.A.", clusters=seat)
    PersonFactory(company=quiet, name="No mail", email="", is_head=True)
    CompanyFactory(name="Old S.A.", clusters=seat, archived_at=make.AT)
    twin = CompanyFactory(name="Twin S.A.", clusters=seat)
    make.head(twin, name="Same person", email=good.people.get().email.upper())
    selection = select(Segment(clusters=("healthtech",)), for_user=people.manager, on=ON)
    assert reached(selection) == {good.people.get().email}
    assert why(selection) == {
        "Not asked": "no_consent", "Unsubscribed": "unsubscribed", "Dead address": "bounced",
        "Headless S.A.": "no_head", "No mail": "no_email", "Old S.A.": "archived", "Same person": "same_address",
    }  # fmt: skip
    assert selection.companies == 8 and selection.written_to == 1
    assert sum(number for _label, number in selection.left_out) == 7


def test_all_contacts_and_those_who_left(clusters, people):
    company = make.firm(clusters, people.manager, "Good S.A.")
    second = PersonFactory(company=company, name="Second", language="de")
    make.allow(second.email, people.manager)
    PersonFactory(company=company, name="Left", left_on=ON)
    heads = select(Segment(), for_user=people.manager, on=ON)
    everybody = select(Segment(), audience="all", for_user=people.manager, on=ON)
    assert reached(heads) == {company.people.get(is_head=True).email}
    assert reached(everybody) == reached(heads) | {second.email}
    assert why(everybody) == {"Left": "left_company"}
    assert dict(everybody.languages) == {"fr": 1, "de": 1}


def test_a_manager_reaches_companies_of_their_own_clusters_only(clusters, people):
    mine = make.firm(clusters, people.manager, "Mine S.A.")
    theirs = make.firm(clusters, people.other_manager, "Theirs S.A.", slug="wood")
    both = Segment(companies=(mine.pk, theirs.pk))
    assert reached(select(both, for_user=people.manager, on=ON)) == {mine.people.get().email}
    assert len(reached(select(both, for_user=people.administrator, on=ON))) == 2
    assert select(both, for_user=people.analyst, on=ON).companies == 0


def test_the_filters_hold_together(clusters, people):
    commune = Commune.objects.create(name="Esch", canton="Esch-sur-Alzette")
    other = Commune.objects.create(name="Wiltz", canton="Wiltz")
    nace = NaceCode.objects.create(code="25.11", level=4, section="C", label_en="Metal")
    near = make.firm(clusters, people.manager, "Near S.A.", commune=commune, nace=nace)
    far = make.firm(clusters, people.manager, "Far S.A.", commune=other)
    FiguresFactory(company=near, headcount=30, turnover_eur=4_000_000, balance_sheet_eur=2_500_000)
    FiguresFactory(company=far, headcount=30, turnover_eur=None, balance_sheet_eur=None)

    def names(**filters) -> list[str]:
        found = select(Segment(**filters), for_user=people.manager, on=ON)
        return [each.company_name for each in found.addressees]

    assert names() == ["Far S.A.", "Near S.A."]
    assert names(canton="Esch-sur-Alzette") == ["Near S.A."]
    assert names(commune=other.pk) == ["Far S.A."]
    assert names(section="C") == ["Near S.A."]
    assert names(size="small") == ["Near S.A."], (
        "of the other one the money is not known: small, medium or large"
    )
    assert names(size="small", canton="Wiltz") == []
    FiguresFactory(company=far, year=2026, headcount=5, turnover_eur=1, balance_sheet_eur=1)
    assert names(size="micro") == [], "the year is not over"


def test_opt_in_only(clusters, people):
    make.firm(clusters, people.manager, "Known S.A.")
    asked = CompanyFactory(name="Asked S.A.", clusters=[clusters["healthtech"]])
    make.allow(make.head(asked, email="asked@company.example").email, people.manager, basis="opt_in")
    found = select(Segment(), opt_in_only=True, for_user=people.manager, on=ON)
    assert reached(found) == {"asked@company.example"}
    assert list(why(found).values()) == ["no_consent"]


def test_consent_is_for_one_purpose(clusters, people):
    make.firm(clusters, people.manager, "Known S.A.")
    found = select(Segment(), purpose="events", for_user=people.manager, on=ON)
    assert not reached(found) and list(why(found).values()) == ["no_consent"]


def test_an_unsubscribed_address_stays_so_when_it_is_imported_again(clusters, people):
    company = make.firm(clusters, people.manager, "First S.A.")
    person = company.people.get()
    operations.unsubscribe(address=make.address(person.email), at=make.AT)
    email = person.email
    company.delete()
    again = CompanyFactory(name="Second S.A.", clusters=[clusters["healthtech"]])
    make.head(again, email=email.title(), name="Back again")
    assert why(select(Segment(), for_user=people.manager, on=ON)) == {"Back again": "unsubscribed"}
    with pytest.raises(operations.consents.BadInput, match="by themself"):
        operations.record(
            company=again, email=email, purpose="aids", basis="opt_in", evidence="on the list", by=people.manager,
            at=make.AT,
        )  # fmt: skip


def test_a_segment_is_stored_and_read_again():
    segment = Segment(clusters=("wood", "digital"), size="small", commune=3, newly=True, companies=(1, 2))
    assert Segment.of(segment.document()) == segment
    assert Segment().document() == {}
    assert Segment.of({"size": "small", "of_a_later_version": 1}) == Segment(size="small")


def test_a_relationship_is_noted_for_those_who_were_met(clusters, people):
    met = CompanyFactory(name="Met S.A.", clusters=[clusters["healthtech"]])
    person = make.head(met, name="Met")
    contact = ContactFactory(company=met, state="held", starts_at=make.AT - timedelta(days=100))
    contact.people.add(person)
    old = CompanyFactory(name="Long ago S.A.", clusters=[clusters["healthtech"]])
    long_ago = make.head(old, name="Long ago")
    ContactFactory(company=old, state="held", starts_at=make.AT - timedelta(days=800)).people.add(long_ago)
    planned = CompanyFactory(name="Planned S.A.", clusters=[clusters["healthtech"]])
    ContactFactory(company=planned, starts_at=make.AT - timedelta(days=1)).people.add(
        make.head(planned, name="Planned")
    )
    campaign = make.begun(people.manager)
    assert operations.record_relationships(campaign=campaign, by=people.manager, at=make.AT) == 1
    found = select(Segment(), for_user=people.manager, on=ON)
    assert reached(found) == {person.email} and set(why(found)) == {"Long ago", "Planned"}
    kept = make.address(person.email).preferences.get()
    assert kept.basis == "relationship" and kept.evidence == "Contact of 22/11/2025"
    assert operations.record_relationships(campaign=campaign, by=people.manager, at=make.AT) == 0


def test_what_the_team_records_and_what_the_owner_chooses(clusters, people):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    person = make.head(company)
    said = {"company": company, "email": person.email, "purpose": "aids", "by": people.manager, "at": make.AT}
    with pytest.raises(operations.consents.BadInput, match="how you know"):
        operations.record(**said, basis="opt_in", evidence="  ")
    with pytest.raises(operations.consents.BadInput, match="Nobody at this company"):
        operations.record(**(said | {"email": "x@y.example"}), basis="opt_in", evidence="said so")
    operations.record(**said, basis="opt_in", evidence="said so at the visit")
    operations.withdraw(**said)
    assert make.address(person.email).preferences.get().withdrawn_at == make.AT
    operations.record(
        **said, basis="opt_in", evidence="changed their mind"
    )  # noted by us: may be noted again
    owner = opened_by(token_of(make.address(person.email))).address
    operations.choose(address=owner, purposes=["events"], at=make.AT)
    kept = {each.purpose: each for each in make.address(person.email).preferences.all()}
    assert kept["aids"].withdrawn_by_them and kept["events"].basis == "opt_in"
    assert kept["events"].recorded_by is None and kept["events"].evidence.startswith("By the signed link")
    with pytest.raises(operations.consents.BadInput, match="by themself"):
        operations.record(**said, basis="opt_in", evidence="surely")
    history = [event.withdrawn_at for event in kept["aids"].events.order_by("pgh_id")]
    assert history == [None, make.AT, None, make.AT]


def test_who_stopped_everything_may_come_back_by_the_link(clusters, people):
    company = make.firm(clusters, people.manager, "Good S.A.")
    owner = make.address(company.people.get().email)
    operations.unsubscribe(address=owner, at=make.AT)
    operations.unsubscribe(address=owner, at=make.AT + timedelta(days=1))  # twice is once
    owner.refresh_from_db()
    assert owner.stopped_at == make.AT
    operations.choose(address=owner, purposes=["aids"], at=make.AT)
    assert select(Segment(), for_user=people.manager, on=ON).written_to == 1
