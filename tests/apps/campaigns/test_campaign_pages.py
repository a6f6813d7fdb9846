"""Do the pages of campaigns show and do what they say, inside and for those outside?"""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse

from factories import campaigns as make
from factories import reference, sweeps
from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.campaigns import operations, queries
from grappe.apps.campaigns.models import Answer, Campaign, Recipient, Unsubscription
from grappe.apps.campaigns.queries import consents, links
from grappe.apps.companies.models import Contact
from grappe.apps.needs.models import Need
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


@pytest.fixture
def sent(clusters, people):
    """A campaign that two heads got, just now."""
    make.firm(clusters, people.manager, "Alpha S.A.")
    make.firm(clusters, people.manager, "Beta S.A.", language="de")
    now = clock.now()
    return make.sent(make.begun(people.manager, now), people.manager, people.administrator, now)


def recipient(campaign, company="Alpha S.A.") -> Recipient:
    return Recipient.objects.get(campaign=campaign, company_name=company)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(inside, clusters, people, rows, django_assert_num_queries):
    make.firm(clusters, people.manager, "Alpha S.A.")
    for number in range(rows):
        make.sent(make.begun(people.manager, title=f"Round {number}"), people.manager, people.administrator)
    with django_assert_num_queries(4):
        page = inside.get("/campaigns/")
    assert page.content.decode().count("Round ") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_recipients_and_answers_in_a_constant_number_of_queries(
    inside, clusters, people, rows, django_assert_num_queries
):
    for number in range(rows):
        make.firm(clusters, people.manager, f"Firm {number}")
    campaign = make.sent(make.begun(people.manager), people.manager, people.administrator)
    for each in campaign.recipients.all():
        operations.answer(recipient=each, kind="interested", text="", at=make.AT)
    with django_assert_num_queries(8):
        page = inside.get(f"/campaigns/{campaign.pk}/recipients/")
    assert page.content.decode().count("Head of Firm") >= rows
    with django_assert_num_queries(14):
        page = inside.get(f"/campaigns/{campaign.pk}/answers/")
    assert page.content.decode().count("<article") == rows


def fields(**changes):
    values = {
        "title": "Fit for digital", "purpose": "aids", "audience": "heads", "clusters": ["healthtech"], "per_minute": 60,
        "subject_fr": "Une aide pour {company}", "text_fr": "Bonjour {person}",
    }  # fmt: skip
    return values | changes


def test_a_campaign_is_begun_written_and_counted(inside, clusters, people):
    make.firm(clusters, people.manager, "Alpha S.A.")
    CompanyFactory(name="No head S.A.", clusters=[clusters["healthtech"]])
    count = inside.get("/campaigns/count/", fields()).content.decode()
    assert "<strong>1</strong> person would get it" in count and "No head of company on file" in count
    answer = inside.post("/campaigns/new/", fields())
    campaign = Campaign.objects.get()
    assert answer.url == f"/campaigns/{campaign.pk}/" and campaign.segment == {"clusters": ["healthtech"]}
    page = inside.get(answer.url).content.decode()
    assert "Not written in:" in page and "Deutsch, English" in page
    written = fields(version=1, text_fr="Bonjour {nobody}")
    refused = inside.post(f"/campaigns/{campaign.pk}/edit/", written)
    assert refused.status_code == 422 and "{nobody} is no placeholder" in refused.content.decode()
    assert "Bonjour {nobody}" in refused.content.decode(), "what was typed is still there"
    done = inside.post(f"/campaigns/{campaign.pk}/edit/", fields(version=1, text_fr="Bonjour"))
    assert done.status_code == 302
    late = inside.post(f"/campaigns/{campaign.pk}/edit/", fields(version=1))
    assert late.status_code == 409


def test_a_segment_of_the_sweep(inside, clusters, people):
    sweeps.catalogue()
    eligible = sweeps.company(
        [clusters["healthtech"]], heads=12, name="Eligible S.A.", facts={"business_permit": True}
    )
    large = sweeps.company([clusters["healthtech"]], heads=900, name="Large S.A.")
    for firm in (eligible, large):
        make.allow(make.head(firm, name=f"Head of {firm.name}").email, people.manager)
    sweeps.sweep(at=clock.now())
    row = sweeps_row(eligible)
    slug, verdict = row.programme.slug, {2: "eligible", 1: "undetermined"}[row.verdict]
    asked = fields(programme=slug, verdict=verdict)
    told = queries.select(
        queries.Segment(verdict=verdict), programme=slug, for_user=people.manager, on=clock.today()
    )
    names = {each.company_name for each in told.addressees}
    assert "Eligible S.A." in names and "Large S.A." not in names
    assert "<strong>1</strong>" in inside.get("/campaigns/count/", asked).content.decode()
    page = inside.get(
        f"/campaigns/new/?programme={slug}&verdict={verdict}&cluster=healthtech&q=alpha&newly=30"
    )
    form = page.context["form"]
    assert form["programme"].value() == slug and form["clusters"].value() == ["healthtech"]
    assert "words of the name, newly eligible by days" in page.content.decode(), (
        "what is not taken over is told"
    )
    both = inside.get(f"/campaigns/new/?programme={slug}").context["form"]
    assert both["verdict"].value() == "possible", (
        "the sweep's list without a verdict shows whoever is not refused"
    )
    possible = queries.select(
        queries.Segment(verdict="possible"), programme=slug, for_user=people.manager, on=clock.today()
    )
    assert {each.company_name for each in possible.addressees} == names
    listed = inside.get(reverse("aids:sweep_programme", args=[slug]) + "?cluster=healthtech").content.decode()
    assert f"/campaigns/of-sweep/{row.programme.run_id}/?cluster=healthtech&amp;programme={slug}" in listed
    fragment = inside.get(f"/campaigns/of-sweep/1/?programme={slug}&verdict={verdict}").content.decode()
    assert f"/campaigns/new/?programme={slug}&amp;verdict={verdict}" in fragment
    without = inside.get("/campaigns/count/", fields(verdict="eligible")).content.decode()
    assert "Choose the programme" in without


def sweeps_row(company):
    """Return a row of the last sweep in which the company fits a programme, and the large one does not."""
    from grappe.apps.aids.models import SweepResult

    rows = SweepResult.objects.filter(company=company).select_related("programme")
    for row in rows.order_by("-verdict", "pk"):
        others = SweepResult.objects.filter(programme=row.programme, company__name="Large S.A.")
        if row.programme.run.catalogue == "" and not others.exists():
            return row
    raise AssertionError("the shipped catalogue has no programme for small companies only")


def test_the_ministry_reads_counts_and_nobody(client, people, sent):
    client.force_login(people.ministry)
    page = client.get(f"/campaigns/{sent.pk}/").content.decode()
    assert "Results" in page and "Alpha" not in page
    assert client.get(f"/campaigns/{sent.pk}/answers/").status_code == 403
    company = recipient(sent).company_id
    assert queries.timeline_entries(company_id=company, for_user=people.ministry) == []


def test_four_eyes_on_the_page(client, people, clusters):
    make.firm(clusters, people.manager, "Alpha S.A.")
    campaign = make.begun(people.manager)
    url = f"/campaigns/{campaign.pk}/move/"
    state = {"seen_version": 1}
    client.force_login(people.manager)
    client.post(url, state | {"seen_state": "draft", "to_state": "review"})
    assert "Another person has to approve it" in client.get(f"/campaigns/{campaign.pk}/").content.decode()
    refused = client.post(url, state | {"seen_state": "review", "to_state": "approved"})
    assert refused.status_code == 422 and Campaign.objects.get().state == "review"
    client.force_login(people.other_manager)
    sent_back = client.post(url, state | {"seen_state": "review", "to_state": "draft"})
    assert "Say what should be changed" in sent_back.content.decode()
    client.post(url, state | {"seen_state": "review", "to_state": "approved"})
    assert Campaign.objects.get().state == "approved"
    client.force_login(people.analyst)
    assert client.post(url, state | {"seen_state": "approved", "to_state": "sending"}).status_code == 403


def test_the_preview_is_in_the_recipients_language_and_opens_nothing(inside, sent):
    german = recipient(sent, "Beta S.A.")
    page = inside.get(f"/campaigns/{sent.pk}/preview/?recipient={german.pk}").content.decode()
    assert "Eine Förderung für Beta S.A." in page and "/campaigns/answer/" not in page
    in_english = inside.get(
        f"/campaigns/{sent.pk}/preview/?recipient={german.pk}&language=en"
    ).content.decode()
    assert "An aid for Beta S.A." in in_english


# --- Outside ---


def test_an_answer_is_given_in_the_readers_language_and_changed(client, sent):
    mine = recipient(sent, "Beta S.A.")
    url = reverse("campaigns:answer", args=[links.token_of(mine)])
    page = client.get(url)
    assert (
        page.headers["Content-Language"] == "de" and "Eine Förderung für Beta S.A." in page.content.decode()
    )
    refused = client.post(url, {"kind": "not_for_us", "text": " "})
    assert refused.status_code == 422 and not Answer.objects.exists()
    client.post(url, {"kind": "interested", "text": "Gern."})
    client.post(url, {"kind": "not_for_us", "text": "Doch nicht."})
    kept = Answer.objects.get()
    assert (kept.kind, kept.text) == ("not_for_us", "Doch nicht.")
    assert [event.kind for event in kept.events.order_by("pgh_id")] == ["interested", "not_for_us"]
    assert "Doch nicht." in client.get(url).content.decode()


def test_an_answer_proves_that_an_uncertain_mail_came(client, sent):
    mine = recipient(sent)
    Recipient.objects.filter(pk=mine.pk).update(state="uncertain", sent_at=None)
    client.post(reverse("campaigns:answer", args=[links.token_of(mine)]), {"kind": "call", "text": ""})
    mine.refresh_from_db()
    assert mine.state == "sent" and mine.sent_at == mine.claimed_at


def test_looking_at_the_link_unsubscribes_nobody_and_one_click_does(client, sent):
    mine = recipient(sent)
    url = consents.link_of(mine.address, campaign_id=sent.pk, purpose="aids")
    path = url[url.index("/campaigns/") :]
    for _time in range(3):
        assert client.get(path).status_code == 200
    assert consents.standings([mine.address.email], "aids")[mine.address.email].may_be_written_to
    strict = type(client)(enforce_csrf_checks=True)  # a mail program has neither cookie nor token
    done = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200 and "<" not in done.content.decode()
    assert consents.standings([mine.address.email], "aids")[mine.address.email].stopped
    assert not consents.standings([mine.address.email], "events")[mine.address.email].stopped, (
        "this purpose only"
    )
    assert Unsubscription.objects.get().campaign == sent
    strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert Unsubscription.objects.count() == 1, "twice is once"


def test_the_page_for_ones_choices(client, sent):
    mine = recipient(sent)
    path = reverse(
        "campaigns:choices", args=[consents.token_of(mine.address, campaign_id=sent.pk, purpose="aids")]
    )
    client.post(path, {"what": "everything"})
    mine.address.refresh_from_db()
    assert mine.address.stopped_at is not None
    client.post(path, {"what": "choose", "purposes": ["events"]})
    mine.address.refresh_from_db()
    assert mine.address.stopped_at is None
    assert consents.standings([mine.address.email], "events")[mine.address.email].basis == "opt_in"
    assert consents.standings([mine.address.email], "aids")[mine.address.email].stopped
    client.post(path, {"what": "nonsense", "purposes": ["no such"]})


# --- What comes of it ---


def test_an_answer_becomes_a_need_and_a_call_once_each(inside, people, sent):
    reference.theme()
    given = operations.answer(
        recipient=recipient(sent), kind="interested", text="Bitte mehr.", at=clock.now()
    )
    done = inside.post(f"/campaigns/answers/{given.pk}/need/", {"theme": "digital"})
    need = Need.objects.get()
    assert done.url == f"/needs/{need.pk}/" and need.title == "Interest: Fit for digital"
    assert need.description == "Bitte mehr." and need.state == "confirmed"
    assert inside.post(f"/campaigns/answers/{given.pk}/need/", {"theme": "digital"}).status_code == 400
    call = {"starts_at": "2031-05-05T10:00"}
    done = inside.post(f"/campaigns/answers/{given.pk}/contact/", call)
    contact = Contact.objects.get()
    assert done.url == f"/companies/contacts/{contact.pk}/" or str(contact.pk) in done.url
    assert list(contact.people.all()) == [given.recipient.person] and contact.subject == "Fit for digital"
    assert inside.post(f"/campaigns/answers/{given.pk}/contact/", call).status_code == 400
    assert Need.objects.count() == Contact.objects.count() == 1
    figures = {line.key: line.number for line in queries.results_of(sent, for_user=people.ministry).lines}
    assert figures == {
        "sent": 2, "interested": 1, "call": 0, "not_for_us": 0, "wrong_person": 0, "unsubscribed": 0, "needs": 1,
        "contacts": 1,
    }  # fmt: skip
    for nonsense in ({}, {"starts_at": "soon"}):
        assert inside.post(f"/campaigns/answers/{given.pk}/contact/", nonsense).status_code == 400


def test_the_manager_of_another_cluster_makes_nothing_of_it(client, people, sent):
    given = operations.answer(recipient=recipient(sent), kind="interested", text="", at=clock.now())
    client.force_login(people.other_manager)
    assert client.get(f"/campaigns/{sent.pk}/answers/").status_code == 200
    assert client.post(f"/campaigns/answers/{given.pk}/need/", {"theme": "digital"}).status_code == 403


def test_the_workbook_holds_texts_and_no_formula(inside, sent):
    operations.answer(
        recipient=recipient(sent), kind="not_for_us", text='=HYPERLINK("http://x")\x07', at=clock.now()
    )
    answer = inside.get(f"/campaigns/{sent.pk}/answers.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows())
    assert len(rows) == 3
    text = rows[1][8]
    assert (text.data_type, text.value) == ("s", '=HYPERLINK("http://x")')
    assert rows[1][6].is_date


def test_the_timeline_tells_mail_and_answer(people, sent):
    mine = recipient(sent)
    operations.answer(recipient=mine, kind="call", text="Vers midi", at=clock.now())
    told = queries.timeline_entries(company_id=mine.company_id, for_user=people.analyst)
    assert [entry.label for entry in told] == ["Answer to a campaign: Please call me", "Mail of a campaign"]
    assert told[0].text == "Vers midi" and told[0].by == "Head of Alpha S.A."
    assert (
        queries.timeline_entries(company_id=mine.company_id, for_user=people.analyst, before=mine.sent_at)
        == []
    )


# --- Consents on the company file ---


def test_consents_are_shown_and_recorded_on_the_company_file(inside, client, people, clusters):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    person = PersonFactory(company=company, name="Camille", email="camille@company.example")
    url = f"/campaigns/company/{company.pk}/consents/"
    assert f'hx-get="{url}"' in inside.get(f"/companies/{company.pk}/").content.decode()
    said = {"email": person.email, "purpose": "aids", "basis": "opt_in", "evidence": "Said so on the phone"}
    htmx = {"HX-Request": "true"}
    refused = inside.post(f"{url}record/", said | {"evidence": ""}, headers=htmx)
    assert refused.status_code == 422 and "required" in refused.content.decode()
    shown = inside.post(f"{url}record/", said, headers=htmx).content.decode()
    assert "Said so on the phone" in shown and "Manager" in shown
    assert inside.post(f"{url}withdraw/", said).status_code == 302
    assert "withdrawn" in inside.get(url, headers=htmx).content.decode()
    client.force_login(people.ministry)
    assert url not in client.get(f"/companies/{company.pk}/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_consents_in_a_constant_number_of_queries(
    inside, people, clusters, rows, django_assert_num_queries
):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    for number in range(rows):
        make.allow(PersonFactory(company=company, email=f"p{number}@company.example").email, people.manager)
    with django_assert_num_queries(9):
        page = inside.get(f"/campaigns/company/{company.pk}/consents/", headers={"HX-Request": "true"})
    assert page.content.decode().count("Visit of 2 February") == rows
