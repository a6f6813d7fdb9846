"""Is a study published whole, for ever, in three languages, with nobody named who did not agree?"""

from __future__ import annotations

import io
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from factories import studies as make
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.studies.models import Edition, Finding
from grappe.apps.studies.operations import editions, reviews
from grappe.apps.studies.operations.charts import MOST_BARS, MOST_POINTS
from grappe.apps.studies.operations.editions import authors
from grappe.apps.studies.queries.anonymity import check
from grappe.apps.studies.queries.content import FIRST, content_of
from grappe.apps.studies.queries.edition_document import edition_pdf
from grappe.apps.studies.queries.editions import whole_table
from grappe.apps.studies.queries.printed import MOST_ROWS, blocks, printed, shown_cell
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def study(people):
    """A study with everything in it: three interviews of different consent, a table, a source, findings."""
    made = make.study(
        people.manager, authors="Weber, Claire; Müller, Jonas",
        summaries={"en": "Half is burnt.", "fr": "La moitié est brûlée.", "de": "Die Hälfte wird verbrannt."},
    )  # fmt: skip
    make.hypothesis(made, outcome="supported")
    make.section(made, words="As said [@muller2021].\n\n## Inside\n\n- one\n- two")
    source, table = make.source(made, "muller2021"), make.table(made)
    finding = make.finding(made)
    for consent, words in (
        ("anonymous", "We burn it."),
        ("named", "I say so."),
        ("refused", "Never print this."),
    ):
        company = CompanyFactory(name=f"Firm {consent}")
        interview = make.interview(made, ContactFactory(company=company), consent=consent)
        make.evidence(finding, make.passage(interview, words))
    make.evidence(finding, table, where="2023")
    make.evidence(finding, source, bearing="contradicts")
    make.finding(made, "Nobody knows why", position=1)
    return made


@pytest.fixture
def reviewed(study, people):
    review = reviews.ask(
        study=study, name="Odile", email="odile@university.example", by=people.manager, at=AT
    )
    reviews.send_to_review(study=study, by=people.manager, at=AT)
    reviews.finish(review=review, recommendation="publish", words="", at=AT)
    study.refresh_from_db()
    return study


def published(study, by) -> Edition:
    return editions.publish(study=study, changes={"en": "First."}, by=by, at=AT)


class TestContent:
    def test_what_may_not_be_printed_is_not_in_it(self, study):
        text = json.dumps(content_of(study))
        assert "We burn it." in text and "Never print this." not in text
        assert "Firm" not in text, "the study names nobody, whatever they agreed to"
        study.named_companies = True
        text = json.dumps(content_of(study))
        assert "Firm named" in text and "Firm anonymous" not in text and "Firm refused" not in text

    def test_in_words(self, study):
        shown = printed(content_of(study), "en")
        first, bare = shown.findings
        assert [each.contradicts for each in first.evidence] == [False, False, False, True]
        assert first.evidence[-1].source == "(Müller, 2021)" and not bare.evidence
        assert [block.kind for block in shown.chapters[0].blocks] == ["p", "h", "ul"]
        assert shown.chapters[0].blocks[0].lines[0][1].key == "muller2021"
        assert shown.tables[0].rows[1] == ("2022", "135.5")

    def test_no_text_is_markup(self):
        (block,) = blocks("<script>alert(1)</script> [@unknown]", {})
        assert "".join(part.words for part in block.lines[0]) == "<script>alert(1)</script> [@unknown]"

    @pytest.mark.parametrize(
        ("value", "kind", "language", "shown"),
        [
            ("1234.5", "number", "en", "1,234.5"), ("1234.50", "number", "de", "1.234,50"), (None, "number", "en", ""),
            ("x", "number", "en", "x"), ("2023", "text", "fr", "2023"), ("2023-05-01", "date", "de", "01.05.2023"),
        ],
    )  # fmt: skip
    def test_cells_are_written_in_the_language(self, value, kind, language, shown):
        from django.utils import translation

        with translation.override(language):
            assert shown_cell(value, kind) == shown


class TestPublication:
    def test_nothing_is_published_before_the_review(self, study, people):
        with pytest.raises(BadInput, match="not being reviewed"):
            published(study, people.manager)
        assert not Edition.objects.exists()

    def test_only_the_lead_and_administrators_publish(self, reviewed, people):
        reviewed.team.add(people.analyst)
        with pytest.raises(PermissionDenied):
            published(reviewed, people.analyst)

    def test_an_edition_stays_as_it_was(self, reviewed, people):
        edition = published(reviewed, people.manager)
        reviewed.refresh_from_db()
        assert (reviewed.state, edition.number, reviewed.published_at) == ("published", 1, AT)
        Finding.objects.filter(study=reviewed).update(statements={"en": "Changed"})
        edition.refresh_from_db()
        assert "Half of the waste is burnt" in json.dumps(edition.content)
        assert edition.content["reviewers"] == [{"name": "Odile", "organisation": ""}]
        assert edition.citation["author"] == [
            {"family": "Weber", "given": "Claire"}, {"family": "Müller", "given": "Jonas"},
        ]  # fmt: skip

    def test_a_withdrawn_edition_says_why_and_shows_nothing(self, reviewed, people, client):
        edition = published(reviewed, people.manager)
        with pytest.raises(BadInput, match="Say why"):
            editions.withdraw(edition=edition, reason={}, by=people.manager, at=AT)
        editions.withdraw(edition=edition, reason={"en": "A wrong unit."}, by=people.manager, at=AT)
        page = client.get(f"/studies/p/{reviewed.slug}/")
        text = page.content.decode()
        assert "A wrong unit." in text and "Half of the waste" not in text
        for rest in ("pdf/", "table/1/"):
            assert client.get(f"/studies/p/{reviewed.slug}/1/{rest}").status_code == 404

    def test_authors_as_cited(self):
        assert authors("Weber, Claire; STATEC ;") == [
            {"family": "Weber", "given": "Claire"},
            {"literal": "STATEC"},
        ]


class TestPaper:
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_the_pdf_is_accessible_and_in_the_language(self, reviewed, people, language):
        edition = published(reviewed, people.manager)
        reader = PdfReader(io.BytesIO(edition_pdf(edition, language=language)))
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        assert reader.trailer["/Root"]["/Lang"].startswith(language)
        assert reader.metadata.title == reviewed.titles[language]
        for words in ({"en": "Half is burnt.", "fr": "La moitié est brûlée.", "de": "Die Hälfte wird verbrannt."}[language],
                      "We burn it.", "(Müller, 2021)", "CC BY 4.0", "Odile"):  # fmt: skip
            assert words in text, words
        assert "Never print this" not in text and "Firm" not in text

    def test_text_that_looks_like_typst_is_text(self, reviewed, people):
        reviewed.titles = {"en": '#panic("x") $a$ *b* \\'}
        reviewed.save()
        edition = published(reviewed, people.manager)
        text = PdfReader(io.BytesIO(edition_pdf(edition, language="en"))).pages[0].extract_text()
        assert '#panic("x")' in text.replace("“", '"').replace("”", '"')


class TestPublicPages:
    def test_everybody_reads_it_in_each_language(self, reviewed, people, client):
        published(reviewed, people.manager)
        assert "Recycling of composites" in client.get("/studies/p/?language=en").content.decode()
        page = client.get(f"/studies/p/{reviewed.slug}/?language=de")
        text = page.content.decode()
        assert 'lang="de"' in text and "Die Hälfte wird verbrannt." in text and "Firm" not in text
        assert "Ohne Beleg" in text and page["Cache-Control"].startswith("public")
        again = client.get(
            f"/studies/p/{reviewed.slug}/?language=de", headers={"If-None-Match": page["ETag"]}
        )
        assert again.status_code == 304

    def test_nothing_of_a_study_that_is_not_published(self, study, client):
        assert client.get(f"/studies/p/{study.slug}/").status_code == 404

    def test_the_next_edition_is_pointed_to(self, reviewed, people, client):
        published(reviewed, people.manager)
        from grappe.apps.studies.operations import move

        move(study=reviewed, to="running", by=people.manager, at=AT)
        reviewed.refresh_from_db()
        reviews.send_to_review(study=reviewed, by=people.manager, at=AT)
        reviews.finish(review=reviewed.reviews.get(round=2), recommendation="publish", words="", at=AT)
        assert published(reviewed, people.manager).number == 2
        assert "newer edition" in client.get(f"/studies/p/{reviewed.slug}/1/?language=en").content.decode()
        assert "newer edition" not in client.get(f"/studies/p/{reviewed.slug}/?language=en").content.decode()

    def test_tables_and_citations_to_keep(self, reviewed, people, client):
        published(reviewed, people.manager)
        table = client.get(f"/studies/p/{reviewed.slug}/1/table/1/").content.decode()
        assert "Waste (t, 2021–2023, LU)" in table and "2022,135.5" in table
        bib = client.get(f"/studies/p/{reviewed.slug}/1/cite.bib").content.decode()
        assert "Weber, Claire" in bib and bib.startswith("@")
        item = json.loads(client.get(f"/studies/p/{reviewed.slug}/1/cite.json").content)[0]
        assert item["URL"].endswith(f"/studies/p/{reviewed.slug}/1/")
        assert client.get(f"/studies/p/{reviewed.slug}/1/table/7/").status_code == 404
        assert client.get(f"/studies/p/{reviewed.slug}/1/cite.exe").status_code == 404

    def test_published_from_the_page(self, reviewed, people, client):
        client.force_login(people.manager)
        url = f"/studies/{reviewed.pk}/editions/"
        text = client.get(url).content.decode()
        assert "Nothing is in the way." in text
        client.post(f"{url}publish/", {"changes_en": "First."})
        edition = Edition.objects.get()
        assert edition.changes == {"en": "First."}
        assert f"/studies/p/{reviewed.slug}/1/" in client.get(url).content.decode()
        client.post(f"{url}1/withdraw/", {"reason_en": "Wrong unit"})
        edition.refresh_from_db()
        assert edition.withdrawn_at is not None

    def test_what_is_in_the_way_is_told_on_the_page(self, study, people, client):
        client.force_login(people.manager)
        text = client.get(f"/studies/{study.pk}/editions/").content.decode()
        assert "Nobody has finished a review yet." in text and "/editions/publish/" not in text
        answer = client.post(f"/studies/{study.pk}/editions/publish/", {})
        assert answer.status_code == 422 and not Edition.objects.exists()


def test_what_is_not_translated_says_its_language(client, reviewed, people):
    published(reviewed, people.manager)
    html = client.get(f"/studies/p/{reviewed.slug}/", {"language": "fr"}).content.decode()
    assert '<span lang="en">Half of the waste is burnt</span>' in html
    assert "La moitié est brûlée." in html
    assert '<span lang="fr">' not in html


def test_a_table_nobody_could_open_is_in_the_way_of_an_edition(reviewed, people):
    table = reviewed.tables.get()
    table.row_count = 250_001
    table.save()
    with pytest.raises(BadInput, match="too many cells"):
        published(reviewed, people.manager)
    assert not Edition.objects.exists()


class TestLongTables:
    """A page prints sixty rows of a table: it reads few more, and the file of the table has them all."""

    ROWS = 1_000

    @pytest.fixture
    def long(self, study):
        rows = [[f"place {number}", str(number)] for number in range(self.ROWS)]
        return make.table(study, titles={"en": "Places"}, rows=rows, row_count=self.ROWS)

    @pytest.fixture
    def edition(self, long, reviewed, people):
        return published(reviewed, people.manager)

    def test_no_chart_and_no_page_needs_more_than_is_kept_at_hand(self):
        assert max(MOST_BARS, MOST_POINTS, MOST_ROWS) <= FIRST

    def test_what_is_kept(self, edition):
        short, long = edition.content["tables"]
        assert (len(short["rows"]), short["row_count"]) == (3, 3)
        assert (len(long["rows"]), long["row_count"]) == (FIRST, self.ROWS)
        assert list(edition.rows) == ["2"] and len(edition.rows["2"]) == self.ROWS

    def test_the_page_reads_few_and_says_how_many_more(self, client, edition):
        url = f"/studies/p/{edition.study.slug}/"
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url, headers={"Accept-Language": "en"}).content.decode()
        assert "place 59<" in page and "place 60<" not in page and "940" in page
        assert not [each for each in asked if '"studies_edition"."rows"' in each["sql"]]

    def test_the_file_is_whole(self, client, edition):
        file = client.get(f"/studies/p/{edition.study.slug}/1/table/2/").content.decode()
        assert len(file.strip().splitlines()) == self.ROWS + 1 and "place 999" in file
        assert client.get(f"/studies/p/{edition.study.slug}/1/table/3/").status_code == 404

    def test_a_preview_reads_few_as_well(self, client, people, study, long):
        client.force_login(people.manager)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/studies/{study.pk}/editions/preview/").content.decode()
        assert "place 59<" in page and "place 60<" not in page
        reads = [each["sql"] for each in asked if 'FROM "studies_table"' in each["sql"]]
        assert reads and all("jsonb_path_query_array" in each for each in reads)

    def test_names_are_looked_for_in_every_row(self, study, long):
        company = CompanyFactory(name="Verre Exemple S.A.")
        make.interview(study, ContactFactory(company=company))
        long.rows[-1][0] = "Verre Exemple S.A."
        long.save()
        assert [each.name for each in check(study)] == ["Verre Exemple S.A."]

    def test_editions_from_before_are_taken_apart_and_put_together(self, study, long, people):
        moved = import_module("grappe.apps.studies.migrations.0004_edition_rows")
        before = content_of(study) | {"reviewers": []}
        old = json.loads(json.dumps(before))
        for each in old["tables"]:
            del each["row_count"]
        edition = make.edition(study, content=old, rows={})
        moved.apart(apps, None)
        edition.refresh_from_db()
        assert [len(each["rows"]) for each in edition.content["tables"]] == [3, FIRST]
        assert whole_table(edition, 2)["rows"] == before["tables"][1]["rows"] and not whole_table(edition, 9)
        moved.together(apps, None)
        edition.refresh_from_db()
        assert edition.content == before
