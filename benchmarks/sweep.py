"""How long does a whole country take over 300 programmes, beside other ways and other engines?

The rules are those of `benchmarks.eligibility` (300 programmes of 3 to 8 criteria), the rows are invented, 30 % of the
values unknown. Each way runs in a process of its own, so that its peak memory is its own (input and libraries
included), and every way's answers for the first rows are compared. Slow ways take fewer rows, and say so.

`make bench`, or `python -m benchmarks.sweep` alone; GRAPPE_BENCH_ROWS=10000000 adds ten million rows to the scaling.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from benchmarks.eligibility import ON, synthetic
from grappe.engines.eligibility import company_of, explain
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.sweep import Sweep, Swept

ROWS = 1_000_000
CHECKED = 200  # rows whose answers every way hands in
BLOCK = 1 << 17
OPS = {"lt": "<", "lte": "<=", "gte": ">=", "eq": "=="}


class Way(NamedTuple):
    """One way: what it is called, on how many rows it is tried, whether it tells unknown from no."""

    title: str
    rows: int
    three_valued: bool
    run: Callable[[pl.DataFrame], tuple[float, float, np.ndarray]]


def frame_of_rows(rows: int, seed: int = 3) -> pl.DataFrame:
    """Return invented companies: 30 numbers, 20 flags, 10 choices; 30 % of each not known."""
    random_numbers = np.random.default_rng(seed)

    def column(kind: str) -> pl.Series:
        if kind == "number":
            values = pl.Series(np.round(random_numbers.random(rows) * 100, 2))
        elif kind == "flag":
            values = pl.Series(random_numbers.random(rows) < 0.7)
        else:
            values = pl.Series(list("abcdefgh"))[random_numbers.integers(0, 8, rows)]
        return values.zip_with(
            pl.Series(random_numbers.random(rows) >= 0.3), values.clear().extend_constant(None, rows)
        )

    return pl.DataFrame(
        {
            f"{kind}{i}": column(kind)
            for kind, count in (("number", 30), ("flag", 20), ("choice", 10))
            for i in range(count)
        }
    )


def timed(act: Callable[[], Any], rounds: int = 3) -> tuple[float, float, Any]:
    """Return the least wall-clock and processor seconds of a few rounds, and what the last one found."""
    walls, works, found = [], [], None
    for _ in range(rounds):
        found = None  # two answers at once would count twice in the peak
        wall, work = time.perf_counter(), time.process_time()
        found = act()
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    return min(walls), min(works), found


# --- Ours ---


def ours(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """Raw columns to verdicts and both masks, kept as shared planes of bits."""
    sweep = Sweep(synthetic(300, random.Random(7))[0], ON)
    wall, work, swept = timed(lambda: (found := sweep.run(frame), found.counts())[0])
    return wall, work, _checked(swept)


def _checked(swept: Swept) -> np.ndarray:
    """Return the verdicts on the first rows, without writing out those on all others."""
    found = np.empty((CHECKED, 300), np.uint8)
    for p in range(300):
        found[:, p] = swept.verdict(p)[:CHECKED]
    return found


def ours_in_parts(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """The same, a part of the table after the other, as `grappe sweep` and the nightly sweep work."""
    sweep = Sweep(synthetic(300, random.Random(7))[0], ON)

    def whole() -> np.ndarray:
        kept = None
        for first in range(0, frame.height, 2 * BLOCK):
            swept = sweep.run(frame.slice(first, 2 * BLOCK))
            swept.counts()
            kept = _checked(swept) if kept is None else kept
        return kept

    return timed(whole)


def ours_written_out(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """Raw columns to a verdict byte and two mask bytes for each company and programme, block by block."""
    sweep = Sweep(synthetic(300, random.Random(7))[0], ON, threads=1)

    def block(first: int) -> np.ndarray:
        swept = sweep.run(frame.slice(first, BLOCK))
        for p in range(300):
            swept.narrow_masks(p)
        return swept.verdicts[:CHECKED]

    def whole() -> np.ndarray:
        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(block, range(0, frame.height, BLOCK)))[0]

    return timed(whole)


# --- The ways tried ---


def byte_codes(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """A byte for each node and company (0, 1, 2), shared leaves, least and greatest of the children, in blocks."""
    rules = synthetic(300, random.Random(7))[1]
    expressions = {
        key: _leaf(*key[:2], json.loads(key[2])) for _, tree in rules for key in map(_key, _criteria(tree))
    }

    def block(first: int) -> np.ndarray:
        part = frame.slice(first, BLOCK)
        # Kleene in numbers: met 2, unknown 1, refused 0; Polars makes the leaves, NumPy the gates.
        levels = part.select(
            (expression.cast(pl.UInt8) * 2).fill_null(1).alias(str(i))
            for i, expression in enumerate(expressions.values())
        )
        leaf = {key: levels[str(i)].to_numpy() for i, key in enumerate(expressions)}

        def level(node: dict[str, Any]) -> np.ndarray:
            if "field" in node:
                return leaf[_key(node)]
            (kind,) = node
            fold = np.minimum if kind == "all" else np.maximum
            found = level(node[kind][0]).copy()
            for child in node[kind][1:]:
                fold(found, level(child), out=found)
            return found

        return np.array([level(tree)[:CHECKED] if first == 0 else level(tree)[:1] for _, tree in rules]).T

    def whole() -> np.ndarray:
        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(block, range(0, frame.height, BLOCK)))[0]

    return timed(whole, 2)


def _criteria(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "field" in tree:
        yield tree
    else:
        for child in next(iter(tree.values())):
            yield from _criteria(child)


def _key(criterion: dict[str, Any]) -> tuple[str, str, str]:
    return criterion["field"], criterion["op"], json.dumps(criterion["value"])


def _leaf(field: str, op: str, value: Any) -> pl.Expr:
    column = pl.col(field)
    if op == "in":
        return column.is_in(value)
    return {"lt": column.lt, "lte": column.le, "gte": column.ge, "eq": column.eq}[op](value)


def _expression(tree: dict[str, Any]) -> pl.Expr:
    if "field" in tree:
        return _leaf(tree["field"], tree["op"], tree["value"])
    (kind,) = tree
    join = pl.all_horizontal if kind == "all" else pl.any_horizontal
    return join([_expression(child) for child in tree[kind]])


def polars_three(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """One select of 300 expressions; Polars' logic of nulls is Kleene's. Verdicts only."""
    rules = synthetic(300, random.Random(7))[1]
    lazy = frame.lazy().select(_expression(tree).alias(id) for id, tree in rules)
    wall, work, found = timed(lazy.collect)
    return wall, work, found.head(CHECKED).select((pl.all().cast(pl.UInt8) * 2).fill_null(1)).to_numpy()


def polars_masks(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """The same, and the distinct criteria as columns of their own: what the masks are made of."""
    rules = synthetic(300, random.Random(7))[1]
    keys = dict.fromkeys(key for _, tree in rules for key in map(_key, _criteria(tree)))
    leaves = [
        _leaf(field, op, json.loads(value)).alias(f"leaf{i}") for i, (field, op, value) in enumerate(keys)
    ]
    lazy = frame.lazy().select(*(_expression(tree).alias(id) for id, tree in rules), *leaves)
    wall, work, found = timed(lazy.collect, 2)
    verdicts = found.head(CHECKED).select(id for id, _ in rules)
    return wall, work, verdicts.select((pl.all().cast(pl.UInt8) * 2).fill_null(1)).to_numpy()


def polars_two(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """One select of 300 expressions in which unknown is no. Verdicts only."""
    rules = synthetic(300, random.Random(7))[1]
    filled = frame.lazy().with_columns(
        pl.col(pl.Float64).fill_null(float("nan")),
        pl.col(pl.Boolean).cast(pl.UInt8).fill_null(2),
        pl.col(pl.String).fill_null("?"),
    )

    def expression(tree: dict[str, Any]) -> pl.Expr:
        if "field" not in tree:
            (kind,) = tree
            join = pl.all_horizontal if kind == "all" else pl.any_horizontal
            return join([expression(child) for child in tree[kind]])
        value = int(tree["value"]) if tree["op"] == "eq" else tree["value"]
        leaf = _leaf(tree["field"], tree["op"], value)
        # Polars puts NaN above every number.
        return leaf & pl.col(tree["field"]).is_not_nan() if tree["op"] == "gte" else leaf

    ready = filled.collect()
    lazy = ready.lazy().select(expression(tree).alias(id) for id, tree in rules)
    wall, work, found = timed(lazy.collect)
    return wall, work, found.head(CHECKED).select(pl.all().cast(pl.UInt8) * 2).to_numpy()


# --- Other engines ---


def openfisca(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """OpenFisca-core: a variable for each fact, each distinct criterion and each programme; unknown is no."""
    from openfisca_core import entities, periods, simulations, taxbenefitsystems
    from openfisca_core.model_api import YEAR, Variable

    rules = synthetic(300, random.Random(7))[1]
    company = entities.Entity("company", "companies", "Company", "")
    system = taxbenefitsystems.TaxBenefitSystem([company])

    def variable(name: str, sort: type, formula: Any = None) -> None:
        body: dict[str, Any] = {"value_type": sort, "entity": company, "definition_period": YEAR}
        system.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))

    for name in frame.columns:
        variable(name, float)
    names: dict[Any, str] = {}
    for id, tree in rules:
        for key in map(_key, _criteria(tree)):
            if key not in names:
                names[key] = f"leaf{len(names)}"
                variable(names[key], bool, _fisca_leaf(key))
        variable(id, bool, _fisca_rule(tree, names))
    numbers = frame.with_columns(
        pl.col(pl.Boolean).cast(pl.Float64),
        pl.col(pl.String).replace_strict(_LETTERS, return_dtype=pl.Float64),
    ).with_columns(pl.all().fill_null(float("nan")))
    columns = {name: numbers[name].to_numpy() for name in frame.columns}
    year = periods.period("2026")

    def run() -> np.ndarray:
        simulation = simulations.SimulationBuilder().build_default_simulation(system, frame.height)
        for name, array in columns.items():
            simulation.set_input(name, year, array)
        return np.array([simulation.calculate(id, year)[:CHECKED] for id, _ in rules]).T

    wall, work, found = timed(run, 1)
    return wall, work, found.astype(np.uint8) * 2


_LETTERS = {letter: i for i, letter in enumerate("abcdefgh")}
_NUMPY = {"lt": np.less, "lte": np.less_equal, "gte": np.greater_equal, "eq": np.equal}


def _fisca_leaf(key: tuple[str, str, str]) -> Any:
    field, op, value = key[0], key[1], json.loads(key[2])
    if op == "in":
        listed = [_LETTERS[one] for one in value]
        return lambda members, period: np.isin(members(field, period), listed)
    return lambda members, period: _NUMPY[op](members(field, period), float(value))


def _fisca_rule(tree: dict[str, Any], names: dict[Any, str]) -> Any:
    return lambda members, period: _fisca_value(tree, names, members, period)


def _fisca_value(tree: dict[str, Any], names: dict[Any, str], members: Any, period: Any) -> Any:
    if "field" in tree:
        return members(names[_key(tree)], period)
    (kind,) = tree
    found = _fisca_value(tree[kind][0], names, members, period)
    for child in tree[kind][1:]:
        other = _fisca_value(child, names, members, period)
        found = found & other if kind == "all" else found | other
    return found


def zen(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """zen-engine: one decision of 300 expressions, a company at a time; unknown is no."""
    import zen as engine

    def text(tree: dict[str, Any]) -> str:
        if "field" not in tree:
            (kind,) = tree
            return "(" + (" and " if kind == "all" else " or ").join(map(text, tree[kind])) + ")"
        field, op, value = tree["field"], tree["op"], json.dumps(tree["value"])
        return f"({field} != null and {field} {OPS.get(op, op)} {value})"

    rules = synthetic(300, random.Random(7))[1]
    lines = [{"id": id, "key": id, "value": text(tree)} for id, tree in rules]
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {"id": "rules", "type": "expressionNode", "name": "rules", "position": place, "content": {"expressions": lines}},
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]  # fmt: skip
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"}
        for a, b in (("in", "rules"), ("rules", "out"))
    ]
    decision = engine.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    documents = frame.to_dicts()
    wall, work, found = timed(lambda: [decision.evaluate(one)["result"] for one in documents], 1)
    return wall, work, np.array([[2 * bool(one[id]) for id, _ in rules] for one in found], np.uint8)


def plain(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """A plain interpreter that walks the rules as written for each company, with a trace of every criterion."""
    from eligibility_plain import interpret

    rules = synthetic(300, random.Random(7))[1]
    documents = frame.to_dicts()
    level = {True: 2, None: 1, False: 0}
    wall, work, found = timed(
        lambda: [[level[interpret(tree, one, [])] for _, tree in rules] for one in documents], 1
    )
    return wall, work, np.array(found, np.uint8)


def one_by_one(frame: pl.DataFrame) -> tuple[float, float, np.ndarray]:
    """Grappe's own `explain`, a company at a time, every reason built: what the sweep must equal."""
    catalogue = synthetic(300, random.Random(7))[0]
    fields, names = catalogue.fields, catalogue.field_names()
    companies = [company_of({"facts": row}, fields, names)[0] for row in frame.to_dicts()]
    number = {verdict: level for level, verdict in enumerate(VERDICTS)}

    def run() -> list[list[int]]:
        return [
            [number[one.verdict] for one, _ in explain(catalogue, company, ON).reasons()]
            for company in companies
        ]

    wall, work, found = timed(run, 1)
    return wall, work, np.array(found, np.uint8)


WAYS = {
    "ours": Way("Grappe: packed planes, both masks shared", ROWS, True, ours),
    "ours_in_parts": Way("Grappe: the same, in parts of 262,144", ROWS, True, ours_in_parts),
    "ours_written_out": Way("Grappe: a verdict and two mask bytes a pair", ROWS, True, ours_written_out),
    "byte_codes": Way("a byte a node in blocks, verdicts only", ROWS, True, byte_codes),
    "polars_two": Way("Polars expressions, unknown is no", ROWS, False, polars_two),
    "polars_three": Way("Polars expressions, verdicts only", ROWS, True, polars_three),
    "polars_masks": Way("Polars expressions, criteria as columns", ROWS, True, polars_masks),
    "openfisca": Way("OpenFisca-core, unknown is no", 200_000, False, openfisca),
    "one_by_one": Way("Grappe: explain, every reason", 2_000, True, one_by_one),
    "plain": Way("plain interpreter with a trace", 500, True, plain),
    "zen": Way("zen-engine, unknown is no", 500, False, zen),
}


# --- One way in a process of its own ---


def peak_mb() -> float:
    """Return the most memory that this process ever held, by Linux's own count.

    Elsewhere by `getrusage`, which a process inherits from the one that started it.
    """
    status = Path("/proc/self/status")
    counted = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return (int(counted[1]) if counted else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def child(name: str, file: str) -> None:
    """Run one way on a file and print what it took, as JSON."""
    way = WAYS[name]
    frame = pl.read_parquet(file, n_rows=way.rows)
    wall, work, verdicts = way.run(frame)
    answers = np.ascontiguousarray(verdicts[:CHECKED], np.uint8)
    digests = [hashlib.sha256(one.tobytes()).hexdigest() for one in (answers, answers == 2)]
    found = {"wall": wall, "work": work, "peak": peak_mb(), "rows": frame.height, "digests": digests}
    print(json.dumps(found))


def scaling(rows: str, file: str) -> None:
    """Sweep a file a part after the other, as `grappe sweep` reads it, and print what it took."""
    sweep = Sweep(synthetic(300, random.Random(7))[0], ON)
    begin, work = time.perf_counter(), time.process_time()
    done, table = 0, pl.scan_parquet(file).head(int(rows))
    for first in range(0, int(rows), 1 << 18):
        part = table.slice(first, 1 << 18).collect()
        sweep.run(part).counts()
        done += part.height
    found = {
        "wall": time.perf_counter() - begin,
        "work": time.process_time() - work,
        "peak": peak_mb(),
        "rows": done,
    }
    print(json.dumps(found))


def _run(*arguments: str) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.sweep", *arguments],
        capture_output=True, text=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)
        raise SystemExit(f"{arguments[0]} failed")
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def table(found: dict[str, dict[str, Any]], programmes: int) -> int:
    """Print what each way took; return how many ways disagree with ours."""
    first, differences = found["ours"], 0
    print(f"  {'':<44}{'wall s':>9}{'CPU s':>9}{'ratio':>9}{'evaluations/s':>16}{'peak MB':>9}")
    for name, way in WAYS.items():
        one = found[name]
        scale = ROWS / one["rows"]
        exact = 0 if way.three_valued else 1  # two-valued ways agree on who is eligible
        same = one["digests"][exact] == first["digests"][exact]
        differences += not same
        notes = [f"measured on {one['rows']:,} rows"] * (scale != 1) + ["DISAGREES"] * (not same)
        print(
            f"  {way.title:<44}{one['wall'] * scale:9.2f}{one['work'] * scale:9.2f}"
            f"{one['wall'] * scale / first['wall']:9.1f}{one['rows'] * programmes / one['wall']:16,.0f}"
            f"{one['peak']:9.0f}  {', '.join(notes)}"
        )
    print(f"  {differences} of {len(WAYS)} ways disagree on the first {CHECKED} companies")
    return differences


def main() -> int:
    """Print the table of ways and the scaling; return 1 where two ways disagree."""
    catalogue, rules = synthetic(300, random.Random(7))
    criteria = sum(len(list(_criteria(tree))) for _, tree in rules)
    print(f"{len(rules)} programmes, {criteria} criteria, {len(catalogue.graph.leaves)} of them distinct")
    print("times for 1,000,000 companies, from columns in memory:")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rows.parquet")
        frame_of_rows(ROWS).write_parquet(file)
        differences = table({name: _run(name, str(file)) for name in WAYS}, len(rules))
        print("streamed from a Parquet file, three-valued with both masks:")
        most = max(ROWS, int(os.environ.get("GRAPPE_BENCH_ROWS", 0)))
        for rows in (10_000, 100_000, ROWS, *([most] if most > ROWS else [])):
            if rows > ROWS:
                pl.scan_parquet([file] * (rows // ROWS)).sink_parquet(file := Path(folder, "many.parquet"))
            one = _run("scaling", str(rows), str(file))
            wall, work = (one[kind] / one["rows"] * 1e6 for kind in ("wall", "work"))
            print(
                f"  {one['rows']:>11,} rows {one['wall']:9.2f} s {one['work']:9.2f} processor s,"
                f" {wall:.2f} and {work:.2f} µs a company, peak {one['peak']:.0f} MB"
            )
    return int(differences > 0)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        scaling(*sys.argv[2:])
    elif len(sys.argv) == 3:
        child(*sys.argv[1:])
    else:
        sys.exit(main())
