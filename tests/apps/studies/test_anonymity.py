"""Is whoever must not be named found in a text, however the name is written, and in everything that is published?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import studies as make
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.studies.queries import anonymity
from grappe.apps.studies.queries.name_finding import Hidden, folded, names_in, replaced

OWL = Hidden(
    1, "Blaue Eule S.à r.l.", brand="EULEX", numbers=("B123456", "LU12345678"), website="https://www.blaue-eule.example/x",
    address="12, rue du Fort", people=("Anna Beispill", "Jean van der Müller"), emails=("anna@blaue-eule.example",),
    phones=("+352 621 123 456",),
)  # fmt: skip
LONG = Hidden(2, "Société Européenne des Satellites S.A.", brand="SES", people=("Marie Petit",))


def found(text: str, *hidden: Hidden) -> list[tuple[str, bool]]:
    return [(each.words, each.sure) for each in names_in(text, hidden or (OWL, LONG))]


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("We buy from Blaue Eule S.à r.l. now.", "Blaue Eule"),
            ("we buy from BLAUE-EULE now", "BLAUE-EULE"),
            ("das Lager der blauen Eule", None),  # an inflected adjective is another word
            ("Das ist Blaue Eules Lager", "Blaue Eules"),
            ("BlaueEule", "BlaueEule"),
            ("an Eulex product", "Eulex"),
            ("registered as B 123.456 there", "B 123.456"),
            ("VAT LU 123 456 78", "LU 123 456 78"),
            ("see www.blaue-eule.example/jobs", "blaue-eule.example"),
            ("write to Anna@Blaue-Eule.example", "Anna@Blaue-Eule.example"),
            ("write to info@blaue-eule.example", "blaue-eule.example"),
            ("call 621 123 456", "621 123 456"),
            ("at 12 rue du Fort", "12 rue du Fort"),
            ("ANNA BEISPILL said", "ANNA BEISPILL"),
            ("Beispill, Anna said", "Beispill, Anna"),
            ("Jean van der Mueller said", "Jean van der Mueller"),
            ("the SES dish", "SES"),
            ("Societe europeenne des satellites", "Societe europeenne des satellites"),
        ],
    )
    def test_however_it_is_written(self, text, words):
        assert found(text) == ([] if words is None else [(words, True)])

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "ses satellites à elle",
            "blaue Blume",
            "B1234567",
            "S.à r.l.",
            "petit marché",
            "the eulexander",
            "Anna",
            "Fort",
        ],
    )
    def test_ordinary_words_are_left(self, text):
        assert found(text) == []

    def test_a_family_name_alone_is_found_and_not_sure(self):
        assert found("Frau Beispill says") == [("Beispill", False)]
        assert found("Petit marché") == [("Petit", False)]

    def test_initials_are_found_and_not_sure(self):
        assert found("with SEDS", LONG) == [("SEDS", False)]

    def test_a_shared_host_gives_nobody_away(self):
        assert found("use gmail.com", Hidden(1, "Zorro S.A.", emails=("zorro.sa@gmail.com",))) == []

    def test_a_name_of_wide_words_only_is_not_looked_for(self):
        assert found("Luxembourg and Europe", Hidden(1, "Europe Luxembourg S.A.")) == []

    def test_places_are_replaced(self):
        text = "Blaue Eule and anna@blaue-eule.example, Blaue Eule"
        assert replaced(text, names_in(text, (OWL,)), lambda each: "they") == "they and they, they"


name = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzéèäüß", min_size=3, max_size=9).map(str.capitalize),
    min_size=1,
    max_size=3,
).map(" ".join)
around = st.text(" .,;:!?()«»\n", max_size=5)


@given(
    name, around, around, st.sampled_from([str, str.upper, str.title, lambda text: text.replace(" ", "-")])
)
def test_a_name_is_found_in_any_writing(written, before, after, how):
    text = f"{before}{how(written)}{after}"
    hidden = Hidden(1, f"{written} S.A.", people=("Xaver Qqq",))
    words = [each for each in names_in(text, (hidden,)) if each.sure]
    if folded(written) and not names_only_of_wide_words(written):
        assert [folded(each.words) for each in words] == [folded(written)]


def names_only_of_wide_words(written: str) -> bool:
    return not names_in(f"X {written.title()} X", (Hidden(1, written),))


@given(st.text(max_size=120))
def test_any_text_is_looked_through_and_nothing_overlaps(text):
    places = names_in(text, (OWL, LONG))
    assert all(one.end <= two.start for one, two in zip(places, places[1:], strict=False))
    assert all(text[each.start : each.end] == each.words for each in places)
    clean = replaced(text, places, lambda each: "…")
    assert not [each for each in names_in(clean, (OWL, LONG)) if each.sure]


@pytest.mark.django_db
class TestStudies:
    @pytest.fixture
    def study(self, people, clusters):
        study = make.study(people.manager)
        company = CompanyFactory(name="Blaue Eule S.à r.l.", clusters=[clusters["healthtech"]])
        make.interview(study, ContactFactory(company=company))
        return study

    def test_everything_published_is_looked_through(self, study):
        interview = study.interviews.get()
        passage = make.passage(interview, published={"en": "At Blaue Eule we burn it."})
        make.evidence(make.finding(study, "Blaue Eule burns it"), passage)
        make.section(study, words="As blaue-eule says")
        make.source(study, item={"type": "report", "title": "Report of Blaue Eule"})
        table = make.table(study, notes={"de": "Ohne Blaue Eule"})
        study.summaries = {"fr": "Chez Blaue Eule"}
        study.save()
        places = anonymity.check(study)
        finding, section = study.findings.get(), study.sections.get()
        assert [(each.part, each.language, each.sure) for each in places] == [
            ("summaries", "fr", True), (f"section-{section.pk}", "en", True), (f"finding-{finding.pk}", "en", True),
            (f"finding-{finding.pk}", "en", True), (f"table-{table.pk}", "de", True), ("sources", "", False),
        ]  # fmt: skip

    def test_what_names_nobody_has_no_place(self, study):
        make.finding(study, "Half of it is burnt")
        assert anonymity.check(study) == []

    @pytest.mark.parametrize(
        ("consent", "names", "hidden"),
        [
            ("named", True, 0),
            ("named", False, 1),
            ("anonymous", True, 1),
            ("refused", True, 1),
            ("unasked", True, 1),
        ],
    )
    def test_only_who_agreed_in_a_study_that_names_is_named(self, study, consent, names, hidden):
        given = (
            {}
            if consent in ("anonymous", "named")
            else {"consent_how": "", "consent_on": None, "consent_by": ""}
        )
        study.interviews.update(consent=consent, **given)
        study.named_companies = names
        assert len(anonymity.hidden(study)) == hidden

    def test_a_name_becomes_what_may_be_said(self, study):
        said = anonymity.without_names(study, "At Blaue Eule we burn it.", "en")
        assert said == "At a supplier with 50 to 249 staff we burn it."
        study.interviews.update(descriptions={})
        assert anonymity.without_names(study, "At BLAUE EULE", "en") == "At […]"

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(self, study, clusters, rows, django_assert_num_queries):
        for number in range(rows):
            company = CompanyFactory(name=f"Rote Ente {number}", clusters=[clusters["healthtech"]])
            make.interview(study, ContactFactory(company=company))
        with django_assert_num_queries(2):
            assert len(anonymity.hidden(study)) == rows + 1
