"""Does a source survive the way through BibTeX and CSL-JSON, and is what is broken in a file said with its line?"""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.apps.studies.queries import bibtex, bibtex_fields, csl, csl_dates

BROKEN = r"""@article{muller2021,
  author = {M{\"u}ller, Jean and {European Commission} and van der Berg, Hans and Knuth, Jr., Donald},
  title = {Composite {Recycling} \& more: 50\% of it},
  journal = "Journal of Materials", year = 2021, month = mar, pages = {1--12}, doi = {https://doi.org/10.1000/xyz_1}
}
@book{broken, title = {No end
@misc{page, title={A page}, url={http://x.example/a_b}, note={Accessed: 2024-03-02}, shoesize={44}}
@misc{page, title={The same key}}
@misc{twice, title={Double}, title={Again}}
@article{nocomma title={x}}
@article{untitled, year=2020}
@gibberish{odd, title={Odd}}
@article{name, title={T}, author={A, B, C, D, E}}
"""


class TestBibtexIn:
    parsed = bibtex.read(BROKEN)

    def entry(self, key: str):
        return next(each for each in self.parsed.entries if each.key == key)

    def test_an_article_comes_in_as_csl(self):
        entry = self.entry("muller2021")
        assert entry.line == 1 and entry.notes == ()
        assert entry.item == {
            "type": "article-journal",
            "title": "Composite Recycling & more: 50% of it",
            "author": [
                {"family": "Müller", "given": "Jean"},
                {"literal": "European Commission"},
                {"family": "Berg", "given": "Hans", "non-dropping-particle": "van der"},
                {"family": "Knuth", "given": "Donald", "suffix": "Jr."},
            ],
            "container-title": "Journal of Materials",
            "issued": {"date-parts": [[2021, 3]]},
            "page": "1-12",
            "DOI": "10.1000/xyz_1",
        }

    def test_a_page_with_the_day_read_in_a_note_is_a_page(self):
        entry = self.entry("page")
        assert entry.item["type"] == "webpage" and entry.item["URL"] == "http://x.example/a_b"
        assert entry.item["accessed"] == {"date-parts": [[2024, 3, 2]]}
        assert entry.notes == ("Not taken: shoesize",)

    def test_each_broken_block_is_told_with_its_line(self):
        told = {(fault.line, word) for fault in self.parsed.faults for word in WORDS if word in fault.what}
        assert told == {
            (6, "next entry begins"), (9, "stands there twice: title"), (10, "comma is missing after"),
            (11, "no title"), (12, "gibberish"), (13, "name cannot be read"),
        }  # fmt: skip
        assert len(self.parsed.faults) == 6

    def test_what_stands_beside_a_broken_block_comes_in(self):
        assert [each.key for each in self.parsed.entries] == ["muller2021", "page", "page"]

    @pytest.mark.parametrize(
        "text", ["", "no BibTeX at all", "@", "{{{", "@article{", "\x00", "@string{a = {b}}"]
    )
    def test_no_text_is_too_odd(self, text):
        assert bibtex.read(text).entries == ()

    @pytest.mark.parametrize(
        ("latex", "plain"),
        [
            (r"AT&T and 100% of a_b", "AT&T and 100% of a_b"),
            (r"{\ss}{\'e}\c{c}{\o}", "ßéçø"),
            (r"a~b -- c --- d", "a b – c — d"),
            (r"\emph{In vitro} \textbf{x}", "In vitro x"),
            (r"$x^2$", "$x^2$"),
        ],
    )
    def test_latex_becomes_plain_text(self, latex, plain):
        assert bibtex.plain(latex) == plain


WORDS = (
    "next entry begins", "stands there twice: title", "comma is missing after", "no title", "gibberish",
    "name cannot be read",
)  # fmt: skip


class TestCslIn:
    def test_an_item_is_cleaned_and_what_is_left_out_is_told(self):
        item, notes = csl.clean(
            {
                "type": "webpage", "title": " A\n page ", "URL": "javascript:alert(1)", "DOI": "no",
                "issued": {"date-parts": [["2021", 13]]}, "accessed": {"raw": "2024-03-02"}, "volume": 3,
                "author": [{"family": "Weber"}, "nobody", {"given": "Jean", "family": "Müller", "x": 1}],
            }
        )  # fmt: skip
        assert item == {
            "type": "webpage", "title": "A page", "volume": "3", "accessed": {"date-parts": [[2024, 3, 2]]},
            "author": [{"literal": "Weber"}, {"family": "Müller", "given": "Jean"}],
        }  # fmt: skip
        assert len(notes) == 3

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ('[\n{"type": "book",}\n]', 2, "line 2"),
            ("3", 1, "list of items"),
            ('[\n{"type": "book", "title": "A"},\n{"type": "book"}]', 3, "Item 2: It has no title"),
            ('[{"type": "shoe", "title": "A"}]', 1, "shoe"),
            ("[3]", 1, "no object"),
            ("[" * 100_000, 1, "JSON"),
        ],
    )
    def test_what_is_broken_is_told_with_its_line(self, text, line, says):
        parsed = csl.read(text)
        assert [fault.line for fault in parsed.faults] == [line]
        assert says in parsed.faults[0].what

    def test_what_is_written_is_read_again(self):
        items = [("a", {"type": "book", "title": "Ä {b}"}), ("b", {"type": "report", "title": "B"})]
        assert [(each.key, each.item) for each in csl.read(csl.written(items)).entries] == items
        assert json.loads(csl.written(items))[0]["id"] == "a"

    def test_a_doi_is_checked_in_form(self):
        assert csl.doi_of(" https://doi.org/10.1000/xyz ") == "10.1000/xyz"
        for text in ("", "10.1/x", "11.1000/x", "10.1000/", "10.1000/x y"):
            with pytest.raises(csl.BadInput):
                csl.doi_of(text)

    def test_keys_are_made_unique(self):
        taken = {"weber2020"}
        item = {
            "type": "book", "title": "A", "author": [{"family": "Weber", "given": "C"}],
            "issued": {"date-parts": [[2020]]},
        }  # fmt: skip
        assert [csl.key_for(item, taken) for _ in range(3)] == ["weber2020a", "weber2020b", "weber2020c"]
        assert csl.key_for(item, taken, "Weber2020") == "Weber2020-2"
        assert csl.key_for({"type": "book", "title": "統計"}, taken) == "source"

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("2021", [[2021]]), ("2021-03", [[2021, 3]]), ("2.3.2021", [[2021, 3, 2]]), ("03/2021", [[2021, 3]]),
            ("2020/2021", [[2020], [2021]]), ("2021-03-02T10:00", [[2021, 3, 2]]),
        ],
    )  # fmt: skip
    def test_dates_are_read_as_people_write_them(self, text, parts):
        assert csl_dates.spoken_date(text) == {"date-parts": parts}

    def test_a_date_in_words_stays_words(self):
        assert csl_dates.spoken_date("ca. 1900") == {"literal": "ca. 1900"}
        assert csl_dates.year_of(csl_dates.spoken_date("2021-02-30")) == 2021


# What both forms can hold: every type, the fields with a partner, people with a family name and given names.
SIGNS = "abcXYZäÉß –-—`'\"!?<>.,;:&%$#_{}~^\\/()[]@=+*0129üñ中"
line = st.text(SIGNS, min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
word = st.text("abcdefghijklmnopqrstuvwxyzäöüéèß", min_size=1, max_size=8)
names = st.one_of(
    st.builds(
        lambda family, given: {"family": family, "given": given},
        st.one_of(word.map(str.capitalize), line), st.one_of(word.map(str.capitalize), line),
    ),
    st.builds(
        lambda particle, family, given: {"family": family, "given": given, "non-dropping-particle": particle},
        st.sampled_from(["van", "van der", "de la", "von"]), word.map(str.capitalize), line,
    ),
    st.builds(
        lambda family, given, suffix: {"family": family, "given": given, "suffix": suffix},
        word.map(str.capitalize), word.map(str.capitalize), st.sampled_from(["Jr.", "III"]),
    ),
    st.builds(lambda name: {"literal": name}, line),
)  # fmt: skip
days = st.dates(min_value=date(1000, 1, 1))
when = st.one_of(
    days.map(lambda day: {"date-parts": [[day.year, day.month, day.day]]}),
    days.map(lambda day: {"date-parts": [[day.year, day.month]]}),
    days.map(lambda day: {"date-parts": [[day.year]]}),
    st.tuples(days, days).map(lambda two: {"date-parts": [[two[0].year], [two[1].year]]}),
    st.just({"literal": "ca. 1900"}),
)


@st.composite
def sources(draw):
    kind = draw(st.sampled_from(sorted(csl.TYPES)))
    texts = set(bibtex_fields.written_as(kind)) - {"DOI", "URL", "title", "page", "keyword"}
    chosen = draw(st.sets(st.sampled_from(sorted(texts)), max_size=6))
    given = {"type": kind, "title": draw(line)} | {name: draw(line) for name in sorted(chosen)}
    for name in sorted(draw(st.sets(st.sampled_from(sorted(bibtex_fields.NAMES.values()))))):
        given[name] = draw(st.lists(names, min_size=1, max_size=3))
    for name in sorted(draw(st.sets(st.sampled_from(["issued", "accessed", "event-date", "original-date"])))):
        given[name] = draw(when)
    if draw(st.booleans()):
        given["DOI"] = draw(st.sampled_from(["10.1000/x_y", "10.12345/a(b)%c", "10.1000/#&;"]))
        given["URL"] = draw(st.sampled_from(["https://a.example/b_c?d=e&f=%20#g", "http://a.example/~x"]))
        given["page"] = draw(st.sampled_from(["1-12", "e3", "S1-S4", "7"]))
    return csl.clean(given)[0]


@given(st.lists(sources(), min_size=1, max_size=3))
def test_csl_to_bibtex_to_csl_keeps_what_both_can_hold(items):
    taken: set[str] = set()
    keyed = [(csl.key_for(item, taken), item) for item in items]
    text = bibtex.written(keyed)
    parsed = bibtex.read(text)
    assert parsed.faults == ()
    assert [(each.key, each.item) for each in parsed.entries] == keyed


@given(st.text(max_size=200))
def test_no_text_makes_the_readers_fall_over(text):
    bibtex.read(text)
    csl.read(text)


@given(st.text(max_size=60))
def test_an_escaped_text_is_balanced_and_says_the_same(text):
    clean = " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())
    latex = bibtex.escaped(clean)
    assert bibtex.plain(latex) == clean
    depth = 0
    for char in latex.replace("\\{", "").replace("\\}", ""):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
