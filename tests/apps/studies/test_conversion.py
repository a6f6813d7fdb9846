"""What is guessed of a file's columns, what stops its import with which cells, and what does each cell become?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.studies.test_sheets import patched, workbook
from grappe.apps.studies.queries.conversion import convert
from grappe.apps.studies.queries.guesses import look
from grappe.apps.studies.queries.sheets import open_file


def looked(text, kind="csv", header_row=0):
    content = text.encode() if isinstance(text, str) else text
    file = open_file(content, kind=kind)
    return look(file.rows(), header_row=header_row, delimiter=file.delimiter), file


def made(text, kind="csv", changes=None, **how):
    """The file as guessed, with `changes` by column number, converted; and the problems by code."""
    found, file = looked(text, kind)
    columns = [column | (changes or {}).get(number, {}) for number, column in enumerate(found.columns)]
    result = convert(file.rows(), columns, header_row=found.header_row, **how)
    return result, {each["code"]: each for each in [*result.problems, *found.problems]}


class TestGuesses:
    def test_columns_with_unit_period_and_kind(self):
        found, _file = looked(
            "Année;Déchets (t);Part en %;Mesuré le;Site\n2021;1,5;12;31.12.2021;A\n2023;2,5;13;30.12.2023;B\n"
        )
        assert [(c["name"], c["kind"], c["unit"], c["period"], c["decimal"]) for c in found.columns] == [
            ("Année", "text", "", "", ""), ("Déchets", "number", "t", "2021–2023", ","),
            ("Part", "number", "%", "2021–2023", ","), ("Mesuré le", "date", "", "", ""), ("Site", "text", "", "", ""),
        ]  # fmt: skip
        assert found.rows == 2 and found.header_row == 1

    def test_a_total_below_the_years(self):
        found, _file = looked("Année;Déchets (t)\n2021;1\n2022;2\nTotal;3\n")
        assert (found.columns[0]["kind"], found.columns[1]["period"]) == ("text", "2021–2022")

    def test_titles_above_the_headings(self):
        found, _file = looked(
            workbook(["Waste in Luxembourg"], [], ["Year", "Waste (t)"], [2021, 5], [2022, 6]), "xlsx"
        )
        assert found.header_row == 3 and found.rows == 2
        assert [column["name"] for column in found.columns] == ["Year", "Waste"]

    def test_headings_that_are_years(self):
        found, _file = looked("Site,2021,2022\nA,1,2\nB,3,4\n")
        assert [(c["name"], c["kind"], c["period"]) for c in found.columns] == [
            ("Site", "text", ""), ("2021", "number", "2021"), ("2022", "number", "2022"),
        ]  # fmt: skip

    def test_headings_without_a_name_and_two_alike(self):
        found, _file = looked("a,,A,c\n1,2,3,4\n")
        assert [column["name"] for column in found.columns] == ["a", "B", "A (2)", "c"]
        assert {each["code"]: each["cell"] for each in found.problems} == {"unnamed": "B", "twice": "C1"}

    def test_a_column_beyond_the_headings_is_there(self):
        found, _file = looked("a,b\n1,2\n3,4,remark\n")
        assert len(found.columns) == 3 and found.columns[2]["keep"]

    @pytest.mark.parametrize(
        ("text", "decimal"),
        [
            ("a;b\n1.234;1,5\n", ","),  # what one column proves holds for its neighbour
            ("a;b\n1.234;2.345\n", ","),  # semicolons: a country of decimal commas
            ("a,b\n1.234,2.345\n", ""),  # nobody knows
            ('a,b\n"1,234.5","1.234"\n', "."),
        ],
    )
    def test_decimal_marks(self, text, decimal):
        assert looked(text)[0].columns[0]["decimal"] == decimal

    def test_months_first_where_a_cell_proves_it(self):
        assert looked("d\n01/31/2024\n02/03/2024\n")[0].columns[0]["dates"] == "mdy"
        assert looked("d\n31/01/2024\n02/03/2024\n")[0].columns[0]["dates"] == "dmy"

    def test_nothing_to_look_at(self):
        assert look(iter([])).columns == []
        assert looked("a,b\n")[0].rows == 0


class TestProblems:
    def test_mixed_units_are_told_with_their_cells(self):
        text = "Site,Waste\nA,12 t\nB,13 kg\nC,14 t\n"
        result, problems = made(text)
        assert problems["mixed"]["stops"] and problems["mixed"]["cell"] == "B3"
        assert "B3 “13 kg”" in problems["mixed"]["en"] and "Waste" in problems["mixed"]["fr"]
        result, problems = made(text, changes={1: {"mixed": "split"}})
        assert [column["name"] for column in result.columns] == ["Site", "Waste (t)", "Waste (kg)"]
        assert [column["unit"] for column in result.columns] == ["", "t", "kg"]
        assert (
            result.rows == [["A", "12", None], ["B", None, "13"], ["C", "14", None]]
            and "mixed" not in problems
        )
        result, problems = made(text, changes={1: {"mixed": "one", "unit": "kg"}})
        assert result.rows == [["A", None], ["B", "13"], ["C", None]]
        assert not problems["left_blank"]["stops"] and "B2 “12 t”" in problems["left_blank"]["en"]

    def test_a_unit_is_chosen_that_no_cell_has(self):
        _result, problems = made("Site,Waste\nA,12 t\nB,13 kg\n", changes={1: {"mixed": "one", "unit": "g"}})
        assert problems["mixed"]["stops"]

    def test_the_heading_and_the_cells_disagree(self):
        _result, problems = made("Site,Waste (t)\nA,12 kg\nB,13 kg\n")
        assert "B2 “12 kg”" in problems["mixed"]["en"]

    def test_formats_mix_units_too(self):
        content = workbook(["Site", "Value"], ["A", 12], ["B", 0.5], formats={"B2": '#,##0 "€"', "B3": "0%"})
        _result, problems = made(content, "xlsx")
        assert "B3 “50 %”" in problems["mixed"]["en"]

    def test_one_unit_may_be_called_otherwise(self):
        result, problems = made("Site,Waste\nA,12 t\nB,13 t\n", changes={1: {"unit": "tonnes"}})
        assert not problems and result.rows == [["A", "12"], ["B", "13"]]

    def test_separators_that_disagree(self):
        _result, problems = made("Site;Value\nA;1.234,5\nB;2.345,6\nC;3,456.7\n")
        assert problems["disagree"]["stops"] and "B4 “3,456.7”" in problems["disagree"]["en"]

    def test_thousands_or_decimals(self):
        _result, problems = made("Site,Value\nA,1.234\nB,2.345\n")
        assert problems["undecided"]["stops"] and "B2 “1.234”" in problems["undecided"]["en"]
        result, problems = made("Site,Value\nA,1.234\nB,2.345\n", changes={1: {"decimal": ","}})
        assert not problems and result.rows == [["A", "1234"], ["B", "2345"]]
        result, _problems = made("Site,Value\nA,1.234\nB,2.345\n", changes={1: {"decimal": "."}})
        assert result.rows == [["A", "1.234"], ["B", "2.345"]]

    def test_formulas_and_errors(self):
        content = patched(
            workbook(["Site", "Value"], ["A", "=1+1"], ["B", 3], ["C", "=2+2"], ["D", "=1/0"]),
            ("<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>"),
            ('<c r="B5"><f>1/0</f><v></v>', '<c r="B5" t="e"><f>1/0</f><v>#DIV/0!</v>'),
        )
        result, problems = made(content, "xlsx")
        assert not problems["formula"]["stops"] and "B2 “2”" in problems["formula"]["en"]
        assert problems["unvalued"]["stops"] and "B4" in problems["unvalued"]["en"]
        assert problems["error"]["stops"] and "B5 “#DIV/0!”" in problems["error"]["en"]
        _result, problems = made(content, "xlsx", changes={1: {"keep": False}})
        assert not [each for each in problems.values() if each["stops"]]

    def test_words_among_numbers(self):
        text = "Site,Value\n" + "".join(f"S{n},{n}\n" for n in range(9)) + "X,many\n"
        _result, problems = made(text)
        assert problems["unreadable"]["stops"] and "B11 “many”" in problems["unreadable"]["en"]
        result, problems = made(text, changes={1: {"kind": "text"}})
        assert not problems and result.rows[-1] == ["X", "many"]

    def test_letters_that_cannot_be_read(self):
        content = "Site,Value\nDéchets,1\n".encode("cp1252").replace(b"\xe9", b"\x81")
        _result, problems = made(content)
        assert problems["broken"]["stops"] and problems["broken"]["cell"] == "A2"

    def test_blank_signs_blank_rows_and_merged_cells(self):
        result, problems = made("Site,Value\nA,1\n\n\nB,n.d.\nC,3\n")
        assert result.rows == [["A", "1"], ["B", None], ["C", "3"]]
        assert "3–4" in problems["blank_rows"]["en"] and "B5 “n.d.”" in problems["nothing"]["en"]
        assert not any(each["stops"] for each in problems.values())

    @pytest.mark.parametrize("last", ["Total,6", "Insgesamt,9", "Somme,1", "D,6"])
    def test_a_total_at_the_end_is_told_and_can_be_left_out(self, last):
        text = f"Site,Value\nA,1\nB,2\nC,3\n{last}\n"
        result, problems = made(text)
        assert result.has_total and not problems["totals"]["stops"] and result.count == 4
        result, problems = made(text, drop_last=True)
        assert result.rows == [["A", "1"], ["B", "2"], ["C", "3"]] and "totals" not in problems

    @pytest.mark.parametrize("last", ["D,4", "Totalenergies,4"])
    def test_what_is_no_total(self, last):
        result, problems = made(f"Site,Value\nA,1\nB,2\nC,3\n{last}\n")
        assert not result.has_total and "totals" not in problems

    def test_every_problem_is_said_in_three_languages(self):
        _result, problems = made("Site,Waste\nA,12 t\nB,13 kg\n")
        assert len({problems["mixed"][code] for code in ("en", "fr", "de")}) == 3


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.integers(-(10**9), 10**9), st.decimals(-(10**6), 10**6, places=3)),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_a_file_of_numbers_comes_back_exactly(numbers):
    text = "Name;Value (t)\n" + "".join(
        f"row {n};{'' if number is None else str(number).replace('.', ',')}\n"
        for n, number in enumerate(numbers)
    )
    result, problems = made(text, changes={1: {"kind": "number", "decimal": ","}})
    assert not [each for each in problems.values() if each["stops"]]
    assert [None if row[1] is None else Decimal(row[1]) for row in result.rows] == [
        None if number is None else Decimal(number) for number in numbers
    ]
