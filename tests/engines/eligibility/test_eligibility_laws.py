"""Do the laws of three-valued rules hold, whatever the rule and whatever is known?"""

from __future__ import annotations

from typing import Any

from eligibility_plain import interpret
from eligibility_worlds import FIGURES, PLAIN, ask, catalogue, facts, figures, trees
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.engines.eligibility import FINDING_WORDS, VERDICT_WORDS
from grappe.engines.eligibility.judge import MET, OPEN, REFUSED, VERDICTS, judge
from grappe.engines.eligibility.model import Ref
from grappe.engines.kernel import Verdict

ANSWER = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNKNOWN}


@given(rule=trees(), known=facts)
def test_explain_answers_as_the_plain_interpreter(rule: dict[str, Any], known: dict[str, Any]) -> None:
    decision = ask(catalogue(rule), known).decisions[0]
    trace: list[dict[str, Any]] = []
    assert decision.verdict is ANSWER[interpret(rule, known, trace)]
    assert [(f.id, FINDING_WORDS[f.verdict], f.criterion.source) for f in decision.findings] == [
        (step["criterion"], step["verdict"], step["source"]) for step in trace
    ]


@given(rules=st.lists(trees(derived=True), min_size=1, max_size=4), known=facts, sums=figures)
def test_sharing_changes_nothing(rules: list[Any], known: dict[str, Any], sums: dict[str, Any]) -> None:
    """A rule answers alone as it does in one graph with others."""
    together = ask(catalogue(*rules), known, **sums)
    for rule, decision in zip(rules, together.decisions, strict=True):
        alone = ask(catalogue(rule), known, **sums).decisions[0]
        assert alone.verdict is decision.verdict
        assert [f[1:3] for f in alone.findings] == [f[1:3] for f in decision.findings]


@given(
    rules=st.lists(trees(derived=True), min_size=1, max_size=4),
    companies=st.lists(st.tuples(facts, figures), min_size=1, max_size=4),
)
def test_reasons_in_one_go_are_those_of_each_decision(
    rules: list[Any], companies: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    """What is kept for companies that share a value never reaches one that does not; each is asked twice."""
    book = catalogue(*rules)
    for known, sums in companies * 2:
        explanation = ask(book, known, **sums)
        at_once = list(explanation.reasons())
        assert [decision for decision, _ in at_once] == list(explanation.decisions)
        for decision, findings in at_once:
            assert findings == decision.findings
            assert [type(f.actual) for f in findings] == [type(f.actual) for f in decision.findings]


def test_a_kept_reason_looks_at_the_other_fact_too() -> None:
    """Companies of one value, compared with another fact that differs: their reasons differ."""
    book = catalogue({"id": "c", "field": "flag", "op": "eq", "value": {"field": "permit"}})
    for permit, verdict in ((True, Verdict.YES), (False, Verdict.NO), (True, Verdict.YES)):
        ((_, (finding,)),) = ask(book, {"flag": True, "permit": permit}).reasons()
        assert finding.verdict is verdict


@given(rule=trees(derived=True), known=facts, sums=figures, data=st.data())
def test_learning_settles_and_never_changes(
    rule: dict[str, Any], known: dict[str, Any], sums: dict[str, Any], data: st.DataObject
) -> None:
    more = data.draw(st.fixed_dictionaries({}, optional={k: v for k, v in PLAIN.items() if k not in known}))
    more_sums = data.draw(
        st.fixed_dictionaries({}, optional={k: v for k, v in FIGURES.items() if k not in sums})
    )
    book = catalogue(rule)
    before = ask(book, known, **sums).decisions[0]
    after = ask(book, known | more, **(sums | more_sums)).decisions[0]
    if before.verdict is not Verdict.UNKNOWN:
        assert after.verdict is before.verdict
    for old, new in zip(before.findings, after.findings, strict=True):
        assert old.verdict in (Verdict.UNKNOWN, new.verdict)


@given(rule=trees(derived=True), known=facts, sums=figures, data=st.data())
def test_the_order_of_criteria_is_irrelevant(
    rule: dict[str, Any], known: dict[str, Any], sums: dict[str, Any], data: st.DataObject
) -> None:
    def shuffled(node: dict[str, Any]) -> dict[str, Any]:
        if "field" in node or "unknown" in node:
            return node
        if "not" in node:
            return {"not": shuffled(node["not"])}
        if "at_least" in node:
            of = data.draw(st.permutations(node["at_least"]["of"]))
            return {"at_least": {"n": node["at_least"]["n"], "of": [shuffled(child) for child in of]}}
        (join,) = node
        return {join: [shuffled(child) for child in data.draw(st.permutations(node[join]))]}

    one = ask(catalogue(rule), known, **sums).decisions[0]
    other = ask(catalogue(shuffled(rule)), known, **sums).decisions[0]
    assert one.verdict is other.verdict
    assert {f.id: f.verdict for f in one.findings} == {f.id: f.verdict for f in other.findings}
    assert {f.id for f in one.deciding()} == {f.id for f in other.deciding()}


@given(rule=trees(derived=True))
def test_nothing_known_decides_nothing(rule: dict[str, Any]) -> None:
    decision = ask(catalogue(rule), {}).decisions[0]
    assert decision.verdict is Verdict.UNKNOWN
    assert all(f.verdict is Verdict.UNKNOWN and f.shown is None for f in decision.findings)
    assert decision.questions()


@given(rule=trees(), known=facts, sums=figures)
def test_deciding_criteria_decide(rule: dict[str, Any], known: dict[str, Any], sums: dict[str, Any]) -> None:
    """With the deciding criteria alone, and all others unknown, the verdict is the same; answering every question
    settles it either way."""
    book = catalogue(rule)
    decision = ask(book, known, **sums).decisions[0]
    deciding = {finding.id for finding in decision.deciding()}
    assert deciding
    nodes = dict(zip((c.id for c in decision.plan.criteria), decision.plan.nodes, strict=True))
    if decision.verdict is Verdict.UNKNOWN:
        for answer in (MET, REFUSED):
            settled = book.graph.settle(decision.values, [nodes[id] for id in deciding], answer)
            assert settled[decision.plan.place.node] != OPEN
    else:
        kept = {nodes[id] for id in deciding}
        blank = [level if node in kept else OPEN for node, level in enumerate(decision.values)]
        assert (
            book.graph.settle(blank, [], MET)[decision.plan.place.node]
            == decision.values[decision.plan.place.node]
        )
        assert all(finding.verdict is not Verdict.UNKNOWN for finding in decision.deciding())


@given(rule=trees(), known=facts)
@settings(max_examples=50)
def test_words_of_the_answer_are_the_fixed_ones(rule: dict[str, Any], known: dict[str, Any]) -> None:
    decision = ask(catalogue(rule), known).decisions[0]
    assert VERDICT_WORDS[decision.verdict] in {"eligible", "not_eligible", "undetermined"}
    assert all(
        finding.expected.en and finding.expected.fr and finding.expected.de for finding in decision.findings
    )


@given(
    rules=st.lists(trees(derived=True), min_size=1, max_size=4),
    companies=st.lists(facts, min_size=2, max_size=4),
)
def test_answers_kept_of_one_company_hold_for_the_next(
    rules: list[Any], companies: list[dict[str, Any]]
) -> None:
    """Answers are kept by cells of values: asking many companies one after another answers as `judge` does."""
    book = catalogue(*rules)
    for known in companies:
        for decision in ask(book, known).decisions:
            for finding in decision.findings:
                condition = finding.criterion.condition
                other = condition.value.term if isinstance(condition.value, Ref) else None
                values = book.known(book.graph, ask(book, known).situation)[0]
                value = values[book.graph.term_index(condition.term)] if condition.term.field else None
                threshold = None if other is None else values[book.graph.term_index(other)]
                assert finding.verdict is VERDICTS[judge(condition, value, threshold)]
