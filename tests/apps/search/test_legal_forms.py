"""Which legal forms does the search leave out of names, and are they those that the comparison of companies knows?

Three lists stand apart, since SQL cannot import and the search looks at words one by one: none may change alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grappe.apps.search import migrations
from grappe.apps.search.queries.asked import _FORMS
from grappe.engines.linkage import company_name, forms

PIECES = {
    "rl",
    "rls",
    "co",
}  # of "S.à r.l.", "S.à r.l.-S" and "GmbH & Co. KG": the search sees words, not forms
# Known to the comparison alone: rare in Luxembourg, or a word of its own elsewhere, which a search must find.
NOT_OF_THE_SEARCH = {
    "ab", "asa", "bvba", "corp", "cvba", "eg", "eurl", "ev", "gbr", "geie", "gie", "kgaa", "limited", "llc", "llp", "lp", "mbh",
    "oyj", "ohg", "sarlu", "sasu", "sci", "scoop", "scrl", "secs", "senc", "snc", "spa", "sprl", "ug", "vzw",
}  # fmt: skip
LONGEST = 7  # letters: longer ones are written out, and are words


def short_forms():
    return {form for form in forms.WRITTEN if " " not in form and len(form) <= LONGEST}


def in_sql():
    found = []
    for file in sorted(Path(migrations.__file__).parent.glob("0*.py")):
        found += re.findall(
            r"FUNCTION search_tokens\(.*?ANY \(\s*'\{([a-z,]+)\}'\)",
            file.read_text(encoding="utf-8"),
            re.DOTALL,
        )
    return set(found[-1].split(","))  # the latest definition is the one that stands


def test_the_index_leaves_out_what_a_question_leaves_out():
    assert in_sql() == _FORMS


def test_the_search_and_the_comparison_know_the_same_forms():
    assert short_forms() - NOT_OF_THE_SEARCH == _FORMS - PIECES
    assert short_forms() >= NOT_OF_THE_SEARCH


@pytest.mark.parametrize("form", sorted(_FORMS - PIECES))
def test_each_form_is_taken_from_the_end_of_a_name(form):
    assert company_name(f"Alpha {form.upper()}").words == ("alpha",)
