"""Does a change of the tree change only its own lines of the text, comments and all?"""

from __future__ import annotations

import copy
import difflib

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from grappe.apps.aids.queries import rule_trees
from grappe.apps.aids.queries.yaml_pages import read_text_page
from grappe.apps.aids.queries.yaml_writing import rewritten, whole
from grappe.ui.errors import BadInput

PATHS = sorted((settings.CATALOGUE / "programmes").glob("*.yaml"))
TEXT = """\
# what everybody asks about
id: aid
name: {en: An aid}
versions:
  - id: current
    eligibility:
      all:
        # the permit comes first
        - {id: permit, field: business_permit, op: eq, value: true}   # article 1
        - id: size
          field: company_size
          op: in
          value: [micro, small]   # article 2
        - any:
            - id: team
              field: team_size
              op: gte
              value: 2
"""
ALL = "versions[0].eligibility"


def said(text: str):
    return read_text_page(text).document


def changed_lines(before: str, after: str) -> list[str]:
    found = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in found if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_a_value_changes_on_its_line_and_its_comment_stays():
    document = said(TEXT)
    document["versions"][0]["eligibility"]["all"][1]["value"] = ["micro", "small", "medium"]
    written = rewritten(TEXT, document)
    assert written.kept
    assert changed_lines(TEXT, written.text) == [
        "-          value: [micro, small]   # article 2",
        "+          value: [micro, small, medium]   # article 2",
    ]


def test_what_moves_keeps_its_own_lines():
    document, place = rule_trees.moved(said(TEXT), f"{ALL}.all[1]", -1)
    written = rewritten(TEXT, document)
    assert place == f"{ALL}.all[0]"
    assert written.kept
    assert "# what everybody asks about" in written.text
    assert "# the permit comes first" in written.text
    assert said(written.text) == document


def test_a_group_never_asks_for_more_than_it_holds_when_a_node_leaves_it():
    three = [{"field": "headcount", "op": "gt", "value": n} for n in range(3)]
    rule = {"all": [{"at_least": {"n": 3, "of": three}}, {"any": [three[0]]}]}
    place = "versions[0].eligibility"
    moved = rule_trees.moved_into(
        {"versions": [{"eligibility": rule}]}, f"{place}.all[0].at_least.of[1]", f"{place}.all[1]"
    )
    left, into = moved["versions"][0]["eligibility"]["all"]
    assert left == {"at_least": {"n": 2, "of": [three[0], three[2]]}}
    assert into == {"any": [three[0], three[1]]}


def test_a_removed_criterion_takes_its_lines_and_an_empty_group_with_it():
    document = rule_trees.without(said(TEXT), f"{ALL}.all[2].any[0]")
    written = rewritten(TEXT, document)
    assert written.text == TEXT[: TEXT.index("        - any:")]


def test_a_text_with_references_is_laid_out_anew_and_says_so():
    text = "id: aid\nname: &n {en: An aid}\nsummary: *n\n"
    document = said(text) | {"summary": {"en": "Another"}}
    written = rewritten(text, document)
    assert said(written.text) == document
    shared = "id: aid\nbase: &b\n  x: 1\ncopy: *b\n"
    document = {"id": "aid", "base": {"x": 2}, "copy": {"x": 1}}
    assert not rewritten(shared, document).kept
    assert said(rewritten(shared, document).text) == document


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=130),
)
LABELS = st.fixed_dictionaries({"en": st.text("abc: #-'\"é", min_size=1, max_size=60), "fr": st.just("à")})
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))
CRITERIA = st.fixed_dictionaries(
    {
        "id": st.text("abc", min_size=1),
        "field": st.just("f"),
        "op": st.just("eq"),
        "value": VALUES,
        "label": LABELS,
    }
)


@examples(max_examples=40)
@given(st.data())
def test_every_change_of_a_shipped_rule_is_said_by_the_text(data):
    """Whatever is put, removed, moved or grouped, wherever: the text says exactly the new document."""
    path = data.draw(st.sampled_from(PATHS))
    text = path.read_text(encoding="utf-8")
    document = said(text)
    assert rewritten(text, document).text == text
    for _step in range(data.draw(st.integers(1, 3))):
        document = _anything(data, document)
    written = rewritten(text, document)
    assert said(written.text) == document
    assert written.kept
    assert said(whole(document)) == document


def _anything(data, document):
    root = rule_trees.tree_of(document, 0)
    nodes = list(rule_trees.walk(root)) if root else []
    if not nodes:
        return rule_trees.with_child(document, ALL, data.draw(CRITERIA))
    node = data.draw(st.sampled_from(nodes))
    try:
        match data.draw(st.sampled_from(["put", "add", "remove", "move", "wrap", "into"])):
            case "put":
                return rule_trees.with_node(document, node.place, data.draw(CRITERIA))
            case "add":
                return rule_trees.with_child(document, node.place, data.draw(CRITERIA))
            case "remove":
                return rule_trees.without(document, node.place)
            case "move":
                return rule_trees.moved(document, node.place, data.draw(st.sampled_from([-1, 1])))[0]
            case "into":
                return rule_trees.moved_into(document, node.place, data.draw(st.sampled_from(nodes)).place)
            case _:
                kind = data.draw(st.sampled_from(rule_trees.GROUPS))
                return rule_trees.wrapped(document, node.place, kind)
    except BadInput:
        return document


# --- The tree ---


def test_a_group_joins_in_another_way():
    document = said(TEXT)
    changed = rule_trees.regrouped(document, ALL, "at_least", 2)
    rule = changed["versions"][0]["eligibility"]
    assert rule["at_least"]["n"] == 2
    assert rule["at_least"]["of"] == document["versions"][0]["eligibility"]["all"]
    back = rule_trees.regrouped(changed, ALL, "any")
    assert list(back["versions"][0]["eligibility"]) == ["any"]
    with pytest.raises(BadInput, match="From|from 1 to 3|number"):
        rule_trees.regrouped(document, ALL, "at_least", 4)
    with pytest.raises(BadInput, match="None of"):
        rule_trees.regrouped(document, ALL, "not")


def test_a_node_moves_into_another_group_and_never_into_itself():
    document = said(TEXT)
    changed = rule_trees.moved_into(document, f"{ALL}.all[0]", f"{ALL}.all[2]")
    rule = changed["versions"][0]["eligibility"]["all"]
    assert len(rule) == 2
    assert [one["id"] for one in rule[1]["any"]] == ["team", "permit"]
    with pytest.raises(BadInput):
        rule_trees.moved_into(document, f"{ALL}.all[2]", f"{ALL}.all[2]")


@pytest.mark.parametrize(
    "place", ["", "id", "versions[0]", f"{ALL}.all[9]", f"{ALL}.all[0].all[0]", "versions[7].eligibility", f"{ALL}.__class__"]
)  # fmt: skip
def test_a_place_that_is_not_there_is_told(place):
    document = said(TEXT)
    before = copy.deepcopy(document)
    with pytest.raises(BadInput):
        rule_trees.with_node(document, place, {})
    with pytest.raises(BadInput):
        rule_trees.without(document, place)
    assert document == before
