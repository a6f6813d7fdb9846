"""How is a questionnaire read from plain data? Every fault is told with its exact path.

The form of the data is described in docs/reference/questionnaires.md. No unknown field is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grappe.engines.diagnosis.checks_parsing import parse_checks
from grappe.engines.diagnosis.conditions_parsing import Known, parse_condition
from grappe.engines.diagnosis.model import (
    Aggregation,
    Band,
    Condition,
    Dimension,
    FindingRule,
    Item,
    Level,
    ProposedNeed,
    Question,
    Questionnaire,
    QuestionType,
    Severity,
    Step,
    Theme,
)
from grappe.engines.diagnosis.reading import Node, QuestionnaireError

SCALES = {QuestionType.SCALE, QuestionType.SCALE_MATRIX}
TICKS = {QuestionType.MULTI, QuestionType.MATRIX_TWO_COLUMNS}
WITH_ITEMS = {QuestionType.SINGLE, QuestionType.SCALE_MATRIX} | TICKS
HOW_TO_JOIN = {Aggregation.MEAN, Aggregation.WEIGHTED_MEAN, Aggregation.MINIMUM, Aggregation.LEVEL_MAP}
Scales = dict[str, tuple[Step, ...]]


def parse_questionnaire(data: object, *, scored: bool = True) -> Questionnaire:
    """Return the questionnaire that plain data (as read from YAML or JSON) describes.

    One that is not `scored` asks for information only, as a survey does: its sections and questions weigh nothing.
    Raises QuestionnaireError with the path of the first fault, for example `questions[3].items[1].id`.
    """
    root = Node(data)
    identity, version = root.word("id"), root.word("version")
    scales = _scales(root)
    usual = 1.0 if scored else 0.0
    dimensions = tuple(_dimension(node, usual) for node in root.nodes("dimensions", required=True))
    _all_different(root, "dimensions", [dimension.id for dimension in dimensions])
    if scored != any(dimension.weight for dimension in dimensions):
        if not scored:
            raise root.fault("dimensions", "a survey scores nothing: no weight above 0")
        raise root.fault("dimensions", "at least one needs a weight above 0")
    questions = _questions(root, dimensions, scales, usual)
    aggregation, levels = _joining(root, 100)
    questionnaire = Questionnaire(
        id=identity,
        version=version,
        title=root.text("title"),
        description=root.text("description", required=False),
        attribution=root.text("attribution", required=False),
        sources=tuple(_source(value, path) for value, path in root.list("sources")),
        dimensions=dimensions,
        questions=questions,
        aggregation=aggregation,
        levels=levels,
        bands=_bands(root),
        findings=_findings(root, dimensions, questions),
    )
    root.finish()
    return questionnaire


def _source(value: object, path: str) -> str:
    if not isinstance(value, str) or not value.startswith("https://"):
        raise QuestionnaireError(path, "an address starting with https:// is expected here")
    return value


def _all_different(node: Node, key: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, identity in enumerate(ids):
        if identity in seen:
            raise node.fault(f"{key}[{index}].id", f"{identity!r} is used twice")
        seen.add(identity)


def _scales(root: Node) -> Scales:
    if not root.has("scales"):
        root.get("scales")
        return {}
    named = Node(root.get("scales"), root.at("scales"))
    return {name: _steps(named, name) for name in named.values}


def _steps(node: Node, key: str) -> tuple[Step, ...]:
    nodes = list(node.nodes(key, required=True))
    if len(nodes) < 2:
        raise node.fault(key, "a scale needs at least two steps")
    steps: list[Step] = []
    for index, step in enumerate(nodes):
        value = step.number_between("value", 0.0, 1.0, index / (len(nodes) - 1))
        if steps and value < steps[-1].value:
            raise step.fault("value", "is lower than that of the step before")
        steps.append(Step(step.text("label"), value))
        step.finish()
    return tuple(steps)


def _joining(node: Node, full: float) -> tuple[Aggregation, tuple[Level, ...]]:
    """Read how parts are joined into one score, and the levels (in points up to `full`) of a level_map."""
    aggregation = node.choice("aggregation", Aggregation, Aggregation.WEIGHTED_MEAN)
    if aggregation not in HOW_TO_JOIN:
        raise node.fault("aggregation", "count is for the ticks of a question only")
    return aggregation, _levels(node, aggregation, highest=full)


def _dimension(node: Node, usual: float) -> Dimension:
    aggregation, levels = _joining(node, 100)
    dimension = Dimension(
        id=node.word("id"),
        label=node.text("label"),
        weight=node.number_between("weight", 0.0, 1_000.0, usual),
        aggregation=aggregation,
        levels=levels,
        description=node.text("description", required=False),
    )
    node.finish()
    return dimension


def _questions(
    root: Node, dimensions: tuple[Dimension, ...], scales: Scales, usual: float
) -> tuple[Question, ...]:
    questions: list[Question] = []
    for node in root.nodes("questions", required=True):
        question = _question(node, dimensions, scales, questions, usual)
        if any(earlier.id == question.id for earlier in questions):
            raise node.fault("id", f"{question.id!r} is used twice")
        questions.append(question)
    for index, dimension in enumerate(dimensions):
        scored = [q for q in questions if q.dimension == dimension.id and q.is_scored]
        if dimension.weight and not scored:
            raise root.fault(f"dimensions[{index}]", "has no scored question (weight 0: a plain section)")
    return tuple(questions)


def _question(
    node: Node, dimensions: tuple[Dimension, ...], scales: Scales, earlier: list[Question], usual: float
) -> Question:
    identity, kind = node.word("id"), node.choice("type", QuestionType)
    dimension = node.word("dimension")
    if dimension not in {known.id for known in dimensions}:
        raise node.fault("dimension", f"{dimension!r} is not a dimension of this questionnaire")
    aggregation = node.choice("aggregation", Aggregation, Aggregation.MEAN)
    items = _items(node, kind, aggregation)
    levels = _levels(node, aggregation, highest=1)
    worst, best = node.number("worst"), node.number("best")
    question = Question(
        id=identity,
        dimension=dimension,
        type=kind,
        label=node.text("label"),
        help=node.text("help", required=False),
        weight=_question_weight(node, kind, aggregation, worst, best, usual),
        items=items,
        columns=_columns(node, kind),
        scale=_scale(node, kind, scales),
        aggregation=aggregation,
        full_at=_full_at(node, kind, aggregation, items),
        levels=levels,
        worst=worst,
        best=best,
        unit=node.text("unit", required=False),
        shown_when=_shown_when(node, earlier),
        **parse_checks(node, kind),
    )
    _check_levels_rise(node, question)
    node.finish()
    return question


def _question_weight(
    node: Node,
    kind: QuestionType,
    aggregation: Aggregation,
    worst: float | None,
    best: float | None,
    usual: float,
) -> float:
    ranged = worst is not None and best is not None
    if (worst is None) != (best is None):
        raise node.fault("worst" if worst is None else "best", "worst and best come together")
    if ranged and kind is not QuestionType.NUMBER:
        raise node.fault("worst", "worst and best are for numbers only")
    if ranged and worst == best:
        raise node.fault("best", "is the same as worst")
    can_score = kind is not QuestionType.TEXT and (
        kind is not QuestionType.NUMBER or ranged or aggregation is Aggregation.LEVEL_MAP
    )
    weight = node.number_between("weight", 0.0, 1_000.0, usual if can_score else 0.0)
    if weight and not can_score:
        raise node.fault("weight", "this question cannot be scored: a number needs worst and best, or levels")
    return weight


def _items(node: Node, kind: QuestionType, aggregation: Aggregation) -> tuple[Item, ...]:
    if kind not in WITH_ITEMS:
        if node.has("items"):
            raise node.fault("items", f"a question of type {kind.value} has no items")
        return ()
    items = tuple(
        _item(item, kind is QuestionType.SINGLE, kind in TICKS) for item in node.nodes("items", required=True)
    )
    _all_different(node, "items", [item.id for item in items])
    if not any(not item.exclusive for item in items):
        raise node.fault("items", "at least one must not be exclusive")
    if aggregation is not Aggregation.WEIGHTED_MEAN and any(item.weight != 1 for item in items):
        raise node.fault("aggregation", "items have weights: say weighted_mean")
    if not any(item.weight for item in items if not item.exclusive):
        raise node.fault("items", "at least one needs a weight above 0")
    return items


def _item(node: Node, has_value: bool, may_be_exclusive: bool) -> Item:
    exclusive = node.truth("exclusive")
    if exclusive and not may_be_exclusive:
        raise node.fault("exclusive", "only choices to tick can be exclusive")
    if node.has("value") and not has_value:
        raise node.fault("value", "only the choices of a single question have a value of their own")
    value = node.number_between("value", 0.0, 1.0, 0.0) if has_value else float(not exclusive)
    item = Item(
        id=node.word("id"),
        label=node.text("label"),
        value=value,
        weight=node.number_between("weight", 0.0, 1_000.0, 1.0),
        exclusive=exclusive,
        note=node.word("note", ""),
    )
    node.get("value")
    node.finish()
    return item


def _columns(node: Node, kind: QuestionType) -> tuple[Item, ...]:
    if kind is not QuestionType.MATRIX_TWO_COLUMNS:
        if node.has("columns"):
            raise node.fault("columns", f"a question of type {kind.value} has no columns")
        return ()
    columns = []
    for column in node.nodes("columns", required=True):
        columns.append(Item(id=column.word("id"), label=column.text("label")))
        column.finish()
    if len(columns) != 2:
        raise node.fault("columns", f"two are expected, not {len(columns)}")
    _all_different(node, "columns", [column.id for column in columns])
    return tuple(columns)


def _scale(node: Node, kind: QuestionType, scales: Scales) -> tuple[Step, ...]:
    if kind not in SCALES:
        if node.has("scale"):
            raise node.fault("scale", f"a question of type {kind.value} has no scale")
        return ()
    named = node.need("scale")
    if isinstance(named, str):
        if named not in scales:
            raise node.fault("scale", f"{named!r} is not one of the scales")
        return scales[named]
    return _steps(node, "scale")


def _full_at(node: Node, kind: QuestionType, aggregation: Aggregation, items: tuple[Item, ...]) -> int:
    if aggregation is not Aggregation.COUNT:
        if node.has("full_at"):
            raise node.fault("full_at", "is for the aggregation count only")
        return 0
    if kind not in TICKS:
        raise node.fault("aggregation", "count is for ticks only")
    countable = sum(not item.exclusive for item in items)
    full_at = node.whole("full_at", countable)
    if not 1 <= full_at <= countable:
        raise node.fault("full_at", f"lies between 1 and {countable}, not at {full_at}")
    return full_at


def _levels(node: Node, aggregation: Aggregation, highest: float) -> tuple[Level, ...]:
    if aggregation is not Aggregation.LEVEL_MAP:
        if node.has("levels"):
            raise node.fault("levels", "are for the aggregation level_map only")
        return ()
    levels: list[Level] = []
    for level in node.nodes("levels", required=True):
        at_least = level.number("at_least")
        if at_least is None:
            raise level.fault("at_least", "is missing")
        if levels and at_least <= levels[-1].at_least:
            raise level.fault("at_least", "is not above that of the level before")
        level.need("value")
        levels.append(Level(at_least, level.number_between("value", 0.0, highest, 0.0) / highest))
        level.finish()
    return tuple(levels)


def _check_levels_rise(node: Node, question: Question) -> None:
    # More ticks or a higher step never score less; a plain number may well be better when it is smaller.
    if question.type is QuestionType.NUMBER:
        return
    for index in range(1, len(question.levels)):
        if question.levels[index].value < question.levels[index - 1].value:
            raise node.fault(f"levels[{index}].value", "is lower than that of the level before")


def _shown_when(node: Node, earlier: list[Question]) -> Condition | None:
    if not node.has("shown_when"):
        node.get("shown_when")
        return None
    known = Known({question.id: question for question in earlier}, frozenset(), scores=False)
    return parse_condition(Node(node.get("shown_when"), node.at("shown_when")), known)


def _bands(root: Node) -> tuple[Band, ...]:
    bands: list[Band] = []
    for node in root.nodes("bands"):
        band = Band(node.word("id"), node.text("label"), node.whole("from"), node.whole("to"))
        expected = bands[-1].last + 1 if bands else 0
        if band.first != expected:
            raise node.fault("from", f"should be {expected}, not {band.first}: no gap, no overlap")
        if band.last < band.first:
            raise node.fault("to", "lies before from")
        bands.append(band)
        node.finish()
    if bands and bands[-1].last != 100:
        raise root.fault(f"bands[{len(bands) - 1}].to", f"should be 100, not {bands[-1].last}")
    _all_different(root, "bands", [band.id for band in bands])
    return tuple(bands)


def _findings(
    root: Node, dimensions: tuple[Dimension, ...], questions: tuple[Question, ...]
) -> tuple[FindingRule, ...]:
    known = Known(
        {question.id: question for question in questions},
        frozenset(dimension.id for dimension in dimensions if dimension.weight),
        scores=True,
    )
    rules = []
    for node in root.nodes("findings"):
        rules.append(
            FindingRule(
                id=node.word("id"),
                when=parse_condition(Node(node.need("when"), node.at("when")), known),
                text=node.text("text"),
                severity=node.choice("severity", Severity),
                theme=node.choice("theme", Theme),
                need=_need(node),
            )
        )
        node.finish()
    _all_different(root, "findings", [rule.id for rule in rules])
    return tuple(rules)


def _need(finding: Node) -> ProposedNeed | None:
    if not finding.has("need"):
        finding.get("need")
        return None
    node = Node(finding.get("need"), finding.at("need"))
    need = ProposedNeed(node.text("title"), node.text("description"))
    node.finish()
    return need


def missing_languages(data: Mapping[str, object]) -> list[str]:
    """Return the paths of the texts that lack one of EN, FR, DE: for the catalogue's own check."""
    faults: list[str] = []

    def walk(value: object, path: str) -> None:
        if isinstance(value, Mapping):
            if value and set(value) <= {"en", "fr", "de"}:
                missing = {"en", "fr", "de"} - set(value)
                faults.extend(f"{path}.{language}" for language in sorted(missing))
                return
            for key, item in value.items():
                walk(item, f"{path}.{key}" if path else str(key))
        elif isinstance(value, list | tuple):
            for index, item in enumerate(value):
                walk(item, f"{path}[{index}]")

    walk(data, "")
    return faults


__all__ = ["QuestionnaireError", "missing_languages", "parse_questionnaire"]
