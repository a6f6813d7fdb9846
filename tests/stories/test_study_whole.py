"""As a cluster manager, I take a study from its question through three interviews and a table to an edition that an idea uses."""

from __future__ import annotations

import io

import pytest
from django.core import mail
from playwright.sync_api import expect
from pypdf import PdfReader

from factories.browser import at_rest, loads_anew
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.jobs import work
from grappe.apps.studies.models import Edition, Interview, Passage, Review, Study, Table, Use
from grappe.apps.studies.queries.review_links import token_of

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
COMPANIES = {"Blaue Eule": "anonymous", "Rouge Gorge": "named", "Green Finch": "refused"}
SAID = {
    "Blaue Eule": "We burn what we cannot sell.",
    "Rouge Gorge": "We would pay for clean fibre.",
    "Green Finch": "Never print this.",
}
FINDING = {"en": "Half of the waste is burnt.", "fr": "La moitié des déchets est incinérée."}
IDEA = "A shared recycling line"
FIGURES = "Year;Waste (t);Burnt (t)\n2022;1200;610\n2023;1300;660\n"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_study_from_question_to_use(sign_in, people, live_server, axe_clean, shot, tmp_path, language):
    for name in COMPANIES:
        company = CompanyFactory(name=name)
        PersonFactory(company=company)
        ContactFactory(company=company, subject="Visit", state="held")
    page = sign_in(people.manager, language)
    study = _question(page, live_server.url)
    _asked(page, live_server.url, study)
    _table(page, live_server.url, study, tmp_path)
    _finding(page, live_server.url, study)
    _reviewed(page, live_server.url, study, language)
    _published(page, live_server.url, study, language, axe_clean)
    _used(page, live_server.url, study)
    axe_clean(page)
    shot(page, f"study-whole-{language}")


def _press(page, button) -> None:
    """Press a button by the keyboard and wait for the page that comes."""
    at_rest(page)
    with loads_anew(page):
        button.press("Enter")


def _question(page, base) -> Study:
    page.goto(f"{base}/studies/new/")
    for code, title, question in (
        ("en", "Recycling of composites", "Can a line pay?"),
        ("fr", "Recyclage des composites", "Une ligne est-elle rentable ?"),
    ):
        page.locator(f"#id_titles_{code}").fill(title)
        page.locator(f"#id_questions_{code}").fill(question)
        page.locator(f"#id_summaries_{code}").fill(title + ".")
    page.locator("#id_authors").fill("Weber, Claire")
    _press(page, page.locator("form[data-unsaved] button.btn-primary").last)
    study = Study.objects.get()
    _press(page, page.locator("button[name=to][value=running]"))
    study.refresh_from_db()
    assert study.state == "running"
    return study


def _asked(page, base, study) -> None:
    """One question, three interviews, each with its consent; two passages are made ready for print."""
    page.goto(f"{base}/studies/{study.pk}/guide/add/")
    page.locator("#id_texts_en").fill("What becomes of the waste?")
    _press(page, page.locator("main form button.btn-primary").last)
    question = study.guide.get()
    for name, consent in COMPANIES.items():
        page.goto(f"{base}/studies/{study.pk}/interviews/add/")
        page.locator("#id_name").press_sequentially(name[:6])
        page.get_by_role("option", name=name).click()
        _press(page, page.locator("main form button.w-100"))
        _press(page, page.locator("button[name=contact]"))
        area = page.locator(f"#question-{question.pk} textarea")
        area.fill(SAID[name])
        expect(page.locator(f"#saved-{question.pk}")).not_to_be_empty()
        interview = Interview.objects.get(contact__company__name=name)
        if consent != "refused":
            area.focus()
            area.evaluate("box => box.select()")
            page.locator(f"#question-{question.pk} [data-mark-passage]").press("Enter")
            expect(page.locator("#passages li")).to_have_count(1)
        page.goto(f"{base}/studies/interviews/{interview.pk}/consent/")
        page.locator(f"input[name=consent][value={consent}]").check()
        page.locator("#id_how").select_option("written")
        page.locator("#id_by").fill("Anna Beispill")
        _press(page, page.locator("main form button.btn-primary"))
        interview.refresh_from_db()
        assert interview.consent == consent
    for passage in Passage.objects.order_by("pk"):
        page.goto(f"{base}/studies/passages/{passage.pk}/")
        page.locator("#id_published_en").fill(passage.words)
        _press(page, page.locator("button[name=then][value=save]"))
    assert Passage.objects.exclude(published={}).count() == 2


def _table(page, base, study, folder) -> None:
    path = folder / "waste.csv"
    path.write_text(FIGURES, encoding="utf-8")
    page.goto(f"{base}/studies/{study.pk}/figures/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form:has(input[type=file]) button.btn-primary").press("Enter")
    page.locator("progress").wait_for()
    work()
    page.locator("#id_titles_en").wait_for()
    page.locator("#id_titles_en").fill("Composite waste")
    page.locator("button[name=then][value=import]").press("Enter")
    page.locator("progress").wait_for()
    work()
    page.locator("a[href$='/xlsx/']").first.wait_for()
    table = Table.objects.get()
    assert table.row_count == 2
    page.goto(f"{base}/studies/tables/{table.pk}/charts/new/")
    _press(page, page.locator("main form button.btn-primary"))
    expect(page.locator("[data-drawn]")).to_be_visible()


def _finding(page, base, study) -> None:
    page.goto(f"{base}/studies/{study.pk}/findings/new/")
    for code, words in FINDING.items():
        page.locator(f"#id_statements_{code}").fill(words)
    _press(page, page.locator("main form button.btn-primary").last)
    finding = study.findings.get()
    for kind in ("passage", "figures"):
        page.goto(f"{base}/studies/findings/{finding.pk}/evidence/")
        form = page.locator(f"form:has(input[name=kind][value={kind}])")
        _press(page, form.get_by_role("button"))
    assert sorted(finding.evidence.values_list("kind", flat=True)) == ["figures", "passage"]


def _reviewed(page, base, study, language) -> None:
    page.goto(f"{base}/studies/{study.pk}/review/")
    page.locator("#id_name").fill("Odile Gutachter")
    page.locator("#id_email").fill("odile@university.example")
    page.locator("#id_language").select_option(language)
    _press(page, page.locator("form[action$='/review/ask/'] button"))
    _press(page, page.locator("form[action$='/review/send/'] button"))
    work()
    review = Review.objects.get()
    assert [each.to for each in mail.outbox] == [["odile@university.example"]]
    context = page.context.browser.new_context(viewport={"width": 390, "height": 844}, locale=language)
    outside = context.new_page()
    outside.set_default_timeout(90_000)
    outside.goto(f"{base}/studies/r/{token_of(review)}/")
    expect(outside.get_by_text(FINDING[language]).first).to_be_visible()
    outside.locator("input[name$=recommendation][value=publish]").check()
    _press(outside, outside.locator("form:has(input[name$=recommendation]) button.btn-primary"))
    context.close()
    review.refresh_from_db()
    assert review.state == "done"


def _published(page, base, study, language, axe_clean) -> None:
    page.goto(f"{base}/studies/{study.pk}/editions/")
    _press(page, page.locator("form[action$='/editions/publish/'] button"))
    edition = Edition.objects.get()
    context = page.context.browser.new_context(viewport={"width": 1280, "height": 900})
    anybody = context.new_page()
    anybody.set_default_timeout(90_000)
    anybody.goto(f"{base}/studies/p/{study.slug}/?language={language}")
    expect(anybody.get_by_role("heading", name=FINDING[language])).to_be_visible()
    expect(anybody.locator("[data-drawn]")).to_be_visible()
    for name in COMPANIES:
        assert anybody.get_by_text(name).count() == 0
    axe_clean(anybody)
    kept = context.request.get(f"{base}/studies/p/{study.slug}/{edition.number}/pdf/?language={language}")
    text = "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(kept.body())).pages)
    assert FINDING[language] in " ".join(text.split())
    assert "Never print this" not in text
    context.close()


def _used(page, base, study) -> None:
    finding = study.findings.get()
    page.goto(f"{base}/studies/findings/{finding.pk}/use/")
    page.locator("#id_text").fill(IDEA)
    _press(page, page.locator("main form button.btn-primary"))
    expect(page.get_by_text(IDEA)).to_be_visible()
    assert Use.objects.get().kind == "idea"
    page.goto(f"{base}/studies/{study.pk}/")
    expect(page.locator("h1")).to_be_visible()
