"""Lying bars have the first figure on top, which for ECharts is the last."""

from grappe.ui import charts


def test_the_first_bar_is_on_top_with_its_colour():
    option = charts.lying_bars([("First", 3, "#111111"), ("Second", 0, "#222222")], width=220)
    assert option["yAxis"]["data"] == ["Second", "First"]
    assert option["yAxis"]["axisLabel"] == {"width": 220, "overflow": "break", "lineHeight": 14}
    assert option["series"][0]["data"][1] == {"value": 3, "itemStyle": {"color": "#111111"}}


def test_pairs_keep_label_and_amounts_together():
    series = [("Planned", charts.PLANNED, [10.0, 20.0]), ("Actual", charts.ACTUAL, [11.0, 0.0])]
    option = charts.lying_pairs(["Rooms", "Travel"], series)
    assert option["yAxis"]["data"] == ["Travel", "Rooms"]
    assert [each["data"] for each in option["series"]] == [[20.0, 10.0], [0.0, 11.0]]
