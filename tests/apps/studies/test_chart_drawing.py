"""Does a chart show a table's figures, on paper and in the page, in the language, with its unit, without a colour?"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.utils import translation

from grappe.apps.studies.queries.chart_paper import alt_text, drawing
from grappe.apps.studies.queries.charts import option


def column(name, kind="number", unit="t", **labels):
    return {
        "name": name,
        "labels": labels,
        "kind": kind,
        "unit": unit,
        "period": "",
        "territory": "",
        "source": "",
    }


TABLE = {
    "titles": {"en": "Composite waste", "fr": "Déchets composites"},
    "columns": [
        column("Year", "text", "", fr="Année", de="Jahr"),
        column("Waste", fr="Déchets", de="Abfall"),
        column("Burnt", fr="Brûlés", de="Verbrannt"),
    ],
    "rows": [["2021", "1200", "600"], ["2022", "1350.5", None], ["2023", "1500", "-20"]],
}


def chart(kind="bar", series=(1,), **more):
    return {"kind": kind, "titles": {"en": "Waste grows", "fr": "Les déchets augmentent"}, "along": 0,
            "series": list(series), **more}  # fmt: skip


@pytest.mark.parametrize("kind", ["bar", "stacked", "line"])
def test_a_drawing_is_svg_of_paths_without_letters_and_always_the_same(kind):
    drawn = drawing(chart(kind, (1, 2)), TABLE, "fr")
    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg") and not list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert list(root.iter("{http://www.w3.org/2000/svg}path"))
    assert b"<image" not in drawn and b'href="http' not in drawn
    assert drawn == drawing(chart(kind, (1, 2)), TABLE, "fr")
    assert drawn != drawing(chart(kind, (1, 2)), TABLE, "en")


def test_series_differ_by_grey_and_hatching_never_by_colour_alone():
    drawn = drawing(chart("stacked", (1, 2)), TABLE, "en").decode()
    assert "<pattern" in drawn
    for red, green, blue in re.findall(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b", drawn):
        assert red == green == blue


def test_words_say_what_the_highest_and_the_lowest():
    assert alt_text(chart(), TABLE, "en") == (
        "Bar chart: Waste grows. Waste by Year, in t. Highest 1,500 (2023), lowest 1,200 (2021)."
    )
    said = alt_text(chart("line", (1, 2)), TABLE, "en")
    assert "Waste: highest 1,500 (2023), lowest 1,200 (2021)." in said
    assert "Burnt: highest 600 (2021), lowest -20 (2023)." in said and "1 value is missing." in said


def test_words_and_numbers_are_those_of_the_language():
    french = alt_text(chart(), TABLE, "fr")
    assert "Les déchets augmentent" in french and "Année" in french and "Déchets" in french
    assert re.search(r"1[\s\u202f\xa0]500", french)
    german = alt_text(chart(title="Abfall wächst"), TABLE, "de")
    assert "Abfall wächst" in german and "1.500" in german


def test_the_page_has_gaps_for_blanks_and_the_unit_on_its_axis():
    with translation.override("en"):
        found = option(chart("line", (1, 2)), TABLE, "de")
    assert found["xAxis"]["data"] == ["2021", "2022", "2023"] and found["xAxis"]["name"] == "Jahr"
    assert found["yAxis"]["name"] == "t"
    assert [each["name"] for each in found["series"]] == ["Abfall", "Verbrannt"]
    assert found["series"][1]["data"] == [600.0, None, -20.0]
    assert option(chart(), TABLE, "en")["yAxis"]["name"] == "Waste (t)"


def test_bars_with_long_names_lie_down():
    rows = [["Manufacture of rubber and plastic products", "3"], ["Other", "4"]]
    found = option(chart("stacked"), TABLE | {"rows": [[*row, None] for row in rows]}, "en")
    assert found["yAxis"]["type"] == "category" and found["xAxis"]["name"] == "Waste (t)"
    assert found["series"][0]["stack"]


@pytest.mark.parametrize("kind", ["bar", "stacked", "line"])
@pytest.mark.parametrize("rows", [[], [["a_$x$^2", None, None]], [["_x", "0", "0"]]])
def test_odd_tables_are_drawn_all_the_same(kind, rows):
    columns = [TABLE["columns"][0], column("$_"), column("_Costs $")]
    odd = TABLE | {"rows": rows, "columns": columns}
    assert drawing(chart(kind, (1, 2)), odd, "en").startswith(b"<?xml")
    assert alt_text(chart(kind, (1, 2)), odd, "en")
