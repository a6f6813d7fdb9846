"""Is the right one invited, once, by a campaign that does not know the event; and can they register or decline?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from factories import campaigns as write
from factories import events as make
from factories.mail import Scripted
from grappe.apps.campaigns import operations as campaign_operations
from grappe.apps.campaigns import queries as campaign_queries
from grappe.apps.campaigns.models import Campaign, Recipient
from grappe.apps.campaigns.queries.links import token_of
from grappe.apps.clusters.models import Theme
from grappe.apps.events.models import Event, Invitation, Registration
from grappe.apps.events.operations import invitations
from grappe.apps.events.operations.registrations import Filled, register
from grappe.apps.events.queries import invitations as queries
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def post(settings):
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    return Scripted


@pytest.fixture
def event(people, clusters, now):
    made = make.event(
        people.manager,
        at=now,
        visibility="invited",
        summaries={"en": "Talks", "fr": "Exposés", "de": "Vorträge"},
    )
    made.clusters.add(clusters["healthtech"])
    return made


def firm(clusters, people, name, **more):
    """A company whose head allows invitations to events."""
    made = write.firm(clusters, people.manager, name, **more)
    write.allow(made.people.get().email, people.manager, purpose="events")
    return made


def email_of(company) -> str:
    return company.people.get().email


@pytest.fixture
def firms(clusters, people):
    return [firm(clusters, people, f"Firm {number} S.A.", language=language)
            for number, language in enumerate(("fr", "de", "en"))]  # fmt: skip


def begun(event, people, now, whom="everybody", **more):
    return invitations.begin(event=event, whom=whom, by=people.manager, at=now, **more)


def sent(campaign, people, now):
    return write.sent(campaign, people.manager, people.administrator, now)


def left_out(campaign) -> dict[str, str]:
    rows = Recipient.objects.filter(campaign=campaign, state="left_out")
    return {row.company_name: row.reason for row in rows}


def recipient(campaign, company) -> Recipient:
    return Recipient.objects.select_related("address", "campaign").get(campaign=campaign, company=company)


def filled(company, **more) -> Filled:
    person = company.people.get()
    return Filled(**({"name": person.name, "email": person.email, "language": person.language} | more))


def test_each_gets_the_invitation_in_their_language_with_what_holds_of_the_event(
    event, firms, people, now, post
):
    campaign = sent(begun(event, people, now), people, now)
    assert campaign.state == "sent" and campaign.purpose == "events"
    mails = {message.to[0]: message for message in post.taken}
    assert set(mails) == {email_of(each) for each in firms}
    opening = {"fr": "Bonjour", "de": "Guten Tag", "en": "Dear"}
    for company in firms:
        person = company.people.get()
        body = mails[person.email].body
        assert f"{opening[person.language]} {person.name}" in body and str(company) in body
        assert event.titles[person.language] in body and event.summaries[person.language] in body
        assert event.place in body and people.manager.name in body
        assert "{" not in body and "%(" not in body
        link = f"/events/i/{token_of(recipient(campaign, company))}/"
        assert body.count(link) == 2, "in the text and below it"
        assert link in mails[person.email].alternatives[0][0]
        assert "/campaigns/answer" not in body, "one link only asks for an answer"


def test_campaigns_know_a_topic_not_an_event(event, people, now):
    campaign = begun(event, people, now)
    assert campaign.topic == f"event:{event.pk}"
    assert Invitation.objects.get().campaign_id == campaign.pk
    assert campaign_queries.topic_of("event:0") is None and campaign_queries.topic_of("idea:1") is None
    topic = campaign_queries.topic_of(campaign.topic)
    assert topic.title == str(event) and topic.url == reverse("events:invitations", args=[event.pk])


def test_whoever_is_registered_or_was_invited_before_is_left_out_and_it_says_why(
    event, firms, people, now, post
):
    first, second, third = firms
    make.registration(event, at=now, email=email_of(first).upper())
    gone = sent(begun(event, people, now), people, now)
    assert left_out(gone) == {"Firm 0 S.A.": "settled"}
    again = begun(event, people, now)
    with pytest.raises(BadInput, match="Nobody of this segment"):
        write.moved(again, "review", people.manager, at=now)
    selection = campaign_queries.selection_of(again, on=now.date())
    assert {each.company_name: each.reason for each in selection.addressees} == {
        "Firm 0 S.A.": "settled", "Firm 1 S.A.": "already", "Firm 2 S.A.": "already",
    }  # fmt: skip
    other = make.event(people.manager, at=now)
    elsewhere = campaign_queries.selection_of(begun(other, people, now), on=now.date())
    assert elsewhere.written_to == 3, "another event is another question"


def test_a_reminder_goes_to_those_invited_who_have_not_answered_once(
    event, firms, clusters, people, now, post
):
    first, second, third = firms
    with pytest.raises(BadInput, match="Nobody was invited yet"):
        begun(event, people, now, whom="again")
    gone = sent(begun(event, people, now), people, now)
    firm(clusters, people, "Never invited S.A.")
    register(event=event, filled=filled(first), recipient=recipient(gone, first), at=now)
    invitations.decline(recipient=recipient(gone, second), at=now)
    post.reset()
    reminder = sent(begun(event, people, now, whom="again"), people, now)
    assert [message.to[0] for message in post.taken] == [email_of(third)]
    assert post.taken[0].subject.startswith("Will you come?")
    assert left_out(reminder) == {"Firm 0 S.A.": "settled", "Firm 1 S.A.": "settled"}
    another = campaign_queries.selection_of(begun(event, people, now, whom="again"), on=now.date())
    assert another.written_to == 0, "reminded once is enough"


def test_what_changes_between_review_and_sending_counts(event, firms, people, now, post):
    first, second, third = firms
    campaign = write.approved(begun(event, people, now), people.manager, people.administrator, now)
    make.registration(event, at=now, email=email_of(first))
    write.moved(campaign, "sending", people.manager, at=now)
    campaign_operations.send(campaign_id=campaign.pk, now=lambda: now)
    assert {message.to[0] for message in post.taken} == {email_of(second), email_of(third)}
    assert left_out(campaign) == {"Firm 0 S.A.": "settled"}


@pytest.mark.parametrize("change", [{"place": "Elsewhere"}, {"titles": {"en": "Another title"}}])
def test_an_event_that_changed_since_the_review_is_reviewed_anew(event, firms, people, now, change):
    campaign = write.approved(begun(event, people, now), people.manager, people.administrator, now)
    Event.objects.filter(pk=event.pk).update(**change)
    with pytest.raises(BadInput, match="changed since the review"):
        write.moved(campaign, "sending", people.manager, at=now)
    write.moved(campaign, "draft", people.manager, at=now)
    write.sending(campaign, people.manager, people.administrator, now)


def test_nobody_is_invited_to_what_does_not_take_place(event, firms, people, now, post):
    campaign = write.sending(begun(event, people, now), people.manager, people.administrator, now)
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    campaign_operations.send(campaign_id=campaign.pk, now=lambda: now)
    assert post.taken == [] and set(left_out(campaign).values()) == {"over"}
    with pytest.raises(BadInput, match="called off"):
        begun(Event.objects.get(pk=event.pk), people, now)
    Event.objects.filter(pk=event.pk).update(state="draft")
    with pytest.raises(BadInput, match="not published"):
        begun(Event.objects.get(pk=event.pk), people, now)


def test_only_the_organiser_invites(event, firms, people, now):
    for user in (people.other_manager, people.analyst, people.ministry):
        with pytest.raises(PermissionDenied):
            invitations.begin(event=event, whom="everybody", by=user, at=now)
    assert not Campaign.objects.exists()


def test_the_segments_of_earlier_events(event, firms, clusters, people, now):
    theme = Theme.objects.first()
    assert theme is not None
    event.theme = theme
    event.save()
    same = make.event(people.manager, at=now, in_days=-60, theme=theme)
    unlike = make.event(people.manager, at=now, in_days=-90)
    make.registration(same, at=now, company=firms[0], checked_in_at=now)
    make.registration(unlike, at=now, company=firms[1], checked_in_at=now)
    make.registration(unlike, at=now, company=firms[2])  # registered, did not come
    came = begun(event, people, now, whom="came")
    assert came.segment["companies"] == sorted([firms[0].pk, firms[1].pk])
    themed = begun(event, people, now, whom="came_theme")
    assert themed.segment["companies"] == [firms[0].pk]
    needed = begun(event, people, now, with_need=True)
    assert needed.segment["need_theme"] == theme.slug and needed.segment["clusters"] == ["healthtech"]
    with pytest.raises(BadInput, match="Say whom"):
        begun(event, people, now, whom="everyone")


def test_an_open_need_of_the_theme_is_asked_for(event, firms, people, now):
    from grappe.apps.needs import operations as needs

    first, second = Theme.objects.all()[:2]
    for company, theme in ((firms[0], first), (firms[1], second)):
        needs.add_need(
            company=company, title="A filling line", description="Wanted", language="en", theme=theme, urgency=2,
            by=people.manager, at=now,
        )  # fmt: skip
    found = campaign_queries.select(
        campaign_queries.Segment(need_theme=first.slug),
        purpose="events",
        for_user=people.manager,
        on=now.date(),
    )
    assert [each.company_id for each in found.addressees] == [firms[0].pk]


def test_whoever_follows_the_link_is_registered_without_a_second_mail(
    event, firms, people, now, client, post
):
    campaign = sent(begun(event, people, now), people, now)
    mine = recipient(campaign, firms[0])
    made = register(event=event, filled=filled(firms[0]), recipient=mine, at=now)
    assert (made.state, made.company, made.recipient) == ("confirmed", firms[0], mine)
    assert not made.letters.filter(kind="confirm").exists()
    (row,) = queries.invitations(event, for_user=people.ministry)
    assert (row.figures.sent, row.registered, row.declined, row.came) == (3, 1, 0, 0)


def test_declining_by_the_link_and_thinking_again(event, firms, people, now, client, post):
    campaign = sent(begun(event, people, now), people, now)
    mine = recipient(campaign, firms[2])
    address = reverse("events:decline", args=[token_of(mine)])
    page = client.get(address)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert not hasattr(Recipient.objects.get(pk=mine.pk), "answer"), "looking says nothing"
    assert client.post(address, {"reason": "We are at a fair."}).status_code == 302
    given = Recipient.objects.get(pk=mine.pk).answer
    assert (given.kind, given.text) == ("not_for_us", "We are at a fair.")
    assert b"We know that you cannot come." in client.get(address).content
    rows = queries.invitations(event, for_user=people.manager)
    assert rows[0].declined == 1 and queries.funnel(event, rows).open == 2
    register(event=event, filled=filled(firms[2]), recipient=mine, at=now)
    rows = queries.invitations(event, for_user=people.manager)
    assert rows[0].declined == 0 and rows[0].registered == 1, "they thought again"
    assert b"You are registered for this event" in client.get(address).content
    client.post(address, {"reason": ""})
    assert Registration.objects.get(recipient=mine).state == "confirmed", "declining cancels nothing"


def test_the_link_of_another_campaign_declines_nothing(event, firms, people, now, client):
    campaign = write.begun(people.manager, purpose="events")
    write.sent(campaign, people.manager, people.administrator, now)
    mine = recipient(campaign, firms[0])
    assert client.get(reverse("events:decline", args=[token_of(mine)])).status_code == 404


def test_the_funnel_counts_each_person_once(event, firms, people, now, post):
    first, second, third = firms
    gone = sent(begun(event, people, now), people, now)
    register(event=event, filled=filled(first), recipient=recipient(gone, first), at=now)
    reminder = sent(begun(event, people, now, whom="again"), people, now)
    register(event=event, filled=filled(second), recipient=recipient(reminder, second), at=now)
    Registration.objects.filter(company=second).update(checked_in_at=now)
    rows = queries.invitations(event, for_user=people.manager)
    found = queries.funnel(event, rows)
    assert (found.written_to, found.registered, found.declined, found.came, found.open) == (3, 2, 0, 1, 1)
    assert [(row.again, row.figures.sent, row.registered) for row in rows] == [(True, 2, 1), (False, 3, 1)]


@pytest.mark.django_db(transaction=True)
def test_two_campaigns_given_to_review_at_once_do_not_choose_the_same_person(event, firms, people, now):
    both = [begun(event, people, now) for _number in range(2)]

    def give(campaign) -> bool:
        try:
            write.moved(campaign, "review", people.manager, at=now)
        except BadInput:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=2) as pool:
        assert sorted(pool.map(give, both)) == [False, True]
    chosen = Recipient.objects.filter(state="waiting").values_list("address__email", flat=True)
    assert sorted(chosen) == sorted(email_of(each) for each in firms), "everybody is in one of the two"


@pytest.mark.parametrize("number", [1, 3])
def test_the_tab_costs_the_same_for_one_and_for_three_campaigns(
    event, firms, people, now, manager, django_assert_num_queries, number
):
    for _number in range(number):
        begun(event, people, now)
    with django_assert_num_queries(15):
        answer = manager.get(reverse("events:invitations", args=[event.pk]))
    assert answer.status_code == 200 and answer.content.decode().count("/campaigns/") >= number


def test_an_invitation_is_begun_from_the_tab(event, firms, manager, people):
    page = manager.get(reverse("events:invitations", args=[event.pk])).content.decode()
    assert "reminder" not in page.partition("<form")[0] and 'value="again"' not in page
    answer = manager.post(reverse("events:invite", args=[event.pk]), {"whom": "everybody"})
    campaign = Campaign.objects.get()
    assert answer["Location"] == reverse("campaigns:edit", args=[campaign.pk])
    editor = manager.get(answer["Location"]).content.decode()
    for name in ("event", "date", "place", "summary", "link"):
        assert f"<code>{{{name}}}</code>" in editor
    assert str(event) in editor
    wrong = manager.post(reverse("events:invite", args=[event.pk]), {"whom": "came"})
    assert wrong.status_code == 422 and "No company is on file" in wrong.content.decode()


def test_writing_in_an_invitation_keeps_what_it_is_about(event, firms, manager, people, now):
    campaign = begun(event, people, now)
    page = manager.get(reverse("campaigns:edit", args=[campaign.pk])).context["form"]
    data = {name: page[name].value() for name in page.fields if page[name].value() not in (None, False)}
    data |= {"topic": "", "title": "Another name"}
    assert manager.post(reverse("campaigns:edit", args=[campaign.pk]), data).status_code == 302
    kept = Campaign.objects.get()
    assert (kept.title, kept.topic) == ("Another name", f"event:{event.pk}")
    assert kept.texts == campaign.texts


@pytest.mark.parametrize("what", ["{speaker}", "{link"])
def test_what_is_no_placeholder_is_said(people, event, now, manager, what):
    campaign = begun(event, people, now)
    page = manager.get(reverse("campaigns:edit", args=[campaign.pk])).context["form"]
    data = {name: page[name].value() for name in page.fields if page[name].value() not in (None, False)}
    data["text_en"] = f"Come! {what}"
    answer = manager.post(reverse("campaigns:edit", args=[campaign.pk]), data)
    assert answer.status_code == 422
    assert ("is no placeholder" in answer.content.decode()) is (what == "{speaker}")


def test_a_campaign_without_an_event_knows_none_of_its_placeholders(people):
    with pytest.raises(BadInput, match="no placeholder"):
        write.begun(people.manager, texts={"en": "Come to {event}"}, subjects={"en": "Hello"})
    with pytest.raises(BadInput, match="not there any more"):
        write.begun(people.manager, topic="event:999999")


def test_an_invitation_that_is_old_closes(event, firms, people, now, client):
    campaign = sent(begun(event, people, now), people, now)
    mine = recipient(campaign, firms[0])
    Recipient.objects.filter(pk=mine.pk).update(sent_at=now - timedelta(days=91))
    assert client.get(reverse("events:decline", args=[token_of(mine)])).status_code == 410
    assert client.get(reverse("events:decline", args=["forged:token"])).status_code == 404
