"""Who is asked, who is left out and why, who is reminded, and how is it counted?"""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import surveys
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from grappe.apps.campaigns.operations.consents import address_of, note_bounce, unsubscribe
from grappe.apps.surveys.models import Letter, Participation, Wave
from grappe.apps.surveys.operations import answers, letters, waves
from grappe.apps.surveys.queries.audience import Audience, select
from grappe.apps.surveys.queries.links import link_of
from grappe.apps.surveys.queries.waves import response_of
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT, DAY = surveys.AT, timedelta(days=1)


def test_everybody_is_meant_once_and_why_somebody_gets_no_letter_is_told(people, clusters):
    heard = surveys.firm(clusters["wood"], "Ahorn")
    stopped = surveys.firm(clusters["wood"], "Birke")
    unsubscribe(address=address_of(f"head{stopped.pk}@firm.example"), at=AT)
    bounced = surveys.firm(clusters["wood"], "Cedar")
    note_bounce(address=address_of(f"head{bounced.pk}@firm.example"), reason="550", at=AT)
    silent = CompanyFactory(name="Douglasie", clusters=[clusters["wood"]])
    PersonFactory(company=silent, email="")
    left = surveys.firm(clusters["wood"], "Eiche")
    left.people.update(left_on=AT.date())
    CompanyFactory(name="Fichte", clusters=[clusters["wood"]], archived_at=AT)
    found = select(Audience(), for_user=people.analyst, on=AT.date())
    assert [(each.company, each.left_out) for each in found.meant] == [
        ("Ahorn", ""), ("Birke", "objected"), ("Cedar", "bounced"), ("Douglasie", "no_email"), ("Eiche", "nobody"),
    ]  # fmt: skip
    assert found.meant[0].company_id == heard.pk


def test_whoever_objected_is_not_written_to_through_a_colleague_who_may_be(people, clusters):
    company = surveys.firm(clusters["wood"])
    unsubscribe(address=address_of(f"head{company.pk}@firm.example"), at=AT)
    PersonFactory(company=company, email="second@firm.example", language="de")
    (meant,) = select(Audience(), for_user=people.analyst, on=AT.date()).meant
    assert (meant.email, meant.language, meant.left_out) == ("second@firm.example", "de", "")


def test_an_audience_is_narrowed_by_cluster_size_and_contact(people, clusters):
    small = surveys.firm(clusters["wood"], "Small")
    FiguresFactory(company=small, headcount=5, turnover_eur=100_000, balance_sheet_eur=100_000)
    surveys.firm(clusters["digital"], "Other")
    ContactFactory(company=small, state="held", starts_at=AT - 30 * DAY)

    def names(**how):
        return [each.company for each in select(Audience(**how), for_user=people.analyst, on=AT.date()).meant]

    assert names() == ["Other", "Small"]
    assert names(clusters=("wood",)) == ["Small"]
    assert names(sizes=("micro",)) == ["Small"]
    assert names(sizes=("unknown",)) == ["Other"]
    assert names(looked_after=True) == ["Small"]


def test_a_wave_is_one_a_year_and_its_days_make_sense(people, clusters):
    surveys.prepared(people.analyst)
    for more in (
        {},
        {"year": 2024, "closes_on": AT.date() - DAY},
        {"year": 2024, "remind_after": [60]},
        {"year": 2024, "remind_after": [1, 2, 3, 4]},
        {"year": 2019},
    ):
        with pytest.raises(BadInput):
            waves.prepare(plan=surveys.plan(**more), by=people.analyst, at=AT)
    assert Wave.objects.count() == 1


def test_managers_and_the_ministry_keep_no_wave(people, clusters):
    wave = surveys.prepared(people.administrator)
    for user in (people.manager, people.ministry):
        for write in (
            lambda user=user: waves.prepare(plan=surveys.plan(2024), by=user, at=AT),
            lambda user=user: waves.start(wave=wave, by=user, at=AT),
            lambda user=user: waves.close(wave=wave, by=user, at=AT),
        ):
            with pytest.raises(PermissionDenied):
                write()


def test_letters_wait_for_nine_of_the_first_day_and_go_out_in_the_companys_language(people, clusters):
    surveys.firm(clusters["wood"], "Ahorn", language="fr")
    surveys.firm(clusters["wood"], "Birke", language="de")
    wave = surveys.prepared(people.analyst, opens_on=AT.date() + DAY)
    assert waves.start(wave=wave, by=people.analyst, at=AT) == 2
    assert letters.send(now=lambda: AT) == 0
    assert letters.send(now=lambda: AT + DAY) == 2
    french, german = mail.outbox
    assert (french.subject, german.subject) == ("Enquête 2025 : Ahorn", "Umfrage 2025: Birke")
    assert "?language=fr" in french.body and "?language=de" in german.body
    assert "an Kollegen weitergeben" in german.body
    assert french.reply_to == [people.analyst.email]
    with pytest.raises(BadInput, match="already"):
        waves.start(wave=wave, by=people.analyst, at=AT)


def test_who_is_asked_is_fixed_by_the_start(people, clusters):
    company = surveys.firm(clusters["wood"])
    wave = surveys.started(people.analyst)
    company.clusters.set([clusters["digital"]])
    surveys.firm(clusters["wood"], "Later")
    assert response_of(wave, for_user=people.analyst).total.asked == 1
    assert [str(each.label) for each in response_of(wave, for_user=people.analyst).by_cluster] == [
        str(clusters["wood"])
    ]
    with pytest.raises(BadInput, match="only the last day"):
        waves.change(
            wave=wave, plan=surveys.plan(audience=Audience(clusters=("digital",))), by=people.analyst, at=AT
        )
    changed = waves.change(
        wave=wave, plan=surveys.plan(closes_on=AT.date() + 60 * DAY), by=people.analyst, at=AT
    )
    assert changed.closes_on == AT.date() + 60 * DAY


def test_only_those_who_said_nothing_are_reminded_and_nobody_twice(people, clusters):
    firms = [surveys.firm(clusters["wood"]) for _number in range(4)]
    wave = surveys.started(people.analyst)
    surveys.answers(surveys.part_of(wave, firms[0]), jobs=3, turnover=1, satisfaction=2, send=True)
    answers.decline(participation=surveys.part_of(wave, firms[1]), by=None, at=AT)
    surveys.answers(surveys.part_of(wave, firms[2]), jobs=3)  # begun is not answered
    assert waves.remind(at=AT + 13 * DAY) == 0
    assert waves.remind(at=AT + 14 * DAY) == 2
    assert waves.remind(at=AT + 15 * DAY) == 0
    assert waves.remind(at=AT + 28 * DAY) == 2
    assert waves.remind(at=AT + 60 * DAY) == 0, "it is closed"
    reminded = set(Letter.objects.filter(kind="reminder").values_list("participation__company", flat=True))
    assert reminded == {firms[2].pk, firms[3].pk}


def test_days_are_counted_from_when_the_letters_went(people, clusters):
    """Prepared for a day twenty days ago, started today: nobody is reminded tomorrow of a letter of today."""
    surveys.firm(clusters["wood"])
    surveys.started(people.analyst, opens_on=AT.date() - 20 * DAY, closes_on=AT.date() + 42 * DAY)
    assert [waves.remind(at=AT + days * DAY) for days in (1, 8, 13)] == [0, 0, 0]
    assert (waves.remind(at=AT + 14 * DAY), waves.remind(at=AT + 28 * DAY)) == (1, 1)


def test_letters_say_where_one_stops_them(people, clusters):
    company = surveys.firm(clusters["wood"])
    part = surveys.part_of(surveys.started(people.analyst), company)
    letters.send(now=lambda: AT)
    (letter,) = mail.outbox
    assert letter.extra_headers["List-Unsubscribe"] == f"<{link_of(part)}#no-more-mails>"


def test_what_failed_is_sent_again_and_nobody_is_written_to_twice(client, people, clusters, monkeypatch):
    firms = [surveys.firm(clusters["wood"], f"Firm {number}") for number in range(6)]
    wave = surveys.started(people.analyst)
    waves.remind(at=AT + 14 * DAY)
    fate = {  # of invitation and reminder
        0: ("failed", "failed"), 1: ("failed", "sent"), 2: ("sent", "failed"), 3: ("failed", "uncertain"),
        4: ("failed", "left_out"), 5: ("failed", "failed"),
    }  # fmt: skip
    for number, (first, second) in fate.items():
        rows = Letter.objects.filter(participation__company=firms[number])
        rows.filter(kind="invitation").update(state=first)
        rows.filter(kind="reminder").update(state=second)
    answers.decline(participation=surveys.part_of(wave, firms[5]), by=None, at=AT)
    moved = firms[4].people.get()
    moved.email = "new@firm.example"
    moved.save()
    later = AT + 15 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", lambda: later.date())
    client.force_login(people.manager)
    assert "Write again" not in client.get(reverse("surveys:wave", args=[wave.pk])).content.decode()
    with pytest.raises(PermissionDenied):
        letters.send_again(wave=wave, by=people.manager, at=later)
    client.force_login(people.analyst)
    assert (
        "Write again to 3 companies" in client.get(reverse("surveys:wave", args=[wave.pk])).content.decode()
    )
    page = client.post(reverse("surveys:wave_letters", args=[wave.pk]), follow=True).content.decode()
    assert "Letters go to 3 companies." in page and "Write again" not in page
    letters.send(now=lambda: later)
    assert sorted(address for letter in mail.outbox for address in letter.to) == sorted(
        [f"head{firms[0].pk}@firm.example", f"head{firms[2].pk}@firm.example", "new@firm.example"]
    )
    assert letters.send_again(wave=wave, by=people.analyst, at=later) == 0, "pressed twice"
    waves.close(wave=wave, by=people.analyst, at=later)
    with pytest.raises(BadInput, match="not open"):
        letters.send_again(wave=wave, by=people.analyst, at=later)


def test_a_reminder_is_not_sent_to_whoever_answered_in_the_meantime(people, clusters):
    company = surveys.firm(clusters["wood"])
    wave = surveys.started(people.analyst)
    letters.send(now=lambda: AT)
    waves.remind(at=AT + 14 * DAY)
    surveys.answers(
        surveys.part_of(wave, company), jobs=3, turnover=1, satisfaction=2, send=True, at=AT + 14 * DAY
    )
    letters.send(now=lambda: AT + 14 * DAY)
    assert [letter.state for letter in Letter.objects.order_by("pk")] == ["sent", "left_out", "sent"]
    assert len(mail.outbox) == 2, "the invitation and the receipt"


def test_the_rate_counts_each_company_once_at_the_furthest_it_came(people, clusters):
    firms = [surveys.firm(clusters["wood"], f"Firm {number}") for number in range(6)]
    CompanyFactory(name="No person", clusters=[clusters["digital"]])
    wave = surveys.started(people.analyst)
    letters.send(now=lambda: AT)
    surveys.answers(surveys.part_of(wave, firms[0]), jobs=3, turnover=1, satisfaction=2, send=True)
    surveys.answers(surveys.part_of(wave, firms[1]), jobs=3)
    answers.note_opened(participation=surveys.part_of(wave, firms[2]), at=AT)
    answers.decline(participation=surveys.part_of(wave, firms[3]), by=None, at=AT)
    Letter.objects.filter(participation__company=firms[4]).update(state="failed")
    total = response_of(wave, for_user=people.analyst).total
    assert (total.asked, total.delivered, total.opened, total.begun, total.answered) == (7, 5, 4, 2, 1)
    assert (total.declined, total.unreachable, total.silent) == (1, 2, 3)
    assert total.rate == pytest.approx(100 / 7)


def test_how_those_who_answered_differ_from_all_is_told(people, clusters):
    wood = [surveys.firm(clusters["wood"]) for _number in range(3)]
    for _number in range(3):
        surveys.firm(clusters["digital"])
    wave = surveys.started(people.analyst)
    assert response_of(wave, for_user=people.analyst).bias == ()
    for company in wood:
        surveys.answers(surveys.part_of(wave, company), jobs=3, turnover=1, satisfaction=2, send=True)
    out = {
        str(each.label): (each.of_asked, each.of_answered)
        for each in response_of(wave, for_user=people.analyst).standing_out
    }
    assert out == {str(clusters["wood"]): (50.0, 100.0), str(clusters["digital"]): (50.0, 0.0)}


def test_the_ministry_is_not_told_whether_one_or_two_companies_answered(people, clusters, client):
    """Eight are asked and four answer: three of wood, one of digital; the whole less wood would tell of that one."""
    firms = [surveys.firm(clusters["wood"]) for _number in range(4)]
    firms += [surveys.firm(clusters["digital"]) for _number in range(4)]
    wave = surveys.started(people.analyst)
    for company in [*firms[:3], firms[4]]:
        surveys.answers(surveys.part_of(wave, company), jobs=3, turnover=1, satisfaction=2, send=True)
    told = {
        user.role: [rate.told for rate in response_of(wave, for_user=user).by_cluster]
        for user in (people.ministry, people.manager)
    }
    assert told == {people.ministry.role: [False, False], people.manager.role: [True, True]}
    assert len(response_of(wave, for_user=people.ministry).bias) < len(
        response_of(wave, for_user=people.manager).bias
    )
    client.force_login(people.ministry)
    page = client.get(reverse("surveys:wave", args=[wave.pk])).content.decode()
    assert page.count('colspan="8">left out') >= 2 and "4 of 8 companies answered" in page


def test_beside_a_whole_that_tells_of_two_no_group_is_told(people, clusters):
    """All five of wood answered and neither of digital did: the whole is on the page, so wood would tell of the two."""
    firms = [surveys.firm(clusters["wood"]) for _number in range(5)]
    for _number in range(2):
        surveys.firm(clusters["digital"])
    wave = surveys.started(people.analyst)
    for company in firms:
        surveys.answers(surveys.part_of(wave, company), jobs=3, turnover=1, satisfaction=2, send=True)
    assert [rate.told for rate in response_of(wave, for_user=people.ministry).by_cluster] == [False, False]


def test_closing_ends_it_at_once(people, clusters):
    company = surveys.firm(clusters["wood"])
    wave = surveys.started(people.analyst)
    waves.close(wave=wave, by=people.analyst, at=AT)
    with pytest.raises(BadInput, match="closed"):
        surveys.answers(surveys.part_of(wave, company), jobs=3)
    with pytest.raises(BadInput):
        waves.close(wave=wave, by=people.analyst, at=AT)
    assert Participation.objects.get().begun_at is None
