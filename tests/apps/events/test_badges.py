"""What stands on badges as they are printed: words to be read, cut marks, and a code that a phone reads back?"""

from __future__ import annotations

import io
from uuid import UUID

import pytest
import segno
from django.urls import reverse
from pypdf import PdfReader

from factories import events
from grappe.apps.events.queries import badges as queries
from grappe.apps.events.queries import token_of
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
LONG = "Dr. Marie-Antoinette de la Rochefoucauld-Montbéliard von und zu Hohenlohe-Langenburg"


@pytest.fixture
def event(people):
    return events.event(people.manager, at=clock.now())


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def drawings(page) -> list[list[tuple[str, list[float]]]]:
    """Return the strokes of each code on a page: runs of moves and lines too long to be anything else."""
    found: list[list[tuple[str, list[float]]]] = [[]]
    for values, operator in page.get_contents().operations:
        if operator in (b"m", b"l"):
            found[-1].append((operator.decode(), [float(each) for each in values]))
        elif found[-1]:
            found.append([])
    return [lines for lines in found if len(lines) > 100]


def modules(lines: list[tuple[str, list[float]]]) -> set[tuple[int, int]]:
    """Return the dark modules (column, row) of a code that is drawn as horizontal strokes, one module high."""
    dark, start = set(), (0.0, 0.0)
    for name, (x, y) in lines:
        if name == "m":
            start = (x, y)
        else:
            assert y == pytest.approx(start[1])
            dark |= {(column, int(start[1])) for column in range(round(start[0]), round(x))}
    return dark


def expected_modules(code: UUID) -> set[tuple[int, int]]:
    matrix = segno.make(str(code).upper(), error="q", micro=False, boost_error=False).matrix_iter(border=4)
    return {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_a_badge_says_who_comes_and_its_code_is_the_registrations(event):
    guest = events.registration(event, function="Directrice", language="de")
    reader = read(queries.badge_pdf(guest))
    page = reader.pages[0]
    assert len(reader.pages) == 1
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
        (90 / 25.4 * 72, 54 / 25.4 * 72), abs=0.1
    )
    said = words(reader)
    for word in ("Camille Exemple", "Exemple S.A.", "Directrice", "Verbundwerkstoffe", "DE"):
        assert word in said
    drawn = drawings(page)
    assert len(drawn) == 1
    assert modules(drawn[0]) == expected_modules(guest.code)
    other = events.registration(event, "Jos Muster")
    assert modules(drawn[0]) != expected_modules(other.code)


def test_the_code_holds_nothing_of_the_person():
    code = UUID("0b2f9c4e-5d6a-4c1e-9b57-8f2f0b9f5a11")
    assert queries.as_scanned(code) == "0B2F9C4E-5D6A-4C1E-9B57-8F2F0B9F5A11"


def test_ten_badges_stand_on_a_page_with_a_code_each(event, people):
    guests = sorted(
        (events.registration(event, f"Guest {number:02d}") for number in range(12)), key=lambda g: g.name
    )
    reader = read(queries.sheet_pdf(event, part=1, for_user=people.manager, language="fr"))
    assert len(reader.pages) == 2
    assert "Guest 09" in reader.pages[0].extract_text()
    assert "Guest 10" in reader.pages[1].extract_text()
    drawn = [modules(each) for page in reader.pages for each in drawings(page)]
    assert drawn == [expected_modules(guest.code) for guest in guests]
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert reader.metadata.title == "Badges : Composites pour la route"


def test_only_those_with_a_seat_on_site_have_one(event, people):
    events.registration(event, "Comes")
    events.registration(event, "Online", attendance="online")
    for state in ("waiting", "unconfirmed", "cancelled"):
        events.registration(event, state.title(), state=state)
    found = queries.badges(event, for_user=people.manager)
    assert [each.name for each in found] == ["Comes"]


def test_a_long_name_is_written_whole(event):
    guest = events.registration(event, LONG, organisation="Gesellschaft für " + "Verbundwerkstoff" * 6)
    said = words(read(queries.badge_pdf(guest))).replace(" ", "").replace("-", "")
    assert LONG.replace(" ", "").replace("-", "") in said


def test_a_name_in_another_script_and_hostile_words_are_only_words(event):
    guest = events.registration(
        event, '#panic("no") *bold* 山田 \u202e太郎 🚀', organisation="$x$ \\ #import"
    )
    said = words(read(queries.badge_pdf(guest)))
    assert '#panic("no") *bold*' in said
    assert "#import" in said


@pytest.mark.parametrize("state", ["waiting", "unconfirmed", "cancelled"])
def test_who_has_no_seat_has_no_badge(event, state):
    with pytest.raises(BadInput, match="those who have a seat"):
        queries.badge_pdf(events.registration(event, state=state))


def test_many_badges_come_in_files_that_are_written_at_once(event, people, monkeypatch):
    monkeypatch.setattr(queries, "FILE", 3)
    for name in "GFEDCBA":
        events.registration(event, name)
    parts = queries.parts(event, for_user=people.manager)
    assert [(each.first, each.last, each.from_name, each.to_name, each.pages) for each in parts] == [
        (1, 3, "A", "C", 1), (4, 6, "D", "F", 1), (7, 7, "G", "G", 1),
    ]  # fmt: skip
    last = words(read(queries.sheet_pdf(event, part=3, for_user=people.manager, language="en")))
    assert "G" in last.split()
    for part in (0, 4):
        with pytest.raises(BadInput):
            queries.sheet_pdf(event, part=part, for_user=people.manager, language="en")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_many(manager, event, django_assert_num_queries, rows):
    for number in range(rows):
        events.registration(event, f"Guest {number}")
    manager.get(reverse("events:badges", args=[event.pk]))
    with django_assert_num_queries(8):
        shown = manager.get(reverse("events:badges", args=[event.pk])).content.decode()
    assert f"Badges 1 to {rows}" in shown
    assert shown.count("badge.pdf") == rows


def test_one_persons_badge_and_the_search_for_it(manager, event):
    guest = events.registration(event, "Camille Exemple")
    events.registration(event, "Jos Muster", organisation="Muster AG")
    shown = manager.get(reverse("events:badges", args=[event.pk]), {"q": "muster"}).content.decode()
    assert "Jos Muster" in shown
    assert reverse("events:badge", args=[guest.pk]) not in shown
    answer = manager.get(reverse("events:badge", args=[guest.pk]))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert "Camille Exemple" in words(read(answer.content))


def test_ones_own_badge_by_the_signed_link(client, event):
    guest = events.registration(event, "Camille Exemple")
    answer = client.get(reverse("events:own_badge", args=[token_of(guest)]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "Camille Exemple" in words(read(answer.content))
    assert client.get(reverse("events:own_badge", args=["forged"])).status_code == 404
    token = token_of(guest)
    guest.salt = "another"
    guest.save()
    assert client.get(reverse("events:own_badge", args=[token])).status_code == 410


def test_ones_own_badge_while_there_is_no_seat(client, event):
    guest = events.registration(event, state="waiting")
    answer = client.get(reverse("events:own_badge", args=[token_of(guest)]))
    assert answer.status_code == 400
    assert "place" in answer.content.decode()  # in the guest's French
