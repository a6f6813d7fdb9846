"""Are those invited whom a choice means, in the reach of who invites, and is everybody left out with the reason?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import groups as working_groups
from factories import ideas as make
from factories.companies import CompanyFactory
from grappe.apps.campaigns.models import Address
from grappe.apps.companies.models import Person
from grappe.apps.ideas.models import Challenge, Letter, Participant
from grappe.apps.ideas.operations import participants
from grappe.apps.ideas.queries.audience import Asked, audience
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def challenge(people):
    return make.challenge(people.manager)


@pytest.fixture
def company(clusters):
    return CompanyFactory(name="Verbund S.A.", clusters=[clusters["healthtech"]])


def person(company, name, **more) -> Person:
    email = f"{name.lower()}@verbund.example"
    return Person.objects.create(company=company, name=name, **({"email": email, "language": "de"} | more))


def names(found) -> tuple[list[str], dict[str, str]]:
    return [each.name for each in found.people], {each.name: each.why_not for each in found.left_out}


def test_people_of_a_cluster_without_those_whose_address_takes_no_mail(people, challenge, company, clusters):
    person(company, "Anna")
    person(company, "Bounced")
    person(company, "Stopped")
    person(company, "Left", left_on=AT.date())
    person(company, "Silent", email="")
    there = person(company, "There")
    Address.objects.create(email="bounced@verbund.example", bounced_at=AT, bounce_reason="550", salt="a")
    Address.objects.create(email="stopped@verbund.example", stopped_at=AT, salt="b")
    make.participant(challenge, make.contributor("There", email=there.email.upper()))
    elsewhere = CompanyFactory(name="Holz S.A.", clusters=[clusters["wood"]])
    person(elsewhere, "Elsewhere")
    found = audience(challenge, Asked(clusters=["healthtech", "wood"]), for_user=people.manager)
    assert names(found) == (
        ["Anna"],
        {
            "Bounced": "The address takes no mail",
            "Stopped": "Objected to our mails",
            "Left": "Has left",
            "Silent": "No e-mail address on file",
            "There": "Invited already",
        },
    )
    everywhere = audience(challenge, Asked(clusters=["wood"]), for_user=people.administrator)
    assert names(everywhere)[0] == ["Elsewhere"]


def test_members_of_a_group_colleagues_and_others_each_address_once(people, challenge):
    group = working_groups.group(people.manager)
    working_groups.member(group, "Mia Member", email="mia@guest.example", state="active")
    others = [("Mia Again", "MIA@guest.example", "fr"), ("Otto", "otto@guest.example", "de")]
    found = audience(challenge, Asked(group=group, outsiders=others), for_user=people.manager)
    assert (
        "Mia Member" in names(found)[0] and "Mia Again" not in names(found)[0] and "Otto" in names(found)[0]
    )
    ours = audience(challenge, Asked(colleagues=True), for_user=people.manager)
    assert {each.user_id for each in ours.people} == {
        each.pk for role, each in people.by_role().items() if role != "ministry"
    }


def test_nobody_is_asked_by_who_does_not_facilitate(people, challenge):
    with pytest.raises(PermissionDenied):
        audience(challenge, Asked(colleagues=True), for_user=people.other_manager)


def test_who_is_invited_is_written_to_when_it_is_open_and_once(people, challenge, company):
    person(company, "Anna")
    asked = Asked(clusters=["healthtech"], outsiders=[("Otto", "otto@guest.example", "de")], colleagues=True)
    found = audience(challenge, asked, for_user=people.manager)
    count = participants.invite(challenge=challenge, people=found.people, by=people.manager, at=AT)
    assert count == len(found.people) == Letter.objects.filter(kind="asked").count()
    assert participants.invite(challenge=challenge, people=found.people, by=people.manager, at=AT) == 0
    anna = Participant.objects.get(contributor__name="Anna").contributor
    assert anna.person is not None and anna.company == company and anna.language == "de"
    assert Participant.objects.filter(contributor__user=people.analyst).exists()
    with pytest.raises(BadInput, match="closed"):
        participants.invite(challenge=challenge, people=[], by=people.manager, at=AT + timedelta(days=30))


def test_before_it_opens_nobody_is_written_to(people, challenge):
    Challenge.objects.update(published_at=None, state="draft")
    found = audience(
        challenge, Asked(outsiders=[("Otto", "otto@guest.example", "de")]), for_user=people.manager
    )
    assert participants.invite(challenge=challenge, people=found.people, by=people.manager, at=AT) == 1
    assert not Letter.objects.exists()


def test_only_who_is_ticked_and_meant_is_invited_from_the_page(people, challenge, company, manager):
    now = clock.now()
    Challenge.objects.update(
        opens_at=now - timedelta(days=1), answers_until=now + timedelta(days=3), votes_from=now + timedelta(days=4),
        votes_until=now + timedelta(days=5),
    )  # fmt: skip
    person(company, "Anna")
    person(company, "Bert")
    url = f"/ideas/campaigns/{challenge.pk}/invite/"
    text = manager.get(url, {"clusters": "healthtech"}).content.decode()
    assert "Anna" in text and "Bert" in text and "2 people would be invited" in text
    who = ["anna@verbund.example", "stranger@elsewhere.example"]
    assert manager.post(f"{url}send/", {"clusters": "healthtech", "who": who}).status_code == 302
    assert [each.contributor.name for each in Participant.objects.all()] == ["Anna"]


@pytest.mark.parametrize(
    "line", ["Otto", "Otto, otto", "Otto, otto@x.example, lb", ", otto@x.example", "a,b,c,d"]
)
def test_a_line_that_cannot_be_read_is_said(people, manager, line):
    challenge = make.challenge(people.manager, at=clock.now())
    answer = manager.get(
        f"/ideas/campaigns/{challenge.pk}/invite/", {"outsiders": f"Ann, ann@x.example\n{line}"}
    )
    assert answer.status_code == 422 and "Line 2" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_takes_as_many_queries_for_three_as_for_one(
    manager, challenge, django_assert_num_queries, count
):
    for _number in range(count):
        make.answer(make.participant(challenge))
    with django_assert_num_queries(6):
        assert manager.get(f"/ideas/campaigns/{challenge.pk}/people/").status_code == 200


def test_many_who_take_part_come_in_pages_and_a_closed_campaign_invites_nobody(people, manager):
    challenge = make.challenge(people.manager)  # long over
    for number in range(101):
        make.participant(challenge, make.contributor(f"Person {number:03}"))
    url = f"/ideas/campaigns/{challenge.pk}/"
    first, second = (manager.get(f"{url}people/?page={page}").content.decode() for page in (1, 2))
    assert "101 people" in first and "Person 099" in first and "Person 100" not in first
    assert "Person 100" in second
    text = manager.get(f"{url}invite/").content.decode()
    assert "nobody is invited any more" in text and "id_outsiders" not in text
