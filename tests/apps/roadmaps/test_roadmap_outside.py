"""What leaves the house: is the PDF accessible and literal, is the calendar right and its address secret?"""

from __future__ import annotations

import io
from datetime import date, timedelta

import icalendar
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from factories import roadmaps as made
from factories.roadmaps import AT, TODAY, day, version
from grappe.apps.roadmaps import operations, queries
from grappe.apps.roadmaps.queries.gantt import draw
from grappe.engines import planning
from grappe.ui.paper import _each_text, _named, _without_controls

pytestmark = pytest.mark.django_db


def pdf(roadmap, language="fr", today=TODAY):
    return PdfReader(io.BytesIO(queries.as_pdf(roadmap, today=today, language=language)))


def words(reader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_pdf_is_tagged_titled_and_in_the_companys_language(roadmap, steps, people):
    made.aid(roadmap, people.manager)
    reader = pdf(roadmap)
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("fr")
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Digital plan"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    said = words(reader)
    for expected in ("Zéphyr Bois S.A.", "Audit", "Dans les temps", "Étapes", "Fit 4 Digital", "12 000 €"):
        assert expected in said, expected


@pytest.mark.parametrize(
    ("language", "word"), [("en", "On track"), ("fr", "Dans les temps"), ("de", "Im Plan")]
)
def test_the_pdf_speaks_each_language(roadmap, steps, language, word):
    reader = pdf(roadmap, language)
    assert word in words(reader)
    assert reader.trailer["/Root"]["/Lang"].startswith(language)


NASTY = [
    "*bold* _x_ #panic() $a$ @ref <tag> `raw` \\ // /* */ = Head",
    '#import "x": *',
    "[](){}#{}",
    "\\u{1F600}",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_words_from_outside_are_never_markup(roadmap, people, nasty):
    made.step(roadmap, people.manager, nasty, 0, description=nasty, owner_name=nasty)
    said = words(pdf(roadmap)).replace(" ", "")
    assert nasty.replace(" ", "") in said


@pytest.mark.parametrize(
    "strange", ["🚀 start", "中文公司", "a\x07b", "\ud83d half", "\u202eevil", "e\u0301té", "👩‍👩‍👧"]
)
def test_no_character_fails_the_paper(roadmap, strange):
    roadmap.title = strange  # half a pair cannot be stored, but must not fail either
    assert len(pdf(roadmap).pages) == 1


def test_characters_without_a_glyph_are_named():
    assert _named("🚀 Rakete ✓ é") == "[rocket] Rakete ✓ é"
    assert _each_text({"a": ["x\x07", 3]}, _without_controls) == {"a": ["x", 3]}


def test_empty_long_and_closed_roadmaps(roadmap, people):
    assert "Aucune étape" in words(pdf(roadmap))
    last = None
    for number in range(45):
        after = [last] if last else []
        last = made.step(
            roadmap, people.manager, f"Étape {number} " + "longue " * 12, number * 40, 30, after=after
        )
    operations.close_roadmap(
        roadmap=roadmap, version=version(roadmap), outcome="Fini.", by=people.manager, at=AT
    )
    roadmap.refresh_from_db()
    reader = pdf(roadmap)
    assert len(reader.pages) > 2
    assert "Résultat" in words(reader) and "Fini." in words(reader) and "Étape 44" in words(reader)


def test_an_invented_company_is_labelled_on_paper(roadmap):
    roadmap.company.invented = True
    assert "Entreprise inventée" in words(pdf(roadmap))


def test_the_page_of_the_pdf(client, people, roadmap, steps):
    client.force_login(people.ministry)
    answer = client.get(reverse("roadmaps:pdf", args=[roadmap.pk]))
    assert (answer["Content-Type"], answer["Content-Language"]) == ("application/pdf", "fr")
    assert answer["Content-Disposition"] == 'inline; filename="zephyr-digital-plan.pdf"'
    assert answer.content.startswith(b"%PDF")
    german = client.get(reverse("roadmaps:pdf", args=[roadmap.pk]), {"language": "de"})
    assert german["Content-Language"] == "de"
    other = client.get(reverse("roadmaps:pdf", args=[roadmap.pk]), {"language": "../x"})
    assert other["Content-Language"] == "fr"


# --- The calendar ---


def path(roadmap) -> str:
    return "/" + queries.feed_address(roadmap).split("/", 3)[3]


def test_the_calendar_shows_each_step_as_whole_days(client, roadmap, steps):
    operations.mark_done(step=steps[0], version=version(roadmap), on=TODAY, by=roadmap.opened_by, at=AT)
    answer = client.get(path(roadmap))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["X-WR-CALNAME"] == "Zéphyr · Digital plan"
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert list(events) == ["✓ Audit", "Plan", "Apply"]
    plan = events["Plan"]
    assert plan["DTSTART"].dt == day(7)
    assert plan["DTEND"].dt == day(10)  # exclusive: the last day is the ninth
    assert plan["DTSTART"].params["VALUE"] == "DATE"
    assert str(plan["UID"]).startswith(f"step-{steps[1].pk}@")
    assert b"12000" not in answer.content and b"6000" not in answer.content


def test_the_uid_stays_and_the_sequence_rises_when_a_step_moves(client, roadmap, steps, people):
    def event():
        calendar = icalendar.Calendar.from_ical(client.get(path(roadmap)).content)
        return next(e for e in calendar.walk("VEVENT") if str(e["SUMMARY"]) == "Apply")

    before = event()
    operations.move_step(step=steps[2], version=version(roadmap), start=day(30), by=people.manager, at=AT)
    after = event()
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == day(30)


def test_a_calendar_that_knows_the_state_is_not_sent_it_again(client, roadmap, steps, people):
    first = client.get(path(roadmap))
    same = client.get(path(roadmap), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    operations.mark_started(step=steps[0], version=version(roadmap), on=TODAY, by=people.manager, at=AT)
    assert client.get(path(roadmap), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_forged_cut_or_renewed_address_is_404(client, roadmap, people):
    address = path(roadmap)
    assert client.get(address).status_code == 200
    token = address.split("/")[3]
    forged = [
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "x",
        f"{roadmap.pk}~{roadmap.feed_salt}",
        token.replace("~", "~~"),
        "999999" + token,
        "é" + token,
    ]
    for each in forged:
        assert client.get(reverse("roadmaps:feed", args=[each])).status_code == 404, each
    operations.renew_feed(roadmap=roadmap, by=people.manager, at=AT)
    assert client.get(address).status_code == 404
    roadmap.refresh_from_db()
    assert client.get(path(roadmap)).status_code == 200


def test_another_roadmaps_word_opens_nothing(client, roadmap, company, people):
    other = made.roadmap(company, people.manager, "Other")
    other.feed_salt, kept = roadmap.feed_salt, other.feed_salt
    assert kept != other.feed_salt
    assert client.get(path(other)).status_code == 404


# --- The drawing ---


@given(
    spans=st.lists(st.tuples(st.integers(-400, 900), st.integers(1, 200)), min_size=1, max_size=12),
    today=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_the_drawing_holds_every_bar_and_month_in_whole_pixels(spans, today):
    steps = [
        planning.Step(str(n), f"S{n}", TODAY + timedelta(days=a), TODAY + timedelta(days=a + length - 1))
        for n, (a, length) in enumerate(spans)
    ]
    plan = planning.settle(
        planning.Plan.of(
            step if n == 0 else planning.Step(step.id, step.title, step.start, step.end, (str(n - 1),))
            for n, step in enumerate(steps)
        )
    ).plan
    kinds = {step.id: "open" for step in plan.steps}
    drawing = draw(plan, kinds=kinds, editable=True, today=today, language="fr")
    for bar in drawing.bars:
        assert bar.x >= 0 and bar.right <= drawing.width and bar.y + drawing.bar_height <= drawing.height
        assert drawing.first + timedelta(days=bar.offset) == bar.start
        assert all(isinstance(value, int) for value in (bar.x, bar.y, bar.width, bar.offset))
    months = drawing.months
    assert months[0].x == 0 and sum(month.width for month in months) == drawing.width
    assert [month.x for month in months] == sorted({month.x for month in months})
    assert len(drawing.arrows) == len(steps) - 1
    assert drawing.today_x is None or 0 <= drawing.today_x <= drawing.width


def test_nothing_is_drawn_of_nothing():
    assert draw(planning.Plan(), kinds={}, editable=True, today=TODAY, language="en") is None
