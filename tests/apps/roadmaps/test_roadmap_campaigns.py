"""Are aids obtained after a campaign counted: its programme's, to companies written to, on a later day, each once?"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from factories import campaigns as make
from factories import roadmaps, sweeps
from factories.awards import award
from factories.roadmaps import AT, TODAY, day, version
from grappe.apps.aids.models import Award, Programme
from grappe.apps.aids.operations import withdraw_award
from grappe.apps.campaigns.models import Campaign
from grappe.apps.roadmaps import operations, queries

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=200)


@pytest.fixture
def programme():
    sweeps.catalogue()
    return Programme.objects.order_by("slug").first()


@pytest.fixture
def firms(clusters, people):
    return [make.firm(clusters, people.administrator, f"Firm {number} S.A.") for number in range(3)]


@pytest.fixture
def campaign(firms, programme, people):
    begun = make.begun(people.administrator, programme=programme)
    return make.sent(begun, people.administrator, people.other_manager)


def obtained(company, people, programme, decided, eur=4500, state="obtained"):
    """An aid of a roadmap, asked for and obtained on a day."""
    plan = roadmaps.roadmap(company, people.administrator)
    aid = roadmaps.aid(plan, people.administrator, programme=programme)
    for to in ("requested", "obtained")[: 2 if state == "obtained" else 1]:
        aid = operations.change_aid(
            aid=aid, version=version(plan), state=to, amount=Decimal(eur), on=decided, by=people.administrator,
            at=LATER,
        )  # fmt: skip
    return aid


def since(campaign, people):
    return queries.obtained_since(Campaign.objects.get(pk=campaign.pk), for_user=people.ministry)


def test_only_the_programmes_awards_to_those_written_to_on_a_later_day(
    campaign, firms, programme, people, clusters
):
    first, second, third = firms
    stranger = make.firm(clusters, people.administrator, "Not written to S.A.")
    other = Programme.objects.exclude(pk=programme.pk).first()
    say = {"by": people.administrator, "at": LATER}
    award(first, on=day(1), programme=programme, eur=10_000, **say)
    award(first, on=day(30), programme=programme, eur=5_000, **say)
    award(second, on=TODAY, programme=programme, **say)  # the day of the mail itself
    award(second, on=day(9), programme=other, **say)
    award(stranger, on=day(9), programme=programme, **say)
    award(
        third, on=day(9), programme=programme, instrument="loan", eur=90_000, **say
    )  # its equivalent is not known
    gone = award(third, on=day(9), programme=programme, **say)
    withdraw_award(award=gone, version=1, because="Repaid", **say)
    found = since(campaign, people)
    assert [(one.company, one.on, one.eur) for one in found.registered] == [
        (first, day(30), 5_000), (third, day(9), None), (first, day(1), 10_000),
    ]  # fmt: skip
    assert (found.companies, found.eur, found.unknown, found.written_to) == (2, 15_000, 1, 3)


def test_aids_of_roadmaps_count_until_they_are_in_the_register(campaign, firms, programme, people):
    aid = obtained(firms[0], people, programme, day(20))
    obtained(firms[1], people, programme, TODAY)
    obtained(firms[2], people, programme, day(3), state="requested")
    found = since(campaign, people)
    assert [(one.company, one.eur, one.award) for one in found.obtained] == [(firms[0], 4_500, None)]
    assert (found.to_enter_eur, found.asked_for) == (4_500, 1)
    made = award(firms[0], people.administrator, 4_500, day(20), at=LATER, programme=programme)
    Award.objects.filter(pk=made.pk).update(origin=f"roadmaps.aid:{aid.pk}")
    found = since(campaign, people)
    assert [(one.award, one.eur) for one in found.obtained] == [(made.pk, 4_500)]


def test_a_campaign_without_a_programme_counts_nothing(firms, people, client):
    sent = make.sent(make.begun(people.administrator), people.administrator, people.other_manager)
    assert since(sent, people) is None
    client.force_login(people.manager)
    page = client.get(reverse("roadmaps:of_campaign", args=[sent.pk])).content.decode()
    assert "names no programme" in page


def test_the_ministry_sees_the_counts_and_no_names(campaign, firms, programme, people, client):
    award(firms[0], people.administrator, 10_000, day(1), at=LATER, programme=programme)
    url = reverse("roadmaps:of_campaign", args=[campaign.pk])
    for user, named in ((people.manager, True), (people.analyst, True), (people.ministry, False)):
        client.force_login(user)
        page = client.get(url).content.decode()
        assert "10,000 €" in page and ("Firm 0 S.A." in page) is named
    client.force_login(people.manager)
    assert url in client.get(reverse("campaigns:detail", args=[campaign.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_for_one_as_for_three(
    campaign, firms, programme, people, client, count, django_assert_num_queries
):
    for firm in firms[:count]:
        obtained(firm, people, programme, day(20))
        award(firm, people.administrator, 10_000, day(21), at=LATER, programme=programme)
    client.force_login(people.analyst)
    with django_assert_num_queries(9):
        page = client.get(reverse("roadmaps:of_campaign", args=[campaign.pk])).content.decode()
    assert page.count("<li>") == count


def test_an_aid_obtained_leads_to_the_register_and_back(firms, programme, people, client):
    aid = obtained(firms[0], people, programme, day(20), eur="4500.50")
    client.force_login(people.administrator)
    page = client.get(reverse("roadmaps:detail", args=[aid.roadmap_id]))
    offer = page.context["register"][aid.pk].offer
    url = f"{reverse('aids:award_add', args=[firms[0].pk])}?{offer}"
    assert url.replace("&", "&amp;") in page.content.decode()
    form = client.get(url).context["form"]
    typed = {
        name: form[name].value() for name in ("label", "programme", "granted_on", "nominal_eur", "origin")
    }
    assert typed["granted_on"] == day(20).isoformat() and typed["programme"] == str(programme.pk)
    sent = client.post(url, typed | {"basis": "gber", "instrument": "grant", "state": "declared"})
    kept = Award.objects.get()
    assert (sent.status_code, kept.nominal_eur, kept.programme, kept.origin) == (
        302, Decimal("4500.50"), programme, f"roadmaps.aid:{aid.pk}",
    )  # fmt: skip
    for address in (
        reverse("roadmaps:detail", args=[aid.roadmap_id]),
        reverse("roadmaps:aid", args=[aid.pk]),
    ):
        after = client.get(address).content.decode()
        assert f"awards/#award-{kept.pk}" in after and "origin=" not in after
    again = client.get(url)
    assert again["Location"].endswith(f"#award-{kept.pk}")
