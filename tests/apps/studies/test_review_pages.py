"""Do the pages of a review show the study as it stands, keep what is written, and open to nobody else?"""

from __future__ import annotations

import pytest

from factories import studies as make
from grappe.apps.studies.models import Comment, Review
from grappe.apps.studies.operations import reviews
from grappe.apps.studies.queries.review_links import token_of
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


@pytest.fixture
def study(people):
    made = make.study(people.manager, summaries={"en": "In short."})
    make.section(made, words="First [@muller2021].\n\n## Inside\n\n- one\n- two")
    make.source(made, "muller2021")
    finding = make.finding(made)
    make.evidence(finding, make.table(made), where="2023")
    return made


@pytest.fixture
def reading(study, people):
    review = reviews.ask(
        study=study,
        name="Odile",
        email="odile@university.example",
        language="en",
        by=people.manager,
        at=clock.now(),
    )
    reviews.send_to_review(study=study, by=people.manager, at=clock.now())
    return review


def test_asked_from_the_page(inside, study):
    url = f"/studies/{study.pk}/review/"
    page = inside.post(f"{url}ask/", {"name": "Odile", "email": "nowhere"})
    assert page.status_code == 422
    inside.post(f"{url}ask/", {"name": "Odile", "email": "odile@university.example", "language": "de"})
    assert Review.objects.get().name == "Odile"
    inside.post(f"{url}send/")
    study.refresh_from_db()
    assert study.state == "review" and "Odile" in inside.get(url).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tab_in_a_constant_number_of_queries(inside, study, people, rows, django_assert_num_queries):
    for number in range(rows):
        review = make.review(study, name=f"Reader {number}", state="reading")
        for _each in range(rows):
            review.comments.create(about="summary", text="Why?", said_at=clock.now())
    with django_assert_num_queries(18):
        page = inside.get(f"/studies/{study.pk}/review/")
    assert page.content.decode().count("Why?") == rows * rows


def test_a_reviewer_from_outside_reads_comments_and_finishes(client, reading):
    url = f"/studies/r/{token_of(reading)}/"
    text = client.get(url).content.decode()
    for words in (
        "In short.",
        "Half of the waste is burnt",
        "(Müller, 2021)",
        "Table 1",
        "2023",
        "<li>one</li>",
    ):
        assert words in text, words
    assert "Without evidence" not in text
    client.post(url, {"what": "comment", "about": "summary", "summary-text": "<b>Which</b> year?"})
    said = Comment.objects.get()
    assert (said.about, said.quoted, said.text) == ("summary", "In short.", "<b>Which</b> year?")
    assert "&lt;b&gt;Which&lt;/b&gt; year?" in client.get(url).content.decode()
    page = client.post(url, {"what": "comment", "about": "finding-999", "text": "x"}, follow=True)
    assert "is gone" in page.content.decode() and Comment.objects.count() == 1
    assert client.post(url, {"what": "finish"}).status_code == 422
    client.post(url, {"what": "finish", "recommendation": "minor", "words": "Fine."})
    reading.refresh_from_db()
    assert (reading.state, reading.words) == ("done", "Fine.")
    assert "Send the review" not in client.get(url).content.decode()


def test_what_outsiders_get_is_never_cached(client, reading):
    assert "no-store" in client.get(f"/studies/r/{token_of(reading)}/")["Cache-Control"]
    assert client.get("/studies/r/forged/").status_code == 404


def test_nobody_reads_while_the_authors_work(client, reading, people):
    reading.study.state = "running"
    reading.study.save()
    text = client.get(f"/studies/r/{token_of(reading)}/").content.decode()
    assert "In short." not in text and "working on the study" in text


def test_a_colleague_reviews_inside_and_others_do_not(client, study, people):
    review = reviews.ask(study=study, user=people.analyst, by=people.manager, at=clock.now())
    reviews.send_to_review(study=study, by=people.manager, at=clock.now())
    url = f"/studies/reviews/{review.pk}/"
    client.force_login(people.manager)
    assert client.get(url).status_code == 403
    client.force_login(people.analyst)
    assert "In short." in client.get(url).content.decode()
    client.post(url, {"what": "finish", "recommendation": "publish"})
    review.refresh_from_db()
    assert review.state == "done"


def test_comments_are_answered_from_the_page(inside, reading):
    said = reviews.comment(review=reading, about="summary", quoted="", text="Why?", at=clock.now())
    url = f"/studies/comments/{said.pk}/answer/"
    page = inside.post(url, {"what": "not", f"{said.pk}-words": ""}, follow=True)
    assert "Say why" in page.content.decode()
    inside.post(url, {"what": "taken_up", f"{said.pk}-words": "Added."})
    said.refresh_from_db()
    assert (said.taken_up, said.answer) == (True, "Added.")
    inside.post(url, {"what": "reopen"})
    said.refresh_from_db()
    assert said.resolved_at is None
