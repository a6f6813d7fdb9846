"""What stands on badges as they are printed: words to be read, cut marks, and a code that a phone reads back?"""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import pytest
import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase
from django.urls import reverse
from pypdf import PdfReader

from factories import events
from factories.jobs import work
from grappe.apps.events.models import BadgeFile
from grappe.apps.events.operations import badges as operations
from grappe.apps.events.operations import retention
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
    reader = read(queries.sheet_pdf(event, for_user=people.manager, language="fr"))
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


def guests(event, number: int) -> None:
    for each in range(number):
        events.registration(event, f"Guest {each:02d}")


def test_codes_are_counted_while_they_are_made(event, people, monkeypatch):
    monkeypatch.setattr(queries, "TOLD", 2)
    guests(event, 5)
    told: list[int] = []
    queries.sheet_pdf(event, for_user=people.manager, language="en", made=told.append)
    assert told == [2, 4, 5]


def test_nobody_to_print_for(event, people):
    with pytest.raises(BadInput, match="nobody"):
        queries.sheet_pdf(event, for_user=people.manager, language="en")
    with pytest.raises(BadInput, match="nobody"):
        operations.order(event=event, language="en", by=people.manager, at=clock.now())
    assert not BadgeFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_badges_are_one_file_that_the_worker_writes(manager, event, people, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 10)
    guests(event, 12)
    here = reverse("events:badges", args=[event.pk])
    assert manager.get(reverse("events:badge_sheets", args=[event.pk])).status_code == 400
    assert "Prepare one file of all 12 badges" in manager.get(here).content.decode()
    assert manager.post(reverse("events:badge_prepare", args=[event.pk]))["Location"] == here
    file = BadgeFile.objects.get()
    assert (file.state, file.total, file.ordered_by) == ("ordered", 12, people.manager)
    assert manager.post(reverse("events:badge_prepare", args=[event.pk])).status_code == 302
    assert BadgeFile.objects.get() == file  # one at a time: the second order is the first
    watched = reverse("events:badge_file_progress", args=[file.pk])
    shown = manager.get(here).content.decode()
    assert watched in shown
    assert "0 of 12 codes made" in shown
    assert "Prepare" not in shown
    assert "HX-Refresh" not in manager.get(watched)
    assert manager.get(reverse("events:badge_file", args=[file.pk])).status_code == 404
    work()
    assert manager.get(watched)["HX-Refresh"] == "true"
    assert "Download 12 badges" in manager.get(here).content.decode()
    answer = manager.get(reverse("events:badge_file", args=[file.pk]))
    assert answer["Cache-Control"] == "private, no-store"
    reader = read(b"".join(answer.streaming_content))
    assert len(reader.pages) == 2
    assert [f"Guest {each:02d}" in words(reader) for each in range(12)] == [True] * 12


def test_a_file_counts_those_who_are_in_it(event, people):
    guests(event, 2)
    file = operations.order(event=event, language="en", by=people.manager, at=clock.now())
    events.registration(event, "Later")
    operations.write(file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.total, file.done) == ("done", 3, 3)
    operations.write(file_id=file.pk)  # done is done
    assert len(list(operations.path_of(file).parent.iterdir())) == 1


def test_the_next_file_takes_the_place_of_the_last(event, people):
    guests(event, 1)
    first = BadgeFile.objects.get(pk=events.badge_file(event, people.manager, at=clock.now()))
    other = BadgeFile.objects.get(
        pk=events.badge_file(events_of_another(people), people.manager, at=clock.now())
    )
    second = operations.order(event=event, language="fr", by=people.manager, at=clock.now())
    assert operations.path_of(first).is_file()  # until the next is there
    with TestCase.captureOnCommitCallbacks(execute=True):
        operations.write(file_id=second.pk)
    assert not operations.path_of(first).exists()
    assert set(BadgeFile.objects.values_list("pk", flat=True)) == {second.pk, other.pk}


def events_of_another(people):
    found = events.event(people.manager, at=clock.now())
    guests(found, 1)
    return found


def test_a_file_that_cannot_be_written_says_so(manager, event, people, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 0)
    guests(event, 1)
    file = operations.order(event=event, language="en", by=people.manager, at=clock.now())
    people.manager.role = "ministry"  # may not check in any more
    people.manager.save()
    with pytest.raises(PermissionDenied):
        operations.write(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == "failed"
    manager.force_login(people.administrator)
    shown = manager.get(reverse("events:badges", args=[event.pk])).content.decode()
    assert "could not be written" in shown
    assert "Prepare one file" in shown


def test_a_worker_that_is_gone_keeps_nobody_waiting(event, people):
    guests(event, 1)
    now = clock.now()
    lost = operations.order(event=event, language="en", by=people.manager, at=now - queries.GONE)
    BadgeFile.objects.update(state="running")
    lost.refresh_from_db()
    assert not queries.is_busy(lost, at=now)
    again = operations.order(event=event, language="en", by=people.manager, at=now)
    assert BadgeFile.objects.get() == again
    operations.write(file_id=lost.pk)  # should it come back: there is nothing to write
    again.refresh_from_db()
    assert again.state == "ordered"


def test_upkeep_removes_files_after_a_day_and_those_of_nobody(event, people):
    guests(event, 1)
    now = clock.now()
    file = BadgeFile.objects.get(pk=events.badge_file(event, people.manager, at=now))
    path = operations.path_of(file)
    stray = path.with_name("stray.pdf")
    stray.write_bytes(b"%PDF")
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert operations.forget_old(at=now + operations.KEPT - timedelta(seconds=1)) == 0
    assert path.is_file()
    assert not stray.exists()
    with pytest.raises(RuntimeError), transaction.atomic():
        assert operations.forget_old(at=now + operations.KEPT) == 1
        raise RuntimeError
    assert (path.is_file(), BadgeFile.objects.count()) == (True, 1)  # a rollback loses nothing
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert operations.forget_old(at=now + operations.KEPT) == 1
    assert not path.exists()
    assert not BadgeFile.objects.exists()


def test_a_list_made_anonymous_leaves_no_names_in_a_file(event, people):
    guests(event, 1)
    now = clock.now()
    file = BadgeFile.objects.get(pk=events.badge_file(event, people.manager, at=now))
    running = operations.order(event=event, language="en", by=people.manager, at=now)
    event.starts_at, event.ends_at = now - timedelta(hours=9), now - timedelta(hours=1)
    event.save()
    with TestCase.captureOnCommitCallbacks(execute=True):
        retention.erase(event=event, by=people.manager, at=now)
    operations.write(file_id=running.pk)
    assert not BadgeFile.objects.exists()
    assert not list(operations.path_of(file).parent.iterdir())


def test_a_list_erased_while_its_file_is_written(event, people, monkeypatch):
    guests(event, 1)
    file = operations.order(event=event, language="en", by=people.manager, at=clock.now())
    written = queries.sheet_pdf

    def erased_meanwhile(*arguments, **how):
        content = written(*arguments, **how)
        operations.remove_of(event=event)
        return content

    monkeypatch.setattr(queries, "sheet_pdf", erased_meanwhile)
    with TestCase.captureOnCommitCallbacks(execute=True):
        operations.write(file_id=file.pk)
    assert not list((settings.MEDIA_ROOT / "badges").iterdir())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_many(manager, event, django_assert_num_queries, rows):
    for number in range(rows):
        events.registration(event, f"Guest {number}")
    manager.get(reverse("events:badges", args=[event.pk]))
    with django_assert_num_queries(7):
        shown = manager.get(reverse("events:badges", args=[event.pk])).content.decode()
    assert ("Print 1 badge" if rows == 1 else "Print all 3 badges") in shown
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
