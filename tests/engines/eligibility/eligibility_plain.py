"""What would the simplest possible program answer? A recursive interpreter of the rules as they are written.

It shares nothing with the engine: it walks the YAML documents again for every company, and writes down each
criterion with its words. Tests compare the engine with it, the benchmark measures the engine beside it.
Facts are plain values by field; what is missing or None is not known.
"""

from __future__ import annotations

from datetime import date
from typing import Any

SECTIONS = "A01-03 B05-09 C10-33 D35-35 E36-39 F41-43 G45-47 H49-53 I55-56 J58-60 K61-63 L64-66 M68-68 N69-75 " \
    "O77-82 P84-84 Q85-85 R86-88 S90-93 T94-96 U97-98 V99-99"  # fmt: skip


def interpret(tree: dict[str, Any], facts: dict[str, Any], trace: list[dict[str, Any]]) -> bool | None:
    """Return True, False or None (not known), and append what was found for every criterion to `trace`."""
    if "all" in tree:
        answers = [interpret(child, facts, trace) for child in tree["all"]]
        if any(answer is False for answer in answers):
            return False
        return None if any(answer is None for answer in answers) else True
    if "any" in tree:
        answers = [interpret(child, facts, trace) for child in tree["any"]]
        if any(answer is True for answer in answers):
            return True
        return None if any(answer is None for answer in answers) else False
    if "not" in tree:
        answer = interpret(tree["not"], facts, trace)
        return None if answer is None else not answer
    if "at_least" in tree:
        answers = [interpret(child, facts, trace) for child in tree["at_least"]["of"]]
        met = sum(answer is True for answer in answers)
        refused = sum(answer is False for answer in answers)
        if met >= tree["at_least"]["n"]:
            return True
        return False if len(answers) - refused < tree["at_least"]["n"] else None
    answer = None if "unknown" in tree else _criterion(tree, facts)
    words = tree.get("unknown") if "unknown" in tree else tree
    words = words if isinstance(words, dict) else {}
    trace.append(
        {
            "criterion": words.get("id") or tree.get("field") or "conditions",
            "verdict": {True: "met", False: "not_met", None: "unknown"}[answer],
            "actual": facts.get(tree["field"]) if "field" in tree else None,
            "expected": f"{tree.get('op')} {tree.get('value')}",
            "label": words.get("label"),
            "source": words.get("source"),
            "checked_on": words.get("checked_on"),
            "confidence": words.get("confidence", "unverified"),
        }
    )
    return answer


def _criterion(rule: dict[str, Any], facts: dict[str, Any]) -> bool | None:
    actual, expected, op = facts.get(rule["field"]), rule.get("value"), rule["op"]
    if actual is None:
        return None
    if op == "known":
        return True
    if isinstance(expected, dict):
        other = facts.get(expected["field"])
        expected = None if other is None else other * expected.get("times", 1)
    if expected is None:
        return None
    if isinstance(actual, date):
        expected = [_day(one) for one in expected] if isinstance(expected, list) else _day(expected)
    if op == "nace":
        prefixes = expected if isinstance(expected, list) else [expected]
        inside = _any(_under(actual, prefix) for prefix in prefixes)
        excepted = _any(_under(actual, prefix) for prefix in rule.get("except", []))
        if inside is False or excepted is True:
            return False
        return True if inside and excepted is False else None
    if isinstance(actual, list):
        wanted = {_plain(one) for one in (expected if isinstance(expected, list) else [expected])}
        given = {_plain(one) for one in actual}
        return {"in": bool(wanted & given), "not_in": not wanted & given, "contains": wanted <= given}[op]
    return _compare(op, _plain(actual), expected)


def _compare(op: str, actual: Any, expected: Any) -> bool:
    if op in ("in", "not_in"):
        found = actual in [_plain(one) for one in (expected if isinstance(expected, list) else [expected])]
        return found if op == "in" else not found
    if op == "between":
        return bool(expected[0] <= actual <= expected[1])
    if op == "contains":
        return all(_plain(one) in actual for one in (expected if isinstance(expected, list) else [expected]))
    if op == "prefix":
        return any(
            actual.startswith(_plain(one)) for one in (expected if isinstance(expected, list) else [expected])
        )
    expected = _plain(expected)
    return {
        "eq": actual == expected,
        "ne": actual != expected,
        "lt": op == "lt" and actual < expected,
        "lte": op == "lte" and actual <= expected,
        "gt": op == "gt" and actual > expected,
        "gte": op == "gte" and actual >= expected,
    }[op]


def _plain(value: Any) -> Any:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _any(answers: Any) -> bool | None:
    seen = list(answers)
    return True if True in seen else None if None in seen else False


def _under(code: str, prefix: str) -> bool | None:
    code, prefix = code.replace(".", ""), prefix.replace(".", "")
    if prefix.isalpha():
        return code == prefix if code.isalpha() else _section(code) == prefix
    if code.isalpha():
        return None if _section(prefix) == code else False
    if code.startswith(prefix):
        return True
    return None if prefix.startswith(code) else False


def _section(code: str) -> str | None:
    for span in SECTIONS.split():
        if span[1:3] <= code[:2] <= span[4:]:
            return span[0]
    return None
