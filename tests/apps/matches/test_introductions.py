"""Does an introduction reach its reader, get its answer, keep every change, and remind at most once each time?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from factories import matches as make
from factories.jobs import work
from grappe.apps.matches import operations, queries
from grappe.apps.matches.enums import NOTE_NEEDED, TRANSITIONS, Actor, IntroductionState
from grappe.apps.matches.models import Introduction, IntroductionChange, Reminder
from grappe.apps.solutions import operations as solutions
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(clusters):
    solutions.load_solutions(
        [e for e in make.shipped_solutions() if e["id"] == "cybersecurity-first-check"], at=make.AT
    )
    return make.company(clusters, name="Beispill S.à r.l.")


@pytest.fixture
def match(firm, people):
    return make.accepted(make.need(firm, "Cybersécurité", "Nos serveurs"), people.manager)


@pytest.fixture
def sent(match, people):
    return make.introduced(match, people.manager)


def later(days: float) -> datetime:
    return make.AT + timedelta(days=days)


def page_of(introduction) -> str:
    return reverse("matches:outsider", args=[queries.token_of(introduction)])


@pytest.fixture
def at(monkeypatch):
    """Let the views' clock stand at a moment."""
    from grappe.ui import clock

    def stand(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: moment.date())

    stand(make.AT)
    return stand


# --- The letter ---


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "we would like to introduce"),
        ("fr", "nous aimerions vous présenter"),
        ("de", "wir möchten Ihnen"),
    ],
)
def test_the_letter_goes_out_in_the_reader_s_language_with_a_link_that_opens(
    match, people, client, at, language, words
):
    introduction = make.introduced(match, people.manager, language=language)
    assert not mail.outbox
    work()
    (letter,) = mail.outbox
    assert letter.to == ["nadia@provider.example"] and letter.reply_to == [people.manager.email]
    assert words in letter.body and "Bonjour, voici une entreprise." in letter.body
    assert "Beispill S.à r.l." in letter.subject and "&" not in letter.subject
    link = re.search(r"https?://\S+", letter.body).group()
    answer = client.get(link.split("8000", 1)[1])
    assert answer.status_code == 200 and "Beispill" in answer.content.decode()
    assert introduction.changes.get().to_state == "sent"


def test_a_name_with_a_line_break_cannot_add_a_header(firm, match, people):
    firm.brand = "Evil\r\nBcc: everybody@world.example"
    firm.save()
    introduction = make.introduced(match, people.manager)
    assert operations.send_letter(introduction_id=introduction.pk)
    assert "\n" not in mail.outbox[0].subject and mail.outbox[0].bcc == []


def test_an_answered_introduction_gets_no_letter_any_more(sent, people):
    operations.withdraw(introduction=sent, note="", by=people.manager, at=make.AT)
    assert not operations.send_letter(introduction_id=sent.pk)
    assert not mail.outbox


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"recipient_email": "nobody"}, "not an e-mail"),
        ({"recipient_email": "a@b.example\nBcc: c@d.example"}, "not an e-mail"),
        ({"recipient_name": " "}, "to whom"),
        ({"message": ""}, "to whom"),
        ({"message": "x" * 4001}, "longer"),
        ({"language": "lb"}, "French, German or English"),
    ],
)
def test_a_bad_introduction_is_refused(match, people, change, fault):
    with pytest.raises(BadInput, match=fault):
        make.introduced(match, people.manager, **change)
    assert not Introduction.objects.exists()


def test_only_one_introduction_at_a_time_and_only_for_what_was_accepted(match, people):
    first = make.introduced(match, people.manager)
    with pytest.raises(BadInput, match="under way"):
        make.introduced(match, people.manager)
    operations.withdraw(introduction=first, note="", by=people.manager, at=make.AT)
    operations.decide(
        need_id=match.need_id, kind="service", pk=match.solution_id, state="dismissed", as_of=make.TODAY,
        by=people.manager, at=make.AT,
    )  # fmt: skip
    match.refresh_from_db()
    with pytest.raises(BadInput, match="accepted"):
        make.introduced(match, people.manager)


# --- States ---


@pytest.mark.parametrize(("start", "to", "actor"), list(product(IntroductionState, IntroductionState, Actor)))
def test_the_transition_table_is_the_law(sent, people, start, to, actor):
    Introduction.objects.filter(pk=sent.pk).update(state=start)
    by = people.manager if actor is Actor.TEAM else None
    allowed = actor in TRANSITIONS.get((start, to), frozenset())
    before = IntroductionChange.objects.count()
    if allowed:
        operations.change(introduction=sent, to_state=to, note="because", by=by, at=later(1))
        sent.refresh_from_db()
        last = sent.changes.last()
        assert (sent.state, last.from_state, last.to_state, last.by_user) == (to, start, to, by)
        assert sent.answered_at == later(1)
    else:
        with pytest.raises(BadInput):
            operations.change(introduction=sent, to_state=to, note="because", by=by, at=later(1))
        assert IntroductionChange.objects.count() == before


@pytest.mark.parametrize("to", sorted(NOTE_NEEDED))
def test_a_refusal_needs_its_reason_and_a_report_its_words(sent, people, to):
    Introduction.objects.filter(pk=sent.pk).update(state="accepted")
    with pytest.raises(BadInput, match="Please say"):
        operations.change(introduction=sent, to_state=to, note="  ", by=None, at=make.AT)
    operations.change(introduction=sent, to_state=to, note="The firm is too far away.", by=None, at=make.AT)
    sent.refresh_from_db()
    assert "too far" in (sent.decline_reason + sent.outcome)


def test_two_answers_at_once_the_second_is_told(sent, people):
    operations.change(
        introduction=sent, to_state="accepted", note="", by=people.manager, at=make.AT, seen_state="sent"
    )
    with pytest.raises(Stale):
        operations.change(
            introduction=sent, to_state="declined", note="no", by=None, at=make.AT, seen_state="sent"
        )
    sent.refresh_from_db()
    assert sent.state == "accepted"


def test_only_those_who_look_after_the_company_introduce_and_change(match, sent, people):
    for role, user in people.by_role().items():
        if role in ("administrator", "manager"):
            continue
        with pytest.raises(PermissionDenied):
            make.introduced(match, user)
        with pytest.raises(PermissionDenied):
            operations.withdraw(introduction=sent, note="", by=user, at=make.AT)


# --- The outsider's page ---


def test_an_outsider_accepts_then_reports_without_an_account(client, sent, at):
    page = client.get(page_of(sent)).content.decode()
    assert 'value="accepted"' in page and 'value="done"' not in page and 'value="withdrawn"' not in page
    answer = client.post(page_of(sent), {"to_state": "accepted", "note": "", "seen": "sent"}, follow=True)
    assert answer.status_code == 200
    client.post(page_of(sent), {"to_state": "done", "note": "Contrat signé.", "seen": "accepted"})
    sent.refresh_from_db()
    assert (sent.state, sent.outcome) == ("done", "Contrat signé.")
    assert [change.to_state for change in sent.changes.all()] == ["sent", "accepted", "done"]
    assert [change.by_user for change in sent.changes.all()][1:] == [None, None]


def test_an_outsider_who_declines_without_a_reason_is_asked_for_it(client, sent, at):
    answer = client.post(page_of(sent), {"to_state": "declined", "note": "", "seen": "sent"})
    assert answer.status_code == 422
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_markup_in_an_answer_stays_text(client, sent, at, people):
    client.post(page_of(sent), {"to_state": "declined", "note": "<script>alert(1)</script>", "seen": "sent"})
    client.force_login(people.manager)
    page = client.get(reverse("matches:introduction", args=[sent.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_the_outsider_s_page_is_in_the_letter_s_language_and_not_kept(client, sent, at):
    answer = client.get(page_of(sent))
    assert '<html lang="fr">' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin"
    client.cookies["django_language"] = "de"
    assert '<html lang="de">' in client.get(page_of(sent)).content.decode()


def test_an_expired_a_withdrawn_and_a_forged_link_say_what_is_wrong(client, sent, at, people):
    token = queries.token_of(sent)
    signer = signing.Signer(salt="grappe.matches.introduction")
    strangers = [
        signing.dumps([sent.pk, sent.link_salt]),
        signer.sign_object([10**9, "x"]),
        signer.sign_object("x"),
    ]
    for forged in [token[:-1], token + "x", "x", *strangers]:
        answer = client.get(reverse("matches:outsider", args=[forged]))
        assert answer.status_code == 404 and "Beispill" not in answer.content.decode()
    at(later(61))
    answer = client.get(page_of(sent))
    assert answer.status_code == 410 and "Beispill" not in answer.content.decode()
    assert client.post(page_of(sent), {"to_state": "accepted", "seen": "sent"}).status_code == 410
    at(make.AT)
    operations.withdraw(introduction=sent, note="", by=people.manager, at=make.AT)
    assert client.get(page_of(sent)).status_code == 410


def test_a_link_opens_its_own_introduction_only(client, match, sent, at, people):
    operations.change(introduction=sent, to_state="declined", note="no", by=None, at=make.AT)
    other = make.introduced(match, people.manager, message="Une autre lettre.")
    mixed = signing.Signer(salt="grappe.matches.introduction").sign_object([other.pk, sent.link_salt])
    assert client.get(reverse("matches:outsider", args=[mixed])).status_code == 410


# --- Reminders ---


@pytest.mark.parametrize(
    ("day", "expected"),
    [(8, []), (9, [9]), (10, [9]), (20, [9]), (21, [9, 21]), (45, [9, 21, 45]), (59, [9, 21, 45])],
)
def test_reminders_are_due_after_9_21_and_45_days(sent, day, expected):
    operations.remind(today=make.TODAY + timedelta(days=day), at=later(day))
    assert sorted(sent.reminders.values_list("day", flat=True)) == expected


@pytest.mark.django_db(transaction=True)
def test_day_by_day_each_reminder_goes_out_once(match, people):
    introduction = make.introduced(match, people.manager, language="de")
    work()
    mail.outbox.clear()
    for day in range(1, 60):
        for _twice in range(2):
            operations.remind(today=make.TODAY + timedelta(days=day), at=later(day))
        work()
    assert len(mail.outbox) == 3
    assert [int(re.search(r"\d+", letter.body).group()) for letter in mail.outbox] == [9, 21, 45]
    assert queries.token_of(introduction) in mail.outbox[2].body
    assert "Erinnerung" in mail.outbox[0].subject


@pytest.mark.django_db(transaction=True)
def test_after_a_pause_one_letter_goes_out(match, people):
    make.introduced(match, people.manager)
    work()
    mail.outbox.clear()
    assert operations.remind(today=make.TODAY + timedelta(days=50), at=later(50)) == 1
    work()
    assert len(mail.outbox) == 1 and Reminder.objects.count() == 3


@pytest.mark.parametrize("state", ["accepted", "declined", "done", "withdrawn"])
def test_nobody_is_reminded_of_what_was_answered(sent, state):
    Introduction.objects.filter(pk=sent.pk).update(state=state)
    assert operations.remind(today=make.TODAY + timedelta(days=30), at=later(30)) == 0


def test_an_answer_between_order_and_sending_stops_the_letter(sent, people):
    operations.remind(today=make.TODAY + timedelta(days=9), at=later(9))
    operations.change(introduction=sent, to_state="accepted", note="", by=None, at=later(9))
    assert not operations.send_reminder(introduction_id=sent.pk, day=9)
    assert not mail.outbox


def test_the_database_refuses_a_second_reminder_of_a_day(sent):
    from django.db import IntegrityError, transaction

    Reminder.objects.create(introduction=sent, day=9, sent_at=make.AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(introduction=sent, day=9, sent_at=make.AT)


# --- What the team sees ---


@pytest.mark.parametrize(("day", "step"), [(8, None), (9, 9), (21, 21), (46, 45)])
def test_what_waits_is_told_by_9_21_and_45_days(sent, people, day, step):
    for user in (people.manager, people.administrator, people.ministry):
        rows = queries.introductions_waiting(for_user=user, today=make.TODAY + timedelta(days=day))
        assert [row.step for row in rows] == ([step] if step else [])
    assert not queries.introductions_waiting(
        for_user=people.other_manager, today=make.TODAY + timedelta(days=day)
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(firm, people, client, django_assert_num_queries, count):
    for number in range(count):
        make.introduced(make.accepted(make.need(firm, f"Besoin {number}"), people.manager), people.manager)
    client.force_login(people.manager)
    # session, user, own clusters, those that wait + reminders, count, introductions
    with django_assert_num_queries(7):
        assert client.get(reverse("matches:introductions")).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_pages_of_an_introduction_in_every_language(client, match, people, at, language):
    people.manager.language = language
    people.manager.save()
    client.force_login(people.manager)
    form = client.get(reverse("matches:introduce", args=[match.pk]))
    assert form.status_code == 200 and "cyber@agency.example" in form.content.decode()
    answer = client.post(
        reverse("matches:introduce", args=[match.pk]),
        {
            "recipient_name": "N. B.",
            "recipient_email": "n@b.example",
            "language": "de",
            "message": "Guten Tag",
        },
        follow=True,
    )
    introduction = Introduction.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("matches:introduction", args=[introduction.pk])
    page = answer.content.decode()
    assert {"en": "What happened", "fr": "Ce qui s’est passé", "de": "Was geschah"}[language] in page
    told = client.post(
        reverse("matches:change", args=[introduction.pk]),
        {"to_state": "declined", "note": "", "seen": "sent"},
    )
    assert told.status_code == 422


def test_the_timeline_tells_decisions_and_every_change(firm, match, sent, people):
    operations.change(introduction=sent, to_state="accepted", note="", by=None, at=later(1))
    with translation.override("en"):
        entries = queries.timeline_entries(company_id=firm.pk, for_user=people.ministry)
    assert [entry.label for entry in entries] == [
        "Introduction accepted",
        "Solution accepted",
        "Introduction sent",
    ] or [entry.label for entry in entries] == [
        "Introduction accepted",
        "Introduction sent",
        "Solution accepted",
    ]
    assert entries[0].by == "Nadia Beispill"
    earlier = queries.timeline_entries(company_id=firm.pk, for_user=people.ministry, before=later(1))
    assert len(earlier) == 2
    assert len(queries.timeline_entries(company_id=firm.pk, for_user=people.ministry, limit=1)) == 1


def test_the_last_reminder_comes_before_the_link_expires():
    from grappe.apps.matches.operations.introductions import LINK_LASTS
    from grappe.engines.planning import REMINDER_DAYS

    assert timedelta(days=max(REMINDER_DAYS) + 7) < LINK_LASTS
    assert date(2026, 3, 2) == make.TODAY
