"""Small invented problems of every kind, for the laws that any timetable must keep."""

from __future__ import annotations

from hypothesis import strategies as st

from grappe.engines.timetable.checker import check
from grappe.engines.timetable.problem import AFTERNOON, ANY, MORNING, Meeting, Problem, ProblemFault
from grappe.engines.timetable.tables import first_tables


@st.composite
def problems(draw, *, optional=True, most_people=8, most_slots=6):
    """A problem with forbidden slots, sessions, precedences, few tables, some settled; meetings optional unless told."""
    people = draw(st.integers(3, most_people))
    slots = draw(st.integers(2, most_slots))
    pairs = [(a, b) for a in range(people) for b in range(a + 1, people)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=14))
    meetings = []
    for number, (a, b) in enumerate(chosen):
        after = draw(st.sampled_from([(), (), (), (number - 1,)])) if number else ()
        meetings.append(
            Meeting(
                a,
                b,
                session=draw(st.sampled_from([ANY, ANY, ANY, MORNING, AFTERNOON])),
                priority=draw(st.integers(1, 9)) if optional else None,
                after=after,
                table=draw(st.sampled_from([None, None, None, 0, 1])),
            )
        )
    return Problem(
        people=tuple(f"P{number + 1}" for number in range(people)),
        meetings=tuple(meetings),
        ids=tuple(f"M{number + 1}" for number in range(len(meetings))),
        slots=slots,
        morning=draw(st.integers(0, slots)),
        tables=tuple(draw(st.lists(st.integers(0, 3), min_size=slots, max_size=slots))),
        forbidden=tuple(
            frozenset(draw(st.sets(st.integers(0, slots - 1), max_size=2))) for _ in range(people)
        ),
    )


def problem(people, meetings, *, slots, tables, morning=None, forbidden=None):
    """A problem written by hand: `tables` one number for all slots or one for each."""
    return Problem(
        people=tuple(f"P{number + 1}" for number in range(people)),
        meetings=tuple(meetings),
        ids=tuple(f"M{number + 1}" for number in range(len(meetings))),
        slots=slots,
        morning=slots if morning is None else morning,
        tables=(tables,) * slots if isinstance(tables, int) else tuple(tables),
        forbidden=tuple(frozenset((forbidden or {}).get(number, ())) for number in range(people)),
    )


def keeps_all_rules(asked, slots):
    """Whether meetings in these slots are a timetable, at some tables."""
    try:
        return not check(asked, first_tables(asked, slots)).faults
    except ProblemFault:  # too few tables, or two meetings settled at one
        return False
