"""Do sources come in by hand and from files, whole or not at all, and are they found, cited and exported again?"""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import studies as make
from grappe.apps.studies.models import Source
from grappe.apps.studies.operations import sources as operations
from grappe.apps.studies.queries import citations, csl, source_imports
from grappe.apps.studies.queries import sources as queries
from grappe.apps.studies.queries.source_fields import item_of, people_of, people_text, shown_in_form
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
BOOK = {
    "type": "book",
    "title": "Composites",
    "author": [{"family": "Weber", "given": "Claire"}],
    "issued": "2020",
}
FILE = r"""@book{weber2020, title={Composites}, author={Weber, Claire}, year={2020}, publisher={Springer}}
@article{new1, title={Something new}, author={M{\"u}ller, Jean}, year={2021}, doi={10.1000/new}}
@article{new1, title={Something new again}, year={2021}, doi={10.1000/NEW}}
@online{page, title={A page}, url={https://x.example/}}
@book{broken, title={No end
@misc{after, title={After it}, year={2019}}
"""


@pytest.fixture
def study(people):
    return make.study(people.manager)


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


def add(study, by, raw=None, **more):
    return operations.add(study=study, raw=raw or BOOK, by=by, at=AT, **more)


class TestByHand:
    def test_a_source_is_added_with_a_key_of_its_own(self, study, people):
        source = add(study, people.manager)
        assert (source.key, source.title, source.author, source.year) == (
            "weber2020", "Composites", "Weber", 2020,
        )  # fmt: skip
        assert source.item["issued"] == {"date-parts": [[2020]]}
        other = add(study, people.manager, BOOK | {"title": "Other"})
        assert other.key == "weber2020a"

    def test_only_the_team_adds(self, study, people):
        with pytest.raises(PermissionDenied):
            add(study, people.other_manager)
        with pytest.raises(PermissionDenied):
            add(study, people.ministry)

    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            ({"title": ""}, "no title"),
            ({"type": "shoe"}, "no type"),
            ({"DOI": "12"}, "form of a DOI"),
            ({"URL": "javascript:alert(1)"}, "no address"),
            ({"type": "webpage", "URL": "https://x.example"}, "on which day it was read"),
            ({"type": "webpage", "accessed": "2026-03-03"}, "still to come"),
            ({"accessed": {"date-parts": [[2021, 2, 30]]}}, "no such day"),
            ({"publisher": "x" * 5_001}, "too long"),
        ],
    )
    def test_bad_input_is_told_and_nothing_is_written(self, study, people, raw, says):
        with pytest.raises(BadInput, match=says):
            add(study, people.manager, BOOK | raw)
        assert not Source.objects.exists()

    def test_what_is_there_is_not_added_again(self, study, people):
        add(study, people.manager, BOOK | {"DOI": "10.1000/abc"})
        with pytest.raises(BadInput, match="weber2020"):
            add(
                study,
                people.manager,
                {"type": "report", "title": "Else", "DOI": "https://doi.org/10.1000/ABC"},
            )
        with pytest.raises(BadInput, match="weber2020"):
            add(study, people.manager, {"type": "book", "title": "composites!", "issued": "2020-03"})

    def test_two_annual_reports_of_one_year_are_two(self, study, people):
        report = {"type": "report", "title": "Annual report", "issued": "2020"}
        add(study, people.manager, report | {"publisher": "STATEC"})
        add(study, people.manager, report | {"publisher": "CSSF"})
        assert study.sources.count() == 2

    def test_a_change_based_on_what_was_is_refused(self, study, people):
        source = add(study, people.manager)
        seen = queries.version_of(source)
        said = {"key": "weber2020", "version": seen, "by": people.manager, "at": AT}
        operations.change(source=source, raw=BOOK | {"publisher": "Springer"}, note="", **said)
        with pytest.raises(Stale):
            operations.change(source=source, raw=BOOK, note="mine", **said)
        source.refresh_from_db()
        assert source.item["publisher"] == "Springer"

    def test_a_key_of_another_source_is_refused(self, study, people):
        source, other = add(study, people.manager), add(study, people.manager, BOOK | {"title": "Other"})
        with pytest.raises(BadInput, match="taken"):
            operations.change(
                source=other, raw=other.item, key=source.key, note="", version=queries.version_of(other),
                by=people.manager, at=AT,
            )  # fmt: skip

    def test_what_something_rests_on_stays(self, study, people):
        source = add(study, people.manager)
        make.evidence(make.finding(study), source)
        with pytest.raises(BadInput, match="1 finding or table"):
            operations.remove(source=source, by=people.manager, at=AT)
        spare = add(study, people.manager, BOOK | {"title": "Spare"})
        operations.remove(source=spare, by=people.manager, at=AT)
        assert [*study.sources.all()] == [source]

    def test_what_no_form_shows_is_kept(self):
        item = csl.clean(BOOK | {"volume": "3", "collection-title": "Series"})[0]
        typed = shown_in_form(item) | {"publisher": "Springer"}
        assert csl.clean(item_of("book", typed, item))[0] == item | {"publisher": "Springer"}

    def test_people_are_written_one_a_line(self):
        text = "Weber, Claire\nvan der Berg, Hans\nKnuth, Jr., Donald\nSTATEC"
        assert people_text(people_of(text)) == text
        assert people_of(text)[1] == {"non-dropping-particle": "van der", "family": "Berg", "given": "Hans"}


class TestFiles:
    def rows(self, study):
        return source_imports.looked_at(study, source_imports.parsed(FILE).entries)

    def test_each_entry_stands_beside_what_is_on_file(self, study, people):
        add(study, people.manager)
        rows = self.rows(study)
        assert [(row.entry.key, row.state) for row in rows] == [
            ("weber2020", "changed"), ("new1", "new"), ("new1", "twice"), ("page", "new"), ("after", "new"),
        ]  # fmt: skip
        assert [(str(label), before, after) for label, before, after in rows[0].changes] == [
            ("Publisher", "", "Springer")
        ]
        assert [row.entry.key for row in rows if row.lacks_day] == ["page"]

    def test_what_was_chosen_comes_in_whole_or_not_at_all(self, study, people):
        source = add(study, people.manager, key="mine")
        entries = source_imports.parsed(FILE).entries
        said = {"study": study, "entries": entries, "by": people.manager, "at": AT}
        with pytest.raises(BadInput, match="A page"):
            operations.take_in(chosen={0, 1, 3}, **said)
        source.refresh_from_db()
        assert "publisher" not in source.item and study.sources.count() == 1
        taken = operations.take_in(chosen={0, 1, 2, 3}, read_on=date(2026, 2, 1), **said)
        assert (taken.added, taken.changed, taken.already) == (2, 1, 1)
        source.refresh_from_db()
        assert (source.key, source.item["publisher"]) == ("mine", "Springer")
        assert study.sources.get(title="A page").read_on == date(2026, 2, 1)
        again = operations.take_in(chosen={0, 1, 2}, **said)
        assert (again.added, again.changed, again.already) == (0, 0, 3)

    def test_what_a_file_does_not_speak_of_is_kept(self, study, people):
        add(study, people.manager, BOOK | {"ISBN": "978"}, note="Read twice")
        operations.take_in(
            study=study, entries=source_imports.parsed(FILE).entries, chosen={0}, by=people.manager, at=AT
        )
        source = study.sources.get()
        assert (source.item["ISBN"], source.note) == ("978", "Read twice")

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            ("nothing at all", "No source was found"),
            ("@misc{a, title={x}}\n" * 501, "Divide it"),
            ("x" * 1_000_001, "at most 1 MB"),
        ],
    )
    def test_what_cannot_be_taken_is_told(self, content, says):
        with pytest.raises(BadInput, match=says):
            source_imports.parsed(content)

    def test_texts_of_old_programs_are_read(self):
        assert source_imports.decoded("Müller".encode("cp1252")) == "Müller"
        assert source_imports.decoded("Müller".encode("utf-16")) == "Müller"
        with pytest.raises(BadInput):
            source_imports.decoded(b"PK\x03\x04\x00\x00")


class TestCitations:
    def test_markup_in_a_field_is_only_words(self):
        items = [("a", {"type": "book", "title": "<script>x</script> & <i>y</i>"})]
        entry = citations.cited(items, "en")["a"].entry
        assert "<script" not in entry and "&lt;i&gt;y" in entry and "&amp;" in entry
        assert "<script>x</script> & <i>y</i>" in citations.cited(items, "en")["a"].plain

    @pytest.mark.parametrize(
        ("language", "says"), [("en", "Available at"), ("fr", "Disponible sur"), ("de", "Verfügbar unter")]
    )
    def test_in_each_language(self, language, says, study):
        source = make.source(study)
        ((_same, entry),) = citations.bibliography([source], language)
        assert says in entry and "<i>Journal of Materials</i>" in entry
        assert citations.in_text(source, language) == "(Müller, 2021)"

    def test_two_of_one_year_are_told_apart(self, study):
        one, two = make.source(study), make.source(study)
        assert {citations.in_text(one, "en"), citations.in_text(two, "en")} == {
            "(Müller, 2021a)",
            "(Müller, 2021b)",
        }

    @pytest.mark.parametrize("kind", sorted(csl.TYPES))
    def test_every_type_is_cited(self, kind):
        item = {
            "type": kind,
            "title": "T",
            "issued": {"literal": "ca. 1900"},
            "accessed": {"literal": "once"},
        }
        assert "T" in citations.cited([("x", item)], "fr")["x"].entry


class TestPages:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(self, inside, study, rows, django_assert_num_queries):
        for number in range(rows):
            source = make.source(study, title=f"Round {number}")
            make.evidence(make.finding(study), source)
        with django_assert_num_queries(10):
            page = inside.get(f"/studies/{study.pk}/sources/")
        assert page.content.decode().count("1 finding rests on it") == rows

    def test_the_list_is_searched(self, inside, study, people):
        add(study, people.manager)
        make.source(study)
        text = inside.get(f"/studies/{study.pk}/sources/?q=weber 2020&kind=book").content.decode()
        assert "1 source" in text and "Composites" in text and "Journal of Materials" not in text

    def test_the_type_decides_the_fields_and_keeps_what_was_typed(self, inside, study):
        url = f"/studies/{study.pk}/sources/add/"
        fragment = inside.get(f"{url}?type=thesis&title=Mine", HTTP_HX_REQUEST="true").content.decode()
        assert "University" in fragment and 'value="Mine"' in fragment and "<html" not in fragment
        page = inside.post(url, {"type": "legislation", "title": "Law", "show": ""})
        assert page.status_code == 200 and "Official journal" in page.content.decode()
        assert not study.sources.exists()

    def test_a_page_needs_its_day(self, inside, study):
        url = f"/studies/{study.pk}/sources/add/"
        typed = {"type": "webpage", "title": "A page", "URL": "https://x.example/", "save": ""}
        assert inside.post(url, typed).status_code == 422
        page = inside.post(url, typed | {"accessed": "2026-02-01", "author": "STATEC"})
        assert page.status_code == 302 and study.sources.get().read_on == date(2026, 2, 1)

    @pytest.mark.parametrize(
        ("field", "value"), [("DOI", "xyz"), ("issued", "31.02.2021"), ("URL", "ftp://x")]
    )
    def test_a_field_with_a_fault_is_marked(self, inside, study, field, value):
        typed = {"type": "report", "title": "A", "save": "", field: value}
        page = inside.post(f"/studies/{study.pk}/sources/add/", typed)
        assert page.status_code == 422 and f'id="id_{field}_error"' in page.content.decode()

    def test_where_two_people_change_one_source_nothing_is_lost(self, inside, study, people):
        source = add(study, people.manager)
        typed = queries.as_written(source) | {"version": queries.version_of(source), "save": ""}
        operations.change(
            source=source, raw=BOOK | {"publisher": "Theirs"}, key=source.key, note="",
            version=queries.version_of(source), by=people.manager, at=AT,
        )  # fmt: skip
        url = f"/studies/sources/{source.pk}/edit/"
        page = inside.post(url, typed | {"publisher": "Mine"})
        text = page.content.decode()
        assert page.status_code == 409 and "Theirs" in text and "Mine" in text
        assert 'name="keep_publisher" value="mine" checked' in text
        # What only they touched is proposed as theirs.
        page = inside.post(url, typed)
        assert page.status_code == 409
        assert 'name="keep_publisher" value="theirs" checked' in page.content.decode()
        source.refresh_from_db()
        typed |= {"version": queries.version_of(source), "publisher": "Mine", "keep_publisher": "mine"}
        assert inside.post(url, typed).status_code == 302
        source.refresh_from_db()
        assert source.item["publisher"] == "Mine"

    def test_a_broken_file_is_shown_with_lines_and_the_rest_comes_in(self, inside, study):
        url = f"/studies/{study.pk}/sources/import/"
        page = inside.post(url, {"file": SimpleUploadedFile("refs.bib", FILE.encode())})
        text = page.content.decode()
        assert page.status_code == 200 and "1 entry cannot be read" in text and "next entry begins" in text
        assert not study.sources.exists()
        typed = {"text": FILE, "chosen": ["0", "1", "4"], "take": ""}
        assert inside.post(url, typed).status_code == 302
        assert {*study.sources.values_list("key", flat=True)} == {"weber2020", "new1", "after"}

    def test_a_page_without_a_day_is_asked_for_it(self, inside, study):
        url = f"/studies/{study.pk}/sources/import/"
        page = inside.post(url, {"text": FILE, "chosen": ["1", "3"], "take": ""})
        assert page.status_code == 422 and "on which day it was read" in page.content.decode()
        assert not study.sources.exists()
        inside.post(url, {"text": FILE, "chosen": ["1", "3"], "read_on": "2026-02-01", "take": ""})
        assert study.sources.count() == 2

    def test_a_file_that_is_too_large_or_empty_is_told(self, inside, study):
        url = f"/studies/{study.pk}/sources/import/"
        large = SimpleUploadedFile("refs.bib", b"@misc{a, title={x}}\n" * 60_000)
        page = inside.post(url, {"file": large})
        assert page.status_code == 422 and "at most 1 MB" in page.content.decode()
        assert inside.post(url, {"text": " "}).status_code == 422

    def test_exports(self, inside, study, people):
        add(study, people.manager)
        bib = inside.get(f"/studies/{study.pk}/sources/file/bib/")
        assert f'filename="{study.slug}.bib"' in bib["Content-Disposition"]
        assert b"@book{weber2020," in bib.content
        items = json.loads(inside.get(f"/studies/{study.pk}/sources/file/json/").content)
        assert items[0]["id"] == "weber2020"
        assert inside.get(f"/studies/{study.pk}/sources/file/exe/").status_code == 404

    def test_the_page_of_a_source_says_what_rests_on_it(self, inside, study, people):
        source = make.source(study)
        make.evidence(make.finding(study, "Half is burnt"), source)
        columns = [
            {
                "name": "a",
                "labels": {},
                "kind": "text",
                "unit": "",
                "period": "",
                "territory": "",
                "source": source.pk,
            }
        ]
        make.table(study, titles={"en": "Waste by year"}, columns=columns)
        text = inside.get(f"/studies/sources/{source.pk}/").content.decode()
        assert "Half is burnt" in text and "Waste by year" in text and "Disponible sur" in text
        assert "@article{" in text
