"""Is the question that settles most companies the one that a look at each company would name?"""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility import (
    Catalogue,
    company_of,
    explain,
    next_questions,
    parse_fields,
    parse_programme,
)
from grappe.engines.eligibility.crowd import crowd_questions, levels, verdict
from grappe.engines.eligibility.judge import MET, OPEN, REFUSED
from grappe.engines.eligibility.language import criteria
from grappe.engines.kernel import Verdict

ON = date(2026, 6, 1)
NAMES = ("a", "b", "c", "d")
FIELDS = parse_fields({name: {"type": "boolean", "label": name, "asked": "company"} for name in NAMES})
LEVEL = {Verdict.NO: REFUSED, Verdict.UNKNOWN: OPEN, Verdict.YES: MET}

leaf = st.sampled_from(NAMES).map(lambda name: {"field": name, "op": "eq", "value": True})
tree = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda rows: {"all": rows}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rows: {"any": rows}),
        inner.map(lambda row: {"not": row}),
    ),
    max_leaves=7,
)
company = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


def numbered(node, count=None):
    """Give every criterion an id of its own: one rule may ask the same twice."""
    count = count if count is not None else iter(range(1000))
    if "field" in node:
        return {**node, "id": f"c{next(count)}"}
    return {
        key: [numbered(n, count) for n in v] if isinstance(v, list) else numbered(v, count)
        for key, v in node.items()
    }


@given(tree, st.lists(company, min_size=1, max_size=6))
def test_a_crowd_is_the_sum_of_its_companies(rule, companies):
    programme = parse_programme(
        {"id": "p", "name": "P", "versions": [{"id": "v", "eligibility": numbered(rule)}]}, FIELDS
    )
    catalogue = Catalogue([programme], FIELDS)
    patterns: Counter[tuple[int, int]] = Counter()
    settles: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for facts in companies:
        explanation = explain(catalogue, company_of({"name": "X", "facts": facts}, FIELDS)[0], ON)
        decision = explanation.decisions[0]
        given_levels = [LEVEL[finding.verdict] for finding in decision.findings]
        masks = tuple(
            sum(1 << bit for bit, level in enumerate(given_levels) if level == wanted) for wanted in (0, 1)
        )
        assert levels(len(given_levels), *masks) == given_levels
        assert verdict(programme.versions[0].eligibility, given_levels) == LEVEL[decision.verdict]
        patterns[masks] += 1
        for question in next_questions(explanation):
            settles[question.field] += question.settles
            waiting[question.field] += 1
    found = crowd_questions(programme.versions[0].eligibility, patterns)
    assert {one.field: one.settles for one in found} == dict(settles)
    assert {one.field: one.waiting for one in found} == dict(waiting)
    assert [one.settles for one in found] == sorted((one.settles for one in found), reverse=True)


def test_a_condition_that_nobody_published_is_no_question():
    rule = {"all": [{"field": "a", "op": "eq", "value": True}, {"unknown": "conditions"}]}
    programme = parse_programme(
        {"id": "p", "name": "P", "versions": [{"id": "v", "eligibility": rule}]}, FIELDS
    )
    read = programme.versions[0].eligibility
    assert len(tuple(criteria(read))) == 2
    (question,) = crowd_questions(read, {(0, 3): 10, (0, 2): 5, (1, 2): 7})
    # Ten wait for `a`: no settles them, yes does not, as the other condition stays unknown.
    assert (question.field, question.waiting, question.if_met, question.if_not) == ("a", 10, 0, 10)
