"""As the organiser of business meetings, I give everybody one timetable, and see it through the day.

I switch the meetings on, make slots and tables, add and settle meetings, have a timetable computed and watch it, look
at the grid, at what has no place and why, and at what self-booking would have given; I publish it, and when somebody
does not come I see what would move before I publish the repair. By keyboard, in French and English, on a phone too.
"""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from factories import events as make
from factories.browser import loads_anew, nothing_sticks_out
from factories.jobs import work
from grappe.apps.events.models import MeetingPlan, Timetable
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "switch": {"fr": "Activer les rendez-vous d’affaires", "en": "Switch business meetings on"},
    "make": {"fr": "Créer les créneaux", "en": "Make the slots"},
    "keep": {"fr": "Enregistrer", "en": "Keep"},
    "add": {"fr": "Ajouter", "en": "Add"},
    "compute": {"fr": "Calculer", "en": "Compute"},
    "stop": {"fr": "Arrêter avec le meilleur trouvé", "en": "Stop with the best so far"},
    "grid": {"fr": "Grille", "en": "Grid"},
    "person": {"fr": "Par personne", "en": "By person"},
    "publish": {"fr": "Publier", "en": "Publish"},
    "late": {"fr": "Changement tardif", "en": "Late change"},
    "show": {"fr": "Montrer ce qui bougerait", "en": "Show what would move"},
    "apply": {"fr": "Appliquer et publier", "en": "Apply and publish"},
    "optimal": {"fr": "Optimalité prouvée", "en": "Proved optimal"},
    "sheets": {"fr": "Les feuilles individuelles en PDF", "en": "Everybody's sheet as PDF"},
}  # fmt: skip
NAMES = (
    "Camille Exemple", "Jos Muster", "Ada Beispiel", "Luc Modèle", "Nora Probe", "Tom Essai", "Lia Test", "Max Invention",
    "Eva Fiktiv", "Paul Inventé",
)  # fmt: skip


def press(page, name: str, language: str, role: str = "button") -> None:
    """Press what leads to a page, and wait for that page."""
    found = page.get_by_role(role, name=WORDS[name][language], exact=True).first
    found.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


@pytest.fixture
def event(people, db):
    return make.event(people.manager, at=clock.now(), in_days=20)


def meet(plan, count: int = 10):
    """People who agreed to meet about two in three of the others, and one who can hardly ever."""
    made = [make.participant(plan, name, organisation=f"{name.split()[1]} S.A.") for name in NAMES[:count]]
    for number, one in enumerate(made):
        for step, other in enumerate(made[number + 1 :], start=1):
            if step % 3:
                make.request(one, other, wish=1 + (number + step) % 3)
    for slot in list(plan.slots.all())[1:]:
        made[0].unavailable.create(slot=slot)
    return made


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_nothing_to_a_repaired_timetable(
    sign_in, people, event, live_server, axe_clean, shot, language, tmp_path
):
    page = sign_in(people.manager, language)
    page.on("dialog", lambda dialog: dialog.accept())
    home = f"{live_server.url}/events/{event.pk}/meetings/"
    page.goto(home)
    axe_clean(page)
    press(page, "switch", language)
    page.locator(".meeting-nav").wait_for()
    page.goto(f"{home}slots/")
    start = event.starts_at.astimezone(clock.now().tzinfo)
    assert start.hour == 9  # in the world's time; the fields are in Luxembourg's
    for name, value in (
        ("first_from", "11:30"),
        ("first_until", "13:00"),
        ("second_from", "14:00"),
        ("second_until", "16:00"),
    ):
        page.locator(f"#id_{name}").fill(value)
    press(page, "make", language)
    expect(page.locator(".meeting-slots li")).to_have_count(8 + 1)  # and the long break
    axe_clean(page)
    shot(page, f"meetings-slots-{language}")
    page.goto(f"{home}tables/")
    page.locator("#id_number").fill("4")
    press(page, "keep", language)
    expect(page.locator(".meeting-slots li")).to_have_count(4)
    plan = MeetingPlan.objects.get()
    assert (plan.slots.count(), plan.tables.count()) == (8, 4)
    axe_clean(page)
    participants = meet(plan)
    page.goto(f"{home}requests/add/")
    page.locator("#id_asker").select_option(str(participants[1].pk))
    page.locator("#id_asked").select_option(str(participants[4].pk))
    press(page, "add", language)
    page.locator("table tbody tr").first.wait_for()
    axe_clean(page)
    shot(page, f"meetings-requests-{language}")
    settled = plan.requests.filter(asker=participants[1]).first()
    page.goto(f"{live_server.url}/events/meetings/requests/{settled.pk}/")
    page.locator("#id_must").check()
    page.locator("#id_fixed_slot").select_option(index=2)
    axe_clean(page)
    press(page, "keep", language)
    page.locator(".alert-success").wait_for()
    page.goto(home)
    axe_clean(page)
    shot(page, f"meetings-home-{language}")
    press(page, "compute", language)
    page.locator("#timetable-progress").wait_for()
    axe_clean(page)
    work()
    page.get_by_text(WORDS["optimal"][language], exact=False).first.wait_for()
    page.locator("#timetable-compared[data-drawn]").wait_for()
    axe_clean(page)
    shot(page, f"timetable-{language}", document="timetable" if language == "en" else "")
    unplaced = plan.timetables.get().meetings.filter(slot=None).count()
    assert unplaced > 0
    expect(page.locator(".meeting-unplaced li")).to_have_count(unplaced)
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    download.value.save_as(tmp_path / "grid.xlsx")
    assert (
        openpyxl.load_workbook(tmp_path / "grid.xlsx").active.max_row
        == 1 + plan.timetables.get().meetings.count()
    )
    with page.expect_download() as download:
        page.get_by_role("link", name=WORDS["sheets"][language]).click()
    download.value.save_as(tmp_path / "sheets.pdf")
    paper = PdfReader(io.BytesIO((tmp_path / "sheets.pdf").read_bytes()))
    assert (
        len(paper.pages) == 10
        and "Muster S.A." in paper.pages[5].extract_text() + paper.pages[6].extract_text()
    )
    press(page, "grid", language, role="link")
    page.locator(".meeting-grid").wait_for()
    axe_clean(page)
    shot(page, f"timetable-grid-{language}", document="timetable-grid" if language == "en" else "")
    with loads_anew(page):
        page.locator("#grid-person").select_option(str(participants[2].pk))
    page.locator(".meeting-mine").first.wait_for()
    axe_clean(page)
    shot(page, f"timetable-grid-one-{language}")
    press(page, "person", language, role="link")
    page.wait_for_url("**by=people**")
    axe_clean(page)
    shot(page, f"timetable-people-{language}")
    page.goto(f"{live_server.url}/events/timetables/{plan.timetables.get().pk}/")
    press(page, "publish", language)
    page.locator(".alert").first.wait_for()
    assert Timetable.objects.get().current
    # The day comes: somebody does not.
    page.goto(f"{home}late/")
    axe_clean(page)
    page.locator("#id_since").fill((event.starts_at - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"))
    page.locator("#id_withdrawn").select_option([str(participants[3].pk)])
    shot(page, f"timetable-late-{language}")
    press(page, "show", language)
    page.locator("#timetable-progress").wait_for()
    work()
    page.locator("#changes-title").wait_for()
    participants[3].refresh_from_db()
    assert participants[3].withdrawn_at is None  # nothing is true yet
    expect(page.locator("[role=note]")).to_have_count(0)  # and nothing else has changed
    axe_clean(page)
    shot(page, f"timetable-repair-{language}")
    press(page, "apply", language)
    page.locator(".alert").first.wait_for()
    participants[3].refresh_from_db()
    assert participants[3].withdrawn_at is not None
    assert Timetable.objects.get(current=True).number == 2
    axe_clean(page)


def test_stopped_while_it_waits(sign_in, people, event, live_server, axe_clean, shot):
    plan = make.plan(event, slots=6, tables=3)
    meet(plan, 6)
    page = sign_in(people.manager, "en")
    page.goto(f"{live_server.url}/events/{event.pk}/meetings/")
    press(page, "compute", "en")
    page.locator("#timetable-progress").wait_for()
    shot(page, "timetable-progress-en")
    press(page, "stop", "en")
    page.get_by_text("Stopped before a worker had begun.").wait_for()
    axe_clean(page)
    work()
    assert Timetable.objects.get().state == "failed"


def test_on_a_phone(sign_in, people, event, live_server, axe_clean, shot):
    plan = make.plan(event, slots=8, tables=4)
    meet(plan, 9)  # with ten it takes minutes to prove how few breaks there must be
    page = sign_in(people.manager, "fr")
    page.on("dialog", lambda dialog: dialog.accept())
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/events/{event.pk}/meetings/")
    press(page, "compute", "fr")
    page.locator("#timetable-progress").wait_for()
    work()
    page.locator("#result-title").wait_for()
    made = Timetable.objects.get()
    home = f"/events/{event.pk}/meetings/"
    for name, path in (
        ("home", home), ("slots", f"{home}slots/"), ("tables", f"{home}tables/"), ("people", f"{home}people/"),
        ("requests", f"{home}requests/"), ("timetable", f"/events/timetables/{made.pk}/"),
        ("grid", f"/events/timetables/{made.pk}/grid/"), ("by-people", f"/events/timetables/{made.pk}/grid/?by=people"),
    ):  # fmt: skip
        page.goto(f"{live_server.url}{path}")
        axe_clean(page)
        nothing_sticks_out(page)
        shot(page, f"meetings-phone-{name}")
    # As it looks when the time was up before it was proved.
    Timetable.objects.update(status="feasible", breaks=2, bound=0)
    page.goto(f"{live_server.url}/events/timetables/{made.pk}/")
    axe_clean(page)
    nothing_sticks_out(page)
    shot(page, "meetings-phone-unproved")
