"""Does `grappe timetable` read both formats, answer one JSON document, and refuse bad files with one clear line?"""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

DZN = """nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 3;
requested = [|1,2,3|2,3,3|];
meetingsxBusiness = [{1},{1,2},{2}];
forbidden = [{0},{0},{2}];
fixed = [0,1];
precedences = [{},{}];
"""


@pytest.fixture
def write(tmp_path):
    def run(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return run


@pytest.fixture
def timetable(capsys):
    def run(*arguments):
        call_command("timetable", *arguments)
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def refused(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            call_command("timetable", *arguments)
        shown = capsys.readouterr()
        assert stop.value.code == 2
        assert shown.out == ""
        assert len(shown.err.strip().splitlines()) == 1
        return shown.err

    return run


def test_a_dzn_file_counts_from_one(timetable, write):
    answer = timetable(write("event.dzn", DZN))
    assert (answer["status"], answer["breaks"], answer["bound"], answer["unplaced"]) == ("optimal", 0, 0, [])
    assert answer["meetings"] == [
        {"meeting": 1, "slot": 2, "table": 1},
        {"meeting": 2, "slot": 1, "table": 1},
    ]


def test_what_cannot_be_solved_is_no_bad_input(timetable, write):
    answer = timetable(write("event.dzn", DZN.replace("fixed = [0,1]", "fixed = [1,1]")))
    assert (answer["status"], answer["breaks"], answer["meetings"]) == ("infeasible", None, [])


def test_json_keeps_the_ids_and_leaves_out_what_counts_least(timetable, write):
    event = {
        "slots": 2,
        "tables": 5,
        "meetings": [
            {"id": "wanted", "a": "x", "b": "y", "priority": 1},
            {"id": "less", "a": "x", "b": "z", "priority": 5},
            {"id": "must", "a": "x", "b": "w"},
        ],
    }
    answer = timetable(write("event.JSON", event), "--fairness", "0", "--time-limit", "5.5")
    assert answer["status"] == "optimal"
    assert {one["meeting"] for one in answer["meetings"]} == {"wanted", "must"}
    assert answer["unplaced"] == ["less"]
    assert answer["placed"] == answer["placed_bound"] == 17


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("event.dzn", DZN.replace("2,3,3", "2,2,3"), "event.dzn, line 2: person 2 would meet themselves"),
        ("event.dzn", DZN.replace("nTables = 1;", ""), "event.dzn: nTables is missing"),
        ("event.dzn", "", "event.dzn: is empty"),
        ("event.dzn", "\x00", "event.dzn, line 1: '\\x00' cannot be read here"),
        ("event.dzn", "{" * 100_000, "line 1"),
        ("event.json", "{", "event.json, line 1, column 2: is not JSON"),
        ("event.json", "[" * 100_000, "is nested too deep"),
        ("event.json", [], "event.json: is an object"),
        (
            "event.json",
            {"slots": 2, "tables": 1, "meetings": [{"a": "x"}]},
            'json, meetings[0]: "b" is missing',
        ),
        ("event.txt", DZN, "event.txt: is neither .dzn nor .json"),
    ],
)
def test_bad_files(refused, write, name, content, told):
    assert told in refused(write(name, content))


def test_a_file_that_is_not_there(refused, tmp_path):
    assert "no.dzn: No such file" in refused(str(tmp_path / "no.dzn"))


@pytest.mark.parametrize(
    "options",
    [
        ("--fairness", "-1"),
        ("--fairness", "two"),
        ("--time-limit", "0"),
        ("--time-limit", "nan"),
        ("--time-limit", "soon"),
    ],
)
def test_bad_options(write, options):
    with pytest.raises(CommandError):
        call_command("timetable", write("event.dzn", DZN), *options)
