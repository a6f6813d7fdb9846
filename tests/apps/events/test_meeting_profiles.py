"""Who joins the business meetings, with what of their file, and which partners are proposed to them?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from factories import events as make
from factories import reference
from factories.companies import CompanyFactory, PersonFactory
from factories.events import AT
from factories.jobs import work
from grappe.apps.events.models import Letter, Participant, Proposal
from grappe.apps.events.operations import participants, proposals, requests
from grappe.apps.events.operations.participants import Profile
from grappe.apps.events.queries import partners
from grappe.apps.events.queries.prefill import prefill_of
from grappe.apps.needs.operations import add_need, dismiss_need
from grappe.apps.solutions.models import Solution
from grappe.ui.errors import BadInput, Stale

BAKER = Profile(offers="Bread for canteens", seeks="Refrigerated transport", about="A bakery.")


@pytest.fixture
def plan(people):
    return make.plan(make.event(people.manager))


def test_join_change_leave_and_come_back(plan):
    guest = make.registration(plan.event)
    slots = list(plan.slots.all())
    mine = participants.join(registration=guest, profile=BAKER, by=None, at=AT)
    assert (mine.offers, mine.version, mine.shown) == ("Bread for canteens", 1, True)
    changed = participants.change(
        participant=mine, version=1, by=None, at=AT,
        profile=Profile(offers=" Bread \n\n  Cakes ", shown=False, unavailable=[slots[0].pk]),
    )  # fmt: skip
    assert (changed.offers, changed.seeks, changed.shown, changed.version) == ("Bread\nCakes", "", False, 2)
    assert list(changed.unavailable.values_list("slot_id", flat=True)) == [slots[0].pk]
    with pytest.raises(Stale):
        participants.change(participant=mine, version=1, profile=BAKER, by=None, at=AT)
    gone = participants.withdraw(participant=mine, by=None, at=AT)
    assert gone.withdrawn_at == AT
    assert participants.withdraw(participant=mine, by=None, at=AT).version == gone.version, "twice is as once"
    back = participants.join(registration=guest, profile=BAKER, by=None, at=AT)
    assert back.pk == mine.pk and back.withdrawn_at is None and not back.unavailable.exists()


def test_leaving_takes_requests_back_and_tells_the_others(plan):
    ada, ben, cleo = (make.participant(plan, name) for name in ("Ada", "Ben", "Cleo"))
    agreed = make.request(ada, ben)
    asked = requests.ask(asker=cleo, asked=ada, at=AT)
    participants.withdraw(participant=ada, by=None, at=AT)
    agreed.refresh_from_db()
    asked.refresh_from_db()
    assert (agreed.state, asked.state) == ("withdrawn", "withdrawn")
    assert {letter.registration_id for letter in Letter.objects.filter(kind="requests")} >= {
        ben.registration_id, cleo.registration_id,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        (Profile(about="Only this"), "offer or what you seek"),
        (Profile(offers="\x00 \n"), "offer or what you seek"),
        (Profile(offers="x" * 2001), "2,000"),
        (Profile(offers="x", about="y" * 301), "300"),
        (Profile(offers="x", unavailable=[0]), "not among the slots"),
    ],
)
def test_a_profile_that_says_nothing_or_too_much(plan, profile, told):
    with pytest.raises(BadInput, match=told):
        participants.join(registration=make.registration(plan.event), profile=profile, by=None, at=AT)
    assert not Participant.objects.exists()


def test_at_least_one_slot_stays_free(plan):
    every = [slot.pk for slot in plan.slots.all()]
    with pytest.raises(BadInput, match="at least one slot"):
        participants.join(
            registration=make.registration(plan.event), profile=Profile(offers="x", unavailable=every),
            by=None, at=AT,
        )  # fmt: skip
    assert not Participant.objects.exists(), "nothing half-written"


@pytest.mark.parametrize("state", ["unconfirmed", "waiting", "cancelled"])
def test_only_a_seat_takes_part(plan, state):
    guest = make.registration(plan.event, state=state)
    with pytest.raises(BadInput, match="seat"):
        participants.join(registration=guest, profile=BAKER, by=None, at=AT)


def test_where_there_is_nothing_to_join(people, plan):
    without = make.registration(make.event(people.manager))
    with pytest.raises(BadInput, match="no business meetings"):
        participants.join(registration=without, profile=BAKER, by=None, at=AT)
    plan.state = "closed"
    plan.save()
    with pytest.raises(BadInput, match="over"):
        participants.join(registration=make.registration(plan.event), profile=BAKER, by=None, at=AT)


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_who_edits_for_a_participant(people, plan, role):
    user, mine = people.by_role()[role], make.participant(plan)
    guest = make.registration(plan.event, "Another")
    if role in ("administrator", "manager"):
        participants.change(participant=mine, version=1, profile=BAKER, by=user, at=AT)
        participants.join(registration=guest, profile=BAKER, by=user, at=AT)
        participants.withdraw(participant=mine, by=user, at=AT)
        return
    with pytest.raises(PermissionDenied):
        participants.change(participant=mine, version=1, profile=BAKER, by=user, at=AT)
    with pytest.raises(PermissionDenied):
        participants.join(registration=guest, profile=BAKER, by=user, at=AT)
    with pytest.raises(PermissionDenied):
        participants.withdraw(participant=mine, by=user, at=AT)


@pytest.fixture
def known(people, clusters):
    """A company with an activity, an offer in the catalogue, a confirmed and a dismissed need, and its head."""
    company = CompanyFactory(
        name="Four Doré S.A.", activity="Ovens for bakeries", clusters=[clusters["digital"]]
    )
    theme = reference.theme()
    more = {"company": company, "language": "en", "theme": theme, "by": people.administrator, "at": AT}
    add_need(title="Cheaper refractory bricks", **more)
    dismiss_need(need=add_need(title="A dismissed need", **more), by=people.administrator, at=AT)
    Solution.objects.create(
        slug="four", kind="provider", name="four doré s.a.", promise={"en": "Ovens that pay for themselves"}
    )
    return PersonFactory(company=company, email="head@four.example")


@pytest.mark.parametrize(
    ("email", "with_person", "needs"),
    [
        ("Head@four.example", True, "Cheaper refractory bricks"),
        ("somebody@four.example", True, ""),  # another address than the one we know
        ("head@four.example", False, ""),  # nobody has said who it is
    ],
)
def test_the_file_proposes_and_needs_are_for_those_we_know(plan, known, email, with_person, needs):
    guest = make.registration(
        plan.event, company=known.company, person=known if with_person else None, email=email, language="en"
    )
    found = prefill_of(guest)
    assert found.offers == "Ovens that pay for themselves\nOvens for bakeries"
    assert (found.seeks, found.from_needs) == (needs, bool(needs))
    assert found.about == "Ovens for bakeries"


def test_who_left_the_company_gets_none_of_its_needs(plan, known):
    known.left_on = AT.date()
    known.save()
    guest = make.registration(plan.event, company=known.company, person=known, email=known.email)
    assert prefill_of(guest).seeks == ""
    assert prefill_of(make.registration(plan.event)).offers == "", "nothing is known of who has no file"


def test_needs_reach_nobody_before_they_are_confirmed(plan, known):
    """The file's needs are proposed to their own company only: no other page, proposal or reason has them."""
    guest = make.registration(plan.event, company=known.company, person=known, email=known.email)
    participants.join(registration=guest, profile=Profile(offers="Ovens"), by=None, at=AT)
    other = make.participant(plan, "Otto", offers="Refractory bricks, cheaper than others", seeks="Ovens")
    proposals.propose(plan_id=plan.pk, at=AT)
    told = str([each.reasons for each in Proposal.objects.all()])
    assert "ovens" in told.casefold() and "Cheaper refractory" not in told
    assert [each.partner.seeks for each in partners.cards(other, partners.visible_to(other))] == [""]


@pytest.mark.django_db(transaction=True)
def test_a_job_proposes_when_profiles_change(plan):
    carrier = make.registration(plan.event, "Carla")
    baker = make.registration(plan.event, "Bruno", organisation="Boulangerie")
    one = participants.join(registration=baker, profile=BAKER, by=None, at=AT)
    two = participants.join(
        registration=carrier, profile=Profile(offers="Transport frigorifique"), by=None, at=AT
    )
    work()
    (card,) = partners.proposals_for(one)
    assert card.partner == two
    assert card.proposal is not None
    assert card.proposal.reasons[0]["de"].startswith("Sie suchen „Refrigerated transport“")
    proposals.dismiss(proposal=card.proposal, at=AT)
    assert partners.proposals_for(one) == []
    participants.change(
        participant=two, version=1, profile=Profile(offers="Transport frigorifique\nCamions"), by=None, at=AT
    )
    work()
    assert partners.proposals_for(one) == [], "what was dismissed stays dismissed"
    assert [each.partner for each in partners.proposals_for(two)] == [one]
    participants.withdraw(participant=one, by=None, at=AT)
    work()
    assert partners.proposals_for(two) == []
    assert proposals.propose(plan_id=0, at=AT) == 0


def test_the_directory_is_searched_and_narrowed(plan, clusters):
    firm = CompanyFactory(name="Scierie S.A.", clusters=[clusters["wood"]])
    ada = make.participant(plan, "Ada", offers="Éclairage")
    ben = make.participant(plan, "Ben", company=firm, organisation="Scierie", seeks="Timber")
    make.participant(plan, "Hidden", shown=False)
    gone = make.participant(plan, "Gone")
    gone.withdrawn_at = AT
    gone.save()
    me = make.participant(plan, "Me")
    everybody = partners.directory(me, partners.Filters())
    assert set(everybody) == {ada, ben}
    for filters, found in (
        (partners.Filters(text="eclairage"), [ada]),
        (partners.Filters(text="scierie timber"), [ben]),
        (partners.Filters(text="nothing such"), []),
        (partners.Filters(cluster=clusters["wood"].pk), [ben]),
        (partners.Filters(only="proposed"), []),
        (partners.Filters(section="C" if firm.nace and firm.nace.code.startswith("1") else "Z"), None),
    ):
        if found is not None:
            assert list(partners.directory(me, filters)) == found
    make.request(me, ada, state="asked")
    assert list(partners.directory(me, partners.Filters(only="open"))) == [ben]
    hidden = Participant.objects.get(registration__name="Hidden")
    make.request(hidden, me, state="asked")
    assert hidden in partners.visible_to(me), "who asked me is seen by me"
