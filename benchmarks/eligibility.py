"""How long does one company take over a whole catalogue, with every reason, beside a plain interpreter?

Both answer for the same rules and the same companies in the same run; their verdicts are compared first. Ours reads
the rules once; the plain interpreter walks them again for each company, which is what a program without an engine
does. Times are of the engine alone: no files, no start of Python. The machine is noisy: trust the ratios.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "engines" / "eligibility")]

from eligibility_plain import interpret  # noqa: E402

from grappe.engines.eligibility import (  # noqa: E402
    Catalogue,
    Company,
    Field,
    company_of,
    document_of,
    explain,
    parse_fields,
    parse_programme,
)
from grappe.engines.eligibility.basics import BASICS as BUILT_IN  # noqa: E402
from grappe.engines.eligibility.derived import resolve  # noqa: E402
from grappe.engines.eligibility.model import Term  # noqa: E402
from grappe.engines.eligibility.values import AtLeast, Between, OneOf  # noqa: E402
from grappe.engines.kernel import Verdict  # noqa: E402

ON = date(2026, 11, 1)
SHIPPED = ROOT / "catalogues" / "luxembourg"
COMPANIES = 200
ANSWER = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNKNOWN}
Rules = Sequence[tuple[str, dict[str, Any]]]


def invented_value(field: Field, draw: random.Random) -> Any:
    """Return a value that suits a field, invented."""
    if field.type == "boolean":
        return draw.random() < 0.7
    if field.type == "date":
        return date(draw.randint(2010, 2026), draw.randint(1, 12), draw.randint(1, 28)).isoformat()
    if field.choices:
        return draw.choice(field.choices)
    if field.type == "integer":
        return draw.randint(0, 6)
    high = 100 if field.maximum is None else field.maximum
    return round(draw.uniform(field.minimum or 0, high), 2)


def invented_company(fields: dict[str, Field], draw: random.Random) -> dict[str, Any]:
    """Return a company's document in which about a third of the facts are not known."""
    asked = [field for name, field in sorted(fields.items()) if name not in BUILT_IN and not field.derived]
    told = [field for field in asked if field.type not in ("nace", "commune") and draw.random() < 0.67]
    facts = {field.id: invented_value(field, draw) for field in told}
    sized = draw.random() < 0.9
    return {
        "name": "Invented",
        "country": draw.choice(["LU", "LU", "LU", "FR", None]),
        "nace": draw.choice(["10.71", "25.62", "47.11", "55.10", "62.10", None]),
        "founded": f"{draw.randint(1995, 2026)}-0{draw.randint(1, 9)}-15",
        "headcount": draw.choice([2, 8, 30, 120, 400]) if sized else None,
        "turnover_eur": draw.choice([4e5, 3e6, 2e7, 9e7]) if sized else None,
        "balance_sheet_eur": draw.choice([4e5, 3e6, 2e7, 9e7]) if sized else None,
        "facts": facts,
    }


def plain_facts(catalogue: Catalogue, company: Company) -> dict[str, Any]:
    """Return the facts of a company for the plain interpreter, computed ones with them (untimed).

    It has no notion of a value known in part: companies whose size is such are not in the benchmark.
    """
    facts = {}
    for name in catalogue.field_names():
        value, _ = resolve(catalogue.situation(company, ON), Term(name), catalogue.derivation(Term(name)))
        facts[name] = sorted(value) if isinstance(value, frozenset) else value
    return facts


def in_part(facts: dict[str, Any]) -> bool:
    return any(isinstance(value, OneOf | Between | AtLeast) for value in facts.values())


def shipped() -> tuple[Catalogue, Rules]:
    """Return the shipped catalogue, compiled and as written."""
    # The reader of the catalogue files belongs to an app; no database is asked. Only here, because 60 MB of Django
    # would count in the memory of the sweep, which draws its rules from this module too.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    django.setup()
    from grappe.apps.aids.queries.catalogue import read_catalogue, read_yaml

    rules = []
    catalogue = read_catalogue(SHIPPED)
    for plan, _, _ in catalogue.on(ON):
        document = read_yaml(SHIPPED / "programmes" / f"{plan.programme.id}.yaml")
        (version,) = [one for one in document["versions"] if str(one["id"]) == plan.version.id]
        rules.append((plan.programme.id, version["eligibility"]))
    return catalogue, rules


def synthetic(count: int, draw: random.Random) -> tuple[Catalogue, Rules]:
    """Return so many programmes of 3 to 8 criteria over 60 fields, some of them shared, as in measured.md."""
    fields = {f"number{i}": {"type": "number", "min": 0, "max": 100} for i in range(30)}
    fields |= {f"flag{i}": {"type": "boolean"} for i in range(20)}
    fields |= {f"choice{i}": {"type": "choice", "choices": list("abcdefgh")} for i in range(10)}
    described = parse_fields(fields)
    own = {name: described[name] for name in fields}
    rules: list[tuple[str, dict[str, Any]]] = []
    for i in range(count):
        criteria = [_criterion(j, own, draw) for j in range(draw.randint(3, 8))]
        tree: dict[str, Any] = {"all": criteria}
        if len(criteria) > 5:
            tree = {"all": [*criteria[:3], {"any": criteria[3:]}]}
        rules.append((f"p{i}", tree))
    programmes = [
        parse_programme({"id": id, "name": id, "versions": [{"id": "1", "eligibility": tree}]}, described)
        for id, tree in rules
    ]
    return Catalogue(programmes, described), rules


def _criterion(number: int, fields: dict[str, Field], draw: random.Random) -> dict[str, Any]:
    field = draw.choice(list(fields.values()))
    criterion: dict[str, Any] = {"id": f"c{number}", "field": field.id, "source": f"article {number}"}
    criterion |= {"label": {"en": f"Criterion {number}", "fr": "", "de": ""}, "confidence": "sourced"}
    if field.type == "boolean":
        return criterion | {"op": "eq", "value": draw.random() < 0.8}
    if field.type == "choice":
        return criterion | {"op": "in", "value": draw.sample("abcdefgh", draw.randint(2, 6))}
    return criterion | {"op": draw.choice(["lt", "gte", "lte"]), "value": draw.randrange(0, 100, 5)}


def best(
    run: Callable[[Company, dict[str, Any]], Any], companies: Sequence[tuple[Company, dict[str, Any]]]
) -> tuple[float, float]:
    """Return the milliseconds a company takes, on the wall and of the processor: the least means of seven rounds."""
    walls, works = [], []
    for _ in range(7):
        wall, work = time.perf_counter(), time.process_time()
        for company, facts in companies:
            run(company, facts)
        walls.append((time.perf_counter() - wall) / len(companies) * 1000)
        works.append((time.process_time() - work) / len(companies) * 1000)
    return min(walls), min(works)


def agree(catalogue: Catalogue, rules: Rules, companies: Sequence[tuple[Company, dict[str, Any]]]) -> int:
    """Return on how many verdicts and criteria the two differ."""
    differences = 0
    for company, facts in companies:
        for (id, tree), decision in zip(rules, explain(catalogue, company, ON).decisions, strict=True):
            trace: list[dict[str, Any]] = []
            answer = ANSWER[interpret(tree, facts, trace)]
            words = {"met": Verdict.YES, "not_met": Verdict.NO, "unknown": Verdict.UNKNOWN}
            same = [words[step["verdict"]] for step in trace] == [
                finding.verdict for finding in decision.findings
            ]
            differences += decision.programme.id != id or answer is not decision.verdict or not same
    return differences


def measure(title: str, catalogue: Catalogue, rules: Rules) -> int:
    """Print one table; return how often the two disagree."""
    draw = random.Random(20261101)
    companies: list[tuple[Company, dict[str, Any]]] = []
    while len(companies) < COMPANIES:
        company, _ = company_of(
            invented_company(dict(catalogue.fields), draw), catalogue.fields, catalogue.field_names()
        )
        facts = plain_facts(catalogue, company)
        if not in_part(facts):
            companies.append((company, facts))
    differences = agree(catalogue, rules, companies)

    def plainly(company: Company, facts: dict[str, Any]) -> Any:
        answers = []
        for id, tree in rules:
            trace: list[dict[str, Any]] = []
            answers.append((id, interpret(tree, facts, trace), trace))
        return answers

    def with_reasons(company: Company, facts: dict[str, Any]) -> Any:
        # One programme after another, as a page or a file writes them: kept all at once they cost twice as much.
        return sum(len(findings) for _, findings in explain(catalogue, company, ON).reasons())

    verdicts = best(lambda company, facts: explain(catalogue, company, ON).decisions, companies)
    ours = best(with_reasons, companies)
    plain = best(plainly, companies)
    whole = best(lambda company, facts: document_of(explain(catalogue, company, ON)), companies[:20])
    explained = explain(catalogue, companies[0][0], ON).decisions
    reasons = sum(len(decision.findings) for decision in explained)
    print(
        f"{title}: {len(rules)} programmes, {reasons} criteria, {len(catalogue.graph.leaves)} of them distinct"
    )
    print(f"  {'milliseconds a company':<48}{'wall':>8}{'processor':>11}{'ratio':>8}")
    for words, (wall, work) in (
        ("Grappe: every verdict", verdicts),
        ("Grappe: every verdict, every reason built", ours),
        ("plain interpreter: the same", plain),
        ("Grappe: the whole JSON document, next questions", whole),
    ):
        print(f"  {words:<48}{wall:8.3f}{work:11.3f}{work / ours[1]:8.2f}")
    print(f"  they disagree on {differences} of {len(companies) * len(rules)} verdicts")
    return differences


def main() -> int:
    """Print both tables; return 1 where the two disagree."""
    differences = measure("Luxembourg, as shipped", *shipped())
    differences += measure("Invented", *synthetic(300, random.Random(7)))
    return int(differences > 0)


if __name__ == "__main__":
    sys.exit(main())
