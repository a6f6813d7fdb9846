"""Are problems read as they are meant, and is what cannot be meant refused with its place and fault?"""

from __future__ import annotations

import copy

import pytest

from grappe.engines.timetable.problem import AFTERNOON, ANY, MORNING, Meeting, ProblemFault
from grappe.engines.timetable.reading import document_of, problem_of, problem_of_dzn
from grappe.engines.timetable.schedule import Placement, Solution, Status

DZN = """nBusiness = 4;
nMeetings = 3;
nTables = 2;
nTotalSlots = 5;
nMorningSlots = 3;

requested = [|1, 2,3,
|2, 3,1,
|3, 4,2|];

meetingsxBusiness = [{1},
{1,2},{2,3},{3,9}];
forbidden = [{0},
{0,4,5},
{},
1..2];
fixed = [0,2,0];
precedences = [{},{1},{1,2}];
"""

JSON = {
    "slots": 5,
    "morning": 3,
    "tables": [2, 2, 2, 1, 2],
    "people": ["ada", {"id": "ben", "forbidden": [4, 5]}, {"id": "cem"}, {"id": 7, "forbidden": None}],
    "meetings": [
        {"id": "m", "a": "ada", "b": "ben", "priority": 1},
        {"a": "ben", "b": "cem", "session": "morning", "fixed": 2, "table": 2, "after": ["m"]},
        {"a": "cem", "b": 7, "session": "afternoon", "priority": None},
    ],
}


class TestDzn:
    def test_everything_that_the_format_says(self):
        problem = problem_of_dzn(DZN)
        assert problem.people == ("1", "2", "3", "4") and problem.ids == (1, 2, 3)
        assert (problem.slots, problem.morning, problem.tables) == (5, 3, (2,) * 5)
        assert problem.forbidden == (frozenset(), frozenset({3, 4}), frozenset(), frozenset({0, 1}))
        assert problem.meetings == (
            Meeting(0, 1, ANY),
            Meeting(1, 2, MORNING, fixed=1, after=(0,)),
            Meeting(2, 3, AFTERNOON, after=(0, 1)),
        )

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("|3, 4,2|];", "|3, 4,2,|];"),
            (";\nfixed", ";% {nothing} [\n/* of\nthis */\n fixed"),
            ("[|1, 2,3,\n|2, 3,1,\n|3, 4,2|]", "array2d(1..3, 1..3, [1,2,3,2,3,1,3,4,2])"),
            ("[0,2,0]", "array1d(1..3, [0,2,0,])"),
            ("precedences =", 'author = "Ada";\nshare = 0.5;\nprecedences ='),
            ("{1,2}];", "1..2]"),
        ],
    )
    def test_layout_does_not_matter(self, before, after):
        assert before in DZN
        assert problem_of_dzn(DZN.replace(before, after)) == problem_of_dzn(DZN)

    def test_a_cycle_is_well_meant(self):
        assert problem_of_dzn(DZN.replace("[{},{1},{1,2}]", "[{3},{1},{1,2}]")).meetings[0].after == (2,)

    @pytest.mark.parametrize(
        ("before", "after", "place", "fault"),
        [
            ("nTables = 2;\n", "", "", "nTables is missing"),
            ("fixed = [0,2,0];", "", "", "fixed is missing"),
            ("nTables = 2;", "nTables = {2};", "line 3", "nTables is a whole number"),
            ("nTables = 2;", "nTables = -1;", "line 3", "nTables lies between 0"),
            ("nTables = 2;", "nTables = 99999999999;", "line 3", "too large"),
            (
                "nTotalSlots = 5;",
                "nTotalSlots = 2;",
                "line 5",
                "nMorningSlots lies between 0 and 2, not at 3",
            ),
            ("nMeetings = 3;", "nMeetings = 4;", "line 7", "requested has 3 entries, not 4"),
            ("|2, 3,1,", "|2, 0,1,", "line 8", "there is no person 0, only 1 to 4"),
            ("|2, 3,1,", "|2, 5,1,", "line 8", "there is no person 5, only 1 to 4"),
            ("|2, 3,1,", "|3, 3,1,", "line 8", "person 3 would meet themselves"),
            ("|2, 3,1,", "|2, 3,4,", "line 8", "the session is 1, 2 or 3, not 4"),
            ("|2, 3,1,", "|2, 3,", "line 8", "two people and a session"),
            ("|2, 3,1,", "|2, {3},1,", "line 8", "three whole numbers"),
            ("{0,4,5}", "{0,4,6}", "line 14", "entry 2 of forbidden: there is no slot 6, only 1 to 5"),
            ("1..2];", "2];", "line 16", "entry 4 of forbidden is a set"),
            ("1..2];", "0..999999];", "line 16", "too long"),
            ("{0,4,5},\n", "", "line 13", "forbidden has 3 entries, not 4"),
            ("[0,2,0]", "[0,6,0]", "line 17", "fixed is a slot from 1 to 5 or 0 for none, not 6"),
            ("[0,2,0]", "[0,{2},0]", "line 17", "fixed is a slot"),
            ("{1,2}];\n", "{1,4}];\n", "line 18", "entry 3 of precedences: there is no meeting 4"),
            ("nBusiness = 4;", "nBusiness 4;", "line 1", "'=' is wanted, not '4'"),
            ("nBusiness = 4;", "nBusiness = 4", "line 2", "';' is wanted"),
            ("nBusiness = 4;", "nBusiness = ?;", "line 1", "'?' cannot be read"),
            ("nMeetings = 3;", "nBusiness = 3;", "line 2", "nBusiness stands here a second time"),
            ("{1,2}];\n", "{1,2}", "line 18", "is wanted, not the end of the file"),
            ("[0,2,0]", "[0,[2],0]", "line 17", "a list in a list"),
            ("[|1, 2,3,", "[|1, 2 3,", "line 7", "a comma or | is wanted"),
        ],
    )
    def test_faults_say_where_and_what(self, before, after, place, fault):
        assert before in DZN
        with pytest.raises(ProblemFault) as told:
            problem_of_dzn(DZN.replace(before, after))
        assert told.value.place == place
        assert fault in told.value.fault


class TestJson:
    def test_everything_that_the_format_says(self):
        problem = problem_of(JSON)
        assert problem.people == ("ada", "ben", "cem", "7") and problem.ids == ("m", 2, 3)
        assert (problem.slots, problem.morning, problem.tables) == (5, 3, (2, 2, 2, 1, 2))
        assert problem.forbidden == (frozenset(), frozenset({3, 4}), frozenset(), frozenset())
        assert problem.meetings == (
            Meeting(0, 1, ANY, priority=1),
            Meeting(1, 2, MORNING, fixed=1, table=1, after=(0,)),
            Meeting(2, 3, AFTERNOON),
        )

    def test_people_may_be_left_to_the_meetings_and_the_rest_has_defaults(self):
        problem = problem_of(
            {"slots": 2, "tables": 1, "meetings": [{"a": "x", "b": "y"}, {"a": "z", "b": "x"}]}
        )
        assert (problem.people, problem.morning, problem.ids) == (("x", "y", "z"), 2, (1, 2))

    @pytest.mark.parametrize(
        ("path", "value", "place", "fault"),
        [
            (["slots"], None, "", '"slots" is missing'),
            (["slots"], "five", "slots", "is a whole number from 1"),
            (["slots"], True, "slots", "is a whole number"),
            (["morning"], 6, "morning", "from 0 to 5, not 6"),
            (["tables"], [1, 2], "tables", "has 2 numbers, one a slot is 5"),
            (["tables"], [1, 2, 3, 4, -5], "tables[4]", "not -5"),
            (["people"], {}, "people", "is a list"),
            (["people", 1], "ada", "people[1]", "'ada' stands here a second time"),
            (["people", 1], {"name": "ben"}, "people[1]", '"id" is missing'),
            (["people", 1, "forbidden"], [0], "people[1].forbidden[0]", "from 1 to 5, not 0"),
            (["meetings"], None, "", '"meetings" is missing'),
            (["meetings", 2], [1], "meetings[2]", "is an object"),
            (["meetings", 2, "a"], None, "meetings[2]", '"a" is missing'),
            (["meetings", 2, "a"], 1.5, "meetings[2].a", "is a name or a whole number"),
            (["meetings", 2, "a"], "eve", "meetings[2].a", "there is nobody 'eve'"),
            (["meetings", 2, "b"], "cem", "meetings[2]", "somebody would meet themselves"),
            (["meetings", 2, "id"], "m", "meetings[2]", "the id 'm' stands here a second time"),
            (["meetings", 2, "session"], 3, "meetings[2].session", "is morning, afternoon or any"),
            (["meetings", 2, "priority"], 10, "meetings[2].priority", "from 1 to 9, not 10"),
            (["meetings", 2, "fixed"], 6, "meetings[2].fixed", "from 1 to 5, not 6"),
            (["meetings", 2, "table"], 3, "meetings[2].table", "from 1 to 2, not 3"),
            (["meetings", 2, "after"], ["n"], "meetings[2].after[0]", "there is no meeting 'n'"),
            (["meetings", 2, "after"], "m", "meetings[2].after", "is a list"),
        ],
    )
    def test_faults_say_where_and_what(self, path, value, place, fault):
        document = copy.deepcopy(JSON)
        inner = document
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
        with pytest.raises(ProblemFault) as told:
            problem_of(document)
        assert told.value.place == place
        assert fault in told.value.fault

    def test_a_document_that_is_none(self):
        with pytest.raises(ProblemFault, match="is an object"):
            problem_of([1])


def test_the_answer_counts_from_one_and_keeps_the_ids():
    solution = Solution(
        Status.FEASIBLE, (Placement(1, 1, 1), Placement(2, 3, 0)), (0,), 0, 17, 3, 1, 2, 4, 1.5, "time"
    )
    document = document_of(problem_of(JSON), solution)
    assert document["meetings"] == [
        {"meeting": 2, "slot": 2, "table": 2},
        {"meeting": 3, "slot": 4, "table": 1},
    ]
    assert document["unplaced"] == ["m"]
    assert (document["status"], document["breaks"], document["bound"]) == ("feasible", 3, 1)
